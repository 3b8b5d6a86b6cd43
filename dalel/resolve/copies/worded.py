"""Which sentences stand word for word, or nearly, in another document."""

from __future__ import annotations

from collections.abc import Sequence

from dalel.resolve.copies.sketches import Sentence

# Runs of three words: one changed word spoils three of them, and two sentences rarely share several by chance.
RUN = 3
# A sentence shorter than this may stand in two reports by chance.
SHORTEST = 7
# The share of a sentence's runs that must stand in the other one.
LEAST_SHARED = 0.5

# A run that stands in more sentences tells none of them; the first ones do for a text that repeats itself.
MOST_SENTENCES = 16

Run = tuple[int, ...]


def same_words(later: Sequence[Sentence], earlier: Sequence[Sentence]) -> dict[int, tuple[int, float]]:
    """The later sentences that are copied -> the earlier sentence each is copied from, and the share of its runs."""
    where: dict[Run, list[int]] = {}
    for index, sentence in enumerate(earlier):
        for run in _runs(sentence):
            holders = where.setdefault(run, [])
            if len(holders) < MOST_SENTENCES:
                holders.append(index)
    copied: dict[int, tuple[int, float]] = {}
    short: dict[int, tuple[int, float]] = {}
    for index, sentence in enumerate(later):
        runs = _runs(sentence)
        counts: dict[int, int] = {}
        for run in runs:
            for source in where.get(run, ()):
                counts[source] = counts.get(source, 0) + 1
        if not counts:
            continue
        # Of several alike the one in the same place.
        best = max(counts, key=lambda source: (counts[source], -abs(source - index)))
        share = counts[best] / len(runs)
        if share >= LEAST_SHARED:
            (copied if len(sentence.words) >= SHORTEST else short)[index] = (best, share)
    # Short sentences are copied where longer ones are.
    return copied | short if len(copied) > 1 else copied


def _runs(sentence: Sentence) -> set[Run]:
    words = sentence.words
    return {words[first : first + RUN] for first in range(max(len(words) - RUN, 0) + 1)}
