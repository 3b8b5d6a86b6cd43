"""A statement as a row of the views."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from dalel.contract import statement_json
from dalel.model import Document, Statement
from dalel.resolve import alike, quantities
from dalel.resolve.heard import Day, day_of, origin_of, passage_of, place_columns, speaks_for_source
from dalel.resolve.people import People

LONGEST_SENTENCE = 600
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")


@dataclass(frozen=True, slots=True)
class Told:
    """A document as its statements' rows need it. `credited` is the source that it says it is taken from."""

    seq: int
    id: str
    document: Document
    page: alike.Page | None
    people: People
    credited: str | None
    known_at: str
    believed_to: str


def position_of(known_at: str, source: str, id_: str) -> str:
    """The place of a document in the order in which documents became known, as a text that sorts so."""
    return f"{known_at} {source} {id_[:16]}"


def row_of(statement: Statement, told: Told) -> dict[str, Any]:
    """A statement as a row of the view; which event and figure it joins is decided later."""
    event, figure, label, voice = statement.event, statement.figure, statement.label, statement.voice
    document = told.document
    place = event.place.place if event and event.place else None
    has_time = event is not None or figure is not None
    when = day_of(event.time if event else None, document.published_at) if has_time else Day(None, "unknown")
    first_told = document.source
    if told.credited is not None and speaks_for_source(voice.role, voice.name, document.source):
        first_told = told.credited
    place_in_order = position_of(told.known_at, document.source, told.id)
    sentence = _sentence_around(document.text, statement.span.start, statement.span.end)
    return {
        "id": statement.id,
        "document": told.seq,
        "kind": str(statement.kind),
        "start": statement.span.start,
        "end": statement.span.end,
        "quote": statement.span.text,
        "source": document.source,
        "role": str(voice.role),
        "voice": voice.name,
        "origin": origin_of(voice.role, voice.name, document.source, told.people, first_told),
        "first_told": first_told,
        "passage": passage_of(sentence),
        "factuality": str(statement.factuality),
        "type": event.type if event else None,
        "mode": event.mode if event else None,
        **place_columns(place),
        "day": when.value,
        "day_basis": when.basis,
        "began": when.began,
        "ended": when.ended,
        "traits": alike.traits(statement, told.page, told.people, document.language).to_json() if has_time else None,
        "period": quantities.period(statement, sentence, document.language) if figure else "",
        "position": f"{place_in_order} {statement.span.start:08} {statement.id}",
        "measure": figure.measure if figure else None,
        "low": figure.low if figure else None,
        "high": figure.high if figure else None,
        "relation": figure.relation if figure else None,
        "population": figure.of if figure else None,
        "term": label.term if label else None,
        "lemma": label.lemma if label else None,
        "group": label.group if label else None,
        "version": 0,
        "known_at": told.known_at,
        "believed_to": told.believed_to,
        "body": json.dumps(statement_json(statement), ensure_ascii=False, separators=(",", ":")),
    }


def _sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that holds a span, or as much of it as tells a copy."""
    left = text[max(start - LONGEST_SENTENCE, 0) : start]
    right = text[end : end + LONGEST_SENTENCE]
    began = max((stop.end() for stop in _SENTENCE_END.finditer(left)), default=0)
    stop = _SENTENCE_END.search(right)
    return left[began:] + text[start:end] + (right[: stop.start()] if stop else right)
