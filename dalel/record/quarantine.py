"""Sealed reports that wait for a decision: the two tables that hold them, beside the log and not part of it.

What is taken out must leave no byte in the file, so whatever deletes here notes that the file is to be cleaned
(`cleaning`), in the same transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import rfc8785

_ROWS = (
    "SELECT id, received, body, document, (SELECT count(*) FROM quarantine_photos WHERE report = id) AS photos "
    "FROM quarantine"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A report in quarantine. `received` is the hour in which it was opened.

    `body` is what it says, as it was put; None where it was accepted, and became the document with the id `document`.
    """

    id: str
    received: str
    body: Mapping[str, str] | None
    document: str | None
    photos: int


def holds(connection: sqlite3.Connection, digest: str) -> bool:
    """Whether a report with this digest is in quarantine, accepted or not."""
    return connection.execute("SELECT 1 FROM quarantine WHERE digest = ?", (digest,)).fetchone() is not None


def put(
    connection: sqlite3.Connection,
    id_: str,
    received: str,
    digest: str,
    body: Mapping[str, str],
    photos: Iterable[tuple[int, int, bytes]],
) -> None:
    """Keep a report, with each photo's width, height and JPEG. Only inside `writing`."""
    said = rfc8785.dumps(dict(body)).decode()
    connection.execute("INSERT INTO quarantine VALUES (?, ?, ?, ?, NULL)", (id_, received, digest, said))
    rows = [(id_, number, *photo) for number, photo in enumerate(photos, start=1)]
    connection.executemany("INSERT INTO quarantine_photos VALUES (?, ?, ?, ?, ?)", rows)


def listed(connection: sqlite3.Connection) -> list[Kept]:
    """All reports, those that came first first, as far as their hours tell."""
    return [_kept(row) for row in connection.execute(f"{_ROWS} ORDER BY received, id")]


def find(connection: sqlite3.Connection, beginning: str) -> list[Kept]:
    """The reports whose ids begin so."""
    query = f"{_ROWS} WHERE substr(id, 1, length(?1)) = ?1"
    return [_kept(row) for row in connection.execute(query, (beginning,))]


def photo(connection: sqlite3.Connection, id_: str, number: int) -> bytes | None:
    """A photo of a report, None where it has no such one."""
    query = "SELECT jpeg FROM quarantine_photos WHERE report = ? AND number = ?"
    row = connection.execute(query, (id_, number)).fetchone()
    return None if row is None else bytes(row["jpeg"])


def accept(connection: sqlite3.Connection, id_: str, document: str, at: str) -> None:
    """Note what a report became, and delete its own words. Only inside `writing`."""
    connection.execute("UPDATE quarantine SET body = NULL, document = ? WHERE id = ?", (document, id_))
    _leave_no_byte(connection, at)


def delete(connection: sqlite3.Connection, ids: Iterable[str], at: str) -> None:
    """Delete reports with their photos. Only inside `writing`."""
    rows = [(id_,) for id_ in ids]
    connection.executemany("DELETE FROM quarantine_photos WHERE report = ?", rows)
    connection.executemany("DELETE FROM quarantine WHERE id = ?", rows)
    _leave_no_byte(connection, at)


def _leave_no_byte(connection: sqlite3.Connection, at: str) -> None:
    connection.execute("INSERT INTO leftovers VALUES (?)", (at,))


def _kept(row: sqlite3.Row) -> Kept:
    body = None if row["body"] is None else json.loads(row["body"])
    return Kept(row["id"], row["received"], body, row["document"], row["photos"])
