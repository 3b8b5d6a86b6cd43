"""`dalel report`: the form that people inside fill in, and what a desk does with the sealed reports that come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dalel.cli.key import public_key
from dalel.cli.lines import print_json
from dalel.cli.options import Failure, json_option, record_option
from dalel.cli.passphrases import key_options, unlocked
from dalel.cli.terminal import Notices, opened

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from dalel.record.quarantine import Kept
    from dalel.reports.plaintext import Report

_SHOWN_CHARACTERS = 100


@click.group()
def report() -> None:
    """Sealed reports: make the form, open what comes back, accept or refuse it.

    A report waits in the record's quarantine, outside the log, until somebody decides. The record keeps nothing of who
    sent it. The beginning of an id is enough.
    """


@contextmanager
def _deciding(path: Path) -> Iterator[Any]:
    from dalel.reports.plaintext import ReportError
    from dalel.review import ReviewError

    with opened(path) as record:
        try:
            yield record
        except (ReportError, ReviewError) as error:
            raise Failure(str(error)) from error


@report.command()
@click.option(
    "--key-file",
    "key_path",
    required=True,
    type=click.Path(path_type=Path),
    help="The desk's public line, FILE.pub of `dalel key new`.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The form, one HTML file.")
@click.option("--lang", "language", type=click.Choice(["en", "ru", "kk"]), help="Only this language; else all three.")
def form(key_path: Path, output: Path, language: str | None) -> None:
    """Write the form: one HTML file that works without a network and seals what is written in it to the desk's key.

    Hand the form on by any way, and the key's fingerprint by another one, so that people can compare the two.
    """
    from dalel.reports.form import LANGUAGES, html_file

    key = public_key(key_path)
    try:
        output.write_text(html_file(key, (language,) if language else LANGUAGES), "utf-8")
    except OSError as error:
        raise Failure(f"{output}: cannot be written ({error.strerror})") from error
    click.echo(f"{output}: seals to {key.name}, key {key.id}. Its fingerprint, to compare with the number in the form:")
    click.echo(f"  {key.fingerprint}")


@report.command("open")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@record_option
@key_options
def open_(files: tuple[Path, ...], record_path: Path, key_path: Path | None, passphrase_path: Path | None) -> None:
    """Open sealed reports and put them into quarantine.

    FILE is an .age file, a text that holds the sealed text or what an app showed of a code, or a picture of codes;
    the codes of one report may be spread over several pictures. What cannot be opened is named, the others go on.
    """
    from dalel.reports.quarantine import take_in

    secret = unlocked(key_path, passphrase_path)
    notices = Notices()
    had = 0
    with _deciding(record_path) as record:
        for taken in take_in(record, secret, files, datetime.now(UTC), notices.failed):
            if taken.id is None:
                had += 1
            else:
                click.echo(f"{taken.id}: in quarantine{_with_photos(taken.photos)}")
    if had:
        click.echo(f"{had} {'was' if had == 1 else 'were'} there already.")
    notices.finish()


@report.command("list")
@record_option
@json_option
def list_(record_path: Path, as_json: bool) -> None:
    """List the reports in quarantine, and which of them were accepted."""
    from dalel.reports.quarantine import listed

    with _deciding(record_path) as record:
        for kept in listed(record):
            if as_json:
                print_json(_as_json(kept))
            elif kept.body is None:
                click.echo(f"{kept.id}  {_hour(kept)}  ACCEPTED, document {kept.document}{_with_photos(kept.photos)}")
            else:
                words = " ".join((kept.body["saw"] or kept.body["heard"]).split())
                short = words if len(words) <= _SHOWN_CHARACTERS else words[: _SHOWN_CHARACTERS - 1] + "…"
                click.echo(f"{kept.id}  {_hour(kept)}  waits{_with_photos(kept.photos)}\n    “{short}”")


@report.command()
@click.argument("id_", metavar="ID")
@record_option
def show(record_path: Path, id_: str) -> None:
    """Show a report, and the text that would be kept if it is accepted as it is."""
    from dalel.reports.composing import composed, language_of
    from dalel.reports.quarantine import find, report_of

    with _deciding(record_path) as record:
        kept = find(record, id_)
        if kept.body is None:
            click.echo(f"{kept.id}: accepted, document {kept.document}{_with_photos(kept.photos)}")
            return
        said = report_of(kept)
    click.echo(f"{kept.id}: opened {_hour(kept)}{_with_photos(kept.photos)}. UNVERIFIED")
    for line in _parts(said):
        click.echo(line)
    click.echo(f"\nIf it is accepted, this text is kept (language: {language_of(said)}):\n\n{composed(said)}")


@report.command()
@click.argument("id_", metavar="ID")
@record_option
@click.option("--by", required=True, help="Your name; it stays in the log.")
@click.option("--note", help="Noted about the document, in the log.")
@click.option(
    "--text-from",
    type=click.Path(path_type=Path),
    help="A file with the text to keep instead, for example without what points to a person.",
)
def accept(record_path: Path, id_: str, by: str, note: str | None, text_from: Path | None) -> None:
    """Make a report a document of an eyewitness source of its own; it is then read and weighed like any other.

    Its words are deleted from quarantine, its photos stay there until it is refused. They are not published.
    """
    from dalel.reports.quarantine import accept as accepted

    with _deciding(record_path) as record:
        done = accepted(record, id_, by, datetime.now(UTC), text_from=text_from, note=note)
    entry = "was there already" if done.seq is None else f"entry {done.seq}, {done.statements} statements"
    click.echo(f"{done.source}: {entry}, accepted by {by}")
    _say_unclean(record_path, done.unclean)


@report.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@record_option
def refuse(record_path: Path, ids: tuple[str, ...]) -> None:
    """Delete reports, so that no byte of them remains in the record, nor that they were there.

    Of an accepted one the photos go; to take words out of its document, use `dalel review redact`.
    """
    from dalel.reports.quarantine import refuse as refused

    with _deciding(record_path) as record:
        kept, unclean = refused(record, ids, datetime.now(UTC))
    for one in kept:
        stays = "" if one.document is None else f"; document {one.document} stays"
        click.echo(f"{one.id}: deleted{_with_photos(one.photos)}{stays}")
    _say_unclean(record_path, unclean)


@report.command()
@click.argument("id_", metavar="ID")
@click.argument("number", metavar="N", type=click.IntRange(min=1))
@record_option
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The JPEG file to write.")
def photo(record_path: Path, id_: str, number: int, output: Path) -> None:
    """Write a report's photo to a file, to look at it."""
    from dalel.reports.quarantine import photo as kept_photo

    with _deciding(record_path) as record:
        jpeg = kept_photo(record, id_, number)
    try:
        with output.open("xb") as file:
            file.write(jpeg)
    except OSError as error:
        raise Failure(f"{output}: cannot be written ({error.strerror})") from error
    click.echo(f"{output}: {len(jpeg):,} bytes")


def _as_json(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "received": kept.received,
        "state": "waits" if kept.body is not None else "accepted",
        "document": kept.document,
        "photos": kept.photos,
        "report": None if kept.body is None else dict(kept.body),
    }


def _parts(said: Report) -> Iterator[str]:
    """What was written, part by part."""
    for name, value in (("where", said.where), ("day", said.day), ("hour", said.hour)):
        yield f"{name}: {' '.join(value.split()) or 'not said'}"
    yield f"\nsaw:\n{said.saw or 'nothing written'}"
    yield f"\nheard from others:\n{said.heard or 'nothing written'}"


def _hour(kept: Kept) -> str:
    """ "2022-01-06 09h": the hour is all that is known."""
    return f"{kept.received[:10]} {kept.received[11:13]}h UTC"


def _with_photos(photos: int) -> str:
    return f", {photos} {'photo' if photos == 1 else 'photos'}" if photos else ""


def _say_unclean(path: Path, unclean: str | None) -> None:
    if unclean is not None:
        again = f"run `dalel verify {path}` when nobody else uses the record"
        click.echo(f"the file still holds bytes of what was deleted ({unclean}); {again}", err=True)
