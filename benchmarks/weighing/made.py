"""Made documents with their readings, as many as are asked for, without reading each text anew.

Real texts (a newspaper's articles and the reports of the sample record) are read once and cut into sentences.
A made document strings such pieces together: one that tells an incident of these days, and others as background.
In each piece places are exchanged for other places of the gazetteer, persons for other persons, numbers for other
numbers, days for other days, and other words for words of the same length, so that no piece is a copy by chance; those
that tell one incident keep its place, its day, its numbers and half of its words. A tenth of the documents are copies,
whole or in part. How many reports an incident has falls off as in a newsroom: most have one, few have hundreds, and
one, the hot one, has as many as are asked for, all in the last days.

Documents come in the order of time, so many statements a day: a larger record is an older one, not a denser one.
"""

from __future__ import annotations

import hashlib
import random
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from benchmarks import guardian
from dalel import sample
from dalel.extract.reading import read, statement_id
from dalel.ingest import Defaults
from dalel.ingest import documents as ingested
from dalel.model import (
    ActorMention,
    ActorType,
    Attribution,
    Document,
    Event,
    Factuality,
    Mentions,
    NumberMention,
    Place,
    PlaceMention,
    Reading,
    Span,
    Statement,
    TimeMention,
)

ARTICLES = 100
LONGEST_PIECE = 400
BACKGROUND = 7  # pieces of a document, besides the one that tells its incident
STATEMENTS_A_DAY = 300
HOT_DAYS = 25
SHARE_COPIED = 0.1
SHARE_NEW = 0.45  # of the documents tell an incident of which nobody told before
SOURCES = 60
FIRST_DAY = datetime(2014, 1, 1, 6, tzinfo=UTC)
RECEIVED = datetime(2030, 1, 1, tzinfo=UTC)

_ENDS = re.compile(r"[.!?][\"”»)]*\s+")
_WORD = re.compile(r"[^\W\d_]{5,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Made = tuple[Document, Reading]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text with what was read in it; spans count from its beginning. `day` is that of its document."""

    text: str
    language: str
    day: datetime
    reading: Reading


@dataclass(frozen=True, slots=True)
class Pools:
    """What is exchanged for what: places by kind, family names, and words by alphabet and length."""

    places: dict[str, tuple[Place, ...]]
    names: tuple[str, ...]
    words: dict[tuple[bool, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Incident:
    piece: Piece
    place: Place
    day: datetime
    seed: int


class Maker:
    """Makes documents, the same ones for the same seed."""

    def __init__(self, pieces: Sequence[Piece], seed: int = 1) -> None:
        self.pools = pools(pieces)
        self._random = random.Random(seed)
        self._by_language = {
            language: [piece for piece in pieces if piece.language == language]
            for language in sorted({piece.language for piece in pieces})
        }
        self._telling = [piece for piece in pieces if _tells(piece)]
        hot = [piece for piece in self._telling if piece.language == "en" and len(_deeds(piece)) == 1]
        self.hot = Incident(hot[0], self.pools.places["city"][0], FIRST_DAY, seed)
        self._made = 0
        self._recent: deque[Made] = deque(maxlen=200)
        self._incidents: deque[Incident] = deque(maxlen=60)

    def documents(self, statements: int, hot_reports: int) -> Iterator[Made]:
        """Documents with so many statements in all, the latest of which tell of the hot incident too."""
        days = statements / STATEMENTS_A_DAY
        began = max(0.0, days - HOT_DAYS)
        self.hot = replace(self.hot, day=FIRST_DAY + timedelta(days=int(began)))
        told = hot = 0
        while told < statements:
            at = told / STATEMENTS_A_DAY
            due = hot_reports * (at - began) / (days - began)
            made = self.hot_report(at) if hot < due else self.document(at)
            hot += hot < due
            told += len(made[1].statements)
            yield made

    def document(self, at: float) -> Made:
        """A document of some moment, in days after the first."""
        chance, moment = self._random, _moment(at)
        if self._recent and chance.random() < SHARE_COPIED:
            return self._copy(chance.choice(self._recent), moment)
        if not self._incidents or chance.random() < SHARE_NEW:
            place = self._place("city")
            day = moment.replace(hour=0, minute=0, second=0)
            self._incidents.append(Incident(chance.choice(self._telling), place, day, chance.getrandbits(40)))
        incident = self._incidents[-1 - min(int(chance.paretovariate(0.7)) - 1, len(self._incidents) - 1)]
        return self._keep(self._told(incident, moment, BACKGROUND), moment)

    def recent(self) -> list[Made]:
        """The last documents that are no copies."""
        return list(self._recent)

    def hot_report(self, at: float) -> Made:
        """A report of the hot incident, with a little background."""
        return self._keep(self._told(self.hot, _moment(at), 1), _moment(at))

    def _told(self, incident: Incident, moment: datetime, background: int) -> list[Piece]:
        chance = self._random
        own = chance.getrandbits(40)
        others = chance.choices(self._by_language[incident.piece.language], k=background)
        around = Incident(incident.piece, self._place("city"), moment.replace(hour=0, minute=0, second=0), own)
        return [
            exchanged(incident.piece, incident, own, self.pools),
            *(
                exchanged(piece, replace(around, piece=piece, seed=own + n), own + n, self.pools)
                for n, piece in enumerate(others)
            ),
        ]

    def _place(self, kind: str) -> Place:
        """A place; some are in the news far more than others."""
        known = self.pools.places[kind]
        return known[int(self._random.paretovariate(0.3)) % len(known)]

    def _copy(self, original: Made, moment: datetime) -> Made:
        document, reading = original
        text = document.text
        if self._random.random() < 0.5:  # an editor cut its end off
            ends = [found.end() for found in _ENDS.finditer(text, 0, len(text) * 2 // 3)] or [len(text)]
            text = text[: ends[-1]]
            reading = _within(reading, 0, len(text))
        return self._document(text, document.language, reading, moment)

    def _keep(self, pieces: Sequence[Piece], moment: datetime) -> Made:
        made = self._document(*_joined(pieces), moment)
        self._recent.append(made)
        return made

    def _document(self, text: str, language: str, reading: Reading, moment: datetime) -> Made:
        self._made += 1
        source = f"Outlet {int(self._random.paretovariate(0.6)) % SOURCES + 1}"
        url = f"https://outlet.example/{self._made}"
        document = Document(source, text, language, RECEIVED, url=url, published_at=moment)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        known = [replace(one, id=statement_id(sha256, one)) for one in reading.statements]
        return document, Reading(reading.mentions, tuple({one.id: one for one in known}.values()))


def _moment(at: float) -> datetime:
    return FIRST_DAY + timedelta(seconds=int(at * 86_400))


def pieces(data: Path) -> list[Piece]:
    """The pieces of the newspaper's articles and of the sample record's reports that state something."""
    found: list[Piece] = []
    defaults = Defaults(source="sample", zone=UTC)
    reports = Path(sample.__file__).parent / "reports"
    texts = [
        (one.text, one.language, one.published_at)
        for one in ingested([str(reports)], defaults, RECEIVED)
        if isinstance(one, Document)
    ]
    for article in guardian.articles(guardian.archive(data))[:ARTICLES]:
        texts.append((article.text, "en", datetime.combine(article.published, datetime.min.time(), UTC)))
    for text, language, published in texts:
        if published is not None:
            found += _pieces(text, language, published)
    return found


def _pieces(text: str, language: str, published: datetime) -> Iterator[Piece]:
    reading = read(text, language, published)
    ends = [match.end() for match in _ENDS.finditer(text)]
    begin = 0
    for end in [*ends, len(text)]:
        if 0 < end - begin <= LONGEST_PIECE:
            within = _within(reading, begin, end)
            if within.statements:
                yield Piece(text[begin:end], language, published, within)
        begin = end


def pools(pieces: Sequence[Piece]) -> Pools:
    places: dict[str, dict[Place, None]] = {"city": {}, "region": {}, "country": {}}
    names: dict[str, None] = {}
    words: dict[tuple[bool, int], dict[str, None]] = {}
    for piece in pieces:
        for mention in piece.reading.mentions.places:
            places.setdefault(mention.place.kind, {})[mention.place] = None
        for actor in piece.reading.mentions.actors:
            if actor.type == ActorType.PERSON:
                names[actor.entity.split()[-1]] = None
        for word in _WORD.findall(piece.text):
            if word.islower():
                words.setdefault((word.isascii(), len(word)), {})[word] = None
    return Pools(
        {kind: tuple(known) for kind, known in places.items()},
        tuple(names),
        {key: tuple(known) for key, known in words.items()},
    )


def _tells(piece: Piece) -> bool:
    """Whether a piece tells a deed at a town."""
    return any(event.place is not None and event.place.place.kind == "city" for event in _deeds(piece))


def _deeds(piece: Piece) -> list[Event]:
    certain = (one for one in piece.reading.statements if one.factuality is Factuality.CERTAIN)
    return [one.event for one in certain if one.event is not None]


def exchanged(piece: Piece, incident: Incident, own: int, pools: Pools) -> Piece:
    """A piece as one report of an incident tells it. `own` is the report's own seed."""
    mentions = piece.reading.mentions
    changes: dict[int, tuple[int, str]] = {}
    places: dict[Place, Place] = {}
    for mention in mentions.places:
        place = places.setdefault(mention.place, _other_place(mention.place, places, incident, pools))
        changes[mention.span.start] = (mention.span.end, place.name)
    names: dict[str, str] = {}
    for actor in mentions.actors:
        if actor.type == ActorType.PERSON and actor.span.start not in changes:
            family = actor.entity.split()[-1]
            names[family] = pools.names[_drawn(incident.seed, family) % len(pools.names)]
            start = actor.span.text.rfind(family)
            if start >= 0:
                changes[actor.span.start + start] = (actor.span.start + start + len(family), names[family])
    kept = _kept(piece.reading)
    numbers = {one.span.start: one for one in mentions.numbers if one.value is not None and one.type == "CARDINAL"}
    values: dict[float, float] = {}
    for start, number in numbers.items():
        if number.value is not None and start not in changes and not _meets(number.span, mentions.times):
            values[number.value] = _other_number(number.value, incident.seed, own)
            changes[start] = (number.span.end, f"{values[number.value]:g}")
    for match in _WORD.finditer(piece.text):
        start, end = match.span()
        if match.group().islower() and start not in changes and not any(a < end and start < b for a, b in kept):
            word = match.group()
            seed = incident.seed if _drawn(0, word) % 2 else own
            pool = pools.words[word.isascii(), len(word)]
            changes[start] = (end, pool[_drawn(seed, word) % len(pool)])
    moved = _Moved(piece.text, changes)
    days = incident.day.date() - piece.day.date()
    return replace(piece, text=moved.text, reading=_read(piece.reading, moved, places, names, values, days))


def _other_place(place: Place, known: dict[Place, Place], incident: Incident, pools: Pools) -> Place:
    pool = pools.places.get(place.kind, ())
    is_first_town = place.kind == "city" and not any(one.kind == "city" for one in known)
    return incident.place if is_first_town else pool[_drawn(incident.seed, place.name) % len(pool)]


def _other_number(value: float, seed: int, own: int) -> float:
    """A number that most reports of an incident share; a fifth of them give another."""
    whole = max(int(value), 1)
    return float(whole + _drawn(seed, str(value)) % (whole + 3) + (0 if own % 5 else own % (whole + 2)))


def _kept(reading: Reading) -> list[tuple[int, int]]:
    """Where words must stay, since something was read in them."""
    spans = [one.span for one in (*reading.mentions.times, *reading.mentions.numbers)]
    spans += [one.span for one in reading.mentions.actors]
    for attribution in reading.mentions.attributions:
        spans += [attribution.cue] + ([attribution.source] if attribution.source is not None else [])
    for statement in reading.statements:
        if statement.event is not None:
            spans.append(statement.event.trigger)
        if statement.voice.span is not None:
            spans.append(statement.voice.span)
        if statement.label is not None:
            spans.append(statement.span)
    return [(span.start, span.end) for span in spans]


def _meets(span: Span, others: Sequence[TimeMention]) -> bool:
    return any(span.start < other.span.end and other.span.start < span.end for other in others)


@lru_cache(maxsize=1_000_000)
def _hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=6).digest(), "big")


def _drawn(seed: int, word: str) -> int:
    mixed = (_hashed(word) ^ seed) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return mixed >> 17


class _Moved:
    """A text with some stretches exchanged, and where its spans have gone."""

    def __init__(self, text: str, changes: dict[int, tuple[int, str]]) -> None:
        parts: list[str] = []
        self._starts, self._ends, self._new = [0], [0], [0]
        position = length = 0
        for start in sorted(changes):
            end, new = changes[start]
            if start < position:
                continue
            parts += [text[position:start], new]
            length += start - position
            self._starts.append(start)
            self._ends.append(end)
            self._new.append(length)
            length += len(new)
            self._starts.append(end)
            self._ends.append(end)
            self._new.append(length)
            position = end
        parts.append(text[position:])
        self.text = "".join(parts)

    def span(self, span: Span) -> Span:
        start, end = self._at(span.start, False), self._at(span.end, True)
        return Span(start, end, self.text[start:end])

    def _at(self, old: int, is_end: bool) -> int:
        index = bisect_right(self._starts, old) - 1
        if old < self._ends[index]:  # within what was exchanged
            return self._new[index + 1] if is_end and old > self._starts[index] else self._new[index]
        return self._new[index] + old - self._starts[index]


def _read(
    reading: Reading,
    moved: _Moved,
    places: dict[Place, Place],
    names: dict[str, str],
    values: dict[float, float],
    days: timedelta,
) -> Reading:
    """What was read, as it stands in the exchanged text."""

    def placed(one: PlaceMention) -> PlaceMention:
        return PlaceMention(moved.span(one.span), places.get(one.place, one.place))

    def timed(one: TimeMention) -> TimeMention:
        value = _shifted(one, days)
        try:
            first, last = (None if at is None else at + days for at in (one.earliest, one.latest))
        except OverflowError:
            first, last = one.earliest, one.latest
        return TimeMention(moved.span(one.span), one.type, value, first, last)

    def named(name: str | None) -> str | None:
        family = name.split()[-1] if name else None
        return name if name is None or family not in names else f"{name[: -len(family)]}{names[family]}"

    def stated(one: Statement) -> Statement:
        voice = replace(
            one.voice, name=named(one.voice.name), span=moved.span(one.voice.span) if one.voice.span else None
        )
        event, figure = one.event, one.figure
        if event is not None:
            event = replace(
                event,
                trigger=moved.span(event.trigger),
                agents=tuple(map(moved.span, event.agents)),
                patients=tuple(map(moved.span, event.patients)),
                place=placed(event.place) if event.place is not None else None,
                time=timed(event.time) if event.time is not None else None,
            )
        if figure is not None:
            low, high = (None if bound is None else values.get(bound, bound) for bound in (figure.low, figure.high))
            if low is None or high is None or low <= high:
                figure = replace(figure, low=low, high=high)
        return replace(one, span=moved.span(one.span), voice=voice, event=event, figure=figure)

    mentions = reading.mentions
    return Reading(
        Mentions(
            tuple(map(timed, mentions.times)),
            tuple(map(placed, mentions.places)),
            tuple(ActorMention(moved.span(one.span), one.type, named(one.entity) or "") for one in mentions.actors),
            tuple(_attributed(one, moved.span) for one in mentions.attributions),
            tuple(
                NumberMention(
                    moved.span(one.span), one.type, None if one.value is None else values.get(one.value, one.value)
                )
                for one in mentions.numbers
            ),
        ),
        tuple(map(stated, reading.statements)),
    )


def _attributed(one: Attribution, moved: Callable[[Span], Span]) -> Attribution:
    return Attribution(moved(one.source) if one.source is not None else None, moved(one.cue), moved(one.content))


def _shifted(time: TimeMention, days: timedelta) -> str | None:
    """A TIMEX3 value some days later: that of a day, a month or a year."""
    value = time.value
    if value is None or time.earliest is None:
        return value
    if _DAY.match(value):
        return (datetime.fromisoformat(value[:10]) + days).date().isoformat() + value[10:]
    if re.fullmatch(r"\d{4}(-\d\d)?", value):
        return (time.earliest + days).date().isoformat()[: len(value)]
    return value


def _within(reading: Reading, begin: int, end: int) -> Reading:
    """What was read between two places of a text, counted from the first; what reaches beyond is left out."""

    def has(span: Span | None) -> bool:
        return span is None or (begin <= span.start and span.end <= end)

    def at(span: Span) -> Span:
        return Span(span.start - begin, span.end - begin, span.text)

    def stated(one: Statement) -> Statement:
        voice, event = one.voice, one.event
        if voice.span is not None:
            voice = replace(voice, span=at(voice.span) if has(voice.span) else None)
        if event is not None:
            place, time = event.place, event.time
            event = replace(
                event,
                trigger=at(event.trigger),
                agents=tuple(at(span) for span in event.agents if has(span)),
                patients=tuple(at(span) for span in event.patients if has(span)),
                place=replace(place, span=at(place.span)) if place is not None and has(place.span) else None,
                time=replace(time, span=at(time.span)) if time is not None and has(time.span) else None,
            )
        return replace(one, span=at(one.span), voice=voice, event=event)

    mentions = reading.mentions
    return Reading(
        Mentions(
            tuple(replace(one, span=at(one.span)) for one in mentions.times if has(one.span)),
            tuple(replace(one, span=at(one.span)) for one in mentions.places if has(one.span)),
            tuple(replace(one, span=at(one.span)) for one in mentions.actors if has(one.span)),
            tuple(
                _attributed(one, at)
                for one in mentions.attributions
                if has(one.source) and has(one.cue) and has(one.content)
            ),
            tuple(replace(one, span=at(one.span)) for one in mentions.numbers if has(one.span)),
        ),
        tuple(
            stated(one) for one in reading.statements if has(one.span) and (one.event is None or has(one.event.trigger))
        ),
    )


def _joined(pieces: Sequence[Piece]) -> tuple[str, str, Reading]:
    """One document of several pieces."""
    text = ""
    statements: list[Statement] = []
    parts: dict[str, list[object]] = {name: [] for name in ("times", "places", "actors", "attributions", "numbers")}
    for piece in pieces:
        shifted = _within(piece.reading, -len(text), len(piece.text))
        text += piece.text if piece.text[-1].isspace() else f"{piece.text} "
        statements += shifted.statements
        for name, found in parts.items():
            found += getattr(shifted.mentions, name)
    mentions = Mentions(**{name: tuple(found) for name, found in parts.items()})  # type: ignore[arg-type]
    return text, pieces[0].language, Reading(mentions, tuple(statements))
