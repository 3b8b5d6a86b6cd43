"""Reading deterministic CBOR (RFC 8949, 4.2.1) that a stranger wrote: plain values only, each in its one shortest form.

A general decoder makes dates, fractions, decimals, patterns and sets of tagged values, and some of these cost seconds
for a few kilobytes. None of them is in our formats. So this reads whole numbers of 64 bits, byte and text strings,
lists, maps whose keys are numbers or strings, true, false and null, and refuses everything else. Numbers that are not
whole are read only where a format has them.

`cbor2.dumps(…, canonical=True)` writes what is read here, as long as the keys of each map are of one kind: it puts
short keys before long ones (RFC 7049, 3.9), which is the order of RFC 8949 for numbers from 0 on or for texts alone.
"""

from __future__ import annotations

import math
import struct
from typing import Any

DEEPEST = 16

_NUMBER, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP = range(6)
_SIMPLE = {0xF4: False, 0xF5: True, 0xF6: None}
_FLOATS = {0xF9: ">e", 0xFA: ">f", 0xFB: ">d"}
# Additional information 24 to 27: the argument stands in the next 1, 2, 4 or 8 bytes, and was not to be shorter.
_WIDTHS = {24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32)}


class CborError(ValueError):
    """It is not deterministic CBOR of plain values."""


def read(data: bytes, *, floats: bool = False) -> Any:
    """The one value that the bytes are, no byte more. The caller limits their number; work and memory grow with it.

    With `floats`, also finite floating-point numbers of any width: that they are in their shortest form, and not whole,
    is for the caller to check. Raises CborError.
    """
    value, end = _value(data, 0, DEEPEST, floats)
    if end != len(data):
        raise CborError("something follows the value")
    return value


def _value(data: bytes, at: int, depth: int, floats: bool) -> tuple[Any, int]:
    """The value that begins at a position, and where it ends."""
    if at >= len(data):
        raise CborError("it is cut short")
    if not depth:
        raise CborError(f"it is nested deeper than {DEEPEST}")
    first = data[at]
    if first in _SIMPLE:
        return _SIMPLE[first], at + 1
    if floats and first in _FLOATS:
        return _float(data, at)
    kind = first >> 5
    if kind > _MAP:
        raise CborError("it holds a value of a kind that is not used")
    count, at = _argument(data, at)
    if kind == _NUMBER:
        return count, at
    if kind == _NEGATIVE:
        return -1 - count, at
    if count > len(data) - at:
        raise CborError("it is cut short")
    if kind == _BYTES:
        return data[at : at + count], at + count
    if kind == _TEXT:
        return _text(data[at : at + count]), at + count
    if kind == _LIST:
        return _list(data, at, count, depth - 1, floats)
    return _map(data, at, count, depth - 1, floats)


def _float(data: bytes, at: int) -> tuple[float, int]:
    form = _FLOATS[data[at]]
    end = at + 1 + struct.calcsize(form)
    if end > len(data):
        raise CborError("it is cut short")
    (number,) = struct.unpack_from(form, data, at + 1)
    if not math.isfinite(number):
        raise CborError("a number is none")
    return float(number), end


def _argument(data: bytes, at: int) -> tuple[int, int]:
    short = data[at] & 0x1F
    if short < min(_WIDTHS):
        return short, at + 1
    if short not in _WIDTHS:
        raise CborError("it holds a length that is not definite")
    width, least = _WIDTHS[short]
    end = at + 1 + width
    if end > len(data):
        raise CborError("it is cut short")
    number = int.from_bytes(data[at + 1 : end])
    if number < least:
        raise CborError("a number is not in its shortest form")
    return number, end


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise CborError("a text is not UTF-8") from error


def _list(data: bytes, at: int, count: int, depth: int, floats: bool) -> tuple[list[Any], int]:
    values = []
    for _ in range(count):
        value, at = _value(data, at, depth, floats)
        values.append(value)
    return values, at


def _map(data: bytes, at: int, count: int, depth: int, floats: bool) -> tuple[dict[int | bytes | str, Any], int]:
    values: dict[int | bytes | str, Any] = {}
    before = b""
    for _ in range(count):
        if at < len(data) and data[at] >> 5 > _TEXT:
            raise CborError("a key of a map is neither a number nor a string")
        key, end = _value(data, at, depth, floats=False)
        if data[at:end] <= before:
            raise CborError("the keys of a map are not in order")
        before = data[at:end]
        values[key], at = _value(data, end, depth, floats)
    return values, at
