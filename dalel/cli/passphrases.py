"""The key that a command works with: which file it is, and the passphrase that opens it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from dalel.cli.options import Failure

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from collections.abc import Callable
    from typing import Any

    from dalel.sync.keys import SecretKey

KEY_VARIABLE = "DALEL_KEY"
PASSPHRASE_VARIABLE = "DALEL_PASSPHRASE"  # noqa: S105 - the name of a variable

# A file of more is no passphrase but something else that was named by mistake.
_MOST_BYTES = 4096

F = TypeVar("F", bound="Callable[..., Any]")


def key_options(command: F) -> F:
    """`key_path` and `passphrase_path`, for `unlocked`."""
    for option in (
        click.option(
            "--passphrase-file",
            "passphrase_path",
            type=click.Path(path_type=Path),
            help=f"A file whose first line opens the key; else ${PASSPHRASE_VARIABLE}, else you are asked.",
        ),
        click.option(
            "--key",
            "key_path",
            type=click.Path(path_type=Path),
            envvar=KEY_VARIABLE,
            help=f"Your key file; else ${KEY_VARIABLE}.",
        ),
    ):
        command = option(command)
    return command


def unlocked(path: Path | None, passphrase_file: Path | None) -> SecretKey:
    """The key in a file, opened. What is wrong becomes one line."""
    from dalel.sync.keys import KeyFileError, load

    if path is None:
        raise Failure(f"which key? Name its file with --key, or set {KEY_VARIABLE}; `dalel key new` makes one")
    try:
        return load(path, _given(passphrase_file) or _asked(f"Passphrase of {path.name}", twice=False))
    except KeyFileError as error:
        raise Failure(str(error)) from error


def new_passphrase(passphrase_file: Path | None = None) -> str:
    """The passphrase for a new key: given as for `unlocked`, or asked for twice."""
    return _given(passphrase_file) or _asked("Passphrase for the new key", twice=True)


def _given(passphrase_file: Path | None) -> str | None:
    """The passphrase where nobody need be asked."""
    if passphrase_file is None:
        return os.environ.get(PASSPHRASE_VARIABLE) or None
    try:
        with passphrase_file.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        passphrase = raw.decode().removeprefix("\ufeff")
    except OSError as error:
        raise Failure(f"{passphrase_file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{passphrase_file}: holds no passphrase: it is not UTF-8 text") from error
    if len(raw) > _MOST_BYTES:
        raise Failure(f"{passphrase_file}: holds no passphrase: it is larger than {_MOST_BYTES} bytes")
    line = passphrase.split("\n", 1)[0].removesuffix("\r")
    if not line:
        raise Failure(f"{passphrase_file}: its first line is empty; write the passphrase there")
    return line


def _asked(words: str, *, twice: bool) -> str:
    try:
        return str(click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True))
    except click.Abort as error:
        raise Failure(
            f"no passphrase was given; name a file with --passphrase-file, or set {PASSPHRASE_VARIABLE}"
        ) from error
