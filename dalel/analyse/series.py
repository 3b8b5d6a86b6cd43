"""Figures in time: what each voice said of one measure, and what stands of it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dalel.analyse.sides import side_of
from dalel.model import Role
from dalel.resolve.heard import shown_as

Row = dict[str, Any]

# A figure whose day ended longer before it was said than this speaks of another time ("ten years ago").
CURRENT_DAYS = 45

RECENT_DAYS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One stated quantity. `side` is "affirm", "deny" or "open"; None bounds are open."""

    row: Row
    known_at: str
    low: float | None
    high: float | None
    side: str


@dataclass(frozen=True, slots=True)
class Series:
    """What one origin said, in the order in which it became known."""

    name: str
    points: tuple[Point, ...]


def by_voice(rows: Iterable[Row]) -> list[Series]:
    """The series of each origin, the one with most points first."""
    kept: dict[str, tuple[str, list[Point]]] = {}
    for row in sorted(rows, key=lambda row: (row["known_at"], row["row"])):
        name = shown_as(Role(row["role"]), row["voice"], row["source"])
        point = Point(row, row["known_at"], row["low"], row["high"], side_of(row))
        kept.setdefault(row["origin"] or name, (name, []))[1].append(point)
    series = [Series(name, tuple(points)) for name, points in kept.values()]
    return sorted(series, key=lambda one: (-len(one.points), one.points[0].known_at, one.name))


def is_current(row: Row) -> bool:
    """Whether a figure speaks of the time in which it was said; one without a day is taken to."""
    if row["ended"] is None:
        return True
    known = datetime.fromisoformat(row["known_at"]).date()
    return str(row["ended"]) >= (known - timedelta(days=CURRENT_DAYS)).isoformat()


def leading(rows: Iterable[Row], most: int) -> list[tuple[str, list[Row]]]:
    """For each measure the figures that a reader needs first.

    Those of the last days of which anybody spoke; among these the contested, then those most spoken of.
    """
    kept: dict[str, list[Row]] = {}
    for row in rows:
        if is_current(row):
            kept.setdefault(row["measure"], []).append(row)
    return [(measure, _ranked(found)[:most]) for measure, found in kept.items()]


def _ranked(rows: list[Row]) -> list[Row]:
    newest = max((row["began"] for row in rows if row["began"]), default=None)
    since = "" if newest is None else (date.fromisoformat(newest) - timedelta(days=RECENT_DAYS)).isoformat()

    def weight(row: Row) -> tuple[bool, bool, int, bool, float]:
        recent = (row["began"] or "") >= since
        return recent, row["standing"] == "contested", row["statements"], row["place"] is not None, row["low"] or 0.0

    return sorted(rows, key=weight, reverse=True)
