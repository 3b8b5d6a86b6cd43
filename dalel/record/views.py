"""The views: rows derived from the log, kept so that every question is one query.

All functions run inside `Record.writing()`. What they are told to write depends only on the log and
the version of Dalel, so that `dalel rebuild` gives the same rows again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dalel.model import Document, Source
from dalel.record.moments import FOREVER, utc


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as kept: when it became known, and until when it held."""

    seq: int
    known_at: str
    believed_to: str
    revision: int


def put_source(connection: sqlite3.Connection, source: Source) -> None:
    """Show a source, or its new description."""
    connection.execute(
        "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, "
        "country = excluded.country, languages = excluded.languages, affiliation = excluded.affiliation, "
        "url = excluded.url",
        (
            source.name,
            str(source.kind),
            source.country,
            json.dumps(source.languages, ensure_ascii=False),
            source.affiliation,
            source.url,
        ),
    )


def put_document(connection: sqlite3.Connection, seq: int, id_: str, document: Document, sha256: str) -> Kept:
    """Show a document, and let it end the belief in the earlier versions of its URL."""
    connection.execute(
        "INSERT INTO sources VALUES (?, 'unknown', NULL, '[]', NULL, NULL) ON CONFLICT DO NOTHING", (document.source,)
    )
    chain = _chain(connection, document)
    known_at = _known_at(document, [row["published_at"] for row in chain if row["updated_at"] is None])
    published = document.published_at
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
        (
            seq,
            id_,
            document.source,
            document.url,
            document.title,
            document.author,
            sha256,
            document.language,
            None if published is None else utc(published),
            None if document.updated_at is None else utc(document.updated_at),
            utc(document.received_at),
            known_at,
            FOREVER,
            None if published is None else published.strftime("%z"),
        ),
    )
    connection.execute("INSERT INTO documents_text (rowid, text) VALUES (?, ?)", (seq, document.text))
    if chain:
        _chain_revisions(connection, document)
    row = connection.execute("SELECT known_at, believed_to, revision FROM documents WHERE seq = ?", (seq,)).fetchone()
    return Kept(seq, row["known_at"], row["believed_to"], row["revision"])


def _chain(connection: sqlite3.Connection, document: Document) -> list[sqlite3.Row]:
    if document.url is None:
        return []
    query = (
        "SELECT seq, known_at, believed_to, revision, published_at, updated_at FROM documents "
        "WHERE source = ? AND url = ? ORDER BY known_at, seq"
    )
    return connection.execute(query, (document.source, document.url)).fetchall()


def _known_at(document: Document, earlier: Sequence[str | None]) -> str:
    """When a reader could have known it: once published, but no later than it was received.

    `earlier` are the publication times of the versions kept that have no time of their own. Where
    this one has none either and repeats one of them, it became known when it was received: nobody
    can say earlier.
    """
    received = utc(document.received_at)
    if document.updated_at is not None:
        return min(utc(document.updated_at), received)
    if document.published_at is None or utc(document.published_at) in earlier:
        return received
    return min(utc(document.published_at), received)


def _chain_revisions(connection: sqlite3.Connection, document: Document) -> None:
    chain = _chain(connection, document)
    for index, row in enumerate(chain):
        believed_to = chain[index + 1]["known_at"] if index + 1 < len(chain) else FOREVER
        if (row["believed_to"], row["revision"]) != (believed_to, index + 1):
            connection.execute(
                "UPDATE documents SET believed_to = ?, revision = ? WHERE seq = ?", (believed_to, index + 1, row["seq"])
            )
            connection.execute("UPDATE statements SET believed_to = ? WHERE document = ?", (believed_to, row["seq"]))


def superseded(connection: sqlite3.Connection, document: Document) -> list[int]:
    """The documents at the same URL, this one among them."""
    return [row["seq"] for row in _chain(connection, document)]


def put_statement(connection: sqlite3.Connection, row: Mapping[str, Any]) -> int:
    """Show a statement; keys are the columns of the view. Returns its row number."""
    columns = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join("?" * len(row))
    # The columns come from the code, the values are bound.
    cursor = connection.execute(f"INSERT INTO statements ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
    number = cursor.lastrowid
    if number is None:
        raise sqlite3.DatabaseError("a statement got no row number")
    connection.execute("INSERT INTO statements_text (rowid, quote) VALUES (?, ?)", (number, row["quote"]))
    return number


def put_states(connection: sqlite3.Connection, view: str, id_: str, states: Iterable[Mapping[str, Any]]) -> None:
    """Replace the history of an event or a figure; `view` is "events" or "figures"."""
    if view not in ("events", "figures"):
        raise ValueError(f"no such view: {view}")
    column = view[:-1]
    connection.execute(f"DELETE FROM {view} WHERE {column} = ?", (id_,))  # noqa: S608
    for state in states:
        columns, marks = ", ".join(state), ", ".join("?" * len(state))
        connection.execute(f"INSERT INTO {view} ({columns}) VALUES ({marks})", tuple(state.values()))  # noqa: S608


def move_statement(connection: sqlite3.Connection, row: int, event: str | None, figure: str | None) -> None:
    """Let a statement speak of another event or figure."""
    connection.execute("UPDATE statements SET event = ?, figure = ? WHERE row = ?", (event, figure, row))


def statements_of_document(connection: sqlite3.Connection, seq: int) -> list[sqlite3.Row]:
    return connection.execute("SELECT * FROM statements WHERE document = ? ORDER BY row", (seq,)).fetchall()


def statements_of_event(connection: sqlite3.Connection, event: str) -> list[sqlite3.Row]:
    """All statements of an event, in the order in which they became known."""
    return connection.execute(
        "SELECT * FROM statements WHERE event = ? ORDER BY known_at, source, id", (event,)
    ).fetchall()


def statements_of_figure(connection: sqlite3.Connection, figure: str) -> list[sqlite3.Row]:
    """All statements of a figure, in the order in which they became known."""
    return connection.execute(
        "SELECT * FROM statements WHERE figure = ? ORDER BY known_at, source, id", (figure,)
    ).fetchall()


def statements_of_block(connection: sqlite3.Connection, block: str, first: str, last: str) -> list[sqlite3.Row]:
    """The statements of a block whose day lies between two ISO days, both included; months and years are left out."""
    query = "SELECT * FROM statements WHERE block = ? AND day BETWEEN ? AND ? AND day = ended ORDER BY row"
    return connection.execute(query, (block, first, last)).fetchall()


def statements_of_quantity(
    connection: sqlite3.Connection, measure: str, low: float | None, since: str, until: str
) -> list[sqlite3.Row]:
    """The statements of one measure with the same lower bound that became known between two moments."""
    query = (
        "SELECT * FROM statements WHERE measure = ? AND low IS ? AND known_at BETWEEN ? AND ? "
        "AND figure IS NOT NULL ORDER BY row"
    )
    return connection.execute(query, (measure, low, since, until)).fetchall()
