"""Where a text says that things happened: which of its places locate, and what holds where none is named.

A country or a capital is often an actor ("Moscow said") and no place. It locates only where the
language marks it as a place (`location.toml`): "in Moscow", «в Москве», "Мәскеуде".
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from dalel.extract import places
from dalel.extract.events.groups import RELATIVE, grammar
from dalel.extract.language import Language
from dalel.extract.places import gazetteer
from dalel.extract.text import Text
from dalel.model import Place, PlaceMention, Span

# How many words before a name its preposition may stand: "in the besieged northern city of Idlib".
LOOK_BACK = 5
# Names of speakers may nest ("the minister, quoted by the agency"), but not deeper than this.
NESTED = 4
# How many words may stand before a place or time that holds for its whole sentence.
OPENING = 2
# How far a place may stand in its relative clause.
RELATIVE_REACH = 12


@dataclass(frozen=True, slots=True)
class _Marks:
    before: frozenset[str]
    against: frozenset[str]
    of: frozenset[str]
    of_nouns: frozenset[str]
    nouns: frozenset[str]
    aimed: frozenset[str]
    moves: frozenset[str]
    owners: frozenset[str]
    parts: frozenset[str]
    describes: bool
    endings: tuple[str, ...]
    barriers: frozenset[str]
    told_reach: int


@cache
def _marks(language: Language) -> _Marks:
    data = tomllib.loads(language.data("location.toml"))
    return _Marks(
        before=frozenset(data["before"]),
        against=frozenset(data["against"]),
        of=frozenset(data["of"]),
        of_nouns=frozenset(data["of_nouns"]),
        nouns=frozenset(data["nouns"]),
        aimed=frozenset(data["aimed"]),
        moves=frozenset(data["moves"]),
        owners=frozenset(data["owners"]),
        parts=frozenset(data["parts"]),
        describes=data["describes"],
        endings=tuple(data["endings"]),
        barriers=frozenset(data["barriers"]),
        told_reach=data["told_reach"],
    )


def locating(text: Text, mentions: Sequence[PlaceMention], speakers: Sequence[range]) -> list[PlaceMention]:
    """The places where something can happen: marked as such, or the name of a town that is no capital.

    Not "a teacher from Leeds", not "Kazakh" in "Kazakh police", and nothing inside the name of a speaker
    (`speakers` are ranges of code points, sorted).
    """
    ends = {mention.span.end for mention in mentions}
    return [
        mention
        for mention in mentions
        if not places.is_demonym(text, mention)
        and not is_inside(mention.span, speakers)
        and (_is_marked(text, mention) or (places.is_town(mention) and not _is_origin(text, mention)))
        and not _describes(text, mention)
        and not _is_in_brackets(text, mention, ends)
    ]


def is_inside(span: Span, ranges: Sequence[range]) -> bool:
    """Whether a span begins inside one of some ranges of code points, which are sorted."""
    last = bisect_right(ranges, span.start, key=lambda one: one.start)
    return any(span.start in one for one in ranges[max(0, last - NESTED) : last])


def _is_marked(text: Text, mention: PlaceMention) -> bool:
    marks = _marks(text.language)
    first, last = text.word_at(mention.span.start), text.word_at(mention.span.end - 1)
    if marks.endings and text.lowers[last].endswith(marks.endings):
        return True
    if last + 1 < len(text.words) and (text.lemmas[last + 1] in marks.nouns or text.lowers[last + 1] in marks.nouns):
        return True
    for word in range(first - 1, max(first - 1 - LOOK_BACK, -1), -1):
        lower = text.lowers[word]
        if lower in marks.before:
            return True
        if lower in marks.aimed:
            return not marks.moves.isdisjoint(text.lemmas[max(0, word - LOOK_BACK) : word])
        if lower in marks.of and word > 0 and text.lemmas[word - 1] not in marks.nouns:
            return text.lowers[word - 1] in marks.of_nouns
        if lower in marks.against or not (lower[0].isalnum() or lower == "-"):
            return False
    return False


def _is_origin(text: Text, mention: PlaceMention) -> bool:
    first = text.word_at(mention.span.start)
    return first > 0 and text.lowers[first - 1] in _marks(text.language).aimed


def _describes(text: Text, mention: PlaceMention) -> bool:
    """ "US" in "a US strike", "Tehran" in "Tehran's forces"."""
    marks = _marks(text.language)
    word = text.word_at(mention.span.end - 1) + 1
    if not marks.describes or word >= len(text.words):
        return False
    lower = text.lowers[word]
    if lower in marks.owners:
        return True
    rules = grammar(text.language)
    is_noun = text.words[word].islower() and lower not in rules.kinds and lower not in marks.nouns
    return is_noun and not lower.endswith(rules.verb_endings + rules.gerund_endings + rules.adverb_endings)


def _is_in_brackets(text: Text, mention: PlaceMention, ends: set[int]) -> bool:
    """ "Puno" in "Juliaca (Puno)", which only says where Juliaca lies."""
    first = text.word_at(mention.span.start)
    return first > 1 and text.words[first - 1] == "(" and text.ends[first - 2] in ends


def names_a_part(text: Text, mention: PlaceMention) -> bool:
    """A country in the name of a part of some town: "the Colombia district", «Ресей көшесі»."""
    after = text.word_at(mention.span.end - 1) + 1
    return (
        mention.place.kind == "country"
        and after < len(text.words)
        and text.lemmas[after] in _marks(text.language).parts
    )


def is_apart(text: Text, word: int, mention: Span, told: bool) -> bool:
    """Whether a place or time stands in another clause than a deed at a word.

    One that begins the sentence holds for all of it: "In Ankara, after weeks of silence, the minister …". Of
    a deed of words (`told`) only what stands near it is said.
    """
    marks = _marks(text.language)
    first, last = text.word_at(mention.start), text.word_at(mention.end - 1)
    if is_opening(text, word, mention):
        return False
    if last < word and "," in text.lowers[last + 1 : word] and _is_relative(text, first):
        return True
    begin, end = (last + 1, word) if last < word else (word + 1, first)
    between = text.lowers[begin:end]
    if told and (len(between) > marks.told_reach or "," in between):
        return True
    joiners = grammar(text.language).joiners
    listed = any(one == "," and following in joiners for one, following in pairwise(between))
    return listed or not marks.barriers.isdisjoint(between)


def is_opening(text: Text, word: int, mention: Span) -> bool:
    """Whether a place or time begins the sentence of a word after it."""
    first = text.word_at(mention.start)
    return first < word and first - text.sentences[text.sentence_of(first)].first <= OPENING


def _is_relative(text: Text, word: int) -> bool:
    """ "Syria" in "the woman, who had travelled to Syria, was killed"."""
    kinds = grammar(text.language).kinds
    for before in range(word - 1, max(word - 1 - RELATIVE_REACH, -1), -1):
        if not text.lowers[before][0].isalnum():
            return False
        if kinds.get(text.lowers[before]) == RELATIVE:
            return before > 0 and text.lowers[before - 1] == ","
    return False


def scene(mentions: Sequence[PlaceMention]) -> tuple[PlaceMention | None, PlaceMention | None]:
    """The smallest place that holds every place of a report, and its country.

    A report that speaks of Almaty alone says of everything in it that it happened there; one that
    speaks of several cities of Kazakhstan, or of Almaty and the country, says so only of Kazakhstan;
    one that speaks of two countries, of neither.
    """
    if len({mention.place.country for mention in mentions}) != 1:
        return None, None
    named = next((mention for mention in mentions if mention.place.kind == "country"), None)
    country = named or country_of(mentions[0])
    inside = [mention for mention in mentions if mention.place.kind != "country"]
    towns = {mention.place: mention for mention in inside if mention.place.kind == "city"}
    smallest = towns or {mention.place: mention for mention in inside}
    if named is None and len(smallest) == 1:
        return next(iter(smallest.values())), country
    return country, country


def holds(place: Place, town: Place) -> bool:
    """Whether a country or region holds a town."""
    if place.kind == "city" or place.country != town.country:
        return False
    if place.kind == "country":
        return True
    outer, inner = (gazetteer.by_id(one.geonames) if one.geonames is not None else None for one in (place, town))
    return outer is not None and inner is not None and outer.admin1 == inner.admin1 != ""


def main_countries(mentions: Sequence[PlaceMention]) -> frozenset[str | None]:
    """The countries that a report is mostly about: those of at least a third of its places."""
    counts = Counter(mention.place.country for mention in mentions)
    return frozenset(country for country, count in counts.items() if 3 * count >= len(mentions))


def country_of(mention: PlaceMention) -> PlaceMention | None:
    """The country a place lies in, resting on the place's own words."""
    country = gazetteer.index().country(mention.place.country or "")
    return PlaceMention(mention.span, places.place(country)) if country is not None else None
