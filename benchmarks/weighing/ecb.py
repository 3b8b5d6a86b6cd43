"""Event coreference on ECB+, topics given: the product's comparison against the same-lemma baseline.

    python -m benchmarks.weighing.ecb [FOLDER]

Features and joining are the product's (`dalel.resolve.alike`). Since the corpus has neither dates nor one kind of
events, their weights are learned from it: five parts of the topics, each measured with weights from the other four. The
baseline puts mentions with one head lemma in a topic together. Both get the same mentions: the gold standard's, or
those of the reader that lie in validated sentences, aligned with gold's by head tokens. The reader knows only deeds of
PLOVER's types, a sixth of the corpus's; so its mentions are scored against all of gold's, and, in the last lines, where
both have a mention.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.weighing.coref_scores import Clusters, clusters, conll, table
from benchmarks.weighing.ecb_corpus import Marked, Topic, topics
from dalel.resolve.alike import REPRESENTATIVES, event_id, join
from dalel.resolve.alike.compare import compare
from dalel.resolve.alike.mention import Mention
from dalel.resolve.alike.weights import WEIGHTS, Weights

DEFAULT = Path("../shared/bench/coref/ECBplus")
FOLDS = 5
PENALTY = 1.0  # of weights that stray from 0
STEPS = 30
OFFSETS = (0.0, 0.25, 0.5, 0.75, 1.0)
SHARES = (0.5, 0.75, 0.9)

Floats = npt.NDArray[np.float64]
NAMES = tuple(WEIGHTS)
BIAS = "two reports"


@dataclass(frozen=True)
class Setting:
    """Weights, and how much the likest member of an event counts."""

    weights: Weights
    likest: float

    @property
    def values(self) -> Floats:
        return np.array([self.weights[name] for name in NAMES])


@dataclass(frozen=True)
class Pairs:
    """A topic with the features of all pairs of its gold mentions: `values[one, other]`, the later first."""

    topic: Topic
    values: Floats


def pairs_of(topic: Topic) -> Pairs:
    at = {name: index for index, name in enumerate(NAMES)}
    values = np.zeros((len(topic.gold), len(topic.gold), len(NAMES)), dtype=np.float32)
    values[:, :, at[BIAS]] = 1.0
    for index, one in enumerate(topic.gold):
        for earlier, other in enumerate(topic.gold[:index]):
            for name, value, _ in compare(one.mention, other.mention):
                values[index, earlier, at[name]] += value
    return Pairs(topic, values)


def joined(mentions: Sequence[Mention], setting: Setting) -> list[str]:
    """The events of a topic's mentions, one after the other; in a given topic all are candidates."""
    events: dict[str, list[Mention]] = {}
    found = []
    for mention in mentions:
        seen = {event: members[:REPRESENTATIVES] for event, members in events.items()}
        best = join(mention, seen, setting.weights, setting.likest)
        event = best[0] if best is not None else event_id(mention)
        events.setdefault(event, []).append(mention)
        found.append(event)
    return found


def joined_by_table(pairs: Pairs, setting: Setting) -> list[int]:
    """The same from a table of all pairs, which is fast enough to try many settings."""
    totals = pairs.values @ setting.values
    events: list[list[int]] = []
    found = []
    for index in range(len(totals)):
        best, most = len(events), 0.0
        for event, members in enumerate(events):
            some = totals[index, members[:REPRESENTATIVES]]
            total = float(setting.likest * some.max() + (1.0 - setting.likest) * some.mean())
            if total > most:
                best, most = event, total
        if best == len(events):
            events.append([])
        events[best].append(index)
        found.append(best)
    return found


def learned(training: Sequence[Pairs]) -> Setting:
    """Weights by logistic regression over the pairs of mentions; the bias and the share of the likest by CoNLL F1."""
    rows, answers = [], []
    for pairs in training:
        chains = np.array([one.chain for one in pairs.topic.gold])
        later, earlier = np.tril_indices(len(chains), -1)
        rows.append(pairs.values[later, earlier])
        answers.append(chains[later] == chains[earlier])
    values = _regression(np.vstack(rows).astype(np.float64), np.concatenate(answers).astype(np.float64))
    weights = dict(zip(NAMES, values.tolist(), strict=True))
    tried = [Setting({**weights, BIAS: weights[BIAS] + offset}, share) for offset, share in product(OFFSETS, SHARES)]

    def reached(setting: Setting) -> float:
        found: dict[Hashable, str] = {}
        for pairs in training:
            events = joined_by_table(pairs, setting)
            marked = zip(pairs.topic.gold, events, strict=True)
            found |= {one.key: f"{pairs.topic.name} {event}" for one, event in marked}
        return conll(gold_clusters([pairs.topic for pairs in training]), clusters(found))

    return max(tried, key=reached)


def _regression(rows: Floats, answers: Floats) -> Floats:
    """Newton's method with a ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1.0 / (1.0 + np.exp(-(rows @ weights)))
        slope = rows.T @ (likely - answers) + PENALTY * weights
        curve = (rows * (likely * (1.0 - likely))[:, None]).T @ rows + PENALTY * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def gold_clusters(some: Sequence[Topic]) -> Clusters:
    return clusters({one.key: f"{topic.name} {one.chain}" for topic in some for one in topic.gold})


def found_clusters(
    parts: Mapping[str, Sequence[Marked]], events: Callable[[str, Sequence[Marked]], Sequence[str]]
) -> Clusters:
    """The clusters over topics, given the events of each topic's mentions."""
    found: dict[Hashable, str] = {}
    for name, marked in parts.items():
        found |= {one.key: f"{name} {event}" for one, event in zip(marked, events(name, marked), strict=True)}
    return clusters(found)


def shared(gold: Clusters, found: Clusters) -> tuple[Clusters, Clusters]:
    """Both, over the mentions that both have."""
    both = frozenset().union(*gold) & frozenset().union(*found)
    return [some & both for some in gold if some & both], [some & both for some in found if some & both]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT, help=f"the corpus (default {DEFAULT})")
    folder = parser.parse_args().folder
    if not folder.is_dir():
        raise SystemExit(f"{folder}: no such folder; ECB+ is not part of this repository")
    every = topics(folder)
    tables = [pairs_of(topic) for topic in every]
    settings: dict[str, Setting] = {}
    for fold in range(FOLDS):
        setting = learned([pairs for index, pairs in enumerate(tables) if index % FOLDS != fold])
        settings |= {topic.name: setting for index, topic in enumerate(every) if index % FOLDS == fold}

    def by_lemma(name: str, marked: Sequence[Marked]) -> list[str]:
        return [one.lemma for one in marked]

    def alike(name: str, marked: Sequence[Marked]) -> list[str]:
        return joined([one.mention for one in marked], settings[name])

    gold = gold_clusters(every)
    of_gold, of_reader = ({topic.name: topic.gold for topic in every}, {topic.name: topic.read for topic in every})
    lemma, ours = found_clusters(of_reader, by_lemma), found_clusters(of_reader, alike)
    right = sum(one.chain is not None for marked in of_reader.values() for one in marked)
    count, found = (sum(map(len, parts.values())) for parts in (of_gold, of_reader))
    print(f"{len(every)} topics, {count} gold mentions; the reader has {found}, of which {right} are gold's")
    rows = [
        ("gold mentions, same lemma", gold, found_clusters(of_gold, by_lemma)),
        ("gold mentions, alike", gold, found_clusters(of_gold, alike)),
        ("read mentions, same lemma", gold, lemma),
        ("read mentions, alike", gold, ours),
        ("mentions of both, same lemma", *shared(gold, lemma)),
        ("mentions of both, alike", *shared(gold, ours)),
    ]
    print("\n".join(table(rows)))


if __name__ == "__main__":
    main()
