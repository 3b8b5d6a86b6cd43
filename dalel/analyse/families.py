"""Families of words: lemmas that show a group in the same light (`families.tsv`), as data that can be disputed line
by line."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Family:
    """Lemmas of one group. `shown` is how a page says it: "as people who protest"."""

    group: str
    key: str
    shown: str
    lemmas: frozenset[str]


@cache
def families() -> tuple[Family, ...]:
    """All families, in the order of the file."""
    text = (files("dalel.analyse") / "families.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(Family(row["group"], row["family"], row["shown"], frozenset(row["lemmas"].split("|"))) for row in rows)


def family_of(group: str, lemma: str) -> Family | None:
    """The family of a word; None for a word that stands in none."""
    return _by_lemma().get((group, lemma))


@cache
def _by_lemma() -> dict[tuple[str, str], Family]:
    return {(family.group, lemma): family for family in families() for lemma in family.lemmas}
