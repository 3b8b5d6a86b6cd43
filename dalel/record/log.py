"""The log: the only truth of a record. Entries are appended, chained by hash, and never changed.

An entry's hash is SHA-256 over the canonical JSON (RFC 8785) of `{"seq", "kind", "content", "author", "at",
"prev"}`; `prev` is the hash of the entry before, 64 zeros for the first, and `content` is the hash of `{"body",
"salt"}`. The salt is random, so that nobody can find a body again by guessing once a redaction took body and salt
away: what is left of such an entry is still in the chain, and a later entry says what to read in its place.
See docs/formats/log.md, with test vectors.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
import zstandard

GENESIS = "0" * 64
GUARDS = frozenset(
    {"log_is_never_changed", "log_is_never_shortened", "signatures_are_never_changed", "signatures_are_never_removed"}
)
SALT_BYTES = 16

# No published text is larger than this (bytes of UTF-8); a stored one that claims to be is damaged.
MAX_TEXT_BYTES = 40_000_000

# What reading a damaged entry may raise.
DAMAGES = (ValueError, TypeError, KeyError, AttributeError, RecursionError)

_COLUMNS = "seq, kind, body, salt, content, author, at, prev, hash"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `at` is UTC to the second, "2022-01-05T12:40:00Z"; `body` is plain JSON data.

    Where a redaction emptied the entry, `body` is what the redaction put in its place, and `salt` is None.
    """

    seq: int
    kind: str
    body: Mapping[str, Any]
    salt: str | None
    content: str
    author: str
    at: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """An entry that was emptied: what to read instead, and the redactions that emptied it, the first one first."""

    body: Mapping[str, Any]
    by: tuple[int, ...]


def content_digest(body: Mapping[str, Any], salt: str) -> str:
    """The hash of what an entry says, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps({"body": dict(body), "salt": salt})).hexdigest()


def digest(seq: int, kind: str, content: str, author: str, at: str, prev: str) -> str:
    """The hash of an entry, in hexadecimal."""
    parts: dict[str, Any] = {"seq": seq, "kind": kind, "content": content, "author": author, "at": at, "prev": prev}
    return hashlib.sha256(rfc8785.dumps(parts)).hexdigest()


def append(
    connection: sqlite3.Connection, kind: str, body: Mapping[str, Any], author: str, at: str, salt: str | None = None
) -> Entry:
    """Append one entry, with a random salt unless one is given.

    The caller holds a write transaction, so that nobody comes in between.
    """
    salt = salt if salt is not None else secrets.token_hex(SALT_BYTES)
    content = content_digest(body, salt)
    seq, prev, hash_ = _chain(connection, kind, rfc8785.dumps(dict(body)).decode(), salt, content, author, at)
    return Entry(seq, kind, body, salt, content, author, at, prev, hash_)


def append_emptied(connection: sqlite3.Connection, kind: str, content: str, author: str, at: str) -> int:
    """Append an entry that its author had emptied before it came here. Returns its number.

    A redaction must say in the same transaction what to read in its place.
    """
    return _chain(connection, kind, None, None, content, author, at)[0]


def _chain(
    connection: sqlite3.Connection, kind: str, body: str | None, salt: str | None, content: str, author: str, at: str
) -> tuple[int, str, str]:
    """Append a row of the log. Returns its number, `prev` and hash."""
    last, prev = head(connection)
    seq = last + 1
    hash_ = digest(seq, kind, content, author, at, prev)
    connection.execute(
        f"INSERT INTO log ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (seq, kind, body, salt, content, author, at, prev, hash_),
    )
    return seq, prev, hash_


def entries(connection: sqlite3.Connection, after: int = 0) -> Iterator[Entry]:
    """All entries with a higher number than `after`, in order.

    Raises ValueError where an entry was emptied and no redaction says what to read in its place.
    """
    replaced: dict[int, Redacted] | None = None
    query = f"SELECT {_COLUMNS} FROM log WHERE seq > ? ORDER BY seq"  # noqa: S608
    for seq, kind, body, salt, content, author, at, prev, hash_ in connection.execute(query, (after,)):
        if body is None:
            replaced = redacted(connection) if replaced is None else replaced
            yield Entry(seq, kind, _in_place_of(seq, replaced), None, content, author, at, prev, hash_)
        else:
            yield Entry(seq, kind, json.loads(body), salt, content, author, at, prev, hash_)


def number_of(connection: sqlite3.Connection, content: str) -> int | None:
    """The number of the entry of which the content has this hash, None where the log holds none."""
    row = connection.execute("SELECT seq FROM log WHERE content = ?", (content,)).fetchone()
    return None if row is None else row[0]


def content_of(connection: sqlite3.Connection, seq: int) -> str:
    """The content's hash, by which entries name each other. Raises KeyError where there is no such entry."""
    row = connection.execute("SELECT content FROM log WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        raise KeyError(f"there is no entry {seq}")
    return str(row[0])


def entry(connection: sqlite3.Connection, seq: int) -> Entry:
    """One entry. Raises KeyError where there is none, ValueError where it was emptied and nothing says so."""
    found = next(entries(connection, seq - 1), None)
    if found is None or found.seq != seq:
        raise KeyError(f"there is no entry {seq}")
    return found


def body_of(connection: sqlite3.Connection, seq: int) -> tuple[str, Mapping[str, Any]] | None:
    """The kind of an entry and what it says now, None where there is no such entry."""
    row = connection.execute("SELECT kind, body FROM log WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        return None
    kind, body = row
    return kind, _in_place_of(seq, redacted(connection)) if body is None else json.loads(body)


def _in_place_of(seq: int, replaced: Mapping[int, Redacted]) -> Mapping[str, Any]:
    if seq not in replaced:
        raise ValueError(f"entry {seq} was emptied, and no redaction says so")
    return replaced[seq].body


def redacted(connection: sqlite3.Connection) -> dict[int, Redacted]:
    """The entries that redactions emptied.

    The last redaction of an entry says what to read. A redaction can be emptied by a later one, for it holds what to
    read instead of others. Only the record's own redactions count: what its author took back of an entry that came
    from elsewhere was redacted here, too, by an entry of our own (see `redaction.follow`).
    """
    bodies: dict[int, Mapping[str, Any]] = {}
    emptied_by: dict[int, list[int]] = {}
    query = (
        "SELECT log.seq, body FROM log LEFT JOIN signatures ON signatures.seq = log.seq "
        "WHERE kind = 'review' AND coalesce(taken, 0) = 0 ORDER BY log.seq DESC"
    )
    for seq, kept in connection.execute(query).fetchall():
        body = json.loads(kept) if kept is not None else bodies.get(seq)
        if body is None or body["action"] != "redact":
            continue
        for item in body["changes"]["emptied"]:
            number = number_of(connection, item["entry"])
            if number is not None:
                emptied_by.setdefault(number, []).insert(0, seq)
                if item["body"] is not None:
                    bodies.setdefault(number, item["body"])
    return {seq: Redacted(body, tuple(emptied_by[seq])) for seq, body in bodies.items()}


def keep_text(connection: sqlite3.Connection, text: str) -> str:
    """Store a text once, compressed. Returns its SHA-256 in hexadecimal."""
    raw = text.encode()
    sha256 = hashlib.sha256(raw).hexdigest()
    if connection.execute("SELECT 1 FROM texts WHERE sha256 = ?", (sha256,)).fetchone() is None:
        connection.execute("INSERT INTO texts VALUES (?, ?)", (sha256, zstandard.compress(raw, 6)))
    return sha256


def keep_text_as(connection: sqlite3.Connection, text: str, sha256: str) -> None:
    """Store a text if it is the one of this hash; another is nothing that anybody asks for."""
    if hashlib.sha256(text.encode()).hexdigest() == sha256:
        keep_text(connection, text)


def holds_text(connection: sqlite3.Connection, sha256: str) -> bool:
    return connection.execute("SELECT 1 FROM texts WHERE sha256 = ?", (sha256,)).fetchone() is not None


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

    Damaged pages, a broken chain, altered entries, entries that no redaction emptied, lost or altered texts, removed
    guards.
    """
    for row in connection.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"the file is damaged: {row[0]}"
    try:
        replaced = redacted(connection)
    except DAMAGES as error:
        yield f"an entry of kind review is damaged: {error}"
        replaced = {}
    expected_seq, prev = 1, GENESIS
    for row in connection.execute(f"SELECT {_COLUMNS} FROM log ORDER BY seq"):  # noqa: S608
        seq, entry_prev = row["seq"], row["prev"]
        if seq != expected_seq:
            yield f"entry {expected_seq} is missing (the next is {seq})"
        elif entry_prev != prev:
            yield f"entry {seq} does not follow entry {seq - 1}: its `prev` is {entry_prev[:12]}…, not {prev[:12]}…"
        try:
            problem = _problem(connection, row, replaced)
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
            rfc8785.CanonicalizationError,
        ) as error:
            problem = f"entry {seq}: {error}"
        if problem is not None:
            yield problem
        expected_seq, prev = seq + 1, row["hash"]
    guards = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for guard in sorted(GUARDS - guards):
        yield f"the trigger {guard} was removed"


def _problem(connection: sqlite3.Connection, row: sqlite3.Row, replaced: Mapping[int, Redacted]) -> str | None:
    """What is wrong with one entry, or with the text it names."""
    seq, kind = row["seq"], row["kind"]
    if digest(seq, kind, row["content"], row["author"], row["at"], row["prev"]) != row["hash"]:
        return f"entry {seq} was altered: its content does not give its hash"
    if row["body"] is None:
        if seq not in replaced or row["salt"] is not None:
            return f"entry {seq} was altered: it was emptied, and no redaction says so"
        content = replaced[seq].body
    else:
        content = json.loads(row["body"])
        if rfc8785.dumps(content).decode() != row["body"]:
            return f"entry {seq} was altered: its body is not in canonical form"
        if content_digest(content, row["salt"]) != row["content"]:
            return f"entry {seq} was altered: its content does not give its hash"
        if seq in replaced:
            return f"entry {seq} was redacted (entry {replaced[seq].by[0]}), and its words were put back"
    if kind in ("document", "answer") and (holds_text(connection, content["text"]) or not _is_taken(connection, seq)):
        text_of(connection, content["text"])
    return None


def _is_taken(connection: sqlite3.Connection, seq: int) -> bool:
    """Whether an entry came from another record: then its text may still be on the way."""
    return connection.execute("SELECT 1 FROM signatures WHERE seq = ? AND taken", (seq,)).fetchone() is not None


def redactions(connection: sqlite3.Connection) -> Iterator[str]:
    """Which entries were redacted, by whom and when, a line each: nothing is wrong with these."""
    made = {row["seq"]: row for row in connection.execute("SELECT seq, author, at FROM log WHERE kind = 'review'")}
    for seq, found in sorted(redacted(connection).items()):
        by = ", and ".join(f"by {made[by]['author']} at {made[by]['at']} (entry {by})" for by in found.by)
        yield f"entry {seq} was redacted {by}"
