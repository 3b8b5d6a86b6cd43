"""Trains the Kazakh marks (names, times, numbers): `dalel/extract/languages/kk/marks.crf`.

    python -m training.names_kk [--data ../shared/bench] [--out dalel/extract/languages/kk/marks.crf]

The data is KazNERD (Yeshpanov, Khassanov and Varol 2022; CC BY 4.0), its validation part: sentences of Kazakh
television news, many of them twice, with numbers in digits and in words. Decimals, which the set writes as three words
("2 , 5"), are also learned as they are usually written ("2,5").
"""

from __future__ import annotations

import argparse
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dalel.extract import places, times
from dalel.extract.language import Language, load
from dalel.extract.marks.channels import channels, columns, units
from dalel.extract.marks.marks import FILE, ruled, sentences
from dalel.extract.text import cut
from training.crf import Example, train
from training.sets import kaznerd

Gold = tuple[str, list[tuple[int, int, str]]]
"""A sentence and the stretches of it that are marked: start, end, type."""

# KazNERD's classes as Dalel calls them; a class that is missing here is learned as no mark.
TYPES = {
    "PERSON": "PERSON",
    "ORGANISATION": "ORGANIZATION",
    "GPE": "GPE",
    "LOCATION": "LOCATION",
    "FACILITY": "FACILITY",
    "NORP": "NORP",
    "POSITION": "POSITION",
    "DATE": "DATE",
    "TIME": "TIME",
    "CARDINAL": "CARDINAL",
    "ORDINAL": "ORDINAL",
    "PERCENTAGE": "PERCENT",
    "MONEY": "MONEY",
    "QUANTITY": "QUANTITY",
    **dict.fromkeys(("ART", "EVENT", "LAW", "PRODUCT", "PROJECT", "DISEASE", "LANGUAGE"), "OTHER"),
}

_DECIMAL = re.compile(r"(?<=\d) , (?=\d)")


def with_decimals(gold: Gold) -> Gold | None:
    """The same sentence with its decimals written as one word; None where it has none."""
    text, marks = gold
    found = [
        match for match in _DECIMAL.finditer(text) if any(a <= match.start() and match.end() <= b for a, b, _ in marks)
    ]
    if not found:
        return None
    cuts = [match.start() for match in found]

    def moved(offset: int) -> int:
        return offset - sum((offset > at) + (offset > at + 2) for at in cuts)

    pieces = [
        text[end:start] for end, start in zip([0, *(one.end() for one in found)], [*cuts, len(text)], strict=True)
    ]
    return ",".join(pieces), [(moved(start), moved(end), type_) for start, end, type_ in marks]


def example(language: Language, gold: Gold) -> Example:
    """A sentence as the reader sees it, with the label of each unit."""
    text = cut(gold[0], language)
    found = units(text)
    rules = ruled(text, times.find(text, None), places.consider(text))
    labels = ["O"] * len(found)
    starts = [text.starts[first] for first, _ in found]
    ends = [text.ends[last - 1] for _, last in found]
    for start, end, type_ in gold[1]:
        if type_ in TYPES:
            first, last = bisect_left(starts, start), bisect_right(ends, end)
            labels[first:last] = [("I-" if number else "B-") + TYPES[type_] for number in range(last - first)]
    bounds = sentences(text, found)
    return Example(bounds, columns(text, found, bounds, rules), labels)


def examples(language: Language, golds: Iterable[Gold]) -> Iterator[Example]:
    """The examples of some sentences, those with decimals in both ways of writing them."""
    for gold in golds:
        yield example(language, gold)
        respelled = with_decimals(gold)
        if respelled is not None:
            yield example(language, respelled)


def weights(language: Language, golds: Sequence[Gold]) -> bytes:
    """The file of weights learned from some sentences."""
    return train(examples(language, golds), channels(language), l1=0.05, l2=0.02, iterations=100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--out", type=Path, default=Path("dalel/extract/languages/kk") / FILE)
    arguments = parser.parse_args()
    path = arguments.data / "ner-kk" / "IOB2_valid.txt"
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; give the folder of the public data with --data")
    language = load("kk")
    assert language is not None
    arguments.out.write_bytes(weights(language, kaznerd(path)))
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
