"""What is kept of documents to find copies, and which sentences go back to which, as the views keep it.

All functions run inside `Record.writing()`. A position is a document's place in the order
in which documents became known.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any


def put(connection: sqlite3.Connection, seq: int, position: str, source: str, body: str, keys: Iterable[int]) -> None:
    connection.execute("INSERT INTO sketches VALUES (?, ?, ?, 1, ?)", (seq, position, source, body))
    connection.executemany("INSERT INTO sketch_keys VALUES (?, ?)", [(key, seq) for key in sorted(keys)])


def get(connection: sqlite3.Connection, seq: int) -> sqlite3.Row | None:
    found: sqlite3.Row | None = connection.execute("SELECT * FROM sketches WHERE document = ?", (seq,)).fetchone()
    return found


def last_position(connection: sqlite3.Connection) -> str:
    return connection.execute("SELECT max(position) FROM sketches").fetchone()[0] or ""


def sharing(
    connection: sqlite3.Connection, seq: int, position: str, source: str, at_least: int, most: int
) -> list[int]:
    """The earlier documents of other sources that share keys, those with most first; no copies as a whole."""
    query = (
        "SELECT other.document, count(*) AS shared FROM sketch_keys AS own "
        "JOIN sketch_keys AS other ON other.key = own.key "
        "JOIN sketches ON sketches.document = other.document "
        "WHERE own.document = ? AND is_own = 1 AND position < ? AND source != ? "
        "GROUP BY other.document HAVING shared >= ? ORDER BY shared DESC, position LIMIT ?"
    )
    return [row[0] for row in connection.execute(query, (seq, position, source, at_least, most))]


def later_sharing(connection: sqlite3.Connection, seq: int, position: str, at_least: int) -> list[tuple[str, int]]:
    """Position and entry of the later documents that share keys with a document."""
    query = (
        "SELECT position, other.document, count(*) AS shared FROM sketch_keys AS own "
        "JOIN sketch_keys AS other ON other.key = own.key "
        "JOIN sketches ON sketches.document = other.document "
        "WHERE own.document = ? AND position > ? GROUP BY other.document HAVING shared >= ?"
    )
    return [(row[0], row[1]) for row in connection.execute(query, (seq, position, at_least))]


def links(connection: sqlite3.Connection, seq: int) -> list[tuple[Any, ...]]:
    """The copied sentences of a document, as rows of `copies`, in text order."""
    query = 'SELECT * FROM copies WHERE document = ? ORDER BY "start"'
    return [tuple(row) for row in connection.execute(query, (seq,))]


def put_links(connection: sqlite3.Connection, seq: int, rows: Sequence[tuple[Any, ...]], is_own: bool) -> None:
    """Let these be the copied sentences of a document."""
    connection.execute("DELETE FROM copies WHERE document = ?", (seq,))
    connection.executemany("INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("UPDATE sketches SET is_own = ? WHERE document = ?", (int(is_own), seq))


def root_of(connection: sqlite3.Connection, seq: int, start: int, end: int) -> int:
    """The document that a sentence goes back to: its own, where it was copied from nowhere."""
    query = 'SELECT root FROM copies WHERE document = ? AND "start" < ? AND "end" > ? ORDER BY "start" LIMIT 1'
    row = connection.execute(query, (seq, end, start)).fetchone()
    return seq if row is None else row[0]


def links_of(connection: sqlite3.Connection, seq: int) -> list[sqlite3.Row]:
    """A document's copied sentences in text order, each with the source that told it first."""
    query = (
        'SELECT "start", "end", original, earlier_start, earlier_end, sketches.source AS told_by FROM copies '
        'JOIN sketches ON sketches.document = root WHERE copies.document = ? ORDER BY "start"'
    )
    return connection.execute(query, (seq,)).fetchall()


def in_order(connection: sqlite3.Connection, documents: Iterable[int]) -> list[int]:
    """Documents in the order in which they became known."""
    found = [(row["position"], seq) for seq in documents if (row := get(connection, seq)) is not None]
    return [seq for _, seq in sorted(found)]


def origin_there(connection: sqlite3.Connection, link: sqlite3.Row, told: sqlite3.Row) -> str | None:
    """Who the sentence that was copied gives for what a statement tells; None where nothing was read there."""
    query = (
        'SELECT origin FROM statements WHERE document = ? AND "start" < ? AND "end" > ? AND kind = ? AND type IS ? '
        "AND measure IS ? AND low IS ? AND origin IS NOT NULL ORDER BY mode IS NOT ?, row LIMIT 1"
    )
    where = (link["original"], link["earlier_end"], link["earlier_start"])
    what = (told["kind"], told["type"], told["measure"], told["low"], told["mode"])
    row = connection.execute(query, (*where, *what)).fetchone()
    origin: str | None = row["origin"] if row is not None else None
    return origin
