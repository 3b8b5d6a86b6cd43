"""Which events, or figures, changed in one batch, and whether they only grew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Touched:
    """What happened to each event, or each figure: the position of the first statement that joined it, or None where
    anything else happened."""

    def __init__(self) -> None:
        self._grown_from: dict[str, str | None] = {}

    def grew(self, id_: str, position: str) -> None:
        """A statement joined."""
        before = self._grown_from.get(id_, position)
        self._grown_from[id_] = None if before is None else min(before, position)

    def changed(self, ids: Iterable[str]) -> None:
        """Statements left or changed."""
        self._grown_from |= dict.fromkeys(ids)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._grown_from

    def take(self) -> Iterator[tuple[str, str | None]]:
        """All of it, by id; nothing is left."""
        touched, self._grown_from = self._grown_from, {}
        yield from sorted(touched.items(), key=lambda item: item[0])
