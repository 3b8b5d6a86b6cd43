"""`actors.toml`: who goes by which names in a crisis, in `[[actor]]` tables that a desk edits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from dalel.ingest.item import Item, Problem, quoted
from dalel.ingest.tables import tables
from dalel.model import Actor, ActorType, Tenure

FILE_NAME = "actors.toml"
_KEYS = ("name", "type", "aliases", "roles", "affiliations", "note")
_TENURE_KEYS = ("name", "from", "until")
MOST_ALIASES, LONGEST_NAME, LONGEST_NOTE = 200, 200, 2_000

_EXAMPLE = '{ name = "…", from = 2019-06-12, until = 2022-01-05 }'


def read(item: Item) -> Iterator[Actor | Problem]:
    """The actors; one with a slip in it, or with a name that another one has, is reported, the others are read."""
    owners: dict[str, str] = {}
    for place, table in tables(item, "actor"):
        wrong = _wrong(table)
        if wrong is None:
            actor = _actor(table)
            names = {" ".join(name.casefold().split()): name for name in (actor.name, *actor.aliases)}
            taken = next((key for key in names if key in owners), None)
            if taken is None:
                owners.update(dict.fromkeys(names, actor.name))
                yield actor
                continue
            wrong = f"{quoted(names[taken])} is also a name of {quoted(owners[taken])}; give it to one of the two"
        yield Problem(item.name, place, wrong)


def _actor(table: dict[str, Any]) -> Actor:
    name = _plain(table["name"])
    aliases = dict.fromkeys(map(_plain, table.get("aliases", ())))
    aliases.pop(name, None)
    return Actor(
        name=name,
        type=ActorType(str(table["type"])),
        aliases=tuple(aliases),
        roles=tuple(map(_tenure, table.get("roles", ()))),
        affiliations=tuple(map(_tenure, table.get("affiliations", ()))),
        note=_plain(table["note"]) if "note" in table else None,
    )


def _tenure(table: dict[str, Any]) -> Tenure:
    return Tenure(_plain(table["name"]), table.get("from"), table.get("until"))


def _plain(value: object) -> str:
    return " ".join(str(value).split())


def _wrong(table: object) -> str | None:
    """What is wrong with a table and how to cure it."""
    if not isinstance(table, dict):
        return 'an actor is a table: begin it with a line [[actor]], then name = "…"'
    unknown = next((key for key in table if key not in _KEYS), None)
    if unknown is not None:
        return f"{quoted(unknown)} is not known; the keys are {', '.join(_KEYS)}"
    for key in ("name", "type"):
        if key not in table:
            return f'no {key}; add {key} = "{"…" if key == "name" else ActorType.PERSON}"'
    if table["type"] not in list(ActorType):
        return f"type {quoted(str(table['type']))} is not known; it is one of {', '.join(ActorType)}"
    if not _is_text(table.get("note", "x"), LONGEST_NOTE):
        return f'note must be a text in quotes of at most {LONGEST_NOTE:,} letters, such as note = "…"'
    aliases = table.get("aliases", [])
    if not isinstance(aliases, list) or len(aliases) > MOST_ALIASES:
        return f'aliases is a list of at most {MOST_ALIASES} names, such as aliases = ["Токаев", "Tokayev"]'
    for name in (table["name"], *aliases):
        if not _is_text(name, LONGEST_NAME) or not re.search(r"\w", str(name)):
            return f"{quoted(str(name))} is no name: write a text in quotes, of at most {LONGEST_NAME} letters"
    return _wrong_tenures(table, "roles") or _wrong_tenures(table, "affiliations")


def _wrong_tenures(table: dict[str, Any], key: str) -> str | None:
    tenures = table.get(key, [])
    if not isinstance(tenures, list) or not all(isinstance(tenure, dict) for tenure in tenures):
        return f"{key} is a list of tables, such as {key} = [{_EXAMPLE}]"
    for tenure in tenures:
        unknown = next((one for one in tenure if one not in _TENURE_KEYS), None)
        if unknown is not None:
            return f"{quoted(unknown)} in {key} is not known; the keys are {', '.join(_TENURE_KEYS)}"
        if not _is_text(tenure.get("name"), LONGEST_NAME):
            return f"one of {key} has no name in quotes; write it like {_EXAMPLE}"
        for end in ("from", "until"):
            day = tenure.get(end)
            if end in tenure and (not isinstance(day, date) or isinstance(day, datetime)):
                return f"{end} {quoted(str(day))} in {key} is no day; write it without quotes, like {end} = 2019-06-12"
        if "from" in tenure and "until" in tenure and tenure["from"] > tenure["until"]:
            return f"{quoted(tenure['name'])} in {key} ends before it begins; exchange from and until"
    return None


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= longest and "\0" not in value
