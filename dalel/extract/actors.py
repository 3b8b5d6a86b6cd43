"""Actors: persons, organisations and groups of people named in a text.

Common nouns and fixed names ("protesters", "police", "Interior Ministry") come from the language's
`actors.tsv`. Names with capital letters are found by their form: a title or a known first name before
them, a word such as "Committee" in them, the same family name elsewhere in the text. A title is
evidence for a name and is not part of it. Where the evidence is thin, nothing is found.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from dalel.extract.language import Language
from dalel.extract.lexicon import lexicon, rows
from dalel.extract.text import Text
from dalel.model import ActorMention, PlaceMention

PERSON, ORGANIZATION, GROUP = "PERSON", "ORGANIZATION", "GROUP"

_LONGEST_PERSON = 4
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 2, 6
_HEADLINE_SHARE = 0.85


@dataclass(frozen=True)
class _Names:
    """A language's `names.toml` and `organizations.tsv`."""

    first_names: frozenset[str]
    not_names: frozenset[str]
    also_names: frozenset[str]
    things: frozenset[str]
    particles: frozenset[str]
    connectors: frozenset[str]
    articles: frozenset[str]
    surname_endings: tuple[str, ...]
    surname_cases: tuple[str, ...]
    opener_endings: tuple[str, ...]
    not_acronyms: frozenset[str]
    heads: dict[str, str]


@dataclass(slots=True)
class _Found:
    """Words [first, last) as an actor; `entity` is filled once the whole text is known."""

    first: int
    last: int
    type: str
    entity: str = ""


def find(text: Text, places: Sequence[PlaceMention]) -> list[ActorMention]:
    """The actors of a text, in text order, none overlapping another."""
    if not text.words:
        return []
    names = _names(text.language)
    place_words = _place_words(text, places)
    named, surnames = _named(text, names, place_words)
    named = _longest(named, _listed(text))
    taken = {word for found in named for word in range(found.first, found.last)}
    named += _lone_surnames(text, names, surnames, taken)
    named.sort(key=lambda found: found.first)
    _name_persons(text, names, named)
    _name_organizations(text, named)
    return [ActorMention(text.span(found.first, found.last), found.type, found.entity) for found in named]


@cache
def _names(language: Language) -> _Names:
    settings = tomllib.loads(language.data("names.toml"))
    return _Names(
        first_names=frozenset(settings["first_names"].split()),
        not_names=frozenset(settings["not_names"].split()),
        also_names=frozenset(settings["also_names"].split()),
        things=frozenset(settings["things"].split()),
        particles=frozenset(settings["particles"]),
        connectors=frozenset(settings["connectors"]),
        articles=frozenset(settings["articles"]),
        surname_endings=tuple(settings["surname_endings"] + settings["patronymic_endings"]),
        surname_cases=tuple(settings["surname_cases"]),
        opener_endings=tuple(settings["opener_endings"]),
        not_acronyms=frozenset(settings["not_acronyms"].split()),
        heads={row["word"]: row["place"] for row in rows(language.data("organizations.tsv"))},
    )


def _listed(text: Text) -> list[_Found]:
    """The common nouns and fixed names of the language's table."""
    found = []
    for match in lexicon(text.language, "actors.tsv").find(text):
        row = match.row
        found.append(_Found(match.first, match.last, row["type"], row["entity"]))
    return found


def _longest(named: list[_Found], listed: list[_Found]) -> list[_Found]:
    """Both lists as one: of two that overlap, the longer; of two as long, the listed one."""
    kept: list[_Found] = []
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


def _place_words(text: Text, places: Sequence[PlaceMention]) -> set[int]:
    return {word for mention in places for word in text.words_in(mention.span.start, mention.span.end)}


def _named(text: Text, names: _Names, place_words: set[int]) -> tuple[list[_Found], set[str]]:
    """Persons and organisations by their capital letters, and the family names met."""
    title_words, complements = _title_words(text.language)
    titles = {index for index, lemma in enumerate(text.lemmas) if lemma in title_words}
    for index in list(titles):
        if tuple(text.lowers[index + 1 : index + 3]) in complements:
            titles.update((index + 1, index + 2))
    headlines = _headlines(text)
    found: list[_Found] = []
    surnames: set[str] = set()
    for first, last in _capital_runs(text, names):
        in_headline = text.sentence_of(first) in headlines
        for mention in _read_run(text, names, first, last, titles, place_words, in_headline):
            if found and mention.first < found[-1].last:
                continue
            found.append(mention)
            if mention.type == PERSON:
                surnames.add(_name_key(text, names, mention.last - 1))
    return found, surnames


@cache
def _title_words(language: Language) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """The words that stand directly before a name in a title ("minister" of "interior minister"), and what may
    stand between ("of state" after "secretary")."""
    connectors = _names(language).connectors
    titles = (row for row in rows(language.data("titles.tsv")) if row["kind"] not in ("anonymous", "document"))
    phrases = [phrase.split() for row in titles for phrase in row["phrase"].split("|")]
    complements = frozenset(tuple(words[1:]) for words in phrases if len(words) == 3 and words[1] in connectors)
    plain = [words for words in phrases if tuple(words[1:]) not in complements]
    return frozenset(form for words in plain for form in (words[-1], language.lemma(words[-1]))), complements


def _headlines(text: Text) -> set[int]:
    """Sentences Written Like This and without a full stop, where a capital letter says nothing."""
    marked: set[int] = set()
    for number, sentence in enumerate(text.sentences):
        words = text.words[sentence.first : sentence.last]
        if words[-1] == ".":
            continue
        long_words = [word for word in words if len(word) > 3 and word[0].isalpha()]
        capitals = sum(1 for word in long_words if word[0].isupper())
        if len(long_words) >= 4 and capitals >= _HEADLINE_SHARE * len(long_words):
            marked.add(number)
    return marked


def _capital_runs(text: Text, names: _Names) -> Iterator[tuple[int, int]]:
    """Maximal stretches of capitalised words; an initial keeps its full stop, a name its particle."""
    words, lowers = text.words, text.lowers
    total = len(words)
    capital = [word[0].isupper() or ("-" in word and _is_particle_name(word, names)) for word in words]
    ends = {sentence.last for sentence in text.sentences}
    index = 0
    while index < total:
        if not capital[index]:
            index += 1
            continue
        last = index + 1
        while last < total and last not in ends:
            following = last + 1
            if capital[last]:
                last += 1
            elif following >= total or not capital[following] or following in ends:
                break
            elif (words[last] == "." and text.ends[last - 1] == text.starts[last]) or lowers[last] in names.particles:
                last += 2
            else:
                break
        yield index, last
        index = last


def _is_particle_name(word: str, names: _Names) -> bool:
    """ "al-Baghdadi": a family name that begins with a small particle."""
    particle, _, rest = word.partition("-")
    return particle in names.particles and rest[:1].isupper()


def _read_run(
    text: Text,
    names: _Names,
    first: int,
    last: int,
    titles: set[int],
    place_words: set[int],
    in_headline: bool,
) -> Iterator[_Found]:
    """What a stretch of capitalised words names: nothing, one actor, or several side by side."""
    lowers = text.lowers
    if first - 1 in titles and lowers[first - 1] in names.connectors:
        first += 1  # "State" of "Secretary of State Antony Blinken"
    while first < last and lowers[first] in names.not_names and text.words[first + 1 : first + 2] != ["."]:
        first += 1
    if first < last and _opens_sentence(text, first) and _is_ordinary_opener(text, names, first):
        first += 1
    while last > first and (lowers[last - 1] in names.not_names or text.words[last - 1] == "."):
        if lowers[last - 1] in names.also_names and last - first > 1 and _is_first_name(text, names, last - 2):
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
        while stop < last and stop not in titles and (stop not in place_words or _is_first_name(text, names, stop - 1)):
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


def _is_ordinary_opener(text: Text, names: _Names, word: int) -> bool:
    """ "Describing" before a name: an ordinary word, capitalised only because it opens the sentence."""
    if _is_first_name(text, names, word):
        return False
    inflected = bool(names.surname_cases) and text.lowers[word] != text.lemmas[word]
    return inflected or text.lowers[word].endswith(names.opener_endings)


def _organization(text: Text, names: _Names, first: int, last: int) -> _Found | None:
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
    return _Found(first, end, ORGANIZATION) if end - first > 1 else None


def _head(text: Text, names: _Names, word: int) -> bool:
    return text.lowers[word] in names.heads or text.lemmas[word] in names.heads


def _after_connector(text: Text, names: _Names, head: int) -> int:
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


def _name_key(text: Text, names: _Names, word: int) -> str:
    """A name without its case ending, to compare by. Lemmatisers know few family names."""
    lower = text.lowers[word]
    if "-" in lower and _is_particle_name(text.words[word], names):
        lower = lower.partition("-")[2]
    for ending in names.surname_cases:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            return lower[: -len(ending)]
    return lower


def _is_first_name(text: Text, names: _Names, word: int) -> bool:
    return word >= 0 and (text.lowers[word] in names.first_names or text.lemmas[word] in names.first_names)


def _person(text: Text, names: _Names, first: int, last: int, titled: bool, in_headline: bool) -> _Found | None:
    words = text.words
    length = last - first - sum(1 for word in words[first:last] if word == ".")
    known = _is_first_name(text, names, first)
    if in_headline:
        return _Found(first, first + 2, PERSON) if known and length >= 2 and words[first + 1].isalpha() else None
    if length == 1 and _is_acronym(text, names, first):
        return _Found(first, last, ORGANIZATION)
    if any(len(word) > 1 and word.isupper() for word in words[first:last]) or not (
        words[last - 1][0].isupper() or _is_particle_name(words[last - 1], names)
    ):
        return None
    if not known and length > 2:
        named = next((word for word in range(first + 1, last - 1) if _is_first_name(text, names, word)), None)
        if named is not None:
            return _Found(named, last, PERSON)
    ending = text.lemmas[last - 1].endswith(names.surname_endings) if names.surname_endings else False
    if length == 1:
        return _Found(first, last, PERSON) if titled or (ending and not _opens_sentence(text, first)) else None
    if known or titled or ending:
        return _Found(first, min(last, first + _LONGEST_PERSON + (last - first - length)), PERSON)
    if first > 0 and text.lowers[first - 1] in names.articles:
        return _Found(first, last, ORGANIZATION)
    return _Found(first, last, PERSON) if length <= 3 else _Found(first, last, ORGANIZATION)


def _is_acronym(text: Text, names: _Names, word: int) -> bool:
    """Whether a word in capitals alone may name an organisation: not in a sentence that is all capitals."""
    written = text.words[word]
    if not (_SHORTEST_ACRONYM <= len(written) <= _LONGEST_ACRONYM and written.isupper() and written.isalpha()):
        return False
    beside = text.words[max(0, word - 1) : word] + text.words[word + 1 : word + 2]
    if any(len(other) > 1 and other.isupper() for other in beside):
        return False
    return text.lowers[word] not in names.not_acronyms | names.not_names


def _lone_surnames(text: Text, names: _Names, surnames: set[str], taken: set[int]) -> Iterator[_Found]:
    """A capitalised word alone that is the family name of somebody named in full elsewhere."""
    for index, word in enumerate(text.words):
        if (
            word[0].isupper()
            and index not in taken
            and _name_key(text, names, index) in surnames
            and text.lowers[index] not in names.not_names
        ):
            yield _Found(index, index + 1, PERSON)


def _name_persons(text: Text, names: _Names, found: list[_Found]) -> None:
    """Give every person the fullest name that ends in the same family name; of two, the last before it."""
    persons = [mention for mention in found if mention.type == PERSON]
    fullest: dict[tuple[str, ...], str] = {}
    for mention in persons:
        key = _person_key(text, names, mention)
        shown = _shown(text, names, mention)
        if key not in fullest or len(shown) < len(fullest[key]):
            fullest[key] = shown
    bearers: dict[str, list[tuple[str, ...]]] = {}
    for key in fullest:
        if len(key) > 1:
            bearers.setdefault(key[-1], []).append(key)
    latest: dict[str, tuple[str, ...]] = {}
    for mention in persons:
        key = _person_key(text, names, mention)
        surname = key[-1]
        if len(key) > 1:
            latest[surname] = _longest_with(key, bearers[surname])
        elif surname in bearers:
            latest.setdefault(surname, _longest_with(bearers[surname][0], bearers[surname]))
        mention.entity = fullest[latest[surname]] if surname in latest else fullest[key]


def _person_key(text: Text, names: _Names, mention: _Found) -> tuple[str, ...]:
    first = mention.first
    while first < mention.last - 1 and text.lowers[first] in names.particles:
        first += 1
    return tuple(_name_key(text, names, word) for word in range(first, mention.last))


def _longest_with(key: tuple[str, ...], bearers: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest name with the same first and family name."""
    return max((other for other in bearers if other[0] == key[0]), key=len)


def _shown(text: Text, names: _Names, mention: _Found) -> str:
    """The name as written; in its base form where its first name shows that it is inflected."""
    first, last = mention.first, mention.last
    lower = text.lowers[first]
    if lower not in names.first_names and _name_key(text, names, first) in names.first_names:
        lengths = [len(_name_key(text, names, word)) for word in range(first, last)]
        return " ".join(text.words[word][:length] for word, length in zip(range(first, last), lengths, strict=True))
    return " ".join(text.text[text.starts[first] : text.ends[last - 1]].split())


def _name_organizations(text: Text, found: list[_Found]) -> None:
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
