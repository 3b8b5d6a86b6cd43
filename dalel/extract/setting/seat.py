"""The seat of a report: the one town where what it tells of happened unless it says otherwise.

A report from Almaty names Almaty once, in its dateline, title or first sentence, and then tells of "the
city", "the square" and "the police". The town that a report names where reports say where they are, or
that it names far more often than any other, is its seat. Two that are named alike leave it without one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dalel.extract.places import gazetteer
from dalel.extract.setting import location
from dalel.extract.text import Text
from dalel.model import Place, PlaceMention, Span

# What a mention counts: in a dateline, in the opening, where things happen, and as the name of something else.
IN_DATELINE = 3.0
IN_OPENING = 2.0
LOCATED = 1.0
NAMED = 0.5
# The least that makes a seat, and how many times the next town's count it must exceed.
LEAST = 2.0
AHEAD = 1.5
# A town abroad with fewer people than this is rather a namesake, if nothing else of its country is named.
ABROAD_FROM_DATELINE = 300_000
ABROAD = 60_000
# What ends a sentence, but no title.
_STOPS = frozenset((".", "!", "?", "…", "...", ":", "”", "»", '"'))


def find(
    text: Text,
    mentions: Sequence[PlaceMention],
    located: Sequence[PlaceMention],
    datelines: Sequence[range],
) -> PlaceMention | None:
    """The seat of a report, None where none of its towns stands out."""
    opening = _opening(text)
    happening = {one.span.start for one in located}
    headed = {one.place for one in mentions if location.is_inside(one.span, datelines[:1])}
    counts: dict[Place, float] = {}
    by_country: dict[str, float] = {}
    first: dict[Place, PlaceMention] = {}
    seen: set[tuple[Place, int]] = set()
    for one in mentions:
        sentence = text.sentence_of(text.word_at(one.span.start))
        if one.place.country is None or (one.place, sentence) in seen:
            continue  # "Kisumu, Eldoret are out, Eldoret in thousands" says Eldoret once
        seen.add((one.place, sentence))
        if location.is_inside(one.span, datelines):
            count = IN_DATELINE if len(headed) == 1 else IN_OPENING
        elif one.span.start not in happening:
            count = NAMED
        else:
            count = IN_OPENING if one.span.start < opening else LOCATED
        by_country[one.place.country] = by_country.get(one.place.country, 0.0) + count
        if one.place.kind == "city":
            counts[one.place] = counts.get(one.place, 0.0) + count
            first.setdefault(one.place, one)
    ranked = sorted(counts, key=lambda place: (-counts[place], first[place].span.start))
    if not ranked or counts[ranked[0]] < LEAST:
        return None
    best = ranked[0]
    others = [counts[place] for place in ranked[1:]]
    others += [count for country, count in by_country.items() if country != best.country]
    return first[best] if counts[best] > AHEAD * max(others, default=0.0) else None


def without_namesakes(text: Text, mentions: Sequence[PlaceMention], datelines: Sequence[range]) -> list[PlaceMention]:
    """Without small towns abroad of whose country the text names nothing else, in a text that says where it is.

    "Rampura" in a report from Dhaka is a district that the gazetteer does not know, not a town in India.
    """
    counts = Counter(one.place.country for one in mentions)
    dated = next((one.place.country for one in mentions if location.is_inside(one.span, datelines[:1])), None)
    opening = _opening(text)
    homes = {one.place.country for one in mentions if one.span.start < opening and counts[one.place.country] > 1}
    if dated is None and not homes:
        return list(mentions)
    least = ABROAD if dated is None else ABROAD_FROM_DATELINE
    return [
        one
        for one in mentions
        if one.place.country == dated
        or one.place.country in homes
        or counts[one.place.country] > 1
        or not _is_small(one.place, least)
    ]


def _is_small(place: Place, least: int) -> bool:
    if place.kind != "city" or place.geonames is None:
        return False
    known = gazetteer.by_id(place.geonames)
    return known is not None and known.population < least and not known.capital


def is_opened(text: Text, mentions: Sequence[PlaceMention], place: Place) -> bool:
    """Whether a report names a place, or a country or something in it, at its beginning or more than once."""
    inside = [one for one in mentions if one.place == place or _lies_in(one.place, place)]
    return len(inside) > 1 or any(is_in_first_paragraph(text, one.span) for one in inside)


def is_in_first_paragraph(text: Text, span: Span) -> bool:
    """Whether words stand in the first paragraph, or in the one below a title."""
    last = text.sentences[text.sentence_of(text.word_at(_opening(text) - 1))].paragraph
    return text.sentences[text.sentence_of(text.word_at(span.start))].paragraph <= last


def _lies_in(place: Place, country: Place) -> bool:
    return country.kind == "country" and place.country == country.country


def _opening(text: Text) -> int:
    """Where the opening ends, in code points: the first sentence, and the one below a title."""
    if not text.sentences:
        return 0
    first = text.sentences[0]
    if len(text.sentences) > 1:
        second = text.sentences[1]
        if second.paragraph != first.paragraph and text.words[first.last - 1] not in _STOPS:
            return text.ends[second.last - 1]
    return text.ends[first.last - 1]
