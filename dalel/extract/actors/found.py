"""An actor found in a text, before all its mentions share a name."""

from __future__ import annotations

from dataclasses import dataclass

PERSON, ORGANIZATION, GROUP = "PERSON", "ORGANIZATION", "GROUP"


@dataclass(slots=True)
class Found:
    """Words [first, last) as an actor; `entity` is filled once the whole text is known."""

    first: int
    last: int
    type: str
    entity: str = ""
