"""Events in time: by the day they happened, and which of them are news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

LONGEST_SHOWN_SILENCE = 6


def by_day(rows: Iterable[Row]) -> list[tuple[str | None, list[Row]]]:
    """Events under their days, in the order in which they come; None holds those without a day."""
    days: list[tuple[str | None, list[Row]]] = []
    for row in rows:
        if not days or days[-1][0] != row["day"]:
            days.append((row["day"], []))
        days[-1][1].append(row)
    return days


def buckets(density: Iterable[Row], most: int) -> list[Row]:
    """Documents by day from the first to the last, silent days included.

    A silence of more than `LONGEST_SHOWN_SILENCE` days is one bucket, so that a late report does not
    flatten the days that matter. Where there are still more than `most`, neighbours are put together.
    Every bucket has `first`, `last` (ISO days) and `documents`.
    """
    found: list[Row] = []
    for row in density:
        day = date.fromisoformat(row["day"])
        if found:
            silent = date.fromisoformat(found[-1]["last"]) + timedelta(days=1)
            gap = (day - silent).days
            size = gap if gap > LONGEST_SHOWN_SILENCE else 1
            for start in range(0, gap, size):
                found.append(_bucket(silent + timedelta(days=start), silent + timedelta(days=start + size - 1), 0))
        found.append(_bucket(day, day, row["documents"]))
    size = max(1, -(-len(found) // most))
    return [_joined(found[start : start + size]) for start in range(0, len(found), size)]


def _bucket(first: date, last: date, documents: int) -> Row:
    return {"first": first.isoformat(), "last": last.isoformat(), "documents": documents}


def _joined(buckets: list[Row]) -> Row:
    documents = sum(bucket["documents"] for bucket in buckets)
    return {"first": buckets[0]["first"], "last": buckets[-1]["last"], "documents": documents}
