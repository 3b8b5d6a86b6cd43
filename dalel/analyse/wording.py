"""Which words who uses for whom: shares of labels by day, source and affiliation.

Rows are those of `record.queries.labels`. Labels are compared only within the group they stand for,
so that a share answers "of all the times this group was called something, how often was it this?".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]

UNSTATED = "not stated"


@dataclass(frozen=True, slots=True)
class Share:
    """How often a word was used, of all the times the group was named."""

    lemma: str
    count: int
    total: int

    @property
    def part(self) -> float:
        return self.count / self.total


@dataclass(frozen=True, slots=True)
class Day:
    """The words of one day, the most frequent first."""

    day: str
    total: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One affiliation or source: its words over the whole time and by day."""

    name: str
    total: int
    shares: tuple[Share, ...]
    days: tuple[Day, ...]


def by_source_and_day(rows: Iterable[Row]) -> list[Row]:
    """A row for each day, source, group and word: `count` of `total` labels of that group, source and day."""
    counts: Counter[tuple[str, str, str | None, str, str]] = Counter()
    totals: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        counts[row["day"], row["source"], row["affiliation"], row["group"], row["lemma"]] += 1
        totals[row["day"], row["source"], row["group"]] += 1
    ordered = sorted(counts, key=lambda key: (key[0], key[1], key[3], -counts[key], key[4]))
    return [
        {
            "day": day,
            "source": source,
            "affiliation": affiliation,
            "group": group,
            "lemma": lemma,
            "count": counts[day, source, affiliation, group, lemma],
            "total": totals[day, source, group],
        }
        for day, source, affiliation, group, lemma in ordered
    ]


def periods(rows: Iterable[Row], most: int) -> list[Row]:
    """The rows with their days, or, where there are more than `most`, with months or years in place of days."""
    given = list(rows)
    for length in (len("2022-01-05"), len("2022-01")):
        if len({row["day"][:length] for row in given}) <= most:
            return [{**row, "day": row["day"][:length]} for row in given]
    return [{**row, "day": row["day"][: len("2022")]} for row in given]


def groups(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """The groups that were named, the most often named first, with how often."""
    counts = Counter(row["group"] for row in rows)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def panels(rows: Iterable[Row], group: str, by: str) -> list[Panel]:
    """The words for one group by "affiliation" or "source", the one that says most first."""
    kept: dict[str, list[Row]] = {}
    for row in rows:
        if row["group"] == group:
            kept.setdefault(row[by] or UNSTATED, []).append(row)
    found = [_panel(name, chosen) for name, chosen in kept.items()]
    return sorted(found, key=lambda panel: (-panel.total, panel.name))


def _panel(name: str, rows: list[Row]) -> Panel:
    by_day: dict[str, list[Row]] = {}
    for row in rows:
        by_day.setdefault(row["day"], []).append(row)
    days = tuple(Day(day, len(by_day[day]), _shares(by_day[day])) for day in sorted(by_day))
    return Panel(name, len(rows), _shares(rows), days)


def _shares(rows: list[Row]) -> tuple[Share, ...]:
    counts = Counter(row["lemma"] for row in rows)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(lemma, count, len(rows)) for lemma, count in ordered)
