"""Questions about who said what first and in which words: rows for `analyse.wording`, `analyse.changes` and
`analyse.track`.

As in `queries`, `at` is UTC text and each answer is what could be known then. What a later version of a page no
longer says was said nevertheless: such rows come too, and their `believed_to` tells.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]

# Which statements speak of an event or a figure as of a moment.
_SPEAKS_OF = {
    kind: f"SELECT {kind} AS thing, statement FROM {kind}_members WHERE known_at <= :at AND believed_to > :at"  # noqa: S608
    for kind in ("event", "figure")
}

# The columns of `told`, in the order in which `analyse.track.Told` takes them.
TOLD = (
    ":kind, thing, row, statements.id, document, statements.source, origin, role, passage, factuality, low, high, "
    "documents.known_at, documents.believed_to"
)

# A sentence is told again in the same words; who rewrites or translates it chooses words anew.
_COPIED = "('copy', 'edited', 'partial')"


def told(connection: sqlite3.Connection, at: str, kind: str, source: str | None = None) -> Iterator[tuple[Any, ...]]:
    """Who affirmed or denied what, by event or by figure (`kind`), within each in the order in which it became known.

    Hearsay and what is only possible, asked or planned stay out. With `source`, only what that source spoke of. What a
    reviewer put right is given as it was understood by then, but with the times of its document: it was told then, and
    not when it was put right.
    """
    members = _SPEAKS_OF[kind]
    narrowed = ""
    if source is not None:
        narrowed = (
            f"AND thing IN (SELECT thing FROM statements JOIN ({members}) ON statement = row WHERE source = :source) "  # noqa: S608
        )
    query = (
        f"SELECT {TOLD} "  # noqa: S608
        f"FROM ({members}) JOIN statements ON row = statement JOIN documents ON seq = document "
        "WHERE origin IS NOT NULL AND factuality IN ('CT+', 'PR+', 'CT-', 'PR-', 'PS-') "
        "AND (statements.believed_to > :at OR statements.believed_to = documents.believed_to) "
        f"{narrowed} ORDER BY thing, documents.known_at, statements.source, statements.id"
    )
    cursor = connection.cursor()
    cursor.row_factory = None
    yield from cursor.execute(query, {"kind": kind, "at": at, "source": source})


def disputed_figures(connection: sqlite3.Connection, at: str) -> list[Row]:
    """When figures stood contested or withdrawn: `figure`, `standing`, `known_at`, `believed_to`."""
    query = (
        "SELECT figure, standing, known_at, believed_to FROM figures "
        "WHERE standing IN ('contested', 'withdrawn') AND known_at <= ?"
    )
    return [dict(row) for row in connection.execute(query, (at,))]


def labels(connection: sqlite3.Connection, at: str, group: str | None = None, event: str | None = None) -> list[Row]:
    """Every label known by then; of one group, or only those in whose sentence an event is spoken of.

    `copied` is the passage of the sentence from which its own was copied, None where it was not.
    """
    query = (
        'SELECT statements.row, statements.id, statements.document, statements."start", quote, term, lemma, '  # noqa: S608
        '"group", passage, origin, voice, role, statements.source, affiliation, documents.url, '
        "statements.known_at, statements.believed_to, "
        "(SELECT earlier.passage FROM copies JOIN statements AS earlier ON earlier.document = copies.original "
        'AND earlier."start" >= copies.earlier_start AND earlier."end" <= copies.earlier_end '
        'WHERE copies.document = statements.document AND copies."start" <= statements."start" '
        f'AND statements."end" <= copies."end" AND copies.kind IN {_COPIED} AND earlier.passage != \'\' LIMIT 1) '
        "AS copied FROM statements JOIN sources ON sources.name = statements.source "
        f"JOIN documents ON documents.seq = statements.document WHERE {_labelled(group, event)} "
        "ORDER BY statements.known_at, statements.row"
    )
    return [dict(row) for row in connection.execute(query, {"at": at, "group": group, "event": event})]


def groups(connection: sqlite3.Connection, at: str, event: str | None = None) -> list[tuple[str, int]]:
    """The groups that were named by then, with how many statements name them."""
    query = f'SELECT "group", count(*) FROM statements WHERE {_labelled(None, event)} GROUP BY 1'  # noqa: S608
    return [(row[0], row[1]) for row in connection.execute(query, {"at": at, "event": event})]


def _labelled(group: str | None, event: str | None) -> str:
    """The condition for labels of a group, and in sentences that tell of an event."""
    conditions = ["statements.kind = 'label'", "statements.known_at <= :at"]
    if group is not None:
        conditions.append('statements."group" = :group')
    if event is not None:
        # The same sentence: the same passage of the document; one too short for that is known by the event's words.
        conditions.append(
            "EXISTS (SELECT 1 FROM statements AS about WHERE about.document = statements.document "  # noqa: S608
            "AND (about.passage = statements.passage AND about.passage != '' "
            'OR about."start" <= statements."start" AND statements."end" <= about."end") '
            f"AND about.row IN (SELECT statement FROM ({_SPEAKS_OF['event']}) WHERE thing = :event))"
        )
    return " AND ".join(conditions)


def statements(connection: sqlite3.Connection, numbers: list[int]) -> list[Row]:
    """Statements by their row numbers, in that order."""
    found: dict[int, Row] = {}
    for number in numbers:
        row = connection.execute("SELECT * FROM statements WHERE row = ?", (number,)).fetchone()
        if row is not None:
            found[number] = dict(row)
    return [found[number] for number in numbers if number in found]
