"""Words of a language's second alphabet, written in its first: Kazakh in Latin letters, read as Cyrillic.

A full second alphabet is a table (`language.toml`, `[transliterate]`). What people type without its marks is not: one
letter stands for several ("o" for о and ө, "u" for у, ұ and ү). Such a word is spelled as the word of the language's
own data files that begins like it, as far as that goes; behind it vowel harmony tells the letters (`[plain]`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_KNOWN_WORDS = 200_000
_SHORTEST, _LONGEST = 4, 12  # letters of a beginning by which a word is known; shorter ones must be the whole word
_LETTERS = re.compile(r"[^\W\d_]+")
_LATER = re.compile("[aeouy]ı")  # a dotless i behind a vowel is й, as the alphabet of 2018 writes it
_DOT = "\u0307"  # what lowering leaves of "İ"


@dataclass(frozen=True)
class Plain:
    """How a word typed without marks is read.

    `folds` gives the ways a letter of the first alphabet may be typed; `back` and `front` say what a typed letter is
    after a back or a front vowel, `glides` what it is after any vowel; `endings` are last letters mended. `names` are
    the letters of words that nothing is known of, mostly names. `marks` are the letters of another spelling that does
    mark them, as typed without.
    """

    folds: Mapping[str, Sequence[str]]
    back: Mapping[str, str]
    front: Mapping[str, str]
    glides: Mapping[str, str]
    endings: Mapping[str, str]
    names: Mapping[str, str]
    marks: Mapping[str, str]
    back_vowels: str
    front_vowels: str


def speller(settings: Mapping[str, Any], texts: Iterable[str]) -> Callable[[str], str]:
    """From the second alphabet to the first. `texts` are the language's data, from which its words are learnt."""
    pairs = sorted(settings["transliterate"].items(), key=lambda pair: -len(pair[0]))
    plain = Plain(**settings["plain"]) if "plain" in settings else None
    known = _known(plain, texts) if plain is not None else {}
    marks = str.maketrans(dict(plain.marks)) if plain is not None else {}
    marked = frozenset(plain.marks if plain is not None else ()) - frozenset("ı")

    @lru_cache(maxsize=_KNOWN_WORDS)
    def spell(word: str) -> str:
        word = word.replace("i" + _DOT, "i")
        if not any("a" <= letter <= "z" for letter in word):
            return word
        if plain is not None and word.isalpha():
            bare = word.translate(marks) if not marked.isdisjoint(word) or _LATER.search(word) else word
            if bare.isascii():
                return _by_words(bare, plain, known)
        for latin, own in pairs:
            word = word.replace(latin, own)
        return word

    return spell


def _known(plain: Plain, texts: Iterable[str]) -> dict[str, str]:
    """The words of the data by how they are typed, and their beginnings; of two alike the more frequent."""
    counts: dict[str, dict[str, int]] = {}
    for text in texts:
        for word in _LETTERS.findall(text.lower()):
            if word.isascii() or any(letter not in plain.folds for letter in word):
                continue
            for typed, sizes in _typed(word, plain):
                for size in {len(word), *range(_SHORTEST, min(len(word), _LONGEST))}:
                    beginning = counts.setdefault(typed[: sizes[size - 1]], {})
                    beginning[word[:size]] = beginning.get(word[:size], 0) + (1 if size < len(word) else 1000)
    return {typed: max(found, key=lambda word: found[word]) for typed, found in counts.items()}


def _typed(word: str, plain: Plain) -> list[tuple[str, list[int]]]:
    """The ways a word may be typed, each with how far its letters reach: the first way, and the last of each letter."""
    ways = []
    for choice in (0, -1):
        typed, sizes = "", []
        for letter in word:
            typed += plain.folds[letter][choice]
            sizes.append(len(typed))
        ways.append((typed, sizes))
    return ways if ways[0] != ways[1] else ways[:1]


def _by_words(word: str, plain: Plain, known: Mapping[str, str]) -> str:
    whole = known.get(word)
    if whole is not None:
        return whole
    stem, rest = "", word
    for size in range(min(len(word), 2 * _LONGEST), _SHORTEST - 1, -1):
        if word[:size] in known:
            stem, rest = known[word[:size]], word[size:]
            break
    if not stem:
        table: Mapping[str, str] = {**plain.back, **plain.names}
    else:
        table = plain.front if _is_front(stem, rest, plain) else plain.back
    spelled, at = stem, 0
    while at < len(rest):
        size = next(size for size in (2, 1) if rest[at : at + size] in table or size == 1)
        typed = rest[at : at + size]
        after_vowel = bool(spelled) and spelled[-1] in plain.back_vowels + plain.front_vowels
        spelled += plain.glides.get(typed, table.get(typed, typed)) if after_vowel else table.get(typed, typed)
        at += size
    for typed, own in plain.endings.items():
        if spelled.endswith(typed):
            spelled = spelled[: len(spelled) - len(typed)] + own
            break
    return spelled


def _is_front(stem: str, rest: str, plain: Plain) -> bool:
    """Whether the last vowel of a stem that tells, else the first letter behind it that does, is a front one."""
    for letter in [*reversed(stem), *rest]:
        if letter in plain.back_vowels:
            return False
        if letter in plain.front_vowels:
            return True
    return False
