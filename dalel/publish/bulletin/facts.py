"""What a bulletin says: the most important facts of a record, as values. `codes.py` turns them into bytes and back."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

MOST_NAME = 60  # letters of a name
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")  # of Persian, Hindi and others: words are misspelled without them


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its GeoNames id, with its names: a phone has no gazetteer. `country` is ISO 3166-1 alpha-2."""

    kind: str
    country: str | None
    geonames: int | None
    en: str
    ru: str
    kk: str

    def name(self, language: str) -> str:
        return {"en": self.en, "ru": self.ru, "kk": self.kk}[language]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says it. `role` is one of `tables.ROLES`; `name` is the speaker's where it is "named", else the source's.

    It is "" where the source is a private person, too.
    """

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class When:
    """The first and the last day; `basis` is "stated" in the text or only "reported", the day of publication."""

    first: date
    last: date
    basis: str = "stated"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its bounds, both included; None is open, but not on both sides.

    `relation` is how it was said (`model.Figure`).
    """

    low: float | None
    high: float | None
    relation: str = "="


@dataclass(frozen=True, slots=True)
class Said:
    """One voice's number. `side` is "affirm", "deny" or "open", `day` when it was said (UTC).

    `before` is what it had said earlier, `until` the day on which it took its number back.
    """

    voice: Voice
    side: str
    day: date
    amount: Amount
    before: Amount | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """The key figure of an event."""

    measure: str
    amount: Amount
    standing: str


@dataclass(frozen=True, slots=True)
class EventFact:
    """An event. `ref` is the beginning of its id: `ref.hex()` after the letter "e".

    `affirmed` and `denied` name some of those who do, `affirmed_by` and `denied_by` count all of them, as origins.
    """

    ref: bytes
    type: str
    mode: str | None
    standing: str
    place: Place | None = None
    when: When | None = None
    affirmed_by: int = 0
    denied_by: int = 0
    affirmed: tuple[Voice, ...] = ()
    denied: tuple[Voice, ...] = ()
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class FigureFact:
    """A figure: `range` is what holds of all that is said, None where nothing holds; `said` are voices' last words.

    `of` is whom or what it counts: one of `tables.POPULATIONS`, words of a report, or None for people in general.
    `ref` is the beginning of its id, after the letter "f".
    """

    ref: bytes
    measure: str
    standing: str
    of: str | None = None
    place: Place | None = None
    when: When | None = None
    period: str = ""
    range: Amount | None = None
    origins: int = 0
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """What is asked and not known of an event (`type`, `mode`) or of a figure (`measure`); the other is None.

    `ref` is the beginning of the event's or figure's id. `asked` names some who ask; none where the record itself does.
    """

    ref: bytes
    asks: str
    state: str
    type: str | None = None
    mode: str | None = None
    measure: str | None = None
    place: Place | None = None
    when: When | None = None
    asked: tuple[Voice, ...] = ()


Fact = EventFact | FigureFact | QuestionFact


@dataclass(frozen=True, slots=True)
class Counts:
    """So many events, figures and questions."""

    events: int = 0
    figures: int = 0
    questions: int = 0


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A digest of a record as of a moment, the most important fact first. Moments are in whole seconds.

    `left_out` counts what the record holds besides. `since`, `place` and `country` say to what it was narrowed.
    """

    desk: str
    as_of: datetime
    made_at: datetime
    facts: tuple[Fact, ...] = ()
    left_out: Counts = Counts()
    documents: int = 0
    sources: int = 0
    since: date | None = None
    place: str | None = None
    country: str | None = None


def name_of(text: str) -> str:
    """A name as a bulletin carries it: one line, no control or direction characters, cut where it is long."""
    plain = "".join(" " if _is_unsafe(letter) else letter for letter in unicodedata.normalize("NFC", text))
    flat = " ".join(plain.split())
    return flat if len(flat) <= MOST_NAME else flat[: MOST_NAME - 1].rstrip() + "…"


def _is_unsafe(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category in ("Cc", "Cs", "Zl", "Zp") or letter in _BIDI or (category == "Cf" and letter not in _JOINERS)
