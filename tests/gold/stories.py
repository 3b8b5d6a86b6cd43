"""Reads the gold stories: sets of reports marked as a careful editor would mark them.

What the marks mean is in `tests/gold/stories/README.md`. A file that breaks the rules is refused with
one error that names the file and the place in it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.gold.documents import FACTUALITIES, LANGUAGES, RELATIONS, GoldError, occurrences

ROOT = Path(__file__).parent / "stories"
PARTS = ("dev", "held")
KINDS = ("outlet", "agency", "institution", "channel", "eyewitness")
HOWS = ("independent", "copy", "edited", "partial", "rewrite", "translation", "chain")
STANDINGS = ("corroborated", "single-origin", "contested", "denied", "withdrawn", "open question")
ASKS = ("who", "where", "when", "how many", "why")
KEPT = ("yes", "no", "partly", "unknown")
NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that tell an event, a figure or both; `start` and `end` are code points of the report's text.

    `event` and `figure` are names within the story, "" where the words tell none. `origin` is the id of
    a report or the English name of a voice. `relation` is "" where no figure is told. `factuality` is "CT+"
    unless the file says otherwise: "CT-" where the words deny or take back, "Uu" where they leave it open.
    """

    quote: str
    start: int
    end: int
    event: str
    origin: str
    figure: str
    low: float | None
    high: float | None
    relation: str
    factuality: str


@dataclass(frozen=True, slots=True)
class Report:
    """One published text. `made_from` (in the file: `from`) is the report it was made from, "" if independent."""

    id: str
    source: str
    kind: str
    language: str
    published: datetime
    how: str
    made_from: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of an event or a figure at a moment."""

    about: str
    as_of: datetime
    standing: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a report leaves open, and the words that answer it; `answered_by` is "" where nobody did."""

    about: str
    asks: str
    open_from: str
    quote: str
    answered_by: str
    answer: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A demand or promise, and what was told of it later; `outcome_in` is "" where no report does."""

    report: str
    quote: str
    kind: str
    by: str
    until: str
    outcome_in: str
    outcome: str
    kept: str


@dataclass(frozen=True, slots=True)
class Story:
    """One file. Reports stand in the order of their publication."""

    path: Path
    title: str
    reports: tuple[Report, ...]
    standings: tuple[Standing, ...]
    questions: tuple[Question, ...]
    promises: tuple[Promise, ...]

    def report(self, id_: str) -> Report:
        return next(report for report in self.reports if report.id == id_)

    def events(self) -> set[str]:
        return {mark.event for report in self.reports for mark in report.marks if mark.event}

    def figures(self) -> set[str]:
        return {mark.figure for report in self.reports for mark in report.marks if mark.figure}

    def root(self, id_: str) -> str:
        """The report that a report goes back to, over any number of copies; itself if independent."""
        while made_from := self.report(id_).made_from:
            id_ = made_from
        return id_


@dataclass(frozen=True, slots=True)
class _Table:
    """One TOML table with what it takes to name a key of it in an error."""

    where: str
    values: Mapping[str, Any]

    def fail(self, key: str, problem: str) -> GoldError:
        return GoldError(f"{self.where}: {key}: {problem}")

    def only(self, *allowed: str) -> None:
        for key in self.values:
            if key not in allowed:
                raise self.fail(key, "unknown key")

    def maybe(self, key: str) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.fail(key, f"{value!r} is no text")
        return value

    def text(self, key: str) -> str:
        value = self.maybe(key)
        if not value.strip():
            raise self.fail(key, "is missing or empty")
        return value

    def one_of(self, key: str, allowed: Iterable[str]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.fail(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def name(self, key: str) -> str:
        value = self.maybe(key)
        if value and not NAME.match(value):
            raise self.fail(key, f"{value!r} is no name of small letters, digits and hyphens")
        return value

    def moment(self, key: str) -> datetime:
        value = self.text(key)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise self.fail(key, f"{value!r} is no ISO time") from error
        if moment.tzinfo is None:
            raise self.fail(key, f"{value!r} has no time zone")
        return moment

    def number(self, key: str) -> float | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(key, f"{value!r} is no number")
        return float(value)

    def words(self, key: str, text: str) -> tuple[str, int, int]:
        """Words that stand exactly once in a text, cutting no word in two."""
        quote = self.text(key)
        if text.count(quote) != 1:
            raise self.fail(key, f"{quote!r} stands {text.count(quote)} times in the text, not once")
        if not occurrences(text, quote):
            raise self.fail(key, f"{quote!r} cuts a word of the text in two")
        start = text.index(quote)
        return quote, start, start + len(quote)

    def tables(self, key: str) -> list[_Table]:
        rows = self.values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fail(key, f"is no list of [[{key}]] tables")
        return [_Table(f"{self.where}: {key} {number}", row) for number, row in enumerate(rows, start=1)]


def _mark(table: _Table, text: str) -> Mark:
    table.only("quote", "event", "origin", "figure", "low", "high", "relation", "factuality")
    quote, start, end = table.words("quote", text)
    event, figure, relation = table.name("event"), table.name("figure"), ""
    low, high = table.number("low"), table.number("high")
    if not event and not figure:
        raise table.fail("event", "a mark tells an event, a figure or both")
    if figure:
        relation = table.one_of("relation", RELATIONS)
        needed = {">=": (True, False), ">": (True, False), "<=": (False, True), "<": (False, True)}
        if (low is not None, high is not None) != needed.get(relation, (True, True)):
            raise table.fail("relation", f"{relation!r} does not fit low {low} and high {high}")
        if low is not None and high is not None and low > high:
            raise table.fail("low", f"{low:g} is over high {high:g}")
    elif {"low", "high", "relation"} & table.values.keys():
        raise table.fail("figure", "bounds without a figure")
    factuality = table.one_of("factuality", FACTUALITIES) if "factuality" in table.values else "CT+"
    return Mark(quote, start, end, event, table.text("origin"), figure, low, high, relation, factuality)


def _report(table: _Table) -> Report:
    table.only("id", "source", "kind", "language", "published", "how", "from", "text", "marks")
    text = table.text("text")
    marks = [_mark(row, text) for row in table.tables("marks")]
    if not marks:
        raise table.fail("marks", "the report has none")
    if len({(mark.start, mark.end, mark.event, mark.figure) for mark in marks}) < len(marks):
        raise table.fail("marks", "the same words are marked twice with the same names")
    how, made_from = table.one_of("how", HOWS), table.name("from")
    if (how == "independent") != (made_from == ""):
        raise table.fail("from", f"{made_from!r} does not fit how = {how!r}")
    return Report(
        id=table.text("id") and table.name("id"),
        source=table.text("source"),
        kind=table.one_of("kind", KINDS),
        language=table.one_of("language", LANGUAGES),
        published=table.moment("published"),
        how=how,
        made_from=made_from,
        text=text,
        marks=tuple(marks),
    )


def _reports(head: _Table) -> tuple[Report, ...]:
    """All reports, with the checks that need the others: ids, and that nothing is made from what came later."""
    rows = head.tables("reports")
    reports = [_report(row) for row in rows]
    known = {report.id: report for report in reports}
    if len(known) < len(reports):
        raise head.fail("reports", "two reports have one id")
    for row, report in zip(rows, reports, strict=True):
        if report.made_from:
            if report.made_from not in known:
                raise row.fail("from", f"{report.made_from!r} is no report's id")
            earlier = known[report.made_from]
            if earlier.published >= report.published:
                raise row.fail("from", f"{report.made_from!r} is not earlier")
            if earlier.source == report.source:
                raise row.fail("from", f"{report.made_from!r} is of the same source")
            if report.how == "translation" and earlier.language == report.language:
                raise row.fail("how", "a translation into the same language")
            if report.how in ("copy", "edited", "rewrite") and earlier.language != report.language:
                raise row.fail("how", f"{report.how} into another language")
        for number, mark in enumerate(report.marks, start=1):
            origin = known.get(mark.origin)
            place = _Table(f"{row.where}: marks {number}", {})
            if origin is None and not mark.origin[0].isupper():
                raise place.fail("origin", f"{mark.origin!r} is neither a report's id nor a voice's name")
            if origin is not None and origin.published > report.published:
                raise place.fail("origin", f"{mark.origin!r} is a later report")
    return tuple(sorted(reports, key=lambda report: (report.published, report.id)))


def _standing(table: _Table, reports: Sequence[Report], about: set[str]) -> Standing:
    table.only("about", "as_of", "standing")
    named, as_of = table.one_of("about", about), table.moment("as_of")
    if all(r.published > as_of for r in reports if any(named in (m.event, m.figure) for m in r.marks)):
        raise table.fail("as_of", f"no report tells of {named!r} by then")
    return Standing(named, as_of, table.one_of("standing", STANDINGS))


def _later(table: _Table, key: str, known: Mapping[str, Report], earlier: Report) -> Report:
    later = known[table.one_of(key, known)]
    if later.published <= earlier.published:
        raise table.fail(key, f"{later.id!r} is not later than {earlier.id!r}")
    return later


def _question(table: _Table, known: Mapping[str, Report], about: set[str]) -> Question:
    table.only("about", "asks", "open_from", "quote", "answered_by", "answer", "answered")
    if table.values.get("answered", {}) != {}:
        raise table.fail("answered", "is only ever {}, for what nobody answered; else say answered_by and answer")
    opening = known[table.one_of("open_from", known)]
    answered_by, answer = table.maybe("answered_by"), table.maybe("answer")
    if answered_by or answer:
        answer = table.words("answer", _later(table, "answered_by", known, opening).text)[0]
    return Question(
        about=table.one_of("about", about),
        asks=table.one_of("asks", ASKS),
        open_from=opening.id,
        quote=table.words("quote", opening.text)[0],
        answered_by=answered_by,
        answer=answer,
    )


def _promise(table: _Table, known: Mapping[str, Report]) -> Promise:
    table.only("report", "quote", "kind", "by", "until", "outcome_in", "outcome", "kept")
    report = known[table.one_of("report", known)]
    outcome_in, outcome, kept = table.maybe("outcome_in"), table.maybe("outcome"), table.one_of("kept", KEPT)
    if outcome_in or outcome:
        outcome = table.words("outcome", _later(table, "outcome_in", known, report).text)[0]
    elif kept != "unknown":
        raise table.fail("kept", f"{kept!r}, but no report tells the outcome")
    until = table.maybe("until")
    try:
        _ = until and date.fromisoformat(until)
    except ValueError as error:
        raise table.fail("until", f"{until!r} is no ISO day") from error
    return Promise(
        report=report.id,
        quote=table.words("quote", report.text)[0],
        kind=table.one_of("kind", ("demand", "promise")),
        by=table.text("by"),
        until=until,
        outcome_in=outcome_in,
        outcome=outcome,
        kept=kept,
    )


def load(path: Path) -> Story:
    """One story, checked throughout."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: is no TOML: {error}") from error
    head = _Table(str(path), values)
    head.only("title", "reports", "standings", "questions", "promises")
    reports = _reports(head)
    known = {report.id: report for report in reports}
    about = {name for report in reports for mark in report.marks for name in (mark.event, mark.figure) if name}
    return Story(
        path=path,
        title=head.text("title"),
        reports=reports,
        standings=tuple(_standing(row, reports, about) for row in head.tables("standings")),
        questions=tuple(_question(row, known, about) for row in head.tables("questions")),
        promises=tuple(_promise(row, known) for row in head.tables("promises")),
    )


def stories(part: str) -> list[Story]:
    """The stories of one part ("dev" or "held"), in the order of their numbers."""
    if part not in PARTS:
        raise GoldError(f"{part!r} is none of {', '.join(PARTS)}")
    return [load(path) for path in sorted((ROOT / part).glob("*.toml"))]
