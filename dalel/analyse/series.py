"""Figures in time: what each voice said of one measure, how its numbers changed, and what stands of them now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from dalel.analyse.sides import named, side_of
from dalel.model import Figure
from dalel.resolve.quantities.numbers import in_words
from dalel.resolve.quantities.said import GROWING

Row = dict[str, Any]

# A figure whose day ended longer before it was said than this speaks of another time ("ten years ago").
CURRENT_DAYS = 45

RECENT_DAYS = 3

# A line of a terminal tells so many numbers of a figure and counts the rest.
MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class Point:
    """One stated quantity. `side` is "affirm", "deny" or "open"; None bounds are open.

    `turn` says what it is to the voice's own number before: "" the first, "again" the same, "update" (more of what can
    only grow, or a change of what can also fall), "correction" (less of what can only grow), "withdrawal" (it takes its
    number back). `until` is when the voice took it back, None where it did not.
    """

    row: Row
    known_at: str
    low: float | None
    high: float | None
    side: str
    turn: str = ""
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """What one origin said, in the order in which it became known."""

    name: str
    points: tuple[Point, ...]


def by_voice(rows: Iterable[Row]) -> list[Series]:
    """The series of each origin, the one with most points first."""
    kept: dict[str, tuple[str, list[Point]]] = {}
    for row in sorted(rows, key=lambda row: (row["known_at"], row["row"])):
        name = named(row)
        point = Point(row, row["known_at"], row["low"], row["high"], side_of(row))
        kept.setdefault(row["origin"] or name, (name, []))[1].append(point)
    series = [Series(name, tuple(_turned(points))) for name, points in kept.values()]
    return sorted(series, key=lambda one: (-len(one.points), one.points[0].known_at, one.name))


def _turned(points: Iterable[Point]) -> list[Point]:
    """The points of one voice with what each is to its number before, figure by figure."""
    turned: list[Point] = []
    last: dict[str | None, int] = {}  # figure -> the voice's last affirmed number of it
    for point in points:
        figure = point.row["figure"]
        before = turned[last[figure]] if figure in last else None
        if point.side == "deny" and before is not None and _number(point) == _number(before):
            del last[figure]
            turned = [_taken_back(one, point) for one in turned]
            point = replace(point, turn="withdrawal")
        elif point.side == "affirm":
            point = replace(point, turn="" if before is None else _turn(point, before))
            last[figure] = len(turned)
        turned.append(point)
    return turned


def _taken_back(point: Point, denial: Point) -> Point:
    """A voice's number as it stands after the voice's denial."""
    is_meant = point.row["figure"] == denial.row["figure"] and _number(point) == _number(denial)
    return replace(point, until=denial.known_at) if is_meant and point.side == "affirm" and not point.until else point


def _turn(point: Point, before: Point) -> str:
    if (point.low, point.high) == (before.low, before.high):
        return "again"
    number, earlier = _number(point), _number(before)
    fell = number is not None and earlier is not None and number < earlier
    return "correction" if fell and point.row["measure"] in GROWING else "update"


def _number(point: Point) -> float | None:
    return point.low if point.low is not None else point.high


def in_line(rows: Sequence[Row]) -> str:
    """A figure's series in one line: "26 by Interior Ministry 7 Jan; 164 by Health Ministry 9 Jan, taken back 10 Jan".

    Each voice's own numbers as they changed; what it only said again is left out.
    """
    points = [(point, one.name) for one in by_voice(rows) for point in one.points]
    news = [(point, name) for point, name in points if point.side == "affirm" and point.turn != "again"]
    news.sort(key=lambda told: (told[0].known_at, told[0].row["row"]))
    shown = [_told(point, name) for point, name in news[:MOST_TOLD]]
    if len(news) > MOST_TOLD:
        shown[-1:] = [f"… {len(news) - MOST_TOLD} more", _told(*news[-1])]
    return "; ".join(shown)


def _told(point: Point, name: str) -> str:
    row = point.row
    number = in_words(Figure(row["measure"], row["low"], row["high"], row["relation"]))
    turn = " (corrected)" if point.turn == "correction" else ""
    back = "" if point.until is None else f", taken back {_short_day(point.until)}"
    return f"{number}{turn} by {name} {_short_day(point.known_at)}{back}"


def _short_day(moment: str) -> str:
    day = datetime.fromisoformat(moment)
    return f"{day.day} {day.strftime('%b')}"


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
