"""JSON: .jsonl and .ndjson with one object a line, .json with an array of objects or one object; streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

from dalel.ingest import names
from dalel.ingest.draft import Draft
from dalel.ingest.encoding import text_stream
from dalel.ingest.item import MAX_FILE_BYTES, MAX_TABLE_BYTES, Item, Problem, UnreadableError, quoted, why
from dalel.ingest.records import draft
from dalel.ingest.table import bounded

_BLOCK = 65_536
_SPACE = " \t\r\n"
_DECODER = json.JSONDecoder()
# What the decoder raises: JSONDecodeError is a ValueError, as are numbers of thousands of digits;
# RecursionError comes from brackets nested thousands deep.
_BAD_JSON = (ValueError, RecursionError)


def read_lines(item: Item, asked: Mapping[str, str]) -> Iterator[Draft | Problem]:
    """The documents of a .jsonl file. A bad line is reported, the others are read."""
    with _opened(item) as (stream, notices):
        yield from notices
        for number, line in enumerate(bounded(stream), 1):
            line = line.strip(_SPACE + "\ufeff")
            if not line:
                continue
            try:
                value = json.loads(line)
            except _BAD_JSON as error:
                yield Problem(item.name, str(number), f"not valid JSON: {_reason(error)}")
                continue
            yield _record(item, value, asked, str(number))


def read_array(item: Item, asked: Mapping[str, str]) -> Iterator[Draft | Problem]:
    """The documents of a .json file: one for each object of its array, or the one object it is."""
    with _opened(item) as (stream, notices):
        yield from notices
        for number, value in enumerate(_values(stream), 1):
            yield _record(item, value, asked, f"entry {number}")


@contextmanager
def _opened(item: Item) -> Iterator[tuple[TextIO, list[Problem]]]:
    """The item's text; what goes wrong while it is read becomes UnreadableError."""
    if item.size > MAX_TABLE_BYTES:
        raise UnreadableError(f"larger than {MAX_TABLE_BYTES // 1_000_000_000} GB: split it")
    try:
        with item.open() as binary:
            stream, notice = text_stream(binary)
            yield stream, [Problem(item.name, None, notice, fatal=False)] if notice is not None else []
    except UnicodeError as error:
        raise UnreadableError("not in the encoding that it begins with: save it as UTF-8") from error
    except OSError as error:
        raise UnreadableError(why(error)) from error


def _record(item: Item, value: object, asked: Mapping[str, str], place: str) -> Draft | Problem:
    if not isinstance(value, dict):
        return Problem(item.name, place, 'not an object such as {"text": "…", "published": "…"}')
    columns = names.find(value, asked)
    if "text" not in columns:
        keys = ", ".join(quoted(key, 40) for key in list(value)[:20])
        return Problem(item.name, place, f"no text; its keys are {keys or 'none'}. Name it: --column text=KEY")
    return draft(value, columns, place)


def _values(stream: TextIO) -> Iterator[object]:
    """The values of the array that a stream holds, or the one value, without holding more than one at a time."""
    buffer, position = _more(stream, "", 0, _BLOCK)
    buffer = buffer.lstrip("\ufeff" + _SPACE)
    if not buffer:
        raise UnreadableError("the file is empty")
    if buffer[0] != "[":
        value, buffer, position = _next(stream, buffer, 0)
        yield value
        if buffer[position:].strip(_SPACE) or stream.read(_BLOCK).strip(_SPACE):
            raise UnreadableError("more follows after the first object: name the file .jsonl if it has one a line")
        return
    buffer, position = _skip(stream, buffer, 1)
    if buffer[position : position + 1] == "]":
        return
    while True:
        value, buffer, position = _next(stream, buffer, position)
        yield value
        buffer, position = _skip(stream, buffer, position)
        mark = buffer[position : position + 1]
        if mark == "]":
            return
        if mark != ",":
            raise UnreadableError("not valid JSON: a comma or ] is missing after an entry; the rest was not read")
        buffer, position = _skip(stream, buffer, position + 1)


def _next(stream: TextIO, buffer: str, position: int) -> tuple[object, str, int]:
    """The value at a position, reading on, twice as much each time, until it is whole."""
    block = _BLOCK
    while True:
        try:
            value, end = _DECODER.raw_decode(buffer, position)
            # A number may go on in the next block.
            if end < len(buffer) or not isinstance(value, (int, float)):
                return value, buffer, end
        except _BAD_JSON as error:
            if isinstance(error, RecursionError) or not isinstance(error, json.JSONDecodeError):
                raise UnreadableError(f"not valid JSON: {_reason(error)}; the rest was not read") from error
            if len(buffer) - position > MAX_FILE_BYTES:
                raise UnreadableError("an entry is too long or not valid JSON; the rest was not read") from error
            failure: json.JSONDecodeError | None = error
        else:
            failure = None
        longer, new_position = _more(stream, buffer, position, block)
        if len(longer) - new_position == len(buffer) - position:
            if failure is not None:
                raise UnreadableError(f"not valid JSON: {_reason(failure)}; the rest was not read") from failure
            return value, longer, len(longer)
        buffer, position, block = longer, new_position, 2 * block


def _more(stream: TextIO, buffer: str, position: int, block: int) -> tuple[str, int]:
    """What is left of the buffer and the next block of the stream."""
    return buffer[position:] + stream.read(block), 0


def _skip(stream: TextIO, buffer: str, position: int) -> tuple[str, int]:
    """Past white space."""
    while True:
        while position < len(buffer) and buffer[position] in _SPACE:
            position += 1
        if position < len(buffer):
            return buffer, position
        buffer, position = stream.read(_BLOCK), 0
        if not buffer:
            return "", 0


def _reason(error: BaseException) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (character {error.colno})"
    return "nested too deep" if isinstance(error, RecursionError) else "a number too long"
