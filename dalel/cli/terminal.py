"""What commands share: opening a record, notices on stderr, the progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dalel.cli.options import Failure

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from dalel.extract.actors import ActorBook
    from dalel.record.store import Record


@contextmanager
def opened(path: Path, *, to_rebuild: bool = False) -> Iterator[Any]:
    """The record at a path, closed afterwards. What is wrong with it becomes one line."""
    import sqlite3

    from dalel.record.store import Record, RecordError

    try:
        with Record.open(path, to_rebuild=to_rebuild) as record:
            yield record
    except RecordError as error:
        raise Failure(str(error)) from error
    except sqlite3.OperationalError as error:
        cure = "another process is writing to it; try again" if "locked" in str(error) else "nothing was changed"
        raise Failure(f"{path}: {error}; {cure}") from error
    except sqlite3.DatabaseError as error:
        raise Failure(f"{path}: is damaged ({error})") from error


class Notices:
    """Lets documents through and prints what could not be taken, a line each, on stderr."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._failed = 0

    def sift(self, items: Iterable[Any]) -> Iterator[Any]:
        from dalel.ingest import Problem

        for item in items:
            if not isinstance(item, Problem):
                yield item
            elif item.fatal or not self._quiet:
                self._failed += item.fatal
                click.echo(str(item), err=True)

    def failed(self, line: str) -> None:
        """Print what could not be done, and exit with 1 in the end."""
        self._failed += 1
        click.echo(line, err=True)

    def refused(self, refused: Iterable[Any]) -> None:
        """Print how much of what plug-ins proposed was not taken, a line for each of them."""
        from dalel.extract.proposals import counted

        for by, reasons in counted(refused).items():
            why = ", ".join(f"{count} × {reason}" for reason, count in reasons.most_common())
            proposals = "1 proposal" if reasons.total() == 1 else f"{reasons.total()} proposals"
            click.echo(f"{by}: {proposals} refused ({why})", err=True)

    def finish(self) -> None:
        """Exit with 1 where something could not be taken."""
        if self._failed:
            sys.exit(1)


def plugins_from(path: Path | None) -> list[Any]:
    """The plug-ins that a settings file names, none without one."""
    from dalel.plugins import PluginError, load

    if path is None:
        return []
    try:
        return list(load(path))
    except PluginError as error:
        raise Failure(str(error)) from error


def book_from(path: Path | None, notices: Notices) -> ActorBook:
    """The actors of a desk's file, none without one."""
    from dalel import ingest
    from dalel.extract.actors import NO_BOOK

    return NO_BOOK.with_(notices.sift(ingest.actors_of(path))) if path is not None else NO_BOOK


def put_actors(record: Record, paths: Iterable[str], author: str, now: datetime, notices: Notices, bar: Bar) -> str:
    """Put the actor files among the paths into the record. What came of it in words, "" where nothing is new."""
    from dalel import ingest, pipeline
    from dalel.record import log

    known = set(record.actors())
    bar.total(log.head(record.connection)[0])
    was_read_again = False
    try:
        described = notices.sift(ingest.described_actors(paths))
        for _ in pipeline.put_actors(record, described, author, now):
            bar.step()
            was_read_again = True
    except ValueError as error:
        notices.failed(f"actors.toml: {error}; no actor was added")
    new = len(set(record.actors()) - known)
    if not new:
        return ""
    again = "; every document was read again with what is new" if was_read_again else ""
    return f"{new} {'actor' if new == 1 else 'actors'} described{again}."


class Bar:
    """A progress bar on stderr, for people: nothing is shown where stderr is no terminal."""

    def __init__(self, progress: Any) -> None:
        self._progress = progress
        self._task = progress.add_task("Reading", total=None)

    def total(self, documents: int | None) -> None:
        """Begin anew, with so many to do."""
        self._progress.reset(self._task, total=documents)

    def step(self) -> None:
        self._progress.advance(self._task)


@contextmanager
def progress(quiet: bool) -> Iterator[Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as shown:
        yield Bar(shown)


def at_moment(as_of: datetime | None) -> str:
    from dalel.record import moments

    try:
        return moments.as_of(as_of if as_of is not None else datetime.now(UTC))
    except ValueError as error:
        raise Failure(str(error)) from error
