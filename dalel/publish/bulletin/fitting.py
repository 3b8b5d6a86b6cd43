"""Making a bulletin small enough: the least important facts go first.

Never does all of what is contested, taken back or not known go: a digest of what is agreed on would lie.
"""

from __future__ import annotations

from dataclasses import replace

from dalel.publish.bulletin.codes import MOST_BYTES, TYPE, encode
from dalel.publish.bulletin.facts import Bulletin, Counts, EventFact, Fact, FigureFact, QuestionFact
from dalel.sync import cose

# What one static QR code carries so that old phones still read it.
HEADLINE_BYTES = 600

_KEPT = ("contested", "withdrawn", "open question")


def fit(bulletin: Bulletin, size: int = MOST_BYTES) -> Bulletin:
    """As much of a bulletin as fits into so many bytes, its signature included."""
    while signed_size(bulletin) > size and bulletin.facts:
        bulletin = _without(bulletin, _least(bulletin.facts))
    return bulletin


def headline(bulletin: Bulletin) -> Bulletin:
    """As much of a bulletin as fits into one QR code: fewer voices are named, for more facts."""
    return fit(replace(bulletin, facts=tuple(map(_shortened, bulletin.facts))), HEADLINE_BYTES)


def _shortened(fact: Fact) -> Fact:
    """A fact with the first voice of each side. How many there are is still told."""
    if isinstance(fact, EventFact):
        return replace(fact, affirmed=fact.affirmed[:1], denied=fact.denied[:1])
    if isinstance(fact, FigureFact):
        return replace(fact, said=fact.said[: 2 if fact.standing == "contested" else 1])
    return replace(fact, asked=fact.asked[:1])


def only(bulletin: Bulletin, facts: int) -> Bulletin:
    """At most so many facts of a bulletin."""
    while len(bulletin.facts) > facts:
        bulletin = _without(bulletin, _least(bulletin.facts))
    return bulletin


def signed_size(bulletin: Bulletin) -> int:
    """How many bytes a bulletin has when it is signed, whoever signs it."""
    return len(cose.message(bytes(cose.KEY_BYTES), TYPE, encode(bulletin), bytes(cose.SIGNATURE_BYTES)))


def _least(facts: tuple[Fact, ...]) -> int:
    """The least important fact that may go: the last one that is not the only one of its kind of doubt."""
    seen: set[str] = set()
    protected = set()
    for number, fact in enumerate(facts):
        doubt = _doubt(fact)
        if doubt is not None and doubt not in seen:
            seen.add(doubt)
            protected.add(number)
    return next((number for number in reversed(range(len(facts))) if number not in protected), len(facts) - 1)


def _doubt(fact: Fact) -> str | None:
    standing = "open question" if isinstance(fact, QuestionFact) else fact.standing
    return standing if standing in _KEPT else None


def _without(bulletin: Bulletin, number: int) -> Bulletin:
    fact, left = bulletin.facts[number], bulletin.left_out
    counts = Counts(
        left.events + isinstance(fact, EventFact),
        left.figures + isinstance(fact, FigureFact),
        left.questions + isinstance(fact, QuestionFact),
    )
    return replace(bulletin, facts=bulletin.facts[:number] + bulletin.facts[number + 1 :], left_out=counts)
