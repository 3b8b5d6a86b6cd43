"""A saying in words: a cue, who is behind it, and what is said."""

from __future__ import annotations

from dataclasses import dataclass

from dalel.extract.lexicon import Row
from dalel.extract.voices.speech import Range

_ASIDES = 3  # clauses with "who" in a row that may stand between a subject and its verb


@dataclass(slots=True)
class Cue:
    """Cue words [first, last), auxiliaries included; `core` is the first word of the phrase itself."""

    first: int
    last: int
    core: int
    row: Row


@dataclass(slots=True)
class Saying:
    """An attribution in words: its parts as word ranges; the content may be in several pieces."""

    source: Range | None
    cue: Range
    contents: list[Range]
    row: Row
    depth: int = 0
    aside: bool = False  # said of a noun, in a clause with "who" or "which"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cue is read: the bounds of what its sentence can say, and the sayings before it."""

    start: int
    end: int
    previous: Range | None
    kept: list[Saying]

    @property
    def limit(self) -> int:
        """Nothing that belongs to the saying before is read again."""
        earlier = next((saying for saying in self.kept[: -_ASIDES - 1 : -1] if not saying.aside), None)
        return max(self.start, earlier.cue[1]) if earlier is not None else self.start
