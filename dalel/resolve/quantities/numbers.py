"""What a stated number allows, and how it and the time between two of them are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from dalel.model import Figure
from dalel.resolve.heard import Heard

NO_LOW, NO_HIGH = float("-inf"), float("inf")

_BOUND = {"=": "", ">=": "at least ", ">": "more than ", "<=": "at most ", "<": "fewer than ", "~": "about "}
_COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def bounds(figure: Figure) -> tuple[float, float]:
    """The stated bounds as an interval. "About 40" allows a tenth either way."""
    low = NO_LOW if figure.low is None else float(figure.low)
    high = NO_HIGH if figure.high is None else float(figure.high)
    return (low * 0.9, high * 1.1) if figure.relation == "~" else (low, high)


def in_words(figure: Figure) -> str:
    """ "26", "at least 26", "20 to 30"."""
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        return f"{figure.low:,.12g} to {figure.high:,.12g}"
    value = figure.low if figure.low is not None else figure.high
    return f"{_BOUND[figure.relation]}{value:,.12g}"


def number(heard: Heard) -> float | None:
    """The number that a statement names, without its bound."""
    figure = heard.figure
    if figure is None:
        return None
    return figure.low if figure.low is not None else figure.high


def is_after(moment: str, earlier: str, by: timedelta) -> bool:
    """Whether a moment lies more than so long after another."""
    return datetime.fromisoformat(moment) - datetime.fromisoformat(earlier) > by


def later(earlier: str, moment: str) -> str:
    """How long after a moment another is, in words: " two days later"; "" within the hour."""
    apart = datetime.fromisoformat(moment) - datetime.fromisoformat(earlier)
    hours = int(apart.total_seconds() // 3600)
    if hours < 1:
        return ""
    count, unit = (hours, "hour") if hours < 36 else (round(hours / 24), "day")
    return f" {_COUNTED[count] if count < len(_COUNTED) else count} {unit}{'' if count == 1 else 's'} later"
