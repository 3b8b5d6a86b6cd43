"""What open questions and promises need of a record: documents with their statements, as of a moment.

Every query uses an index and is limited, so that its cost does not grow with the record; which rows a limit
leaves out depends on when things became known, never on the order in which they were added.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dalel.record import log, queries
from dalel.record.queries import HOLDS
from dalel.record.search import searchable

Row = dict[str, Any]

# How far back is looked: documents that ask or promise, and statements among which such documents are found.
MOST_DOCUMENTS = 200
MOST_STATEMENTS = 12_000
MOST_OF_EVENT = 16
MOST_EVENTS = 600
MOST_FOUND = 24
MOST_PLACED = 3_000
_CHUNK = 400  # values bound to one statement

OF_DOCUMENT = "documents.seq, documents.id, documents.source, documents.title, documents.language, documents.sha256"
OF_DOCUMENT += ", documents.published_at, documents.zone, documents.known_at, documents.believed_to"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with its text and what it states, in text order."""

    row: Row
    text: str
    statements: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A record as it stood at a moment, for whoever asks what is open. Papers are read once."""

    connection: sqlite3.Connection
    at: str

    def papers(self, seqs: Iterable[int]) -> list[Paper]:
        """Documents that held, by when they became known."""
        found: list[Paper] = []
        for chunk in _chunks(sorted(set(seqs))):
            query = f"SELECT {OF_DOCUMENT} FROM documents WHERE seq IN ({_marks(chunk)}) AND {HOLDS}"  # noqa: S608
            for row in _rows(self.connection, query, {**_named(chunk), "at": self.at}):
                text = log.text_of(self.connection, row["sha256"])
                found.append(Paper(row, text, tuple(self._stated(row["seq"]))))
        return sorted(found, key=lambda paper: (paper.row["known_at"], paper.row["id"]))

    def _stated(self, seq: int) -> list[Row]:
        rows = queries.statements_in(self.connection, self.at, seq)
        return [row for row in rows if row["kind"] != "label" and row["known_at"] <= self.at < row["believed_to"]]

    def leaving_open(self, before: str) -> list[int]:
        """The documents that leave an event or a figure open, among the latest statements before a moment."""
        return self._among_latest("factuality = 'Uu' AND kind != 'label'", {}, before)

    def of_types(self, types: Sequence[str], before: str) -> list[int]:
        """The documents with statements of these PLOVER types, among the latest statements before a moment."""
        return self._among_latest(f"type IN ({_marks(types)})", _named(types), before)

    def _among_latest(self, condition: str, values: Row, before: str) -> list[int]:
        query = (
            "SELECT document, max(position) AS latest FROM (SELECT * FROM statements "  # noqa: S608
            f"WHERE {HOLDS} AND known_at <= :before ORDER BY known_at DESC, position DESC LIMIT {MOST_STATEMENTS}) "
            f"WHERE {condition} GROUP BY document ORDER BY latest DESC LIMIT {MOST_DOCUMENTS}"
        )
        rows = _rows(self.connection, query, {**values, "at": self.at, "before": before})
        return [row["document"] for row in rows]

    def saying(self, words: Sequence[str], before: str) -> list[int]:
        """The latest documents before a moment whose text holds one of these phrases.

        A `*` at the end of a phrase leaves its ending open.
        """
        match = " OR ".join(_phrases(words))
        return self._matching(match, "known_at <= :moment ORDER BY known_at DESC", before, MOST_DOCUMENTS)

    def sharing(self, groups: Sequence[Sequence[str]], since: str) -> list[int]:
        """The first documents after a moment that hold words of two of these groups."""
        listed = [f"({' OR '.join(phrases)})" for phrases in map(_phrases, groups) if phrases]
        pairs = [f"({one} AND ({' OR '.join(listed[number:])}))" for number, one in enumerate(listed[:-1], start=1)]
        return self._matching(" OR ".join(pairs), "known_at > :moment ORDER BY known_at", since, MOST_FOUND)

    def _matching(self, match: str, which: str, moment: str, most: int) -> list[int]:
        query = (
            "SELECT seq FROM documents_text JOIN documents ON seq = documents_text.rowid "  # noqa: S608
            f"WHERE documents_text MATCH :match AND {HOLDS} AND {which}, id LIMIT :most"
        )
        values = {"match": match, "at": self.at, "moment": moment, "most": most}
        return [row["seq"] for row in _rows(self.connection, query, values)] if match else []

    def about(self, topics: Iterable[str]) -> dict[str, list[int]]:
        """For each event or figure the documents that speak of it: the first and the latest known."""
        found: dict[str, list[int]] = {}
        for topic in sorted(set(topics)):
            column = "figure" if topic.startswith("f") else "event"
            ways = [
                f"SELECT document FROM statements WHERE {column} = :topic AND {HOLDS} "  # noqa: S608
                f"ORDER BY position {order} LIMIT {MOST_OF_EVENT}"
                for order in ("", "DESC")
            ]
            if column == "event":
                ways.append(
                    "SELECT document FROM moves JOIN statements ON row = statement WHERE moves.event = :topic "  # noqa: S608
                    f"AND moves.known_at <= :at AND moves.believed_to > :at LIMIT {MOST_OF_EVENT}"
                )
            rows = (row for way in ways for row in _rows(self.connection, way, {"topic": topic, "at": self.at}))
            found[topic] = list(dict.fromkeys(row["document"] for row in rows))
        return found

    def placed(self, places: Iterable[str], first: str, last: str) -> list[Row]:
        """Events at some places that began between two days, the latest first."""
        chosen = sorted(set(places))[:_CHUNK]
        query = (
            f"SELECT event, type, mode, place, began FROM events WHERE {HOLDS} AND began BETWEEN :first AND :last "  # noqa: S608
            f"AND place IN ({_marks(chosen)}) ORDER BY began DESC, event LIMIT {MOST_PLACED}"
        )
        return _rows(self.connection, query, {**_named(chosen), "at": self.at, "first": first, "last": last})

    def events(self, ids: Iterable[str]) -> dict[str, Row]:
        """Events as they stood, by id."""
        return self._states("event", ids)

    def figures(self, ids: Iterable[str]) -> dict[str, Row]:
        """Figures as they stood, by id."""
        return self._states("figure", ids)

    def _states(self, column: str, ids: Iterable[str]) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for chunk in _chunks(sorted(set(ids))):
            query = f"SELECT * FROM {column}s WHERE {column} IN ({_marks(chunk)}) AND {HOLDS}"  # noqa: S608
            rows = _rows(self.connection, query, {**_named(chunk), "at": self.at})
            found |= {row[column]: row for row in rows}
        return found

    def latest_events(self) -> list[Row]:
        """The events of the latest days that held."""
        return self._latest("events", "event")

    def latest_figures(self) -> list[Row]:
        """The figures of the latest days that held."""
        return self._latest("figures", "figure")

    def _latest(self, view: str, column: str) -> list[Row]:
        query = (
            f"SELECT * FROM {view} WHERE {HOLDS} AND began <= :at ORDER BY began DESC, {column} "  # noqa: S608
            f"LIMIT {MOST_EVENTS}"
        )
        return _rows(self.connection, query, {"at": self.at})


def _rows(connection: sqlite3.Connection, query: str, values: dict[str, Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(query, values)]


def _chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def _named(values: Sequence[Any]) -> dict[str, Any]:
    return {f"v{index}": value for index, value in enumerate(values)}


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(f":v{index}" for index in range(len(values)))


def _phrases(words: Sequence[str]) -> list[str]:
    """Phrases as FTS5 takes them. An open ending can only stand at the end of a phrase, an open beginning nowhere."""
    found = []
    for phrase in words:
        parts = phrase.split()
        if not parts or any("*" in part for part in parts[:-1]) or parts[-1].startswith("*"):
            continue
        letters = searchable(" ".join(parts)).replace('"', " ").rstrip("*")
        found.append(f'"{letters}"' + ("*" if parts[-1].endswith("*") else ""))
    return found
