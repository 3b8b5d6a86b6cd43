"""Publication times, read strictly: a time that could mean two things is refused, and none is guessed.

Understood are ISO 8601, the RFC 2822 times of feeds, seconds or milliseconds since 1970, and dates
with the month in words in every language that has a `profile.toml`. A date alone is that day, 00:00.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache

from dalel.ingest.language import profiles

# Newspapers began about 1600; anything outside is a slip, or a number that is no time.
_YEARS = range(1600, 2200)
_LONGEST = 80
# 1973 to 2033. A greater number of ten digits, such as 2022010512, may be a date written together.
_EPOCH_SECONDS = range(100_000_000, 2_000_000_000)
# Zone names that RFC 2822 defines. Others (MSK, IST, CST in China) mean several things or changed.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

_NUMBER = re.compile(r"\d{9,16}(?:\.\d{1,9})?")
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"(?:\s?\(?(?P<name>(?-i:[A-Z]{1,5})\b)?\)?(?P<offset>\s?[+-]\d{1,2}(?::?\d{2})?(?!\d))?)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_CURE = "write it like 2022-01-05T16:20:00+06:00"


class UnclearError(ValueError):
    """A value that is no time, or more than one. The message completes "time '…' "."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time. `zoned`: the value itself said in which zone."""

    at: datetime
    zoned: bool


@lru_cache(maxsize=4096)
def parse(value: str, zone: tzinfo | None) -> Moment:
    """The moment a value means; `zone` is for values that name none (UTC if None)."""
    value = " ".join(value[: 4 * _LONGEST].replace("\u2212", "-").split())
    if not value or len(value) > _LONGEST or not value.isprintable():
        raise UnclearError(f"is not a time: {_CURE}")
    try:
        at = _epoch(value) or _iso(value) or _written(value)
        zoned = at.tzinfo is not None
        if at.year not in _YEARS:
            raise UnclearError(f"is in the year {at.year}: {_CURE}")
        return Moment(at if zoned else at.replace(tzinfo=zone or UTC), zoned)
    except (ValueError, OverflowError) as error:
        if isinstance(error, UnclearError):
            raise
        raise UnclearError(f"is not in the calendar: {_CURE}") from error


def _epoch(value: str) -> datetime | None:
    if not _NUMBER.fullmatch(value):
        return None
    whole, _, fraction = value.partition(".")
    if len(whole) == 14:
        return datetime.strptime(whole, "%Y%m%d%H%M%S")
    for digits, unit in ((10, 1), (9, 1), (13, 1_000), (16, 1_000_000)):
        if len(whole) == digits and int(whole) // unit in _EPOCH_SECONDS:
            parts = timedelta(microseconds=int(whole) * 1_000_000 // unit + int(fraction[:6].ljust(6, "0") or 0))
            return datetime(1970, 1, 1, tzinfo=UTC) + parts
    raise UnclearError(f"is not a number of seconds since 1970: {_CURE}")


def _iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _written(value: str) -> datetime:
    clock = _CLOCK.search(value)
    if clock is None:
        return _day(value)
    day = _day(f"{value[: clock.start()]} {value[clock.end() :]}")
    hour = int(clock["hour"])
    if clock["half"]:
        if not 1 <= hour <= 12:
            raise UnclearError(f"has no such hour: {_CURE}")
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    microsecond = int((clock["fraction"] or "0")[:6].ljust(6, "0"))
    return day.replace(
        hour=hour,
        minute=int(clock["minute"]),
        second=int(clock["second"] or 0),
        microsecond=microsecond,
        tzinfo=_zone(clock["name"], clock["offset"]),
    )


def _zone(name: str | None, offset: str | None) -> tzinfo | None:
    if name is not None and name.lower() not in _ZONES:
        raise UnclearError(f"names a zone {name!r} that is not known: write +06:00")
    if offset is None:
        return None if name is None else timezone(timedelta(hours=_ZONES[name.lower()]))
    if name is not None and _ZONES[name.lower()] != 0:
        raise UnclearError(f"names two zones: {_CURE}")
    sign, digits = offset.strip()[0], offset.strip()[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-shift if sign == "-" else shift)


def _day(value: str) -> datetime:
    """A day written in numbers or with its month in words."""
    value = value.strip(" ,;").removesuffix("T")
    numbers = _YEAR_FIRST.fullmatch(value)
    if numbers:
        return datetime(int(numbers[1]), int(numbers[3]), int(numbers[4]))
    numbers = _YEAR_LAST.fullmatch(value)
    if numbers:
        return _year_last(int(numbers[1]), int(numbers[3]), int(numbers[4]), numbers[2])
    return _worded(value)


def _year_last(first: int, second: int, year: int, separator: str) -> datetime:
    """05.01.2022 is day.month wherever points are used; with slashes it depends on the country."""
    if separator == "." or first == second or first > 12:
        return datetime(year, second, first)
    if second > 12:
        return datetime(year, first, second)
    raise UnclearError(
        f"may be {year}-{second:02}-{first:02} (day first) or {year}-{first:02}-{second:02} (month first): write which"
    )


def _worded(value: str) -> datetime:
    months, fillers = _date_words()
    month, numbers = None, []
    for word in _WORD.findall(_ORDINAL.sub(r"\1", value).casefold()):
        if word.isdigit():
            numbers.append(word)
        elif word in months and month is None:
            month = months[word]
        elif word not in fillers:
            raise UnclearError(f"holds the word {word!r}, which is no part of a time: {_CURE}")
    if month is None or sorted(map(len, numbers)) not in ([1, 4], [2, 4]):
        raise UnclearError(f"does not name one day: {_CURE}")
    day, year = sorted(numbers, key=len)
    return datetime(int(year), month, int(day))


@cache
def _date_words() -> tuple[dict[str, int], frozenset[str]]:
    """Month names of all languages, and words that a date may hold besides (weekdays, "года")."""
    months: dict[str, int] = {}
    fillers: set[str] = set()
    for profile in profiles():
        for number, names in enumerate(profile.months, 1):
            months.update(dict.fromkeys(names, number))
        fillers |= profile.date_words
    return months, frozenset(fillers)
