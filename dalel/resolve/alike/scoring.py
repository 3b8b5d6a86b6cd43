"""Whether a mention speaks of an event, given the first mentions of it; and which of several it joins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from dalel.resolve.alike.blocks import kind
from dalel.resolve.alike.compare import compare
from dalel.resolve.alike.mention import Feature, Mention, Score
from dalel.resolve.alike.weights import WEIGHTS, Weights, are_near

REPRESENTATIVES = 32
# How much the likest member counts; the rest is what all members are to a mention, on average.
LIKEST = 0.6


def score(mention: Mention, members: Sequence[Mention], weights: Weights = WEIGHTS, likest: float = LIKEST) -> Score:
    """How much speaks for a mention's being of the event that `members` are the first known of.

    The event is told in part by the member that is most like it (`likest`), in part by all of them alike, so that one
    stray member does not draw others.
    """
    if not members:
        raise ValueError("an event has members")
    pairs = [pair(mention, member, weights) for member in members]
    best = max(range(len(pairs)), key=lambda index: (pairs[index].total, -index))
    weighed: dict[str, float] = {}
    evidence: dict[str, str] = {}
    for index, one in enumerate(pairs):
        share = (1.0 - likest) / len(pairs) + (likest if index == best else 0.0)
        for feature in one.features:
            weighed[feature.name] = weighed.get(feature.name, 0.0) + share * feature.weight
            if index == best or feature.name not in evidence:
                evidence[feature.name] = feature.evidence
    features = tuple(Feature(name, round(weight, 6), evidence[name]) for name, weight in weighed.items())
    return Score(_of_all([one.total for one in pairs], likest), features)


def _of_all(totals: Sequence[float], likest: float) -> float:
    """What an event's members are to a mention, in one number."""
    return round((1.0 - likest) * sum(totals) / len(totals) + likest * max(totals), 6)


def _total(one: Mention, other: Mention, weights: Weights) -> float:
    """The sum of a pair alone, for the many that are never shown."""
    return weights["two reports"] + sum(weights[name] * value for name, value, _ in compare(one, other))


def pair(one: Mention, other: Mention, weights: Weights = WEIGHTS) -> Score:
    """How much speaks for two mentions being of one event."""
    features = [Feature("two reports", weights["two reports"], "nothing else known")]
    features += [Feature(name, weights[name] * value, evidence()) for name, value, evidence in compare(one, other)]
    return Score(sum(feature.weight for feature in features), tuple(features))


def join(
    mention: Mention, events: Mapping[str, Sequence[Mention]], weights: Weights = WEIGHTS, likest: float = LIKEST
) -> tuple[str, Score] | None:
    """The event that a mention joins, by the first members of each that it met; None where it founds one of its own.

    Of events alike in score the one known first is taken, then the smaller id.
    """
    ranked: list[tuple[float, str, str]] = []
    for event, members in events.items():
        told_by = members[:REPRESENTATIVES]
        total = _of_all([_total(mention, member, weights) for member in told_by], likest)
        if total > 0:
            ranked.append((-total, members[0].known_at, event))
    if not ranked:
        return None
    best = min(ranked)[2]
    return best, score(mention, events[best][:REPRESENTATIVES], weights, likest)


def may_be(mention: Mention, members: Iterable[Mention]) -> bool:
    """Whether an event has a deed of a mention's kind or of one near it: of others, hardly any is worth comparing."""
    mine = kind(mention)
    return any(mine == yours or are_near(mine, yours) for yours in map(kind, members))


def event_id(mention: Mention) -> str:
    """The id of the event that a mention founds."""
    founding = f"{mention.order}|{mention.known_at}"
    return "e" + hashlib.sha256(founding.encode()).hexdigest()[:16]
