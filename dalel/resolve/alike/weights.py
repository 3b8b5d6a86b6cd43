"""How much each feature speaks for one event, and which types and modes are one kind of deed (`weights.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_DATA: dict[str, Any] = tomllib.loads((files("dalel.resolve.alike") / "weights.toml").read_text("utf-8"))

Weights = Mapping[str, float]

WEIGHTS: Weights = MappingProxyType({name: float(value) for name, value in _DATA["weights"].items()})
BY_ACTOR = frozenset(_DATA["by_actor"])
# The kind of deed that tells of another's victims, and of whom else it met.
HARM = "harm"
BY_WORDS = frozenset(_DATA["words"]["kinds"])

_KINDS = {types: kind for kind, listed in _DATA["kinds"].items() for types in listed}
_NEAR = frozenset(frozenset((kind, other)) for kind, others in _DATA["near"].items() for other in others)


@lru_cache(maxsize=1_000)
def kind_of(type_: str, mode: str | None) -> str:
    """The kind of deed that a type and a mode are."""
    return _KINDS.get(f"{type_} {mode}") or _KINDS.get(type_) or type_.lower()


@lru_cache(maxsize=4_000)
def are_near(kind: str, other: str) -> bool:
    """Whether two kinds may be one deed."""
    return frozenset((kind, other)) in _NEAR


@lru_cache(maxsize=1_000)
def families(kind: str) -> tuple[str, ...]:
    """The families in which a kind meets those that may be the same; the kind itself where it has none."""
    return tuple(name for name, kinds in _DATA["families"].items() if kind in kinds) or (kind,)
