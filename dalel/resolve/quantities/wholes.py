"""Which quantities are parts of which: police killed of people killed, a city's of a country's, a day's of all so far.

A part is no second voice on its whole: 18 police killed neither bears out nor contradicts 164 people killed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dalel.resolve.days import shifted
from dalel.resolve.quantities.said import days_between

Row = Mapping[str, Any]

# A part and its whole are told of about the same days.
WITHIN_DAYS = 14

# What a whole has to have in common with a part: its measure, and its place, or its country where it is a country's.
Key = tuple[str, str]


def parts(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """The pairs (part, whole) among figures as queries give them, in the order of the parts.

    A part is linked to the narrowest whole that holds it. A figure without a place or a day is no part and no whole.
    """
    known = [row for row in rows if row["place"] is not None and row["began"] is not None]
    wholes: dict[Key, list[Row]] = {}
    for row in sorted(known, key=lambda row: (row["began"], row["figure"])):
        for key in _holds(row):
            wholes.setdefault(key, []).append(row)
    found = []
    for row in known:
        first, last = shifted(row["began"], -WITHIN_DAYS), shifted(row["began"], WITHIN_DAYS)
        near = [whole for key in _lies_in(row) for whole in _between(wholes.get(key, ()), first, last)]
        holding = [whole for whole in near if _is_part(row, whole)]
        if holding:
            found.append((row["figure"], min(holding, key=lambda whole: _width(row, whole))["figure"]))
    return found


def _holds(row: Row) -> list[Key]:
    keys = [(row["measure"], row["place"])]
    if row["place_kind"] == "country" and row["country"]:
        keys.append((row["measure"], f"in {row['country']}"))
    return keys


def _lies_in(row: Row) -> list[Key]:
    keys = [(row["measure"], row["place"])]
    if row["place_kind"] != "country" and row["country"]:
        keys.append((row["measure"], f"in {row['country']}"))
    return keys


def _between(rows: Sequence[Row], first: str, last: str) -> Sequence[Row]:
    low = bisect_left(rows, first, key=lambda row: row["began"])
    return rows[low : bisect_right(rows, last, key=lambda row: row["began"])]


def _is_part(row: Row, whole: Row) -> bool:
    """Whether a figure is of fewer people, a smaller place or a shorter time than another, and of no other kind."""
    fewer = row["population"] is not None and whole["population"] is None
    same_people = row["population"] == whole["population"]
    smaller = row["place"] != whole["place"]
    shorter = row["period"] == "new" and whole["period"] == "total"
    return bool(fewer or same_people) and (fewer or smaller or shorter) and row["figure"] != whole["figure"]


def _width(row: Row, whole: Row) -> tuple[bool, bool, int, str]:
    apart = days_between(row["began"], whole["began"])
    return whole["place"] != row["place"], whole["population"] != row["population"], apart, whole["figure"]
