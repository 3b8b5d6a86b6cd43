"""Why each statement of a text was read as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from dalel.extract import times, voices
from dalel.extract.actors import NO_BOOK, ActorBook
from dalel.extract.events import EventMention
from dalel.extract.explain import lines, rules
from dalel.extract.explain.explained import Answer, Clue, Explanation, Line
from dalel.extract.explain.weights import Models
from dalel.extract.figures import FigureMention
from dalel.extract.labels import LabelMention
from dalel.extract.language import load
from dalel.extract.reading import EVENT_OF_MEASURE, Mention, Reader
from dalel.extract.setting import Whence, location
from dalel.extract.text import cut
from dalel.model import Answer as Proposal
from dalel.model import (
    Attribution,
    Factuality,
    Figure,
    Kind,
    PlaceMention,
    Role,
    Span,
    Statement,
    TimeMention,
    Voice,
)

_BOUND_GAP = 2  # words between a number and its bound


def explain(
    text: str,
    language: str,
    published_at: datetime | None,
    proposals: Sequence[Proposal] = (),
    book: ActorBook = NO_BOOK,
) -> tuple[Explanation, ...]:
    """Why each statement that `dalel.extract.reading.read` gives for the same arguments is as it is, in its order."""
    known = load(language)
    if known is None or not text.strip():
        return ()
    reader = Reader(cut(text, known), published_at, proposals, book)
    asked = _Asked(reader, published_at)
    return tuple(asked.about(statement) for statement in reader.reading().statements)


class _Asked:
    """Asks the modules that read a text about one statement after the other."""

    def __init__(self, reader: Reader, published_at: datetime | None) -> None:
        self.reader = reader
        self.text = reader.text
        self.published_at = published_at
        self.models = Models(reader, published_at)
        self.events = {(mention.first, mention.last, mention.by): mention for mention in reader.events}
        self.figures: dict[tuple[int, int, Figure], FigureMention] = {}
        for mention in reader.figures:
            span = self.text.span(mention.first, mention.last)
            self.figures.setdefault((span.start, span.end, mention.figure), mention)
        self.labels = {mention.first: mention for mention in reader.labels}

    def about(self, statement: Statement) -> Explanation:
        mention = self._mention(statement)
        core = self.reader.core(mention) if mention is not None else statement.span
        is_label = statement.kind is Kind.LABEL
        return Explanation(
            statement.id,
            self._sentence(core),
            core,
            self._found(statement, mention),
            self._voice(statement.voice, core) if mention is not None else _proposed_voice(statement.voice),
            self._factuality(statement.factuality, mention),
            None if is_label or statement.event is None else self._place(statement.event.place, mention),
            None if is_label or statement.event is None else self._time(statement.event.time, mention),
        )

    def _mention(self, statement: Statement) -> Mention | None:
        """What reading found, of which a statement tells; None for what a plug-in proposed."""
        span, event = statement.span, statement.event
        if statement.kind is Kind.LABEL:
            label = self.labels.get(self.text.word_at(span.start))
            return label if label is not None and label.by == statement.by else None
        if statement.figure is not None:
            figure = self.figures.get((span.start, span.end, statement.figure))
            return figure if figure is not None and figure.by == statement.by else None
        if event is None:
            return None
        words = self.text.words_in(event.trigger.start, event.trigger.end)
        return self.events.get((words.start, words.stop, statement.by))

    def _sentence(self, span: Span) -> int:
        return self.text.sentence_of(self.text.word_at(span.start)) + 1

    # ---- what found it -------------------------------------------------------------------------------

    def _found(self, statement: Statement, mention: Mention | None) -> Answer:
        if isinstance(mention, EventMention):
            return self._deed(statement, mention)
        if isinstance(mention, FigureMention):
            return Answer(rules.FIGURES[mention.by], tuple(self._counted(mention)))
        if isinstance(mention, LabelMention):
            line = lines.phrase_at(self.text, "labels.tsv", mention.first, mention.last)
            words = self.text.span(mention.first, mention.last)
            return Answer("a word for a group or an event", (Clue("is listed", words, line),))
        return Answer(f"proposed by {statement.by}, a reader outside Dalel; its words were found in the text")

    def _deed(self, statement: Statement, mention: EventMention) -> Answer:
        name = mention.by.split(".", 2)[2]
        found = lines.of_event(self.text.language, name, mention.type, mention.mode)
        words = self.text.span(mention.first, mention.last)
        clues = [Clue(_what_line_does(line), words, line) for line in found]
        if statement.event is not None:
            clues += [Clue("does it", agent) for agent in statement.event.agents]
            clues += [Clue("is whom or what it is done to, or about", patient) for patient in statement.event.patients]
        return Answer(f"words for {rules.TYPES[mention.type]}", tuple(clues))

    def _counted(self, mention: FigureMention) -> Iterator[Clue]:
        """The number, its bound, what happened, and who is counted."""
        text = self.text
        first, last = mention.said or (mention.first, mention.last)
        if mention.said is not None:
            number = lines.phrase_at(text, "numbers.tsv", first, last)
            yield Clue("is the number", text.span(first, last), number)
        if mention.figure.relation != "=":
            for hit, line in lines.phrases_in(text, "bounds.tsv", mention.first, mention.last):
                if 0 <= first - hit.last <= _BOUND_GAP or 0 <= hit.first - last <= _BOUND_GAP:
                    yield Clue("bounds it", text.span(hit.first, hit.last), line)
        if mention.trigger is not None:
            for file in ("measures.tsv", "prices.tsv"):
                said = lines.phrase_at(text, file, *mention.trigger)
                if said is not None:
                    yield Clue(f"says what is counted: {mention.figure.measure}", text.span(*mention.trigger), said)
                    break
            event = EVENT_OF_MEASURE.get(mention.figure.measure)
            if event is not None:
                yield Clue(f"such a figure counts {rules.TYPES[event[0]]}")
        if mention.population is not None:
            of = next(iter(lines.phrases_in(text, "populations.tsv", *mention.population)), None)
            yield Clue("is who or what is counted", text.span(*mention.population), of[1] if of else None)

    # ---- whose words they are ------------------------------------------------------------------------

    def _voice(self, voice: Voice, core: Span) -> Answer:
        holder = voices.holder_of(core.start, core.end, self.reader.spoken)
        if holder is None:
            return Answer("the author: nobody else is found to speak here")
        clues = [self._cue(holder.cue)]
        said = self._attribution(holder.cue, core)
        if said is not None and said.source is not None:
            clues.append(Clue(_names(voice, said.source), said.source))
        here, there = self._sentence(core), self._sentence(holder.cue)
        if here != there:
            clues.append(Clue(f"the words of saying stand in sentence {there}: what is said goes on from there"))
        if voice.role is Role.AUTHOR:
            return Answer("the author, though there are words of saying", tuple(clues))
        votes = () if clues[0].line is not None else self.models.voices(holder.cue)
        if not self.models.is_ruled(core):
            votes += self.models.voices(core)
        return Answer(_who(voice), tuple(clues), votes)

    def _cue(self, cue: Span) -> Clue:
        words = self.text.words_in(cue.start, cue.end)
        for file in ("cues.tsv", "cue_nouns.tsv"):
            known = lines.cue_at(self.text, file, words.start, words.stop)
            if known is not None:
                row, line = known
                return Clue(f"is {rules.CUE_KINDS[row['kind']]}", cue, line)
        is_mark = not any(letter.isalnum() for letter in cue.text)
        return Clue("parts a speaker from what is said" if is_mark else "is taken for words of saying by a model", cue)

    def _attribution(self, cue: Span, core: Span) -> Attribution | None:
        """What was found to be said with a cue that holds some words; a count holds its own cue."""
        found = self._by_cue.get(cue, [])
        inside = [one for one in found if one.content.start <= core.start and core.end <= one.content.end]
        return next(iter(inside or found), None)

    @cached_property
    def _by_cue(self) -> dict[Span, list[Attribution]]:
        found: dict[Span, list[Attribution]] = {}
        for one in self.reader.attributions:
            found.setdefault(one.cue, []).append(one)
        return found

    # ---- how sure the voice is -----------------------------------------------------------------------

    def _factuality(self, value: Factuality, mention: Mention | None) -> Answer:
        text = rules.VALUES[value]
        if mention is None:
            return Answer(text, (Clue("as the reader outside Dalel says"),))
        if isinstance(mention, LabelMention):
            return Answer(text, (Clue("a word that a voice chooses is always its own"),))
        if isinstance(mention, FigureMention) and mention.negated:
            return Answer(text, (Clue("the number is taken back, or another is set against it"),))
        reasons = self.reader.reasons(mention)
        idle = set() if "infinitive" in reasons.says else {"done"}  # it only takes an infinitive's effect away
        clues = []
        for hit, values in reasons.cues:
            does = [rules.CUES[value] for value in values if value in rules.CUES and value not in idle]
            if does:
                words = self.text.span(hit.first, hit.last)
                clues.append(Clue("; ".join(does), words, lines.of_hit(self.text, "factuality.tsv", hit)))
        words = self.text.span(mention.first, mention.last)
        clues += [Clue(f"by its form {rules.CUES[form]}", words) for form in sorted(reasons.form)]
        if reasons.is_question:
            clues.append(Clue("the sentence is a question"))
        if reasons.stance in rules.STANCES:
            core = self.text.span(*mention.scope) if isinstance(mention, FigureMention) else words
            holder = voices.holder_of(core.start, core.end, self.reader.spoken)
            if holder is not None and holder.cue not in [clue.words for clue in clues]:
                clues.append(Clue(rules.STANCES[reasons.stance], holder.cue))
        return Answer(text, tuple(clues) or (Clue("nothing here takes away from it"),))

    # ---- where and when ------------------------------------------------------------------------------

    def _place(self, place: PlaceMention | None, mention: Mention | None) -> Answer:
        if place is None:
            return Answer("the text does not say where")
        name = f"{place.place.name}, {place.place.country}" if place.place.country else place.place.name
        votes = self.models.names(place.span)
        if mention is None or isinstance(mention, LabelMention):
            return Answer(name, (Clue("as the reader outside Dalel says", place.span),), votes)
        _, whence = self.reader.setting.place_and_whence(*self.reader.asked(mention))
        return Answer(name, (Clue(self._whence(place.span, whence, place.place.name), place.span),), votes)

    def _time(self, time: TimeMention | None, mention: Mention | None) -> Answer:
        if time is None or time.value is None:
            return Answer("the text does not say when")
        votes = self.models.names(time.span)
        if mention is None or isinstance(mention, LabelMention):
            return Answer(time.value, (Clue("as the reader outside Dalel says", time.span),), votes)
        _, whence = self.reader.setting.time_and_whence(*self.reader.asked(mention))
        clues = [Clue(self._whence(time.span, whence, time.value), time.span)]
        if self.published_at is not None and not self._stands_alone(time):
            clues.append(Clue(f"is worked out from the day of publication, {self.published_at.date().isoformat()}"))
        return Answer(time.value, tuple(clues), votes)

    def _whence(self, words: Span, whence: Whence, name: str) -> str:
        """Where the words that say where or when it was were taken from."""
        number = self._sentence(words)
        if location.is_inside(words, self.reader.setting.datelines):
            return "is in the dateline: nothing nearer is said of this"
        if whence is Whence.SENTENCE:
            return "is said in this sentence"
        if whence is Whence.BEFORE:
            return f"is carried on from sentence {number}"
        if whence is Whence.COUNTRY:
            return f"is from sentence {number}: no place is said of this in particular, and the text is about {name}"
        if whence is Whence.SEAT:
            return f"is from sentence {number}: nothing nearer is said of this, and the text is about {name}"
        return f"is from sentence {number}: nothing nearer is said of this, and all places of the text lie in {name}"

    def _stands_alone(self, time: TimeMention) -> bool:
        """Whether a time has its value without the day of publication."""
        words = self.text.words_in(time.span.start, time.span.end)
        return any(self._unanchored.get(word) == time.value for word in words)

    @cached_property
    def _unanchored(self) -> dict[int, str | None]:
        """The value that each word of a time has without the day of publication."""
        found = times.find(self.text, None)
        return {word: one.value for one in found for word in self.text.words_in(one.span.start, one.span.end)}


def _what_line_does(line: Line) -> str:
    return "makes another deed of it" if line.file.endswith("event_frames.tsv") else "tells it"


def _names(voice: Voice, source: Span) -> str:
    """What the words of a source are to its voice."""
    if voice.name is None or voice.name.casefold() in source.text.casefold():
        return "names the speaker" if voice.role is Role.NAMED else "is the speaker, without a name"
    return f"stands for the speaker: {voice.name}"


def _who(voice: Voice) -> str:
    if voice.name is not None:
        return voice.name
    return "hearsay: nobody stands behind it by name" if voice.role is Role.HEARSAY else "somebody who is not named"


def _proposed_voice(voice: Voice) -> Answer:
    who = "the author" if voice.role is Role.AUTHOR else _who(voice)
    return Answer(who, (Clue("as the reader outside Dalel says", voice.span),))
