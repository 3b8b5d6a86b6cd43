"""Where a figure stands: the quantities that were stated of one measure, population, place and day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dalel.model import Figure
from dalel.resolve.heard import NEGATIVE, POSITIVE, Heard
from dalel.resolve.origins import Origins
from dalel.resolve.standing import Standing, listed

NO_LOW, NO_HIGH = float("-inf"), float("inf")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one origin stated, with the bounds it allows."""

    heard: Heard
    figure: Figure
    low: float
    high: float

    @property
    def origin(self) -> str:
        return self.heard.origin or ""

    def in_words(self) -> str:
        """ "26", "at least 26", "20 to 30"."""
        figure = self.figure
        if figure.low is not None and figure.high is not None and figure.low != figure.high:
            return f"{figure.low:,.12g} to {figure.high:,.12g}"
        number = figure.low if figure.low is not None else figure.high
        words = {"=": "", ">=": "at least ", ">": "more than ", "<=": "at most ", "<": "fewer than ", "~": "about "}
        return f"{words[figure.relation]}{number:,.12g}"


def bounds(figure: Figure) -> tuple[float, float]:
    """The stated bounds as an interval. "About 40" allows a tenth either way."""
    low = NO_LOW if figure.low is None else float(figure.low)
    high = NO_HIGH if figure.high is None else float(figure.high)
    return (low * 0.9, high * 1.1) if figure.relation == "~" else (low, high)


class FigureTally:
    """Sets quantities side by side as they become known.

    Only what bounds the rest is kept at hand, so that a figure of which thousands speak costs no more
    than one of which two do.
    """

    def __init__(self) -> None:
        self._holding: list[Quantity] = []
        self._denials: list[Heard] = []
        self._open: dict[str, None] = {}
        self._taken_back: Quantity | None = None
        self._extremes = _Extremes()

    def add(self, heard: Heard) -> None:
        figure = heard.figure
        if figure is None:
            raise ValueError(f"statement {heard.order} has no figure")
        if heard.origin is None or heard.factuality not in POSITIVE | NEGATIVE:
            self._open[heard.shown] = None
        elif heard.factuality in NEGATIVE:
            self._denials.append(heard)
            self._take_back(heard)
        else:
            said = Quantity(heard, figure, *bounds(figure))
            if any(_takes_back(denial, said) for denial in self._denials):
                self._taken_back = said
            else:
                self._holding.append(said)
                self._extremes.add(said)

    def _take_back(self, denial: Heard) -> None:
        """A quantity that its own origin denies later holds no more."""
        left = [said for said in self._holding if not _takes_back(denial, said)]
        if len(left) < len(self._holding):
            self._taken_back = next(said for said in reversed(self._holding) if _takes_back(denial, said))
            self._holding, self._extremes = left, _Extremes()
            for said in left:
                self._extremes.add(said)

    def _deniers_of_what_holds(self) -> list[str]:
        """Who denies a number that somebody else stands by: to deny 164 is not to deny 103."""
        if not self._denials:
            return []
        held = {said.figure.low for said in self._holding}
        return [
            denial.shown
            for denial in self._denials
            if denial.origin not in self._extremes.origins and denial.figure is not None and denial.figure.low in held
        ]

    def standing(self) -> Standing:
        deniers = listed(denial.shown for denial in self._denials)
        if not self._holding:
            if self._taken_back is not None:
                said = self._taken_back
                because = f"{said.in_words()} by {said.heard.shown} was taken back by {deniers}"
                return Standing("withdrawn", 0, because)
            if self._denials:
                return Standing("denied", 0, f"only denied, by {deniers}")
            return Standing("open question", 0, f"only as open, possible or hearsay, in {listed(self._open)}")
        extremes = self._extremes
        origins, low, high = extremes.origins, extremes.known_low, extremes.known_high
        apart = extremes.apart()
        if apart is not None:
            because = " and ".join(f"{said.heard.shown} says {said.in_words()}" for said in apart)
            return Standing("contested", origins.count, f"{because} for the same day and place", low, high)
        others = self._deniers_of_what_holds()
        if others:
            because = f"{self._holding[-1].in_words()} by {origins.shown()}; denied by {listed(others)}"
            return Standing("contested", origins.count, because, low, high)
        if origins.count > 1:
            because = f"{origins.count} independent origins: {origins.shown()}"
            return Standing("corroborated", origins.count, because, low, high)
        return Standing("single-origin", 1, f"one origin: {origins.shown()}", low, high)


class _Extremes:
    """What bounds a set of quantities: the range, and the two origins furthest out on either side.

    Two quantities of different origins exclude each other exactly when one of the two highest lower
    bounds lies above one of the two lowest upper bounds, of another origin.
    """

    def __init__(self) -> None:
        self.origins = Origins()
        self._low, self._high = NO_HIGH, NO_LOW
        self._highest: list[Quantity] = []
        self._lowest: list[Quantity] = []

    def add(self, said: Quantity) -> None:
        self.origins.add(said.heard)
        self._low, self._high = min(self._low, said.low), max(self._high, said.high)
        self._highest = _two_origins([*self._highest, said], by=lambda one: -one.low)
        self._lowest = _two_origins([*self._lowest, said], by=lambda one: one.high)

    @property
    def known_low(self) -> float | None:
        return None if self._low == NO_LOW else self._low

    @property
    def known_high(self) -> float | None:
        return None if self._high == NO_HIGH else self._high

    def apart(self) -> tuple[Quantity, Quantity] | None:
        """Two quantities of different origins that exclude each other, the lower first; None where all agree."""
        for high in self._highest:
            for low in self._lowest:
                if low.high < high.low and low.origin != high.origin:
                    return low, high
        return None


def _two_origins(said: list[Quantity], by: Callable[[Quantity], float]) -> list[Quantity]:
    """The first two by a key, of different origins; of equals, the earlier known."""
    found: list[Quantity] = []
    for one in sorted(said, key=by):
        if all(one.origin != other.origin for other in found):
            found.append(one)
    return found[:2]


def _takes_back(denial: Heard, said: Quantity) -> bool:
    return (
        denial.origin == said.heard.origin
        and denial.known_at >= said.heard.known_at
        and denial.figure is not None
        and denial.figure.low == said.figure.low
    )
