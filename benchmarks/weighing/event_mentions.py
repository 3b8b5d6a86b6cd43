"""A document's event statements as the mentions that are compared, as weighing makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dalel.extract.actors import NO_BOOK
from dalel.extract.language import load
from dalel.extract.reading import read
from dalel.extract.text import cut
from dalel.model import FOREVER, Document, Kind, Reading, Statement
from dalel.record.moments import utc
from dalel.resolve.alike import Mention, traits
from dalel.resolve.heard import POSITIVE, day_of, origin_of, passage_of, place_key
from dalel.resolve.people import People, Registry


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of an event with its mention."""

    statement: Statement
    mention: Mention


def told(documents: Iterable[Document]) -> list[list[Told]]:
    """The event statements of each document. A page's earlier version holds until the later one is known."""
    kept = list(documents)
    registry = Registry(NO_BOOK)
    known = [utc(min(one.updated_at or one.published_at or one.received_at, one.received_at)) for one in kept]
    found: list[list[Told]] = []
    row = 0
    for index, document in enumerate(kept):
        later = [
            known[other]
            for other, one in enumerate(kept)
            if one.url is not None and one.url == document.url and known[other] > known[index]
        ]
        reading = read(document.text, document.language, document.published_at)
        people = People(reading.mentions.actors, registry, document.language)
        found.append([])
        for statement in reading.statements:
            mention = mention_of(statement, document, reading, people, row, known[index], min(later, default=FOREVER))
            if mention is not None:
                found[-1].append(Told(statement, mention))
                row += 1
    return found


def mention_of(
    statement: Statement,
    document: Document,
    reading: Reading,
    people: People,
    row: int,
    known_at: str,
    believed_to: str,
) -> Mention | None:
    """The mention of a statement; None where it speaks of no event: to deny a number is not to deny the deed."""
    event = statement.event
    if event is None or (statement.kind is Kind.FIGURE and statement.factuality not in POSITIVE):
        return None
    place = event.place.place if event.place else None
    when = day_of(event.time, document.published_at)
    return Mention(
        row=row,
        id=statement.id,
        order=f"{document.source} {statement.span.start:07} {statement.id}",
        known_at=known_at,
        believed_to=believed_to,
        type=event.type,
        mode=event.mode,
        place=place_key(place),
        place_kind=place.kind if place else None,
        country=place.country if place else None,
        day=when.value,
        day_basis=when.basis,
        began=when.began,
        ended=when.ended,
        passage=passage_of(_sentence(document, statement)),
        origin=origin_of(statement.voice.role, statement.voice.name, document.source, people),
        factuality=str(statement.factuality),
        traits=traits(statement, document, reading, people),
    )


def _sentence(document: Document, statement: Statement) -> str:
    known = load(document.language)
    assert known is not None
    text = cut(document.text, known)
    sentence = text.sentences[text.sentence_of(text.word_at(statement.span.start))]
    return document.text[text.starts[sentence.first] : text.ends[sentence.last - 1]]
