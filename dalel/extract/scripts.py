"""One name in many scripts: how it sounds, and which part of it is the family name.

`sound` folds the spellings of a name (Тоқаев, Токаев, Toqaev, Tokayev) to one key, by the table `scripts.tsv`.
It forgets what scripts tell apart in different ways, so that two names may share a key, rarely; it never depends on
the language of the text around.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from dalel.extract.lexicon import rows

_APOSTROPHES = "'’ʼ‘`"
_TWICE = re.compile(r"(.)\1+", re.DOTALL)
# Kazakh ы after a rounded vowel sounds, and is written in Russian, as у: Тұрғымбаев, Тургумбаев. Not in the last
# syllable, where -ов and -ев tell names apart.
_ROUNDED = re.compile(r"(u[^aiu]{1,6})u(?=[^aiu]{1,6}[aiu])")
_NUMERAL = re.compile(r"[IVXІХ]{2,5}")  # "John Paul II"
_SHORTEST_STEM, _SHORTEST_FAMILY = 3, 2  # sounds before the ending of a patronymic, of a family name


@lru_cache(maxsize=20_000)
def sound(name: str) -> str:
    """The key under which all spellings of one word of a name meet, in any script."""
    spelled, pattern = _table()
    word = unicodedata.normalize("NFC", name.lower()).rstrip(_APOSTROPHES)

    def sounded(match: re.Match[str]) -> str:
        letters = match.group()
        if match.end() == len(word) and letters + "$" in spelled:
            return spelled[letters + "$"]
        if letters in spelled:
            return spelled[letters]
        bare = unicodedata.normalize("NFKD", letters)[0]
        return spelled.get(bare, bare)

    return _ROUNDED.sub(r"\1i", _TWICE.sub(r"\1", pattern.sub(sounded, word)))


def sounds(name: str) -> str:
    """How a whole name sounds, punctuation left out."""
    return " ".join(map(sound, re.findall(r"\w+", name)))


@dataclass(frozen=True, slots=True)
class Parts:
    """A person's name: the family name, and the given names and initials before or after it, as written."""

    family: str
    given: tuple[str, ...]


@lru_cache(maxsize=20_000)
def parts(name: str) -> Parts:
    """Which word of a name is the family name: the last, or the first where a patronymic or a first name comes last.

    "Касым-Жомарт Токаев", "Токаев Касым-Жомарт Кемелевич", "К. К. Токаев", "Токаев".
    """
    words = name.split()
    whole = [word for word in words if not is_initial(word) and not _NUMERAL.fullmatch(word)]
    if not whole:
        return Parts(name, ())
    plain = [word for word in whole if not _is_patronymic(word)]
    customs = _customs()
    family = whole[-1]
    if len(plain) > 1:
        comes_first = _is_patronymic(whole[-1]) or plain[-1].lower() in customs.first_names
        family = plain[0] if comes_first and plain[0].lower() not in customs.first_names else plain[-1]
    elif len(whole) > 2:
        family = plain[0] if plain else whole[-1]
    given = [word for word in words if word != family and not _NUMERAL.fullmatch(word) and not _is_patronymic(word)]
    particle, _, rest = family.partition("-")
    return Parts(rest if rest and particle.lower() in customs.particles else family, tuple(given))


def may_be_one(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two people's given names do not tell them apart: alike in sound, an initial of it, or not said."""
    if not first or not second:
        return True
    one, other = given_sound(first), given_sound(second)
    if is_initial(first[0]) or is_initial(second[0]):
        return one.startswith(other) or other.startswith(one)
    return one == other


def is_personal(name: str) -> bool:
    """Whether a name that may be a person's shows it by itself: by a first name that Dalel knows, an initial, a
    patronymic, or the ending of a family name. "Steppe Wire" does not, whatever it was taken for."""
    named = parts(name)
    has_patronymic = len(named.given) + 1 < len(name.split())
    return has_patronymic or any(map(is_initial, named.given)) or _known_first(named) or _known_ending(named)


def is_full_name(name: str) -> bool:
    """Whether a name is a person's beyond doubt: a known first name and the ending of a family name."""
    named = parts(name)
    return _known_first(named) and _known_ending(named)


def _known_first(named: Parts) -> bool:
    return any(sound(given) in _signs()[0] for given in named.given)


def _known_ending(named: Parts) -> bool:
    heard = sound(named.family)
    return any(heard.endswith(end) and len(heard) - len(end) >= _SHORTEST_FAMILY for end in _signs()[1])


def given_sound(given: tuple[str, ...]) -> str:
    """How the first given name, or its initial, sounds; "" where none is said."""
    return sound(given[0].partition(".")[0]) if given else ""


def is_initial(word: str) -> bool:
    """ "K.", "К.К.", "Zh." and a letter alone."""
    return all(len(part) <= 1 for part in word.split(".")) or (len(word) <= 3 and word.endswith("."))


@lru_cache(maxsize=20_000)
def _is_patronymic(word: str) -> bool:
    heard = sound(word)
    return any(heard.endswith(end) and len(heard) - len(end) >= _SHORTEST_STEM for end in _customs().patronymics)


@dataclass(frozen=True, slots=True)
class _Customs:
    """`first_names` are those of languages in which people have patronymics: there the family name may come first."""

    first_names: frozenset[str]
    patronymics: tuple[str, ...]
    particles: frozenset[str]


@cache
def _settings() -> tuple[dict[str, Any], ...]:
    """The `names.toml` of all languages."""
    paths = (folder / "names.toml" for folder in (files("dalel.extract") / "languages").iterdir())
    return tuple(tomllib.loads(path.read_text("utf-8")) for path in paths if path.is_file())


@cache
def _signs() -> tuple[frozenset[str], tuple[str, ...]]:
    """How the first names of all languages sound, and the endings of family names."""
    names = frozenset(sound(name) for settings in _settings() for name in settings["first_names"].split())
    endings = {sound(ending) for settings in _settings() for ending in settings["surname_endings"]}
    return names, tuple(sorted(endings))


@cache
def _customs() -> _Customs:
    first_names: set[str] = set()
    endings: set[str] = set()
    particles: set[str] = set()
    for settings in _settings():
        particles.update(settings.get("particles", ()))
        if settings.get("patronymic_endings"):
            first_names.update(settings["first_names"].split())
            endings.update(map(sound, settings["patronymic_endings"]))
    # A short ending ("-ич") ends many family names too.
    patronymics = tuple(sorted(end for end in endings if len(end) >= _SHORTEST_STEM))
    return _Customs(frozenset(first_names), patronymics, frozenset(particles))


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """Letters -> sound ("$" marks the end of a word), and a pattern that takes the longest letters first."""
    spelled: dict[str, str] = {}
    for row in rows((files("dalel.extract") / "scripts.tsv").read_text("utf-8")):
        for letters in row["letters"].split("|"):
            spelled[unicodedata.normalize("NFC", letters)] = row["sound"].removeprefix("-")
    longest = sorted(spelled, key=lambda letters: (-len(letters.rstrip("$")), not letters.endswith("$")))
    shapes = [re.escape(letters.rstrip("$")) + ("$" if letters.endswith("$") else "") for letters in longest]
    return spelled, re.compile("|".join([*shapes, "."]), re.DOTALL)
