"""The parts of Negentropy's messages, and a sorted set whose ranges are fingerprinted at once.

A place in the order of items is kept as 40 bytes: the time as eight bytes, most significant first, then the id or the
beginning of one, filled with zeros. Bytes in their usual order are then items in theirs.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import ClassVar

ID_BYTES = 32
FINGERPRINT_BYTES = 16
MAX_RANGES = 1 << 16

_TIME_BYTES = 8
_FOREVER = (1 << 64) - 1
ZERO = bytes(_TIME_BYTES + ID_BYTES)
INFINITY = _FOREVER.to_bytes(_TIME_BYTES, "big") + bytes(ID_BYTES)

_SKIP, _FINGERPRINT, _IDS = range(3)


class NegentropyError(ValueError):
    """The bytes are no message of the protocol; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing to say up to `bound`. All bounds are exclusive; a range begins where the one before ended."""

    bound: bytes


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digest of the sender's ids up to `bound`."""

    bound: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Ids:
    """All the sender's ids up to `bound`."""

    bound: bytes
    ids: Sequence[bytes]


Range = Skip | Fingerprint | Ids


class Items:
    """A set of items, sorted by time and then by id. Raises ValueError for what is no item or is given twice."""

    def __init__(self, items: Sequence[tuple[int, bytes]]) -> None:
        self._places = sorted(_place(time, id_) for time, id_ in items)
        self._held = frozenset(place[_TIME_BYTES:] for place in self._places)
        if len(self._held) != len(items):
            raise ValueError("an item is given twice")
        numbers = (int.from_bytes(place[_TIME_BYTES:], "little") for place in self._places)
        self._sums = list(accumulate(numbers, initial=0))

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, id_: bytes) -> bool:
        return id_ in self._held

    def ids(self, lower: int, upper: int) -> list[bytes]:
        return [place[_TIME_BYTES:] for place in self._places[lower:upper]]

    def index(self, bound: bytes, least: int = 0) -> int:
        """How many items lie before the bound; `least` of them are known to."""
        return bisect_left(self._places, bound, least)

    def bound(self, index: int) -> bytes:
        """The shortest bound between the item at the index and the one before it."""
        place = self._places[index]
        before = self._places[index - 1] if index else bytes(len(place))
        differing = next(i for i, (a, b) in enumerate(zip(place, before, strict=True)) if a != b)
        kept = _TIME_BYTES if differing < _TIME_BYTES else differing + 1
        return place[:kept].ljust(len(place), b"\0")

    def fingerprint(self, lower: int, upper: int, bound: bytes) -> Fingerprint:
        """SHA-256 of the sum of the ids and of their number, cut to 16 bytes; `bound` is only noted with it."""
        total = (self._sums[upper] - self._sums[lower]) % (1 << 8 * ID_BYTES)
        said = total.to_bytes(ID_BYTES, "little") + varint(upper - lower)
        return Fingerprint(bound, hashlib.sha256(said).digest()[:FINGERPRINT_BYTES])


def _place(time: int, id_: bytes) -> bytes:
    if len(id_) != ID_BYTES or not 0 <= time < _FOREVER:
        raise ValueError(f"an item has a time from 0 to 2^64-2 and an id of {ID_BYTES} bytes")
    return time.to_bytes(_TIME_BYTES, "big") + id_


class Writer:
    """A message as it grows. `end` is the bound up to which it speaks, `listed` the ids it lists."""

    # What one more step can add at most: a skip and four fingerprints, each with a bound in full.
    MOST: ClassVar[int] = 5 * (10 + 1 + ID_BYTES + 1) + 4 * FINGERPRINT_BYTES

    def __init__(self, version: int) -> None:
        self._out = bytearray([version])
        self.end = ZERO
        self.listed: list[bytes] = []
        self._time = 0

    def __len__(self) -> int:
        return len(self._out)

    def __bytes__(self) -> bytes:
        return bytes(self._out)

    def skip_to(self, start: bytes) -> None:
        """Say nothing about what lies before `start`."""
        if start != self.end:
            self.add(Skip(start))

    def add(self, one: Range) -> None:
        self._bound(one.bound)
        match one:
            case Skip():
                self._out.append(_SKIP)
            case Fingerprint():
                self._out.append(_FINGERPRINT)
                self._out += one.digest
            case Ids():
                self._out.append(_IDS)
                self._out += varint(len(one.ids))
                self._out += b"".join(one.ids)
                self.listed += one.ids

    def _bound(self, bound: bytes) -> None:
        time, prefix = int.from_bytes(bound[:_TIME_BYTES], "big"), bound[_TIME_BYTES:].rstrip(b"\0")
        self._out += varint(0 if time == _FOREVER else time - self._time + 1)
        self._out += varint(len(prefix)) + prefix
        self.end, self._time = bound, time


def varint(number: int) -> bytes:
    """Base 128, most significant digit first, the high bit set on all but the last."""
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))


class Reader:
    """Reads on in bytes; whatever is not there or not as it should be is a NegentropyError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def take(self, count: int) -> bytes:
        if count > len(self._data) - self._at:
            raise NegentropyError("the message is cut short")
        self._at += count
        return self._data[self._at - count : self._at]

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._at)

    def varint(self) -> int:
        number = 0
        while True:
            digit = self.take(1)[0]
            if digit == 0x80 and number == 0:
                raise NegentropyError("a number is written longer than it need be")
            number = number << 7 | digit & 0x7F
            if number > _FOREVER:
                raise NegentropyError("a number is too large")
            if digit < 0x80:
                return number


def read_ranges(data: bytes) -> list[Range]:
    """All ranges of a message, without its version. Raises NegentropyError for any other bytes."""
    reader = Reader(data)
    ranges: list[Range] = []
    time = 0
    while reader:
        if len(ranges) == MAX_RANGES:
            raise NegentropyError(f"a message has at most {MAX_RANGES} ranges")
        step = reader.varint()
        time = min(time + step - 1, _FOREVER) if step else _FOREVER
        length = reader.varint()
        if length > ID_BYTES:
            raise NegentropyError("a bound is longer than an id")
        bound = time.to_bytes(_TIME_BYTES, "big") + reader.take(length).ljust(ID_BYTES, b"\0")
        ranges.append(_read_payload(reader, bound))
    if any(later.bound < earlier.bound for earlier, later in pairwise(ranges)):
        raise NegentropyError("the ranges are out of order")
    return ranges


def _read_payload(reader: Reader, bound: bytes) -> Range:
    mode = reader.varint()
    if mode == _SKIP:
        return Skip(bound)
    if mode == _FINGERPRINT:
        return Fingerprint(bound, reader.take(FINGERPRINT_BYTES))
    if mode != _IDS:
        raise NegentropyError(f"a range has no mode {mode}")
    count = reader.varint()
    ids = reader.take(count * ID_BYTES)
    return Ids(bound, [ids[at : at + ID_BYTES] for at in range(0, len(ids), ID_BYTES)])
