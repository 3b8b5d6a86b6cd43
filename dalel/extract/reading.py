"""Putting what was found in a text together into statements."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dalel.extract import (
    actors,
    events,
    factuality,
    figures,
    labels,
    marks,
    names,
    numerals,
    places,
    proposals,
    times,
    voices,
)
from dalel.extract.actors import NO_BOOK, ActorBook
from dalel.extract.language import load
from dalel.extract.setting import Setting
from dalel.extract.text import Text, cut
from dalel.model import (
    Answer,
    Event,
    Factuality,
    Kind,
    Mentions,
    PlaceMention,
    Reading,
    Span,
    Statement,
)

# What a measured quantity says happened, where no trigger of its own says it.
EVENT_OF_MEASURE = {
    "killed": ("ASSAULT", "kill"),
    "injured": ("ASSAULT", "wound"),
    "detained": ("COERCE", "arrest"),
    "troops": ("MOBILIZE", "troops"),
    "present": ("PROTEST", "demo"),
}

# What is said of a number that stands in place of a denied one.
_NOT = {
    Factuality.CERTAINLY_NOT: Factuality.CERTAIN,
    Factuality.PROBABLY_NOT: Factuality.PROBABLE,
    Factuality.POSSIBLY_NOT: Factuality.POSSIBLE,
}

# Types of deeds done by words: what is said elsewhere in a paragraph is not said of where and when.
SAID = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "CONCEDE"))

# Deeds that are rather a whole country's than one town's, where nothing is said of where.
WIDE = frozenset((("COERCE", "censor"), ("PROTEST", "strike"), ("RETREAT", "resign")))

NOTHING = Reading(Mentions(), ())


def read(
    text: str,
    language: str,
    published_at: datetime | None,
    answers: Sequence[Answer] = (),
    book: ActorBook = NO_BOOK,
) -> Reading:
    """All mentions and statements of a text, in text order.

    `answers` are what plug-ins propose about it: what the text bears out and Dalel has not found itself is taken.

    `language` is a BCP 47 tag; a text in a language that Dalel does not read gives an empty reading.
    Relative times are anchored at `published_at` and stay without a value where it is None.
    `book` holds the actors that the desk described.
    """
    known = load(language)
    if known is None or not text.strip():
        return NOTHING
    return Reader(cut(text, known), published_at, answers, book).reading()


Mention = events.EventMention | figures.FigureMention | labels.LabelMention


class Reader:
    """All that is found in one text; `reading` puts it together, `dalel.extract.explain` says why it is so."""

    def __init__(self, text: Text, published_at: datetime | None, answers: Sequence[Answer], book: ActorBook) -> None:
        self.text = text
        self.proposed = [proposals.parse(answer) for answer in answers]
        ruled = times.find(text, published_at)
        considered = places.consider(text)
        marked = marks.find(text, ruled, considered)
        self.times = ruled if marked is None else times.agree(text, ruled, marked)
        self.numbers = numerals.find(text, self.times, marked)
        learned = names.find(text, considered) if marked is None else marks.names(marked)
        agreed = places.standing(considered) if learned is None else places.agree(text, considered, learned)
        self.places = places.settle(text, agreed)
        for proposed in self.proposed:
            self.places = sorted(self.places + self._proposed_places(proposed), key=lambda one: one.span.start)
        self.actors = actors.find(text, self.places, learned, book)
        for proposed in self.proposed:
            more = proposals.actors(text, proposed, self.actors)
            self.actors = sorted(self.actors + more, key=lambda one: one.span.start)
        self.attributions = voices.attributions(text, self.actors)
        self.spoken = voices.spoken(text, self.attributions, self.actors)
        self.sha256 = hashlib.sha256(text.text.encode()).hexdigest()
        self.events = events.find(text, self.actors, self.places)
        self.figures = figures.find(text, self.times)
        self.labels = labels.find(text)
        counted = [(mention.figure.measure, mention.first) for mention in self.figures]
        self.setting = Setting(text, self.places, self.times, self.attributions, self.spoken, counted)
        self.event_at = {word: event for event in self.events for word in range(event.first, event.last)}

    def reading(self) -> Reading:
        triggers = [mention.trigger for mention in self.figures if mention.trigger and not mention.negated]
        counted = {word for trigger in triggers for word in range(*trigger)}
        statements = [self._figure(mention) for mention in self.figures]
        statements += [self._event(mention) for mention in self.events if mention.first not in counted]
        statements += [self._label(mention) for mention in self.labels]
        for proposed in self.proposed:
            statements += self._proposed(proposed, statements)
        statements.sort(key=_position)
        unique = {statement.id: statement for statement in statements}
        mentions = Mentions(
            times=tuple(self.times),
            places=tuple(self.places),
            actors=tuple(self.actors),
            attributions=tuple(self.attributions),
            numbers=tuple(self.numbers),
        )
        refused = tuple(refusal for proposed in self.proposed for refusal in proposed.refused)
        return Reading(mentions, tuple(unique.values()), refused)

    def _proposed_places(self, proposed: proposals.Proposals) -> list[PlaceMention]:
        """Places that a plug-in found. Where they lie is read from the gazetteer, not believed."""
        found = proposals.place_spans(self.text, proposed, self.places)
        resolved = places.resolve(self.text, [(span.start, span.end) for span in found])
        mentions = []
        for span, place in zip(found, resolved, strict=True):
            if place is None:
                proposed.refuse("the gazetteer does not know the place", span.text)
            else:
                mentions.append(PlaceMention(span, place))
        return mentions

    def _proposed(self, proposed: proposals.Proposals, known: Sequence[Statement]) -> list[Statement]:
        around = proposals.Around(self.text, self.places, self.times, self.actors)
        found = proposals.untold(proposals.statements(around, proposed), known)
        return [replace(one, id=statement_id(self.sha256, one)) for one in found]

    def _event(self, mention: events.EventMention) -> Statement:
        span = self.text.span(*mention.clause)
        judged = self.reasons(mention).value
        return self._statement(Kind.EVENT, span, self.core(mention), mention.by, judged, event=self._about(mention))

    def _figure(self, mention: figures.FigureMention) -> Statement:
        span = self.text.span(mention.first, mention.last)
        event = self._counted(mention, *mention.trigger) if mention.trigger is not None else None
        judged = Factuality.CERTAINLY_NOT if mention.negated else self.reasons(mention).value
        if not mention.negated and judged in _NOT and self._stands_instead(mention):
            judged = _NOT[judged]
        return self._statement(
            Kind.FIGURE, span, self.core(mention), mention.by, judged, event=event, figure=mention.figure
        )

    def _stands_instead(self, mention: figures.FigureMention) -> bool:
        """Whether the "not" beside a number is another's: "not five but eight were hurt", "14, not nine"."""
        sentence = self.text.sentence_of(mention.first)
        others = (one for one in self.figures if one.negated and one.figure.measure == mention.figure.measure)
        return any(self.text.sentence_of(one.first) == sentence for one in others)

    def _counted(self, mention: figures.FigureMention, first: int, last: int) -> Event | None:
        """The event that a figure counts: the one at its trigger, words [first, last), else what its measure says."""
        measure, asked = mention.figure.measure, self.asked(mention)
        place, time = self.setting.place(*asked), self.setting.time(*asked)
        if first in self.event_at:
            return replace(self._about(self.event_at[first]), place=place, time=time)
        if measure not in EVENT_OF_MEASURE:
            return None
        type_, mode = EVENT_OF_MEASURE[measure]
        patients = (self.text.span(*mention.population),) if mention.population else ()
        return Event(type_, mode, self.text.span(first, last), (), patients, place, time)

    def _label(self, mention: labels.LabelMention) -> Statement:
        span = self.text.span(mention.first, mention.last)
        return self._statement(Kind.LABEL, span, span, mention.by, Factuality.CERTAIN, label=mention.label)

    def _about(self, mention: events.EventMention) -> Event:
        span = self.text.span
        return Event(
            type=mention.type,
            mode=mention.mode,
            trigger=span(mention.first, mention.last),
            agents=tuple(span(*agent) for agent in mention.agents),
            patients=tuple(span(*patient) for patient in mention.patients),
            place=self.setting.place(*self.asked(mention)),
            time=self.setting.time(*self.asked(mention)),
        )

    def asked(self, mention: events.EventMention | figures.FigureMention) -> tuple[int, bool, str | None, bool]:
        """What the setting is asked about a mention: its word, whether it is done by words, what it
        measures, and whether it is rather a whole country's.

        Where a figure's trigger stands away from the number ("164 died, 103 of them in Almaty"), place and
        time are those of the number.
        """
        if isinstance(mention, events.EventMention):
            return mention.first, mention.type in SAID, None, (mention.type, mention.mode) in WIDE
        first = mention.trigger[0] if mention.trigger is not None else mention.first
        word = first if mention.first <= first < mention.last else mention.first
        return word, False, mention.figure.measure, False

    def core(self, mention: Mention) -> Span:
        """The words of a mention that decide whose it is: a deed's trigger, a figure's number, a label."""
        said = mention.said if isinstance(mention, figures.FigureMention) else None
        return self.text.span(*(said or (mention.first, mention.last)))

    def reasons(self, mention: events.EventMention | figures.FigureMention) -> factuality.Reasons:
        """What bears on the factuality of a deed or a figure."""
        if isinstance(mention, events.EventMention):
            (first, last), deed = (mention.first, mention.last), mention.deed
        else:
            (first, last), deed = mention.scope, None
        span = self.text.span(first, last)
        return factuality.reasons(self.text, first, last, voices.stance_of(span.start, span.end, self.spoken), deed)

    def _statement(
        self,
        kind: Kind,
        span: Span,
        core: Span,
        by: str,
        judged: Factuality,
        **about: object,
    ) -> Statement:
        voice = voices.voice_of(core.start, core.end, self.spoken)
        statement = Statement(id="", kind=kind, span=span, voice=voice, factuality=judged, by=by, **about)  # type: ignore[arg-type]
        return replace(statement, id=statement_id(self.sha256, statement))


def _position(statement: Statement) -> tuple[int, int, str, int, str]:
    """Where a statement stands: by its words, then by those of its trigger; the id only parts what is alike."""
    event = statement.event
    trigger = event.trigger.start if event is not None else -1
    return statement.span.start, statement.span.end, statement.kind, trigger, statement.id


def statement_id(sha256: str, statement: Statement) -> str:
    """A hash of the text and of all that is stated, 24 hexadecimal digits.

    It does not depend on the rule that found it, nor on coordinates, which may be mended.
    """
    event, figure, label = statement.event, statement.figure, statement.label
    place = event.place.place if event and event.place else None
    parts = [
        sha256,
        statement.kind,
        statement.span.start,
        statement.span.end,
        statement.voice.role,
        statement.voice.name,
        statement.factuality,
        [event.type, event.mode, event.trigger.start, event.trigger.end] if event else None,
        [place.geonames or place.name, place.country] if place else None,
        event.time.value if event and event.time else None,
        [figure.measure, figure.low, figure.high, figure.relation, figure.of] if figure else None,
        [label.term, label.lemma, label.group] if label else None,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:24]
