"""Speakers: whom a source phrase names, in one text.

A phrase is read by its words alone, whatever side it is on. Pronouns and offices go back to who spoke
or was named before; a thing that cannot speak gives no voice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dalel.extract import labels
from dalel.extract.lexicon import lexicon
from dalel.extract.text import Sentence, Text
from dalel.extract.voices.grammar import Grammar
from dalel.extract.voices.quotes import MARKS
from dalel.extract.voices.speech import CLOSING, DASHES
from dalel.model import ActorMention, Role, Span, Voice

AUTHOR = Voice(Role.AUTHOR)
_LONGEST_OFFICE = 3  # words between an office and the name of who holds it
_HEADING = 16  # words of a heading
_STEM = 7  # letters in which the forms of a word such as "ministry" agree


@dataclass(slots=True)
class Memory:
    """Who has spoken so far, for pronouns and offices."""

    person: Voice | None = None
    person_at: int = -1  # the word where that person was named as speaker last
    group: Voice | None = None
    heads: dict[str, Voice] = field(default_factory=dict)  # "official" -> who was called so last
    institutions: list[Voice] = field(default_factory=list)


class Speakers:
    """Reads who a source phrase names, in one text."""

    def __init__(
        self, text: Text, grammar: Grammar, actors: Sequence[ActorMention], contents: Sequence[tuple[int, int]]
    ) -> None:
        self.text = text
        self.contents = contents  # what is said, as code points, in text order
        self.length = len(text.text)
        self.grammar = grammar
        self.actors = actors
        self.starts = [actor.span.start for actor in actors]
        self.cues = lexicon(text.language, "cues.tsv")
        self.nouns = lexicon(text.language, "cue_nouns.tsv")
        self.kinds = grammar.title_kinds
        self.bearers = self._office_bearers()

    @cached_property
    def _names(self) -> set[str]:
        openers = {self._opener(sentence) for sentence in self.text.sentences}
        return {word for index, word in enumerate(self.text.words) if word[0].isupper() and index not in openers}

    def _opener(self, sentence: Sentence) -> int:
        """The first word of a sentence that is one: "⚠️ Readers write"."""
        words = range(sentence.first, sentence.last)
        return next((word for word in words if self.text.words[word][0].isalnum()), sentence.first)

    def cue(self, span: Span) -> tuple[str, str]:
        """The kind and stance of a cue."""
        words = self.text.words_in(span.start, span.end)
        rows_found = [match.row for match in self.cues.find(self.text, words.start, words.stop)]
        if not rows_found:
            return "say" if span.text in self.grammar.headline_marks | DASHES else "learned", "neutral"
        kind, stance = rows_found[0]["kind"], rows_found[0]["stance"]
        if any(self.text.lowers[word] in self.grammar.negators for word in words):
            stance = {"neutral": "unsaid", "denial": "doubt"}.get(stance, stance)
        return kind, stance

    def voice(self, source: Span | None, kind: str, cue: Span, memory: Memory) -> Voice | None:
        """Whose voice an attribution gives; None where its words are about something that does not speak."""
        if kind == "hearsay":
            return Voice(Role.HEARSAY, None, source)
        if kind == "seem":
            return None
        if source is None:
            if kind != "nobody" and self.text.lowers[self.text.word_at(cue.end - 1)] in self.grammar.impersonal:
                return Voice(Role.HEARSAY)
            issuer = self._issuer(cue, memory) if kind == "nobody" else None
            if issuer is not None:
                return issuer
            return Voice(Role.UNNAMED) if kind in ("nobody", "blame") or not self.grammar.be_forms else None
        words = self.text.words_in(source.start, source.end)
        if kind == "show" and not self._can_speak(words):
            return None
        lower = self.text.lowers[words.start] if len(words) else ""
        if len(words) == 1 and lower in self.grammar.pronouns | self.grammar.possessives:
            return self._pronoun(source, lower, memory)
        institution = self._named_before(words, memory)
        if institution is not None:
            return Voice(Role.NAMED, institution.name, source)
        head = self.text.lemmas[self.text.word_at(self._core_end(words) - 1)]
        bare = len(words) == 1 or (len(words) == 2 and lower in self.grammar.articles)
        if bare and head in memory.heads and self.kinds.get(head) != "office":
            return Voice(memory.heads[head].role, memory.heads[head].name, source)
        voice, is_person = self._named(source, words)
        if not bare:
            memory.heads[head] = voice
        if voice.role is Role.NAMED and not is_person:
            memory.institutions.append(voice)
        if is_person or any(self.kinds.get(self.text.lemmas[word]) == "spokes" for word in words):
            memory.person, memory.person_at = voice, words.start
        if not is_person:
            memory.group = voice
        return voice

    def _issuer(self, cue: Span, memory: Memory) -> Voice | None:
        """Whose statement "as the statement says" means: that of the institution that spoke last."""
        words = self.text.words_in(cue.start, cue.end)
        if memory.institutions and any(self.kinds.get(self.text.lemmas[word]) == "spokes" for word in words):
            return Voice(Role.NAMED, memory.institutions[-1].name)
        return None

    def _named_before(self, words: range, memory: Memory) -> Voice | None:
        """The institution that "the ministry" or "the same office" goes back to: the last of that name, or the last."""
        head = self.text.lemmas[words[-1]]
        before = self.text.lowers[words.start : words[-1]]
        if head not in self.grammar.anaphors or not self.grammar.determiners.issuperset(before):
            return None
        spoken = memory.institutions[::-1]
        stem = head[:_STEM]
        called = (one for one in spoken if stem in f"{one.name} {one.span.text if one.span else ''}".lower())
        return next(called, spoken[0] if spoken else None)

    def _can_speak(self, words: range) -> bool:
        """Whether a phrase names somebody, or something that is written to be read."""
        text = self.text
        words = range(words.start, text.word_at(self._core_end(words) - 1) + 1)
        if self._inside(text.span(words.start, words.stop)):
            return True
        return any(
            text.lemmas[word] in self.kinds
            or text.lowers[word] in self.grammar.pronouns
            or (text.is_capital(word) and (word > words.start or self._is_name(word)))
            for word in words
        )

    def _is_plural(self, word: int) -> bool:
        """As far as the language's endings or its analyser can tell."""
        lower = self.text.lowers[word]
        tags = self.text.language.tags(lower)
        return lower.endswith(self.grammar.plural_endings) if not tags else "plur" in tags and "sing" not in tags

    def _is_common(self, word: int) -> bool:
        """Whether a word alone at the beginning of a sentence may be a common noun: a plural, "Everyone"."""
        lower = self.text.lowers[word]
        return self._is_plural(word) or lower in self.grammar.indefinites | self.grammar.determiners

    def _is_name(self, word: int) -> bool:
        """Whether a word is a name: capitalised where it opens no sentence, here or elsewhere in the text."""
        return self.text.words[word] in self._names

    def _pronoun(self, source: Span, lower: str, memory: Memory) -> Voice:
        grammar = self.grammar
        if lower in grammar.writer_pronouns | grammar.writer_possessives:
            return AUTHOR
        index = bisect_right(self.starts, source.start) - 1
        if lower in grammar.relatives:
            actor = self.actors[index] if index >= 0 else None
            return self._of_actor(actor, source) if actor is not None else Voice(Role.UNNAMED, None, source)
        is_person = lower in grammar.person_pronouns | grammar.person_possessives
        if is_person:
            return self._person(source, memory)
        if memory.group is not None:
            return Voice(memory.group.role, memory.group.name, source)
        single = lower in grammar.institution_pronouns
        while index >= 0 and not self._may_be(self.actors[index].type, single):
            index -= 1
        if index < 0:
            return Voice(Role.UNNAMED, None, source)
        return self._of_actor(self._foremost(index), source)

    @staticmethod
    def _may_be(type_: str, single: bool) -> bool:
        return type_ == "ORGANIZATION" or (type_ == "GROUP" and not single)

    def _foremost(self, index: int) -> ActorMention:
        """The first actor but persons in an actor's sentence: what comes first is what it is about."""
        chosen = self.actors[index]
        sentence = self.text.sentences[self.text.sentence_of(self.text.word_at(chosen.span.start))]
        while index >= 0 and self.starts[index] >= self.text.starts[sentence.first]:
            if self.actors[index].type != "PERSON":
                chosen = self.actors[index]
            index -= 1
        return chosen

    def _person(self, source: Span, memory: Memory) -> Voice:
        """Who "he" is: the person of the paragraph who spoke last or, where nobody was named since, was named first.

        Across paragraphs it is the last speaker, or the only person of the last paragraph that names one; where
        there are two, or somebody without a name came last ("a fighter"), nobody is named.
        """
        text = self.text
        unknown = Voice(Role.UNNAMED, None, source)
        word = text.word_at(source.start)
        paragraph = text.sentences[text.sentence_of(word)].paragraph
        at = bisect_left(self._persons, word, key=lambda item: item[0]) - 1
        last = self._persons[at] if at >= 0 else None
        named_in = text.sentences[text.sentence_of(last[0])].paragraph if last is not None else -1
        spoke_in = text.sentences[text.sentence_of(memory.person_at)].paragraph if memory.person_at >= 0 else -1
        speaker = memory.person
        spoke_last = last is None or memory.person_at >= last[0] or named_in <= spoke_in < paragraph
        if speaker is not None and spoke_last:
            memory.person_at = word
            return Voice(speaker.role, speaker.name, source)
        if last is None:
            return unknown
        sentence = text.sentence_of(last[0])
        around = []  # the persons of that paragraph, the last first
        while at >= 0 and text.sentences[text.sentence_of(self._persons[at][0])].paragraph == named_in:
            around.append(self._persons[at])
            at -= 1
        if last[1] is None or (named_in < paragraph and len({name for _, name in around}) > 1):
            return unknown
        name = next(name for first, name in reversed(around) if text.sentence_of(first) == sentence)
        memory.person, memory.person_at = Voice(Role.NAMED, name, source), word
        return memory.person if name is not None else unknown

    @cached_property
    def _persons(self) -> list[tuple[int, str | None]]:
        """The first words and names of the persons that the author tells of; None for one person without a name."""
        text, grammar = self.text, self.grammar
        found: list[tuple[int, str | None]] = []
        for actor in self.actors:
            word = text.word_at(actor.span.start)
            if any(first <= actor.span.start < last for first, last in self._told(actor.span.start)):
                continue
            if actor.type == "PERSON":
                found.append((word, actor.entity))
            elif actor.type == "GROUP":
                before = text.lowers[word - 1] if word else ""
                opens = text.lowers[word]
                lone = {before, opens} & grammar.indefinites & grammar.articles
                tags = text.language.tags(text.lowers[word])
                if lone or ({"anim", "sing"} <= tags and "plur" not in tags):
                    found.append((word, None))
        return found

    def _told(self, start: int) -> Sequence[tuple[int, int]]:
        """What somebody says around a place of the text."""
        at = bisect_right(self.contents, (start, self.length)) - 1
        return self.contents[max(0, at - 1) : at + 1]

    def _of_actor(self, actor: ActorMention, source: Span) -> Voice:
        role = Role.UNNAMED if actor.type == "GROUP" else Role.NAMED
        return Voice(role, actor.entity, source)

    def _named(self, source: Span, words: range) -> tuple[Voice, bool]:
        """The voice that a noun phrase names, and whether it is one person.

        A person named in it is the speaker, then an office ("the UN ambassador", by its bearer where the
        text knows one). Else a source, a witness or any group of people leaves the speaker unnamed, whatever
        institution stands beside; else the institution speaks, and so it does through a spokesman.
        """
        text, grammar = self.text, self.grammar
        if any(match.row["kind"] == "hearsay" for match in self.cues.find(text, words.start, words.stop)):
            return Voice(Role.HEARSAY, None, source), False
        inside = self._inside(source)
        if self._is_issuer(words):
            return AUTHOR, False
        outlet = self._outlet(words, inside)
        if outlet is not None:
            return Voice(outlet.role, outlet.name, source if outlet.role is Role.NAMED else None), False
        phrase = self._phrase(words)
        core_end = self._core_end(words)
        core = [actor for actor in inside if actor.span.start < core_end]
        last = text.word_at(core_end - 1)
        if any(text.words[word] in MARKS and text.is_capital(word + 1) for word in words[:-1]):
            return Voice(Role.NAMED, phrase, source), False  # "the “Free Word” society"
        kinds = [self.kinds.get(text.lemmas[word], "") for word in words]
        definite = text.lowers[words.start] not in grammar.indefinites
        is_office = kinds[last - words.start] == "office" and not self._is_plural(last)
        persons = [actor.entity for actor in inside if actor.type == "PERSON"]
        organizations = [actor.entity for actor in inside if actor.type == "ORGANIZATION"]
        several = len(core) > 1 and core[-1].type == "GROUP" and core[-1].span.end == core_end
        if persons and not several:
            return Voice(Role.NAMED, persons[0], source), True
        if is_office and definite and not organizations[1:]:
            bare = last - words.start <= (text.lowers[words.start] in grammar.articles)
            known = self.bearers.get(text.lemmas[last]) if bare else None
            if known is not None or not organizations or any(actor.type == "GROUP" for actor in core[-1:]):
                return Voice(Role.NAMED, known or phrase, source), True
        if core and core[-1].type == "ORGANIZATION" and core[-1].span.end == core_end and len(core) == 1:
            name = core[0].entity
            if name.islower() and not definite:
                return Voice(Role.UNNAMED, phrase, source), False  # "a newspaper"
            described = name.islower() and phrase.endswith(f" {name}") and text.lowers[words.start] in grammar.articles
            return Voice(Role.NAMED, phrase if described else name, source), False  # "the trade ministry"
        foremost = last - words.start if grammar.articles else 0
        heads = kinds[foremost : last - words.start + 1]
        has_body = "body" in heads and kinds[last - words.start] != "anonymous"  # "hospital staff" is no body
        if has_body and definite and not organizations:
            return Voice(Role.NAMED, phrase, source), False  # "the authorities", "the junta's television"
        if len(words) > 1 and kinds[last - words.start] == "body" and definite:
            return Voice(Role.NAMED, phrase, source), False  # "the UN's office for human rights"
        if several or any(actor.type == "GROUP" for actor in core) or "anonymous" in kinds:
            whole = [actor.entity for actor in core if actor.span.end - actor.span.start >= len(phrase)]
            name = whole[0] if whole and not several else phrase
            bare_name = last + 1 == words.stop or text.lowers[last + 1] not in grammar.relatives
            if definite and bare_name and self._is_side(words.start, last + 1):
                return Voice(Role.NAMED, name, source), False
            return Voice(Role.UNNAMED, name, source), "anonymous" in kinds and not several
        if organizations and "office" not in kinds[: max(1, len(kinds) // 2)]:
            return Voice(Role.NAMED, organizations[0], source), False
        if "office" in kinds and definite:
            return Voice(Role.NAMED, phrase, source), True
        if organizations:
            return Voice(Role.NAMED, organizations[0], source), False
        opens = self._opener(text.sentences[text.sentence_of(words.start)])
        alone = len(words) == 1 and bool(grammar.articles) and not self._is_common(words.start)
        capitals = (word for word in range(words.start, last + 1) if text.is_capital(word))
        some = not definite and len(words) > 1 and not text.is_capital(last)  # "a Dhaka newspaper", "a Kenyan medic"
        if not some and any(word != opens or alone or self._is_name(word) for word in capitals):
            return Voice(Role.NAMED, phrase, source), False
        return Voice(Role.UNNAMED, phrase, source), False

    def _is_side(self, first: int, last: int) -> bool:
        """Whether a phrase is one word for all of a side ("protesters", "soldiers"), which speaks as police do."""
        first += last - first > 1 and self.text.lowers[first] in self.grammar.articles
        return (first, last) in self._sides and self._is_plural(last - 1)

    @cached_property
    def _sides(self) -> set[tuple[int, int]]:
        return {(one.first, one.last) for one in labels.find(self.text) if one.label.group != "event"}

    def _is_issuer(self, words: range) -> bool:
        """Whether a body named by one word is the one that a heading says the text is by: "Statement of the bar"."""
        if len(words) > 1 or self.kinds.get(self.text.lemmas[words.start]) != "body" or not self.grammar.statements:
            return False
        heading = [word for word in range(min(len(self.text.words), _HEADING)) if self._in_first_paragraph(word)]
        is_statement = any(self.text.lowers[word] in self.grammar.statements for word in heading)
        return is_statement and any(self.text.lemmas[word] == self.text.lemmas[words.start] for word in heading)

    def _in_first_paragraph(self, word: int) -> bool:
        return self.text.sentences[self.text.sentence_of(word)].paragraph == self.text.sentences[0].paragraph

    def _outlet(self, words: range, inside: list[ActorMention]) -> Voice | None:
        """The medium whose reporters speak ("Reuters reporters"); the writer for "our correspondent"."""
        text = self.text
        reporter = next((word for word in words if self.kinds.get(text.lemmas[word]) == "reporter"), None)
        if reporter is None:
            return None
        if text.lowers[words.start] in self.grammar.writer_possessives:
            return AUTHOR
        at = text.starts[reporter]
        if any(actor.type == "PERSON" and actor.span.start > at for actor in inside):
            return None
        named = [actor for actor in inside if actor.type == "ORGANIZATION"]
        if named:
            return Voice(Role.NAMED, named[0].entity)
        capitals = [word for word in words if text.is_capital(word) and word != reporter]
        if not capitals or (len(capitals) == 1 and not self._is_name(capitals[0])):
            return None
        last = capitals[0]
        while last + 1 in capitals:
            last += 1
        return Voice(Role.NAMED, text.span(capitals[0], last + 1).text)

    def _inside(self, source: Span) -> list[ActorMention]:
        first = bisect_right(self.starts, source.start - 1)
        last = bisect_right(self.starts, source.end - 1)
        return list(self.actors[first:last])

    def _core_end(self, words: range) -> int:
        """The code point where the noun phrase's core ends: at its first comma, preposition or relative."""
        for word in words[1:]:
            lower = self.text.lowers[word]
            if lower == "," or lower in DASHES or lower in self.grammar.prepositions or lower in self.grammar.relatives:
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
            lower = self.text.lowers[first]
            return lower if "nomn" in self.text.language.tags(lower) else self.text.lemmas[first]
        name = " ".join(self.text.text[self.text.starts[first] : self.text.ends[last - 1]].split())
        if len(name) > 2 and name[0] in MARKS and name[-1] in CLOSING:
            name = name[1:-1]
        lower, genitives = self.text.lowers[last - 1], self.grammar.genitive_endings
        is_owner = bool(genitives) and lower.endswith(genitives) and "gent" in self.text.language.tags(lower)
        return name[: -len(genitives[0])] if is_owner else name  # "ұйымының": the name is "ұйымы"

    def _office_bearers(self) -> dict[str, str]:
        """Offices that stand before a name in the text -> who bears them ("president" -> "Kassym-Jomart Tokayev")."""
        bearers: dict[str, str] = {}
        for actor in self.actors:
            if actor.type != "PERSON":
                continue
            before = self.text.word_at(actor.span.start) - 1
            floor = before - _LONGEST_OFFICE
            while before > max(0, floor) and self._is_owner(before):
                before -= 1  # "министр юстиции", "прокурор республики"
            if before >= 0 and self.kinds.get(self.text.lemmas[before]) == "office":
                bearers.setdefault(self.text.lemmas[before], actor.entity)
        return bearers

    def _is_owner(self, word: int) -> bool:
        """Whether a word can only be what an office is of: a genitive, in a language that has one."""
        lower = self.text.lowers[word]
        return "gent" in self.text.language.tags(lower) and self.kinds.get(self.text.lemmas[word]) != "office"
