"""Lays what reviewers decided over what was weighed: moves, verdicts, corrections.

A merge or a split moves statements between events for the time in which it is in force; statements join events as if
nobody had reviewed them. A correction lets another version of a statement hold from its own moment on, which joins
whatever it then fits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dalel.model import FOREVER, About, Action, Decision
from dalel.record import moves, reviews
from dalel.record.joins import MOMENT
from dalel.resolve.reviewed import Membership, connected, corrected, memberships, verdicts

VERDICTS = frozenset({Action.CONFIRM, Action.DISPUTE})
MOVING = (Action.MERGE, Action.SPLIT, Action.CORRECT)
OF_EVENTS = (Action.MERGE, Action.SPLIT, Action.CONFIRM, Action.DISPUTE)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What reviewers say of events and figures; `changed` are the events whose statements were moved anew.

    `moments` are those at which statements were moved, or moved back.
    """

    changed: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    of_events: dict[str, list[Decision]] | None = None
    of_figures: dict[str, list[Decision]] | None = None

    def event(self, event: str) -> Sequence[Decision]:
        return (self.of_events or {}).get(event, ())

    def figure(self, figure: str) -> Sequence[Decision]:
        return (self.of_figures or {}).get(figure, ())


@dataclass(frozen=True, slots=True)
class Versions:
    """What the views show of one statement, and what they are to show: when it holds as it was read, and what later."""

    shown: list[dict[str, Any]]
    first: tuple[str, str]
    later: list[dict[str, Any]]

    @property
    def are_shown(self) -> bool:
        read, *others = self.shown
        same = [{name: other[name] for name in wanted} for other, wanted in zip(others, self.later, strict=False)]
        is_same = len(others) == len(self.later) and same == self.later
        return is_same and (read["known_at"], read["believed_to"]) == self.first


def overlaid(connection: sqlite3.Connection, touched: Container[str]) -> Overlay:
    """Move statements as reviewers decided, and gather the verdicts on events and figures.

    `touched` are the events that statements joined, left, or in which they changed: wherever reviewers moved such
    statements to has changed with them.
    """
    if not moves.holds_reviews(connection):
        return Overlay()
    decisions = reviews.decisions(connection, OF_EVENTS)
    about_events = [decision for decision in decisions if decision.review.about is not About.FIGURE]
    events = moves.events_of(connection, _rows(about_events))
    groups = connected(events, about_events)
    together = set().union(*groups)
    groups += [{event} for event in sorted(set(events.values()) - together)]
    moved: set[tuple[str, int, str, str]] = set()
    ruled: dict[str, list[Decision]] = {}
    changed: set[str] = set()
    for group in groups:
        base = [Membership(*one, FOREVER) for one in moves.joined(connection, group)]
        own = [decision for decision in about_events if {events.get(row) for row in _rows([decision])} & group]
        found = memberships(base, own)
        whose = {member.row: member.event for member in base}
        away = {member.row for member in found if member.event != whose[member.row]}
        moved |= {(one.event, one.row, one.known_at, one.believed_to) for one in found if one.row in away}
        reached = {member.event for member in found}
        if away and any(event in touched for event in group):
            changed |= reached
        for event in sorted(reached):
            ruled[event] = verdicts(event, base, own)
    before = moves.all_moves(connection)
    if moved != before:
        moves.put_moves(connection, moved)
    differing = moved ^ before
    left = moves.events_of(connection, {row for _, row, *_ in differing}).values()
    changed |= {event for event, *_ in differing}.union(left)
    moments = reviews.moments(connection, MOVING)
    return Overlay(frozenset(changed), moments, ruled, _figure_verdicts(connection, decisions))


def touched_by(connection: sqlite3.Connection, decision: Decision) -> tuple[set[str], set[str]]:
    """The events and the figures whose standing a verdict changes."""
    if decision.review.action not in VERDICTS:
        return set(), set()
    rows = _rows([decision])
    if decision.review.about is About.FIGURE:
        return set(), moves.figures_of(connection, rows)
    events = set(moves.events_of(connection, rows).values())
    return events | {event for event, row, *_ in moves.all_moves(connection) if row in set(rows)}, set()


def corrections(connection: sqlite3.Connection) -> list[Versions]:
    """The statements that reviewers put right, where the views do not show it yet."""
    if not moves.holds_reviews(connection):
        return []
    decisions = reviews.decisions(connection, (Action.CORRECT,))
    found = []
    for document, statement in sorted(moves.statements(connection, _rows(decisions))):
        shown = moves.versions(connection, document, statement)
        since, until = moves.interval(connection, document)
        read = {**shown[0], "known_at": since, "believed_to": until}
        wanted = corrected(read, decisions)
        is_read = wanted[0]["body"] == read["body"]
        first = (since, wanted[0]["believed_to"]) if is_read else (FOREVER, FOREVER)
        later = wanted[1:] if is_read else wanted
        versions = Versions(shown, first, [_version(row, number) for number, row in enumerate(later, 1)])
        if not versions.are_shown:
            found.append(versions)
    return found


def _version(row: dict[str, Any], number: int) -> dict[str, Any]:
    """A statement's row as put right from a moment on, which is its place in the order of becoming known."""
    position = row["known_at"] + row["position"][MOMENT:]
    kept = {name: value for name, value in row.items() if name not in ("row", "event", "figure")}
    return {**kept, "position": position, "version": number}


def _figure_verdicts(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.review.about is About.FIGURE and decision.review.action in VERDICTS:
            for figure in moves.figures_of(connection, _rows([decision])):
                found.setdefault(figure, []).append(decision)
    return found


def _rows(decisions: Iterable[Decision]) -> list[int]:
    return [row for decision in decisions for rows in decision.rows for row in rows]
