"""`sources.toml`: who the sources of a folder are, in `[[source]]` tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from dalel.ingest.encoding import decode
from dalel.ingest.item import Item, Problem, UnreadableError, quoted
from dalel.ingest.language import tag_of
from dalel.model import Source, SourceKind

FILE_NAME = "sources.toml"
_MAX_BYTES = 1_000_000
# Keys parted by thousands of points on one line take TOML's parser time quadratic in their number.
_MAX_LINE = 2_000
_KEYS = ("name", "kind", "country", "languages", "affiliation", "url")


def read(item: Item) -> Iterator[Source | Problem]:
    """The sources; one with a slip in it is reported, the others are read."""
    text, _ = decode(item.read(_MAX_BYTES))
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _MAX_LINE:
            raise UnreadableError(f"a line longer than {_MAX_LINE:,} characters: break it up", str(number))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise UnreadableError(f"not valid TOML: {error}", found[1] if found else None) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableError("not valid TOML: nested too deep, or a number too long") from error
    tables = data.get("source")
    if not isinstance(tables, list) or not tables:
        raise UnreadableError('no [[source]] table; one begins with a line [[source]], then name = "…"')
    starts = [number for number, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*source\s*\]\]", line)]
    for index, table in enumerate(tables):
        place = str(starts[index]) if len(starts) == len(tables) else f"source {index + 1}"
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
