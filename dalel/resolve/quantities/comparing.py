"""What a figure statement has in common with a quantity: a list of small measured features, each with its evidence.

A feature's value is between 0 and 1; how much it counts is data (`weights.toml`). Whose number it is plays no part in
it but for its being the same voice.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from dalel.resolve.alike import Feature, Score
from dalel.resolve.days import shifted
from dalel.resolve.quantities.said import GROWING, NEGATIVE, SUMS, Said, days_between

_DATA: dict[str, Any] = tomllib.loads((files("dalel.resolve.quantities") / "weights.toml").read_text("utf-8"))
WEIGHTS: dict[str, float] = _DATA["weights"]
APART = frozenset(_DATA["populations"]["apart"])
BY_SIDE = frozenset(_DATA["populations"]["by_side"])
_FAMILY: dict[str, str] = {measure: family for family, measures in _DATA["families"].items() for measure in measures}

# News of a day's count follows within so many days; a toll is told on for so many.
REPORTED_WITHIN_DAYS, TOLD_ON_DAYS = 3, 45

# From here on equal numbers are no chance.
TELLING_NUMBER = 100

# So many times more, or less, is another quantity rather than a later count.
FAR_ABOVE, FAR_BELOW = 2, 4

Found = tuple[str, float, str]


def family(measure: str) -> str:
    """The name under which a measure meets others that may mean the same."""
    return _FAMILY.get(measure, measure)


def fit(said: Said, members: Sequence[Said]) -> Score:
    """How much speaks for a statement's being of the quantity that `members` tell, in known order.

    People, place and period are those of all members; the number, its day and its words those of the member that is
    most alike.
    """
    weighed = [_weighed(found) for found in _of_all(said, members)]
    pairs = [[_weighed(found) for found in _of_one(said, member)] for member in members]
    best = max(pairs, key=lambda features: sum(feature.weight for feature in features))
    features = (*weighed, *best)
    return Score(round(sum(feature.weight for feature in features), 6), features)


def _weighed(found: Found) -> Feature:
    name, value, evidence = found
    return Feature(name, WEIGHTS[name] * value, evidence)


def _of_all(said: Said, members: Sequence[Said]) -> Iterator[Found]:
    yield "two statements", 1.0, "nothing else known"
    if all(one.measure != said.measure for one in members):
        yield "other measure", 1.0, f"{said.measure}, not {members[0].measure}"
    yield _people(said, members)
    yield _place(said, members)
    apart = [one for one in members if _is_counted_apart(said, one)]
    if apart:
        yield "counted apart", 1.0, f"its document counts {apart[0].number} besides"
    if {one.period for one in members} | {said.period} >= {"new", "total"}:
        yield "other period", 1.0, "new, and in all"


def _is_counted_apart(said: Said, member: Said) -> bool:
    """Whether one document gives both, of one voice: two quantities, where neither is denied or of an earlier count."""
    return (
        member.page == said.page
        and member.origin == said.origin
        and member.number != said.number
        and ("before" not in (said.period, member.period) or said.measure in SUMS)
        and NEGATIVE.isdisjoint((said.factuality, member.factuality))
    )


def _people(said: Said, members: Sequence[Said]) -> Found:
    named = {one.population for one in members}
    if named & APART:
        named.discard(None)  # whoever left out of whom it counts does not make police people in general
    if said.population in named:
        return ("people in general" if said.population is None else "same people"), 1.0, said.population or "people"
    told = f"{said.population or 'people'}, not {members[0].population or 'people'}"
    if said.population in APART and named & APART:
        return "other people", 1.0, told
    if {said.population, *named} & (APART | BY_SIDE):
        if all(one.number != said.number for one in members):
            return "other people", 1.0, told  # another number, too: whoever they are, they were counted apart
        is_part = said.population in APART or bool(named & APART)
        return ("a part of people" if is_part else "people as a side names them"), 1.0, told
    return ("other words for people" if None in {said.population, *named} else "other names for people"), 1.0, told


def _place(said: Said, members: Sequence[Said]) -> Found:
    placed = [one for one in members if one.place is not None]
    if said.place is None or not placed:
        mine = {said.place} if said.place is not None else set(said.traits.places)
        yours = {one.place for one in placed} or {place for one in members for place in one.traits.places}
        shared = mine & yours
        if shared:
            return "place in its document", 1.0, f"place {min(map(str, shared))}"
        return "place unknown", 1.0, "no place"
    if any(one.place == said.place for one in placed):
        return "same place", 1.0, f"place {said.place}"
    around = [one for one in placed if one.country == said.country and one.place_kind != said.place_kind]
    if said.country is not None and around:
        told = f"places {said.place} and {around[0].place}"
        is_named = any(said.place in one.traits.places or one.place in said.traits.places for one in around)
        return ("part of the place, named in the document" if is_named else "part of the place"), 1.0, told
    return "other place", 1.0, f"places {said.place} and {placed[0].place}"


def _of_one(said: Said, member: Said) -> Iterator[Found]:
    yield _number(said, member)
    yield from _time(said, member)
    if said.origin is not None and said.origin == member.origin:
        yield "same voice", 1.0, said.origin
    elif said.source == member.source:
        yield "same source", 1.0, said.source
    if said.passage and said.passage == member.passage and said.number == member.number:
        yield "copied words", 1.0, "their sentences are copies"
    mine, yours = said.traits, member.traits
    if mine.sites and yours.sites:
        shared = set(mine.sites) & set(yours.sites)
        yield (
            ("same site", 1.0, min(shared)) if shared else ("other site", 1.0, f"{mine.sites[0]}, not {yours.sites[0]}")
        )
    common = set(mine.about) & set(yours.about)
    if mine.about and yours.about and not common:
        yield "other documents", 1.0, "their documents share no name and no rare word"
    if common:
        share = len(common) / math.sqrt(len(mine.about) * len(yours.about))
        yield "same documents", min(1.0, 2 * share), ", ".join(sorted(common)[:3])


def _number(said: Said, member: Said) -> Found:
    one, other = said.number, member.number
    told = f"{other:g} and {one:g}" if one is not None and other is not None else "no number"
    if one is None or other is None:
        return "number fits", 0.0, told
    if one == other:
        return "same number", min(1.0, 0.2 + 0.8 * math.log(1 + one) / math.log(1 + TELLING_NUMBER)), told
    if _leave_room(said, member):
        return "number fits", 1.0, told
    least, most = min(one, other), max(one, other)
    if least == 0:
        return "none at all", min(1.0, math.log(1 + most) / math.log(1 + TELLING_NUMBER)), told
    ratio = most / least
    if said.measure in GROWING and one < other:
        return "number has fallen", min(1.0, 0.2 + math.log(ratio) / math.log(FAR_BELOW)), told
    if ratio > FAR_ABOVE:
        return "number far off", min(1.0, math.log(ratio / FAR_ABOVE) / math.log(10)), told
    return "number has grown", 1.0, told


def _leave_room(one: Said, other: Said) -> bool:
    """Whether bounds leave room for one number."""
    low = max(-math.inf if one.low is None else one.low, -math.inf if other.low is None else other.low)
    high = min(math.inf if one.high is None else one.high, math.inf if other.high is None else other.high)
    return low <= high


def _meet(one: Said, other: Said, within: int = 0) -> bool:
    """Whether the times of two statements overlap, or lie within so many days of each other."""
    first, last = sorted(((one.began or "", one.ended or ""), (other.began or "", other.ended or "")))
    return last[0] <= first[1] or days_between(last[0], first[1]) <= within


def _time(said: Said, member: Said) -> Iterator[Found]:
    apart = days_between(said.known_at, member.known_at)
    if apart > REPORTED_WITHIN_DAYS:
        yield "days later", min(1.0, apart / TOLD_ON_DAYS), f"{apart} days later"
    if said.began is None or said.ended is None or member.began is None or member.ended is None:
        return
    told = f"{member.day} ({member.day_basis}) and {said.day} ({said.day_basis})"
    if said.is_day and member.is_day and said.began == member.began:
        yield "same day", 1.0, told
    elif _is_of_another_time(said, member):
        yield "other day", 1.0, told
    elif _meet(said, member, REPORTED_WITHIN_DAYS):
        yield "day may be", 1.0, told
    elif _is_total(said, member):
        yield "told on", 1.0, told


def _is_of_another_time(said: Said, member: Said) -> bool:
    """Whether the times of two statements exclude each other.

    Two stated days do, but for a total, which is told on; a time before the other's, or long before, always does.
    """
    if not _meet(said, member, TOLD_ON_DAYS):
        return True
    if said.day_basis == "stated" and (said.ended or "") < shifted(member.began or "", -REPORTED_WITHIN_DAYS):
        return True
    are_stated = said.day_basis == member.day_basis == "stated"
    return are_stated and not _is_total(said, member) and not _meet(said, member)


def _is_total(*said: Said) -> bool:
    return any(one.period == "total" for one in said)
