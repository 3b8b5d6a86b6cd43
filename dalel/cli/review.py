"""`dalel review`: a desk's decisions, each an entry of the log under the reviewer's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from dalel.cli.lines import print_json
from dalel.cli.options import MOST_ROWS, F, Failure, Moment, json_option, record_option
from dalel.cli.passphrases import key_options, unlocked
from dalel.cli.terminal import at_moment, opened, progress

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from dalel.sync.keys import SecretKey


@click.group()
def review() -> None:
    """Confirm, dispute, merge, split, correct, annotate, redact; list what was decided, and what needs eyes.

    Ids are those that listings print; their beginning is enough. Each decision is an entry of the log under your name,
    counts from its moment on, and is ended by `dalel review undo`, except for a redaction.
    """


def named(command: F) -> F:
    """The options of everything that is decided."""
    for option in (
        click.option("--note", help="Why, in your own words."),
        click.option("--by", required=True, help="Your name; it stays in the log."),
        record_option,
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Signing:
    """Who decides, and the key that signs it at once, if one is named: else the record's key does, when it goes out."""

    by: str
    secret: SecretKey | None = None


def signed(command: F) -> F:
    """The options of a decision that can be signed at once; who decides comes as `signing`."""

    @wraps(command)
    def with_signing(*given: Any, by: str, key_path: Path | None, passphrase_path: Path | None, **options: Any) -> Any:
        secret = None if key_path is None else unlocked(key_path, passphrase_path)
        return command(*given, signing=Signing(by, secret), **options)

    return named(key_options(cast(F, with_signing)))


@contextmanager
def _reviewing(path: Path) -> Iterator[Any]:
    from dalel.giving import GivingError
    from dalel.review import ReviewError

    with opened(path) as record:
        try:
            yield record
        except (ReviewError, GivingError) as error:
            raise Failure(str(error)) from error


def _decide(path: Path, signing: Signing, make: Callable[[Any], Any]) -> None:
    """Make a review of a record and note it."""
    from dalel import giving
    from dalel.review import decide

    now = datetime.now(UTC)
    with _reviewing(path) as record:
        made = make(record)
        seq = decide(record, made, signing.by, now)
        if signing.secret is not None:
            giving.sign_one(record, signing.secret, seq, now)
    back = "" if made.action == "undo" else f" To take it back: dalel review undo {seq} -r {path}"
    click.echo(f"entry {seq}: {made.action} {made.about}, by {signing.by}.{back}")


@review.command()
@click.argument("id_", metavar="EVENT|FIGURE")
@signed
def confirm(record_path: Path, signing: Signing, note: str | None, id_: str) -> None:
    """Say that an event or a figure is as reported: it stands as corroborated."""
    from dalel.model import Action
    from dalel.review import verdict

    _decide(record_path, signing, lambda record: verdict(record, Action.CONFIRM, id_, note))


@review.command()
@click.argument("id_", metavar="EVENT|FIGURE")
@signed
def dispute(record_path: Path, signing: Signing, note: str | None, id_: str) -> None:
    """Say that an event or a figure is in doubt: it stands as contested."""
    from dalel.model import Action
    from dalel.review import verdict

    _decide(record_path, signing, lambda record: verdict(record, Action.DISPUTE, id_, note))


@review.command()
@click.argument("first", metavar="EVENT")
@click.argument("second", metavar="EVENT")
@signed
def merge(record_path: Path, signing: Signing, note: str | None, first: str, second: str) -> None:
    """Say that two events are one: the first takes in the second, with what is reported of it later."""
    from dalel.review import merge as merged

    _decide(record_path, signing, lambda record: merged(record, first, second, note))


@review.command()
@click.argument("event", metavar="EVENT")
@click.argument("statements", metavar="STATEMENT...", nargs=-1, required=True)
@signed
def split(record_path: Path, signing: Signing, note: str | None, event: str, statements: tuple[str, ...]) -> None:
    """Say that some statements of an event speak of another one."""
    from dalel.review import split as parted

    _decide(record_path, signing, lambda record: parted(record, event, statements, note))


@review.command()
@click.argument("ids", metavar="STATEMENT|EVENT...", nargs=-1, required=True)
@click.option("--place", help='A name or GeoNames id, or "unknown".')
@click.option("--time", help='A day, month or year: "2022-01-05", "2022-01"; or "unknown".')
@click.option("--type", "type_", help="A PLOVER type, e.g. ASSAULT.")
@click.option("--mode", help="Its mode, e.g. kill; none without this option.")
@signed
def correct(
    record_path: Path,
    signing: Signing,
    note: str | None,
    ids: tuple[str, ...],
    place: str | None,
    time: str | None,
    type_: str | None,
    mode: str | None,
) -> None:
    """Put right where, when or what statements tell of; of an event, all statements that it holds now."""
    from dalel.review import correct as corrected

    def made(record: Any) -> Any:
        return corrected(record, ids, place=place, time=time, type_=type_, mode=mode, note=note)

    _decide(record_path, signing, made)


@review.command()
@click.argument("id_", metavar="EVENT|FIGURE|STATEMENT|DOCUMENT")
@click.option("--note", required=True, help="What is to be noted.")
@click.option("--by", required=True, help="Your name; it stays in the log.")
@record_option
def annotate(record_path: Path, by: str, note: str, id_: str) -> None:
    """Note something; it changes nothing."""
    from dalel.review import annotate as annotated

    _decide(record_path, Signing(by), lambda record: annotated(record, id_, note))


@review.command()
@click.argument("entry", type=click.IntRange(min=1))
@signed
def undo(record_path: Path, signing: Signing, note: str | None, entry: int) -> None:
    """End what an earlier review does, from now on; ENTRY is its number."""
    from dalel.review import undo as undone

    _decide(record_path, signing, lambda record: undone(record, entry, note))


@review.command()
@click.argument("documents", metavar="DOCUMENT...", nargs=-1)
@click.option("--words", multiple=True, help="Words that must go, wherever these documents hold them. May be repeated.")
@click.option("--span", "spans", multiple=True, metavar="START-END", help="A stretch of the only document's text.")
@click.option("--everywhere", is_flag=True, help="In all documents, answers and reviews that hold these very words.")
@click.option("--address", "addresses", is_flag=True, help="Also blank the documents' addresses after the host.")
@named
def redact(
    record_path: Path,
    by: str,
    note: str | None,
    documents: tuple[str, ...],
    words: tuple[str, ...],
    spans: tuple[str, ...],
    everywhere: bool,
    addresses: bool,
) -> None:
    """Take words out of documents for good: from text, search, log and file. This cannot be undone.

    DOCUMENT is the number of its entry, or its id. Every document is read again, in one step. What was exported, copied
    or backed up before still holds the words.
    """
    from dalel.record import log
    from dalel.review import redact as redacted

    with _reviewing(record_path) as record, progress(False) as bar:
        bar.total(log.head(record.connection)[0])
        done = redacted(
            record,
            documents,
            by,
            datetime.now(UTC),
            words=words,
            spans=spans,
            everywhere=everywhere,
            addresses=addresses,
            note=note,
            step=bar.step,
        )
    made = done.redaction
    numbers = ", ".join(map(str, made.documents)) or "none"
    click.echo(f"entry {made.seq}: redacted by {by}; documents: {numbers}; entries emptied: {len(made.emptied)}")
    for entry, kind in made.elsewhere:
        click.echo(f"the words still stand in entry {entry} ({kind})", err=True)
    if made.near:
        click.echo(f"other forms of the words may be left: {', '.join(made.near)}", err=True)
    for address in made.addresses:
        click.echo(f"look at the address, which is kept: {address}", err=True)
    if done.unclean is not None:
        again = f"run `dalel verify {record_path}` when nobody else uses the record"
        click.echo(f"the file still holds bytes of the words ({done.unclean}); {again}", err=True)


@review.command("list")
@record_option
@click.option("--as-of", type=Moment(end_of_day=True), help="As it was known then.")
@json_option
def list_(record_path: Path, as_of: datetime | None, as_json: bool) -> None:
    """List what was decided, by whom, and what ended it."""
    from dalel.record import reviews

    with opened(record_path) as record:
        for row in reviews.trail(record.connection, at_moment(as_of)):
            if as_json:
                print_json(row)
            else:
                click.echo(_review_line(row))


@review.command()
@record_option
@click.option("--as-of", type=Moment(end_of_day=True), help="As it was known then.")
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=20, show_default=True, help="So many of a kind.")
@json_option
def queue(record_path: Path, as_of: datetime | None, limit: int, as_json: bool) -> None:
    """List what needs eyes, with the ids to act upon: doubtful events and figures, unknown places."""
    from dalel.record import reviews

    with opened(record_path) as record:
        for row in reviews.queue(record.connection, at_moment(as_of), limit):
            if as_json:
                print_json(row)
            else:
                where, when = row["place_name"] or "place unknown", row["day"] or "day unknown"
                click.echo(f"{row['about']} {row['id']}  {row['standing'].upper()}  {when}  {where}  {row['because']}")


def _review_line(row: dict[str, Any]) -> str:
    signed = f", signed by the key {row['key'][:12]}" if row["key"] is not None else ""
    head = f"{row['entry']}  {row['at']}  {row['action']} {row['about']}, by {row['by']}{signed}"
    parts = [head + (f": {row['note']}" if row["note"] else "")]
    if row["undone_by"] is not None:
        parts.append(f"    undone at {row['undone_at']} by entry {row['undone_by']}")
    if row["loose"]:
        parts.append(f"    loose: {row['loose']} of {len(row['targets'])} targets find nothing any more")
    for target in row["targets"]:
        if target["now"] is not None and "quote" in target["now"]:
            parts.append(f"    “{' '.join(target['now']['quote'].split())}”")
    return "\n".join(parts)
