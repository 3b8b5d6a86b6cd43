"""The same answers as JSON. Listings have `items` and `next`, the address of the following page or null."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from starlette.responses import JSONResponse, Response

from dalel.contract import listed
from dalel.publish.web.asking import MOST_ROWS, Ask, Refused, filters, whole
from dalel.publish.web.sources import rows as source_rows
from dalel.record import queries
from dalel.record.queries import Filters

Row = dict[str, Any]

DEFAULT_ROWS = 100


def index(ask: Ask) -> Response:
    """What can be asked."""
    listings = {
        "/api/events": queries.EVENT_FILTERS | {"text"},
        "/api/figures": queries.FIGURE_FILTERS,
        "/api/statements": queries.STATEMENT_FILTERS | {"text"},
        "/api/documents": queries.DOCUMENT_FILTERS | {"text"},
        "/api/sources": frozenset[str](),
        "/api/questions": frozenset(("asks", "state", "since", "until")),
        "/api/promises": frozenset(("kind", "state", "since", "until")),
    }
    return JSONResponse(
        {
            "listings": {path: sorted(names | {"as_of", "limit", "offset"}) for path, names in listings.items()},
            "single": ["/api/events/{id}", "/api/figures/{id}", "/api/documents/{seq}"],
            "as_of": "ISO 8601; without a zone it is UTC; a bare date is the end of that day; without it, now",
        }
    )


def events(ask: Ask) -> Response:
    return _listing(ask, queries.events, filters(ask, queries.EVENT_FILTERS | {"text"}))


def figures(ask: Ask) -> Response:
    return _listing(ask, queries.figures, filters(ask, queries.FIGURE_FILTERS))


def statements(ask: Ask) -> Response:
    return _listing(ask, queries.statements, filters(ask, queries.STATEMENT_FILTERS | {"text"}))


def documents(ask: Ask) -> Response:
    return _listing(ask, queries.documents, filters(ask, queries.DOCUMENT_FILTERS | {"text"}))


def sources(ask: Ask) -> Response:
    chosen = filters(ask, frozenset())
    return _listing(ask, lambda _connection, _at, page: iter(_cut(source_rows(ask), page)), chosen)


def _cut(rows: list[Row], page: Filters) -> list[Row]:
    return rows[page.offset : page.offset + (page.limit or len(rows))]


def event(ask: Ask, id: str) -> Response:
    return _single(ask, "event", id)


def figure(ask: Ask, id: str) -> Response:
    return _single(ask, "figure", id)


def document(ask: Ask, seq: int) -> Response:
    row = queries.document(ask.connection, seq)
    if row is None or row["known_at"] > ask.at:
        raise Refused(404, f"The record held no document {seq} as of {ask.at}.")
    said = [listed(statement) for statement in queries.statements_in(ask.connection, ask.at, seq)]
    return JSONResponse({"document": {**row, "text": ask.record.text(row["sha256"])}, "statements": said})


def _single(ask: Ask, view: str, id_: str) -> Response:
    row = (queries.event if view == "event" else queries.figure)(ask.connection, ask.at, id_)
    if row is None:
        raise Refused(404, f"The record held no {view} {id_[:40]} as of {ask.at}.")
    past = [state for state in queries.history(ask.connection, f"{view}s", id_) if state["known_at"] <= ask.at]
    said = [listed(statement) for statement in queries.statements_about(ask.connection, ask.at, view, id_)]
    return JSONResponse({view: row, "history": past, "statements": said})


def _listing(ask: Ask, query: Callable[..., Iterator[Row]], chosen: Filters) -> Response:
    limit = whole(ask, "limit", DEFAULT_ROWS, 1, MOST_ROWS)
    offset = whole(ask, "offset", 0, 0, 999_999_999)
    rows = list(query(ask.connection, ask.at, replace(chosen, limit=limit + 1, offset=offset)))
    # The next page is of the same moment, whatever is added in between.
    following = ask.here(as_of=ask.at, limit=limit, offset=offset + limit) if len(rows) > limit else None
    return JSONResponse({"as_of": ask.at, "items": [listed(row) for row in rows[:limit]], "next": following})
