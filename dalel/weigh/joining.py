"""Statements join events, or figures, one by one in the order in which they became known.

Each joins the best fitting of what was known before it, or founds a new one; which is best is said by pure rules
(`resolve.alike`, `resolve.quantities`). Nothing is mended by hindsight, so a past state equals what a record of only
the earlier documents would say, and the order in which documents arrive cannot matter: where an older one arrives late,
the later statements that could see what it changed decide again.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from dalel.model import FOREVER
from dalel.record import joins
from dalel.record.joins import Found
from dalel.weigh.touched import Touched

# An event or a figure is told by its first statements, and its last where it moves on with time: what it costs to meet
# it does not grow with what is said of it.
FIRST_MEMBERS = 16

# So many statements are kept at hand as rules see them.
MOST_AT_HAND = 50_000

M = TypeVar("M")

Row = sqlite3.Row | Mapping[str, Any]


class Rules(Protocol[M]):
    """What decides which event, or which figure, a statement joins. All pure."""

    column: str  # "event" or "figure"
    last_members: int

    def item(self, row: Row) -> M | None:
        """The statement as the rules see it; None where it can join nothing."""

    def found(self, item: M) -> Found: ...

    def join(self, item: M, groups: Mapping[str, Sequence[M]]) -> str | None: ...

    def founded(self, item: M) -> str:
        """The id of what it founds where it joins nothing."""

    def also(self, item: M, groups: Mapping[str, Sequence[M]]) -> Sequence[str] | None:
        """What else it speaks of, as a denial does; None where it can speak of one alone."""


@dataclass(frozen=True, slots=True)
class _Placed(Generic[M]):
    item: M
    found: Found
    position: str


class Joining(Generic[M]):
    """Keeps one kind of group, events or figures, as statements come, change and go."""

    def __init__(self, connection: sqlite3.Connection, rules: Rules[M]) -> None:
        self.connection = connection
        self.rules = rules
        self.touched = Touched()
        self._waiting: list[tuple[str, int]] = []
        self._queued: dict[int, set[str] | None] = {}  # what changed of what it sees; None where it looks at all
        self._at_hand: dict[int, _Placed[M] | None] = {}

    def put(self, row: int, position: str) -> None:
        """Let a statement decide, for the first time or again, at `finish`."""
        if row not in self._queued:
            heapq.heappush(self._waiting, (position, row))
        self._queued[row] = None

    def remove(self, row: int) -> None:
        """A statement is about to change or go: those that could see it decide again. What changes is put anew."""
        placed, group = self._placed(row), self._group(row)
        if placed is not None and group is not None:
            self._tell_later(group, placed.position)
            joins.leave(self.connection, self.rules.column, row, group, placed.found)
            joins.be_found_no_more(self.connection, row, placed.position, placed.found)
            self._touch_also(row)
            self.touched.changed([group])
        self._at_hand.pop(row, None)
        self._queued.pop(row, None)

    def ended(self, row: int, since: str) -> None:
        """A statement holds no more, or again, from a moment on: those that could see it then decide again."""
        group = self._group(row)
        self._at_hand.pop(row, None)
        if group is not None:
            self._tell_later(group, since)
            self._touch_also(row)
            self.touched.changed([group])

    def finish(self) -> None:
        """Decide all that waits, the earliest known first."""
        while self._waiting:
            _, row = heapq.heappop(self._waiting)
            if row in self._queued:
                self._decide(row, self._queued.pop(row))

    def candidates(self, row: int) -> tuple[M, dict[str, list[M]]] | None:
        """A statement as the rules see it, and what it could have joined when it became known."""
        placed = self._placed(row)
        return None if placed is None else (placed.item, self._seen(placed))

    def _decide(self, row: int, changed: set[str] | None) -> None:
        placed = self._placed(row)
        if placed is None:
            return
        column, found, position, before = self.rules.column, placed.found, placed.position, self._group(row)
        seen = self._seen(placed, self._to_compare(placed.item, before, changed))
        after = self.rules.join(placed.item, seen) or self.rules.founded(placed.item)
        if after != before:
            joins.stand_under(self.connection, row, position, found)
            if before is not None:
                self._tell_later(before, position)
                joins.leave(self.connection, column, row, before, found)
                self.touched.changed([before])
            joins.enter(self.connection, column, row, position, after, found)
            self._tell_later(after, position)
            self.touched.grew(after, position)
        also = self.rules.also(placed.item, seen)
        if also is not None and set(also) - {after} != joins.denied(self.connection, row):
            self._touch_also(row)
            joins.put_denied(self.connection, row, set(also) - {after})
            self._touch_also(row)

    def _touch_also(self, row: int) -> None:
        if self.rules.column == "figure":
            self.touched.changed(joins.denied(self.connection, row))

    def _tell_later(self, group: str, position: str) -> None:
        """Let all later statements decide again that could see a group."""
        for block, day in joins.blocks_of(self.connection, group):
            if joins.last_position(self.connection, block) > position:
                for at, row in joins.later(self.connection, block, position, day):
                    if row not in self._queued:
                        self._queued[row] = set()
                        heapq.heappush(self._waiting, (at, row))
                    changed = self._queued[row]
                    if changed is not None:
                        changed.add(group)

    def _to_compare(self, item: M, before: str | None, changed: set[str] | None) -> set[str] | None:
        """What is to be compared with where only some of what a statement sees has changed; None for all of it.

        What it had joined was the best of all, or nothing fitted: whatever did not change is not better now. What it
        had joined is all there is to know, unless that has changed itself. (Where a statement sees only some of all,
        what it sees may be another than before: `_seen` then gives all of that.)
        """
        if changed is None or before is None or before in changed or self.rules.also(item, {}) is not None:
            return None
        return changed | {before}

    def _seen(self, placed: _Placed[M], only: set[str] | None = None) -> dict[str, list[M]]:
        """What stands where a statement looks and was known before it, each by its members that still held."""
        groups, are_all = joins.groups_under(self.connection, placed.found, placed.position)
        if only is not None and are_all:
            groups &= only
        members = {group: self._members(group, placed.position) for group in sorted(groups)}
        return {group: known for group, known in members.items() if known}

    def _members(self, group: str, before: str) -> list[M]:
        rules = self.rules
        rows = joins.members(self.connection, rules.column, group, before, FIRST_MEMBERS, rules.last_members)
        return [placed.item for placed in map(self._placed, rows) if placed is not None]

    def _group(self, row: int) -> str | None:
        return joins.group_of(self.connection, self.rules.column, row)

    def _placed(self, row: int) -> _Placed[M] | None:
        if row not in self._at_hand:
            if len(self._at_hand) >= MOST_AT_HAND:
                self._at_hand.clear()
            kept = joins.statement(self.connection, row)
            is_ever = kept is not None and kept["known_at"] < FOREVER  # a reviewer may have put another in its place
            item = self.rules.item(kept) if kept is not None and is_ever else None
            self._at_hand[row] = (
                None if item is None or kept is None else _Placed(item, self.rules.found(item), kept["position"])
            )
        return self._at_hand[row]
