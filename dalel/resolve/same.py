"""Which names in different languages mean the same institution or population (`same.tsv`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files


def fold(name: str) -> str:
    """A name without case, articles' spaces and punctuation, for comparison."""
    return " ".join(re.findall(r"\w+", name.casefold()))


@lru_cache(maxsize=20_000)
def institution(name: str) -> str:
    """The key of an institution, else the folded name itself."""
    folded = fold(name)
    return _exact("institution").get(folded, folded)


@lru_cache(maxsize=20_000)
def population(name: str | None) -> str | None:
    """The key of a population; None for people in general, the folded name where it is not listed."""
    if name is None:
        return None
    folded = fold(name)
    exact = _exact("population").get(folded)
    if exact is None:
        words = folded.split()
        exact = next(
            (key for beginning, key in _beginnings() if any(word.startswith(beginning) for word in words)), folded
        )
    return None if exact == "people" else exact


@cache
def _exact(kind: str) -> dict[str, str]:
    return {fold(name): key for of, key, name in _names() if of == kind and not name.endswith("*")}


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    return tuple((fold(name), key) for kind, key, name in _names() if kind == "population" and name.endswith("*"))


@cache
def _names() -> tuple[tuple[str, str, str], ...]:
    """(kind, key, name) of every name in the file."""
    lines = (files("dalel.resolve") / "same.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return tuple((kind, key, name) for kind, key, names in rows for name in names.split("|"))
