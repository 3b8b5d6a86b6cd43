"""`dalel key`: who signs what goes out, and whose entries are taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from dalel.cli.lines import print_json
from dalel.cli.options import Failure, author_option, json_option, record_option
from dalel.cli.passphrases import key_options, new_passphrase, unlocked
from dalel.cli.terminal import opened


@click.group()
def key() -> None:
    """Make keys, sign with them, and say whose entries the record takes in.

    A key is a file, encrypted to a passphrase, and a public line to hand on. A record takes in only what a key signed
    that you trust. Compare public lines by another way than the one on which they came: by voice, or on paper.
    """


@contextmanager
def _deciding(path: Path) -> Iterator[Any]:
    from dalel.giving import GivingError
    from dalel.keyring import KeyringError

    with opened(path) as record:
        try:
            yield record
        except (KeyringError, GivingError) as error:
            raise Failure(str(error)) from error


@key.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--name", required=True, help='What others will call it, without spaces or "+", e.g. Desk-A.')
@click.option(
    "--passphrase-file",
    "passphrase_path",
    type=click.Path(path_type=Path),
    help="A file whose first line is the passphrase; else $DALEL_PASSPHRASE, else you are asked.",
)
def new(path: Path, name: str, passphrase_path: Path | None) -> None:
    """Make a key in FILE, and its public line in FILE.pub."""
    from dalel.sync.keys import KeyFileError, public_line, save
    from dalel.sync.keys import new as made

    public_path = path.with_name(f"{path.name}.pub")
    if public_path.exists():
        raise Failure(f"{public_path}: is there already; choose another name for the key")
    try:
        secret = made(name)
        save(secret, path, new_passphrase(passphrase_path))
        public_path.write_text(public_line(secret.public) + "\n", "utf-8")
    except KeyFileError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"{public_path}: cannot be written ({error.strerror})") from error
    click.echo(f"{path}: the key {name}. Keep it and its passphrase; nobody can make them again.")
    click.echo(f"{public_path}: its public line, to hand on. Its fingerprint, to compare by voice:")
    click.echo(f"  {secret.public.fingerprint}")


@key.command()
@click.argument("path", metavar="FILE.pub|FILE", type=click.Path(path_type=Path))
@click.option("--passphrase-file", "passphrase_path", type=click.Path(path_type=Path), help="For a key file.")
def show(path: Path, passphrase_path: Path | None) -> None:
    """Print a key's public line and its fingerprint."""
    from dalel.sync.keys import public_line

    public = public_key(path) if path.suffix == ".pub" else unlocked(path, passphrase_path).public
    click.echo(public_line(public))
    click.echo(f"fingerprint: {public.fingerprint}")


def public_key(path: Path) -> Any:
    """The public key in a file. What is wrong becomes one line."""
    from dalel.sync.keys import LONGEST_LINE, KeyFileError, parse_public

    try:
        with path.open("rb") as file:
            return parse_public(file.read(2 * LONGEST_LINE).decode())
    except OSError as error:
        raise Failure(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{path}: holds no public line; it is not text") from error
    except KeyFileError as error:
        raise Failure(f"{path}: {error}") from error


@key.command()
@click.argument("path", metavar="FILE.pub", type=click.Path(path_type=Path))
@click.option("--name", help="What you call it here; else what it calls itself.")
@author_option
@record_option
def trust(record_path: Path, author: str, path: Path, name: str | None) -> None:
    """Take in what a key signed, from now on. This is your own decision, and is never sent to anybody."""
    from dalel import keyring

    public = public_key(path)
    with _deciding(record_path) as record:
        keyring.trust(record, public, author, datetime.now(UTC), name)
    click.echo(f"{record_path}: takes in what {name or public.name} signed; fingerprint {public.fingerprint}")


@key.command(name="list")
@json_option
@record_option
def list_(record_path: Path, as_json: bool) -> None:
    """List the keys that the record knows, and how it stands to them."""
    from dalel import keyring

    with _deciding(record_path) as record:
        for one in keyring.listed(record):
            known = one.known
            if as_json:
                print_json(
                    {
                        "key": known.key.hex(),
                        "name": known.name,
                        "sealing": known.sealing,
                        "trust": str(known.trust),
                        "why": known.why,
                        "last": known.last,
                        "successor": known.successor.hex() if known.successor else None,
                        "entries": one.entries,
                    }
                )
            else:
                click.echo(f"{known.key.hex()[:12]}  {known.name or '?'}: {'; '.join(keyring.words(one))}")


@key.command()
@key_options
@record_option
def sign(record_path: Path, key_path: Path | None, passphrase_path: Path | None) -> None:
    """Sign all entries that were made here, and a checkpoint over them.

    Commands that let entries out do so by themselves.
    """
    from dalel import giving

    secret = unlocked(key_path, passphrase_path)
    with _deciding(record_path) as record:
        signed = giving.sign(record, secret, datetime.now(UTC))
        with record.writing() as connection:
            note = giving.checkpoint(connection, secret)
    click.echo(f"{record_path}: {signed} entries signed by {secret.public.name}")
    click.echo(f"{note or ''}", nl=False)


@key.command()
@click.argument("new_path", metavar="NEW_KEY_FILE", type=click.Path(path_type=Path))
@click.option("--new-passphrase-file", "new_passphrase_path", type=click.Path(path_type=Path), help="For the new key.")
@key_options
@record_option
def rotate(
    record_path: Path,
    key_path: Path | None,
    passphrase_path: Path | None,
    new_passphrase_path: Path | None,
    new_path: Path,
) -> None:
    """Let a new key come after the one that signs here: who trusts the old one will trust the new one.

    Make the new key first, with `dalel key new`. What was made here is signed by the old key once more before.
    """
    from dalel import keyring

    old = unlocked(key_path, passphrase_path)
    following = unlocked(new_path, new_passphrase_path or passphrase_path)
    with _deciding(record_path) as record:
        keyring.rotate(record, old, following, datetime.now(UTC))
    click.echo(f"{record_path}: {following.public.name} comes after {old.public.name}; sign with it from now on")


@key.command()
@click.argument("name", metavar="[NAME|KEY]", required=False)
@click.option(
    "--last", type=click.IntRange(min=0), help="The key's last entry that still holds; else all that are here."
)
@click.option("--note", help="Why, in your own words.")
@author_option
@key_options
@record_option
def revoke(
    record_path: Path,
    key_path: Path | None,
    passphrase_path: Path | None,
    author: str,
    note: str | None,
    last: int | None,
    name: str | None,
) -> None:
    """End the trust in a key.

    With NAME, or the first digits of a key: this record takes in nothing more from it, which is your own decision and
    is not sent. Without: the key named by --key says so of itself, and everybody who hears of it will believe it no
    more.
    """
    from dalel import keyring

    now = datetime.now(UTC)
    if name is None:
        secret = unlocked(key_path, passphrase_path)
        with _deciding(record_path) as record:
            holds, shown = keyring.revoke(record, secret, now, last, note), secret.public.name
    else:
        with _deciding(record_path) as record:
            known = keyring.find(record, name)
            holds, shown = keyring.distrust(record, known.key, author, now, last, note), known.name or name
    click.echo(f"{record_path}: {shown} is believed up to its entry {holds}, and no further")
