"""Which statements can meet, and which event or figure each has joined, as the views keep it.

All functions run inside `Record.writing()`. A position is a statement's place in the order in which statements became
known; `column` is "event" or "figure".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

MOMENT = len("2022-01-05T12:40:00Z")  # a position begins with the moment

# A statement is compared with so many events or figures at most, of one block and of all: the cost of one more does not
# grow with the record.
MOST_OF_BLOCK, MOST_GROUPS = 6, 16

# What joining needs of a statement: not its body, which is most of it.
JOINED = (
    "row, statements.id, document, position, source, role, voice, origin, passage, factuality, type, mode, place, "
    "place_kind, country, day, day_basis, began, ended, measure, low, high, relation, population, period, traits, "
    "known_at, believed_to, event, figure"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Under which blocks and on which ISO day a statement is found, and between which days it looks for others."""

    blocks: tuple[str, ...]
    day: str
    first: str
    last: str


def statement(connection: sqlite3.Connection, row: int) -> sqlite3.Row | None:
    query = f"SELECT {JOINED} FROM statements WHERE row = ?"  # noqa: S608
    found: sqlite3.Row | None = connection.execute(query, (row,)).fetchone()
    return found


def group_of(connection: sqlite3.Connection, column: str, row: int) -> str | None:
    """The event or figure that a statement has joined."""
    kept = connection.execute(f"SELECT {_checked(column)} FROM statements WHERE row = ?", (row,)).fetchone()  # noqa: S608
    group: str | None = kept[0] if kept is not None else None
    return group


def last_position(connection: sqlite3.Connection, block: str) -> str:
    """The position of the last statement that stands under a block, "" where none does."""
    row = connection.execute("SELECT max(position) FROM found_under WHERE block = ?", (block,)).fetchone()
    return row[0] or ""


def later(connection: sqlite3.Connection, block: str, after: str, day: str) -> Iterable[tuple[str, int]]:
    """Position and row of the statements known later that look under a block for what lies on a day."""
    query = (
        "SELECT position, statement FROM found_under WHERE block = ? AND position > ? "
        "AND first_day <= ? AND last_day >= ?"
    )
    for row in connection.execute(query, (block, after, day, day)):
        yield row[0], row[1]


def stand_under(connection: sqlite3.Connection, row: int, position: str, found: Found) -> None:
    """Let a statement be found under its blocks."""
    connection.executemany(
        "INSERT OR IGNORE INTO found_under VALUES (?, ?, ?, ?, ?, ?)",
        [(block, position, row, found.day, found.first, found.last) for block in found.blocks],
    )


def groups_under(connection: sqlite3.Connection, found: Found, before: str) -> tuple[set[str], bool]:
    """The events or figures that had a statement by then where another one looks, and whether these are all.

    Blocks come narrowest first; of each the groups last spoken of are taken, so many in all.
    """
    query = (
        "SELECT group_id, max(since) AS latest FROM groups_under WHERE block = ? AND day BETWEEN ? AND ? AND since < ? "
        "GROUP BY group_id ORDER BY latest DESC, group_id LIMIT ?"
    )
    groups: dict[str, None] = {}
    are_all = True
    for block in found.blocks:
        rows = connection.execute(query, (block, found.first, found.last, before, MOST_OF_BLOCK + 1)).fetchall()
        are_all &= len(rows) <= MOST_OF_BLOCK
        groups |= {row[0]: None for row in rows[:MOST_OF_BLOCK]}
    return set(list(groups)[:MOST_GROUPS]), are_all and len(groups) <= MOST_GROUPS


def blocks_of(connection: sqlite3.Connection, group: str) -> list[tuple[str, str]]:
    """The blocks and days under which an event or a figure stands."""
    query = "SELECT block, day FROM groups_under WHERE group_id = ? ORDER BY block, day"
    return [(row[0], row[1]) for row in connection.execute(query, (group,))]


def members(connection: sqlite3.Connection, column: str, group: str, before: str, first: int, last: int) -> list[int]:
    """The rows of the first and the last statements of an event or figure, of what was known and held by then."""
    query = (
        f"SELECT row FROM statements WHERE {_checked(column)} = ? AND position < ? AND believed_to > ? "  # noqa: S608
        "ORDER BY position"
    )
    then = before[:MOMENT]
    rows = [row[0] for row in connection.execute(f"{query} LIMIT ?", (group, before, then, first))]
    if last and len(rows) == first:
        latest = [row[0] for row in connection.execute(f"{query} DESC LIMIT ?", (group, before, then, last))]
        rows += [row for row in reversed(latest) if row not in set(rows)]
    return rows


def enter(connection: sqlite3.Connection, column: str, row: int, position: str, group: str, found: Found) -> None:
    """Let a statement join an event or a figure."""
    connection.execute(f"UPDATE statements SET {_checked(column)} = ? WHERE row = ?", (group, row))  # noqa: S608
    connection.executemany(
        "INSERT INTO groups_under VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET since = min(since, excluded.since)",
        [(block, found.day, group, position) for block in found.blocks],
    )


def leave(connection: sqlite3.Connection, column: str, row: int, group: str, found: Found) -> None:
    """Let a statement leave the event or figure it had joined."""
    connection.execute(f"UPDATE statements SET {_checked(column)} = NULL WHERE row = ?", (row,))  # noqa: S608
    query = (
        "SELECT min(found_under.position) FROM found_under JOIN statements ON row = statement "  # noqa: S608
        f"WHERE block = ? AND found_under.day = ? AND {column} = ?"
    )
    for block in found.blocks:
        key = (block, found.day, group)
        since = connection.execute(query, key).fetchone()[0]
        if since is None:
            connection.execute("DELETE FROM groups_under WHERE block = ? AND day = ? AND group_id = ?", key)
        else:
            connection.execute(
                "UPDATE groups_under SET since = ? WHERE block = ? AND day = ? AND group_id = ?", (since, *key)
            )


def be_found_no_more(connection: sqlite3.Connection, row: int, position: str, found: Found) -> None:
    connection.executemany(
        "DELETE FROM found_under WHERE block = ? AND position = ? AND statement = ?",
        [(block, position, row) for block in found.blocks],
    )


def denied(connection: sqlite3.Connection, row: int) -> set[str]:
    """The figures that a denial is said to speak of, besides its own."""
    return {found[0] for found in connection.execute("SELECT figure FROM denials WHERE statement = ?", (row,))}


def put_denied(connection: sqlite3.Connection, row: int, figures: set[str]) -> None:
    """Let a denial speak of these figures, besides its own."""
    connection.execute("DELETE FROM denials WHERE statement = ?", (row,))
    connection.executemany("INSERT INTO denials VALUES (?, ?)", [(figure, row) for figure in sorted(figures)])


def _checked(column: str) -> str:
    if column not in ("event", "figure"):
        raise ValueError(f"statements join no {column!r}")
    return column
