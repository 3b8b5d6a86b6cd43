"""How many independent origins stand behind a set of statements.

Two statements have one origin when the same voice said them, or when their sentences are copies.
"""

from __future__ import annotations

from itertools import islice

from dalel.resolve.heard import Heard
from dalel.resolve.standing import SHOWN_NAMES, listed


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
        # The words of a named voice may stand in one sentence with another's; its name already is its origin.
        if heard.passage and not heard.is_named:
            copied = self._by_passage.setdefault(heard.passage, heard.origin)
            self._join(copied, heard.origin)

    def __contains__(self, origin: str | None) -> bool:
        """Whether a voice was counted, copies included."""
        return origin in self._parent

    def shown(self) -> str:
        """The origins in words, the first known first; copies stand under the one they copy."""
        roots = (self._shown[origin] for origin, parent in self._parent.items() if parent == origin)
        return listed(islice(roots, SHOWN_NAMES), self.count)

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
