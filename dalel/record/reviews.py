"""Reviews in the record: what people decided, and which statements it speaks of now.

A review is an entry of the log and points to statements by anchor, so that it survives another reading of the texts.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import rfc8785

from dalel.model import FOREVER, About, Action, Anchor, Decision, Review
from dalel.record import log

Row = dict[str, Any]

# Standings that need eyes, as SQL.
DOUBTFUL = "('contested', 'withdrawn', 'denied', 'open question')"

# Reviews in the order in which they count, the same in every record: by time, and of one second by who signed them, and
# as which of the author's entries; what is not signed yet comes last in its second.
_IN_TURN = (
    "SELECT reviews.*, coalesce(hex(key), '~') AS key, coalesce(number, reviews.seq) AS number FROM reviews "
    "LEFT JOIN signatures ON signatures.seq = reviews.seq ORDER BY at, key, number"
)

# A longer row of digits is the beginning of a document's id, not the number of an entry.
LONGEST_NUMBER = 12


def review_body(review: Review) -> dict[str, Any]:
    """A review as the log keeps it."""
    return {
        "action": str(review.action),
        "about": str(review.about),
        "targets": [anchor_body(anchor) for anchor in review.targets],
        "changes": dict(review.changes),
        "note": review.note,
    }


def review_from(body: Mapping[str, Any]) -> Review:
    return Review(
        action=Action(body["action"]),
        about=About(body["about"]),
        targets=tuple(map(anchor_from, body["targets"])),
        note=body["note"],
        changes=body["changes"],
    )


def anchor_body(anchor: Anchor) -> dict[str, Any]:
    return {name: getattr(anchor, name) for name in ("document", "start", "end", "kind", "statement")}


def anchor_from(body: Mapping[str, Any]) -> Anchor:
    return Anchor(body["document"], body["start"], body["end"], body["kind"], body["statement"])


def put(connection: sqlite3.Connection, entry: log.Entry) -> None:
    """Show an entry of kind `review`; an undo ends what it undoes, whichever of the two comes here first."""
    review = review_from(entry.body)
    connection.execute(
        "INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        (
            entry.seq,
            str(review.action),
            str(review.about),
            _json([anchor_body(anchor) for anchor in review.targets]),
            _json(dict(review.changes)),
            review.note,
            entry.author,
            entry.at,
            FOREVER,
            entry.content,
        ),
    )
    if review.action is Action.REDACT:
        for item in review.changes["emptied"]:
            query = (
                "SELECT documents.seq, sha256 FROM documents JOIN log ON log.seq = documents.seq "
                "WHERE content = ? AND body IS NULL"
            )
            for row in connection.execute(query, (item["entry"],)).fetchall():
                length = len(log.text_of(connection, row["sha256"]))
                connection.execute("INSERT OR REPLACE INTO veils VALUES (?, ?)", (row["seq"], length))
    elif review.action is Action.UNDO:
        _undo(connection, review.changes["entry"])
    _undo(connection, entry.content)


def _undo(connection: sqlite3.Connection, content: str) -> None:
    """Let the first undo of a review end it, where both are here.

    A clock that was set back must not let an undo come before what it undoes. Words that were redacted are gone, and an
    undo is made good by deciding again: neither of these ends.
    """
    query = f"SELECT seq, at FROM ({_IN_TURN}) WHERE action = 'undo' AND changes ->> 'entry' = ? LIMIT 1"  # noqa: S608
    undo = connection.execute(query, (content,)).fetchone()
    if undo is not None:
        connection.execute(
            "UPDATE reviews SET undone_at = max(at, ?), undone_by = ? "
            "WHERE content = ? AND action NOT IN ('undo', 'redact')",
            (undo["at"], undo["seq"], content),
        )


def decisions(connection: sqlite3.Connection, actions: Iterable[Action] = tuple(Action)) -> list[Decision]:
    """The reviews of these kinds, in the order in which they count, with the statements they point to now."""
    wanted = {str(action) for action in actions}
    rows = connection.execute(_IN_TURN).fetchall()
    return [_decision(connection, row) for row in rows if row["action"] in wanted]


def moments(connection: sqlite3.Connection, actions: Iterable[Action]) -> frozenset[str]:
    """When reviews of these kinds begin and end to count."""
    wanted = {str(action) for action in actions}
    rows = connection.execute("SELECT action, at, undone_at FROM reviews").fetchall()
    return frozenset(moment for row in rows if row["action"] in wanted for moment in (row["at"], row["undone_at"]))


def decision(connection: sqlite3.Connection, seq: int) -> Decision | None:
    """The review of an entry, None where it is none."""
    row = connection.execute(f"SELECT * FROM ({_IN_TURN}) WHERE seq = ?", (seq,)).fetchone()  # noqa: S608
    return _decision(connection, row) if row is not None else None


def _decision(connection: sqlite3.Connection, row: sqlite3.Row) -> Decision:
    targets = json.loads(row["targets"])
    review = Review(
        action=Action(row["action"]),
        about=About(row["about"]),
        targets=tuple(map(anchor_from, targets)),
        note=row["note"],
        changes=json.loads(row["changes"]),
    )
    return Decision(
        seq=row["seq"],
        review=review,
        by=row["by"],
        known_at=row["at"],
        believed_to=row["undone_at"],
        turn=(row["at"], row["key"], row["number"]),
        rows=tuple(statement_rows(connection, anchor) for anchor in review.targets),
        key=f"e{hashlib.sha256(rfc8785.dumps(targets)).hexdigest()[:16]}",
    )


def statement_rows(connection: sqlite3.Connection, anchor: Anchor) -> tuple[int, ...]:
    """The rows of the statement that an anchor points to: by id; else of that document and kind the statement that
    shares most of the span. Empty where there is none."""
    if anchor.kind is None or anchor.start is None or anchor.end is None:
        return ()
    of_document = "document = (SELECT seq FROM documents WHERE id = :document)"
    found = connection.execute(
        f"SELECT id FROM statements WHERE {of_document} AND id = :statement LIMIT 1",  # noqa: S608
        {"document": anchor.document, "statement": anchor.statement},
    ).fetchone()
    if found is None:
        found = connection.execute(
            'SELECT id, min("end", :end) - max("start", :start) AS shared FROM statements '  # noqa: S608
            f"WHERE {of_document} AND kind = :kind AND shared > 0 "
            'ORDER BY shared DESC, "end" - "start", "start", id LIMIT 1',
            {"document": anchor.document, "start": anchor.start, "end": anchor.end, "kind": anchor.kind},
        ).fetchone()
    if found is None:
        return ()
    query = f"SELECT row FROM statements WHERE {of_document} AND id = :id ORDER BY known_at, row"  # noqa: S608
    return tuple(row[0] for row in connection.execute(query, {"document": anchor.document, "id": found["id"]}))


def anchor(connection: sqlite3.Connection, document: int, statement: str) -> Anchor:
    """What points to a statement of a document, named by its entry."""
    query = (
        'SELECT documents.id, "start", "end", kind FROM statements JOIN documents ON documents.seq = document '
        "WHERE document = ? AND statements.id = ? LIMIT 1"
    )
    row = connection.execute(query, (document, statement)).fetchone()
    return Anchor(row["id"], row["start"], row["end"], row["kind"], statement)


def statement(connection: sqlite3.Connection, anchor: Anchor) -> Row:
    """The statement that an anchor points to, with the UTC offset of its document as `zone`, "+00:00" where unknown."""
    query = "SELECT statements.*, zone FROM statements JOIN documents ON documents.seq = document WHERE row = ?"
    row = dict(connection.execute(query, (statement_rows(connection, anchor)[0],)).fetchone())
    zone = row["zone"]
    return {**row, "zone": f"{zone[:3]}:{zone[3:5]}" if zone else "+00:00"}


def named(connection: sqlite3.Connection, id_: str, allowed: Iterable[About]) -> Iterator[tuple[About, str]]:
    """What an id, or the beginning of one, can mean: each kind with the full id. A whole id means only itself.

    A statement is "12/ID", for the same text in two documents gives the same ids; a document may be the number of its
    entry.
    """
    found = [one for about in allowed for one in _named(connection, id_, about)]
    whole = [(about, full) for about, full in found if id_ in (full, full.rpartition("/")[2])]
    numbered = _numbered(connection, id_) if About.DOCUMENT in allowed else []
    yield from whole or numbered or found


def _numbered(connection: sqlite3.Connection, id_: str) -> list[tuple[About, str]]:
    """The document whose entry has this number."""
    if not id_.isdecimal() or len(id_) >= LONGEST_NUMBER:
        return []
    rows = connection.execute("SELECT id FROM documents WHERE seq = ?", (int(id_),))
    return [(About.DOCUMENT, row["id"]) for row in rows]


def _named(connection: sqlite3.Connection, id_: str, about: About) -> list[tuple[About, str]]:
    document, slash, statement = id_.rpartition("/")
    bounds = {"id": statement, "last": statement + chr(sys.maxunicode), "seq": document, "all": not slash}
    queries = {
        About.EVENT: "SELECT DISTINCT event FROM events WHERE event >= :id AND event < :last",
        About.FIGURE: "SELECT DISTINCT figure FROM figures WHERE figure >= :id AND figure < :last",
        About.STATEMENT: "SELECT DISTINCT document || '/' || id FROM statements WHERE id >= :id AND id < :last "
        "AND (:all OR document = CAST(:seq AS INTEGER))",
        About.DOCUMENT: "SELECT id FROM documents WHERE id >= :id AND id < :last",
    }
    if slash and about is not About.STATEMENT:
        return []
    return [(about, row[0]) for row in connection.execute(queries[about], bounds)]


def document_seq(connection: sqlite3.Connection, id_: str) -> int:
    """The entry of a document, by its id."""
    row = connection.execute("SELECT seq FROM documents WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise KeyError(f"there is no document {id_}")
    return int(row["seq"])


def undone_by(connection: sqlite3.Connection, seq: int) -> int | None:
    """The entry that undid a review."""
    row = connection.execute("SELECT undone_by FROM reviews WHERE seq = ?", (seq,)).fetchone()
    return None if row is None else row["undone_by"]


def trail(connection: sqlite3.Connection, at: str) -> list[Row]:
    """Every review made by then, in the order in which they count: what was decided, by whom, of which words, and what
    ended it. Entries are named by their numbers here; `key` is whose signature is under it, None where none is yet.

    `loose` are the targets that find nothing any more: there the review changes nothing.
    """
    found = []
    for row in connection.execute(f"SELECT * FROM ({_IN_TURN}) WHERE at <= ?", (at,)).fetchall():  # noqa: S608
        one = _decision(connection, row)
        targets = [_shown(connection, *target) for target in zip(one.review.targets, one.rows, strict=True)]
        changes = dict(one.review.changes)
        if one.review.action is Action.REDACT:
            changes = {"emptied": [log.number_of(connection, item["entry"]) for item in changes["emptied"]]}
        elif one.review.action is Action.UNDO:
            changes = {"entry": log.number_of(connection, changes["entry"])}
        is_over = row["undone_by"] is not None and row["undone_at"] <= at
        found.append(
            {
                "entry": row["seq"],
                "action": row["action"],
                "about": row["about"],
                "by": row["by"],
                "key": row["key"].lower() or None,
                "at": row["at"],
                "note": row["note"],
                "changes": changes,
                "targets": targets,
                "loose": sum(target["now"] is None for target in targets),
                "undone_at": row["undone_at"] if is_over else None,
                "undone_by": row["undone_by"] if is_over else None,
            }
        )
    return found


def _shown(connection: sqlite3.Connection, anchor: Anchor, rows: tuple[int, ...]) -> Row:
    """A target, with what it is `now`: a statement's id and words; None where it finds nothing."""
    document = connection.execute("SELECT seq FROM documents WHERE id = ?", (anchor.document,)).fetchone()
    now: Row | None = {"entry": document["seq"]} if document is not None else None
    if now is not None and anchor.kind is not None:
        row = connection.execute("SELECT id, quote FROM statements WHERE row = ?", rows[:1] or (None,)).fetchone()
        now = {**now, "statement": row["id"], "quote": row["quote"]} if row is not None else None
    return {**anchor_body(anchor), "now": now}


def queue(connection: sqlite3.Connection, at: str, limit: int) -> list[Row]:
    """What needs eyes, the newest first: events and figures whose standing is doubtful, places that nobody knows.

    Of each kind so many at most; every row has the id to act upon.
    """
    found: list[Row] = []
    holds = "known_at <= :at AND believed_to > :at"
    values = {"at": at, "limit": limit}
    for view, words in (("events", "quote"), ("figures", "measure")):
        query = (
            f"SELECT {view[:-1]} AS id, standing, because, known_at, place_name, day, {words} AS words FROM {view} "  # noqa: S608
            f"WHERE {holds} AND standing IN {DOUBTFUL} "
            "ORDER BY known_at DESC, id LIMIT :limit"
        )
        found += [{"about": view[:-1], **dict(row)} for row in connection.execute(query, values)]
    query = (
        "SELECT document || '/' || id AS id, 'unknown place' AS standing, "  # noqa: S608
        "'the gazetteer does not know this place; ' || count(*) || ' statements name it' AS because, "
        "min(known_at) AS known_at, place_name, day, quote AS words FROM statements "
        f"WHERE {holds} AND place IS NOT NULL AND lat IS NULL GROUP BY place "
        "ORDER BY known_at DESC, id LIMIT :limit"
    )
    found += [{"about": "statement", **dict(row)} for row in connection.execute(query, values)]
    return found


def _json(value: Any) -> str:
    return rfc8785.dumps(value).decode()
