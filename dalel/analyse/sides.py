"""Who says so and who does not: the statements of one event or figure, side by side, by origin.

A copy of a sentence that another document carried first stands under that first one, so that ten
outlets with one agency's words are seen to be one voice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dalel.model import Factuality, Role
from dalel.resolve.heard import NEGATIVE, POSITIVE, shown_as, speaks_for_source

Row = dict[str, Any]


@dataclass(slots=True)
class Said:
    """A statement and its copies in other documents. `revised`: its document no longer says so."""

    row: Row
    revised: bool
    copies: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Voice:
    """One origin and what it said, in the order in which it became known."""

    name: str
    role: str
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sides:
    """Those who affirm, those who deny, and those who leave it open (hearsay is among these)."""

    affirm: tuple[Voice, ...]
    deny: tuple[Voice, ...]
    open: tuple[Voice, ...]


def side_of(row: Row) -> str:
    """ "affirm", "deny" or "open", as the standing counts a statement."""
    factuality = Factuality(row["factuality"])
    if factuality in NEGATIVE:
        return "deny"
    if factuality in POSITIVE and row["origin"] is not None:
        return "affirm"
    return "open"


def sides(rows: Iterable[Row], at: str) -> Sides:
    """The statements known at a moment, by side and origin."""
    parted: dict[str, list[Row]] = {"affirm": [], "deny": [], "open": []}
    for row in sorted(rows, key=lambda row: (row["known_at"], row["row"])):
        parted[side_of(row)].append(row)
    return Sides(*(tuple(_voices(parted[side], at)) for side in ("affirm", "deny", "open")))


def _voices(rows: list[Row], at: str) -> list[Voice]:
    voices: dict[str, Voice] = {}
    first_of: dict[str, Said] = {}
    heard: set[tuple[int, int, int, str]] = set()
    for row in rows:
        words = (row["document"], row["start"], row["end"], row["factuality"])
        if words in heard:
            continue  # the same words, from which two rules read the same
        heard.add(words)
        said = Said(row, revised=row["believed_to"] <= at)
        name = named(row)
        key = f"{row['origin'] or name}|{row['role'] == Role.UNNAMED}"
        first = first_of.get(row["passage"]) if row["passage"] else None
        if first is None and is_told_again(row) and key in voices:
            first = voices[key].said[0]  # rewritten or translated: the same in other words
        if first is not None and first.row["document"] != row["document"]:
            first.copies.append(said)
            continue
        if row["passage"]:
            first_of.setdefault(row["passage"], said)
        voices.setdefault(key, Voice(name, row["role"])).said.append(said)
    return list(voices.values())


def is_told_again(row: Row) -> bool:
    """Whether a statement's source has it from another one, which it copied, translated or credits."""
    role = Role(row["role"])
    return row["first_told"] != row["source"] and speaks_for_source(role, row["voice"], row["source"])


def named(row: Row) -> str:
    """Who a statement goes back to, as readers see it."""
    return shown_as(Role(row["role"]), row["voice"], row["first_told"] if is_told_again(row) else row["source"])
