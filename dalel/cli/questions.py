"""Commands that list what is open: questions nobody answered, demands and promises and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from dalel.cli.lines import print_rows
from dalel.cli.options import F, filter_options, listing
from dalel.cli.terminal import at_moment, opened

_ASKS = ("who", "where", "when", "how many", "why")
_QUESTION_STATES = ("open", "perhaps answered", "answers differ", "answered")
_KINDS = ("demand", "promise")
_PROMISE_STATES = ("open", "due", "disputed", "reported kept", "reported kept in part", "reported broken")
_SHOWN = 3  # voices of each kind that a line shows


def choice(name: str, values: Sequence[str], help_: str) -> Callable[[F], F]:
    return click.option(f"--{name}", type=click.Choice(list(values)), help=help_)


@click.command()
@listing
@choice("asks", _ASKS, "What is asked.")
@choice("state", _QUESTION_STATES, "Whether anybody answered.")
@filter_options("since", "until")
def questions(
    record_path: Path,
    as_of: datetime | None,
    as_json: bool,
    limit: int | None,
    offset: int,
    asks: str | None,
    state: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """List what is asked and not known, in whose words, and who answered; contested and most spoken of first.

    --since and --until are the days on which it was first asked.
    """
    from dalel.analyse import questions as analysed
    from dalel.analyse.questions_json import question_json
    from dalel.record.asking import Desk

    with opened(record_path) as record:
        desk = Desk(record.connection, at_moment(as_of))
        found = analysed.listed(desk, since or "", _end_of(until), asks, state, offset, limit)
        print_rows(map(question_json, found), question_line, as_json)


@click.command()
@listing
@choice("kind", _KINDS, "Only demands, or only promises.")
@choice("state", _PROMISE_STATES, "What is reported of it.")
@filter_options("since", "until")
def promises(
    record_path: Path,
    as_of: datetime | None,
    as_json: bool,
    limit: int | None,
    offset: int,
    kind: str | None,
    state: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """List demands and promises: by whom, until when, and what was later reported of them; the latest first.

    Whether one was kept is what voices report. "due": its term has passed, and nothing is reported.
    --since and --until are the days on which it was reported.
    """
    from dalel.analyse import promises as analysed
    from dalel.analyse.questions_json import pledge_json
    from dalel.record.asking import Desk

    with opened(record_path) as record:
        desk = Desk(record.connection, at_moment(as_of))
        found = analysed.listed(desk, since or "", _end_of(until), kind, state, offset, limit)
        print_rows(map(pledge_json, found), promise_line, as_json)


def _end_of(day: str | None) -> str | None:
    return None if day is None else f"{day}T23:59:59Z"


def question_line(row: dict[str, Any]) -> str:
    """A question with who asks and who answers, a line each."""
    about = row["about"] or {}
    what = about.get("measure") or "/".join(filter(None, (about.get("type"), about.get("mode"))))
    of = [part for part in (what, about.get("place_name"), about.get("day")) if part]
    lines = [f"{row['asks'].upper()}  {row['state'].upper()}  since {row['since']}  {'  '.join(of)}"]
    lines += [f"    asked by {one['voice']}: “{_flat(one['quote'])}”" for one in _different(row["asked"])]
    if row["implied"]:
        lines.append(f"    {row['words']}")
    lines += [f"    answered by {one['voice']}: “{_flat(one['quote'])}”" for one in _different(row["answers"])]
    lines += [
        f"    perhaps answered by {one['voice']} ({one['because']}): “{_flat(one['quote'])}”"
        for one in _different(row["perhaps"])
    ]
    return "\n".join(lines)


def promise_line(row: dict[str, Any]) -> str:
    """A demand or promise with who reports it and what came of it, a line each."""
    until = f"  until {row['until']}" if row["until"] else ""
    of = f"  of {', '.join(row['of'])}" if row["of"] else ""
    by = row["by"] or "somebody not named"
    lines = [f"{row['kind'].upper()}  {row['state'].upper()}  by {by}{of}{until}  since {row['since']}"]
    lines += [f"    {one['voice']}: “{_flat(one['quote'])}”" for one in _different(row["made"])]
    for one in row["outcomes"]:
        why = "; ".join(reason["reason"] for reason in one["reasons"])
        lines.append(f"    {one['says']}, {one['voice']} reports: “{_flat(one['quote'])}” ({why})")
    return "\n".join(lines)


def _different(said: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first words of some voices, each voice once."""
    return list({one["voice"]: one for one in reversed(said)}.values())[::-1][:_SHOWN]


def _flat(text: str, most: int = 200) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
