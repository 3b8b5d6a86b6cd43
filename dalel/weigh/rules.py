"""What decides which event, and which figure, a statement of the views joins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dalel.record.joins import MOMENT, Found
from dalel.resolve import alike, quantities, same
from dalel.resolve.alike import Mention, Score, Traits
from dalel.resolve.heard import NEGATIVE, POSITIVE
from dalel.resolve.quantities import Said
from dalel.weigh.joining import Row

SHARED = (
    "row",
    "id",
    "known_at",
    "believed_to",
    "place",
    "place_kind",
    "country",
    "day",
    "day_basis",
    "began",
    "ended",
    "passage",
    "origin",
    "factuality",
)

_POSITIVE, _NEGATIVE = frozenset(map(str, POSITIVE)), frozenset(map(str, NEGATIVE))


class EventRules:
    column = "event"
    last_members = 0

    def item(self, row: Row) -> Mention | None:
        is_denied_number = row["measure"] is not None and row["factuality"] not in _POSITIVE
        if row["type"] is None or is_denied_number:  # to deny a number is not to deny the deed
            return None
        return Mention(
            **_shared(row),
            order=row["position"][MOMENT + 1 :],
            type=row["type"],
            mode=row["mode"],
            traits=_traits(row["traits"]),
        )

    def found(self, item: Mention) -> Found:
        return Found(alike.blocks(item), alike.lies_on(item), *alike.window(item))

    def join(self, item: Mention, groups: Mapping[str, Sequence[Mention]]) -> str | None:
        joined = self.scored(item, groups)
        return None if joined is None else joined[0]

    def scored(self, item: Mention, groups: Mapping[str, Sequence[Mention]]) -> tuple[str, Score] | None:
        """The event that a statement joins, and what speaks for it."""
        return alike.join(item, {event: members for event, members in groups.items() if alike.may_be(item, members)})

    def founded(self, item: Mention) -> str:
        return alike.event_id(item)

    def also(self, item: Mention, groups: Mapping[str, Sequence[Mention]]) -> Sequence[str] | None:
        return None


class FigureRules:
    column = "figure"
    last_members = 8

    def item(self, row: Row) -> Said | None:
        if row["measure"] is None:
            return None
        return Said(
            **_shared(row),
            order=f"{row['source']} {row['id']}",
            measure=row["measure"],
            population=same.population(row["population"]),
            low=row["low"],
            high=row["high"],
            relation=row["relation"],
            period=row["period"],
            traits=_traits(row["traits"]),
        )

    def found(self, item: Said) -> Found:
        first, last = quantities.window(item)
        return Found(quantities.blocks(item), quantities.lies_on(item), first, last)

    def join(self, item: Said, groups: Mapping[str, Sequence[Said]]) -> str | None:
        return quantities.join(item, groups)

    def founded(self, item: Said) -> str:
        return quantities.figure_id(item)

    def also(self, item: Said, groups: Mapping[str, Sequence[Said]]) -> Sequence[str] | None:
        """The figures that a denial speaks of, besides the one it joins; None for what is no denial."""
        return quantities.denied(item, groups) if item.factuality in _NEGATIVE else None


def _shared(row: Row) -> dict[str, Any]:
    """What the rules for events and for figures both take from a row as it is."""
    return {name: row[name] for name in SHARED}


@lru_cache(maxsize=50_000)
def _traits(kept: str) -> Traits:
    return Traits.from_json(kept)
