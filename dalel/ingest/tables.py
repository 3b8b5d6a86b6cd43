"""A file of like TOML tables that a person edits: each is read apart, and a slip in one is named by its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from dalel.ingest.encoding import decode
from dalel.ingest.item import Item, UnreadableError

_MAX_BYTES = 1_000_000
# Keys parted by thousands of points on one line take TOML's parser time quadratic in their number.
_MAX_LINE = 2_000


def tables(item: Item, kind: str) -> Iterator[tuple[str, Any]]:
    """The `[[kind]]` tables of a file, each with the line it begins in (or its number). Each may be anything."""
    text, _ = decode(item.read(_MAX_BYTES))
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > _MAX_LINE:
            raise UnreadableError(f"a line longer than {_MAX_LINE:,} characters: break it up", str(number))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise UnreadableError(f"not valid TOML: {error}", found[1] if found else None) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableError("not valid TOML: nested too deep, or a number too long") from error
    found_tables = data.get(kind)
    if not isinstance(found_tables, list) or not found_tables:
        raise UnreadableError(f'no [[{kind}]] table; one begins with a line [[{kind}]], then name = "…"')
    starts = [number for number, line in enumerate(lines, 1) if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)]
    for index, table in enumerate(found_tables):
        yield str(starts[index]) if len(starts) == len(found_tables) else f"{kind} {index + 1}", table
