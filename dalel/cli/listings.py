"""Commands that list what the record holds, as of any moment."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from dalel.cli.lines import event_line, figure_line, print_rows, source_line, statement_line, wording_line
from dalel.cli.options import F, filter_options, listing
from dalel.cli.terminal import at_moment, opened

Line = Callable[[dict[str, Any]], str]


def lister(query_name: str, line_for: Callable[[Any], Line]) -> Callable[[F], Callable[..., None]]:
    """Turn a command without a body into one that lists the rows of a query; `line_for` a record gives a row's line."""

    def decorate(command: F) -> Callable[..., None]:
        @wraps(command)
        def run(record_path: Path, as_of: datetime | None, as_json: bool, **options: Any) -> None:
            from dalel.record import queries

            known = {field.name for field in fields(queries.Filters)}
            filters = queries.Filters(**{name: value for name, value in options.items() if name in known})
            with opened(record_path) as record:
                query = getattr(queries, query_name)
                rows = query(record.connection, at_moment(as_of), filters)
                print_rows(rows, line_for(record), as_json)

        return run

    return decorate


@click.command()
@listing
@filter_options("type", "place", "country", "standing", "since", "until", "text")
@lister("events", lambda _: event_line)
def events() -> None:
    """List events with their standing and why."""


def _statement_line_for(record: Any) -> Line:
    """A statement's line, with what its voice was on the day it became known."""
    from dalel.extract.actors import ActorBook

    book = ActorBook(record.actors())

    def line(row: dict[str, Any]) -> str:
        titles = book.titles(row["voice"], date.fromisoformat(row["known_at"][:10]))
        return statement_line(json.loads(row["body"]), row, titles)

    return line


@click.command()
@listing
@filter_options("kind", "type", "place", "country", "source", "voice", "measure", "since", "until", "text")
@lister("statements", _statement_line_for)
def statements() -> None:
    """List statements: who says what, in which exact words."""


@click.command()
@listing
@filter_options("measure", "place", "country", "standing", "since", "until")
@lister("figures", lambda _: figure_line)
def figures() -> None:
    """List figures with their range, standing and why."""


@click.command()
@listing
def wording(record_path: Path, as_of: datetime | None, as_json: bool, limit: int | None, offset: int) -> None:
    """List which words each source uses for whom, by day."""
    from dalel.analyse.wording import by_source_and_day
    from dalel.record import queries

    with opened(record_path) as record:
        rows = by_source_and_day(queries.labels(record.connection, at_moment(as_of)))
        chosen = list(rows)[offset : None if limit is None else offset + limit]
        print_rows(chosen, wording_line, as_json)


@click.command()
@listing
def sources(record_path: Path, as_of: datetime | None, as_json: bool, limit: int | None, offset: int) -> None:
    """List the sources heard, with how much they said and when they were last heard."""
    from dalel.record import queries

    with opened(record_path) as record:
        rows = queries.sources(record.connection, at_moment(as_of))[offset : None if limit is None else offset + limit]
        print_rows(rows, source_line, as_json)
