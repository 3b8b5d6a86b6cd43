"""How many documents to expect, for a progress bar: cheap, and at least as many as there will be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from dalel.ingest import actors, archive, jsons, sources, table
from dalel.ingest.item import Item, Problem, UnreadableError
from dalel.ingest.walk import files, is_known

# Tables are counted by reading them, about 0.3 s for this much; more is not cheap.
_MOST_BYTES = 30_000_000


# What begins an entry of a feed.
_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_FEEDS = (".xml", ".rss", ".atom")


def count(paths: Iterable[str | Path]) -> int | None:
    """The number of documents, rows that will be refused included; None where it cannot be had cheaply."""
    left = _MOST_BYTES
    total = 0
    for item in _items(paths):
        if item.suffix in (*_TABLES, *_FEEDS):
            left -= item.size
            if left < 0:
                return None
        try:
            total += _count(item)
        except (UnreadableError, OSError):
            continue  # it will give a problem and no document
    return total


def _items(paths: Iterable[str | Path]) -> Iterator[Item]:
    """The files that will be read, members of archives included."""
    for path in paths:
        budget = archive.Budget()
        for item in files(path):
            if isinstance(item, Item) and is_known(item.name):
                yield from _with_members(item, budget)


def _with_members(item: Item, budget: archive.Budget) -> Iterator[Item]:
    if item.suffix != ".zip":
        yield item
        return
    try:
        for member in archive.members(item, is_known, budget):
            if isinstance(member, Item):
                yield from _with_members(member, budget)
    except UnreadableError:
        return  # it will give a problem and no document


def _count(item: Item) -> int:
    if PurePosixPath(item.name).name in (sources.FILE_NAME, actors.FILE_NAME):
        return 0
    if item.suffix in _FEEDS:
        return len(_ENTRY.findall(item.read()))
    counter = _TABLES.get(item.suffix)
    return 1 if counter is None else counter(item)


def _rows(item: Item) -> int:
    return max(0, sum(1 for row in table.rows(item, {}) if not isinstance(row, Problem)) - 1)


def _lines(item: Item) -> int:
    return sum(1 for _ in jsons.read_lines(item, {}))


def _entries(item: Item) -> int:
    return sum(1 for _ in jsons.read_array(item, {}))


_TABLES: dict[str, Callable[[Item], int]] = {
    ".csv": _rows,
    ".tsv": _rows,
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".json": _entries,
}
