"""The geometry of the charts, in SVG units: where bars, points, steps and ticks lie. Templates draw them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dalel.analyse.series import Point, Series
from dalel.analyse.wording import Panel

Row = dict[str, Any]

WIDTH, HEIGHT = 960.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 24.0, 16.0, 34.0
SIZE = (WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM)
DAY = 86400.0
LONGEST_SILENCE, SHOWN_SILENCE, PAD = 5 * DAY, 1.2 * DAY, DAY / 4
LEAST_BETWEEN_TICKS = 84.0
SHAPES = 6  # a series beyond this many has no shape of its own and is drawn as "others"


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One stated quantity. `reach` is the y at which its bounds end, `open` which way they stay open.

    `turn` is what it is to the voice's number before, and `until` the x at which the voice took it back.
    """

    x: float
    y: float
    reach: float
    open: str
    side: str
    turn: str
    until: float | None
    row: Row


@dataclass(frozen=True, slots=True)
class Held:
    """The range that held from one x to another: from `high` down to `low`, which way it stays open, and its state."""

    x: float
    width: float
    high: float
    low: float
    open: str
    row: Row


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    shape: int
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    held: tuple[Held, ...]
    x_ticks: tuple[Tick, ...]
    breaks: tuple[float, ...]  # where the axis of time leaves out a silence
    y_ticks: tuple[Tick, ...]
    logarithmic: bool


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    y: float
    height: float
    row: Row


@dataclass(frozen=True, slots=True)
class Part:
    """A word's share of a day's bar."""

    y: float
    height: float
    index: int
    lemma: str
    count: int
    total: int
    day: str


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    width: float
    day: str
    total: int
    parts: tuple[Part, ...]


def bars(buckets: Sequence[Row], width: float, height: float) -> list[Bar]:
    """Documents per bucket of days; a bucket with any is at least a hair tall."""
    if not buckets:
        return []
    most = max(bucket["documents"] for bucket in buckets)
    step = width / len(buckets)
    found = []
    for index, bucket in enumerate(buckets):
        tall = 0.0 if not bucket["documents"] else max(2.0, height * bucket["documents"] / most)
        found.append(Bar(round(index * step, 2), round(step, 2), round(height - tall, 2), round(tall, 2), bucket))
    return found


def figure_chart(series: Sequence[Series], states: Sequence[Row] = ()) -> Chart | None:
    """Dots with their bounds over the time they became known, a step line for each voice. None without numbers.

    `states` are those of the one figure that the series tell; the range that held is drawn behind the lines.
    """
    points = [point for one in series for point in one.points if point.low is not None or point.high is not None]
    if not points:
        return None
    moments = {point.known_at for point in points} | {point.until for point in points if point.until}
    time = _Time(sorted(map(_seconds, moments | {state["known_at"] for state in states})))
    values = [value for point in points for value in (point.low, point.high) if value is not None]
    scale = _Scale(min(values), max(values))
    lines = []
    for index, one in enumerate(series):
        dots = tuple(_dot(point, time, scale) for point in one.points if _value(point) is not None)
        if dots:
            lines.append(Line(one.name, min(index, SHAPES), _steps(dots), dots))
    return Chart(
        tuple(lines), _held(states, time, scale), time.ticks(), time.breaks(), scale.ticks(), scale.logarithmic
    )


def _held(states: Sequence[Row], time: _Time, scale: _Scale) -> tuple[Held, ...]:
    """The range that held, state by state, until the next or the end of the axis."""
    found = []
    for index, state in enumerate(states):
        low, high = state["low"], state["high"]
        if low is None and high is None:
            continue
        x = time.x(_seconds(state["known_at"]))
        end = time.x(_seconds(states[index + 1]["known_at"])) if index + 1 < len(states) else WIDTH - RIGHT
        opening = "up" if high is None else "down" if low is None else ""
        top = TOP if high is None else scale.y(high)
        bottom = HEIGHT - BOTTOM if low is None else scale.y(low)
        found.append(Held(x, round(max(end - x, 0.0), 1), top, bottom, opening, state))
    return tuple(found)


def columns(panel: Panel, days: Sequence[str], words: Sequence[str], width: float, height: float) -> list[Column]:
    """A stacked bar for each day, as shares; words beyond the given ones share the last place."""
    step = width / max(len(days), 1)
    by_day = {day.day: day for day in panel.days}
    found = []
    for place, name in enumerate(days):
        day = by_day.get(name)
        if day is None:
            continue
        parts, y = [], height
        ordered = sorted(day.shares, key=lambda share: _place(share.lemma, words))
        for share in ordered:
            tall = height * share.part
            y -= tall
            index = _place(share.lemma, words)
            parts.append(Part(round(y, 2), round(tall, 2), index, share.lemma, share.count, share.total, name))
        found.append(Column(round(place * step + step * 0.08, 2), round(step * 0.84, 2), name, day.total, tuple(parts)))
    return found


def _place(lemma: str, words: Sequence[str]) -> int:
    return words.index(lemma) if lemma in words else len(words)


class _Time:
    """Moments to places, straight but for long silences, which are drawn as short ones."""

    def __init__(self, moments: Sequence[float]) -> None:
        self._runs: list[list[float]] = []
        for moment in moments:
            if self._runs and moment - self._runs[-1][-1] <= LONGEST_SILENCE:
                self._runs[-1].append(moment)
            else:
                self._runs.append([moment])
        self._starts: list[float] = []
        length = PAD
        for run in self._runs:
            self._starts.append(length)
            length += run[-1] - run[0] + SHOWN_SILENCE
        self._length = length - SHOWN_SILENCE + PAD

    def x(self, moment: float) -> float:
        index = max(0, bisect_right([run[0] for run in self._runs], moment) - 1)
        return self._place(self._starts[index] + moment - self._runs[index][0])

    def _place(self, length: float) -> float:
        return round(LEFT + length / self._length * (WIDTH - LEFT - RIGHT), 1)

    def breaks(self) -> tuple[float, ...]:
        """The middle of each silence that is left out."""
        return tuple(self._place(start - SHOWN_SILENCE / 2) for start in self._starts[1:])

    def ticks(self) -> tuple[Tick, ...]:
        """Midnights, UTC, as many as have room; after a silence at least the first day."""
        found: list[Tick] = []
        for run in self._runs:
            first = datetime.fromtimestamp(run[0], UTC).replace(hour=0, minute=0, second=0)
            for days in range(int((run[-1] - first.timestamp()) // DAY) + 1):
                day = first + timedelta(days=days)
                tick = Tick(max(LEFT, self.x(max(day.timestamp(), run[0] - PAD))), f"{day.day} {day.strftime('%b')}")
                if not found or tick.at - found[-1].at >= LEAST_BETWEEN_TICKS:
                    found.append(tick)
        return tuple(found)


class _Scale:
    """Values to heights: from zero, or by powers of ten where a straight scale would hide the small ones."""

    def __init__(self, low: float, high: float) -> None:
        self.logarithmic = low > 0 and high / low > 60
        if self.logarithmic:
            self.low, self.high = float(math.floor(math.log10(low))), float(math.ceil(math.log10(high) + 0.02))
        else:
            self.low, self.high = min(0.0, low), max(high * 1.08, 1.0)

    def y(self, value: float) -> float:
        place = math.log10(max(value, 10**self.low)) if self.logarithmic else value
        share = (place - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - min(max(share, 0.0), 1.0) * (HEIGHT - TOP - BOTTOM), 1)

    def ticks(self) -> tuple[Tick, ...]:
        if self.logarithmic:
            values = [10.0**power for power in range(int(self.low), int(self.high) + 1)]
        else:
            rough = (self.high - self.low) / 4
            unit = 10 ** math.floor(math.log10(rough))
            step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
            values = [step * index for index in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]
        return tuple(Tick(self.y(value), f"{value:,.12g}") for value in values)


def _value(point: Point) -> float | None:
    return point.low if point.low is not None else point.high


def _dot(point: Point, time: _Time, scale: _Scale) -> Dot:
    value = _value(point)
    if value is None:
        raise ValueError("a point without a number has no place")
    x, y = time.x(_seconds(point.known_at)), scale.y(value)
    opening = "" if point.low is not None and point.high is not None else "up" if point.high is None else "down"
    reach = scale.y(point.high) if point.high is not None and not opening else y
    until = None if point.until is None else time.x(_seconds(point.until))
    return Dot(x, y, reach, opening, point.side, point.turn, until, point.row)


def _steps(dots: Sequence[Dot]) -> str:
    """A line from each affirmed number to the voice's next of the same figure; one taken back ends there."""
    path = ""
    for figure in dict.fromkeys(dot.row["figure"] for dot in dots):
        affirmed = [dot for dot in dots if dot.side == "affirm" and dot.row["figure"] == figure]
        for index, dot in enumerate(affirmed):
            if dot.until is not None:
                path += f"M{dot.x} {dot.y}H{dot.until}"
            elif index + 1 < len(affirmed):
                path += f"M{dot.x} {dot.y}H{affirmed[index + 1].x}V{affirmed[index + 1].y}"
    return path


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
