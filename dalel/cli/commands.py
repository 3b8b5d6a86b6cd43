"""Commands that make, fill, check and show a record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import click

from dalel.cli.lines import print_json, statement_line
from dalel.cli.options import (
    Failure,
    Moment,
    actors_option,
    author_option,
    column_names,
    ingest_options,
    json_option,
    plugins_option,
    record_option,
)
from dalel.cli.terminal import Notices, at_moment, book_from, opened, plugins_from, progress, put_actors
from dalel.contract import iso
from dalel.model import Refusal


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def init(path: Path) -> None:
    """Make a new, empty record (one file) at PATH."""
    from dalel.record.store import Record, RecordError

    try:
        Record.create(path).close()
    except RecordError as error:
        raise Failure(str(error)) from error
    click.echo(f"{path}: a new record. Add to it: dalel add FILES… -r {path}")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@record_option
@ingest_options
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="Where a table keeps a field, e.g. --column text=body --column published=date.",
)
@plugins_option
@author_option
@json_option
def add(
    paths: tuple[str, ...],
    record_path: Path,
    source: str | None,
    zone: tzinfo | None,
    language: str | None,
    columns: tuple[str, ...],
    plugins_path: Path | None,
    author: str,
    as_json: bool,
) -> None:
    """Add files and folders to a record: text, Markdown, HTML, JSONL, CSV, feeds, and ZIPs of these.

    Files called sources.toml and actors.toml say who the sources are and who goes by which names. New actors
    in a record that holds documents have all of them read again.

    Safe to repeat: what the record has already is left alone. With --json, one line is printed for
    each document after it was kept for good.
    """
    from dalel import ingest, pipeline

    defaults = ingest.Defaults(source=source, zone=zone, language=language, columns=column_names(columns))
    now = datetime.now(UTC)
    plugins = plugins_from(plugins_path)
    notices = Notices()
    refused: list[Refusal] = []
    new = known = statements = 0
    with opened(record_path) as record, progress(as_json) as bar:
        actors = put_actors(record, paths, author, now, notices, bar)
        bar.total(ingest.count(paths))
        found = notices.sift(ingest.documents(paths, defaults, now))
        for added in pipeline.add(record, found, author, now, plugins):
            bar.step()
            refused += added.refused
            for silent in added.silent:
                notices.failed(f"{added.document.url or added.document.title or added.document.source}: {silent}")
            if added.seq is None:
                known += 1
            else:
                new, statements = new + 1, statements + added.statements
            if as_json:
                print_json(
                    {
                        "entry": added.seq,
                        "new": added.seq is not None,
                        "source": added.document.source,
                        "url": added.document.url,
                        "title": added.document.title,
                        "published_at": iso(added.document.published_at),
                        "statements": added.statements,
                        "refused": len(added.refused),
                    }
                )
    if not as_json:
        if actors:
            click.echo(actors)
        documents = "1 document" if new == 1 else f"{new} documents"
        click.echo(f"{documents} added with {statements} statements; {known} there already.")
    notices.refused(refused)
    notices.finish()


@click.command()
@click.argument("file")
@ingest_options
@plugins_option
@actors_option
@click.option("--published", type=Moment(end_of_day=False), help="When it was published, if the file does not say.")
@click.option("--explain", "to_explain", is_flag=True, help="Show the text with marks and why each statement is so.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def read(
    file: str,
    source: str | None,
    zone: tzinfo | None,
    language: str | None,
    plugins_path: Path | None,
    actors_path: Path | None,
    published: datetime | None,
    to_explain: bool,
    as_json: bool,
) -> None:
    """Read one document and print its statements; no record needed.

    With --explain, each statement is followed by its reasons: the rule or model that found it and the line of data that
    fired, why this voice, why so sure, where place and time come from. With --json too, they stand under "explanation".
    """
    from dalel import ingest
    from dalel.cli.explain import Explained
    from dalel.contract import reading_json, statement_json
    from dalel.model import Document
    from dalel.pipeline import read_with

    defaults = ingest.Defaults(source=source, zone=zone, language=language)
    plugins = plugins_from(plugins_path)
    notices = Notices(quiet=as_json or published is not None)
    book = book_from(actors_path, notices)
    found = notices.sift(ingest.documents([file], defaults, datetime.now(UTC)))
    documents = [item for item in found if isinstance(item, Document)]
    if len(documents) > 1:
        raise Failure(f"{file}: holds {len(documents)} documents; `dalel read` takes one, `dalel add` takes all")
    for document in documents:
        if document.published_at is None and published is not None:
            document = replace(document, published_at=published)
        found_by = read_with(document, plugins, book)
        reading = found_by.reading
        for silent in found_by.silent:
            notices.failed(f"{file}: {silent}")
        notices.refused(reading.refused)
        explained = Explained(document, found_by, book) if to_explain else None
        if as_json:
            shown = explained.json() if explained is not None else reading_json(document, reading)
            click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
            continue
        if explained is not None:
            explained.show()
            continue
        day = document.published_at.date() if document.published_at is not None else None
        for statement in reading.statements:
            titles = book.titles(statement.voice.name, day)
            click.echo(statement_line(statement_json(statement), titles=titles))
        click.echo(f"{len(reading.statements)} statements, language {document.language}")
    notices.finish()


@click.command()
@record_option
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(record_path: Path, host: str, port: int) -> None:
    """Serve the page of a record on loopback."""
    with opened(record_path):
        pass
    _serve(record_path, host, port)


@click.command()
@click.option("--no-serve", is_flag=True, help="Build the record and exit.")
@click.option("--record", "record_path", type=click.Path(path_type=Path), default=Path("demo.dalel"), show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def demo(no_serve: bool, record_path: Path, port: int) -> None:
    """Build the sample record (Kazakhstan, January 2022) and serve its page.

    The reports were written for Dalel from public facts; their outlets are fictional.
    """
    from importlib.resources import as_file, files

    from dalel import ingest, pipeline
    from dalel.record import queries
    from dalel.record.store import Record

    now = datetime.now(UTC)
    if not record_path.exists():
        Record.create(record_path).close()
    with opened(record_path) as record, as_file(files("dalel") / "sample") as sample, progress(False) as bar:
        paths = [str(sample / "sources.toml"), str(sample / "reports")]
        bar.total(ingest.count(paths))
        notices = Notices(quiet=True)
        found = notices.sift(ingest.documents(paths, ingest.Defaults(), now))
        for _ in pipeline.add(record, found, "demo", now):
            bar.step()
        counts = queries.counts(record.connection, at_moment(None))
    reports, events = counts["documents"] + counts["revised"], sum(counts["events"].values())
    click.echo(
        f"{record_path}: {reports} reports from {counts['sources']} sources ({counts['revised']} revised since), "
        f"{counts['statements']} statements, {events} events"
    )
    for standing in queries.STANDINGS:
        click.echo(f"  {counts['events'].get(standing, 0):5} {standing}")
    if not no_serve:
        _serve(record_path, "127.0.0.1", port)


@click.command()
@record_option
def rebuild(record_path: Path) -> None:
    """Derive everything anew from the log; needed after an upgrade of Dalel."""
    from dalel import pipeline

    with opened(record_path, to_rebuild=True) as record, progress(False) as bar:
        bar.total(record.connection.execute("SELECT count(*) FROM log").fetchone()[0])
        done = 0
        for _ in pipeline.rebuild(record):
            bar.step()
            done += 1
    click.echo(f"{record_path}: rebuilt from {done} entries")


def _serve(path: Path, host: str, port: int) -> None:
    from dalel.publish.web.app import serve as serve_page

    try:
        serve_page(path, host, port, on_start=lambda address: click.echo(f"The page: {address} (Ctrl-C ends)"))
    except (ValueError, OSError) as error:
        raise Failure(f"cannot serve on {host}:{port}: {error}") from error
