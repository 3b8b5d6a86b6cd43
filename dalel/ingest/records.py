"""A row of a table, an object of a JSON file or front matter to a draft."""

from __future__ import annotations

from collections.abc import Mapping

from dalel.ingest import names
from dalel.ingest.draft import Draft
from dalel.ingest.item import quoted

_SHOWN_NAMES = 20


def draft(values: Mapping[str, object], columns: Mapping[str, str], place: str | None) -> Draft:
    """The draft of one record; `columns` maps fields to the keys that hold them."""
    fields = {field: _text(values.get(column), field) for field, column in columns.items()}
    return Draft(
        fields.get("text") or "",
        place,
        title=fields.get("title"),
        source=fields.get("source"),
        url=fields.get("url"),
        author=fields.get("author"),
        published=fields.get("published"),
        updated=fields.get("updated"),
        language=fields.get("language"),
    )


def columns_or_error(there: list[str], asked: Mapping[str, str]) -> dict[str, str] | str:
    """The columns that hold the fields, or what is missing and how to say where it is."""
    found = names.find(there, asked)
    missing = [f"{field}={column}" for field, column in asked.items() if field not in found]
    if missing:
        return f"no column {quoted(missing[0].partition('=')[2])} as asked for; {_listing(there)}"
    if "text" not in found:
        return f"no text column; {_listing(there)}. Name it: --column text=NAME"
    return found


def _listing(there: list[str]) -> str:
    shown = ", ".join(quoted(name, 40) for name in there[:_SHOWN_NAMES])
    return f"the columns are {shown}" + (f" and {len(there) - _SHOWN_NAMES} more" if len(there) > _SHOWN_NAMES else "")


def _text(value: object, field: str) -> str | None:
    """A value as text: numbers are written out, lists joined, an object stands for its name; else nothing."""
    if isinstance(value, str):
        return value if value.strip() else None
    if field == "text" or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return ", ".join(part for part in value if isinstance(part, str) and part.strip()) or None
    if isinstance(value, dict):
        return _text(value.get("name"), "name") if not isinstance(value.get("name"), (dict, list)) else None
    return None
