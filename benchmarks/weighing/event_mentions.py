"""A document's event statements as the mentions that are compared, as weighing makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dalel.extract.actors import NO_BOOK
from dalel.extract.reading import read
from dalel.model import FOREVER, Document, Statement
from dalel.record.bodies import document_id
from dalel.record.moments import utc
from dalel.resolve.alike import Mention, page_of
from dalel.resolve.people import People, Registry
from dalel.weigh.rows import Told as Shown
from dalel.weigh.rows import row_of
from dalel.weigh.rules import EventRules


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of an event with its mention."""

    statement: Statement
    mention: Mention


def told(documents: Iterable[Document]) -> list[list[Told]]:
    """The event statements of each document. A page's earlier version holds until the later one is known."""
    kept = list(documents)
    registry, rules = Registry(NO_BOOK), EventRules()
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
        held = (known[index], min(later, default=FOREVER))
        shown = Shown(0, document_id(document), document, page_of(document, reading), people, None, *held)
        found.append([])
        for statement in reading.statements:
            mention = rules.item({**row_of(statement, shown), "row": row})
            if mention is not None:
                found[-1].append(Told(statement, mention))
                row += 1
    return found
