"""Rows as people read them in a terminal, a line or two each, and as JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import click

from dalel.contract import listed


def print_rows(rows: Iterable[dict[str, Any]], line: Callable[[dict[str, Any]], str], as_json: bool) -> None:
    for row in rows:
        if as_json:
            print_json(listed(row))
        else:
            click.echo(line(row))


def print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def event_line(row: dict[str, Any]) -> str:
    when = f"{row['day'] or 'day unknown'}{'' if row['day_basis'] == 'stated' else ' (reported)'}"
    what = row["type"] + (f"/{row['mode']}" if row["mode"] else "")
    where = row["place_name"] or "place unknown"
    return f"{when}  {what}  {where}  {row['standing'].upper()}: {row['because']}\n    “{_short(row['quote'])}”"


def figure_line(row: dict[str, Any], series: str) -> str:
    """A figure; `series` is what its voices said in turn."""
    low, high = _number(row["low"]), _number(row["high"])
    quantity = low if low == high else f"{low} to {high}"
    of = f" {row['population']}" if row["population"] else ""
    where = row["place_name"] or "place unknown"
    what = f"{row['measure']}{of}: {quantity}"
    stands = f"{row['day'] or 'day unknown'}  {what}  {where}  {row['standing'].upper()}: {row['because']}"
    return f"{stands}\n    {series}" if series else stands


def statement_line(statement: dict[str, Any], row: dict[str, Any] | None = None, titles: str = "") -> str:
    """A statement; `titles` say what its voice was then."""
    voice = statement["voice"]
    who = (voice["name"] or voice["role"]) + (f" ({titles})" if titles else "")
    event, figure, label = statement["event"], statement["figure"], statement["label"]
    about = []
    if figure:
        about.append(f"{figure['measure']} {figure['relation']} {_number(figure['low'])}..{_number(figure['high'])}")
    if event:
        about.append(event["type"] + (f"/{event['mode']}" if event["mode"] else ""))
        about.append(event["place"]["name"] if event["place"] else "-")
        about.append(event["time"]["value"] if event["time"] and event["time"]["value"] else "-")
    if label:
        about.append(f"{label['group']}: {label['lemma']}")
    where = f"{row['known_at']}  {row['source']}  " if row else f"{statement['start']}–{statement['end']}  "
    said = f"{statement['kind']}  {statement['factuality']}  {who}  {'  '.join(about)}"
    return f"{where}{said}\n    “{_short(statement['quote'])}”"


def wording_line(row: dict[str, Any]) -> str:
    who = row["source"] or row["affiliation"] or "not stated"
    copies = f", in {row['raw']} statements" if row["raw"] > row["count"] else ""
    return f"{row['day']}  {who}  {row['group']}: {row['lemma']}  {_share(row)}{copies}"


def change_line(row: dict[str, Any]) -> str:
    """A moment since when a word's share is different, and who used the word first."""
    who = {"all": "all sources"}.get(row["by"], row["name"])
    first = row["first"]
    return (
        f"{row['since']}  {who}  {row['group']}: {row['shown']}  "
        f"{_share(row['before'])} before, {_share(row['after'])} since  "
        f"p {row['p']:.2g}, q {row['q']:.2g} of {row['tests']} tests\n"
        f"    first used {first['known_at']}  {first['source']}  “{_short(first['quote'])}”"
    )


def source_line(row: dict[str, Any]) -> str:
    track = row["track"]
    said = {name: f"{one['count']} of {one['of']}" for name, one in track.items() if isinstance(one, dict)}
    return (
        f"{row['name']}  {row['kind']}  {row['affiliation'] or '-'}  {row['documents']} documents, "
        f"{row['statements']} statements, last heard {row['last_known']}\n"
        f"    told {track['events']} events: first {said['first']}, later corroborated {said['corroborated']}, "
        f"alone {said['alone']}; with figures ({track['figures']}): contradicted {said['contradicted']}, "
        f"withdrew {said['withdrew']}; only carried {track['carried']}"
    )


def _share(row: dict[str, Any]) -> str:
    """A count with its interval: "2 of 3 (21 to 94 %)"."""
    return f"{row['count']} of {row['total']} ({100 * row['low']:.0f} to {100 * row['high']:.0f} %)"


def _number(number: float | None) -> str:
    return "?" if number is None else f"{number:,.12g}"


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
