"""Whether what an entry from elsewhere says has the form that the log's format asks for.

What comes from another record is signed by somebody who is trusted, and still is checked as if by an enemy: a damaged
body must be refused before it is in the log, for nothing is ever taken out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import rfc8785

from dalel.model import About, Action, Kind
from dalel.record.bodies import actor_body, actor_from, source_body, source_from
from dalel.record.keys import FIELDS, KeyAction
from dalel.record.moments import utc

# The longest name, address or title, the longest note, and the largest body: a redaction holds those of many entries.
LONGEST = 4_000
LONGEST_NOTE = 100_000
LARGEST = 8_000_000
MOST_TARGETS = 100_000

_HASH = re.compile(r"[0-9a-f]{64}")
_TAG = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5}")
_DIGITS = re.compile(r"[0-9]{1,9}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?(?:e-[0-9]{1,2})?")
_PERIOD = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_PLACE_KINDS = ("city", "region", "country")
_PLACE = ("name", "geonames", "country", "lat", "lon", "kind")
_TIME = ("value", "began", "ended", "start", "end")
_ANCHOR = ("document", "start", "end", "kind", "statement")

# What reviews of a kind may be about, and how many targets they have (None: at least one).
_REVIEWS: dict[Action, tuple[tuple[About, ...], int | None]] = {
    Action.CONFIRM: ((About.EVENT, About.FIGURE), 1),
    Action.DISPUTE: ((About.EVENT, About.FIGURE), 1),
    Action.MERGE: ((About.EVENT,), 2),
    Action.SPLIT: ((About.EVENT,), None),
    Action.CORRECT: ((About.STATEMENT,), None),
    Action.ANNOTATE: ((About.EVENT, About.FIGURE, About.STATEMENT, About.DOCUMENT), 1),
    Action.UNDO: ((About.ENTRY,), 0),
}


class _UnfitError(ValueError):
    """What is wrong, in words that hold nothing of the data."""


def check(kind: str, body: Mapping[str, Any]) -> None:
    """Raises ValueError, which says what is wrong in words of ours, unless it is the body of an entry of this kind."""
    if kind not in _CHECKS:
        raise ValueError("there is no such kind of entry")
    try:
        if len(rfc8785.dumps(dict(body))) > LARGEST:
            raise _UnfitError("it is too large")
        _CHECKS[kind](body)
    except _UnfitError:
        raise
    except (
        ValueError,
        rfc8785.CanonicalizationError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
    ) as error:
        raise ValueError(f"it is not the body of a {kind}") from error


def _source(body: Mapping[str, Any]) -> None:
    _texts(body, "name", "country", "affiliation", "url")
    _named(body["name"])
    if not all(isinstance(tag, str) and _TAG.fullmatch(tag) for tag in body["languages"]):
        raise _UnfitError("its languages are no language tags")
    _exact(source_body(source_from(dict(body))), body)


def _actor(body: Mapping[str, Any]) -> None:
    _texts(body, "name", "note")
    _named(body["name"])
    for alias in body["aliases"]:
        _named(alias)
    for tenure in (*body["roles"], *body["affiliations"]):
        _named(tenure["name"])
    _exact(actor_body(actor_from(dict(body))), body)


def _document(body: Mapping[str, Any]) -> None:
    fields = ("source", "url", "title", "author", "text", "language", "published_at", "updated_at", "received_at")
    _keys(body, fields)
    _texts(body, *fields)
    _named(body["source"])
    _hash(body["text"])
    if not _TAG.fullmatch(body["language"]):
        raise _UnfitError("its language is no language tag")
    for field in ("published_at", "updated_at", "received_at"):
        if body[field] is not None or field == "received_at":
            moment = datetime.fromisoformat(body[field])
            if moment.tzinfo is None or moment.isoformat(timespec="seconds") != body[field]:
                raise _UnfitError(f"its {field} is not written as the log writes moments")
            utc(moment)


def _answer(body: Mapping[str, Any]) -> None:
    _keys(body, ("document", "by", "text"))
    _texts(body, "by")
    _named(body["by"])
    _hash(body["document"])
    _hash(body["text"])


def _review(body: Mapping[str, Any]) -> None:
    _keys(body, ("action", "about", "targets", "changes", "note"))
    action, about = Action(body["action"]), About(body["about"])
    if body["note"] is not None and (not isinstance(body["note"], str) or len(body["note"]) > LONGEST_NOTE):
        raise _UnfitError("its note is too long")
    if not isinstance(body["targets"], list) or len(body["targets"]) > MOST_TARGETS:
        raise _UnfitError("it has too many targets")
    for target in body["targets"]:
        _anchor(target)
    abouts, wanted = _REVIEWS.get(action, ((About.DOCUMENT,), len(body["targets"])))
    if about not in abouts:
        raise _UnfitError(f"a review of kind {action} is about something else")
    if len(body["targets"]) != wanted if wanted is not None else not body["targets"]:
        raise _UnfitError(f"a review of kind {action} has {'targets' if wanted is None else f'{wanted} targets'}")
    if about is not About.DOCUMENT and any(None in (one["kind"], one["start"]) for one in body["targets"]):
        raise _UnfitError("a target is no statement")
    _changes(action, body["changes"])


def _anchor(target: Mapping[str, Any]) -> None:
    _keys(target, _ANCHOR)
    _hash(target["document"])
    _texts(target, "statement")
    if target["kind"] is not None:
        Kind(target["kind"])
    bounds = target["start"], target["end"]
    if bounds != (None, None) and not (all(type(one) is int for one in bounds) and 0 <= bounds[0] < bounds[1]):
        raise _UnfitError("a target is no span")


def _changes(action: Action, changes: Mapping[str, Any]) -> None:
    if action is Action.REDACT:
        _keys(changes, ("emptied",))
        if not isinstance(changes["emptied"], list):
            raise _UnfitError("what it emptied is no list")
        for item in changes["emptied"]:
            _keys(item, ("entry", "body"))
            _hash(item["entry"])
            if item["body"] is not None and not isinstance(item["body"], dict):
                raise _UnfitError("what is to be read instead is no body")
    elif action is Action.UNDO:
        _keys(changes, ("entry",))
        _hash(changes["entry"])
    elif action is Action.CORRECT:
        _keys(changes, ("type", "mode", "place", "time"))
        _texts(changes, "mode")
        _event_type(changes["type"])
        _place(changes["place"])
        _time(changes["time"])
    else:
        _keys(changes, ())


def _event_type(name: Any) -> None:
    from dalel.extract.proposals import EVENT_TYPES

    if name is not None and name not in EVENT_TYPES:
        raise _UnfitError("it names a type of event that is not known here")


def _place(place: Mapping[str, Any] | None) -> None:
    """A place that is known, or one that is not: then all is null."""
    if place is None:
        return
    _keys(place, _PLACE)
    _texts(place, *_PLACE)
    if place["name"] is None:
        _all_null(place)
        return
    _named(place["name"])
    if place["kind"] not in _PLACE_KINDS or not (place["country"] is None or len(place["country"]) == 2):
        raise _UnfitError("its place is none that a gazetteer holds")
    if place["geonames"] is not None and not _DIGITS.fullmatch(place["geonames"]):
        raise _UnfitError("its place has a number that is none")
    if (place["lat"] is None) != (place["lon"] is None):
        raise _UnfitError("its place has half a position")
    for name, most in (("lat", 90), ("lon", 180)):
        if place[name] is not None and not (_DEGREES.fullmatch(place[name]) and abs(float(place[name])) <= most):
            raise _UnfitError("its place lies nowhere on earth")


def _time(time: Mapping[str, Any] | None) -> None:
    """A time that is known, or one that is not: then all is null."""
    if time is None:
        return
    _keys(time, _TIME)
    _texts(time, *_TIME)
    if time["value"] is None:
        _all_null(time)
        return
    began, ended = (date.fromisoformat(time[name]) for name in ("began", "ended"))
    start, end = (datetime.fromisoformat(time[name]) for name in ("start", "end"))
    written = {
        "began": began.isoformat(),
        "ended": ended.isoformat(),
        "start": start.isoformat(),
        "end": end.isoformat(),
    }
    if not _PERIOD.fullmatch(time["value"]) or {name: time[name] for name in written} != written:
        raise _UnfitError("its time is not written as the log writes times")
    if began > ended or not time["began"].startswith(time["value"]) or utc(start) >= utc(end):
        raise _UnfitError("its time ends before it begins")


def _all_null(values: Mapping[str, Any]) -> None:
    if any(value is not None for value in values.values()):
        raise _UnfitError("what is unknown has no further properties")


def _key(body: Mapping[str, Any]) -> None:
    from dalel.sync.keys import PublicKey, parse_public

    _keys(body, FIELDS)
    _texts(body, "name", "sealing", "successor", "note")
    _hash(body["key"])
    action = KeyAction(body["action"])
    if body["last"] is not None and (type(body["last"]) is not int or body["last"] < 0):
        raise _UnfitError("its last entry is no number")
    if action in (KeyAction.DECLARE, KeyAction.TRUST):
        PublicKey(body["name"], bytes.fromhex(body["key"]), body["sealing"])
    if action is KeyAction.ROTATE and parse_public(body["successor"]).key.hex() == body["key"]:
        raise _UnfitError("a key cannot come after itself")
    if action is KeyAction.REVOKE and body["last"] is None:
        raise _UnfitError("a revocation says which entries still hold")


def _keys(body: Any, wanted: tuple[str, ...]) -> None:
    if not isinstance(body, dict) or set(body) != set(wanted):
        raise _UnfitError(f"it has other fields than {', '.join(wanted) or 'none'}")


def _texts(body: Mapping[str, Any], *names: str) -> None:
    for name in names:
        value = body[name]
        if value is not None and (not isinstance(value, str) or len(value) > LONGEST):
            raise _UnfitError(f"its {name} is no text, or longer than {LONGEST} characters")


def _named(name: Any) -> None:
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST:
        raise _UnfitError("a name is missing or too long")


def _hash(value: Any) -> None:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise _UnfitError("a hash is not written as 64 hexadecimal digits")


def _exact(made: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    if rfc8785.dumps(dict(made)) != rfc8785.dumps(dict(body)):
        raise _UnfitError("it has other fields than the format says")


_CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "source": _source,
    "actor": _actor,
    "document": _document,
    "answer": _answer,
    "review": _review,
    "key": _key,
}
