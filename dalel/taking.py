"""Taking in entries from other records: what may be kept is kept, and shown like what was added here.

Entries come with their signatures and forms checked (`dalel.sync.bundles`). Which of them are kept is decided in
`dalel.sifting`; here they are kept, and it is decided what has to be weighed again. What is refused is named with its
reason; the rest goes on. To take the same again changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dalel import forks, pipeline
from dalel.extract.actors import NO_BOOK
from dalel.model import Action, Answer
from dalel.record import cleaning, following, keys, log, signatures, turns, views
from dalel.record.bodies import body_id
from dalel.record.keys import KeyAction
from dalel.record.moments import utc
from dalel.record.store import Record
from dalel.sifting import IS_KNOWN, refusal_of_key, sift
from dalel.sync.entries import Carried, Signed
from dalel.weigh import Weighing

# Sources and answers before the documents that they are about, and these before what reviewers say of them.
ORDER = ("key", "source", "actor", "answer", "document", "review")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of entries: how many are new, how many were here, and how many were refused for which reason.

    `waiting` documents came without their text. `alarms` say where an author's entries or checkpoints do not fit each
    other. `unclean` says why bytes of words that their author redacted may still be in the file, None where they are
    not.
    """

    new: int
    known: int
    refused: Mapping[str, int]
    waiting: int
    unclean: str | None = None
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Brought:
    """What comes with entries: texts by their SHA-256, and which entry follows which, by key and id of the latter."""

    texts: Mapping[str, str]
    followers: Mapping[tuple[bytes, bytes], Signed]
    now: datetime


def take_in(
    record: Record,
    entries: Sequence[Carried],
    texts: Mapping[str, str],
    now: datetime,
    checkpoints: Sequence[str] = (),
) -> Taken:
    """Take in what this record may hold, in transactions of a few entries, so that a long one can be interrupted."""
    connection = record.connection
    refused: Counter[str] = Counter()
    brought = _Brought(texts, {(one.signed.key, one.signed.previous): one.signed for one in entries}, now)
    new = _take_keys(record, [one for one in entries if one.signed.kind == "key"], brought, refused)
    wanted = sift(connection, (one for one in entries if one.signed.kind != "key"), texts, now, refused)
    wanted.sort(key=_order)
    weighed = pipeline.Weighed(Weighing(connection), NO_BOOK, log.GENESIS)
    if _takes_back(connection, wanted):
        cleaning.prepare(connection)
    if _is_to_derive(connection, wanted, texts):
        new += _take_batch(record, wanted, brought, weighed)
    else:
        for start in range(0, len(wanted), pipeline.BATCH_DOCUMENTS):
            batch = wanted[start : start + pipeline.BATCH_DOCUMENTS]
            named = {body["text"] for one in batch if (body := one.body) is not None and "text" in body}
            theirs = replace(brought, texts={sha256: texts[sha256] for sha256 in named & texts.keys()})
            new += _take_batch(record, batch, theirs, weighed)
        _take_batch(record, (), brought, weighed)  # texts that something waits for
    waiting = connection.execute("SELECT count(*) FROM waiting").fetchone()[0]
    unclean = cleaning.clean(connection) if cleaning.has_leftovers(connection) else None
    with record.writing():
        alarms = forks.keep_checkpoints(connection, checkpoints)
    if new:
        alarms = list(dict.fromkeys([*alarms, *forks.found(connection)]))
    known = refused.pop(IS_KNOWN, 0)
    return Taken(new, known, dict(refused), waiting, unclean, tuple(alarms))


def _order(carried: Carried) -> tuple[int, str, int, bytes, int]:
    """The order in which entries are kept. Of documents the one that was received first comes first: it is shown."""
    signed, body = carried.signed, carried.body
    received = (
        utc(datetime.fromisoformat(body["received_at"])) if signed.kind == "document" and body is not None else ""
    )
    return ORDER.index(signed.kind), received, signed.at, signed.key, signed.number


def _take_keys(record: Record, entries: Sequence[Carried], brought: _Brought, refused: Counter[str]) -> int:
    """Take what keys say about themselves, first: it may say whom to believe. Returns how many entries are new.

    Who comes after whom may need several looks. In each, a key is heard up to what ends it.
    """
    connection = record.connection
    left = sorted(entries, key=_order)
    reasons: dict[bytes, str] = {}
    new = 0
    with record.writing():
        before = keys.repudiated(connection)
        while True:
            known = keys.known(connection)
            waiting: list[Carried] = []
            ended: set[bytes] = set()
            kept = 0
            for one in left:
                reason = refusal_of_key(connection, one, known, brought.now)
                if reason is not None or one.signed.key in ended:
                    reasons[one.signed.id] = reason or ""
                    waiting.append(one)
                    continue
                entry = _append(connection, one, brought)
                kept += 1
                if entry is not None and entry.body["action"] != KeyAction.DECLARE:
                    ended.add(one.signed.key)
            new += kept
            left = waiting
            if not kept:
                break
        if keys.repudiated(connection) != before:
            pipeline.derive_anew(record)
    refused.update(reasons[one.signed.id] for one in left)
    return new


def _take_batch(record: Record, batch: Sequence[Carried], brought: _Brought, weighed: pipeline.Weighed) -> int:
    """Keep and show some entries in one transaction. Returns how many are new.

    They were sifted before; but another process may have written since.
    """
    connection = record.connection
    with record.writing():
        wanted = sift(connection, batch, brought.texts, brought.now, Counter())
        if _is_to_derive(connection, wanted, brought.texts):
            for carried in wanted:
                _append(connection, carried, brought)
            following.follow(record, utc(brought.now))
            _keep_waited_for(connection, brought.texts)
            pipeline.derive_anew(record)
        else:
            _put(record, wanted, brought, weighed)
    return len(wanted)


def _put(record: Record, wanted: Sequence[Carried], brought: _Brought, weighed: pipeline.Weighed) -> None:
    """Keep and show entries that leave what is shown as it is."""
    connection = record.connection
    weighing = weighed.go_on(record)
    entries = [entry for carried in wanted if (entry := _append(connection, carried, brought)) is not None]
    documents = [entry for entry in entries if entry.kind == "document"]
    documents += [log.entry(connection, seq) for seq in _keep_waited_for(connection, brought.texts)]
    answers = pipeline.answers_to(connection) if documents else {}
    for entry in entries:
        if entry.kind == "source":
            pipeline.put_source(connection, entry.body["name"])
    for entry in documents:
        _put_document(weighing, entry, answers)
    for entry in entries:
        if entry.kind == "review":
            pipeline.put_decision(weighing, entry)
    weighing.finish()
    weighed.head = log.head(connection)[1]


def _put_document(weighing: Weighing, entry: log.Entry, answers: Mapping[str, Sequence[Answer]]) -> None:
    """Show a document, or let it wait for its text: of several desks' entries the one that was received first."""
    connection, id_ = weighing.connection, body_id(entry.body)
    if _shown(connection, id_) is not None:
        views.wait_no_more(connection, entry.seq)
        return
    same = {entry.seq: entry}
    for seq in views.waiting_for(connection, entry.body["text"]):
        other = log.entry(connection, seq)
        if body_id(other.body) == id_:
            same[seq] = other
            views.wait_no_more(connection, seq)
    first = min(same.values(), key=lambda one: (turns.received(one.body), one.seq))
    pipeline.put_document(weighing, first, id_, answers)


def _takes_back(connection: sqlite3.Connection, entries: Sequence[Carried]) -> bool:
    """Whether an author takes words back, by one of these entries or of one of them."""
    if any(_is_redaction(one) for one in entries):
        return True
    back = following.taken_back(connection, entries)
    return any(one.signed.content.hex() in back for one in entries)


def _is_redaction(one: Carried) -> bool:
    """Also one that was emptied: what it says instead is told by another redaction."""
    return one.body is None or (one.signed.kind == "review" and one.body["action"] == Action.REDACT)


def _is_to_derive(connection: sqlite3.Connection, entries: Sequence[Carried], texts: Mapping[str, str]) -> bool:
    """Whether what is shown rests on something that these entries and texts change for all times."""
    if _takes_back(connection, entries):
        return True
    for one in entries:
        if one.signed.kind == "actor" or one.body is None:
            return True
        if one.signed.kind == "answer" and _shown(connection, one.body["document"]) is not None:
            return True
        if one.signed.kind == "document":
            received = _shown(connection, body_id(one.body))
            if received is not None and turns.received(one.body) < received:
                return True
    spare = {sha256 for sha256 in texts if not log.holds_text(connection, sha256)}
    spare -= {one.body["text"] for one in entries if one.body is not None and "text" in one.body}
    if any(views.is_emptied_and_waits_for(connection, sha256) for sha256 in spare):
        return True
    return bool(spare) and any(body["text"] in spare for body in turns.answers(connection))


def _shown(connection: sqlite3.Connection, id_: str) -> str | None:
    """When a document was received, None where it is not shown."""
    row = connection.execute("SELECT received_at FROM documents WHERE id = ?", (id_,)).fetchone()
    return None if row is None else str(row[0])


def _append(connection: sqlite3.Connection, carried: Carried, brought: _Brought) -> log.Entry | None:
    """Keep one entry, and what vouches for it. None where it was emptied before it came."""
    signed, body = carried.signed, carried.body
    at = signatures.moment(signed.at)
    if body is None or carried.salt is None:
        seq = log.append_emptied(connection, signed.kind, signed.content.hex(), signed.author, at)
        entry = None
    else:
        entry = log.append(connection, signed.kind, body, signed.author, at, carried.salt)
        seq = entry.seq
        if entry.content != signed.content.hex():
            raise ValueError(f"entry {seq} does not say what its author signed")
        if signed.kind in ("document", "answer") and body["text"] in brought.texts:
            log.keep_text(connection, brought.texts[body["text"]])
    signatures.put(connection, seq, signed, taken=True)
    while not signed.signature and (follower := brought.followers.get((signed.key, signed.id))) is not None:
        if signatures.following(connection, signed) is not None:
            break
        signatures.keep_voucher(connection, follower)
        signed = follower
    return entry


def _keep_waited_for(connection: sqlite3.Connection, texts: Mapping[str, str]) -> list[int]:
    """Keep the texts for which something waits. Returns the documents that wait no more, by their entries."""
    missing = [sha256 for sha256 in texts if not log.holds_text(connection, sha256)]
    others = {body["text"] for body in turns.answers(connection)} | _put_in_place(connection) if missing else set()
    found: list[int] = []
    for sha256 in sorted(texts):
        waiting = views.waiting_for(connection, sha256)
        if waiting or sha256 in others:
            log.keep_text(connection, texts[sha256])
        found += waiting
    return found


def _put_in_place(connection: sqlite3.Connection) -> set[str]:
    """The texts of what authors put in place of what they took back."""
    return {str(taken.body["text"]) for taken in following.taken_back(connection).values() if "text" in taken.body}
