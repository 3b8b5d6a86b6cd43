"""`dalel bundle`: entries in files, to be carried from record to record by any means."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from dalel.cli.key import public_key
from dalel.cli.lines import print_json
from dalel.cli.options import Day, Failure, Moment, filter_options, json_option, record_option
from dalel.cli.passphrases import key_options, unlocked
from dalel.cli.terminal import Notices, at_moment, opened

UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


class Size(click.ParamType[int]):
    """Bytes: 700000, 700k, 1.4M."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        text = str(value).strip().lower().removesuffix("b")
        unit = text[-1:] if text[-1:] in UNITS else ""
        try:
            size = int(float(text.removesuffix(unit)) * UNITS[unit])
        except (ValueError, OverflowError):
            size = 0
        if size <= 0:
            self.fail(f'{value!r} is no size; write it like "700k" or "1.4M"', param, ctx)
        return size


@click.group()
def bundle() -> None:
    """Carry entries between records, in signed files, on whatever moves: a stick, a mail, a mesh.

    A bundle is taken in only by a record that trusts the keys which signed the entries (`dalel key trust`). It can be
    sealed, so that nobody else can read it. To take one in again changes nothing.
    """


@bundle.command()
@record_option
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The file; parts are numbered.")
@click.option("--since", type=Moment(end_of_day=False), help="Only what was added since then.")
@filter_options("source", "type", "place", "country", "voice", "measure", "until")
@click.option("--from-day", "from_day", type=Day(), help="Only documents that tell of this day or later.")
@click.option("--max-size", type=Size(), help='Cut into parts of at most so many bytes, e.g. "700k".')
@click.option(
    "--no-texts", is_flag=True, help="Leave the texts of documents out: what is known of them, to be shown later."
)
@click.option(
    "--to",
    "recipients",
    multiple=True,
    metavar="FILE.pub",
    type=click.Path(path_type=Path),
    help="Seal it, so that only this key can open it; may be given several times.",
)
@key_options
@json_option
def out(
    record_path: Path,
    out: Path,
    since: datetime | None,
    from_day: str | None,
    max_size: int | None,
    no_texts: bool,
    recipients: tuple[Path, ...],
    key_path: Path | None,
    passphrase_path: Path | None,
    as_json: bool,
    **wanted: Any,
) -> None:
    """Write entries into a bundle, signed by your key: all, or those that you choose.

    With a choice of documents go the sources, reviews and keys that they need, and all redactions. What is added later
    goes into another bundle (--since).
    """
    from dalel import giving
    from dalel.record.queries import Filters
    from dalel.sync import bundles
    from dalel.sync.bundles import BundleError

    secret = unlocked(key_path, passphrase_path)
    sealed_to = [public_key(path).sealing for path in recipients]
    now = datetime.now(UTC)
    choice = giving.Choice(None if since is None else at_moment(since), Filters(**wanted, since=from_day))
    with opened(record_path) as record:
        try:
            giving.sign(record, secret, now)
            with record.writing() as connection:
                giving.checkpoint(connection, secret)
            if max_size is not None and sealed_to:
                max_size = bundles.size_before_sealing(max_size, len(sealed_to))
            packed = giving.packed(record, choice, with_texts=not no_texts)
            files = bundles.write(
                secret, packed.entries, packed.texts, packed.checkpoints, int(now.timestamp()), max_size, covered=True
            )
            if sealed_to:
                files = [bundles.seal(data, sealed_to) for data in files]
        except (giving.GivingError, BundleError) as error:
            raise Failure(str(error)) from error
    paths = [out] if len(files) == 1 else [numbered(out, part, len(files)) for part in range(1, len(files) + 1)]
    for path, data in zip(paths, files, strict=True):
        write_new(path, data)
        if as_json:
            print_json(
                {"file": str(path), "bytes": len(data), "entries": len(packed.entries), "texts": len(packed.texts)}
            )
    if not as_json:
        size = sum(map(len, files))
        name = str(paths[0]) if len(paths) == 1 else f"{paths[0]} … {paths[-1].name} ({len(paths)} parts)"
        click.echo(f"{name}: {len(packed.entries)} entries, {len(packed.texts)} texts, {size:,} bytes")


def numbered(path: Path, part: int, parts: int) -> Path:
    """The name of one part: "out.2of3.bundle"."""
    return path.with_name(f"{path.stem}.{part}of{parts}{path.suffix}")


def write_new(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what is there already stays."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise Failure(f"{path}: is there already; choose another name") from error
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Failure(f"{path}: cannot be written ({error.strerror})") from error


@bundle.command(name="in")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@record_option
@key_options
@json_option
def in_(
    paths: tuple[Path, ...], record_path: Path, key_path: Path | None, passphrase_path: Path | None, as_json: bool
) -> None:
    """Take in bundles. Parts come in any order; what is here already is left alone.

    A file that was cut short or altered, or that is no bundle, is refused with one line, and changes nothing. Entries
    of keys that you do not trust are left out and counted. --key opens bundles that are sealed to you.
    """
    from dalel import taking
    from dalel.sync import bundles
    from dalel.sync.bundles import BundleError
    from dalel.sync.keys import KeyFileError

    notices = Notices()
    secret = None
    with opened(record_path) as record:
        for path in paths:
            try:
                data = read_bundle(path)
                if bundles.is_sealed(data):
                    secret = secret or unlocked(key_path, passphrase_path)
                    data = bundles.unseal(data, secret)
                read = bundles.read(data)
                taken = taking.take_in(record, read.entries, read.texts, datetime.now(UTC), read.checkpoints)
            except (BundleError, KeyFileError) as error:
                notices.failed(f"{path}: {error}; nothing was changed")
                continue
            except OSError as error:
                notices.failed(f"{path}: cannot be read ({error.strerror})")
                continue
            for line in taken.alarms:
                notices.failed(f"{path}: {line}")
            if taken.refused and not taken.new and not taken.known:
                notices.failed(f"{path}: nothing of it could be taken in")
            if as_json:
                print_json({"file": str(path), "part": read.part, "parts": read.parts, **taken_json(taken)})
            else:
                part = f" (part {read.part} of {read.parts})" if read.parts > 1 else ""
                click.echo(f"{path}{part}: {taken_words(taken)}")
    notices.finish()


def read_bundle(path: Path) -> bytes:
    """The bytes of a file, not more than a bundle can have."""
    from dalel.sync.bundles.limits import MAX_FILE_BYTES, BundleError

    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise BundleError(f"is larger than any bundle ({MAX_FILE_BYTES:,} bytes)")
    return data


def taken_json(taken: Any) -> dict[str, Any]:
    return {"new": taken.new, "known": taken.known, "refused": dict(taken.refused), "waiting": taken.waiting}


def taken_words(taken: Any) -> str:
    """What became of entries, in a line."""
    words = [f"{taken.new} new entries", f"{taken.known} there already"]
    words += [f"{count} left out: {why}" for why, count in sorted(taken.refused.items())]
    if taken.waiting:
        words.append(f"{taken.waiting} documents wait for their texts")
    return "; ".join(words)
