"""Days as the record keeps them: ISO texts, which sort as they do in time."""

from __future__ import annotations

from datetime import date, timedelta


def shifted(day: str, days: int) -> str:
    """An ISO day some days later (or earlier), itself where that lies outside the calendar."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day
