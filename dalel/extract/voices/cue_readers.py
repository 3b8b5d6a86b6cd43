"""How each kind of cue is read: where its speaker stands, and what is said.

A reader takes a cue and the bounds of its sentence and gives a `Saying`, or None where the words turn out
to attribute nothing. `READERS` maps the kinds of `cues.tsv` to them; verbs are read in `verb_readers`.
"""

from __future__ import annotations

from collections.abc import Callable

from dalel.extract.lexicon import Row
from dalel.extract.text import Sentence
from dalel.extract.voices.final_verbs import described_from, read_colon, read_owner
from dalel.extract.voices.sayings import Cue, Place, Saying
from dalel.extract.voices.speaker_phrases import (
    begins_phrase,
    name_opening,
    names_somebody,
    phrase_after,
    phrase_before,
)
from dalel.extract.voices.speech import CLOSING, DASHES, Context, Range, content_end, content_start, whole_quotation
from dalel.extract.voices.verb_readers import LOOK_AHEAD, read_verb

_LONGEST_CLAUSE = 120  # words on either side of "reportedly" that it can be about
_LONGEST_DESCRIPTION = 4  # words before a name that describe it
_NOUN_STOPS = frozenset(",;:()—–.!?")
_LONGEST_SIGNATURE = 14  # words from the dash after a quotation to the end
_HEADLINE_SPEAKER = 7  # words before the colon of a headline
_FEWEST = 2  # words that can be what is said
_FIGURE_AHEAD = 7  # words behind a dash in which a figure stands


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
    before = context.text.lowers[max(place.start, cue.first - 2) : cue.first]
    if not context.grammar.openers.isdisjoint(before):
        place = Place(cue.first, place.end, None, [])  # "said that, according to X, …", "in which, according to X, …"
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
    if source is None and cue.first > place.limit and context.text.words[cue.first - 1] in CLOSING:
        source = cue.first - 1, cue.first  # "«Азаттық» дерегінше"
    if source is None:
        return None
    following = cue.last + (cue.last < place.end and context.text.words[cue.last] == ",")
    if context.grammar.content == "before" and place.end - following >= _FEWEST:
        from_ = source[1] if source[1] - source[0] == 1 else source[0]
        source = min(source[0], described_from(context, place.limit, from_)), source[1]
        return Saying(source, (cue.first, cue.last), [(following, place.end)], cue.row)
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
    """ "Ministry: 26 killed", "03:30 — Ministry: 26 killed", "Aigul, a nurse: “…”": who, a colon, what is said."""
    words, grammar = context.text.words, context.grammar
    first, end = content_start(context, sentence), content_end(context, sentence)
    if grammar.content == "before":
        colon = read_colon(context, sentence)
        if colon is not None:
            source, word = colon
            return Saying(source, (word, word + 1), [whole_quotation(context, (word + 1, word + 2))], _HEADLINE)
    while first < min(end, sentence.first + _HEADLINE_SPEAKER) and not words[first][0].isalpha():
        if context.quoted[first]:
            return None
        first += 1
    before_quotation = _read_lead(context, first, sentence.last)
    if before_quotation is not None:
        return before_quotation
    opener = context.text.lowers[first] if first < end else ""
    if opener in grammar.prepositions and opener not in grammar.speaking_prepositions:
        return _read_medium(context, first, end)
    for word in range(first + 1, min(first + 2 * _HEADLINE_SPEAKER, end - 1)):
        if word >= first + _HEADLINE_SPEAKER and not context.quoted[word + 1]:
            continue
        if words[word] in grammar.headline_marks:
            named = word in context.actor_ends or (first in context.actor_starts and context.quoted[word + 1])
            named = named or any(context.text.lemmas[at] in grammar.title_kinds for at in range(first, word))
            tags = context.text.language.tags
            if any(grammar.finite_tags & tags(context.text.lowers[at]) for at in range(first, word)):
                return None  # "The movement mocked the count: …"
            if not named or context.quoted[first]:
                return None
            if not begins_phrase(context, first) and first + 1 not in context.actor_starts:
                return None
            return Saying((first, word), (word, word + 1), [(word + 1, end)], _HEADLINE)
    return None


def _read_lead(context: Context, first: int, last: int) -> Saying | None:
    """A colon before a quotation, perhaps at a line's end: "Forwarded from «Medics of Volta»:"."""
    words, marks = context.text.words, context.grammar.headline_marks
    stop = min(last, len(words) - 1, first + 2 * _HEADLINE_SPEAKER)
    colon = next((at for at in range(first + 1, stop) if words[at] in marks and context.quoted[at + 1]), None)
    if colon is None or any(context.quoted[first : colon + 1]):
        return None
    name = name_opening(context, first, colon - 1)
    if name is None:
        return None
    return Saying((name, colon), (colon, colon + 1), [whole_quotation(context, (colon + 1, colon + 2))], _HEADLINE)


def _read_medium(context: Context, first: int, end: int) -> Saying | None:
    """ "On the radio: “…”": what a medium without a name says; "About the ministry: …" is nobody's."""
    text, grammar = context.text, context.grammar
    medium = first + 1 + (first + 1 < end and text.lowers[first + 1] in grammar.articles)
    if medium + 2 >= end or text.lemmas[medium] not in grammar.media:
        return None
    if text.words[medium + 1] not in grammar.headline_marks:
        return None
    return Saying((medium, medium + 1), (medium + 1, medium + 2), [(medium + 2, end)], _HEADLINE)


def read_gaps(context: Context, saying: Saying) -> list[Saying]:
    """ "Police speak of 20 dead, the medical union — of forty": who speaks after the comma, whose verb is left out."""
    text, grammar = context.text, context.grammar
    words = text.words
    if saying.source is None or saying.row["stance"] != "neutral" or grammar.content == "before":
        return []
    found: list[Saying] = []
    first, last = saying.contents[-1]
    comma = -1
    for word in range(max(first, saying.cue[1]), last - 1):
        if context.quoted[word]:
            comma = -1
        elif words[word] in ",;":
            comma = word
        elif words[word] in DASHES and 0 <= comma < word - 1 and word - comma <= _HEADLINE_SPEAKER:
            start = comma + 1 + (text.lowers[comma + 1] in grammar.joiners)
            named = text.is_capital(start) or text.lemmas[start] in grammar.title_kinds  # not "wounded — 40"
            tags = text.language.tags(text.lowers[start])
            speaks = start < word and named and (not tags or "nomn" in tags or text.is_capital(start))
            ahead = text.lowers[word + 1 : min(last, word + _FIGURE_AHEAD)]
            counts = any(one[0].isdigit() or one in grammar.number_words for one in ahead)
            if speaks and counts and names_somebody(context, start, word):
                if found:
                    found[-1].contents = [(found[-1].contents[0][0], comma)]
                else:
                    saying.contents[-1] = (first, comma)
                found.append(Saying((start, word), (word, word + 1), [(word + 1, last)], saying.row))
            comma = -1
    return found


def read_signature(context: Context, sentence: Sentence) -> Saying | None:
    """ "“We have no water.” ― Aliya, a teacher": a quotation, a dash, who said it, and nothing else."""
    words, quoted = context.text.words, context.quoted
    first, last = sentence.first, content_end(context, sentence)
    dash = max(first, last - _LONGEST_SIGNATURE)
    while dash < last and (quoted[dash] or words[dash] not in DASHES):
        dash += 1
    name = dash + 1
    while name < last and words[name] in DASHES:
        name += 1
    if name >= last or dash == 0 or not quoted[dash - 1] or any(quoted[name:last]):
        return None
    named = name in context.actor_starts or begins_phrase(context, name)
    lone = name + 1 == last or words[name + 1] == ","
    if not words[name][0].isupper() or not (named or lone):
        return None
    quote = next((quote for quote in context.quotes if quote.first < dash <= quote.last), None)
    return Saying((name, last), (dash, dash + 1), [(quote.first, quote.last)], _HEADLINE) if quote else None


_HEADLINE: Row = {"kind": "say", "takes": "any", "stance": "neutral", "noun": ""}
READERS: dict[str, Callable[[Context, Place, Cue], Saying | None]] = {
    "say": read_verb,
    "tell": read_verb,
    "blame": read_verb,
    "show": read_verb,
    "attitude": read_verb,
    "count": read_verb,
    "seem": read_verb,
    "via": _read_via,
    "noun": _read_noun,
    "owner": read_owner,
    "by": _read_preposition,
    "after": _read_postposition,
    "possessive": _read_possessive,
    "hearsay": _read_nobody,
    "nobody": _read_nobody,
    "nothing": lambda context, place, cue: None,
}
