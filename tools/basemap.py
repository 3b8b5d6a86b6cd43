"""Make the map's background, dalel/publish/web/data/countries.json, from Natural Earth's countries.

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python tools/basemap.py package/countries-50m.json dalel/publish/web/data/countries.json

Natural Earth is in the public domain; `world-atlas` (ISC) carries it as TopoJSON. The result keeps
its arcs, so that a border between two countries is stored once: each arc is a list of integers, x and
y in turn, in hundredths of a degree, each after the first point a difference to the point before.
A country is its name and its rings; a ring is a list of arcs, where ~n is arc n backwards.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

STEPS_PER_DEGREE = 100


def compact(topology: dict[str, Any]) -> dict[str, Any]:
    """The background's data from a TopoJSON topology of countries."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[tuple[int, int]] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            point = round((x * scale_x + left) * STEPS_PER_DEGREE), round((y * scale_y + bottom) * STEPS_PER_DEGREE)
            if not points or point != points[-1]:
                points.append(point)
        arcs.append(_differences(points))
    countries = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [ring for polygon in polygons for ring in polygon]
        countries.append({"name": geometry["properties"]["name"], "rings": rings})
    countries.sort(key=lambda country: country["name"])
    return {"steps_per_degree": STEPS_PER_DEGREE, "arcs": arcs, "countries": countries}


def _differences(points: list[tuple[int, int]]) -> list[int]:
    flat: list[int] = []
    x = y = 0
    for to_x, to_y in points:
        flat += (to_x - x, to_y - y)
        x, y = to_x, to_y
    return flat


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python tools/basemap.py countries-50m.json OUT.json")
    data = compact(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    Path(sys.argv[2]).write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
