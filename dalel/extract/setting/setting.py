"""Where and when the things that a text tells of happened, as far as it says.

A thing happened at the nearest place and time of its clause. Where its sentence names none, what the last
of the two sentences before in its paragraph names is carried on: the one place that holds all of its
places, if that lies in a country that the report is mostly about, and its last time, if that is short. Of
deeds done by words (a demand, a meeting) only what is said with them counts.

Where nothing nearer is said, a thing happened in the town that is the seat of the report (`seat`), else in
the one place that holds all places of the report (`location.scene`), if the report does not name it only
in passing; counts, and what is rather a whole country's, are of the country. The time is then the one day
that the report begins with, if it names no other. Else both stay open: a missing place is better than a
wrong one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from dalel.extract import voices
from dalel.extract.lexicon import lexicon
from dalel.extract.setting import dateline, location, seat
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


class Whence(StrEnum):
    """Where a place or a time was taken from."""

    SENTENCE = "sentence"  # the words stand in the same sentence
    BEFORE = "before"  # carried on from a sentence before
    COUNTRY = "country"  # the sentence is about the whole country, or names only places of something else
    REPORT = "report"  # the one place that holds all places of the report
    SEAT = "seat"  # the town that the report is about (see `seat`)


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
        self.datelines = datelines = dateline.find(text, places, times)
        sources = [attribution.source for attribution in attributions if attribution.source is not None]
        speakers = sorted((range(source.start, source.end) for source in sources), key=lambda source: source.start)
        places = [one for one in places if not location.names_a_part(text, one)]
        places = seat.without_namesakes(text, places, datelines)
        located = _outside(location.locating(text, places, speakers), datelines)
        known = [one for one in located if one.place.country is not None]
        self._scene, self._country = location.scene(known or [one for one in places if one.place.country is not None])
        if not known and datelines:
            self._scene = self._country  # where it was written says in which country it happened, not in which town
        # What a report names once in passing it is not about.
        if self._country is not None and not seat.is_opened(text, places, self._country.place):
            self._country = None
        if self._scene is not None and not seat.is_opened(text, places, self._scene.place):
            self._scene = self._country
        self._main = location.main_countries(known)
        only_country = self._country
        self._seat = seat.find(text, places, located, datelines)
        if self._seat is not None:
            self._country = self._country or location.country_of(self._seat)
            # Another town, in a report that has a seat, is that of its own paragraph alone.
            if (
                self._scene is not None
                and self._scene.place.kind != "country"
                and self._scene.place != self._seat.place
            ):
                self._scene = self._country
        # Deeds of words are of what a report is about, and only of its country where it names others as actors.
        self._of_words = self._scene if location.scene(places)[1] is not None else only_country
        self._places = self._by_sentence(located)
        self._times = self._by_sentence(_outside([time for time in times if time.earliest is not None], datelines))
        self._day = _only_day(text, [time for times in self._times.values() for time in times])
        countrywide = lexicon(text.language, "countrywide.tsv").find(text)
        self._countrywide = {text.sentence_of(match.first) for match in countrywide}

    def place(
        self, word: int, told: bool = False, measure: str | None = None, wide: bool = False
    ) -> PlaceMention | None:
        """Where what a word tells of happened, None where the text leaves it open.

        `told`: a deed done by words. `measure`: what a figure counts, where the word is of a figure.
        `wide`: a deed that is rather done to or by a whole country, where no town is said (a shutdown, a strike).
        """
        return self.place_and_whence(word, told, measure, wide)[0]

    def place_and_whence(
        self, word: int, told: bool = False, measure: str | None = None, wide: bool = False
    ) -> tuple[PlaceMention | None, Whence]:
        """The place of a word, and where it was taken from."""
        sentence = self._text.sentence_of(word)
        scene = self._of_words if told else self._at_seat(self._scene, measure, wide)
        named = self._said_with(word, self._places.get(sentence, []))
        own = self._before_next_figure(word, named, measure)
        if not own and (named or sentence in self._countrywide):
            return self._country, Whence.COUNTRY
        nearest = self._nearest(word, own, told, measure)
        if nearest is not None:
            return nearest, Whence.SENTENCE
        carried = location.scene(self._carried(sentence, self._places))[0] if not own and not told else None
        if carried is not None and carried.place.country in self._main:
            seated = self._at_seat(carried, measure, wide)
            return seated, Whence.BEFORE if seated is carried else Whence.SEAT
        return scene, Whence.REPORT if scene is None or scene is not self._seat else Whence.SEAT

    def _at_seat(self, place: PlaceMention | None, measure: str | None, wide: bool) -> PlaceMention | None:
        """The seat of the report instead of what holds it, or of nothing; counts may be of the whole country."""
        if self._seat is None or (measure is not None and place is not None):
            return place
        if place is not None and not location.holds(place.place, self._seat.place):
            return place
        return self._country if wide else self._seat

    def time(self, word: int, told: bool = False, measure: str | None = None, wide: bool = False) -> TimeMention | None:
        """When what a word tells of happened, None where the text leaves it open. See `place`."""
        return self.time_and_whence(word, told, measure, wide)[0]

    def time_and_whence(
        self, word: int, told: bool = False, measure: str | None = None, wide: bool = False
    ) -> tuple[TimeMention | None, Whence]:
        """The time of a word, and where it was taken from."""
        sentence = self._text.sentence_of(word)
        own = self._before_next_figure(word, self._said_with(word, self._times.get(sentence, [])), measure)
        if own:
            return self._nearest(word, own, told, measure), Whence.SENTENCE
        carried = [] if told else self._carried(sentence, self._times)
        if carried:
            return carried[-1] if _is_short(carried[-1]) else None, Whence.BEFORE
        return None if told or measure is not None else self._day, Whence.REPORT

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


def _only_day(text: Text, times: Sequence[TimeMention]) -> TimeMention | None:
    """The one day that a report names, at its beginning; None where it names several or a longer time besides.

    Hours and parts of days do not count: "at noon" goes with the day told of.
    """
    days = [time for time in times if time.value is not None and "T" not in time.value]
    dates = {time.earliest.date() if _is_a_day(time) and time.earliest is not None else None for time in days}
    return days[0] if len(dates) == 1 and dates != {None} and seat.is_in_first_paragraph(text, days[0].span) else None


def _is_a_day(time: TimeMention) -> bool:
    return time.earliest is not None and time.latest is not None and time.latest - time.earliest <= timedelta(days=1)


def _is_short(time: TimeMention) -> bool:
    """Whether a time is narrow enough to be carried on: a year in one sentence says nothing of the next."""
    return time.earliest is not None and time.latest is not None and time.latest - time.earliest <= LONGEST_CARRIED


def _outside(mentions: Sequence[M], datelines: Sequence[range]) -> list[M]:
    """The mentions that do not stand in a dateline, which says where and when a report was written."""
    return [one for one in mentions if not location.is_inside(one.span, datelines)]
