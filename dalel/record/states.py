"""Going on with the history of an event or a figure, where only its end changes.

All functions run inside `Record.writing()`. `view` is "events" or "figures".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from dalel.model import FOREVER
from dalel.record.views import WEIGHED

_MEMBERS = {
    "events": "event = :id",
    "figures": "(figure = :id OR row IN (SELECT statement FROM denials WHERE figure = :id))",
}


def statements_after(connection: sqlite3.Connection, view: str, id_: str, position: str) -> list[sqlite3.Row]:
    """The statements after a position, in known order, with all that weighing needs."""
    query = (
        f"SELECT {WEIGHED}, known_at, believed_to FROM statements "  # noqa: S608
        f"WHERE {_MEMBERS[view]} AND position > :position ORDER BY position"
    )
    return connection.execute(query, {"id": id_, "position": position}).fetchall()


def go_on(connection: sqlite3.Connection, view: str, id_: str, states: Sequence[Mapping[str, Any]]) -> None:
    """Let a history go on with these states, the first of which ends the one that held."""
    query = f"UPDATE {view} SET believed_to = ? WHERE {_of(view)} AND believed_to = ?"  # noqa: S608
    connection.execute(query, (states[0]["known_at"], id_, FOREVER))
    for state in states:
        columns, marks = ", ".join(state), ", ".join("?" * len(state))
        connection.execute(f"INSERT INTO {view} ({columns}) VALUES ({marks})", tuple(state.values()))  # noqa: S608


def _of(view: str) -> str:
    if view not in _MEMBERS:
        raise ValueError(f"no such view: {view}")
    return f"{view[:-1]} = ?"
