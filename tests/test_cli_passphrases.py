"""How commands come by a key: which file, which passphrase, and what is said where one is wrong."""

from __future__ import annotations

import base64
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dalel.cli.passphrases import key_options, new_passphrase, unlocked
from tests.sync.page import vectors

PASSPHRASE = "қар жауды"
KEY_ID = "df6080a6"


@click.command()
@key_options
def show(key_path: Path | None, passphrase_path: Path | None) -> None:
    click.echo(unlocked(key_path, passphrase_path).public.id)


@click.command()
@key_options
def choose(key_path: Path | None, passphrase_path: Path | None) -> None:
    click.echo(f"{key_path} {new_passphrase(passphrase_path)}")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "meridian.key"
    path.write_bytes(base64.b64decode(vectors("keys.md")[2].blocks[0]))
    return path


def run(command: click.Command, *arguments: object, typed: str = "", **variables: str) -> Result:
    env = {"DALEL_KEY": None, "DALEL_PASSPHRASE": None, **variables}
    return CliRunner(env=env).invoke(command, [str(argument) for argument in arguments], input=typed)


def test_the_passphrase_is_the_first_line_of_a_file(key: Path, tmp_path: Path) -> None:
    for number, text in enumerate((PASSPHRASE, f"{PASSPHRASE}\n", f"\ufeff{PASSPHRASE}\r\nanother line\n")):
        file = tmp_path / f"passphrase{number}"
        file.write_text(text, "utf-8", newline="")
        result = run(show, "--key", key, "--passphrase-file", file)
        assert (result.exit_code, result.stdout) == (0, f"{KEY_ID}\n")


def test_key_and_passphrase_can_stand_in_the_environment(key: Path) -> None:
    result = run(show, DALEL_KEY=str(key), DALEL_PASSPHRASE=PASSPHRASE)
    assert (result.exit_code, result.stdout) == (0, f"{KEY_ID}\n")


def test_the_file_counts_before_the_environment(key: Path, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE, "utf-8")
    result = run(show, "--key", key, "--passphrase-file", file, DALEL_PASSPHRASE="wrong", DALEL_KEY="/nowhere")
    assert result.exit_code == 0


def test_the_passphrase_is_asked_for_on_stderr_and_not_shown(key: Path) -> None:
    result = run(show, "--key", key, typed=f"{PASSPHRASE}\n")
    assert (result.exit_code, result.stdout) == (0, f"{KEY_ID}\n")
    assert "Passphrase of meridian.key" in result.stderr
    assert PASSPHRASE not in result.output


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "its first line is empty"),
        ("\nsecond\n", "its first line is empty"),
        ("x" * 5000, "larger than 4096 bytes"),
    ],
)
def test_a_file_that_holds_no_passphrase_is_refused(key: Path, tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "passphrase"
    file.write_text(text, "utf-8")
    result = run(show, "--key", key, "--passphrase-file", file)
    assert result.exit_code == 2
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_is_wrong_is_one_line(key: Path, tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    cases = (
        (run(show), "which key?"),
        (run(show, "--key", tmp_path / "none", DALEL_PASSPHRASE="x"), "there is no such key file"),
        (run(show, "--key", key, DALEL_PASSPHRASE="wrong"), "the passphrase is wrong"),
        (run(show, "--key", key, "--passphrase-file", tmp_path / "none"), "cannot be read"),
        (run(show, "--key", key, "--passphrase-file", binary), "not UTF-8"),
    )
    for result, why in cases:
        assert result.exit_code == 2
        assert why in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_where_nobody_can_be_asked_the_cure_is_told(key: Path) -> None:
    result = run(show, "--key", key)
    assert result.exit_code == 2
    assert "no passphrase was given; name a file with --passphrase-file" in result.stderr


def test_a_new_passphrase_is_asked_for_twice() -> None:
    result = run(choose, "--key", "k", typed="one\ntwo\nright\nright\n")
    assert (result.exit_code, result.stdout) == (0, "k right\n")


def test_a_new_passphrase_is_not_asked_for_where_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("from a file\n", "utf-8")
    assert run(choose, "--passphrase-file", file).stdout == "None from a file\n"
    assert run(choose, DALEL_PASSPHRASE="from the environment").stdout == "None from the environment\n"
