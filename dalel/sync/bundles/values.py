"""One column of values, each told as shortly as what stands before it allows.

A column holds what bodies of one kind have in one place: all addresses of documents, say. Each value is a code, and
what the code asks for. First come the codes of the whole column, then what they ask for, value by value.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import rfc8785

from dalel.sync.bundles.cursors import Sink, Source, number_to_signed, signed_to_number
from dalel.sync.bundles.frames import Budget
from dalel.sync.bundles.limits import MAX_NUMBER, BundleError
from dalel.sync.bundles.texts import STREAMS, Incoming, Outgoing

NULL, FALSE, TRUE, COUNT, BELOW_ZERO, OTHER_NUMBER = range(6)
STRING, HEX, TITLE, KNOWN_TEXT, DOCUMENT_ID = range(6, 11)
# Times: whole minutes or seconds after the one before, at the same distance from UTC or at another.
MINUTES, SECONDS, MINUTES_MOVED, SECONDS_MOVED = range(11, 15)
NEXT_TEXT = 15
AGAIN: Final = NEXT_TEXT + STREAMS

_MOVED = MINUTES_MOVED - MINUTES
_CONSTANTS = {NULL: None, FALSE: False, TRUE: True}
_HEX = re.compile(r"(?:[0-9a-f]{2}){8,64}\Z")
_MOST_HEX_BYTES = 64
_HASH_DIGITS = 64
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-])(\d\d):(\d\d)\Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1)
_MOST_EAST = 24 * 60

DocumentNumbers = Callable[[], Mapping[str, int]]
DocumentId = Callable[[int], str]


class _Context:
    """What a column has said so far, the same on both sides."""

    def __init__(self) -> None:
        self.known: list[str] = []  # strings that may be named again
        self.seconds = 0
        self.east = 0
        self.document = 0


class Writer:
    """Writes columns, one after the other."""

    def __init__(self, sink: Sink, texts: Outgoing) -> None:
        self._sink, self._texts = sink, texts

    def column(self, values: Sequence[Any], text_names: Sequence[str | None], documents: DocumentNumbers) -> None:
        """Write the values of a column.

        `text_names` says, for each, what its body gave as its text, if that is known yet; `documents` gives the number
        of each document that the column may name by its id.
        """
        context = _Context()
        numbers: dict[str, int] = {}
        later = Sink()
        for value, text_name in zip(values, text_names, strict=True):
            if isinstance(value, str) and value in numbers:
                self._sink.number(AGAIN + numbers[value])
                continue
            code = self._one(value, text_name, context, later, documents)
            self._sink.number(code)
            if code in (STRING, HEX):
                numbers[value] = len(numbers)
        self._sink.numbers += later.numbers
        self._sink.words += later.words
        self._sink.raw += later.raw

    def _one(self, value: Any, text_name: str | None, context: _Context, sink: Sink, documents: DocumentNumbers) -> int:
        """Write what a value's code asks for, and return the code."""
        if value is None or value is False or value is True:
            return next(code for code, constant in _CONSTANTS.items() if constant is value)
        if isinstance(value, str):
            return self._string(value, text_name, context, sink, documents)
        if isinstance(value, int):
            sink.number(value if value >= 0 else -1 - value)
            return COUNT if value >= 0 else BELOW_ZERO
        sink.word(rfc8785.dumps(value).decode())
        return OTHER_NUMBER

    def _string(
        self, value: str, text_name: str | None, context: _Context, sink: Sink, documents: DocumentNumbers
    ) -> int:
        if len(value) == _HASH_DIGITS and (code := self._hash(value, context, sink, documents)) is not None:
            return code
        if _HEX.match(value):
            sink.number(len(value) // 2)
            sink.raw += bytes.fromhex(value)
            return HEX
        if text_name is not None and text_name in self._texts and value == title(self._texts[text_name]):
            return TITLE
        if (told := _parse_time(value)) is not None:
            return _write_time(*told, context, sink)
        sink.word(value)
        return STRING

    def _hash(self, value: str, context: _Context, sink: Sink, documents: DocumentNumbers) -> int | None:
        """The code of a hash of something that is in the bundle; None where it is of nothing there."""
        if value in self._texts:
            known = self._texts.number(value)
            if known is None:
                return NEXT_TEXT + self._texts.send(value)
            sink.number(known)
            return KNOWN_TEXT
        document = documents().get(value)
        if document is None:
            return None
        sink.signed(document - context.document)
        context.document = document
        return DOCUMENT_ID


class Reader:
    """Reads columns, one after the other, and raises BundleError where they are none."""

    def __init__(self, source: Source, texts: Incoming, document_id: DocumentId, budget: Budget) -> None:
        self._source, self._texts, self._document_id, self._budget = source, texts, document_id, budget

    def column(self, text_names: Sequence[str | None]) -> list[Any]:
        """The values of a column."""
        context = _Context()
        codes = [self._source.number() for _ in text_names]
        values = []
        for code, text_name in zip(codes, text_names, strict=True):
            value = self._one(code, text_name, context)
            if isinstance(value, str):
                self._budget.spend(len(value))
            values.append(value)
        return values

    def _one(self, code: int, text_name: str | None, context: _Context) -> Any:
        source = self._source
        if code in _CONSTANTS:
            return _CONSTANTS[code]
        if code == COUNT:
            return source.count(MAX_NUMBER, "in a number")
        if code == BELOW_ZERO:
            return -1 - source.count(MAX_NUMBER - 1, "in a number")
        if code == OTHER_NUMBER:
            return _other_number(source.word())
        if code == TITLE:
            if text_name is None or text_name not in self._texts.texts:
                raise BundleError("it takes a title from a text that is not there")
            return title(self._texts.texts[text_name])
        if MINUTES <= code <= SECONDS_MOVED:
            return _read_time(code, context, source)
        if code == KNOWN_TEXT:
            return self._texts.name(source.number())
        if code == DOCUMENT_ID:
            context.document += source.signed()
            return self._document_id(context.document)
        if NEXT_TEXT <= code < AGAIN:
            return self._texts.take(code - NEXT_TEXT)
        return self._string(code, context)

    def _string(self, code: int, context: _Context) -> str:
        source = self._source
        if code >= AGAIN:
            if code - AGAIN >= len(context.known):
                raise BundleError("it points at a value that was not there before")
            return context.known[code - AGAIN]
        is_hex = code == HEX
        value = source.raw(source.count(_MOST_HEX_BYTES, "bytes in a hash")).hex() if is_hex else source.word()
        context.known.append(value)
        return value


def title(text: str) -> str:
    """What a text begins with: all before the first empty line."""
    return text.partition("\n\n")[0]


def _other_number(word: str) -> float:
    try:
        number = json.loads(word)
    except (ValueError, RecursionError) as error:
        raise BundleError("it holds a number that is none") from error
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise BundleError("it holds a number that is none")
    return float(number)


def _parse_time(value: str) -> tuple[int, int] | None:
    """What the log writes as a time: UTC seconds since 1970, and how many minutes east of UTC it was told."""
    found = _TIME.match(value)
    if found is None:
        return None
    try:
        local = datetime.fromisoformat(found[1])
    except ValueError:
        return None
    east = int(found[3]) * 60 + int(found[4])
    east = -east if found[2] == "-" else east
    seconds = (local - _EPOCH) // timedelta(seconds=1) - 60 * east
    return (seconds, east) if abs(east) < _MOST_EAST and _format_time(seconds, east) == value else None


def _format_time(seconds: int, east: int) -> str:
    """The time as the log writes it. Raises BundleError where there is none."""
    try:
        local = _EPOCH + timedelta(seconds=seconds + 60 * east)
    except OverflowError as error:
        raise BundleError("it holds a time that is none") from error
    if abs(east) >= _MOST_EAST:
        raise BundleError("it holds a time that is none")
    hours, minutes = divmod(abs(east), 60)
    return f"{local.isoformat(timespec='seconds')}{'-' if east < 0 else '+'}{hours:02}:{minutes:02}"


def _write_time(seconds: int, east: int, context: _Context, sink: Sink) -> int:
    later, further = seconds - context.seconds, east - context.east
    context.seconds, context.east = seconds, east
    minutes, rest = divmod(later, 60)
    sink.signed(later if rest else minutes)
    code = SECONDS if rest else MINUTES
    if not further:
        return code
    hours, rest = divmod(further, 60)
    sink.number(2 * signed_to_number(further) + 1 if rest else 2 * signed_to_number(hours))
    return code + _MOVED


def _read_time(code: int, context: _Context, source: Source) -> str:
    later = source.signed()
    context.seconds += later if code in (SECONDS, SECONDS_MOVED) else 60 * later
    if code in (MINUTES_MOVED, SECONDS_MOVED):
        number = source.number()
        further = number_to_signed(number >> 1)
        context.east += further if number & 1 else 60 * further
    return _format_time(context.seconds, context.east)
