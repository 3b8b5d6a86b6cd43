"""What a text demands or promises: by a statement that the reading calls so, or by words that bind or ask."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dalel.analyse.promises_terms import Term, term
from dalel.analyse.questions_answers import names_somebody
from dalel.analyse.questions_asked import leaves_open
from dalel.analyse.questions_text import Paper, Row, Sentence, Words, sentences, shown, words
from dalel.extract.language import load
from dalel.extract.phrases import Hit
from dalel.resolve.heard import NEGATIVE

FILE = "promises.tsv"
KINDS = ("demand", "promise")

DEMANDS = ("REQUEST",)
PROMISES = ("CONCEDE", "AGREE")


@dataclass(frozen=True, slots=True)
class Made:
    """One sentence that demands or promises, from its word `word` on (in a language with the verb last, up to it).

    `row` is the statement that does, None where only words tell it.
    """

    kind: str
    sentence: Sentence
    row: Row | None
    term: Term | None
    word: int

    @property
    def voice(self) -> str:
        """Whose report of it this is."""
        return shown(self.sentence, self.row)

    @property
    def by(self) -> str | None:
        """Who demands or promises: the doers whom the clause names, else whoever speaks; None where nobody says who.

        A newspaper that reports a demand does not make it; one that says "we demand" does.
        """
        if named := self._named("agents"):
            return ", ".join(named)
        known = words(self.sentence.text.language.tag, FILE)
        is_own = known is not None and bool(self.sentence.find(known.table("own")))
        return self.voice if self.sentence.is_spoken or is_own else None

    @property
    def of(self) -> tuple[str, ...]:
        """Of whom it is demanded, or to whom it is promised, as far as the clause says."""
        return tuple(self._named("patients"))

    def _named(self, role: str) -> list[str]:
        event = json.loads(self.row["body"])["event"] if self.row is not None else None
        names = [one["text"] for one in event[role]] if event else []
        return [name for name in names if names_somebody(name, self.sentence.text.language.tag)]

    @property
    def keys_of_deed(self) -> frozenset[str]:
        """What the words mean that tell what is demanded or promised; all of the sentence where none stand there."""
        sentence = self.sentence
        is_last = verb_stands_last(sentence.text.language.tag)
        first, last = (sentence.first, self.word + 1) if is_last else (self.word, sentence.last)
        return sentence.keys_between(first, last) or sentence.keys

    @property
    def order(self) -> tuple[str, str, int]:
        return self.sentence.known_at, str(self.sentence.paper.row["id"]), self.sentence.start

    @property
    def keys(self) -> list[tuple[str, str]]:
        """By what reports of one demand or promise meet: the event that the record gives, and words that are copies."""
        topic = [] if self.row is None or self.row["event"] is None else [(self.kind, str(self.row["event"]))]
        return [*topic, (self.kind, self.sentence.key)]

    def is_like(self, other: Made) -> bool:
        """Whether two reports of what the record takes for one event ask or promise the same by their words."""
        mine, yours = self.keys_of_deed, other.keys_of_deed
        least = min(len(mine), len(yours))
        return self.sentence.key == other.sentence.key or (least > 0 and 3 * len(mine & yours) >= least)


def made(paper: Paper) -> Iterator[Made]:
    """What one document tells of demands and promises; what it asks about them is no telling."""
    known = words(paper.row["language"].lower().split("-")[0], FILE)
    if known is None:
        return
    for sentence in sentences(paper):
        if sentence.is_question or leaves_open(sentence):
            continue
        for kind in KINDS:
            found = _made(sentence, kind, known)
            if found is not None:
                yield found


def _made(sentence: Sentence, kind: str, known: Words) -> Made | None:
    idle = sentence.find(known.table("idle"))
    cues = [hit for hit in sentence.find(known.table(kind)) if not _meets(hit, idle)]
    stating = (row for row in sentence.statements if _states(row, kind, bool(cues)))
    row = next((row for row in stating if not _is_idle(row, sentence, idle)), None)
    if row is None and (idle or not cues):
        return None
    ends = term(sentence, known)
    if ends is not None and not ends.is_stated and (kind == "demand" or not ends.is_ahead):
        ends = None
    is_meant = any(hit.row["of"] == "strong" for hit in cues)
    is_due = ends is not None and (ends.is_stated or sentence.is_spoken)
    if row is None and not is_meant and not is_due:
        return None
    said = [hit.first for hit in cues if hit.row["of"] == "strong"] or [hit.first for hit in cues]
    return Made(kind, sentence, row, ends, said[0] if row is None else _trigger(row, sentence))


def _trigger(row: Row, sentence: Sentence) -> int:
    """The first word of a statement's deed."""
    return sentence.text.word_at(json.loads(row["body"])["event"]["trigger"]["start"])


@cache
def verb_stands_last(tag: str) -> bool:
    """Whether a language puts what is demanded before the verb that demands it."""
    language = load(tag)
    return language is not None and tomllib.loads(language.data("roles.toml")).get("order") == "sov"


def _states(row: Row, kind: str, has_cue: bool) -> bool:
    """Whether a statement demands or promises; a price that was lowered is no promise, only one that will be."""
    if row["kind"] != "event" or row["factuality"] in NEGATIVE:
        return False
    return row["type"] in DEMANDS if kind == "demand" else has_cue and row["type"] in PROMISES


def _meets(hit: Hit, others: list[Hit]) -> bool:
    return any(hit.first < other.last and other.first < hit.last for other in others)


def _is_idle(row: Row, sentence: Sentence, idle: list[Hit]) -> bool:
    """Whether a statement's deed lies in words that only look like a demand ("asked not to be named")."""
    event = json.loads(row["body"])["event"]
    first, last = event["trigger"]["start"], event["trigger"]["end"]
    starts, ends = sentence.text.starts, sentence.text.ends
    return any(first < ends[hit.last - 1] and starts[hit.first] < last for hit in idle)
