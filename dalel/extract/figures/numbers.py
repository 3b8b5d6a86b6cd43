"""Numbers in a text, with the bounds put on them: "at least 26", "3,7 тысячи", "200-ге жуық", "dozens".

What a number is worth is a matter of the language's data: `numbers.tsv` (number words), `bounds.tsv`
("at least", "не менее", "кемінде") and `numbers.toml` (separators, endings). Ordinals, ages, names such as
"G20", and the words of times are no numbers here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from unicodedata import category

from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Hit, Phrases, one_word_tests
from dalel.extract.text import Text

_LONGEST = 15  # digits and separators; longer ones are account or telephone numbers
_LONGEST_BOUND = 6  # words, and those of a second bound before it
_DASHES = frozenset("-‐‑–—")
_NO_FIGURE_BEFORE = frozenset("#№/:+_@")
_NO_FIGURE_AFTER = frozenset("/:")


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


@dataclass(frozen=True, slots=True)
class _Tables:
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
class _Bare:
    """A number as read, before its bounds."""

    last: int
    value: float
    kind: str
    is_source: bool = False  # Kazakh "20-дан": from 20
    relation: str = "="
    scale: float = 1.0  # "400bn" is 400 at a scale of 10⁹; in "300-400bn" the scale is the 300's too
    low: float | None = None  # the lower end of a range in one word: "екі-үш"


@cache
def _tables(language: Language) -> _Tables:
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
    return _Tables(
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


def starts(text: Text, first: int = 0, last: int | None = None) -> tuple[list[int], list[int]]:
    """Of words [first, last) those at which a number may begin, and apart from them the articles ("a", "an")."""
    end = len(text.words) if last is None else last
    begins = [index for index, word in enumerate(text.words[first:end], first) if word[0].isdecimal()]
    articles: list[int] = []
    for hit in _tables(text.language).words.find(text.spelled, first, end):
        (articles if hit.row["kind"] == "article" else begins).append(hit.first)
    tables = _tables(text.language)
    begins += [index for index in range(first, end) if _joined(text.spelled[index], tables) is not None]
    return sorted(begins), articles


def _joined(word: str, tables: _Tables) -> tuple[float, float] | None:
    """The two numbers of "екі-үш", "бес-он": the end of one number and the beginning of the next."""
    left, dash, right = word.partition("-")
    if not dash or not left or not right or tables.words.row(word) is not None:
        return None
    ends = [tables.words.row(part) for part in (left, right)]
    values = [float(row["value"]) for row in ends if row is not None and row["kind"] == "number" and row["value"]]
    return (values[0], values[1]) if len(values) == 2 else None


def find(text: Text, first: int, last: int, begins: Sequence[int], taken: set[int]) -> list[Number]:
    """The numbers in words [first, last) of one sentence, looked for at `begins`. `taken` are words of times."""
    tables = _tables(text.language)
    bares: list[tuple[int, _Bare]] = []
    after = first
    for index in begins:
        if index >= after and index not in taken:
            bare = _read(text, index, last, tables)
            if bare is not None:
                if bare.kind != "skip":
                    bares.append((index, bare))
                after = bare.last
    return _bound(text, first, last, bares, tables) if bares else []


def _touches(text: Text, index: int) -> bool:
    return 0 < index < len(text.words) and text.starts[index] == text.ends[index - 1]


def _read(text: Text, index: int, last: int, tables: _Tables) -> _Bare | None:
    if text.spelled[index][0].isdecimal():
        return _read_digits(text, index, last, tables)
    return _read_words(text, index, last, tables, 0.0)


def _read_digits(text: Text, index: int, last: int, tables: _Tables) -> _Bare | None:
    words, lowers = text.words, text.spelled
    value, end = _digits(text, index, last, tables)
    skip = _Bare(end, 0.0, "skip")
    if value is None:
        return skip
    if index and words[index - 1] == "№":
        return skip
    if _touches(text, index):
        before = words[index - 1]
        if before in _NO_FIGURE_BEFORE or before[-1].isalnum():
            return skip  # "+7", "5:30", "G20"
        if before in _DASHES and _touches(text, index - 1) and words[index - 2][-1].isalpha():
            return skip  # "Covid-19"
    is_source = False
    if end < last and _touches(text, end):
        after = lowers[end]
        if after in _NO_FIGURE_AFTER and _touches(text, end + 1):
            return skip
        if after[0].isalpha():  # "10bn", "12th"
            row = tables.words.row(after)
            if row is None or not row["times"]:
                return _Bare(end + 1, 0.0, "skip")
            return _Bare(end + 1, value * float(row["times"]), "digits", scale=float(row["times"]))
        if after in _DASHES and _touches(text, end + 1) and end + 1 < last and words[end + 1][0].isalpha():
            ending = lowers[end + 1]
            if not tables.is_ending(ending):
                return _Bare(end + 2, 0.0, "skip")  # "26-year-old", "12-летний", "5-й"
            relation = "~" if tables.is_about_ending(ending) else "="
            return _Bare(end + 2, value, "digits", tables.is_source_ending(ending), relation)
    hit = tables.words.at(lowers, end, last) if end < last else None
    if hit is not None and hit.row["times"] and hit.row["kind"] != "letter":
        scale = float(hit.row["times"])
        scaled = _after_thousands(text, hit.last, last, tables, value * scale, scale)
        if scaled.last == hit.last and _is_source_word(lowers[hit.last - 1], tables):
            scaled = replace(scaled, is_source=True)
        return replace(scaled, relation=hit.row["relation"] or "=")
    return _Bare(end, value, "digits", is_source)


def _is_source_word(word: str, tables: _Tables) -> bool:
    """Whether a number word has the ending that means "from": "3 мыңнан 5 мыңға дейін"."""
    return bool(tables.sources) and word.endswith(tables.sources)


def _after_thousands(text: Text, index: int, last: int, tables: _Tables, value: float, room: float) -> _Bare:
    """ "3 мың 706", "3 тысячи 706": the rest of a number whose thousands are written as a word."""
    if index < last and text.spelled[index].isdecimal() and value == int(value):
        rest, _ = _digits(text, index, last, tables)
        if rest is not None and 0 < rest < room:
            tail = _read_digits(text, index, last, tables)
            if tail is not None and tail.kind == "digits" and tail.value == rest:
                return _Bare(tail.last, value + rest, "digits", tail.is_source)
    if index + 1 < last and text.words[index] in _DASHES and tables.is_ending(text.spelled[index + 1]):
        return _Bare(index + 2, value, "digits", tables.is_source_ending(text.spelled[index + 1]), scale=room)
    return _Bare(index, value, "digits", scale=room)


def _digits(text: Text, index: int, last: int, tables: _Tables) -> tuple[float | None, int]:
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
    row = _tables(text.language).words.row(text.spelled[end]) if end < len(text.words) else None
    return row is not None and bool(row["times"])


def _is_group(text: Text, index: int) -> bool:
    """Whether a word is three digits, one space after the digits before: "3 700"."""
    word = text.words[index]
    return len(word) == 3 and word.isdecimal() and text.starts[index] - text.ends[index - 1] == 1


def _read_words(text: Text, index: int, last: int, tables: _Tables, total: float) -> _Bare | None:
    """ "two hundred and six", "жүз елу", "несколько сотен"."""
    lowers = text.spelled
    inverted = _read_inverted(text, index, last, tables)
    if inverted is not None:
        return inverted
    current, room, kind, end, started, scale, relation = 0.0, float("inf"), "", index, False, 1.0, "="
    low: float | None = None
    while end < last:
        at = end
        joined = _joined(lowers[at], tables) if low is None else None
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
    return _Bare(end, value, {"number": "words"}.get(kind, kind), relation=relation, scale=scale, low=low)


def _room(value: float) -> float:
    """How large a number may be that goes on a number word: after "twenty" less than ten."""
    return 0.0 if value < 20 and value != 10 else 10.0 if value < 100 else 100.0 if value < 1000 else 1000.0


def _read_inverted(text: Text, index: int, last: int, tables: _Tables) -> _Bare | None:
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
    return _Bare(end, value * scale, "words", relation="~") if value is not None and value < 1000 else None


def _is_number(text: Text, index: int, last: int, tables: _Tables) -> bool:
    return index < last and (text.words[index][0].isdecimal() or tables.words.row(text.spelled[index]) is not None)


def _bound(text: Text, first: int, last: int, bares: list[tuple[int, _Bare]], tables: _Tables) -> list[Number]:
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


def _one(index: int, sign: int, bare: _Bare, before: Hit | None, after: Hit | None) -> Number:
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


def _bound_before(text: Text, first: int, index: int, tables: _Tables) -> Hit | None:
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
    return _tables(text.language).after.at(text.spelled, index, last) if index < last else None


def _range(
    text: Text, index: int, bare: _Bare, bares: list[tuple[int, _Bare]], position: int, hit: Hit | None, tables: _Tables
) -> tuple[tuple[float, float] | None, int] | None:
    """The two ends of a range that begins with a number, and its end; None in place of the ends where it is a score."""
    if position + 1 >= len(bares):
        return None
    following, other = bares[position + 1]
    between = text.spelled[bare.last : following]
    dash = len(between) == 1 and between[0] in _DASHES
    if dash:
        tight = _touches(text, bare.last) and _touches(text, following)
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
