"""Which event a statement speaks of.

Plain and explainable: the same PLOVER type and mode at the same place on the same day is one event.
A statement that says no day is taken to speak of the latest stated day of the three days before it
was published, if anybody had said one by then; else of its day of publication. A statement without a
place or without any day is an event of its own text: unknown stays unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# Modes of these types are words for one event that its voices dispute: a "demonstration" to one is a
# "riot" to the other. They are told apart by their labels, not split into two events.
TYPES_WITH_DISPUTED_MODES = frozenset({"PROTEST"})

# Of these a day and a place can hold many that have nothing to do with each other: two demands are one
# event only when the same actor makes them.
TYPES_BY_ACTOR = frozenset(
    {
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "RETREAT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
    }
)

# News of an event without its day follows the event by at most this many days.
REPORTED_WITHIN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """What decides on a statement's event. Moments are UTC texts that sort by time."""

    row: int
    day: str | None
    day_basis: str
    known_at: str
    believed_to: str


def block(type_: str, mode: str | None, place: str | None, actor: str) -> str:
    """The block in which statements can meet: type, mode and actor where they count, and place."""
    counted_mode = "" if type_ in TYPES_WITH_DISPUTED_MODES else mode or ""
    return "|".join((type_, counted_mode, place or "", actor if type_ in TYPES_BY_ACTOR else ""))


def key(block_: str, day: str | None, alone: str | None = None) -> str:
    """The id of an event. `alone` is the text's hash where place or day is unknown."""
    return "e" + hashlib.sha256(f"{block_}|{day or ''}|{alone or ''}".encode()).hexdigest()[:16]


def days(statements: Iterable[Placed]) -> dict[int, str | None]:
    """The day of the event of each statement of one block, by row. Independent of their order.

    Only what was known and held by then counts, so that a past state is never mended by hindsight.
    """
    known = list(statements)
    stated: dict[str, set[tuple[str, str]]] = {}  # a stated day -> the intervals in which somebody's word for it held
    for one in known:
        if one.day_basis == "stated" and one.day is not None:
            stated.setdefault(one.day, set()).add((one.known_at, one.believed_to))
    found: dict[int, str | None] = {}
    for one in known:
        found[one.row] = one.day
        if one.day_basis != "reported" or one.day is None:
            continue
        for back in range(REPORTED_WITHIN_DAYS + 1):
            candidate = shifted(one.day, -back)
            if any(since <= one.known_at < until for since, until in stated.get(candidate, ())):
                found[one.row] = candidate
                break
    return found


def shifted(day: str, days: int) -> str:
    """An ISO day some days later (or earlier), itself where that lies outside the calendar."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day
