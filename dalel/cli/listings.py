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

from dalel.cli.lines import (
    change_line,
    event_line,
    figure_line,
    print_rows,
    source_line,
    statement_line,
    wording_line,
)
from dalel.cli.options import F, filter_options, listing
from dalel.cli.terminal import at_moment, opened

Line = Callable[[dict[str, Any]], str]


def lister(query_name: str, line_for: Callable[[Any, str], Line]) -> Callable[[F], Callable[..., None]]:
    """Turn a command without a body into one that lists the rows of a query.

    `line_for` a record as of a moment gives a row's line.
    """

    def decorate(command: F) -> Callable[..., None]:
        @wraps(command)
        def run(record_path: Path, as_of: datetime | None, as_json: bool, **options: Any) -> None:
            from dalel.record import queries

            known = {field.name for field in fields(queries.Filters)}
            filters = queries.Filters(**{name: value for name, value in options.items() if name in known})
            with opened(record_path) as record:
                query = getattr(queries, query_name)
                at = at_moment(as_of)
                print_rows(query(record.connection, at, filters), line_for(record, at), as_json)

        return run

    return decorate


@click.command()
@listing
@filter_options("type", "place", "country", "standing", "since", "until", "text")
@lister("events", lambda _record, _at: event_line)
def events() -> None:
    """List events with their standing and why."""


def _statement_line_for(record: Any, at: str) -> Line:
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


def _figure_line_for(record: Any, at: str) -> Line:
    """A figure's line, with the numbers of its voices as they became known."""
    from dalel.analyse.series import in_line
    from dalel.record import queries

    def line(row: dict[str, Any]) -> str:
        said = queries.statements_about(record.connection, at, "figure", row["figure"])
        return figure_line(row, in_line([one for one in said if one["believed_to"] > at]))

    return line


@click.command()
@listing
@filter_options("measure", "place", "country", "standing", "since", "until")
@lister("figures", _figure_line_for)
def figures() -> None:
    """List figures with their range, standing and why, and what each voice said in turn."""


@click.command()
@listing
@click.option(
    "--by", type=click.Choice(["source", "affiliation"]), help="Whose words: each source's (default), or affiliation's."
)
@click.option("--per", type=click.Choice(["hour", "day", "week"]), help="Count by hour, day (default) or week, in UTC.")
@click.option("--event", help="Only words in sentences that tell of this event, by its id.")
@click.option(
    "--changes",
    "as_changes",
    is_flag=True,
    help="List since when a word's share is different, tested against chance, and who used the word first.",
)
def wording(
    record_path: Path,
    as_of: datetime | None,
    as_json: bool,
    limit: int | None,
    offset: int,
    by: str | None,
    per: str | None,
    event: str | None,
    as_changes: bool,
) -> None:
    """List which words each source uses for whom, with 95 % intervals; copies of a sentence count once."""
    from dalel.analyse.changes import change_json, changes
    from dalel.analyse.wording import shares_by_period
    from dalel.record import tracking

    if as_changes and per is not None:
        raise click.UsageError("--changes finds its own moments; leave out --per")
    chosen = slice(offset, None if limit is None else offset + limit)
    with opened(record_path) as record:
        labels = tracking.labels(record.connection, at_moment(as_of), event=event)
        if as_changes:
            found = [change_json(change) for change in changes(labels) if by in (None, change.by)]
            print_rows(found[chosen], change_line, as_json)
        else:
            print_rows(shares_by_period(labels, by or "source", per or "day")[chosen], wording_line, as_json)


@click.command()
@listing
def sources(record_path: Path, as_of: datetime | None, as_json: bool, limit: int | None, offset: int) -> None:
    """List the sources heard: how much they said, when last, and how what they told fared afterwards."""
    from dalel.analyse.track import Track, track_json, tracks
    from dalel.record import queries, tracking

    at = at_moment(as_of)
    with opened(record_path) as record:
        events, figures = (tracking.told(record.connection, at, kind) for kind in ("event", "figure"))
        found = tracks(events, figures, tracking.disputed_figures(record.connection, at), at)
        rows = queries.sources(record.connection, at)[offset : None if limit is None else offset + limit]
        with_track = ({**row, "track": track_json(found.get(row["name"], Track()))} for row in rows)
        print_rows(with_track, source_line, as_json)
