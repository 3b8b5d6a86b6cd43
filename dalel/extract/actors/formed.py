"""Persons and organisations by the form of their names: capital letters, and a title, a first name or a word such as
"Committee" beside them. Where the evidence is thin, nothing is found."""

from __future__ import annotations

from collections.abc import Iterator

from dalel.extract.actors.found import ORGANIZATION, PERSON, Found
from dalel.extract.actors.runs import capital_runs, headlines
from dalel.extract.actors.words import (
    NameWords,
    is_first_name,
    is_particle_name,
    name_key,
    name_words,
    title_words,
)
from dalel.extract.text import Text

_LONGEST_PERSON = 4
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 2, 6


def formed(text: Text, place_words: set[int]) -> tuple[list[Found], set[str]]:
    """Persons and organisations by their capital letters, and the family names met."""
    names = name_words(text.language)
    titles = _titles(text)
    without_capitals = headlines(text)
    found: list[Found] = []
    surnames: set[str] = set()
    for first, last in capital_runs(text, names):
        in_headline = text.sentence_of(first) in without_capitals
        for mention in _read_run(text, names, first, last, titles, place_words, in_headline):
            if found and mention.first < found[-1].last:
                continue
            found.append(mention)
            if mention.type == PERSON:
                surnames.add(name_key(text, names, mention.last - 1))
    return found, surnames


def _titles(text: Text) -> set[int]:
    """The words of titles, those that follow the first ("of State") among them."""
    words, complements = title_words(text.language)
    titles = {index for index, lemma in enumerate(text.lemmas) if lemma in words}
    for index in list(titles):
        if tuple(text.lowers[index + 1 : index + 3]) in complements:
            titles.update((index + 1, index + 2))
    return titles


def _read_run(
    text: Text,
    names: NameWords,
    first: int,
    last: int,
    titles: set[int],
    place_words: set[int],
    in_headline: bool,
) -> Iterator[Found]:
    """What a stretch of capitalised words names: nothing, one actor, or several side by side."""
    lowers = text.lowers
    if first - 1 in titles and lowers[first - 1] in names.connectors:
        first += 1  # "State" of "Secretary of State Antony Blinken"
    while first < last and lowers[first] in names.not_names and text.words[first + 1 : first + 2] != ["."]:
        first += 1
    if first < last and _opens_sentence(text, first) and _is_ordinary_opener(text, names, first):
        first += 1
    while last > first and (lowers[last - 1] in names.not_names or text.words[last - 1] == "."):
        if lowers[last - 1] in names.also_names and last - first > 1 and is_first_name(text, names, last - 2):
            break  # "Theresa May"
        last -= 1
    if first == last or any(word in names.things for edge in (first, last - 1) for word in _forms(text, edge)):
        return
    organization = None if in_headline else _organization(text, names, first, last)
    if organization is not None:
        yield organization
        first = organization.last
    while first < last:
        titled = first - 1 in titles or (first > 1 and text.words[first - 1] == "." and first - 2 in titles)
        while first < last and (first in titles or text.words[first] == "."):
            first, titled = first + 1, True
        stop = first
        while stop < last and stop not in titles and (stop not in place_words or is_first_name(text, names, stop - 1)):
            stop += 1
        if stop > first and not (stop - first == 1 and first in place_words):
            person = _person(text, names, first, stop, titled, in_headline)
            if person is not None:
                yield person
        first = max(stop, first + 1)


def _forms(text: Text, word: int) -> tuple[str, str]:
    return text.lowers[word], text.lemmas[word]


def _opens_sentence(text: Text, word: int) -> bool:
    return text.sentences[text.sentence_of(word)].first == word


def _is_ordinary_opener(text: Text, names: NameWords, word: int) -> bool:
    """ "Describing" before a name: an ordinary word, capitalised only because it opens the sentence."""
    if is_first_name(text, names, word):
        return False
    inflected = bool(names.surname_cases) and text.lowers[word] != text.lemmas[word]
    return inflected or text.lowers[word].endswith(names.opener_endings)


def _organization(text: Text, names: NameWords, first: int, last: int) -> Found | None:
    """A name with a word such as "Committee": with what comes before it, or "of" and a name after it."""
    lemmas, lowers = text.lemmas, text.lowers
    head = next((word for word in range(last - 1, first - 1, -1) if _head(text, names, word)), None)
    if head is None:
        return None
    end = head + 1
    if names.heads.get(lowers[head], names.heads.get(lemmas[head])) != "last" and end == last:
        end = _after_connector(text, names, head)
    elif head == first:
        end = last
    return Found(first, end, ORGANIZATION) if end - first > 1 else None


def _head(text: Text, names: NameWords, word: int) -> bool:
    return text.lowers[word] in names.heads or text.lemmas[word] in names.heads


def _after_connector(text: Text, names: NameWords, head: int) -> int:
    """The end of "of the Interior" after "Ministry", the word after the head where there is none."""
    words, lowers, total = text.words, text.lowers, len(text.words)
    end = head + 1
    while end < total and lowers[end] in names.connectors:
        index = end + 1
        while index < total and lowers[index] in names.articles:
            index += 1
        stop = index
        while stop < total and words[stop][0].isupper() and lowers[stop] not in names.not_names:
            stop += 1
        if stop == index:
            break
        end = stop
    return end


def _person(text: Text, names: NameWords, first: int, last: int, titled: bool, in_headline: bool) -> Found | None:
    words = text.words
    length = last - first - sum(1 for word in words[first:last] if word == ".")
    known = is_first_name(text, names, first)
    if in_headline:
        return Found(first, first + 2, PERSON) if known and length >= 2 and words[first + 1].isalpha() else None
    if length == 1 and _is_acronym(text, names, first):
        return Found(first, last, ORGANIZATION)
    if any(len(word) > 1 and word.isupper() for word in words[first:last]) or not (
        words[last - 1][0].isupper() or is_particle_name(words[last - 1], names)
    ):
        return None
    if not known and length > 2:
        named = next((word for word in range(first + 1, last - 1) if is_first_name(text, names, word)), None)
        if named is not None:
            return Found(named, last, PERSON)
    ending = text.lemmas[last - 1].endswith(names.surname_endings) if names.surname_endings else False
    if length == 1:
        return Found(first, last, PERSON) if titled or (ending and not _opens_sentence(text, first)) else None
    if known or titled or ending:
        return Found(first, min(last, first + _LONGEST_PERSON + (last - first - length)), PERSON)
    if first > 0 and text.lowers[first - 1] in names.articles:
        return Found(first, last, ORGANIZATION)
    return Found(first, last, PERSON) if length <= 3 else Found(first, last, ORGANIZATION)


def _is_acronym(text: Text, names: NameWords, word: int) -> bool:
    """Whether a word in capitals alone may name an organisation: not in a sentence that is all capitals."""
    written = text.words[word]
    if not (_SHORTEST_ACRONYM <= len(written) <= _LONGEST_ACRONYM and written.isupper() and written.isalpha()):
        return False
    beside = text.words[max(0, word - 1) : word] + text.words[word + 1 : word + 2]
    if any(len(other) > 1 and other.isupper() for other in beside):
        return False
    return text.lowers[word] not in names.not_acronyms | names.not_names
