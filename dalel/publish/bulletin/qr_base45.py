"""Base45 (RFC 9285): any bytes in the 45 characters that a QR code stores most tightly besides digits.

Two bytes are three characters, so 16 bits take 16.5 bits of a code in alphanumeric mode.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_BASE = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_PAIR, _SINGLE = 3, 2


def encode(data: bytes) -> str:
    written = []
    for at in range(0, len(data) - 1, 2):
        rest, low = divmod(data[at] * 256 + data[at + 1], _BASE)
        high, middle = divmod(rest, _BASE)
        written += [low, middle, high]
    if len(data) % 2:
        high, low = divmod(data[-1], _BASE)
        written += [low, high]
    return "".join(ALPHABET[value] for value in written)


def decode(text: str) -> bytes:
    """The bytes. Raises ValueError where the text is not what `encode` writes of any bytes."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError as error:
        raise ValueError("a character that base45 does not have") from error
    data = bytearray()
    for at in range(0, len(values), _PAIR):
        part = values[at : at + _PAIR]
        number = sum(value * _BASE**place for place, value in enumerate(part))
        size = len(part) - 1
        if len(part) < _SINGLE or number >= 256**size:
            raise ValueError("characters that are no bytes in base45")
        data += number.to_bytes(size, "big")
    return bytes(data)
