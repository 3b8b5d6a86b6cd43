"""Over what time a number counts: all of it so far, or only what is new.

The words that tell are data: `periods.tsv` of each language.
"""

from __future__ import annotations

from functools import cache, lru_cache

from dalel.extract.figures.bare import tables_of
from dalel.extract.language import Language, load
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text, cut
from dalel.model import Statement

LONGEST_SENTENCE = 1000

# The price before a change is another than that after it; the rule that finds it says so.
_BY_RULE = {"figures.price_from": "before"}


def period(statement: Statement, sentence: str, language: str) -> str:
    """ "total" (so far, in all, rose to), "new" (in the last day), "before" (an earlier number), or "" unknown."""
    known = load(language)
    if known is None or statement.figure is None:
        return ""
    if statement.by in _BY_RULE:
        return _BY_RULE[statement.by]
    text, hits = _cues(sentence[:LONGEST_SENTENCE], known)
    start = sentence.find(statement.span.text)
    if not hits or start < 0:
        return ""
    words = text.words_in(start, start + len(statement.span.text))
    near = [(gap, hit) for hit in hits if (gap := _gap(text, hit, words)) is not None]
    return min(near, key=lambda one: one[0])[1].row["period"] if near else ""


@cache
def _table(language: Language) -> Phrases:
    return Phrases(language.data("periods.tsv"))


@lru_cache(maxsize=256)
def _cues(sentence: str, language: Language) -> tuple[Text, list[Hit]]:
    text = cut(sentence, language)
    return text, _table(language).find(text.spelled, 0, len(text.words))


def _gap(text: Text, hit: Hit, words: range) -> int | None:
    """How many words lie between a cue and the figure's own; None where another number does."""
    if hit.last <= words.start:
        between = range(hit.last, words.start)
    elif hit.first >= words.stop:
        between = range(words.stop, hit.first)
    else:
        return 0
    return None if any(_is_number(text, word) for word in between) else len(between)


def _is_number(text: Text, word: int) -> bool:
    row = tables_of(text.language).words.row(text.spelled[word])
    return text.words[word][0].isdecimal() or (row is not None and row["kind"] == "number")
