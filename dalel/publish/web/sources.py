"""The views of sources: who was heard, how much, when last, and how what they told fared afterwards."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from dalel.analyse.track import COUNTS, Track, track_json, tracks
from dalel.publish.web.asking import Ask, Refused, filters, whole
from dalel.publish.web.page import render
from dalel.record import queries, tracking
from dalel.record.queries import Filters

Row = dict[str, Any]

PAGE_ROWS = 60
ORDERS = ("name", "said")


def sources(ask: Ask) -> Response:
    """Every source heard by then, by name or by how much it said: there is no other order."""
    filters(ask, frozenset(), frozenset({"order"}))
    order = ask.params.get("order") or "name"
    if order not in ORDERS:
        raise Refused(400, "`order` is name or said.")
    found = tracked(ask)
    rows = [{**row, "track": found.get(row["name"], Track())} for row in queries.sources(ask.connection, ask.at)]
    if order == "said":
        rows.sort(key=lambda row: -row["statements"])
    return render(ask, "sources.html", "Sources", rows=rows, order=order, counts=COUNTS)


def source(ask: Ask, name: str) -> Response:
    """One source, its documents, and what it told; with `behind`, the statements that one of its counts rests on."""
    filters(ask, frozenset(), frozenset({"page", "behind"}))
    row = next((one for one in queries.sources(ask.connection, ask.at) if one["name"] == name), None)
    if row is None:
        raise Refused(404, f"No source “{name[:80]}” was heard by then.")
    behind = ask.params.get("behind") or None
    if behind is not None and behind not in COUNTS:
        raise Refused(400, f"`behind` is {', '.join(COUNTS[:-1])} or {COUNTS[-1]}.")
    track = tracked(ask, name).get(name, Track())
    number = whole(ask, "page", 1, 1, 1_000_000)
    start, end = (number - 1) * PAGE_ROWS, number * PAGE_ROWS
    statements, documents = [], []
    if behind is not None:
        told = getattr(track, behind).behind
        more = len(told) > end
        found = tracking.statements(ask.connection, [said.row for said in told[start:end]])
        statements = list(zip(found, told[start:end], strict=True))
    else:
        chosen = Filters(source=name, limit=PAGE_ROWS + 1, offset=start)
        documents = list(queries.documents(ask.connection, ask.at, chosen))
        more = len(documents) > PAGE_ROWS
    return render(
        ask,
        "source.html",
        name,
        row=row,
        track=track,
        counts=COUNTS,
        behind=behind,
        statements=statements,
        documents=documents[:PAGE_ROWS],
        number=number,
        more=more,
    )


def tracked(ask: Ask, name: str | None = None) -> dict[str, Track]:
    """The track records as of the moment asked for; with a name, all that is needed for that source's."""
    events, figures = (tracking.told(ask.connection, ask.at, kind, name) for kind in ("event", "figure"))
    return tracks(events, figures, tracking.disputed_figures(ask.connection, ask.at), ask.at)


def rows(ask: Ask) -> list[Row]:
    """The sources as the API lists them, each with its track record and the statements behind each count."""
    found = tracked(ask)
    heard = queries.sources(ask.connection, ask.at)
    return [{**row, "track": track_json(found.get(row["name"], Track()))} for row in heard]
