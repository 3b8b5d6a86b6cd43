"""Codes, numbers and moments in words, as templates call them. The words themselves are data: data/words.toml."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

Row = dict[str, Any]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SIGNS = {"=": "", ">=": "at least ", ">": "more than ", "<=": "at most ", "<": "fewer than ", "~": "about "}


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((files("dalel.publish.web") / "data" / "words.toml").read_text("utf-8"))


def what(row: Row) -> str:
    """What kind of event: "Shooting", "Protest"; a mode without a word of its own stands after its type."""
    type_, mode = row["type"], row["mode"]
    if type_ is None:
        return "Event"
    named = words()["mode"].get(f"{type_}/{mode}")
    if named is not None:
        return str(named)
    heading = words()["type"].get(type_, type_.capitalize())
    return f"{heading}: {mode.replace('-', ' ')}" if mode else str(heading)


def measure(name: str) -> str:
    return str(words()["measure"].get(name, name.replace("_", " ").capitalize()))


def group_name(group: str) -> str:
    return str(words()["group"].get(group, group.replace("_", " ")))


def measure_order(name: str) -> tuple[int, str]:
    return _order("measure", name)


def group_order(name: str) -> tuple[int, str]:
    return _order("group", name)


def _order(table: str, name: str) -> tuple[int, str]:
    """As the table of words lists them, then by name."""
    order = list(words()[table])
    return (order.index(name) if name in order else len(order), name)


def number(value: float | None) -> str:
    return "?" if value is None else f"{value:,.12g}"


def bounds(low: float | None, high: float | None) -> str:
    """A range as a reader says it: "26", "26 to 164", "at least 26"."""
    if low is None and high is None:
        return "no number"
    if low is None:
        return f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def quantity(row: Row) -> str:
    """What a statement says, with its own relation: "more than 3,700"."""
    low, high = row["low"], row["high"]
    if low is not None and high is not None and low != high:
        return f"{number(low)} to {number(high)}"
    known = low if low is not None else high
    return "no number" if known is None else f"{_SIGNS.get(row['relation'], '')}{number(known)}"


def day(value: str | None) -> str:
    """An ISO day or a longer TIMEX3 value: "5 January 2022", "January 2022"; others as they are."""
    if value is None:
        return "Day unknown"
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            known = date.fromisoformat(value)
            return f"{known.day} {_MONTHS[known.month - 1]} {known.year}"
        if re.fullmatch(r"\d{4}-\d\d", value):
            return f"{_MONTHS[int(value[5:]) - 1]} {value[:4]}"
    except (ValueError, IndexError):
        return value
    return value


def weekday(value: str | None) -> str:
    try:
        return date.fromisoformat(value or "").strftime("%A")
    except ValueError:
        return ""


def moment(value: str | None) -> str:
    """A moment of the record: "5 January 2022, 12:40 UTC"."""
    if value is None:
        return "not stated"
    return f"{day(value[:10])}, {value[11:16]} UTC"


def short_moment(value: str) -> str:
    """A moment in a narrow column: "5 Jan 2022 12:40"."""
    known = datetime.fromisoformat(value)
    return f"{known.day} {_MONTHS[known.month - 1][:3]} {known.year} {value[11:16]}"


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def web_address(url: str | None) -> str | None:
    """The address, where it is one that a reader can follow without harm: http(s) with a host. Else None."""
    if url is None or re.search(r"[\s\x00-\x1f\\]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def language_tag(tag: str | None) -> str:
    """A BCP 47 tag as an attribute may hold it; "und" where it is none."""
    return tag if tag and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}", tag) else "und"


def shorten(text: str, most: int = 220) -> str:
    """One line of a text, cut after a word where it is long."""
    flat = " ".join(text[: most * 4].split())
    if len(flat) <= most:
        return flat
    cut = flat[:most]
    return cut[: max(cut.rfind(" "), most // 2)] + "…"
