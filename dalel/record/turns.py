"""In which order entries count that several authors made, the same in every record that holds them.

By the time at which they were made; of one second, by the author's key; of one author, by the author's own count. What
was made here and is not signed yet comes last in its second: it follows what is signed here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from dalel.record import log
from dalel.record.bodies import body_id
from dalel.record.keys import repudiated
from dalel.record.moments import utc

IN_TURN = "ORDER BY at, signatures.key IS NULL, signatures.key, coalesce(number, log.seq)"


def in_turn(connection: sqlite3.Connection, kind: str) -> Iterator[tuple[int, str]]:
    """Number and body of the entries of a kind that hold and were not emptied, in their order."""
    left_out = repudiated(connection)
    query = (
        "SELECT log.seq, body FROM log LEFT JOIN signatures ON signatures.seq = log.seq "  # noqa: S608
        f"WHERE kind = ? AND body IS NOT NULL {IN_TURN}"
    )
    for seq, body in connection.execute(query, (kind,)):
        if seq not in left_out:
            yield seq, body


def source(connection: sqlite3.Connection, name: str) -> dict[str, Any] | None:
    """The description of a source that holds now; None where nobody described it."""
    left_out = repudiated(connection)
    query = (
        "SELECT log.seq, body FROM log LEFT JOIN signatures ON signatures.seq = log.seq "  # noqa: S608
        f"WHERE kind = 'source' AND body ->> 'name' = ? {IN_TURN}"
    )
    held = [body for seq, body in connection.execute(query, (name,)) if seq not in left_out]
    return json.loads(held[-1]) if held else None


def answers(connection: sqlite3.Connection) -> Iterator[Mapping[str, Any]]:
    """What plug-ins answered, in the order in which it counts."""
    left_out = repudiated(connection)
    query = (
        "SELECT log.seq FROM log LEFT JOIN signatures ON signatures.seq = log.seq "  # noqa: S608
        f"WHERE kind = 'answer' {IN_TURN}"
    )
    for (seq,) in connection.execute(query).fetchall():
        found = log.body_of(connection, seq)
        if found is not None and seq not in left_out:
            yield found[1]


def documents(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Number and id of the documents that hold, in the order of the log, each once.

    Where several desks have the same document, the entry of whoever received it first stands for all: since then a
    reader could have known it.
    """
    left_out = repudiated(connection)
    best: dict[str, tuple[str, int]] = {}
    for entry in log.entries(connection):
        if entry.kind == "document" and entry.seq not in left_out:
            id_, place = body_id(entry.body), (received(entry.body), entry.seq)
            best[id_] = min(best.get(id_, place), place)
    for id_, (_, seq) in sorted(best.items(), key=lambda item: item[1][1]):
        yield seq, id_


def received(document: Mapping[str, Any]) -> str:
    """When a document was received, as text that sorts."""
    return utc(datetime.fromisoformat(document["received_at"]))
