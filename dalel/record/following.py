"""Redactions from elsewhere: what an author took back of the author's own entries is taken back here, too.

Only the author can: a redaction that names somebody else's entries changes nothing about those. And it can only blank:
what is put in place of words that are here is what is here, with blocks. What it empties here is noted by a redaction
of this record's own, so that the log can be checked without knowing anybody's keys.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dalel.model import Action
from dalel.record import keys, log
from dalel.record.blanks import BLOCK, NO_WORDS, blanked, words_of
from dalel.record.bodies import body_id
from dalel.record.checking import check
from dalel.record.keys import Known
from dalel.record.redaction import Body, Plan, Request, carry_out, plan_others
from dalel.record.store import Record
from dalel.sync.entries import Carried

BY = "dalel"
NOTE = "follows a redaction by the author"

# What a redaction empties. Descriptions of sources and actors, and what is said of keys, stay.
EMPTIED = ("answer", "document", "review")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an author put in place of an entry, and which words of its text went.

    `seq` is the redaction that says so, by its number here; 0 where it is only about to be kept.
    """

    body: Body
    owner: bytes
    seq: int
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Redaction:
    """A redaction by somebody else, the `number`th entry of its key; `body` is None where it was emptied itself."""

    seq: int
    key: bytes
    number: int
    content: str
    body: Mapping[str, Any] | None


def taken_back(connection: sqlite3.Connection, coming: Iterable[Carried] = ()) -> dict[str, Taken]:
    """What authors took back of entries that came from elsewhere, by the hash of their content.

    Also of entries that are about to be kept, and by redactions among these.
    """
    coming = [one for one in coming if one.signed.kind in EMPTIED]
    redactions = [*_kept(connection), *_coming(coming)]
    if not redactions:
        return {}
    known = keys.known(connection)
    owners: dict[str, bytes | None] = {one.signed.content.hex(): one.signed.key for one in coming}
    ranks = {key: len(_line(known, key)) for key in {one.key for one in redactions}}
    # The last one first: it says what is to be read in place of earlier ones. A key's successors come after it; within
    # a key its own count decides, for clocks may be set back.
    redactions.sort(key=lambda one: (-ranks[one.key], one.key, one.number, one.content), reverse=True)
    found: dict[str, Taken] = {}
    spans: dict[tuple[bytes, str], list[tuple[int, int]]] = {}
    for one in redactions:
        body = found[one.content].body if one.content in found else one.body
        if body is None or not _is_redaction(body):
            continue
        for target in body["targets"]:
            if target["start"] is not None:
                spans.setdefault((one.key, target["document"]), []).append((target["start"], target["end"]))
        for item in emptied_by(body):
            name = item["entry"]
            if name not in owners:
                owners[name] = _owner(connection, name)
            owner = owners[name]
            if name not in found and owner is not None and one.key in _line(known, owner):
                found[name] = Taken(item["body"], owner, one.seq)
    return {name: _with_spans(taken, spans, known) for name, taken in found.items()}


def emptied_by(redaction: Mapping[str, Any]) -> list[Body]:
    """The entries that a redaction emptied, each with the body to read instead."""
    return [item for item in redaction["changes"]["emptied"] if item["body"] is not None]


def _kept(connection: sqlite3.Connection) -> Iterator[_Redaction]:
    """The redactions by others that are here and hold; what was emptied here is read as this record's log says."""
    query = (
        "SELECT log.seq, body, content, signatures.key, number FROM log "
        "JOIN signatures ON signatures.seq = log.seq WHERE kind = 'review' AND taken "
        "AND (body IS NULL OR body ->> 'action' = ?)"
    )
    rows = connection.execute(query, (str(Action.REDACT),)).fetchall()
    if not rows:
        return
    left_out = keys.repudiated(connection)
    replaced = log.redacted(connection) if any(row["body"] is None for row in rows) else {}
    for row in rows:
        if row["seq"] not in left_out:
            now = replaced.get(row["seq"])
            body = json.loads(row["body"]) if row["body"] is not None else now.body if now is not None else None
            yield _Redaction(row["seq"], row["key"], row["number"], row["content"], body)


def _coming(coming: Iterable[Carried]) -> Iterator[_Redaction]:
    for one in coming:
        if one.signed.kind == "review" and (one.body is None or one.body["action"] == Action.REDACT):
            yield _Redaction(0, one.signed.key, one.signed.number, one.signed.content.hex(), one.body)


def _is_redaction(body: Mapping[str, Any]) -> bool:
    try:
        check("review", body)
    except ValueError:
        return False
    return bool(body["action"] == Action.REDACT)


def _line(known: Mapping[bytes, Known], key: bytes) -> list[bytes]:
    """A key, the one that comes after it, and so on."""
    found: list[bytes] = []
    after: bytes | None = key
    while after is not None and after not in found:
        found.append(after)
        after = known[after].successor if after in known else None
    return found


def _owner(connection: sqlite3.Connection, content: str) -> bytes | None:
    """Whose an entry is that came from elsewhere and can be emptied."""
    query = "SELECT key, kind FROM signatures JOIN log ON log.seq = signatures.seq WHERE content = ? AND taken"
    row = connection.execute(query, (content,)).fetchone()
    return row["key"] if row is not None and row["kind"] in EMPTIED else None


def _with_spans(
    taken: Taken, spans: Mapping[tuple[bytes, str], list[tuple[int, int]]], known: Mapping[bytes, Known]
) -> Taken:
    try:
        document = body_id(taken.body)
    except ValueError:
        return taken
    return replace(
        taken, spans=tuple(span for key in _line(known, taken.owner) for span in spans.get((key, document), ()))
    )


def follow(record: Record, at: str) -> bool:
    """Empty what its authors took back since. Returns whether anything was; then the views must be derived anew.

    Only inside `writing`. Entries that came without their words, and that nothing explains yet, are explained by it.
    """
    connection = record.connection
    plan, gone = Plan(), list[str]()
    replaced = log.redacted(connection)
    for content, taken in taken_back(connection).items():
        row = connection.execute("SELECT seq, kind, body FROM log WHERE content = ?", (content,)).fetchone()
        done = replaced.get(row["seq"])
        if done is None or max(done.by) < taken.seq:  # what was emptied here since then was emptied on top of it
            before = json.loads(row["body"]) if row["body"] is not None else done.body if done is not None else None
            gone += _plan(connection, row["seq"], row["kind"], before, taken, plan)
    if not plan.bodies:
        return False
    carry_out(record, plan, NOTE, BY, at)
    # Our own reviews and answers name the documents by their old ids, unless we have the same documents ourselves.
    left = {body_id(entry.body) for entry in log.entries(connection) if entry.kind == "document"}
    dependent = Plan(ids={old: new for old, new in plan.ids.items() if old not in left})
    plan_others(connection, Request({}, words_of(gone) if gone else NO_WORDS), dependent)
    if dependent.bodies:
        carry_out(record, dependent, NOTE, BY, at)
    return True


def _plan(
    connection: sqlite3.Connection, seq: int, kind: str, before: Mapping[str, Any] | None, taken: Taken, plan: Plan
) -> list[str]:
    """Plan for one entry. Returns the words that go, where they are here."""
    try:
        check(kind, taken.body)
    except ValueError:
        return []  # nothing that could be read stands in its place: the entry stays
    if before is None:
        plan.bodies[seq] = taken.body
        if kind == "document":
            plan.spans[seq] = list(taken.spans)
        return []
    if not _is_blanked(kind, before, taken.body):
        return []
    if kind != "document":
        plan.bodies[seq] = taken.body
        if kind == "answer":
            plan.old_texts |= {before["text"]} - {taken.body["text"]}
        return []
    body, words = _blanked_document(connection, before, taken)
    plan.bodies[seq], plan.spans[seq] = body, list(taken.spans)
    plan.old_texts |= {before["text"]} - {body["text"]}
    plan.ids[body_id(before)] = body_id(body)
    return words


def _is_blanked(kind: str, before: Mapping[str, Any], after: Body) -> bool:
    """Whether a body says the same as before, as far as a redaction leaves what is said."""
    same = {
        "document": ("source", "language", "published_at", "updated_at", "received_at"),
        "answer": ("by",),
        "review": ("action", "about"),
    }[kind]
    if any(before[name] != after[name] for name in same):
        return False
    if kind != "review":
        return True
    spans = [
        [(target["start"], target["end"], target["kind"]) for target in body["targets"]] for body in (before, after)
    ]
    return spans[0] == spans[1] and (before["action"] != Action.UNDO or before["changes"] == after["changes"])


def _blanked_document(
    connection: sqlite3.Connection, before: Mapping[str, Any], taken: Taken
) -> tuple[Body, list[str]]:
    """What is read in place of a document, and the words that go, where its text is here.

    It is what stands here with the author's blocks, and keeps those that are here already.
    """
    body = {**taken.body, "title": before["title"], "author": before["author"], "url": before["url"]}
    for name in ("title", "author", "url"):
        here, there = before[name], taken.body[name]
        if here is not None and there is not None and len(here) == len(there):
            body[name] = "".join(BLOCK if there[at] == BLOCK else letter for at, letter in enumerate(here))
        elif name == "url" and there is not None and BLOCK in there:
            body[name] = there  # an address is written out before words in it are blanked
    if not log.holds_text(connection, before["text"]):
        return body, []
    text = log.text_of(connection, before["text"])
    body["text"] = log.keep_text(connection, blanked(text, taken.spans))
    words = (text[start:end] for start, end in taken.spans)
    return body, [one for one in words if any(letter.isalnum() for letter in one)]
