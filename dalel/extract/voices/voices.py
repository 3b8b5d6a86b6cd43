"""Voices: whose words a stretch of text is.

`attributions` finds who said what. `spoken` turns each into the stretch it covers, with the voice that
says it, pronouns and offices resolved; `voice_of` answers for any span. Everything that no speaker
covers is the author's. A speaker is treated by how the text names it, never by the side it is on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dalel.extract.text import Text
from dalel.extract.voices.attributions import attributions
from dalel.extract.voices.grammar import grammar_of
from dalel.extract.voices.quotes import MARKS
from dalel.extract.voices.speakers import AUTHOR, Memory, Speakers
from dalel.model import ActorMention, Attribution, Span, Voice

__all__ = ["AUTHOR", "Spoken", "attributions", "holder_of", "spoken", "stance_of", "voice_of"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Code points [start, end) that a voice says.

    `stance` is how the cue stands to them: neutral, doubt, denial, demand, question, or unsaid where the
    saying itself is negated ("did not say who fired"). `cue` is where
    the cue stands. `reach` is the furthest end of this and all earlier stretches, for searching.
    """

    start: int
    end: int
    voice: Voice
    stance: str
    cue: Span
    reach: int


def spoken(text: Text, found: Sequence[Attribution], actors: Sequence[ActorMention]) -> list[Spoken]:
    """What each attribution covers and who says it, sorted by start; of two alike, the inner one last.

    An attribution in which nobody speaks ("the boards showed 120 tenge", "is expected to") covers nothing.
    """
    if not found:
        return []
    grammar = grammar_of(text.language)
    contents = sorted((attribution.content.start, attribution.content.end) for attribution in found)
    reader = Speakers(text, grammar, actors, contents)
    memory = Memory()
    voices: dict[tuple[int, int, int], Voice | None] = {}
    stretches: list[tuple[int, int, bool, Voice | None, str, Span]] = []
    for attribution in sorted(found, key=lambda item: item.cue.start):
        source = attribution.source
        kind, stance = reader.cue(attribution.cue)
        key = (attribution.cue.start, source.start if source else -1, source.end if source else -1)
        if key not in voices:
            voices[key] = reader.voice(source, kind, attribution.cue, memory)
        voice = voices[key] if kind != "learned" or _is_speech(text, attribution) else None
        if kind == "attitude":
            content = attribution.content  # what somebody wants is told by whoever tells of it
            stretches.append((content.start, -content.end, False, None, stance, attribution.cue))
        elif voice is not None:
            start, end = attribution.content.start, attribution.content.end
            if kind == "count":
                start = min(start, attribution.cue.start)  # the counting words are part of the count
            stretches.append((start, -end, kind == "via", voice, stance, attribution.cue))
    stretches.sort(key=lambda item: item[:3])
    result: list[Spoken] = []
    reach = 0
    for start, minus_end, _, voice, stance, cue in stretches:
        end = -minus_end
        if voice is None:
            voice = voice_of(start, end, result)
        reach = max(reach, end)
        result.append(Spoken(start, end, voice, stance, cue, reach))
    return result


def _is_speech(text: Text, attribution: Attribution) -> bool:
    """Whether a cue that no list holds gives words: a quotation or "that …", and not a deed ("attacked the plan")."""
    grammar = grammar_of(text.language)
    content = attribution.content
    if content.text[0] in MARKS or text.lowers[text.word_at(content.start)] in grammar.complementizers:
        return True
    return text.lowers[text.word_at(attribution.cue.end - 1)] in grammar.complementizers


def voice_of(start: int, end: int, spoken: Sequence[Spoken]) -> Voice:
    """The voice of the innermost stretch that holds a span; the author's where none does."""
    holder = holder_of(start, end, spoken)
    return holder.voice if holder is not None else AUTHOR


def stance_of(start: int, end: int, spoken: Sequence[Spoken]) -> str:
    """How the speaker stands to a span: see `Spoken.stance`."""
    holder = holder_of(start, end, spoken)
    return holder.stance if holder is not None else "neutral"


def holder_of(start: int, end: int, spoken: Sequence[Spoken]) -> Spoken | None:
    """The innermost stretch of speech that holds a span."""
    index = bisect_right(spoken, start, key=lambda item: item.start) - 1
    while index >= 0 and spoken[index].reach >= end:
        if spoken[index].end >= end:
            return spoken[index]
        index -= 1
    return None
