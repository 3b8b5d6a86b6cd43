"""Which sentences of a document go back to an earlier one, kept as documents come, change and go.

As with events, nothing is mended by hindsight: a document is compared with those known before it. Where an older one
arrives late, the later ones that share words or facts with it are compared again.
"""

from __future__ import annotations

import heapq
import sqlite3
from functools import lru_cache
from typing import Any

from dalel.record import sketches
from dalel.resolve.copies import MIN_SHARED_KEYS, Copied, Sketch, compare, keys

# A document is compared with so many others, those that share most with it.
MOST_COMPARED = 24

# What is copied to this part brings nothing that later copies could be of: they are found by what it was copied from.
WHOLE = 0.9


class Copying:
    """Finds copies among documents; `changed` are those whose sentences go back to others than before."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.changed: set[int] = set()
        self._waiting: list[tuple[str, int]] = []
        self._queued: set[int] = set()
        self._new: set[int] = set()

    def put(self, seq: int, position: str, source: str, sketch: Sketch) -> None:
        sketches.put(self.connection, seq, position, source, sketch.to_json(), keys(sketch))
        self._new.add(seq)
        self._wait(seq, position)

    def finish(self) -> None:
        """Compare all that waits, the earliest known first."""
        while self._waiting:
            position, seq = heapq.heappop(self._waiting)
            if seq in self._queued:
                self._queued.discard(seq)
                self._compare(seq, position)

    def _compare(self, seq: int, position: str) -> None:
        kept = sketches.get(self.connection, seq)
        if kept is None:
            return
        own = _sketch(kept["body"])
        others = sketches.sharing(self.connection, seq, position, kept["source"], MIN_SHARED_KEYS, MOST_COMPARED)
        found = [(other, copied) for other in others if (copied := self._copied(own, other)) is not None]
        rows = self._rows(seq, found)
        is_own = all(copied.share < WHOLE for _, copied in found)
        is_changed = rows != sketches.links(self.connection, seq) or is_own != bool(kept["is_own"])
        if is_changed:
            self.changed.add(seq)
            sketches.put_links(self.connection, seq, rows, is_own)
        if is_changed or seq in self._new:
            self._new.discard(seq)
            self._tell_later(seq, position)

    def _copied(self, own: Sketch, other: int) -> Copied | None:
        kept = sketches.get(self.connection, other)
        return None if kept is None else compare(own, _sketch(kept["body"]))

    def _rows(self, seq: int, found: list[tuple[int, Copied]]) -> list[tuple[Any, ...]]:
        """For each copied sentence the best original; of equals that of the document which shares most."""
        best: dict[int, tuple[Any, ...]] = {}
        for other, copied in found:
            for link in copied.links:
                if link.start not in best or link.score > best[link.start][-1]:
                    root = sketches.root_of(self.connection, other, link.earlier_start, link.earlier_end)
                    span = (link.start, link.end, other, link.earlier_start, link.earlier_end)
                    best[link.start] = (seq, *span, root, str(copied.kind), link.score)
        return [best[start] for start in sorted(best)]

    def _tell_later(self, seq: int, position: str) -> None:
        if sketches.last_position(self.connection) > position:
            for at, other in sketches.later_sharing(self.connection, seq, position, MIN_SHARED_KEYS):
                self._wait(other, at)

    def _wait(self, seq: int, position: str) -> None:
        if seq not in self._queued:
            self._queued.add(seq)
            heapq.heappush(self._waiting, (position, seq))


@lru_cache(maxsize=2000)
def _sketch(body: str) -> Sketch:
    return Sketch.from_json(body)
