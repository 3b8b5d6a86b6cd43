"""Which quantity a statement speaks of, among those of which somebody spoke before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from dalel.resolve.days import shifted
from dalel.resolve.quantities.comparing import TOLD_ON_DAYS, family, fit
from dalel.resolve.quantities.denials import denied
from dalel.resolve.quantities.said import NEGATIVE, Said

# What tells a figure of which many speak: so many of its first statements and of its last.
FIRST, LAST = 16, 8

# Under a number alone only such meet as are not equal by chance.
TELLING_NUMBER = 10

# A document's main towns, under which its unplaced numbers meet others.
TOWNS = 2
ABOUT = 4


def blocks(said: Said) -> tuple[str, ...]:
    """Under which keys a statement can meet others: what it measures, at its place or at the towns that its document
    names most; the very number; its words where they are copied. Without any place, those of its source."""
    kind = family(said.measure)
    places = dict.fromkeys((() if said.place is None else (said.place,)) + said.traits.places[:TOWNS])
    keys = [f"{kind}|{place}" for place in places]
    if said.number is not None and (said.number >= TELLING_NUMBER or said.began is not None):
        day = "" if said.number >= TELLING_NUMBER else f" {said.began}"
        keys.append(f"{kind}={said.number:.12g}{day}")
    if said.passage:
        keys.append(f"{kind}|copy {said.passage}")
    keys += [f"{kind}|{one}+{other}" for one, other in combinations(sorted(said.traits.about[:ABOUT]), 2)]
    if not places:
        keys.append(f"{kind}|by {said.source}")
    return tuple(keys)


def lies_on(said: Said) -> str:
    """The ISO day under which others look for a statement: when it became known."""
    return said.known_at[:10]


def window(said: Said) -> tuple[str, str]:
    """The first and the last ISO day, both included, on which a statement that it can join may lie (`lies_on`)."""
    return shifted(said.known_at[:10], -TOLD_ON_DAYS), said.known_at[:10]


def join(said: Said, figures: Mapping[str, Sequence[Said]]) -> str | None:
    """The figure that a statement speaks of, None where it founds one.

    `figures` gives of each its first and last statements in known order. Of figures that fit alike the one known
    first is taken, then the smaller id.
    """
    if said.factuality in NEGATIVE:
        spoken_of = denied(said, figures)
        if spoken_of:
            return spoken_of[0]
    ranked = [
        (-fit(said, members).total, members[0].known_at, figure) for figure, members in figures.items() if members
    ]
    best = min(ranked, default=None)
    return best[2] if best is not None and best[0] < 0 else None


def figure_id(said: Said) -> str:
    """The id of the figure that a statement founds."""
    return "f" + hashlib.sha256(f"{said.order}|{said.known_at}".encode()).hexdigest()[:16]


def assign(said: Iterable[Said]) -> dict[int, str]:
    """The figure of each statement, by row: each joins what was known before it. Whoever weighs must find the same."""
    members: dict[str, list[Said]] = {}
    met: dict[str, dict[str, str]] = {}  # block -> figure -> the last day on which it was spoken of there
    found: dict[int, str] = {}
    for one in sorted(said, key=lambda one: (one.known_at, one.order)):
        first, last = window(one)
        near = {
            figure: told(members[figure])
            for block in blocks(one)
            for figure, day in met.get(block, {}).items()
            if first <= day <= last
        }
        figure = join(one, near) or figure_id(one)
        found[one.row] = figure
        members.setdefault(figure, []).append(one)
        for block in blocks(one):
            met.setdefault(block, {})[figure] = lies_on(one)
    return found


def told(members: Sequence[Said]) -> Sequence[Said]:
    """What tells a figure: its first statements and its last, in known order."""
    return members if len(members) <= FIRST + LAST else [*members[:FIRST], *members[-LAST:]]
