"""The log: the only truth of a record. Entries are appended, chained by hash, and never changed.

An entry's hash is SHA-256 over the canonical JSON (RFC 8785) of `{"seq", "kind", "body", "author",
"at", "prev"}`; `prev` is the hash of the entry before, 64 zeros for the first. See
docs/formats/log.md, with test vectors.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
import zstandard

GENESIS = "0" * 64
GUARDS = frozenset({"log_is_never_changed", "log_is_never_shortened"})

# No published text is larger than this (bytes of UTF-8); a stored one that claims to be is damaged.
MAX_TEXT_BYTES = 40_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `at` is UTC to the second, "2022-01-05T12:40:00Z"; `body` is plain JSON data."""

    seq: int
    kind: str
    body: Mapping[str, Any]
    author: str
    at: str
    prev: str
    hash: str


def digest(seq: int, kind: str, body: Mapping[str, Any], author: str, at: str, prev: str) -> str:
    """The hash of an entry, in hexadecimal."""
    parts: dict[str, Any] = {"seq": seq, "kind": kind, "body": dict(body), "author": author, "at": at, "prev": prev}
    return hashlib.sha256(rfc8785.dumps(parts)).hexdigest()


def append(connection: sqlite3.Connection, kind: str, body: Mapping[str, Any], author: str, at: str) -> Entry:
    """Append one entry. The caller holds a write transaction, so that nobody comes in between."""
    last = connection.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
    entry = Entry(seq, kind, body, author, at, prev, digest(seq, kind, body, author, at, prev))
    connection.execute(
        "INSERT INTO log (seq, kind, body, author, at, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (seq, kind, rfc8785.dumps(dict(body)).decode(), author, at, prev, entry.hash),
    )
    return entry


def entries(connection: sqlite3.Connection, after: int = 0) -> Iterator[Entry]:
    """All entries with a higher number than `after`, in order."""
    query = "SELECT seq, kind, body, author, at, prev, hash FROM log WHERE seq > ? ORDER BY seq"
    for seq, kind, body, author, at, prev, hash_ in connection.execute(query, (after,)):
        yield Entry(seq, kind, json.loads(body), author, at, prev, hash_)


def keep_text(connection: sqlite3.Connection, text: str) -> str:
    """Store a text once, compressed. Returns its SHA-256 in hexadecimal."""
    raw = text.encode()
    sha256 = hashlib.sha256(raw).hexdigest()
    if connection.execute("SELECT 1 FROM texts WHERE sha256 = ?", (sha256,)).fetchone() is None:
        connection.execute("INSERT INTO texts VALUES (?, ?)", (sha256, zstandard.compress(raw, 6)))
    return sha256


def text_of(connection: sqlite3.Connection, sha256: str) -> str:
    """A stored text. Raises KeyError where there is none, ValueError where it is damaged."""
    row = connection.execute("SELECT zstd FROM texts WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise KeyError(f"the record holds no text {sha256}")
    try:
        if zstandard.frame_content_size(row[0]) > MAX_TEXT_BYTES:
            raise ValueError(f"text {sha256} claims to be larger than {MAX_TEXT_BYTES} bytes")
        raw = zstandard.decompress(row[0])
    except zstandard.ZstdError as error:
        raise ValueError(f"text {sha256} is damaged: {error}") from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise ValueError(f"text {sha256} is not what its hash says")
    return raw.decode()


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """The number and the hash of the last entry: who notes it can later see that nothing before was changed."""
    row = connection.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row is not None else (0, GENESIS)


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the file and its log, a line each.

    Damaged pages, a broken chain, altered entries, lost or altered texts, removed guards.
    """
    for row in connection.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"the file is damaged: {row[0]}"
    expected_seq, prev = 1, GENESIS
    query = "SELECT seq, kind, body, author, at, prev, hash FROM log ORDER BY seq"
    for seq, kind, body, author, at, entry_prev, hash_ in connection.execute(query):
        if seq != expected_seq:
            yield f"entry {expected_seq} is missing (the next is {seq})"
        elif entry_prev != prev:
            yield f"entry {seq} does not follow entry {seq - 1}: its `prev` is {entry_prev[:12]}…, not {prev[:12]}…"
        try:
            content = json.loads(body)
            if rfc8785.dumps(content).decode() != body:
                yield f"entry {seq} was altered: its body is not in canonical form"
            elif digest(seq, kind, content, author, at, entry_prev) != hash_:
                yield f"entry {seq} was altered: its content does not give its hash"
            elif kind in ("document", "answer"):
                text_of(connection, content["text"])
        except (ValueError, TypeError, KeyError, RecursionError, rfc8785.CanonicalizationError) as error:
            yield f"entry {seq}: {error}"
        expected_seq, prev = seq + 1, hash_
    guards = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for guard in sorted(GUARDS - guards):
        yield f"the trigger {guard} was removed"
