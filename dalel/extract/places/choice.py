"""Which of the places that bear a name a document means.

Each name has one sense in a document. What speaks for a sense: how many people live there, what the
text says it lies in ("Paris, Texas"), which countries and regions the document's other names lie in,
and how near its other places are. Two rounds, each linear in the number of names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, exp, hypot, log10, radians

from dalel.extract.places.gazetteer import Candidate

_ANCHORS = 24
# A town's score grows with its people; the others' are those of a town of some size.
_KIND = {"country": 7.0, "area": 8.0, "region": 5.0, "city": 0.0, "county": 3.0}
_SAME_NAME = -2.5
_LARGE = 50_000
_PEOPLE = 0.9
_CAPITAL = 0.8
_OWN = 1.4
_PARENT = 3.0
_REGION = 2.0
_COUNTRY = 1.0
_NEAR = 2.0
_KILOMETRES = 80.0
_HINT = 4.0
_LIKELY = 0.9
_SPREAD = 0.7


@dataclass(slots=True)
class Name:
    """A name of a document with the places it may mean, and what the text says about it.

    `hint` is a kind the text names ("city", "county", "region", "country"); `parents` are places the
    text says it lies in. `count` is how often it occurs.
    """

    candidates: Sequence[Candidate]
    latin: bool = True
    hint: str | None = None
    parents: tuple[Candidate, ...] = ()
    count: int = 1


def choose(names: Sequence[Name]) -> list[Candidate]:
    """One place for each name; names without candidates do not occur."""
    base = [_alone(name) for name in names]
    support = _support(names, base)
    chosen = [_best(name, scores) for name, scores in zip(names, base, strict=True)]
    for _ in range(2):
        weights = _weights(names, chosen)
        anchors = _anchors(names, chosen)
        chosen = [
            _best(name, [
                score + _context(candidate, chosen[number], name, support[number], weights, anchors, number)
                for candidate, score in zip(name.candidates, scores, strict=True)
            ])
            if len(name.candidates) > 1 else chosen[number]
            for number, (name, scores) in enumerate(zip(names, base, strict=True))
        ]  # fmt: skip
    return chosen


def _best(name: Name, scores: list[float]) -> Candidate:
    return name.candidates[max(range(len(scores)), key=scores.__getitem__)]


def _alone(name: Name) -> list[float]:
    """What speaks for each place whatever else the document names."""
    towns = {
        _place_of(candidate)
        for candidate in name.candidates
        if candidate.kind == "city" and (candidate.own or not name.latin or candidate.population >= _LARGE)
    }
    scores = []
    for candidate in name.candidates:
        score = _KIND[candidate.kind]
        if candidate.kind == "city":
            score += _PEOPLE * log10(candidate.population + 50)
            if candidate.capital and (candidate.own or not name.latin):
                score += _CAPITAL
        elif candidate.kind == "region" and _place_of(candidate) in towns:
            score += _SAME_NAME  # the region is called after its town
        if candidate.own or not name.latin:
            score += _OWN
        if name.hint is not None and _fits(name.hint, candidate.kind):
            score += _HINT
        for parent in name.parents:
            score += _PARENT if _lies_in(candidate, parent) else 0.0
        scores.append(score)
    return scores


def _fits(hint: str, kind: str) -> bool:
    return hint == kind or (hint == "region" and kind == "county")


def _lies_in(candidate: Candidate, parent: Candidate) -> bool:
    if candidate.country != parent.country or candidate.geonames == parent.geonames is not None:
        return False
    if parent.kind == "country":
        return True
    return candidate.admin1 == parent.admin1 and parent.kind in ("region", "county")


def _place_of(candidate: Candidate) -> str:
    return f"{candidate.country}.{candidate.admin1}"


def _support(names: Sequence[Name], base: Sequence[Sequence[float]]) -> list[dict[str, float]]:
    """For each name, how many of the document's other names have a likely bearer in a region.

    A name borne in many regions says little about each, and a village says little beside a city.
    """
    total: dict[str, float] = {}
    shares: list[dict[str, float]] = []
    for name, scores in zip(names, base, strict=True):
        best = max(scores)
        share: dict[str, float] = {}
        for candidate, score in zip(name.candidates, scores, strict=True):
            if candidate.admin1:
                place = _place_of(candidate)
                share[place] = max(share.get(place, 0.0), exp(_LIKELY * (score - best)))
        spread = len(share) ** _SPREAD
        share = {place: value / spread for place, value in share.items()}
        shares.append(share)
        for place, value in share.items():
            total[place] = total.get(place, 0.0) + value
    return [{place: total[place] - value for place, value in share.items()} for share in shares]


def _weights(names: Sequence[Name], chosen: Sequence[Candidate]) -> dict[str, float]:
    """How much the document speaks of each country and first-level region."""
    weights: dict[str, float] = {}
    for name, candidate in zip(names, chosen, strict=True):
        sure = 1.0 if len(name.candidates) == 1 or name.parents or candidate.kind in ("country", "region") else 0.5
        weight = sure * (1.0 + log10(name.count))
        if candidate.country:
            weights[candidate.country] = weights.get(candidate.country, 0.0) + weight
            if candidate.admin1:
                place = _place_of(candidate)
                weights[place] = weights.get(place, 0.0) + weight
        for parent in name.parents:
            place = _place_of(parent) if parent.admin1 else parent.country or ""
            weights[place] = weights.get(place, 0.0) + 0.5
    return weights


def _anchors(names: Sequence[Name], chosen: Sequence[Candidate]) -> list[tuple[int, float, float]]:
    """The places to be near to: towns and counties, the most frequent first."""
    order = sorted(range(len(names)), key=lambda number: (-names[number].count, len(names[number].candidates)))
    anchors = []
    for number in order:
        place = chosen[number]
        if place.kind in ("city", "county") and place.lat is not None and place.lon is not None:
            anchors.append((number, place.lat, place.lon))
            if len(anchors) == _ANCHORS:
                break
    return anchors


def _context(
    candidate: Candidate,
    now: Candidate,
    name: Name,
    support: dict[str, float],
    weights: dict[str, float],
    anchors: list[tuple[int, float, float]],
    number: int,
) -> float:
    """What the document's other names say for a place."""
    place = _place_of(candidate)
    own = (0.5 if not name.parents and now.kind not in ("country", "region") else 1.0) * (1.0 + log10(name.count))
    region = weights.get(place, 0.0) - (own if _place_of(now) == place and now.admin1 else 0.0)
    country = weights.get(candidate.country or "", 0.0) - (own if now.country == candidate.country else 0.0)
    score = _COUNTRY * _soft(country)
    if candidate.admin1:
        score += _REGION * (_soft(region) + _soft(support.get(place, 0.0)))
    if candidate.kind in ("city", "county") and candidate.lat is not None and candidate.lon is not None:
        score += _NEAR * _nearness(candidate.lat, candidate.lon, anchors, number)
    return score


def _soft(weight: float) -> float:
    """0 for nothing, towards 1 for much."""
    return 0.0 if weight <= 0.0 else weight / (weight + 1.0)


def _nearness(lat: float, lon: float, anchors: list[tuple[int, float, float]], number: int) -> float:
    """1 beside another place of the document, falling with the distance in kilometres."""
    nearest = 400.0
    scale = cos(radians(lat))
    for other, other_lat, other_lon in anchors:
        if other != number and abs(lat - other_lat) < 3.0:
            distance = 111.2 * hypot(lat - other_lat, (lon - other_lon) * scale)
            nearest = min(nearest, distance)
    return exp(-nearest / _KILOMETRES)
