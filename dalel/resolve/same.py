"""Which names in different languages mean the same institution or population (`same.tsv`).

Institutions are also known by their inflected forms, through the base forms of the text's language.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from dalel.extract.language import Language, load
from dalel.extract.scripts import sound
from dalel.extract.text import cut

LONGEST_NAME = 200  # letters: what is longer is no name


def fold(name: str) -> str:
    """A name without case, articles' spaces and punctuation, for comparison."""
    return " ".join(re.findall(r"\w+", name.casefold()))


@lru_cache(maxsize=20_000)
def institution(name: str, language: str | None = None) -> str:
    """The key of an institution, else how its name sounds, which is one in several scripts.

    Words that say what an outlet is are no part of its name.
    """
    key = listed(name, language)
    if key is not None:
        return key
    words, mediums = fold(name).split(), _exact("medium")
    known = load(language) if language is not None else None
    lemmas = map(known.lemma, words) if known is not None else words
    own = [word for word, lemma in zip(words, lemmas, strict=True) if word not in mediums and lemma not in mediums]
    key = listed(" ".join(own), language) if len(own) < len(words) else None
    return key if key is not None else " ".join(map(sound, own or words))


@lru_cache(maxsize=20_000)
def listed(name: str, language: str | None = None) -> str | None:
    """The key of an institution in the file; None where it is not there.

    With the language of the text that names it, also by an inflected form: "ішкі істер министрлігінің".
    """
    folded = fold(name)
    exact = _exact("institution").get(folded)
    if exact is not None or language is None or len(folded) > LONGEST_NAME:
        return exact
    known = load(language)
    return _by_base_forms(known).get(tuple(cut(folded, known).lemmas)) if known is not None else None


@cache
def _by_base_forms(language: Language) -> dict[tuple[str, ...], str]:
    """The institutions by the base forms of their words, but for forms that are two institutions'."""
    found: dict[tuple[str, ...], set[str]] = {}
    for name, key in _exact("institution").items():
        found.setdefault(tuple(cut(name, language).lemmas), set()).add(key)
    return {forms: next(iter(keys)) for forms, keys in found.items() if len(keys) == 1}


@lru_cache(maxsize=20_000)
def population(name: str | None) -> str | None:
    """The key of a population; None for people in general, the folded name where it is not listed."""
    if name is None:
        return None
    folded = fold(name)
    exact = _exact("population").get(folded)
    if exact is None:
        # A name begins with a word: "security force*" fits "members of the security forces".
        exact = next((key for beginning, key in _beginnings() if f" {beginning}" in f" {folded}"), folded)
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
