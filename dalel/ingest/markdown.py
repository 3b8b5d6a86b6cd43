"""Markdown with front matter: `key: value` lines between two lines of `---` at the beginning.

Only plain values and lists of plain values are read, straight from YAML's event stream: nothing is
constructed, nothing is expanded, so that no front matter can grow in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from dalel.ingest import names, records
from dalel.ingest.draft import Draft
from dalel.ingest.encoding import decode
from dalel.ingest.item import Item, Problem, UnreadableError

# A page of metadata; more is no front matter.
MAX_FRONT_MATTER = 16_000
# YAML takes time quadratic in the depth of brackets; nobody nests metadata like this.
_MAX_DEPTH = 20
# The key under which the body joins the values of the front matter; there an empty key means nothing.
_BODY = ""


def read(item: Item) -> Iterator[Draft | Problem]:
    """The one document of an .md file."""
    text, notice = decode(item.read())
    front, body = _split(text)
    if front is None:
        yield Draft(body)
    else:
        said = _values(front)
        yield records.draft({**said, _BODY: body}, {**names.find(said, {}), "text": _BODY}, None)
    if notice is not None:
        yield Problem(item.name, None, notice, fatal=False)


def _split(text: str) -> tuple[str | None, str]:
    """Front matter and body; None where the file has no front matter."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return None, text
    end = 0
    for line in rest[: MAX_FRONT_MATTER + 8].splitlines(keepends=True):
        if line.rstrip() in ("---", "..."):
            return rest[:end], rest[end + len(line) :]
        end += len(line)
    raise UnreadableError(
        f"front matter opened by '---' is not closed within {MAX_FRONT_MATTER // 1000} kB: add a line '---' after it",
        "1",
    )


def _values(front: str) -> dict[str, str]:
    """The plain values of the front matter; those of a list are joined by commas, deeper ones are passed over."""
    values: dict[str, list[str]] = {}
    key: str | None = None
    depth = 0
    try:
        for event in yaml.parse(front, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
                raise _refused("anchors and aliases (& and *) are not read: write the value out, in quotes", event)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _MAX_DEPTH:
                    raise _refused("nested too deep: write plain values, such as 'title: …'", event)
                if depth == 1 and not isinstance(event, yaml.MappingStartEvent):
                    raise _refused("front matter must be lines such as 'title: …'", event)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                if depth == 1:
                    key = None
            elif isinstance(event, yaml.ScalarEvent):
                if depth == 0 and event.value:
                    raise _refused("front matter must be lines such as 'title: …'", event)
                if depth == 1 and key is None:
                    key = event.value
                elif depth == 1 or (depth == 2 and key is not None):
                    if event.value:
                        values.setdefault(str(key), []).append(event.value)
                    if depth == 1:
                        key = None
    except yaml.MarkedYAMLError as error:
        message = f"front matter is not valid YAML: {error.problem}; put values with ': ' or '#' in quotes"
        raise UnreadableError(message, _line(error.problem_mark)) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # ValueError and OverflowError: an escape such as "\UFFFFFFFF" in a quoted value.
        raise UnreadableError("front matter is not valid YAML: a character that YAML does not allow", "1") from error
    return {key: ", ".join(parts) for key, parts in values.items()}


def _refused(message: str, event: yaml.Event) -> UnreadableError:
    return UnreadableError(message, _line(event.start_mark))


def _line(mark: Any) -> str | None:
    """The line of the file; the front matter begins in the second."""
    return None if mark is None else str(mark.line + 2)
