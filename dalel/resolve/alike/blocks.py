"""Where mentions of one event can meet: under which keys, and on which days.

Keys are narrow, so that what a new report is compared with does not grow with the record.
"""

from __future__ import annotations

from datetime import date, timedelta

from dalel.model import FOREVER
from dalel.resolve.alike.mention import Mention
from dalel.resolve.alike.weights import BY_WORDS, HARM, families, kind_of

# News of an event without its day follows the event by at most this many days.
REPORTED_WITHIN_DAYS = 3

# What is known by its site or its names is recalled without its day for longer.
RECALLED_WITHIN_DAYS = 14

# The names and numbers of a mention, and the names of its document, under which it is looked for.
MOST_NAMES, MOST_NUMBERS, MOST_MARKS = 2, 2, 2
# A smaller number is the same by chance.
TELLING_NUMBER = 10

# What was told of a time longer past than this is history: told by month or year, by few, and met within a year.
HISTORY_DAYS = 30
_YEAR = 366


def kind(mention: Mention) -> str:
    """The kind of deed that a mention tells of."""
    return HARM if mention.traits.counts else kind_of(mention.type, mention.mode)


def blocks(mention: Mention) -> tuple[str, ...]:
    """The keys under which a mention can meet others, the narrowest first.

    The words that it copies; its sites, with its place; names and numbers in it, and names that mark out its document;
    and its families of deeds with its place. Where it has no place of its own, the town that its document names most
    stands for it. A mention without any day meets others only by the narrow ones.
    """
    traits = mention.traits
    of = kind(mention)
    said = "said" if of in BY_WORDS else "done"
    places = [mention.place] if mention.place is not None else []
    if mention.place_kind != "city":
        places += traits.places[:1]
    around = dict.fromkeys(places)
    names = dict.fromkeys((*traits.names[:MOST_NAMES], *traits.marks[:MOST_MARKS]))
    keys = [f"copy|{mention.passage}"] if mention.passage else []
    keys += [f"{site}|{place}" for site in traits.sites for place in around]
    keys += [f"{said}|{name}" for name in names]
    keys += [f"{said}|{number:g}" for number in traits.numbers[:MOST_NUMBERS] if number >= TELLING_NUMBER]
    if mention.began is not None:
        keys += [f"{family}|{place or traits.page}" for family in families(of) for place in around or (None,)]
    return tuple(keys)


def is_by_words(mention: Mention) -> bool:
    """Whether a deed is done by words of these days, so that it is dated by its report and not by what it tells of."""
    if kind(mention) not in BY_WORDS:
        return False
    known = date.fromisoformat(mention.known_at[:10])
    return mention.ended is None or known - date.fromisoformat(mention.ended) <= timedelta(days=HISTORY_DAYS)


def lies_on(mention: Mention) -> str:
    """The ISO day under which others look for it: when it began, else when it became known."""
    return mention.known_at[:10] if mention.began is None or is_by_words(mention) else mention.began


def window(mention: Mention) -> tuple[str, str]:
    """The first and the last ISO day, both included, on which a candidate may lie (`lies_on`)."""
    if mention.began is None or mention.ended is None:
        return date.min.isoformat(), lies_on(mention)
    known = date.fromisoformat(mention.known_at[:10])
    if is_by_words(mention):
        return _shifted(known, -REPORTED_WITHIN_DAYS), _shifted(known, REPORTED_WITHIN_DAYS)
    began, ended = date.fromisoformat(mention.began), date.fromisoformat(mention.ended)
    if known - ended > timedelta(days=HISTORY_DAYS):
        return _shifted(began, -_YEAR), _shifted(ended, _YEAR)
    is_recalled = mention.day_basis == "reported" and (mention.traits.sites or mention.traits.names)
    before = RECALLED_WITHIN_DAYS if is_recalled else REPORTED_WITHIN_DAYS
    return _shifted(began, -before), _shifted(ended, REPORTED_WITHIN_DAYS)


def _shifted(day: date, days: int) -> str:
    """An ISO day some days later (or earlier), or the calendar's first or last."""
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.min.isoformat() if days < 0 else FOREVER[:10]
