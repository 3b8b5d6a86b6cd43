"""Since when somebody speaks otherwise: the moments from which a word's share is different, with their evidence.

For each source, each affiliation and all sources together, for each group of people, and for each word and family of
words (`families.tsv`) used often enough, one test: does its share differ before and after some moment?

- **Units are documents.** Who writes "terrorists" five times in one report chose the word once. What is counted is
  uses; what is shuffled is whole documents.
- **Sources are compared with themselves.** In an affiliation, each source's uses are measured against that source's
  own share, and documents are shuffled within their source. So a change is told where sources changed, not where
  another one began to speak.
- **The statistic** is the greatest, over all moments between two documents with at least `LEAST_SIDE` uses on either
  side, of the surplus of the word after the moment, in standard deviations of what shuffling gives there.
- **p** is a permutation test: how often shuffled documents give as much. It stops early where that is often (Besag
  and Clifford 1991, which keeps p exact), and shuffles at most `SHUFFLES` times. Seeds are fixed: the same record
  gives the same p.
- **q** controls false discoveries over all tests done, of all series, groups and words (Benjamini and Hochberg 1995).
  Told are changes with q of at most `MOST_FALSE`.
- **Small data.** A series whose documents could be arranged in fewer than `LEAST_ARRANGEMENTS` ways cannot tell a
  change from chance, and is not tested.

What it does not say: why. A word's share also changes when a source turns to other people or another place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lgamma, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dalel.analyse.families import families, family_of
from dalel.analyse.wording import Share, Use, uses

Row = dict[str, Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVELS = ("all", "affiliation", "source")
MOST_FALSE = 0.05
LEAST_USES = 4  # of the word, and of others
LEAST_SIDE = 4  # uses before and after a moment
LEAST_ARRANGEMENTS = 200
SHUFFLES = 4_999
ENOUGH = 20  # shuffles that give as much: the rest would not make the change worth telling
MOST_UNITS = 100  # in a series of more documents, neighbouring ones of a source are shuffled together
_SEED = 1_991
_SLACK = 1e-9  # sums in another order differ by so much


@dataclass(frozen=True, slots=True)
class Change:
    """A word or family whose share is different from a moment on.

    `by` is "all", "affiliation" or "source", `name` whose words they are. `last_before` and `since` are the moments
    of the documents on either side of the change. `first` and `last` are the statements that use the word first and
    last.
    """

    by: str
    name: str
    group: str
    kind: str
    word: str
    last_before: str
    since: str
    before: Share
    after: Share
    p: float
    q: float
    tests: int
    first: Row
    last: Row

    @property
    def shown(self) -> str:
        """The word, or what its family has in common: "as people who protest"."""
        if self.kind == "word":
            return self.word
        return next(one.shown for one in families() if (one.group, one.key) == (self.group, self.word))


@dataclass(frozen=True, slots=True)
class _Units:
    """What is shuffled, in the order of time: when each became known, whose it is, how often it names the group."""

    moments: Sequence[str]
    stratum: Ints
    named: Floats

    @property
    def sizes(self) -> Ints:
        """How many units each source has."""
        return np.bincount(self.stratum)

    @property
    def cuts(self) -> Ints:
        """The units before which a change may lie: between two moments, with enough uses on either side."""
        so_far = np.cumsum(self.named)
        least, most = LEAST_SIDE, so_far[-1] - LEAST_SIDE
        moved = [now != before for before, now in zip(self.moments, self.moments[1:], strict=False)]
        return np.flatnonzero(np.array(moved, dtype=bool) & (so_far[:-1] >= least) & (so_far[:-1] <= most)) + 1


@dataclass(frozen=True, slots=True)
class _Series:
    """The uses for one group by one source, affiliation or everybody.

    `document_of` is the document of each use, `block_of` the block of each document: documents are shuffled one by
    one, or, where there are too many, so many neighbours of one source together.
    """

    by: str
    name: str
    group: str
    uses: Sequence[Use]
    documents: _Units
    document_of: Ints
    blocks: _Units
    block_of: Ints


@dataclass(frozen=True, slots=True)
class _Found:
    """A test's outcome before it is seen among the others. `counts` are the word's uses in each document."""

    series: _Series
    kind: str
    word: str
    counts: Floats
    p: float


def changes(rows: Iterable[Row]) -> list[Change]:
    """All changes that stand out, first those of all sources, then of affiliations, then of single sources."""
    found = [one for series in _all_series(list(rows)) for one in _tested(series)]
    corrected = false_discovery([one.p for one in found])
    told = [_told(one, q, len(found)) for one, q in zip(found, corrected, strict=True) if q <= MOST_FALSE]
    return sorted(told, key=lambda one: (LEVELS.index(one.by), one.name, one.group, one.since, one.kind, one.word))


def change_json(change: Change) -> Row:
    """A change as listings give it. `word` is a lemma or a family's key, `name` is null for all sources together."""
    shares = {}
    for side, share in (("before", change.before), ("after", change.after)):
        low, high = share.interval
        counts = {"count": share.count, "total": share.total, "raw": share.raw}
        shares[side] = {**counts, "low": round(low, 4), "high": round(high, 4)}
    evidence = ("id", "document", "source", "voice", "known_at", "quote", "lemma")
    return {
        "by": change.by,
        "name": None if change.by == "all" else change.name,
        "group": change.group,
        "kind": change.kind,
        "word": change.word,
        "shown": change.shown,
        "since": change.since,
        "last_before": change.last_before,
        **shares,
        "p": round(change.p, 6),
        "q": round(change.q, 6),
        "tests": change.tests,
        "first": {name: change.first[name] for name in evidence},
        "last": {name: change.last[name] for name in evidence},
    }


def false_discovery(ps: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's q for each p: the share of false alarms among all that are at least as striking."""
    order = sorted(range(len(ps)), key=lambda index: ps[index])
    found, least = [1.0] * len(ps), 1.0
    for rank in range(len(ps), 0, -1):
        index = order[rank - 1]
        least = min(least, ps[index] * len(ps) / rank)
        found[index] = least
    return found


def _all_series(rows: list[Row]) -> list[_Series]:
    """Every series that is not the same as a narrower one."""
    found = []
    for by, narrower in (("source", None), ("affiliation", "source"), ("all", "affiliation")):
        kept: dict[tuple[str, str], list[Use]] = {}
        for use in uses(rows, by):
            kept.setdefault((use.name, use.row["group"]), []).append(use)
        for (name, group), chosen in sorted(kept.items()):
            if narrower is None or len({use.row[narrower] for use in chosen}) > 1:
                found.append(_series(by, name, group, chosen))
    return found


def _series(by: str, name: str, group: str, chosen: Sequence[Use]) -> _Series:
    """Uses come in the order of time; a document, and a block of documents, stands where its first use does."""
    documents: dict[int, int] = {}
    sources: dict[str, int] = {}
    moments, stratum, document_of = [], [], []
    for use in chosen:
        row = use.row
        if row["document"] not in documents:
            documents[row["document"]] = len(documents)
            moments.append(row["known_at"])
            stratum.append(sources.setdefault(row["source"], len(sources)))
        document_of.append(documents[row["document"]])
    named = np.bincount(document_of).astype(np.float64)
    together = -(-len(documents) // MOST_UNITS)
    blocks: dict[tuple[int, int], int] = {}
    seen = [0] * len(sources)
    block_of = []
    for source in stratum:
        block_of.append(blocks.setdefault((source, seen[source] // together), len(blocks)))
        seen[source] += 1
    firsts = [block_of.index(block) for block in range(len(blocks))]
    return _Series(
        by,
        name,
        group,
        chosen,
        _Units(moments, np.array(stratum), named),
        np.array(document_of),
        _Units(
            [moments[first] for first in firsts],
            np.array([stratum[first] for first in firsts]),
            _sums(np.array(block_of), named),
        ),
        np.array(block_of),
    )


def _words(series: _Series) -> dict[tuple[str, str], Floats]:
    """How often each document uses each word and family that can be tested; a family of one word is that word."""
    counted: dict[tuple[str, str], list[int]] = {}
    lemmas: dict[str, set[str]] = {}
    known = {lemma: family_of(series.group, lemma) for lemma in {use.row["lemma"] for use in series.uses}}
    for use, document in zip(series.uses, series.document_of.tolist(), strict=True):
        lemma = use.row["lemma"]
        family = known[lemma]
        counted.setdefault(("word", lemma), []).append(document)
        if family is not None:
            counted.setdefault(("family", family.key), []).append(document)
            lemmas.setdefault(family.key, set()).add(lemma)
    most, size = len(series.uses) - LEAST_USES, len(series.documents.moments)
    return {
        (kind, word): np.bincount(documents, minlength=size).astype(np.float64)
        for (kind, word), documents in sorted(counted.items())
        if LEAST_USES <= len(documents) <= most and (kind == "word" or len(lemmas[word]) > 1)
    }


def _tested(series: _Series) -> list[_Found]:
    """A test for each word of a series, none where its documents are too few."""
    units, words = series.blocks, _words(series)
    cuts = units.cuts
    if not len(cuts) or not words:
        return []
    before = _before(units, cuts)
    if max(_log_arrangements(units.sizes, one) for one in before) < log(LEAST_ARRANGEMENTS):
        return []
    found, surpluses, scales = [], [], []
    for (kind, word), counts in words.items():
        surplus = _surplus(_sums(series.block_of, counts), units)
        scale = _scale(surplus, units, before)
        if scale.any():
            surpluses.append(surplus)
            scales.append(scale)
            found.append((kind, word, counts))
    ps = _permuted(surpluses, scales, cuts, units.stratum)
    return [_Found(series, *one, p) for one, p in zip(found, ps, strict=True)]


def _before(units: _Units, cuts: Ints) -> Ints:
    """How many units of each source lie before each cut."""
    placed = np.zeros((len(units.stratum), len(units.sizes)), dtype=np.int64)
    placed[np.arange(len(units.stratum)), units.stratum] = 1
    return np.cumsum(placed, axis=0)[cuts - 1]


def _surplus(counts: Floats, units: _Units) -> Floats:
    """Each unit's uses of a word beyond what its source's own share would give."""
    share = _sums(units.stratum, counts) / _sums(units.stratum, units.named)
    return counts - share[units.stratum] * units.named


def _sums(places: Ints, weights: Floats) -> Floats:
    """The sum of the weights at each place."""
    return np.bincount(places, weights=weights).astype(np.float64)


def _scale(surplus: Floats, units: _Units, before: Ints) -> Floats:
    """What makes the surplus before each cut a number of standard deviations; 0 where shuffling changes nothing."""
    sizes = units.sizes
    squares = _sums(units.stratum, surplus**2)
    spread = before * (sizes - before) @ (squares / np.maximum(sizes * (sizes - 1), 1))
    return np.where(spread > _SLACK, 1 / np.sqrt(np.maximum(spread, _SLACK)), 0.0)


def _log_arrangements(sizes: Ints, before: Ints) -> float:
    """The logarithm of the number of ways in which each source's units could lie before and after."""
    return sum(
        lgamma(size + 1) - lgamma(part + 1) - lgamma(size - part + 1)
        for size, part in zip(sizes.tolist(), before.tolist(), strict=True)
    )


def _permuted(surpluses: Sequence[Floats], scales: Sequence[Floats], cuts: Ints, stratum: Ints) -> list[float]:
    """For each word, how often shuffling units within their sources gives a score as great as the observed one."""
    places = np.argsort(stratum, kind="stable")
    random = np.random.default_rng(_SEED)
    observed = [_scores(one, scale, cuts).max() - _SLACK for one, scale in zip(surpluses, scales, strict=True)]
    ps = [0.0] * len(observed)
    exceeded = [0] * len(observed)
    undecided = list(range(len(observed)))
    done, chunk = 0, 2 * ENOUGH
    while undecided and done < SHUFFLES:
        size = min(chunk, SHUFFLES - done)
        drawn = np.empty((size, len(stratum)), dtype=np.int64)
        drawn[:, places] = np.argsort(random.random(drawn.shape) + 2 * stratum, axis=1)
        for word in list(undecided):
            as_great = _scores(surpluses[word][drawn], scales[word], cuts).max(axis=1) >= observed[word]
            hits = exceeded[word] + np.cumsum(as_great)
            exceeded[word] = int(hits[-1])
            if exceeded[word] >= ENOUGH:
                ps[word] = ENOUGH / (done + int(np.searchsorted(hits, ENOUGH)) + 1)
                undecided.remove(word)
        done += size
        chunk *= 4
    for word in undecided:
        ps[word] = (exceeded[word] + 1) / (done + 1)
    return ps


def _scores(surplus: Floats, scale: Floats, cuts: Ints) -> Floats:
    """How far the surplus before each cut is from none, in standard deviations."""
    return np.abs(np.cumsum(surplus, axis=-1)[..., cuts - 1]) * scale


def _told(found: _Found, q: float, tests: int) -> Change:
    """A change with its evidence. Its moment lies between two documents, also where blocks of them were shuffled."""
    series, units = found.series, found.series.documents
    cuts = units.cuts
    surplus = _surplus(found.counts, units)
    cut = int(cuts[_scores(surplus, _scale(surplus, units, _before(units, cuts)), cuts).argmax()])
    since = units.moments[cut]
    mine = [use for use in series.uses if _is(use, series.group, found.kind, found.word)]
    sides = []
    for after in (False, True):
        total = sum((use.row["known_at"] >= since) is after for use in series.uses)
        said = [use for use in mine if (use.row["known_at"] >= since) is after]
        sides.append(Share(found.word, len(said), total, sum(len(use.statements) for use in said)))
    return Change(
        by=series.by,
        name=series.name,
        group=series.group,
        kind=found.kind,
        word=found.word,
        last_before=units.moments[cut - 1],
        since=since,
        before=sides[0],
        after=sides[1],
        p=found.p,
        q=q,
        tests=tests,
        first=mine[0].row,
        last=mine[-1].row,
    )


def _is(use: Use, group: str, kind: str, word: str) -> bool:
    if kind == "word":
        return bool(use.row["lemma"] == word)
    family = family_of(group, use.row["lemma"])
    return family is not None and family.key == word
