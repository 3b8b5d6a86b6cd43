"""Puts documents and statements into the views and weighs again only what they touch."""

from __future__ import annotations

import hashlib
import sqlite3

from dalel.extract.actors import NO_BOOK, ActorBook
from dalel.model import Decision, Document, Reading, Role
from dalel.record import moves, sketches, views
from dalel.resolve import alike, copies
from dalel.resolve.heard import speaks_for_source
from dalel.resolve.people import People, Registry
from dalel.weigh import reviewing
from dalel.weigh.copying import Copying
from dalel.weigh.histories import Histories
from dalel.weigh.joining import Joining
from dalel.weigh.rows import Told, position_of, row_of
from dalel.weigh.rules import EventRules, FigureRules


class Weighing:
    """What one batch of documents changes: first all is put, then `finish` follows it to its end."""

    def __init__(self, connection: sqlite3.Connection, book: ActorBook = NO_BOOK) -> None:
        self.connection = connection
        self.book = book
        self.registry = Registry(book)
        self.copying = Copying(connection)
        self.events = Joining(connection, EventRules())
        self.figures = Joining(connection, FigureRules())
        self.histories = Histories(connection)
        self._reviewed: list[Decision] = []

    def put(self, seq: int, id_: str, document: Document, reading: Reading) -> None:
        """Show a document and what was read in it."""
        sha256 = hashlib.sha256(document.text.encode()).hexdigest()
        credited = copies.credit(document.text, document.author, ())
        if credited is not None and self.registry.source(credited) == self.registry.source(document.source):
            credited = None  # agencies sign their own reports
        kept = views.put_document(self.connection, seq, id_, document, sha256, credited)
        for other, since in kept.changed:
            self._ended(other, since)
        people = People(reading.mentions.actors, self.registry, document.language)
        page = alike.page_of(document, reading)
        told = Told(seq, id_, document, page, people, credited, kept.known_at, kept.believed_to)
        for statement in reading.statements:
            row = row_of(statement, told)
            self._decide(views.put_statement(self.connection, row), row["position"])
        sketch = copies.sketch(document.text, document.language, reading)
        self.copying.put(seq, position_of(kept.known_at, document.source, id_), document.source, sketch)

    def review(self, decision: Decision) -> None:
        """Lay a reviewer's decision, or its end, over what stands."""
        self._reviewed.append(decision)

    def finish(self) -> None:
        """Follow what was put to its end: who told it first, which events and figures it joins, where these stand."""
        self.copying.finish()
        for seq in sketches.in_order(self.connection, self.copying.changed):
            self._tell_first(seq)
        self.copying.changed.clear()
        for versions in reviewing.corrections(self.connection):
            self._put_right(versions)
        self.events.finish()
        self.figures.finish()
        overlay = reviewing.overlaid(self.connection, self.events.touched)
        self.events.touched.changed(overlay.changed)
        for decision in self._reviewed:
            events, figures = reviewing.touched_by(self.connection, decision)
            self.events.touched.changed(events)
            self.figures.touched.changed(figures)
        self._reviewed.clear()
        for event, grown_from in self.events.touched.take():
            self.histories.write_event(event, grown_from, overlay.event(event), overlay.moments)
        for figure, grown_from in self.figures.touched.take():
            self.histories.write_figure(figure, grown_from, overlay.figure(figure), overlay.moments)

    def _decide(self, row: int, position: str) -> None:
        self.events.put(row, position)
        self.figures.put(row, position)

    def _ended(self, seq: int, since: str) -> None:
        """The statements of a document hold for another time than before."""
        for row in views.statements_of_document(self.connection, seq):
            self.events.ended(row["row"], since)
            self.figures.ended(row["row"], since)

    def _put_right(self, versions: reviewing.Versions) -> None:
        """Let a statement hold as it was read for its time, and then as reviewers put it right."""
        read, *others = versions.shown
        for row in versions.shown:
            self.events.remove(row["row"])
            self.figures.remove(row["row"])
        for row in others:
            views.remove_statement(self.connection, row["row"], row["quote"])
        known_at, believed_to = versions.first
        moves.put_interval(self.connection, read["row"], known_at, believed_to)
        if known_at < believed_to:
            self._decide(read["row"], read["position"])
        for row in versions.later:
            self._decide(views.put_statement(self.connection, row), row["position"])

    def _tell_first(self, seq: int) -> None:
        """Let the statements of a document go back to whoever told them first.

        In a sentence that was copied that is the voice that told the same there, else its source.
        """
        links = sketches.links_of(self.connection, seq)
        credited = views.credited_source(self.connection, seq)
        for row in views.statements_of_document(self.connection, seq):
            if not speaks_for_source(Role(row["role"]), row["voice"], row["source"]):
                continue
            link = next((one for one in links if one["start"] < row["end"] and row["start"] < one["end"]), None)
            first_told = link["told_by"] if link is not None else credited or row["source"]
            there = sketches.origin_there(self.connection, link, row) if link is not None else None
            origin = there or self.registry.source(first_told)
            if (origin, first_told) != (row["origin"], row["first_told"]):
                self.events.remove(row["row"])
                self.figures.remove(row["row"])
                views.tell_first(self.connection, row["row"], origin, first_told)
                self._decide(row["row"], row["position"])
