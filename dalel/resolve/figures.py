"""Which figure a statement speaks of: one measure, population, place and day.

A denial ("the figure of 164 was published by mistake") speaks of the last such quantity that
somebody stated in the week before.
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
    high: float | None
    place: str | None
    country: str | None
    known_at: str


def key(measure: str, population: str | None, place: str | None, day: str | None, alone: str | None = None) -> str:
    """The id of a figure. `alone` is the text's hash where place or day is unknown."""
    parts = (measure, population or "", place or "", day or "", alone or "")
    return "f" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def denied(
    low: float | None,
    high: float | None,
    place: str | None,
    country: str | None,
    known_at: str,
    stated: Iterable[Stated],
) -> str | None:
    """The figure that a denial speaks of: the latest with the same bounds, and no other place, known by then."""
    fitting = [
        one
        for one in stated
        if (one.low, one.high) == (low, high)
        and one.known_at <= known_at
        and (place is None or place == one.place or country is None or country == one.country)
    ]
    return max(fitting, key=lambda one: (one.known_at, one.figure)).figure if fitting else None
