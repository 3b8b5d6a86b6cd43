"""The map behind the events: countries of Natural Earth (public domain), clipped and projected to SVG paths.

The projection is equirectangular, true to scale at the middle latitude of what is shown. The data is
made by tools/basemap.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

Point = tuple[float, float]

WIDTH = 960.0
TALLEST, FLATTEST = 0.95, 0.6  # height as a share of width
LEAST_DEGREES = 3.0
MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class Frame:
    """What a map shows: a box in degrees, and its size in SVG units."""

    west: float
    south: float
    east: float
    north: float
    height: float

    def project(self, lon: float, lat: float) -> Point:
        x = (lon - self.west) / (self.east - self.west) * WIDTH
        y = (self.north - lat) / (self.north - self.south) * self.height
        return x, y


@dataclass(frozen=True, slots=True)
class Shape:
    """A country as it lies in a frame: an SVG path, and where its name fits, None where it does not."""

    name: str
    path: str
    label: Point | None


def frame(points: Iterable[Point]) -> Frame:
    """A frame around points (lon, lat), with a margin; the whole world where there are none."""
    given = list(points)
    if not given:
        return _fitted(-180, -60, 180, 80)
    west, east = min(lon for lon, _ in given), max(lon for lon, _ in given)
    south, north = min(lat for _, lat in given), max(lat for _, lat in given)
    wide, high = max(east - west, LEAST_DEGREES), max(north - south, LEAST_DEGREES / 2)
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    half_wide, half_high = wide * (0.5 + MARGIN), high * (0.5 + MARGIN)
    return _fitted(middle_lon - half_wide, middle_lat - half_high, middle_lon + half_wide, middle_lat + half_high)


def _fitted(west: float, south: float, east: float, north: float) -> Frame:
    """The frame, widened where it would be too tall or too flat to read."""
    shrink = max(math.cos(math.radians((south + north) / 2)), 0.2)
    wide, high = (east - west) * shrink, north - south
    if high > wide * TALLEST:
        more = (high / TALLEST - wide) / shrink / 2
        west, east = west - more, east + more
    elif high < wide * FLATTEST:
        more = (wide * FLATTEST - high) / 2
        south, north = south - more, north + more
    west, east, south, north = max(west, -180.0), min(east, 180.0), max(south, -85.0), min(north, 85.0)
    return Frame(west, south, east, north, WIDTH * (north - south) / ((east - west) * shrink))


@lru_cache(maxsize=16)
def shapes(shown: Frame) -> tuple[Shape, ...]:
    """Every country that a frame shows."""
    found = []
    for name, rings in _countries():
        clipped = [ring for ring in (_clip(ring, box, shown) for ring, box in rings) if len(ring) > 2]
        projected = [_thin([shown.project(*point) for point in ring]) for ring in clipped]
        projected = [ring for ring in projected if len(ring) > 2]
        if projected:
            found.append(Shape(name, "".join(_path(ring) for ring in projected), _label(name, projected, shown)))
    return tuple(found)


@cache
def _countries() -> tuple[tuple[str, tuple[tuple[list[Point], tuple[float, float, float, float]], ...]], ...]:
    data = json.loads((files("dalel.publish.web") / "data" / "countries.json").read_text("utf-8"))
    steps = data["steps_per_degree"]
    arcs = [_points(arc, steps) for arc in data["arcs"]]
    return tuple(
        (country["name"], tuple((ring, _box(ring)) for ring in (_ring(refs, arcs) for refs in country["rings"])))
        for country in data["countries"]
    )


def _points(arc: Sequence[int], steps: int) -> list[Point]:
    points, x, y = [], 0, 0
    for index in range(0, len(arc), 2):
        x, y = x + arc[index], y + arc[index + 1]
        points.append((x / steps, y / steps))
    return points


def _ring(references: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for reference in references:
        arc = arcs[reference] if reference >= 0 else arcs[~reference][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _box(ring: Sequence[Point]) -> tuple[float, float, float, float]:
    return (
        min(x for x, _ in ring),
        min(y for _, y in ring),
        max(x for x, _ in ring),
        max(y for _, y in ring),
    )


def _clip(ring: list[Point], box: tuple[float, float, float, float], shown: Frame) -> list[Point]:
    """The part of a ring inside the frame (Sutherland and Hodgman 1974), with a little beyond for the strokes."""
    beyond = (shown.east - shown.west) * 0.01
    west, south, east, north = shown.west - beyond, shown.south - beyond, shown.east + beyond, shown.north + beyond
    if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
        return []
    if box[0] >= west and box[2] <= east and box[1] >= south and box[3] <= north:
        return ring
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        ring = _clip_side(ring, axis, limit, sign)
    return ring


def _clip_side(ring: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    kept: list[Point] = []
    for index, point in enumerate(ring):
        before = ring[index - 1]
        inside, was_inside = (point[axis] - limit) * sign >= 0, (before[axis] - limit) * sign >= 0
        if inside != was_inside:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            kept.append((limit, other) if axis == 0 else (other, limit))
        if inside:
            kept.append(point)
    return kept


def _thin(ring: list[Point]) -> list[Point]:
    """Without points that lie closer than can be seen to the one before."""
    kept: list[Point] = []
    for point in ring:
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 0.8:
            kept.append(point)
    return kept


def _path(ring: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def _label(name: str, rings: Sequence[list[Point]], shown: Frame) -> Point | None:
    """The middle of the country's largest part, where the name is narrower than the part and inside the frame."""
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    area = _area(largest)
    if abs(area) < 2500:
        return None
    left, top, right, bottom = _box(largest)
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(largest, largest[1:] + largest[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
    x, y = x / (6 * area), y / (6 * area)
    half = len(name) * 4.5
    fits = right - left > 2 * half and bottom - top > 24 and half < x < WIDTH - half and 16 < y < shown.height - 16
    return (x, y) if fits else None


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2
