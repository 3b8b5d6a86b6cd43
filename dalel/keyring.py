"""What a desk decides about keys: whose entries its record takes in, and what becomes of its own key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dalel import pipeline
from dalel.record import keys, log, signatures
from dalel.record.keys import KeyAction, Known, Trust, key_body
from dalel.record.moments import utc
from dalel.record.store import Record
from dalel.sync.cose import SignatureError
from dalel.sync.keys import KeyFileError, PublicKey, SecretKey, public_line

# The first digits of a key in hexadecimal are enough to name it where no other begins alike.
FEWEST_DIGITS = 4


class KeyringError(Exception):
    """The decision cannot be made as asked; nothing was changed. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A key with what the record holds of it: how many entries, and the number of the last."""

    known: Known
    entries: int
    last: int


def listed(record: Record) -> list[Listed]:
    """All keys that the record knows, its own first."""
    connection = record.connection
    counts = {
        row["key"]: (row["entries"], row["last"])
        for row in connection.execute(
            "SELECT key, count(*) AS entries, max(number) AS last FROM signatures GROUP BY key"
        )
    }
    found = [Listed(known, *counts.get(key, (0, 0))) for key, known in keys.known(connection).items()]
    order = list(Trust)
    return sorted(found, key=lambda one: (order.index(one.known.trust), one.known.name or "", one.known.key))


def find(record: Record, name: str) -> Known:
    """A key by its name, or its first hexadecimal digits. Raises KeyringError where that is none, or several."""
    every = [one.known for one in listed(record)]
    wanted = name.strip()
    is_start = len(wanted) >= FEWEST_DIGITS
    found = [one for one in every if one.name == wanted or (is_start and one.key.hex().startswith(wanted.lower()))]
    if len(found) != 1:
        several = ", ".join(one.key.hex()[:12] for one in found)
        raise KeyringError(
            f"{name}: may be {several}; name it by its first digits"
            if found
            else f"{name}: the record knows no such key; `dalel key list` shows them"
        )
    return found[0]


def trust(record: Record, public: PublicKey, author: str, now: datetime, name: str | None = None) -> None:
    """Take in the entries of a key from now on, also those that were refused before."""
    try:
        named = replace(public, name=name or public.name)
    except KeyFileError as error:
        raise KeyringError(str(error)) from error
    with record.writing() as connection:
        if keys.of(connection, public.key).trust is Trust.OWN:
            raise KeyringError(f"{public.name}: is a key of this record")
        before = keys.repudiated(connection)
        body = key_body(KeyAction.TRUST, public.key, name=named.name, sealing=public.sealing)
        log.append(connection, "key", body, author, utc(now))
        _derive_if_changed(record, before)


def distrust(record: Record, key: bytes, author: str, now: datetime, last: int | None, note: str | None) -> int:
    """Take in nothing more from a key. Returns the number of its last entry that holds.

    Without `last`, what is here stays; with it, the key's later entries do not hold any more, either.
    """
    with record.writing() as connection:
        before = keys.repudiated(connection)
        held = signatures.last(connection, key)[0]
        holds = held if last is None else min(last, held)
        body = key_body(KeyAction.REVOKE, key, last=holds, note=note)
        log.append(connection, "key", body, author, utc(now))
        _derive_if_changed(record, before)
    return holds


def revoke(record: Record, secret: SecretKey, now: datetime, last: int | None, note: str | None) -> int:
    """Let a key say that it is no longer to be believed: signed by itself, so that it travels."""
    with record.writing() as connection:
        signed, _ = signatures.last(connection, secret.key)
        if not signed:
            raise KeyringError(f"{secret.public.name}: signed nothing in this record; there is nothing to revoke here")
        if last is not None and last > signed:
            raise KeyringError(f"{secret.public.name}: has only {signed} entries here")
        holds = signed if last is None else last
        before = keys.repudiated(connection)
        _say(record, secret, key_body(KeyAction.REVOKE, secret.key, last=holds, note=note), now)
        _derive_if_changed(record, before)
    return holds


def rotate(record: Record, old: SecretKey, new: SecretKey, now: datetime) -> None:
    """Let a new key come after an old one: whoever trusts the old one trusts the new one from then on.

    What was made here and is not signed yet is signed by the old key first.
    """
    with record.writing() as connection:
        known = keys.of(connection, old.key)
        if known.trust is not Trust.OWN or known.last is not None:
            raise KeyringError(f"{old.public.name}: is no key that signs in this record")
        if keys.of(connection, new.key).trust is not Trust.UNKNOWN:
            raise KeyringError(f"{new.public.name}: is known in this record already; make a new key to rotate to")
        sign_rest(record, old)
        body = key_body(KeyAction.ROTATE, old.key, name=old.public.name, successor=public_line(new.public))
        _say(record, old, body, now)
        introduce(record, new, now)


def sign_rest(record: Record, secret: SecretKey) -> int:
    """Sign what was made here and is not signed yet. Returns how many entries that were. Only inside `writing`.

    Who signed decides which of two entries of one second counts; where that may change something, all is derived anew.
    """
    moves = signatures.meets_others(record.connection)
    try:
        signed = signatures.sign_all(record.connection, secret)
    except SignatureError as error:
        raise KeyringError(f"{record.path}: what was made here cannot be signed: {error}") from error
    if moves:
        pipeline.derive_anew(record)
    return signed


def introduce(record: Record, secret: SecretKey, now: datetime) -> None:
    """Let a key say its name and to what it wants things sealed, as its first entry. Only inside `writing`."""
    if signatures.last(record.connection, secret.key)[0] == 0:
        public = secret.public
        _say(record, secret, key_body(KeyAction.DECLARE, secret.key, name=public.name, sealing=public.sealing), now)


def _say(record: Record, secret: SecretKey, body: dict[str, Any], now: datetime) -> None:
    """Let a key say something of itself: note it, and sign it at once."""
    entry = log.append(record.connection, "key", body, secret.public.name, utc(now))
    signatures.sign_entry(record.connection, secret, entry.seq)


def _derive_if_changed(record: Record, before: frozenset[int]) -> None:
    """Show other entries where others hold."""
    if keys.repudiated(record.connection) != before:
        pipeline.derive_anew(record)


def words(listed: Listed) -> Iterator[str]:
    """How the record stands to a key, in words."""
    known = listed.known
    yield {
        Trust.OWN: "signs here",
        Trust.TRUSTED: "trusted",
        Trust.UNKNOWN: "not trusted",
    }[known.trust]
    if known.why is not None:
        yield f"{known.why}, holds up to its entry {known.last}"
    if known.successor is not None:
        yield f"followed by {known.successor.hex()[:12]}"
    if listed.entries:
        missing = listed.last - listed.entries
        yield f"{listed.entries} entries" + (f", {missing} of its numbers are not here" if missing > 0 else "")
