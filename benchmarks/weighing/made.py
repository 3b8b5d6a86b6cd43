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
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import guardian
from benchmarks.weighing.exchanging import WORD, Incident, Piece, Pools, exchanged, joined, within
from dalel import sample
from dalel.extract.reading import read, statement_id
from dalel.ingest import Defaults
from dalel.ingest import documents as ingested
from dalel.model import (
    ActorType,
    Document,
    Event,
    Factuality,
    Place,
    Reading,
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

Made = tuple[Document, Reading]


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
            reading = within(reading, 0, len(text))
        return self._document(text, document.language, reading, moment)

    def _keep(self, pieces: Sequence[Piece], moment: datetime) -> Made:
        made = self._document(*joined(pieces), moment)
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
            part = within(reading, begin, end)
            if part.statements:
                yield Piece(text[begin:end], language, published, part)
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
        for word in WORD.findall(piece.text):
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
