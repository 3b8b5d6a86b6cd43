"""Which events, or figures, changed, and from where on their histories have to be written again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# A change of which nobody says since when.
EVER = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """What happened to an event or a figure: nothing before `since`, a moment or a position.

    `is_grown`: statements joined it from there on, and nothing else happened.
    """

    since: str
    is_grown: bool


class Touched:
    """What happened to each event, or each figure, of one batch."""

    def __init__(self) -> None:
        self._touches: dict[str, Touch] = {}

    def grew(self, id_: str, position: str) -> None:
        """A statement joined."""
        before = self._touches.get(id_, Touch(position, True))
        self._touches[id_] = Touch(min(before.since, position), before.is_grown)

    def changed(self, ids: Iterable[str], since: str = EVER) -> None:
        """Statements left or changed."""
        for id_ in ids:
            self._touches[id_] = Touch(min(self._touches[id_].since, since) if id_ in self._touches else since, False)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._touches

    def take(self) -> Iterator[tuple[str, Touch]]:
        """All of it, by id; nothing is left."""
        touches, self._touches = self._touches, {}
        yield from sorted(touches.items())
