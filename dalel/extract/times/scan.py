"""From the words of a text to the forms of the time grammar that they fill."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dalel.extract.text import Text
from dalel.extract.times.forms import MORE
from dalel.extract.times.grammar import BLANK, BREAK, Entry, Grammar, Rule, Value, number_classes

Slots = dict[str, Value]

_RUN = re.compile(f"[^{BLANK}{BREAK}]+")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$")
_CLOCK = re.compile(r"(\d{1,2})[.](\d{2})$")
_DASHES = ("-", "‐", "‑")
_MOST_PARTS = 6  # of a hyphenated word
_LONGEST_NUMBER = 9  # digits, and words of a number in words


@dataclass(frozen=True, slots=True)
class Match:
    """A form filled by words [first, last)."""

    first: int
    last: int
    rule: Rule
    slots: Slots


@dataclass(slots=True)
class _Atoms:
    """The text as characters, one for each word or part of a hyphenated word, and what each stands for."""

    chars: list[str]
    words: list[int]
    values: list[dict[str, Value] | None]

    def add(self, char: str, word: int, values: dict[str, Value] | None = None) -> None:
        self.chars.append(char)
        self.words.append(word)
        self.values.append(values)


def scan(text: Text, grammar: Grammar) -> list[Match]:
    """The forms in a text, from left to right, none overlapping; of two that begin together the longer."""
    atoms = _atoms(text, grammar)
    found = sorted(_candidates(atoms, grammar), key=lambda one: (one[0], -one[1], one[2]))
    matches: list[Match] = []
    free = 0
    for first, last, _, match in found:
        if first >= free:
            free = last
            matches.append(match)
    return matches


def _candidates(atoms: _Atoms, grammar: Grammar) -> Iterator[tuple[int, int, int, Match]]:
    """(first atom, last atom, order, match) of every form at every atom."""
    chars, words = "".join(atoms.chars), atoms.words
    by_first, core, total = grammar.rules, grammar.core, len(atoms.chars)
    for run in _RUN.finditer(chars):
        begin, end = run.span()
        if core.search(chars, begin, end) is None:
            continue
        for position in range(begin, end):
            for rule in by_first.get(chars[position], ()):
                found = rule.expression.match(chars, position)
                if found is None:
                    continue
                first, last = found.span("span")
                whole = (first == 0 or words[first - 1] != words[first]) and (
                    last == total or words[last] != words[last - 1]
                )
                if whole:
                    slots = _slots(found, atoms, rule, grammar.slots)
                    yield first, last, rule.order, Match(words[first], words[last - 1] + 1, rule, slots)


def _slots(found: re.Match[str], atoms: _Atoms, rule: Rule, names: dict[str, str]) -> Slots:
    slots = dict(rule.fixed)
    for group, matched in found.groupdict().items():
        if matched is None or group == "span":
            continue
        name = group.rsplit("_", 1)[0]
        values = atoms.values[found.start(group)]
        if values is not None:
            slots[names.get(name, name)] = values[name.rstrip("23")]
    return slots


def _atoms(text: Text, grammar: Grammar) -> _Atoms:
    """The text in atoms. Most words are of no class or plain, so that these two take no call."""
    atoms = _Atoms([], [], [])
    add_char, add_word, add_values = atoms.chars.append, atoms.words.append, atoms.values.append
    words, lowers, lemmas = text.words, text.lowers, text.lemmas
    table, capitals, by_lemma = grammar.words, grammar.capitals, grammar.by_lemma
    begins = {sentence.first for sentence in text.sentences}
    ends = {sentence.last - 1 for sentence in text.sentences}
    index, total = 0, len(words)
    while index < total:
        if index in begins:
            atoms.add(BREAK, -1 - index)
        low = lowers[index]
        entry = table.get(low)
        if low in capitals and words[index][0].isupper():
            entry = capitals[low]
        if entry is None and by_lemma:
            entry = table.get(lemmas[index])
        if entry is None:
            if low[0].isdecimal():
                index = _digits(text, grammar, atoms, index)
                continue
            if len(low) > 1 and ("-" in low or "‑" in low):
                index = _hyphenated(text, grammar, atoms, index)
                continue
            char, values = BLANK, None
        elif low == "." and index in ends:
            char, values = BLANK, None  # the full stop of a sentence is not that of "Jan."
        elif entry.plain:
            char, values = entry.char, entry.classes
        else:
            index = _word(text, grammar, atoms, index, entry)
            continue
        add_char(char)
        add_word(index)
        add_values(values)
        index += 1
    return atoms


def _word(text: Text, grammar: Grammar, atoms: _Atoms, index: int, entry: Entry) -> int:
    """A word of the grammar, the longest phrase that begins with it, or a number in words."""
    lowers = text.lowers
    for rest, phrase in entry.phrases:
        if lowers[index + 1 : index + 1 + len(rest)] == rest:
            atoms.add(phrase.char, index, phrase.classes)
            for further in range(index + 1, index + 1 + len(rest)):
                atoms.add(MORE, further)
            return index + 1 + len(rest)
    if "numeral" in entry.classes or "ordinalword" in entry.classes:
        return _numerals(text, grammar, atoms, index, entry)
    if not entry.classes and lowers[index][0].isdecimal():
        return _digits(text, grammar, atoms, index)
    atoms.add(entry.char, index, entry.classes or None)
    return index + 1


def _hyphenated(text: Text, grammar: Grammar, atoms: _Atoms, index: int) -> int:
    """ "two-year", "mid-November": its parts, if the grammar knows them all."""
    parts = re.split(r"[-‐‑]", text.lowers[index])
    if len(parts) > _MOST_PARTS:
        parts = []
    elif grammar.by_lemma:
        lemma = text.language.lemma
        parts = [part if part in grammar.words else lemma(part) for part in parts]
    if not parts or not all(part in grammar.words for part in parts):
        atoms.add(BLANK, index)
        return index + 1
    entries = [grammar.words[part] for part in parts]
    dash = grammar.words["-"]
    place = 0
    while place < len(entries):
        entry = entries[place]
        if place:
            atoms.add(dash.char, index, dash.classes)
        if "numeral" in entry.classes or "ordinalword" in entry.classes:
            run = place
            while run < len(entries) and entries[run].classes.keys() & {"numeral", "ordinalword"}:
                run += 1
            value, ordinal = _number_in_words([one.classes for one in entries[place:run]])
            _add_number(grammar, atoms, index, 1, value, "", ordinal, entry.classes)
            place = run
        else:
            atoms.add(entry.char, index, entry.classes)
            place += 1
    return index + 1


def _numerals(text: Text, grammar: Grammar, atoms: _Atoms, index: int, entry: Entry) -> int:
    """A number in words: "twenty four", "nineteen ninety-six", "two hundred and ten", "двадцать первого"."""
    found: list[dict[str, Value]] = []
    last = index
    while last < len(text.words) and last - index < _LONGEST_NUMBER:
        low = text.lowers[last]
        parts = [low] if low in grammar.words or "-" not in low else low.split("-")
        entries = [grammar.words.get(part) for part in parts]
        if grammar.by_lemma and entries == [None]:
            entries = [grammar.words.get(text.lemmas[last])]
        classes = [one.classes for one in entries if one and one.classes.keys() & {"numeral", "ordinalword"}]
        if len(classes) < len(parts):
            following = grammar.words.get(text.lowers[last + 1]) if last + 1 < len(text.words) else None
            if low in grammar.number_joiners and found and found[-1].get("numeral", 0) in (100, 1000) and following:
                last += 1
                continue
            break
        found.extend(classes)
        last += 1
        if "ordinalword" in found[-1]:
            break
    if not found:
        atoms.add(entry.char, index, entry.classes)
        return index + 1
    if text.lowers[last - 1] in grammar.number_joiners:
        last -= 1
    value, ordinal = _number_in_words(found)
    _add_number(grammar, atoms, index, last - index, value, "", ordinal, entry.classes if last == index + 1 else {})
    return last


def _number_in_words(found: Sequence[dict[str, Value]]) -> tuple[float, bool]:
    """The value of numerals in order, and whether the last is an ordinal."""
    numbers = [float(one["numeral"] if "numeral" in one else one["ordinalword"]) for one in found]
    ordinal = "numeral" not in found[-1]
    if len(numbers) in (2, 3) and 10 <= numbers[0] <= 21 and numbers[1] >= 10 and numbers[1] < 100:
        return numbers[0] * 100 + sum(numbers[1:]), ordinal  # "nineteen ninety-six"
    total = current = 0.0
    for number in numbers:
        if number == 100:
            current = max(current, 1) * 100
        elif number >= 1000:
            total, current = total + max(current, 1) * number, 0
        else:
            current += number
    return total + current, ordinal


def _digits(text: Text, grammar: Grammar, atoms: _Atoms, index: int) -> int:
    """A number in digits with what is written onto it: "5th", "1980s", "4-і", "17:30-да"."""
    word = text.words[index]
    if dotted := _DOTTED.match(word):
        atoms.add(grammar.chars[frozenset({"numericdate"})], index, {"numericdate": ".".join(dotted.groups())})
        return index + 1
    if len(word) > _LONGEST_NUMBER:
        atoms.add(BLANK, index)
        return index + 1
    if (clock := _CLOCK.match(word)) and int(clock[1]) < 24 and int(clock[2]) < 60:
        value = float(word)
        atoms.add(grammar.chars[frozenset({"number", "dotclock"})], index, {"number": value, "dotclock": word})
        suffix, length = _suffix(text, index)
        length = length if suffix in grammar.number_endings else 1
        for further in range(1, length):
            atoms.add(MORE, index + further)
        return index + length
    before, mark, after = word.partition(grammar.decimal_mark)
    if mark and before.isdecimal() and after.isdecimal() and len(after) < 3:
        _add_number(grammar, atoms, index, 1, float(f"{before}.{after}"), "", False, {})
        return index + 1
    whole = word.replace(",", "")
    if not whole.isdecimal():
        atoms.add(BLANK, index)
        return index + 1
    suffix, length = _suffix(text, index)
    suffix, *joined = suffix.split("-") if length == 2 else [suffix]
    if joined and not all(part in grammar.words for part in joined):
        suffix, joined = "", []
    digits = word if whole == word else "0" * 5
    value = int(whole)
    if suffix in grammar.decade_suffixes and value % 10 == 0 and len(digits) in (2, 4):
        decade = value if value > 99 else 1900 + value
        atoms.add(grammar.chars[frozenset({"decade"})], index, {"decade": decade})
        for further in range(1, length):
            atoms.add(MORE, index + further)
        return index + length
    ordinal = suffix in grammar.ordinal_suffixes
    if not ordinal and suffix not in grammar.number_endings:
        length = 1
    _add_number(grammar, atoms, index, length, value, digits, ordinal, {})
    for part in joined if length == 2 else ():  # "19th-century"
        for entry in (grammar.words["-"], grammar.words[part]):
            atoms.add(entry.char, index + 1, entry.classes)
    return index + length


def _suffix(text: Text, index: int) -> tuple[str, int]:
    """What is written onto a number, and how many words both are: ("th", 2), ("і", 3), ("", 1)."""
    starts, ends, lowers = text.starts, text.ends, text.lowers
    following = index + 1
    if following >= len(lowers) or starts[following] != ends[index]:
        return "", 1
    if lowers[following] not in _DASHES:
        return lowers[following], 2
    if following + 1 < len(lowers) and starts[following + 1] == ends[following]:
        return lowers[following + 1], 3
    return "", 1


def _add_number(
    grammar: Grammar,
    atoms: _Atoms,
    index: int,
    length: int,
    value: float,
    digits: str,
    ordinal: bool,
    more: dict[str, Value],
) -> None:
    """An atom for a number; `more` are the other classes of the word itself ("second": unit)."""
    number = int(value) if value == int(value) else value
    classes = number_classes(number, digits, ordinal)
    values: dict[str, Value] = dict.fromkeys(classes, number)
    joined = classes.union(more)
    if more and joined in grammar.chars:
        atoms.add(grammar.chars[joined], index, {**more, **values})
    else:
        atoms.add(grammar.chars[classes], index, values)
    for further in range(1, length):
        atoms.add(MORE, index + further)
