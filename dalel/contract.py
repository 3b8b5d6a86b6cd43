"""The JSON of the contract: one statement, one reading. Keys stay; every key is always present."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dalel.model import (
    ActorMention,
    Attribution,
    Document,
    Event,
    Figure,
    Mentions,
    NumberMention,
    PlaceMention,
    Reading,
    Span,
    Statement,
    TimeMention,
)

Json = dict[str, Any]


def reading_json(document: Document, reading: Reading) -> Json:
    """What `dalel read --json` prints: all offsets are code points of `document.text`."""
    return {
        "document": {
            "source": document.source,
            "url": document.url,
            "title": document.title,
            "author": document.author,
            "language": document.language,
            "published_at": iso(document.published_at),
            "updated_at": iso(document.updated_at),
            "received_at": iso(document.received_at),
            "text": document.text,
        },
        "mentions": mentions_json(reading.mentions),
        "statements": [statement_json(statement) for statement in reading.statements],
    }


def mentions_json(mentions: Mentions) -> Json:
    return {
        "times": [_time_mention(time) for time in mentions.times],
        "places": [_place_mention(place) for place in mentions.places],
        "actors": [_actor(actor) for actor in mentions.actors],
        "attributions": [_attribution(attribution) for attribution in mentions.attributions],
        "numbers": [_number_mention(number) for number in mentions.numbers],
    }


def statement_json(statement: Statement) -> Json:
    voice = statement.voice
    return {
        "id": statement.id,
        "kind": str(statement.kind),
        "start": statement.span.start,
        "end": statement.span.end,
        "quote": statement.span.text,
        "voice": {
            "role": str(voice.role),
            "name": voice.name,
            "start": voice.span.start if voice.span else None,
            "end": voice.span.end if voice.span else None,
        },
        "factuality": str(statement.factuality),
        "event": _event(statement.event) if statement.event else None,
        "figure": _figure(statement.figure) if statement.figure else None,
        "label": (
            {"term": statement.label.term, "lemma": statement.label.lemma, "group": statement.label.group}
            if statement.label
            else None
        ),
        "by": statement.by,
    }


def _event(event: Event) -> Json:
    place, time = event.place, event.time
    return {
        "type": event.type,
        "mode": event.mode,
        "trigger": span_json(event.trigger),
        "agents": [span_json(agent) for agent in event.agents],
        "patients": [span_json(patient) for patient in event.patients],
        "place": {"text": place.span.text, **_place(place)} if place else None,
        "time": (
            {"value": time.value, "start": iso(time.earliest), "end": iso(time.latest)} if time is not None else None
        ),
    }


def _figure(figure: Figure) -> Json:
    return {
        "measure": figure.measure,
        "low": _number(figure.low),
        "high": _number(figure.high),
        "relation": figure.relation,
        "of": figure.of,
    }


def _place(mention: PlaceMention) -> Json:
    place = mention.place
    return {
        "name": place.name,
        "geonames": place.geonames,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
    }


def listed(row: Mapping[str, Any]) -> Json:
    """A row of a query as listings give it: a statement in the form above, with where and when it was said."""
    if "body" not in row:
        return dict(row)
    about = ("document", "source", "known_at", "believed_to", "day", "day_basis")
    of = {"of_event": row["event"], "of_figure": row["figure"]}
    return {**json.loads(row["body"]), **{name: row[name] for name in about}, **of}


def span_json(span: Span) -> Json:
    return {"text": span.text, "start": span.start, "end": span.end}


def _mention(span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": span.text}


def _time_mention(time: TimeMention) -> Json:
    return {**_mention(time.span), "type": time.type, "value": time.value}


def _place_mention(place: PlaceMention) -> Json:
    return {**_mention(place.span), **_place(place)}


def _actor(actor: ActorMention) -> Json:
    return {**_mention(actor.span), "type": actor.type, "entity": actor.entity}


def _attribution(attribution: Attribution) -> Json:
    return {
        "source": _mention(attribution.source) if attribution.source else None,
        "cue": _mention(attribution.cue),
        "content": _mention(attribution.content),
    }


def _number_mention(number: NumberMention) -> Json:
    return {**_mention(number.span), "type": number.type, "value": _number(number.value)}


def _number(number: float | None) -> float | int | None:
    """Whole numbers print as such: 26, not 26.0."""
    return int(number) if number is not None and number == int(number) else number


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
