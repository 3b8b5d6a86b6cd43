"""How verbs of saying are read, before what is said ("the ministry said that") or after it ("деп хабарлады")."""

from __future__ import annotations

from dalel.extract.voices.final_verbs import read_final_verb
from dalel.extract.voices.sayings import Cue, Place, Saying
from dalel.extract.voices.speaker_phrases import (
    appositive_end,
    first_speaker,
    is_object,
    is_participle,
    phrase_after,
    phrase_before,
)
from dalel.extract.voices.speech import CLOSING, DASHES, Context, Range

LOOK_AHEAD = 12  # words between a verb and what is said
_SHORTEST_CLAUSE = 4  # words before "…, the ministry said" that can be what was said
_LONGEST_CLAUSE = 60  # words in which the subject of a final verb is looked for
_LONGEST_DESCRIPTION = 4  # words before a name that describe it


def read_verb(context: Context, place: Place, cue: Cue) -> Saying | None:
    lowers, grammar = context.text.lowers, context.grammar
    if not _is_verb(context, place, cue):
        return None
    while (
        cue.first > place.start
        and lowers[cue.first - 1] in grammar.auxiliaries
        and not (cue.first in context.actor_ends and context.text.is_capital(cue.first - 1))  # "Theresa May said"
    ):
        cue.first -= 1
    if cue.row["takes"] == "final" and cue.last < place.end and context.text.words[cue.last][0].isalnum():
        return None  # "айтқан сөзі": a participle before its noun
    if place.previous is not None:
        source = phrase_after(context, cue.last, place.end) or phrase_before(context, place.start, cue.first)
        return Saying(source, (cue.first, cue.last), [place.previous], cue.row) if source is not None else None
    if grammar.content == "before":
        return read_final_verb(context, place, cue)
    after = _content_after(context, cue, place.end)
    takes = cue.row["takes"]
    if takes not in ("any", "final") and not _opens_clause(context, after, place.end) and after < place.end:
        following = lowers[after : min(place.end, after + LOOK_AHEAD)]
        compares = takes == "as" and not grammar.comparers.isdisjoint(following)
        counts = takes == "number" and any(word[0].isdigit() or word in grammar.number_words for word in following)
        topic = next((after + at for at, word in enumerate(following) if word in grammar.topics), None)
        ends = takes == "clause" and text_ends(context, after) and cue.first > place.start
        if takes == "of" and topic is not None and is_aside(context, cue.last, topic):
            after = topic + 1
        elif not (compares or counts or ends):
            return None
    if _is_passive(context, cue):
        return _read_passive(context, place, cue)
    inverted = _inverted(context, place, cue)
    if inverted is not None:
        return inverted
    source = _subject(context, place, cue)
    cue_range = (cue.first, cue.last)
    if source is None:
        speaks_alone = lowers[cue.core] in grammar.impersonal and not grammar.be_forms
        if speaks_alone and _opens_clause(context, after, place.end):
            return Saying(None, cue_range, [(after, place.end)], cue.row)
        return None
    if lowers[source[0]] in grammar.relatives:
        end = next(
            (
                word
                for word in range(after, min(place.end, after + _LONGEST_CLAUSE))
                if lowers[word] == "," and not context.quoted[word]
            ),
            place.end,
        )
        return Saying(source, cue_range, [(after, end)], cue.row, aside=True)
    if source[0] > place.start and source[0] < cue.first and lowers[source[0] - 1] in grammar.describers:
        return _read_described(context, place, cue, source, after)
    return Saying(source, cue_range, _pieces(context, place, cue, source, after), cue.row)


def text_ends(context: Context, word: int) -> bool:
    """Whether a clause ends before a word: "…, the department has established; two traders …"."""
    return context.text.words[word] == ";" and not context.quoted[word]


def _read_described(context: Context, place: Place, cue: Cue, source: Range, after: int) -> Saying | None:
    """ "the talks, which governments had suggested": what is said is at most the rest of that clause."""
    words = context.text.words
    stop = min(place.end, after + _LONGEST_CLAUSE)
    end = next((word for word in range(after, stop) if words[word] in ",:;" and not context.quoted[word]), stop)
    return Saying(source, (cue.first, cue.last), [(after, end)], cue.row, aside=True) if end > after else None


def _pieces(context: Context, place: Place, cue: Cue, source: Range, after: int) -> list[Range]:
    """What is said stands after the verb, or before its subject, or on both sides."""
    words = context.text.words
    left = _left_content(context, place, source[0]) if source[0] < cue.first else None
    right = (after, place.end)
    if left is None:
        return [_whole_quote(context, right)]
    if context.quoted[left[1] - 1]:
        return [left, right] if after < place.end and context.quoted[after] else [left]
    if (
        after >= place.end
        or text_ends(context, cue.last)
        or (cue.last < place.end and is_aside(context, cue.last, place.end))
    ):
        return [left] if left[1] - left[0] >= 2 else [right]
    comma = next((word for word in range(cue.last, place.end) if words[word] == ","), place.end)
    if (
        left[1] - left[0] >= _SHORTEST_CLAUSE
        and comma < place.end - 1
        and cue.last < comma
        and is_aside(context, cue.last, comma)
    ):
        return [left] if is_participle(context, comma + 1) else [left, (comma + 1, place.end)]
    if words[cue.last] == ",":
        return [left, right]
    return [_whole_quote(context, right)]


def _whole_quote(context: Context, piece: Range) -> Range:
    """A quotation that a comma follows is all that was said."""
    first, last = piece
    if first < last and context.quoted[first]:
        stop = first
        while stop < last and context.quoted[stop]:
            stop += 1
        if stop < last and context.text.words[stop] == ",":
            return first, stop
    return piece


def _is_verb(context: Context, place: Place, cue: Cue) -> bool:
    text, grammar = context.text, context.grammar
    form = text.lowers[cue.core]
    if grammar.other_endings and form.endswith(grammar.other_endings):
        return False
    if grammar.other_tags and grammar.other_tags & text.language.tags(form):
        return False
    before = cue.core - 1
    if before >= place.start and text.words[cue.core][0].isupper() and not text.words[before][0].isupper():
        return False
    if before < place.start:
        return not grammar.verb_endings or is_participle(context, cue.core) or _is_asked(context, cue)
    lower = text.lowers[before]
    stands_alone = lower in grammar.indefinites and lower not in grammar.articles  # "most said", "another said"
    if (lower in grammar.determiners and not stands_alone) or lower in grammar.infinitives:
        return False
    is_bare = form == text.lemmas[cue.core] or form.endswith(grammar.plural_endings)  # "spoke" is neither
    if cue.row["noun"] and is_bare and not form.endswith(grammar.verb_endings):
        name = text.words[before][0].isupper() and (cue.core in context.actor_ends or before > place.start)
        following = text.lowers[cue.last] if cue.last < place.end else ""
        if name or text.lowers[before].endswith(grammar.plural_endings):
            return following in grammar.complementizers | grammar.determiners | grammar.pronouns or (
                name and (not following[:1].isalpha() or text.words[cue.last][0].isupper())
            )
        if cue.last >= place.end and text.lemmas[before] in grammar.title_kinds:
            return True  # "nobody was hurt, the ministry stresses"
        auxiliary = lower in grammar.auxiliaries and lower not in grammar.have_forms | grammar.be_forms
        return lower in grammar.pronouns or auxiliary
    return True


def _is_passive(context: Context, cue: Cue) -> bool:
    lowers, grammar = context.text.lowers, context.grammar
    if not grammar.be_forms or is_participle(context, cue.core) or is_participle(context, cue.last - 1):
        return False
    if not grammar.be_forms.isdisjoint(lowers[cue.first : cue.core]) or _is_asked(context, cue):
        return True
    if lowers[cue.core] in grammar.impersonal and _opens_infinitive(context, cue.last):
        return True  # "said to have earned millions"
    return lowers[cue.core].endswith(grammar.verb_endings) and not grammar.agents.isdisjoint(
        lowers[cue.last : cue.last + 1]
    )


def _conjunct_end(context: Context, first: int, end: int) -> int:
    """Where another verb or clause begins: "was accused of spying | and was tortured"."""
    lowers, grammar = context.text.lowers, context.grammar
    for word in range(first, min(end - 1, first + 2 * _LONGEST_CLAUSE)):
        following = lowers[word + 1]
        if lowers[word] in grammar.joiners and following in grammar.finite:
            return word
        if lowers[word] == "," and following in grammar.joiners | grammar.openers:
            return word
    return end


def _opens_infinitive(context: Context, word: int) -> bool:
    """Whether "to have" or "to be" stands here."""
    lowers, grammar = context.text.lowers, context.grammar
    following = lowers[word : word + 2]
    return (
        len(following) == 2
        and following[0] in grammar.infinitives
        and following[1] in grammar.finite | grammar.be_forms
    )


def _is_asked(context: Context, cue: Cue) -> bool:
    """ "Asked whether …, he said", "when asked about": a question whose asker is left out."""
    lowers, grammar = context.text.lowers, context.grammar
    if cue.row["stance"] != "question" or not lowers[cue.core].endswith(grammar.verb_endings):
        return False
    sentence = context.text.sentences[context.text.sentence_of(cue.core)]
    opens = cue.core == sentence.first or lowers[cue.core - 1] in grammar.openers
    return opens and not is_participle(context, cue.core)


def _read_passive(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "were accused of looting by the ministry": the speaker, where there is one, follows "by"."""
    lowers, grammar = context.text.lowers, context.grammar
    stop = min(place.end, cue.last + 2 * LOOK_AHEAD)
    agent = next((word for word in range(cue.last, stop) if lowers[word] in grammar.agents), None)
    source = None
    if agent is not None:
        source = phrase_after(context, agent + 1, place.end, anything=lowers[cue.core] in grammar.impersonal)
    if source is not None:
        source = source[0], next((word for word in range(*source) if _opens_infinitive(context, word)), source[1])
    end = agent if agent is not None and source is not None else _conjunct_end(context, cue.last, place.end)
    pieces = [(cue.last, end)] if end > cue.last else []
    if source is not None and source[1] < place.end and _opens_infinitive(context, source[1]):
        pieces.append((source[1], place.end))
    if not pieces and place.limit < cue.first:
        pieces = [(place.limit, cue.first)]
    return Saying(source, (cue.first, cue.last), pieces, cue.row) if pieces else None


def _content_after(context: Context, cue: Cue, end: int) -> int:
    """Where what is said begins after a verb: past the hearer, the day, the comma or the colon."""
    lowers, words, grammar = context.text.lowers, context.text.words, context.grammar
    index = cue.last
    if index >= end or lowers[index] in grammar.complementizers or context.quoted[index]:
        return index
    passes = cue.row["kind"] == "tell" or lowers[index] in grammar.prepositions or lowers[index] in grammar.fillers
    for word in range(index, min(end, index + LOOK_AHEAD)):
        if context.quoted[word]:
            return word
        if words[word] == ":" and (word - index <= 3 or (word + 1 < end and context.quoted[word + 1])):
            return word + 1
        if passes and lowers[word] in grammar.complementizers and lowers[word] not in grammar.pronouns:
            return word
        if words[word] in ",;" and word > index and not (word + 1 < end and context.quoted[word + 1]):
            break
    while index < end and (lowers[index] in grammar.fillers or words[index] == ","):
        index += 1
    if cue.row["kind"] == "tell":
        if index < end and is_object(context, index):
            return index + 1
        hearer = phrase_after(context, index, end)
        if hearer is not None:
            first = hearer[0]
            return context.actor_starts.get(first, first + 2 if lowers[first] in grammar.determiners else hearer[1])
    return index


def _opens_clause(context: Context, index: int, end: int) -> bool:
    lowers, grammar = context.text.lowers, context.grammar
    if index >= end:
        return False
    return bool(context.quoted[index]) or lowers[index] in grammar.complementizers or lowers[index] in grammar.pronouns


def is_aside(context: Context, first: int, last: int) -> bool:
    """Whether all that follows the verb is where or when it was said."""
    text, grammar = context.text, context.grammar
    if first == last:
        return True
    if first > last or last - first > LOOK_AHEAD or text.lowers[first] in grammar.complementizers:
        return False
    if any(text.words[word] in ",;:" or context.quoted[word] for word in range(first, last)):
        return False
    return text.lowers[first] in grammar.prepositions or text.lowers[first] in grammar.fillers


def _left_content(context: Context, place: Place, before: int) -> Range | None:
    """What is said before "…, the ministry said": from the sentence's beginning to the comma or the mark."""
    words, last = context.text.words, before
    limit = place.limit
    while last > limit and (words[last - 1] == "," or words[last - 1] in DASHES):
        last -= 1
    if last <= limit:
        return None
    closed = bool(context.quoted[last - 1]) and words[last - 1] in CLOSING
    if not closed:  # "40 houses fell; nine more are to go, said the mayor": the mayor says the last clause
        back = range(last - 1, max(limit, last - 2 * _LONGEST_CLAUSE), -1)
        limit = next((at + 1 for at in back if text_ends(context, at)), limit)
    return (limit, last) if closed or last < before else None


def _inverted(context: Context, place: Place, cue: Cue) -> Saying | None:
    """ "“…,” said the ministry": the speaker after the verb, what is said before it."""
    words, grammar = context.text.words, context.grammar
    left = _left_content(context, place, cue.first)
    if left is None or is_participle(context, cue.core):
        return None
    source = phrase_after(context, cue.last, place.end)
    if source is None or cue.row["kind"] == "tell":
        return None
    first, last = source
    if not context.quoted[left[1] - 1]:
        is_clause = not grammar.auxiliaries.isdisjoint(context.text.lowers[first:last])
        if is_clause or not (last >= place.end or words[last] == ","):
            return None
    if last < place.end and words[last] == ",":
        last = appositive_end(context, last, place.end)
    pieces = [left]
    following = last + 1 if last < place.end and words[last] == "," else last
    aside = following > last and not context.quoted[left[1] - 1] and _goes_on(context, following, place.end)
    if following < place.end and (context.quoted[following] or aside):  # "In the night, says the ministry, …"
        pieces.append((following, place.end))
    return Saying((first, last), (cue.first, cue.last), pieces, cue.row)


def _goes_on(context: Context, first: int, end: int) -> bool:
    """Whether what is said goes on after "…, says the ministry,": no participle, nor what describes the speaker."""
    text = context.text
    tags = text.language.tags
    is_clause = any(
        context.grammar.finite_tags & tags(text.lowers[word]) for word in range(first, end)[:_SHORTEST_CLAUSE]
    )
    if (end - first < _SHORTEST_CLAUSE and not is_clause) or is_participle(context, first):
        return False
    if text.lowers[first] in context.grammar.joiners:
        return False  # "…, said the ministry, but later put it right"
    return context.grammar.other_tags.isdisjoint(text.language.tags(text.lowers[first]))


def _subject(context: Context, place: Place, cue: Cue) -> Range | None:
    """The noun phrase before a verb, or the subject it shares with the verb before."""
    lowers, grammar = context.text.lowers, context.grammar
    joined = cue.first > place.start and lowers[cue.first - 1] in grammar.joiners
    participle = is_participle(context, cue.core)
    if cue.first == place.start or joined or (participle and cue.first == cue.core):
        if place.kept and place.kept[-1].source is not None:
            return place.kept[-1].source
        return first_speaker(context, place.start, cue.first)
    subject = phrase_before(context, place.limit, cue.first)
    before = context.text.words[max(place.limit, cue.first - _LONGEST_DESCRIPTION) : cue.first]
    if subject is None and grammar.finite_tags and place.kept and "," in before:
        earlier = place.kept[-1]  # "сказал, что …, позже уточнил, что …"
        shares = earlier.source is not None and earlier.source[0] < earlier.cue[0] and len(earlier.contents) == 1
        return earlier.source if shares else None
    return subject
