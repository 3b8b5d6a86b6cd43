"""What the learned tagger of marks looks at: words, their endings and classes, and what the rules found.

A *unit* is what is labelled: a word, with an ending written onto it by a hyphen ("2020-сыншы", "5 %-ға"), so
that the number of words between a number and what it counts does not depend on how its ending is written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.places.gazetteer import Candidate
from dalel.extract.places.words import meanings
from dalel.extract.tagger import Channel
from dalel.extract.text import Text

Units = Sequence[tuple[int, int]]
"""Word indices [first, last) of each unit, one after the other."""

Rules = Sequence[tuple[str, ...]]
"""For every word what the rules take it for, such as ("DATE+", "city-")."""

_BEGIN, _END = "^", "$"  # of a sentence
_DASHES = frozenset("-‐‑")
_OPENING, _CLOSING = frozenset("«“„"), frozenset("»”")
_DIGIT = re.compile(r"\d")
_KNOWN_WORDS = 50_000
_LONGEST_UNIT = 5  # words and hyphens
_LONGEST_SHAPE = 12  # letters
_LONGEST_QUOTED = 12  # units: what is longer is no name
_BIG, _MIDDLE = 200_000, 15_000  # people in a city that everybody knows, in a town


@dataclass(frozen=True)
class _Classes:
    """A language's `word_classes.toml`, `names.toml`, `organizations.tsv` and `numbers.tsv`."""

    of: dict[str, tuple[str, ...]]
    given: frozenset[str]
    surname_endings: tuple[str, ...]
    from_place: tuple[str, ...]


@cache
def _classes(language: Language) -> _Classes:
    table = tomllib.loads(language.data("word_classes.toml"))
    names = tomllib.loads(language.data("names.toml"))
    words = {name: listed.split() for name, listed in table["classes"].items()}
    words["organization"] = words.get("organization", []) + [
        row["word"] for row in rows(language.data("organizations.tsv"))
    ]
    for row in rows(language.data("numbers.tsv")):
        for phrase in row["words"].split("|"):
            words.setdefault("number" if row["kind"] == "number" else "some", []).append(phrase)
    words["lands"] = table["names"]["lands"].split()
    of: dict[str, set[str]] = {}
    for name, listed in words.items():
        for word in listed:
            of.setdefault(word, set()).add(name)
            of.setdefault(language.lemma(word), set()).add(name)
    return _Classes(
        of={word: tuple(sorted(found)) for word, found in of.items()},
        given=frozenset((names["first_names"] + table["names"]["given"]).split()),
        surname_endings=tuple(names["surname_endings"] + names["patronymic_endings"]),
        from_place=tuple(table["endings"]["from_place"]),
    )


def units(text: Text) -> list[tuple[int, int]]:
    """The units of a text. Two numbers joined by a hyphen stay apart: "10-15"."""
    words, starts, ends, total = text.words, text.starts, text.ends, len(text.words)
    found: list[tuple[int, int]] = []
    first = 0
    while first < total:
        last = first + 1
        while (
            last + 1 < total
            and last - first < _LONGEST_UNIT
            and words[last] in _DASHES
            and starts[last] == ends[last - 1]
            and starts[last + 1] == ends[last]
            and words[last + 1][0].isalnum()
            and (words[last - 1][-1].isalnum() or words[last - 1] == "%")
            and not (words[last - 1][-1].isdecimal() and words[last + 1][0].isdecimal())
        ):
            last += 2
        found.append((first, last))
        first = last
    return found


def normal(lower: str) -> str:
    """A lowered word with its digits levelled: years and numbers of one length look alike."""
    number, dash, ending = lower.partition("-")
    if len(number) == 4 and number.isdecimal() and number[:2] in ("19", "20"):
        return "YEAR" + dash + ending
    return _DIGIT.sub("0", lower)


def shape(word: str) -> str:
    """Capitals, small letters and digits of a word, no more than two of a kind: "Xxx", "00-xx"."""
    found = ""
    for letter in word:
        kind = "X" if letter.isupper() else "x" if letter.isalpha() else "0" if letter.isdigit() else letter
        if len(found) == _LONGEST_SHAPE:
            break
        if found[-2:] != kind * 2:
            found += kind
    return found


def channels(language: Language) -> list[Channel]:
    """The channels of a language, in the order of `columns`."""
    classes = _classes(language)
    return [
        Channel("word", (-2, -1, 0, 1, 2), _word(language)),
        Channel("form", (-1, 0, 1), _form(language, classes)),
        Channel("class", (-4, -3, -2, -1, 0, 1, 2, 3, 4), _kinds(language, classes)),
        Channel("pair", (0, 1), _joined),
        Channel("stems", (0, 1), _joined),
        Channel("around", (0,), _joined),
        Channel("classes", (0, 1), _joined),
        Channel("quoted", (0,), list),
        Channel("rules", (-1, 0, 1), list),
        Channel("ruled", (0,), _joined),
    ]


def columns(text: Text, found: Units, bounds: Units, rules: Rules) -> list[Sequence[object]]:
    """The keys of every channel for the units of a text; `bounds` are its sentences, as unit indices [first, last)."""
    words = [text.text[text.starts[first] : text.ends[last - 1]] for first, last in found]
    glance = _glances(text.language)
    seen = [glance(word) for word in words]
    written, stems, coarse = ([one[part] for one in seen] for part in (1, 2, 3))
    taken = [" ".join(rules[first]) for first, _ in found]
    before, stem_before, around = list[object](), list[object](), list[object]()
    classes, quoted, ruled = list[object](), list[object](), list[object]()
    for first, last in bounds:
        before += zip([_BEGIN, *written[first : last - 1]], written[first:last], strict=True)
        stem_before += zip([_BEGIN, *stems[first : last - 1]], stems[first:last], strict=True)
        around += zip([_BEGIN, *stems[first : last - 1]], [*stems[first + 1 : last], _END], strict=True)
        own = coarse[first:last]
        classes += zip([_BEGIN, *own[:-1]], own, [*own[1:], _END], strict=True)
        kept = taken[first:last]
        ruled += zip([_BEGIN, *kept[:-1]], kept, [*kept[1:], _END], strict=True)
        quoted += _quoted(words[first:last], stems[first:last])
    return [
        words,
        words,
        [one[0] for one in seen],
        before,
        stem_before,
        around,
        classes,
        quoted,
        [rules[first] for first, _ in found],
        ruled,
    ]


@cache
def _glances(language: Language) -> Callable[[str], tuple[str, str, str, str]]:
    """What is needed of a word for every channel: lowered, with digits levelled, its stem, its class in a nutshell."""
    classes = _classes(language)

    @lru_cache(maxsize=_KNOWN_WORDS)
    def glance(word: str) -> tuple[str, str, str, str]:
        lower = _lower(language, word)
        return lower, normal(lower), normal(language.lemma(lower)), _coarse(language, classes, word, lower)

    return glance


def _lower(language: Language, word: str) -> str:
    lower = word.lower()
    return lower if language.spell is None else language.spell(lower) or lower


def _word(language: Language) -> Callable[[str], list[str]]:
    def attributes(word: str) -> list[str]:
        lower = _lower(language, word)
        return ["w" + normal(lower), "m" + normal(language.lemma(lower))]

    return attributes


def _form(language: Language, classes: _Classes) -> Callable[[str], list[str]]:
    def attributes(word: str) -> list[str]:
        lower = _lower(language, word)
        written, lemma = normal(lower), language.lemma(lower)
        found = ["x" + shape(word)]
        found += ["s" + written[-length:] for length in (1, 2, 3, 4, 5) if length < len(written)]
        found += ["p" + written[:length] for length in (2, 3, 4, 5) if length < len(written)]
        tags = language.tags(lower)
        found += ["t" + tag for tag in tags]
        found.append("T" + "+".join(sorted(tags)))
        if word[0].isupper():
            found.append("U")
            found.append("Um" + lemma)
            found += ["Us" + lemma[-length:] for length in (2, 3, 4) if length < len(lemma)]
            if len(word) > 1 and word.isupper():
                found.append("UU")
            if lower in classes.given or lemma in classes.given:
                found.append("given")
            if lemma.endswith(classes.surname_endings):
                found.append("surname")
            found += ["g" + kind for kind in _places(language, lower, lemma)]
        elif word[0].isdecimal():
            number, _, ending = lower.partition("-")
            found += [f"d{min(len(number), 9)}", "e" + ending]
        found += ["f" + kind for kind in _from_place(language, classes, lower, lemma)]
        return found

    return attributes


def _kinds(language: Language, classes: _Classes) -> Callable[[str], list[str]]:
    def attributes(lower: str) -> list[str]:
        if lower[0].isdecimal():
            return ["0"]
        return list(_classes_of(language, classes, lower)) or (["." + lower[0]] if not lower[0].isalpha() else [])

    return attributes


def _classes_of(language: Language, classes: _Classes, lower: str) -> tuple[str, ...]:
    if not lower[0].isalpha():
        lower = lower.partition("-")[0]  # "%-ға"
    return classes.of.get(lower) or classes.of.get(language.lemma(lower), ())


def _coarse(language: Language, classes: _Classes, word: str, lower: str) -> str:
    """A word in a nutshell: its class, or how it looks, with its last case."""
    if word[0].isdecimal():
        return "0" + lower.partition("-")[2]
    found = _classes_of(language, classes, lower)
    look = "U" if word[0].isupper() else "l" if word[0].isalpha() else word[0]
    tags = language.tags(lower) if word[0].isalpha() else ()
    return look + (found[0] if found else "") + "".join(sorted(tags))


def _places(language: Language, lower: str, lemma: str) -> set[str]:
    candidates, _, removed = meanings(language, lower, lemma)
    return {_size(candidate) + str(removed) for candidate in candidates}


def _size(candidate: Candidate) -> str:
    if candidate.kind != "city":
        return candidate.kind
    people = candidate.population if candidate.own else candidate.population // 8
    return "big" if people > _BIG else "town" if people > _MIDDLE else "small"


def _from_place(language: Language, classes: _Classes, lower: str, lemma: str) -> set[str]:
    """What kind of place a word is made from, by an ending that makes nouns of places: "ақтөбелік"."""
    for form in (lemma, lower):
        for ending in classes.from_place:
            place = form.removesuffix(ending)
            if len(place) >= 3 and place != form:
                candidates, _, removed = meanings(language, place, place)
                if candidates and not removed:
                    return {_size(candidate) for candidate in candidates}
    return set()


def _joined(key: Iterable[str]) -> list[str]:
    return ["|".join(key)]


def _quoted(words: Sequence[str], stems: Sequence[str]) -> list[tuple[str, ...]]:
    """Where a word stands: first in its sentence, in quotation marks, and what is said to be so called."""
    found: list[tuple[str, ...]] = [("first",) if index == 0 else () for index in range(len(words))]
    opened = None
    for index, word in enumerate(words):
        if word in _OPENING:
            opened = index
        elif word in _CLOSING and opened is not None:
            length = index - opened - 1
            if 0 < length <= _LONGEST_QUOTED:
                after = stems[index + 1] if index + 1 < len(stems) else _END
                before = stems[opened - 1] if opened else _BEGIN
                for inside in range(opened + 1, index):
                    at = ("q", "a" + after, "b" + before, f"n{min(length, 5)}")
                    found[inside] += (*at, "q1") if inside == opened + 1 else at
                    if inside == index - 1:
                        found[inside] += ("q9",)
                found[index] += ("close",)
                found[opened] += ("open",)
            opened = None
    return found
