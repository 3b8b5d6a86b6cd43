"""A text cut into words and sentences, with exact code-point offsets.

Parallel lists, not token objects: a 5 MB text is read in time and memory linear in its length.
Every later step works on the word indices of one `Text`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from dalel.extract.language import Language
from dalel.model import Span

# Initialisms ("U.S."), numbers with their separators, words with inner hyphens and apostrophes,
# the English possessive, and any other visible character alone. No part can match in two ways,
# so that matching is linear.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:[-‐‑'’ʼ](?!s\b)[^\W\d_]+)*"
    r"|['’]s\b"
    r"|[^\w\s]|_"
)
# No sentence is longer than this: what is, is a list or no prose, and is cut. Rules may look at each
# pair of words of a sentence, and reading still takes time linear in the text's length.
LONGEST_SENTENCE = 200

_BREAK = re.compile(r"\n\s*\n|\n(?=\s*[-*•–—]\s)|\n")
_CLOSERS = frozenset("\"'”’»“)]")
_OPENERS = frozenset("\"'“‘«„([—–-•")
_ENDERS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Word indices [first, last) of a sentence and the number of its paragraph."""

    first: int
    last: int
    paragraph: int


@dataclass
class Text:
    """The words of a text: `words[i]` is `text[starts[i]:ends[i]]`.

    `lowers` are case-folded for comparison, in the language's first alphabet where it has two; `lemmas` are
    base forms where the language has a lemmatiser for them, else the lowered word. Lexicons are matched on both.
    `spelled` are the lowers.
    """

    text: str
    language: Language
    words: list[str] = field(default_factory=list)
    lowers: list[str] = field(default_factory=list)
    spelled: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    def span(self, first: int, last: int) -> Span:
        """The span of words [first, last)."""
        start, end = self.starts[first], self.ends[last - 1]
        return Span(start, end, self.text[start:end])

    def sentence_of(self, word: int) -> int:
        """The index of the sentence that holds a word."""
        return bisect_right(self._sentence_firsts, word) - 1

    def word_at(self, offset: int) -> int:
        """The index of the first word that ends after a code-point offset."""
        return bisect_right(self.ends, offset)

    def words_in(self, start: int, end: int) -> range:
        """The words that lie wholly in [start, end)."""
        return range(bisect_left(self.starts, start), bisect_right(self.ends, end))

    def is_capital(self, word: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.words[word][0].isupper()

    @property
    def sentence_ranges(self) -> list[tuple[int, int]]:
        """Word indices [first, last) of the sentences, one after the other."""
        return [(sentence.first, sentence.last) for sentence in self.sentences]

    @cached_property
    def _sentence_firsts(self) -> list[int]:
        return [sentence.first for sentence in self.sentences]


def cut(text: str, language: Language) -> Text:
    """Cut a text into words and sentences."""
    result = Text(text, language)
    words, starts, ends = result.words, result.starts, result.ends
    for match in _TOKEN.finditer(text):
        words.append(match.group())
        starts.append(match.start())
        ends.append(match.end())
    spell = language.spell
    result.lowers = [word.lower() for word in words] if spell is None else [spell(word.lower()) for word in words]
    result.spelled = result.lowers
    lemma = language.lemma
    result.lemmas = [lemma(word) for word in result.spelled]
    result.sentences = list(_sentences(result))
    return result


def _sentences(text: Text) -> list[Sentence]:
    """Paragraphs end at line breaks; sentences at . ! ? … unless the point belongs to an abbreviation."""
    sentences: list[Sentence] = []
    breaks = [match.start() for match in _BREAK.finditer(text.text)]
    words, total = text.words, len(text.words)
    abbreviations = text.language.abbreviations
    first, paragraph, next_break = 0, 0, 0
    index = 0
    while index < total:
        # A line break before this word ends both sentence and paragraph.
        if next_break < len(breaks) and breaks[next_break] < text.starts[index]:
            while next_break < len(breaks) and breaks[next_break] < text.starts[index]:
                next_break += 1
            if index > first:
                sentences.append(Sentence(first, index, paragraph))
                first = index
            paragraph += 1
        word = words[index]
        last = index + 1
        if last - first >= LONGEST_SENTENCE:
            sentences.append(Sentence(first, last, paragraph))
            first = last
            index = last
            continue
        if word[-1] in _ENDERS and _can_end(text, index, abbreviations):
            while last < total and (words[last] in _ENDERS or words[last] in _CLOSERS) and _touches(text, last):
                last += 1
            if last >= total or _can_begin(text, last):
                sentences.append(Sentence(first, last, paragraph))
                first = last
        index = last
    if first < total:
        sentences.append(Sentence(first, total, paragraph))
    return sentences


def _touches(text: Text, index: int) -> bool:
    return text.starts[index] == text.ends[index - 1]


def _can_end(text: Text, index: int, abbreviations: frozenset[str]) -> bool:
    if len(text.words[index]) > 1:
        return _initialism_ends(text, index)
    return text.words[index] != "." or not _is_abbreviation(text, index, abbreviations)


def _is_abbreviation(text: Text, point: int, abbreviations: frozenset[str]) -> bool:
    if point == 0 or not _touches(text, point):
        return False
    before = text.words[point - 1]
    if len(before) == 1 and before.isalpha() and before.isupper():
        return True  # an initial: "A. Mamin"
    return text.lowers[point - 1] in abbreviations


def _initialism_ends(text: Text, index: int) -> bool:
    """ "U.S." ends a sentence only before a capitalised word that is a usual beginning."""
    following = index + 1
    return following < len(text.words) and text.lowers[following] in text.language.starters


def _can_begin(text: Text, index: int) -> bool:
    if _touches(text, index):
        return False  # "26.5", "example.org"
    first = text.words[index][0]
    return first.isupper() or first.isdigit() or first in _OPENERS or not first.isalpha() or not first.islower()
