"""Which language a text is in, told from its words, endings and letters.

The knowledge is data: `profile.toml` in the folder of each language that Dalel reads, and
`neighbours.toml` here for languages that resemble them, so that a Ukrainian or Kyrgyz text is not
taken for a Russian or Kazakh one. Where no language that Dalel reads fits, the answer is "und".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

UNDETERMINED = "und"

# The first paragraphs tell; a longer look costs time and changes nothing.
_SAMPLE = 1_200
# A word shared by n languages counts 1/n for each; so do endings and letters, with these weights.
# Chosen by trial on English, Russian and Kazakh news sentences and on the sentences of tests/ingest/test_language.py.
_ENDING = 0.5
_LETTER = 0.25
_FOREIGN_LETTER = 0.35
# The least a language must score a word to be believed, and the least in all.
_ENOUGH_A_WORD = 0.12
_ENOUGH = 0.3
# How much better than the next language it must be.
_LEAD = 1.15

_WORD = re.compile(r"[^\W\d_]+")
_NOISE = re.compile(r"https?://\S{1,500}|[@#]\w{1,100}")
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{1,8}){0,4}")
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})


@dataclass(frozen=True)
class Writing:
    """A language in one alphabet: its letters, its commonest words and its word endings."""

    tag: str
    letters: frozenset[str]
    words: frozenset[str]
    endings: frozenset[str]


@dataclass(frozen=True)
class Profile:
    """What tells a language. `other_tags` are further tags in use for it ("rus", "kz").

    `months` holds twelve sets of names; `date_words` are words in a date that change nothing.
    """

    tag: str
    other_tags: frozenset[str]
    writings: tuple[Writing, ...]
    months: tuple[frozenset[str], ...]
    date_words: frozenset[str]


def detect(text: str) -> str:
    """The tag of the language, "und" where none that Dalel reads fits."""
    return fit(text)[0]


def fit(text: str) -> tuple[str, float]:
    """The language that fits best and how well, in words recognised a word; ("und", 0.0) where none does."""
    evidence = _evidence()
    sample = text[:_SAMPLE]
    if "http" in sample or "@" in sample or "#" in sample:
        sample = _NOISE.sub(" ", sample)
    sample = sample.lower()
    words = _WORD.findall(sample)
    if not words:
        return UNDETERMINED, 0.0
    scores = [0.0] * len(evidence.tags)
    by_word, by_ending = evidence.words, evidence.endings
    for word in words:
        hits = by_word.get(word)
        if hits is None:
            hits = by_ending.get(word[-4:]) or by_ending.get(word[-3:]) or by_ending.get(word[-2:])
            if hits is None:
                continue
        for index, weight in hits:
            scores[index] += weight
    for letter, count in Counter(sample).items():
        for index, weight in evidence.letters.get(letter, ()):
            scores[index] += weight * count
    # A language may have several writings; its best one stands for it.
    best: dict[str, float] = {}
    for tag, score in zip(evidence.tags, scores, strict=True):
        best[tag] = max(score, best.get(tag, 0.0))
    (first, score), (_, second) = Counter(best).most_common(2)
    if first not in evidence.read or score < max(_ENOUGH, _ENOUGH_A_WORD * len(words)) or score < _LEAD * second:
        return UNDETERMINED, 0.0
    return first, score / len(words)


def tag_of(declared: str) -> str | None:
    """A declared language as a BCP 47 tag in its usual form ("en_us" is "en-US"); None if it is none."""
    declared = declared.strip()
    if not _TAG.fullmatch(declared):
        return None
    base, *parts = declared.replace("_", "-").lower().split("-")
    if base in _NO_LANGUAGE:
        return None
    parts = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in parts]
    return "-".join([_usual_tags().get(base, base), *parts])


@cache
def profiles() -> tuple[Profile, ...]:
    """The profiles of the languages that Dalel reads."""
    folder = files("dalel.extract") / "languages"
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        file = entry / "profile.toml"
        if file.is_file():
            found.append(_profile(entry.name, tomllib.loads(file.read_text("utf-8"))))
    return tuple(found)


def _profile(tag: str, data: dict[str, Any]) -> Profile:
    return Profile(
        tag=tag,
        other_tags=frozenset(data["other_tags"]),
        writings=tuple(_writing(tag, writing) for writing in data["writing"]),
        months=tuple(frozenset(names.split()) for names in data["months"]),
        date_words=frozenset(data["date_words"].split()),
    )


def _writing(tag: str, data: dict[str, str]) -> Writing:
    return Writing(
        tag,
        frozenset(data["letters"]) - {" "},
        frozenset(data["words"].split()),
        frozenset(data.get("endings", "").split()),
    )


@cache
def _usual_tags() -> dict[str, str]:
    return {other: profile.tag for profile in profiles() for other in profile.other_tags}


Hits = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class _Evidence:
    """For each word, ending and letter: the writings it speaks for (or against), and how much.

    `tags[i]` is the language of writing i; `read` are the languages that Dalel reads.
    """

    tags: tuple[str, ...]
    read: frozenset[str]
    words: dict[str, Hits]
    endings: dict[str, Hits]
    letters: dict[str, Hits]


@cache
def _evidence() -> _Evidence:
    writings = [writing for profile in profiles() for writing in profile.writings]
    neighbours = tomllib.loads((files("dalel.ingest") / "neighbours.toml").read_text("utf-8"))
    read = frozenset(writing.tag for writing in writings)
    writings += [_writing(tag, data) for tag, entries in neighbours.items() if tag not in read for data in entries]
    return _Evidence(
        tags=tuple(writing.tag for writing in writings),
        read=read,
        words=_shared([writing.words for writing in writings], 1.0),
        endings=_shared([writing.endings for writing in writings], _ENDING),
        letters=_letters([writing.letters for writing in writings]),
    )


def _shared(sets: list[frozenset[str]], weight: float) -> dict[str, Hits]:
    """Each member to the sets that hold it; its weight is shared between them."""
    counts = Counter(member for members in sets for member in members)
    return {member: tuple(_holding(sets, member, weight / count)) for member, count in counts.items()}


def _holding(sets: list[frozenset[str]], member: str, weight: float) -> Iterable[tuple[int, float]]:
    return ((index, weight) for index, members in enumerate(sets) if member in members)


def _letters(alphabets: list[frozenset[str]]) -> dict[str, Hits]:
    """A letter speaks against a writing of its script that lacks it, and the more for the others the fewer have it."""
    counts = Counter(letter for letters in alphabets for letter in letters)
    scripts = [_script(next(iter(letters))) for letters in alphabets]
    return {
        letter: tuple(
            (index, _LETTER / count if letter in letters else -_FOREIGN_LETTER)
            for index, letters in enumerate(alphabets)
            if scripts[index] == _script(letter)
            and (letter not in letters or count < scripts.count(scripts[index]) / 2)
        )
        for letter, count in counts.items()
    }


def _script(letter: str) -> str:
    """ "CYRILLIC", "LATIN": the first word of a letter's Unicode name."""
    return unicodedata.name(letter).split()[0]
