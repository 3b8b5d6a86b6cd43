"""Attributions: who said what, by which words.

A cue ("said", "according to", "по данным", "деп хабарлады") is looked up in the language's `cues.tsv`;
its speaker and its content are then read off the clause around it (`dalel.extract.voices.cue_readers`). Here the
sayings of a sentence are settled with one another, and quotations that go on find their speaker. The same
reading serves every speaker.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dalel.extract.lexicon import lexicon
from dalel.extract.text import Sentence, Text
from dalel.extract.voices.cue_readers import READERS, read_gaps, read_headline, read_signature
from dalel.extract.voices.final_verbs import read_in_quotes
from dalel.extract.voices.learned import agree
from dalel.extract.voices.quotes import Quote
from dalel.extract.voices.sayings import Cue, Place, Saying
from dalel.extract.voices.speaker_phrases import is_object
from dalel.extract.voices.speech import (
    DASHES,
    ENDS,
    Context,
    Range,
    content_end,
    content_start,
    context_of,
    whole_quotation,
)
from dalel.model import ActorMention, Attribution

_EDGES = DASHES | frozenset(",;:")
_DEEPEST = 3  # sayings within sayings
_LONGEST_CONTENT = 300  # words outside quotation marks
_ATTITUDES = frozenset(("show", "seem", "noun", "attitude"))  # within what somebody says, these are their words still
_LONGEST_TAG = 14  # words of a sentence that only says who spoke
_NEAR_SENTENCES = 2  # from a saying to a quotation that has no cue of its own


def attributions(text: Text, actors: Sequence[ActorMention]) -> list[Attribution]:
    """Who said what, by which words. Content in several pieces gives one attribution for each."""
    result: list[Attribution] = []
    if not text.words or not text.language.data("cues.tsv"):
        return result
    context = context_of(text, actors)
    for saying in sayings(context, actors):
        source = text.span(*saying.source) if saying.source else None
        cue = text.span(*saying.cue)
        result += [Attribution(source, cue, text.span(*piece)) for piece in saying.contents]
    return result


def sayings(context: Context, actors: Sequence[ActorMention]) -> list[Saying]:
    """What the rules read, agreed with what the language's learned reader sees, where it has one."""
    cues = possible_cues(context)
    inner = read_in_quotes(context, _quoted_cues(context)) if context.grammar.content == "before" else []
    return agree(context, actors, ruled(context, cues), cues) + inner


def _quoted_cues(context: Context) -> list[Cue]:
    """The phrases of `cues.tsv` within quotations."""
    matches = lexicon(context.text.language, "cues.tsv").find(context.text) if context.quotes else ()
    return [Cue(one.first, one.last, one.first, one.row) for one in matches if context.quoted[one.first]]


def possible_cues(context: Context) -> list[Cue]:
    """The phrases of `cues.tsv` and `cue_nouns.tsv` outside quotations, in text order."""
    language = context.text.language
    found = [
        Cue(match.first, match.last, match.first, match.row)
        for name in ("cue_nouns.tsv", "cues.tsv")  # of two that begin alike, the noun is tried first
        for match in lexicon(language, name).find(context.text)
        if not context.quoted[match.first]
    ]
    return sorted(found, key=lambda cue: cue.core)


def ruled(context: Context, cues: Sequence[Cue]) -> list[Saying]:
    """The sayings that the rules read, in text order."""
    text = context.text
    by_sentence: dict[int, list[Cue]] = {}
    for cue in cues:
        by_sentence.setdefault(text.sentence_of(cue.core), []).append(replace(cue))
    found: list[Saying] = []
    previous: Range | None = None
    for number, sentence in enumerate(text.sentences):
        has_cue = number in by_sentence
        headline = read_headline(context, sentence) if context.grammar.content == "after" or not has_cue else None
        headline = headline or (read_signature(context, sentence) if not has_cue else None)
        if headline is not None:
            found.append(headline)
        elif number in by_sentence:
            for saying in _read_sentence(context, sentence, previous, by_sentence[number]):
                found += [saying, *read_gaps(context, saying)]
        elif found:
            _continue_count(context, found[-1], number)
        previous = (content_start(context, sentence), content_end(context, sentence))
    _continue_quotes(context, found)
    return found


def _read_sentence(context: Context, sentence: Sentence, previous: Range | None, cues: list[Cue]) -> list[Saying]:
    start, end = content_start(context, sentence), content_end(context, sentence)
    back = _back_reference(context, start)
    place = Place(start + back, end, previous if back else None, [])
    quotation = _quotation_before(context, sentence, cues) if not back else None
    if quotation is not None:
        place = Place(start, end, quotation, [])
    for cue in cues:
        if cue.last > place.end or (place.kept and cue.core < place.kept[-1].cue[1]):
            continue
        saying = READERS[cue.row["kind"]](context, place, cue)
        if saying is None:
            continue
        if place.kept and not _fits_after(context, place, saying):
            continue
        if saying.depth and saying.row["kind"] in _ATTITUDES:
            continue  # "the mayor said the strikers want …": the mayor's words
        stripped = [_stripped(context, piece) for piece in saying.contents]
        pieces = [piece for piece in stripped if _is_content(context, piece)]
        saying.contents = [whole_quotation(context, _clipped(piece, saying.cue)) for piece in pieces]
        if saying.contents:
            place.kept.append(saying)
    return place.kept


def _quotation_before(context: Context, sentence: Sentence, cues: list[Cue]) -> Range | None:
    """The quotation that "Trump said." goes back to: it ends the sentence before, and nothing else is said here."""
    first = sentence.first
    if first == 0 or not context.quoted[first - 1] or context.quoted[first] or len(cues) > 1:
        return None
    if (
        sentence.last - first > _LONGEST_TAG
        or cues[0].last >= sentence.last
        or context.text.words[cues[0].last] not in ENDS | {","}
    ):
        return None
    quote = context.quotes[bisect_left(context.quotes, first, key=lambda item: item.first) - 1]
    return (quote.first, quote.last) if quote.last == first else None


def _stripped(context: Context, piece: Range) -> Range:
    """A piece of content without the commas and dashes around it."""
    words = context.text.words
    first, last = piece
    while first < last and words[first] in _EDGES and not context.quoted[first]:
        first += 1
    while first < last and words[last - 1] in _EDGES and not context.quoted[last - 1]:
        last -= 1
    return first, last


def _clipped(piece: Range, cue: Range) -> Range:
    """A piece of a sentence without end, as far as one can mean it."""
    first, last = piece
    if first >= cue[1]:
        return first, min(last, first + _LONGEST_CONTENT)
    return max(first, last - _LONGEST_CONTENT), last


def _back_reference(context: Context, start: int) -> int:
    """How many words a phrase such as "об этом" takes at the beginning of a sentence."""
    lowers = context.text.lowers
    for phrase in context.grammar.back_references:
        if tuple(lowers[start : start + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _is_content(context: Context, piece: Range) -> bool:
    first, last = piece
    if first >= last:
        return False
    if last - first > 1:
        return True
    return not is_object(context, first) and context.text.words[first][0].isalnum()


def _fits_after(context: Context, place: Place, later: Saying) -> bool:
    """Settle two sayings of one sentence: the later lies within the earlier, or ends it, or holds it."""
    earlier = place.kept[-1]
    own = later.source is not None and later.source != earlier.source
    begins = min(later.cue[0], later.source[0]) if own and later.source else later.cue[0]
    first, last = earlier.contents[-1]
    if not first <= begins < last:
        return True
    before = context.text.lowers[begins - 1]
    grammar = context.grammar
    if later.source is None and later.row["kind"] in ("say", "tell", "blame"):
        return False  # "our sources report that families were told to pay": the sources' words
    if own and begins == first:
        later.depth = earlier.depth + 1
        return later.depth < _DEEPEST
    if own and before not in grammar.joiners and before not in (",", ";") and before not in DASHES:
        later.depth = earlier.depth + 1
        return later.depth < _DEEPEST and later.row["takes"] == "any" and later.row["kind"] != "hearsay"
    if own and later.row["kind"] == "by" and all(piece[0] > begins for piece in later.contents):
        later.depth = earlier.depth + 1  # "the mayor said that, according to witnesses, troops …"
        return later.depth < _DEEPEST
    if any(piece[0] < begins for piece in later.contents):
        return own and _holds(context, place, later, begins)
    while begins > first and (
        context.text.lowers[begins - 1] in grammar.joiners
        or context.text.lowers[begins - 1] in grammar.openers
        or context.text.words[begins - 1] in ",;:"
    ):
        begins -= 1
    if begins <= first:
        return False
    earlier.contents[-1] = (first, begins)
    return True


def _continue_count(context: Context, saying: Saying, number: int) -> None:
    """Give a sentence that only counts on ("Of them, 103 were in Almaty") to the speaker of the one before."""
    text, grammar = context.text, context.grammar
    before, sentence = text.sentences[number - 1], text.sentences[number]
    if saying.source is None or before.paragraph != sentence.paragraph or saying.row["stance"] != "neutral":
        return
    first, last = content_start(context, sentence), content_end(context, sentence)
    left, right = min(saying.source[0], saying.cue[0]), max(saying.source[1], saying.cue[1])
    if len(saying.contents) > 1 or (left > 0 and text.words[left - 1] == "," == text.words[right]):
        return  # "under the rubble, as the authorities fear, lie 40": a parenthesis is about its own sentence
    if first >= last or saying.contents[-1][1] < content_end(context, before) or saying.contents[-1][0] >= first:
        return
    opens = any(tuple(text.lowers[first : first + len(phrase)]) == phrase for phrase in grammar.count_openers)
    verb_first = bool(grammar.count_tags & text.language.tags(text.lowers[first])) if grammar.count_tags else False
    counts = any(text.words[word][0].isdigit() for word in range(first, last))
    if counts and (opens or verb_first) and not any(context.quoted[first:last]):
        saying.contents.append((first, last))


def _holds(context: Context, place: Place, later: Saying, begins: int) -> bool:
    """ "The mayor believes it is over, Reuters reported": the last speaker says it all."""
    earlier = place.kept[-1]
    first, last = later.contents[0]
    if len(later.contents) > 1 or last > begins or last - first < 1 or earlier.aside:
        return False
    if len(earlier.contents) > 1:
        earlier.contents.pop()  # "A, the mayor said, and B, the police said"
        return True
    later.contents = [(place.start, last)]
    earlier.contents[-1] = (earlier.contents[-1][0], max(earlier.contents[-1][0] + 1, last))
    return True


def _is_told(context: Context, quote: Quote, speaker: Saying, spoken: Sequence[Saying]) -> bool:
    """Whether a quotation is a paragraph of its own after one in which nobody else speaks."""
    text = context.text
    opens, closes = text.sentences[text.sentence_of(quote.first)], text.sentences[text.sentence_of(quote.last - 1)]
    before, after = text.sentence_of(quote.first) - 1, text.sentence_of(quote.last - 1) + 1
    alone = (
        quote.first == opens.first
        and quote.last == closes.last
        and (before < 0 or text.sentences[before].paragraph != opens.paragraph)
        and (after >= len(text.sentences) or text.sentences[after].paragraph != closes.paragraph)
    )
    if not alone:
        return False
    paragraph = text.sentences[before].paragraph
    near = (one for one in spoken if text.sentences[text.sentence_of(one.cue[0])].paragraph == paragraph)
    return all(one is speaker or one.source == speaker.source for one in near)


def _overlap(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


# ---- quotations that go on -----------------------------------------------------------------------


def _continue_quotes(context: Context, found: list[Saying]) -> None:
    """A quotation with no cue of its own belongs to the speaker just before it, or goes on in a later paragraph."""
    if not context.quotes or not found:
        return
    text = context.text
    claimed = bytearray(len(text.words))
    for saying in found:
        for first, last in saying.contents:
            claimed[first:last] = b"\1" * (last - first)
    writer = context.grammar.writer_pronouns  # "whose name we know": not who is quoted next
    spoken = [one for one in found if one.source is not None and text.lowers[one.source[0]] not in writer]
    if not spoken:
        return
    for quote, following in reversed(list(pairwise(context.quotes))):
        if following.continues and not any(claimed[quote.first : quote.last]):
            piece = (following.first, following.last)
            owner = next((saying for saying in spoken for held in saying.contents if _overlap(held, piece)), None)
            if owner is not None:
                owner.contents.insert(0, (quote.first, quote.last))
                claimed[quote.first : quote.last] = b"\1" * (quote.last - quote.first)
    cue_words = [saying.cue[0] for saying in spoken]
    latest, latest_sentence, latest_paragraph = spoken[0], -_NEAR_SENTENCES, -1
    for quote in context.quotes:
        number = text.sentence_of(quote.first)
        paragraph = text.sentences[number].paragraph
        last_number = text.sentence_of(quote.last - 1)
        position = bisect_left(cue_words, quote.first) - 1
        if position >= 0:
            near = text.sentence_of(cue_words[position])
            if near >= latest_sentence:
                latest, latest_sentence = spoken[position], max(near, latest_sentence)
                latest_paragraph = text.sentences[near].paragraph
        if any(claimed[quote.first : quote.last]):
            continue
        near_enough = latest_paragraph == paragraph and number - latest_sentence <= _NEAR_SENTENCES
        follows = paragraph - latest_paragraph == 1 and (quote.continues or _is_told(context, quote, latest, spoken))
        if near_enough or follows:
            latest.contents.append((quote.first, quote.last))
            latest_sentence, latest_paragraph = last_number, paragraph
