"""What authors signed of their entries, in columns: everything that the reader cannot work out.

Entries stand by key and number. The hash of what an entry says is worked out from body and salt, the id of the one
before from that one. A signature may be left out where the next entry in the bundle is the next of the same key and
names this one: who signed that one vouched for this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from dalel.sync import cose
from dalel.sync.bundles.cursors import Sink, Source
from dalel.sync.bundles.limits import MAX_ENTRIES, BundleError
from dalel.sync.entries import FIRST, HASH_BYTES, LARGEST_NUMBER, Carried, Signed

SALT_BYTES = 16

# What a head says of itself, added up.
_EMPTIED, _UNSIGNED, _PREVIOUS_GIVEN = 1, 2, 4
_STATES = 8


@dataclass(frozen=True, slots=True)
class Head:
    """A signed entry without what is worked out. `previous` is None where it is the entry before in the bundle, or
    where the entry is its key's first; `content` only where the entry was emptied; `signature` is b"" where left out.
    """

    key: bytes
    number: int
    previous: bytes | None
    kind: str
    author: str
    at: int
    salt: str | None
    content: bytes | None
    signature: bytes


def follows(earlier: Signed | None, later: Signed) -> bool:
    """Whether an entry is the next of its key and names the other."""
    return (
        earlier is not None
        and (later.key, later.number) == (earlier.key, earlier.number + 1)
        and later.previous == earlier.id
    )


def write(sink: Sink, entries: Sequence[Carried], *, covered: bool) -> None:
    """Write the heads of entries that are in order. With `covered`, signatures are left out where that may be."""
    signed = [entry.signed for entry in entries]
    linked = [follows(earlier, later) for earlier, later in zip([None, *signed], signed, strict=False)]
    sink.number(len(entries))
    for key, group in groupby(signed, key=lambda one: one.key):
        numbers = [one.number for one in group]
        sink.number(len(numbers))
        sink.raw += key
        for before, number in pairwise([0, *numbers]):
            sink.number(number - before)
    for index, entry in enumerate(entries):
        is_covered = covered and index + 1 < len(entries) and linked[index + 1]
        given = not linked[index] and entry.signed.number > 1
        sink.number(_EMPTIED * (entry.body is None) + _UNSIGNED * is_covered + _PREVIOUS_GIVEN * given)
        if given:
            sink.raw += entry.signed.previous
        sink.raw += entry.signed.content if entry.salt is None else bytes.fromhex(entry.salt)
        if not is_covered:
            sink.raw += entry.signed.signature
    for before, at in pairwise([0, *(one.at for one in signed)]):
        sink.signed(at - before)
    sink.table([one.kind for one in signed])
    sink.table([one.author for one in signed])


def read(source: Source) -> list[Head]:
    """The heads of a bundle. Raises BundleError."""
    count = source.count(MAX_ENTRIES, "entries")
    keys: list[bytes] = []
    numbers: list[int] = []
    while len(keys) < count:
        size = source.number()
        if not 1 <= size <= count - len(keys):
            raise BundleError("the entries of a key are not as many as it says")
        keys += [source.raw(cose.KEY_BYTES)] * size
        number = 0
        for _ in range(size):
            number += source.number()
            if not 1 <= number <= LARGEST_NUMBER:
                raise BundleError("an entry has a number that is none")
            numbers.append(number)
    told = [_read_raw(source) for _ in range(count)]
    times, at = [], 0
    for _ in range(count):
        at += source.signed()
        times.append(at)
    kinds, authors = source.table(count), source.table(count)
    return [
        Head(key, number, previous, kind, author, at, salt, content, signature)
        for key, number, at, kind, author, (previous, salt, content, signature) in zip(
            keys, numbers, times, kinds, authors, told, strict=True
        )
    ]


def _read_raw(source: Source) -> tuple[bytes | None, str | None, bytes | None, bytes]:
    state = source.number()
    if state >= _STATES:
        raise BundleError("an entry is in a state that is none")
    previous = source.raw(HASH_BYTES) if state & _PREVIOUS_GIVEN else None
    content = source.raw(HASH_BYTES) if state & _EMPTIED else None
    salt = None if state & _EMPTIED else source.raw(SALT_BYTES).hex()
    return previous, salt, content, b"" if state & _UNSIGNED else source.raw(cose.SIGNATURE_BYTES)


def sign_again(heads: Sequence[Head], contents: Sequence[bytes]) -> list[Signed]:
    """The entries as they were signed, with what the heads leave out.

    Raises BundleError where they are not in order, one is there twice, or nothing vouches for one.
    """
    made: list[Signed] = []
    for head, content in zip(heads, contents, strict=True):
        before = made[-1] if made else None
        is_next = before is not None and (head.key, head.number) == (before.key, before.number + 1)
        previous = head.previous
        if previous is None and head.number == 1:
            previous = FIRST
        elif previous is None:
            if before is None or not is_next:
                raise BundleError("an entry does not say which one it follows")
            previous = before.id
        signed = Signed(head.key, head.number, previous, head.kind, content, head.author, head.at, head.signature)
        if before is not None and not before.signature and not follows(before, signed):
            raise BundleError(f"nobody vouches for entry {before.number}: it is not signed, and no entry follows it")
        if before is not None and order(before) >= order(signed):
            raise BundleError("its entries are not in order, or one is there twice")
        made.append(signed)
    if made and not made[-1].signature:
        raise BundleError(f"nobody vouches for entry {made[-1].number}: it is not signed, and no entry follows it")
    return made


def order(signed: Signed) -> tuple[bytes, int, bytes]:
    """By what entries stand in a bundle."""
    return signed.key, signed.number, signed.id
