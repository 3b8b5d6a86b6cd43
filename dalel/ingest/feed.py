"""RSS and Atom files: one document an entry. Feeds are read from bytes given; nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import feedparser

from dalel.ingest.draft import Draft
from dalel.ingest.encoding import decode_declared
from dalel.ingest.html import as_text
from dalel.ingest.item import Item, Problem, UnreadableError

# Its tolerant parser takes seconds for a broken megabyte; real feeds hold the latest few dozen entries.
MAX_FEED_BYTES = 5_000_000
# The declared encoding is obeyed here, not by the parser, which would try any that Python has.
_ENCODING = re.compile(rb"\s{0,20}<\?xml[^>]{0,200}?encoding\s?=\s?[\"']([\w-]{1,40})")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}>")


def read(item: Item) -> Iterator[Draft | Problem]:
    """The documents of a feed. The source is the entry's own where it names one, else the feed's title."""
    data = item.read(MAX_FEED_BYTES)
    declared = _ENCODING.match(data[:400])
    xml, notice = decode_declared(data, declared[1] if declared else None)
    if notice is not None:
        yield Problem(item.name, None, notice, fatal=False)
    xml = _DECLARATION.sub("", xml, count=1)
    # The entries' HTML is reduced to text here, which drops scripts; cleaning it first would only take time.
    # RecursionError and the rest come from its tolerant parser when a file is no XML at all.
    try:
        feed = feedparser.parse(
            io.BytesIO(xml.encode("utf-8")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, RecursionError, LookupError, AttributeError, TypeError, AssertionError) as error:
        raise UnreadableError("not a feed that can be read: RSS or Atom is needed") from error
    # The parser leaves out what it did not come to: an empty file has not even a version.
    entries = feed.get("entries") or []
    if not feed.get("version") and not entries:
        raise UnreadableError("neither RSS nor Atom: save other pages as .html")
    if not entries:
        raise UnreadableError("a feed without entries")
    title = _text(feed.get("feed"), "title")
    language = _text(feed.get("feed"), "language")
    for number, entry in enumerate(entries, 1):
        heading = _text(entry, "title")
        heading = as_text(heading).replace("\n\n", " ") if heading else None
        body = _body(entry)
        yield Draft(
            body or heading or "",  # an entry may be a headline only
            place=f"entry {number}",
            title=heading,
            source=_text(entry.get("source"), "title") or title,
            url=_text(entry, "link"),
            author=_text(entry, "author"),
            published=_stated(entry, "published") or _stated(entry, "updated"),
            updated=_stated(entry, "updated"),
            page_language=language,
        )


def _body(entry: Mapping[str, Any]) -> str:
    """The entry's whole content, else its summary, as text."""
    details = [*entry.get("content", ()), entry.get("summary_detail")]
    for detail in details:
        if isinstance(detail, dict) and isinstance(detail.get("value"), str) and detail["value"].strip():
            value: str = detail["value"]
            return value.strip() if detail.get("type") == "text/plain" else as_text(value)
    return ""


def _text(mapping: object, key: str) -> str | None:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    return value.strip() or None if isinstance(value, str) else None


def _stated(entry: Mapping[str, Any], key: str) -> str | None:
    """A time that the entry itself gives; feedparser answers for one with another when asked by get()."""
    value = dict.get(entry, key) if isinstance(entry, dict) else None
    return value.strip() or None if isinstance(value, str) else None
