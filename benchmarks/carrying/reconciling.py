"""Bytes that finding the difference of two sets takes.

    python -m benchmarks.carrying.reconciling

Items are like a record's entries: times in whole seconds, up to ten in the same second, random ids. What differs
is scattered over the set, or is the newest, or is the newest of one side only. Prints bytes in both directions and
messages, for two sides that speak Dalel's dialogue and for a client and a server of the published protocol.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

from dalel.sync.negentropy import Reconciliation, answer
from dalel.sync.ranges import Items
from dalel.sync.turns import to_bits

ITEMS = 10_000
DIFFERING = (10, 100)
MOST_AT_ONCE = 10

Item = tuple[int, bytes]


def sets(count: int, differing: int, where: str, seed: int = 1) -> tuple[list[Item], list[Item]]:
    """Two sets of about `count` items that differ in so many."""
    chance = random.Random(seed)
    items: list[Item] = []
    time = 1_641_000_000
    while len(items) < count:
        time += chance.randrange(1, 600)
        items += ((time, chance.randbytes(32)) for _ in range(chance.randrange(1, MOST_AT_ONCE + 1)))
    places = chance.sample(range(len(items)), differing) if where == "scattered" else range(len(items))[-differing:]
    lacking = set(chance.sample(places, differing if where == "newest of one side" else differing // 2))
    other = set(places) - lacking
    here, there = ([item for place, item in enumerate(items) if place not in out] for out in (other, lacking))
    return here, there


def between_two_clients(here: list[Item], there: list[Item]) -> tuple[int, int, int]:
    """Bytes one way, bytes the other way, messages; with the bits that say which ids are wanted."""
    sides = [Reconciliation(Items(items)) for items in (here, there)]
    spoken = [0, 0]
    messages, speaker, found = 0, 0, set()
    said: bytes | None = sides[0].begin()
    while said is not None:
        messages += 1
        spoken[speaker] += len(said)
        speaker = 1 - speaker
        learnt = sides[speaker].learn(said)
        found |= {*learnt.have, *learnt.need}
        if learnt.need:
            spoken[speaker] += len(to_bits([id_ in learnt.need for id_ in learnt.listed]))
        said = sides[speaker].reply()
    _check(found, here, there)
    return *spoken, messages


def between_client_and_server(here: list[Item], there: list[Item]) -> tuple[int, int, int]:
    client, items = Reconciliation(Items(here)), Items(there)
    bytes_out = bytes_in = messages = 0
    found: set[bytes] = set()
    said: bytes | None = client.begin()
    while said is not None:
        answered = answer(items, said)
        bytes_out, bytes_in, messages = bytes_out + len(said), bytes_in + len(answered), messages + 2
        learnt = client.learn(answered)
        found |= {*learnt.have, *learnt.need}
        said = client.reply()
    _check(found, here, there)
    return bytes_out, bytes_in, messages


def _check(found: set[bytes], here: list[Item], there: list[Item]) -> None:
    if found != {id_ for _, id_ in set(here) ^ set(there)}:
        raise AssertionError("the difference was not found")


def main() -> None:
    ways: dict[str, Callable[[list[Item], list[Item]], tuple[int, int, int]]] = {
        "dialogue": between_two_clients,
        "client and server": between_client_and_server,
    }
    print(f"{ITEMS:,} items\n\n| differing | where | way | bytes out | bytes in | messages | bytes a difference |")
    print("|---|---|---|---|---|---|---|")
    for differing, where in product(DIFFERING, ("scattered", "newest", "newest of one side")):
        for name, way in ways.items():
            bytes_out, bytes_in, messages = way(*sets(ITEMS, differing, where))
            each = (bytes_out + bytes_in) / differing
            print(f"| {differing} | {where} | {name} | {bytes_out:,} | {bytes_in:,} | {messages} | {each:.0f} |")


if __name__ == "__main__":
    main()
