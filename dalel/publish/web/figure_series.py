"""One figure over time, for its own page: the chart, the numbers of each voice, its whole and its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dalel.analyse import series
from dalel.analyse.series import Point
from dalel.publish.web import charts
from dalel.publish.web.asking import Ask
from dalel.record import queries
from dalel.record.queries import Filters
from dalel.resolve.days import shifted
from dalel.resolve.quantities.wholes import WITHIN_DAYS, parts

Row = dict[str, Any]

MOST_POINTS, MOST_PARTS = 150, 12


@dataclass(frozen=True, slots=True)
class Told:
    """A figure's chart and numbers, and the figures that it is a part of, or that are parts of it."""

    chart: charts.Chart | None
    points: tuple[tuple[Point, str], ...]
    whole: Row | None
    parts: tuple[Row, ...]
    size: tuple[float, ...] = charts.SIZE
    shapes: int = charts.SHAPES


def told(ask: Ask, row: Row, statements: Iterable[Row], states: Sequence[Row]) -> Told:
    """What the page shows of a figure; `states` are its states known by then, the first first."""
    held = [said for said in statements if said["believed_to"] > ask.at]
    voices = series.by_voice(held[-MOST_POINTS:])
    points = sorted(
        ((point, one.name) for one in voices for point in one.points),
        key=lambda told: (told[0].known_at, told[0].row["row"]),
    )
    near = {other["figure"]: other for other in _near(ask, row)}
    pairs = parts(near.values())
    whole = next((near[whole] for part, whole in pairs if part == row["figure"]), None)
    held_in = tuple(near[part] for part, whole in pairs if whole == row["figure"])[:MOST_PARTS]
    return Told(charts.figure_chart(voices, states), tuple(points), whole, held_in)


def _near(ask: Ask, row: Row) -> Iterable[Row]:
    """The figures of one measure and country that are told of about the same days."""
    if row["began"] is None or row["country"] is None:
        return [row]
    since, until = shifted(row["began"], -WITHIN_DAYS), shifted(row["ended"] or row["began"], WITHIN_DAYS)
    near = Filters(measure=row["measure"], country=row["country"], since=since, until=until)
    return queries.figures(ask.connection, ask.at, near)
