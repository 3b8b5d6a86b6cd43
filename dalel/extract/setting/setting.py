"""Where and when the things that a text tells of happened, as far as it says.

A thing happened at the nearest place and time of its clause. Where its sentence names none, what the last
of the two sentences before in its paragraph names is carried on: the one place that holds all of its
places, if that lies in a country that the report is mostly about, and its last time, if that is short. Of
deeds done by words (a demand, a meeting) only what is said with them counts. Where the text names
nothing, the place is the one that holds all places of the report (`location.scene`), and the time stays
open: a missing place is better than a wrong one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from dalel.extract import voices
from dalel.extract.lexicon import lexicon
from dalel.extract.setting import dateline, location
from dalel.extract.text import Text
from dalel.model import Attribution, PlaceMention, TimeMention

# How many sentences of the same paragraph a place or a time is carried on to.
CARRIED_SENTENCES = 2
# How many words a figure may stand from its deed.
RUN = 8
# How many words behind a figure its place may stand whatever is between.
RIGHT_BEHIND = 4
# And how long a time may last that is.
LONGEST_CARRIED = timedelta(days=8)

M = TypeVar("M", PlaceMention, TimeMention)


class Setting:
    """Answers for any word of one text. `figures` are its figures' measures and first words."""

    def __init__(
        self,
        text: Text,
        places: Sequence[PlaceMention],
        times: Sequence[TimeMention],
        attributions: Sequence[Attribution],
        spoken: Sequence[voices.Spoken],
        figures: Sequence[tuple[str, int]],
    ) -> None:
        self._text = text
        self._spoken = spoken
        self._figures: dict[str | None, list[int]] = {None: sorted(text.starts[word] for _, word in figures)}
        for measure, word in sorted(figures, key=lambda figure: figure[1]):
            self._figures.setdefault(measure, []).append(text.starts[word])
        datelines = dateline.find(text)
        sources = [attribution.source for attribution in attributions if attribution.source is not None]
        speakers = sorted((range(source.start, source.end) for source in sources), key=lambda source: source.start)
        located = _outside(location.locating(text, places, speakers), datelines)
        # Without any place of its own a report may still name its country, if only in its dateline.
        self._scene, self._country = location.scene(located or _outside(places, datelines))
        if self._country is None and not located:
            self._scene = self._country = location.scene(places)[1]
        self._main = location.main_countries(located)
        # Deeds of words are of the country of a report only where it names no other, not even as an actor.
        self._sole = self._scene if location.scene(places)[1] is not None else None
        self._places = self._by_sentence(located)
        self._times = self._by_sentence(_outside([time for time in times if time.earliest is not None], datelines))
        countrywide = lexicon(text.language, "countrywide.tsv").find(text)
        self._countrywide = {text.sentence_of(match.first) for match in countrywide}

    def place(self, word: int, told: bool = False, measure: str | None = None) -> PlaceMention | None:
        """Where what a word tells of happened, None where the text leaves it open.

        `told`: a deed done by words. `measure`: what a figure counts, where the word is of a figure.
        """
        sentence = self._text.sentence_of(word)
        scene = self._sole if told else self._scene
        named = self._said_with(word, self._places.get(sentence, []))
        own = self._before_next_figure(word, named, measure)
        if not own and (named or sentence in self._countrywide):
            return self._country
        if own or told:
            return self._nearest(word, own, told, measure) or scene
        carried = location.scene(self._carried(sentence, self._places))[0]
        return carried if carried is not None and carried.place.country in self._main else scene

    def time(self, word: int, told: bool = False, measure: str | None = None) -> TimeMention | None:
        """When what a word tells of happened, None where the text leaves it open. See `place`."""
        sentence = self._text.sentence_of(word)
        own = self._before_next_figure(word, self._said_with(word, self._times.get(sentence, [])), measure)
        if own:
            return self._nearest(word, own, told, measure)
        carried = [] if told else self._carried(sentence, self._times)
        return carried[-1] if carried and _is_short(carried[-1]) else None

    def _nearest(self, word: int, mentions: Sequence[M], told: bool, measure: str | None) -> M | None:
        """The nearest that stands in the same clause as a word, or right behind a figure ("103 — в Алматы")."""
        offset = self._text.starts[word]
        near = [
            one
            for one in mentions
            if not location.is_apart(self._text, word, one.span, told)
            or (measure is not None and 0 < self._text.word_at(one.span.start) - word <= RIGHT_BEHIND)
        ]
        if told:  # "In Ankara the minister condemned the strikes on Syria"
            near = [one for one in near if location.is_opening(self._text, word, one.span)] or near
        return min(near, key=lambda one: (abs(one.span.start - offset), one.span.start), default=None)

    def _carried(self, sentence: int, by_sentence: dict[int, list[M]]) -> list[M]:
        """What the last sentence of the paragraph, of the two before, names that names any."""
        paragraph = self._text.sentences[sentence].paragraph
        for earlier in range(sentence - 1, max(sentence - 1 - CARRIED_SENTENCES, -1), -1):
            if self._text.sentences[earlier].paragraph != paragraph:
                return []
            if by_sentence.get(earlier):
                return by_sentence[earlier]
        return []

    def _before_next_figure(self, word: int, mentions: Sequence[M], measure: str | None) -> list[M]:
        """Without what stands behind another figure: in "164 died, 103 of them in Almaty" Almaty is of the 103.

        Figures of different measures share what follows: "40 were killed and 130 wounded in Omdurman".
        """
        starts = self._figures.get(measure, [])
        after = bisect_right(starts, self._text.starts[word])
        while after < len(starts) and self._runs_on(word, starts[after]):
            after += 1
        kept = [one for one in mentions if bisect_left(starts, one.span.start) <= after]
        # And of the 103 it is, not Kazakhstan in "164 died in Kazakhstan, 103 of them in Almaty".
        behind = [one for one in kept if one.span.start > self._text.starts[word]]
        first = self._text.starts[self._text.sentences[self._text.sentence_of(word)].first]
        has_earlier = measure is not None and bisect_left(starts, first) < bisect_left(starts, self._text.starts[word])
        return behind if behind and has_earlier else kept

    def _runs_on(self, word: int, offset: int) -> bool:
        """Whether nothing but words stands between a word and an offset: "fired at several thousand people in …"."""
        last = self._text.word_at(offset)
        return last - word <= RUN and all(one[0].isalnum() for one in self._text.words[word:last])

    def _said_with(self, word: int, mentions: Sequence[M]) -> Sequence[M]:
        """Without what belongs to the saying: "on Thursday" in "26 were killed, the ministry said on Thursday"."""
        holder = voices.holder_of(self._text.starts[word], self._text.ends[word], self._spoken)
        if holder is None:
            return mentions
        return [
            one for one in mentions if one.span.start < holder.cue.start or holder.start <= one.span.start < holder.end
        ]

    def _by_sentence(self, mentions: Sequence[M]) -> dict[int, list[M]]:
        found: dict[int, list[M]] = {}
        for mention in mentions:
            sentence = self._text.sentence_of(self._text.word_at(mention.span.start))
            found.setdefault(sentence, []).append(mention)
        return found


def _is_short(time: TimeMention) -> bool:
    """Whether a time is narrow enough to be carried on: a year in one sentence says nothing of the next."""
    return time.earliest is not None and time.latest is not None and time.latest - time.earliest <= LONGEST_CARRIED


def _outside(mentions: Sequence[M], datelines: Sequence[range]) -> list[M]:
    """The mentions that do not stand in a dateline, which says where and when a report was written."""
    return [one for one in mentions if not location.is_inside(one.span, datelines)]
