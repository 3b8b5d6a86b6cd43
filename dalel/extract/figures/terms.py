"""Terms in days: "a state of emergency for 30 days", "15 суток ареста", "180 күнге тоқтатамыз".

A term is a number of days that a sentence, an emergency, a truce or a promise lasts, not the days that something went
on. What makes it one is data (`figures.toml`, `[terms]`): a word for what lasts in the sentence and a preposition
before the number or an ending on the days; or, without such a word, a phrase that only a term has ("for a period of").
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dalel.extract.figures import numbers
from dalel.extract.figures.numbers import Number
from dalel.extract.language import Language
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text

_LONGEST = 4  # words of "сроком на", "for a term of"


@dataclass(frozen=True, slots=True)
class Term:
    """A term: words [first, last), and the days that it lasts."""

    first: int
    last: int
    low: float | None
    high: float | None
    relation: str


@dataclass(frozen=True, slots=True)
class _Words:
    units: Phrases
    forms: Phrases
    before: Phrases
    firm: Phrases
    lasting: Phrases
    of: Phrases


@cache
def _words(language: Language) -> _Words:
    settings = tomllib.loads(language.data("figures.toml"))["terms"]
    return _Words(**{key: Phrases({"words": phrase} for phrase in settings[key]) for key in _Words.__slots__})


def units(text: Text) -> list[Hit]:
    """The days of a text: without them it holds no term."""
    return _words(text.language).units.find(text.spelled, 0, len(text.words))


def find(text: Text, first: int, last: int, hits: Sequence[Hit]) -> list[Term]:
    """The terms of a sentence, words [first, last); `hits` are its days."""
    known, lowers = _words(text.language), text.spelled
    begins, _ = numbers.starts(text, first, last)
    by_end = {number.last: number for number in numbers.find(text, first, last, begins, set())} if begins else {}
    terms: list[Term] = []
    for hit in hits:
        number = by_end.get(hit.first)
        if number is None or number.kind in ("article", "none"):
            continue
        firm = _before(known.firm, lowers, first, number.first)
        before = _before(known.before, lowers, first, number.first)
        is_term = firm is not None or (hit.last < last and known.of.at(lowers, hit.last, last) is not None)
        if not is_term and (before is not None or known.forms.at(lowers, hit.first, hit.last) is not None):
            is_term = bool(known.lasting.find(lowers, first, last))
        if is_term:
            opening = firm or before
            terms.append(_term(number, opening.first if opening is not None else number.first, hit.last))
    return terms


def _term(number: Number, first: int, last: int) -> Term:
    relation = "<=" if number.relation == "to" else number.relation
    low, high = number.pair if number.pair is not None else numbers.ends(number.value, relation)
    return Term(first, last, low, high, relation)


def _before(phrases: Phrases, lowers: Sequence[str], first: int, index: int) -> Hit | None:
    """The phrase that ends straight before a word."""
    for begin in range(max(first, index - _LONGEST), index):
        hit = phrases.at(lowers, begin, index)
        if hit is not None and hit.last == index:
            return hit
    return None
