"""Rows of labels, as `record.tracking.labels` gives them, for the tests of wording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dalel.model import FOREVER

Row = dict[str, Any]


def label(row: int, lemma: str, /, **changes: Any) -> Row:
    """A label in a document and a sentence of its own; the lower its number, the earlier it was known."""
    values = {
        "row": row,
        "id": f"{row:016x}",
        "document": row,
        "start": 0,
        "quote": lemma,
        "term": lemma,
        "lemma": lemma,
        "group": "participants",
        "passage": f"passage {row}",
        "copied": None,
        "origin": "a",
        "voice": None,
        "role": "author",
        "source": "A",
        "affiliation": "state",
        "url": None,
        "known_at": f"2022-01-{1 + row // 24:02}T{row % 24:02}:00:00Z",
        "believed_to": FOREVER,
    }
    return {**values, **changes}


def series(lemmas: Sequence[str], first: int = 0, **changes: Any) -> list[Row]:
    """One label an hour."""
    return [label(first + place, lemma, **changes) for place, lemma in enumerate(lemmas)]
