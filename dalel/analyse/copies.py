"""How much of one text another one carries: sentences that are the same but for case, quotes and spaces."""

from __future__ import annotations

import re

from dalel.resolve.heard import passage_of

MOST_SENTENCES = 3
MOST_WORDS = 24
_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, roughly: good enough to find the same ones in another."""
    return [sentence for sentence in _END.split(text) if sentence.strip()]


def longest_sentences(text: str) -> list[str]:
    """A few sentences by which copies of a text can be searched for, cut to their first words."""
    longest = sorted(sentences(text), key=len, reverse=True)[:MOST_SENTENCES]
    found = [" ".join(re.findall(r"\w+", sentence[:2000])[:MOST_WORDS]) for sentence in longest]
    return [words for words in found if passage_of(words)]


def shared(text: str, other: str) -> float:
    """The share of a text's sentences that stand in the other text; short ones do not count."""
    own = _passages(text)
    return len(own & _passages(other)) / len(own) if own else 0.0


def _passages(text: str) -> set[str]:
    return {passage_of(sentence) for sentence in sentences(text)} - {""}
