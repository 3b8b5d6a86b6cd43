"""docs/reference/cli.md is what the commands say of themselves."""

from __future__ import annotations

import click
import pytest

from tools.cli_reference import PAGE, WIDTH, commands, reference

COMMANDS = commands()
every_command = pytest.mark.parametrize("context", COMMANDS.values(), ids=COMMANDS.keys())


def test_the_printed_reference_is_what_the_commands_say() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run `make docs`"


def test_the_reference_does_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = reference()
    monkeypatch.setenv("COLUMNS", "40")
    assert reference() == before
    assert max(len(line) for line in before.split("```text")[-1].splitlines()) <= WIDTH


@every_command
def test_every_command_says_what_it_does(context: click.Context) -> None:
    assert context.command.help


@every_command
def test_every_command_has_a_section(context: click.Context) -> None:
    assert f"\n## {context.command_path}\n" in PAGE.read_text("utf-8")
