"""`dalel verify`: what can be said of a record, or of a file that came from somewhere, in words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from dalel.cli.key import public_key
from dalel.cli.options import Failure
from dalel.cli.terminal import opened
from dalel.ingest.item import plain

SQLITE = b"SQLite format 3\x00"
AGE = (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----")


@click.command()
@click.argument("path", metavar="RECORD|FILE", type=click.Path(path_type=Path))
@click.option("--views", is_flag=True, help="Also read every document again and compare what is derived; slow.")
@click.option(
    "-r", "--record", "record_path", type=click.Path(path_type=Path), help="A record that knows the keys, for a FILE."
)
@click.option(
    "--signed-by",
    "signer_path",
    metavar="FILE.pub",
    type=click.Path(path_type=Path),
    help="Whose signature must be under the FILE.",
)
def verify(path: Path, views: bool, record_path: Path | None, signer_path: Path | None) -> None:
    """Check a record, or a bundle, a bulletin or a checkpoint, and say in words what holds and what does not.

    Of a record: the file, the log's chain of hashes, its entries and texts, all signatures, and whether any author told
    two different histories. Prints the hash of the last entry; note it elsewhere: with it you can see later that
    nothing before was changed. Exits with 1 where something does not hold.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise Failure(f"{path}: cannot be read ({error.strerror})") from error
    if start.startswith(SQLITE) or not start:
        _verify_record(path, views)
        return
    from dalel.verifying import NotVerifiedError, checked

    if start.startswith(AGE):
        raise Failure(f"{path}: is sealed; only who can open it can check what is in it")
    expected = public_key(signer_path) if signer_path is not None else None
    try:
        if record_path is None:
            lines = list(checked(path, None, expected))
        else:
            with opened(record_path) as record:
                lines = list(checked(path, record, expected))
    except NotVerifiedError as error:
        click.echo(f"{path}: {plain(str(error))}", err=True)
        sys.exit(1)
    for line in lines:
        click.echo(f"{path}: {plain(line)}")


def _verify_record(path: Path, views: bool) -> None:
    from dalel import forks, pipeline
    from dalel.record import cleaning, log, signatures
    from dalel.record import views as shown

    with opened(path) as record:
        connection = record.connection
        found = [*log.problems(connection), *signatures.problems(connection), *shown.problems(connection)]
        if not found:
            found += forks.found(connection)
        if cleaning.has_leftovers(connection):
            found.append("the file may still hold bytes of redacted words; verify it again when nobody else uses it")
        redacted = [] if found else list(log.redactions(connection))
        if views and not found:
            found = list(pipeline.differences(record))
        entries, last = log.head(connection)
        signed = [] if found else list(_signed(record))
    for problem in found:
        click.echo(f"{path}: {plain(problem)}", err=True)
    if found:
        sys.exit(1)
    click.echo(f"{path}: {entries} entries, the chain is whole and every text is what its hash says")
    for line in (*signed, *redacted):
        click.echo(plain(line))
    if views:
        click.echo("everything derived is what the log gives")
    click.echo(f"last entry: {last}")


def _signed(record: Any) -> Iterator[str]:
    """Who signed what, a line each."""
    from dalel import keyring
    from dalel.record import signatures

    for one in keyring.listed(record):
        if one.entries:
            name = f"{one.known.name or 'an unnamed key'} ({one.known.key.hex()[:12]})"
            yield f"{name}: {'; '.join(keyring.words(one))}; every signature holds"
    unsigned = signatures.unsigned(record.connection)
    if unsigned:
        yield f"{unsigned} entries were made here and are not signed yet (`dalel key sign`)"
    waiting = record.connection.execute("SELECT count(*) FROM waiting").fetchone()[0]
    if waiting:
        yield f"{waiting} documents wait for their texts"
