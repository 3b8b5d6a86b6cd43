"""The views of documents and of what stands in them: texts with their marks, search, statements."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from dalel.publish.web import words
from dalel.publish.web.asking import PAGE_ROWS, Ask, Refused, filters, paged
from dalel.publish.web.marks import around, changes, marked
from dalel.publish.web.page import render
from dalel.record import queries
from dalel.record.queries import Filters

Row = dict[str, Any]

MOST_COPIES = 100


def documents(ask: Ask) -> Response:
    """All documents that held, the latest first."""
    page = paged(ask, queries.documents, queries.DOCUMENT_FILTERS)
    return render(
        ask,
        "documents.html",
        "Documents",
        rows=page.rows,
        number=page.number,
        more=page.more,
        chosen=page.chosen,
    )


def document(ask: Ask, seq: int) -> Response:
    """One text with everything found in it marked, its other versions and its copies."""
    row = queries.document(ask.connection, seq)
    if row is None:
        raise Refused(404, f"The record holds no document {seq}.")
    if row["known_at"] > ask.at:
        since = words.moment(row["known_at"])
        raise Refused(404, f"Document {seq} was not known as of {words.moment(ask.at)}; it became known {since}.")
    text = ask.record.text(row["sha256"])
    statements = queries.statements_in(ask.connection, ask.at, seq)
    versions = queries.revisions(ask.connection, ask.at, row["source"], row["url"]) if row["url"] else [row]
    place = next(index for index, version in enumerate(versions) if version["seq"] == seq)
    earlier = versions[place - 1] if place else None
    later = versions[place + 1] if place + 1 < len(versions) else None
    return render(
        ask,
        "document.html",
        words.shorten(row["title"] or text, 240 if row["title"] else 80),
        row=row,
        text=marked(text, statements),
        statements=statements,
        versions=versions,
        earlier=earlier,
        later=later,
        changes=changes(ask.record.text(earlier["sha256"]), text) if earlier else [],
        taken=queries.copied_from(ask.connection, ask.at, seq),
        told_again=queries.copied_by(ask.connection, ask.at, seq, MOST_COPIES),
    )


def search(ask: Ask) -> Response:
    """Documents and quotes that hold all the words."""
    filters(ask, frozenset(), frozenset({"q"}))
    asked_for = ask.params.get("q", "").strip()[:400]
    documents_found: list[tuple[Row, tuple[str, str, str]]] = []
    quotes: list[Row] = []
    if asked_for:
        chosen = Filters(text=asked_for, limit=PAGE_ROWS)
        for row in queries.documents(ask.connection, ask.at, chosen):
            documents_found.append((row, _snippet(ask.record.text(row["sha256"]), asked_for)))
        quotes = list(queries.statements(ask.connection, ask.at, chosen))
    return render(
        ask, "search.html", "Search", asked_for=asked_for, found=documents_found, quotes=quotes, most=PAGE_ROWS
    )


def _snippet(text: str, asked_for: str) -> tuple[str, str, str]:
    """The first place in a text where one of the words stands; the text's beginning where only a variant does."""
    folded = text.lower()
    if len(folded) == len(text):
        for word in sorted(asked_for.lower().split(), key=len, reverse=True):
            start = folded.find(word)
            if start >= 0:
                return around(text, start, start + len(word), 120)
    return "", "", words.shorten(text, 240)


def statements(ask: Ask) -> Response:
    """Who says what, in which exact words."""
    page = paged(ask, queries.statements, queries.STATEMENT_FILTERS)
    return render(
        ask,
        "statements.html",
        "Statements",
        rows=page.rows,
        number=page.number,
        more=page.more,
        chosen=page.chosen,
    )
