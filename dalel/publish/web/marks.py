"""Statements marked in the text they rest on, and what changed between two versions of a text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

Row = dict[str, Any]

# Changed passages longer than this (words) are shown as taken out and put in, not compared word by word.
MOST_COMPARED_WORDS = 1500
CONTEXT_WORDS = 24
MOST_SHOWN = 6_000  # letters of one passage taken out or put in

# Browsers need time that grows faster than a block (letters); one word of a megabyte would stop them.
LEAST_IN_BLOCK, MOST_IN_BLOCK = 4_000, 8_000


def marked(text: str, rows: Iterable[Row]) -> Markup:
    """A text with its statements' spans as <mark> elements, in blocks that a browser can lay out one by one.

    The first piece of a statement has the id "s-…"; where two spans cross, the later one is taken up
    again after the end of the earlier, in a further piece of the same `data-of`. So is a span that
    goes on in the next block.
    """
    writer = _Writer(text)
    for row in sorted(rows, key=lambda row: (row["start"], -row["end"])):
        writer.start(row)
    writer.write(len(text))
    # Every piece of text was escaped by the writer.
    return Markup(f'<div class="block">{"".join(writer.out)}</div>')  # noqa: S704


class _Writer:
    """Writes a text from left to right; `opened` are the marks that are open, the innermost last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.position = 0
        self.opened: list[Row] = []
        self.cuts = _cuts(text)

    def start(self, row: Row) -> None:
        """Open a mark at its start. What ends before it does must lie inside it, and is taken up again there."""
        self.write(row["start"])
        if self.cuts and self.cuts[-1] == self.position:
            self._cut()
        inside = [one for one in self.opened if one["end"] < row["end"]]
        self.out.append("</mark>" * len(inside) + _opening(row, first=True))
        self.out += [_opening(one, first=False) for one in inside]
        self.opened = [one for one in self.opened if one["end"] >= row["end"]] + [row, *inside]

    def write(self, until: int) -> None:
        """The text up to a place, with the marks that end on the way closed."""
        while self.opened and self.opened[-1]["end"] <= until:
            self._text(self.opened[-1]["end"])
            self.opened.pop()
            self.out.append("</mark>")
        self._text(until)

    def _text(self, until: int) -> None:
        while self.cuts and self.cuts[-1] < until:
            self._letters(self.cuts[-1])
            self._cut()
        self._letters(until)

    def _letters(self, until: int) -> None:
        self.out.append(str(escape(self.text[self.position : until])))
        self.position = until

    def _cut(self) -> None:
        """End the block here; every open mark goes on in the next."""
        self.cuts.pop()
        self.out.append("</mark>" * len(self.opened) + '</div><div class="block">')
        self.out += [_opening(one, first=False) for one in self.opened]


def _cuts(text: str) -> list[int]:
    """Where blocks end, the last first: at the end of a line where there is one, else within it."""
    cuts: list[int] = []
    start = 0
    while len(text) - start > MOST_IN_BLOCK:
        line_end = text.find("\n", start + LEAST_IN_BLOCK, start + MOST_IN_BLOCK)
        start = line_end + 1 if line_end >= 0 else start + MOST_IN_BLOCK
        cuts.append(start)
    return cuts[::-1]


def _opening(row: Row, first: bool) -> str:
    id_ = f' id="s-{escape(row["id"])}" tabindex="-1"' if first else ""
    return f'<mark{id_} class="of-{escape(row["kind"])}" data-of="{escape(row["id"])}">'


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that is in both versions ("same"), only in the later ("in"), or only in the earlier ("out")."""

    kind: str
    text: str


def changes(earlier: str, later: str) -> list[Change]:
    """What became of a text, word by word; long unchanged stretches are cut to their ends."""
    found: list[Change] = []
    for change in _compared(earlier, later):
        if found and found[-1].kind == change.kind:
            found[-1] = Change(change.kind, found[-1].text + change.text)
        elif change.text:
            found.append(change)
    return [_shortened(change) for change in found]


def _compared(earlier: str, later: str) -> Iterator[Change]:
    lines_before, lines_after = earlier.splitlines(keepends=True), later.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, lines_before, lines_after)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        before, after = "".join(lines_before[i1:i2]), "".join(lines_after[j1:j2])
        if tag == "equal":
            yield Change("same", after)
        else:
            yield from _words_compared(_words(before), _words(after))


def _words_compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if len(before) > MOST_COMPARED_WORDS or len(after) > MOST_COMPARED_WORDS:
        yield Change("out", "".join(before))
        yield Change("in", "".join(after))
        return
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(after[j1:j2]))
        else:
            yield Change("out", "".join(before[i1:i2]))
            yield Change("in", "".join(after[j1:j2]))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def _shortened(change: Change) -> Change:
    if change.kind != "same":
        return change if len(change.text) <= MOST_SHOWN else Change(change.kind, change.text[:MOST_SHOWN] + " […] ")
    words = _words(change.text)
    if len(words) <= 2 * CONTEXT_WORDS:
        return change
    return Change("same", "".join(words[:CONTEXT_WORDS]) + " […] " + "".join(words[-CONTEXT_WORDS:]))


def around(text: str, start: int, end: int, most: int = 90) -> tuple[str, str, str]:
    """A quote with the words before and after it, each side cut at a word and at its line."""
    left = text[max(0, start - most) : start].rsplit("\n", 1)[-1]
    right = text[end : end + most].split("\n", 1)[0]
    if start > most and len(left) == most:
        left = "…" + left.partition(" ")[2]
    if end + most < len(text) and len(right) == most:
        right = right.rpartition(" ")[0] + "…"
    return left, text[start:end], right
