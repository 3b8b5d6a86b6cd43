"""The phrase that names a speaker, beside a verb or a colon, by the words that bound it, without a parser.

The words come from the language's `voices.toml`. Every search looks at a bounded number of words, so that
the work is linear in the text.
"""

from __future__ import annotations

from dalel.extract.voices.speech import DASHES, LONGEST_PHRASE, QUOTES_AND_APOSTROPHES, STOPS, Context, Range

_LONGEST_ASIDE = 9  # words in brackets within a name
_LONGEST_LOOK = 120  # how far back a shared subject is looked for
_LONGEST_BARE = 4  # words in a speaker's phrase that has no name, title or article
_LONGEST_PLACE = 4  # words between a verb and its speaker that say where it was said
_PREPOSITIONAL, _SUBJECTS = frozenset(("loct", "ablt")), frozenset(("nomn", "gent", "accs", "Fixd"))
_NAME_OPENING, _NAME_CLOSING = frozenset("«“„"), frozenset("»”“")


def begins_phrase(context: Context, word: int) -> bool:
    """Whether a word can begin a noun phrase that names a speaker."""
    text, grammar = context.text, context.grammar
    return (
        word in context.actor_starts
        or text.lowers[word] in grammar.determiners
        or text.lowers[word] in grammar.pronouns
        or text.lemmas[word] in grammar.title_kinds
    )


def phrase_start(context: Context, limit: int, end: int) -> int:
    """Walk left from a verb to the word that opens its clause."""
    text, grammar = context.text, context.grammar
    lowers, words = text.lowers, text.words
    index = end
    while index > limit and end - index < LONGEST_PHRASE:
        word = index - 1
        lower = lowers[word]
        if words[word] == ")":  # "the Syrian Democratic Forces (SDF) said"
            opening = next((at for at in range(word, max(limit, word - _LONGEST_ASIDE), -1) if words[at] == "("), word)
            if opening < word:
                index = opening
                continue
        name = name_opening(context, limit, word)
        if name is not None:  # "«Белые каски» говорили"
            index = name
            continue
        if lower == "," or words[word] in STOPS or context.quoted[word]:
            break
        if lower in grammar.openers and not (index == end and lower in grammar.relatives):
            described = index < end and lower in grammar.describers and not _begins_subject(context, index)
            if not (described and word > limit and words[word - 1][0].isalpha()):
                break
        if lower in grammar.joiners and not _joins_names(context, word):
            break
        index = word
        if index == end - 1 and lower in grammar.pronouns:
            break
    return index


def name_opening(context: Context, limit: int, word: int) -> int | None:
    """Where a name in quotation marks begins that ends with this word; None where none does."""
    words = context.text.words
    if words[word] not in _NAME_CLOSING or context.quoted[word]:
        return None
    for at in range(word - 2, max(limit, word - _LONGEST_ASIDE) - 1, -1):
        if words[at] in _NAME_OPENING:
            return at if words[at + 1][0].isupper() else None
        if words[at] in STOPS:
            return None
    return None


def name_closing(context: Context, stop: int, word: int) -> int | None:
    """Where a name in quotation marks ends that begins with this word."""
    words = context.text.words
    if words[word] not in _NAME_OPENING or context.quoted[word] or word + 1 >= stop:
        return None
    if not words[word + 1][0].isupper():
        return None
    for at in range(word + 2, min(stop, word + _LONGEST_ASIDE)):
        if words[at] in _NAME_CLOSING:
            return at + 1
        if words[at] in STOPS:
            return None
    return None


def _is_body(context: Context, word: int) -> bool:
    """Whether a word is a common word for a body, and no name: "said on television"."""
    return context.grammar.title_kinds.get(context.text.lemmas[word]) == "body" and word not in context.actor_starts


def _is_place(context: Context, first: int, end: int) -> bool:
    """Whether a place of saying stands between a verb and its speaker: "объявил в эфире глава государства"."""
    text = context.text
    if begins_phrase(context, first) or (first < end and text.is_capital(first)):
        return False
    following = range(first + 1, min(end, first + _LONGEST_PLACE))
    if any(context.quoted[word] or text.words[word] in STOPS or text.words[word] == "," for word in following):
        following = range(first + 1, first + 1)
    return any(begins_phrase(context, word) and "nomn" in text.language.tags(text.lowers[word]) for word in following)


def _begins_subject(context: Context, word: int) -> bool:
    """Whether a clause with "who" has a subject of its own: "fighters who Ankara regards as"."""
    text, grammar = context.text, context.grammar
    return text.words[word][0].isupper() or text.lowers[word] in grammar.determiners | grammar.clause_pronouns


def _joins_names(context: Context, joiner: int) -> bool:
    following = joiner + 1
    if joiner in context.actor_ends and (following in context.actor_starts or begins_phrase(context, following)):
        return True
    text = context.text  # "the governor of Sistan and Baluchestan"
    return (
        1 < joiner < len(text.words) - 1
        and text.is_capital(joiner - 1)
        and text.is_capital(following)
        and text.lowers[joiner - 2] in context.grammar.prepositions
    )


def trimmed(context: Context, first: int, last: int, subject: bool = True) -> Range | None:
    """The speaker in a clause's beginning: past "On Tuesday", "Meanwhile", and without a day at its end."""
    text, grammar = context.text, context.grammar
    lowers = text.lowers
    while (
        last > first
        and last not in context.actor_ends
        and (lowers[last - 1] in grammar.fillers or text.words[last - 1].isdigit())
    ):
        last -= 1
    while last - first > 1 and last not in context.actor_ends and lowers[last - 1] in grammar.prepositions:
        last -= 1  # "the commission on Friday"
    for phrase in grammar.times_of_saying:
        if tuple(lowers[max(first, last - len(phrase)) : last]) == phrase:
            last -= len(phrase)
    while (
        last - first > 1
        and grammar.adverb_endings
        and lowers[last - 1].endswith(grammar.adverb_endings)
        and last not in context.actor_ends
        and not text.is_capital(last - 1)
    ):
        last -= 1
    opens = first
    while first < last and (
        lowers[first] in grammar.fillers
        or not (lowers[first][0].isalnum() or text.words[first] in QUOTES_AND_APOSTROPHES)
        or lowers[first] in grammar.auxiliaries
        or (first > opens and text.words[first].isdigit() and lowers[first - 1] in grammar.fillers)
        or (first + 1 < last and text.words[first].isdigit() and lowers[first + 1] in grammar.fillers)
    ):
        first += 1
    if first >= last:
        return None
    if lowers[last - 1] in grammar.pronouns:
        return last - 1, last
    if lowers[first] in grammar.prepositions:
        for word in range(first + 1, last):
            is_day = text.words[word].isdigit() or lowers[word] in grammar.fillers
            if begins_phrase(context, word) and lowers[word - 1] not in grammar.prepositions and not is_day:
                return None if _is_within(context, last - 1) else (word, last)
        if first + 1 < last and lowers[first] in grammar.speaking_prepositions:
            return first + 1, last
        return None
    whole = last - first > 2 and lowers[last - 2] in grammar.prepositions  # "most of them"
    if (is_object(context, last - 1) and not whole) or is_object(context, first):
        return None
    last = _before_verb(context, first, last)
    if not _can_name(context, first, last):
        return None
    return None if subject and last - first == 1 and is_oblique(context, first) else (first, last)


def _is_within(context: Context, word: int) -> bool:
    """Whether a word can only be the end of "on the territories": a case that no subject stands in."""
    tags = context.text.language.tags(context.text.lowers[word])
    return bool(tags & _PREPOSITIONAL) and not tags & _SUBJECTS and word not in context.persons


def is_object(context: Context, word: int) -> bool:
    """Whether a word is a pronoun that is spoken to or of ("us", but not "US")."""
    written = context.text.words[word]
    return context.text.lowers[word] in context.grammar.objects and not (len(written) > 1 and written.isupper())


def _before_verb(context: Context, first: int, last: int) -> int:
    """The end of a subject: before its first finite auxiliary, unless that stands in a clause with "who"."""
    lowers, grammar = context.text.lowers, context.grammar
    for word in range(first + 1, last):
        if lowers[word] in grammar.relatives:
            break
        if lowers[word] in grammar.finite:
            return word
    return last


def _can_name(context: Context, first: int, last: int) -> bool:
    """Whether words can be a speaker's noun phrase, as far as their forms show: no clause, no bare participle."""
    text, grammar = context.text, context.grammar
    lowers = text.lowers
    if last - first > 1 and lowers[first] in grammar.pronouns and lowers[first] not in grammar.determiners:
        return False
    if grammar.finite_tags and not grammar.negators.isdisjoint(lowers[first:last]):
        return False  # "погибших нет": a clause
    if not grammar.clause_pronouns.isdisjoint(lowers[first + 1 : last]):
        return False
    tags = text.language.tags
    if grammar.finite_tags and any(grammar.finite_tags & tags(lowers[word]) for word in range(first, last)):
        return False
    if begins_phrase(context, first) or names_somebody(context, first, last):
        return True
    inflected = bool(grammar.verb_endings) and lowers[first].endswith(grammar.verb_endings)
    described = last - first > 1 and lowers[last - 1].endswith(grammar.plural_endings)  # "visiting observers"
    return last - first <= _LONGEST_BARE and (described or not inflected)


def is_oblique(context: Context, word: int) -> bool:
    """Whether a word's case ending bars it from being a subject; names of people end in anything."""
    endings = context.grammar.oblique_endings
    return bool(endings) and word not in context.persons and context.text.lowers[word].endswith(endings)


def is_participle(context: Context, word: int) -> bool:
    """Whether a verb takes its subject from the clause before: "adding", "добавив"."""
    grammar, lower = context.grammar, context.text.lowers[word]
    if grammar.participle_endings and lower.endswith(grammar.participle_endings):
        return True
    return bool(grammar.participle_tags) and bool(grammar.participle_tags & context.text.language.tags(lower))


def phrase_before(context: Context, limit: int, end: int, subject: bool = True) -> Range | None:
    """The noun phrase that ends where a verb begins, with what stands between commas after it.

    As a `subject` it must not carry a case ending that bars it.
    """
    words = context.text.words
    if end <= limit:
        return None
    if words[end - 1] in DASHES:  # "Ann Lee — a teacher from Aktau — says"
        dash = next((at for at in range(end - 2, max(limit, end - LONGEST_PHRASE), -1) if words[at] in DASHES), limit)
        phrase = trimmed(context, phrase_start(context, limit, dash), dash, subject) if dash > limit else None
        return (phrase[0], end - 1) if phrase is not None and names_somebody(context, *phrase) else None
    if words[end - 1] != ",":
        return trimmed(context, phrase_start(context, limit, end), end, subject)
    comma = end - 1
    inner = _comma_before(context, limit, comma)
    while inner is not None:
        first = phrase_start(context, limit, inner)
        phrase = trimmed(context, first, inner)
        if phrase is not None and (names_somebody(context, *phrase) or first == limit):
            aside = context.text.lowers[inner + 1] in context.grammar.prepositions  # "the army, in a statement, said"
            return phrase[0], inner if aside else comma
        inner = _comma_before(context, limit, first - 1) if first > limit and comma - first < LONGEST_PHRASE else None
    return trimmed(context, phrase_start(context, limit, comma), comma)


def _comma_before(context: Context, limit: int, end: int) -> int | None:
    words = context.text.words
    for word in range(end - 1, max(limit, end - LONGEST_PHRASE) - 1, -1):
        if words[word] == ",":
            return word
        if context.quoted[word]:
            return None
    return None


def names_somebody(context: Context, first: int, last: int) -> bool:
    """Whether a phrase holds an actor, a title, a pronoun, or a name."""
    text, grammar = context.text, context.grammar
    return any(
        word in context.actor_starts
        or text.lemmas[word] in grammar.title_kinds
        or text.lowers[word] in grammar.pronouns
        or text.words[word][0].isupper()
        for word in range(first, last)
    )


def phrase_after(context: Context, first: int, end: int, anything: bool = False) -> Range | None:
    """The noun phrase that begins at a word, up to the next mark or word that opens a clause.

    It must name somebody or begin as a phrase does; after a preposition of saying it may be `anything`.
    """
    text, grammar = context.text, context.grammar
    lowers, words = text.lowers, text.words
    while first < end and lowers[first] in grammar.fillers:
        first += 1
    if first < end and lowers[first] in grammar.speaking_prepositions and not _is_place(context, first + 1, end):
        first += 1
    elif first < end and lowers[first] in grammar.prepositions:
        following = range(first + 2, min(end, first + 6))
        first = next((word for word in following if begins_phrase(context, word) and not _is_body(context, word)), end)
    if first >= end:
        return None
    owned = first + 1 < end and (  # "сообщил его директор Ахмед"
        begins_phrase(context, first + 1) or {"NOUN", "nomn"} <= text.language.tags(lowers[first + 1])
    )
    if lowers[first] in grammar.pronouns and not (owned and lowers[first] in grammar.possessives):
        return first, first + 1
    index, stop = first, min(end, first + LONGEST_PHRASE)
    while index < stop and words[index] != "," and not context.quoted[index]:
        lower = lowers[index]
        closed = name_closing(context, stop, index)
        if closed is not None:  # "сообщили «Белые каски»"
            index = closed
            continue
        if words[index] == "(":
            closed = next(
                (word for word in range(index, min(stop, index + _LONGEST_ASIDE)) if words[word] == ")"), index
            )
            if closed == index:
                break
            index = closed + 1
            continue
        if words[index] in STOPS:
            break
        if index > first and (lower in grammar.openers or lower in grammar.fillers or lower in grammar.pronouns):
            break
        if index > first and grammar.finite_tags and grammar.finite_tags & text.language.tags(lower):
            break
        index += 1
    if index == first or is_object(context, first) or lowers[first] in grammar.openers:
        return None
    if anything or words[first][0].isupper() or begins_phrase(context, first):
        return first, index
    return (first, index) if any(word in context.actor_starts for word in range(first, index)) else None


def appositive_end(context: Context, comma: int, end: int) -> int:
    """The end of ", a spokesman for the ministry" after a name; the comma itself where there is none."""
    text, grammar = context.text, context.grammar
    following = comma + 1
    if following >= end or context.quoted[following]:
        return comma
    lower = text.lowers[following]
    if not (lower in grammar.articles or lower in grammar.relatives or text.lemmas[following] in grammar.title_kinds):
        return comma
    for word in range(following, min(end, following + LONGEST_PHRASE)):
        if context.quoted[word] or text.words[word] in STOPS:
            return word - 1 if text.words[word - 1] == "," else word
    return end if end - following < LONGEST_PHRASE else comma


def first_speaker(context: Context, limit: int, end: int) -> Range | None:
    """The first actor, office or pronoun of a clause, for a verb that shares its subject."""
    text, grammar = context.text, context.grammar
    lowers = text.lowers
    for word in range(max(limit, end - _LONGEST_LOOK), end):
        if context.quoted[word] or (word > limit and lowers[word - 1] in grammar.prepositions):
            continue
        if lowers[word] in grammar.pronouns and lowers[word] not in grammar.relatives:
            return word, word + 1
        if word in context.actor_starts:
            return word, min(context.actor_starts[word], end)
        if text.lemmas[word] in grammar.title_kinds:
            return word, min(context.actor_starts.get(word + 1, word + 1), end)
    return None
