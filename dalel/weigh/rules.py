"""What decides which event, and which figure, a statement of the views joins."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache

from dalel.record.joins import MOMENT, Found
from dalel.resolve import alike, figures, same
from dalel.resolve.alike import Mention, Score, Traits
from dalel.resolve.figures import Said
from dalel.resolve.heard import NEGATIVE, POSITIVE

_POSITIVE, _NEGATIVE = frozenset(map(str, POSITIVE)), frozenset(map(str, NEGATIVE))


class EventRules:
    column = "event"
    last_members = 0

    def item(self, row: sqlite3.Row) -> Mention | None:
        is_denied_number = row["measure"] is not None and row["factuality"] not in _POSITIVE
        if row["type"] is None or is_denied_number:  # to deny a number is not to deny the deed
            return None
        return Mention(
            row=row["row"],
            id=row["id"],
            order=row["position"][MOMENT + 1 :],
            known_at=row["known_at"],
            believed_to=row["believed_to"],
            type=row["type"],
            mode=row["mode"],
            place=row["place"],
            place_kind=row["place_kind"],
            country=row["country"],
            day=row["day"],
            day_basis=row["day_basis"],
            began=row["began"],
            ended=row["ended"],
            passage=row["passage"],
            origin=row["origin"],
            factuality=row["factuality"],
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

    def item(self, row: sqlite3.Row) -> Said | None:
        if row["measure"] is None:
            return None
        return Said(
            row=row["row"],
            id=row["id"],
            order=f"{row['source']} {row['id']}",
            known_at=row["known_at"],
            believed_to=row["believed_to"],
            factuality=row["factuality"],
            origin=row["origin"],
            measure=row["measure"],
            population=same.population(row["population"]),
            place=row["place"],
            place_kind=row["place_kind"],
            country=row["country"],
            day=row["day"],
            day_basis=row["day_basis"],
            began=row["began"],
            ended=row["ended"],
            low=row["low"],
            high=row["high"],
            relation=row["relation"],
            period=row["period"],
            passage=row["passage"],
            traits=_traits(row["traits"]),
        )

    def found(self, item: Said) -> Found:
        first, last = figures.window(item)
        return Found(figures.blocks(item), figures.lies_on(item), first, last)

    def join(self, item: Said, groups: Mapping[str, Sequence[Said]]) -> str | None:
        return figures.join(item, groups)

    def founded(self, item: Said) -> str:
        return figures.figure_id(item)

    def also(self, item: Said, groups: Mapping[str, Sequence[Said]]) -> Sequence[str] | None:
        """The figures that a denial speaks of, besides the one it joins; None for what is no denial."""
        return figures.denied(item, groups) if item.factuality in _NEGATIVE else None


@lru_cache(maxsize=50_000)
def _traits(kept: str) -> Traits:
    return Traits.from_json(kept)
