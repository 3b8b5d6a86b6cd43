"""Texts with marked names as examples for `training.crf`, for any language whose reader has `dalel.extract.names`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dalel.extract import places
from dalel.extract.language import load
from dalel.extract.names.channels import columns
from dalel.extract.tagger import OUTSIDE
from dalel.extract.text import Text, cut
from training.crf import Example

Marked = tuple[int, int, str]
"""Code points [start, end) and the type of what they name."""


def example(text: str, tag: str, marked: Iterable[Marked], chosen: Iterable[str]) -> Example:
    """A text of a language, its marks (outermost first), and the channels to look at."""
    language = load(tag)
    if language is None:
        raise ValueError(f"no language {tag!r} under dalel/extract/languages")
    words = cut(text, language)
    return Example(words.sentence_ranges, columns(words, places.consider(words), chosen), labels(words, marked))


def labels(text: Text, marked: Iterable[Marked]) -> list[str]:
    """B- and I- labels of the words that marks touch; of two marks that share a word, the first counts."""
    found = [OUTSIDE] * len(text.words)
    for start, end, type_ in marked:
        first = last = text.word_at(start)
        while last < len(text.words) and text.starts[last] < end:
            last += 1
        if last > first and all(label == OUTSIDE for label in found[first:last]):
            found[first:last] = [f"B-{type_}"] + [f"I-{type_}"] * (last - first - 1)
    return found


def folds(examples: Sequence[Example], number: int) -> list[tuple[list[Example], list[Example]]]:
    """Examples parted for cross-validation: (to learn from, to measure on), every text measured once."""
    return [
        (
            [one for place, one in enumerate(examples) if place % number != part],
            [one for place, one in enumerate(examples) if place % number == part],
        )
        for part in range(number)
    ]
