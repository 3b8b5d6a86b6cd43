"""What of a statement's words tells its event apart from others.

All of it is read from the sentence around the deed, but for what marks out the whole document. Nothing is guessed: a
trait that the words do not give is empty, and an empty trait speaks neither for nor against.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dalel.extract.language import load
from dalel.extract.scripts import sound
from dalel.extract.text import Text, cut
from dalel.model import ActorMention, ActorType, Document, Figure, Mentions, Reading, Role, Span, Statement
from dalel.resolve.alike.concepts import Concepts, Found, concepts
from dalel.resolve.alike.mention import Traits
from dalel.resolve.alike.weights import HARM, are_near, kind_of
from dalel.resolve.heard import place_key
from dalel.resolve.people import People

MOST_NAMES, MOST_WORDS, MOST_NUMBERS = 10, 16, 8
MOST_PLACES, MOST_ABOUT = 3, 16
MOST_MARKED, MOST_COUNTED = 16, 8
# Measures of who was there.
COUNTED = frozenset(("present", "troops"))
# What a sentence does not say of where and by whom, those before it may have said.
SENTENCES_BEFORE = 2
_SHORTEST_WORD = 3
_SHORTEST_SOUND = 3
_HOUR = re.compile(r"T(\d\d|MO|MI|AF|EV|NI)")
_ENDING = re.compile(r"[aiu]+$")
# A name or a class says more of what a document is about than a plain word does.
_NAME_COUNTS, _WORD_COUNTS = 2, 1


def page_of(document: Document, reading: Reading) -> Page | None:
    """A document as its statements' traits are read from it; None in a language that Dalel does not read."""
    known = load(document.language)
    text = cut(document.text, known) if known is not None else None
    return Page(text, reading.mentions, reading.statements) if text is not None and text.words else None


def traits(statement: Statement, page: Page | None, people: People, language: str) -> Traits:
    """The traits of an event's statement; those of its document alone for a figure of no event, and none where its
    document has no page."""
    if page is None:
        return Traits(language)
    if statement.event is None:
        return Traits(language, places=page.places, about=page.about)
    return page.traits(statement, people)


@dataclass(frozen=True, eq=False)
class Page:
    """One document's words and what was recognised in it."""

    text: Text
    mentions: Mentions
    statements: tuple[Statement, ...]

    @cached_property
    def hash(self) -> str:
        """The same for all statements of this text."""
        return hashlib.sha256(self.text.text.encode()).hexdigest()[:12]

    @cached_property
    def known(self) -> Concepts:
        return concepts(self.text.language)

    def traits(self, statement: Statement, people: People) -> Traits:
        event = statement.event
        assert event is not None
        text = self.text
        first = min(text.word_at(event.trigger.start), len(text.words) - 1)
        last = max(first + 1, text.words_in(event.trigger.start, event.trigger.end).stop)
        at = text.sentence_of(first)
        sentence = text.sentences[at]
        parties = (*event.agents, *event.patients)
        place = event.place.place if event.place else None
        aside = place_key(place)
        voice = statement.voice.span
        skipped = [span for span in (voice, *parties, event.place.span if event.place else None) if span is not None]
        sites, names, hour = self.found[at].sites, self._names(at, skipped, aside), self._hour(statement, at)
        anchor = self._anchor(statement, at)
        if anchor is not None and not sites and not names:
            there = self._at(anchor)
            sites, names = self.found[there].sites, self._names(there, (), aside)
            hour = hour or self._hour(anchor, there)
        return Traits(
            language=text.language.tag,
            page=self.hash,
            at=at,
            trigger=" ".join(text.lemmas[first:last]),
            is_common=all(self.known.is_common(text, word) for word in range(first, last)),
            sites=sites,
            things=self.found[at].things,
            names=names,
            numbers=self._numbers(at, statement.figure),
            agents=_parties(event.agents, self, people) or self._speaker(statement, people),
            patients=_parties(event.patients, self, people),
            hour=hour,
            cause=kind_of(anchor.event.type, anchor.event.mode) if anchor is not None and anchor.event else "",
            counts=anchor is not None and _only_counts(statement),
            words=_words(text, self.known, sentence.first, sentence.last, range(first, last)),
            places=self.places,
            marks=self.marks,
            about=self.about,
        )

    @cached_property
    def found(self) -> list[Found]:
        """The classes that each sentence names."""
        return [self.known.found(self.text, one.first, one.last) for one in self.text.sentences]

    def _bounds(self, at: int) -> tuple[int, int]:
        """Where a sentence starts and ends, in code points."""
        sentence = self.text.sentences[at]
        return self.text.starts[sentence.first], self.text.ends[sentence.last - 1]

    @cached_property
    def _deeds(self) -> list[tuple[int, str, Statement]]:
        """The deeds that the document tells, with their sentences and kinds, in text order."""
        events = [(one, one.event) for one in self.statements if one.event is not None]
        return [(self._at(one), kind_of(event.type, event.mode), one) for one, event in events]

    def _at(self, statement: Statement) -> int:
        """The sentence of an event's trigger."""
        event = statement.event
        assert event is not None
        return self.text.sentence_of(min(self.text.word_at(event.trigger.start), len(self.text.words) - 1))

    def _anchor(self, statement: Statement, at: int) -> Statement | None:
        """The deed that a statement tells more of: of who was hurt, what hurt them; of what is named again, its first
        naming. The nearest in its sentence or before it."""
        event = statement.event
        assert event is not None
        kind = HARM if _only_counts(statement) else kind_of(event.type, event.mode)
        own, is_counted = kind_of(event.type, event.mode), _only_counts(statement)
        best: tuple[int, int] | None = None
        found: Statement | None = None
        for there, other, one in self._deeds:
            back = at - there
            is_it = are_near(HARM, other) if kind == HARM else other == kind and back > 0
            is_it |= is_counted and other == own
            if one is statement or not is_it or not 0 <= back <= SENTENCES_BEFORE:
                continue
            rank = back, abs(one.span.start - statement.span.start)
            if best is None or rank < best:
                best, found = rank, one
        if is_counted and found is not None and found.event is not None:
            return None if kind_of(found.event.type, found.event.mode) == own else found
        return found

    def _speaker(self, statement: Statement, people: People) -> tuple[str, ...]:
        """Whoever does a deed by saying so."""
        voice = statement.voice
        return (f"={people.key(voice.name)}",) if voice.role is Role.NAMED and voice.name else ()

    def _names(self, at: int, skipped: Sequence[Span], aside: str | None) -> tuple[str, ...]:
        names: dict[str, None] = {}
        start, end = self._bounds(at)
        for actor in self.mentions.actors:
            span = actor.span
            if start <= span.start and span.end <= end and not _meets(span, skipped) and self._is_named(actor):
                names |= dict.fromkeys(_sounds(actor.entity))
        for mention in self.mentions.places:
            if start <= mention.span.start and mention.span.end <= end and not _meets(mention.span, skipped):
                key = place_key(mention.place)
                if key != aside:
                    names[f"@{key}"] = None
        for word in self.text.words_in(start, end):
            if self._is_name(word) and not _meets_word(self.text, word, skipped):
                names |= dict.fromkeys(_sounds(self.text.lemmas[word]))
        return tuple(names)[:MOST_NAMES]

    def _is_name(self, word: int) -> bool:
        """Whether a word is written with a capital although no sentence begins with it, and no place or concept."""
        text = self.text
        if not text.is_capital(word) or len(text.words[word]) < _SHORTEST_WORD:
            return False
        begins = text.sentences[text.sentence_of(word)].first
        while begins < word and not text.words[begins][0].isalnum():
            begins += 1
        return begins != word and word not in self._aside and not self.known.is_common(text, word)

    def _is_named(self, actor: ActorMention) -> bool:
        """Whether an actor is named, and not only heard as a voice."""
        return actor.type != ActorType.GROUP and actor.entity not in self._voices

    @cached_property
    def named(self) -> frozenset[int]:
        """Where the names of persons and organisations end."""
        return frozenset(actor.span.end for actor in self.mentions.actors if actor.type != ActorType.GROUP)

    @cached_property
    def _voices(self) -> frozenset[str]:
        """Who speaks in the document."""
        sources = [attribution.source for attribution in self.mentions.attributions if attribution.source is not None]
        return frozenset(actor.entity for actor in self.mentions.actors if _meets(actor.span, sources))

    @cached_property
    def _aside(self) -> frozenset[int]:
        """The words of places, of voices and of classes, which are no names of their own."""
        spoken = (actor.span for actor in self.mentions.actors if actor.entity in self._voices)
        words = (word for span in spoken for word in self.text.words_in(span.start, span.end))
        return self._placed | frozenset(words) | self._classed

    @cached_property
    def _classed(self) -> frozenset[int]:
        """The words that name a class."""
        return self.known.words(self.text)

    @cached_property
    def _placed(self) -> frozenset[int]:
        """The words that are places' names."""
        spans = (mention.span for mention in self.mentions.places)
        return frozenset(word for span in spans for word in self.text.words_in(span.start, span.end))

    def _numbers(self, at: int, figure: Figure | None) -> tuple[float, ...]:
        """The number that is stated, else those of the sentence that tell no time."""
        if figure is not None:
            return tuple(dict.fromkeys(bound for bound in (figure.low, figure.high) if bound is not None))
        start, end = self._bounds(at)
        times = [mention.span for mention in self.mentions.times]
        numbers: dict[float, None] = {}
        for mention in self.mentions.numbers:
            span = mention.span
            if mention.value is not None and start <= span.start and span.end <= end and not _meets(span, times):
                numbers[mention.value] = None
        return tuple(numbers)[:MOST_NUMBERS]

    def _hour(self, statement: Statement, at: int) -> str | None:
        """The time of day that the deed's own time gives, else the only one of its sentence."""
        event = statement.event
        if event is not None and event.time is not None and (hour := hour_of(event.time.value)) is not None:
            return hour
        start, end = self._bounds(at)
        within = (one for one in self.mentions.times if start <= one.span.start and one.span.end <= end)
        hours = {hour for one in within if (hour := hour_of(one.value)) is not None}
        return hours.pop() if len(hours) == 1 else None

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The towns that the document names most, else its regions and countries."""
        counts: Counter[str] = Counter()
        for mention in self.mentions.places:
            if mention.place.kind == "city" and (key := place_key(mention.place)) is not None:
                counts[key] += 1
        return tuple(key for key, _ in counts.most_common(MOST_PLACES))

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The names and the numbers that mark the document out, the names first, those said most and earliest."""
        text = self.text
        names: Counter[str] = Counter()
        numbers: Counter[str] = Counter()
        for word in range(len(text.words)):
            if self._is_name(word) or word in self._placed:
                names.update(dict.fromkeys(_sounds(text.lemmas[word]), 1))
            elif text.words[word][0].isdigit() and len(text.words[word]) > 1:
                numbers[text.words[word]] += 1
        most = [*names.most_common(MOST_MARKED), *numbers.most_common(MOST_COUNTED)]
        return tuple(mark for mark, _ in most)

    @cached_property
    def about(self) -> tuple[str, ...]:
        """What the document is about: the names, classes and rare words that it says most, of equals the first said."""
        text, counts = self.text, Counter[str]()
        for found in self.found:
            counts.update(dict.fromkeys(found.sites + found.things, _NAME_COUNTS))
        for word in range(len(text.words)):
            if word in self._placed or self._is_name(word):
                counts.update(dict.fromkeys(_sounds(text.lemmas[word]), _NAME_COUNTS))
            elif self.known.tells(text, word):
                counts[text.lemmas[word]] += _WORD_COUNTS
        return tuple(key for key, _ in counts.most_common(MOST_ABOUT))


def hour_of(value: str | None) -> str | None:
    """The time of day of a TIMEX3 value: "T14", "TNI"; None where it has none."""
    match = _HOUR.search(value or "")
    return match.group() if match is not None else None


def _words(text: Text, known: Concepts, first: int, last: int, trigger: range) -> tuple[str, ...]:
    """The content words of a sentence, those nearest to the deed first."""
    near = sorted(range(first, last), key=lambda word: (abs(word - trigger.start), word))
    content = (text.lemmas[word] for word in near if word not in trigger and known.tells(text, word))
    return tuple(dict.fromkeys(content))[:MOST_WORDS]


def _parties(spans: Sequence[Span], page: Page, people: People) -> tuple[str, ...]:
    """Keys of whoever does a deed or suffers it: the classes that the words name, else "=" and who is named, or "~" and
    how the words sound."""
    keys: dict[str, None] = {}
    for span in spans:
        words = page.text.words_in(span.start, span.end)
        found = page.known.found(page.text, words.start, words.stop).groups if words else ()
        keys |= dict.fromkeys(found or (("=" if span.end in page.named else "~") + people.key_of(span),))
    return tuple(keys)


def _only_counts(statement: Statement) -> bool:
    """Whether a statement counts people who were there, which alone is no deed."""
    return statement.figure is not None and statement.figure.measure in COUNTED


def _sounds(name: str) -> list[str]:
    """How the words of a name sound, without the endings that cases leave; short words tell nothing."""
    heard = (_ENDING.sub("", sound(word)) for word in re.findall(r"\w+", name))
    return [one for one in heard if len(one) >= _SHORTEST_SOUND]


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _meets_word(text: Text, word: int, others: Iterable[Span]) -> bool:
    return any(text.starts[word] < other.end and other.start < text.ends[word] for other in others)
