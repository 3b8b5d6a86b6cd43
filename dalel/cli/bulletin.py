"""`dalel bulletin`: a signed digest of a record, to hand on by any way; and reading one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dalel.cli.options import Day, Failure, Moment
from dalel.cli.passphrases import key_options, unlocked
from dalel.cli.terminal import at_moment, opened

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from dalel.publish.bulletin.facts import Bulletin
    from dalel.sync.keys import SecretKey

LANGUAGES = ("en", "ru", "kk")
MOST_FACTS = 200
FACTS, FACTS_BY_SMS = 40, 8
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_MOST_BYTES = 1_000_000  # of a file with a bulletin: the largest is a page


@dataclass(frozen=True, slots=True)
class Made:
    """A bulletin, whose it is and in which languages it is told, if not in all."""

    bulletin: Bulletin
    signer: SecretKey
    languages: tuple[str, ...]

    def signed(self) -> bytes:
        from dalel.publish.bulletin import codes

        return codes.sign(self.signer, self.bulletin)


def _cbor(made: Made, path: Path) -> None:
    path.write_bytes(made.signed())


def _txt(made: Made, path: Path) -> None:
    from dalel.publish.bulletin import wording

    key = made.signer.public
    told = (wording.text(made.bulletin, language, key.name, key.id) for language in made.languages)
    path.write_text("\n".join(told), "utf-8")


def _sms(made: Made, path: Path) -> None:
    from dalel.publish.bulletin import sms

    try:
        told = (sms.parts(made.bulletin, language, made.signer.public.id) for language in made.languages)
        path.write_text("\n\n".join(part for parts in told for part in parts) + "\n", "utf-8")
    except sms.TooLongError as error:
        raise Failure(str(error)) from error


def _html(made: Made, path: Path) -> None:
    from dalel.publish.bulletin import page

    path.write_text(page.html_file(made.signed(), made.signer.public), "utf-8")


def _png(made: Made, path: Path) -> None:
    from dalel.publish.bulletin import qr_images

    qr_images.static_png(made.signed(), path)


def _gif(made: Made, path: Path) -> None:
    from dalel.publish.bulletin import qr_images

    qr_images.animated_gif(made.signed(), path)


FORMATS: dict[str, Callable[[Made, Path], None]] = {
    "html": _html,
    "cbor": _cbor,
    "txt": _txt,
    "sms": _sms,
    "png": _png,
    "gif": _gif,
}


@click.group(invoke_without_command=True)
@click.option("-r", "--record", "record_path", type=click.Path(path_type=Path), help="The record (one file).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where it is written.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="html: a page that checks itself; cbor: the signed bytes; txt: words; sms: short messages; "
    "png: the most important as one QR code; gif: all of it as QR codes in turn. Else by the ending of the output; "
    "a folder gets all of them.",
)
@click.option(
    "--as-of", type=Moment(end_of_day=True), help="As it was known then (ISO 8601; UTC unless it says a zone)."
)
@click.option(
    "--facts",
    type=click.IntRange(1, MOST_FACTS),
    help=f"At most so many facts: {FACTS} if not said, {FACTS_BY_SMS} for sms.",
)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="For txt and sms: only this language.")
@click.option("--since", type=Day(), help="From this day on.")
@click.option("--place", help="A place, by name or GeoNames id.")
@click.option("--country", help="ISO 3166-1 alpha-2, e.g. KZ.")
@key_options
@click.pass_context
def bulletin(
    context: click.Context,
    record_path: Path | None,
    output: Path | None,
    format_: str | None,
    as_of: datetime | None,
    facts: int | None,
    language: str | None,
    since: str | None,
    place: str | None,
    country: str | None,
    key_path: Path | None,
    passphrase_path: Path | None,
) -> None:
    """Write a bulletin: the most important facts of a record, signed, in at most 4 kB that read in English, Russian and
    Kazakh.

    What is contested, taken back or not known is always in it. `dalel bulletin read FILE` reads one.
    """
    if context.invoked_subcommand is not None:
        return
    if record_path is None or output is None:
        raise click.UsageError("say which record (-r) and where to write (-o)")
    wanted = _wanted(output, format_)
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise click.UsageError(f"--country {country!r} is no country code; write it like KZ")
    from dalel.publish.bulletin import choosing, fitting
    from dalel.publish.bulletin.codes import BulletinError

    at = at_moment(as_of)
    with opened(record_path) as record:
        signer = unlocked(key_path, passphrase_path)
        now = datetime.now(UTC)
        for name, path in wanted.items():
            chosen = choosing.Chosen(facts or (FACTS_BY_SMS if name == "sms" else FACTS), since, place, country)
            whole = choosing.bulletin(record.connection, record.actors(), at, signer.public.name, now, chosen)
            fitted = fitting.headline(whole) if name == "png" else fitting.fit(whole)
            made = Made(fitted, signer, (language,) if language else LANGUAGES)
            try:
                path.parent.mkdir(exist_ok=True)
                FORMATS[name](made, path)
            except BulletinError as error:
                raise Failure(f"{path}: {error}") from error
            except OSError as error:
                raise Failure(f"{path}: cannot be written ({error.strerror})") from error
            signed = f"signed by {signer.public.name}, key {signer.public.id}"
            click.echo(f"{path}: {_counted(made.bulletin)}, as known {at}; {signed}")


def _wanted(output: Path, format_: str | None) -> dict[str, Path]:
    """What is written where: one format into a file, or all of them into a folder."""
    name = format_ or output.suffix.removeprefix(".").lower()
    if name in FORMATS:
        return {name: output}
    if not name or output.is_dir():
        return {each: output / f"bulletin.{each}" for each in FORMATS}
    raise click.UsageError(f"{output}: no format is called so; choose --format {', '.join(FORMATS)}")


def _counted(made: Bulletin) -> str:
    left = made.left_out.events + made.left_out.figures + made.left_out.questions
    facts = "1 fact" if len(made.facts) == 1 else f"{len(made.facts)} facts"
    return f"{facts}, {left} more left out" if left else facts


@bulletin.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def read(files: tuple[Path, ...], language: str) -> None:
    """Check a bulletin and print it in words: a page, the signed bytes, or pictures of its QR codes.

    That the signature holds says that nothing was changed since. That the key is the desk's, only the desk can tell
    you: compare the number of the key with the one that you got from it another way.
    """
    from dalel.publish.bulletin import codes, wording

    try:
        key, opened_ = codes.open_(_message(files))
    except codes.BulletinError as error:
        raise Failure(f"{files[0]}: {error}") from error
    click.echo(wording.text(opened_, language, opened_.desk, codes.key_id(opened_, key)), nl=False)
    click.echo(f"The signature holds. The whole key: {key.hex()}")


def _message(files: tuple[Path, ...]) -> bytes:
    """The signed bytes in a file, or in pictures of codes."""
    if all(path.suffix.lower() in _PICTURES for path in files):
        from dalel.publish.bulletin import qr, qr_images

        try:
            return qr_images.read_images(files)
        except qr.QrError as error:
            raise Failure(str(error)) from error
    if len(files) > 1:
        raise Failure(f"{files[1]}: a bulletin is one file; only pictures of its codes can be many")
    try:
        with files[0].open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Failure(f"{files[0]}: cannot be read ({error.strerror})") from error
    if data.lstrip()[:9].lower() == b"<!doctype":
        from dalel.publish.bulletin import page

        return page.message_of(data.decode("utf-8", "replace"))
    return data
