"""Where an event or a figure stands, and why, as a history of states.

A state holds from the moment it became known until the next; `as of T` picks the state that held at T.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from dalel.model import FOREVER
from dalel.resolve.heard import Heard

# A reason names so many and counts the rest.
SHOWN_NAMES = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """corroborated, single-origin, contested, denied, withdrawn or open question; and the reason in words."""

    name: str
    origins: int
    because: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What was believed from `known_at` until `believed_to`, resting on so many statements."""

    known_at: str
    believed_to: str
    standing: Standing
    statements: int


REVISED_AWAY = Standing("withdrawn", 0, "every report of it was revised away")


class Tally(Protocol):
    def add(self, heard: Heard) -> None: ...
    def standing(self) -> Standing: ...


def history(heard: Iterable[Heard], tally: Callable[[], Tally]) -> list[State]:
    """The states that a set of statements went through, oldest first.

    Statements come one by one, which the tally takes as they come; where one ceases to hold, the
    tally starts anew from those that still do.
    """
    ordered = sorted(heard, key=lambda one: (one.known_at, one.order))
    ends = {one.believed_to for one in ordered} - {FOREVER}
    moments = sorted({one.known_at for one in ordered} | ends)
    states: list[State] = []
    current, counted, position = tally(), 0, 0
    for moment in moments:
        if moment in ends:
            current, counted = tally(), 0
            for one in ordered[:position]:
                if one.believed_to > moment:
                    current.add(one)
                    counted += 1
        while position < len(ordered) and ordered[position].known_at <= moment:
            if ordered[position].believed_to > moment:
                current.add(ordered[position])
                counted += 1
            position += 1
        standing = current.standing() if counted else REVISED_AWAY
        if states and (states[-1].standing, states[-1].statements) == (standing, counted):
            continue
        if states:
            states[-1] = State(states[-1].known_at, moment, states[-1].standing, states[-1].statements)
        states.append(State(moment, FOREVER, standing, counted))
    return states


def listed(names: Iterable[str], total: int | None = None) -> str:
    """Names in words, the first few of them; `total` where only the first are given."""
    unique = list(dict.fromkeys(names))
    shown, count = unique[:SHOWN_NAMES], len(unique) if total is None else total
    if count > len(shown):
        return f"{', '.join(shown)} and {count - len(shown)} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
