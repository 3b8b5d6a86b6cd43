"""A record as one side of a sync dialogue (`dalel.sync.dialogue`): what it offers, what it gives, what it takes in.

Authors number their entries, so a record can say in a few bytes which of an author's it holds: up to which number, and
which are missing. What the other side lacks by that account is sent without more ado. Only of an author of whom too
much is missing to be listed, all entries are compared. docs/formats/sync.md says what the two tell each other.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import cbor2

from dalel import giving, taking
from dalel.record import keys, signatures
from dalel.record.keys import Trust
from dalel.record.store import Record
from dalel.sync import bundles, calls, cbor, cose
from dalel.sync.bundles import BundleError
from dalel.sync.dialogue import Exchanged, exchange
from dalel.sync.ends import Pipe, PipeClosed
from dalel.sync.entries import LARGEST_NUMBER
from dalel.sync.turns import Refused

_VERSION = 1
_KEY_START = calls.START_BYTES
_ID_START = 4
_MOST_KEYS = 1024
_MOST_HOLES = 1024

# An entry's place within its second, so that what an author made at once travels together.
_NUMBERS = 1 << 10

# A guess to begin with: an entry with its text takes some hundred bytes.
_ENTRY_BYTES = 250
_MOST_TRIES = 6


@dataclass(frozen=True, slots=True)
class Holding:
    """Which of an author's entries a record holds: those up to `last` but for the `holes`, each (first, count).

    `holes` is None where there are too many to be told. `last_id` begins the id of the last one: it names, through the
    author's chain, all that came before.
    """

    last: int
    last_id: bytes
    holes: tuple[tuple[int, int], ...] | None


def talk(pipe: Pipe, record: Record, secret: cose.Signer, now: datetime, *, begins: bool, message_bytes: int) -> Talked:
    """Hold one dialogue, with somebody who proves to be trusted. What came is kept, however it ends."""
    store = RecordStore(record, now)
    try:
        (calls.call if begins else calls.answer)(pipe, secret, store.believed())
    except Refused as error:
        return Talked(Exchanged(0, 0, 0, 0, refused=str(error)), {}, ())
    except PipeClosed as error:
        return Talked(Exchanged(0, 0, 0, 0, cut=str(error)), {}, ())
    done = exchange(pipe, store, begins=begins, message_bytes=message_bytes)
    return Talked(done, dict(store.refused), tuple(store.alarms))


@dataclass(frozen=True, slots=True)
class Talked:
    """How a dialogue went, and which entries were not taken in for which reason."""

    exchanged: Exchanged
    refused: Mapping[str, int]
    alarms: tuple[str, ...]


class RecordStore:
    """The entries of a record that both sides take in, as it was when the store was made."""

    def __init__(self, record: Record, now: datetime) -> None:
        self._record = record
        self._now = now
        self._ours = {key: holding_of(record.connection, key) for key in _believed(record)}
        self._theirs: dict[bytes, Holding] = {}
        self.refused: Counter[str] = Counter()
        self.alarms: dict[str, None] = {}

    def believed(self) -> list[bytes]:
        """The keys whose entries are taken in here."""
        return list(self._ours)

    def hello(self) -> bytes:
        """Whose entries are taken in here, and which of them are here already."""
        said = []
        for key, holding in self._ours.items():
            holes = None if holding.holes is None else _differences(holding.holes)
            said.append([key[:_KEY_START], holding.last, holding.last_id, holes])
        return cbor2.dumps([_VERSION, said], canonical=True)

    def heard(self, hello: bytes) -> None:
        try:
            version, said = cbor.read(hello)
            if version != _VERSION:
                raise Refused("the other side speaks another version; upgrade the older Dalel")
            theirs = dict(_holding(*one) for one in said[:_MOST_KEYS])
        except (cbor.CborError, TypeError, ValueError) as error:
            raise Refused("the other side greets in a way that is not understood; is it a record?") from error
        self._theirs = {key: theirs[key[:_KEY_START]] for key in self._ours if key[:_KEY_START] in theirs}
        if not self._theirs:
            raise Refused("neither takes in entries of a key that the other one trusts (`dalel key trust`)")

    def items(self) -> Sequence[tuple[int, bytes]]:
        """The entries of those authors of whom it was not told which are missing."""
        found = []
        for key in self._theirs:
            if not self._is_told(key):
                entries = signatures.ids(self._record.connection, key)
                found += [(at * _NUMBERS + number % _NUMBERS, id_) for number, at, id_ in entries]
        return found

    def lacking(self) -> Sequence[bytes]:
        found: list[bytes] = []
        for key, theirs in self._theirs.items():
            if self._is_told(key):
                found += _lacking(self._record.connection, key, theirs)
        return found

    def _is_told(self, key: bytes) -> bool:
        """Whether both sides said which of an author's entries are missing."""
        return self._ours[key].holes is not None and self._theirs[key].holes is not None

    def pack(self, ids: Sequence[bytes], at_most: int) -> tuple[bytes, int]:
        count = min(len(ids), max(1, at_most // _ENTRY_BYTES))
        packet = self._packed(ids[:count])
        for _ in range(_MOST_TRIES):
            fitting = max(1, min(len(ids), count * at_most // len(packet)))
            if fitting == count or (len(packet) <= at_most and fitting < count):
                break
            tried = self._packed(ids[:fitting])
            if len(tried) > at_most and len(packet) <= at_most:
                break
            packet, count = tried, fitting
        return packet, count

    def unpack(self, packet: bytes) -> Sequence[bytes]:
        try:
            read = bundles.read_packet(packet)
        except BundleError as error:
            raise Refused(f"a packet from the other side cannot be read: {error}") from error
        taken = taking.take_in(self._record, read.entries, read.texts, self._now, read.checkpoints)
        self.refused.update(taken.refused)
        self.alarms |= dict.fromkeys(taken.alarms)
        return [one.signed.id for one in read.entries if signatures.holds(self._record.connection, one.signed.id)]

    def _packed(self, ids: Sequence[bytes]) -> bytes:
        connection = self._record.connection
        entries = giving.vouched(connection, signatures.carried(connection, ids))
        texts = giving.texts(connection, entries)
        return bundles.write_packet(entries, texts)


def _believed(record: Record) -> list[bytes]:
    known = keys.known(record.connection)
    return sorted(key for key, of in known.items() if of.trust is not Trust.UNKNOWN)[:_MOST_KEYS]


def _lacking(connection: sqlite3.Connection, key: bytes, theirs: Holding) -> list[bytes]:
    """The ids of an author's entries that somebody does not hold, in the author's order."""
    found = [id_ for first, count in theirs.holes or () for id_ in signatures.span(connection, key, first, count)]
    if theirs.last:
        # Another one under the last number: the author's histories part, and both sides should see it.
        last = signatures.span(connection, key, theirs.last, 1)
        found += [id_ for id_ in last if id_[:_ID_START] != theirs.last_id]
    return found + signatures.span(connection, key, theirs.last + 1, LARGEST_NUMBER)


def holding_of(connection: sqlite3.Connection, key: bytes) -> Holding:
    """Which of an author's entries a record holds."""
    query = "SELECT number, min(id) FROM signatures WHERE key = ? GROUP BY number ORDER BY number"
    last, last_id = 0, bytes(_ID_START)
    holes: list[tuple[int, int]] = []
    for number, id_ in connection.execute(query, (key,)):
        if number > last + 1:
            holes.append((last + 1, number - last - 1))
        last, last_id = number, id_[:_ID_START]
    return Holding(last, last_id, tuple(holes) if len(holes) <= _MOST_HOLES else None)


def _differences(holes: Sequence[tuple[int, int]]) -> list[int]:
    """Holes in few bytes: how many entries lie before each, and how many are missing."""
    found, at = [], 1
    for first, count in holes:
        found += [first - at, count]
        at = first + count
    return found


def _holding(start: Any, last: Any, last_id: Any, told: Any) -> tuple[bytes, Holding]:
    """What the other side says of an author. Raises ValueError or TypeError."""
    if not isinstance(start, bytes) or not isinstance(last_id, bytes) or not 0 <= last <= LARGEST_NUMBER:
        raise ValueError("it is no holding")
    if told is None:
        return start, Holding(last, last_id, None)
    holes, at = [], 1
    for before, count in zip(told[::2], told[1::2], strict=True):
        if not (before >= 0 and count > 0 and at + before + count <= last):
            raise ValueError("holes are not in order")
        holes.append((at + before, count))
        at += before + count
    return start, Holding(last, last_id, tuple(holes))
