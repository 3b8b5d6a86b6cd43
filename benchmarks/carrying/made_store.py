"""Two stores of made entries that differ in some, to measure a dialogue without a record."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

from dalel.sync.turns import Refused

FIRST_TIME = 1_640_995_200
SECONDS_APART = 60
# What the stores of two records tell each other first has about this size.
HELLO = bytes(60)


@dataclass(frozen=True, slots=True)
class Plan:
    """So many entries in both stores together, of which some are lacking on one side or the other.

    `which` is "newest" (the newest ones differ, as after a network was cut) or "scattered" (any ones). An entry has
    `entry_bytes` when packed; it is random, as compressed entries are.
    """

    entries: int = 10_000
    differing: int = 10
    which: str = "newest"
    entry_bytes: int = 700
    seed: int = 1

    @property
    def difference_bytes(self) -> int:
        return self.differing * self.entry_bytes

    def store(self, side: int) -> MadeStore:
        """The store of side 0 or 1."""
        chance = random.Random(self.seed)
        numbers = range(self.entries)
        lacking = numbers[-self.differing :] if self.which == "newest" else chance.sample(numbers, self.differing)
        at_side = {number: chance.randrange(2) for number in lacking}
        return MadeStore(self, [number for number in numbers if at_side.get(number, side) == side])


class MadeStore:
    """Entries by number: entry n is random bytes made from n, and its id their SHA-256."""

    def __init__(self, plan: Plan, numbers: Sequence[int]) -> None:
        self._plan = plan
        self._number_of = {_id(self._entry(number)): number for number in range(plan.entries)}
        self._id_of = {number: id_ for id_, number in self._number_of.items()}
        self.held = {self._id_of[number] for number in numbers}

    @property
    def digest(self) -> str:
        """The same on both sides when they hold the same."""
        return hashlib.sha256(b"".join(sorted(self.held))).hexdigest()

    def hello(self) -> bytes:
        return HELLO

    def heard(self, hello: bytes) -> None:
        if hello != HELLO:
            raise Refused("this store knows only its like")

    def items(self) -> Sequence[tuple[int, bytes]]:
        return [(FIRST_TIME + SECONDS_APART * self._number_of[id_], id_) for id_ in self.held]

    def lacking(self) -> Sequence[bytes]:
        return ()

    def pack(self, ids: Sequence[bytes], at_most: int) -> tuple[bytes, int]:
        count = min(len(ids), max(1, at_most // self._plan.entry_bytes))
        return b"".join(self._entry(self._number_of[id_]) for id_ in ids[:count]), count

    def unpack(self, packet: bytes) -> Sequence[bytes]:
        size = self._plan.entry_bytes
        ids = [_id(packet[start : start + size]) for start in range(0, len(packet), size)]
        if not all(id_ in self._number_of for id_ in ids):
            raise Refused("the packet holds what nobody made")
        self.held.update(ids)
        return ids

    def _entry(self, number: int) -> bytes:
        return hashlib.shake_256(f"entry {number}".encode()).digest(self._plan.entry_bytes)


def _id(entry: bytes) -> bytes:
    return hashlib.sha256(entry).digest()
