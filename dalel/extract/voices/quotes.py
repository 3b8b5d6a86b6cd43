"""Quotations: stretches of a text between quotation marks, however they are written.

A quotation that is not closed ends with its paragraph; where the next paragraph opens with a mark
again, it goes on there, as newspapers print long quotations. Time is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from dalel.extract.text import Text

# Opening mark -> the marks that close it. Typists mix straight and curled marks; „ closes as German or Russian does.
_PAIRS = {"“": '”"', "«": "»", "„": "“”", '"': '"”', "‘": "’"}
_TYPED = "'"  # two of these, touching, are typed for a double mark
MARKS = frozenset(_PAIRS) | {_TYPED}
_ENDS = frozenset(".!?…")
_LONGEST_OPEN = 400  # words of a quotation that is not closed
_LONGEST_SINGLE = 300  # words; a single mark that is not closed so soon is an apostrophe


@dataclass(frozen=True, slots=True)
class Quote:
    """Words [first, last), the marks included; `continues` the quotation of the paragraph before."""

    first: int
    last: int
    continues: bool = False


def quotes(text: Text) -> list[Quote]:
    """The outermost quotations, in text order."""
    found: list[Quote] = []
    carried = False
    if MARKS.isdisjoint(text.words):
        return found
    marks = [index for index, word in enumerate(text.words) if word in MARKS]
    at = 0
    for first, last in _paragraphs(text):
        index, unclosed = first, False
        while True:
            while at < len(marks) and marks[at] < index:
                at += 1
            if at == len(marks) or marks[at] >= last:
                break
            index = marks[at]
            if not _opens(text, index, last):
                index += 1
                continue
            single = text.words[index] == "‘"
            end = _closing(text, index, min(last, index + _LONGEST_SINGLE) if single else last)
            if end is None and single:
                index += 1
                continue
            unclosed = end is None
            stop = min(last, index + _LONGEST_OPEN) if end is None else end
            found.append(Quote(index, stop, continues=carried and index == first))
            index = stop
        carried = unclosed
    return found


def _paragraphs(text: Text) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    previous = -1
    for sentence in text.sentences:
        if sentence.paragraph == previous:
            bounds[-1] = (bounds[-1][0], sentence.last)
        else:
            bounds.append((sentence.first, sentence.last))
        previous = sentence.paragraph
    return bounds


def _is_typed_pair(text: Text, index: int, last: int) -> bool:
    following = index + 1
    return (
        text.words[index] == _TYPED
        and following < last
        and text.words[following] == _TYPED
        and text.ends[index] == text.starts[following]
    )


def _opens(text: Text, index: int, last: int) -> bool:
    return text.words[index] in _PAIRS or _is_typed_pair(text, index, last)


def _closing(text: Text, opening: int, last: int) -> int | None:
    """The end of the quotation that a word opens, None where it stays open; the same marks inside it count."""
    words, mark = text.words, text.words[opening]
    if mark == _TYPED:
        return next((index + 2 for index in range(opening + 2, last) if _is_typed_pair(text, index, last)), None)
    closers = _PAIRS[mark]
    depth = 0
    for index in range(opening + 1, last):
        word = words[index]
        if word in closers:
            if depth == 0:
                return index + 1
            depth -= 1
        elif word == mark and words[index - 1] not in _ENDS:
            depth += 1  # after a full stop the mark only opens the next paragraph of the same quotation
    return None
