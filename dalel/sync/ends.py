"""What a sync dialogue joins: a pipe to the other side, and the store of this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class PipeClosed(ConnectionError):  # noqa: N818
    """The pipe was closed or cut, or the other side was silent for too long; the message says which."""


class Pipe(Protocol):
    """Carries whole messages in both directions, each in order, until it is closed."""

    def send(self, message: bytes) -> None:
        """Raises PipeClosed."""

    def receive(self) -> bytes:
        """The next message. Raises PipeClosed at the end, or when nothing comes for as long as the pipe waits."""


class Store(Protocol):
    """What a side has, and keeps."""

    def hello(self) -> bytes:
        """What the other store is told first, at most 64 kB."""

    def heard(self, hello: bytes) -> None:
        """What the other store told first. Raises `turns.Refused` if there is nothing to talk about."""

    def items(self) -> Sequence[tuple[int, bytes]]:
        """The time (a whole number, 0 or more) and the id (32 bytes) of each entry that may be offered.

        Asked once, after `heard`. An entry has the same time in all stores.
        """

    def lacking(self) -> Sequence[bytes]:
        """The ids of entries that the other store lacks, as far as it told. They need not be among `items`.

        Asked once, after `heard`. They are sent without being compared.
        """

    def pack(self, ids: Sequence[bytes], at_most: int) -> tuple[bytes, int]:
        """A packet with the first of the ids, and with how many. It should have `at_most` bytes.

        With none, where the first id takes several packets: it is offered again for the next one.
        """

    def unpack(self, packet: bytes) -> Sequence[bytes]:
        """Keep what the packet holds, durably, and say which ids are now held.

        What it says is acknowledged. Raises `turns.Refused`, with nothing kept, for a packet that cannot be accepted.
        """
