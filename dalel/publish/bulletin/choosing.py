"""Which facts of a record go into a bulletin: the most important as of a moment, by `importance.py`.

What is contested, taken back or not known is never crowded out: of each the most important is kept, however few facts
there is room for (`fitting.py`).
"""

from __future__ import annotations

import heapq
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from dalel.analyse import questions as asked_for
from dalel.analyse.series import by_voice
from dalel.analyse.sides import Voice as Heard
from dalel.analyse.sides import sides
from dalel.extract.scripts import is_full_name
from dalel.model import Actor, Figure
from dalel.publish.bulletin import importance, tables
from dalel.publish.bulletin.codes import MOST_DAYS, MOST_FACTS, MOST_NUMBER
from dalel.publish.bulletin.facts import (
    Amount,
    Bulletin,
    Count,
    Counts,
    EventFact,
    Fact,
    FigureFact,
    QuestionFact,
    Said,
    Voice,
    When,
    name_of,
)
from dalel.publish.bulletin.fitting import only
from dalel.publish.bulletin.places import place_of
from dalel.publish.bulletin.voices import Voices
from dalel.record import queries
from dalel.record.asking import Desk
from dalel.record.queries import Filters
from dalel.resolve import same
from dalel.resolve.quantities.numbers import bounds

Row = dict[str, Any]

MOST_LOOKED_AT = 600  # events, and figures, of which all that is said is read
MOST_ASKED = 60
MOST_NAMED, MOST_NUMBERS = 3, 4  # voices of an event, and of a figure, that are named
_DEEDS = frozenset(tables.DEEDS)
# Of these a number alone says nothing: not what it is a sum or a share of.
_MEASURES = frozenset(tables.MEASURES) - {"money", "percent", "days"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a bulletin is asked to be of. `place` is a name or a GeoNames id, `since` an ISO day."""

    facts: int = MOST_FACTS
    since: str | None = None
    place: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A fact with its points, `order` for what has as many, and what it tells where, for spreading."""

    points: float
    order: tuple[str, str]
    fact: Fact
    place: str
    thing: tuple[str, str | None]


def bulletin(
    connection: sqlite3.Connection, actors: Iterable[Actor], at: str, desk: str, made_at: datetime, chosen: Chosen
) -> Bulletin:
    """The bulletin of a record as of a moment; `at` is UTC text as the record keeps it."""
    maker = _Maker(connection, Voices(connection, actors), at)
    narrowed = Filters(since=chosen.since, place=chosen.place, country=chosen.country)
    weighed, held = maker.events(narrowed)
    figures, held_figures = maker.figures(narrowed)
    questions = maker.questions(chosen)
    ranked = list(_spread([*weighed, *figures, *questions], MOST_FACTS))
    counts = queries.counts(connection, at)
    told = Counter(type(fact) for fact in ranked)
    whole = Bulletin(
        desk=name_of(desk),
        as_of=datetime.fromisoformat(at),
        made_at=made_at.replace(microsecond=0),
        facts=tuple(ranked),
        left_out=Counts(held - told[EventFact], held_figures - told[FigureFact], len(questions) - told[QuestionFact]),
        documents=counts["documents"],
        sources=counts["sources"],
        since=None if chosen.since is None else date.fromisoformat(chosen.since),
        place=None if chosen.place is None else name_of(chosen.place),
        country=None if chosen.country is None else chosen.country.upper(),
    )
    return only(whole, chosen.facts)


def _spread(weighed: Sequence[_Weighed], most: int) -> Iterator[Fact]:
    """The facts in the order of their importance, each weighed anew by what was taken before it."""
    left = sorted(weighed, key=lambda one: (-one.points, one.order))
    places: Counter[str] = Counter()
    things: Counter[tuple[str, tuple[str, str | None]]] = Counter()
    for _ in range(min(most, len(left))):
        best = max(
            range(len(left)),
            key=lambda number: (
                left[number].points
                + importance.crowding(places[left[number].place], things[left[number].place, left[number].thing]),
                -number,
            ),
        )
        one = left.pop(best)
        places[one.place] += 1
        things[one.place, one.thing] += 1
        yield one.fact


class _Maker:
    """Asks the record and makes facts of its answers."""

    def __init__(self, connection: sqlite3.Connection, voices: Voices, at: str) -> None:
        self._connection, self._voices, self._at = connection, voices, at
        self._desk = Desk(connection, at)
        latest = [
            row["began"] for rows in (self._desk.latest_events(), self._desk.latest_figures()) for row in rows[:1]
        ]
        self._today = min(max(latest, default=at[:10]), at[:10])

    def events(self, narrowed: Filters) -> tuple[list[_Weighed], int]:
        """The events that matter most, and how many there are."""
        rows = list(filter(self._is_told, queries.events(self._connection, self._at, narrowed)))
        known = [row for row in rows if (row["type"], row["mode"]) in _DEEDS or (row["type"], None) in _DEEDS]
        return [self._event(row) for row in self._first(known)], len(rows)

    def figures(self, narrowed: Filters) -> tuple[list[_Weighed], int]:
        """The figures that matter most, and how many there are."""
        rows = list(filter(self._is_told, queries.figures(self._connection, self._at, narrowed)))
        known = [row for row in rows if row["measure"] in _MEASURES and not is_full_name(row["population"] or "")]
        return [one for row in self._first(known) if (one := self._figure(row)) is not None], len(rows)

    def questions(self, chosen: Chosen) -> list[_Weighed]:
        """What is asked and not known."""
        asked = asked_for.listed(self._desk, limit=MOST_ASKED)
        return [
            one
            for question in asked
            if question.standing != "answered" and (one := self._question(question, chosen)) is not None
        ]

    def _is_told(self, row: Row) -> bool:
        """What is only to come is no fact yet."""
        return row["began"] is None or bool(row["began"] <= self._at)

    def _first(self, rows: Sequence[Row]) -> list[Row]:
        return heapq.nlargest(MOST_LOOKED_AT, rows, key=lambda row: self._points(row, row["origins"]))

    def _points(self, row: Row, origins: int) -> float:
        return importance.points(row, origins, self._today) + importance.heard(row, self._at)

    def _event(self, row: Row) -> _Weighed:
        rows = queries.statements_about(self._connection, self._at, "event", row["event"])
        parted = sides(rows, self._at)
        is_back = row["standing"] == "withdrawn"
        affirming = _by_origin(one for one in parted.affirm if is_back or _stands(one))
        denying = _by_origin(one for one in parted.deny if _stands(one))
        count, harmed = self._count(row, rows)
        type_, mode = row["type"], row["mode"] if (row["type"], row["mode"]) in _DEEDS else None
        affirmed_by = len(affirming) if is_back else 0 if row["standing"] == "denied" else row["origins"]
        fact = EventFact(
            ref=_ref(row["event"]),
            type=type_,
            mode=mode,
            standing=row["standing"],
            place=place_of(row),
            when=self._when(row),
            affirmed_by=affirmed_by,
            denied_by=row["origins"] if row["standing"] == "denied" else len(denying),
            affirmed=self._named(affirming[:affirmed_by]),
            denied=self._named(denying),
            count=count,
        )
        points = self._points(row, fact.affirmed_by + fact.denied_by) + harmed
        return _Weighed(points, (row["first_known"], row["event"]), fact, row["place"] or "", (type_, mode))

    def _count(self, event: Row, rows: Sequence[Row]) -> tuple[Count | None, float]:
        """The figure that tells how large an event was, and its points.

        It is of the event's own place, and no total: the dead of all days are not those of one.
        """
        measures = importance.measures(event["type"], event["mode"])
        ids = dict.fromkeys(row["figure"] for row in rows if row["measure"] in measures and row["figure"] is not None)
        held = (queries.figure(self._connection, self._at, id_) for id_ in ids)
        own = [row for row in held if row is not None and row["place"] == event["place"] and row["period"] != "total"]
        known = [(importance.harm(row["measure"], importance.highest(row)), row) for row in own]
        points, figure = max(known, key=lambda one: one[0], default=(0.0, {}))
        amount = _range(figure, rows) if points else None
        return (None, 0.0) if amount is None else (Count(figure["measure"], amount, figure["standing"]), points)

    def _figure(self, row: Row) -> _Weighed | None:
        rows = queries.statements_about(self._connection, self._at, "figure", row["figure"])
        key = same.population(row["population"])
        said = self._said(row, rows)
        fact = FigureFact(
            ref=_ref(row["figure"]),
            measure=row["measure"],
            standing=row["standing"],
            of=key if key in tables.POPULATIONS or key is None else name_of(row["population"]) or None,
            place=place_of(row),
            when=self._when(row),
            period=row["period"] if row["period"] in tables.PERIODS else "",
            range=_range(row, rows),
            origins=row["origins"],
            said=tuple(said[:MOST_NUMBERS]),
        )
        if fact.range is None and not fact.said:
            return None  # no number of it can be told
        points = self._points(row, row["origins"])
        if fact.range is None:
            points += max(importance.harm(row["measure"], one.amount.low or one.amount.high) for one in fact.said)
        first = min((one["known_at"] for one in rows), default=row["known_at"])
        return _Weighed(points, (first, row["figure"]), fact, row["place"] or "", (row["measure"], fact.of))

    def _said(self, figure: Row, rows: Sequence[Row]) -> list[Said]:
        """What voices said last, first what the standing rests on."""
        found: list[tuple[_Nearness, str, Said]] = []
        for one in by_voice(rows):
            points = [point for point in one.points if point.side != "open"] or list(one.points)
            last = points[-1]
            if last.turn == "withdrawal":
                last = next(point for point in reversed(points) if point.until == last.known_at)
            amount = _amount(last.low, last.high, last.row["relation"])
            if amount is None:
                continue
            earlier = (_amount(point.low, point.high, point.row["relation"]) for point in reversed(points))
            before = next((one for one in earlier if one is not None and one != amount), None)
            revised = last.row["believed_to"] if last.row["believed_to"] <= self._at else None
            until = last.until or revised
            said = Said(
                voice=self._voices.of(last.row),
                side=last.side,
                day=date.fromisoformat(last.known_at[:10]),
                amount=amount,
                before=before if last.side == "affirm" else None,
                until=None if until is None else date.fromisoformat(until[:10]),
            )
            found.append((_nearness(figure, said), last.known_at, said))
        # What others' later numbers went beyond is old; it is told only where nobody says anything else.
        told = [one for one in found if one[0] is not _Nearness.OUTGROWN] or found
        return _both_sides(figure, [said for _, _, said in sorted(told, key=lambda one: one[:2])])

    def _question(self, question: asked_for.Question, chosen: Chosen) -> _Weighed | None:
        row = question.state
        if row is None or not self._is_told(row) or not _is_within(row, chosen):
            return None
        measure = row.get("measure")
        type_, mode = (None, None) if measure is not None else (row["type"], row["mode"])
        if measure is not None and measure not in _MEASURES:
            return None
        if measure is None and (type_, mode) not in _DEEDS:
            return None
        asked = dict.fromkeys(self._voices.of(_asking_row(one)) for one in question.askings)
        fact = QuestionFact(
            ref=_ref(question.topics[0]),
            asks=question.asks,
            state=question.standing,
            type=type_,
            mode=mode,
            measure=measure,
            place=place_of(row),
            when=self._when(row),
            asked=tuple(asked)[:MOST_NAMED],
        )
        points = self._points({**row, "standing": "open question"}, len(asked)) + importance.QUESTION
        order = (question.since, question.id)
        return _Weighed(points, order, fact, row["place"] or "", ("?", question.asks))

    def _named(self, voices: Sequence[Heard]) -> tuple[Voice, ...]:
        return tuple(dict.fromkeys(self._voices.of(voice.said[0].row) for voice in voices))[:MOST_NAMED]

    def _when(self, row: Row) -> When | None:
        """The days of it; None where they are not known, or too far off for a bulletin."""
        if row["began"] is None or row["day_basis"] not in tables.BASES:
            return None
        first, last = date.fromisoformat(row["began"]), date.fromisoformat(row["ended"] or row["began"])
        today = date.fromisoformat(self._at[:10])
        is_far = abs((today - first).days) > MOST_DAYS or (last - first).days > MOST_DAYS
        return None if is_far or last < first else When(first, last, row["day_basis"])


def _asking_row(asking: Any) -> Row:
    """Who asks, as a statement tells its voice: the statement asked about where it stands in the asking sentence."""
    paper = asking.sentence.paper.row
    about = asking.about
    if about is not None and about in asking.sentence.statements:
        return dict(about)
    source = {"source": paper["source"], "first_told": paper["source"], "document": paper["seq"]}
    return {**source, "role": "author", "voice": None, "known_at": asking.sentence.known_at}


def _by_origin(voices: Iterable[Heard]) -> list[Heard]:
    """The first voice of each origin: who is not named stands with the source, as the standing counts it."""
    return list({voice.said[0].row["origin"] or voice.name: voice for voice in reversed(list(voices))}.values())[::-1]


def _stands(voice: Heard) -> bool:
    return any(not said.revised for said in voice.said)


class _Nearness(IntEnum):
    """How a voice's number stands to what holds of a figure; what is nearer is told first."""

    SAME = 0
    ALLOWED = 1
    DENIED = 2
    TAKEN_BACK = 3
    OPEN = 4
    OUTGROWN = 5


def _nearness(figure: Row, said: Said) -> _Nearness:
    if said.side == "deny":
        return _Nearness.DENIED
    if said.side == "open":
        return _Nearness.OPEN
    if said.until is not None:
        # Of a figure that was taken back, this is all there was of it.
        return _Nearness.SAME if figure["standing"] == "withdrawn" else _Nearness.TAKEN_BACK
    if figure["low"] is None and figure["high"] is None:
        return _Nearness.OUTGROWN
    if (said.amount.low, said.amount.high) == (figure["low"], figure["high"]):
        return _Nearness.SAME
    low, high = bounds(Figure(figure["measure"], figure["low"], figure["high"], "="))
    own_low, own_high = bounds(Figure(figure["measure"], said.amount.low, said.amount.high, said.amount.relation))
    return _Nearness.ALLOWED if own_low <= high and low <= own_high else _Nearness.OUTGROWN


def _both_sides(figure: Row, said: list[Said]) -> list[Said]:
    """Of a contested figure the lowest and the highest number first, so that neither is cut off."""
    affirmed = [one for one in said if one.side == "affirm" and one.until is None]
    if figure["standing"] != "contested" or len(affirmed) < 2:
        return said
    lowest = min(affirmed, key=lambda one: one.amount.high if one.amount.high is not None else float("inf"))
    highest = max(affirmed, key=lambda one: one.amount.low if one.amount.low is not None else float("-inf"))
    ends = [one for one in said if one in (lowest, highest)]
    return [*ends, *(one for one in said if one not in ends)]


def _is_within(row: Row, chosen: Chosen) -> bool:
    """Whether an event or a figure is of the place and time that the bulletin is of."""
    if chosen.since is not None and (row["ended"] is None or row["ended"] < chosen.since):
        return False
    if chosen.country is not None and row["country"] != chosen.country.upper():
        return False
    wanted = chosen.place
    return wanted is None or wanted.casefold() in (str(row["place"]).casefold(), str(row["place_name"]).casefold())


def _ref(id_: str) -> bytes:
    return bytes.fromhex(id_[1:9])


def _range(figure: Row, rows: Sequence[Row]) -> Amount | None:
    """What holds of a figure; "about 45", which allows a tenth either way, as it was said."""
    for row in rows:
        if row["figure"] == figure["figure"] and row["relation"] == "~" and None not in (row["low"], row["high"]):
            said = Figure(row["measure"], row["low"], row["high"], "~")
            if bounds(said) == (figure["low"], figure["high"]):
                return _amount(said.low, said.high, "~")
    return _amount(figure["low"], figure["high"])


def _amount(low: float | None, high: float | None, relation: str = "=") -> Amount | None:
    """A number as a bulletin takes it; None where there is none, or one beyond all counting."""
    known = [value for value in (low, high) if value is not None]
    return Amount(low, high, relation) if known and max(map(abs, known)) <= MOST_NUMBER else None
