"""A language is a folder of data: its settings, its lemmatiser and its lexicons."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from dalel.extract.respell import speller

_FOLDER = files("dalel.extract") / "languages"
_KNOWN_WORDS = 200_000  # analyses kept in memory per language

T = TypeVar("T")

Analysis = tuple[str, frozenset[str]]
"""A word's base form and its grammatical tags, e.g. ("протестующий", {"NOUN", "plur", "nomn"})."""


@dataclass(frozen=True)
class Language:
    """What the rules need to know of a language.

    `lemma` maps a lowered word to its base form. `tags` gives what a word's form says of its part of
    speech, case and number, in the abbreviations of OpenCorpora (NOUN, VERB, nomn, accs, plur …); it
    is empty for every word where the language has no analyser. `spell` writes a lowered word of the
    language's second alphabet in its first, None where it has but one.
    """

    tag: str
    name: str
    lemma: Callable[[str], str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    tags: Callable[[str], frozenset[str]] = lambda word: frozenset()
    spell: Callable[[str], str] | None = None

    def data(self, name: str) -> str:
        """The text of one of the language's data files, "" where the language has none."""
        path = _FOLDER / self.tag / name
        return path.read_text("utf-8") if path.is_file() else ""

    def learned(self, name: str) -> bytes | None:
        """One of the language's files that a script under training/ made, None where the language has none."""
        path = _FOLDER / self.tag / name
        return path.read_bytes() if path.is_file() else None

    def __hash__(self) -> int:
        return hash(self.tag)


def languages() -> list[str]:
    """The tags of the languages that Dalel reads."""
    return sorted(entry.name for entry in _FOLDER.iterdir() if (entry / "language.toml").is_file())


def load(tag: str) -> Language | None:
    """The language of a BCP 47 tag ("en-GB" is read as "en"), None where Dalel does not read it."""
    return _load(tag.lower().split("-")[0])


@cache
def _load(base: str) -> Language | None:
    if base not in languages():
        return None
    settings = tomllib.loads((_FOLDER / base / "language.toml").read_text("utf-8"))
    lemma, tags = _ANALYSERS[settings["lemmatiser"]](base)
    if "lemmas" in settings:
        lemma = _corrected(lemma, settings["lemmas"])
    spell = speller(settings, _lexicon_texts(base)) if "transliterate" in settings else None
    if spell is not None:
        lemma, tags = _respelled(lemma, spell), _respelled(tags, spell)
    return Language(
        tag=base,
        name=settings["name"],
        lemma=lemma,
        abbreviations=frozenset(settings.get("abbreviations", ())),
        starters=frozenset(settings.get("starters", ())),
        tags=tags,
        spell=spell,
    )


def _lexicon_texts(base: str) -> list[str]:
    """A language's data files, as texts."""
    folder = _FOLDER / base
    return [entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith((".tsv", ".toml"))]


def _corrected(lemma: Callable[[str], str], known: dict[str, str]) -> Callable[[str], str]:
    return lambda word: known.get(word) or lemma(word)


def _respelled(analyse: Callable[[str], T], spell: Callable[[str], str]) -> Callable[[str], T]:
    return lambda word: analyse(spell(word))


Analyser = tuple[Callable[[str], str], Callable[[str], frozenset[str]]]


def _simplemma(tag: str) -> Analyser:
    from simplemma import lemmatize

    return lru_cache(maxsize=_KNOWN_WORDS)(lambda word: lemmatize(word, lang=tag).lower()), lambda word: frozenset()


def _pymorphy(tag: str) -> Analyser:
    from pymorphy3 import MorphAnalyzer

    parse = MorphAnalyzer(lang=tag).parse

    def named(word: str) -> bool:
        """Whether all letters have Unicode names, which pymorphy3 asks for: those of a few scripts have none."""
        return all(unicodedata.name(letter, "") for letter in word)

    @lru_cache(maxsize=_KNOWN_WORDS)
    def analyse(word: str) -> Analysis:
        """The base form, and the tags of the likeliest reading with the cases and numbers of the other readings of
        its part of speech."""
        if not named(word):
            return word, frozenset()
        readings = parse(word)
        best = readings[0].tag
        found = set(best.grammemes)
        for other in readings[1:]:
            if other.tag.POS == best.POS and other.tag.case is not None:
                found.update((other.tag.case, other.tag.number))
        return readings[0].normal_form, frozenset(str(item) for item in found if item is not None)

    return lambda word: analyse(word)[0], lambda word: analyse(word)[1]


@dataclass(frozen=True, slots=True)
class _Suffix:
    """One shape of a suffix: after which letters it stands, with which vowels, and what it says."""

    text: str
    after: frozenset[str]
    vowels: frozenset[str]
    stem: int
    tags: frozenset[str]


_Layer = tuple[frozenset[str], frozenset[str], int, dict[str, list[_Suffix]]]


def _suffixes(tag: str) -> Analyser:
    """Peel suffixes off in layers, from the end of the word inward; the table is explained in the file itself."""
    table = tomllib.loads((_FOLDER / tag / "suffixes.toml").read_text("utf-8"))
    all_vowels = frozenset(table["vowels"]["back"] + table["vowels"]["front"] + table["vowels"]["neutral"])
    telling = frozenset(table["vowels"]["back"] + table["vowels"]["front"])
    layers = [_layer(layer, table) for layer in table["layer"]]
    keep = frozenset(word for group in table["keep"].values() for word in group)
    stems, endings, short = table["stems"], table["endings"], frozenset(table["short"])
    changes = sorted(endings.items(), key=lambda pair: -len(pair[0]))

    every: dict[str, list[_Suffix]] = {}
    for *_, shapes_of_layer in layers:
        for text, shapes in shapes_of_layer.items():
            every.setdefault(text, []).extend(shapes)
    longest_suffix = max(map(len, every))

    def fits(word: str, suffix: _Suffix) -> bool:
        cut = len(word) - len(suffix.text)
        if (cut < suffix.stem and word[:cut] not in short) or word[cut - 1] not in suffix.after:
            return False
        vowel = next((letter for letter in reversed(word[:cut]) if letter in telling), "")
        return (not vowel and any(letter in all_vowels for letter in word[:cut])) or vowel in suffix.vowels

    def peeled(word: str) -> list[Analysis]:
        """The word without each suffix that fits, the longest first."""
        found = []
        for length in range(min(longest_suffix, len(word) - 1), 0, -1):
            shape = next((shape for shape in every.get(word[-length:], ()) if fits(word, shape)), None)
            if shape is not None:
                found.append((word[:-length], shape.tags))
        return found

    @lru_cache(maxsize=_KNOWN_WORDS)
    def analyse(word: str) -> Analysis:
        if word in keep:
            return word, frozenset()
        known = [
            (base, tags | more)
            for rest, tags in ((word, frozenset[str]()), *peeled(word))
            for base, more in peeled(rest)
            if base in keep
        ]
        if known:
            return max(known, key=lambda analysis: len(analysis[0]))
        found: set[str] = set()
        for needs, unless, longest, shapes in layers:
            if word in keep:
                break
            if not needs <= found or unless & found:
                continue
            best: tuple[str, _Suffix] | None = None
            for length in range(min(longest, len(word) - 1), 0, -1):
                suffix = next((shape for shape in shapes.get(word[-length:], ()) if fits(word, shape)), None)
                if suffix is None:
                    continue
                before = word[:-length]
                if before not in keep and suffix.text[0] in all_vowels:
                    old, new = next((pair for pair in changes if before.endswith(pair[0])), ("", ""))
                    before = before[: len(before) - len(old)] + new
                if best is None or before in keep:
                    best = stems.get(before, before), suffix
                if before in keep:
                    break
            if best is not None:
                word = best[0]
                found |= best[1].tags
        return stems.get(word, word), frozenset(found)

    return lambda word: analyse(word)[0], lambda word: analyse(word)[1]


def _layer(layer: dict[str, Any], table: dict[str, Any]) -> _Layer:
    """Every shape of a layer's suffixes by its letters, the length of the longest, and when the layer is tried."""
    shapes: dict[str, list[_Suffix]] = {}
    for group in layer["group"]:
        for template in group["suffixes"]:
            for shape in _shapes(template, group, table):
                shapes.setdefault(shape.text, []).append(shape)
    needs, unless = (frozenset([layer[key]] if key in layer else []) for key in ("needs", "unless"))
    return needs, unless, max(map(len, shapes)), shapes


def _shapes(template: str, group: dict[str, Any], table: dict[str, Any]) -> list[_Suffix]:
    """Spell a template out: "LAр" gives лар after back vowels and vowel ends, тер after front vowels and к …"""
    vowels, harmony, letters = table["vowels"], table["harmony"], table["letters"]
    everything = "".join(letters.values())
    where, _, body = template.rpartition(":")
    starts = table["first"].get(body[0], {body[0]: everything})
    shapes = []
    for first, after in starts.items():
        for side in ("back", "front"):
            text = first + body[1:]
            for capital, pair in harmony.items():
                text = text.replace(capital, pair[side])
            own = vowels[side] + vowels["neutral"] if any(capital in body for capital in harmony) else everything
            allowed = frozenset(after) & frozenset(letters[where] if where else everything)
            stem = group.get("stem", table["shortest_stem"])
            shapes.append(_Suffix(text, allowed, frozenset(own), stem, frozenset(group.get("tags", ()))))
    return shapes


_ANALYSERS: dict[str, Callable[[str], Analyser]] = {
    "simplemma": _simplemma,
    "pymorphy3": _pymorphy,
    "suffixes": _suffixes,
}
