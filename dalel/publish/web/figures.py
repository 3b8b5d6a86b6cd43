"""The views of figures: each measure over time by voice, and one figure."""

from __future__ import annotations

from starlette.responses import Response

from dalel.analyse import series
from dalel.publish.web import charts, words
from dalel.publish.web.asking import Ask, filters
from dalel.publish.web.overview import topic
from dalel.publish.web.page import render
from dalel.record import queries
from dalel.record.queries import Filters

MOST_LISTED, MOST_DRAWN, MOST_STANDING = 150, 500, 90


def figures(ask: Ask) -> Response:
    """A measure over time: who said how many, and when."""
    chosen = filters(ask, queries.FIGURE_FILTERS)
    held = list(queries.figures(ask.connection, ask.at, Filters()))
    counts: dict[str, int] = {}
    for row in held:
        counts[row["measure"]] = counts.get(row["measure"], 0) + row["statements"]
    measures = sorted(counts, key=words.measure_order)
    shown = chosen.measure or (measures[0] if measures else "killed")
    narrowed = Filters(**{name: getattr(chosen, name) for name in queries.FIGURE_FILTERS} | {"measure": shown})
    rows = list(queries.figures(ask.connection, ask.at, narrowed))
    listed = {row["figure"] for row in rows}
    said = list(queries.statements(ask.connection, ask.at, Filters(kind="figure", measure=shown)))
    said = [row for row in said if row["figure"] in listed]
    current = [row for row in said if series.is_current(row)]
    voices = series.by_voice(current[-MOST_DRAWN:])
    return render(
        ask,
        "figures.html",
        "Figures",
        measures=[(name, counts[name]) for name in measures],
        shown=shown,
        chart=charts.figure_chart(voices),
        rows=rows[::-1][:MOST_STANDING],
        found=len(rows),
        said=current[::-1][:MOST_LISTED],
        earlier=[row for row in said if not series.is_current(row)][-MOST_LISTED:],
        size=charts.SIZE,
        shapes=charts.SHAPES,
        chosen=chosen,
    )


def figure(ask: Ask, id: str) -> Response:
    """One figure: its range, where it stands and why, who says so."""
    return topic(ask, "figure", id)
