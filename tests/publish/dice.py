"""Any bulletin, drawn by a die that always falls the same way for a seed; with names that are hard to show."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from dalel.publish.bulletin import tables
from dalel.publish.bulletin.facts import (
    Amount,
    Bulletin,
    Count,
    Counts,
    EventFact,
    Fact,
    FigureFact,
    Place,
    QuestionFact,
    Said,
    Voice,
    When,
    name_of,
)

NAMES = (
    *("<script>window.harmed = 1</script>", "</script><img src=x onerror=window.harmed=1>", "a & b &amp; \"c\" 'd'"),
    *("{place} {0} {{x}} $& $1", "وزارة الداخلية", "משרד הפנים", "Әділет 😀", "]]> --> <!--", "`${window.harmed=1}`"),
    "ж" * 60,
)  # fmt: skip
NUMBERS = (
    0.0,
    1.0,
    26.0,
    999.0,
    1000.0,
    1234567.0,
    1e15,
    0.5,
    0.0005,
    0.0015,
    1e-7,
    2.0625,
    12345.6785,
    99.9996,
    -3.25,
)


T = TypeVar("T")


class Dice:
    """Any bulletin, always the same for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def bulletin(self, facts: int = 20) -> Bulletin:
        as_of = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=self.random.randrange(200_000_000))
        return Bulletin(
            desk=self.name(),
            as_of=as_of,
            made_at=as_of + timedelta(seconds=self.random.randrange(100_000)),
            facts=tuple(self.fact(as_of.date()) for _ in range(facts)),
            left_out=Counts(*(self.random.choice((0, 7, 12345)) for _ in range(3))),
            documents=self.random.randrange(10**6),
            sources=self.random.randrange(100),
            since=self.maybe(lambda: as_of.date() - timedelta(days=40)),
            place=self.maybe(self.name),
            country=self.maybe(lambda: self.random.choice(("KZ", "IR", "XX"))),
        )

    def maybe(self, make: Callable[[], T]) -> T | None:
        return make() if self.random.random() < 0.5 else None

    def name(self) -> str:
        return name_of(self.random.choice(NAMES))

    def voices(self) -> tuple[Voice, ...]:
        return tuple(self.voice() for _ in range(self.random.randrange(4)))

    def voice(self) -> Voice:
        role = self.random.choice(tables.ROLES)
        return Voice(role, "" if role not in ("source", "named") and self.random.random() < 0.3 else self.name())

    def amount(self) -> Amount:
        low, high = sorted(self.random.choice(NUMBERS) for _ in range(2))
        low, high = self.random.choice(((low, low), (low, high), (low, None), (None, high)))
        return Amount(low, high, self.random.choice(tables.RELATIONS))

    def place(self) -> Place:
        return Place(self.random.choice(tables.PLACE_KINDS), "KZ", 7, self.name(), self.name(), self.name())

    def when(self, today: date) -> When:
        first = today - timedelta(days=self.random.randrange(-9, 800))
        return When(first, first + timedelta(days=self.random.choice((0, 0, 30))), self.random.choice(tables.BASES))

    def said(self, today: date) -> Said:
        return Said(
            self.voice(),
            self.random.choice(tables.SIDES),
            today - timedelta(days=self.random.randrange(500)),
            self.amount(),
            self.maybe(self.amount),
            self.maybe(lambda: today),
        )

    def fact(self, today: date) -> Fact:
        ref, place, when = self.random.randbytes(4), self.maybe(self.place), self.maybe(lambda: self.when(today))
        type_, mode = self.random.choice(tables.DEEDS)
        measure, standing = self.random.choice(tables.MEASURES), self.random.choice(tables.STANDINGS)
        kind = self.random.randrange(4)
        if kind == 0:
            many = self.maybe(lambda: Count(measure, self.amount(), self.random.choice(tables.STANDINGS)))
            counts = (self.random.randrange(5000), self.random.randrange(5))
            return EventFact(ref, type_, mode, standing, place, when, *counts, self.voices(), self.voices(), many)
        if kind == 1:
            of = self.random.choice((None, self.name(), *tables.POPULATIONS))
            said = tuple(self.said(today) for _ in range(self.random.randrange(4)))
            period, origins = self.random.choice(tables.PERIODS), self.random.randrange(5000)
            return FigureFact(ref, measure, standing, of, place, when, period, self.maybe(self.amount), origins, said)
        asks, state = self.random.choice(tables.ASKS), self.random.choice(tables.STATES)
        if kind == 2:
            return QuestionFact(ref, asks, state, type_, mode, None, place, when, self.voices())
        return QuestionFact(ref, asks, state, None, None, measure, place, when, self.voices())
