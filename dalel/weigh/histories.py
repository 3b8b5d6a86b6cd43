"""The histories of events and figures: what was believed of each, from when to when.

A history is what `resolve.standing.history` makes of all statements. Where many speak of one event, a newcomer mostly
became known last: then the history goes on from the tally of those before, which is kept at hand. Both ways give the
same.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from dalel.model import FOREVER, Decision, Factuality, Figure, Role
from dalel.record import states, views
from dalel.record.joins import MOMENT
from dalel.resolve.event_standing import EventTally
from dalel.resolve.figure_standing import FigureTally
from dalel.resolve.heard import POSITIVE, Heard, shown_as, speaks_for_source
from dalel.resolve.reviewed import reviewed_standing, without_vacated
from dalel.resolve.standing import State, Tally, history

# What events and figures show of the statement that speaks for them.
PLACE = ("place", "place_name", "country")
POINT = ("lat", "lon", "place_kind")
TIME = ("day", "day_basis", "began", "ended")

# The tallies of so many events and figures are kept at hand.
MOST_AT_HAND = 2_000

# Of all sorts of statements that can speak, the one of which the last does, not the first.
LATEST = "latest"

_FACTUALITY = {str(value): value for value in Factuality}

Said = Callable[[str], Any | None]
"""The statement that speaks where one of a sort is wanted: "any", "placed"; None where there is none."""


def _event_sorts(factuality: str, place: str | None, day_basis: str, period: str) -> list[str]:
    """What a statement of an event can speak for."""
    return [
        "any",
        *(["positive"] if factuality in POSITIVE else []),
        *(["placed"] if place is not None else []),
        *(["stated"] if day_basis == "stated" else []),
    ]


def _figure_sorts(factuality: str, place: str | None, day_basis: str, period: str) -> list[str]:
    """What a statement of a figure can speak for."""
    if factuality not in POSITIVE:
        return ["any"]
    return [
        "any",
        "positive",
        LATEST,
        *(["placed"] if place is not None else []),
        *(["total"] if period == "total" else []),
    ]


def _about_event(event: str, founding: Any, said: Said, state: State) -> dict[str, Any]:
    """A state of an event, told by the first that affirms it. What nobody has said of place or time stays unknown."""
    first = said("positive") or said("any") or founding
    where = said("placed") or first
    when = said("stated") or first
    about = {name: first[name] for name in ("type", "mode", "quote")}
    about |= {name: where[name] for name in (*PLACE, *POINT)} | {name: when[name] for name in TIME}
    return {"event": event, **about, "first_known": founding["known_at"], **_state_row(state)}


def _about_figure(figure: str, founding: Any, said: Said, state: State) -> dict[str, Any]:
    """A state of a figure. A total is of the day on which it was told last."""
    first = said("positive") or said("any") or founding
    where, total = said("placed") or first, said("total")
    when = (said(LATEST) or first) if total is not None else first
    about = {name: first[name] for name in ("measure", "population")}
    about |= {name: where[name] for name in (*PLACE, "place_kind")} | {name: when[name] for name in TIME}
    about["period"] = (total or first)["period"]
    bounds = {"low": state.standing.low, "high": state.standing.high}
    return {"figure": figure, **about, **bounds, **_state_row(state)}


@dataclass(frozen=True, slots=True)
class _Shape:
    """How histories of one kind are made."""

    view: str
    statements: Callable[[sqlite3.Connection, str], list[sqlite3.Row]]
    tally: Callable[[], Tally]
    sorts: Callable[[str, str | None, str, str], list[str]]
    about: Callable[[str, Any, Said, State], dict[str, Any]]


_EVENTS = _Shape("events", views.statements_of_event, EventTally, _event_sorts, _about_event)
_FIGURES = _Shape("figures", views.statements_of_figure, FigureTally, _figure_sorts, _about_figure)


@dataclass(slots=True)
class _Course:
    """How far a history has come: its tally, all of whose statements hold, and those that speak for it.

    `position` is that of the last statement, `moment` when it became known. `founding` is the first one ever.
    """

    tally: Tally
    position: str = ""
    moment: str = ""
    statements: int = 0
    founding: Any | None = None
    speaking: dict[str, Any] = field(default_factory=dict)


class Histories:
    """Writes the histories of what was touched. Nobody else may write between."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._courses: dict[tuple[str, str], _Course] = {}

    def write_event(
        self, event: str, grown_from: str | None, verdicts: Sequence[Decision] = (), moved: Collection[str] = ()
    ) -> None:
        """Write an event's states, with reviewers' verdicts; `moved` is when they moved statements.

        `grown_from` is the position of the first statement that joined it, where nothing else happened to it.
        """
        self._write(_EVENTS, event, grown_from, verdicts, moved)

    def write_figure(
        self, figure: str, grown_from: str | None, verdicts: Sequence[Decision] = (), moved: Collection[str] = ()
    ) -> None:
        """Write a figure's states, as an event's."""
        self._write(_FIGURES, figure, grown_from, verdicts, moved)

    def _write(
        self, shape: _Shape, id_: str, grown_from: str | None, verdicts: Sequence[Decision], moved: Collection[str]
    ) -> None:
        course = self._courses.pop((shape.view, id_), None)
        is_grown = course is not None and grown_from is not None and grown_from[:MOMENT] > course.moment
        if course is None or not is_grown or verdicts or moved or not self._go_on(shape, id_, course):
            course = self._write_anew(shape, id_, verdicts, moved)
        if course is not None:
            if len(self._courses) >= MOST_AT_HAND:
                del self._courses[next(iter(self._courses))]
            self._courses[shape.view, id_] = course

    def _go_on(self, shape: _Shape, id_: str, course: _Course) -> bool:
        """Count what became known after a course's last statement. False, with nothing written, where one ends."""
        new = states.statements_after(self.connection, shape.view, id_, course.position)
        if not new or any(row["believed_to"] != FOREVER for row in new):
            return False
        found: list[dict[str, Any]] = []
        for known_at, rows in groupby(new, lambda row: str(row["known_at"])):
            self._count(shape, course, list(rows))
            course.moment = known_at
            if found:
                found[-1]["believed_to"] = known_at
            state = State(known_at, FOREVER, course.tally.standing(), course.statements)
            found.append(shape.about(id_, course.founding, course.speaking.get, state))
        states.go_on(self.connection, shape.view, id_, found)
        return True

    def _write_anew(
        self, shape: _Shape, id_: str, verdicts: Sequence[Decision], moved: Collection[str]
    ) -> _Course | None:
        """Write all states of an event or a figure. Returns how far it has come, where it can be gone on with."""
        rows = shape.statements(self.connection, id_)
        by_sort: dict[str, list[Any]] = {}
        for row in rows:
            for sort in shape.sorts(row["factuality"], row["place"], row["day_basis"], row["period"]):
                by_sort.setdefault(sort, []).append(row)
        history_rows = []
        for state in reviewed_standing(without_vacated(history(map(_heard, rows), shape.tally), moved), verdicts):
            said = {
                sort: _speaking_last(of_sort, state) if sort == LATEST else _speaking(of_sort, state)
                for sort, of_sort in by_sort.items()
            }
            history_rows.append(shape.about(id_, rows[0], said.get, state))
        views.put_states(self.connection, shape.view, id_, history_rows)
        if not rows or verdicts or moved or any(row["believed_to"] != FOREVER for row in rows):
            return None
        course = _Course(shape.tally())
        self._count(shape, course, rows)
        course.moment = rows[-1]["known_at"]
        return course

    def _count(self, shape: _Shape, course: _Course, rows: Sequence[sqlite3.Row]) -> None:
        for row in rows:
            course.tally.add(_heard(row))
            course.statements += 1
            course.position = row["position"]
            if course.founding is None:
                course.founding = row
            for sort in shape.sorts(row["factuality"], row["place"], row["day_basis"], row["period"]):
                if sort == LATEST or sort not in course.speaking:
                    course.speaking[sort] = row


def _speaking(rows: Sequence[Any], state: State) -> Any | None:
    """The first statement that held when a state began, None where none did."""
    held = (row for row in rows if row["believed_to"] > state.known_at)
    first = next(held, None)
    return first if first is not None and first["known_at"] <= state.known_at else None


def _speaking_last(rows: Sequence[Any], state: State) -> Any | None:
    """The statement that became known last of those that held when a state began."""
    known = bisect_right(rows, state.known_at, key=lambda row: row["known_at"])
    return next((row for row in reversed(rows[:known]) if row["believed_to"] > state.known_at), None)


def _state_row(state: State) -> dict[str, Any]:
    return {
        "known_at": state.known_at,
        "believed_to": state.believed_to,
        "standing": state.standing.name,
        "because": state.standing.because,
        "origins": state.standing.origins,
        "statements": state.statements,
    }


def _heard(row: Any) -> Heard:
    """A statement as it is weighed."""
    figure = None
    if row["measure"] is not None:
        figure = Figure(row["measure"], row["low"], row["high"], row["relation"], row["population"])
    return Heard(
        order=row["position"],
        known_at=row["known_at"],
        believed_to=row["believed_to"],
        origin=row["origin"],
        shown=_shown(row["role"], row["voice"], row["source"], row["first_told"]),
        is_named=row["role"] == Role.NAMED,
        passage=row["passage"],
        factuality=_FACTUALITY[row["factuality"]],
        figure=figure,
        period=row["period"],
    )


@lru_cache(maxsize=10_000)
def _shown(role: str, voice: str | None, source: str, first_told: str) -> str:
    """Who a statement goes back to, as readers see it."""
    speaks = speaks_for_source(Role(role), voice, source)
    return shown_as(Role(role), voice, first_told if speaks else source)
