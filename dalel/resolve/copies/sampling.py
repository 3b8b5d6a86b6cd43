"""Keys by which the documents are found that a document may be copied from.

A few keys are taken from each sentence, so that a wire story inside a longer piece is found by its own sentences;
MinHash signatures of whole documents (datasketch, rensa) tell how alike two documents are as wholes, and miss it. The
smallest hashes of a sentence's runs of words are the same wherever the sentence stands, and need no library.

Translations and rewrites share no runs of words, but sets of three facts within two sentences: number, place, deed.
Two are shared by hundreds of reports on like happenings, three by a tenth of them. Those that tell most come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from itertools import combinations

from dalel.resolve.copies.sketches import Sketch
from dalel.resolve.copies.told import worth_of

# Documents that share fewer keys are not compared.
MIN_SHARED_KEYS = 2
# Keys of a document; half of them are of facts, more where it is too short to have so many of words. Documents of many
# sentences have one key of words for each.
_MOST = 80
_MOST_OF_LONG = 256
_PER_SENTENCE = 2
_MOST_FACTS = 7  # of two sentences: their sets of three grow with the cube
_LEAST_RANK = 1 << 8  # more than any three facts are worth
_MASK = (1 << 64) - 1
_MULTIPLIER = 0x9E3779B97F4A7C15


def keys(sketch: Sketch) -> frozenset[int]:
    """The keys of a document, signed 64-bit numbers; about 64, and one more for each sentence of a long one."""
    worded: set[int] = set()
    told: set[int] = set()
    facts: tuple[int, ...] = ()
    for sentence in sketch.sentences:
        worded.update(sorted(_runs(sentence.words))[:_PER_SENTENCE])
        told.update(_threes(facts + sentence.facts))
        facts = sentence.facts
    half = _MOST // 2
    chosen = nsmallest(min(max(half, len(sketch.sentences)), _MOST_OF_LONG), worded)
    chosen += [ranked & _MASK for ranked in nsmallest(max(half, _MOST - len(chosen)), told)]
    return frozenset(map(_signed, chosen))


def _runs(words: tuple[int, ...]) -> list[int]:
    """A hash of every four words in a row."""
    return [
        _spread(one + 3 * other + 5 * third + 7 * last)
        for one, other, third, last in zip(words, words[1:], words[2:], words[3:], strict=False)
    ]


def _threes(facts: tuple[int, ...]) -> Iterator[int]:
    """A hash of every three of the most telling of some facts, after a rank: the most telling first."""
    telling = sorted(set(facts), key=lambda fact: (-worth_of(fact), fact))[:_MOST_FACTS]
    told = [(int(2 * worth_of(fact)), _spread(fact)) for fact in telling]
    for (one, first), (other, second), (last, third) in combinations(told, 3):
        yield (_LEAST_RANK - one - other - last) << 64 | (first ^ second ^ third)


def _spread(number: int) -> int:
    """A number's bits, spread over 64, the same on every machine."""
    spread = (number * _MULTIPLIER) & _MASK
    return spread ^ (spread >> 29)


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
