"""A bulletin in words: the same codes as sentences in English, Russian or Kazakh.

The words are data (`words/*.toml`). Names are never inflected: templates put them before a colon, in a list or in
brackets. Nothing is said without who says it; what is contested or not known says so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from dalel.publish.bulletin.facts import (
    Amount,
    Bulletin,
    EventFact,
    Fact,
    FigureFact,
    Place,
    QuestionFact,
    Said,
    Voice,
    When,
)

SECTIONS = ("contested", "unknown", "withdrawn", "network", "figures", "events")
_SECTION_OF = {"contested": "contested", "denied": "withdrawn", "withdrawn": "withdrawn", "open question": "unknown"}
NETWORK = frozenset((("COERCE", "censor"), ("RETREAT", "access")))


@dataclass(frozen=True, slots=True)
class Item:
    """One fact: where, what and when; where it stands; who says what. `ref` begins the id of it in the record."""

    ref: str
    head: str
    standing: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A bulletin in one language. `notes` say what it is drawn from, to what it is narrowed, and what is left out."""

    title: str
    as_of: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    read: str


@cache
def words(language: str) -> dict[str, dict[str, str]]:
    """The words of a language, as in its file."""
    return tomllib.loads((files("dalel.publish.bulletin") / "words" / f"{language}.toml").read_text("utf-8"))


def told(bulletin: Bulletin, language: str) -> Told:
    """A bulletin in words, the most important fact of each section first."""
    teller = Teller(bulletin, language)
    items: dict[str, list[Item]] = {}
    for fact in bulletin.facts:
        items.setdefault(section_of(fact), []).append(teller.item(fact))
    titles = teller.words["section"]
    return Told(
        title=teller.line("bulletin", "title", desk=bulletin.desk),
        as_of=teller.line("bulletin", "as_of", moment=teller.moment(bulletin.as_of)),
        notes=tuple(teller.notes()),
        sections=tuple(Section(key, titles[key], tuple(items[key])) for key in SECTIONS if key in items),
        read=teller.words["bulletin"]["read"],
    )


def text(bulletin: Bulletin, language: str, name: str, key: str) -> str:
    """A bulletin as plain text. `name` and `key` say who signed it."""
    page = told(bulletin, language)
    lines = [page.title, page.as_of, *page.notes, ""]
    for section in page.sections:
        lines += [section.title.upper(), ""]
        for item in section.items:
            lines += [f"* {item.head} [{item.ref}]", f"  {item.standing}", *(f"  - {line}" for line in item.lines), ""]
    if not page.sections:
        lines += [words(language)["bulletin"]["empty"], ""]
    lines += [page.read, words(language)["bulletin"]["signed"].format(name=name, key=key)]
    return "\n".join(lines) + "\n"


def section_of(fact: Fact) -> str:
    """Under which heading a fact stands: first where it stands, then what it is."""
    if isinstance(fact, QuestionFact):
        return "unknown"
    if fact.standing in _SECTION_OF:
        return _SECTION_OF[fact.standing]
    if isinstance(fact, FigureFact):
        return "figures"
    return "network" if (fact.type, fact.mode) in NETWORK else "events"


def ref_of(fact: Fact) -> str:
    """The beginning of the id of an event or a figure in the record, or of what a question asks about."""
    is_figure = isinstance(fact, FigureFact) or (isinstance(fact, QuestionFact) and fact.measure is not None)
    return f"{'f' if is_figure else 'e'}{fact.ref.hex()}"


class Teller:
    """Says facts of one bulletin in one language."""

    def __init__(self, bulletin: Bulletin, language: str) -> None:
        self._bulletin, self._language = bulletin, language
        self._year = bulletin.as_of.year
        self.words = words(language)

    def line(self, table: str, template: str, /, **parts: Any) -> str:
        return self.words[table][template].format(**parts)

    def notes(self) -> Iterator[str]:
        """What the bulletin is drawn from, to what it is narrowed, what is left out."""
        bulletin = self._bulletin
        yield self.line("bulletin", "made_at", moment=self.moment(bulletin.made_at))
        yield self.line(
            "bulletin", "held", documents=self.number(bulletin.documents), sources=self.number(bulletin.sources)
        )
        if bulletin.since is not None:
            yield self.line("bulletin", "since", day=self.day(bulletin.since))
        if bulletin.place is not None:
            yield self.line("bulletin", "place", place=bulletin.place)
        if bulletin.country is not None:
            known = Locale(self._language).territories.get(bulletin.country, bulletin.country)
            yield self.line("bulletin", "country", country=known)
        left = bulletin.left_out
        counts = {"events": left.events, "figures": left.figures, "questions": left.questions}
        if any(counts.values()):
            yield self.line("bulletin", "left_out", **{name: self.number(count) for name, count in counts.items()})

    def item(self, fact: Fact) -> Item:
        return Item(ref_of(fact), self.head(fact), self.standing(fact), tuple(self._lines(fact)))

    def head(self, fact: Fact, *, short: bool = False) -> str:
        """Where, what, when: "Almaty: shooting, 6 January"."""
        parts = {"place": self.place(fact.place), "when": self.when(fact.when, short=short)}
        if isinstance(fact, QuestionFact):
            what = (
                self.deed(fact.type, fact.mode) if fact.type is not None else self.words["measure"][fact.measure or ""]
            )
            return self.line("line", "question", **parts, what=what, asks=self.words["asks"][fact.asks])
        what = self.deed(fact.type, fact.mode) if isinstance(fact, EventFact) else self.counted(fact)
        return self.line("line", "head", **parts, what=what)

    def standing(self, fact: Fact) -> str:
        if isinstance(fact, QuestionFact):
            return self.words["state"][fact.state]
        origins = fact.origins if isinstance(fact, FigureFact) else fact.affirmed_by
        return self.line("standing", fact.standing, origins=self.number(origins))

    def _lines(self, fact: Fact) -> Iterator[str]:
        if isinstance(fact, QuestionFact):
            yield from self._voiced("asked", fact.asked, len(fact.asked))
        elif isinstance(fact, FigureFact):
            yield from map(self._said, fact.said)
        else:
            if fact.count is not None:
                counted = self.line(
                    "line",
                    "counted",
                    what=self.words["measure"][fact.count.measure],
                    amount=self.amount(fact.count.amount),
                )
                doubt = "" if fact.count.standing == "corroborated" else self.words["standing"][fact.count.standing]
                yield f"{counted}, {doubt}" if doubt else counted
            is_back = fact.standing == "withdrawn"
            yield from self._voiced("was_said" if is_back else "affirmed", fact.affirmed, fact.affirmed_by)
            yield from self._voiced("taken_back" if is_back else "denied", fact.denied, fact.denied_by)

    def _voiced(self, key: str, voices: tuple[Voice, ...], count: int) -> Iterator[str]:
        if voices:
            named = ", ".join(map(self.voice, voices))
            if count > len(voices):
                named = self.line("line", "more", voices=named, more=self.number(count - len(voices)))
            yield self.line("line", key, voices=named)

    def _said(self, said: Said) -> str:
        """One voice's number: "Interior Ministry: 26 (7 Jan); earlier 18"."""
        key = {"affirm": "affirms", "deny": "denies", "open": "opens"}[said.side]
        parts = {
            "voice": self.voice(said.voice),
            "amount": self.amount(said.amount),
            "day": self.day(said.day, short=True),
        }
        line = self.line("line", key, **parts)
        if said.before is not None:
            line = self.line("line", "before", told=line, amount=self.amount(said.before))
        if said.until is not None:
            line = self.line("line", "until", told=line, day=self.day(said.until, short=True))
        return line

    def counted(self, fact: FigureFact) -> str:
        """What is counted, and how many: "killed, in all: 225 (civilians)"."""
        what = self.words["measure"][fact.measure]
        if fact.period:
            what = f"{what}, {self.words['period'][fact.period]}"
        of = None if fact.of is None else self.words["population"].get(fact.of, f"“{fact.of}”")
        if fact.range is None:
            return what if of is None else self.line("line", "of", amount=what, of=of)
        amount = self.amount(fact.range)
        return self.line(
            "line", "counted", what=what, amount=amount if of is None else self.line("line", "of", amount=amount, of=of)
        )

    def deed(self, type_: str | None, mode: str | None) -> str:
        return self.words["deed"][f"{type_}/{mode}" if mode else type_ or ""]

    def place(self, place: Place | None) -> str:
        return self.words["line"]["place"] if place is None else place.name(self._language)

    def voice(self, voice: Voice) -> str:
        return self.line("voice", voice.role if voice.name else "nobody", name=voice.name)

    def amount(self, amount: Amount) -> str:
        """A number with its bounds: "at least 26", "20 to 30"."""
        low, high = amount.low, amount.high
        parts = {name: self.number(value) for name, value in (("low", low), ("high", high)) if value is not None}
        if low is not None and high is not None:
            is_range = low != high
            return self.line("amount", "range" if is_range else _exactly(amount.relation), **parts)
        if low is not None:
            return self.line("amount", ">" if amount.relation == ">" else ">=", **parts)
        return self.line("amount", "<" if amount.relation == "<" else "<=", **parts)

    def number(self, value: float) -> str:
        return format_decimal(value, "#,##0.###", locale=self._language)

    def when(self, when: When | None, *, short: bool = False) -> str:
        """The day or days; of what is only reported, that it is the day of the report."""
        if when is None:
            return self.words["date"]["unknown"]
        day = self.day(when.first, short=short)
        if when.last != when.first:
            day = self.line("date", "from_to", first=day, last=self.day(when.last, short=short))
        return day if when.basis == "stated" else self.line("date", "reported_short" if short else "reported", day=day)

    def day(self, day: date, *, short: bool = False) -> str:
        """A day, with its year where that is not the bulletin's."""
        key = ("short" if short else "day") + ("" if day.year == self._year else "_year")
        return format_date(day, self.words["date"][key], locale=self._language)

    def moment(self, moment: datetime) -> str:
        day = format_date(moment.date(), self.words["date"]["day_year"], locale=self._language)
        return self.line("date", "moment", day=day, time=f"{moment:%H:%M}")


def _exactly(relation: str) -> str:
    """The words of a relation of which both bounds are the same number."""
    return "~" if relation == "~" else "="
