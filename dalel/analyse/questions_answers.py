"""Who answered a question, in which words: statements about the same event that give what was asked.

An answer counts where its voice stands by it and the event is the same: a doer that is more than "people", a place, a
day, a number, a cause. What was known before the question was asked is shown beside it, for it did not settle it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from dalel.analyse.questions_asked import FILE
from dalel.analyse.questions_text import Paper, Sentence, Words, commits, keys_of, main_places, names, shown, words
from dalel.extract.language import load
from dalel.extract.lexicon import lexicon, rows
from dalel.extract.phrases import Phrases
from dalel.extract.scripts import is_personal
from dalel.extract.text import cut
from dalel.resolve import same
from dalel.resolve.alike.weights import are_near, kind_of
from dalel.resolve.days import shifted
from dalel.resolve.heard import POSITIVE

Row = dict[str, Any]

TOLD_DAYS = 30  # within which an answer is told that names no day
_NAMES = 1  # that two reports of what is likely one event share
_ALIKE = 0.2  # share of words in common above which two reasons are taken to be one
# What a deed counts, where its number is asked.
_MEASURE = {
    ("ASSAULT", "kill"): "killed",
    ("ASSAULT", "wound"): "injured",
    ("COERCE", "arrest"): "detained",
    ("MOBILIZE", "troops"): "troops",
}
_BODIES = frozenset(("office", "spokes", "body"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What one voice answers. `gives` is what was asked, as keys that can be compared; `words` is it in words.

    `because` says why it is taken to speak of another event than the one that was asked about, "" where it is the same.
    """

    row: Row | None
    sentence: Sentence
    words: str
    gives: frozenset[str]
    because: str = ""

    @property
    def voice(self) -> str:
        return shown(self.sentence, self.row)

    @property
    def origin(self) -> str:
        return str(self.row["origin"] if self.row is not None else self.sentence.paper.row["source"])

    @property
    def known_at(self) -> str:
        return self.sentence.known_at

    @property
    def order(self) -> tuple[str, str, int]:
        return self.known_at, str(self.sentence.paper.row["id"]), self.sentence.start


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: of which events or figures (`topics`), and of whom a number.

    `keys` are the words of what asks, `deeds` the types and modes of its deeds. `kinds`, `places`, `names`, `days` and
    the time from `began` to `ended` are those of what is asked about, and of the reports that ask: another event of the
    same kind, there and then, is likely the same.
    """

    asks: str
    topics: frozenset[str]
    counted: Counted | None
    keys: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    began: str = ""
    ended: str = ""
    since: str = ""
    deeds: frozenset[tuple[str, str | None]] = frozenset()

    def is_deed(self, row: Row) -> bool:
        """Whether a statement tells the very deed whose doer is asked: who stormed a hall is not who fired there."""
        modes = {mode for _, mode in self.deeds}
        return self.asks != "who" or not modes or None in modes or (row["type"], row["mode"]) in self.deeds

    def is_near(self, row: Row, paper: Paper) -> bool:
        """Whether a statement is of an event that is likely the one asked about."""
        if row["type"] is None or row["day"] is None or not self._is_then(row):
            return False
        kind = kind_of(row["type"], row["mode"])
        if kind not in self.kinds and not any(are_near(kind, other) for other in self.kinds):
            return False
        if row["place"] is not None and row["place_kind"] != "country":
            return row["place"] in self.places
        is_that_day = row["day"] in self.days and (row["day_basis"] == "stated" or not self.places)
        return is_that_day or bool(self.places & main_places(paper)) or len(self.names & names(paper)) >= _NAMES

    def _is_then(self, row: Row) -> bool:
        """Whether it was then that it happened, or some weeks later that it was told without a day."""
        if row["day_basis"] == "reported":
            return bool(self.began <= row["began"] <= shifted(self.since[:10], TOLD_DAYS))
        return bool(self.began <= row["ended"] and row["began"] <= self.ended)


def differ(asks: str, answers: Sequence[Answer]) -> bool:
    """Whether answers exclude each other; reasons in different languages cannot be compared, and are not."""
    kept = list({answer.origin: answer for answer in answers}.values())
    if asks == "how many":
        bounds = [(one.row["low"], one.row["high"]) for one in kept if one.row is not None]
        highest = max((low for low, _ in bounds if low is not None), default=None)
        lowest = min((high for _, high in bounds if high is not None), default=None)
        return highest is not None and lowest is not None and lowest < highest
    for index, one in enumerate(kept):
        for other in kept[index + 1 :]:
            if asks == "why" and one.sentence.text.language.tag != other.sentence.text.language.tag:
                continue
            shared = len(one.gives & other.gives) / (min(len(one.gives), len(other.gives)) or 1)
            if shared == 0 if asks != "why" else shared < _ALIKE:
                return True
    return False


def answers_in(wanted: Wanted, sentence: Sentence, around: Sequence[Sentence]) -> Iterator[Answer]:
    """What a sentence answers; `around` are the sentences of its document."""
    known = words(sentence.text.language.tag, FILE)
    is_telling = wanted.asks in ("why", "who")
    if known is None or not (sentence.statements or is_telling):
        return
    found = list(_given(wanted, sentence, known))
    if is_telling and _tells(wanted.asks, sentence, known):
        found += _told(wanted, sentence, around)
    if found and not sentence.is_question and not sentence.find(known.table("open")):
        yield from found


def _given(wanted: Wanted, sentence: Sentence, known: Words) -> Iterator[Answer]:
    """What the statements of a sentence give by what the reading found in them."""
    rows = [row for row in sentence.statements if commits(row)]
    same_ = [row for row in rows if _speaks_of(row, wanted.topics)]
    yield from _stated(wanted, sentence, [row for row in same_ if wanted.is_deed(row)], known)
    for answer in _stated(wanted, sentence, [row for row in same_ if not wanted.is_deed(row)], known):
        yield replace(answer, because="another deed of the same event")
    near = [row for row in rows if row not in same_ and wanted.is_near(row, sentence.paper)]
    for answer in _stated(wanted, sentence, near, known):
        yield replace(answer, because="the same kind of deed, place and days")


def _told(wanted: Wanted, sentence: Sentence, around: Sequence[Sentence]) -> Iterator[Answer]:
    """A sentence that says by its own words what was asked: of the event, or in a report that speaks of it."""
    row = next((row for row in sentence.statements if commits(row) and row["factuality"] in POSITIVE), None)
    before = around[sentence.number - 1].statements if sentence.number else ()
    if any(_speaks_of(one, wanted.topics) for one in (*sentence.statements, *before)):
        yield Answer(row, sentence, sentence.quote, sentence.keys)
    elif any(_speaks_of(one, wanted.topics) or wanted.is_near(one, sentence.paper) for one in _all(around)):
        yield Answer(row, sentence, sentence.quote, sentence.keys, "its report speaks of such an event")


def _all(sentences: Sequence[Sentence]) -> Iterator[Row]:
    return (row for sentence in sentences for row in sentence.statements)


def _stated(wanted: Wanted, sentence: Sentence, own: Sequence[Row], known: Words) -> Iterator[Answer]:
    """What was asked, where one of some statements gives it."""
    positive = [row for row in own if row["factuality"] in POSITIVE]
    if wanted.asks == "who":
        yield from _doers(sentence, positive, known, wanted.keys)
    elif wanted.asks == "how many":
        yield from _numbers(sentence, positive, wanted.counted)
    elif wanted.asks == "where":
        for row in positive:
            if row["place"] is not None and row["place_kind"] == "city":
                yield Answer(row, sentence, row["place_name"], frozenset((row["place"],)))
    elif wanted.asks == "when":
        for row in positive:
            if row["day_basis"] == "stated" and row["day"] == row["ended"]:
                yield Answer(row, sentence, row["day"], frozenset((row["day"],)))


def _speaks_of(row: Row, topics: frozenset[str]) -> bool:
    return row["event"] in topics or row["figure"] in topics


def _tells(asks: str, sentence: Sentence, known: Words) -> bool:
    """Whether a sentence says the cause, or who takes it on himself, by its own words, and stands by it."""
    is_told = any(hit.row["asks"] == asks for hit in sentence.find(known.table("told")))
    rows_ = sentence.statements
    return is_told and (not rows_ or any(row["factuality"] in POSITIVE and row["origin"] is not None for row in rows_))


def _doers(sentence: Sentence, own: Sequence[Row], known: Words, asked_keys: frozenset[str]) -> Iterator[Answer]:
    """Those whom a statement names as doers: groups, institutions, officials; not those of whom it was asked."""
    for row in own:
        event = json.loads(row["body"])["event"]
        agents = [agent["text"] for agent in (event["agents"] if event else ())]
        named = [agent for agent in agents if is_somebody(agent, known) and not _is_asked(agent, known, asked_keys)]
        if named:
            tag = known.language.tag
            yield Answer(row, sentence, ", ".join(named), frozenset(_key(name, tag) for name in named))


def _is_asked(name: str, known: Words, asked_keys: frozenset[str]) -> bool:
    """Whether a question names a doer itself: "who do the soldiers answer to?" is not answered by "the soldiers"."""
    keys = keys_of(name, known)
    return bool(keys) and keys <= asked_keys


def _key(name: str, tag: str) -> str:
    """Under what a doer meets in all languages: an institution, a population, else how the name sounds."""
    population = same.population(name)
    is_listed = population is not None and population != same.fold(name)
    return str(population) if is_listed else same.institution(name, tag)


@dataclass(frozen=True, slots=True)
class Counted:
    """Of whom a number is asked, as far as it is said: measures and populations under their keys; else its words."""

    measures: frozenset[str]
    populations: frozenset[str]
    keys: frozenset[str]


def asked_of(askings: Iterable[Sentence]) -> Counted:
    """Of whom sentences ask how many: by their own figures and deeds, and by the words for people in them."""
    measures: set[str] = set()
    populations: set[str] = set()
    keys: set[str] = set()
    for sentence in askings:
        tag = sentence.text.language.tag
        keys |= sentence.keys
        for row in sentence.statements:
            measures |= {row["measure"], _MEASURE.get((row["type"], row["mode"]))} - {None}
        for hit in sentence.find(_populations(tag)):
            name = " ".join(sentence.text.spelled[hit.first : hit.last])
            if words_for_anybody(name, tag):
                continue
            populations.add(same.population(name) or name)
    return Counted(frozenset(measures), frozenset(populations), frozenset(keys))


def words_for_anybody(name: str, tag: str) -> bool:
    known = words(tag, FILE)
    return known is None or all(known.table("nobody").row(word) is not None for word in name.split())


def _numbers(sentence: Sentence, own: Sequence[Row], counted: Counted | None) -> Iterator[Answer]:
    for row in own:
        bounds = row["low"], row["high"]
        if row["figure"] is None or bounds == (None, None):
            continue
        if counted is None or _fits(row, sentence, counted):
            yield Answer(row, sentence, row["quote"], frozenset(str(bound) for bound in bounds if bound is not None))


def _fits(row: Row, sentence: Sentence, counted: Counted) -> bool:
    """Whether a number is of those who were asked about."""
    if not counted.measures and not counted.populations:
        return bool(counted.keys & sentence.keys)
    if counted.measures and row["measure"] not in counted.measures:
        return False
    return not counted.populations or bool(counted.populations & asked_of([sentence]).populations)


@lru_cache(maxsize=20_000)
def names_somebody(name: str, tag: str) -> bool:
    """Whether words name a group, an institution or an office, and no private person."""
    language = load(tag)
    if language is None:
        return False
    text = cut(name, language)
    if not text.words:
        return False
    offices = {
        word for row in rows(language.data("titles.tsv")) if row["kind"] in _BODIES for word in row["phrase"].split("|")
    }
    bodies = {row["word"] for row in rows(language.data("organizations.tsv"))}
    is_office = any(word in offices for word in (*text.lowers, *text.lemmas))
    if is_office or any(word in bodies for word in (*text.lowers, *text.lemmas)):
        return True
    if next(lexicon(language, "actors.tsv").find(text), None) is not None or same.listed(name, tag) is not None:
        return True
    if _populations(tag).find(text.spelled, 0, len(text.words)):
        return True
    capitals = [word for word in text.words if re.match(r"[^\W\d_]", word) and word[0].isupper()]
    is_only_first = capitals == text.words[:1] and len(text.words) > 1  # it may begin its sentence and be no name
    return bool(capitals) and not is_only_first and not is_personal(" ".join(capitals))


@lru_cache(maxsize=16)
def _populations(tag: str) -> Phrases:
    language = load(tag)
    return Phrases(language.data("populations.tsv") if language is not None else "")


def is_somebody(name: str, known: Words) -> bool:
    """Whether words name a doer: more than "people" or "unknown men", and a group, an institution or an official."""
    text = cut(name, known.language)
    nobody = known.table("nobody")
    telling = [text.words[word] for word, spelled in enumerate(text.spelled) if nobody.row(spelled) is None]
    return names_somebody(" ".join(telling), known.language.tag)
