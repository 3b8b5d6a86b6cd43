"""Voices by a learned reader, agreed with the rules.

A language has one if its folder holds `voices.crf` (made by `training/voices.py`): it marks words as source, cue and
content, with what the rules found among what it looks at. It knows cues that no list holds and where phrases end; it
does not say who belongs to what, nor does it see one saying within another. Those come from here and from the rules.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dalel.extract.language import Language
from dalel.extract.lexicon import Row
from dalel.extract.tagger import Tagger, stretches
from dalel.extract.voices.channels import channels, columns
from dalel.extract.voices.sayings import Cue, Saying
from dalel.extract.voices.speech import Context, Range
from dalel.model import ActorMention

FILE = "voices.crf"
_OTHER_CUE = 10  # words that a source seems further off for each cue between
_ATTITUDES = frozenset(("attitude", "show", "seem", "noun"))
_BESIDE = frozenset(("by", "after", "via", "possessive"))  # kinds of cues whose speaker cannot stand elsewhere
_NEAR_SENTENCES = 2  # from a saying to words without a cue that go on with it

LEARNED: Row = {"kind": "learned", "takes": "any", "stance": "neutral", "noun": ""}


@cache
def tagger_of(language: Language) -> Tagger | None:
    data = language.learned(FILE)
    return Tagger(data, channels(language)) if data is not None else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the learned reader marks, as word ranges in text order."""

    sources: list[Range]
    cues: list[Range]
    contents: list[Range]


def agree(
    context: Context, actors: Sequence[ActorMention], ruled: Sequence[Saying], cues: Sequence[Cue]
) -> list[Saying]:
    """The rules' sayings with the bounds the learned reader sees, and those it alone sees, in text order."""
    tagger = tagger_of(context.text.language)
    if tagger is None:
        return list(ruled)
    labels = tagger.tag(context.text.sentence_ranges, columns(context, actors, ruled, [cue.core for cue in cues]))
    return merged(context, ruled, read_labels(context, labels))


def read_labels(context: Context, labels: Sequence[str]) -> Seen:
    words = context.text.words
    seen = Seen([], [], [])
    for first, last, role in stretches(labels):
        if role == "S":
            seen.sources.append((first, last))
        elif role == "C":
            seen.cues.append((first, last))
        elif seen.contents and not any(word[0].isalnum() for word in words[seen.contents[-1][1] : first]):
            seen.contents[-1] = (seen.contents[-1][0], last)  # it goes on in the next sentence
        else:
            seen.contents.append((first, last))
    return seen


def merged(context: Context, ruled: Sequence[Saying], seen: Seen) -> list[Saying]:
    """The rules' sayings stand, with a longer cue where one was seen; other cues that were seen are added.

    Whatever the rules gave to somebody stays with them: the learned reader marks only words that they left.
    """
    within = bytearray(len(context.text.words))
    for first, last in seen.contents:
        within[first:last] = b"\1" * (last - first)
    by_cue = sorted((one for one in ruled if not _is_theirs(one, within)), key=lambda saying: saying.cue)
    starts = [saying.cue[0] for saying in by_cue]
    held = _held(len(context.text.words), by_cue)
    known = set[int]()
    added: list[Saying] = []
    for cue in seen.cues:
        at = bisect_left(starts, cue[1]) - 1
        rule = by_cue[at] if at >= 0 and by_cue[at].cue[1] > cue[0] else None
        if rule is None:
            if not any(held[cue[0] : cue[1]]):
                added.append(Saying(_source(context, seen, cue), cue, [], LEARNED))
        else:
            known.add(id(rule))
            rule.cue = _longer(context, rule.cue, cue, held)
            if rule.source is not None and rule.row["kind"] not in _BESIDE and all(within[slice(*rule.source)]):
                rule.source = _source(context, seen, cue) or rule.source  # no word of what is said
            elif rule.source is not None:
                rule.source = _rebounded(context, seen, rule.source, held)
    found = [rule for rule in by_cue if id(rule) in known or not _has_words_behind(rule, within)]
    found = sorted(found + added, key=lambda saying: saying.cue)
    _share_contents(context, seen, found, held)
    return [saying for saying in found if saying.contents]


def _is_theirs(saying: Saying, within: bytearray) -> bool:
    """Whether what somebody thinks or shows is told within what another says, as the learned reader sees it."""
    return saying.row["kind"] in _ATTITUDES and all(within[saying.cue[0] : saying.cue[1]])


def _has_words_behind(saying: Saying, within: bytearray) -> bool:
    """Whether a cue that was not seen has for its source what was seen as words of somebody else."""
    if saying.source is None or saying.row["kind"] in _BESIDE or any(within[slice(*saying.cue)]):
        return False
    return all(within[slice(*saying.source)])


def _held(count: int, ruled: Sequence[Saying]) -> bytearray:
    """The words that the rules have given a part in some saying."""
    held = bytearray(count)
    for saying in ruled:
        for first, last in (saying.source or (0, 0), saying.cue, *saying.contents):
            held[first:last] = b"\1" * (last - first)
    return held


def _longer(context: Context, ruled: Range, seen: Range, held: bytearray) -> Range:
    """A cue with the words around it that were seen as part of it and that no saying holds, but for "by" at its end."""
    first, last = ruled
    while first > seen[0] and not held[first - 1]:
        first -= 1
    while last < seen[1] and not held[last]:
        last += 1
    while last > ruled[1] and context.text.lowers[last - 1] in context.grammar.agents:
        last -= 1
    return first, last


def _rebounded(context: Context, seen: Seen, ruled: Range, held: bytearray) -> Range:
    """A source with what was seen of it on either side, as far as that can belong to it and nothing else holds it."""
    words, grammar = context.text.words, context.grammar
    at = bisect_left(seen.sources, (ruled[1], 0)) - 1
    if at < 0 or seen.sources[at][1] <= ruled[0]:
        return ruled
    first, last = seen.sources[at]
    while last > first and (not words[last - 1][0].isalnum() or context.text.lowers[last - 1] in grammar.owner_marks):
        last -= 1
    if any(not _describes(context, word) or held[word] for word in range(first, ruled[0])):
        first = ruled[0]
    if last > ruled[1] and any(held[ruled[1] : last]):
        last = ruled[1]
    return min(first, ruled[0]), max(last, ruled[1])


def _describes(context: Context, word: int) -> bool:
    """Whether a word before a source can belong to it: no mark, no day, no preposition."""
    lower, grammar = context.text.lowers[word], context.grammar
    return lower[0].isalpha() and lower not in grammar.fillers | grammar.prepositions | grammar.openers


def _source(context: Context, seen: Seen, cue: Range) -> Range | None:
    """Who is behind a cue: the nearest source of its sentence."""
    sentence = context.text.sentences[context.text.sentence_of(cue[0])]
    low = bisect_left(seen.sources, (sentence.first, 0))
    high = bisect_left(seen.sources, (sentence.last, 0))

    def distance(source: Range) -> int:
        if source[1] <= cue[0]:
            between = bisect_left(seen.cues, cue) - bisect_left(seen.cues, source)
            return cue[0] - source[1] + _OTHER_CUE * between
        between = bisect_left(seen.cues, source) - bisect_right(seen.cues, cue)
        return source[0] - cue[1] + 1 + _OTHER_CUE * between

    return min(seen.sources[low:high], key=distance, default=None)


def _share_contents(context: Context, seen: Seen, found: Sequence[Saying], held: bytearray) -> None:
    """Give what the rules left of each content to the cue beside it, or to the speaker before.

    A saying that the rules read takes in quotations only: the author's words are given to nobody by mistake.
    """
    cues = [saying.cue[0] for saying in found]
    for first, last in seen.contents:
        for piece in _free(context, first, last, held):
            owner = _owner(context, found, cues, piece)
            if owner is not None and (owner.row is LEARNED or context.quoted[piece[0]]):
                owner.contents.append(piece)


def _free(context: Context, first: int, last: int, held: bytearray) -> Iterator[Range]:
    """The stretches of [first, last) that the rules have given no part, without the marks at their ends."""
    words, quoted = context.text.words, context.quoted
    word = first
    while word < last:
        stop = word
        while stop < last and not held[stop]:
            stop += 1
        begin, end = word, stop
        while begin < end and not words[begin][0].isalnum() and not quoted[begin]:
            begin += 1
        while end > begin and not words[end - 1][0].isalnum() and not quoted[end - 1]:
            end -= 1
        if end > begin:
            yield begin, end
        word = stop + 1


def _owner(context: Context, found: Sequence[Saying], cues: Sequence[int], piece: Range) -> Saying | None:
    text = context.text
    first, last = piece
    begin, end = text.sentences[text.sentence_of(first)], text.sentences[text.sentence_of(last - 1)]
    near = [
        saying
        for saying in found[bisect_left(cues, begin.first) : bisect_left(cues, end.last)]
        if saying.cue[1] <= first or saying.cue[0] >= last
    ]
    if near:
        return min(near, key=lambda saying: first - saying.cue[1] if saying.cue[1] <= first else saying.cue[0] - last)
    at = bisect_left(cues, first) - 1
    if at < 0:
        return None
    before = found[at]
    number = text.sentence_of(max([before.cue[1], *(last for _, last in before.contents)]) - 1)
    far = text.sentence_of(first) - number
    near_enough = text.sentences[number].paragraph == begin.paragraph and far <= _NEAR_SENTENCES
    quotation = far <= 1 and context.quoted[first]  # a paragraph that is all quotation
    return before if near_enough or quotation else None
