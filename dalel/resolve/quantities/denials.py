"""What a denial of a number speaks of: "the figure of 164 was published by mistake"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dalel.resolve.quantities.said import Said

POSITIVE = frozenset({"CT+", "PR+"})
DENIED_WITHIN_DAYS = 7


def denied(said: Said, figures: Mapping[str, Sequence[Said]]) -> list[str]:
    """Every figure of which somebody stated the denied number in the week before, the latest known first.

    The place counts only where the denial names another country.
    """
    since = (datetime.fromisoformat(said.known_at) - timedelta(days=DENIED_WITHIN_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = []
    for id_, members in figures.items():
        stated = [one for one in members if _is_spoken_of(one, said, since)]
        if stated:
            found.append((max(one.known_at for one in stated), id_))
    return [id_ for _, id_ in sorted(found, reverse=True)]


def _is_spoken_of(one: Said, said: Said, since: str) -> bool:
    return (
        one.factuality in POSITIVE
        and one.measure == said.measure
        and one.low == said.low
        and since <= one.known_at <= said.known_at
        and (said.place is None or said.place == one.place or said.country is None or said.country == one.country)
    )
