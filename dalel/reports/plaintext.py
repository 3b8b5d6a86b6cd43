"""What is sealed: a report in deterministic CBOR behind a line that names the format, filled up with zeros.

See docs/formats/sealed-report.md, with test vectors. `frontend/report/plaintext.js` writes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from dalel.sync import cbor

MAGIC = b"dalel-report-1\n"
MOST_BYTES = 16 * 1024 * 1024
MOST_PHOTOS = 5
MOST_PHOTO_BYTES = 3 * 1024 * 1024
MOST_CHARACTERS = {"saw": 20_000, "heard": 20_000, "where": 200, "day": 10, "hour": 250, "language": 35}

_KEYS = dict(enumerate(MOST_CHARACTERS, start=1))
_PHOTOS = len(_KEYS) + 1
_LENGTH_BYTES = 4
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8}){0,4}", re.ASCII)
# Control characters but the line's end and the tabulator, and what turns the direction of writing.
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class ReportError(ValueError):
    """A sealed report, or what is asked of one, is not as it should be: the message is one line, nothing changed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody wrote, each part "" where they wrote nothing.

    `saw` is what they saw themselves, `heard` what others told them. `day` is ISO 8601, `hour` is in their own words.
    `language` is that of the form, not of what they wrote. `photos` are bytes that say they are pictures.
    """

    saw: str = ""
    heard: str = ""
    where: str = ""
    day: str = ""
    hour: str = ""
    language: str = ""
    photos: tuple[bytes, ...] = ()


def read(plain: bytes) -> Report:
    """The report in an opened message. Raises ReportError for anything else."""
    if len(plain) > MOST_BYTES:
        raise ReportError(f"the report is larger than {MOST_BYTES:,} bytes")
    start = len(MAGIC) + _LENGTH_BYTES
    if not plain.startswith(MAGIC) or len(plain) < start:
        raise ReportError("what was sealed is no report, or one of a later version; use a newer Dalel")
    end = start + int.from_bytes(plain[len(MAGIC) : start])
    if end > len(plain) or plain[end:].strip(b"\0"):
        raise ReportError("the report is damaged: its length is not what it says")
    try:
        parts = cbor.read(plain[start:end])
    except cbor.CborError as error:
        raise ReportError(f"the report is damaged: {error}") from error
    return _report(parts)


def cleaned(text: str) -> str:
    """A text without what a terminal or a page would obey instead of showing."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")).strip()


def _report(parts: Any) -> Report:
    if not isinstance(parts, dict) or not parts.keys() <= {*_KEYS, _PHOTOS}:
        raise ReportError("the report is damaged: it holds parts that no report has")
    texts = {name: _text(name, parts.get(key, "")) for key, name in _KEYS.items()}
    if not texts["saw"] and not texts["heard"]:
        raise ReportError("the report says nothing")
    if texts["day"] and not _is_a_day(texts["day"]):
        raise ReportError("the report is damaged: its day is none of the calendar")
    if texts["language"] and not _LANGUAGE.fullmatch(texts["language"]):
        raise ReportError("the report is damaged: its language is none")
    return Report(**texts, photos=_photos(parts.get(_PHOTOS, [])))


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ReportError(f"the report is damaged: {name!r} is no text")
    if len(value) > MOST_CHARACTERS[name]:
        raise ReportError(f"the report is too long: {name!r} has more than {MOST_CHARACTERS[name]:,} characters")
    return cleaned(value)


def _photos(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list) or not all(isinstance(photo, bytes) for photo in value):
        raise ReportError("the report is damaged: its photos are no bytes")
    if len(value) > MOST_PHOTOS:
        raise ReportError(f"the report has more than {MOST_PHOTOS} photos")
    if any(len(photo) > MOST_PHOTO_BYTES for photo in value):
        raise ReportError(f"the report has a photo of more than {MOST_PHOTO_BYTES:,} bytes")
    return tuple(value)


def _is_a_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
