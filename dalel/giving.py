"""Giving entries to other records: signing what was made here, and choosing what goes out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dalel import keyring
from dalel.model import Action
from dalel.record import following, keys, log, queries, signatures
from dalel.record.keys import Trust
from dalel.record.moments import LAST
from dalel.record.queries import Filters
from dalel.record.store import Record
from dalel.sync import checkpoints, merkle
from dalel.sync.checkpoints import Checkpoint
from dalel.sync.entries import Carried
from dalel.sync.keys import SecretKey

EVERYTHING = Filters()


class GivingError(Exception):
    """What was asked for cannot go out; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes out: entries made since a moment, and of documents only those with statements like these.

    Of other entries then goes what these documents need: who their sources are, what reviewers said of them, keys,
    actors, and all redactions.
    """

    since: str | None = None
    filters: Filters = EVERYTHING

    @property
    def is_narrow(self) -> bool:
        return self.filters != EVERYTHING


def sign(record: Record, secret: SecretKey, now: datetime) -> int:
    """Sign all entries that were made here. The key introduces itself first. Returns how many were signed."""
    with record.writing() as connection:
        keyring.introduce(record, secret, now)
        known = keys.of(connection, secret.key)
        if known.trust is not Trust.OWN:
            raise GivingError(
                f"entries signed by {secret.public.name} came from another record; give this one its own key"
            )
        if known.last is not None and signatures.unsigned(connection):
            raise GivingError(f"the key {secret.public.name} was {known.why}; use the one that comes after it")
        try:
            return keyring.sign_rest(record, secret)
        except keyring.KeyringError as error:
            raise GivingError(str(error)) from error


def sign_one(record: Record, secret: SecretKey, seq: int, now: datetime) -> None:
    """Sign one entry that was made here, with whichever key: a reviewer's own, beside that of the record."""
    with record.writing() as connection:
        known = keys.of(connection, secret.key)
        if known.last is not None:
            raise GivingError(f"the key {secret.public.name} was {known.why}; nobody would believe it")
        keyring.introduce(record, secret, now)
        signatures.sign_entry(connection, secret, seq)


def checkpoint(connection: sqlite3.Connection, secret: SecretKey) -> str | None:
    """A signed checkpoint of all entries of the key, kept in the record, too. None where there are none."""
    ids = signatures.chain(connection, secret.key)
    if not ids:
        return None
    made = Checkpoint(checkpoints.origin(secret.key), len(ids), merkle.root(ids))
    note = checkpoints.write(secret, made)
    signatures.keep_checkpoint(connection, secret.key, made.size, made.root, note)
    return note


@dataclass(frozen=True, slots=True)
class Packed:
    """What goes out: entries, the texts they speak of, by SHA-256, and the checkpoints of their authors."""

    entries: list[Carried]
    texts: dict[str, str]
    checkpoints: list[str]


def packed(record: Record, choice: Choice, *, with_texts: bool) -> Packed:
    """What is chosen, with the largest checkpoint that is here of each author."""
    entries = chosen(record, choice)
    authors = {one.signed.key for one in entries}
    largest = {row["key"]: row["note"] for row in signatures.checkpoints(record.connection)}
    return Packed(
        entries,
        texts(record.connection, entries) if with_texts else {},
        [note for key, note in largest.items() if key in authors],
    )


def chosen(record: Record, choice: Choice) -> list[Carried]:
    """The signed entries that go out, author by author."""
    connection = record.connection
    back = following.taken_back(connection)
    own_redacted = {row[0] for row in connection.execute("SELECT seq FROM signatures WHERE NOT taken")}
    documents = _documents(connection, choice.filters) if choice.is_narrow else None
    found = []
    for seq, carried in signatures.all_carried(connection):
        signed = carried.signed
        if carried.body is None and seq not in own_redacted and signed.content.hex() not in back:
            continue  # it was emptied here, and its author does not know of it: nobody would take it
        if choice.since is not None and signatures.moment(signed.at) < choice.since:
            continue
        if documents is None or _is_needed(connection, seq, carried, documents):
            found.append(carried)
    return vouched(connection, found)


@dataclass(frozen=True, slots=True)
class _Documents:
    seqs: frozenset[int]
    ids: frozenset[str]
    sources: frozenset[str]


def _documents(connection: sqlite3.Connection, filters: Filters) -> _Documents:
    """The documents that say something of the kind asked for."""
    rows = queries.statements(connection, LAST, filters)
    seqs = {row["document"] for row in rows}
    marks = connection.execute("SELECT seq, id, source FROM documents").fetchall()
    kept = [row for row in marks if row["seq"] in seqs]
    return _Documents(frozenset(seqs), frozenset(row["id"] for row in kept), frozenset(row["source"] for row in kept))


def _is_needed(connection: sqlite3.Connection, seq: int, carried: Carried, documents: _Documents) -> bool:
    kind = carried.signed.kind
    if kind in ("key", "actor"):
        return True
    if kind == "document":
        return seq in documents.seqs
    body = carried.body if carried.body is not None else log.entry(connection, seq).body
    if kind == "source":
        return body["name"] in documents.sources
    if kind == "answer":
        return body["document"] in documents.ids
    return _speaks_of(connection, body, documents)


def _speaks_of(connection: sqlite3.Connection, review: Mapping[str, Any], documents: _Documents) -> bool:
    if review["action"] == Action.REDACT:
        return True
    if review["action"] == Action.UNDO:
        number = log.number_of(connection, review["changes"]["entry"])
        undone = None if number is None else log.body_of(connection, number)
        return undone is not None and _speaks_of(connection, undone[1], documents)
    return any(target["document"] in documents.ids for target in review["targets"])


def vouched(connection: sqlite3.Connection, entries: Iterable[Carried]) -> list[Carried]:
    """The entries, and those that vouch for such of them as came without their own signature."""
    found = {one.signed.id: one for one in entries}
    last = list(found.values())
    while last:
        nexts = (signatures.following(connection, one.signed) for one in last if not one.signed.signature)
        last = [one for one in nexts if one is not None and one.signed.id not in found]
        found |= {one.signed.id: one for one in last}
    return list(found.values())


def texts(connection: sqlite3.Connection, entries: Iterable[Carried]) -> dict[str, str]:
    """The texts that entries speak of, as they may be read, by SHA-256; those that are not here are left out."""
    found: dict[str, str] = {}
    for carried in entries:
        if carried.signed.kind in ("document", "answer"):
            number = log.number_of(connection, carried.signed.content.hex())
            body = carried.body if carried.body is not None or number is None else log.entry(connection, number).body
            if body is not None and log.holds_text(connection, body["text"]):
                found[body["text"]] = log.text_of(connection, body["text"])
    return found
