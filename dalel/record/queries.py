"""Questions to the record. Each answer is what a reader could have known as of a moment.

`at` is UTC text as the record keeps it (see `moments`); rows come back as plain dictionaries, with
the names of the views' columns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dalel.record.search import match_query

Row = dict[str, Any]

HOLDS = "known_at <= :at AND believed_to > :at"

# The order in which standings are listed: what needs eyes first.
STANDINGS = ("contested", "withdrawn", "denied", "open question", "corroborated", "single-origin")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list. Every field narrows; None does not. Days are ISO dates, both included."""

    kind: str | None = None
    type: str | None = None
    place: str | None = None
    country: str | None = None
    source: str | None = None
    voice: str | None = None
    standing: str | None = None
    measure: str | None = None
    language: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None
    limit: int | None = None
    offset: int = 0


_CONDITIONS = {
    "kind": "kind = :kind",
    "type": "type = :type",
    "place": "(place = :place OR casefold(place_name) = casefold(:place))",
    "country": "country = upper(:country)",
    "source": "casefold(source) = casefold(:source)",
    "voice": "casefold(voice) = casefold(:voice)",
    "standing": "standing = :standing",
    "measure": "measure = :measure",
    "language": "language = :language",
    "since": "ended >= :since",
    "until": "began <= :until",
}


def _where(filters: Filters, allowed: frozenset[str]) -> str:
    """The SQL for the filters that a listing knows; others would be ignored, so they are refused."""
    conditions = [HOLDS]
    for name, condition in _CONDITIONS.items():
        if getattr(filters, name) is not None:
            if name not in allowed:
                raise ValueError(f"this listing has no filter {name!r}")
            conditions.append(condition)
    return " AND ".join(conditions)


def _rows(connection: sqlite3.Connection, query: str, at: str, filters: Filters) -> Iterator[Row]:
    values = {name: getattr(filters, name) for name in _CONDITIONS}
    page = {"limit": -1 if filters.limit is None else filters.limit, "offset": filters.offset}
    text = match_query(filters.text) if filters.text else None
    for row in connection.execute(query, {**values, **page, "at": at, "text": text}):
        yield dict(row)


EVENT_FILTERS = frozenset({"type", "place", "country", "standing", "since", "until"})
FIGURE_FILTERS = frozenset({"measure", "place", "country", "standing", "since", "until"})
STATEMENT_FILTERS = frozenset({"kind", "type", "place", "country", "source", "voice", "measure", "since", "until"})
DOCUMENT_FILTERS = frozenset({"source", "language"})


def events(connection: sqlite3.Connection, at: str, filters: Filters = Filters()) -> Iterator[Row]:
    """Events as they stood, by day, the latest known last within a day."""
    narrowed = ""
    if filters.text:
        narrowed = (
            " AND event IN (SELECT event FROM statements WHERE row IN "
            "(SELECT rowid FROM statements_text WHERE statements_text MATCH :text))"
        )
    query = (
        f"SELECT * FROM events WHERE {_where(filters, EVENT_FILTERS)}{narrowed} "  # noqa: S608
        "ORDER BY began IS NULL, began, first_known, event LIMIT :limit OFFSET :offset"
    )
    return _rows(connection, query, at, filters)


def latest_events(connection: sqlite3.Connection, at: str, limit: int, standing: str | None = None) -> list[Row]:
    """The events that happened last by then, the latest first; those without a day come after all others."""
    only = "" if standing is None else "AND standing = :standing "
    query = (
        f"SELECT * FROM events WHERE {HOLDS} AND (began IS NULL OR began <= :at) {only}"  # noqa: S608
        "ORDER BY began IS NULL, ended DESC, first_known DESC, event LIMIT :limit"
    )
    return [dict(row) for row in connection.execute(query, {"at": at, "standing": standing, "limit": limit})]


def figures(connection: sqlite3.Connection, at: str, filters: Filters = Filters()) -> Iterator[Row]:
    """Figures as they stood, by measure and day."""
    query = (
        f"SELECT * FROM figures WHERE {_where(filters, FIGURE_FILTERS)} "  # noqa: S608
        "ORDER BY measure, began IS NULL, began, known_at, figure LIMIT :limit OFFSET :offset"
    )
    return _rows(connection, query, at, filters)


def statements(connection: sqlite3.Connection, at: str, filters: Filters = Filters()) -> Iterator[Row]:
    """Statements that held, in the order in which they became known."""
    narrowed = ""
    if filters.text:
        narrowed = " AND row IN (SELECT rowid FROM statements_text WHERE statements_text MATCH :text)"
    query = (
        f"SELECT * FROM statements WHERE {_where(filters, STATEMENT_FILTERS)}{narrowed} "  # noqa: S608
        "ORDER BY known_at, document, start, row LIMIT :limit OFFSET :offset"
    )
    return _rows(connection, query, at, filters)


def event(connection: sqlite3.Connection, at: str, id_: str) -> Row | None:
    """One event as it stood, None where nobody had spoken of it by then."""
    query = f"SELECT * FROM events WHERE event = :id AND {HOLDS}"  # noqa: S608
    row = connection.execute(query, {"at": at, "id": id_}).fetchone()
    return dict(row) if row else None


def figure(connection: sqlite3.Connection, at: str, id_: str) -> Row | None:
    """One figure as it stood, None where nobody had spoken of it by then."""
    query = f"SELECT * FROM figures WHERE figure = :id AND {HOLDS}"  # noqa: S608
    row = connection.execute(query, {"at": at, "id": id_}).fetchone()
    return dict(row) if row else None


def history(connection: sqlite3.Connection, view: str, id_: str) -> list[Row]:
    """Every state of an event or a figure, oldest first; `view` is "events" or "figures"."""
    if view not in ("events", "figures"):
        raise ValueError(f"no such view: {view}")
    query = f"SELECT * FROM {view} WHERE {view[:-1]} = ? ORDER BY known_at"  # noqa: S608
    return [dict(row) for row in connection.execute(query, (id_,))]


def statements_about(connection: sqlite3.Connection, at: str, column: str, id_: str) -> list[Row]:
    """The statements of an event or a figure that were known, revised ones included (`believed_to` tells)."""
    if column not in ("event", "figure"):
        raise ValueError(f"no such column: {column}")
    also = " OR row IN (SELECT statement FROM denials WHERE figure = :id)" if column == "figure" else ""
    query = f"SELECT * FROM statements WHERE ({column} = :id{also}) AND known_at <= :at ORDER BY known_at, row"  # noqa: S608
    return [dict(row) for row in connection.execute(query, {"id": id_, "at": at})]


def documents(connection: sqlite3.Connection, at: str, filters: Filters = Filters()) -> Iterator[Row]:
    """Documents that held, the latest first, each with its number of statements."""
    narrowed = ""
    if filters.text:
        narrowed = " AND seq IN (SELECT rowid FROM documents_text WHERE documents_text MATCH :text)"
    query = (
        "SELECT documents.*, (SELECT count(*) FROM statements WHERE document = seq) AS statements "  # noqa: S608
        f"FROM documents WHERE {_where(filters, DOCUMENT_FILTERS)}{narrowed} "
        "ORDER BY known_at DESC, seq DESC LIMIT :limit OFFSET :offset"
    )
    return _rows(connection, query, at, filters)


def document(connection: sqlite3.Connection, seq: int) -> Row | None:
    row = connection.execute("SELECT * FROM documents WHERE seq = ?", (seq,)).fetchone()
    return dict(row) if row else None


def revisions(connection: sqlite3.Connection, at: str, source: str, url: str) -> list[Row]:
    """All known versions of one page, oldest first."""
    query = "SELECT * FROM documents WHERE source = ? AND url = ? AND known_at <= ? ORDER BY revision"
    return [dict(row) for row in connection.execute(query, (source, url, at))]


def statements_in(connection: sqlite3.Connection, seq: int) -> list[Row]:
    """The statements of one document in text order."""
    query = 'SELECT * FROM statements WHERE document = ? ORDER BY "start", "end", row'
    return [dict(row) for row in connection.execute(query, (seq,))]


def sources(connection: sqlite3.Connection, at: str) -> list[Row]:
    """Every source heard by then: its documents, statements, first and last words."""
    query = (
        "SELECT sources.*, count(DISTINCT documents.seq) AS documents, min(documents.known_at) AS first_known, "
        "max(documents.known_at) AS last_known, "
        "(SELECT count(*) FROM statements WHERE statements.source = sources.name AND statements.known_at <= :at) "
        "AS statements FROM sources JOIN documents ON documents.source = sources.name AND documents.known_at <= :at "
        "GROUP BY sources.name ORDER BY sources.name"
    )
    return [{**dict(row), "languages": json.loads(row["languages"])} for row in connection.execute(query, {"at": at})]


def labels(connection: sqlite3.Connection, at: str) -> list[Row]:
    """Every label that held: who used which word for whom, on what day (of the moment it became known)."""
    query = (
        'SELECT statements.row, document, quote, term, lemma, "group", voice, role, statements.source, affiliation, '
        "known_at, substr(known_at, 1, 10) AS day FROM statements JOIN sources ON sources.name = statements.source "
        "WHERE statements.kind = 'label' AND known_at <= :at AND believed_to > :at ORDER BY known_at, statements.row"
    )
    return [dict(row) for row in connection.execute(query, {"at": at})]


def density(connection: sqlite3.Connection) -> list[Row]:
    """How many documents became known on each day."""
    query = "SELECT substr(known_at, 1, 10) AS day, count(*) AS documents FROM documents GROUP BY 1 ORDER BY 1"
    return [dict(row) for row in connection.execute(query)]


def counts(connection: sqlite3.Connection, at: str) -> Row:
    """How much the record held: documents, those revised since, statements, sources, events by standing."""
    holding = {"at": at}
    documents_held = f"SELECT count(*) FROM documents WHERE {HOLDS}"  # noqa: S608
    statements_held = f"SELECT count(*) FROM statements WHERE {HOLDS}"  # noqa: S608
    standings = f"SELECT standing, count(*) FROM events WHERE {HOLDS} GROUP BY standing"  # noqa: S608
    spoke = "SELECT count(DISTINCT source) FROM documents WHERE known_at <= :at"
    revised = "SELECT count(*) FROM documents WHERE known_at <= :at AND believed_to <= :at"
    return {
        "revised": connection.execute(revised, holding).fetchone()[0],
        "documents": connection.execute(documents_held, holding).fetchone()[0],
        "statements": connection.execute(statements_held, holding).fetchone()[0],
        "sources": connection.execute(spoke, holding).fetchone()[0],
        "events": dict(tuple(row) for row in connection.execute(standings, holding)),
    }


def span_of_time(connection: sqlite3.Connection) -> tuple[str, str] | None:
    """When the first and the last document became known, None for an empty record."""
    row = connection.execute("SELECT min(known_at), max(known_at) FROM documents").fetchone()
    return (row[0], row[1]) if row[0] is not None else None
