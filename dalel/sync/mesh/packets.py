"""The packets of a conversation over a Reticulum link. See docs/formats/mesh.md, with test vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEAD_BYTES = 5
GAPS_BYTES = 4
NUMBER_BYTES = 2
MOST_OVERHEAD_BYTES = HEAD_BYTES + GAPS_BYTES + NUMBER_BYTES

# A packet says how many follow in the same burst in five bits, and what is held beyond the first gap in 32.
MOST_FOLLOWING = 31
WINDOW = GAPS_BYTES * 8

BURSTS = 1 << 8
NUMBERS = 1 << 16

_PIECE, _QUESTION, _GAPS = 0x80, 0x40, 0x20


class PacketError(ValueError):
    """The bytes are no packet of a conversation; the message says why."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What one side says in one packet.

    `burst` is the number of the speaker's burst (mod 256) and `heard` that of the other's last burst of which anything
    arrived. `following` packets of the same burst come after it. `is_question` wants an answer. `next` is the first
    piece (mod 65,536) that the speaker lacks, `beyond` says which after it are held already: distances from `next`, 1
    to 32. `number` and `piece` are None where the packet carries nothing.
    """

    burst: int
    heard: int
    following: int
    is_question: bool
    next: int
    beyond: frozenset[int]
    number: int | None
    piece: bytes | None


def encode(packet: Packet) -> bytes:
    """The bytes of a packet."""
    flags = packet.following | (_QUESTION if packet.is_question else 0) | (_GAPS if packet.beyond else 0)
    flags |= _PIECE if packet.piece is not None else 0
    parts = [bytes([packet.burst, packet.heard, flags]), packet.next.to_bytes(2)]
    if packet.beyond:
        parts.append(_mask(packet.beyond).to_bytes(GAPS_BYTES))
    if packet.piece is not None and packet.number is not None:
        parts += [packet.number.to_bytes(NUMBER_BYTES), packet.piece]
    return b"".join(parts)


def decode(data: bytes) -> Packet:
    """The packet in the bytes. Raises PacketError unless it is exactly one."""
    if len(data) < HEAD_BYTES:
        raise PacketError("a packet is cut short")
    flags = data[2]
    rest = data[HEAD_BYTES:]
    beyond: frozenset[int] = frozenset()
    if flags & _GAPS:
        if len(rest) < GAPS_BYTES or not any(rest[:GAPS_BYTES]):
            raise PacketError("a packet does not say which pieces it speaks of")
        mask = int.from_bytes(rest[:GAPS_BYTES])
        beyond = frozenset(distance for distance in range(1, WINDOW + 1) if mask >> (distance - 1) & 1)
        rest = rest[GAPS_BYTES:]
    number: int | None = None
    piece: bytes | None = None
    if flags & _PIECE:
        if len(rest) <= NUMBER_BYTES:
            raise PacketError("a packet has an empty piece")
        number, piece = int.from_bytes(rest[:NUMBER_BYTES]), rest[NUMBER_BYTES:]
    elif rest:
        raise PacketError("a packet has bytes left over")
    return Packet(
        burst=data[0],
        heard=data[1],
        following=flags & MOST_FOLLOWING,
        is_question=bool(flags & _QUESTION),
        next=int.from_bytes(data[3:5]),
        beyond=beyond,
        number=number,
        piece=piece,
    )


def _mask(distances: Iterable[int]) -> int:
    return sum(1 << (distance - 1) for distance in distances)


def is_later(burst: int, than: int) -> bool:
    """Is the burst after the other one, both counted mod 256?"""
    return 0 < (burst - than) % BURSTS < BURSTS // 2


def whole(number: int, near: int) -> int:
    """The full number of a piece that was sent mod 65,536, as the one nearest to one that is known."""
    return near + (number - near + NUMBERS // 2) % NUMBERS - NUMBERS // 2
