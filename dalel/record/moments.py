"""Moments as the record keeps them: UTC to the second, "2022-01-05T12:40:00Z", so that they sort as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LAST = "9999-12-31T23:59:58Z"  # the last moment that can be asked for


def utc(moment: datetime) -> str:
    """A moment as UTC text. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{moment.isoformat()} lies outside the years 1 to 9999") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def as_of(moment: datetime) -> str:
    """The moment of a question, as the record compares it. What still holds does so even at the end of time."""
    return min(utc(moment), LAST)


def parse(text: str, end_of_day: bool = False) -> datetime:
    """A moment from ISO 8601 text; without a zone it is UTC, a bare date is its first (or last) second."""
    moment = datetime.fromisoformat(text)
    if len(text) == 10 and end_of_day:
        moment += timedelta(hours=23, minutes=59, seconds=59)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def shifted(moment: str, days: int) -> str:
    """A moment some days later (or earlier), itself where that lies outside the calendar."""
    try:
        return utc(datetime.fromisoformat(moment) + timedelta(days=days))
    except OverflowError:
        return moment
