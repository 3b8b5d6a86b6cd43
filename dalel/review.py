"""A desk's decisions: what the command line and the page both call.

Each function that decides makes a `Review` from ids as they are printed; `decide` notes it in the log under the
reviewer's name and weighs again what it touches. `redact` is by itself, for it cannot be undone.
"""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dalel import pipeline
from dalel.model import About, Action, Anchor, Review
from dalel.record import cleaning, log, queries, redaction, reviews
from dalel.record.blanks import words_of
from dalel.record.moments import LAST, utc
from dalel.record.store import Record

Row = dict[str, Any]

LONGEST_NAME = 200
SHOWN_DIGITS = 12
UNKNOWN = "unknown"
_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_SPAN = re.compile(r"(\d+)-(\d+)")


class ReviewError(Exception):
    """The review cannot be made as asked; nothing was changed. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """What an id names: its kind, its full id, and anchors to its statements (of a document, to itself)."""

    about: About
    id: str
    anchors: tuple[Anchor, ...]


def decide(record: Record, review: Review, by: str, now: datetime) -> int:
    """Note a review under the reviewer's name, and weigh again what it touches. Returns the entry's number."""
    return pipeline.put_review(record, review, reviewer(by), now)


def verdict(record: Record, action: Action, id_: str, note: str | None = None) -> Review:
    """To confirm or to dispute an event or a figure."""
    named = find(record, id_, About.EVENT, About.FIGURE)
    return Review(action, named.about, named.anchors[:1], _note(note))


def merge(record: Record, first: str, second: str, note: str | None = None) -> Review:
    """To say that two events are one, the first."""
    events = [find(record, id_, About.EVENT) for id_ in (first, second)]
    if events[0].id == events[1].id:
        raise ReviewError(f"{second}: is the same event as {first}")
    return Review(Action.MERGE, About.EVENT, tuple(event.anchors[0] for event in events), _note(note))


def split(record: Record, event: str, statements: Sequence[str], note: str | None = None) -> Review:
    """To say that some statements of an event speak of another one."""
    held = find(record, event, About.EVENT)
    moved = dict.fromkeys(find(record, id_, About.STATEMENT).anchors[0] for id_ in statements)
    for anchor in moved:
        if anchor not in held.anchors:
            raise ReviewError(f"{anchor.statement}: is no statement of event {held.id}")
    if len(moved) == len(held.anchors):
        raise ReviewError(f"{event}: holds no other statements; nothing would be left of it")
    return Review(Action.SPLIT, About.EVENT, tuple(moved), _note(note))


def correct(
    record: Record,
    ids: Sequence[str],
    *,
    place: str | None = None,
    time: str | None = None,
    type_: str | None = None,
    mode: str | None = None,
    note: str | None = None,
) -> Review:
    """To put right where, when or what statements (or all statements of an event) tell of; "unknown" takes it away."""
    anchors = [anchor for id_ in ids for anchor in find(record, id_, About.STATEMENT, About.EVENT).anchors]
    if mode is not None and type_ is None:
        raise ReviewError("a mode belongs to a type: name the type, too")
    if place is None and time is None and type_ is None:
        raise ReviewError("say what is to be put right: the place, the time or the type")
    told = [reviews.statement(record.connection, anchor) for anchor in anchors]
    for row in told:
        if row["type"] is None:
            raise ReviewError(f"{row['id']}: tells of no event, so there is nothing to put right")
    changes = {
        "type": None if type_ is None else _type(type_),
        "mode": mode,
        "place": None if place is None else _place(place),
        "time": None if time is None else _time(time, told[0]["zone"]),
    }
    return Review(Action.CORRECT, About.STATEMENT, tuple(dict.fromkeys(anchors)), _note(note), changes)


def annotate(record: Record, id_: str, note: str) -> Review:
    """To note something about an event, a figure, a statement or a document."""
    named = find(record, id_, About.EVENT, About.FIGURE, About.STATEMENT, About.DOCUMENT)
    if _note(note) is None:
        raise ReviewError("an annotation needs words")
    return Review(Action.ANNOTATE, named.about, named.anchors[:1], _note(note))


def undo(record: Record, seq: int, note: str | None = None) -> Review:
    """To end what an earlier review does, from now on."""
    done = reviews.decision(record.connection, seq)
    if done is None:
        raise ReviewError(f"entry {seq} is no review; `dalel review list` shows them")
    if done.review.action is Action.REDACT:
        raise ReviewError(f"entry {seq} is a redaction, which cannot be undone: the words are gone")
    if done.review.action is Action.UNDO:
        raise ReviewError(f"entry {seq} undoes another one; make that decision again instead")
    undone = reviews.undone_by(record.connection, seq)
    if undone is not None:
        raise ReviewError(f"entry {seq} was undone already, by entry {undone}")
    return Review(Action.UNDO, About.ENTRY, (), _note(note), {"entry": log.content_of(record.connection, seq)})


@dataclass(frozen=True, slots=True)
class Redacted:
    """What a redaction did; `unclean` says why bytes of the words may still be in the file, None where they are not."""

    redaction: redaction.Redaction
    unclean: str | None


def redact(
    record: Record,
    documents: Sequence[str],
    by: str,
    now: datetime,
    *,
    words: Iterable[str] = (),
    spans: Iterable[str] = (),
    everywhere: bool = False,
    addresses: bool = False,
    note: str | None = None,
    step: Callable[[], None] = lambda: None,
) -> Redacted:
    """Take words out of documents for good; every document is read again. `step` is called for each entry done.

    The words are those named and those of the spans ("120-131", in code points of the only document's text).
    Raises ReviewError with nothing changed.
    """
    named = [find(record, id_, About.DOCUMENT) for id_ in documents]
    wanted = [_span(span) for span in spans]
    if wanted and len(named) != 1:
        raise ReviewError("spans are positions in one document; name one, or name the words instead")
    if not named and not everywhere:
        raise ReviewError("name the documents, or redact everywhere")
    seqs = [reviews.document_seq(record.connection, document.id) for document in named]
    texts = {seq: record.document(seq).text for seq in seqs}
    chosen = [*words, *(text[start:end] for text in texts.values() for start, end in wanted)]
    if not chosen:
        raise ReviewError("name the words that are to go, or their spans")
    author = reviewer(by)
    try:
        request = redaction.Request(
            spans={seq: tuple(wanted) for seq in texts},
            words=words_of(chosen),
            everywhere=everywhere,
            addresses=addresses,
            note=_note(note),
        )
        cleaning.prepare(record.connection)
        with record.writing():
            done = redaction.apply(record, request, author, utc(now))
            for _ in pipeline.derive(record):
                step()
    except (redaction.RedactionError, ValueError) as error:
        raise ReviewError(str(error)) from error
    return Redacted(done, cleaning.clean(record.connection))


def reviewer(name: str) -> str:
    """A reviewer's name as the log keeps it."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise ReviewError(f"a review is signed by name: one line of at most {LONGEST_NAME} characters")
    return tidy


def find(record: Record, id_: str, *allowed: About) -> Named:
    """What an id names, or the beginning of one. Of a document the number of its entry will do.

    Raises ReviewError where it names nothing, or more than one thing.
    """
    found = list(dict.fromkeys(reviews.named(record.connection, id_.strip(), allowed)))
    kinds = " or ".join(map(str, allowed))
    if not found:
        raise ReviewError(f"{id_}: there is no {kinds} with this id")
    if len(found) > 1:
        shown = ", ".join(f"{about} {full if '/' in full else full[:SHOWN_DIGITS]}" for about, full in found[:4])
        raise ReviewError(f"{id_}: may be {shown}{' and others' if len(found) > 4 else ''}; write more of it")
    about, full = found[0]
    anchors = _anchors(record.connection, about, full)
    if not anchors:
        raise ReviewError(f"{id_}: nothing speaks of this {about} any more; it was merged, or revised away")
    return Named(about, full, anchors)


def _anchors(connection: sqlite3.Connection, about: About, id_: str) -> tuple[Anchor, ...]:
    if about is About.DOCUMENT:
        return (Anchor(id_),)
    if about is About.STATEMENT:
        seq, _, statement = id_.partition("/")
        return (reviews.anchor(connection, int(seq), statement),)
    rows = queries.statements_about(connection, LAST, about.value, id_)
    return tuple(dict.fromkeys(reviews.anchor(connection, row["document"], row["id"]) for row in rows))


def _note(note: str | None) -> str | None:
    return (note or "").strip() or None


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text.strip())
    if found is None or int(found[1]) >= int(found[2]):
        raise ReviewError(
            f'{text!r} is no span; write it like "120-131": the first character, and the one after the last'
        )
    return int(found[1]), int(found[2])


def _type(text: str) -> str:
    from dalel.extract.proposals import EVENT_TYPES

    if text.upper() not in EVENT_TYPES:
        raise ReviewError(f"{text}: is no type of event; there are {', '.join(sorted(EVENT_TYPES))}")
    return text.upper()


def _place(text: str) -> Row:
    """A place by its name (the most populous one) or GeoNames id, as a correction keeps it: numbers as text."""
    from dalel.extract.places import gazetteer
    from dalel.extract.places.recognise import place

    if text == UNKNOWN:
        return dict.fromkeys(("name", "geonames", "country", "lat", "lon", "kind"))
    number = gazetteer.by_id(int(text)) if text.isdecimal() and len(text) < 10 else None
    candidates = [number] if number is not None else gazetteer.lookup(text)
    if not candidates:
        raise ReviewError(f"{text}: the gazetteer knows no such place; name it by its GeoNames id")
    chosen = place(candidates[0])
    numbers = {"geonames": chosen.geonames, "lat": chosen.lat, "lon": chosen.lon}
    texts = {name: None if number is None else str(number) for name, number in numbers.items()}
    return {"name": chosen.name, "country": chosen.country, "kind": chosen.kind, **texts}


def _time(text: str, zone: str) -> Row:
    """A day, month or year as a correction keeps it: with its first and last day, and its bounds in local time."""
    if text == UNKNOWN:
        return dict.fromkeys(("value", "began", "ended", "start", "end"))
    found = _PERIOD.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        month, day = (None if part is None else int(part) for part in found.group(2, 3))
        began = date(int(found[1]), 1 if month is None else month, 1 if day is None else day)
        last = month or 12
        ended = date(began.year, last, day or monthrange(began.year, last)[1])
        after = ended + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise ReviewError(f'{text!r} is no day, month or year; write it like "2022-01-05" or "2022-01"') from error
    bounds = {"start": f"{began.isoformat()}T00:00:00{zone}", "end": f"{after.isoformat()}T00:00:00{zone}"}
    return {"value": text, "began": began.isoformat(), "ended": ended.isoformat(), **bounds}
