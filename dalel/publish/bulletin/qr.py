"""Bytes as QR codes and back: one code for a short message, or frames that may be lost, doubled and shuffled.

Frames are a fountain (RaptorQ, RFC 6330): whoever saw about as many different ones as the message is long has it whole,
whichever they were. Nothing here knows what the bytes are; whoever gets them checks their signature.
See docs/formats/qr-frames.md, with test vectors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import raptorq
import segno

from dalel.publish.bulletin import qr_base45 as base45

WHOLE: Final = "DALEL1:"
PART: Final = "DALEL1F:"

SYMBOL_BYTES: Final = 256
ID_BYTES: Final = 8
HEADER_BYTES: Final = 2 + ID_BYTES + 2
FRAME_BYTES: Final = HEADER_BYTES + SYMBOL_BYTES
MOST_BYTES: Final = 0xFFFF
"""Of one message. At five frames a second it takes about a minute to show."""

MOST_BYTES_IN_ONE_CODE: Final = 962
"""What a code of version 25 holds at error correction M: 1,451 characters, of which 7 are the prefix."""

LEAST_REPAIR: Final = 4
MOST_AT_A_TIME: Final = 8
"""Messages that one collector holds unfinished."""

MOST_BEYOND: Final = 32
"""Symbols beyond the message's own number that a collector takes before it starts anew. RFC 6330's code fails after n
more with a chance of about 1 in 256 to the power of n + 1."""

_LARGEST_CODE: Final = 25
_BLOCK: Final = 0


class QrError(ValueError):
    """What was read is no message of these; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: `length` is the whole message's in bytes, `id` its SHA-256 cut short, `symbol` numbers `data`."""

    length: int
    id: bytes
    symbol: int
    data: bytes

    @property
    def bytes(self) -> bytes:
        return self.length.to_bytes(2, "big") + self.id + self.symbol.to_bytes(2, "big") + self.data


def frames(message: bytes) -> list[bytes]:
    """The frames to show in turn, over and over: the message's own symbols, then as many that mend what is missed."""
    if not 0 < len(message) <= MOST_BYTES:
        raise QrError(f"a message of {len(message):,} bytes does not go into frames; at most {MOST_BYTES:,} do")
    encoder = raptorq.Encoder.with_defaults(message, SYMBOL_BYTES)
    repair = max(symbols(len(message)), LEAST_REPAIR)
    name = identity(message)
    # A packet is one byte for the block, three for the symbol's number, and the symbol (RFC 6330, 3.2).
    packets: list[bytes] = encoder.get_encoded_packets(repair)
    return [Frame(len(message), name, number, packet[4:]).bytes for number, packet in enumerate(packets)]


def symbols(length: int) -> int:
    """How many symbols a message of that length has: so many frames at least must be seen."""
    return -(-length // SYMBOL_BYTES)


def identity(message: bytes) -> bytes:
    """What keeps the frames of two messages apart."""
    return hashlib.sha256(message).digest()[:ID_BYTES]


def parse(data: bytes) -> Frame:
    """Raises QrError where the bytes are no frame."""
    if len(data) != FRAME_BYTES:
        raise QrError(f"a frame has {FRAME_BYTES} bytes, not {len(data):,}")
    frame = Frame(
        int.from_bytes(data[:2], "big"),
        data[2 : 2 + ID_BYTES],
        int.from_bytes(data[2 + ID_BYTES : HEADER_BYTES], "big"),
        data[HEADER_BYTES:],
    )
    if frame.length == 0:
        raise QrError("a frame of an empty message")
    return frame


@dataclass(slots=True)
class _Unfinished:
    decoder: raptorq.Decoder
    seen: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Collector:
    """Takes frames as they are seen, of several messages at once. What it holds is bounded, whatever is shown to it."""

    unfinished: dict[tuple[bytes, int], _Unfinished] = field(default_factory=dict)

    def add(self, data: bytes) -> bytes | None:
        """The message that this frame completes, if it does. Raises QrError for what is no frame.

        Where the symbols give a message of another hash, one of them was false: all of them are forgotten.
        """
        frame = parse(data)
        message = (frame.id, frame.length)
        begun = self.unfinished.pop(message, None) or _begin(frame.length)
        if frame.symbol not in begun.seen:
            begun.seen.add(frame.symbol)
            packet = bytes([_BLOCK]) + frame.symbol.to_bytes(3, "big") + frame.data
            decoded: bytes | None = begun.decoder.decode(packet)
            if decoded is not None:
                return decoded if identity(decoded) == frame.id else None
        if len(begun.seen) < symbols(frame.length) + MOST_BEYOND:
            self.unfinished[message] = begun
        # The one that was added to least recently goes first.
        if len(self.unfinished) > MOST_AT_A_TIME:
            del self.unfinished[next(iter(self.unfinished))]
        return None

    def furthest(self) -> tuple[int, int] | None:
        """Of the unfinished message of which most is there: how many different frames were seen, and are needed."""
        counts = [(len(begun.seen), symbols(length)) for (_, length), begun in self.unfinished.items()]
        return max(counts, key=lambda count: count[0] / count[1], default=None)


def _begin(length: int) -> _Unfinished:
    return _Unfinished(raptorq.Decoder.with_defaults(length, SYMBOL_BYTES))


def collect(frames: Iterable[bytes]) -> bytes | None:
    """The first message that the frames complete; None where there are not enough. What is no frame is passed over."""
    collector = Collector()
    for data in frames:
        with suppress(QrError):
            message = collector.add(data)
            if message is not None:
                return message
    return None


def whole_text(message: bytes) -> str:
    """A short message as the text of one code. Raises QrError where it is too long for one."""
    if not 0 < len(message) <= MOST_BYTES_IN_ONE_CODE:
        raise QrError(
            f"a message of {len(message):,} bytes does not go into one code; at most {MOST_BYTES_IN_ONE_CODE} do"
        )
    return WHOLE + base45.encode(message)


def frame_text(frame: bytes) -> str:
    return PART + base45.encode(frame)


def read_texts(texts: Iterable[str]) -> bytes:
    """The message in what codes say, in any order: a whole one, or the first that frames complete.

    Codes of other things, and damaged ones, are passed over: they must not keep anybody from the rest. Raises QrError
    where there is no message, saying what is missing.
    """
    collector = Collector()
    met_frames = False
    for text in texts:
        with suppress(QrError):
            if text.startswith(WHOLE):
                return _bytes_of(text, WHOLE, MOST_BYTES_IN_ONE_CODE)
            if text.startswith(PART):
                message = collector.add(_bytes_of(text, PART, FRAME_BYTES))
                met_frames = True
                if message is not None:
                    return message
    count = collector.furthest()
    if count is not None:
        raise QrError(
            f"{count[0]} different frames of one message were found, and it needs {count[1]}; film for longer"
        )
    if met_frames:
        raise QrError("the frames that were found do not fit together; film once more")
    raise QrError("no code of Dalel was found; take the picture nearer, in better light")


def _bytes_of(text: str, prefix: str, most: int) -> bytes:
    if len(text) > len(prefix) + most * 3 // 2 + 1:
        raise QrError("a code that is too long")
    try:
        return base45.decode(text[len(prefix) :])
    except ValueError as error:
        raise QrError(f"a damaged code: {error}") from error


def code(text: str) -> segno.QRCode:
    """The code of a text of `whole_text` or `frame_text`: error correction M, more where the same size holds it."""
    made = segno.make_qr(text, error="m", mode="alphanumeric", boost_error=True)
    if int(made.version) > _LARGEST_CODE:
        raise QrError(f"a code of version {made.version} is too fine for most cameras")
    return made
