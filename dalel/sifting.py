"""Which entries from other records may be kept here, and why the others may not.

Nothing of an entry that is refused gets into the record, and it keeps no other entry out.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from dalel.record import checking, following, keys, log, redaction, signatures
from dalel.record.bodies import document_of
from dalel.record.keys import KeyAction, Known, Trust
from dalel.record.moments import utc
from dalel.sync.entries import Carried

# Clocks differ; what claims to be made or received later than this is not believed.
CLOCKS_DIFFER = timedelta(days=1)

IS_KNOWN = "is here already"


def sift(
    connection: sqlite3.Connection,
    entries: Iterable[Carried],
    texts: Mapping[str, str],
    now: datetime,
    refused: Counter[str],
) -> list[Carried]:
    """The entries that are to be kept, each once, in their order; counts in `refused` why others are not."""
    entries = list(entries)
    known = keys.known(connection)
    reasons: dict[int, str | None] = {}
    seen: set[bytes] = set()
    for place, one in enumerate(entries):
        reason = _refusal(connection, one, known, now)
        if reason is None and one.signed.content in seen:
            reason = IS_KNOWN
        if reason is None and one.body is not None:
            reason = _unfit(one.signed.kind, one.body, now) or _veiled(connection, one, texts)
        if reason is None:
            seen.add(one.signed.content)
        reasons[place] = reason
    fit = [one for place, one in enumerate(entries) if reasons[place] is None]
    emptied = [place for place, one in enumerate(entries) if reasons[place] is None and one.body is None]
    back = following.taken_back(connection, fit) if emptied else {}
    for place in emptied:
        signed = entries[place].signed
        taken = back.get(signed.content.hex())
        reasons[place] = (
            "its author emptied it, and does not say what to read in its place"
            if taken is None
            else _unfit(signed.kind, taken.body, now)
        )
    refused.update(reason for reason in reasons.values() if reason is not None)
    return [one for place, one in enumerate(entries) if reasons[place] is None]


def refusal_of_key(
    connection: sqlite3.Connection, one: Carried, known: Mapping[bytes, Known], now: datetime
) -> str | None:
    """Why an entry of kind `key` is not kept; None where it is."""
    reason = _refusal(connection, one, known, now)
    if reason is not None:
        return reason
    if one.body is None:
        return "what is said of a key cannot be taken back"
    return _unfit("key", one.body, now) or _out_of_place(one.body, one)


def _refusal(connection: sqlite3.Connection, one: Carried, known: Mapping[bytes, Known], now: datetime) -> str | None:
    """Why an entry is not kept whatever it says."""
    signed = one.signed
    if signatures.holds(connection, signed.id):
        return IS_KNOWN
    reason = known.get(signed.key, Known(signed.key, None, None, Trust.UNKNOWN)).refuses(signed.number)
    if reason is not None:
        return reason
    if log.number_of(connection, signed.content.hex()) is not None:
        return "another key signed the same entry before"
    if not signed.author.strip():
        return "its author has no name"
    try:
        is_early = signatures.moment(signed.at) > utc(now + CLOCKS_DIFFER)
    except ValueError:
        return "it was made at no time that there is"
    return "it claims to be made in the future; compare the clocks" if is_early else None


def _unfit(kind: str, body: Mapping[str, Any], now: datetime) -> str | None:
    """Why what an entry says is not kept, in words that hold nothing of it."""
    try:
        checking.check(kind, body)
    except ValueError as error:
        return f"a {kind} that cannot be read: {error}"
    if kind == "document" and utc(datetime.fromisoformat(body["received_at"])) > utc(now + CLOCKS_DIFFER):
        return "a document that claims to be received in the future; compare the clocks"
    return None


def _out_of_place(body: Mapping[str, Any], one: Carried) -> str | None:
    """Why what a key says cannot be said by it, or not here in its chain."""
    action, number = body["action"], one.signed.number
    if body["key"] != one.signed.key.hex() or action == KeyAction.TRUST:
        return "a key can speak of itself only"
    if action == KeyAction.DECLARE and number != 1:
        return "a key can say who it is in its first entry only"
    if action == KeyAction.REVOKE and body["last"] >= number:
        return "a revocation names an entry that was made after it"
    return None


def _veiled(connection: sqlite3.Connection, one: Carried, texts: Mapping[str, str]) -> str | None:
    """Whether a document brings words back that were redacted here."""
    if one.signed.kind != "document" or one.body is None or one.body["text"] not in texts:
        return None
    document = document_of(one.body, texts[one.body["text"]])
    return None if redaction.veiled(connection, document) == document else "it holds words that were redacted here"
