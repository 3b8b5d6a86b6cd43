"""Keys in the record: whose entries it takes in, and since when not any more.

Entries of kind `key` say so; see docs/formats/entries.md. Trust, and distrust of somebody else's key, are the desk's
own and hold for this record only. A key itself can say who comes after it (rotate), and that it is no longer to be
believed (revoke): those are signed by it and travel.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

FIELDS = ("action", "key", "name", "sealing", "successor", "last", "note")


class KeyAction(StrEnum):
    """What an entry says about a key."""

    DECLARE = "declare"
    TRUST = "trust"
    ROTATE = "rotate"
    REVOKE = "revoke"


class Trust(StrEnum):
    """How the record stands to a key."""

    OWN = "own"
    TRUSTED = "trusted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """A key as the record knows it.

    `name` is what the desk calls it, `declared` what it calls itself; `sealing` is the age recipient to which it wants
    things sealed. Entries numbered above `last` do not hold, where that is known; `why` says what ended it: "rotated",
    "revoked" (by itself) or "distrusted" (by this desk).
    """

    key: bytes
    name: str | None
    sealing: str | None
    trust: Trust
    last: int | None = None
    why: str | None = None
    successor: bytes | None = None
    declared: str | None = None

    def refuses(self, number: int) -> str | None:
        """Why an entry of that number is not taken from this key; None where it is."""
        if self.trust is Trust.UNKNOWN:
            return "the key is not trusted here"
        if self.last is not None and number > self.last:
            return f"the key was {self.why} with its entry {self.last}"
        return None


def key_body(
    action: KeyAction,
    key: bytes,
    *,
    name: str | None = None,
    sealing: str | None = None,
    successor: str | None = None,
    last: int | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """What the log keeps about a key; `successor` is the public line of the key that comes after it."""
    return {
        "action": str(action),
        "key": key.hex(),
        "name": name,
        "sealing": sealing,
        "successor": successor,
        "last": last,
        "note": note,
    }


@dataclass(frozen=True, slots=True)
class _Said:
    """An entry about a key: who signed it as which of its entries, or nobody (the desk's own)."""

    body: Mapping[str, Any]
    by: bytes | None
    number: int


def known(connection: sqlite3.Connection) -> dict[bytes, Known]:
    """All keys that the record knows of, as they stand now."""
    said = _all_said(connection)
    found = {key: Known(key, None, None, Trust.OWN) for key in _own(connection)}
    for one in said:  # what keys say of themselves
        if one.by is not None and one.body["action"] == KeyAction.DECLARE and bytes.fromhex(one.body["key"]) == one.by:
            of = found.get(one.by, Known(one.by, None, None, Trust.UNKNOWN))
            name = one.body["name"]
            found[one.by] = replace(of, name=name, sealing=one.body["sealing"], declared=name)
    for one in said:  # what this desk says, the last word counts
        if one.by is None:
            _decide(found, one.body)
    _end(found, [one for one in said if one.by is not None and one.body["action"] == KeyAction.REVOKE])
    _follow(found, [one for one in said if one.by is not None and one.body["action"] == KeyAction.ROTATE])
    return found


def of(connection: sqlite3.Connection, key: bytes) -> Known:
    """One key, unknown where nothing here speaks of it."""
    return known(connection).get(key, Known(key, None, None, Trust.UNKNOWN))


def repudiated(connection: sqlite3.Connection) -> frozenset[int]:
    """The entries that do not hold: those above the last one of a key that holds, by their numbers in this log.

    What a key says about itself holds nonetheless.
    """
    ended = [(one.key, one.last) for one in known(connection).values() if one.last is not None]
    query = (
        "SELECT log.seq FROM signatures JOIN log ON log.seq = signatures.seq "
        "WHERE key = ? AND number > ? AND kind != 'key' AND taken"
    )
    return frozenset(row[0] for pair in ended for row in connection.execute(query, pair))


def _all_said(connection: sqlite3.Connection) -> list[_Said]:
    query = (
        "SELECT body, key, number FROM log LEFT JOIN signatures ON signatures.seq = log.seq "
        "WHERE kind = 'key' ORDER BY log.seq"
    )
    return [_Said(json.loads(row["body"]), row["key"], row["number"] or 0) for row in connection.execute(query)]


def _own(connection: sqlite3.Connection) -> list[bytes]:
    return [row[0] for row in connection.execute("SELECT DISTINCT key FROM signatures WHERE NOT taken")]


def _decide(found: dict[bytes, Known], body: Mapping[str, Any]) -> None:
    """What the desk decided about a key."""
    key = bytes.fromhex(body["key"])
    before = found.get(key, Known(key, None, None, Trust.UNKNOWN))
    if body["action"] == KeyAction.TRUST:
        trust = before.trust if before.trust is Trust.OWN else Trust.TRUSTED
        found[key] = replace(
            before, name=body["name"], sealing=body["sealing"] or before.sealing, trust=trust, last=None, why=None
        )
    elif body["action"] == KeyAction.REVOKE:
        found[key] = replace(before, last=body["last"], why="distrusted")


def _end(found: dict[bytes, Known], revoked: list[_Said]) -> None:
    """What keys said about their own end."""
    for one in revoked:
        key, last = bytes.fromhex(one.body["key"]), one.body["last"]
        if key == one.by and key in found:
            found[key] = _ended(found[key], last, "revoked")


def _follow(found: dict[bytes, Known], rotated: list[_Said]) -> None:
    """Who comes after whom. Of two successors, the one named first counts; two named under one number, neither."""
    from dalel.sync.keys import parse_public

    named: dict[bytes, list[_Said]] = {}
    for one in sorted(rotated, key=lambda one: one.number):
        if one.by is not None and bytes.fromhex(one.body["key"]) == one.by:
            named.setdefault(one.by, []).append(one)
    left = [key for key in named if key in found and found[key].trust is not Trust.UNKNOWN]
    while left:
        key = left.pop()
        first = named[key][0]
        if found[key].refuses(first.number):
            continue
        found[key] = _ended(found[key], first.number, "rotated")
        lines = {one.body["successor"] for one in named[key] if one.number == first.number}
        if len(lines) > 1:
            continue
        after = parse_public(lines.pop())
        found[key] = replace(found[key], successor=after.key)
        before = found.get(after.key, Known(after.key, after.name, after.sealing, Trust.UNKNOWN))
        if before.trust is Trust.UNKNOWN and before.why is None:
            found[after.key] = replace(before, name=before.name or after.name, trust=Trust.TRUSTED)
            if after.key in named:
                left.append(after.key)


def _ended(before: Known, last: int, why: str) -> Known:
    return before if before.last is not None and before.last <= last else replace(before, last=last, why=why)
