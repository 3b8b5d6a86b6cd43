"""What a learned model went by, in words.

A model sees a word and its neighbours through channels (see `dalel.extract.tagger`); each thing seen has a weight for
each label. `Models` labels a text once more, and its votes tell what words were taken for and what weighed most.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from dalel.extract import places, times
from dalel.extract.explain import features
from dalel.extract.explain.explained import Vote, Weight
from dalel.extract.marks import channels as mark_channels
from dalel.extract.marks import marks
from dalel.extract.names import channels as name_channels
from dalel.extract.names import names
from dalel.extract.reading import Reader
from dalel.extract.tagger import OUTSIDE, Tagger
from dalel.extract.voices import channels as voice_channels
from dalel.extract.voices import learned
from dalel.extract.voices.attributions import possible_cues, ruled
from dalel.extract.voices.sayings import Cue, Saying
from dalel.extract.voices.speech import Context, context_of
from dalel.model import Span

STRONGEST = 3


@dataclass(frozen=True)
class _Labelled:
    """A text as a model labels it: `units` are the words [first, last) that it takes together, if not one by one."""

    file: str
    tagger: Tagger
    sentences: Sequence[tuple[int, int]]
    columns: Sequence[Sequence[Hashable]]
    units: Sequence[tuple[int, int]]

    @cached_property
    def labels(self) -> list[str]:
        return self.tagger.tag(self.sentences, self.columns)

    def stretch(self, unit: int) -> tuple[int, int]:
        """The units [first, last) that are labelled together with a unit: B-, then I-."""
        first, last = unit, unit + 1
        while self.labels[first][0] == "I":
            first -= 1
        while last < len(self.labels) and self.labels[last][0] == "I":
            last += 1
        return first, last

    @cached_property
    def unit_at(self) -> dict[int, int]:
        return {word: number for number, unit in enumerate(self.units) for word in range(*unit)}


class Models:
    """The learned models of a text's language, those that it has."""

    def __init__(self, reader: Reader, published_at: datetime | None) -> None:
        self._reader = reader
        self._published_at = published_at

    def names(self, words: Span) -> tuple[Vote, ...]:
        """What the model that finds names (and times and numbers, in some languages) takes words for."""
        return self._vote(self._names, words)

    def voices(self, words: Span) -> tuple[Vote, ...]:
        """What the model that finds who says what takes words for."""
        return self._vote(self._voices, words)

    def _vote(self, model: _Labelled | None, words: Span) -> tuple[Vote, ...]:
        """The model's vote at the first word, none where there is no model or it took the word for nothing."""
        text = self._reader.text
        if model is None:
            return ()
        unit = model.unit_at[text.word_at(words.start)]
        label = model.labels[unit]
        if label == OUTSIDE:
            return ()
        sentence = model.sentences[bisect_right(model.sentences, unit, key=lambda one: one[0]) - 1]
        found = [
            Weight(features.describe(model.file, seen), weight)
            for seen, weight in model.tagger.evidence(sentence, model.columns, unit, label)
        ]
        pro = tuple(item for item in found if item.weight > 0)[:STRONGEST]
        con = tuple(item for item in found if item.weight < 0)[:STRONGEST]
        first, last = model.stretch(unit)
        words, at = text.span(model.units[first][0], model.units[last - 1][1]), text.span(*model.units[unit])
        return (Vote(f"{text.language.tag}/{model.file}", features.LABELS[label[2:]], words, at, pro, con),)

    @cached_property
    def _names(self) -> _Labelled | None:
        text = self._reader.text
        considered = places.consider(text)
        tagger = marks.tagger_of(text.language)
        if tagger is not None:
            units = mark_channels.units(text)
            bounds = marks.sentences(text, units)
            ruled = marks.ruled(text, times.find(text, self._published_at), considered)
            return _Labelled(marks.FILE, tagger, bounds, mark_channels.columns(text, units, bounds, ruled), units)
        known = names.model_of(text.language)
        if known is None:
            return None
        return self._by_word(names.FILE, known[0], name_channels.columns(text, considered, known[1]))

    def is_ruled(self, words: Span) -> bool:
        """Whether the rules of voices alone would give words to a speaker, without the model."""
        return self._reader.text.word_at(words.start) in self._ruled_words

    @cached_property
    def _ruled_words(self) -> frozenset[int]:
        pieces = (piece for saying in self._ruled for piece in saying.contents)
        return frozenset(word for piece in pieces for word in range(*piece))

    @cached_property
    def _context(self) -> Context:
        return context_of(self._reader.text, self._reader.actors)

    @cached_property
    def _cues(self) -> list[Cue]:
        return possible_cues(self._context)

    @cached_property
    def _ruled(self) -> list[Saying]:
        return ruled(self._context, self._cues)

    @cached_property
    def _voices(self) -> _Labelled | None:
        tagger = learned.tagger_of(self._reader.text.language)
        if tagger is None:
            return None
        cues = [cue.core for cue in self._cues]
        columns = voice_channels.columns(self._context, self._reader.actors, self._ruled, cues)
        return self._by_word(learned.FILE, tagger, columns)

    def _by_word(self, file: str, tagger: Tagger, columns: Sequence[Sequence[Hashable]]) -> _Labelled:
        text = self._reader.text
        return _Labelled(
            file, tagger, text.sentence_ranges, columns, [(word, word + 1) for word in range(len(text.words))]
        )
