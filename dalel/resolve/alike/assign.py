"""The whole of it, over a set of mentions: what an engine that stores and looks up must equal."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable

from dalel.resolve.alike.blocks import blocks, lies_on, window
from dalel.resolve.alike.mention import Mention
from dalel.resolve.alike.scoring import REPRESENTATIVES, event_id, join
from dalel.resolve.alike.weights import WEIGHTS, Weights


def assign(mentions: Iterable[Mention], weights: Weights = WEIGHTS) -> dict[int, str]:
    """The event of each mention, by row.

    Mentions are taken in the order in which they became known, so that the order of `mentions` cannot matter and
    nothing is decided by hindsight. Each is compared with those events of which a mention that still holds meets it:
    shares a block and lies in its window. Mentions that became known in one moment are taken by `order`.
    """
    found: dict[int, str] = {}
    members: dict[str, list[Mention]] = {}
    met: defaultdict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for mention in sorted(mentions, key=lambda one: (one.known_at, one.order)):
        first, last = window(mention)
        keys = blocks(mention)
        candidates = {
            event
            for key in keys
            for day, believed_to, _, event in met[key]
            if first <= day <= last and believed_to > mention.known_at
        }
        held = {
            event: [one for one in members[event] if one.believed_to > mention.known_at][:REPRESENTATIVES]
            for event in sorted(candidates)
        }
        joined = join(mention, held, weights) if keys else None
        event = joined[0] if joined is not None else event_id(mention)
        found[mention.row] = event
        members.setdefault(event, []).append(mention)
        for key in keys:
            insort(met[key], (lies_on(mention), mention.believed_to, mention.order, event))
    return found
