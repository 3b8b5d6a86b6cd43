"""Where a figure stands: what each voice's last word on a quantity leaves of it.

Three things are no contradiction. Bounds that leave room for each other: "at least 26" and 164. A voice's own new
number in place of its old one. And a number that was outgrown: of what can only grow, 26 said earlier says nothing
against 164 said later, while 26 said after 164, by another voice, does. What can also fall (people in custody, the
missing, a price) is contested where the numbers are of about the same time; later it is change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dalel.model import Figure
from dalel.resolve.heard import NEGATIVE, POSITIVE, Heard
from dalel.resolve.quantities.numbers import NO_HIGH, NO_LOW, bounds, in_words, is_after, later, number
from dalel.resolve.quantities.said import GROWING
from dalel.resolve.standing import SHOWN_NAMES, Standing, listed

# Numbers that become known within this time are of one moment: neither has outgrown the other.
SAME_TIME = timedelta(hours=20)

# What can fall as well as rise is contested within this time; after it, it has changed.
CHANGED_AFTER = timedelta(hours=40)

# A voice's old number that another report brings within this time after the voice's new one is old news.
OLD_NEWS = timedelta(hours=36)

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Quantity:
    """What an origin stated last: its words at one moment, the interval they allow, since when it has been saying so,
    when it did last, and what it had said before.

    `outgrown`: a later number of another voice has gone beyond it. `defies`: it was said in the face of a greater one.
    """

    origin: str
    words: tuple[Heard, ...]
    low: float
    high: float
    since: str
    said_at: str
    before: str = ""
    outgrown: bool = False
    defies: bool = False

    @property
    def shown(self) -> str:
        return self.words[0].shown

    def in_words(self) -> str:
        """ "26", "at least 26", "20 to 30", "8 and 11"."""
        return listed(in_words(one.figure) for one in self.words if one.figure is not None)


class FigureTally:
    """Sets quantities side by side as they become known.

    Only each origin's last word is kept at hand, and these by what they say, so that a figure of which thousands
    speak costs little more than one of which two do.
    """

    def __init__(self) -> None:
        self._held: dict[str, Quantity] = {}
        # The origins that hold each interval and were not outgrown, in the order in which they said so.
        self._standing: dict[Interval, dict[str, None]] = {}
        self._past: dict[str, dict[Interval, str]] = {}  # what an origin gave up for a greater number, and when
        self._copied: dict[str, str] = {}  # the origin of each passage
        self._denials: list[tuple[str, Heard]] = []
        self._open: dict[str, None] = {}
        self._taken_back: Quantity | None = None

    def add(self, heard: Heard) -> None:
        if heard.figure is None:
            raise ValueError(f"statement {heard.order} has no figure")
        if heard.origin is None or heard.factuality not in POSITIVE | NEGATIVE:
            self._open[heard.shown] = None
            return
        origin = self._origin(heard)
        if heard.factuality in NEGATIVE:
            self._denials.append((origin, heard))
            self._take_back(origin, heard)
        else:
            self._say(origin, heard, heard.figure)

    def _origin(self, heard: Heard) -> str:
        """Whose words these are: a copied sentence is its first author's, unless a voice is named in it."""
        origin = heard.origin or ""
        return origin if heard.is_named or not heard.passage else self._copied.setdefault(heard.passage, origin)

    def _say(self, origin: str, heard: Heard, figure: Figure) -> None:
        said = _of(origin, [heard])
        low, high = said.low, said.high
        if any(_denies(denial, said) for denier, denial in self._denials if denier == origin):
            self._taken_back = said
            return
        held = self._held.get(origin)
        if held is None:
            self._hold(said)
        elif (held.low, held.high) == (low, high) or (figure.relation == "~" and low <= held.low and held.high <= high):
            self._say_again(held, heard.known_at)
        elif heard.period == "before" or self._is_old_news(said):
            return
        elif held.said_at == heard.known_at and all(one.period != "before" for one in held.words):
            self._hold(_of(origin, [*held.words, heard]))
        else:
            self._supersede(held, said, figure.measure)

    def _say_again(self, held: Quantity, moment: str) -> None:
        """Within a day a voice's words are carried on; later it says them anew."""
        if is_after(moment, held.since, SAME_TIME):
            self._hold(replace(held, since=moment, said_at=moment, outgrown=False))
        else:
            self._held[held.origin] = replace(held, said_at=moment)

    def _is_old_news(self, said: Quantity) -> bool:
        given_up = self._past.get(said.origin, {}).get((said.low, said.high))
        return given_up is not None and not is_after(said.said_at, given_up, OLD_NEWS)

    def _supersede(self, held: Quantity, said: Quantity, measure: str) -> None:
        grows = held.high < said.low
        if grows:
            self._past.setdefault(said.origin, {})[held.low, held.high] = said.said_at
        self._drop(held)
        if grows and measure in GROWING:
            self._hold(replace(said, before=held.in_words()))
        else:
            self._weigh_anew([*self._held.values(), replace(said, before=held.in_words())])

    def _hold(self, said: Quantity) -> None:
        """Let a quantity stand, in place of what its origin held."""
        before = self._held.pop(said.origin, None)
        if before is not None:
            self._drop_standing(before)
        self._outgrow(said)
        defies = said.defies or (_measure(said) in GROWING and any(low > said.high for low, _ in self._standing))
        self._held[said.origin] = said if said.defies == defies else replace(said, defies=defies)
        self._standing.setdefault((said.low, said.high), {})[said.origin] = None

    def _drop(self, said: Quantity) -> None:
        del self._held[said.origin]
        self._drop_standing(said)

    def _drop_standing(self, said: Quantity) -> None:
        origins = self._standing.get((said.low, said.high), {})
        if said.origin in origins:
            del origins[said.origin]
            if not origins:
                del self._standing[said.low, said.high]

    def _weigh_anew(self, said: Iterable[Quantity]) -> None:
        """Let these stand and no others: what was outgrown by a number that was corrected may stand again."""
        left = sorted(said, key=lambda one: one.since)
        self._held, self._standing = {}, {}
        highest = max((one.low for one in left), default=NO_LOW)
        for one in left:
            defies = one.defies and highest > one.high
            is_so = (one.outgrown, one.defies) == (False, defies)
            self._hold(one if is_so else replace(one, outgrown=False, defies=defies))

    def _outgrow(self, said: Quantity) -> None:
        """What was said so long before that a newer number is no contradiction stands no more."""
        growing = _measure(said) in GROWING
        for low, high in [one for one in self._standing if one[1] < said.low or (not growing and said.high < one[0])]:
            origins = self._standing[low, high]
            for origin in list(origins):
                held = self._held[origin]
                if not is_after(said.since, held.since, SAME_TIME if growing else CHANGED_AFTER):
                    break
                if not (growing and held.defies):
                    del origins[origin]
                    self._held[origin] = replace(held, outgrown=True)
            if not origins:
                del self._standing[low, high]

    def _take_back(self, origin: str, denial: Heard) -> None:
        """A quantity that its own origin denies later holds no more, nor with whoever had only carried it on.

        What it had outgrown does not come back: nobody has said so again.
        """
        held = self._held.get(origin)
        if held is None or not _denies(denial, held):
            return
        self._taken_back = held
        left = [one for one in held.words if number(one) != number(denial)]
        others = [one for one in self._held.values() if one is not held and not _carries_on(one, held)]
        self._weigh_anew([*(one for one in others if not one.outgrown), *((_of(origin, left),) if left else ())])
        self._held |= {one.origin: one for one in others if one.outgrown}

    def _deniers_of_what_holds(self) -> list[str]:
        """Who denies a number that somebody else stands by: to deny 164 is not to deny 103."""
        if not self._denials:
            return []
        held = {number(one) for said in self._held.values() if not said.outgrown for one in said.words}
        return [one.shown for origin, one in self._denials if origin not in self._held and number(one) in held]

    def standing(self) -> Standing:
        if not self._standing:
            return self._nothing_stands()
        highest = max(low for low, _ in self._standing)
        lowest = min(high for _, high in self._standing)
        count = sum(map(len, self._standing.values()))
        if lowest < highest:
            low = min(one[0] for one in self._standing if one[1] < highest)
            high = max(one[1] for one in self._standing if one[0] > lowest)
            return Standing("contested", count, self._apart(lowest, highest), *_known(low, high))
        known = _known(highest, lowest)
        stand = self._that_stand()
        names = listed([said.shown for said in stand[:SHOWN_NAMES]], count)
        others = self._deniers_of_what_holds()
        if others:
            return Standing("contested", count, f"{stand[0].in_words()} by {names}; denied by {listed(others)}", *known)
        if count > 1:
            return Standing("corroborated", count, f"{count} independent origins: {names}{self._changes()}", *known)
        return Standing("single-origin", 1, f"one origin: {names}{self._changes()}", *known)

    def _nothing_stands(self) -> Standing:
        deniers = listed(denial.shown for _, denial in self._denials)
        if self._taken_back is not None:
            said = self._taken_back
            return Standing("withdrawn", 0, f"{said.in_words()} by {said.shown} was taken back by {deniers}")
        if self._denials:
            return Standing("denied", 0, f"only denied, by {deniers}")
        return Standing("open question", 0, f"only as open, possible or hearsay, in {listed(self._open)}")

    def _that_stand(self) -> list[Quantity]:
        """What was not outgrown, first what was said first."""
        return sorted((said for said in self._held.values() if not said.outgrown), key=lambda said: said.since)

    def _apart(self, lowest: float, highest: float) -> str:
        """Two voices that exclude each other, the earlier first: "A says 164, B says 26 two days later"."""
        stand = self._that_stand()
        low = next(said for said in stand if said.high == lowest)
        high = next(said for said in stand if said.low == highest)
        after_high = low.said_at if low.defies else low.since
        first, second = (high, low) if high.since <= after_high else (low, high)
        moments = (first.since, after_high if second is low else high.since)
        return f"{first.shown} says {first.in_words()}, {second.shown} says {second.in_words()}{later(*moments)}"

    def _changes(self) -> str:
        """What the voices that stand said before, so that a growing toll is told as one."""
        told = [f"{said.before} before by {said.shown}" for said in self._that_stand() if said.before]
        return f"; {listed(told)}" if told else ""


def _of(origin: str, words: Sequence[Heard]) -> Quantity:
    """What an origin said at one moment, as one quantity: between the least and the most it allows."""
    allowed = [bounds(one.figure) for one in words if one.figure is not None]
    moment = words[0].known_at
    return Quantity(
        origin, tuple(words), min(low for low, _ in allowed), max(high for _, high in allowed), moment, moment
    )


def _carries_on(said: Quantity, first: Quantity) -> bool:
    """Whether a source gives in its own voice the number that a named one gave before: it then has it from there."""
    is_later = said.since >= first.since and (said.low, said.high) == (first.low, first.high)
    return is_later and any(one.is_named for one in first.words) and not any(one.is_named for one in said.words)


def _denies(denial: Heard, said: Quantity) -> bool:
    return denial.known_at >= said.said_at and any(number(one) == number(denial) for one in said.words)


def _measure(said: Quantity) -> str:
    figure = said.words[0].figure
    return figure.measure if figure is not None else ""


def _known(low: float, high: float) -> tuple[float | None, float | None]:
    return (None if low == NO_LOW else low), (None if high == NO_HIGH else high)
