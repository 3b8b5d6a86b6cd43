"""Numbers named in a text: cardinals, ordinals, percentages, sums of money and quantities, with what they are worth.

Here every number is found, whatever it counts; `figures` makes statements of those that say how many were killed or
came. Numbers come from the rules of `figures.numbers`, money and percentages from `prices.tsv`, quantities from
`units.tsv`, ordinals from the words and endings of the times; where the language has a learned model
(`dalel.extract.marks`), that says where they stand, and the rules what they are worth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from dalel.extract.figures import numbers, prices
from dalel.extract.figures.numbers import Number
from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text
from dalel.extract.times.grammar import Grammar, grammar
from dalel.model import NumberMention, TimeMention

CARDINAL, ORDINAL, PERCENT, MONEY, QUANTITY = "CARDINAL", "ORDINAL", "PERCENT", "MONEY", "QUANTITY"
TYPES = frozenset((CARDINAL, ORDINAL, PERCENT, MONEY, QUANTITY))

_TYPE_OF_ROLE = {"currency": MONEY, "sign": MONEY, "percent": PERCENT}
_DASHES = frozenset("-‐‑")
_LEAST_VAGUE = 10  # "dozens" is a number, "several" and "many" are not
_LONGEST_ORDINAL = 6  # digits


def find(
    text: Text, times: Sequence[TimeMention], learned: Sequence[tuple[int, int, str]] | None = None
) -> list[NumberMention]:
    """The numbers of a text, in text order, none overlapping another or a time.

    `learned` is what a model found (words [first, last) with their type), numbers and other things; None where the
    language has no model, and the rules alone decide.
    """
    taken = {word for time in times for word in text.words_in(time.span.start, time.span.end)}
    if learned is not None:
        found = [mark for mark in learned if mark[2] in TYPES and taken.isdisjoint(range(mark[0], mark[1]))]
        return [NumberMention(text.span(*mark[:2]), mark[2], _value(text, *mark)) for mark in found]
    begins, articles = numbers.starts(text)
    ruled = [*_counted(text, begins, taken), *_ordinals(text, taken.union(articles))]
    ruled.sort(key=lambda one: (one[0], -one[1]))
    mentions: list[NumberMention] = []
    free = 0
    for first, last, type_, value in ruled:
        if first >= free:
            mentions.append(NumberMention(text.span(first, last), type_, value))
            free = last
    return mentions


@cache
def _units(language: Language) -> Phrases:
    return Phrases(rows(language.data("units.tsv")))


def _counted(text: Text, begins: list[int], taken: set[int]) -> Iterator[tuple[int, int, str, float | None]]:
    """All but the ordinals: a number with its bound, and the unit, currency or percent sign beside it."""
    hits = [hit for hit in prices.anchors(text) if hit.row["role"] in _TYPE_OF_ROLE] if begins else []
    signs = {hit.last: hit for hit in hits if hit.row["role"] == "sign"}
    after = {hit.first: hit for hit in hits if hit.row["role"] != "sign"}
    units = _units(text.language)
    for sentence in text.sentences:
        inside = begins[bisect_left(begins, sentence.first) : bisect_left(begins, sentence.last)]
        for number in numbers.find(text, sentence.first, sentence.last, inside, taken) if inside else ():
            if number.kind in ("none", "article"):
                continue
            hit = after.get(number.inner_last) or signs.get(number.inner)
            unit = None if hit or number.inner_last >= sentence.last else _unit(text, units, number, sentence.last)
            if number.kind == "one" and hit is None and unit is None:
                continue
            if number.kind == "vague" and number.value < _LEAST_VAGUE:
                continue
            beside = hit or unit
            exact = number.relation == "=" and number.pair is None
            first, last = number.inner if exact else number.first, number.last  # "15" of "the 15"
            if beside is not None:
                first, last = min(first, beside.first), max(last, beside.last)
                bound = numbers.bound_after(text, last, sentence.last)
                last = bound.last if bound is not None else last
            type_ = _TYPE_OF_ROLE[hit.row["role"]] if hit is not None else QUANTITY if unit is not None else CARDINAL
            yield first, last, type_, _worth(number)


def _unit(text: Text, units: Phrases, number: Number, last: int) -> Hit | None:
    return units.at(text.spelled, number.inner_last, last)


def _worth(number: Number) -> float | None:
    """What a number is worth, None where it is two ("10 to 15") or none in particular ("dozens")."""
    return None if number.pair is not None or number.kind == "vague" else number.value


def _ordinals(text: Text, taken: set[int]) -> Iterator[tuple[int, int, str, float | None]]:
    """ "the third", "21st", "двадцать первый", "5-й". A word that is a unit too ("second") is none after an article."""
    table = grammar(text.language)
    for index, lower in enumerate(text.lowers):
        if index in taken:
            continue
        if lower[0].isdecimal():
            last = _ordinal_end(text, table, index)
            if last is not None:
                yield index, last, ORDINAL, float(lower)
            continue
        value, is_unit = _ordinal_word(text, table, index)
        if value is None or (is_unit and (index - 1 in taken or _is_number(text, index - 1))):
            continue
        first = index
        while (
            first > 0 and index - first < _LONGEST_ORDINAL and first - 1 not in taken and _tens(text, table, first - 1)
        ):
            value += _tens(text, table, first - 1)
            first -= 1
        yield first, index + 1, ORDINAL, value


def _ordinal_end(text: Text, table: Grammar, index: int) -> int | None:
    """The word after an ordinal written in digits, None where it is none."""
    if not text.words[index].isdecimal() or len(text.words[index]) > _LONGEST_ORDINAL:
        return None
    last = index + 1
    if last < len(text.words) and text.words[last] in _DASHES and text.starts[last] == text.ends[index]:
        last += 1
    if last < len(text.words) and text.starts[last] == text.ends[last - 1]:
        return last + 1 if text.lowers[last] in table.ordinal_suffixes else None
    return None


def _ordinal_word(text: Text, table: Grammar, index: int) -> tuple[float | None, bool]:
    """What an ordinal in words is worth, and whether the word is a unit too; "twenty-first" is read by its parts."""
    value = 0.0
    parts = text.lowers[index].split("-", 2)
    for part in parts[:-1]:
        value += _numeral(table, part)
        if not value or len(parts) > 2:
            return None, False
    word = parts[-1]
    entry = table.words.get(word)
    if entry is None and table.by_lemma:
        entry = table.words.get(text.lemmas[index] if len(parts) == 1 else text.language.lemma(word))
        if entry is not None and "unit" in entry.classes:
            return None, False  # "seconds"
    if entry is None or "ordinalword" not in entry.classes:
        return None, False
    return value + float(entry.classes["ordinalword"]), "unit" in entry.classes


def _numeral(table: Grammar, word: str) -> float:
    entry = table.words.get(word)
    return float(entry.classes.get("numeral", 0)) if entry is not None else 0.0


def _tens(text: Text, table: Grammar, index: int) -> float:
    """What a word adds to the ordinal after it: "двадцать первый"."""
    value = _numeral(table, text.lowers[index])
    return value if value >= 10 else 0.0


def _is_number(text: Text, index: int) -> bool:
    return index >= 0 and text.words[index][0].isdecimal()


def _value(text: Text, first: int, last: int, type_: str) -> float | None:
    """What a learned number is worth, None where the rules do not read exactly one number in it."""
    begins, articles = numbers.starts(text, first, last)
    inside = sorted(begins + articles)
    if type_ == ORDINAL:
        table = grammar(text.language)
        if inside == [first] and text.words[first].isdecimal() and len(text.words[first]) <= _LONGEST_ORDINAL:
            return float(text.words[first])
        ordinals = [value for *_, value in _ordinals_in(text, table, first, last)]
        return ordinals[0] if len(ordinals) == 1 else None
    found = numbers.find(text, first, last, inside, set())
    if len(found) != 1 or (type_ == CARDINAL and found[0].last < last):
        return None  # "үштен бірі", one of three
    return _worth(found[0])


def _ordinals_in(text: Text, table: Grammar, first: int, last: int) -> Iterator[tuple[int, float]]:
    for index in range(first, last):
        value, _ = _ordinal_word(text, table, index)
        if value is not None:
            yield index, value + sum(_tens(text, table, before) for before in range(first, index))
