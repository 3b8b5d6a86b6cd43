"""A bulletin's bytes: facts as numbers, in deterministic CBOR, signed. The format: docs/formats/bulletin.md.

Facts hold their places and voices; in the bytes these stand once, in tables, in the order in which facts first need
them. What is read is written again, and only the very same bytes are taken: a bulletin has one form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import cbor2

from dalel.publish.bulletin import tables
from dalel.publish.bulletin.facts import (
    Amount,
    Bulletin,
    Count,
    Counts,
    EventFact,
    Fact,
    FigureFact,
    Place,
    QuestionFact,
    Said,
    Voice,
    When,
    name_of,
)
from dalel.sync import cbor, cose

TYPE = "application/vnd.dalel.bulletin"
VERSION = 1
MOST_BYTES = 4_096  # signature included

REF_BYTES = 4
MOST_FACTS, MOST_LISTED = 200, 8  # facts of a bulletin; voices of a fact that are named
MOST_DAYS = 40_000  # between a fact and the bulletin
MOST_NUMBER, MOST_COUNT = 10**15, 10**9
MOST_MOMENT = 32_503_680_000  # the year 3000

# Keys of the whole.
_VERSION, _DESK, _AS_OF, _MADE_AT, _PLACES, _VOICES, _FACTS, _LEFT_OUT, _HELD, _SINCE, _PLACE, _COUNTRY = range(12)
# Keys of a fact.
_KIND, _REF, _DEED, _MEASURE, _STANDING, _WHERE, _FIRST, _LONG, _BASIS, _ORIGINS = range(10)
_DENIED_BY, _AFFIRMED, _DENIED, _COUNT, _OF, _PERIOD, _RANGE, _SAID, _ASKS, _STATE, _ASKED = range(10, 21)

_EVENT, _FIGURE, _QUESTION = range(3)

T = TypeVar("T")
Map = dict[int, Any]


class BulletinError(ValueError):
    """It is no bulletin; the message says what is wrong with it."""


def sign(signer: cose.Signer, bulletin: Bulletin) -> bytes:
    """The signed bytes, a COSE_Sign1 message."""
    return cose.sign(signer, TYPE, encode(bulletin))


def open_(data: bytes) -> tuple[bytes, Bulletin]:
    """Who signed a message (the public key), and its bulletin. Raises BulletinError unless it is one and holds."""
    if len(data) > MOST_BYTES:
        raise BulletinError(f"it has {len(data)} bytes, and a bulletin has at most {MOST_BYTES}")
    try:
        opened = cose.open_(data, TYPE)
    except cose.SignatureError as error:
        raise BulletinError(str(error)) from error
    return opened.key, decode(opened.payload)


def key_id(bulletin: Bulletin, key: bytes) -> str:
    """The id of the key that signed a bulletin, 8 hexadecimal digits, by the name it has there (C2SP signed-note)."""
    return hashlib.sha256(bulletin.desk.encode() + b"\n\x01" + key).hexdigest()[:8]


def encode(bulletin: Bulletin) -> bytes:
    """The bytes that are signed."""
    today = bulletin.as_of.date()
    places: dict[Place, int] = {}
    voices: dict[Voice, int] = {}
    facts = [_Writer(today, places, voices).fact(fact) for fact in bulletin.facts]
    left = bulletin.left_out
    whole: Map = {
        _VERSION: VERSION,
        _DESK: bulletin.desk,
        _AS_OF: int(bulletin.as_of.timestamp()),
        _MADE_AT: int(bulletin.made_at.timestamp()),
        _PLACES: [_place(place) for place in places] or None,
        _VOICES: [[tables.ROLES.index(voice.role), voice.name] for voice in voices] or None,
        _FACTS: facts,
        _LEFT_OUT: None if left == Counts() else [left.events, left.figures, left.questions],
        _HELD: [bulletin.documents, bulletin.sources],
        _SINCE: None if bulletin.since is None else (today - bulletin.since).days,
        _PLACE: bulletin.place,
        _COUNTRY: bulletin.country,
    }
    return cbor2.dumps(_said_only(whole), canonical=True)


def decode(data: bytes) -> Bulletin:
    """The bulletin of these bytes. Raises BulletinError unless they are exactly how it is written."""
    try:
        whole = cbor.read(data, floats=True)
    except cbor.CborError as error:
        raise BulletinError(f"it is no bulletin: {error}") from error
    if not isinstance(whole, dict) or whole.get(_VERSION) != VERSION:
        raise BulletinError("it is no bulletin, or one of a newer version of Dalel")
    bulletin = _Reader(whole).bulletin()
    if encode(bulletin) != data:
        raise BulletinError("it is not written as a bulletin is")
    return bulletin


def _said_only(parts: Map) -> Map:
    return {key: value for key, value in parts.items() if value is not None}


def _place(place: Place) -> list[Any]:
    """The kind, country, id and names; a name that is the one before it is left out at the end."""
    names = [place.en, place.ru, place.kk]
    while len(names) > 1 and names[-1] == names[-2]:
        names.pop()
    return [tables.PLACE_KINDS.index(place.kind), place.country, place.geonames, *names]


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _amount(amount: Amount | None) -> Any:
    """A plain number where it is exact, else relation, low and high."""
    if amount is None:
        return None
    low, high = _number(amount.low), _number(amount.high)
    if amount.relation == "=" and low == high and low is not None:
        return low
    return [tables.RELATIONS.index(amount.relation), low, high]


class _Writer:
    """Writes facts, and the tables of what they name."""

    def __init__(self, today: date, places: dict[Place, int], voices: dict[Voice, int]) -> None:
        self._today, self._places, self._voices = today, places, voices

    def fact(self, fact: Fact) -> Map:
        if isinstance(fact, EventFact):
            parts = self._event(fact)
        elif isinstance(fact, FigureFact):
            parts = self._figure(fact)
        else:
            parts = self._question(fact)
        if fact.place is not None:
            parts[_WHERE] = self._places.setdefault(fact.place, len(self._places))
        if fact.when is not None:
            parts[_FIRST] = (self._today - fact.when.first).days
            parts[_LONG] = (fact.when.last - fact.when.first).days or None
            parts[_BASIS] = tables.BASES.index(fact.when.basis) or None
        return _said_only({**parts, _REF: fact.ref})

    def _event(self, fact: EventFact) -> Map:
        count = fact.count
        return {
            _KIND: _EVENT,
            _DEED: tables.DEEDS.index((fact.type, fact.mode)),
            _STANDING: tables.STANDINGS.index(fact.standing),
            _ORIGINS: fact.affirmed_by or None,
            _DENIED_BY: fact.denied_by or None,
            _AFFIRMED: self._named(fact.affirmed),
            _DENIED: self._named(fact.denied),
            _COUNT: None
            if count is None
            else [
                tables.MEASURES.index(count.measure),
                tables.STANDINGS.index(count.standing),
                _amount(count.amount),
            ],
        }

    def _figure(self, fact: FigureFact) -> Map:
        of = fact.of
        return {
            _KIND: _FIGURE,
            _MEASURE: tables.MEASURES.index(fact.measure),
            _STANDING: tables.STANDINGS.index(fact.standing),
            _OF: tables.POPULATIONS.index(of) if of in tables.POPULATIONS else of,
            _PERIOD: tables.PERIODS.index(fact.period) or None,
            _RANGE: _amount(fact.range),
            _ORIGINS: fact.origins or None,
            _SAID: [self._said(said) for said in fact.said] or None,
        }

    def _said(self, said: Said) -> list[Any]:
        """Voice, side, day, number; then what it said before and when it took it back, as far as there is any."""
        parts = [
            self._voice(said.voice),
            tables.SIDES.index(said.side),
            (self._today - said.day).days,
            _amount(said.amount),
            _amount(said.before),
            None if said.until is None else (self._today - said.until).days,
        ]
        while parts[-1] is None:
            parts.pop()
        return parts

    def _question(self, fact: QuestionFact) -> Map:
        return {
            _KIND: _QUESTION,
            _ASKS: tables.ASKS.index(fact.asks),
            _STATE: tables.STATES.index(fact.state) or None,
            _DEED: None if fact.type is None else tables.DEEDS.index((fact.type, fact.mode)),
            _MEASURE: None if fact.measure is None else tables.MEASURES.index(fact.measure),
            _ASKED: self._named(fact.asked),
        }

    def _named(self, voices: Sequence[Voice]) -> list[int] | None:
        return [self._voice(voice) for voice in voices] or None

    def _voice(self, voice: Voice) -> int:
        return self._voices.setdefault(voice, len(self._voices))


class _Reader:
    """Reads what was written, and trusts none of it."""

    def __init__(self, whole: Map) -> None:
        self._whole = whole
        as_of = _whole(whole.get(_AS_OF), 0, MOST_MOMENT)
        self._as_of = datetime.fromtimestamp(as_of, UTC)
        self._places = [self._read_place(one) for one in _list(whole.get(_PLACES), MOST_FACTS)]
        self._voices = [self._read_voice(one) for one in _list(whole.get(_VOICES), MOST_BYTES)]

    def bulletin(self) -> Bulletin:
        whole = self._whole
        since, place, country = whole.get(_SINCE), whole.get(_PLACE), whole.get(_COUNTRY)
        left = [_whole(one, 0, MOST_COUNT) for one in _list(whole.get(_LEFT_OUT), 3)]
        held = [_whole(one, 0, MOST_COUNT) for one in _list(whole.get(_HELD), 2)]
        if len(left) not in (0, 3) or len(held) != 2:
            raise BulletinError("its counts are not what a bulletin counts")
        return Bulletin(
            desk=_name(whole.get(_DESK)),
            as_of=self._as_of,
            made_at=datetime.fromtimestamp(_whole(whole.get(_MADE_AT), 0, MOST_MOMENT), UTC),
            facts=tuple(self._fact(one) for one in _list(whole.get(_FACTS), MOST_FACTS)),
            left_out=Counts(*left),
            documents=held[0],
            sources=held[1],
            since=None if since is None else self._day(since),
            place=None if place is None else _name(place),
            country=None if country is None else _country(country),
        )

    def _fact(self, one: Any) -> Fact:
        if not isinstance(one, dict):
            raise BulletinError("a fact of it is none")
        kind = _whole(one.get(_KIND), 0, _QUESTION)
        return (self._event, self._figure, self._question)[kind](one)

    def _event(self, one: Map) -> EventFact:
        type_, mode = _of(tables.DEEDS, one.get(_DEED))
        count = _list(one.get(_COUNT), 3)
        return EventFact(
            ref=_ref(one),
            type=type_,
            mode=mode,
            standing=_of(tables.STANDINGS, one.get(_STANDING)),
            place=self._where(one),
            when=self._when(one),
            affirmed_by=_whole(one.get(_ORIGINS, 0), 0, MOST_COUNT),
            denied_by=_whole(one.get(_DENIED_BY, 0), 0, MOST_COUNT),
            affirmed=self._named(one.get(_AFFIRMED)),
            denied=self._named(one.get(_DENIED)),
            count=self._count(count) if count else None,
        )

    def _count(self, parts: list[Any]) -> Count:
        _long(parts, 3, 3)
        return Count(_of(tables.MEASURES, parts[0]), _read_amount(parts[2]), _of(tables.STANDINGS, parts[1]))

    def _figure(self, one: Map) -> FigureFact:
        of, range_ = one.get(_OF), one.get(_RANGE)
        if of is not None:
            of = _name(of) if isinstance(of, str) else _of(tables.POPULATIONS, of)
        return FigureFact(
            ref=_ref(one),
            measure=_of(tables.MEASURES, one.get(_MEASURE)),
            standing=_of(tables.STANDINGS, one.get(_STANDING)),
            of=of,
            place=self._where(one),
            when=self._when(one),
            period=_of(tables.PERIODS, one.get(_PERIOD, 0)),
            range=None if range_ is None else _read_amount(range_),
            origins=_whole(one.get(_ORIGINS, 0), 0, MOST_COUNT),
            said=tuple(self._said(_list(said, 6)) for said in _list(one.get(_SAID), MOST_LISTED)),
        )

    def _said(self, parts: list[Any]) -> Said:
        _long(parts, 4, 6)
        voice, side, day, amount, before, until = [*parts, None, None][:6]
        return Said(
            voice=_of(self._voices, voice),
            side=_of(tables.SIDES, side),
            day=self._day(day),
            amount=_read_amount(amount),
            before=None if before is None else _read_amount(before),
            until=None if until is None else self._day(until),
        )

    def _question(self, one: Map) -> QuestionFact:
        deed, measure = one.get(_DEED), one.get(_MEASURE)
        if (deed is None) == (measure is None):
            raise BulletinError("a question of it asks of nothing")
        type_, mode = (None, None) if deed is None else _of(tables.DEEDS, deed)
        return QuestionFact(
            ref=_ref(one),
            asks=_of(tables.ASKS, one.get(_ASKS)),
            state=_of(tables.STATES, one.get(_STATE, 0)),
            type=type_,
            mode=mode,
            measure=None if measure is None else _of(tables.MEASURES, measure),
            place=self._where(one),
            when=self._when(one),
            asked=self._named(one.get(_ASKED)),
        )

    def _where(self, one: Map) -> Place | None:
        return None if one.get(_WHERE) is None else _of(self._places, one[_WHERE])

    def _when(self, one: Map) -> When | None:
        if one.get(_FIRST) is None:
            return None
        first = self._day(one[_FIRST])
        long = _whole(one.get(_LONG, 0), 0, MOST_DAYS)
        return When(first, first + timedelta(days=long), _of(tables.BASES, one.get(_BASIS, 0)))

    def _day(self, ago: Any) -> date:
        return self._as_of.date() - timedelta(days=_whole(ago, -MOST_DAYS, MOST_DAYS))

    def _named(self, numbers: Any) -> tuple[Voice, ...]:
        return tuple(_of(self._voices, number) for number in _list(numbers, MOST_LISTED))

    def _read_voice(self, one: Any) -> Voice:
        parts = _list(one, 2)
        _long(parts, 2, 2)
        role = _of(tables.ROLES, parts[0])
        is_hidden = parts[1] == "" and role not in ("source", "named")
        return Voice(role, "" if is_hidden else _name(parts[1]))

    def _read_place(self, one: Any) -> Place:
        parts = _list(one, 6)
        _long(parts, 4, 6)
        kind, country, geonames, *names = parts
        names += [names[-1]] * (3 - len(names))
        return Place(
            _of(tables.PLACE_KINDS, kind),
            None if country is None else _country(country),
            None if geonames is None else _whole(geonames, 1, MOST_COUNT),
            *map(_name, names),
        )


def _ref(one: Map) -> bytes:
    ref = one.get(_REF)
    if not isinstance(ref, bytes) or len(ref) != REF_BYTES:
        raise BulletinError("a fact of it has no id")
    return ref


def _whole(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise BulletinError("a number of it is out of bounds")
    return value


def _of(table: Sequence[T], code: Any) -> T:
    if type(code) is not int or not 0 <= code < len(table):
        raise BulletinError("a code of it is not known; a newer version of Dalel may know it")
    return table[code]


def _list(value: Any, most: int) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > most:
        raise BulletinError("a list of it is none, or too long")
    return value


def _long(parts: list[Any], least: int, most: int) -> None:
    if not least <= len(parts) <= most:
        raise BulletinError("a list of it is too short or too long")


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value or value != name_of(value):
        raise BulletinError("a name of it is none")
    return value


def _country(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 2 or not value.isascii() or not value.isupper():
        raise BulletinError("a country of it is none")
    return value


def _read_amount(value: Any) -> Amount:
    if not isinstance(value, list):
        exact = _limited(value)
        return Amount(exact, exact)
    _long(value, 3, 3)
    low, high = (None if bound is None else _limited(bound) for bound in value[1:])
    if low is None and high is None:
        raise BulletinError("a number of it has no bounds")
    if low is not None and high is not None and low > high:
        raise BulletinError("a number of it is greater than itself")
    return Amount(low, high, _of(tables.RELATIONS, value[0]))


def _limited(value: Any) -> float:
    if type(value) not in (int, float) or abs(value) > MOST_NUMBER:
        raise BulletinError("a number of it is out of bounds")
    return float(value)
