"""The view of places: where events lie, on a map and in a list."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from dalel.publish.web import basemap
from dalel.publish.web.asking import Ask, Refused
from dalel.publish.web.page import render
from dalel.record import queries

Row = dict[str, Any]

SMALLEST_CIRCLE, LARGEST_CIRCLE = 6.0, 30.0
MOST_LISTED = 250
# The map shows the densest part of the places that holds so much of all statements; the rest is listed.
SHARE_SHOWN = 0.9
LETTER, LINE = 8.2, 17.0  # about the size of the map's letters, in its units


@dataclass(slots=True)
class Circle:
    """A place on the map. `label` is where its name stands, None where there is no room."""

    place: Row
    x: float
    y: float
    radius: float
    label: tuple[float, float] | None = None


def map_(ask: Ask) -> Response:
    """A circle for each place, as large as it has statements."""
    extent = ask.params.get("extent") or "most"
    if extent not in ("most", "all") or set(ask.params) - {"as_of", "extent"}:
        raise Refused(400, "The map knows `as_of`, and `extent`: most or all.")
    places = _places(ask)
    within = places if extent == "all" else densest(places)
    shown = basemap.frame((place["lon"], place["lat"]) for place in within)
    most = max((place["statements"] for place in places), default=1)
    circles = []
    for place in places[:MOST_LISTED]:
        x, y = shown.project(place["lon"], place["lat"])
        if 0 <= x <= basemap.WIDTH and 0 <= y <= shown.height:
            radius = max(SMALLEST_CIRCLE, LARGEST_CIRCLE * math.sqrt(place["statements"] / most))
            circles.append(Circle(place, round(x, 1), round(y, 1), round(radius, 1)))
    name_all(circles, shown.height)
    inside = {circle.place["key"] for circle in circles}
    return render(
        ask,
        "map.html",
        "Map",
        places=places[:MOST_LISTED],
        found=len(places),
        circles=circles,
        outside=[place for place in places[:MOST_LISTED] if place["key"] not in inside],
        extent=extent,
        width=basemap.WIDTH,
        height=round(shown.height, 1),
        shapes=basemap.shapes(shown),
        named={circle.place["name"] for circle in circles if circle.label},
    )


def _places(ask: Ask) -> list[Row]:
    """The places of all events, those with most statements first."""
    places: dict[str, Row] = {}
    for row in queries.events(ask.connection, ask.at):
        if row["lat"] is None or row["lon"] is None:
            continue
        place = places.get(row["place"])
        if place is None:
            place = {name: row[name] for name in ("country", "lat", "lon")}
            place |= {
                "key": row["place"],
                "name": row["place_name"],
                "kind": row["place_kind"],
                "events": 0,
                "statements": 0,
                "contested": 0,
            }
            places[row["place"]] = place
        place["events"] += 1
        place["statements"] += row["statements"]
        place["contested"] += row["standing"] == "contested"
    return sorted(places.values(), key=lambda place: (-place["statements"], place["name"]))


def densest(places: Sequence[Row]) -> list[Row]:
    """The towns nearest to where most is said, until they hold enough of all that is said of towns."""
    towns = [place for place in places if place["kind"] == "city"] or list(places)
    if not towns:
        return []
    middle = (_median(towns, "lon"), _median(towns, "lat"))
    near = sorted(towns, key=lambda town: math.dist(middle, (town["lon"], town["lat"])))
    wanted = SHARE_SHOWN * sum(town["statements"] for town in near)
    held, kept = 0, []
    for town in near:
        if held >= wanted:
            break
        kept.append(town)
        held += town["statements"]
    return kept


def _median(places: Sequence[Row], name: str) -> float:
    """The coordinate at which half of all statements lie on either side."""
    ordered = sorted(places, key=lambda place: float(place[name]))
    half, held = sum(place["statements"] for place in ordered) / 2, 0
    for place in ordered:
        held += place["statements"]
        if held >= half:
            return float(place[name])
    return float(ordered[-1][name])


def name_all(circles: Sequence[Circle], height: float) -> None:
    """Give each circle's name a place of its own beside it, the largest first; none where all are taken."""
    taken = [(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in circles]
    for own, circle in enumerate(circles):
        wide = len(circle.place["name"]) * LETTER
        for x, y in _beside(circle, wide):
            box = (x, y - LINE * 0.8, x + wide, y + LINE * 0.25)
            inside = box[0] >= 2 and box[2] <= basemap.WIDTH - 2 and box[1] >= 2 and box[3] <= height - 2
            if inside and not any(_meet(box, other) for index, other in enumerate(taken) if index != own):
                circle.label = (round(x, 1), round(y, 1))
                taken.append(box)
                break


def _beside(circle: Circle, wide: float) -> tuple[tuple[float, float], ...]:
    x, y, out = circle.x, circle.y, circle.radius + 5
    return (x + out, y + 5), (x - out - wide, y + 5), (x - wide / 2, y - out), (x - wide / 2, y + out + LINE * 0.6)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
