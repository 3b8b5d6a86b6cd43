"""Periods of the calendar: a day, a week, a quarter, a season, a century… and their TIMEX3 values."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_SEASONS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}
_MONTHS = {"M": 1, "Q": 3, "S": 3, "Y": 12, "E": 120, "C": 1200}


@dataclass(frozen=True, slots=True)
class Period:
    """A period and its first day.

    `unit` is D (day), W (ISO week), WE (weekend), M, Q (quarter), S (season), Y, E (decade) or C (century).
    """

    unit: str
    start: date

    @property
    def end(self) -> date:
        """The first day after the period."""
        if self.unit == "WE":
            return self.start + timedelta(days=2)
        return self.shift(1).start

    @property
    def value(self) -> str:
        """The TIMEX3 value."""
        start = self.start
        match self.unit:
            case "D":
                return start.isoformat()
            case "W" | "WE":
                year, week, _ = start.isocalendar()
                return f"{year:04}-W{week:02}" + ("-WE" if self.unit == "WE" else "")
            case "M":
                return f"{start.year:04}-{start.month:02}"
            case "Q":
                return f"{start.year:04}-Q{(start.month + 2) // 3}"
            case "S":
                return f"{start.year:04}-{_SEASONS[start.month]}"
            case "E":
                return f"{start.year // 10:03}"
            case "C":
                return f"{start.year // 100:02}"
            case _:
                return f"{start.year:04}"

    def shift(self, count: int) -> Period:
        """The period `count` periods later; OverflowError beyond the calendar."""
        if self.unit == "D":
            return Period("D", self.start + timedelta(days=count))
        if self.unit in ("W", "WE"):
            return Period(self.unit, self.start + timedelta(weeks=count))
        return Period(self.unit, add_months(self.start, count * _MONTHS[self.unit]))


def period(unit: str, day: date) -> Period:
    """The period of a unit that holds a day. Winter counts to the year of its December."""
    match unit:
        case "D":
            return Period("D", day)
        case "W":
            return Period("W", day - timedelta(days=day.weekday()))
        case "WE":
            return Period("WE", day - timedelta(days=day.weekday() - 5))
        case "M":
            return Period("M", day.replace(day=1))
        case "Q":
            return Period("Q", date(day.year, (day.month - 1) // 3 * 3 + 1, 1))
        case "S":
            first = add_months(day.replace(day=1), -(day.month % 3))
            return Period("S", first)
        case "E":
            return Period("E", date(max(1, day.year // 10 * 10), 1, 1))
        case "C":
            return Period("C", date(max(1, day.year // 100 * 100), 1, 1))
        case _:
            return Period("Y", date(day.year, 1, 1))


def add_months(day: date, count: int) -> date:
    """The same day of the month, or its last day, `count` months later; OverflowError beyond the calendar."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"year {year} is beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
