"""What a number counts: "26 people", "18 полиция қызметкері", "three of them children".

A number and the noun after it make a counted phrase. Nouns for people and things are data (`populations.tsv`); a noun
that no table knows is taken by its form, as `figures.toml` says. What is said of the phrases is for `counts` to find.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from dalel.extract.figures.numbers import Number
from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Hit, Phrases, one_word_tests
from dalel.extract.text import Text

_QUOTES = frozenset("\"“”„«»'‘’")
_DASHES = frozenset("-‐‑–—")
_LIST_GAP = 2  # words between a whole and the colon that opens its parts
_SINGLE = frozenset(("one", "article"))
_THINGS = frozenset(("vehicle", "armour", "building", "thing", "weapon"))
_LONGEST_PREDICATE = 6  # words of what a part is said to be


@dataclass(slots=True)
class Counted:
    """A number with what it counts: words [first, last). `kind` is the population's, "bare" where none is named."""

    number: Number
    first: int
    last: int
    population: tuple[int, int] | None
    kind: str
    alone: str = ""
    is_oblique: bool = False
    is_part: bool = False
    is_negated: bool = False
    is_of: bool = False  # "179 of whom"
    case: str = ""  # an oblique case of its last word: nothing is said of it but by a trigger that asks for that case
    trigger: Hit | None = None
    measure: str = ""
    rule: str = ""
    is_shared: bool = False  # the trigger is another number's: the statement is the phrase alone

    @property
    def is_single(self) -> bool:
        """Whether the number is "a" or "one"."""
        return self.number.kind in _SINGLE


@dataclass(frozen=True, slots=True)
class Grammar:
    """The tables of one language."""

    measures: Phrases
    populations: Phrases
    crowds: Phrases
    parts: Phrases
    part_of: Phrases
    stops: frozenset[str]
    passive: frozenset[str]
    objects: frozenset[str]
    object_words: frozenset[str]
    prepositions: frozenset[str]
    breaks: frozenset[str]
    conjunctions: frozenset[str]
    negations: frozenset[str]
    negations_after: frozenset[str]
    restated: frozenset[str]
    about: frozenset[str]
    linking: frozenset[str]
    ages: frozenset[str]
    gapping: bool
    collectives: frozenset[str]
    speaking: frozenset[str]
    is_adverb: Callable[[str], bool]
    is_adjective: Callable[[str], bool]
    head_endings: tuple[str, ...]
    object_gap: int
    subject_gap: int
    unknown_gap: int
    longest_unknown: int
    subject_inverted: bool
    fronted_object: bool
    verb_final: bool
    oblique_cases: dict[str, frozenset[str]]
    converbs: tuple[str, ...]
    appositions: frozenset[str]
    said_after: frozenset[str]
    back: Phrases


@cache
def grammar(language: Language) -> Grammar:
    """The grammar of a language, read once."""
    settings = tomllib.loads(language.data("figures.toml"))
    populations = list(rows(language.data("populations.tsv")))
    words = {key: frozenset(value) for key, value in settings.items() if isinstance(value, list)}
    return Grammar(
        measures=Phrases(language.data("measures.tsv")),
        populations=Phrases(populations),
        crowds=Phrases([row for row in populations if row["alone"]]),
        parts=Phrases({"words": phrase} for phrase in settings["parts"]),
        part_of=Phrases({"words": phrase} for phrase in settings["part_of"]),
        stops=words["stops"],
        passive=words["passive"],
        objects=words["objects"],
        object_words=words["object_words"],
        prepositions=words["prepositions"],
        breaks=words["breaks"],
        conjunctions=words["conjunctions"] | {","},
        negations=words["not"],
        negations_after=words["not_after"],
        restated=words["restated"],
        about=words["about"],
        linking=words["linking"],
        ages=words["ages"],
        gapping=settings["gapping"],
        collectives=words["collectives"],
        speaking=words["speaking"],
        is_adverb=one_word_tests(settings["adverbs"]),
        is_adjective=one_word_tests("*" + ending for ending in settings["adjective_endings"]),
        head_endings=tuple(settings["head_endings"]),
        object_gap=settings["object_gap"],
        subject_gap=settings["subject_gap"],
        unknown_gap=settings["unknown_gap"],
        longest_unknown=settings["longest_unknown"],
        subject_inverted=settings["subject_inverted"],
        fronted_object=settings["fronted_object"],
        verb_final=settings["verb_final"],
        oblique_cases={case: frozenset(endings) for case, endings in settings["oblique_cases"].items()},
        converbs=tuple(settings["converbs"]),
        appositions=words["appositions"],
        said_after=words["said_after"],
        back=Phrases({"words": phrase, "relation": relation} for phrase, relation in settings["back"].items()),
    )


def has_part(text: Text, first: int, last: int) -> bool:
    """Whether a sentence begins with words for a part of what was counted before ("We know 48 of them")."""
    return bool(grammar(text.language).parts.find(text.spelled, first, min(last, first + 8)))


def has_crowd(text: Text, first: int, last: int) -> bool:
    """Whether a sentence names people whose number alone is a figure ("2,500 troops")."""
    return bool(grammar(text.language).crowds.find(text.spelled, first, last))


class Clause:
    """One sentence: its triggers, and its numbers with what they count."""

    def __init__(self, text: Text, first: int, last: int, numbers: Sequence[Number], triggers: Sequence[Hit]) -> None:
        self.lowers, self.text, self.first, self.last = text.spelled, text, first, last
        self.grammar = grammar(text.language)
        triggers = self.outside(triggers, numbers)
        self.triggers = [hit for hit in triggers if hit.row["role"] != "scene"]
        self.scenes = [hit for hit in triggers if "scene" in hit.row["role"].split()]
        self.trigger_firsts = [hit.first for hit in self.triggers]
        self.trigger_lasts = [hit.last for hit in self.triggers]
        self.trigger_at = {hit.first: hit for hit in self.triggers}
        self.number_firsts = {number.inner for number in numbers if number.kind not in _SINGLE}
        self.number_lasts = {number.last - 1 for number in numbers}
        nouns = (self.noun(number) for number in numbers)
        self.nouns = [noun for noun in nouns if noun is not None]
        self.noun_firsts = [noun.first for noun in self.nouns]
        for previous, noun in zip([None, *self.nouns], self.nouns, strict=False):
            self.mark(previous, noun)

    def outside(self, triggers: Sequence[Hit], numbers: Sequence[Number]) -> Sequence[Hit]:
        """The triggers without number words: "number of deaths" is no count of deaths in "a number of deaths"."""
        inner = {word: number.inner_last for number in numbers for word in range(number.inner, number.inner_last)}
        if not any(hit.first in inner for hit in triggers):
            return triggers
        result: list[Hit] = []
        for hit in triggers:
            begin = inner.get(hit.first)
            found = [hit] if begin is None else self.grammar.measures.find(self.lowers, begin, max(begin, hit.last))
            result += found
        return result

    def noun(self, number: Number) -> Counted | None:
        """The counted phrase that a number begins; None for "a" and "one" that count no people."""
        lowers, grammar, begin = self.lowers, self.grammar, number.last
        before = self.population_at(number.first) if number.counts_before else None
        if before is not None:  # "человек десять"; "солдаты, человек десять"
            apart = number.first - 2
            named = self.population_at(apart) if apart >= self.first and lowers[apart + 1] == "," else None
            before = named if named is not None and named.last == apart + 1 else before
            where = (before.first, before.last)
            return Counted(number, number.first, number.last, where, before.row["kind"], before.row["alone"])
        if number.is_partitive:
            return self.partitive(number)
        limit = min(self.last, begin + (8 if number.kind in _SINGLE else 5))
        start = index = begin
        while index < limit:
            hit = self.population_at(index)
            trigger = self.trigger_at.get(index)
            if hit is not None and (trigger is None or trigger.last <= hit.last):
                return self.known(number, start, hit)
            is_adjective = number.kind != "article" and trigger is not None and "toll" not in trigger.row["role"]
            if trigger is not None and index == begin and is_adjective:
                start = index = trigger.last  # "12 injured people"
                continue
            word = lowers[index]
            if index == start and word in _QUOTES:
                start = index = index + 1  # 26 "armed criminals"
                continue
            if trigger is not None or word in grammar.stops or index in self.number_firsts:
                break
            if not word[0].isalpha() and number.kind not in _SINGLE:
                break
            index += 1
        if number.kind == "article":
            return None
        population = self.unknown(begin)
        if population is None:
            # "Rojkan, 23, was arrested"
            is_age = self.is_comma(number.first - 1) and self.is_comma(begin) and number.kind not in _SINGLE
            return Counted(number, number.first, begin, None, "other" if is_age else "bare")
        return Counted(number, number.first, population[1], population, "unknown")

    def partitive(self, number: Number) -> Counted:
        """ "полицейлердің 12-сі", "соның 60-ы – әйел": a noun before says of whom, one behind a dash who they are."""
        at = number.last
        if at < self.last and self.lowers[at] in _DASHES:
            at += 1
            while at < self.last and at - number.last < _LONGEST_PREDICATE and self.lowers[at][0].isalpha():
                hit = self.population_at(at)
                if hit is not None and hit.row["kind"] != "other":
                    return Counted(number, number.first, hit.last, (number.last + 1, hit.last), hit.row["kind"])
                at += 1
        hit = self.population_at(number.last)
        if hit is not None and not self.case_of(hit.last):
            return self.known(number, number.last, hit) or Counted(number, number.first, number.last, None, "bare")
        for begin in range(max(self.first, number.first - 3), number.first):
            hit = self.population_at(begin)
            is_whole = begin > self.first and (begin - 1 in self.number_lasts or begin - 1 in self.number_firsts)
            if hit is not None and hit.last == number.first and is_whole:
                break  # "31 адамның сегізі": a part of the phrase before
            if hit is not None and hit.last == number.first and "gent" in self.tags(number.first - 1):
                return Counted(number, begin, number.last, (begin, hit.last), hit.row["kind"])
        return Counted(number, number.first, number.last, None, "bare")

    def tags(self, word: int) -> frozenset[str]:
        return self.text.language.tags(self.lowers[word])

    def case_of(self, end: int) -> str:
        """The oblique case of the phrase that ends before a word; "" where it has none or the language tells none."""
        cases, word = self.grammar.oblique_cases, end - 1
        if not cases or word < self.first:
            return ""
        if word - 1 > self.first and self.lowers[word - 1] in _DASHES and self.lowers[word - 2][0].isdecimal():
            return next((case for case, endings in cases.items() if self.lowers[word] in endings), "")
        return next((case for case in cases if case in self.tags(word)), "")

    def is_comma(self, index: int) -> bool:
        return self.first < index < self.last and self.lowers[index] == ","

    def population_at(self, index: int) -> Hit | None:
        return self.grammar.populations.at(self.lowers, index, self.last) if index < self.last else None

    def known(self, number: Number, start: int, hit: Hit) -> Counted | None:
        kind, end, alone = hit.row["kind"], hit.last, hit.row["alone"]
        if kind == "rest" and number.kind == "article":
            return None
        if kind == "rest":
            return Counted(number, number.first, end, None, "rest")
        other = self.population_at(end) if kind in ("person", "force") and "gent" in self.tags(end - 1) else None
        if other is not None and other.row["kind"] in _THINGS:  # "отыз депутаттың үйі"
            return Counted(number, number.first, other.last, (start, other.last), other.row["kind"])
        # "police and National Guard members": a second noun under the same number.
        if end < self.last and kind in ("person", "force") and self.lowers[end] in self.grammar.conjunctions:
            other = self.population_at(end + 1)
            if other is not None and other.row["kind"] in ("person", "force"):
                end = other.last
                if other.row["kind"] != kind:  # "protesters and gendarmes", in either order
                    kind, alone = "force", ""
            elif other is None:
                end = self.unknown_end(end)
        if number.kind in _SINGLE and kind not in ("person", "force"):
            return None
        outer = end + (end < self.last and start > number.last and self.lowers[end] in _QUOTES)
        return Counted(number, number.first, outer, (start, end), kind, alone)

    def unknown(self, begin: int) -> tuple[int, int] | None:
        """A noun that no table knows: "26 miners" where miners are not listed."""
        grammar, index = self.grammar, begin
        limit = min(self.last, begin + grammar.longest_unknown)
        while index < limit and self.is_plain(index):
            index += 1
            if not grammar.head_endings and not grammar.is_adjective(self.lowers[index - 1]):
                break
        if index == begin:
            return None
        words = self.text.words
        if not grammar.head_endings:
            return None if words[index - 1][0].isupper() else (begin, index)  # a capital is a place's
        while index > begin and not (words[index - 1].endswith(grammar.head_endings) or words[index - 1][0].isupper()):
            index -= 1  # in English, peoples are capitalised
        return (begin, index) if index > begin else None

    def unknown_end(self, end: int) -> int:
        """ "21 soldiers and allied militiamen were killed": the end of a second noun before a passive, or `end`."""
        second = self.unknown(end + 1)
        if second is None or second[1] >= self.last or self.lowers[second[1]] not in self.grammar.passive:
            return end
        return second[1]

    def is_plain(self, index: int) -> bool:
        word = self.lowers[index]
        return (
            word[0].isalpha()
            and word not in self.grammar.stops
            and index not in self.trigger_at
            and index not in self.number_firsts
        )

    def mark(self, previous: Counted | None, noun: Counted) -> None:
        """Whether a phrase is a part of the one before, hangs on a preposition, or is denied."""
        lowers, grammar, before = self.lowers, self.grammar, noun.first - 1
        cues = grammar.parts.find(lowers, max(self.first, noun.first - 6), noun.first)
        if cues and noun.number.kind != "article" and not _is_few(noun.number):
            while before > cues[-1].last and (lowers[before] in grammar.passive or grammar.is_adverb(lowers[before])):
                before -= 1
            is_apart = cues[-1].last == before and (
                not lowers[before][0].isalnum() or lowers[before] in grammar.passive
            )
            noun.is_part = cues[-1].last == noun.first or is_apart
        before = noun.first - 1
        if previous is not None and before >= previous.last and lowers[before] == ":":
            # "12 at least: ten in Lekki and two in Alausa"
            is_near = before - previous.last <= _LIST_GAP and noun.kind != "other"
            noun.is_part = noun.is_part or (is_near and previous.number.value > noun.number.value)
        if noun.number.is_partitive and previous is not None:
            noun.is_part = noun.is_part or previous.last == noun.first
            if noun.kind == "bare" and previous.kind in _THINGS:
                noun.kind = previous.kind  # "41 бекет талқандалды, он бірі өртенді"
        noun.case = self.case_of(noun.last)
        if before >= self.first:
            noun.is_oblique = lowers[before] in grammar.prepositions
            noun.is_negated = lowers[before] in grammar.negations
        if noun.number.last < self.last and lowers[noun.number.last] in grammar.negations_after:
            noun.is_negated = True
        partitive = grammar.part_of.at(lowers, noun.number.last, self.last) if noun.number.last < self.last else None
        if partitive is not None and _is_few(noun.number):
            noun.kind = "other"  # "many of whom": too little to be a figure
        elif partitive is not None:
            noun.is_of = True
            is_pronoun = grammar.parts.at(lowers, partitive.first, partitive.last) is not None
            noun.is_part = previous is not None or is_pronoun  # "nine of the dead" says by itself what it counts
            index = partitive.last
            index += index < self.last and lowers[index] in grammar.passive  # "nine of the dead were teenagers"
            hit = self.population_at(index)
            if hit is not None:
                noun.population, noun.kind, noun.last = (hit.first, hit.last), hit.row["kind"], hit.last


def _is_few(number: Number) -> bool:
    """ "many of whom": too little to be a figure of its own."""
    return number.kind == "vague" and number.low == 2
