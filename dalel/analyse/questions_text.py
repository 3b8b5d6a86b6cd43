"""Documents cut into sentences, each with what it states, and the words of a language that ask, answer, bind and tell.

A sentence is what a question, an answer, a demand or its outcome is quoted by. Words are matched on their forms, so
that no base forms are worked out for texts that hold nothing of interest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any, Protocol

from dalel.extract.language import Language, languages, load
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.scripts import sound
from dalel.extract.text import Text, cut
from dalel.model import Role
from dalel.resolve.heard import NEGATIVE, POSITIVE, passage_of, shown_as

Row = dict[str, Any]

LONGEST_TEXT = 60_000  # letters of a document that are looked at
STEM = 6  # letters of a base form by which words are compared
SHORTEST_WORD = 4
MAIN_PLACES = 2
MOST_SEARCHED = 6
BEGINNING = 5  # letters of a word that are searched
_PAUSES = frozenset(',:—–-(«»"“”;„')


class Paper(Protocol):
    """A document as the record gives it."""

    @property
    def row(self) -> Row: ...
    @property
    def text(self) -> str: ...
    @property
    def statements(self) -> tuple[Row, ...]: ...


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of a document: words [first, last) of its text, and the statements that stand in it."""

    paper: Paper
    text: Text
    number: int
    first: int
    last: int
    statements: tuple[Row, ...]
    _hits: dict[int, list[Hit]] = field(default_factory=dict)

    @property
    def start(self) -> int:
        return self.text.starts[self.first]

    @property
    def end(self) -> int:
        return self.text.ends[self.last - 1]

    @property
    def quote(self) -> str:
        return self.text.text[self.start : self.end]

    @property
    def known_at(self) -> str:
        return str(self.paper.row["known_at"])

    @cached_property
    def key(self) -> str:
        """Equal for copies of a sentence; unlike any other's where it is too short to tell."""
        return passage_of(self.quote) or f"{self.paper.row['id']}:{self.start}"

    @property
    def is_question(self) -> bool:
        """Whether it ends in a question mark, closing quotation marks aside."""
        words = self.text.words[max(self.last - 4, self.first) : self.last]
        return any(word in "?؟" for word in words)

    @property
    def is_spoken(self) -> bool:
        """Whether somebody in the text says it, and not its author."""
        return any(row["role"] in (Role.NAMED, Role.UNNAMED) for row in self.statements)

    def find(self, table: Phrases) -> list[Hit]:
        """The phrases of a table in it, looked for once."""
        if id(table) not in self._hits:
            self._hits[id(table)] = table.find(self.text.spelled, self.first, self.last)
        return self._hits[id(table)]

    def begins_clause(self, word: int, joints: frozenset[str]) -> bool:
        """Whether a word stands at the head of the sentence or of a clause."""
        if word == self.first:
            return True
        before = self.text.spelled[word - 1]
        return before in _PAUSES or before in joints

    @cached_property
    def keys(self) -> frozenset[str]:
        """What its words mean, as far as they tell it from other sentences: concepts that all languages share
        ("=family"), numbers, and the beginnings of other words' base forms."""
        return self.keys_between(self.first, self.last)

    def keys_between(self, first: int, last: int) -> frozenset[str]:
        """What some of its words mean."""
        tag = self.text.language.tag
        listed = dict.fromkeys(self.text.spelled[first:last])
        return frozenset(key for word in listed if (key := _key(tag, word)) is not None)

    def key_of(self, word: int) -> str | None:
        """What one of its words means for comparison."""
        return _key(self.text.language.tag, self.text.spelled[word])


def keys_of(name: str, known: Words) -> frozenset[str]:
    """What the words of a name mean, for comparison with sentences."""
    text = cut(name, known.language)
    return frozenset(key for word in text.spelled if (key := _key(known.language.tag, word)) is not None)


@lru_cache(maxsize=100_000)
def _key(tag: str, word: str) -> str | None:
    """What a word means for comparison; None where it tells nothing."""
    if word[0].isdigit():
        return word if len(word) > 1 else None
    language, known = load(tag), words(tag, "promises.tsv")
    if language is None or len(word) < SHORTEST_WORD or not word[0].isalpha():
        return None
    if known is not None and known.table("light").row(word) is not None:
        return None
    lemma = language.lemma(word)
    return _concept(tag, word, lemma) or lemma[:STEM]


def _concept(tag: str, word: str, lemma: str) -> str | None:
    """The concept whose words fit longest: a whole base form, or a beginning of the word or of its base form."""
    whole, beginnings = _concepts(tag)
    if lemma in whole:
        return whole[lemma]
    sizes = range(max(len(word), len(lemma)), 2, -1)
    fitting = (beginnings.get(part[:size]) for size in sizes for part in (word, lemma))
    return next((concept for concept in fitting if concept is not None), None)


def searched(sentence: Sentence) -> list[list[str]]:
    """The words by which other reports of the same are searched: for each of the rarer kinds of words one group of
    alternatives, a concept's in all languages, another word's own beginning."""
    tag = sentence.text.language.tag
    listed = dict.fromkeys(sentence.text.spelled[sentence.first : sentence.last])
    own = {key: word for word in listed if word.isalpha() and (key := _key(tag, word)) is not None}
    longest = sorted(own, key=lambda key: (key.startswith("="), -len(own[key]), key))[:MOST_SEARCHED]
    return [_concept_words().get(key) or [f"{own[key][:BEGINNING]}*"] for key in longest]


@cache
def _concept_words() -> dict[str, list[str]]:
    """A concept -> the beginnings of its words in all languages."""
    found: dict[str, list[str]] = {}
    for tag in languages():
        for table in _concepts(tag):
            for word, concept in table.items():
                found.setdefault(concept, []).append(f"{word}*")
    return found


def names(paper: Paper) -> frozenset[str]:
    """How the names in a document sound, which is one in several scripts: capitalised words within its sentences."""
    return _names(paper.row["language"].lower().split("-")[0], paper.text[:LONGEST_TEXT])


@lru_cache(maxsize=1024)
def _names(tag: str, letters: str) -> frozenset[str]:
    text = _cut(tag, letters)
    if text is None:
        return frozenset()
    inner = (word for sentence in text.sentences for word in range(sentence.first + 1, sentence.last))
    found = {text.words[word] for word in inner if text.is_capital(word) and len(text.words[word]) >= SHORTEST_WORD}
    return frozenset(sound(word)[:STEM] for word in found)


@cache
def _concepts(tag: str) -> tuple[dict[str, str], dict[str, str]]:
    """A language's `concepts.tsv`: base forms and beginnings of words -> "=" and the concept."""
    language = load(tag)
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for row in rows(language.data("concepts.tsv") if language is not None else ""):
        for word in row["words"].split("|"):
            table = whole if word.startswith("=") else beginnings
            table[word.removeprefix("=")] = f"={row['concept']}"
    return whole, beginnings


@dataclass(frozen=True, eq=False)
class Words:
    """A language's words of one file: phrases by what they say."""

    language: Language
    tables: Mapping[str, Phrases]
    listed: Mapping[str, tuple[str, ...]]
    joints: frozenset[str]

    def table(self, says: str) -> Phrases:
        """The phrases under a heading; they live as long as the process."""
        return self.tables.get(says, _NONE)


_NONE = Phrases()


@cache
def words(tag: str, name: str) -> Words | None:
    """A language's file of words ("questions.tsv", "promises.tsv"); None where it has none."""
    language = load(tag)
    if language is None or not language.data(name):
        return None
    found: dict[str, list[Row]] = {}
    for row in rows(language.data(name)):
        found.setdefault(row["says"], []).append(dict(row))
    joints = (row["words"] for row in rows(language.data("factuality.tsv")) if row["says"] == "joint")
    return Words(
        language,
        {says: Phrases(chosen) for says, chosen in found.items()},
        {says: tuple(word for row in chosen for word in row["words"].split("|")) for says, chosen in found.items()},
        frozenset(word for alternatives in joints for word in alternatives.split("|")),
    )


def every_word(name: str, says: Iterable[str]) -> list[str]:
    """What all languages list in a file under some headings."""
    known = [words(tag, name) for tag in languages()]
    return [word for one in known if one is not None for heading in says for word in one.listed.get(heading, ())]


@cache
def _plain(tag: str) -> Language | None:
    """A language without base forms: cutting a text then costs next to nothing."""
    language = load(tag)
    return None if language is None else replace(language, lemma=lambda word: word)


@lru_cache(maxsize=1024)
def _cut(tag: str, text: str) -> Text | None:
    language = _plain(tag)
    return None if language is None else cut(text, language)


def sentences(paper: Paper) -> list[Sentence]:
    """The sentences of a document; none where its language is not read."""
    text = _cut(paper.row["language"].lower().split("-")[0], paper.text[:LONGEST_TEXT])
    if text is None:
        return []
    parted: list[list[Row]] = [[] for _ in text.sentences]
    for row in paper.statements:
        word = text.word_at(row["start"])
        if word < len(text.words):
            parted[text.sentence_of(word)].append(row)
    return [
        Sentence(paper, text, number, sentence.first, sentence.last, tuple(parted[number]))
        for number, sentence in enumerate(text.sentences)
    ]


def main_places(paper: Paper) -> frozenset[str]:
    """The places that most of a document's statements are about, by their keys."""
    counts = Counter(
        row["place"] for row in paper.statements if row["place"] is not None and row["place_kind"] != "country"
    )
    return frozenset(place for place, _ in counts.most_common(MAIN_PLACES))


def commits(row: Row) -> bool:
    """Whether a statement's voice stands by it, for or against; hearsay has no origin and does not."""
    return row["origin"] is not None and row["factuality"] in POSITIVE | NEGATIVE


def shown(sentence: Sentence, row: Row | None = None) -> str:
    """Who says a sentence: the voice of its statement, else the source; of a copy, who told it first."""
    told = row if row is not None else _voice(sentence.statements)
    if told is None:
        return str(sentence.paper.row["source"])
    return shown_as(Role(told["role"]), told["voice"], told["first_told"])


def _voice(statements: Sequence[Row]) -> Row | None:
    """The statement whose voice speaks for a sentence: the first that is not the author's own."""
    return next((row for row in statements if row["role"] != Role.AUTHOR), statements[0] if statements else None)
