"""Where an event stands: who affirms it, who denies it, who leaves it open."""

from __future__ import annotations

from dalel.resolve.heard import NEGATIVE, POSITIVE, Heard
from dalel.resolve.origins import Origins
from dalel.resolve.standing import Standing, listed


class EventTally:
    """Counts statements of one event as they become known."""

    def __init__(self) -> None:
        self._affirmed, self._denied = Origins(), Origins()
        self._open: dict[str, None] = {}
        self._last_affirmed: dict[str, str] = {}
        self._last_denied: dict[str, str] = {}

    def add(self, heard: Heard) -> None:
        if heard.origin is None or heard.factuality not in POSITIVE | NEGATIVE:
            self._open[heard.shown] = None
        elif heard.factuality in POSITIVE:
            self._affirmed.add(heard)
            self._last_affirmed[heard.origin] = heard.known_at
        else:
            self._denied.add(heard)
            self._last_denied[heard.origin] = heard.known_at

    def standing(self) -> Standing:
        affirmed, denied = self._affirmed, self._denied
        if denied.count and affirmed.count:
            if self._is_taken_back():
                return Standing("withdrawn", 0, f"taken back by {denied.shown()}")
            because = f"affirmed by {affirmed.shown()}; denied by {denied.shown()}"
            return Standing("contested", affirmed.count, because)
        if denied.count:
            return Standing("denied", denied.count, f"only denied, by {denied.shown()}")
        if affirmed.count > 1:
            because = f"{affirmed.count} independent origins: {affirmed.shown()}"
            return Standing("corroborated", affirmed.count, because)
        if affirmed.count:
            return Standing("single-origin", 1, f"one origin: {affirmed.shown()}")
        because = f"nobody affirms it; mentioned as open, possible, planned or hearsay by {listed(self._open)}"
        return Standing("open question", 0, because)

    def _is_taken_back(self) -> bool:
        """Whether everybody who affirmed it denied it later."""
        return all(self._last_denied.get(origin, "") > known_at for origin, known_at in self._last_affirmed.items())
