"""The views of sources: who was heard, how much, and when last."""

from __future__ import annotations

from starlette.responses import Response

from dalel.publish.web.asking import Ask, Refused, filters, whole
from dalel.publish.web.page import render
from dalel.record import queries
from dalel.record.queries import Filters

PAGE_ROWS = 60


def sources(ask: Ask) -> Response:
    """Every source heard by then."""
    filters(ask, frozenset())
    return render(ask, "sources.html", "Sources", rows=queries.sources(ask.connection, ask.at))


def source(ask: Ask, name: str) -> Response:
    """One source and its documents."""
    filters(ask, frozenset(), frozenset({"page"}))
    row = next((one for one in queries.sources(ask.connection, ask.at) if one["name"] == name), None)
    if row is None:
        raise Refused(404, f"No source “{name[:80]}” was heard by then.")
    number = whole(ask, "page", 1, 1, 1_000_000)
    chosen = Filters(source=name, limit=PAGE_ROWS + 1, offset=(number - 1) * PAGE_ROWS)
    found = list(queries.documents(ask.connection, ask.at, chosen))
    return render(
        ask, "source.html", name, row=row, documents=found[:PAGE_ROWS], number=number, more=len(found) > PAGE_ROWS
    )
