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

from dalel.extract.figures import counted, counts, numbers, prices, terms
from dalel.extract.figures.counted import Counted
from dalel.extract.figures.numbers import Number
from dalel.extract.language import Language
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text
from dalel.model import Figure, TimeMention

_SUMS = frozenset(("price", "price_change", "money", "percent", "days"))
_MANY = 20  # figures of one sentence
_FAR = 3  # sentences from a number to one that goes back to it


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
    said: tuple[int, int] | None = None  # the number alone: who says it, says the figure

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
    days = terms.units(text)
    taken = {word for time in times for word in text.words_in(time.span.start, time.span.end)}
    starts, articles = numbers.starts(text)
    measure_firsts = [hit.first for hit in measures]
    anchor_firsts = [hit.first for hit in anchors]
    day_firsts = [hit.first for hit in days]
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
        is_again = bool(begins) and bool(mentions) and _says_again(text, begins, first, last)
        if triggers or sums or is_note or is_again or has_parts or (begins and counted.has_crowd(text, first, last)):
            found = numbers.find(text, first, last, begins, taken) if begins else []
            whole = _read(text, first, last, triggers, sums, found, whole, mentions)
        else:
            whole = None
        if in_days := _within(days, day_firsts, first, last):
            mentions += [_lasting(term) for term in terms.find(text, first, last, in_days)]
        if len(mentions) == begun > previous and _takes_back(text, first, last):
            mentions[previous:] = [replace(mention, negated=True) for mention in mentions[previous:]]
        mentions += _compare(text, first, last, mentions[previous:begun])
        previous = begun
    return mentions


def _lasting(term: terms.Term) -> FigureMention:
    figure = Figure("days", term.low, term.high, term.relation)
    return FigureMention(term.first, term.last, figure, None, None, False, "figures.term")


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
    again = _measure_again(text, first, mentions[:begin])
    for hit in [hit for hit in triggers if hit.row["role"] == "zero"]:
        again = hit.row["measure"]  # "At first he said there were no deaths, then he admitted one"
        span = (hit.first, hit.last)
        nought = Figure(hit.row["measure"], 0, 0, "=")
        mentions.append(FigureMention(*span, nought, span, None, is_withdrawn, "figures.zero"))
        found = [number for number in found if not hit.first <= number.inner < hit.last]
    triggers = [hit for hit in triggers if hit.row["role"] != "zero"]
    nouns = counts.find(text, first, last, found, triggers, whole, again) if found else []
    _say_again(text, nouns, again)
    _count(text, nouns, is_withdrawn, mentions)
    mentions[begin:] = sorted(mentions[begin:], key=lambda mention: (mention.first, mention.last))
    return next((noun for noun in reversed(nouns) if noun.trigger is not None and not noun.is_part), None)


def _measure_again(text: Text, first: int, mentions: Sequence[FigureMention]) -> str:
    """What a number that only goes back counts: what the last sentence that counted counts first."""
    last = next((one for one in reversed(mentions[-_FAR:]) if one.figure.measure not in _SUMS), None)
    if last is not None:  # what a sentence counts first is what it is about
        begun = text.sentences[text.sentence_of(last.first)].first
        last = next(one for one in mentions[-_MANY:] if one.first >= begun and one.figure.measure not in _SUMS)
    if last is None or text.sentence_of(first) - text.sentence_of(last.first) > _FAR:
        return ""
    return last.figure.measure


def _says_again(text: Text, begins: Sequence[int], first: int, last: int) -> bool:
    """Whether a sentence may give a bare number again: "Прокуратура 11 деп отыр", "Позже называли 72"."""
    known = counted.grammar(text.language)
    if known.gapping or any(word in known.restated or word in known.negations for word in text.spelled[first:last]):
        return True
    grammar = counted.grammar(text.language)
    words = grammar.said_after | grammar.negations_after
    return bool(words) and any(text.spelled[word] in words for word in range(begins[0] + 1, last))


def _say_again(text: Text, nouns: Sequence[Counted], again: str) -> None:
    """Give bare numbers that somebody only says ("11 деп отыр") the measure of what was counted before."""
    said_after = counted.grammar(text.language).said_after
    for noun in nouns:
        end = noun.number.last
        is_said = noun.kind == "bare" and end < len(text.words) and text.spelled[end] in said_after
        if is_said and not noun.measure and not noun.case:
            noun.measure, noun.rule = again, "figures.again"
        again = noun.measure or again


def _compare(text: Text, first: int, last: int, before: Sequence[FigureMention]) -> list[FigureMention]:
    """ "We do not believe it: it is more than that": a bound on the last number of the sentence before."""
    if not before or before[-1].figure.measure in _SUMS:
        return []
    figure = before[-1].figure
    value = figure.low if figure.low is not None else figure.high
    for hit in counted.grammar(text.language).back.find(text.spelled, first, last):
        relation = hit.row["relation"]
        if relation and value is not None:
            low, high = numbers.ends(value, relation)
            compared = Figure(figure.measure, low, high, relation, figure.of)
            return [FigureMention(hit.first, hit.last, compared, None, None, False, "figures.compared")]
    return []


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
        if population is not None and noun.trigger is not None and population[0] == noun.trigger.first:
            population = None  # "38 injured": what befell them is all that is said of them
        if population is None and noun.rule != "figures.toll":
            population = previous  # "18 police officers were killed and 748 injured"
        if population is not None and not noun.is_part:
            previous = population
        mentions.append(_mention(text, noun, population, is_withdrawn or noun.is_negated))


def _mention(text: Text, noun: Counted, population: tuple[int, int] | None, negated: bool) -> FigureMention:
    number = noun.number
    low, high, relation = number.low, number.high, number.relation
    if relation == "to":
        relation = "=" if noun.rule in ("figures.toll", "figures.restated") else "<="
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
    return FigureMention(
        first, last, figure, trigger, population, negated, noun.rule, (number.inner, number.inner_last)
    )


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
