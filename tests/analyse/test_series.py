"""Figures in time: each voice's numbers, how they changed, and the chart of them."""

from __future__ import annotations

from typing import Any

from dalel.analyse.series import by_voice, in_line
from dalel.model import FOREVER
from dalel.publish.web.charts import figure_chart

Row = dict[str, Any]


def said(row: int, voice: str, low: float, day: int, **changes: Any) -> Row:
    values = {
        "row": row,
        "document": row,
        "id": f"s{row}",
        "source": "Steppe Wire",
        "first_told": "Steppe Wire",
        "role": "named",
        "voice": voice,
        "origin": voice.lower(),
        "passage": "",
        "factuality": "CT+",
        "known_at": f"2022-01-{day:02}T06:00:00Z",
        "believed_to": FOREVER,
        "figure": "f1",
        "measure": "killed",
        "population": None,
        "low": low,
        "high": low,
        "relation": "=",
    }
    return {**values, **changes}


def turns(*rows: Row) -> list[tuple[float | None, str]]:
    return [(point.low, point.turn) for one in by_voice(rows) for point in one.points]


def test_a_voices_greater_number_is_an_update_and_its_lower_one_of_the_dead_a_correction() -> None:
    rows = [said(1, "Ministry", 26, 7), said(2, "Ministry", 164, 9), said(3, "Ministry", 103, 10)]
    assert turns(*rows) == [(26, ""), (164, "update"), (103, "correction")]


def test_fewer_people_in_custody_are_no_correction() -> None:
    rows = [said(row, "Ministry", low, 6 + row, measure="detained") for row, low in ((1, 900), (2, 300))]
    assert turns(*rows) == [(900, ""), (300, "update")]


def test_the_same_number_is_said_again() -> None:
    assert turns(said(1, "Ministry", 26, 7), said(2, "Ministry", 26, 8)) == [(26, ""), (26, "again")]


def test_a_number_taken_back_by_its_own_voice_is_marked_wherever_it_stood() -> None:
    rows = [said(1, "Ministry", 164, 8), said(2, "Ministry", 164, 9), said(3, "Ministry", 164, 10, factuality="CT-")]
    (series,) = by_voice(rows)
    assert [(point.turn, point.until and point.until[:10]) for point in series.points] == [
        ("", "2022-01-10"),
        ("again", "2022-01-10"),
        ("withdrawal", None),
    ]


def test_a_denial_by_another_voice_takes_nothing_back() -> None:
    rows = [said(1, "Ministry", 164, 9), said(2, "Monitor", 164, 10, factuality="CT-")]
    assert [point.until for one in by_voice(rows) for point in one.points] == [None, None]


def test_numbers_of_two_figures_do_not_follow_each_other() -> None:
    assert turns(said(1, "Ministry", 164, 9), said(2, "Ministry", 18, 9, figure="f2")) == [(164, ""), (18, "")]


def test_a_series_is_told_in_one_line() -> None:
    rows = [
        said(1, "Interior Ministry", 26, 7),
        said(2, "Interior Ministry", 26, 8),
        said(3, "Health Ministry", 164, 9, high=None, relation=">="),
        said(4, "Health Ministry", 164, 10, factuality="CT-"),
    ]
    told = "26 by Interior Ministry 7 Jan; at least 164 by Health Ministry 9 Jan, taken back 10 Jan"
    assert in_line(rows) == told


def test_a_long_series_tells_the_first_numbers_and_the_last() -> None:
    told = in_line([said(row, "Ministry", 10 * row, row) for row in range(1, 21)])
    assert told.startswith("10 by Ministry 1 Jan; ")
    assert told.endswith("… 12 more; 200 by Ministry 20 Jan")


def test_a_line_of_the_chart_ends_where_the_voice_took_its_number_back() -> None:
    rows = [said(1, "Ministry", 164, 9), said(2, "Ministry", 164, 10, factuality="CT-")]
    chart = figure_chart(by_voice(rows))
    assert chart is not None
    (line,) = chart.lines
    affirmed, denied = line.dots
    assert affirmed.until == denied.x
    assert line.path == f"M{affirmed.x} {affirmed.y}H{denied.x}"


def test_a_line_steps_from_number_to_number_of_one_figure_only() -> None:
    rows = [said(1, "Ministry", 26, 7), said(2, "Ministry", 18, 8, figure="f2"), said(3, "Ministry", 164, 9)]
    chart = figure_chart(by_voice(rows))
    assert chart is not None
    first, _, last = chart.lines[0].dots
    assert chart.lines[0].path == f"M{first.x} {first.y}H{last.x}V{last.y}"


def test_the_range_that_held_is_drawn_until_the_next_state() -> None:
    states = [
        {"known_at": "2022-01-07T06:00:00Z", "low": 26.0, "high": 26.0, "standing": "single-origin"},
        {"known_at": "2022-01-09T06:00:00Z", "low": 26.0, "high": None, "standing": "contested"},
        {"known_at": "2022-01-10T06:00:00Z", "low": None, "high": None, "standing": "withdrawn"},
    ]
    chart = figure_chart(by_voice([said(1, "Ministry", 26, 7), said(2, "Monitor", 164, 9)]), states)
    assert chart is not None
    first, second = chart.held
    assert first.x + first.width == second.x
    assert (first.open, second.open) == ("", "up")
