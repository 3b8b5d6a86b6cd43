"""What reviewers decided, laid over what was weighed.

A decision counts from its own moment until it is undone; before and after, everything is as weighing left it. Later
decisions build on earlier ones. Pure functions: the record stores what they return.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from dalel.model import FOREVER, Action, Decision, Place
from dalel.resolve.heard import place_columns
from dalel.resolve.standing import State

_BEGINNING = ""

VERDICTS = {Action.CONFIRM: ("corroborated", "confirmed"), Action.DISPUTE: ("contested", "disputed")}


@dataclass(frozen=True, slots=True)
class Membership:
    """A statement's row speaks of an event from one moment until another."""

    event: str
    row: int
    known_at: str
    believed_to: str


def memberships(base: Sequence[Membership], decisions: Iterable[Decision]) -> list[Membership]:
    """Whose event each statement is, with merges and splits: intervals, in the order of `base`.

    `base` are all statements of the events that reviews connect (`connected`). A merge moves whatever the second event
    holds, now or later, to the first; a split moves the named statements to an event of their own.
    """
    stretches = _stretches(base, decisions)
    found: list[Membership] = []
    for member in base:
        pieces: list[Membership] = []
        for stretch in stretches:
            since, until = max(member.known_at, stretch.since), min(member.believed_to, stretch.until)
            if since >= until:
                continue
            event = stretch.event_of(member)
            if pieces and pieces[-1].event == event:
                pieces[-1] = replace(pieces[-1], believed_to=until)
            else:
                pieces.append(Membership(event, member.row, since, until))
        found += pieces
    return found


def connected(events: Mapping[int, str], decisions: Iterable[Decision]) -> list[set[str]]:
    """The sets of base events that merges join or splits divide, at whatever time; `events` says whose each row is."""
    groups: list[set[str]] = []
    for decision in decisions:
        if decision.review.action not in (Action.MERGE, Action.SPLIT):
            continue
        joined = {events[row] for rows in decision.rows for row in rows if row in events}
        if joined:
            apart = [group for group in groups if not group & joined]
            groups = [*apart, joined.union(*(group for group in groups if group & joined))]
    return groups


def verdicts(event: str, base: Sequence[Membership], decisions: Sequence[Decision]) -> list[Decision]:
    """The confirmations and disputes of an event, each cut to the time in which its statement was of that event.

    A verdict follows the statement that it names, through merges and splits, and outlives the version of a page that
    the statement stood in.
    """
    found = []
    for stretch in _stretches(base, decisions):
        for decision in decisions:
            if decision.review.action not in VERDICTS or stretch.event_at(decision.rows) != event:
                continue
            since, until = max(decision.known_at, stretch.since), min(decision.believed_to, stretch.until)
            if since < until:
                found.append(replace(decision, known_at=since, believed_to=until))
    return found


def reviewed_standing(states: Sequence[State], decisions: Iterable[Decision]) -> list[State]:
    """A history of standing with the reviewers' verdicts; of several in force, the last wins.

    The reason names the reviewer, and what would stand without the review.
    """
    ruling = [decision for decision in decisions if decision.review.action in VERDICTS and _is_ever(decision)]
    moments = {moment for decision in ruling for moment in (decision.known_at, decision.believed_to)}
    found: list[State] = []
    for state in states:
        inside = sorted(moment for moment in moments if state.known_at < moment < state.believed_to)
        bounds = [state.known_at, *inside, state.believed_to]
        for since, until in pairwise(bounds):
            verdict = max(_in_force(ruling, since), key=_turn, default=None)
            ruled = replace(_ruled(state, verdict) if verdict else state, known_at=since, believed_to=until)
            if (
                found
                and replace(found[-1], known_at=since, believed_to=until) == ruled
                and found[-1].believed_to == since
            ):
                found[-1] = replace(found[-1], believed_to=until)
            else:
                found.append(ruled)
    return found


def without_vacated(states: Iterable[State], moments: Collection[str]) -> list[State]:
    """A history without the times in which nothing was left because reviewers had moved every statement elsewhere.

    `moments` are those at which moves and corrections begin or end. What its own sources revised away stays, withdrawn.
    """
    return [state for state in states if state.statements or state.known_at not in moments]


def corrected(row: Mapping[str, Any], decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """A statement's row with what reviewers put right: one row for each time in which it read alike, oldest first.

    Each has the same id; where it was corrected, `body` says so under `by`.
    """
    fixing = [
        one for one in decisions if one.review.action is Action.CORRECT and any(row["row"] in r for r in one.rows)
    ]
    moments = {moment for decision in fixing for moment in (decision.known_at, decision.believed_to)}
    inside = sorted(moment for moment in moments if row["known_at"] < moment < row["believed_to"])
    bounds = [row["known_at"], *inside, row["believed_to"]]
    found: list[dict[str, Any]] = []
    for since, until in pairwise(bounds):
        version = dict(row)
        for decision in sorted(_in_force(fixing, since), key=_turn):
            version = _put_right(version, decision)
        if found and {**version, "known_at": found[-1]["known_at"], "believed_to": since} == found[-1]:
            found[-1]["believed_to"] = until
        else:
            found.append({**version, "known_at": since, "believed_to": until})
    return found


def _turn(decision: Decision) -> tuple[str, str, int]:
    return decision.turn


def _is_ever(decision: Decision) -> bool:
    """Whether it was in force at all: an undo in the same second leaves nothing of it."""
    return decision.known_at < decision.believed_to


def _in_force(decisions: Iterable[Decision], moment: str) -> Iterator[Decision]:
    return (decision for decision in decisions if decision.known_at <= moment < decision.believed_to)


class _Stretch:
    """A time within which no decision begins or ends, with where each base event and statement went."""

    def __init__(self, since: str, until: str, targets: Mapping[int, Sequence[Membership]]) -> None:
        self.since, self.until = since, until
        self._targets = targets
        self._events: dict[str, str] = {}
        self._rows: dict[int, str] = {}

    def event_of(self, member: Membership) -> str:
        return self._rows.get(member.row) or self._events.get(member.event, member.event)

    def event_at(self, rows: Sequence[Sequence[int]]) -> str | None:
        """The event of the first target that is found."""
        for target in rows:
            known = sorted((one for row in target for one in self._targets.get(row, ())), key=lambda one: one.known_at)
            if known:
                begun = [one for one in known if one.known_at <= self.since]
                return self.event_of(begun[-1] if begun else known[0])
        return None

    def merge(self, first: str, second: str) -> None:
        if first == second:
            return
        self._events = {event: first if at == second else at for event, at in self._events.items()}
        self._events.setdefault(second, first)
        self._rows = {row: first if at == second else at for row, at in self._rows.items()}

    def split(self, rows: Iterable[int], event: str) -> None:
        self._rows |= dict.fromkeys(rows, event)


def _stretches(base: Sequence[Membership], decisions: Iterable[Decision]) -> list[_Stretch]:
    """The whole of time, cut where a decision begins or ends, or where a statement that one names reads otherwise."""
    standing = [decision for decision in decisions if _is_ever(decision)]
    named = {row for decision in standing for rows in decision.rows for row in rows}
    targets: dict[int, list[Membership]] = {}
    for member in base:
        if member.row in named:
            targets.setdefault(member.row, []).append(member)
    moments = {moment for decision in standing for moment in (decision.known_at, decision.believed_to)}
    moments |= {member.known_at for members in targets.values() for member in members}
    bounds = [_BEGINNING, *sorted(moments - {FOREVER}), FOREVER]
    stretches = []
    for since, until in pairwise(bounds):
        stretch = _Stretch(since, until, targets)
        for decision in sorted(_in_force(standing, since), key=_turn):
            _apply(stretch, decision)
        stretches.append(stretch)
    return stretches


def _apply(stretch: _Stretch, decision: Decision) -> None:
    if decision.review.action is Action.MERGE:
        first, second = (stretch.event_at([rows]) for rows in decision.rows)
        if first is not None and second is not None:
            stretch.merge(first, second)
    elif decision.review.action is Action.SPLIT:
        stretch.split((row for rows in decision.rows for row in rows), decision.key)


def _ruled(state: State, decision: Decision) -> State:
    name, verb = VERDICTS[decision.review.action]
    said = f"{verb} by {decision.by}" + (f": {decision.review.note}" if decision.review.note else "")
    because = f"{said}; without this review {state.standing.name}: {state.standing.because}"
    return replace(state, standing=replace(state.standing, name=name, because=because))


def _put_right(row: Mapping[str, Any], decision: Decision) -> dict[str, Any]:
    """A row with a correction's changes; what the correction leaves out stays."""
    changes, body = decision.review.changes, json.loads(row["body"])
    event = body["event"]
    fixed = dict(row)
    if changes["type"] is not None:
        fixed |= {"type": changes["type"], "mode": changes["mode"]}
        event |= {"type": changes["type"], "mode": changes["mode"]}
    if changes["place"] is not None:
        place = place_from(changes["place"])
        fixed |= place_columns(place)
        text = event["place"]["text"] if event["place"] else None
        of_place = ("name", "geonames", "country", "lat", "lon")
        event["place"] = {"text": text, **{name: getattr(place, name) for name in of_place}} if place else None
    if changes["time"] is not None:
        time = changes["time"]
        basis = "unknown" if time["value"] is None else "stated"
        fixed |= {"day": time["value"], "day_basis": basis, "began": time["began"], "ended": time["ended"]}
        bounds = {name: time[name] for name in ("value", "start", "end")}
        event["time"] = bounds if time["value"] is not None else None
    body["by"] = f"{body['by']}, corrected by {decision.by} at {decision.known_at}"
    fixed["body"] = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return fixed


def place_from(body: Mapping[str, Any]) -> Place | None:
    """The place of a correction; None where it says that the place is unknown. Numbers are kept as text in the log."""
    if body["name"] is None:
        return None
    geonames, lat, lon = body["geonames"], body["lat"], body["lon"]
    return Place(
        name=body["name"],
        geonames=None if geonames is None else int(geonames),
        country=body["country"],
        lat=None if lat is None else float(lat),
        lon=None if lon is None else float(lon),
        kind=body["kind"],
    )
