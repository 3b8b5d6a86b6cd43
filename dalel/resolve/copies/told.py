"""Whether two documents tell the same facts in the same order: a rewrite, or a translation.

Independent reports of one happening share its place, its day and its figures, but each has facts of its own and an
order of its own; a rewrite has neither. So what counts is how much of *all* that either document tells stands in
sentences that can be laid side by side without crossing. A fact that a document repeats in every sentence ("Almaty")
weighs little in each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dalel.resolve.copies.sketches import KIND_BITS, Fact, Sentence

# What a shared fact of each kind is worth: a number is rarely shared by chance, a common word often.
WORTH = {Fact.NAME: 2.0, Fact.PLACE: 1.5, Fact.NUMBER: 3.0, Fact.DAY: 1.0, Fact.DEED: 1.0, Fact.CONCEPT: 1.0}
_WORTH = tuple(WORTH[kind] for kind in Fact)


# Facts of this worth shared by two sentences are enough to say that they tell one thing.
ENOUGH = 8.0

# What a document loses by numbers that the earlier one does not give, for a rewrite invents none, and by numbers of the
# earlier one that it leaves out.
OWN_NUMBERS, NUMBERS_LEFT_OUT = 0.1, 0.05

# Sentences less alike are not laid side by side.
LEAST_ALIKE = 0.15
# Longer documents are told by their beginnings: nobody rewrites so much, and the work grows with the square.
MOST_SENTENCES = 120


@dataclass(frozen=True, slots=True)
class Aligned:
    """Sentences of the later document laid beside sentences of the earlier one, with how alike they are.

    `shares` are of all that is told: of what either tells, how much the other tells in the same place. `likenesses` are
    of all sentences: how alike each is to the one beside it, on average; 0 where none is. `own_numbers` are the shares
    of either's numbers that the other does not give. `strengths` are those of single sentences: the likeness, and less
    where they share little that tells.
    """

    pairs: Mapping[int, tuple[int, float]]
    strengths: Mapping[int, float]
    shares: tuple[float, float] = (0.0, 0.0)
    likenesses: tuple[float, float] = (0.0, 0.0)
    own_numbers: tuple[float, float] = (0.0, 0.0)

    @property
    def score(self) -> float:
        """At most 1. Shares alone would follow the one sentence that tells most, likenesses those telling little."""
        own, left_out = self.own_numbers
        return (sum(self.shares) + sum(self.likenesses)) / 4 - OWN_NUMBERS * own - NUMBERS_LEFT_OUT * left_out


def align(later: Sequence[Sentence], earlier: Sequence[Sentence]) -> Aligned:
    """Lay two documents side by side so that the sentences are most alike, none crossing."""
    later, earlier = later[:MOST_SENTENCES], earlier[:MOST_SENTENCES]
    own, other = (Counter(fact for one in side for fact in one.facts) for side in (later, earlier))
    worth = {fact: worth_of(fact) / max(own[fact], other[fact]) for fact in own | other}
    of_own, of_other = ([sum(worth[fact] for fact in one.facts) for one in side] for side in (later, earlier))
    shared = _shared(later, earlier, worth)
    alike = [{j: 2 * common / (of_own[i] + of_other[j]) for j, common in row.items()} for i, row in enumerate(shared)]
    pairs = _in_order(alike, len(earlier))
    common = sum(shared[i][j] for i, j in pairs.items())
    if not common:
        return Aligned({}, {})
    likeness = sum(alike[i][j] for i, j in pairs.items())
    return Aligned(
        {i: (j, alike[i][j]) for i, j in pairs.items()},
        {i: alike[i][j] * min(_told(later[i], earlier[j]) / ENOUGH, 1.0) for i, j in pairs.items()},
        (common / sum(of_own), common / sum(of_other)),
        (likeness / len(later), min(likeness / len(earlier), 1.0)),
        (_own_numbers(own, other), _own_numbers(other, own)),
    )


def _told(later: Sentence, earlier: Sentence) -> float:
    """What the facts that two sentences share are worth, in themselves."""
    return sum(map(worth_of, set(later.facts) & set(earlier.facts)))


def _own_numbers(one: Iterable[int], other: Container[int]) -> float:
    numbers = [fact for fact in one if fact & KIND_BITS == Fact.NUMBER]
    return sum(fact not in other for fact in numbers) / len(numbers) if numbers else 0.0


def worth_of(fact: int) -> float:
    """What a shared fact is worth."""
    return _WORTH[fact & KIND_BITS]


def _shared(
    later: Sequence[Sentence], earlier: Sequence[Sentence], worth: Mapping[int, float]
) -> list[dict[int, float]]:
    """For each later sentence the earlier ones that share facts with it, and what these are worth."""
    where: dict[int, list[int]] = {}
    for j, sentence in enumerate(earlier):
        for fact in sentence.facts:
            where.setdefault(fact, []).append(j)
    rows: list[dict[int, float]] = []
    for sentence in later:
        row: dict[int, float] = {}
        for fact in sentence.facts:
            for j in where.get(fact, ()):
                row[j] = row.get(j, 0.0) + worth[fact]
        rows.append(row)
    return rows


def _in_order(alike: Sequence[Mapping[int, float]], width: int) -> dict[int, int]:
    """Later -> earlier sentences, such that the sum of likenesses is largest and none cross.

    Several later sentences may stand beside one earlier: it was cut into them.
    """
    best = [0.0] * width  # best[j]: the largest sum where the last earlier sentence used is j
    came: list[dict[int, int]] = []
    for row in alike:
        reached, before, last, at = dict[int, int](), 0.0, -1, best.copy()
        for j in range(width):
            if best[j] > before:
                before, last = best[j], j
            gain = row.get(j, 0.0) - LEAST_ALIKE
            if gain > 0 and before + gain > at[j]:
                at[j] = before + gain
                reached[j] = last
        best = at
        came.append(reached)
    pairs: dict[int, int] = {}
    j = max(range(width), key=best.__getitem__, default=-1)
    for i in range(len(alike) - 1, -1, -1):
        if j in came[i]:
            pairs[i] = j
            j = came[i][j]
    return pairs
