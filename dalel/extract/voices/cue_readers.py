"""How each kind of cue is read: where its speaker stands, and what is said.

A reader takes a cue and the bounds of its sentence and gives a `Saying`, or None where the words turn out
to attribute nothing. `READERS` maps the kinds of `cues.tsv` to them; verbs are read in `verb_readers`.
"""

from __future__ import annotations

from collections.abc import Callable

from dalel.extract.lexicon import Row
from dalel.extract.text import Sentence
from dalel.extract.voices.sayings import Cue, Place, Saying
from dalel.extract.voices.speech import (
    DASHES,
    Context,
    Range,
    begins_phrase,
    content_end,
    content_start,
    phrase_after,
    phrase_before,
)
from dalel.extract.voices.verb_readers import LOOK_AHEAD, read_verb

_LONGEST_CLAUSE = 120  # words on either side of "reportedly" that it can be about
_LONGEST_DESCRIPTION = 4  # words before a name that describe it
_NOUN_STOPS = frozenset(",;:()—–.!?")
_HEADLINE_SPEAKER = 7  # words before the colon of a headline


def _read_noun(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "the army's claim that …", "her plan to …", "demands by strikers for …"."""
    lowers, grammar = context.text.lowers, context.grammar
    before = cue.first - 1
    while (
        before > place.start
        and cue.first - before <= _LONGEST_DESCRIPTION
        and lowers[before] not in grammar.owner_marks
    ):
        if lowers[before] in grammar.possessives or not lowers[before][0].isalpha():
            break
        before -= 1
    if before < place.start:
        return None
    if lowers[before] in grammar.possessives:
        source: Range | None = (before, before + 1)
    elif lowers[before] in grammar.owner_marks:
        owner = context.actor_ends.get(before, before)
        whole = phrase_before(context, place.start, before, subject=False)
        source = whole if whole is not None and whole[1] == before and owner == before else None
        if owner < before:
            source = (owner - (owner > place.start and lowers[owner - 1] in grammar.articles), before)
    else:
        source = None
    if source is None:
        return None
    opener = cue.last - 1
    last = opener if lowers[opener] in grammar.complementizers else cue.last
    first = opener if last == opener or lowers[opener] in grammar.infinitives else cue.last
    stop = min(place.end, first + _LONGEST_CLAUSE)
    end = next((word for word in range(first, stop) if context.text.words[word] in _NOUN_STOPS), stop)
    last = min(last, first)
    return Saying(source, (cue.first, last), [(first, end)], cue.row, aside=True) if end > first else None


# ---- prepositions, hearsay, headlines -----------------------------------------------------------


def _read_preposition(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "according to X": the speaker follows; what is said is the rest of the sentence."""
    source = phrase_after(context, cue.last, place.end, anything=True)
    if source is None:
        return None
    return Saying(source, (cue.first, cue.last), _rest(context, place, cue.first, source[1]), cue.row)


def _read_via(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "…, a channel said, citing the ministry": the ministry says what the channel passes on."""
    final = context.grammar.content == "before"
    source = (
        phrase_before(context, place.limit, cue.first, False) if final else phrase_after(context, cue.last, place.end)
    )
    if source is None:
        return None
    if final:
        actor = next((first for first in range(*source) if context.actor_starts.get(first) == cue.first), source[0])
        return Saying((actor, cue.first), (cue.first, cue.last), [(cue.last, place.end)], cue.row)
    cue_range = (cue.first, cue.last)
    if place.previous is not None:
        return Saying(source, cue_range, [place.previous], cue.row)
    if place.kept and cue.first - place.kept[-1].cue[1] <= LOOK_AHEAD:
        passed_on = place.kept[-1].contents
        inside = next((piece for piece in passed_on if piece[0] <= cue.first < piece[1]), None)
        pieces = list(passed_on) if inside is None else [(source[1], inside[1])]
        return Saying(source, cue_range, pieces, cue.row)
    return Saying(source, cue_range, _rest(context, place, cue.first, source[1]), cue.row)


def _read_postposition(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "министрліктің мәліметінше": the speaker stands before; what is said is the rest of the sentence."""
    source = phrase_before(context, place.limit, cue.first, subject=False)
    if source is None:
        return None
    return Saying(source, (cue.first, cue.last), _rest(context, place, source[0], cue.last), cue.row)


def _read_possessive(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "по его словам": the speaker is the word in the middle of the phrase."""
    source = (cue.core + 1, cue.last - 1)
    return Saying(source, (cue.first, cue.last), _rest(context, place, cue.first, cue.last), cue.row)


def _read_nobody(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "reportedly", "по предварительным данным": the sentence around it, and nobody who says it."""
    limits = _clause(context, place, cue)
    if context.text.lowers[cue.first] in context.grammar.pronouns:  # "it is understood that"
        return Saying(None, (cue.first, cue.last), [(cue.last, limits.end)], cue.row)
    pieces = _rest(context, limits, cue.first, cue.last, both=True)
    return Saying(None, (cue.first, cue.last), pieces, cue.row)


def _clause(context: Context, place: Place, cue: Cue) -> Place:
    """The clause that holds a cue: the sentence up to the marks and the words that open another clause."""
    text = context.text
    first, last = cue.first, cue.last
    while first > max(place.limit, cue.first - _LONGEST_CLAUSE) and not _parts_clauses(context, first - 1):
        first -= 1
    opens = cue.last < place.end and text.words[cue.last] == ","
    last = cue.last + opens
    while last < min(place.end, cue.last + _LONGEST_CLAUSE) and not _parts_clauses(context, last):
        last += 1
    return Place(first, last, None, [])


def _parts_clauses(context: Context, word: int) -> bool:
    """Whether a word ends the clause before it or opens one: ";", a dash, "while", ", who"."""
    text, grammar = context.text, context.grammar
    if context.quoted[word]:
        return False
    if text.words[word] == ";" or (text.words[word] in DASHES and text.ends[word - 1] < text.starts[word]):
        return True
    return text.lowers[word] in grammar.openers and text.lowers[word] not in grammar.complementizers


def _rest(context: Context, place: Place, first: int, last: int, both: bool = False) -> list[Range]:
    """The sentence without [first, last): what follows where it opens the sentence, else what stands before."""
    words = context.text.words
    left, right = first, last
    while left > place.limit and words[left - 1] == ",":
        left -= 1
    while right < place.end and words[right] == ",":
        right += 1
    before, after = (place.limit, left), (right, place.end)
    if both:
        return [before, after]
    if left - place.limit <= 2:
        return [after]
    return (
        [before, after] if both or (words[first - 1] == "," and last < place.end and words[last] == ",") else [before]
    )


def read_headline(context: Context, sentence: Sentence) -> Saying | None:
    """ "Ministry: 26 killed": a short beginning that ends in an actor, a colon, what is said."""
    words, grammar = context.text.words, context.grammar
    first = content_start(context, sentence)
    for word in range(first + 1, min(first + _HEADLINE_SPEAKER, sentence.last - 1)):
        if words[word] in grammar.headline_marks:
            end = content_end(context, sentence)
            if word not in context.actor_ends or context.quoted[first] or word + 1 >= end:
                return None
            if not begins_phrase(context, first) and first + 1 not in context.actor_starts:
                return None
            return Saying((first, word), (word, word + 1), [(word + 1, end)], _HEADLINE)
    return None


_HEADLINE: Row = {"kind": "say", "takes": "any", "stance": "neutral", "noun": ""}
READERS: dict[str, Callable[[Context, Place, Cue], Saying | None]] = {
    "say": read_verb,
    "tell": read_verb,
    "blame": read_verb,
    "show": read_verb,
    "count": read_verb,
    "seem": read_verb,
    "via": _read_via,
    "noun": _read_noun,
    "by": _read_preposition,
    "after": _read_postposition,
    "possessive": _read_possessive,
    "hearsay": _read_nobody,
    "nobody": _read_nobody,
}
