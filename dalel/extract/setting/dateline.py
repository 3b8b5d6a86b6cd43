"""Datelines: "ALMATY, January 5 (Agency) —" says where and when a report was written, not what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from dalel.extract.text import Text
from dalel.model import PlaceMention, TimeMention

# From the place in capitals to the dash: a city, a date, an agency in brackets.
LONGEST_WORDS = 16
_DASHES = frozenset({"—", "–", "-", "―"})


def find(text: Text, places: Sequence[PlaceMention], times: Sequence[TimeMention]) -> list[range]:
    """The datelines of a text, as ranges of code points."""
    named = {text.word_at(one.span.start) for one in places}
    mentions: list[PlaceMention | TimeMention] = [*places, *times]
    covered = {word for one in mentions for word in text.words_in(one.span.start, one.span.end)}
    dated = {text.word_at(one.span.start) for one in times}
    found: list[range] = []
    paragraph = -1
    for sentence in text.sentences:
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        first = sentence.first
        end = None
        if _in_capitals(text, first):
            end = _dash(text, first)
        elif first in named:
            end = _dash(text, first)
            if end is not None and dated.isdisjoint(range(first, end)):
                end = None  # "Almaty - the city of apples"
        if end is None and first in named and _is_bare(text, range(first, sentence.last), covered):
            end = sentence.last - 1
        if end is not None:
            found.append(range(text.starts[first], text.ends[end]))
    return found


def _dash(text: Text, first: int) -> int | None:
    """The dash that ends a dateline, None in a headline in capitals."""
    for word in range(first + 1, min(first + LONGEST_WORDS, len(text.words))):
        if "\n" in text.text[text.ends[word - 1] : text.starts[word]]:
            return None
        if text.words[word] in _DASHES and text.starts[word] > text.ends[word - 1]:
            return word
    return None


def _is_bare(text: Text, words: range, covered: set[int]) -> bool:
    """Whether a sentence says nothing but a place and a date: "MINSK, 11 August.", «НУКУС.»."""
    return len(words) <= LONGEST_WORDS and all(word in covered or not text.words[word][0].isalnum() for word in words)


def _in_capitals(text: Text, word: int) -> bool:
    """ "ALMATY", and not "A" or "UN"."""
    return len(text.words[word]) > 3 and text.words[word].isupper()
