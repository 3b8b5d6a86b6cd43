"""The time grammar of a language, compiled from its `times.toml` (explained in languages/en/times.toml).

Every word gets one character that stands for the set of its classes; every form becomes a regular
expression over these characters. So the many forms of a language are matched at the speed of `re`,
and ambiguity ("second": ordinal or unit) needs no special care.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from dalel.extract.language import Language
from dalel.extract.times.forms import Compiler

Value = int | float | str
Classes = frozenset[str]

NUMERALS = frozenset({"numeral", "ordinalword"})
BLANK = " "  # a word of no class
BREAK = "\x00"  # the beginning of a sentence


@dataclass(slots=True)
class Entry:
    """What a word may be: its classes with their values, and the phrases that begin with it.

    A `plain` one begins no phrase and is no number, so that its character says all.
    """

    classes: dict[str, Value] = field(default_factory=dict)
    phrases: list[tuple[list[str], Entry]] = field(default_factory=list)
    char: str = BLANK
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A form: what it means (`kind`), the slot values it fixes, its expression. `order` is its place in the file."""

    order: int
    name: str
    kind: str
    fixed: dict[str, Value]
    expression: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """`words` as written, `capitals` for words with a capital letter; `rules` by first character.

    `core` finds the characters of which a form must hold one; `slots` says which slot a class fills
    where it is not its own.
    """

    words: dict[str, Entry]
    capitals: dict[str, Entry]
    by_lemma: bool
    chars: dict[Classes, str]
    rules: dict[str, tuple[Rule, ...]]
    core: re.Pattern[str]
    slots: dict[str, str]
    ordinal_suffixes: frozenset[str]
    decade_suffixes: frozenset[str]
    number_endings: frozenset[str]
    number_joiners: frozenset[str]
    decimal_mark: str
    numeric_order: str
    parts: dict[str, tuple[float, float]]
    future: frozenset[str]
    future_pairs: dict[str, frozenset[str]]
    undone: frozenset[str]
    intends: frozenset[str]
    infinitives: frozenset[str]
    infinitive_endings: tuple[str, ...]
    past: frozenset[str]
    future_endings: tuple[str, ...]
    past_endings: tuple[str, ...]
    passive: frozenset[str]
    clause_breaks: frozenset[str]


def number_classes(value: float, digits: str, ordinal: bool = False) -> Classes:
    """The classes of a number: every use of it that its size and its way of writing allow.

    `digits` is the number as written in digits, "" for a number in words.
    """
    found = {"ordinal" if ordinal else "number"}
    if value != int(value):
        return frozenset(found)
    written = bool(digits) or ordinal  # "March three Indian journalists": no date
    if 1 <= value <= 31 and len(digits) <= 2 and written:
        found.add("day")
        if ordinal:
            found.add("dayordinal")
    if 1 <= value <= 12 and len(digits) in (1, 2):
        found.add("monthnumber")
    if not ordinal:
        if value >= 100 and not digits:
            found.add("hundreds")
        if 0 <= value <= 24 and len(digits) <= 2:
            found.add("hour")
        if 0 <= value <= 59 and len(digits) == 2:
            found.add("minute")
        if len(digits) == 2:
            found.add("twodigit")
    if ordinal and 10 <= value <= 99:
        found.add("shortyear")
    if digits and value % 10 == 0 and len(digits) in (2, 4):
        found.add("tens")
    if digits and len(digits) == 4 and value < 2400 and value % 100 < 60:
        found.add("hhmm")
    if 1000 <= value <= 2199 and len(digits) in (0, 4):
        found.add("year")
        if 1900 < value < 2060 and value != 2000:
            found.add("clearyear")
    return frozenset(found)


@cache
def _all_number_classes() -> list[Classes]:
    """The sets of classes that numbers have."""
    found = {
        number_classes(value, digits, ordinal)
        for value in (0.5, *range(2300), 100_000)
        for digits in ("", str(value), f"{value:02}", f"{value:04}")
        for ordinal in (False, True)
    }
    found |= {frozenset({"decade"}), frozenset({"numericdate"}), frozenset({"number", "dotclock"})}
    return sorted(found, key=sorted)


@cache
def grammar(language: Language) -> Grammar:
    """The grammar of a language; ValueError tells what is wrong with its file."""
    data = tomllib.loads(language.data("times.toml"))
    words, capitals = _tables(data, language)
    chars = _characters([*words.values(), *capitals.values()])
    rules = list(_rules(data, chars))
    by_first: dict[str, list[Rule]] = {}
    for rule, first in rules:
        for char in sorted(first):
            by_first.setdefault(char, []).append(rule)
    core = set(data["core"].split())
    tense = data["tense"]
    return Grammar(
        words=words,
        capitals=capitals,
        by_lemma=data["lemmas"],
        chars=chars,
        rules={char: tuple(found) for char, found in by_first.items()},
        core=re.compile("[" + "".join(char for classes, char in chars.items() if classes & core) + "]"),
        slots=data["slot"],
        ordinal_suffixes=frozenset(data["ordinal_suffixes"].split()),
        decade_suffixes=frozenset(data["decade_suffixes"].split()),
        number_endings=frozenset(data["number_endings"].split()),
        number_joiners=frozenset(data["number_joiners"].split()),
        decimal_mark=data["decimal_mark"],
        numeric_order=data["numeric_order"],
        parts={name: (bounds[0], bounds[1]) for name, bounds in data["parts"].items()},
        future=frozenset(word for word in tense["future"].split() if "_" not in word),
        future_pairs=_pairs(word for word in tense["future"].split() if "_" in word),
        undone=frozenset(tense["undone"].split()),
        intends=frozenset(tense["intends"].split()),
        infinitives=frozenset(tense["infinitives"].split()),
        infinitive_endings=tuple(tense["infinitive_endings"].split()),
        past=frozenset(tense["past"].split()),
        future_endings=tuple(tense["future_endings"].split()),
        past_endings=tuple(tense["past_endings"].split()),
        passive=frozenset(tense["passive"].split()),
        clause_breaks=frozenset(tense["clause_breaks"].split()),
    )


def _pairs(phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """The second words of phrases of two words, by the first."""
    found: dict[str, frozenset[str]] = {}
    for first, second in (phrase.split("_") for phrase in phrases):
        found[first] = found.get(first, frozenset()) | {second}
    return found


def _tables(data: dict[str, Any], language: Language) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Words and phrases with their classes. `^word` is only in the table of capitals, `=word` without its base form."""
    words: dict[str, Entry] = {}
    only: dict[str, Entry] = {}
    for word, name, value in _vocabulary(data):
        table = only if word.startswith("^") else words
        parts = word.lstrip("^=").split("_")
        if len(parts) == 1 and data["lemmas"] and not word.startswith("="):
            _add(table, [language.lemma(parts[0])], name, value)
        _add(table, parts, name, value)
    if data["lemmas"]:
        for word, entry in words.items():  # a form of its own is also what its base form is
            base = words.get(language.lemma(word))
            if base is not None and base is not entry:
                entry.classes = {**base.classes, **entry.classes}
                entry.phrases = entry.phrases or base.phrases
    capitals = {
        word: Entry({**words.get(word, Entry()).classes, **only[word].classes}, words.get(word, Entry()).phrases)
        for word in only
    }
    return words, capitals


def _vocabulary(data: dict[str, Any]) -> Iterator[tuple[str, str, Value]]:
    endings = data.get("endings", {})
    for name, values in data["class"].items():
        for key, words in values.items():
            for word in words.split():
                for ending in ["", *str(endings.get(name, "")).split()]:
                    for form in _alphabets(word + ending, data):
                        yield form, name, _value(key)
    forms = [*data["macro"].values(), *(form for rule in data["rule"] for form in rule["forms"])]
    for word in sorted({word for form in forms for word in re.findall(r"'([^']+)'", form)}):
        for written in _alphabets(word, data):
            yield written, f"'{word}'", word


def _alphabets(word: str, data: dict[str, Any]) -> set[str]:
    """The word in every alphabet of the language."""
    tables = data.get("alphabet", {}).values()
    return {word, *("".join(table.get(letter, letter) for letter in word) for table in tables)}


def _value(key: str) -> Value:
    for kind in (int, float):
        try:
            return kind(key)
        except ValueError:
            continue
    return key


def _add(table: dict[str, Entry], parts: list[str], name: str, value: Value) -> None:
    entry = table.setdefault(parts[0], Entry())
    if len(parts) == 1:
        entry.classes.setdefault(name, value)
        return
    for rest, phrase in entry.phrases:
        if rest == parts[1:]:
            phrase.classes.setdefault(name, value)
            return
    entry.phrases.append((parts[1:], Entry({name: value})))
    entry.phrases.sort(key=lambda phrase: -len(phrase[0]))


def _characters(entries: Iterable[Entry]) -> dict[Classes, str]:
    """A character for every set of classes that a word or number of the language may have."""
    chars: dict[Classes, str] = {}
    pending = list(entries)
    while pending:
        entry = pending.pop()
        if entry.classes:
            entry.char = chars.setdefault(frozenset(entry.classes), chr(0x4E00 + len(chars)))
            entry.plain = not entry.phrases and not entry.classes.keys() & NUMERALS
        for name, ordinal in (("numeral", False), ("ordinalword", True)):
            if name in entry.classes:
                numbers = number_classes(float(entry.classes[name]), "", ordinal)
                chars.setdefault(numbers.union(entry.classes), chr(0x4E00 + len(chars)))
        pending.extend(phrase for _, phrase in entry.phrases)
    for classes in _all_number_classes():
        chars.setdefault(classes, chr(0x4E00 + len(chars)))
    return chars


def _rules(data: dict[str, Any], chars: dict[Classes, str]) -> Iterator[tuple[Rule, frozenset[str]]]:
    """The rules in the order of the file, each with the characters it may begin with."""
    characters: dict[str, frozenset[str]] = {}
    for classes, char in chars.items():
        for name in classes:
            characters[name] = characters.get(name, frozenset()) | {char}
    compiler, order = Compiler(data["macro"], characters, data["slot"]), count()
    for row in data["rule"]:
        fixed = row.get("fixed", {})
        for written in row["forms"]:
            try:
                form = compiler.compile(written, row["as"], fixed)
            except ValueError as wrong:
                raise ValueError(f"times.toml, rule {row['name']!r}: {wrong}") from wrong
            yield Rule(next(order), row["name"], row["as"], fixed, form.expression), form.first
