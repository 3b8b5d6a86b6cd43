"""Finding the actors of a text: by rules, or by what a learned model found together with the language's table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dalel.extract.actors.book import NO_BOOK, ActorBook, recognise, rename
from dalel.extract.actors.entities import name_organizations, name_persons
from dalel.extract.actors.formed import formed
from dalel.extract.actors.found import GROUP, ORGANIZATION, PERSON, Found
from dalel.extract.actors.spellings import find_in_other_scripts, join_spellings, uninflect
from dalel.extract.actors.words import name_key, name_words
from dalel.extract.lexicon import lexicon
from dalel.extract.text import Text
from dalel.model import ActorMention, PlaceMention


def find(
    text: Text,
    places: Sequence[PlaceMention],
    learned: Sequence[tuple[int, int, str]] | None = None,
    book: ActorBook = NO_BOOK,
) -> list[ActorMention]:
    """The actors of a text, in text order, none overlapping another.

    `learned` are the names that a model found (words [first, last) with their type); None where the language has no
    model, and the rules alone decide. `book` holds the actors that the desk described.
    """
    if not text.words:
        return []
    place_words = {word for mention in places for word in text.words_in(mention.span.start, mention.span.end)}
    found = candidates(text, place_words) if learned is None else _agreed(text, learned, place_words)
    find_in_other_scripts(text, found)
    known = recognise(text, book, found)
    name_persons(text, found)
    name_organizations(text, found)
    uninflect(text, found)
    join_spellings(found)
    rename(text, found, known)
    return [ActorMention(text.span(one.first, one.last), one.type, one.entity) for one in found]


def candidates(text: Text, place_words: set[int]) -> list[Found]:
    """What the rules find, in text order."""
    named, surnames = formed(text, place_words)
    found = _longest(named, _listed(text))
    taken = {word for mention in found for word in range(mention.first, mention.last)}
    found += _lone_surnames(text, surnames, taken)
    found.sort(key=lambda mention: mention.first)
    return found


def _listed(text: Text) -> list[Found]:
    """The common nouns and fixed names of the language's table."""
    found = []
    for match in lexicon(text.language, "actors.tsv").find(text):
        row = match.row
        found.append(Found(match.first, match.last, row["type"], row["entity"]))
    return found


def _longest(named: list[Found], listed: list[Found]) -> list[Found]:
    """Both lists as one: of two that overlap, the longer; of two as long, the listed one."""
    kept: list[Found] = []
    taken: set[int] = set()
    common_ends = {mention.last for mention in listed}
    for mention in named:
        if mention.type == PERSON and mention.last in common_ends and mention.last - mention.first > 1:
            mention.type = ORGANIZATION  # "Open Square Monitor"
    for mention in sorted(listed + named, key=lambda found: found.first - found.last):
        if taken.isdisjoint(range(mention.first, mention.last)):
            kept.append(mention)
            taken.update(range(mention.first, mention.last))
    return kept


def _lone_surnames(text: Text, surnames: set[str], taken: set[int]) -> Iterator[Found]:
    """A capitalised word alone that is the family name of somebody named in full elsewhere."""
    names = name_words(text.language)
    for index, word in enumerate(text.words):
        if (
            word[0].isupper()
            and index not in taken
            and name_key(text, names, index) in surnames
            and text.lowers[index] not in names.not_names
        ):
            yield Found(index, index + 1, PERSON)


def _agreed(text: Text, learned: Sequence[tuple[int, int, str]], place_words: set[int]) -> list[Found]:
    """The learned names, and of the language's table what lies outside them.

    A single word that is a place is no person. A learned organisation that begins with a listed one goes by the
    listed one's name ("the Interior Ministry of …"). A single small word that is no name to the model ("at the
    hospital they said") is people without a name: a group.
    """
    found = [
        Found(first, last, type_)
        for first, last, type_ in learned
        if type_ == ORGANIZATION or (type_ == PERSON and not (last - first == 1 and first in place_words))
    ]
    holder = {word: mention for mention in found for word in range(mention.first, mention.last)}
    for listed in _listed(text):
        held = [holder[word] for word in range(listed.first, listed.last) if word in holder]
        if not held:
            if listed.type == ORGANIZATION and listed.last - listed.first == 1 and not text.is_capital(listed.first):
                listed.type = GROUP
            found.append(listed)
        elif listed.type == held[0].type == ORGANIZATION and listed.first == held[0].first:
            held[0].entity = listed.entity
    return sorted(found, key=lambda mention: mention.first)
