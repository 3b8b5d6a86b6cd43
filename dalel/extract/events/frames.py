"""Frames: words before a deed that make another deed of it, "will send aid", "must release them", "refused to meet".

They are the language's `event_frames.tsv`; a language without one has no frames.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from dalel.extract.events.groups import ADVERB, BE, Grammar, grammar
from dalel.extract.events.triggers import TYPES, guard_words
from dalel.extract.language import Language
from dalel.extract.lexicon import Row, rows
from dalel.extract.text import Text

_BETWEEN = 3  # adverbs and forms of "be" that may stand between a frame and its deed


@dataclass(frozen=True, slots=True)
class Frame:
    """What a deed becomes: `type` and `mode`, and the word at which the words that say so begin."""

    first: int
    type: str
    mode: str | None
    name: str


@dataclass(frozen=True, slots=True)
class _Rule:
    keys: tuple[str, ...]
    types: frozenset[str]
    type: str
    mode: str | None
    passive: bool
    not_after: frozenset[str]
    needs: frozenset[str]


@cache
def _rules(language: Language) -> dict[str, list[_Rule]]:
    """The frames by their last word, the longest first."""
    table = language.data("event_frames.tsv")
    classes = grammar(language).classes if table else {}
    found: dict[str, list[_Rule]] = {}
    for row in rows(table):
        types = frozenset(row["of"].split("|"))
        if not types | {row["type"]} <= TYPES:
            raise ValueError(
                f"event_frames.tsv of {language.tag}: {row['phrase']!r} has {row['of']!r}, {row['type']!r}"
            )
        not_after, needs = guard_words(row["not_after"], classes), guard_words(row["needs"], classes)
        for phrase in row["phrase"].split("|"):
            keys = _keys(language, phrase)
            rule = _Rule(keys, types, row["type"], row["mode"] or None, row["be"] == "yes", not_after, needs)
            found.setdefault(keys[-1], []).append(rule)
    for rules in found.values():
        rules.sort(key=lambda rule: -len(rule.keys))
    return found


@cache
def lines(language: Language) -> dict[str, list[tuple[str, Row]]]:
    """The phrases of `event_frames.tsv` with their lines, by the names of their frames: to say which one fired."""
    found: dict[str, list[tuple[str, Row]]] = {}
    for row in rows(language.data("event_frames.tsv")):
        for phrase in row["phrase"].split("|"):
            found.setdefault(_name(_keys(language, phrase)), []).append((phrase, row))
    return found


def _keys(language: Language, phrase: str) -> tuple[str, ...]:
    return tuple(word if word[0] == "=" else language.lemma(word) for word in phrase.split())


def _name(keys: tuple[str, ...]) -> str:
    return "-".join(keys).replace("=", "")


def frame_of(text: Text, first: int, begin: int, type_: str, words: Collection[str], rules: Grammar) -> Frame | None:
    """The frame of a verb at word `first`. Words before `begin` belong to others; `words` are those of the sentence."""
    table = _rules(text.language)
    if not table:
        return None
    last, passive = first, False
    for _ in range(_BETWEEN):
        if last <= begin:
            return None
        spelled = text.spelled[last - 1]
        for rule in table.get("=" + spelled, []) + table.get(text.lemmas[last - 1], []):
            if type_ in rule.types and (rule.passive or not passive) and _fits(text, rule, last, begin, words):
                return Frame(last - len(rule.keys), rule.type, rule.mode, _name(rule.keys))
        if rules.kinds.get(spelled) not in (ADVERB, BE):
            return None
        passive = passive or rules.kinds[spelled] == BE
        last -= 1
    return None


def _fits(text: Text, rule: _Rule, last: int, begin: int, words: Collection[str]) -> bool:
    start = last - len(rule.keys)
    if start < begin or not all(
        text.spelled[start + offset] == key[1:] if key[0] == "=" else text.lemmas[start + offset] == key
        for offset, key in enumerate(rule.keys)
    ):
        return False
    if start > begin and text.spelled[start - 1] in rule.not_after:
        return False
    return not rule.needs or any(word in rule.needs for word in words)
