"""Lexicons: tab-separated files of phrases with columns, matched on base forms.

A file's first line that is not a comment names its columns; the first column is the phrase. `#`
begins a comment. A phrase is matched word by word on lemmas; a word written `=word` matches only
that form, and a phrase may hold several alternatives parted by `|`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dalel.extract.language import Language
from dalel.extract.text import Text, cut

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the lexicon in a text: words [first, last) and the row of the file."""

    first: int
    last: int
    row: Row


class Lexicon:
    """The phrases of one or more files, indexed by their first word."""

    def __init__(self, language: Language, *texts: str) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
        for text in texts:
            for row in rows(text):
                phrases = next(iter(row.values()))
                for phrase in phrases.split("|"):
                    keys = tuple(_keys(phrase.strip(), language))
                    if keys:
                        self._by_first.setdefault(keys[0], []).append((keys, row))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: Text, first: int = 0, last: int | None = None) -> Iterator[Match]:
        """The longest phrases in words [first, last), from left to right, none overlapping."""
        lemmas, lowers, by_first = text.lemmas, text.lowers, self._by_first
        index, end = first, len(lemmas) if last is None else last
        while index < end:
            entries = by_first.get(lemmas[index])
            exact = by_first.get("=" + lowers[index])
            match = None
            if entries is not None or exact is not None:
                match = self._longest(text, index, end, (exact or []) + (entries or []))
            if match is None:
                index += 1
            else:
                yield match
                index = match.last

    def at(self, text: Text, index: int) -> Match | None:
        """The longest phrase that begins at a word."""
        entries = self._by_first.get("=" + text.lowers[index], []) + self._by_first.get(text.lemmas[index], [])
        return self._longest(text, index, len(text.words), entries)

    @staticmethod
    def _longest(text: Text, index: int, end: int, entries: list[tuple[tuple[str, ...], Row]]) -> Match | None:
        best: Match | None = None
        for keys, row in entries:
            last = index + len(keys)
            if last > end or (best is not None and last <= best.last):
                continue
            if all(_fits(text, index + offset, key) for offset, key in enumerate(keys)):
                best = Match(index, last, row)
        return best


def _fits(text: Text, index: int, key: str) -> bool:
    return text.lowers[index] == key[1:] if key[0] == "=" and len(key) > 1 else text.lemmas[index] == key


def _keys(phrase: str, language: Language) -> Iterator[str]:
    for part in phrase.split():
        exact = part.startswith("=")
        for lower, lemma in zip(*_cut_words(part.removeprefix("="), language), strict=True):
            yield "=" + lower if exact else lemma


def _cut_words(part: str, language: Language) -> tuple[list[str], list[str]]:
    words = cut(part, language)
    return words.lowers, words.lemmas


def rows(text: str) -> Iterator[Row]:
    """The rows of a lexicon file. Short rows are filled with ""; a long one is an error."""
    return (row for _, row in numbered(text))


def numbered(text: str) -> Iterator[tuple[int, Row]]:
    """The rows of a lexicon file with the numbers of their lines."""
    header: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].rstrip()
        if not line:
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise ValueError(f"line {number}: {len(cells)} cells for {len(header)} columns: {line!r}")
        yield number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


@cache
def lexicon(language: Language, *names: str) -> Lexicon:
    """The lexicon of a language's data files, e.g. `lexicon(language, "events.tsv")`."""
    return Lexicon(language, *(language.data(name) for name in names))
