"""Demands and promises: who asked or promised what, until when, and what was later reported about it.

Copies of one demand are one entry with all who report it. Its state says what voices report, never what Dalel finds:
open, due (its term has passed and nothing is reported), reported kept, reported broken, or disputed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from dalel.analyse.promises_made import DEMANDS, FILE, PROMISES, Made, made
from dalel.analyse.promises_outcomes import Asked, Context, Outcome, asked, outcome
from dalel.analyse.promises_terms import Term
from dalel.analyse.questions_text import Paper, Sentence, every_word, main_places, names, searched, sentences

Row = dict[str, Any]

STATES = ("due", "disputed", "reported broken", "reported kept in part", "reported kept", "open")
MOST_FOLLOWED = 200
MOST_OUTCOMES = 8
MOST_EVENTS = 40  # at its place
MOST_COMPARED = 8


class Desk(Protocol):
    """What is asked of the record; `dalel.record.asking.Desk` answers."""

    @property
    def at(self) -> str: ...
    def papers(self, seqs: Iterable[int]) -> Sequence[Paper]: ...
    def of_types(self, types: Sequence[str], before: str) -> list[int]: ...
    def saying(self, words: Sequence[str], before: str) -> list[int]: ...
    def sharing(self, groups: Sequence[Sequence[str]], since: str) -> list[int]: ...
    def about(self, topics: Iterable[str]) -> dict[str, list[int]]: ...
    def placed(self, places: Iterable[str], first: str, last: str) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Pledge:
    """One demand or promise: the sentences that report it, the first known first, and what was reported of it later."""

    id: str
    kind: str
    made: tuple[Made, ...]
    outcomes: tuple[Outcome, ...]
    at: str

    @property
    def since(self) -> str:
        return self.made[0].sentence.known_at

    @property
    def by(self) -> str | None:
        return next((one.by for one in self.made if one.by is not None), None)

    @property
    def of(self) -> tuple[str, ...]:
        return next((one.of for one in self.made if one.of), ())

    @property
    def term(self) -> Term | None:
        """The term that is named first; one that a word makes a term goes before a mere time ahead."""
        terms = [one.term for one in self.made if one.term is not None]
        return next((one for one in terms if one.is_stated), terms[0] if terms else None)

    @property
    def state(self) -> str:
        """What is reported last by each origin, and whether the term has passed."""
        says = {one.says for one in {one.origin: one for one in self.outcomes}.values()}
        if not says:
            return "due" if self.term is not None and self.at[:10] > self.term.day else "open"
        if len(says) == 1:
            return f"reported {next(iter(says))}"
        return "disputed" if says >= {"kept", "broken"} else "reported kept in part"


@dataclass(slots=True, eq=False)
class _Group:
    made: list[Made] = field(default_factory=list)


def listed(
    desk: Desk,
    since: str = "",
    until: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Pledge]:
    """Demands and promises first reported between two moments, as they stood at the desk's; the latest first.

    What became of them is looked for only for those that are listed; where a state is asked for, among the latest.
    """
    before = desk.at if until is None else min(until, desk.at)
    seqs = [*desk.of_types((*DEMANDS, *PROMISES), before), *desk.saying(every_word(FILE, ["promise"]), before)]
    found = [one for paper in desk.papers(seqs) for one in made(paper)]
    groups = [group for group in grouped(found) if kind in (None, group[0].kind)]
    groups = [group for group in groups if since <= group[0].sentence.known_at <= before]
    groups.sort(key=lambda group: group[0].order, reverse=True)
    chosen = slice(offset, None if limit is None else offset + limit)
    if state is None:
        return list(followed(desk, groups[chosen]))
    return [one for one in followed(desk, groups[:MOST_FOLLOWED]) if one.state == state][chosen]


def grouped(found: Iterable[Made]) -> Iterator[tuple[Made, ...]]:
    """Reports of one demand or promise together, the first known first."""
    groups: dict[tuple[str, str], list[_Group]] = {}
    found_: list[_Group] = []
    for one in sorted(found, key=lambda one: one.order):
        near = (group for key in one.keys for group in groups.get(key, ()))
        group = next((group for group in near if any(one.is_like(other) for other in group.made[:MOST_COMPARED])), None)
        if group is None:
            group = _Group()
            found_.append(group)
        group.made.append(one)
        for key in one.keys:
            if group not in groups.setdefault(key, []):
                groups[key].append(group)
    for group in found_:
        yield tuple(group.made)


def followed(desk: Desk, groups: Sequence[tuple[Made, ...]]) -> Iterator[Pledge]:
    """What was reported later of each."""
    compared = [asked(group) for group in groups]
    places = {place for what in compared for place in what.places}
    days = [day for what in compared for day in (what.began, what.ended)] or [desk.at[:10]]
    near = desk.placed(places, min(days), max(days)) if places else []
    topics = {topic for what in compared for topic in what.topics}
    about = desk.about(topics | {row["event"] for row in near})
    seqs = [_later(what, desk, about, near) for what in compared]
    papers = {paper.row["seq"]: paper for paper in desk.papers(seq for some in seqs for seq in some)}
    held = {seq: sentences(paper) for seq, paper in papers.items()}
    for group, what, some in zip(groups, compared, seqs, strict=True):
        id_ = hashlib.sha256("|".join(map(str, (group[0].kind, *group[0].order))).encode()).hexdigest()[:16]
        outcomes = tuple(_outcomes(what, [held[seq] for seq in some if seq in held]))
        yield Pledge(f"p{id_}", group[0].kind, group, outcomes, desk.at)


def _later(what: Asked, desk: Desk, about: dict[str, list[int]], near: Sequence[Row]) -> list[int]:
    """The documents in which an outcome may be told: of the same events, of others at its place in the next days, or
    with two of the same words."""
    events = [row["event"] for row in near if row["place"] in what.places and what.began <= row["began"] <= what.ended]
    found = [seq for topic in (*sorted(what.topics), *events[:MOST_EVENTS]) for seq in about[topic]]
    for one in what.made[:1]:
        found += desk.sharing(searched(one.sentence), what.since)
    return list(dict.fromkeys(found))


def _outcomes(what: Asked, papers: Sequence[Sequence[Sentence]]) -> list[Outcome]:
    """The best outcome that each later document tells, those of the same words once."""
    own = {one.sentence.key for one in what.made}
    counts = Counter(key for paper in papers for one in paper for key in one.keys)
    best: dict[str, Outcome] = {}
    for paper in papers:
        if not paper or paper[0].known_at <= what.since:
            continue
        events = frozenset(row["event"] for one in paper for row in one.statements if row["event"] is not None)
        context = Context(events, main_places(paper[0].paper), names(paper[0].paper), counts)
        told = [outcome(what, one, context) for one in paper if one.key not in own]
        chosen = max((one for one in told if one is not None), key=lambda one: one.score, default=None)
        if chosen is not None:
            kept = best.setdefault(chosen.sentence.key, chosen)
            if chosen.known_at < kept.known_at:
                best[chosen.sentence.key] = chosen
    strongest = sorted(best.values(), key=lambda one: (-one.score, one.known_at, one.voice))[:MOST_OUTCOMES]
    return sorted(strongest, key=lambda one: (one.known_at, one.voice))
