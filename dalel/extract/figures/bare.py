"""Numbers as they stand, before any bound: digits, number words, "3,7 тысячи", "екі-үш", "тысяч пять"."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Phrases, one_word_tests
from dalel.extract.text import Text

_LONGEST = 15  # digits and separators; longer ones are account or telephone numbers
DASHES = frozenset("-‐‑–—")
_NO_FIGURE_BEFORE = frozenset("#№/:+_@")
_NO_FIGURE_AFTER = frozenset("/:")


@dataclass(frozen=True, slots=True)
class Tables:
    words: Phrases
    before: Phrases
    after: Phrases
    decimal: str
    group: str
    joins: frozenset[str]
    slips: frozenset[str]
    inverted: frozenset[str]
    singular: Mapping[str, float]
    alternatives: frozenset[str]
    guesses: frozenset[str]
    is_ending: Callable[[str], bool]
    is_source_ending: Callable[[str], bool]
    sources: tuple[str, ...]
    is_about_ending: Callable[[str], bool]
    is_partitive: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Bare:
    """A number as read, before its bounds."""

    last: int
    value: float
    kind: str
    is_source: bool = False  # Kazakh "20-дан": from 20
    relation: str = "="
    scale: float = 1.0  # "400bn" is 400 at a scale of 10⁹; in "300-400bn" the scale is the 300's too
    low: float | None = None  # the lower end of a range in one word: "екі-үш"


@cache
def tables_of(language: Language) -> Tables:
    settings = tomllib.loads(language.data("numbers.toml"))
    words = list(rows(language.data("numbers.tsv")))
    tens = [(w, row) for row in words for w in row["words"].split("|") if row["value"] in _TENS]
    units = [(w, row) for row in words for w in row["words"].split("|") if row["value"] in _UNITS]
    words += [
        {
            "words": f"{ten}-{unit}",
            "kind": "number",
            "value": str(int(a["value"]) + int(b["value"])),
            "times": "",
            "relation": "",
        }
        for ten, a in tens
        for unit, b in units
        if " " not in ten and " " not in unit
    ]
    bounds = list(rows(language.data("bounds.tsv")))
    return Tables(
        words=Phrases(words),
        before=Phrases([row for row in bounds if row["place"] == "before"]),
        after=Phrases([row for row in bounds if row["place"] == "after"]),
        decimal=settings["decimal"],
        group=settings["group"],
        joins=frozenset(settings["joins"]),
        slips=frozenset(settings["slips"]),
        inverted=frozenset(settings["inverted"]),
        singular=settings["singular"],
        alternatives=frozenset(settings["alternatives"]),
        guesses=frozenset(settings["guesses"]),
        is_ending=one_word_tests(settings["endings"]),
        is_source_ending=one_word_tests(settings["source_endings"]),
        sources=tuple(settings["source_endings"]),
        is_about_ending=one_word_tests(settings["about_endings"]),
        is_partitive=one_word_tests(settings["partitives"]),
    )


_TENS = frozenset(str(n) for n in range(20, 100, 10))
_UNITS = frozenset(str(n) for n in range(1, 10))


def pair_of(word: str, tables: Tables) -> tuple[float, float] | None:
    """The two numbers of "екі-үш", "бес-он": the end of one number and the beginning of the next."""
    left, dash, right = word.partition("-")
    if not dash or not left or not right or tables.words.row(word) is not None:
        return None
    ends = [tables.words.row(part) for part in (left, right)]
    values = [float(row["value"]) for row in ends if row is not None and row["kind"] == "number" and row["value"]]
    return (values[0], values[1]) if len(values) == 2 else None


def touches(text: Text, index: int) -> bool:
    return 0 < index < len(text.words) and text.starts[index] == text.ends[index - 1]


def read(text: Text, index: int, last: int, tables: Tables) -> Bare | None:
    if text.spelled[index][0].isdecimal():
        return _read_digits(text, index, last, tables)
    return _read_words(text, index, last, tables, 0.0)


def _read_digits(text: Text, index: int, last: int, tables: Tables) -> Bare | None:
    words, lowers = text.words, text.spelled
    value, end = _digits(text, index, last, tables)
    skip = Bare(end, 0.0, "skip")
    if value is None:
        return skip
    if index and words[index - 1] == "№":
        return skip
    if touches(text, index):
        before = words[index - 1]
        if before in _NO_FIGURE_BEFORE or before[-1].isalnum():
            return skip  # "+7", "5:30", "G20"
        if before in DASHES and touches(text, index - 1) and words[index - 2][-1].isalpha():
            return skip  # "Covid-19"
    is_source = False
    if end < last and touches(text, end):
        after = lowers[end]
        if after in _NO_FIGURE_AFTER and touches(text, end + 1):
            return skip
        if after[0].isalpha():  # "10bn", "12th"
            row = tables.words.row(after)
            if row is None or not row["times"]:
                return Bare(end + 1, 0.0, "skip")
            return Bare(end + 1, value * float(row["times"]), "digits", scale=float(row["times"]))
        if after in DASHES and touches(text, end + 1) and end + 1 < last and words[end + 1][0].isalpha():
            ending = lowers[end + 1]
            if not tables.is_ending(ending):
                return Bare(end + 2, 0.0, "skip")  # "26-year-old", "12-летний", "5-й"
            relation = "~" if tables.is_about_ending(ending) else "="
            return Bare(end + 2, value, "digits", tables.is_source_ending(ending), relation)
    hit = tables.words.at(lowers, end, last) if end < last else None
    if hit is not None and hit.row["times"] and hit.row["kind"] != "letter":
        scale = float(hit.row["times"])
        scaled = _after_thousands(text, hit.last, last, tables, value * scale, scale)
        if scaled.last == hit.last and _is_source_word(lowers[hit.last - 1], tables):
            scaled = replace(scaled, is_source=True)
        return replace(scaled, relation=hit.row["relation"] or "=")
    return Bare(end, value, "digits", is_source)


def _is_source_word(word: str, tables: Tables) -> bool:
    """Whether a number word has the ending that means "from": "3 мыңнан 5 мыңға дейін"."""
    return bool(tables.sources) and word.endswith(tables.sources)


def _after_thousands(text: Text, index: int, last: int, tables: Tables, value: float, room: float) -> Bare:
    """ "3 мың 706", "3 тысячи 706": the rest of a number whose thousands are written as a word."""
    if index < last and text.spelled[index].isdecimal() and value == int(value):
        rest, _ = _digits(text, index, last, tables)
        if rest is not None and 0 < rest < room:
            tail = _read_digits(text, index, last, tables)
            if tail is not None and tail.kind == "digits" and tail.value == rest:
                return Bare(tail.last, value + rest, "digits", tail.is_source)
    if index + 1 < last and text.words[index] in DASHES and tables.is_ending(text.spelled[index + 1]):
        return Bare(index + 2, value, "digits", tables.is_source_ending(text.spelled[index + 1]), scale=room)
    return Bare(index, value, "digits", scale=room)


def _digits(text: Text, index: int, last: int, tables: Tables) -> tuple[float | None, int]:
    """The value of a number written in digits, and the word after it: "3,700", "3 700", "3.7"."""
    word = text.words[index]
    end = index + 1
    if len(word) > _LONGEST:
        return None, end
    if word.isdecimal():
        if len(word) <= 3:
            while end < last and _is_group(text, end) and len(word) <= _LONGEST:
                word += text.words[end]
                end += 1
        return float(int(word)), end
    whole, *rest = word.replace(tables.group, " ").replace(tables.decimal, ".").replace(" ", ",").split(",")
    if rest:  # groups of three, with at most one decimal part at the end
        if len(whole) > 3 or any(len(part.split(".")[0]) != 3 for part in rest):
            return None, end
        whole += "".join(rest)
    elif tables.decimal == "," and whole[0] != "0" and len(whole.partition(".")[2]) == 3 and not _scaled(text, end):
        whole = whole.replace(".", "")  # "3,700 человек": an English-style thousand, for nobody counts in thousandths
    return (None if whole.count(".") > 1 else float(whole)), end


def _scaled(text: Text, end: int) -> bool:
    row = tables_of(text.language).words.row(text.spelled[end]) if end < len(text.words) else None
    return row is not None and bool(row["times"])


def _is_group(text: Text, index: int) -> bool:
    """Whether a word is three digits, one space after the digits before: "3 700"."""
    word = text.words[index]
    return len(word) == 3 and word.isdecimal() and text.starts[index] - text.ends[index - 1] == 1


def _read_words(text: Text, index: int, last: int, tables: Tables, total: float) -> Bare | None:
    """ "two hundred and six", "жүз елу", "несколько сотен"."""
    lowers = text.spelled
    inverted = _read_inverted(text, index, last, tables)
    if inverted is not None:
        return inverted
    current, room, kind, end, started, scale, relation = 0.0, float("inf"), "", index, False, 1.0, "="
    low: float | None = None
    while end < last:
        at = end
        joined = pair_of(lowers[at], tables) if low is None else None
        if joined is not None and joined[0] < room:
            low, total, current, room, kind = total + current + joined[0], 0.0, joined[1], _room(joined[1]), "number"
            started, end, scale = True, at + 1, 1.0
            continue
        if started and room >= 100 and lowers[at] in tables.joins and at + 1 < last:
            at += 1
            following = tables.words.row(lowers[at])
            if following is None or following["kind"] != "number" or float(following["value"] or 1e9) >= 100:
                break
        hit = tables.words.at(lowers, at, last)
        if hit is None or hit.row["kind"] == "letter" or (hit.row["kind"] in ("none", "one", "article") and started):
            break
        row = hit.row
        if started and row["times"] and at == end:
            times = float(row["times"])
            if times >= 1000:
                total, current = total + (current or 1) * times, 0.0
            else:
                current *= times
            room = scale = times
        elif row["value"] and float(row["value"]) < room and not (started and row["kind"] == "vague"):
            value = float(row["value"])
            current += value
            room = _room(value)
            kind, scale = kind or row["kind"], 1.0
        else:
            break
        started, end, relation = True, hit.last, row["relation"] or relation
    if not started or (kind == "one" and total + current == 1 and _is_number(text, end, last, tables)):
        return None  # "another seven"
    if kind in ("one", "article") and total + current != 1:
        kind = "number"
    value = total + current
    if low is not None and low * scale < value:
        low *= scale  # "үш-төрт мың"
    if low is not None and low >= value:
        return None
    return Bare(end, value, {"number": "words"}.get(kind, kind), relation=relation, scale=scale, low=low)


def _room(value: float) -> float:
    """How large a number may be that goes on a number word: after "twenty" less than ten."""
    return 0.0 if value < 20 and value != 10 else 10.0 if value < 100 else 100.0 if value < 1000 else 1000.0


def _read_inverted(text: Text, index: int, last: int, tables: Tables) -> Bare | None:
    """ "тысяч пять", "сотни две": the scale before the number says about so many."""
    row = tables.words.row(text.spelled[index]) if text.spelled[index] in tables.inverted else None
    begin = index + 1 + (index + 1 < last and text.spelled[index + 1] in tables.guesses)  # "тысяч в семь"
    if row is None or not row["times"] or begin >= last:
        return None
    if text.spelled[begin][0].isdecimal():
        value, end = _digits(text, begin, last, tables)
    else:
        following = _read_words(text, begin, last, tables, 0.0)
        if following is None or following.kind != "words":
            return None
        value, end = following.value, following.last
    scale = float(row["times"])
    return Bare(end, value * scale, "words", relation="~") if value is not None and value < 1000 else None


def _is_number(text: Text, index: int, last: int, tables: Tables) -> bool:
    return index < last and (text.words[index][0].isdecimal() or tables.words.row(text.spelled[index]) is not None)
