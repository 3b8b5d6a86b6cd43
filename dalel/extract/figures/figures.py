"""Figures: how many were killed, injured, detained, gathered; what something costs; who is counted.

`find` looks only at sentences that hold a number (or a word that states one: "doubled", "no casualties"), leaves
numbers inside time expressions alone, and lets `counts` and `prices` read the rest. What a language needs for it
is data: see `numbers.tsv`, `bounds.tsv`, `measures.tsv`, `populations.tsv`, `prices.tsv` and `figures.toml`.

Conventions: dozens are at least 20, hundreds 200, thousands 2,000, several 2; "more than 20" keeps 20 as `low` with
relation ">"; "about 20" is 20 to 20 with relation "~"; "no one" is 0 to 0. A figure taken back in its own sentence
("was published by mistake") or set against another ("not 164 but 44") is `negated`.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from dalel.extract.figures import counted, counts, numbers, prices
from dalel.extract.figures.counted import Counted
from dalel.extract.figures.numbers import Number
from dalel.extract.language import Language
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text
from dalel.model import Figure, TimeMention


@dataclass(frozen=True, slots=True)
class FigureMention:
    """A figure in a text: words [first, last) of the statement, and where its trigger and population stand."""

    first: int
    last: int
    figure: Figure
    trigger: tuple[int, int] | None
    population: tuple[int, int] | None
    negated: bool
    by: str

    @property
    def scope(self) -> tuple[int, int]:
        """The words to judge the figure's factuality by: the statement and its trigger, which may stand apart."""
        if self.trigger is None:
            return self.first, self.last
        return min(self.first, self.trigger[0]), max(self.last, self.trigger[1])


def find(text: Text, times: Sequence[TimeMention]) -> list[FigureMention]:
    """The figures of a text. Numbers inside `times` are not figures."""
    measures = counted.grammar(text.language).measures.find(text.spelled, 0, len(text.words))
    anchors = prices.anchors(text)
    taken = {word for time in times for word in text.words_in(time.span.start, time.span.end)}
    starts, articles = numbers.starts(text)
    measure_firsts = [hit.first for hit in measures]
    anchor_firsts = [hit.first for hit in anchors]
    mentions: list[FigureMention] = []
    previous = 0  # where the figures of the sentence before begin
    whole: Counted | None = None  # what it counted last
    for sentence in text.sentences:
        first, last, begun = sentence.first, sentence.last, len(mentions)
        triggers = _within(measures, measure_firsts, first, last)
        sums = _within(anchors, anchor_firsts, first, last)
        begins = starts[bisect_left(starts, first) : bisect_left(starts, last)]
        if any(hit.row["single"] for hit in triggers):
            begins = sorted(begins + articles[bisect_left(articles, first) : bisect_left(articles, last)])
        is_note = bool(begins) and bool(mentions) and not triggers and _is_withdrawn(text, first, last)
        has_parts = bool(begins) and whole is not None and counted.has_part(text, first, last)
        if triggers or sums or is_note or has_parts or (begins and counted.has_crowd(text, first, last)):
            found = numbers.find(text, first, last, begins, taken) if begins else []
            whole = _read(text, first, last, triggers, sums, found, whole, mentions)
        else:
            whole = None
        if len(mentions) == begun > previous and _takes_back(text, first, last):
            mentions[previous:] = [replace(mention, negated=True) for mention in mentions[previous:]]
        previous = begun
    return mentions


def _within(hits: Sequence[Hit], firsts: Sequence[int], first: int, last: int) -> Sequence[Hit]:
    return hits[bisect_left(firsts, first) : bisect_left(firsts, last)]


def _read(
    text: Text,
    first: int,
    last: int,
    triggers: Sequence[Hit],
    sums: Sequence[Hit],
    found: Sequence[Number],
    whole: Counted | None,
    mentions: list[FigureMention],
) -> Counted | None:
    """Add the figures of one sentence, whose numbers are `found`; the last whole it counts, for the next sentence."""
    begin = len(mentions)
    is_withdrawn = _is_withdrawn(text, first, last) if found else False
    if sums:
        for found_sum in prices.find(text, first, last, found, sums):
            low, high, of = found_sum.low, found_sum.high, _words(text, found_sum.of)
            figure = Figure(found_sum.measure, low, high, found_sum.relation, of)
            span, trigger, by = (found_sum.first, found_sum.last), found_sum.trigger, found_sum.rule
            mentions.append(FigureMention(*span, figure, trigger, found_sum.of, is_withdrawn, by))
        covered = [(mention.first, mention.last) for mention in mentions[begin:]]
        found = [number for number in found if not _is_covered(number, covered)]
    for hit in [hit for hit in triggers if hit.row["role"] == "zero"]:
        span = (hit.first, hit.last)
        nought = Figure(hit.row["measure"], 0, 0, "=")
        mentions.append(FigureMention(*span, nought, span, None, is_withdrawn, "figures.zero"))
        found = [number for number in found if not hit.first <= number.inner < hit.last]
    triggers = [hit for hit in triggers if hit.row["role"] != "zero"]
    nouns = counts.find(text, first, last, found, triggers, whole) if found else []
    _count(text, nouns, is_withdrawn, mentions)
    mentions[begin:] = sorted(mentions[begin:], key=lambda mention: (mention.first, mention.last))
    return next((noun for noun in reversed(nouns) if noun.trigger is not None and not noun.is_part), None)


def _is_covered(number: Number, spans: Sequence[tuple[int, int]]) -> bool:
    position = bisect_left(spans, (number.inner + 1, 0)) - 1
    return position >= 0 and spans[position][0] <= number.inner < spans[position][1]


def _count(text: Text, nouns: Sequence[Counted], is_withdrawn: bool, mentions: list[FigureMention]) -> None:
    earlier = len(mentions)
    previous: tuple[int, int] | None = None
    for noun in nouns:
        if not noun.measure and is_withdrawn and noun.kind == "bare":
            noun.measure = _measure_of(mentions[:earlier][-50:], noun.number.value)
            noun.rule = "figures.withdrawn"
        if not noun.measure:
            continue
        population = noun.population
        if population is None and noun.rule != "figures.toll":
            population = previous  # "18 police officers were killed and 748 injured"
        if population is not None and not noun.is_part:
            previous = population
        mentions.append(_mention(text, noun, population, is_withdrawn or noun.is_negated))


def _mention(text: Text, noun: Counted, population: tuple[int, int] | None, negated: bool) -> FigureMention:
    number = noun.number
    low, high, relation = number.low, number.high, number.relation
    if relation == "to":
        relation = "=" if noun.rule == "figures.toll" else "<="
        low, high = numbers.ends(number.value, relation)
    elif number.pair is not None and number.from_to and noun.rule == "figures.toll":
        low = high = number.pair[1]  # "rose from 44 to 164"
    trigger = (noun.trigger.first, noun.trigger.last) if noun.trigger is not None else None
    if trigger is not None and text.sentence_of(trigger[0]) != text.sentence_of(noun.first):
        trigger = None  # a part of what the sentence before counted
    first, last = noun.first, noun.last
    if trigger is not None and not noun.is_shared:
        first, last = min(first, trigger[0]), max(last, trigger[1])
    figure = Figure(noun.measure, low, high, relation, _words(text, population))
    return FigureMention(first, last, figure, trigger, population, negated, noun.rule)


def _measure_of(mentions: Sequence[FigureMention], value: float) -> str:
    """What a figure that is taken back had measured: that of the same number before, else of the last figure."""
    same = [mention for mention in mentions if value in (mention.figure.low, mention.figure.high)]
    return (same or list(mentions))[-1].figure.measure if mentions else ""


@dataclass(frozen=True, slots=True)
class _Corrections:
    withdrawn: Phrases
    figure_words: Phrases
    about: frozenset[str]


@cache
def _corrections(language: Language) -> _Corrections:
    settings = tomllib.loads(language.data("figures.toml"))
    withdrawn = Phrases({"words": phrase} for phrase in settings["withdrawn"])
    figure_words = Phrases({"words": phrase} for phrase in settings["figure_words"])
    return _Corrections(withdrawn, figure_words, frozenset(settings["about"]))


def _is_withdrawn(text: Text, first: int, last: int) -> bool:
    """Whether a sentence takes its figure back, and speaks of a figure."""
    corrections = _corrections(text.language)
    return bool(corrections.withdrawn.find(text.spelled, first, last)) and bool(
        corrections.figure_words.find(text.spelled, first, last)
    )


def _takes_back(text: Text, first: int, last: int) -> bool:
    """Whether a sentence without a figure takes back that of the sentence before: "The figure was wrong".

    "The report of a coup was wrong" speaks of another matter: a word on either side says so.
    """
    if not _is_withdrawn(text, first, last):
        return False
    corrections, lowers = _corrections(text.language), text.spelled
    hits = corrections.figure_words.find(lowers, first, last)
    around = [{lowers[hit.first - 1] if hit.first > first else "", *lowers[hit.last : hit.last + 1]} for hit in hits]
    return any(not words & corrections.about for words in around)


def _words(text: Text, span: tuple[int, int] | None) -> str | None:
    return text.span(*span).text if span is not None else None
