"""Money, prices and percentages: "$10bn", "120 tenge a litre", "подорожал с 60 до 120 тенге", "doubled".

A sum is a price when a unit follows it, or a price word or a unit of goods stands near it; else money. A percentage
is a change of price when both a price (or goods) and a rise or fall stand near it; else a percentage. A change is
stated in per cent, a fall with a minus: "doubled" is 100, "halved" -50.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dalel.extract.figures.numbers import Number, bound_after, ends
from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text

_NEAR = 12  # words within which a price word makes a sum a price
_ANCHORS = ("currency", "sign", "percent", "factor")
_TURNED = {"=": "=", "~": "~", ">=": "<=", ">": "<", "<=": ">=", "<": ">"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum, price or percentage: words [first, last), what it measures, its bounds, and of what."""

    first: int
    last: int
    measure: str
    low: float | None
    high: float | None
    relation: str
    trigger: tuple[int, int]
    of: tuple[int, int] | None
    rule: str


@dataclass(frozen=True, slots=True)
class _Tables:
    anchors: Phrases
    context: Phrases
    units: Phrases


@cache
def _tables(language: Language) -> _Tables:
    table = list(rows(language.data("prices.tsv")))
    return _Tables(
        anchors=Phrases([row for row in table if row["role"] in _ANCHORS]),
        context=Phrases([row for row in table if row["role"] not in (*_ANCHORS, "unit")]),
        units=Phrases([row for row in table if row["role"] == "unit"]),
    )


def anchors(text: Text) -> list[Hit]:
    """The currencies, percent signs and factors of a text: without one, a sentence holds no sum."""
    return _tables(text.language).anchors.find(text.spelled, 0, len(text.words))


def find(text: Text, first: int, last: int, numbers: Sequence[Number], hits: Sequence[Hit]) -> list[Sum]:
    """The sums of a sentence, words [first, last); `hits` are its anchors."""
    tables = _tables(text.language)
    # Units apart: "a litre" (per) and "litre of" (unit) overlap.
    context = _Context(tables.context.find(text.spelled, first, last) + tables.units.find(text.spelled, first, last))
    signs = {hit.last: hit for hit in hits if hit.row["role"] == "sign"}
    units = {hit.first: hit for hit in hits if hit.row["role"] in ("currency", "percent")}
    sums: list[Sum] = []
    for number in numbers:
        if number.kind in ("one", "article", "none"):
            continue
        hit = units.get(number.inner_last) or units.get(number.inner_last + 1) or signs.get(number.inner)
        if hit is not None:
            sums += _sums(text, last, number, hit, context)
    sums += _other_prices(text, last, numbers, sums, context)
    for hit in hits:
        if hit.row["role"] == "factor":
            of = context.goods(hit.first)
            if of is not None or context.has("price", hit.first):
                value = float(hit.row["value"])
                span = (hit.first, hit.last)
                sums.append(Sum(*span, "price_change", value, value, "=", span, of, "figures.factor"))
    return sums


def _other_prices(
    text: Text, last: int, numbers: Sequence[Number], sums: Sequence[Sum], context: _Context
) -> list[Sum]:
    """The price before or after, told without its currency: "was 190 roubles, now 450", "100 → 350 tenge"."""
    prices = [one for one in sums if one.measure == "price"]
    found: list[Sum] = []
    for number in numbers if prices else ():
        if number.kind in ("one", "article", "none") or number.pair is not None:
            continue
        at = next((one for one in prices if abs(one.first - number.first) <= _NEAR), None)
        if at is None or any(one.first <= number.inner < one.last for one in sums):
            continue
        ends_phrase = number.last >= last or not text.spelled[number.last][0].isalnum()
        is_told = ends_phrase and (context.ends("other", number.first) or context.at("other", number.first) is not None)
        is_reached = number.first == at.last and context.has("change", number.first)  # "60 теңгеден 120-ға шықты"
        is_told = is_told or context.at("copula", number.last) is not None  # "…, 830 болды"
        is_pointed = number.last < last and context.at("arrow", number.last) is not None
        if is_told or is_pointed or is_reached:
            relation = "=" if number.relation == "to" else number.relation
            bounds = ends(number.value, relation)
            span = (number.first, number.last)
            found.append(Sum(*span, "price", *bounds, relation, at.trigger, at.of, "figures.price_other"))
    return found


class _Context:
    """What stands around a sum: price words, goods, units, rises and falls."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._by_role: dict[str, list[Hit]] = {}
        for hit in hits:
            roles = ("price", "change") if hit.row["role"] == "dear" else (hit.row["role"],)
            for role in roles:  # "подорожал" is said of prices only
                self._by_role.setdefault(role, []).append(hit)
        self._starts = {(hit.row["role"], hit.first): hit for hit in hits}
        self._ends = {(hit.row["role"], hit.last) for hit in hits}
        self._units = {hit.last: hit for hit in hits if hit.row["role"] == "unit"}

    def near(self, role: str, index: int) -> Hit | None:
        """The nearest phrase of a role within reach."""
        hits = self._by_role.get(role, [])
        position = bisect_left(hits, index, key=lambda hit: hit.first)
        nearest = min(hits[max(0, position - 1) : position + 1], key=lambda hit: abs(hit.first - index), default=None)
        return nearest if nearest is not None and abs(nearest.first - index) <= _NEAR else None

    def has(self, role: str, index: int) -> bool:
        return self.near(role, index) is not None

    def at(self, role: str, index: int) -> Hit | None:
        """The phrase of a role that begins at a word."""
        return self._starts.get((role, index))

    def ends(self, role: str, index: int) -> bool:
        """Whether a phrase of a role ends right before a word."""
        return (role, index) in self._ends

    def goods(self, index: int) -> tuple[int, int] | None:
        """What is priced, with its unit where the two stand together: "litre of LPG"."""
        goods = self.near("goods", index)
        if goods is None:
            return None
        unit = self._units.get(goods.first)
        return (unit.first if unit is not None else goods.first), goods.last


def _sums(text: Text, last: int, number: Number, hit: Hit, context: _Context) -> list[Sum]:
    role = hit.row["role"]
    first, end = number.first, max(number.last, hit.last)
    relation = number.relation
    after = bound_after(text, end, last)
    if after is not None and relation == "=":
        relation, end = after.row["relation"], after.last
    of = context.goods(number.inner)
    change = context.near("change", number.inner)
    if role == "percent":
        return [_percentage(number, relation, first, end, hit, of, change, context)]
    per = context.at("per", end)
    price = context.has("price", number.inner) or context.ends("arrow", first) or context.at("other", end) is not None
    if of is not None:  # "газ по 50 тенге", "flour: yesterday 300 som, today 800"
        price = price or context.ends("each", first) or context.ends("other", first)
    if per is not None:
        end = per.last
    is_price = per is not None or price
    if of is not None and not is_price:
        is_price = change is not None or context.has("unit", number.inner)
    if of is None and per is not None:
        of = (per.last - 1, per.last)
    measure, rule = ("price", "figures.price") if is_price else ("money", "figures.money")
    if not is_price:
        of = None
    trigger = (hit.first, hit.last)
    if number.pair is not None:
        if number.from_to and is_price and change is not None:
            before, now = number.pair
            return [
                Sum(first, end, measure, before, before, "=", trigger, of, "figures.price_from"),
                Sum(first, end, measure, now, now, "=", trigger, of, "figures.price_to"),
            ]
        return [Sum(first, end, measure, *number.pair, "=", trigger, of, rule)]
    if relation == "to":
        relation = "=" if is_price else "<="
    return [Sum(first, end, measure, *ends(number.value, relation), relation, trigger, of, rule)]


def _percentage(
    number: Number,
    relation: str,
    first: int,
    end: int,
    hit: Hit,
    of: tuple[int, int] | None,
    change: Hit | None,
    context: _Context,
) -> Sum:
    relation = "<=" if relation == "to" else relation
    low, high = number.pair if number.pair is not None else ends(number.value, relation)
    trigger = (hit.first, hit.last)
    if change is None or (of is None and not context.has("price", number.inner)):
        return Sum(first, end, "percent", low, high, relation, trigger, None, "figures.percent")
    if change.row["value"] == "down":
        low, high = (None if high is None else -high), (None if low is None else -low)
        relation = _TURNED[relation]
    return Sum(first, end, "price_change", low, high, relation, trigger, of, "figures.price_change")
