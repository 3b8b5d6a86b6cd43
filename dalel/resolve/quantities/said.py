"""A figure statement as far as its quantity is concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dalel.resolve.alike import Traits

# What can only grow while people learn of it: the dead stay dead. Of all else (in custody, missing, at a rally, a
# price) a later, lower number may be as true as an earlier one.
GROWING = frozenset({"killed", "injured", "casualties", "abducted", "damaged", "released"})

# Of sums of money the one before a change is another quantity than that after it, not an earlier count of it.
SUMS = frozenset({"price", "price_change", "money", "percent"})

NEGATIVE = frozenset({"CT-", "PR-", "PS-"})

NO_TRAITS = Traits("")


@dataclass(frozen=True, slots=True)
class Said:
    """What one voice stated of a quantity. Moments are UTC texts, days ISO days; `order` ranks within a moment.

    `population` and `place` are keys that meet across languages. `period` is what `periods.period` found; `traits` are
    those of `resolve.alike`, of which places and names tell what an unplaced number is about.
    """

    row: int
    id: str
    order: str
    known_at: str
    believed_to: str
    factuality: str
    origin: str | None
    measure: str
    population: str | None
    place: str | None
    place_kind: str | None
    country: str | None
    day: str | None
    day_basis: str
    began: str | None
    ended: str | None
    low: float | None
    high: float | None
    relation: str
    period: str
    passage: str
    traits: Traits = NO_TRAITS

    @property
    def source(self) -> str:
        """Who published it."""
        return self.order.rpartition(" ")[0]

    @property
    def page(self) -> str:
        """The same for all statements of one document."""
        return f"{self.known_at} {self.source}"

    @property
    def number(self) -> float | None:
        """The number as it was said, without its bound."""
        return self.low if self.low is not None else self.high

    @property
    def is_day(self) -> bool:
        """Whether a text says of what day it is, and not only of what month."""
        return self.day_basis == "stated" and self.began is not None and self.began == self.ended


def days_between(one: str, other: str) -> int:
    """How many days lie between two ISO days or moments, whichever is first."""
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
