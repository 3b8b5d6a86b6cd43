"""What is kept of a document to find its copies: its sentences as hashed words and as facts that no language owns."""

from __future__ import annotations

import json
import struct
from base64 import b64decode, b64encode
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from zlib import crc32

from dalel.extract.language import Language, load
from dalel.extract.lexicon import rows
from dalel.extract.scripts import parts, sound, sounds
from dalel.extract.text import Text, cut
from dalel.model import ActorType, Reading, Role
from dalel.resolve import same

# A word of so many letters carries meaning of its own in most languages; shorter ones are mostly grammar.
CONTENT_LETTERS = 5
_PLAIN = Language(tag="und", name="unknown", lemma=str, abbreviations=frozenset(), starters=frozenset())
_HASHED = 0xFFFFFFFF


class Fact(IntEnum):
    """What kind a fact is: its number stands in the lowest bits of the fact's hash."""

    NAME = 0
    PLACE = 1
    NUMBER = 2
    DAY = 3
    DEED = 4
    CONCEPT = 5

    def of(self, value: str) -> int:
        """The hash of a fact, 32 bits."""
        return (crc32(value.encode("utf-8", "replace")) << 3 | self) & _HASHED


KIND_BITS = 7


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a sketch: its span, the hashes of its words in order, its facts in order.

    The lowest bit of a word's hash is set where the word is long enough to carry meaning. `is_voiced` is true where a
    named voice says what it says: whoever carries it, that voice is its origin.
    """

    start: int
    end: int
    words: tuple[int, ...]
    facts: tuple[int, ...]
    is_voiced: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """A document as far as its copies are told by it."""

    language: str
    sentences: tuple[Sentence, ...]

    def to_json(self) -> str:
        words = [word for sentence in self.sentences for word in sentence.words]
        facts = [fact for sentence in self.sentences for fact in sentence.facts]
        sentences = [[one.start, one.end, len(one.words), len(one.facts), int(one.is_voiced)] for one in self.sentences]
        body = {"language": self.language, "sentences": sentences, "words": _packed(words), "facts": _packed(facts)}
        return json.dumps(body, separators=(",", ":"))

    @classmethod
    def from_json(cls, kept: str) -> Sketch:
        body = json.loads(kept)
        words, facts = _unpacked(body["words"]), _unpacked(body["facts"])
        sentences = []
        word = fact = 0
        for start, end, word_count, fact_count, is_voiced in body["sentences"]:
            own, told = words[word : word + word_count], facts[fact : fact + fact_count]
            sentences.append(Sentence(start, end, own, told, bool(is_voiced)))
            word, fact = word + word_count, fact + fact_count
        return cls(body["language"], tuple(sentences))


def sketch(text: str, language: str, reading: Reading) -> Sketch:
    """What is kept of a document, from its text, its language (BCP 47) and what was read in it."""
    known = load(language)
    words = cut(text, known or _PLAIN)
    facts = _facts(words, reading, known.tag if known else None)
    voiced = _voiced(words, reading)
    sentences = []
    for index, (first, last) in enumerate(words.sentence_ranges):
        span_start, span_end = words.starts[first], words.ends[last - 1]
        own = tuple(_hashed(lemma) for lemma in words.lemmas[first:last] if lemma[0].isalnum())
        told = tuple(dict.fromkeys(fact for _, fact in sorted(facts.get(index, ()))))
        told += tuple(dict.fromkeys(_concepts(words.lowers[first:last], words.lemmas[first:last], known)))
        if own:
            sentences.append(Sentence(span_start, span_end, own, told, index in voiced))
    return Sketch(known.tag if known else language, tuple(sentences))


def _facts(text: Text, reading: Reading, language: str | None) -> dict[int, list[tuple[int, int]]]:
    """The facts of each sentence, with where they stand."""
    found: dict[int, list[tuple[int, int]]] = {}
    mentions = reading.mentions
    starts = [text.starts[sentence.first] for sentence in text.sentences]

    def put(start: int, kind: Fact, value: str) -> None:
        found.setdefault(bisect_right(starts, start) - 1, []).append((start, kind.of(value)))

    for place in mentions.places:
        put(place.span.start, Fact.PLACE, str(place.place.geonames or place.place.name))
    for time in mentions.times:
        if time.value is not None:
            put(time.span.start, Fact.DAY, time.value[:10])
    for number in mentions.numbers:
        if number.value is not None:
            put(number.span.start, Fact.NUMBER, f"{number.value:g}")
    for actor in mentions.actors:
        if actor.type == ActorType.PERSON:
            put(actor.span.start, Fact.NAME, sound(parts(actor.entity).family))
        elif actor.type == ActorType.ORGANIZATION:
            put(actor.span.start, Fact.NAME, same.listed(actor.entity, language) or sounds(actor.entity))
    for statement in reading.statements:
        if statement.event is not None:
            event = statement.event
            put(event.trigger.start, Fact.DEED, f"{event.type} {event.mode}")
        if statement.figure is not None and statement.figure.low is not None:
            put(statement.span.start, Fact.NUMBER, f"{statement.figure.low:g}")
    return found


def _concepts(lowers: list[str], lemmas: list[str], language: Language | None) -> Iterator[int]:
    """The concepts of a sentence's words."""
    if language is None:
        return
    for lower, lemma in zip(lowers, lemmas, strict=True):
        concept = _concept(language, lower, lemma)
        if concept is not None:
            yield concept


@lru_cache(maxsize=100_000)
def _concept(language: Language, lower: str, lemma: str) -> int | None:
    """The concept of a word: that of the longest beginning in the language's file."""
    exact, beginnings, longest = _concept_words(language)
    if lower in exact or lemma in exact:
        return exact.get(lower, exact.get(lemma))
    for length in range(min(len(lower), longest), 1, -1):
        found = beginnings.get(lower[:length]) or beginnings.get(lemma[:length])
        if found is not None:
            return found
    return None


@cache
def _concept_words(language: Language) -> tuple[dict[str, int], dict[str, int], int]:
    exact: dict[str, int] = {}
    beginnings: dict[str, int] = {}
    for row in rows(language.data("concepts.tsv")):
        for word in row["words"].split("|"):
            table = exact if word.startswith("=") else beginnings
            table[word.removeprefix("=")] = Fact.CONCEPT.of(row["concept"])
    return exact, beginnings, max(map(len, beginnings), default=0)


def _voiced(text: Text, reading: Reading) -> set[int]:
    """The sentences in which all that is stated is said by a named voice."""
    named: set[int] = set()
    others: set[int] = set()
    starts = [text.starts[sentence.first] for sentence in text.sentences]
    for statement in reading.statements:
        index = bisect_right(starts, statement.span.start) - 1
        (named if statement.voice.role is Role.NAMED else others).add(index)
    return named - others


@lru_cache(maxsize=100_000)
def _hashed(word: str) -> int:
    return (crc32(word.encode("utf-8", "replace")) & ~1) | (len(word) >= CONTENT_LETTERS)


def _packed(numbers: list[int]) -> str:
    return b64encode(struct.pack(f"<{len(numbers)}I", *numbers)).decode()


def _unpacked(packed: str) -> tuple[int, ...]:
    raw = b64decode(packed)
    return struct.unpack(f"<{len(raw) // 4}I", raw)
