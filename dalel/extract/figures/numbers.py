"""Numbers in a text, with the bounds put on them: "at least 26", "3,7 тысячи", "200-ге жуық", "dozens".

What a number is worth is a matter of the language's data: `numbers.tsv` (number words), `bounds.tsv`
("at least", "не менее", "кемінде") and `numbers.toml` (separators, endings). Ordinals, ages, names such as
"G20", and the words of times are no numbers here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import category

from dalel.extract.figures.bare import DASHES, Bare, Tables, pair_of, read, tables_of, touches
from dalel.extract.phrases import Hit
from dalel.extract.text import Text

_LONGEST_BOUND = 6  # words, and those of a second bound before it


@dataclass(frozen=True, slots=True)
class Number:
    """A number: words [first, last) with its bound, [inner, inner_last) without it.

    `kind` is "digits", "words", "vague" ("dozens"), "one", "article" ("a") or "none" ("no one"). `relation` is a
    figure's, or "to" where "до 120", "120-ға дейін" may be a limit or a level reached. `pair` holds both ends of
    a range.
    """

    first: int
    last: int
    inner: int
    inner_last: int
    low: float | None
    high: float | None
    relation: str
    kind: str
    pair: tuple[float, float] | None = None
    from_to: bool = False
    counts_before: bool = False  # "человек десять": the first word is what is counted
    is_partitive: bool = False  # Kazakh "үшеуі", "38-і": so many of those named before

    @property
    def value(self) -> float:
        """The number itself, without what its bound makes of it."""
        if self.pair is not None:
            return self.pair[1]
        return self.low if self.low is not None else self.high or 0.0


def starts(text: Text, first: int = 0, last: int | None = None) -> tuple[list[int], list[int]]:
    """Of words [first, last) those at which a number may begin, and apart from them the articles ("a", "an")."""
    end = len(text.words) if last is None else last
    begins = [index for index, word in enumerate(text.words[first:end], first) if word[0].isdecimal()]
    articles: list[int] = []
    for hit in tables_of(text.language).words.find(text.spelled, first, end):
        (articles if hit.row["kind"] == "article" else begins).append(hit.first)
    tables = tables_of(text.language)
    begins += [index for index in range(first, end) if pair_of(text.spelled[index], tables) is not None]
    return sorted(begins), articles


def find(text: Text, first: int, last: int, begins: Sequence[int], taken: set[int]) -> list[Number]:
    """The numbers in words [first, last) of one sentence, looked for at `begins`. `taken` are words of times."""
    tables = tables_of(text.language)
    bares: list[tuple[int, Bare]] = []
    after = first
    for index in begins:
        if index >= after and index not in taken:
            bare = read(text, index, last, tables)
            if bare is not None:
                if bare.kind != "skip":
                    bares.append((index, bare))
                after = bare.last
    return _bound(text, first, last, bares, tables) if bares else []


def _bound(text: Text, first: int, last: int, bares: list[tuple[int, Bare]], tables: Tables) -> list[Number]:
    """Put the bounds on the numbers, and join the two ends of a range."""
    numbers: list[Number] = []
    position = 0
    while position < len(bares):
        index, bare = bares[position]
        sign = index - 1 if index > first and category(text.words[index - 1][0]) == "Sc" else index
        hit = _bound_before(text, first, sign, tables)
        is_bound = hit is not None and hit.row["relation"] != "=" and bare.last == index + 1
        single = tables.singular.get(text.spelled[index]) if is_bound else None
        if single is not None:
            bare = replace(bare, value=single, kind="words", relation="=")  # "более тысячи"
        pair = _range(text, index, bare, bares, position, hit, tables)
        if pair is not None:
            joined, end = pair
            position += 2
            if joined is None:
                continue
            following = bound_after(text, end, last)
            if following is not None and following.row["relation"] in ("to", "to_level"):
                end = following.last
            low, high = joined
            from_to = bare.is_source or (hit is not None and hit.row["relation"] == "from")
            numbers.append(
                Number(hit.first if hit else sign, end, index, end, low, high, "=", "digits", joined, from_to)
            )
            continue
        position += 1
        number = _one(index, sign, bare, hit, bound_after(text, bare.last, last))
        is_free = index > first and (position < 2 or bares[position - 2][1].last < index - 1)
        noun = index - 1  # "человек десять", "человек под сто"
        while is_free and noun > first and noun > index - 3 and text.spelled[noun] in tables.guesses:
            noun -= 1
        if is_free and (hit is None or noun < index - 1) and text.spelled[noun] in tables.inverted:
            relation = "~" if number.relation in ("=", "to") else number.relation
            bounds = ends(number.value, relation)
            number = replace(number, first=noun, low=bounds[0], high=bounds[1], relation=relation, counts_before=True)
        if tables.is_partitive(text.spelled[bare.last - 1]) or tables.is_partitive(text.spelled[number.last - 1]):
            number = replace(number, is_partitive=True)
        numbers.append(number)
    return numbers


def _one(index: int, sign: int, bare: Bare, before: Hit | None, after: Hit | None) -> Number:
    relation, first, last = bare.relation, sign, bare.last
    if before is not None and before.row["relation"] not in ("between",):
        relation = before.row["relation"] if before.row["relation"] != "=" else relation
        first = before.first
    if after is not None:
        relation, last = after.row["relation"], after.last
    from_to = relation == "from" or (bare.is_source and after is None)  # "350-ден астам" is a bound
    if relation == "from":
        relation = "="
    if bare.low is not None:
        pair = (bare.low, bare.value)
        return Number(first, last, index, bare.last, *pair, "=", bare.kind, pair)
    if bare.kind == "vague" and relation in ("=", "~"):
        relation = ">="
    low, high = ends(bare.value, relation)
    return Number(first, last, index, bare.last, low, high, relation, bare.kind, None, from_to)


def ends(value: float, relation: str) -> tuple[float | None, float | None]:
    """The low and high that a relation leaves of a number. "About" says nothing of how far: it keeps the number."""
    return (None if relation in ("<=", "<") else value), (None if relation in (">=", ">") else value)


def _bound_before(text: Text, first: int, index: int, tables: Tables) -> Hit | None:
    hits = tables.before.find(text.spelled, max(first, index - _LONGEST_BOUND), index)
    if hits and hits[-1].last == index:
        weak = hits[-1].row["relation"] in ("to", "=") and len(hits) > 1 and hits[-2].last == hits[-1].first
        if weak and hits[-2].row["relation"] not in ("=", "from", "to"):
            return Hit(hits[-2].first, index, hits[-2].row)  # "rose to at least 75", "как минимум до 75"
        return hits[-1]
    # "не менее чем у 46 человек", "как минимум о двадцати"
    is_near = bool(hits) and hits[-1].last == index - 1 and text.spelled[index - 1] in tables.slips
    return hits[-1] if is_near and hits[-1].row["relation"] not in ("=", "from", "to") else None


def bound_after(text: Text, index: int, last: int) -> Hit | None:
    """A bound that begins at a word: "120 теңгеге *дейін*", "$10bn *or more*"."""
    return tables_of(text.language).after.at(text.spelled, index, last) if index < last else None


def _range(
    text: Text, index: int, bare: Bare, bares: list[tuple[int, Bare]], position: int, hit: Hit | None, tables: Tables
) -> tuple[tuple[float, float] | None, int] | None:
    """The two ends of a range that begins with a number, and its end; None in place of the ends where it is a score."""
    if position + 1 >= len(bares):
        return None
    following, other = bares[position + 1]
    between = text.spelled[bare.last : following]
    dash = len(between) == 1 and between[0] in DASHES
    if dash:
        tight = touches(text, bare.last) and touches(text, following)
        if not tight and (between[0] == "-" or bare.kind != "digits"):
            return None  # "they added two — sixteen"
    elif bare.is_source:
        if between:
            return None
    else:
        joiners = hit.row["joiner"].split("|") if hit is not None and hit.row["joiner"] else ()
        if len(between) == 1 and between[0] in tables.alternatives:
            joiners = between  # "15 or 16"
        if not (len(between) == 1 and (between[0] in joiners or (between[0] == "to" and "to" in tables.joins))):
            return None
    low, high = bare.value, other.value
    if bare.scale == 1 and low * other.scale < high:
        low *= other.scale  # "two to three thousand"
    if bare.kind in ("one", "article", "none", "vague"):
        return None
    if low >= high:
        return (None, other.last) if dash else None
    return (low, high), other.last
