"""Reads the gold documents: whole texts with every figure, label and event marked by hand.

What the marks mean is in `tests/gold/documents/README.md`. A file that breaks the rules is refused
with an error that names the file and the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parent / "documents"
LANGUAGES = ("en", "ru", "kk")
HALVES = ("dev", "held")
MANNERS = ("wire", "state", "channel", "statement", "eyewitness")
MEASURES = (
    "killed",
    "injured",
    "detained",
    "released",
    "missing",
    "displaced",
    "present",
    "troops",
    "price",
    "price_change",
    "hostages",
    "hospitalised",
    "damaged",
    "vehicles",
    "weapons",
    "days",
)
RELATIONS = ("=", ">=", ">", "<=", "<", "~")
FACTUALITIES = ("CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu")
GROUPS = ("participants", "state_forces", "outside_forces", "event")
# The PLOVER 2 event types, each with the modes a mark may carry besides "".
TYPES: Mapping[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "COOPERATE": (),
    "CONCEDE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "ban", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "blockade", "hunger-strike", "boycott", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "police", "weapons", "militia"),
    "COERCE": (
        "arrest",
        "censor",
        "curfew",
        "restrict",
        "seize",
        "ban",
        "deport",
        "martial-law",
        "withhold",
        "cyber",
        "misinformation",
    ),
    "ASSAULT": (
        "kill",
        "wound",
        "heavy-weapons",
        "firearms",
        "explosives",
        "suicide-attack",
        "beat",
        "destroy",
        "abduct",
        "torture",
        "targeted",
        "sexual",
        "aerial",
        "drone",
        "unconventional",
        "crowd-control",
        "primitive",
    ),
}
ACLED = (
    "",
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Armed clash",
    "Excessive force against protesters",
    "Protest with intervention",
    "Peaceful protest",
    "Violent demonstration",
    "Mob violence",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
)
Mark = TypeVar("Mark")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")

DOCUMENT_KEYS = {"language", "published", "manner", "crisis", "text", "exchange", "figures", "labels", "events"}
FIGURE_KEYS = {
    "quote",
    "nth",
    "measure",
    "low",
    "high",
    "relation",
    "of",
    "voice",
    "factuality",
    "place",
    "date",
    "currency",
    "from",
    "to",
    "percent",
}
LABEL_KEYS = {"quote", "nth", "group", "voice"}
EVENT_KEYS = {
    "trigger",
    "nth",
    "type",
    "mode",
    "acled",
    "factuality",
    "voice",
    "agents",
    "patients",
    "place",
    "date",
}


class GoldError(ValueError):
    """A gold file breaks the rules; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A counted thing. `from_`, `to` and `percent` are for price changes only."""

    quote: str
    start: int
    end: int
    measure: str
    low: float | None
    high: float | None
    relation: str
    of: str | None
    voice: str
    factuality: str
    place: str | None
    date: str | None
    currency: str | None
    from_: float | None
    to: float | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class GoldLabel:
    """A word that judges or categorises a group or the whole event."""

    quote: str
    start: int
    end: int
    group: str
    voice: str


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """Something that was done, not done, planned, asked for or denied; `start` and `end` are the trigger's."""

    trigger: str
    start: int
    end: int
    type: str
    mode: str
    acled: str
    factuality: str
    voice: str
    agents: tuple[str, ...]
    patients: tuple[str, ...]
    place: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One marked text. All offsets are code points of `text`, the end exclusive."""

    path: Path
    language: str
    published: datetime
    manner: str
    crisis: str
    text: str
    exchange: tuple[tuple[str, str], ...]
    figures: tuple[GoldFigure, ...]
    labels: tuple[GoldLabel, ...]
    events: tuple[GoldEvent, ...]

    @property
    def half(self) -> str:
        return self.path.parent.name


def occurrences(text: str, words: str) -> list[int]:
    """Where `words` stand in `text` as whole words."""
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    return [match.start() for match in re.finditer(before + re.escape(words) + after, text)]


def exchanged(document: GoldDocument) -> str:
    """The text with both sides of every pair exchanged, all at once."""
    other = {form: pair[1 - side] for pair in document.exchange for side, form in enumerate(pair)}
    if not other:
        return document.text
    forms = "|".join(re.escape(form) for form in sorted(other, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{forms})(?!\w)", lambda match: other[match.group()], document.text)


@dataclass(frozen=True, slots=True)
class _Table:
    """One TOML table with what it takes to name a key of it in an error."""

    where: str
    values: Mapping[str, Any]

    def fail(self, key: str, problem: str) -> GoldError:
        return GoldError(f"{self.where}: {key}: {problem}")

    def only(self, allowed: set[str]) -> None:
        for key in self.values:
            if key not in allowed:
                raise self.fail(key, "unknown key")

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, "is missing or empty")
        return value

    def maybe_text(self, key: str) -> str | None:
        return self.text(key) if key in self.values else None

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.fail(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def maybe_one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.values.get(key, "")
        if value and value not in allowed:
            raise self.fail(key, f"{value!r} is none of {', '.join(filter(None, allowed))}")
        return str(value)

    def number(self, key: str) -> float | None:
        if key not in self.values:
            return None
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(key, f"{value!r} is no number")
        return float(value)

    def date(self, key: str) -> str | None:
        value = self.maybe_text(key)
        if value is not None and not DATE.match(value):
            raise self.fail(key, f"{value!r} is no YYYY, YYYY-MM or YYYY-MM-DD")
        return value

    def slice(self, key: str, text: str) -> tuple[str, int, int]:
        quote = self.text(key)
        found = occurrences(text, quote)
        if not found:
            raise self.fail(key, f"{quote!r} does not occur in the text as whole words")
        nth = self.values.get("nth")
        if nth is None:
            if len(found) > 1:
                raise self.fail(key, f"{quote!r} occurs {len(found)} times; say nth")
            nth = 1
        if isinstance(nth, bool) or not isinstance(nth, int) or not 1 <= nth <= len(found):
            raise self.fail("nth", f"{nth!r}, but {quote!r} occurs {len(found)} times")
        return quote, found[nth - 1], found[nth - 1] + len(quote)

    def words(self, key: str, text: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.fail(key, "is no list")
        for word in value:
            if not isinstance(word, str) or not word.strip():
                raise self.fail(key, f"{word!r} is no text")
            if not occurrences(text, word):
                raise self.fail(key, f"{word!r} does not occur in the text as whole words")
        return tuple(value)


def _figure(table: _Table, text: str) -> GoldFigure:
    table.only(FIGURE_KEYS)
    quote, start, end = table.slice("quote", text)
    measure = table.one_of("measure", MEASURES)
    relation = table.one_of("relation", RELATIONS)
    low, high = table.number("low"), table.number("high")
    from_, to, percent = table.number("from"), table.number("to"), table.number("percent")
    if measure != "price_change":
        for key, value in (("from", from_), ("to", to), ("percent", percent)):
            if value is not None:
                raise table.fail(key, f"is for price_change, not for {measure}")
    if measure not in ("price", "price_change") and "currency" in table.values:
        raise table.fail("currency", f"is for prices, not for {measure}")
    if low is not None and high is not None and low > high:
        raise table.fail("low", f"{low:g} is over high {high:g}")
    if measure == "price_change":
        if all(value is None for value in (low, high, from_, to, percent)):
            raise table.fail("percent", "a price change says nothing of from, to, percent, low or high")
    elif relation in (">=", ">") and (low is None or high is not None):
        raise table.fail("low", f"relation {relation} takes low and no high")
    elif relation in ("<=", "<") and (high is None or low is not None):
        raise table.fail("high", f"relation {relation} takes high and no low")
    elif relation in ("=", "~") and (low is None or high is None):
        raise table.fail("low", f"relation {relation} takes low and high")
    return GoldFigure(
        quote=quote,
        start=start,
        end=end,
        measure=measure,
        low=low,
        high=high,
        relation=relation,
        of=table.maybe_text("of"),
        voice=table.text("voice"),
        factuality=table.one_of("factuality", FACTUALITIES),
        place=table.maybe_text("place"),
        date=table.date("date"),
        currency=table.maybe_text("currency"),
        from_=from_,
        to=to,
        percent=percent,
    )


def _label(table: _Table, text: str) -> GoldLabel:
    table.only(LABEL_KEYS)
    quote, start, end = table.slice("quote", text)
    return GoldLabel(quote, start, end, table.one_of("group", GROUPS), table.text("voice"))


def _event(table: _Table, text: str) -> GoldEvent:
    table.only(EVENT_KEYS)
    trigger, start, end = table.slice("trigger", text)
    type_ = table.one_of("type", tuple(TYPES))
    return GoldEvent(
        trigger=trigger,
        start=start,
        end=end,
        type=type_,
        mode=table.maybe_one_of("mode", ("", *TYPES[type_])),
        acled=table.maybe_one_of("acled", ACLED),
        factuality=table.one_of("factuality", FACTUALITIES),
        voice=table.text("voice"),
        agents=table.words("agents", text),
        patients=table.words("patients", text),
        place=table.maybe_text("place"),
        date=table.date("date"),
    )


def _marks(
    head: _Table, key: str, text: str, read: Callable[[_Table, str], Mark], starts: Callable[[Mark], object]
) -> tuple[Mark, ...]:
    rows = head.values.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise head.fail(key, f"is no list of [[{key}]] tables")
    marks = []
    seen: set[object] = set()
    for number, row in enumerate(rows, start=1):
        table = _Table(f"{head.where}: {key} {number}", row)
        mark = read(table, text)
        if starts(mark) in seen:
            raise table.fail("quote" if "quote" in row else "trigger", "is marked twice")
        seen.add(starts(mark))
        marks.append(mark)
    return tuple(marks)


def _exchange(head: _Table, text: str) -> tuple[tuple[str, str], ...]:
    pairs = head.values.get("exchange", [])
    if not isinstance(pairs, list):
        raise head.fail("exchange", "is no list of pairs")
    seen: set[str] = set()
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(form, str) and form for form in pair):
            raise head.fail("exchange", f"{pair!r} is no pair of forms")
        for form in pair:
            if form in seen:
                raise head.fail("exchange", f"{form!r} stands in two pairs")
            seen.add(form)
            if not occurrences(text, form):
                raise head.fail("exchange", f"{form!r} does not occur in the text as whole words")
    return tuple((pair[0], pair[1]) for pair in pairs)


def load(path: Path) -> GoldDocument:
    """One gold file, checked throughout."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: is no TOML: {error}") from error
    head = _Table(str(path), values)
    head.only(DOCUMENT_KEYS)
    text = head.text("text")
    published = values.get("published")
    if not isinstance(published, datetime) or published.tzinfo is None:
        raise head.fail("published", f"{published!r} is no time with a zone")
    return GoldDocument(
        path=path,
        language=head.one_of("language", LANGUAGES),
        published=published,
        manner=head.one_of("manner", MANNERS),
        crisis=head.text("crisis"),
        text=text,
        exchange=_exchange(head, text),
        figures=_marks(head, "figures", text, _figure, lambda mark: (mark.start, mark.end, mark.measure, mark.voice)),
        labels=_marks(head, "labels", text, _label, lambda mark: (mark.start, mark.end)),
        events=_marks(head, "events", text, _event, lambda mark: (mark.start, mark.end, mark.type, mark.voice)),
    )


def load_folder(folder: Path = ROOT) -> list[GoldDocument]:
    """Every gold file under a folder, in the order of the paths."""
    return [load(path) for path in sorted(folder.rglob("*.toml"))]


def read_half(language: str, half: str) -> list[GoldDocument]:
    """The documents of one language and half ("dev" or "held")."""
    return load_folder(ROOT / language / half)
