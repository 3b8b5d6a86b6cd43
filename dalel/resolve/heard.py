"""A statement as it is weighed: who said it, when it became known, what it is about."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dalel.model import Factuality, Figure, Place, Role, TimeMention
from dalel.resolve.people import NOBODY, People
from dalel.resolve.same import fold

# A sentence shorter than this may stand in two reports by chance; a longer one is a copy.
SHORTEST_COPIED_WORDS = 7

# An interval up to this length counts as one day: a night runs from evening to morning.
LONGEST_DAY = timedelta(hours=36)

# "In 2011" can be one event to two reports, "in the 1990s" cannot.
LONGEST_SHARED = timedelta(days=366)

POSITIVE = frozenset({Factuality.CERTAIN, Factuality.PROBABLE})
NEGATIVE = frozenset({Factuality.CERTAINLY_NOT, Factuality.PROBABLY_NOT, Factuality.POSSIBLY_NOT})


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement with what weighing needs. Moments are UTC texts that sort by time.

    It holds from `known_at` until `believed_to`, when its document was revised. `order` ranks
    statements that became known in one moment. `origin` is who it goes back to, None for hearsay;
    `passage` is equal for copies of one sentence, "" if it is too short to tell. `period` is over what time a figure
    counts (`quantities.periods`).
    """

    order: str
    known_at: str
    believed_to: str
    origin: str | None
    shown: str
    is_named: bool
    passage: str
    factuality: Factuality
    figure: Figure | None
    period: str = ""


def speaks_for_source(role: Role, voice: str | None, source: str) -> bool:
    """Whether a voice stands or falls with its source: an author, an unnamed speaker, the source's own reporters."""
    if role is Role.NAMED and voice:
        return fold(voice).startswith(fold(source))
    return role is not Role.HEARSAY


def origin_of(
    role: Role, voice: str | None, source: str, people: People = NOBODY, first_told: str | None = None
) -> str | None:
    """The key of who a statement goes back to; `people` are the actors of its document.

    A named voice is its own origin, whoever carries it, in whatever language and script. Who speaks for the source
    goes back to who told it first: the source, or the one that it copied or credits. Hearsay has no origin and
    corroborates nothing.
    """
    if role is Role.HEARSAY:
        return None
    if voice and not speaks_for_source(role, voice, source):
        return people.key(voice)
    return people.source(first_told or source)


def shown_as(role: Role, voice: str | None, source: str) -> str:
    """The origin as readers see it."""
    if role is Role.HEARSAY:
        return f"hearsay in {source}"
    if role is Role.NAMED and voice:
        return voice
    if role is Role.UNNAMED and fold(voice or "") != fold(source):
        return f"{voice or 'an unnamed source'} in {source}"
    return source


def passage_of(sentence: str) -> str:
    """A hash of a sentence's letters and digits, equal for copies that differ in case, quotes or spaces."""
    words = re.findall(r"\w+", sentence.casefold())
    if len(words) < SHORTEST_COPIED_WORDS:
        return ""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def place_key(place: Place | None) -> str | None:
    """The key under which places meet: the GeoNames id, else country and name."""
    if place is None:
        return None
    return str(place.geonames) if place.geonames is not None else f"{place.country or ''}:{fold(place.name)}"


def place_columns(place: Place | None) -> dict[str, str | float | None]:
    """A place as statements' rows hold it; all of it None where it is unknown."""
    return {
        "place": place_key(place),
        "place_name": place.name if place else None,
        "place_kind": place.kind if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
    }


@dataclass(frozen=True, slots=True)
class Day:
    """When something happened: an ISO day, or a TIMEX3 value of a longer time ("2011-12"), and on what basis.

    `basis` is "stated" in the text, only "reported" (the day of publication), or "unknown". `began`
    and `ended` are the first and the last ISO day of it.
    """

    value: str | None
    basis: str
    began: str | None = None
    ended: str | None = None

    @property
    def is_day(self) -> bool:
        """Whether it is one day, and no month or year."""
        return self.value is not None and self.value == self.ended

    @property
    def is_vague(self) -> bool:
        """Whether two reports that name it need not mean the same time: unknown, or longer than a year."""
        if self.began is None or self.ended is None:
            return True
        return date.fromisoformat(self.ended) - date.fromisoformat(self.began) > LONGEST_SHARED


def day_of(time: TimeMention | None, published: datetime | None) -> Day:
    """The local day that a text states; without one the day of its publication; without that, unknown."""
    if time is not None and time.earliest is not None and time.latest is not None:
        began = time.earliest.date().isoformat()
        ended = (time.latest - timedelta(seconds=1)).date().isoformat()
        if time.latest - time.earliest <= LONGEST_DAY:
            # A night lies in two days; its value names the one it is called by: "Monday night", "в ночь на 6 января".
            named = time.value[: len(ended)] if time.value is not None else ended
            day = named if named in (began, ended) else ended
            return Day(day, "stated", day, day)
        if time.value is not None:
            return Day(time.value, "stated", began, ended)
    if published is not None:
        reported = published.date().isoformat()
        return Day(reported, "reported", reported, reported)
    return Day(None, "unknown")
