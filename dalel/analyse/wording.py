"""Which words who uses for whom: shares of labels by period, source and affiliation, each with its interval.

Rows are those of `record.tracking.labels`. Labels are compared only within the group they stand for, so that a share
answers "of all the times this group was called something, how often was it this?".

Copies count once: a sentence that a source, or the sources of an affiliation, printed ten times, word for word or
nearly, is one use, at the moment it was first known. So is a sentence that stays in later versions of a page. Who
rewrites or translates a sentence chooses its words, and that is a use.

Every share has its interval, Wilson's for 95 % (Wilson 1927): 2 of 3 is 67 %, but anything between 21 and 94 % would
give 2 of 3 often enough. It is Wilson's because it holds for small counts and for none and all, where the usual one
does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from typing import Any

from dalel.analyse.families import families, family_of

Row = dict[str, Any]

UNSTATED = "not stated"
SERIES = ("affiliation", "source")
MOST_DAYS_BY_HOUR = 2
PERIODS = ("hour", "day", "week", "month", "year")

Z95 = 1.959964  # the standard normal's 97.5 % point


def interval(count: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; all is possible where nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share, spread = count / total, Z95 * Z95 / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * sqrt(share * (1 - share) / total + spread / total / 4)
    return (0.0 if count == 0 else middle - half), (1.0 if count == total else middle + half)


@dataclass(frozen=True, slots=True)
class Share:
    """How often a word was used, of all the times the group was named; `raw` counts copies too."""

    lemma: str
    count: int
    total: int
    raw: int

    @property
    def part(self) -> float:
        return self.count / self.total

    @property
    def interval(self) -> tuple[float, float]:
        return interval(self.count, self.total)


@dataclass(frozen=True, slots=True)
class Use:
    """A word in a sentence: the statement known first, and with it all that say the same in the same words."""

    row: Row
    name: str
    statements: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    """The words of one period, the most frequent first."""

    day: str
    total: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One affiliation or source: its words over the whole time and by period."""

    name: str
    total: int
    raw: int
    shares: tuple[Share, ...]
    days: tuple[Day, ...]


def series_of(row: Row, by: str) -> str:
    """Whose words they are, by "source" or "affiliation"; "all" is everybody's."""
    return "all" if by == "all" else row[by] or UNSTATED


def uses(rows: Iterable[Row], by: str) -> list[Use]:
    """The uses of words, in the order in which they became known; copies within a series are one use."""
    ordered = sorted(rows, key=lambda row: (row["known_at"], row["document"], row["start"], row["row"]))
    copied = {row["passage"]: row["copied"] for row in ordered if row["copied"]}
    found: dict[tuple[Any, ...], Use] = {}
    short: Counter[tuple[Any, ...]] = Counter()
    for row in ordered:
        name = series_of(row, by)
        place: tuple[Any, ...] = (_original(row["passage"], copied),)
        if not row["passage"]:
            # Too short to tell a copy: only a later version of the page repeats it, at the same turn.
            term = (row["document"], row["group"], row["lemma"], row["term"])
            place = (row["source"], row["url"] or row["document"], row["term"], short[term])
            short[term] += 1
        key = (name, row["group"], row["lemma"], *place)
        use = found.get(key)
        if use is None:
            use = found[key] = Use(row, name)
        use.statements.append(row)
    return list(found.values())


def _original(passage: str, copied: Mapping[str, str]) -> str:
    """The sentence that was there first, of copies of copies."""
    seen = {passage}
    while (earlier := copied.get(passage)) is not None and earlier not in seen:
        seen.add(earlier)
        passage = earlier
    return passage


def period_of(moment: str, per: str) -> str:
    """The period of a moment, as a TIMEX3 value: "2022-01-05T13", "2022-01-05", "2022-W01", "2022-01", "2022"."""
    if per == "week":
        year, week, _ = date.fromisoformat(moment[:10]).isocalendar()
        return f"{year:04}-W{week:02}"
    return moment[: {"hour": 13, "day": 10, "month": 7, "year": 4}[per]]


def fitting(moments: Iterable[str], most: int) -> str:
    """The shortest period of which no more than so many are spoken in; hours only for what lies within few days."""
    known = list(moments)
    spoken = {per: len({period_of(one, per) for one in known}) for per in PERIODS}
    if spoken["day"] > MOST_DAYS_BY_HOUR:
        del spoken["hour"]
    return next((per for per, count in spoken.items() if count <= most), PERIODS[-1])


def shares_by_period(rows: Iterable[Row], by: str = "source", per: str = "day") -> list[Row]:
    """A row for each period, series, group and word: `count` of `total` uses, with their interval."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    raw: Counter[tuple[str, str, str, str]] = Counter()
    totals: Counter[tuple[str, str, str]] = Counter()
    affiliations: dict[str, str | None] = {}
    for use in uses(rows, by):
        period, group = period_of(use.row["known_at"], per), use.row["group"]
        key = (period, use.name, group, use.row["lemma"])
        counts[key] += 1
        raw[key] += len(use.statements)
        totals[period, use.name, group] += 1
        affiliations[use.name] = use.row["affiliation"]
    found = []
    for key in sorted(counts, key=lambda key: (*key[:3], -counts[key], key[3])):
        period, name, group, lemma = key
        total = totals[period, name, group]
        low, high = interval(counts[key], total)
        found.append(
            {
                "day": period,
                "source": name if by == "source" else None,
                "affiliation": affiliations[name],
                "group": group,
                "lemma": lemma,
                "count": counts[key],
                "total": total,
                "raw": raw[key],
                "low": round(low, 4),
                "high": round(high, 4),
            }
        )
    return found


def panels(found: Sequence[Use], per: str) -> list[Panel]:
    """The words of each series, the one that says most first."""
    kept: dict[str, list[Use]] = {}
    for use in found:
        kept.setdefault(use.name, []).append(use)
    made = [_panel(name, chosen, per) for name, chosen in kept.items()]
    return sorted(made, key=lambda panel: (-panel.total, panel.name))


def _panel(name: str, chosen: list[Use], per: str) -> Panel:
    by_period: dict[str, list[Use]] = {}
    for use in chosen:
        by_period.setdefault(period_of(use.row["known_at"], per), []).append(use)
    days = tuple(Day(day, len(by_period[day]), shares(by_period[day])) for day in sorted(by_period))
    return Panel(name, len(chosen), sum(len(use.statements) for use in chosen), shares(chosen), days)


def shares(chosen: Sequence[Use]) -> tuple[Share, ...]:
    """Each word's share of these uses, the most frequent first."""
    counts: Counter[str] = Counter()
    raw: Counter[str] = Counter()
    for use in chosen:
        counts[use.row["lemma"]] += 1
        raw[use.row["lemma"]] += len(use.statements)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(lemma, count, len(chosen), raw[lemma]) for lemma, count in ordered)


def family_shares(chosen: Sequence[Use], group: str) -> tuple[Share, ...]:
    """Each family's share of these uses of one group, in the order of the file; `lemma` is the family's key."""
    counts: Counter[str] = Counter()
    raw: Counter[str] = Counter()
    for use in chosen:
        family = family_of(group, use.row["lemma"])
        if family is not None:
            counts[family.key] += 1
            raw[family.key] += len(use.statements)
    return tuple(
        Share(family.key, counts[family.key], len(chosen), raw[family.key])
        for family in families()
        if family.group == group
    )
