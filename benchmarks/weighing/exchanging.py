"""Pieces of text in other words: the same sentences with other places, names, numbers and days, and their readings.

What is exchanged in the text is exchanged in the reading, so that no text is read anew.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from dalel.model import (
    ActorMention,
    ActorType,
    Attribution,
    Mentions,
    NumberMention,
    Place,
    PlaceMention,
    Reading,
    Span,
    Statement,
    TimeMention,
)

WORD = re.compile(r"[^\W\d_]{5,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text with what was read in it; spans count from its beginning. `day` is that of its document."""

    text: str
    language: str
    day: datetime
    reading: Reading


@dataclass(frozen=True, slots=True)
class Pools:
    """What is exchanged for what: places by kind, family names, and words by alphabet and length."""

    places: dict[str, tuple[Place, ...]]
    names: tuple[str, ...]
    words: dict[tuple[bool, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Incident:
    piece: Piece
    place: Place
    day: datetime
    seed: int


def exchanged(piece: Piece, incident: Incident, own: int, pools: Pools) -> Piece:
    """A piece as one report of an incident tells it. `own` is the report's own seed."""
    mentions = piece.reading.mentions
    changes: dict[int, tuple[int, str]] = {}
    places: dict[Place, Place] = {}
    for mention in mentions.places:
        place = places.setdefault(mention.place, _other_place(mention.place, places, incident, pools))
        changes[mention.span.start] = (mention.span.end, place.name)
    names: dict[str, str] = {}
    for actor in mentions.actors:
        if actor.type == ActorType.PERSON and actor.span.start not in changes:
            family = actor.entity.split()[-1]
            names[family] = pools.names[_drawn(incident.seed, family) % len(pools.names)]
            start = actor.span.text.rfind(family)
            if start >= 0:
                changes[actor.span.start + start] = (actor.span.start + start + len(family), names[family])
    kept = _kept(piece.reading)
    numbers = {one.span.start: one for one in mentions.numbers if one.value is not None and one.type == "CARDINAL"}
    values: dict[float, float] = {}
    for start, number in numbers.items():
        if number.value is not None and start not in changes and not _meets(number.span, mentions.times):
            values[number.value] = _other_number(number.value, incident.seed, own)
            changes[start] = (number.span.end, f"{values[number.value]:g}")
    for match in WORD.finditer(piece.text):
        start, end = match.span()
        if match.group().islower() and start not in changes and not any(a < end and start < b for a, b in kept):
            word = match.group()
            seed = incident.seed if _drawn(0, word) % 2 else own
            pool = pools.words[word.isascii(), len(word)]
            changes[start] = (end, pool[_drawn(seed, word) % len(pool)])
    moved = _Moved(piece.text, changes)
    days = incident.day.date() - piece.day.date()
    return replace(piece, text=moved.text, reading=_read(piece.reading, moved, places, names, values, days))


def _other_place(place: Place, known: dict[Place, Place], incident: Incident, pools: Pools) -> Place:
    pool = pools.places.get(place.kind, ())
    is_first_town = place.kind == "city" and not any(one.kind == "city" for one in known)
    return incident.place if is_first_town else pool[_drawn(incident.seed, place.name) % len(pool)]


def _other_number(value: float, seed: int, own: int) -> float:
    """A number that most reports of an incident share; a fifth of them give another."""
    whole = max(int(value), 1)
    return float(whole + _drawn(seed, str(value)) % (whole + 3) + (0 if own % 5 else own % (whole + 2)))


def _kept(reading: Reading) -> list[tuple[int, int]]:
    """Where words must stay, since something was read in them."""
    spans = [one.span for one in (*reading.mentions.times, *reading.mentions.numbers)]
    spans += [one.span for one in reading.mentions.actors]
    for attribution in reading.mentions.attributions:
        spans += [attribution.cue] + ([attribution.source] if attribution.source is not None else [])
    for statement in reading.statements:
        if statement.event is not None:
            spans.append(statement.event.trigger)
        if statement.voice.span is not None:
            spans.append(statement.voice.span)
        if statement.label is not None:
            spans.append(statement.span)
    return [(span.start, span.end) for span in spans]


def _meets(span: Span, others: Sequence[TimeMention]) -> bool:
    return any(span.start < other.span.end and other.span.start < span.end for other in others)


@lru_cache(maxsize=1_000_000)
def _hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=6).digest(), "big")


def _drawn(seed: int, word: str) -> int:
    mixed = (_hashed(word) ^ seed) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return mixed >> 17


class _Moved:
    """A text with some stretches exchanged, and where its spans have gone."""

    def __init__(self, text: str, changes: dict[int, tuple[int, str]]) -> None:
        parts: list[str] = []
        self._starts, self._ends, self._new = [0], [0], [0]
        position = length = 0
        for start in sorted(changes):
            end, new = changes[start]
            if start < position:
                continue
            parts += [text[position:start], new]
            length += start - position
            self._starts.append(start)
            self._ends.append(end)
            self._new.append(length)
            length += len(new)
            self._starts.append(end)
            self._ends.append(end)
            self._new.append(length)
            position = end
        parts.append(text[position:])
        self.text = "".join(parts)

    def span(self, span: Span) -> Span:
        start, end = self._at(span.start, False), self._at(span.end, True)
        return Span(start, end, self.text[start:end])

    def _at(self, old: int, is_end: bool) -> int:
        index = bisect_right(self._starts, old) - 1
        if old < self._ends[index]:  # within what was exchanged
            return self._new[index + 1] if is_end and old > self._starts[index] else self._new[index]
        return self._new[index] + old - self._starts[index]


def _read(
    reading: Reading,
    moved: _Moved,
    places: dict[Place, Place],
    names: dict[str, str],
    values: dict[float, float],
    days: timedelta,
) -> Reading:
    """What was read, as it stands in the exchanged text."""

    def placed(one: PlaceMention) -> PlaceMention:
        return PlaceMention(moved.span(one.span), places.get(one.place, one.place))

    def timed(one: TimeMention) -> TimeMention:
        value = _shifted(one, days)
        try:
            first, last = (None if at is None else at + days for at in (one.earliest, one.latest))
        except OverflowError:
            first, last = one.earliest, one.latest
        return TimeMention(moved.span(one.span), one.type, value, first, last)

    def named(name: str | None) -> str | None:
        family = name.split()[-1] if name else None
        return name if name is None or family not in names else f"{name[: -len(family)]}{names[family]}"

    def stated(one: Statement) -> Statement:
        voice = replace(
            one.voice, name=named(one.voice.name), span=moved.span(one.voice.span) if one.voice.span else None
        )
        event, figure = one.event, one.figure
        if event is not None:
            event = replace(
                event,
                trigger=moved.span(event.trigger),
                agents=tuple(map(moved.span, event.agents)),
                patients=tuple(map(moved.span, event.patients)),
                place=placed(event.place) if event.place is not None else None,
                time=timed(event.time) if event.time is not None else None,
            )
        if figure is not None:
            low, high = (None if bound is None else values.get(bound, bound) for bound in (figure.low, figure.high))
            if low is None or high is None or low <= high:
                figure = replace(figure, low=low, high=high)
        return replace(one, span=moved.span(one.span), voice=voice, event=event, figure=figure)

    mentions = reading.mentions
    return Reading(
        Mentions(
            tuple(map(timed, mentions.times)),
            tuple(map(placed, mentions.places)),
            tuple(ActorMention(moved.span(one.span), one.type, named(one.entity) or "") for one in mentions.actors),
            tuple(_attributed(one, moved.span) for one in mentions.attributions),
            tuple(
                NumberMention(
                    moved.span(one.span), one.type, None if one.value is None else values.get(one.value, one.value)
                )
                for one in mentions.numbers
            ),
        ),
        tuple(map(stated, reading.statements)),
    )


def _attributed(one: Attribution, moved: Callable[[Span], Span]) -> Attribution:
    return Attribution(moved(one.source) if one.source is not None else None, moved(one.cue), moved(one.content))


def _shifted(time: TimeMention, days: timedelta) -> str | None:
    """A TIMEX3 value some days later: that of a day, a month or a year."""
    value = time.value
    if value is None or time.earliest is None:
        return value
    if _DAY.match(value):
        return (datetime.fromisoformat(value[:10]) + days).date().isoformat() + value[10:]
    if re.fullmatch(r"\d{4}(-\d\d)?", value):
        return (time.earliest + days).date().isoformat()[: len(value)]
    return value


def within(reading: Reading, begin: int, end: int) -> Reading:
    """What was read between two places of a text, counted from the first; what reaches beyond is left out."""

    def has(span: Span | None) -> bool:
        return span is None or (begin <= span.start and span.end <= end)

    def at(span: Span) -> Span:
        return Span(span.start - begin, span.end - begin, span.text)

    def stated(one: Statement) -> Statement:
        voice, event = one.voice, one.event
        if voice.span is not None:
            voice = replace(voice, span=at(voice.span) if has(voice.span) else None)
        if event is not None:
            place, time = event.place, event.time
            event = replace(
                event,
                trigger=at(event.trigger),
                agents=tuple(at(span) for span in event.agents if has(span)),
                patients=tuple(at(span) for span in event.patients if has(span)),
                place=replace(place, span=at(place.span)) if place is not None and has(place.span) else None,
                time=replace(time, span=at(time.span)) if time is not None and has(time.span) else None,
            )
        return replace(one, span=at(one.span), voice=voice, event=event)

    mentions = reading.mentions
    return Reading(
        Mentions(
            tuple(replace(one, span=at(one.span)) for one in mentions.times if has(one.span)),
            tuple(replace(one, span=at(one.span)) for one in mentions.places if has(one.span)),
            tuple(replace(one, span=at(one.span)) for one in mentions.actors if has(one.span)),
            tuple(
                _attributed(one, at)
                for one in mentions.attributions
                if has(one.source) and has(one.cue) and has(one.content)
            ),
            tuple(replace(one, span=at(one.span)) for one in mentions.numbers if has(one.span)),
        ),
        tuple(
            stated(one) for one in reading.statements if has(one.span) and (one.event is None or has(one.event.trigger))
        ),
    )


def joined(pieces: Sequence[Piece]) -> tuple[str, str, Reading]:
    """One document of several pieces."""
    text = ""
    statements: list[Statement] = []
    parts: dict[str, list[object]] = {name: [] for name in ("times", "places", "actors", "attributions", "numbers")}
    for piece in pieces:
        shifted = within(piece.reading, -len(text), len(piece.text))
        text += piece.text if piece.text[-1].isspace() else f"{piece.text} "
        statements += shifted.statements
        for name, found in parts.items():
            found += getattr(shifted.mentions, name)
    mentions = Mentions(**{name: tuple(found) for name, found in parts.items()})  # type: ignore[arg-type]
    return text, pieces[0].language, Reading(mentions, tuple(statements))
