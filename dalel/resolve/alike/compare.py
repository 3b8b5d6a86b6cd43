"""What two mentions have in common: a list of small measured features, each with the words for it.

A feature's value is between 0 and 1; how much it counts is in `weights.toml`. Every comparison is the same with its two
mentions exchanged, and with the sides exchanged that the texts speak of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from math import ceil, sqrt

from dalel.resolve.alike.blocks import RECALLED_WITHIN_DAYS, REPORTED_WITHIN_DAYS, is_by_words, kind
from dalel.resolve.alike.mention import Mention, Traits
from dalel.resolve.alike.weights import BY_ACTOR, HARM, are_near

Found = tuple[str, float, Callable[[], str]]
"""A feature's name, its value from 0 to 1, and what gives the evidence in words: few of many pairs are ever shown."""

# The class of words by which a deed is told from one before it: "a second blast".
ANOTHER = "another"

# The hours that names of times of day stand for, those after midnight counted on.
_PARTS = {"TMO": (5, 12), "TMI": (11, 13), "TAF": (12, 18), "TEV": (17, 24), "TNI": (20, 30)}
_DAY = 24

# A number up to this is often the same by chance.
_SMALL = 5
# Letters that words of one stem have in common at least, and their share of the longer word.
_STEM, _MOST_OF_IT = 4, 0.45
# How many of the nearest words stand beside a deed.
_BESIDE = 4
# A document that has fewer marks than this is not known by them.
_FEW_MARKS = 10
# Of fewer words than this, some in common prove little.
_FEW = 4


def compare(one: Mention, other: Mention) -> Iterator[Found]:
    """The features of two mentions."""
    mine, yours = one.traits, other.traits
    kinds = kind(one), kind(other)
    told_of = HARM in kinds and kinds[0] != kinds[1] and are_near(*kinds)
    yield _kinds(*kinds)
    yield from _causes(one, other, *kinds)
    if kinds[0] == kinds[1] and one.mode != other.mode:
        yield "other mode", 1.0, lambda: f"{one.mode}, not {other.mode}"
    if one.passage and one.passage == other.passage and (kinds[0] == kinds[1] or told_of):
        yield (
            "copied sentence",
            1.0,
            lambda: "their sentences are copies",
        )  # read at another time, "on Saturday" is another day
    else:
        yield from _times(one, other)
        yield from _places(one, other)
    yield from _overlap("same site", mine.sites, yours.sites, 1)
    if mine.sites and yours.sites and not set(mine.sites) & set(yours.sites):
        yield "other site", 1.0, lambda: f"{_listed(mine.sites)}, not {_listed(yours.sites)}"
    yield from _overlap("same name", mine.names, yours.names, 1)
    if mine.names and yours.names and not set(mine.names) & set(yours.names):
        yield "other name", 1.0, lambda: f"{_listed(mine.names)}, not {_listed(yours.names)}"
    yield from _numbers(mine.numbers, yours.numbers)
    if kinds[0] == kinds[1] and mine.numbers and yours.numbers and not set(mine.numbers) & set(yours.numbers):
        yield (
            "other toll" if HARM in kinds else "other number",
            1.0,
            lambda: f"{_listed(map(_plain, mine.numbers))}, not {_listed(map(_plain, yours.numbers))}",
        )
    yield from _parties("agent", mine.agents, yours.agents)
    yield from _parties("patient", mine.patients, yours.patients)
    if one.type in BY_ACTOR and one.type == other.type and not _one_actor(one, other):
        yield "other speaker", 1.0, lambda: f"{_listed(mine.agents)}, not {_listed(yours.agents)}"
    one_page = bool(mine.page) and mine.page == yours.page
    if mine.language == yours.language:
        yield from _words(mine, yours, one_page)
        yield from _overlap("words", mine.words, yours.words, _FEW)
        yield from _overlap("words beside it", mine.words[:_BESIDE], yours.words[:_BESIDE], _BESIDE)
    yield from _overlap("things", mine.things, yours.things, 2)
    if mine.hour and yours.hour and told_apart(mine.hour, yours.hour):
        yield "other hour", 1.0, lambda: f"{mine.hour}, not {yours.hour}"
    if kinds[0] == kinds[1] and (ANOTHER in mine.things) != (ANOTHER in yours.things):
        yield "another one", 1.0, lambda: "only one of them is told to be another one"
    if one_page:
        apart = abs(mine.at - yours.at)
        if told_of and apart <= 1:
            yield "told of it", 1.0 - apart / 2, lambda: "who was hurt, told with what hurt them"
        elif apart == 0 and kinds[0] != kinds[1]:
            yield "told beside it", 1.0, lambda: "two deeds in one sentence"
    else:
        yield from _common("names of documents", mine.marks, yours.marks)
        yield from _common("documents", mine.about, yours.about)


def _kinds(mine: str, yours: str) -> Found:
    """Whether the deeds are of one kind, or of near kinds."""
    if mine == yours:
        return "same kind", 1.0, lambda: mine
    if not are_near(mine, yours):
        return "other kind", 1.0, lambda: f"{mine}, not {yours}"
    return "harm of it" if HARM in (mine, yours) else "near kind", 1.0, lambda: f"{mine} and {yours}"


def _causes(one: Mention, other: Mention, mine: str, yours: str) -> Iterator[Found]:
    """Whether what hurt the victims is one kind of deed, where both texts tell it."""
    if HARM not in (mine, yours):
        return
    first = one.traits.cause if mine == HARM else mine
    second = other.traits.cause if yours == HARM else yours
    if first and second:
        name = "same cause" if first == second else "near cause" if are_near(first, second) else "other cause"
        yield name, 1.0, lambda: f"{first} and {second}"


def _times(one: Mention, other: Mention) -> Iterator[Found]:
    if is_by_words(one) and is_by_words(other):
        reported = _both(f"told on {one.known_at[:10]}", f"on {other.known_at[:10]}")
        apart = abs((date.fromisoformat(one.known_at[:10]) - date.fromisoformat(other.known_at[:10])).days)
        yield (
            ("day may be", 1.0 - apart / (REPORTED_WITHIN_DAYS + 1), reported)
            if apart <= REPORTED_WITHIN_DAYS
            else ("other day", 0.5, reported)
        )
        return
    if one.began is None or one.ended is None or other.began is None or other.ended is None:
        return

    def told() -> str:
        return f"{one.day} ({one.day_basis}) and {other.day} ({other.day_basis})"

    if one.began <= other.ended and other.began <= one.ended:
        yield "same day" if one.day == other.day else "day may be", 1.0, told
        return
    first, second = (one, other) if one.began < other.began else (other, one)
    gap = (date.fromisoformat(second.began or "") - date.fromisoformat(first.ended or "")).days
    if second.day_basis == first.day_basis == "reported" and gap <= REPORTED_WITHIN_DAYS:
        yield "told later", gap / REPORTED_WITHIN_DAYS, told
    elif second.day_basis == "reported" and gap <= REPORTED_WITHIN_DAYS:
        yield "day may be", 1.0 - gap / (REPORTED_WITHIN_DAYS + 1), told
    elif second.day_basis == "reported" and first.day_basis == "stated" and gap <= RECALLED_WITHIN_DAYS:
        yield "recalled", 1.0, told
    elif gap == 1:
        yield "next day", 1.0, told
    else:
        yield "other day", 1.0, told


def _places(one: Mention, other: Mention) -> Iterator[Found]:
    mine, yours = one.place, other.place
    if mine is None and yours is None:
        return
    if mine == yours:
        yield "same place", 1.0, lambda: str(mine)
    elif mine is None or yours is None:
        place = mine or yours
        named = (other if yours is None else one).traits.places
        if place in named:
            yield "place in its document", 1.0 if place == named[0] else 0.5, lambda: str(place)
    else:
        told = _both(mine, yours)
        if one.country == other.country and {one.place_kind, other.place_kind} & {"region", "country"}:
            yield "place around", 1.0, told
        elif mine in other.traits.places or yours in one.traits.places:
            yield "near place", 1.0, told
        else:
            yield "other place", 1.0, told


def told_apart(one: str, other: str) -> bool:
    """Whether two times of day cannot be one, give or take an hour."""
    (first, last), (begin, end) = _hours(one), _hours(other)
    return all(first > end + shift or begin + shift > last for shift in (-_DAY, 0, _DAY))


def _hours(hour: str) -> tuple[int, int]:
    return _PARTS[hour] if hour in _PARTS else (int(hour[1:]) - 1, int(hour[1:]) + 2)


def _numbers(mine: Sequence[float], yours: Sequence[float]) -> Iterator[Found]:
    both = set(mine) & set(yours)
    if both:
        yield "same number", 1.0 if max(both) > _SMALL else 0.5, lambda: _listed(map(_plain, sorted(both)))


def _parties(what: str, mine: Sequence[str], yours: Sequence[str]) -> Iterator[Found]:
    """Whether the same do it or suffer it; that they are others is not known by plain words."""
    yield from _overlap(f"same {what}", mine, yours, 1)
    marks = {key[0] for key in (*mine, *yours)}
    if mine and yours and not set(mine) & set(yours) and ("=" in marks or "~" not in marks):
        yield f"other {what}", 1.0, lambda: f"{_listed(mine)}, not {_listed(yours)}"


def _words(mine: Traits, yours: Traits, one_page: bool) -> Iterator[Found]:
    """Whether the deeds are named by one word, or by words of one stem; the more so in documents that are alike."""
    if not mine.trigger or not yours.trigger:
        return
    told = _both(mine.trigger, yours.trigger)
    if mine.trigger == yours.trigger:
        yield "same common word" if mine.is_common else "same word", 1.0, lambda: mine.trigger
    elif _like(mine.trigger, yours.trigger):
        yield "like word", 1.0, told
    else:
        return
    if one_page:
        yield "named again", 1.0, told
    else:
        yield from _common("word in like documents", mine.marks, yours.marks)


def _like(one: str, other: str) -> bool:
    """Whether words begin alike, as those of one stem do, or one ends the other, as "quake" does "earthquake"."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    needed = max(_STEM, ceil(_MOST_OF_IT * len(longer)))
    return longer[:needed] == shorter[:needed] or (len(shorter) >= _STEM and longer.endswith(shorter))


def _one_actor(one: Mention, other: Mention) -> bool:
    """Whether the same may do it: words of two languages are no evidence to the contrary."""
    mine, yours = one.traits.agents, other.traits.agents
    return not mine or not yours or bool(set(mine) & set(yours)) or any(key[0] == "~" for key in (*mine, *yours))


def _overlap(name: str, mine: Sequence[str], yours: Sequence[str], few: int) -> Iterator[Found]:
    """How many of the fewer words are in both; of fewer than `few`, less is made."""
    if not mine or not yours:
        return
    both = set(mine) & set(yours)
    if both:
        yield name, len(both) / max(min(len(mine), len(yours)), few), lambda: _listed(sorted(both))


def _both(one: str, other: str) -> Callable[[], str]:
    return lambda: f"{one} and {other}"


def _plain(number: float) -> str:
    return f"{number:g}"


def _common(name: str, mine: Sequence[str], yours: Sequence[str]) -> Iterator[Found]:
    """How many of all words are in both; the first few tell most, so that the root is taken."""
    both = set(mine) & set(yours)
    if both:
        yield name, sqrt(len(both) / max(len(set(mine) | set(yours)), _FEW_MARKS)), lambda: _listed(sorted(both))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
