"""One name for all mentions of one actor: the fullest that the text has for it."""

from __future__ import annotations

from itertools import pairwise

from dalel.extract.actors.found import ORGANIZATION, PERSON, Found
from dalel.extract.actors.words import NameWords, name_key, name_words
from dalel.extract.text import Text


def name_persons(text: Text, found: list[Found]) -> None:
    """Give every person the fullest name that ends in the same family name; of two, the last before it."""
    names = name_words(text.language)
    persons = [mention for mention in found if mention.type == PERSON]
    fullest: dict[tuple[str, ...], str] = {}
    for mention in persons:
        key = _person_key(text, names, mention)
        shown = _shown(text, names, mention)
        if key not in fullest or len(shown) < len(fullest[key]):
            fullest[key] = shown
    longest: dict[tuple[str, str], tuple[str, ...]] = {}  # by first and family name
    earliest: dict[str, tuple[str, str]] = {}  # by family name, who bears it first
    for key in fullest:
        if len(key) > 1:
            bearer = key[0], key[-1]
            longest[bearer] = max(longest.get(bearer, key), key, key=len)
            earliest.setdefault(key[-1], bearer)
    latest: dict[str, tuple[str, ...]] = {}
    for mention in persons:
        key = _person_key(text, names, mention)
        surname = key[-1]
        if len(key) > 1:
            latest[surname] = longest[key[0], surname]
        elif surname in earliest:
            latest.setdefault(surname, longest[earliest[surname]])
        mention.entity = fullest[latest[surname]] if surname in latest else fullest[key]


def _person_key(text: Text, names: NameWords, mention: Found) -> tuple[str, ...]:
    first = mention.first
    while first < mention.last - 1 and text.lowers[first] in names.particles:
        first += 1
    return tuple(name_key(text, names, word) for word in range(first, mention.last))


def _shown(text: Text, names: NameWords, mention: Found) -> str:
    """The name as written; in its base form where its first name shows that it is inflected."""
    first, last = mention.first, mention.last
    lower = text.lowers[first]
    if lower not in names.first_names and name_key(text, names, first) in names.first_names:
        lengths = [len(name_key(text, names, word)) for word in range(first, last)]
        return " ".join(text.words[word][:length] for word, length in zip(range(first, last), lengths, strict=True))
    return " ".join(text.text[text.starts[first] : text.ends[last - 1]].split())


def name_organizations(text: Text, found: list[Found]) -> None:
    """Long forms for acronyms defined in brackets, and the fullest form for a shortened name."""
    organizations = [mention for mention in found if mention.type == ORGANIZATION]
    for mention in organizations:
        if not mention.entity:
            mention.entity = " ".join(text.text[text.starts[mention.first] : text.ends[mention.last - 1]].split())
    long_forms: dict[str, str] = {}
    for left, right in pairwise(organizations):
        if right.first == left.last + 1 and text.words[left.last] == "(" and right.last - right.first == 1:
            long_forms.setdefault(right.entity, left.entity)
    for mention in organizations:
        mention.entity = long_forms.get(mention.entity, mention.entity)
