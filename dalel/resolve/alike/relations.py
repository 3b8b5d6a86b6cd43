"""How events hang together without being one: a town's part of a country's wave, a day's part of a longer time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Relation:
    """`event` is part of, or continues, the event `of`; `because` says why in words."""

    event: str
    kind: str
    of: str
    because: str


def relations(events: Iterable[Mapping[str, Any]]) -> list[Relation]:
    """How rows of events hang together: "part of" and "continues", by event.

    A town's event is part of its country's of the same type where their times overlap; a day's of a longer one's at the
    same place; and an event continues one of the same type and place of the day before. Of several wholes the narrowest
    is named.
    """
    rows = sorted((row for row in events if row["began"] and row["ended"]), key=lambda row: str(row["event"]))
    by_country: defaultdict[tuple[str, str | None], list[Mapping[str, Any]]] = defaultdict(list)
    by_place: defaultdict[tuple[str, str | None], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["place"] is not None:
            by_place[row["type"], row["place"]].append(row)
            if row["place_kind"] == "country":
                by_country[row["type"], row["country"]].append(row)
    found: list[Relation] = []
    for row in rows:
        if row["place"] is None:
            continue
        here = by_place[row["type"], row["place"]]
        longer = [other for other in here if other is not row and _within(row, other) and not _within(other, row)]
        wider = [other for other in by_country[row["type"], row["country"]] if row["place_kind"] != "country"]
        wider = [other for other in wider if _overlap(row, other)]
        for wholes, because in ((longer, "a day of a longer time"), (wider, "a place in the country")):
            if wholes:
                whole = min(wholes, key=lambda other: (_length(other), str(other["event"])))
                found.append(Relation(row["event"], "part of", whole["event"], because))
        before = (date.fromisoformat(row["began"]) - timedelta(days=1)).isoformat()
        earlier = [other for other in here if other["ended"] == before]
        if earlier:
            last = min(earlier, key=lambda other: (other["mode"] != row["mode"], str(other["event"])))
            found.append(Relation(row["event"], "continues", last["event"], "the day after, at the same place"))
    return found


def _within(part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    return bool(whole["began"] <= part["began"] and part["ended"] <= whole["ended"])


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["began"] <= other["ended"] and other["began"] <= one["ended"])


def _length(row: Mapping[str, Any]) -> int:
    return (date.fromisoformat(row["ended"]) - date.fromisoformat(row["began"])).days
