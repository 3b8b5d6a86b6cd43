"""The options that commands share, and how their values are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from dalel.record.queries import STANDINGS

MOST_ROWS = 1_000_000_000
LONGEST_AUTHOR = 200  # as in signed entries

F = TypeVar("F", bound=Callable[..., Any])


class Failure(click.ClickException):
    """An error with one clear line; exit code 2."""

    exit_code = 2


class Moment(click.ParamType[datetime]):
    """ISO 8601; without a zone it is UTC. A bare date means the beginning or, asked for so, the end of that day."""

    name = "time"

    def __init__(self, end_of_day: bool) -> None:
        self._end_of_day = end_of_day

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from dalel.record.moments import parse

        try:
            return value if isinstance(value, datetime) else parse(value, end_of_day=self._end_of_day)
        except ValueError:
            self.fail(f'{value!r} is no time; write it like "2022-01-05" or "2022-01-05T18:00+06:00"', param, ctx)


class Author(click.ParamType[str]):
    """Who adds something: one line, as a signed entry holds it."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        tidy = " ".join(value.split())
        if not tidy or len(tidy) > LONGEST_AUTHOR or not tidy.isprintable():
            self.fail(f"a name is one line of 1 to {LONGEST_AUTHOR} characters that can be printed", param, ctx)
        return tidy


class Day(click.ParamType[str]):
    """An ISO date."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f'{value!r} is no day; write it like "2022-01-05"', param, ctx)


class Zone(click.ParamType[tzinfo]):
    """A zone's name ("Asia/Almaty") or offset ("+06:00")."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tzinfo:
        if isinstance(value, tzinfo):
            return value
        try:
            if value[:1] in "+-":
                zone = datetime.fromisoformat(f"2000-01-01T00:00{value}").tzinfo
                if zone is not None:
                    return zone
            return ZoneInfo(value)
        except (ValueError, ZoneInfoNotFoundError, OSError):
            self.fail(f'{value!r} is no time zone; write it like "Asia/Almaty" or "+06:00"', param, ctx)


def record_option(command: F) -> F:
    return click.option(
        "-r", "--record", "record_path", required=True, type=click.Path(path_type=Path), help="The record (one file)."
    )(command)


def plugins_option(command: F) -> F:
    return click.option(
        "--plugins",
        "plugins_path",
        type=click.Path(path_type=Path),
        help="A TOML file that names further readers; what they find is checked against the text.",
    )(command)


def actors_option(command: F) -> F:
    return click.option(
        "--actors",
        "actors_path",
        type=click.Path(path_type=Path),
        help="An actor file (actors.toml): who goes by which names.",
    )(command)


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, for scripts.")(command)


def author_option(command: F) -> F:
    return click.option(
        "--by",
        "author",
        type=Author(),
        default="desk",
        show_default=True,
        help="Who adds it; kept with each entry of the log.",
    )(command)


def ingest_options(command: F) -> F:
    for option in (
        click.option("--source", help="The source of documents that name none."),
        click.option("--zone", type=Zone(), help='The zone of times that carry none, e.g. "Asia/Almaty"; else UTC.'),
        click.option(
            "--lang", "language", help="The language of documents that name none (BCP 47), instead of finding it."
        ),
    ):
        command = option(command)
    return command


def listing(command: F) -> F:
    """The options that all listings share."""
    for option in (
        json_option,
        click.option("--offset", type=click.IntRange(0, MOST_ROWS), default=0, help="Leave out the first N."),
        click.option("--limit", type=click.IntRange(1, MOST_ROWS), help="List at most N."),
        click.option(
            "--as-of", type=Moment(end_of_day=True), help="As it was known then (ISO 8601; UTC unless it says a zone)."
        ),
        record_option,
    ):
        command = option(command)
    return command


def filter_options(*names: str) -> Callable[[F], F]:
    helps = {
        "kind": "What kind of statement.",
        "type": "PLOVER type, e.g. ASSAULT.",
        "place": "A place, by name or GeoNames id.",
        "country": "ISO 3166-1 alpha-2, e.g. KZ.",
        "source": "Who published it.",
        "voice": "Who is quoted.",
        "standing": "Where it stands.",
        "measure": "killed, injured, detained, …",
        "since": "From this day on.",
        "until": "Up to this day.",
        "text": "Words that the quote holds; the beginning of a word is enough.",
    }
    types: dict[str, click.ParamType[Any]] = {
        "kind": click.Choice(["event", "figure", "label"]),
        "standing": click.Choice(list(STANDINGS)),
        "since": Day(),
        "until": Day(),
    }

    def add_options(command: F) -> F:
        for name in reversed(names):
            command = click.option(f"--{name}", type=types.get(name, click.STRING), help=helps[name])(command)
        return command

    return add_options


def column_names(pairs: Iterable[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for pair in pairs:
        field, equals, name = pair.partition("=")
        if not equals or not field or not name:
            raise click.UsageError(f"--column {pair!r}: write it like text=body")
        columns[field] = name
    return columns
