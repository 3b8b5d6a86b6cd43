"""What reviewers moved and put right, as the views keep it. All functions run inside `Record.writing()`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any


def events_of(connection: sqlite3.Connection, rows: Iterable[int]) -> dict[int, str]:
    """Which event each of these statements joined."""
    found = {}
    for row in rows:
        kept = connection.execute("SELECT event FROM statements WHERE row = ?", (row,)).fetchone()
        if kept is not None and kept["event"] is not None:
            found[row] = kept["event"]
    return found


def figures_of(connection: sqlite3.Connection, rows: Iterable[int]) -> set[str]:
    """The figures that these statements joined."""
    query = "SELECT figure FROM statements WHERE row = ? AND figure IS NOT NULL"
    return {found[0] for row in rows for found in connection.execute(query, (row,))}


def joined(connection: sqlite3.Connection, events: Iterable[str]) -> list[tuple[str, int, str]]:
    """Event, row and moment of all statements that joined these events."""
    query = "SELECT event, row, known_at FROM statements WHERE event = ? ORDER BY position"
    return [(row[0], row[1], row[2]) for event in sorted(events) for row in connection.execute(query, (event,))]


def all_moves(connection: sqlite3.Connection) -> set[tuple[str, int, str, str]]:
    """Event, row and interval of every statement that a reviewer moved."""
    return {tuple(row) for row in connection.execute("SELECT event, statement, known_at, believed_to FROM moves")}


def put_moves(connection: sqlite3.Connection, moves: Iterable[tuple[str, int, str, str]]) -> None:
    """Let these be all that reviewers moved."""
    connection.execute("DELETE FROM moves")
    connection.executemany("INSERT INTO moves VALUES (?, ?, ?, ?)", sorted(moves))


def versions(connection: sqlite3.Connection, document: int, statement: str) -> list[dict[str, Any]]:
    """The rows of one statement: as it was read, then as reviewers put it right, in the order of time."""
    query = "SELECT * FROM statements WHERE document = ? AND id = ? ORDER BY version"
    return [dict(row) for row in connection.execute(query, (document, statement))]


def interval(connection: sqlite3.Connection, document: int) -> tuple[str, str]:
    """From when to when a document holds."""
    row = connection.execute("SELECT known_at, believed_to FROM documents WHERE seq = ?", (document,)).fetchone()
    return row[0], row[1]


def put_interval(connection: sqlite3.Connection, row: int, known_at: str, believed_to: str) -> None:
    query = "UPDATE statements SET known_at = ?, believed_to = ? WHERE row = ?"
    connection.execute(query, (known_at, believed_to, row))


def statements(connection: sqlite3.Connection, rows: Sequence[int]) -> set[tuple[int, str]]:
    """Document and id of the statements in these rows."""
    query = "SELECT document, id FROM statements WHERE row = ?"
    return {(found[0], found[1]) for row in rows for found in connection.execute(query, (row,))}


def holds_reviews(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM reviews LIMIT 1").fetchone() is not None
