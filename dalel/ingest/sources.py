"""`sources.toml`: who the sources of a folder are, in `[[source]]` tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dalel.ingest.item import Item, Problem, quoted
from dalel.ingest.language import tag_of
from dalel.ingest.tables import tables
from dalel.model import Source, SourceKind

FILE_NAME = "sources.toml"
_KEYS = ("name", "kind", "country", "languages", "affiliation", "url")


def read(item: Item) -> Iterator[Source | Problem]:
    """The sources; one with a slip in it is reported, the others are read."""
    for place, table in tables(item, "source"):
        wrong = _wrong(table)
        yield Problem(item.name, place, wrong) if wrong else _source(table)


def _source(table: dict[str, object]) -> Source:
    languages = table.get("languages", ())
    text = {key: str(table[key]) for key in ("country", "affiliation", "url") if key in table}
    return Source(
        name=" ".join(str(table["name"]).split()),
        kind=SourceKind(str(table.get("kind", SourceKind.UNKNOWN))),
        languages=tuple(filter(None, map(tag_of, languages if isinstance(languages, list) else ()))),
        **text,
    )


def _wrong(table: object) -> str | None:
    """What is wrong with a table and how to cure it."""
    if not isinstance(table, dict):
        return 'a source is a table: begin it with a line [[source]], then name = "…"'
    unknown = next((key for key in table if key not in _KEYS), None)
    if unknown is not None:
        return f"{quoted(unknown)} is not known; the keys are {', '.join(_KEYS)}"
    languages = table.get("languages", [])
    if not isinstance(languages, list) or not all(isinstance(tag, str) and tag_of(tag) for tag in languages):
        return 'languages is a list of tags, such as ["kk", "ru"]'
    for key in ("name", "kind", "country", "affiliation", "url"):
        if key in table and not (isinstance(table[key], str) and table[key].strip() and "\0" not in table[key]):
            return f'{key} must be a text in quotes, such as {key} = "…"'
    if "name" not in table:
        return 'no name; add name = "…"'
    if table.get("kind", "unknown") not in list(SourceKind):
        return f"kind {quoted(table['kind'])} is not known; it is one of {', '.join(SourceKind)}"
    if not re.fullmatch(r"[A-Z]{2}", table.get("country", "KZ")):
        return f'country {quoted(table["country"])} is not an ISO 3166 code of two capitals, such as "KZ"'
    if not re.match(r"https?://[^\s/]", table.get("url", "https://x")):
        return f"url {quoted(table['url'])} is not an http(s) address"
    return None
