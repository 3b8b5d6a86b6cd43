"""The views: rows derived from the log, kept so that every question is one query.

All functions run inside `Record.writing()`. What they are told to write depends only on the log and
the version of Dalel, so that `dalel rebuild` gives the same rows again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dalel.model import FOREVER, Document, Source
from dalel.record import turns
from dalel.record.moments import utc
from dalel.record.search import searchable

# What weighing needs of a statement: not its body, which is most of it.
WEIGHED = (
    "row, statements.id, source, role, voice, origin, first_told, passage, factuality, quote, type, mode, place, "
    "place_name, place_kind, country, lat, lon, day, day_basis, began, ended, measure, low, high, relation, "
    "population, period, position"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as kept: when it became known, until when it holds, and whose time it changed, from when on."""

    seq: int
    known_at: str
    believed_to: str
    changed: tuple[tuple[int, str], ...]


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


def put_document(
    connection: sqlite3.Connection, seq: int, id_: str, document: Document, sha256: str, credited: str | None
) -> Kept:
    """Show a document, and let it end the belief in the earlier versions of its URL."""
    connection.execute(
        "INSERT INTO sources VALUES (?, 'unknown', NULL, '[]', NULL, NULL) ON CONFLICT DO NOTHING", (document.source,)
    )
    chain = _chain(connection, document)
    known_at = _known_at(document, [row["published_at"] for row in chain if row["updated_at"] is None])
    published = document.published_at
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
        (
            seq,
            id_,
            document.source,
            document.url,
            document.title,
            document.author,
            credited,
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
    connection.execute("INSERT INTO documents_text (rowid, text) VALUES (?, ?)", (seq, searchable(document.text)))
    changed = _chain_revisions(connection, document) if chain else []
    row = connection.execute("SELECT known_at, believed_to FROM documents WHERE seq = ?", (seq,)).fetchone()
    others = tuple((other, since) for other, since in changed if other != seq)
    return Kept(seq, row["known_at"], row["believed_to"], others)


def let_wait(connection: sqlite3.Connection, seq: int, sha256: str) -> None:
    """Note a document of which the text is not here."""
    connection.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?)", (seq, sha256))


def wait_no_more(connection: sqlite3.Connection, seq: int) -> None:
    """The text of a document is here now."""
    connection.execute("DELETE FROM waiting WHERE seq = ?", (seq,))


def waiting_for(connection: sqlite3.Connection, sha256: str) -> list[int]:
    """The documents that wait for a text, by their entries."""
    return [row[0] for row in connection.execute("SELECT seq FROM waiting WHERE sha256 = ? ORDER BY seq", (sha256,))]


def is_any_waited_for(connection: sqlite3.Connection) -> bool:
    """Whether a document still waits for a text that is here."""
    query = "SELECT 1 FROM waiting JOIN texts ON texts.sha256 = waiting.sha256 LIMIT 1"
    return connection.execute(query).fetchone() is not None


def is_emptied_and_waits_for(connection: sqlite3.Connection, sha256: str) -> bool:
    """Whether a document that a redaction emptied waits for a text."""
    query = "SELECT 1 FROM waiting JOIN log ON log.seq = waiting.seq WHERE sha256 = ? AND body IS NULL"
    return connection.execute(query, (sha256,)).fetchone() is not None


def _chain(connection: sqlite3.Connection, document: Document) -> list[sqlite3.Row]:
    if document.url is None:
        return []
    query = (
        "SELECT seq, known_at, believed_to, revision, published_at, updated_at FROM documents "
        "WHERE source = ? AND url = ? ORDER BY known_at, id"
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


def _chain_revisions(connection: sqlite3.Connection, document: Document) -> list[tuple[int, str]]:
    """Number the versions of a URL and let each hold until the next. Returns whose time changed, and from when."""
    changed: list[tuple[int, str]] = []
    chain = _chain(connection, document)
    for index, row in enumerate(chain):
        believed_to = chain[index + 1]["known_at"] if index + 1 < len(chain) else FOREVER
        if (row["believed_to"], row["revision"]) != (believed_to, index + 1):
            connection.execute(
                "UPDATE documents SET believed_to = ?, revision = ? WHERE seq = ?", (believed_to, index + 1, row["seq"])
            )
        if row["believed_to"] != believed_to:
            connection.execute("UPDATE statements SET believed_to = ? WHERE document = ?", (believed_to, row["seq"]))
            changed.append((row["seq"], min(believed_to, row["believed_to"])))
    return changed


def put_statement(connection: sqlite3.Connection, row: Mapping[str, Any]) -> int:
    """Show a statement; keys are the columns of the view. Returns its row number."""
    columns = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join("?" * len(row))
    # The columns come from the code, the values are bound.
    cursor = connection.execute(f"INSERT INTO statements ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
    number = cursor.lastrowid
    if number is None:
        raise sqlite3.DatabaseError("a statement got no row number")
    connection.execute("INSERT INTO statements_text (rowid, quote) VALUES (?, ?)", (number, searchable(row["quote"])))
    return number


def put_states(connection: sqlite3.Connection, view: str, id_: str, states: Sequence[Mapping[str, Any]]) -> None:
    """Make the history of an event or a figure these states; `view` is "events" or "figures".

    Only what differs is written: a newcomer usually changes the last state and adds one.
    """
    if view not in ("events", "figures"):
        raise ValueError(f"no such view: {view}")
    query = f"SELECT * FROM {view} WHERE {view[:-1]} = ? ORDER BY known_at"  # noqa: S608
    kept = [dict(row) for row in connection.execute(query, (id_,))]
    same = 0
    while same < len(kept) and same < len(states) and kept[same] == states[same]:
        same += 1
    for row in kept[same:]:
        connection.execute(f"DELETE FROM {view} WHERE {view[:-1]} = ? AND known_at = ?", (id_, row["known_at"]))  # noqa: S608
    for state in states[same:]:
        columns, marks = ", ".join(state), ", ".join("?" * len(state))
        connection.execute(f"INSERT INTO {view} ({columns}) VALUES ({marks})", tuple(state.values()))  # noqa: S608


def tell_first(connection: sqlite3.Connection, row: int, origin: str, first_told: str) -> None:
    """Let a statement go back to another origin."""
    connection.execute("UPDATE statements SET origin = ?, first_told = ? WHERE row = ?", (origin, first_told, row))


def statements_of_document(connection: sqlite3.Connection, seq: int) -> list[sqlite3.Row]:
    query = (
        'SELECT row, id, kind, "start", "end", source, role, voice, origin, first_told, position, type, mode, measure, '
        "low, event, figure, quote FROM statements WHERE document = ? ORDER BY row"
    )
    return connection.execute(query, (seq,)).fetchall()


def credited_source(connection: sqlite3.Connection, seq: int) -> str | None:
    """The source that a document itself names as the one it is taken from."""
    row = connection.execute("SELECT credited FROM documents WHERE seq = ?", (seq,)).fetchone()
    credited: str | None = row["credited"] if row is not None else None
    return credited


def remove_statement(connection: sqlite3.Connection, row: int, quote: str) -> None:
    """Show a statement no more. Whatever it had joined must have been told before."""
    connection.execute("DELETE FROM denials WHERE statement = ?", (row,))
    connection.execute("DELETE FROM moves WHERE statement = ?", (row,))
    query = "INSERT INTO statements_text (statements_text, rowid, quote) VALUES ('delete', ?, ?)"
    connection.execute(query, (row, searchable(quote)))
    connection.execute("DELETE FROM statements WHERE row = ?", (row,))


def statements_of_event(connection: sqlite3.Connection, event: str) -> list[sqlite3.Row]:
    """All statements of an event, in the order in which they became known to be of it.

    A reviewer may have moved some to it or from it: each holds within its own time and that of its membership.
    """
    query = (
        f"SELECT {WEIGHED}, known_at, believed_to FROM statements WHERE event = :event "  # noqa: S608
        "AND NOT EXISTS (SELECT 1 FROM moves WHERE statement = row) "
        f"UNION ALL SELECT {WEIGHED}, max(statements.known_at, moves.known_at) AS known_at, "
        "min(statements.believed_to, moves.believed_to) AS believed_to FROM moves "
        "JOIN statements ON row = moves.statement WHERE moves.event = :event ORDER BY known_at, position"
    )
    return connection.execute(query, {"event": event}).fetchall()


def statements_of_figure(connection: sqlite3.Connection, figure: str) -> list[sqlite3.Row]:
    """All statements of a figure, in the order in which they became known."""
    query = (
        f"SELECT {WEIGHED}, known_at, believed_to FROM statements WHERE figure = :figure "  # noqa: S608
        "OR row IN (SELECT statement FROM denials WHERE figure = :figure) ORDER BY known_at, position"
    )
    return connection.execute(query, {"figure": figure}).fetchall()


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Where the views show other documents than the log holds, a line each."""
    held = {seq for seq, _ in turns.documents(connection)}
    shown = {row[0] for row in connection.execute("SELECT seq FROM documents UNION SELECT seq FROM waiting")}
    for seq in sorted(held - shown):
        yield f"entry {seq} is in the log, but not shown; run `dalel rebuild`"
    for seq in sorted(shown - held):
        yield f"document {seq} is shown, but not in the log: the log was cut or altered"
