"""How many independent origins stand behind a set of statements.

Two statements have one origin when they go back to the same voice, or when their sentences are copies.
"""

from __future__ import annotations

from itertools import islice

from dalel.resolve.heard import Heard
from dalel.resolve.standing import SHOWN_NAMES, listed


class Origins:
    """A growing count of independent origins."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._by_passage: dict[str, str] = {}

    @property
    def count(self) -> int:
        return len(self._shown)

    def add(self, heard: Heard) -> str | None:
        """Count one more statement. Returns who it goes back to: hearsay to nobody, a copied sentence to the first.

        An origin that copied once and says something of its own elsewhere counts by its own words.
        """
        origin = heard.origin
        if origin is None:
            return None
        # The words of a named voice may stand in one sentence with another's; its name already is its origin.
        if heard.passage and not heard.is_named:
            origin = self._by_passage.setdefault(heard.passage, origin)
        self._shown.setdefault(origin, heard.shown)
        return origin

    def __contains__(self, origin: str | None) -> bool:
        return origin in self._shown

    def shown(self) -> str:
        """The origins in words, the first known first."""
        return listed(islice(self._shown.values(), SHOWN_NAMES), self.count)
