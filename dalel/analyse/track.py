"""The track record of each source: how what it told fared afterwards. Counts, and never a score or a rank.

One formula for all, as of a moment T, over rows of `record.tracking.told`:

A source **told** an event or a figure when it was the first to publish what some origin says of it: its own
reporters, a witness, a ministry. Who repeats the words of an origin that another source published before has only
*carried* it. A sentence printed again elsewhere goes back to where it stood first. Hearsay, questions and what is
only possible tell nothing.

Of what a source told,

- **first**: of the events, those that nobody had told before it, and that another source told later from another
  origin;
- **corroborated**: of the events, those that another source told later from another origin, whoever was first;
- **alone**: of the events told at least 48 hours before T, those that still went back to one origin 48 hours after;
- **contradicted**: of events and figures, those that another origin denied (before or after), and figures that stood
  contested at a moment between its telling and T;
- **withdrew**: of events and figures, those that its page said once and a later version says no more (for a figure:
  with that number), that the same origin denied later, and figures that stood withdrawn at such a moment.

What this does not mean: to be alone may be courage, and to be corroborated may be to tell what everybody can see. Who
corrects itself is counted, who never does is not, and may have had more reason to. What nobody else heard of cannot
be corroborated. The counts lead to statements; read those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from dalel.model import Role
from dalel.resolve.heard import NEGATIVE

Row = dict[str, Any]

ALONE_AFTER = timedelta(hours=48)
COUNTS = ("first", "corroborated", "alone", "contradicted", "withdrew")
_DENIES = frozenset(str(one) for one in NEGATIVE)


class Told(NamedTuple):
    """A statement of a `thing`, an event or a figure (`kind`): who published it, who it goes back to, affirmed or
    denied."""

    kind: str
    thing: str
    row: int
    id: str
    document: int
    source: str
    origin: str
    role: str
    passage: str
    factuality: str
    low: float | None
    high: float | None
    known_at: str
    believed_to: str


@dataclass(slots=True)
class Count:
    """So many `of` so many; `behind` are the statements by which the source told those that count."""

    of: int = 0
    behind: list[Told] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.behind)

    def add(self, said: Told, counts: bool) -> None:
        self.of += 1
        if counts:
            self.behind.append(said)


@dataclass(slots=True)
class Track:
    """What a source told, what it only carried, and how the former fared."""

    events: int = 0
    figures: int = 0
    carried: int = 0
    first: Count = field(default_factory=Count)
    corroborated: Count = field(default_factory=Count)
    alone: Count = field(default_factory=Count)
    contradicted: Count = field(default_factory=Count)
    withdrew: Count = field(default_factory=Count)


def tracks(
    events: Iterable[Sequence[Any]], figures: Iterable[Sequence[Any]], disputed: Iterable[Row], at: str
) -> dict[str, Track]:
    """The track record of every source that told or carried anything, by name.

    `events` and `figures` are rows of `record.tracking.told` (all statements of a thing together, in the order in
    which they became known), `disputed` those of `record.tracking.disputed_figures`.
    """
    found: dict[str, Track] = {}
    since = _later(at, -ALONE_AFTER)
    for _, rows in groupby(map(Told._make, events), key=lambda said: said.thing):
        _count_event(found, _Thing(rows), at, since)
    states: dict[str, list[Row]] = {}
    for state in disputed:
        states.setdefault(state["figure"], []).append(state)
    for figure, rows in groupby(map(Told._make, figures), key=lambda said: said.thing):
        _count_figure(found, _Thing(rows), states.get(figure, ()), at)
    return dict(sorted(found.items()))


def track_json(track: Track) -> dict[str, Any]:
    """A track record as listings give it: each count with how many it is of, and the statements behind it."""
    counts = {name: getattr(track, name) for name in COUNTS}
    return {
        "events": track.events,
        "figures": track.figures,
        "carried": track.carried,
        **{
            name: {
                "count": one.count,
                "of": one.of,
                "statements": [{"document": said.document, "id": said.id} for said in one.behind],
            }
            for name, one in counts.items()
        },
    }


class _Thing:
    """An event or a figure: who affirmed it, from which origins, in the order in which it became known."""

    def __init__(self, rows: Iterable[Told]) -> None:
        self.affirmed: list[Told] = []
        self.denied: list[Told] = []
        self.origins: dict[str, list[Told]] = {}  # the first statement of each source, by origin
        self.told: dict[str, tuple[Told, set[str]]] = {}  # by source, with the origins that it brought
        self.carried: set[str] = set()
        first_of: dict[str, str] = {}
        for said in rows:
            if said.factuality in _DENIES:
                self.denied.append(said)
                continue
            self.affirmed.append(said)
            origin = said.origin
            if said.passage and said.role != Role.NAMED:
                origin = first_of.setdefault(said.passage, origin)  # a copy goes back to where it stood first
            heard = self.origins.get(origin)
            if heard is None:
                self.origins[origin] = [said]
                self.told.setdefault(said.source, (said, set()))[1].add(origin)
            elif all(other.source != said.source for other in heard):
                heard.append(said)
        self.carried = {said.source for said in self.affirmed} - self.told.keys()

    def corroborated(self, said: Told, own: set[str]) -> bool:
        """Whether another source told it later from another origin."""
        place = (said.known_at, said.source, said.id)
        return any(
            other.source != said.source and (other.known_at, other.source, other.id) > place
            for origin, heard in self.origins.items()
            if origin not in own
            for other in heard
        )

    def alone(self, said: Told) -> bool:
        """Whether it still went back to one origin 48 hours later."""
        if len(self.origins) == 1:
            return True
        until = _later(said.known_at, ALONE_AFTER)
        return sum(heard[0].known_at <= until for heard in self.origins.values()) == 1

    def denied_by_others(self, own: set[str], numbers: set[float | None]) -> bool:
        """Whether another origin than those a source brought denied it, or one of its numbers."""
        return any(denial.origin not in own and _speaks_of(denial, numbers) for denial in self.denied)

    def taken_back(self, said: Told, own: set[str], numbers: set[float | None]) -> bool:
        """Whether an origin that a source brought denied it later."""
        return any(
            denial.origin in own and denial.known_at >= said.known_at and _speaks_of(denial, numbers)
            for denial in self.denied
        )


def _count_event(found: dict[str, Track], event: _Thing, at: str, since: str) -> None:
    for source in event.carried:
        found.setdefault(source, Track()).carried += 1
    for source, (said, own) in event.told.items():
        track = found.setdefault(source, Track())
        track.events += 1
        corroborated = event.corroborated(said, own)
        track.first.add(said, corroborated and event.affirmed[0] is said)
        track.corroborated.add(said, corroborated)
        if said.known_at <= since:
            track.alone.add(said, event.alone(said))
        track.contradicted.add(said, event.denied_by_others(own, set()))
        dropped = all(one.believed_to <= at for one in event.affirmed if one.source == source)
        track.withdrew.add(said, dropped or event.taken_back(said, own, set()))


def _count_figure(found: dict[str, Track], figure: _Thing, states: Iterable[Mapping[str, Any]], at: str) -> None:
    for source in figure.carried:
        found.setdefault(source, Track()).carried += 1
    for source, (said, own) in figure.told.items():
        track = found.setdefault(source, Track())
        track.figures += 1
        stood = {state["standing"] for state in states if state["believed_to"] > said.known_at}
        mine = [one for one in figure.affirmed if one.source == source]
        numbers = {one.low for one in mine}
        track.contradicted.add(said, figure.denied_by_others(own, numbers) or "contested" in stood)
        still_said = {(one.low, one.high) for one in mine if one.believed_to > at}
        dropped = any((one.low, one.high) not in still_said for one in mine)
        track.withdrew.add(said, dropped or figure.taken_back(said, own, numbers) or "withdrawn" in stood)


def _speaks_of(denial: Told, numbers: set[float | None]) -> bool:
    """Whether a denial is of these numbers: to deny 164 is not to deny 103. One without a number denies any."""
    return not numbers or denial.low is None or denial.low in numbers


def _later(moment: str, by: timedelta) -> str:
    """A moment some time later (or earlier); before the calendar begins there is none, and "" sorts first."""
    try:
        return (datetime.fromisoformat(moment) + by).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
    except OverflowError:
        return ""
