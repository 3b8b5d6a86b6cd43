"""Why statements are taken to speak of one event: the score of each, feature by feature, as it was when it joined."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from dalel.resolve.alike import Score
from dalel.weigh.joining import Joining
from dalel.weigh.rules import EventRules


@dataclass(frozen=True, slots=True)
class Joined:
    """What spoke for a statement's joining its event; None where it was the first told of it."""

    row: int
    event: str
    score: Score | None


def why_joined(connection: sqlite3.Connection, rows: Iterable[int]) -> list[Joined]:
    """For each statement the event that it joined, and why. Nothing is written."""
    rules = EventRules()
    joining = Joining(connection, rules)
    found = []
    for row in rows:
        seen = joining.candidates(row)
        if seen is None:
            continue
        item, groups = seen
        joined = rules.scored(item, groups)
        found.append(Joined(row, rules.founded(item), None) if joined is None else Joined(row, *joined))
    return found
