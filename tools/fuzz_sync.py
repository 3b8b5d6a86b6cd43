"""Looks for bytes that a sync dialogue cannot take, guided by coverage (atheris; `pip install atheris`).

    python -m tools.fuzz_sync [-max_total_time=600] [CORPUS_FOLDER]

The first byte of an input says where the others go: to the reconciliation, to the dialogue from either side, or to the
framing of a stream. They are cut into messages: a byte for the length, and so many bytes. A failure is any exception
that is not the decoder's own, an answer that is no message, or a store that keeps what nobody sent; atheris writes the
input to a file. The arguments are libFuzzer's.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["dalel.sync"]):
    from dalel.sync import turns
    from dalel.sync.dialogue import exchange
    from dalel.sync.ends import PipeClosed
    from dalel.sync.negentropy import LEAST_FRAME, VERSION, Reconciliation, answer
    from dalel.sync.ranges import Items, NegentropyError, read_ranges
    from dalel.sync.sides import LEAST_MESSAGE
    from dalel.sync.streams import over_socket
    from dalel.sync.turns import Hello, Refusal, Refused, from_bytes, to_bytes

ENTRIES = [(number // 3, bytes([number * 5 % 256, number % 7]) * 16) for number in range(40)]
HELLO = to_bytes(Hello(b""))
MOST_TURNS = 40


class Heard:
    """A pipe from which the messages of the input come, and on which only messages go out."""

    def __init__(self, messages: list[bytes]) -> None:
        self._messages = iter(messages)

    def send(self, message: bytes) -> None:
        if len(message) > LEAST_MESSAGE:
            raise AssertionError(f"a message has {len(message)} bytes")
        from_bytes(message)

    def receive(self) -> bytes:
        for message in self._messages:
            return message
        raise PipeClosed("the input ended")


class Kept:
    """A store that takes in any packet of whole ids."""

    def __init__(self) -> None:
        self.held = dict(ENTRIES_BY_ID)

    def hello(self) -> bytes:
        return b""

    def heard(self, hello: bytes) -> None:
        if hello.startswith(b"no"):
            raise Refused("we do not talk")

    def items(self) -> Sequence[tuple[int, bytes]]:
        return [(time, id_) for id_, time in self.held.items()]

    def lacking(self) -> Sequence[bytes]:
        return [ENTRIES[0][1]]

    def pack(self, ids: Sequence[bytes], at_most: int) -> tuple[bytes, int]:
        if not all(id_ in self.held for id_ in ids):
            raise AssertionError("asked to send what is not here")
        count = max(1, min(len(ids), at_most // 32))
        return b"".join(ids[:count]), count

    def unpack(self, packet: bytes) -> Sequence[bytes]:
        if len(packet) % 32:
            raise Refused("the packet is cut short")
        ids = [packet[at : at + 32] for at in range(0, len(packet), 32)]
        self.held |= dict.fromkeys(ids, 0)
        return ids


ENTRIES_BY_ID = {id_: time for time, id_ in ENTRIES}


def messages(data: bytes) -> Iterator[bytes]:
    while data:
        yield data[1 : 1 + data[0]]
        data = data[1 + data[0] :]


def compare(data: bytes) -> None:
    items = Items(ENTRIES)
    side = Reconciliation(items, LEAST_FRAME)
    for message in messages(data):
        said = bytes([VERSION]) + message
        with suppress(NegentropyError):
            read_ranges(answer(items, said, LEAST_FRAME)[1:])
        with suppress(NegentropyError):
            learnt = side.learn(said)
            if not set(learnt.need) <= set(learnt.listed) or any(id_ in items for id_ in learnt.need):
                raise AssertionError("what is needed was not listed, or is here")
            if not all(id_ in items for id_ in learnt.have):
                raise AssertionError("what is had is not here")
        reply = side.reply()
        if reply is not None and not read_ranges(reply[1:]):
            raise AssertionError("a reply says nothing")


def talk(data: bytes, begins: bool, greets: bool) -> None:
    heard = list(messages(data))[:MOST_TURNS]
    store = Kept()
    went = exchange(Heard([HELLO, *heard] if greets else heard), store, begins=begins, message_bytes=LEAST_MESSAGE)
    if went.refused is not None and not went.refused.isprintable():
        raise AssertionError("a refusal cannot be printed")
    if went.taken == 0 and store.held != ENTRIES_BY_ID:
        raise AssertionError("something was kept and not counted")


def decode(data: bytes) -> None:
    """A message that is read is the one that was written."""
    try:
        message = from_bytes(data)
    except Refused:
        return
    if not isinstance(message, Refusal) and to_bytes(message) != data:
        raise AssertionError(f"{data.hex()} reads as {message}")


def stream(data: bytes) -> None:
    here, there = socket.socketpair()
    with over_socket(here, silence=5) as pipe, there:
        there.sendall(data)
        there.shutdown(socket.SHUT_WR)
        with suppress(PipeClosed):
            while len(pipe.receive()) <= turns.MAX_MESSAGE:
                pass


def once(data: bytes) -> None:
    if not data:
        return
    way, rest = data[0] % 8, data[1:]
    if way < 2:
        compare(rest)
    elif way < 6:
        talk(rest, begins=way % 2 == 0, greets=way < 4)
    elif way == 6:
        decode(rest)
    else:
        stream(rest)


def main() -> None:
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
