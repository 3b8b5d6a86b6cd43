"""Where an event or a figure stands, and why, as a history of states.

A state holds from the moment it became known until the next; `as of T` picks the state that held at T.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dalel.resolve.heard import FOREVER, NEGATIVE, POSITIVE, Heard
from dalel.resolve.origins import Origins

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
        standing = current.standing() if counted else Standing("withdrawn", 0, "every report of it was revised away")
        if states and (states[-1].standing, states[-1].statements) == (standing, counted):
            continue
        if states:
            states[-1] = State(states[-1].known_at, moment, states[-1].standing, states[-1].statements)
        states.append(State(moment, FOREVER, standing, counted))
    return states


class EventTally:
    """Counts who affirms an event and who denies it."""

    def __init__(self) -> None:
        self._affirmed, self._denied = Origins(), Origins()
        self._possible: list[str] = []
        self._last_denial: dict[str, str] = {}
        self._last_affirmed: dict[str, str] = {}

    def add(self, heard: Heard) -> None:
        if heard.factuality in POSITIVE:
            self._affirmed.add(heard)
            if heard.origin:
                self._last_affirmed[heard.origin] = heard.known_at
            else:
                self._possible.append(heard.shown)
        elif heard.factuality in NEGATIVE:
            self._denied.add(heard)
            if heard.origin:
                self._last_denial[heard.origin] = heard.known_at
        else:
            self._possible.append(heard.shown)

    def standing(self) -> Standing:
        affirmed, denied = self._affirmed, self._denied
        if denied.count and affirmed.count:
            if affirmed.voices() <= denied.voices() and all(
                self._last_denial[key] > self._last_affirmed[key] for key in affirmed.voices()
            ):
                return Standing("withdrawn", 0, f"taken back by {_listed(denied.names())}")
            because = f"affirmed by {_listed(affirmed.names())}; denied by {_listed(denied.names())}"
            return Standing("contested", affirmed.count, because)
        if denied.count:
            return Standing("denied", denied.count, f"only denied, by {_listed(denied.names())}")
        if affirmed.count > 1:
            return Standing(
                "corroborated", affirmed.count, f"{affirmed.count} independent origins: {_listed(affirmed.names())}"
            )
        if affirmed.count:
            return Standing("single-origin", 1, f"one origin: {affirmed.names()[0]}")
        because = f"nobody affirms it; mentioned as open, possible, planned or hearsay by {_listed(self._possible)}"
        return Standing("open question", 0, because)


@dataclass(frozen=True, slots=True)
class _Said:
    heard: Heard
    low: float
    high: float


class FigureTally:
    """Sets the stated quantities of one measure, population, place and day side by side."""

    def __init__(self) -> None:
        self._said: list[_Said] = []
        self._denied: list[Heard] = []
        self._open: list[str] = []

    def add(self, heard: Heard) -> None:
        figure = heard.figure
        if figure is None:
            raise ValueError(f"statement {heard.order} has no figure")
        if heard.factuality in NEGATIVE:
            self._denied.append(heard)
        elif heard.origin is None or heard.factuality not in POSITIVE:
            self._open.append(heard.shown)
        else:
            low, high = bounds(figure.low, figure.high, figure.relation)
            self._said.append(_Said(heard, low, high))

    def standing(self) -> Standing:
        holding = [one for one in self._said if not self._taken_back(one)]
        if not self._said:
            if self._denied:
                return Standing("denied", 0, f"only denied, by {_listed([one.shown for one in self._denied])}")
            return Standing("open question", 0, f"only as open, possible or hearsay, in {_listed(self._open)}")
        if not holding:
            return Standing(
                "withdrawn",
                0,
                f"{_quantity(self._said[-1])} by {self._said[-1].heard.shown} was taken back by "
                f"{_listed([one.shown for one in self._denied])}",
            )
        origins = Origins()
        for one in holding:
            origins.add(one.heard)
        low, high = min(one.low for one in holding), max(one.high for one in holding)
        known_low = None if low == float("-inf") else low
        known_high = None if high == float("inf") else high
        apart = _disjoint(holding)
        if apart is not None:
            because = " and ".join(f"{one.heard.shown} says {_quantity(one)}" for one in apart)
            return Standing("contested", origins.count, f"{because} for the same day and place", known_low, known_high)
        counted = origins.voices()
        denied = [one.shown for one in self._denied if one.origin and one.origin not in counted]
        if denied:
            because = f"{_quantity(holding[-1])} by {_listed(origins.names())}; denied by {_listed(denied)}"
            return Standing("contested", origins.count, because, known_low, known_high)
        if origins.count > 1:
            because = f"{origins.count} independent origins: {_listed(origins.names())}"
            return Standing("corroborated", origins.count, because, known_low, known_high)
        return Standing("single-origin", 1, f"one origin: {origins.names()[0]}", known_low, known_high)

    def _taken_back(self, said: _Said) -> bool:
        """Whether the origin itself, or the source that carried it, later denied this quantity."""
        return any(
            denial.known_at >= said.heard.known_at
            and denial.figure is not None
            and denial.figure.low == (said.heard.figure.low if said.heard.figure else None)
            and denial.origin == said.heard.origin
            for denial in self._denied
        )


def bounds(low: float | None, high: float | None, relation: str) -> tuple[float, float]:
    """The stated bounds as an interval. "About 40" allows a tenth either way."""
    lower = float("-inf") if low is None else float(low)
    upper = float("inf") if high is None else float(high)
    if relation == "~":
        return lower * 0.9, upper * 1.1
    return lower, upper


def _disjoint(said: Sequence[_Said]) -> tuple[_Said, _Said] | None:
    """Two statements of different origins whose bounds exclude each other, None where all agree."""
    highest = max(said, key=lambda one: one.low)
    for one in said:
        if one.high < highest.low and one.heard.origin != highest.heard.origin:
            return one, highest
    lowest = min(said, key=lambda one: one.high)
    for one in said:
        if one.low > lowest.high and one.heard.origin != lowest.heard.origin:
            return lowest, one
    return None


def _quantity(said: _Said) -> str:
    figure = said.heard.figure
    if figure is None:
        raise ValueError(f"statement {said.heard.order} has no figure")
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        return f"{figure.low:,.12g} to {figure.high:,.12g}"
    number = figure.low if figure.low is not None else figure.high
    words = {"=": "", ">=": "at least ", ">": "more than ", "<=": "at most ", "<": "fewer than ", "~": "about "}
    return f"{words[figure.relation]}{number:,.12g}"


def _listed(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) > SHOWN_NAMES:
        return f"{', '.join(unique[:SHOWN_NAMES])} and {len(unique) - SHOWN_NAMES} more"
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)
