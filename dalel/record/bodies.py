"""What the log's entries say, as values and back: sources, actors, documents, answers. See docs/formats/log.md."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import rfc8785

from dalel.model import Actor, ActorType, Answer, Document, Source, SourceKind, Tenure
from dalel.record import log


def document_id(document: Document) -> str:
    """The SHA-256 of what was published: everything but the moment it was received."""
    return body_id(document_body(document))


def body_id(body: Mapping[str, Any]) -> str:
    """The document id of a document as the log keeps it."""
    return hashlib.sha256(rfc8785.dumps({key: body[key] for key in body if key != "received_at"})).hexdigest()


def source_body(source: Source) -> dict[str, Any]:
    """A source as the log keeps it."""
    return {
        "name": source.name,
        "kind": str(source.kind),
        "country": source.country,
        "languages": list(source.languages),
        "affiliation": source.affiliation,
        "url": source.url,
    }


def source_from(body: dict[str, Any]) -> Source:
    return Source(
        name=body["name"],
        kind=SourceKind(body["kind"]),
        country=body["country"],
        languages=tuple(body["languages"]),
        affiliation=body["affiliation"],
        url=body["url"],
    )


def actor_body(actor: Actor) -> dict[str, Any]:
    """An actor as the log keeps it."""
    return {
        "name": actor.name,
        "type": str(actor.type),
        "aliases": list(actor.aliases),
        "roles": [_tenure_body(role) for role in actor.roles],
        "affiliations": [_tenure_body(affiliation) for affiliation in actor.affiliations],
        "note": actor.note,
    }


def actor_from(body: dict[str, Any]) -> Actor:
    return Actor(
        name=body["name"],
        type=ActorType(body["type"]),
        aliases=tuple(body["aliases"]),
        roles=tuple(map(_tenure_from, body["roles"])),
        affiliations=tuple(map(_tenure_from, body["affiliations"])),
        note=body["note"],
    )


def _tenure_body(tenure: Tenure) -> dict[str, Any]:
    since, until = (None if day is None else day.isoformat() for day in (tenure.since, tenure.until))
    return {"name": tenure.name, "from": since, "until": until}


def _tenure_from(body: dict[str, Any]) -> Tenure:
    since, until = (None if body[key] is None else date.fromisoformat(body[key]) for key in ("from", "until"))
    return Tenure(body["name"], since, until)


def document_body(document: Document) -> dict[str, Any]:
    """A document as the log keeps it: its text by SHA-256, its times with their own offsets."""
    return {
        "source": document.source,
        "url": document.url,
        "title": document.title,
        "author": document.author,
        "text": hashlib.sha256(document.text.encode()).hexdigest(),
        "language": document.language,
        "published_at": _iso(document.published_at),
        "updated_at": _iso(document.updated_at),
        "received_at": _iso(document.received_at),
    }


def document_from(body: Mapping[str, Any], connection: sqlite3.Connection) -> Document:
    """The document that a body describes, with its text. Raises KeyError where the text is not here."""
    return document_of(body, log.text_of(connection, body["text"]))


def document_of(body: Mapping[str, Any], text: str) -> Document:
    return Document(
        source=body["source"],
        text=text,
        language=body["language"],
        received_at=datetime.fromisoformat(body["received_at"]),
        url=body["url"],
        title=body["title"],
        author=body["author"],
        published_at=_moment(body["published_at"]),
        updated_at=_moment(body["updated_at"]),
    )


def answer_from(body: Mapping[str, Any], connection: sqlite3.Connection) -> Answer:
    return Answer(body["by"], log.text_of(connection, body["text"]))


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
