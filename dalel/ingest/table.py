"""Tables: .csv and .tsv, one document a row, streamed. The first row names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TextIO

from dalel.ingest import names
from dalel.ingest.draft import Draft
from dalel.ingest.encoding import text_stream
from dalel.ingest.item import MAX_TABLE_BYTES, MAX_TEXT_CHARS, Item, Problem, UnreadableError, why
from dalel.ingest.records import columns_or_error, draft

# A longer field is not a text but a quotation mark that nobody closed.
_MAX_FIELD = MAX_TEXT_CHARS
_DELIMITERS = ",;\t|"
_UNCLOSED = (
    f"a field longer than {MAX_TEXT_CHARS:,} characters: a quotation mark is not closed; "
    "the rest of the file was not read"
)


def read(item: Item, asked: Mapping[str, str]) -> Iterator[Draft | Problem]:
    """The documents of a table; `asked` maps fields to columns where the user said so."""
    header: list[str] | None = None
    columns: dict[str, str] = {}
    for row in rows(item, asked):
        if isinstance(row, Problem):
            yield row
            continue
        line, cells = row
        if header is None:
            header = [name.strip("\ufeff ") for name in cells]
            found = columns_or_error(header, asked)
            if isinstance(found, str):
                raise UnreadableError(found, str(line))
            columns = found
        elif len(cells) > len(header):
            message = f"{len(cells)} cells for {len(header)} columns: put texts that hold the delimiter in quotes"
            yield Problem(item.name, str(line), message)
        else:
            yield draft(dict(zip(header, cells, strict=False)), columns, str(line))


def rows(item: Item, asked: Mapping[str, str]) -> Iterator[tuple[int, list[str]] | Problem]:
    """The rows that are not empty, the header first, each with the line on which it begins."""
    if item.size > MAX_TABLE_BYTES:
        raise UnreadableError(f"larger than {MAX_TABLE_BYTES // 1_000_000_000} GB: split it")
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_FIELD))
    line = 1
    try:
        with item.open() as binary:
            stream, notice = text_stream(binary)
            if notice is not None:
                yield Problem(item.name, None, notice, fatal=False)
            lines = bounded(stream)
            header = next(lines, "")
            if not header.strip("\ufeff\r\n "):
                raise UnreadableError("the first line is empty: it must name the columns", "1")
            delimiter = "\t" if item.suffix == ".tsv" else _delimiter(header, asked)
            reader = csv.reader(chain([header], lines), delimiter=delimiter)
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
    except csv.Error as error:
        message = _UNCLOSED if "field larger" in str(error) else f"not a table: {error}"
        raise UnreadableError(message, str(line)) from error
    except UnicodeError as error:
        raise UnreadableError("not in the encoding that it begins with: save it as UTF-8", str(line)) from error
    except OSError as error:
        raise UnreadableError(why(error), str(line)) from error


def bounded(stream: TextIO) -> Iterator[str]:
    """The lines of a stream; one too long to hold is an error."""
    while line := stream.readline(4 * _MAX_FIELD):
        if len(line) == 4 * _MAX_FIELD:
            raise UnreadableError(f"a line longer than {4 * _MAX_FIELD:,} characters; the rest was not read")
        yield line


def _delimiter(header: str, asked: Mapping[str, str]) -> str:
    """The delimiter with which the header names most of the fields; in a tie the one with the most columns."""

    def fitness(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([header.strip("\ufeff")], delimiter=delimiter), [])
        except csv.Error:
            return (0, 0)
        return len(names.find(cells, asked)), len(cells)

    return max(_DELIMITERS, key=fitness)
