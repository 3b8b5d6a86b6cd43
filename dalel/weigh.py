"""Between reading and the views: puts statements in their place and weighs again what they touch.

Cost depends on what a document touches, not on how much the record holds.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dalel.contract import statement_json
from dalel.extract.actors import NO_BOOK, ActorBook
from dalel.model import Document, Event, Factuality, Figure, Reading, Role, Statement
from dalel.record import views
from dalel.record.moments import shifted
from dalel.resolve import events, figures, same
from dalel.resolve.event_standing import EventTally
from dalel.resolve.figure_standing import FigureTally
from dalel.resolve.heard import NEGATIVE, POSITIVE, Day, Heard, day_of, origin_of, passage_of, place_key, shown_as
from dalel.resolve.people import People, Registry
from dalel.resolve.standing import State, history

# What events and figures show of the statement that speaks for them.
PLACE = ("place", "place_name", "country")
TIME = ("day", "day_basis", "began", "ended")

LONGEST_SENTENCE = 600
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")


class Weighing:
    """Puts documents and statements into the views and weighs again only what they touch."""

    def __init__(self, connection: sqlite3.Connection, book: ActorBook = NO_BOOK) -> None:
        self.connection = connection
        self.registry = Registry(book)
        self.touched_events: set[str] = set()
        self.touched_figures: set[str] = set()
        self.touched_days: set[tuple[str, str]] = set()
        self.touched_quantities: set[tuple[str, float | None, str]] = set()

    def put(self, seq: int, id_: str, document: Document, reading: Reading) -> None:
        sha256 = hashlib.sha256(document.text.encode()).hexdigest()
        kept = views.put_document(self.connection, seq, id_, document, sha256)
        self._touch_documents(kept.changed)
        people = People(reading.mentions.actors, self.registry, document.language)
        for statement in reading.statements:
            origin = origin_of(statement.voice.role, statement.voice.name, document.source, people)
            self._put_statement(statement, document, kept, _keys(statement, document, sha256, origin, people))

    def _put_statement(self, statement: Statement, document: Document, kept: views.Kept, keys: _Keys) -> None:
        views.put_statement(self.connection, _row(statement, document, kept, keys))
        if keys.event is not None:
            self.touched_events.add(keys.event)
        if keys.block is not None and keys.when.value is not None and keys.when.is_day:
            self.touched_days.add((keys.block, keys.when.value))
        if statement.figure is not None and keys.figure is not None:
            self.touched_figures.add(keys.figure)
            self.touched_quantities.add((statement.figure.measure, statement.figure.low, kept.known_at))

    def _touch_documents(self, seqs: Sequence[int]) -> None:
        """Weigh again what documents speak of whose time changed."""
        for seq in seqs:
            for row in views.statements_of_document(self.connection, seq):
                self.touched_events |= {row["event"]} - {None}
                self.touched_figures |= {row["figure"]} - {None}
                if row["block"] is not None and row["day"] == row["ended"]:
                    self.touched_days.add((row["block"], row["day"]))

    def finish(self) -> None:
        """Join what was put to events and figures, and write the histories of all that was touched."""
        for block, day in sorted(self.touched_days):
            self._join_days(block, day)
        for measure, low, known_at in sorted(self.touched_quantities, key=str):
            self._join_denials(measure, low, known_at)
        for event in sorted(self.touched_events):
            self._write_event(event)
        for figure in sorted(self.touched_figures):
            self._write_figure(figure)
        for touched in (self.touched_events, self.touched_figures, self.touched_days, self.touched_quantities):
            touched.clear()

    def _join_days(self, block: str, day: str) -> None:
        within = events.REPORTED_WITHIN_DAYS
        first, last = events.shifted(day, -within), events.shifted(day, within)
        rows = views.statements_of_block(self.connection, block, first, last)
        placed = ("row", "day", "day_basis", "known_at", "believed_to")
        found = events.days(events.Placed(*(row[name] for name in placed)) for row in rows)
        for row in rows:
            event = events.key(block, found[row["row"]])
            if row["day"] >= day and event != row["event"]:
                views.move_statement(self.connection, row["row"], event, row["figure"])
                self.touched_events |= {event, row["event"]}

    def _join_denials(self, measure: str, low: float | None, known_at: str) -> None:
        week = figures.DENIED_WITHIN_DAYS
        since, until = shifted(known_at, -week), shifted(known_at, week)
        rows = views.statements_of_quantity(self.connection, measure, low, since, until)
        negative = [row for row in rows if row["factuality"] in NEGATIVE and row["known_at"] >= known_at]
        if not negative:
            return
        stated = [
            figures.Stated(row["figure"], row["low"], row["place"], row["country"], row["known_at"])
            for row in rows
            if row["factuality"] in POSITIVE
        ]
        for row in negative:
            earliest = shifted(row["known_at"], -week)
            recent = (one for one in stated if one.known_at >= earliest)
            spoken_of = figures.denied(row["low"], row["place"], row["country"], row["known_at"], recent)
            own, *others = spoken_of or [row["figure"]]
            before = views.denied_by(self.connection, row["row"])
            if own != row["figure"] or set(others) != before:
                views.move_statement(self.connection, row["row"], row["event"], own)
                views.put_denials(self.connection, row["row"], set(others))
                self.touched_figures |= {own, row["figure"], *others, *before}

    def _write_event(self, event: str) -> None:
        rows = views.statements_of_event(self.connection, event)
        states = history(map(_heard, rows), EventTally)
        stated = [row for row in rows if row["day_basis"] == "stated"]
        history_rows = []
        for state in states:
            first = _speaking(rows, state) or rows[0]
            when = _speaking(stated, state) or first
            about = {name: first[name] for name in ("type", "mode", *PLACE, "lat", "lon", "place_kind", "quote")}
            about |= {name: when[name] for name in TIME} | {"first_known": rows[0]["known_at"]}
            history_rows.append({"event": event, **about, **_state_row(state)})
        views.put_states(self.connection, "events", event, history_rows)

    def _write_figure(self, figure: str) -> None:
        rows = views.statements_of_figure(self.connection, figure)
        states = history(map(_heard, rows), FigureTally)
        positive = [row for row in rows if row["factuality"] in POSITIVE]
        history_rows = []
        for state in states:
            first = _speaking(positive, state) or _speaking(rows, state) or rows[0]
            about = {name: first[name] for name in ("measure", "population", *PLACE, *TIME)}
            bounds = {"low": state.standing.low, "high": state.standing.high}
            history_rows.append({"figure": figure, **about, **bounds, **_state_row(state)})
        views.put_states(self.connection, "figures", figure, history_rows)


@dataclass(frozen=True, slots=True)
class _Keys:
    """What a statement speaks of, and who it goes back to. `block` is None where it can meet no other report."""

    origin: str | None
    when: Day
    place: str | None
    block: str | None
    event: str | None
    figure: str | None


def _keys(statement: Statement, document: Document, sha256: str, origin: str | None, people: People) -> _Keys:
    event, figure = statement.event, statement.figure
    place = place_key(event.place.place if event and event.place else None)
    if event is None and figure is None:
        return _Keys(origin, Day(None, "unknown"), place, None, None, None)
    when = day_of(event.time if event else None, document.published_at)
    alone = sha256 if place is None or when.is_vague else None
    figure_key = figures.key(figure.measure, same.population(figure.of), place, when.value, alone) if figure else None
    if event is None or (figure is not None and statement.factuality not in POSITIVE):
        return _Keys(origin, when, place, None, None, figure_key)  # to deny a number is not to deny the deed
    block = events.block(event.type, event.mode, place, _actor(event, origin, people))
    return _Keys(
        origin, when, place, block if alone is None else None, events.key(block, when.value, alone), figure_key
    )


def _row(statement: Statement, document: Document, kept: views.Kept, keys: _Keys) -> dict[str, Any]:
    """A statement as a row of the view."""
    event, figure, label, voice = statement.event, statement.figure, statement.label, statement.voice
    place = event.place.place if event and event.place else None
    return {
        "id": statement.id,
        "document": kept.seq,
        "kind": str(statement.kind),
        "start": statement.span.start,
        "end": statement.span.end,
        "quote": statement.span.text,
        "source": document.source,
        "role": str(voice.role),
        "voice": voice.name,
        "origin": keys.origin,
        "passage": passage_of(_sentence_around(document.text, statement.span.start, statement.span.end)),
        "factuality": str(statement.factuality),
        "type": event.type if event else None,
        "mode": event.mode if event else None,
        "place": keys.place,
        "place_name": place.name if place else None,
        "place_kind": place.kind if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "day": keys.when.value,
        "day_basis": keys.when.basis,
        "began": keys.when.began,
        "ended": keys.when.ended,
        "block": keys.block,
        "measure": figure.measure if figure else None,
        "low": figure.low if figure else None,
        "high": figure.high if figure else None,
        "relation": figure.relation if figure else None,
        "population": figure.of if figure else None,
        "term": label.term if label else None,
        "lemma": label.lemma if label else None,
        "group": label.group if label else None,
        "event": keys.event,
        "figure": keys.figure,
        "known_at": kept.known_at,
        "believed_to": kept.believed_to,
        "body": json.dumps(statement_json(statement), ensure_ascii=False, separators=(",", ":")),
    }


def _speaking(rows: Sequence[Any], state: State) -> Any | None:
    """The first statement that held when a state began, None where none did."""
    held = (row for row in rows if row["believed_to"] > state.known_at)
    first = next(held, None)
    return first if first is not None and first["known_at"] <= state.known_at else None


def _state_row(state: State) -> dict[str, Any]:
    return {
        "known_at": state.known_at,
        "believed_to": state.believed_to,
        "standing": state.standing.name,
        "because": state.standing.because,
        "origins": state.standing.origins,
        "statements": state.statements,
    }


def _actor(event: Event, origin: str | None, people: People) -> str:
    """Who does it: the first agent; else whoever speaks."""
    return people.key_of(event.agents[0]) if event.agents else origin or ""


def _heard(row: Any) -> Heard:
    figure = None
    if row["measure"] is not None:
        figure = Figure(row["measure"], row["low"], row["high"], row["relation"], row["population"])
    return Heard(
        order=f"{row['source']} {row['id']}",
        known_at=row["known_at"],
        believed_to=row["believed_to"],
        origin=row["origin"],
        shown=shown_as(Role(row["role"]), row["voice"], row["source"]),
        is_named=row["role"] == Role.NAMED,
        passage=row["passage"],
        factuality=Factuality(row["factuality"]),
        figure=figure,
    )


def _sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that holds a span, or as much of it as tells a copy."""
    left = text[max(start - LONGEST_SENTENCE, 0) : start]
    right = text[end : end + LONGEST_SENTENCE]
    began = max((stop.end() for stop in _SENTENCE_END.finditer(left)), default=0)
    stop = _SENTENCE_END.search(right)
    return left[began:] + text[start:end] + (right[: stop.start()] if stop else right)
