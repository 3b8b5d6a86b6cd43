"""How sayings are read in a language whose verb stands last: "Министрлік 26 адам қаза тапты деп хабарлады".

The subject is the first phrase of the clause that can speak: a person, a body, an office, people, a pronoun, in a form
that is no other case. What is said lies between it and the verb, or before it where nothing lies between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from unicodedata import category

from dalel.extract.text import Sentence
from dalel.extract.voices.sayings import Cue, Place, Saying
from dalel.extract.voices.speaker_phrases import phrase_after
from dalel.extract.voices.speech import DASHES, Context, Range, content_end, content_start, whole_quotation

_LONGEST_CLAUSE = 60  # words in which the subject of a final verb is looked for
_LONGEST_DESCRIPTION = 6  # words before a name or a head that describe it
_LONGEST_TAIL = 4  # words after a final verb that name the speaker and end the sentence
_LONGEST_OFFICE = 4  # words from a body to the office in it: "полиция бас инспекторының өкілі"
_FEWEST = 3  # words that can be what is said
_COLON_SPEAKER = 16  # words before the colon of a quotation
_MARKS = frozenset(",:") | DASHES
_SAID = frozenset(("accs", "VERB"))
_LONGEST_OPENING = 5  # words of a subject that no list knows
_INNER = frozenset(("gent", "poss", "ADJF"))  # forms of words within a name: "адам құқықтары жөніндегі кеңсе"
_CASES = frozenset(("gent", "datv", "accs", "loct", "elat", "ablt"))
_CLOSING, _OPENING = '»”"', '«“"'


def read_final_verb(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "Министрлік 26 адам қаза тапты деп хабарлады", "«…», — деді министр", "министрлік жазыпты: …"."""
    text, grammar = context.text, context.grammar
    cue_range = (cue.first, cue.last)
    limit = _after_sign(context, place.limit, cue.first)
    if cue.last < place.end and text.words[cue.last] == ":":
        source = nominative(context, limit, cue.first) or _media(context, limit, cue.first)
        if source is not None and cue.last + 1 < place.end:
            return Saying(source, cue_range, [(cue.last + 1, place.end)], cue.row)
    source = phrase_after(context, cue.last, place.end) or _tail(context, cue.last, place.end)
    if source is not None and not _is_oblique(context, source[1] - 1):
        last = cue.first
        while last > limit and text.words[last - 1] in _MARKS:
            last -= 1
        return Saying(source, cue_range, [_quoted_part(context, limit, last)], cue.row)
    source = _beside(context, limit, cue.first) or nominative(context, limit, cue.first)
    source = source or _opening(context, limit, cue.first)
    shared = place.kept[-1].source if place.kept else None
    if source is None and shared is not None and place.kept[-1].row["kind"] == cue.row["kind"]:
        first = limit
        while first < cue.first and text.words[first] in _MARKS:
            first += 1
        return Saying(shared, cue_range, [(first, cue.first)], cue.row)
    if source is None:
        source = _media(context, limit, cue.first)
    if source is not None:
        return Saying(source, cue_range, [_content(context, limit, source, cue.first)], cue.row)
    if text.lowers[cue.core] in grammar.impersonal:
        return Saying(None, cue_range, [(limit, cue.first)], cue.row)
    return None


def _after_sign(context: Context, limit: int, end: int) -> int:
    """Where the clause of a verb begins: a sign such as an emoji ends one as a full stop does."""
    signs = (word for word in range(end - 1, limit, -1) if category(context.text.words[word][0]) == "So")
    return next(signs, limit - 1) + 1


def read_in_quotes(context: Context, cues: Sequence[Cue]) -> list[Saying]:
    """ "«Министрліктің мәліметінше, 26 адам қаза тапты»": whom a quotation quotes itself, as far as it goes."""
    found = []
    for cue in cues:
        first = context.actor_ends.get(cue.first)
        position = bisect_right(context.quotes, cue.core, key=lambda quote: quote.first) - 1
        if first is None or position < 0 or cue.row["kind"] != "after":
            continue
        quote = context.quotes[position]
        following = cue.last + (context.text.words[cue.last] == "," if cue.last < quote.last else 0)
        if quote.first < first and quote.last - following > _FEWEST:
            found.append(Saying((first, cue.first), (cue.first, cue.last), [(following, quote.last - 1)], cue.row))
    return found


def read_owner(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "Министрдің 12 адам өлді деген сөзі": the speaker owns the word for what is said, and stands before it."""
    text, grammar = context.text, context.grammar
    for word in range(place.limit, min(cue.first, place.limit + _LONGEST_CLAUSE)):
        stop = context.actor_starts.get(word, word + 1)
        known = word in context.actor_starts or text.lemmas[word] in grammar.title_kinds
        is_owner = known or text.lowers[word] in grammar.pronouns
        if is_owner and stop < cue.first and "gent" in text.language.tags(text.lowers[stop - 1]):
            source = described_from(context, place.limit, word), stop
            return Saying(source, (cue.first, cue.last), [(stop, cue.first)], cue.row)
    return None


def read_colon(context: Context, sentence: Sentence) -> tuple[Range, int] | None:
    """The speaker of a quotation behind a colon, and the colon: "Студенттер кеңесі келіспейді: «…»"."""
    words, first, end = context.text.words, content_start(context, sentence), content_end(context, sentence)
    for word in range(first + 1, min(first + _COLON_SPEAKER, end - 1)):
        if context.quoted[word]:
            return None
        if words[word] in context.grammar.headline_marks and context.quoted[word + 1]:
            source = nominative(context, first, word)
            return (source, word) if source is not None else None
    return None


def _content(context: Context, limit: int, source: Range, end: int) -> Range:
    """What lies between a subject and its verb, else before the subject; of a quotation behind a colon, that alone."""
    words = context.text.words
    first = source[1]
    while first < end and (words[first] in _MARKS or context.text.lowers[first] in context.grammar.fillers):
        first += 1
    last = end
    while last > first and words[last - 1] in _MARKS:
        last -= 1
    before = source[0]
    while before > limit and words[before - 1] in _MARKS:
        before -= 1
    if sum(word[0].isalpha() for word in words[first:last]) < _FEWEST - 1 and before - limit >= _FEWEST:
        return limit, before
    return _quoted_part(context, first, max(last, first + 1))


def _quoted_part(context: Context, first: int, last: int) -> Range:
    """Behind a colon, the quotation alone; else the whole."""
    words = context.text.words
    for word in range(first, last - 1):
        if words[word] == ":" and words[word + 1] in _OPENING and not context.quoted[word]:
            return whole_quotation(context, (word + 1, last))
    return first, last


def nominative(context: Context, limit: int, end: int) -> Range | None:
    """The first phrase of a clause that can be its subject, with what describes it."""
    text = context.text
    for word in range(limit, min(end, limit + _LONGEST_CLAUSE)):
        if context.quoted[word] or not text.words[word][0].isalpha():
            continue
        stop = _head_end(context, word, end)
        if stop is None or stop > end or _is_counted(context, limit, word):
            continue
        if _is_oblique(context, stop - 1) and not _is_pronoun(context, stop - 1):
            continue
        return described_from(context, limit, word), stop
    return None


def _beside(context: Context, limit: int, end: int) -> Range | None:
    """A subject right before its verb, behind what is said: "… деген хабарды полиция жоққа шығарды"."""
    text = context.text
    for word in range(max(limit + _FEWEST, end - _LONGEST_OFFICE), end):
        if context.quoted[word] or not text.words[word][0].isalpha():
            continue
        stop = _head_end(context, word, end)
        if stop is None or not end - 1 <= stop <= end or _is_counted(context, limit, word):
            continue
        if stop < end and not _SAID.isdisjoint(text.language.tags(text.lowers[stop])):
            continue  # "алты полицей ұсталғанын мәлімдеді"
        if not _is_oblique(context, stop - 1) or _is_pronoun(context, stop - 1):
            return described_from(context, limit, word), stop
    return None


def _is_oblique(context: Context, word: int) -> bool:
    """Whether a word's case bars it from being a subject; names of people end in anything."""
    inside = word in context.persons or context.actor_ends.get(word + 1) in context.persons
    return not inside and not _CASES.isdisjoint(context.text.language.tags(context.text.lowers[word]))


def _is_pronoun(context: Context, word: int) -> bool:
    """Whether a pronoun is a subject: "ол", not "оның"."""
    lower = context.text.lowers[word]
    return lower in context.grammar.pronouns and "gent" not in context.text.language.tags(lower) and len(lower) <= 4


def _head_end(context: Context, word: int, end: int) -> int | None:
    """The end of a phrase that can speak and begins at a word: an actor, an office or a body, with the office in it."""
    text, grammar = context.text, context.grammar
    stop = context.actor_starts.get(word)
    if stop is None and (text.lowers[word] in grammar.pronouns or text.lemmas[word] in grammar.title_kinds):
        stop = word + 1
    tags = text.language.tags
    if stop is None or text.lowers[word] in grammar.pronouns:
        return stop
    if "plur" in tags(text.lowers[stop - 1]):  # "студенттер кеңесі", but not "жиналғандар | полиция …"
        is_body = stop < end and text.lemmas[stop] in grammar.title_kinds and "poss" in tags(text.lowers[stop])
        return stop + is_body
    for at in range(stop, min(end, stop + _LONGEST_OFFICE)):
        if at in context.persons:
            return context.actor_starts[at]
        is_described = text.lowers[at - 1] in grammar.describing
        is_title = text.lemmas[at] in grammar.title_kinds and ("poss" in tags(text.lowers[at]) or is_described)
        if is_title and not _is_oblique(context, at):
            stop = at + 1
        elif text.lowers[at] not in grammar.describing and (
            not text.words[at][0].isalpha() or _INNER.isdisjoint(tags(text.lowers[at]))
        ):
            break
    while stop < end and stop in context.persons:
        stop = context.actor_starts[stop]
    return stop


def _is_counted(context: Context, limit: int, word: int) -> bool:
    """ "164 адам", "12 мыңнан астам адам": counted, not speaking."""
    text = context.text
    before = text.words[max(limit, word - 3) : word]
    before = before[before.index(",") + 1 :] if "," in before else before
    is_many = text.lowers[word - 1] in context.grammar.quantities if word > limit else False
    return is_many or any(one[0].isdigit() for one in before)


def described_from(context: Context, limit: int, word: int) -> int:
    """Where the description before a subject begins: after days, openers and words in another case."""
    text, grammar = context.text, context.grammar
    first = word
    while first > limit and word - first < _LONGEST_DESCRIPTION:
        before = first - 1
        lower = text.lowers[before]
        if text.words[before] in _CLOSING:
            opening = next((at for at in range(before - 1, limit - 1, -1) if text.words[at] in _OPENING), None)
            if opening is None or context.quoted[before]:
                break
            first = opening
            continue
        tags = text.language.tags(lower)
        if not lower[0].isalpha() or lower in grammar.fillers | grammar.openers | grammar.auxiliaries:
            break
        if _is_oblique(context, before) and "gent" not in tags and "ADJF" not in tags:
            break
        if "VERB" in tags and not text.is_capital(before):
            break
        first = before
    return first


def _tail(context: Context, first: int, end: int) -> Range | None:
    """ "… дейді алаңдағылар": people named by a plural, or by a description, that end the sentence."""
    text = context.text
    if not 0 < end - first <= _LONGEST_TAIL or not all(text.words[at][0].isalpha() for at in range(first, end)):
        return None
    tags = text.language.tags(text.lowers[end - 1])
    return (first, end) if "plur" in tags and not _is_oblique(context, end - 1) else None


def _opening(context: Context, limit: int, end: int) -> Range | None:
    """A subject that no list knows, before a number: "Халықаралық амнистия кемінде 23 адам … деп санайды"."""
    text, grammar = context.text, context.grammar
    first = limit
    while first < end and (text.words[first] in _MARKS or text.lowers[first] in grammar.fillers | grammar.openers):
        first += 1
    stop = first
    while stop < min(end, first + _LONGEST_OPENING + 1) and text.words[stop][0].isalpha():
        if text.lowers[stop] in grammar.quantities or not _SAID.isdisjoint(text.language.tags(text.lowers[stop])):
            break
        stop += 1
    is_before_number = stop < end and (text.words[stop][0].isdigit() or text.lowers[stop] in grammar.quantities)
    if not is_before_number or not 0 < stop - first <= _LONGEST_OPENING or _is_oblique(context, stop - 1):
        return None
    return first, stop


def _media(context: Context, limit: int, end: int) -> Range | None:
    """ "Теледидарда … деп айтты": what is heard from a medium in the locative."""
    text = context.text
    for word in range(limit, min(end, limit + _LONGEST_DESCRIPTION)):
        if text.lemmas[word] in context.grammar.media and "loct" in text.language.tags(text.lowers[word]):
            return word, word + 1
    return None
