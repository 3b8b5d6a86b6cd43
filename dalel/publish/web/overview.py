"""The views of events: now, the timeline, one event, what is unknown, how to read it all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from dalel.analyse import series, timeline
from dalel.analyse.sides import sides
from dalel.publish.web import figure_series, words
from dalel.publish.web.asking import PAGE_ROWS, Ask, Refused, paged
from dalel.publish.web.page import render
from dalel.record import queries
from dalel.record.queries import Filters
from dalel.resolve.alike import Score, relations
from dalel.weigh.explaining import why_joined

Row = dict[str, Any]

LATEST, SECTION, FIGURES_A_MEASURE = 14, 5, 2

MOST_NEIGHBOURS, MOST_EXPLAINED = 300, 24

# What a relation is, seen from its other end.
OPPOSITE = {"part of": "has as a part", "continues": "is continued by"}


def now(ask: Ask) -> Response:
    """What is known as of a moment."""
    counts = queries.counts(ask.connection, ask.at)
    if not counts["documents"]:
        return render(ask, "empty.html", "Now", span=queries.span_of_time(ask.connection))
    sections = ("contested", "withdrawn", "denied", "open question")
    events = {name: queries.latest_events(ask.connection, ask.at, SECTION, name) for name in sections}
    current = (row for row in queries.figures(ask.connection, ask.at) if row["began"] is None or row["began"] <= ask.at)
    led = series.leading((row for row in current if row["standing"] != "open question"), FIGURES_A_MEASURE)
    return render(
        ask,
        "now.html",
        "Now",
        counts=counts,
        latest=queries.latest_events(ask.connection, ask.at, LATEST),
        sections=events,
        figures=sorted(led, key=lambda item: words.measure_order(item[0])),
        last=next(iter(queries.documents(ask.connection, ask.at, Filters(limit=1)))),
    )


def events(ask: Ask) -> Response:
    """The timeline by day."""
    page = paged(ask, queries.events, queries.EVENT_FILTERS)
    return render(
        ask,
        "events.html",
        "Events",
        days=timeline.by_day(page.rows),
        found=len(page.rows),
        number=page.number,
        more=page.more,
        chosen=page.chosen,
    )


def event(ask: Ask, id: str) -> Response:
    """One event: where it stands and why, who says so and who does not."""
    return topic(ask, "event", id)


def topic(ask: Ask, view: str, id_: str) -> Response:
    """The page of an event or a figure."""
    row = (queries.event if view == "event" else queries.figure)(ask.connection, ask.at, id_)
    past = queries.history(ask.connection, f"{view}s", id_)
    if row is None:
        if past:
            first = words.moment(past[0]["known_at"])
            raise Refused(404, f"Nothing was known of this {view} as of {words.moment(ask.at)}; first heard {first}.")
        raise Refused(404, f"The record holds no {view} {id_[:40]}.")
    known = _turns(state for state in past if state["known_at"] <= ask.at)
    rows = queries.statements_about(ask.connection, ask.at, view, id_)
    return render(
        ask,
        "topic.html",
        words.what(row) if view == "event" else words.measure(row["measure"]),
        view=view,
        row=row,
        history=known,
        sides=sides(rows, ask.at),
        statements=rows,
        related=_related(ask, view, rows),
        told=figure_series.told(ask, row, rows, known) if view == "figure" else None,
        linked=_linked(ask, row) if view == "event" else [],
        joined=_joined(ask, rows) if view == "event" else [],
    )


def _linked(ask: Ask, row: Row) -> list[tuple[str, Row, str]]:
    """The events that hang together with one: how, the other event, and why."""
    near = {other["event"]: other for other in queries.neighbours(ask.connection, ask.at, row, MOST_NEIGHBOURS)}
    found = []
    for relation in relations(near.values()):
        if relation.event == row["event"]:
            found.append((relation.kind, near[relation.of], relation.because))
        elif relation.of == row["event"]:
            found.append((OPPOSITE[relation.kind], near[relation.event], relation.because))
    return found


def _joined(ask: Ask, rows: list[Row]) -> list[tuple[Row, Score | None]]:
    """The first statements of an event, each with what spoke for its joining it; a reviewer's are left out."""
    by_row = {row["row"]: row for row in rows[:MOST_EXPLAINED]}
    return [(by_row[one.row], one.score) for one in why_joined(ask.connection, by_row)]


def _related(ask: Ask, view: str, rows: Iterable[Row]) -> list[Row]:
    """The figures stated of an event, or the events of which a figure is stated."""
    other = "figure" if view == "event" else "event"
    held = queries.figure if view == "event" else queries.event
    found = (held(ask.connection, ask.at, id_) for id_ in dict.fromkeys(row[other] for row in rows if row[other]))
    return [row for row in found if row is not None]


def _turns(states: Iterable[Row]) -> list[Row]:
    """The states at which standing, reason or range changed, not only the number of statements."""
    found: list[Row] = []
    seen: tuple[Any, ...] = ()
    for state in states:
        now_ = (state["standing"], state["because"], state.get("low"), state.get("high"))
        if now_ != seen:
            found.append(state)
        seen = now_
    return found


def unknown(ask: Ask) -> Response:
    """Everything that is contested, denied, taken back or asked."""
    parts = []
    for standing in ("contested", "open question", "denied", "withdrawn"):
        chosen = Filters(standing=standing)
        found_events = list(queries.events(ask.connection, ask.at, chosen))
        found_figures = list(queries.figures(ask.connection, ask.at, chosen))
        parts.append((standing, found_events[::-1][:PAGE_ROWS], found_figures[::-1][:PAGE_ROWS], len(found_events)))
    return render(ask, "unknown.html", "Unknown", parts_of=parts)


def about(ask: Ask) -> Response:
    """What the words mean."""
    return render(ask, "about.html", "How to read this")
