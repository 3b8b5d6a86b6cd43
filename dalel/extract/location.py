"""Where a text says that things happened: which of its places locate, and what holds where none is named.

A country or a capital is often an actor ("Moscow said") and no place. It locates only where the
language marks it as a place (`location.toml`): "in Moscow", «в Москве», "Мәскеуде".
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dalel.extract import gazetteer, places
from dalel.extract.language import Language
from dalel.extract.text import Text
from dalel.model import PlaceMention, Span

# How many words before a name its preposition may stand: "in the besieged northern city of Idlib".
LOOK_BACK = 5


@dataclass(frozen=True, slots=True)
class _Marks:
    before: frozenset[str]
    against: frozenset[str]
    of: frozenset[str]
    people: frozenset[str]
    nouns: frozenset[str]
    endings: tuple[str, ...]


@cache
def _marks(language: Language) -> _Marks:
    data = tomllib.loads(language.data("location.toml"))
    return _Marks(
        before=frozenset(data["before"]),
        against=frozenset(data["against"]),
        of=frozenset(data["of"]),
        people=frozenset(data["people"]),
        nouns=frozenset(data["nouns"]),
        endings=tuple(data["endings"]),
    )


def locating(text: Text, mentions: Sequence[PlaceMention], speakers: Sequence[Span]) -> list[PlaceMention]:
    """The places where something can happen: marked as such, or the name of a town that is no capital.

    Not "Kazakh" in "Kazakh police", and nothing inside the name of a speaker.
    """
    return [
        mention
        for mention in mentions
        if not places.is_demonym(text, mention)
        and not any(speaker.start <= mention.span.start < speaker.end for speaker in speakers)
        and (_is_marked(text, mention) or _is_town(mention))
    ]


def _is_town(mention: PlaceMention) -> bool:
    if mention.place.kind != "city" or mention.place.geonames is None:
        return False
    candidate = gazetteer.by_id(mention.place.geonames)
    return candidate is None or not candidate.capital


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
        if lower in marks.of and word > 0 and text.lemmas[word - 1] not in marks.nouns:
            return text.lowers[word - 1] not in marks.people
        if lower in marks.against or not (lower[0].isalnum() or lower == "-"):
            return False
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
    country = named or _country_of(mentions[0])
    cities = {mention.place: mention for mention in mentions if mention.place.kind == "city"}
    if named is None and len(cities) == 1:
        return next(iter(cities.values())), country
    return country, country


def _country_of(mention: PlaceMention) -> PlaceMention | None:
    """The country a place lies in, resting on the place's own words."""
    country = gazetteer.index().country(mention.place.country or "")
    return PlaceMention(mention.span, places.place(country)) if country is not None else None
