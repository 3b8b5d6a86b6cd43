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

# The event to which a reviewer had moved a statement by then.
MOVED = (
    "(SELECT moves.event FROM moves WHERE moves.statement = row "
    "AND moves.known_at <= :at AND moves.believed_to > :at) AS moved"
)

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
    "source": "source IN (SELECT name FROM sources WHERE casefold(name) = casefold(:source))",
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
            # What is asked for is mostly of the last days: their end finds it among all, their beginning does not.
            is_bounded = name == "until" and filters.since is not None
            conditions.append(f"+{condition}" if is_bounded else condition)
    return " AND ".join(conditions)


def _rows(connection: sqlite3.Connection, query: str, at: str, filters: Filters) -> Iterator[Row]:
    values = {name: getattr(filters, name) for name in _CONDITIONS}
    page = {"limit": -1 if filters.limit is None else filters.limit, "offset": filters.offset}
    text = match_query(filters.text) if filters.text else None
    for row in connection.execute(query, {**values, **page, "at": at, "text": text}):
        yield dict(row)


def _where_moved(row: Row) -> Row:
    """A statement with the event that it was taken to speak of."""
    moved = row.pop("moved")
    return row if moved is None else {**row, "event": moved}


EVENT_FILTERS = frozenset({"type", "place", "country", "standing", "since", "until"})
FIGURE_FILTERS = frozenset({"measure", "place", "country", "standing", "since", "until"})
STATEMENT_FILTERS = frozenset({"kind", "type", "place", "country", "source", "voice", "measure", "since", "until"})
DOCUMENT_FILTERS = frozenset({"source", "language"})


def events(connection: sqlite3.Connection, at: str, filters: Filters = Filters()) -> Iterator[Row]:
    """Events as they stood, by day, the latest known last within a day."""
    narrowed = ""
    if filters.text:
        narrowed = (
            " AND event IN (SELECT members.event FROM event_members AS members WHERE members.statement IN "
            "(SELECT rowid FROM statements_text WHERE statements_text MATCH :text) "
            "AND members.known_at <= :at AND members.believed_to > :at)"
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
        f"SELECT statements.*, {MOVED} FROM statements WHERE {_where(filters, STATEMENT_FILTERS)}{narrowed} "  # noqa: S608
        "ORDER BY known_at, document, start, row LIMIT :limit OFFSET :offset"
    )
    return map(_where_moved, _rows(connection, query, at, filters))


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


def neighbours(connection: sqlite3.Connection, at: str, event: Row, most: int) -> list[Row]:
    """The events of one type and country that overlap an event in time, or lie a day before or after it."""
    if event["began"] is None or event["country"] is None:
        return []
    query = (
        f"SELECT * FROM events WHERE type = :type AND country = :country AND {HOLDS} "  # noqa: S608
        "AND began <= date(:ended, '+1 day') AND ended >= date(:began, '-1 day') ORDER BY began, event LIMIT :most"
    )
    asked = {name: event[name] for name in ("type", "country", "began", "ended")}
    return [dict(row) for row in connection.execute(query, {**asked, "at": at, "most": most})]


# Sentences of one document that go back to another, told in one row: how many, in what way, and the other document.
_COPIED = (
    "SELECT documents.*, group_concat(DISTINCT copies.kind) AS kinds, count(*) AS sentences FROM copies "
    "JOIN documents ON documents.seq = {other} JOIN documents AS own ON own.seq = copies.document "
    "WHERE {one} = :seq AND own.known_at <= :at AND documents.known_at <= :at GROUP BY documents.seq "
    "ORDER BY documents.known_at, documents.seq LIMIT :most"
)


def copied_from(connection: sqlite3.Connection, at: str, seq: int) -> list[Row]:
    """The documents to which sentences of a document go back, the first known first."""
    query = _COPIED.format(one="copies.document", other="copies.root")
    return [dict(row) for row in connection.execute(query, {"seq": seq, "at": at, "most": -1})]


def copied_by(connection: sqlite3.Connection, at: str, seq: int, most: int) -> list[Row]:
    """The documents whose sentences go back to a document, the first known first."""
    query = _COPIED.format(one="copies.root", other="copies.document")
    return [dict(row) for row in connection.execute(query, {"seq": seq, "at": at, "most": most})]


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
    query = (
        f"SELECT statements.*, {MOVED} FROM statements WHERE row IN "  # noqa: S608
        f"(SELECT statement FROM {column}_members AS members WHERE members.{column} = :id "
        "AND members.known_at <= :at AND members.believed_to > :at) AND known_at <= :at ORDER BY known_at, row"
    )
    return [_where_moved(dict(row)) for row in connection.execute(query, {"id": id_, "at": at})]


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


def statements_in(connection: sqlite3.Connection, at: str, seq: int) -> list[Row]:
    """The statements of one document in text order, each as it was understood by then."""
    query = f'SELECT statements.*, {MOVED} FROM statements WHERE document = :seq ORDER BY "start", "end", row'  # noqa: S608
    rows = [_where_moved(dict(row)) for row in connection.execute(query, {"seq": seq, "at": at})]
    latest: dict[str, Row] = {}
    for row in rows:  # a reviewer's correction stands in place of what was read, from its moment on
        kept = latest.get(row["id"])
        if kept is None or kept["known_at"] < row["known_at"] <= at:
            latest[row["id"]] = row
    return list(latest.values())


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
