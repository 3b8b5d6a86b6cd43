"""Which figure a statement speaks of: one measure, population, place and day.

A denial ("the figure of 164 was published by mistake") speaks of every such quantity that somebody
stated in the week before, unless it names another country.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

DENIED_WITHIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated quantity that a denial may speak of."""

    figure: str
    low: float | None
    place: str | None
    country: str | None
    known_at: str


def key(measure: str, population: str | None, place: str | None, day: str | None, alone: str | None = None) -> str:
    """The id of a figure. `alone` is the text's hash where place or day is unknown."""
    parts = (measure, population or "", place or "", day or "", alone or "")
    return "f" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def denied(
    low: float | None,
    place: str | None,
    country: str | None,
    known_at: str,
    stated: Iterable[Stated],
) -> list[str]:
    """The figures that a denial speaks of, the latest known first: the same number, no other place, known by then."""
    fitting = [
        one
        for one in stated
        if one.low == low
        and one.known_at <= known_at
        and (place is None or place == one.place or country is None or country == one.country)
    ]
    fitting.sort(key=lambda one: (one.known_at, one.figure), reverse=True)
    return list(dict.fromkeys(one.figure for one in fitting))
