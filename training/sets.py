"""Public sets of marked texts as they lie on disk; scripts and benchmarks choose from them what they look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

Marked = tuple[str, list[tuple[int, int, str]]]
"""A text, and its marks: code points [start, end) and the set's own name for what they are."""


def kaznerd(path: Path) -> list[Marked]:
    """The sentences of a file in the IOB2 format, words joined by spaces."""
    found: list[Marked] = []
    text, marks = "", list[tuple[int, int, str]]()
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if not line.strip():
            if text:
                found.append((text, marks))
            text, marks = "", []
            continue
        word, label = line.rsplit(None, 1)
        start = len(text) + 1 if text else 0
        text += " " + word if text else word
        if label[0] == "B":
            marks.append((start, len(text), label[2:]))
        elif label[0] == "I":
            marks[-1] = (marks[-1][0], len(text), label[2:])
    return found


def nerel(folder: Path) -> Iterator[Marked]:
    """The texts of a folder in brat's standoff format, with all their marks, nested ones too."""
    for path in sorted(folder.glob("*.txt")):
        marks = []
        for line in path.with_suffix(".ann").read_text("utf-8").splitlines():
            if line.startswith("T"):
                kind, *numbers = line.split("\t")[1].replace(";", " ").split()
                marks.append((int(numbers[0]), int(numbers[-1]), kind))
        yield text_of(path), marks


def text_of(path: Path) -> str:
    """A text with its line ends as they are: the marks count them."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
