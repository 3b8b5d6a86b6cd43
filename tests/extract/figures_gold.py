"""Reads the gold of figures and scores a reading against it. Run as a script, it prints scores and every difference.

A figure is right if measure, relation, bounds, population and negation are; its words are scored apart.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dalel.extract import figures
from dalel.extract.language import load
from dalel.extract.text import Text, cut
from dalel.model import TimeMention

GOLD = Path(__file__).parent.parent / "gold"
Row = tuple[bool, str, str, str, str]  # negated, measure, "relation number", population, words


@dataclass(frozen=True)
class Case:
    """A sentence, its time expressions, and the figures a reader sees in it."""

    language: str
    text: Text
    times: tuple[TimeMention, ...]
    rows: tuple[Row, ...]


def cases(name: str) -> Iterator[Case]:
    """The cases of one gold file: "en", or "unseen.en" for those that were never used to change the rules."""
    language = name.split(".")[-1]
    sentence, found = "", []
    for line in [*(GOLD / f"figures.{name}.txt").read_text("utf-8").splitlines(), "."]:
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("  "):
            if line.strip() != "-":
                found.append(_row(line))
            continue
        if sentence:
            yield _case(language, sentence, found)
        sentence, found = line, []


def _row(line: str) -> Row:
    head, population, words = (part.strip() for part in line.split("|"))
    negated = head.startswith("not ")
    measure, relation, number = head.removeprefix("not ").split()
    return negated, measure, f"{relation} {number}", population, words


def _case(language: str, marked: str, found: list[Row]) -> Case:
    plain, marks = "", []
    for character in marked:
        if character == "{" or character == "}":
            marks.append(len(plain))
        else:
            plain += character
    tongue = load(language)
    assert tongue is not None
    text = cut(plain, tongue)
    times = []
    for start, end in zip(marks[::2], marks[1::2], strict=True):
        words = text.words_in(start, end)
        times.append(TimeMention(text.span(words[0], words[-1] + 1), "DATE", None))
    return Case(language, text, tuple(times), tuple(found))


def read(case: Case) -> list[Row]:
    """What the code finds in a case, in the form of the gold."""
    return [row(case.text, mention) for mention in figures.find(case.text, case.times)]


def row(text: Text, mention: figures.FigureMention) -> Row:
    """A mention in the form of the gold."""
    figure = mention.figure
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        number = f"= {figure.low:g}..{figure.high:g}"
    else:
        number = f"{figure.relation} {_plain(figure.low if figure.low is not None else figure.high)}"
    return mention.negated, figure.measure, number, figure.of or "-", text.span(mention.first, mention.last).text


def _plain(number: float | None) -> str:
    assert number is not None
    return str(int(number)) if number == int(number) else str(number)


@dataclass(frozen=True)
class Score:
    """Counts of figures wanted, found, right, and right with the very words."""

    wanted: int
    found: int
    right: int
    worded: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.found)


def score(name: str, show: bool = False) -> Score:
    """The score on one gold file."""
    wanted = found = right = worded = 0
    for case in cases(name):
        gold, got = list(case.rows), read(case)
        wanted, found = wanted + len(gold), found + len(got)
        figures_left = [entry[:4] for entry in gold]
        for entry in got:
            if entry[:4] in figures_left:
                figures_left.remove(entry[:4])
                right += 1
                worded += entry in gold
        if show and sorted(gold) != sorted(got):
            print(case.text.text)
            for entry in gold:
                print("    wanted" if entry not in got else "          ", *entry, sep=" | ")
            for entry in got:
                if entry not in gold:
                    print("    found ", *entry, sep=" | ")
    return Score(wanted, found, right, worded)


if __name__ == "__main__":
    for tag in sys.argv[1:] or ("en", "ru", "kk", "unseen.en", "unseen.ru", "unseen.kk"):
        result = score(tag, show=True)
        print(f"{tag}: F1 {result.f1:.3f}; {result.right} right of {result.wanted} wanted, {result.found} found")
        print(f"    with the very words: {result.worded}")
