"""Plain text: one file is one document, its text unchanged but for a byte-order mark and line ends."""

from __future__ import annotations

from collections.abc import Iterator

from dalel.ingest.draft import Draft
from dalel.ingest.encoding import decode
from dalel.ingest.item import Item, Problem


def read(item: Item) -> Iterator[Draft | Problem]:
    """The one document of a .txt file."""
    text, notice = decode(item.read())
    yield Draft(text, verbatim=True)
    if notice is not None:
        yield Problem(item.name, None, notice, fatal=False)
