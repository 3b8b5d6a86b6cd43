"""Where and when the things that a text tells of happened, as far as it says.

A thing happened at the nearest place and time of its sentence, else at the last ones of the two
sentences before in its paragraph. Where the text names none, the place is the one that holds all places
of the report (`location.scene`), and the time stays open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeVar

from dalel.extract import dateline, location, voices
from dalel.extract.lexicon import lexicon
from dalel.extract.text import Text
from dalel.model import Attribution, PlaceMention, TimeMention

# How many sentences of the same paragraph a place or a time is carried on to.
CARRIED_SENTENCES = 2

M = TypeVar("M", PlaceMention, TimeMention)


class Setting:
    """Answers for any word of one text. `figure_starts` are the first words of its figures."""

    def __init__(
        self,
        text: Text,
        places: Sequence[PlaceMention],
        times: Sequence[TimeMention],
        attributions: Sequence[Attribution],
        spoken: Sequence[voices.Spoken],
        figure_starts: Sequence[int],
    ) -> None:
        self._text = text
        self._spoken = spoken
        self._figure_starts = sorted(text.starts[word] for word in figure_starts)
        datelines = dateline.find(text)
        speakers = [attribution.source for attribution in attributions if attribution.source is not None]
        located = _outside(location.locating(text, places, speakers), datelines)
        # Without any place of its own a report may still name its country, if only in its dateline.
        self._scene, self._country = location.scene(located or _outside(places, datelines))
        if self._country is None and not located:
            self._scene = self._country = location.scene(places)[1]
        self._places = self._by_sentence(located)
        self._times = self._by_sentence(_outside([time for time in times if time.earliest is not None], datelines))
        countrywide = lexicon(text.language, "countrywide.tsv").find(text)
        self._countrywide = {text.sentence_of(match.first) for match in countrywide}

    def place(self, word: int) -> PlaceMention | None:
        """Where what a word tells of happened, None where the text leaves it open."""
        sentence = self._text.sentence_of(word)
        named = self._said_with(word, self._places.get(sentence, []))
        own = self._before_next_figure(word, named)
        if not own and (named or sentence in self._countrywide):
            return self._country
        return self._nearest(word, own) or self._carried(sentence, self._places) or self._scene

    def time(self, word: int) -> TimeMention | None:
        """When what a word tells of happened, None where the text leaves it open."""
        sentence = self._text.sentence_of(word)
        own = self._before_next_figure(word, self._said_with(word, self._times.get(sentence, [])))
        return self._nearest(word, own) or self._carried(sentence, self._times)

    def _nearest(self, word: int, mentions: Sequence[M]) -> M | None:
        offset = self._text.starts[word]
        return min(mentions, key=lambda one: (abs(one.span.start - offset), one.span.start), default=None)

    def _carried(self, sentence: int, by_sentence: dict[int, list[M]]) -> M | None:
        paragraph = self._text.sentences[sentence].paragraph
        for earlier in range(sentence - 1, max(sentence - 1 - CARRIED_SENTENCES, -1), -1):
            if self._text.sentences[earlier].paragraph != paragraph:
                return None
            if by_sentence.get(earlier):
                return by_sentence[earlier][-1]
        return None

    def _before_next_figure(self, word: int, mentions: Sequence[M]) -> list[M]:
        """Without what stands behind another figure: in "164 died, 103 of them in Almaty" Almaty is of the 103."""
        after = bisect_right(self._figure_starts, self._text.starts[word])
        return [one for one in mentions if bisect_left(self._figure_starts, one.span.start) <= after]

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


def _outside(mentions: Sequence[M], datelines: Sequence[range]) -> list[M]:
    """The mentions that do not stand in a dateline, which says where and when a report was written."""
    return [mention for mention in mentions if not any(mention.span.start in found for found in datelines)]
