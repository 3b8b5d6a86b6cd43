"""Whether a document goes back to an earlier one, and which of its sentences to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dalel.resolve.copies.sketches import Sentence, Sketch
from dalel.resolve.copies.told import Aligned, align
from dalel.resolve.copies.worded import same_words

CopyKind = Literal["copy", "edited", "partial", "rewrite", "translation"]

# The shares of words in copied sentences from which a document is a whole copy, or an edited one.
LEAST_COPY, LEAST_EDITED = 0.97, 0.6
# How much alike (dalel.resolve.copies.told) a rewrite is at least. On the gold stories that may be looked at,
# independent reports reach 0.31, and nearly all rewrites and translations 0.40.
LEAST_TOLD = 0.35
# How strongly two neighbours must be beside two neighbours, on average, to be rewritten alone, in a longer piece.
LEAST_STRENGTH = 0.6
# So many sentences of a rewrite are so alike to the other's: two say too little, and it has hardly any of its own.
LEAST_ALIKE, LEAST_BESIDE, LEAST_SHARE_BESIDE = 0.25, 3, 0.6
# Whoever quotes one ministry tells the same, so of the sentences in other voices so many must be alike too.
LEAST_SHARE_UNQUOTED = 0.5


@dataclass(frozen=True, slots=True)
class Link:
    """A sentence [start, end) that goes back to the sentence [earlier_start, earlier_end) of the earlier document.

    `score` is 1 for the same words; less, the less alike they are.
    """

    start: int
    end: int
    earlier_start: int
    earlier_end: int
    score: float


@dataclass(frozen=True, slots=True)
class Copied:
    """How a document goes back to an earlier one. `share` is that of its words that stand in linked sentences."""

    kind: CopyKind
    share: float
    links: tuple[Link, ...]


def compare(later: Sketch, earlier: Sketch) -> Copied | None:
    """How the later document goes back to the earlier one, None where it does not."""
    worded = same_words(later.sentences, earlier.sentences)
    # The same words tell the same facts: only what is left can show that the rest was rewritten.
    taken = {source for source, _ in worded.values()}
    left = [index for index in range(len(later.sentences)) if index not in worded]
    there = [index for index in range(len(earlier.sentences)) if index not in taken]
    of_later = [later.sentences[index] for index in left]
    told = align(of_later, [earlier.sentences[index] for index in there])
    is_told = told.score >= LEAST_TOLD and _has_nothing_of_its_own(of_later, told)
    rewritten = _filled(told.pairs) if is_told else _neighbours(of_later, told)
    pairs = worded | {left[index]: (there[source], score) for index, (source, score) in rewritten.items()}
    if not pairs:
        return None
    share = _share(later, worded)
    kind: CopyKind
    if share >= LEAST_EDITED:
        kind = "copy" if share >= LEAST_COPY and all(score == 1 for _, score in worded.values()) else "edited"
    elif is_told:
        kind = "rewrite" if later.language == earlier.language else "translation"
    else:
        kind = "partial"
    return Copied(kind, _share(later, pairs), _links(later, earlier, pairs))


def _has_nothing_of_its_own(sentences: Sequence[Sentence], told: Aligned) -> bool:
    alike = {index for index, (_, score) in told.pairs.items() if score >= LEAST_ALIKE}
    unquoted = {index for index, sentence in enumerate(sentences) if sentence.facts and not sentence.is_voiced}
    has_few_own = len(alike) >= max(LEAST_BESIDE, LEAST_SHARE_BESIDE * len(sentences))
    return has_few_own and len(alike & unquoted) >= LEAST_SHARE_UNQUOTED * len(unquoted)


def _filled(pairs: Mapping[int, tuple[int, float]]) -> dict[int, tuple[int, float]]:
    """A rewrite has nothing of its own: what stands between two of its sentences goes back to what stands there.

    So does its headline. What comes after the last may have been added.
    """
    filled = dict(pairs)
    nearest = min(pairs.values())[0]
    for index in range(max(pairs)):
        if index in pairs:
            nearest = pairs[index][0]
        else:
            filled[index] = (nearest, 0.0)
    return filled


def _neighbours(sentences: Sequence[Sentence], told: Aligned) -> dict[int, tuple[int, float]]:
    """The sentences that stand, two and more together, beside sentences that stand together too.

    Not where both quote: two reports quote one ministry in its own order.
    """
    found: dict[int, tuple[int, float]] = {}
    for index, (source, score) in told.pairs.items():
        after, after_score = told.pairs.get(index + 1, (-1, 0.0))
        if after - source not in (0, 1) or (sentences[index].is_voiced and sentences[index + 1].is_voiced):
            continue
        if (told.strengths[index] + told.strengths[index + 1]) / 2 >= LEAST_STRENGTH:
            found |= {index: (source, score), index + 1: (after, after_score)}
    return found


def _share(later: Sketch, pairs: Mapping[int, tuple[int, float]]) -> float:
    words = [len(sentence.words) for sentence in later.sentences]
    return sum(words[index] for index in pairs) / sum(words)


def _links(later: Sketch, earlier: Sketch, pairs: Mapping[int, tuple[int, float]]) -> tuple[Link, ...]:
    links = []
    for index, (source, score) in sorted(pairs.items()):
        own, other = later.sentences[index], earlier.sentences[source]
        links.append(Link(own.start, own.end, other.start, other.end, round(score, 3)))
    return tuple(links)
