"""Which items one of two sets has and the other lacks, found in few bytes: Negentropy, protocol version 1.

The protocol is Doug Hoyte's (range-based set reconciliation after Aljoscha Meyer); its specification is
docs/negentropy-protocol-v1.md of https://github.com/hoytech/negentropy. An item is a time and an id of 32 bytes. The
sets are cut into ranges; where the fingerprints of a range differ, it is cut further, until it is so small that one
side lists its ids. How finely to cut is free: here it is chosen for thin links, where bytes are dear and round trips
are not. docs/formats/sync.md says how Dalel uses it, with test vectors.

`Reconciliation` is the client of the specification, `answer` its server. Two clients that talk with each other need
fewer bytes: whoever is given a list of ids knows all about that range, and nothing more is said about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dalel.sync.ranges import (
    ID_BYTES,
    INFINITY,
    ZERO,
    Fingerprint,
    Ids,
    Items,
    NegentropyError,
    Range,
    Skip,
    Writer,
    read_ranges,
)

VERSION = 0x61
MAX_MESSAGE = 1 << 19
MAX_OPEN = 1 << 16
LEAST_FRAME = 1 << 10
MAX_FRAME = 1 << 16

# Into how many parts a range is cut, and how few ids are listed instead. More parts save round trips and cost bytes;
# docs/formats/sync.md has the figures.
PARTS = 4
FEW = 3


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a message told: ids we have and the other lacks, ids we need, and all ids that it listed, in its order."""

    have: tuple[bytes, ...]
    need: tuple[bytes, ...]
    listed: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Open:
    """A range in which the two sides differ, and which of our items lie in it."""

    start: bytes
    bound: bytes
    lower: int
    upper: int


class Reconciliation:
    """One side of a reconciliation, over a set that does not change meanwhile.

    `frame` is how many bytes a message of ours may have (`LEAST_FRAME` to `MAX_FRAME`). What does not fit waits for the
    next message. `listed` are the ids that our last message lists.
    """

    def __init__(self, items: Items, frame: int = MAX_FRAME) -> None:
        if not LEAST_FRAME <= frame <= MAX_FRAME:
            raise ValueError(f"a frame has {LEAST_FRAME} to {MAX_FRAME} bytes, not {frame}")
        self._items = items
        self._frame = frame
        self._open: list[_Open] = []
        self.listed: tuple[bytes, ...] = ()

    def begin(self) -> bytes:
        """The first message: ranges that halve towards the newest items, for what differs is mostly new."""
        out = Writer(VERSION)
        lower, size = 0, len(self._items)
        while size - lower > PARTS:
            middle = (lower + size) // 2
            out.add(self._items.fingerprint(lower, middle, self._items.bound(middle)))
            lower = middle
        _split(out, self._items, lower, size, INFINITY)
        self.listed = tuple(out.listed)
        return bytes(out)

    def learn(self, message: bytes) -> Learnt:
        """Take in the other's message. Raises NegentropyError where it is none, or asks more than can be answered."""
        ranges = _ranges(message)
        if ranges is None:
            raise NegentropyError("the other side speaks another version of the reconciliation protocol")
        have: dict[bytes, None] = {}
        need: dict[bytes, None] = {}
        listed: list[bytes] = []
        differing: list[_Open] = []
        for here, said in _located(ranges, self._items):
            if isinstance(said, Ids):
                theirs = frozenset(said.ids)
                have.update((id_, None) for id_ in self._items.ids(here.lower, here.upper) if id_ not in theirs)
                need.update((id_, None) for id_ in said.ids if id_ not in self._items)
                listed += said.ids
            elif said != self._items.fingerprint(here.lower, here.upper, said.bound):
                differing.append(here)
        self._open = _merged(self._open, differing)
        if len(self._open) > MAX_OPEN:
            raise NegentropyError("the other side asks about too many ranges at once")
        return Learnt(tuple(have), tuple(need), tuple(listed))

    def reply(self) -> bytes | None:
        """Our next message; None when there is nothing to ask."""
        out = Writer(VERSION)
        said = 0
        for one in self._open:
            if len(out) > self._frame - Writer.MOST:
                break
            out.skip_to(one.start)
            _split(out, self._items, one.lower, one.upper, one.bound)
            said += 1
        del self._open[:said]
        self.listed = tuple(out.listed)
        return bytes(out) if len(out) > 1 else None


def answer(items: Items, message: bytes, frame: int = MAX_FRAME) -> bytes:
    """What the specification's server, which keeps nothing in mind, says to a message of its client.

    Where the answer would be larger than `frame`, one fingerprint stands for all that is left. Raises NegentropyError
    where the message is none.
    """
    ranges = _ranges(message)
    out = Writer(VERSION)
    for here, said in _located(ranges or [], items):
        room = frame - Writer.MOST - len(out)
        if isinstance(said, Ids):
            upper = min(here.upper, here.lower + max(room, 0) // ID_BYTES)
        elif said != items.fingerprint(here.lower, here.upper, said.bound):
            upper = here.upper if room > 0 else here.lower
        else:
            continue
        out.skip_to(here.start)
        if isinstance(said, Ids) and (upper > here.lower or upper == here.upper):
            out.add(Ids(said.bound if upper == here.upper else items.bound(upper), items.ids(here.lower, upper)))
        elif upper == here.upper:
            _split(out, items, here.lower, here.upper, said.bound)
        if upper < here.upper or room <= 0:
            out.add(items.fingerprint(upper, len(items), INFINITY))
            break
    return bytes(out)


def _merged(old: Sequence[_Open], new: Sequence[_Open]) -> list[_Open]:
    """Both in order, without old ones that the other side asks about anew. In each list, none overlap."""
    kept = []
    others = iter(new)
    next_ = next(others, None)
    for one in old:
        while next_ is not None and next_.bound <= one.start:
            next_ = next(others, None)
        if next_ is None or one.bound <= next_.start:
            kept.append(one)
    return sorted([*kept, *new])


def _split(out: Writer, items: Items, lower: int, upper: int, bound: bytes) -> None:
    """Say what is held from `lower` to `upper`: the ids where they are few, otherwise fingerprints of parts of it."""
    count = upper - lower
    if count <= FEW:
        out.add(Ids(bound, items.ids(lower, upper)))
        return
    parts = PARTS if count >= 2 * PARTS else 2
    cuts = [lower + count * number // parts for number in range(parts + 1)]
    for start, end in pairwise(cuts):
        out.add(items.fingerprint(start, end, bound if end == upper else items.bound(end)))


def _located(ranges: Sequence[Range], items: Items) -> list[tuple[_Open, Fingerprint | Ids]]:
    """What the ranges of a message say, each with where it starts and which items lie in it."""
    located: list[tuple[_Open, Fingerprint | Ids]] = []
    start, lower = ZERO, 0
    for one in ranges:
        upper = items.index(one.bound, lower)
        if not isinstance(one, Skip):
            located.append((_Open(start, one.bound, lower, upper), one))
        start, lower = one.bound, upper
    return located


def _ranges(message: bytes) -> list[Range] | None:
    """The ranges of a message, or None where it is of another version."""
    if not 1 <= len(message) <= MAX_MESSAGE:
        raise NegentropyError(f"a reconciliation message has 1 to {MAX_MESSAGE} bytes, not {len(message)}")
    if message[0] & 0xF0 != VERSION & 0xF0:
        raise NegentropyError("it is no reconciliation message")
    return read_ranges(message[1:]) if message[0] == VERSION else None
