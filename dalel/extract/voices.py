"""Voices: whose words a stretch of text is.

`attributions` finds who said what. `spoken` turns each into the stretch it covers, with the voice that
says it, pronouns and offices resolved; `voice_of` answers for any span. Everything that no speaker
covers is the author's. A speaker is treated by how the text names it, never by the side it is on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dalel.extract.attributions import attributions
from dalel.extract.lexicon import lexicon
from dalel.extract.speech import Grammar, grammar_of
from dalel.extract.text import Text
from dalel.model import ActorMention, Attribution, Role, Span, Voice

__all__ = ["AUTHOR", "Spoken", "attributions", "holder_of", "spoken", "stance_of", "voice_of"]

AUTHOR = Voice(Role.AUTHOR)


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


@dataclass(slots=True)
class _Memory:
    """Who has spoken so far, for pronouns and offices."""

    person: Voice | None = None
    group: Voice | None = None
    institution: Voice | None = None


def spoken(text: Text, found: Sequence[Attribution], actors: Sequence[ActorMention]) -> list[Spoken]:
    """What each attribution covers and who says it, sorted by start; of two alike, the inner one last."""
    if not found:
        return []
    grammar = grammar_of(text.language)
    reader = _Reader(text, grammar, actors)
    memory = _Memory()
    voices: dict[tuple[int, int, int], Voice] = {}
    stretches: list[tuple[int, int, Voice, str, Span]] = []
    for attribution in sorted(found, key=lambda item: item.cue.start):
        source = attribution.source
        kind, stance = reader.cue(attribution.cue)
        key = (attribution.cue.start, source.start if source else -1, source.end if source else -1)
        if key not in voices:
            voices[key] = reader.voice(source, kind, attribution.cue, memory)
        stretches.append((attribution.content.start, attribution.content.end, voices[key], stance, attribution.cue))
    stretches.sort(key=lambda item: (item[0], -item[1]))
    result: list[Spoken] = []
    reach = 0
    for start, end, voice, stance, cue in stretches:
        reach = max(reach, end)
        result.append(Spoken(start, end, voice, stance, cue, reach))
    return result


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


class _Reader:
    """Reads who a source phrase names, in one text."""

    def __init__(self, text: Text, grammar: Grammar, actors: Sequence[ActorMention]) -> None:
        self.text = text
        self.grammar = grammar
        self.actors = actors
        self.starts = [actor.span.start for actor in actors]
        self.cues = lexicon(text.language, "cues.tsv")
        self.kinds = grammar.title_kinds
        self.bearers = self._office_bearers()

    def cue(self, span: Span) -> tuple[str, str]:
        """The kind and stance of a cue."""
        words = self.text.words_in(span.start, span.end)
        rows_found = [match.row for match in self.cues.find(self.text, words.start, words.stop)]
        if not rows_found:
            return "say", "neutral"
        kind, stance = rows_found[-1]["kind"], rows_found[-1]["stance"]
        if any(self.text.lowers[word] in self.grammar.negators for word in words):
            stance = {"neutral": "unsaid", "denial": "doubt"}.get(stance, stance)
        return kind, stance

    def voice(self, source: Span | None, kind: str, cue: Span, memory: _Memory) -> Voice:
        if kind == "hearsay":
            return Voice(Role.HEARSAY, None, source)
        if source is None:
            impersonal = (
                kind != "nobody" and self.text.lowers[self.text.word_at(cue.end - 1)] in self.grammar.impersonal
            )
            return Voice(Role.HEARSAY if impersonal else Role.UNNAMED)
        words = self.text.words_in(source.start, source.end)
        lower = self.text.lowers[words.start] if len(words) else ""
        if len(words) == 1 and lower in self.grammar.pronouns:
            return self._pronoun(source, lower, memory)
        if self.text.lemmas[words[-1]] in self.grammar.anaphors and len(words) <= 2 and memory.institution is not None:
            return Voice(Role.NAMED, memory.institution.name, source)
        voice, is_person = self._named(source, words)
        if voice.role is Role.NAMED and not is_person:
            memory.institution = voice
        if is_person:
            memory.person = voice
        else:
            memory.group = voice
        return voice

    def _pronoun(self, source: Span, lower: str, memory: _Memory) -> Voice:
        grammar = self.grammar
        if lower in grammar.writer_pronouns:
            return AUTHOR
        index = bisect_right(self.starts, source.start) - 1
        if lower in grammar.relatives:
            actor = self.actors[index] if index >= 0 else None
            return self._of_actor(actor, source) if actor is not None else Voice(Role.UNNAMED, None, source)
        is_person = lower in grammar.person_pronouns
        known = memory.person if is_person else memory.group
        if known is not None:
            return Voice(known.role, known.name, source)
        while index >= 0 and (self.actors[index].type == "PERSON") != is_person:
            index -= 1
        if index < 0:
            return Voice(Role.UNNAMED, None, source)
        return self._of_actor(self._foremost(index, is_person), source)

    def _foremost(self, index: int, is_person: bool) -> ActorMention:
        """The first actor of the same kind in an actor's sentence: what comes first is what it is about."""
        chosen = self.actors[index]
        sentence = self.text.sentences[self.text.sentence_of(self.text.word_at(chosen.span.start))]
        while index >= 0 and self.starts[index] >= self.text.starts[sentence.first]:
            if (self.actors[index].type == "PERSON") == is_person:
                chosen = self.actors[index]
            index -= 1
        return chosen

    def _of_actor(self, actor: ActorMention, source: Span) -> Voice:
        role = Role.UNNAMED if actor.type == "GROUP" else Role.NAMED
        return Voice(role, actor.entity, source)

    def _named(self, source: Span, words: range) -> tuple[Voice, bool]:
        """The voice that a noun phrase names, and whether it is one person.

        A person named in it is the speaker. Else a source, a witness or any group of people leaves the
        speaker unnamed, whatever institution stands beside; else the institution speaks, and so it does
        through a spokesman. An office with a bearer known from the text is that person.
        """
        inside = self._inside(source)
        if any(match.row["kind"] == "hearsay" for match in self.cues.find(self.text, words.start, words.stop)):
            return Voice(Role.HEARSAY, None, source), False
        heads = [actor for actor in inside if actor.span.end <= self._core_end(words)]
        if len(heads) > 1 and heads[-1].type == "GROUP" and heads[-1].span.end == self._core_end(words):
            return Voice(Role.UNNAMED, self._phrase(words), source), False
        persons = [actor for actor in inside if actor.type == "PERSON"]
        if persons:
            return Voice(Role.NAMED, persons[0].entity, source), True
        kinds = [self.kinds.get(self.text.lemmas[word], "") for word in words]
        core = [actor for actor in inside if actor.span.start < self._core_end(words)]
        organizations = [actor for actor in inside if actor.type == "ORGANIZATION"]
        if any(actor.type == "GROUP" for actor in core) or "anonymous" in kinds:
            whole = [actor.entity for actor in core if actor.span.end - actor.span.start >= len(self._phrase(words))]
            return Voice(Role.UNNAMED, whole[0] if whole else self._phrase(words), source), "anonymous" in kinds
        if organizations and "office" not in kinds[: max(1, len(kinds) // 2)]:
            return Voice(Role.NAMED, organizations[0].entity, source), False
        for word, kind in zip(words, kinds, strict=True):
            if kind == "office" and self.text.lemmas[word] in self.bearers:
                return Voice(Role.NAMED, self.bearers[self.text.lemmas[word]], source), True
        if "office" in kinds and self.text.lowers[words.start] not in ("a", "an"):
            return Voice(Role.NAMED, self._phrase(words), source), True
        if organizations:
            return Voice(Role.NAMED, organizations[0].entity, source), False
        capitals = [word for word in words if self.text.is_capital(word)]
        opens = self.text.sentences[self.text.sentence_of(words.start)].first
        if any(word != opens for word in capitals):
            return Voice(Role.NAMED, self._phrase(words), source), False
        return Voice(Role.UNNAMED, self._phrase(words), source), False

    def _inside(self, source: Span) -> list[ActorMention]:
        first = bisect_right(self.starts, source.start - 1)
        last = bisect_right(self.starts, source.end - 1)
        return list(self.actors[first:last])

    def _core_end(self, words: range) -> int:
        """The code point where the noun phrase's core ends: at its first comma, preposition or relative."""
        for word in words[1:]:
            lower = self.text.lowers[word]
            if lower == "," or lower in self.grammar.prepositions or lower in self.grammar.relatives:
                return self.text.ends[word - 1]
        return self.text.ends[words[-1]]

    def _phrase(self, words: range) -> str:
        """The words of a noun phrase up to its first comma, without an article."""
        first, last = words.start, words.start
        while last < words.stop and self.text.words[last] != ",":
            last += 1
        if last - first > 1 and self.text.lowers[first] in self.grammar.articles:
            first += 1
        last = max(last, first + 1)
        if last - first == 1 and self.grammar.oblique_endings:
            return self.text.lemmas[first]
        return " ".join(self.text.text[self.text.starts[first] : self.text.ends[last - 1]].split())

    def _office_bearers(self) -> dict[str, str]:
        """Offices that stand before a name in the text -> who bears them ("president" -> "Kassym-Jomart Tokayev")."""
        bearers: dict[str, str] = {}
        for actor in self.actors:
            if actor.type != "PERSON":
                continue
            before = self.text.word_at(actor.span.start) - 1
            if before >= 0 and self.kinds.get(self.text.lemmas[before]) == "office":
                bearers.setdefault(self.text.lemmas[before], actor.entity)
        return bearers
