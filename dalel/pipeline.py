"""One batch of documents through all stages: log, reading, views, weighing.

A batch is read first, outside any transaction; then its entries and everything derived from them are
written in one, so that a record killed at any moment is whole, and what was acknowledged is kept.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dalel.extract.actors import NO_BOOK, ActorBook
from dalel.extract.reading import read
from dalel.model import Actor, Answer, Document, Reading, Refusal, Review, Source
from dalel.plugins import PluginError, Reader
from dalel.record import keys, log, redaction, reviews, turns, views
from dalel.record.bodies import answer_from, document_from, document_id, source_from
from dalel.record.moments import utc
from dalel.record.store import Record, RecordError
from dalel.weigh import Weighing

# A batch is written after so many documents or seconds: few enough that little is read again after a
# crash and that a live page is fresh, many enough that the disk is not waited for after each.
BATCH_DOCUMENTS = 32
BATCH_SECONDS = 0.5

COMPARED = ("sources", "actors", "documents", "statements", "events", "figures", "reviews", "veils")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one document: its entry in the log, or None where the record had it already.

    `silent` names the plug-ins that gave no answer and why; `refused` is what the text did not bear out.
    """

    document: Document
    seq: int | None
    statements: int
    silent: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadWith:
    """A new document's reading, with the answers of plug-ins that went into it."""

    reading: Reading
    answers: tuple[Answer, ...]
    silent: tuple[str, ...]


def add(
    record: Record,
    items: Iterable[Document | Source],
    author: str,
    now: datetime,
    plugins: Sequence[Reader] = (),
) -> Iterator[Added]:
    """Add documents and sources. Each `Added` is yielded after its transaction was committed."""
    batch: list[Document | Source] = []
    weighed = Weighed(Weighing(record.connection), NO_BOOK, log.GENESIS)
    began = time.monotonic()
    for item in items:
        batch.append(item)
        if len(batch) >= BATCH_DOCUMENTS or time.monotonic() - began > BATCH_SECONDS:
            yield from _add_batch(record, batch, weighed, author, now, plugins)
            batch, began = [], time.monotonic()
    yield from _add_batch(record, batch, weighed, author, now, plugins)


@dataclass(slots=True)
class Weighed:
    """What is kept from one batch to the next: what weighing has at hand, the actors that it knows, and the last entry
    of the log that it has seen."""

    weighing: Weighing
    book: ActorBook
    head: str

    def go_on(self, record: Record) -> Weighing:
        """What weighs the next batch, with nothing at hand where somebody else has written since. Inside `writing`."""
        book = _book_of(record, self.book)
        if book is not self.book or log.head(record.connection)[1] != self.head:
            self.weighing = Weighing(record.connection, book)
            self.book = book
        return self.weighing


def _add_batch(
    record: Record,
    batch: list[Document | Source],
    weighed: Weighed,
    author: str,
    now: datetime,
    plugins: Sequence[Reader],
) -> list[Added]:
    readings: dict[str, ReadWith] = {}
    book = _book_of(record, weighed.book)
    batch = [redaction.veiled(record.connection, item) if isinstance(item, Document) else item for item in batch]
    ids = {index: document_id(item) for index, item in enumerate(batch) if isinstance(item, Document)}
    for index, id_ in ids.items():
        item = batch[index]
        if isinstance(item, Document) and id_ not in readings and not record.has_document(id_):
            readings[id_] = read_with(item, plugins, book)
    results: list[Added] = []
    with record.writing() as connection:
        weighing = weighed.go_on(record)
        current = weighed.book  # another process may have put new actors there since
        for index, item in enumerate(batch):
            if isinstance(item, Source):
                if record.append_source(item, author, now):
                    put_source(connection, item.name)
                continue
            veiled = redaction.veiled(connection, item)
            if veiled != item:  # another process has redacted it since; what plug-ins answered holds the words
                item, ids[index] = veiled, document_id(veiled)
                readings[ids[index]] = read_with(item, (), current)
            if record.has_document(ids[index]):
                results.append(Added(item, None, 0))
            else:
                found = readings[ids[index]]
                for answer in found.answers:
                    record.append_answer(ids[index], answer, author, now)
                reading = found.reading
                if current.actors != book.actors:
                    reading = read(item.text, item.language, item.published_at, found.answers, current)
                seq = record.append_document(item, author, now)
                weighing.put(seq, ids[index], item, reading)
                results.append(Added(item, seq, len(reading.statements), found.silent, reading.refused))
        weighing.finish()
        weighed.head = log.head(connection)[1]
        if views.is_any_waited_for(connection):  # for a document that came from another record without its text
            derive_anew(record)
            weighed.head = log.GENESIS
    return results


def read_with(document: Document, plugins: Sequence[Reader], book: ActorBook = NO_BOOK) -> ReadWith:
    """Read a document; a plug-in that does not answer is named, and the document is read without it."""
    answers, silent = [], []
    for plugin in plugins:
        try:
            answers.append(plugin.propose(document.text, document.language, document.published_at))
        except PluginError as error:
            silent.append(f"{plugin.name} gave no answer: {error}")
    reading = read(document.text, document.language, document.published_at, answers, book)
    return ReadWith(reading, tuple(answers), tuple(silent))


def _book_of(record: Record, known: ActorBook = NO_BOOK) -> ActorBook:
    """The actors that the record knows; the very book that is known already where nothing is new."""
    actors = record.actors()
    return known if known.actors == actors else ActorBook(actors)


def put_actors(record: Record, actors: Iterable[Actor], author: str, now: datetime) -> Iterator[int]:
    """Note actors of a desk's file, and derive anew what rests on them, in one transaction.

    Who goes by which name is no news but holds for all times, so every document is read again where a description is
    new. Yields the number of each entry done then; nothing where the record knew all of them, or holds no document.
    Raises ValueError, with nothing changed, where two actors would have one name.
    """
    known = {actor.name: actor for actor in record.actors()}
    new = [actor for actor in actors if known.get(actor.name) != actor]
    if not new:
        return
    with record.writing() as connection:
        _book_of(record).with_(new)  # once more: another process may have written since
        for actor in new:
            record.append_actor(actor, author, now)
        if connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone() is None:
            settle_actors(record)
        else:
            yield from derive(record)


def put_review(record: Record, review: Review, author: str, now: datetime) -> int:
    """Note what a reviewer decided, in one transaction. Returns the entry's number."""
    with record.writing() as connection:
        entry = log.append(connection, "review", reviews.review_body(review), author, utc(now))
        weighing = Weighing(connection, _book_of(record))
        put_decision(weighing, entry)
        weighing.finish()
    return entry.seq


def put_decision(weighing: Weighing, entry: log.Entry) -> None:
    """Show a review, and let it, or the end of the one that it undoes, be weighed."""
    connection = weighing.connection
    reviews.put(connection, entry)
    undone = entry.body["changes"].get("entry")
    decided = reviews.decision(connection, entry.seq if undone is None else log.number_of(connection, undone) or 0)
    if decided is not None:
        weighing.review(decided)


def rebuild(record: Record) -> Iterator[int]:
    """Derive all views anew from the log, in one transaction. Yields the number of each entry done.

    Raises RecordError, with nothing changed, where an entry or a text is damaged.
    """
    with record.writing():
        yield from derive(record)


def derive_anew(record: Record) -> None:
    """The same as `derive`, for whoever shows no progress."""
    for _ in derive(record):
        pass


def derive(record: Record) -> Iterator[int]:
    """All views from the log, inside a transaction. Actors are gathered first: what is known of names is no news.

    So are answers, and what is shown of documents that several desks have; entries that do not hold are passed over.
    """
    connection = record.connection
    record.reset_views()
    done = 0
    try:
        weighing = Weighing(connection, settle_actors(record))
        answers = answers_to(connection)
        documents = dict(turns.documents(connection))
        left_out = keys.repudiated(connection)
        for entry in log.entries(connection):
            done = entry.seq
            if entry.seq in left_out:
                continue
            if entry.kind == "source":
                put_source(connection, entry.body["name"])
            elif entry.seq in documents:
                put_document(weighing, entry, documents[entry.seq], answers)
            elif entry.kind == "review":
                put_decision(weighing, entry)
            if done % BATCH_DOCUMENTS == 0:
                weighing.finish()
            yield entry.seq
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RecordError(
            f"{record.path}: entry {done} or the next is damaged ({error}); see `dalel verify`"
        ) from error
    weighing.finish()


def settle_actors(record: Record) -> ActorBook:
    """Show the actors that the log describes. Inside `writing`.

    Desks that did not know of each other may give one name to two actors: then the one described first keeps it, and
    the other is left out.
    """
    described = record.described_actors()
    try:
        book = NO_BOOK.with_(described)
    except ValueError:
        book = NO_BOOK
        for actor in described:
            with suppress(ValueError):
                book = book.with_([actor])
    record.put_actors(book.actors)
    return book


def put_source(connection: sqlite3.Connection, name: str) -> None:
    """Show a source as the log describes it last."""
    body = turns.source(connection, name)
    if body is not None:
        views.put_source(connection, source_from(body))


def answers_to(connection: sqlite3.Connection) -> dict[str, list[Answer]]:
    """What plug-ins answered, by the id of the document they were asked about, as far as their words are here."""
    found: dict[str, list[Answer]] = {}
    for body in turns.answers(connection):
        if log.holds_text(connection, body["text"]):
            found.setdefault(body["document"], []).append(answer_from(body, connection))
    return found


def put_document(weighing: Weighing, entry: log.Entry, id_: str, answers: Mapping[str, Sequence[Answer]]) -> None:
    """Read a document of the log and show it; one of which the text is not here waits for it."""
    connection = weighing.connection
    if not log.holds_text(connection, entry.body["text"]):
        views.let_wait(connection, entry.seq, entry.body["text"])
        return
    document = document_from(entry.body, connection)
    reading = read(document.text, document.language, document.published_at, answers.get(id_, ()), weighing.book)
    weighing.put(entry.seq, id_, document, reading)


def differences(record: Record) -> Iterator[str]:
    """Where the views are not what the log gives, a line each. Reads every document again."""
    with (
        tempfile.TemporaryDirectory(prefix="dalel-verify-") as folder,
        Record.create(Path(folder) / "again.dalel") as again,
    ):
        again.copy_log(record)
        for _ in rebuild(again):
            pass
        for view in COMPARED:
            kept, derived = (_content(one.connection, view) for one in (record, again))
            if kept != derived:
                wrong, missing = len(kept - derived), len(derived - kept)
                yield f"{view}: {wrong} rows are not what the log gives, {missing} are missing"


def _content(connection: sqlite3.Connection, view: str) -> set[tuple[object, ...]]:
    # Row numbers are the record's own and say nothing.
    rows = connection.execute(f"SELECT * FROM {view}")  # noqa: S608
    columns = [column[0] for column in rows.description]
    return {tuple(row[name] for name in columns if name != "row") for row in rows}
