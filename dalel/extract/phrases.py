"""Phrase tables matched on word forms: for languages, and words, whose base form is not safe to build on.

A table is a lexicon file (see `lexicon.rows`) whose first column holds phrases. A phrase is matched word
by word on lowered forms; `word*` fits any word that begins so, `*word` any that ends so, and `|` parts
alternatives. "ё" is read as "е" and "’" as "'". What a word can begin is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dalel.extract.lexicon import Row, rows

_KEPT = 100_000
_LONGEST_WORD = 40
_SAME = str.maketrans("ё’ʼ", "е''")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a table: its words after the first, and the row it stands in."""

    rest: tuple[str, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a text: words [first, last) and the row of the table."""

    first: int
    last: int
    row: Row


@dataclass(frozen=True, slots=True)
class _Start:
    """What a word can begin: the row of the word alone, longer phrases by their second word, and those whose second
    word has a `*`. Of phrases of the same number of words, the one that gives more letters stands first."""

    alone: Row | None
    by_second: dict[str, list[Phrase]]
    open: list[Phrase]


class Phrases:
    """The phrases of one or more tables."""

    def __init__(self, *tables: Iterable[Row] | str) -> None:
        self._exact: dict[str, list[Phrase]] = {}
        self._beginnings: dict[str, list[Phrase]] = {}
        self._endings: dict[str, list[Phrase]] = {}
        self._kept: dict[str, _Start | None] = {}
        for table in tables:
            for row in rows(table) if isinstance(table, str) else table:
                for phrase in next(iter(row.values())).split("|"):
                    words = phrase.lower().translate(_SAME).split()
                    if words:
                        self._add(words[0], Phrase(tuple(words[1:]), row))

    def _add(self, word: str, phrase: Phrase) -> None:
        if word.endswith("*"):
            self._beginnings.setdefault(word[:-1], []).append(phrase)
        elif word.startswith("*"):
            self._endings.setdefault(word[1:], []).append(phrase)
        else:
            self._exact.setdefault(word, []).append(phrase)

    def row(self, word: str) -> Row | None:
        """The row of a lowered word that is a phrase by itself."""
        start = self._start(word)
        return None if start is None else start.alone

    def _start(self, word: str) -> _Start | None:
        if word in self._kept:
            return self._kept[word]
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        start = self._kept[word] = self._look_up(word.translate(_SAME))
        return start

    def _look_up(self, word: str) -> _Start | None:
        found = list(self._exact.get(word, ()))
        if len(word) <= _LONGEST_WORD:
            # The longer the given part of a word, the more it says: it is tried first.
            for size in range(len(word), 0, -1):
                found += self._beginnings.get(word[:size], ())
                found += self._endings.get(word[-size:], ())
        if not found:
            return None
        found.sort(key=lambda phrase: (-len(phrase.rest), -sum(map(len, phrase.rest))))
        start = _Start(next((phrase.row for phrase in found if not phrase.rest), None), {}, [])
        for phrase in found:
            if phrase.rest and "*" in phrase.rest[0]:
                start.open.append(phrase)
            elif phrase.rest:
                start.by_second.setdefault(phrase.rest[0], []).append(phrase)
        return start

    def at(self, lowers: Sequence[str], index: int, last: int) -> Hit | None:
        """The longest phrase that begins at a word and ends before word `last`."""
        start = self._start(lowers[index])
        return None if start is None else _longest(start, lowers, index, last)

    def find(self, lowers: Sequence[str], first: int, last: int) -> list[Hit]:
        """The longest phrases in words [first, last), from left to right, none overlapping."""
        hits: list[Hit] = []
        kept, after = self._kept, first
        for index, word in enumerate(lowers[first:last], first):
            try:
                start = kept[word]
            except KeyError:
                start = self._start(word)
            if start is not None and index >= after:
                hit = _longest(start, lowers, index, last)
                if hit is not None:
                    hits.append(hit)
                    after = hit.last
        return hits


def _longest(start: _Start, lowers: Sequence[str], index: int, last: int) -> Hit | None:
    if index + 1 < last and (start.by_second or start.open):
        second = lowers[index + 1]
        phrases = start.by_second.get(second) or start.by_second.get(second.translate(_SAME)) or []
        best: Phrase | None = None
        for phrase in [*phrases, *start.open] if start.open else phrases:
            end = index + 1 + len(phrase.rest)
            if end <= last and (best is None or len(phrase.rest) > len(best.rest)) and _fit(lowers, index, phrase.rest):
                best = phrase
        if best is not None:
            return Hit(index, index + 1 + len(best.rest), best.row)
    return Hit(index, index + 1, start.alone) if start.alone is not None else None


def _fit(lowers: Sequence[str], index: int, keys: tuple[str, ...]) -> bool:
    for key in keys:
        index += 1
        word = lowers[index]
        if word != key:
            word = word.translate(_SAME)
            if key[-1] == "*":
                if not word.startswith(key[:-1]):
                    return False
            elif key[0] == "*":
                if not word.endswith(key[1:]):
                    return False
            elif word != key:
                return False
    return True


def one_word_tests(words: Iterable[str]) -> Callable[[str], bool]:
    """A test for single words, with `*` as in phrases, that remembers its answers."""
    table = Phrases({"word": word} for word in words)
    return lambda word: table.row(word) is not None
