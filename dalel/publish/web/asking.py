"""What a reader asks: the record as of a moment, narrowed by filters; read from an address, kept in every link."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from dalel.publish.web.marks import around
from dalel.record import queries
from dalel.record.moments import as_of, parse
from dalel.record.store import Record

Row = dict[str, Any]

PAGE_ROWS = 60
MOST_ROWS = 1000
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Refused(Exception):  # noqa: N818
    """A question that cannot be answered, with the status and one line that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(slots=True)
class Ask:
    """One question to an open record. `as_of` is the moment as the reader gave it, None for the latest."""

    record: Record
    at: str
    as_of: str | None
    params: Mapping[str, str]
    path: str
    _languages: dict[int, str] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)

    @property
    def connection(self) -> sqlite3.Connection:
        return self.record.connection

    def link(self, path: str, fragment: str | None = None, **params: Any) -> str:
        """An address in this page that keeps the moment asked for; `as_of=None` leaves it behind."""
        chosen = {"as_of": self.as_of, **params}
        given = {name: str(value) for name, value in chosen.items() if value not in (None, "")}
        address = quote(path, safe="/")
        query = f"?{urlencode(given)}" if given else ""
        return f"{address}{query}{'#' + quote(fragment) if fragment else ''}"

    def here(self, **changed: Any) -> str:
        """This address with other parameters."""
        return self.link(self.path, **{**self.params, **changed})

    def language_of(self, document: int) -> str:
        """The language of a document, looked up once."""
        if document not in self._languages:
            row = queries.document(self.connection, document)
            self._languages[document] = row["language"] if row else "und"
        return self._languages[document]

    def language_of_event(self, event: str) -> str:
        """The language of the words that an event is shown with, which are its first statement's."""
        rows = queries.statements_about(self.connection, self.at, "event", event)
        return self.language_of(rows[0]["document"]) if rows else "und"

    def last_said(self, figure: str) -> Row | None:
        """The last statement of a figure that gives a number."""
        rows = queries.statements_about(self.connection, self.at, "figure", figure)
        return next((row for row in reversed(rows) if row["low"] is not None or row["high"] is not None), None)

    def text_of(self, document: int) -> str:
        """The text of a document, read once."""
        if document not in self._texts:
            row = queries.document(self.connection, document)
            self._texts[document] = self.record.text(row["sha256"]) if row else ""
        return self._texts[document]

    def near(self, statement: Row) -> tuple[str, str, str]:
        """A statement's quote with the words around it."""
        return around(self.text_of(statement["document"]), statement["start"], statement["end"])

    def rule_of(self, statement: Row) -> str:
        """The rule or model that found a statement."""
        return str(json.loads(statement["body"])["by"])


@contextmanager
def asked(path: Path, request: Request) -> Iterator[Ask]:
    """Open the record for one request: all its queries see the same state, and none can write."""
    given = request.query_params.get("as_of") or None
    at = moment(given)
    with Record.open(path) as record:
        record.connection.execute("PRAGMA query_only = ON")
        record.connection.execute("BEGIN")
        yield Ask(record, at, given, dict(request.query_params), request.scope["path"])


def moment(given: str | None) -> str:
    """The moment asked for as the record writes it; now where none is given."""
    if given is None:
        return as_of(datetime.now(UTC))
    try:
        return as_of(parse(given.strip(), end_of_day=True))
    except ValueError as error:
        raise Refused(
            400, f"as_of “{given[:40]}” is no time. Write it like 2022-01-05 (its end) or 2022-01-05T18:00Z."
        ) from error


def filters(ask: Ask, allowed: frozenset[str], more: frozenset[str] = frozenset()) -> queries.Filters:
    """The filters of an address. A filter that the listing does not have is refused, not ignored."""
    known = allowed | more | {"as_of", "limit", "offset"}
    for name in ask.params:
        if name not in known:
            raise Refused(400, f"There is no filter “{name[:40]}” here; there are: {', '.join(sorted(known))}.")
    chosen = {name: ask.params[name].strip() for name in allowed if ask.params.get(name, "").strip()}
    for name in ("since", "until"):
        if name in chosen and not _DAY.fullmatch(chosen[name]):
            raise Refused(400, f"{name} “{chosen[name][:40]}” is no day. Write it like 2022-01-05.")
    if "standing" in chosen and chosen["standing"] not in queries.STANDINGS:
        raise Refused(400, f"standing “{chosen['standing'][:40]}” is none of: {', '.join(queries.STANDINGS)}.")
    return queries.Filters(**chosen)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing: its rows, its number, whether another follows, and by which filters."""

    rows: list[Row]
    number: int
    more: bool
    chosen: queries.Filters


def paged(ask: Ask, query: Callable[..., Iterator[Row]], allowed: frozenset[str]) -> Page:
    """The page of a query that the address asks for; `text` narrows every listing."""
    chosen = filters(ask, allowed | {"text"}, frozenset({"page"}))
    number = whole(ask, "page", 1, 1, 1_000_000)
    asked_for = replace(chosen, limit=PAGE_ROWS + 1, offset=(number - 1) * PAGE_ROWS)
    rows = list(query(ask.connection, ask.at, asked_for))
    return Page(rows[:PAGE_ROWS], number, len(rows) > PAGE_ROWS, chosen)


def whole(ask: Ask, name: str, default: int, least: int, most: int) -> int:
    """A whole number of an address."""
    given = ask.params.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", given) or not least <= int(given) <= most:
        raise Refused(400, f"{name} “{given[:40]}” is no whole number from {least} to {most}.")
    return int(given)
