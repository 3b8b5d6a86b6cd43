"""What is asked and not known: in whose words, since when, and who answered.

A question is asked in a text ("who fired first is not known"), or follows from the record: a deed whose doers nobody
names, a figure that is contested, a deed whose place nobody says. It closes when somebody answers; the answer is
theirs, and where answers differ all of them stand. Nothing is answered by Dalel itself.

What is asked of deeds are groups, institutions and officials, and of places those of events: a question that asks where
a private person is, is not kept, nor is an answer that names one as a doer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dalel.analyse.questions_answers import Answer, Wanted, answers_in, asked_of, differ
from dalel.analyse.questions_asked import FILE, Asking, asked
from dalel.analyse.questions_text import Paper, every_word, main_places, names, searched, sentences
from dalel.resolve.alike.weights import kind_of
from dalel.resolve.days import shifted

Row = dict[str, Any]

ASKS = ("who", "where", "when", "how many", "why")
STATES = ("answers differ", "open", "perhaps answered", "answered")

MOST_ANSWERS, MOST_ANSWERED, MOST_IMPLIED = 24, 200, 20
MOST_NEAR = 40
MOST_SEARCHED = 8
DAYS = 3  # by which reports of one deed may differ

# Deeds that somebody does: "who?" is asked where nobody is named. Deaths and wounds without a weapon may have no doer.
_DONE = frozenset(
    (
        *(("ASSAULT", mode) for mode in (None, "firearms", "explosives", "destroy", "abduct", "beat", "torture")),
        *(("COERCE", mode) for mode in ("seize", "censor")),
    )
)
_AFFIRMED = frozenset(("corroborated", "single-origin", "contested"))


class Desk(Protocol):
    """What is asked of the record; `dalel.record.asking.Desk` answers."""

    @property
    def at(self) -> str: ...
    def papers(self, seqs: Iterable[int]) -> Sequence[Paper]: ...
    def leaving_open(self, before: str) -> list[int]: ...
    def saying(self, words: Sequence[str], before: str) -> list[int]: ...
    def about(self, topics: Iterable[str]) -> dict[str, list[int]]: ...
    def events(self, ids: Iterable[str]) -> dict[str, Row]: ...
    def figures(self, ids: Iterable[str]) -> dict[str, Row]: ...
    def sharing(self, groups: Sequence[Sequence[str]], since: str) -> list[int]: ...
    def placed(self, places: Iterable[str], first: str, last: str) -> list[Row]: ...
    def latest_events(self) -> list[Row]: ...
    def latest_figures(self) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one event or figure. `implied` says why, where the record asks and no text does.

    `topics` are the events or figures that it asks about, `state` the first one's row, None where the text alone asks.
    """

    id: str
    asks: str
    topics: tuple[str, ...]
    state: Row | None
    askings: tuple[Asking, ...]
    since: str
    implied: str | None = None
    answers: tuple[Answer, ...] = ()
    perhaps: tuple[Answer, ...] = ()
    earlier: tuple[Answer, ...] = ()

    @property
    def standing(self) -> str:
        """open, perhaps answered (of an event that is likely the same), answered, or answers differ."""
        if not self.answers:
            return "perhaps answered" if self.perhaps else "open"
        return "answers differ" if differ(self.asks, self.answers) else "answered"

    @property
    def rank(self) -> tuple[Any, ...]:
        """Contested first, then what is asked, then what most speak of."""
        state = self.state or {}
        spoken = int(state.get("statements", 0)) + 2 * len({asking.voice for asking in self.askings})
        return (state.get("standing") != "contested", not self.askings, -spoken, self.since, self.id)


@dataclass(slots=True)
class _Group:
    askings: list[Asking] = field(default_factory=list)
    topics: dict[str, None] = field(default_factory=dict)


def listed(
    desk: Desk,
    since: str = "",
    until: str | None = None,
    asks: str | None = None,
    state: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Question]:
    """Questions first asked between two moments as they stood at the desk's, first what needs eyes.

    Answers are looked for only for those that are listed; where a state is asked for, among the first ones.
    """
    found = [one for one in _asked_between(desk, since, until) if asks in (None, one.asks)]
    chosen = slice(offset, None if limit is None else offset + limit)
    if state is None:
        return list(answered(desk, found[chosen]))
    return [one for one in answered(desk, found[:MOST_ANSWERED]) if one.standing == state][chosen]


def _asked_between(desk: Desk, since: str, until: str | None) -> list[Question]:
    """Questions without their answers, first what needs eyes."""
    before = desk.at if until is None else min(until, desk.at)
    cues = every_word(FILE, ["open"])
    seqs = [*desk.leaving_open(before), *desk.saying(cues, before)]
    askings = (asking for paper in desk.papers(seqs) for asking in asked(paper))
    found = [one for one in grouped(askings) if since <= one.since <= before]
    known = {(question.asks, topic) for question in found for topic in question.topics}
    found += [
        one for one in answered(desk, implied(desk, known, since, before)) if one.asks == "how many" or not one.answers
    ]
    topics = [question.topics[0] for question in found if question.topics]
    states = desk.events(topics) | desk.figures(topics)
    found = [replace(one, state=states.get(one.topics[0]) if one.topics else None) for one in found]
    return sorted(found, key=lambda one: one.rank)


def grouped(askings: Iterable[Asking]) -> Iterator[Question]:
    """Askings of the same thing together: of one event or figure, or in the same words."""
    groups: dict[tuple[str, str], _Group] = {}
    for asking in sorted(askings, key=lambda one: one.order):
        held = [groups[key] for key in asking.keys if key in groups]
        group = held[0] if held else _Group()
        for other in held[1:]:
            if other is not group:
                group.askings += other.askings
                group.topics |= other.topics
                groups |= {key: group for key, value in groups.items() if value is other}
        group.askings.append(asking)
        if asking.topic is not None:
            group.topics[asking.topic] = None
        groups |= dict.fromkeys(asking.keys, group)
    for group in {id(group): group for group in groups.values()}.values():
        ordered = tuple(sorted(group.askings, key=lambda one: one.order))
        first = ordered[0]
        yield Question(_id(first.asks, *first.order), first.asks, tuple(group.topics), None, ordered, first.order[0])


def answered(desk: Desk, questions: Sequence[Question]) -> Iterator[Question]:
    """The questions with their answers."""
    all_wanted = [_wanted(question) for question in questions]
    around = _around(desk, all_wanted)
    where = desk.about(topic for one, near in zip(all_wanted, around, strict=True) for topic in (*one.topics, *near))
    alike = [_alike(desk, question) for question in questions]
    seqs = [seq for some in (*where.values(), *alike) for seq in some]
    held = {paper.row["seq"]: sentences(paper) for paper in desk.papers(seqs)}
    for question, wanted, near, more in zip(questions, all_wanted, around, alike, strict=True):
        chosen = {seq for topic in (*wanted.topics, *near) for seq in where[topic]} | set(more)
        own = {asking.sentence.key for asking in question.askings}
        given: dict[tuple[str, str], Answer] = {}
        for seq in sorted(chosen & held.keys()):
            for sentence in held[seq]:
                if sentence.key not in own:
                    for answer in answers_in(wanted, sentence, held[seq]):
                        kept = given.setdefault((answer.origin, sentence.key), answer)
                        if (answer.because, answer.order) < (kept.because, kept.order):
                            given[answer.origin, sentence.key] = answer
        answers = sorted(given.values(), key=lambda one: one.order)
        if question.implied is None:
            yield _with(question, answers)
        else:
            yield replace(question, answers=tuple(one for one in answers if not one.because)[-MOST_ANSWERS:])


def _with(question: Question, answers: Sequence[Answer]) -> Question:
    """A question with what answers it, what perhaps does, and what was said before it was asked."""
    asking = {one.sentence.paper.row["seq"] for one in question.askings}
    later = [one for one in answers if one.known_at > question.since]
    before = [one for one in answers if one.known_at <= question.since and not one.because]
    return replace(
        question,
        answers=tuple(one for one in later if not one.because)[-MOST_ANSWERS:],
        perhaps=tuple(one for one in later if one.because)[-MOST_ANSWERS:],
        earlier=tuple(one for one in before if one.sentence.paper.row["seq"] not in asking)[-MOST_ANSWERS:],
    )


def _wanted(question: Question) -> Wanted:
    """What a question asks, as answers are compared with it."""
    is_counted = question.asks == "how many" and bool(question.askings)
    counted = asked_of(asking.sentence for asking in question.askings) if is_counted else None
    abouts = [asking.about for asking in question.askings if asking.about is not None]
    kinds = {kind_of(row["type"], row["mode"]) for row in abouts if row["type"] is not None}
    places = {row["place"] for row in abouts if row["place"] is not None and row["place_kind"] != "country"}
    if not places:
        places = {place for asking in question.askings for place in main_places(asking.sentence.paper)}
    days = [row["began"] for row in abouts if row["began"] is not None] or [question.since[:10]]
    ended = [row["ended"] for row in abouts if row["ended"] is not None] or [question.since[:10]]
    began, last = shifted(min(days), -DAYS), shifted(max(ended), DAYS)
    named = frozenset(name for asking in question.askings for name in names(asking.sentence.paper))
    return Wanted(
        question.asks,
        frozenset(question.topics),
        counted,
        frozenset(key for asking in question.askings for key in asking.sentence.keys),
        frozenset(kinds),
        frozenset(places),
        named,
        frozenset(row["day"] for row in abouts if row["day"] is not None),
        began,
        last,
        question.since,
        frozenset((row["type"], row["mode"]) for row in abouts if row["type"] is not None),
    )


def _alike(desk: Desk, question: Question) -> list[int]:
    """The documents after a question was asked that hold words of what it asks about."""
    for asking in question.askings:
        own = asking.sentence
        told = [one for one in sentences(own.paper) if asking.about is not None and asking.about in one.statements]
        return desk.sharing([group for one in (own, *told) for group in searched(one)][:MOST_SEARCHED], question.since)
    return []


def _around(desk: Desk, wanted: Sequence[Wanted]) -> list[list[str]]:
    """For each question the events at its places in its days, in whose reports an answer may stand."""
    places = {place for one in wanted for place in one.places}
    if not places:
        return [[] for _ in wanted]
    events = desk.placed(places, min(one.began for one in wanted), max(one.ended for one in wanted))
    return [
        [row["event"] for row in events if row["place"] in one.places and one.began <= row["began"] <= one.ended][
            :MOST_NEAR
        ]
        for one in wanted
    ]


def implied(desk: Desk, known: set[tuple[str, str]], since: str, before: str) -> list[Question]:
    """What the record itself leaves open, of the events and figures that most speak of and of which nobody asks yet.

    Whether somebody named the doer or the place all the same is for `answered` to say.
    """
    contested = [row for row in desk.latest_figures() if row["standing"] == "contested"]
    affirmed = [row for row in desk.latest_events() if row["standing"] in _AFFIRMED and row["origins"] > 1]
    nameless = [row for row in affirmed if (row["type"], row["mode"]) in _DONE]
    placeless = [row for row in affirmed if row["place"] is None]
    found: list[Question] = []
    for asks, rows, why in (
        ("how many", contested, "voices state numbers that exclude each other"),
        ("who", nameless, "nobody names who did it"),
        ("where", placeless, "nobody says where"),
    ):
        for row in sorted(rows, key=lambda row: -row["statements"])[:MOST_IMPLIED]:
            topic, first = (row.get("event") or row["figure"]), (row.get("first_known") or row["known_at"])
            if (asks, topic) not in known and since <= first <= before:
                found.append(_implied(asks, topic, first, why))
    return found


def _implied(asks: str, topic: str, since: str, why: str) -> Question:
    return Question(_id(asks, topic), asks, (topic,), None, (), since, why)


def _id(*parts: object) -> str:
    return "q" + hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
