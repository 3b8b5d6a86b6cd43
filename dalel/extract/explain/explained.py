"""What an explanation says: answers in words, each with the clues in the text and the lines of data behind it."""

from __future__ import annotations

from dataclasses import dataclass

from dalel.model import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a language's data: its file ("en/events.tsv"), its number, the phrase that fits, and the other columns.

    `number` is None for a phrase that is put together from several lines ("thirty-one").
    """

    file: str
    number: int | None
    phrase: str
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Clue:
    """What bears on an answer: what it does, the words of the text, and the line of data that knows them."""

    because: str
    words: Span | None = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """Something that a model sees at or beside a word, and how much it speaks for a label (below 0: against it)."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Vote:
    """What a learned model takes words for, with the strongest that speaks for and against it at one of them, `at`."""

    model: str
    taken_for: str
    words: Span
    at: Span
    pro: tuple[Weight, ...]
    con: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in words, with what it rests on."""

    text: str
    clues: tuple[Clue, ...] = ()
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a statement was read as it was.

    `statement` is its id, `sentence` the number of its sentence in the text, from 1, and `core` the words that decide
    whose it is. `place` and `time` are None where the statement is of no event.
    """

    statement: str
    sentence: int
    core: Span
    found: Answer
    voice: Answer
    factuality: Answer
    place: Answer | None
    time: Answer | None
