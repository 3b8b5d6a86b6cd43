"""Names, times and numbers in Kazakh: KazNERD's validation part, cross-validated.

    python -m benchmarks.reading.kaznerd [--data ../shared/bench] [--folds 5]

The weights that Dalel ships are learned from this very part (its test part is not at hand), so that reading it with
them would say nothing. Instead it is cut into blocks of neighbouring sentences (many stand twice, once with numbers in
digits, once in words), and each block is read with weights learned from the others, in the way `training/names_kk.py`
learns those shipped. No sentence is scored by weights that have seen it.

Tables of exact matches (same start, end and type): `learned`, what the tagger finds, by KazNERD classes; `read`, the
mentions of `dalel read`, where places are GPE and LOCATION together and times DATE and TIME together. Of actors, groups
are left out: KazNERD has none. The last column counts what overlaps and has the type. `shipped` is `read` with the
weights of the package, which have seen these sentences: it says that they are in place, not how good they are.

No other Kazakh reader is set beside it: none that runs offline is to be had as a package.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from dalel.extract import places, times
from dalel.extract.language import Language, load
from dalel.extract.marks.channels import channels
from dalel.extract.marks.marks import find
from dalel.extract.reading import read as read_text
from dalel.extract.tagger import Tagger
from dalel.extract.text import cut
from dalel.model import Mentions
from training.names_kk import TYPES, Gold, weights
from training.sets import kaznerd as read_kaznerd

Mark = tuple[int, int, str]

_PUBLISHED = datetime(2020, 6, 1, tzinfo=UTC)
_BLOCK = 20  # sentences read as one document

_READ_AS = {"GPE": "place", "LOCATION": "place", "DATE": "time", "TIME": "time"}
_READ = ("PERSON", "ORGANIZATION", "CARDINAL", "ORDINAL", "PERCENT", "MONEY", "QUANTITY", *_READ_AS)


@dataclass
class Score:
    """Counts: exact matches, marks found, marks of gold, and those of either that overlap one of their type."""

    right: int = 0
    found: int = 0
    gold: int = 0
    found_near: int = 0
    gold_near: int = 0

    def add(self, found: set[tuple[int, int]], gold: set[tuple[int, int]]) -> None:
        self.right += len(found & gold)
        self.found += len(found)
        self.gold += len(gold)
        self.found_near += _overlapping(found, gold)
        self.gold_near += _overlapping(gold, found)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right,
            self.found + other.found,
            self.gold + other.gold,
            self.found_near + other.found_near,
            self.gold_near + other.gold_near,
        )

    def row(self) -> str:
        exact = self.right / max(1, self.found), self.right / max(1, self.gold)
        near = self.found_near / max(1, self.found), self.gold_near / max(1, self.gold)
        return f"{self.gold:8}{exact[0]:10.3f}{exact[1]:9.3f}{_f1(*exact):9.3f}{_f1(*near):10.3f}"


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _overlapping(some: set[tuple[int, int]], others: set[tuple[int, int]]) -> int:
    return sum(any(start < other[1] and other[0] < end for other in others) for start, end in some)


Scores = dict[str, Score]


def compare(scores: Scores, found: Iterable[Mark], gold: Iterable[Mark]) -> None:
    """Add one text's marks to the scores of their types."""
    by_type: dict[str, tuple[set[tuple[int, int]], set[tuple[int, int]]]] = defaultdict(lambda: (set(), set()))
    for side, marks in enumerate((found, gold)):
        for start, end, type_ in marks:
            by_type[type_][side].add((start, end))
    for type_, (ours, theirs) in by_type.items():
        scores[type_].add(ours, theirs)


def learned(language: Language, gold: Gold) -> list[Mark]:
    """What the tagger finds in a sentence."""
    text = cut(gold[0], language)
    marks = find(text, times.find(text, None), places.consider(text)) or []
    return [(text.starts[first], text.ends[last - 1], type_) for first, last, type_ in marks]


def mentioned(mentions: Mentions) -> list[Mark]:
    """The mentions of a reading that KazNERD has a class for."""
    found = [(one.span, one.type) for one in mentions.actors if one.type in ("PERSON", "ORGANIZATION")]
    found += [(one.span, "place") for one in mentions.places]
    found += [(one.span, "time") for one in mentions.times]
    found += [(one.span, one.type) for one in mentions.numbers]
    return [(span.start, span.end, type_) for span, type_ in found]


def as_types(gold: Gold) -> list[Mark]:
    return [(start, end, TYPES.get(type_, type_)) for start, end, type_ in gold[1]]


def as_read(marks: Iterable[Mark], shift: int = 0) -> list[Mark]:
    """Gold marks of the types that mentions have."""
    return [(a + shift, b + shift, _READ_AS.get(type_, type_)) for a, b, type_ in marks if type_ in _READ]


def score_block(language: Language, golds: Sequence[Gold], tagged: Scores, mentions: Scores) -> None:
    """Score sentences one by one by the tagger, and in documents of some sentences, one a line, by the reader."""
    for gold in golds:
        compare(tagged, learned(language, gold), as_types(gold))
    for begin in range(0, len(golds), _BLOCK):
        document, expected = "", list[Mark]()
        for gold in golds[begin : begin + _BLOCK]:
            expected += as_read(as_types(gold), len(document))
            document += gold[0] + "\n"
        compare(mentions, mentioned(read_text(document, language.tag, _PUBLISHED).mentions), expected)


def show(title: str, scores: Scores) -> None:
    print(f"{title:16}{'gold':>8}{'precision':>10}{'recall':>9}{'F1':>9}{'overlap':>10}")
    for type_, score in sorted(scores.items(), key=lambda item: -item[1].gold):
        print(f"{type_:16}{score.row()}")
    print(f"{'all':16}{sum(scores.values(), Score()).row()}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    path = arguments.data / "ner-kk" / "IOB2_valid.txt"
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; give the folder of the public data with --data")
    language = load("kk")
    assert language is not None
    golds = read_kaznerd(path)
    tagged: Scores = defaultdict(Score)
    mentions: Scores = defaultdict(Score)
    for fold in range(arguments.folds):
        begin, end = (len(golds) * number // arguments.folds for number in (fold, fold + 1))
        tagger = Tagger(weights(language, golds[:begin] + golds[end:]), channels(language))
        with mock.patch("dalel.extract.marks.marks.tagger_of", return_value=tagger):
            score_block(language, golds[begin:end], tagged, mentions)
        print(f"block {fold + 1} of {arguments.folds}: {end - begin} sentences", flush=True)
    shipped: Scores = defaultdict(Score)
    score_block(language, golds, defaultdict(Score), shipped)
    print()
    show("learned", tagged)
    show("read", mentions)
    show("shipped (seen)", shipped)
    print(
        "No Kazakh named-entity reader that runs offline is to be had as a package; there is no peer to set beside it."
    )


if __name__ == "__main__":
    main()
