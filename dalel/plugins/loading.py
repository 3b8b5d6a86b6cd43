"""Finding plug-ins by entry point and opening them with a desk's settings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

from dalel.model import Answer

GROUP = "dalel.readers"


class PluginError(Exception):
    """A plug-in cannot be used, or did not answer; the message says which, why and what to do."""


class Reader(Protocol):
    """A reader outside Dalel. `name` goes into every statement's `by` and into the log."""

    name: str

    def propose(self, text: str, language: str, published_at: datetime | None) -> Answer:
        """What it finds in a text. Raises PluginError where there is no answer."""


def load(path: Path) -> list[Reader]:
    """The plug-ins a settings file asks for, opened. Raises PluginError with one clear line."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PluginError(f"{path}: cannot be read as TOML ({error})") from error
    known = {found.name: found for found in entry_points(group=GROUP)}
    readers = []
    for name, settings in tables.items():
        if name not in known:
            raise PluginError(
                f"{path}: there is no plug-in {name!r}; installed are {', '.join(sorted(known)) or 'none'}"
            )
        if not isinstance(settings, dict):
            raise PluginError(f"{path}: {name} is no table; write [{name}] and its settings below")
        try:
            readers.append(known[name].load()(settings))
        except PluginError as error:
            raise PluginError(f"{path}: [{name}]: {error}") from error
    return readers


def setting(settings: Mapping[str, Any], allowed: Mapping[str, type], name: str, default: Any = None) -> Any:
    """A setting of the right type. Raises PluginError for one that is missing, wrong or unknown."""
    unknown = sorted(set(settings) - set(allowed))
    if unknown:
        raise PluginError(f"{unknown[0]!r} is no setting; there are {', '.join(allowed)}")
    value = settings.get(name, default)
    if value is None:
        raise PluginError(f"{name!r} is missing")
    if not isinstance(value, allowed[name]) or isinstance(value, bool) is not (allowed[name] is bool):
        raise PluginError(f"{name} is {value!r}, not {allowed[name].__name__}")
    return value
