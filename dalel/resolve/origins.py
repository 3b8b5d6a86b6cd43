"""How many independent origins stand behind a set of statements.

Two statements have one origin when the same voice said them, or when their sentences are copies.
"""

from __future__ import annotations

from dalel.resolve.heard import Heard


class Origins:
    """A growing count of independent origins (a union-find over voices, joined by copied passages)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._by_passage: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self.count = 0

    def add(self, heard: Heard) -> None:
        """Count one more statement. Hearsay adds nothing."""
        if heard.origin is None:
            return
        if heard.origin not in self._parent:
            self._parent[heard.origin] = heard.origin
            self._shown[heard.origin] = heard.shown
            self.count += 1
        if heard.passage:
            copied = self._by_passage.setdefault(heard.passage, heard.origin)
            self._join(copied, heard.origin)

    def names(self) -> list[str]:
        """The origins as shown to readers, the first known first; copies stand under their first."""
        return [self._shown[origin] for origin in self._parent if self._parent[origin] == origin]

    def voices(self) -> set[str]:
        """Every voice counted, copies included."""
        return set(self._parent)

    def _root(self, origin: str) -> str:
        while self._parent[origin] != origin:
            self._parent[origin] = self._parent[self._parent[origin]]
            origin = self._parent[origin]
        return origin

    def _join(self, first: str, second: str) -> None:
        first, second = self._root(first), self._root(second)
        if first != second:
            self._parent[second] = first
            self.count -= 1
