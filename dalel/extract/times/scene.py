"""What is known when a time expression is read: the publication time, the tense, the times before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from dalel.extract.text import Text
from dalel.extract.times.calendar import Period
from dalel.extract.times.grammar import Grammar

# How many sentences a time of day is carried on from the day before it.
CARRIED = 1
# How far the tense of a clause is looked for, in words, and how near a verb surely governs the time.
CLAUSE, CLOSE = 30, 2
LONGER = frozenset(("P6M", "P9M", "P12M", "P1Y"))  # what a company reports on besides the quarter
UNDONE = 3  # words before "due" in which "had" puts it in the past
SHORTEST_VERB = 4  # letters; in shorter words an ending tells nothing


@dataclass(frozen=True, slots=True)
class Sense:
    """What an expression means: TIMEX3 type and value, the period of the calendar, the moments that bound it."""

    type: str
    value: str | None
    period: Period | None = None
    earliest: datetime | None = None
    latest: datetime | None = None


@dataclass(slots=True)
class Scene:
    """The reading of one text: `previous` is the last sense with a period, `sentence` where it stood.

    `quarter` is the last quarter that was reported on, which business news goes on comparing with, until it
    turns to a `longer` period ("for the nine months").
    """

    text: Text
    grammar: Grammar
    anchor: datetime | None
    first: int = 0
    last: int = 0
    previous: Sense | None = None
    sentence: int = -1
    quarter: Period | None = None
    longer: bool = False

    @property
    def zone(self) -> tzinfo:
        return (self.anchor.tzinfo if self.anchor else None) or UTC

    @property
    def today(self) -> date | None:
        return self.anchor.date() if self.anchor else None

    def nearby(self) -> Sense | None:
        """The sense before, if it stood in this sentence or the one before it."""
        if self.previous is None or self.text.sentence_of(self.first) - self.sentence > CARRIED:
            return None
        return self.previous

    def day(self) -> date | None:
        """The day that a time of day without a day belongs to."""
        nearby = self.nearby()
        if nearby and nearby.period and nearby.period.unit == "D":
            return nearby.period.start
        return self.today

    def remember(self, sense: Sense) -> None:
        self.longer = self.longer or sense.value in LONGER
        if sense.period is not None:
            self.previous, self.sentence = sense, self.text.sentence_of(self.first)

    def direction(self) -> int:
        """-1 in the past tense, 1 in the future, 0 where nothing tells: the nearest cue of the clause."""
        before, after = self._clause()
        return self._cue(before) or self._cue(after)

    def sure_direction(self) -> int:
        """The tense where the verb stands right before the time, or where only the words after it tell."""
        before, after = self._clause()
        return self._cue(before[:CLOSE]) or (0 if self._cue(before) else self._cue(after))

    def _clause(self) -> tuple[range, range]:
        """The words before the time, the nearest first, and those after it."""
        sentence = self.text.sentences[self.text.sentence_of(self.first)]
        before = range(self.first - 1, max(sentence.first, self.first - CLAUSE) - 1, -1)
        return before, range(self.last, min(sentence.last, self.last + CLAUSE))

    def _cue(self, words: range) -> int:
        grammar, lowers = self.grammar, self.text.lowers
        infinitive = False
        for word in words:
            low = lowers[word]
            if low in grammar.future or (
                low in grammar.future_pairs and self._follows(word, grammar.future_pairs[low])
            ):
                undone = grammar.undone.intersection(lowers[max(0, word - UNDONE) : word])
                return -1 if undone else 1
            if infinitive and low in grammar.intends:
                return 1
            if low in grammar.past:
                return -1
            infinitive = infinitive or low in grammar.infinitives
            if len(low) > SHORTEST_VERB:
                infinitive = infinitive or low.endswith(grammar.infinitive_endings)
                if low.endswith(grammar.past_endings):
                    if lowers[word - 1] in grammar.passive:
                        continue
                    return -1
                if low.endswith(grammar.future_endings):
                    return 1
            if low in grammar.clause_breaks:
                return 0
        return 0

    def _follows(self, word: int, words: frozenset[str]) -> bool:
        return word + 1 < len(self.text.lowers) and self.text.lowers[word + 1] in words

    def moments(self, day: date, begin: float, end: float) -> tuple[datetime | None, datetime | None]:
        """The moments `begin` and `end` hours after a day has begun; None where the calendar ends."""
        return self.moment(day, begin), self.moment(day, end)

    def moment(self, day: date, hours: float) -> datetime | None:
        try:
            return datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(hours=hours)
        except OverflowError:
            return None

    def whole(self, period: Period, type_: str = "DATE", value: str | None = None) -> Sense:
        """The sense of a whole period."""
        try:
            end = self.moment(period.end, 0)
        except OverflowError:
            end = None
        return Sense(type_, value or period.value, period, self.moment(period.start, 0), end)
