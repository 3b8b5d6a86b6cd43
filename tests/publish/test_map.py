"""The map: the right countries in the frame, towns where they lie, names that do not cover each other."""

from __future__ import annotations

from typing import Any

from dalel.publish.web import basemap
from dalel.publish.web.places import Circle, densest, name_all

ALMATY, AKTAU, GENEVA = (76.95, 43.25), (51.2, 43.65), (6.14, 46.2)


def place(name: str, where: tuple[float, float], statements: int) -> dict[str, Any]:
    return {"name": name, "lon": where[0], "lat": where[1], "statements": statements, "kind": "city"}


def test_a_frame_holds_its_points_with_a_margin() -> None:
    shown = basemap.frame([ALMATY, AKTAU])
    for point in (ALMATY, AKTAU):
        x, y = shown.project(*point)
        assert 0.05 * basemap.WIDTH < x < 0.95 * basemap.WIDTH
        assert 0 < y < shown.height


def test_the_countries_of_a_frame_are_those_around_its_points() -> None:
    names = {shape.name for shape in basemap.shapes(basemap.frame([ALMATY, AKTAU]))}
    assert {"Kazakhstan", "Uzbekistan", "Kyrgyzstan"} <= names
    assert not names & {"Brazil", "France", "Japan"}


def test_one_point_no_point_and_points_all_over_the_world_have_a_frame() -> None:
    for points in ([ALMATY], [], [(-180.0, -85.0), (180.0, 85.0)], [(179.9, 0.0)]):
        shown = basemap.frame(points)
        assert shown.west < shown.east
        assert shown.south < shown.north
        assert shown.height > 0
        assert bool(basemap.shapes(shown)) == (points != [(179.9, 0.0)])  # open sea


def test_a_far_town_of_which_little_is_said_does_not_shrink_the_map() -> None:
    near = [place("Almaty", ALMATY, 60), place("Aktau", AKTAU, 35)]
    assert [town["name"] for town in densest([*near, place("Geneva", GENEVA, 5)])] == ["Almaty", "Aktau"]
    assert densest([]) == []


def test_names_do_not_cover_each_other_and_stay_on_the_map() -> None:
    circles = [Circle(place(f"Town {index}", ALMATY, 1), 100.0 + index, 100.0 + index * 3, 6.0) for index in range(12)]
    name_all(circles, 300.0)
    labels = [circle.label for circle in circles if circle.label]
    assert labels
    assert len(labels) == len(set(labels)) < len(circles)
