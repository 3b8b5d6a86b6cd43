"""Which statements speak of one event.

A statement comes in as a `Mention` with its `Traits`. `blocks` and `window` say which earlier mentions it can meet;
`join` compares it with their events, feature by feature, and gives the best or none; `assign` does so over a whole set.
All of it is pure, and nothing is decided by what became known later. What each thing in common counts is data
(`weights.toml`), and so is which words mean one thing in all languages (`classes.tsv` of each).
"""

from dalel.resolve.alike.assign import assign
from dalel.resolve.alike.blocks import blocks, lies_on, window
from dalel.resolve.alike.mention import Feature, Mention, Score, Traits
from dalel.resolve.alike.relations import Relation, relations
from dalel.resolve.alike.scoring import REPRESENTATIVES, event_id, join, may_be, score
from dalel.resolve.alike.traits import Page, page_of, traits

__all__ = [
    "REPRESENTATIVES",
    "Feature",
    "Mention",
    "Page",
    "Relation",
    "Score",
    "Traits",
    "assign",
    "blocks",
    "event_id",
    "join",
    "lies_on",
    "may_be",
    "page_of",
    "relations",
    "score",
    "traits",
    "window",
]
