"""What every rule about voices needs at hand: a text's quotations and actors, and the bounds of what is said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dalel.extract.lexicon import lexicon
from dalel.extract.text import Sentence, Text
from dalel.extract.voices.grammar import Grammar, grammar_of
from dalel.extract.voices.quotes import Quote, quotes
from dalel.model import ActorMention

Range = tuple[int, int]

LONGEST_PHRASE = 30
_SPEECH_QUOTE = 4  # a shorter quotation is a borrowed word, not speech

QUOTES_AND_APOSTROPHES = frozenset("“”«»„\"‘’'")
CLOSING = frozenset("”»\"’“'")
DASHES = frozenset("—–-―")
ENDS = frozenset(".!?…")
_POINTS = frozenset(".!?…,")
_PARTS = _POINTS | frozenset(":;")
_SAYING = frozenset(("say", "tell"))
STOPS = frozenset(";:()[]") | DASHES | QUOTES_AND_APOSTROPHES


@dataclass(frozen=True, slots=True)
class Context:
    """One text with its quotations and actors by word: what every rule needs at hand."""

    text: Text
    grammar: Grammar
    quotes: list[Quote]
    quoted: bytearray
    actor_ends: dict[int, int]
    actor_starts: dict[int, int]
    persons: frozenset[int]  # first words of the actors that are persons


def context_of(text: Text, actors: Sequence[ActorMention]) -> Context:
    speech = [piece for quote in quotes(text) if _is_speech(text, quote) for piece in _without_asides(text, quote)]
    quoted = bytearray(len(text.words))
    for quote in speech:
        quoted[quote.first : quote.last] = b"\1" * (quote.last - quote.first)
    starts = {text.word_at(actor.span.start): text.word_at(actor.span.end - 1) + 1 for actor in actors}
    ends = {last: first for first, last in starts.items()}
    persons = frozenset(text.word_at(actor.span.start) for actor in actors if actor.type == "PERSON")
    return Context(text, grammar_of(text.language), speech, quoted, ends, starts, persons)


def _is_speech(text: Text, quote: Quote) -> bool:
    """Whether a quotation is more than a borrowed word: long, or with the point or comma of its sentence inside."""
    if quote.last - quote.first >= _SPEECH_QUOTE + 2:
        return True
    return quote.last - quote.first > 2 and text.words[quote.last - 2] in _POINTS


def _without_asides(text: Text, quote: Quote) -> list[Quote]:
    """A quotation without "— сказал он —" that stands inside its marks, between a point and two dashes."""
    words = text.words
    pieces: list[Quote] = []
    first, word = quote.first, quote.first + 2
    if DASHES.isdisjoint(words[first : quote.last]):
        return [quote]
    cues = lexicon(text.language, "cues.tsv")
    while word < quote.last - 2:
        if words[word] in DASHES and words[word - 1] in _POINTS:
            cue = cues.at(text, word + 1)
            if cue is not None and cue.row["kind"] in _SAYING:
                stop = min(quote.last - 1, word + LONGEST_PHRASE)
                dashes = (at for at in range(cue.last, stop) if words[at] in DASHES and words[at - 1] in _PARTS)
                closing = next(dashes, None)
                if closing is not None:
                    pieces.append(Quote(first, word, quote.continues and not pieces))
                    first = word = closing + 1
        word += 1
    return [*pieces, Quote(first, quote.last, quote.continues and not pieces)]


def content_end(context: Context, sentence: Sentence) -> int:
    """The end of what a sentence can say: without its closing full stop."""
    words, last = context.text.words, sentence.last
    while last > sentence.first and words[last - 1] in ENDS and not context.quoted[last - 1]:
        last -= 1
    return last


def whole_quotation(context: Context, piece: Range) -> Range:
    """A piece of content that ends or begins within a quotation, with the whole of it."""
    first, last = piece
    if context.quoted[last - 1]:
        first = min(first, _quote_at(context, last - 1).first)
    if context.quoted[first]:
        last = max(last, _quote_at(context, first).last)
    return first, last


def _quote_at(context: Context, word: int) -> Quote:
    return context.quotes[bisect_right(context.quotes, word, key=lambda quote: quote.first) - 1]


def content_start(context: Context, sentence: Sentence) -> int:
    """The beginning of what a sentence can say: past a dateline ("ALMATY, January 5 —") and a list mark."""
    words, first = context.text.words, sentence.first
    if words[first].isupper():
        for word in range(first + 1, min(first + 9, sentence.last - 1)):
            if words[word] in DASHES and context.text.ends[word - 1] < context.text.starts[word]:
                return word + 1
    while first < sentence.last - 1 and words[first] in DASHES:
        first += 1
    return first
