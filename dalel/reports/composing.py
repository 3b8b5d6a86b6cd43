"""A report as the text of a document: where and when in its first line, what was seen, and what was only heard."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date

from dalel.ingest.language import UNDETERMINED, detect
from dalel.reports.plaintext import Report

# How a report is put together that is in a language of which `composing.toml` knows nothing.
_OTHERWISE = "en"

_PARAGRAPHS = re.compile(r"\s*\n\s*")
_OPENING_MARK = re.compile(r"[“„«‹‟]|(?<!\S)[\"']")
_CLOSING_MARK = re.compile(r"[”»›\"]")
_ENDS = ".!?…"


def composed(report: Report) -> str:
    """The text by which a report is read and shown: the writer's own words, but for the few of the frame."""
    frame = _frames().get(language_of(report), _frames()[_OTHERWISE])
    head = []
    if report.where:
        head.append(_filled(frame["where"], report.where))
    if report.day:
        locale = language_of(report) if language_of(report) in _frames() else _OTHERWISE
        head.append(_filled(frame["day"], format_date(date.fromisoformat(report.day), frame["day_format"], locale)))
    if report.hour:
        head.append(_filled(frame["hour"], report.hour))
    heard = [frame["heard"].format(_inside(one, *frame["inner"])) for one in _PARAGRAPHS.split(report.heard) if one]
    return "\n\n".join(part for part in (" ".join(head), report.saw, *heard) if part)


def language_of(report: Report) -> str:
    """The language of what was written, told from its words; where they are too few, that of the form."""
    found = detect(f"{report.saw}\n{report.heard}")
    return found if found != UNDETERMINED else report.language or UNDETERMINED


def _filled(pattern: str, words: str) -> str:
    return str(pattern.format(" ".join(words.split()).rstrip(_ENDS)))


def _inside(words: str, opening: str, closing: str) -> str:
    """Words as they stand inside quotation marks: marks of their own would end these too early."""
    return _CLOSING_MARK.sub(closing, _OPENING_MARK.sub(opening, words))


@cache
def _frames() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("dalel.reports") / "composing.toml").read_text("utf-8"))
