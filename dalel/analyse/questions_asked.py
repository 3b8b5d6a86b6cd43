"""What a text asks or leaves open: a question mark with a question word, or words such as "it is not known who".

Questions are asked of deeds and places of events. A question where a private person is, is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dalel.analyse.questions_text import Paper, Sentence, Words, sentences, shown, words
from dalel.extract.phrases import Hit
from dalel.extract.scripts import is_full_name
from dalel.resolve.heard import POSITIVE

Row = dict[str, Any]

FILE = "questions.tsv"

_BACK = 4  # sentences before a question among which it may find what it asks about
_AFTER, _BEFORE = 5, 18  # words between an open phrase and the question word behind or before it
# Types of what is done, not said: of these a question that names no deed itself is more likely to ask.
DONE = frozenset(("ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "RETREAT"))
_HELD = frozenset((("COERCE", "arrest"), ("ASSAULT", "abduct")))


@dataclass(frozen=True, slots=True)
class Asking:
    """One thing that a sentence asks, its `number`th. `about` is the statement of what is asked about, None where none
    is near."""

    asks: str
    sentence: Sentence
    about: Row | None
    number: int = 0

    @property
    def keys(self) -> list[tuple[str, str]]:
        """By what it meets others that ask the same: what it asks about, and its words, which copies have too."""
        words = f"{self.sentence.key}:{self.number}"
        return [(self.asks, key) for key in (self.topic, words) if key is not None]

    @property
    def topic(self) -> str | None:
        """The event or figure that it asks about; the number of something is asked of its figure."""
        if self.about is None:
            return None
        found = (self.about["figure"], self.about["event"]) if self.asks == "how many" else (self.about["event"],)
        return next((str(one) for one in found if one is not None), None)

    @property
    def voice(self) -> str:
        return shown(self.sentence)

    @property
    def order(self) -> tuple[str, str, int]:
        return self.sentence.known_at, str(self.sentence.paper.row["id"]), self.sentence.start


def asked(paper: Paper) -> Iterator[Asking]:
    """What one document asks or leaves open."""
    known = words(paper.row["language"].lower().split("-")[0], FILE)
    if known is None:
        return
    all_sentences = sentences(paper)
    for sentence in all_sentences:
        seen: set[tuple[str, str | None]] = set()
        for asks, word in _asks(sentence, known):
            about = _about(sentence, asks, word, all_sentences)
            what = asks, None if about is None else about["id"]
            if what not in seen and (asks != "where" or _asks_for_a_place(sentence, about)):
                seen.add(what)
                yield Asking(asks, sentence, about, len(seen))


def leaves_open(sentence: Sentence) -> bool:
    """Whether a sentence says that something is not known, whatever it is."""
    known = words(sentence.text.language.tag, FILE)
    return known is not None and bool(sentence.find(known.table("open")))


def _asks(sentence: Sentence, known: Words) -> Iterator[tuple[str, int]]:
    """What a sentence asks, each with the word that asks."""
    idle = {word for hit in sentence.find(known.table("idle")) for word in range(hit.first, hit.last)}
    openings = [hit for hit in sentence.find(known.table("open")) if hit.first not in idle]
    if not openings and not sentence.is_question:
        return
    asking = [hit for hit in sentence.find(known.table("asks")) if hit.first not in idle]
    if sentence.is_question:
        yield from ((hit.row["asks"], hit.first) for hit in asking if _stands_free(sentence, hit, known))
    for opening in openings:
        if opening.row["asks"]:
            yield opening.row["asks"], opening.first
            continue
        behind = [hit for hit in asking if 0 <= hit.first - opening.last <= _AFTER]
        before = [
            hit
            for hit in asking
            if hit.last <= opening.first
            and opening.first - hit.last <= _BEFORE
            and _stands_free(sentence, hit, known)
            and ";" not in sentence.text.words[hit.last : opening.first]
        ]
        for hit in [*behind[:1], *(hit for hit in asking if behind and _follows(sentence, hit, behind[0], known))]:
            yield hit.row["asks"], hit.first
        if not behind:
            # The question word nearest before it, and those it is joined with ("who fired and why is not known").
            yield from ((hit.row["asks"], hit.first) for hit in before[-2:])


def _stands_free(sentence: Sentence, hit: Hit, known: Words) -> bool:
    return hit.row["at"] != "start" or sentence.begins_clause(hit.first, known.joints)


def _follows(sentence: Sentence, hit: Hit, first: Hit, known: Words) -> bool:
    """Whether a question word goes on after another: "who fired first or who gave the order"."""
    return hit.first > first.last and sentence.text.spelled[hit.first - 1] in known.joints


def _about(sentence: Sentence, asks: str, word: int, around: Sequence[Sentence]) -> Row | None:
    """The statement of what is asked about: in the sentence behind the question word, in it, or shortly before."""
    start = sentence.text.starts[word]
    kinds = ("figure", "event") if asks == "how many" else ("event", "figure")
    own = [row for row in sentence.statements if row["event"] is not None or row["figure"] is not None]
    for kind in kinds:
        fitting = [row for row in own if row["kind"] == kind]
        done = [row for row in fitting if row["type"] in DONE]
        fitting = done or fitting
        if fitting:
            return next((row for row in fitting if row["end"] > start), fitting[-1])
    before = reversed(around[max(sentence.number - _BACK, 0) : sentence.number])
    told = [row for earlier in before for row in earlier.statements if _is_told(row)]
    return next((row for row in told if row["type"] in DONE), told[0] if told else None)


def _is_told(row: Row) -> bool:
    return row["event"] is not None and row["factuality"] in POSITIVE


def _asks_for_a_place(sentence: Sentence, about: Row | None) -> bool:
    """Whether it is an event's place that is asked, and not where somebody is who is held, taken or called by name."""
    if about is None or (about["type"], about["mode"]) in _HELD:
        return False
    pairs = pairwise(sentence.text.words[sentence.first : sentence.last])
    return not any(one[0].isupper() and other[0].isupper() and is_full_name(f"{one} {other}") for one, other in pairs)
