"""The messages of a sync dialogue, as values and as bytes. docs/formats/sync.md tells what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from dalel.sync.ranges import NegentropyError, Reader, varint

VERSION = 1
MAX_HELLO = 1 << 16
MAX_MESSAGE = 1 << 20
MAX_LINE = 300  # characters of a refusal

_HELLO, _TURN, _REFUSAL = 1, 2, 3
_HELD, _RANGES, _WANTED, _PACKET, _GOES_ON, _END = (1 << bit for bit in range(6))
_KNOWN = (1 << 6) - 1


class Refused(ValueError):  # noqa: N818
    """What the other side sent, or is, cannot be accepted; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message of each side; what it says is the stores' matter."""

    said: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last message of a side that cannot go on, and why."""

    line: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a side says when it is its turn; None is a part that is not there.

    `held`: so many entries of the packet just received are now kept for good. `ranges`: a message of the
    reconciliation. `wanted`: which ids of those in the other side's last `ranges` it shall send, bit by bit.
    `packet`: entries, or a piece of them if the packet `goes_on`. `end`: there is nothing more to say, unless asked.
    """

    held: int | None = None
    ranges: bytes | None = None
    wanted: bytes | None = None
    packet: bytes | None = None
    goes_on: bool = False
    end: bool = False


Message = Hello | Turn | Refusal


def to_bytes(message: Message) -> bytes:
    match message:
        case Hello():
            return bytes([_HELLO, VERSION]) + message.said
        case Refusal():
            return bytes([_REFUSAL]) + shown(message.line).encode()
        case Turn():
            return _turn_to_bytes(message)


def from_bytes(data: bytes) -> Message:
    """Raises Refused where the bytes are no message of this version."""
    if len(data) > MAX_MESSAGE:
        raise Refused(f"a message has at most {MAX_MESSAGE} bytes, not {len(data)}")
    kind, rest = data[:1], data[1:]
    if kind == bytes([_HELLO]):
        if rest[:1] != bytes([VERSION]):
            raise Refused(
                "the other side speaks another version of the dialogue; use the same version of Dalel on both"
            )
        if len(rest) > MAX_HELLO + 1:
            raise Refused(f"a greeting has at most {MAX_HELLO} bytes")
        return Hello(rest[1:])
    if kind == bytes([_REFUSAL]):
        return Refusal(shown(rest.decode("utf-8", "replace")))
    if kind != bytes([_TURN]):
        raise Refused("the other side sent something else than a sync message")
    try:
        return _turn_from_bytes(rest)
    except NegentropyError as error:
        raise Refused("the other side sent a sync message that is malformed") from error


def shown(line: str) -> str:
    """A line of the other side's that can be printed: one line, no control or direction marks, not too long."""
    return "".join(letter if letter.isprintable() else "·" for letter in line[:MAX_LINE])


def to_bits(chosen: list[bool]) -> bytes:
    """Eight a byte, the first in the lowest bit."""
    number = sum(1 << place for place, is_chosen in enumerate(chosen) if is_chosen)
    return number.to_bytes((len(chosen) + 7) // 8, "little")


def from_bits(bits: bytes, count: int) -> list[int]:
    """The places of the bits that are set. Raises Refused where the bits do not speak of `count` things."""
    number = int.from_bytes(bits, "little")
    if not bits or len(bits) != (count + 7) // 8 or number >> count:
        raise Refused("the other side asks for entries that nobody listed")
    return [place for place in range(count) if bits[place // 8] >> place % 8 & 1]


def _turn_to_bytes(turn: Turn) -> bytes:
    flags = (
        _HELD * (turn.held is not None)
        | _RANGES * (turn.ranges is not None)
        | _WANTED * (turn.wanted is not None)
        | _PACKET * (turn.packet is not None)
        | _GOES_ON * turn.goes_on
        | _END * turn.end
    )
    held = b"" if turn.held is None else varint(turn.held)
    parts = [varint(len(part)) + part for part in (turn.ranges, turn.wanted) if part is not None]
    return b"".join([bytes([_TURN, flags]), held, *parts, turn.packet or b""])


def _turn_from_bytes(data: bytes) -> Turn:
    reader = Reader(data)
    flags = reader.take(1)[0]
    turn = Turn(
        held=reader.varint() if flags & _HELD else None,
        ranges=reader.take(reader.varint()) if flags & _RANGES else None,
        wanted=reader.take(reader.varint()) if flags & _WANTED else None,
        packet=reader.rest() if flags & _PACKET else None,
        goes_on=bool(flags & _GOES_ON),
        end=bool(flags & _END),
    )
    if reader or flags & ~_KNOWN or (turn.goes_on and turn.packet is None):
        raise NegentropyError("there is more than a turn has")
    return turn
