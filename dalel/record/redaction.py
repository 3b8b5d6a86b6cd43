"""Redaction: words that must be gone, from the texts, from the log, and from the file's bytes.

This is the only code that changes an entry. It takes body and salt away and leaves the rest, so that the chain holds;
the redaction's own entry says what to read in place of each. All happens in the transaction of the caller, in which the
views are derived anew; `cleaning.clean` then makes sure that no byte of the words is left in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from dalel.model import About, Action, Anchor, Document, Review
from dalel.record import log
from dalel.record.blanks import (
    BLOCK,
    Spans,
    Words,
    blanked,
    blanked_json,
    blanked_path,
    blanked_value,
    blocks,
    covers,
    covers_address,
    uncovered,
    united,
    words_of,
)
from dalel.record.bodies import body_id, document_body, document_from
from dalel.record.reviews import review_body
from dalel.record.store import Record

Body = dict[str, Any]


class RedactionError(Exception):
    """The redaction cannot be made as asked; nothing was changed. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to redact: spans of documents, by their entries, and words that must be gone from these documents.

    `words` hold the words of the spans, too. `everywhere` takes in all documents, answers and reviews that hold them;
    `addresses` blanks the documents' addresses after the host.
    """

    spans: Mapping[int, Spans]
    words: Words
    everywhere: bool = False
    addresses: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was done: the entry, the documents whose words went, all entries that were emptied, and what is left.

    `elsewhere` are entries that still hold the words, each with its kind; `near` are words of the redacted documents
    that begin alike; `addresses` those of the documents, which may hold the words in other letters.
    """

    seq: int
    documents: tuple[int, ...]
    emptied: tuple[int, ...]
    elsewhere: tuple[tuple[int, str], ...]
    near: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """What the log is to say instead, entry by entry."""

    bodies: dict[int, Body] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    was: dict[int, str] = field(default_factory=dict)
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    old_texts: set[str] = field(default_factory=set)
    urls: dict[str, str] = field(default_factory=dict)
    near: set[str] = field(default_factory=set)
    elsewhere: list[tuple[int, str]] = field(default_factory=list)


def apply(record: Record, request: Request, by: str, at: str) -> Redaction:
    """Redact, inside `record.writing()`; the views must be derived anew in the same transaction.

    Raises RedactionError, and the transaction must then be rolled back.
    """
    connection = record.connection
    if request.note is not None and request.words.stand_in(request.note):
        raise RedactionError("the note holds the words that are to go; say it in other words")
    request = replace(request, spans=_with_doubles(connection, request.spans))
    plan = Plan()
    _plan_documents(connection, request, plan)
    _plan_addresses(connection, plan)
    _refuse_doubles(connection, plan)
    plan_others(connection, request, plan)
    if not plan.bodies:
        raise RedactionError("nothing in the record holds these words")
    entry = carry_out(record, plan, request.note, by, at)
    urls = (plan.bodies[seq]["url"] for seq in plan.spans)
    kept = {url for url in urls if url is not None and BLOCK not in url}
    return Redaction(
        entry.seq,
        tuple(sorted(plan.spans)),
        tuple(sorted(plan.bodies)),
        tuple(plan.elsewhere),
        tuple(sorted(plan.near)),
        tuple(sorted(kept)),
    )


def carry_out(record: Record, plan: Plan, note: str | None, by: str, at: str) -> log.Entry:
    """Empty the entries as planned, and note it. The views are empty afterwards."""
    connection = record.connection
    emptied = [{"entry": log.content_of(connection, seq), "body": plan.bodies[seq]} for seq in sorted(plan.bodies)]
    review = Review(Action.REDACT, About.DOCUMENT, tuple(_targets(plan)), note, {"emptied": emptied})
    entry = log.append(connection, "review", review_body(review), by, at)
    with _unguarded(connection):
        empty = "UPDATE log SET body = NULL, salt = NULL WHERE seq = ?"
        connection.executemany(empty, [(seq,) for seq in sorted(plan.bodies)])
    record.reset_views()  # they speak of the texts
    _drop_texts(connection, plan.old_texts)
    connection.execute("INSERT INTO leftovers VALUES (?)", (at,))
    return entry


def _with_doubles(connection: sqlite3.Connection, spans: Mapping[int, Spans]) -> dict[int, Spans]:
    """The spans also for further entries with the same document: several desks may have it."""
    wanted: dict[str, Spans] = {}
    for seq in spans:
        found = log.body_of(connection, seq)
        if found is not None and found[0] == "document":
            wanted[body_id(found[1])] = spans[seq]
    doubles = {
        entry.seq: wanted[id_]
        for entry in log.entries(connection)
        if entry.kind == "document" and (id_ := body_id(entry.body)) in wanted
    }
    return {**spans, **doubles}


def _targets(plan: Plan) -> Iterator[Anchor]:
    for seq, spans in sorted(plan.spans.items()):
        id_ = body_id(plan.bodies[seq])
        yield from (Anchor(id_, start, end) for start, end in spans)
        if not spans:
            yield Anchor(id_)


def _plan_documents(connection: sqlite3.Connection, request: Request, plan: Plan) -> None:
    for entry in log.entries(connection):
        if entry.kind != "document":
            continue
        if not log.holds_text(connection, entry.body["text"]):
            if request.words.stand_in([entry.body["title"], entry.body["author"], entry.body["url"]]):
                plan.elsewhere.append((entry.seq, "document without its text"))
            continue
        document = document_from(entry.body, connection)
        spans = united([*request.words.spans(document.text), *request.spans.get(entry.seq, ())])
        holds = spans or request.words.stand_in([document.title, document.author, document.url])
        if entry.seq not in request.spans and not (request.everywhere and holds):
            if holds:
                plan.elsewhere.append((entry.seq, "document"))
            continue
        if any(end > len(document.text) for _, end in spans):
            raise RedactionError(f"document {entry.seq} is only {len(document.text)} characters long")
        changed = _redacted(document, spans, request.words, request.addresses)
        if changed == document:
            raise RedactionError(f"document {entry.seq} does not hold these words")
        log.keep_text(connection, changed.text)
        body = _plan_document(entry, document_body(changed), plan)
        plan.old_texts |= {entry.body["text"]} - {body["text"]}
        plan.spans[entry.seq] = spans
        plan.near |= request.words.near(changed.text)
        if request.words.stand_in(document.source):
            plan.elsewhere.append((entry.seq, "name of the source"))
        if document.url is not None and changed.url is not None and changed.url != document.url:
            plan.urls[document.url] = changed.url
    missing = sorted(request.spans.keys() - plan.spans.keys())
    if missing:
        raise RedactionError(f"entry {missing[0]} is no document")


def _plan_document(entry: log.Entry, body: Body, plan: Plan) -> Body:
    plan.bodies[entry.seq] = body
    plan.was[entry.seq] = body_id(entry.body)
    plan.ids[plan.was[entry.seq]] = body_id(body)
    return body


def _plan_addresses(connection: sqlite3.Connection, plan: Plan) -> None:
    """What else stands at a redacted address keeps company with it: versions of a page stay together."""
    if plan.urls:
        for entry in log.entries(connection):
            if entry.kind == "document" and entry.seq not in plan.bodies and entry.body["url"] in plan.urls:
                _plan_document(entry, {**entry.body, "url": plan.urls[entry.body["url"]]}, plan)


def _refuse_doubles(connection: sqlite3.Connection, plan: Plan) -> None:
    """Two documents that differ in nothing but the redacted words would be one."""
    seen: dict[str, int] = {}
    for seq, body in plan.bodies.items():
        id_ = body_id(body)
        row = connection.execute("SELECT seq FROM documents WHERE id = ?", (id_,)).fetchone()
        other = row["seq"] if row is not None and row["seq"] not in plan.bodies else seen.setdefault(id_, seq)
        if other != seq and plan.was.get(other) != plan.was[seq]:
            cure = "redact some more words of one of them first"
            raise RedactionError(f"documents {seq} and {other} would be the same without these words; {cure}")


def plan_others(connection: sqlite3.Connection, request: Request, plan: Plan) -> None:
    """Answers and reviews that name a redacted document by its id, or hold the words."""
    words = request.words
    for entry in log.entries(connection):
        if entry.kind == "answer":
            document = entry.body["document"]
            if not log.holds_text(connection, entry.body["text"]):
                if document in plan.ids:
                    plan.bodies[entry.seq] = {**entry.body, "document": plan.ids[document]}
                continue
            text = log.text_of(connection, entry.body["text"])
            holds = words.stand_in(text)
            if document in plan.ids or (request.everywhere and holds):
                _plan_answer(connection, entry, text, words, plan)
            elif holds:
                plan.elsewhere.append((entry.seq, entry.kind))
        elif entry.kind == "review":
            body = _review_body(connection, entry.body, plan, words, request.everywhere)
            if body != entry.body:
                plan.bodies[entry.seq] = body
            elif words.stand_in([body["note"], body["changes"]]):
                plan.elsewhere.append((entry.seq, entry.kind))
        elif entry.kind != "document" and words.stand_in(dict(entry.body)):
            plan.elsewhere.append((entry.seq, entry.kind))
    plan.elsewhere.sort()


def _plan_answer(connection: sqlite3.Connection, entry: log.Entry, text: str, words: Words, plan: Plan) -> None:
    kept = log.keep_text(connection, blanked_json(text, words.blanked_one_by_one))
    document = entry.body["document"]
    plan.bodies[entry.seq] = {**entry.body, "document": plan.ids.get(document, document), "text": kept}
    plan.old_texts |= {entry.body["text"]} - {kept}


def _review_body(
    connection: sqlite3.Connection, body: Mapping[str, Any], plan: Plan, words: Words, everywhere: bool
) -> Body:
    """A review without the words and without the ids that were made from them; statements are found by their spans."""
    changed = {**body, "targets": [_target(target, plan) for target in body["targets"]]}
    changes = body["changes"]
    if body["action"] == Action.REDACT:
        items = ((item["entry"], item["body"]) for item in changes["emptied"])
        changed["changes"] = {
            "emptied": [
                {"entry": name, "body": None if log.number_of(connection, name) in plan.bodies else said}
                for name, said in items
            ]
        }
    if everywhere or changed["targets"] != body["targets"]:
        changed["note"] = None if body["note"] is None else words.blanked(body["note"])
        if body["action"] == Action.CORRECT:
            changed["changes"] = {**changes, "place": blanked_value(changes["place"], words.blanked)}
    return changed


def _target(target: Body, plan: Plan) -> Body:
    if target["document"] not in plan.ids:
        return target
    return {**target, "document": plan.ids[target["document"]], "statement": None}


def _redacted(document: Document, spans: Spans, words: Words, with_address: bool = False) -> Document:
    """A document without the words; a title that begins the text stays what the text begins with."""
    text, title, url = blanked(document.text, spans), document.title, document.url
    if title is not None:
        title = text[: len(title)] if document.text.startswith(title) else words.blanked(title)
    if url is not None:
        url = blanked_path(url) if with_address else words.blanked_address(url)
    author = None if document.author is None else words.blanked(document.author)
    return replace(document, text=text, title=title, url=url, author=author)


def veiled(connection: sqlite3.Connection, document: Document) -> Document:
    """A document as it may be kept: without the words that were redacted from the same text before.

    The same text is one that is equal but for the blocks: no hash of the words is kept by which they could be guessed.
    Where all else is the same too, this is the redacted document itself, and adding it again adds nothing.
    """
    query = "SELECT document FROM veils WHERE length = ? ORDER BY document"
    for (seq,) in connection.execute(query, (len(document.text),)).fetchall():
        found = log.body_of(connection, seq)
        if found is None:
            raise KeyError(f"the record holds no entry {seq}")
        kept = document_from(found[1], connection)
        if covers(kept.text, document.text):
            if _covers_rest(kept, document):
                return replace(kept, received_at=document.received_at)
            words = uncovered(kept.text, document.text)
            document = _redacted(document, blocks(kept.text), words_of(words)) if words else document
    return document


def _covers_rest(kept: Document, document: Document) -> bool:
    """Whether all but the text is the same as that of a redacted document, as far as can be told."""
    same = ("source", "language", "published_at", "updated_at")
    return (
        all(getattr(kept, name) == getattr(document, name) for name in same)
        and covers(kept.title, document.title)
        and covers(kept.author, document.author)
        and covers_address(kept.url, document.url)
    )


@contextmanager
def _unguarded(connection: sqlite3.Connection) -> Iterator[None]:
    """The log without its guards; they are put back as they were."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'"
    guards = connection.execute(query).fetchall()
    for guard in guards:
        connection.execute(f"DROP TRIGGER {guard['name']}")
    yield
    for guard in guards:
        connection.execute(guard["sql"])


def _drop_texts(connection: sqlite3.Connection, candidates: Iterable[str]) -> None:
    """Drop the texts of which nothing in the log speaks any more."""
    left = set(candidates)
    for entry in log.entries(connection):
        if entry.kind in ("document", "answer"):
            left.discard(entry.body["text"])
    connection.executemany("DELETE FROM texts WHERE sha256 = ?", [(sha256,) for sha256 in sorted(left)])
