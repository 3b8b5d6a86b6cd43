"""From what a file says to a document: checks, times, language, and notices given once a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from dalel.ingest import moments
from dalel.ingest.encoding import is_unicode, lines
from dalel.ingest.item import MAX_TEXT_CHARS, Item, Problem, quoted
from dalel.ingest.language import UNDETERMINED, detect, tag_of
from dalel.model import Document

_NO_TIME = "no publication time: what it tells cannot be put in order; add one (published: 2022-01-05T16:20:00+06:00)"
_NO_ZONE = "times without a zone were read as UTC: give the zone they are in, e.g. --zone Asia/Almaty"


@dataclass(frozen=True)
class Defaults:
    """What the user said on the command line, used where a file says nothing itself.

    `zone` is for times that carry none. `columns` maps a field (text, published, source, title,
    url, author, language, updated) to the column or key that holds it.
    """

    source: str | None = None
    zone: tzinfo | None = None
    language: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as its file gives it: nothing parsed yet but the file's format.

    `language` is what the document says of itself; `page_language` is what the page or feed around
    it says, which is often only the language of its menus. `verbatim`: the text is kept as it is.
    """

    text: str
    place: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    page_language: str | None = None
    verbatim: bool = False


class Finisher:
    """Makes documents of one file's drafts, and remembers what to tell the user of the file."""

    def __init__(self, item: Item, defaults: Defaults, received_at: datetime) -> None:
        self._item = item
        self._defaults = defaults
        self._received_at = received_at
        self._notices: dict[str, tuple[str | None, str, int]] = {}

    def finish(self, draft: Draft) -> Document | Problem:
        """The document, or why there is none."""
        title = _line(draft.title)
        text = draft.text if draft.verbatim else _with_title(title, lines(draft.text).strip())
        wrong = _wrong(text, draft)
        if wrong is not None:
            return Problem(self._item.name, draft.place, wrong)
        url = _line(draft.url)
        if draft.published is None:
            self._notice("no time", draft.place, _NO_TIME)
        return Document(
            source=_line(draft.source) or self._defaults.source or _host(url) or self._item.stem,
            text=text,
            language=self._language(draft, text),
            received_at=self._received_at,
            url=url,
            title=title,
            author=_line(draft.author),
            published_at=self._moment(draft.published, draft.place),
            updated_at=self._moment(draft.updated, draft.place),
        )

    def notices(self) -> Iterator[Problem]:
        """What to look at in this file, each thing once, with the first place of it."""
        for place, message, count in self._notices.values():
            more = f" (and {count - 1:,} more in this file)" if count > 1 else ""
            yield Problem(self._item.name, place, message + more, fatal=False)

    def _notice(self, kind: str, place: str | None, message: str) -> None:
        first_place, first_message, count = self._notices.get(kind, (place, message, 0))
        self._notices[kind] = (first_place, first_message, count + 1)

    def _moment(self, value: str | None, place: str | None) -> datetime | None:
        if value is None:
            return None
        try:
            moment = moments.parse(value, self._defaults.zone)
        except moments.UnclearError as error:
            self._notice("odd time", place, f"time {quoted(value)} {error}; kept without a time")
            return None
        if not moment.zoned and self._defaults.zone is None:
            self._notice("no zone", place, _NO_ZONE)
        return moment.at

    def _language(self, draft: Draft, text: str) -> str:
        """What the document says; else what the user says; else what the page says, unless the words say otherwise."""
        for declared in (draft.language, self._defaults.language):
            if declared:
                tag = tag_of(declared)
                if tag is not None:
                    return tag
                self._notice(
                    "odd language", draft.place, f"language {quoted(declared)} is not a tag such as en, ru or kk"
                )
        found = detect(text)
        page = tag_of(draft.page_language) if draft.page_language else None
        if page is None or found == page.split("-")[0]:
            return page or found
        if found == UNDETERMINED:
            return page
        self._notice(
            "other language", draft.place, f"declared as {quoted(page)}, but its words are {found!r}: read as {found!r}"
        )
        return found


def _with_title(title: str | None, body: str) -> str:
    """Title, blank line, body; the body alone where it begins with the title."""
    if title is None or not body:
        return body
    beginning = " ".join(body[: 2 * len(title) + 20].split()).lstrip("#* ")
    return body if beginning.casefold().startswith(title.casefold()) else f"{title}\n\n{body}"


def _wrong(text: str, draft: Draft) -> str | None:
    if not text.strip():
        return "no text"
    if len(text) > MAX_TEXT_CHARS:
        return f"text of {len(text):,} characters, at most {MAX_TEXT_CHARS:,} are read: split it into its documents"
    others = (draft.title, draft.source, draft.url, draft.author, draft.language)
    if not all(is_unicode(value) for value in (text, *others) if value):
        return "not valid Unicode (broken UTF-8, a NUL or half a character): save the file as UTF-8"
    return None


def _line(value: str | None) -> str | None:
    """A name or title on one line; None where there is nothing in it."""
    return " ".join(value.split()) or None if value else None


def _host(url: str | None) -> str | None:
    """The host of an address, which names the source where nothing else does."""
    if url is None or not re.match(r"(?i)https?://", url):
        return None
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None  # such as an unfinished IPv6 address
