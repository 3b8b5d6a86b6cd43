"""Writes docs/reference/cli.md from the commands themselves: `make docs`, or `python tools/cli_reference.py`.

A test fails while the page is not what this would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from dalel.cli import main

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
WIDTH = 96

INTRODUCTION = """\
# The command line

Written by `make docs` from the commands' own help; edit it there.

Names of commands and options, and the keys of JSON output, are a contract: they stay. Exit codes:

| code | meaning |
|---|---|
| 0 | done |
| 1 | done, but some input could not be taken (each named on stderr), or `verify` found the record altered |
| 2 | wrong usage, or a record that cannot be opened |

`dalel read --json` prints one object; other commands with `--json` print JSON Lines, one object a line. Where an
option takes a moment, write ISO 8601: `2022-01-05T18:00+06:00`; without a zone it is UTC, and a bare date is the end
of that day.
"""


def commands() -> dict[str, click.Context]:
    """Every command by its full name, with the context its help is made in; the group itself comes first."""
    return {context.command_path: context for context in _below(_context(main, "dalel", None))}


def _below(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name, command in context.command.commands.items():
            yield from _below(_context(command, name, context))


def reference() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "| command | what it does |", "|---|---|"]
    for path, context in commands().items():
        if context.parent is not None:
            parts.append(f"| [`{path}`](#{path.replace(' ', '-')}) | {context.command.get_short_help_str(limit=120)} |")
    for path, context in commands().items():
        parts.append(f"\n## {path}\n\n```text\n{_help(context)}\n```")
    return "\n".join(parts) + "\n"


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    # A width of its own, so that the page does not depend on the terminal it was made in.
    return click.Context(
        command,
        info_name=name,
        parent=parent,
        **{**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH},
    )


def _help(context: click.Context) -> str:
    return "\n".join(line.rstrip() for line in context.get_help().splitlines())


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
