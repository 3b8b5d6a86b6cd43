"""A record: one SQLite file that holds the log and the views derived from it."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import rfc8785

from dalel import __version__
from dalel.model import Actor, ActorType, Answer, Document, Source, SourceKind, Tenure
from dalel.record import cleaning, log
from dalel.record.moments import utc

APPLICATION_ID = 0x44414C31  # "DAL1", shown by file(1)
FORMAT = 2
BUSY_SECONDS = 30.0

VIEWS = (
    "derived",
    "veils",
    "reviews",
    "statements_text",
    "documents_text",
    "figures",
    "events",
    "denials",
    "moves",
    "copies",
    "sketch_keys",
    "sketches",
    "groups_under",
    "found_under",
    "statements",
    "documents",
    "actors",
    "sources",
)

MEMBERS = ("event_members", "figure_members")


class RecordError(Exception):
    """The record cannot be used as asked; the message says why and what to do."""


class Record:
    """An open record. Reading needs nothing else; writing goes through `with record.writing():`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new, empty record. Raises RecordError where a file is already there.

        It is made under another name and then linked, so that a killed process leaves no half-made record.
        """
        taken = f"{path}: is already there; choose another name, or add to it: `dalel add … -r {path}`"
        if path.exists():
            raise RecordError(taken)
        if not path.parent.is_dir():
            raise RecordError(f"{path}: there is no folder {path.parent}")
        try:
            with tempfile.TemporaryDirectory(prefix=".dalel-", dir=path.parent) as folder:
                made = Path(folder) / path.name
                connection = _connect(made)
                connection.executescript(
                    f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};"
                    "PRAGMA journal_mode = WAL;"
                )
                record = cls(connection, made)
                with record.writing():
                    _run(connection, "schema.sql")
                    record.reset_views()
                record.close()
                os.link(made, path)
        except FileExistsError as error:
            raise RecordError(taken) from error
        except (OSError, sqlite3.Error) as error:
            raise RecordError(f"{path}: cannot be written ({error})") from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, to_rebuild: bool = False) -> Self:
        """An existing record.

        Raises RecordError where it is missing, no record, of a newer format, or where its views were
        derived by another version of Dalel and are not about to be rebuilt.
        """
        if path.is_dir():
            raise RecordError(f"{path}: is a folder; name the record's file")
        if not path.is_file():
            raise RecordError(f"{path}: there is no record; make one with `dalel init {path}`")
        try:
            connection = _connect(path)
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise RecordError(f"{path}: cannot be opened ({error})") from error
        except sqlite3.DatabaseError as error:
            raise RecordError(f"{path}: is not a record ({error})") from error
        problem = None
        if application != APPLICATION_ID:
            problem = "is not a record of Dalel"
        elif version < FORMAT:
            problem = f"has format {version} of a Dalel before its first release; add its documents to a new record"
        elif version > FORMAT:
            problem = f"has format {version}, this Dalel reads up to {FORMAT}; upgrade Dalel"
        elif not to_rebuild and _derived_by(connection) != views_version():
            problem = f"was derived by another version of Dalel; run `dalel rebuild -r {path}`"
        if problem is not None:
            connection.close()
            raise RecordError(f"{path}: {problem}")
        cleaning.finish(connection)
        return cls(connection, path)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or, on an exception or a crash, none."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            if self.connection.in_transaction:  # SQLite rolls back by itself when the disk is full
                self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def reset_views(self) -> None:
        """Drop and create all views, empty. Only inside `writing`."""
        for view in MEMBERS:
            self.connection.execute(f"DROP VIEW IF EXISTS {view}")
        for view in VIEWS:
            self.connection.execute(f"DROP TABLE IF EXISTS {view}")
        _run(self.connection, "views.sql")
        self.connection.execute("INSERT INTO derived VALUES (?)", (views_version(),))

    def append_source(self, source: Source, author: str, at: datetime) -> bool:
        """Note a source, or its new description. False where nothing is new."""
        body = source_body(source)
        row = self.connection.execute("SELECT * FROM sources WHERE name = ?", (source.name,)).fetchone()
        if row is not None and {**dict(row), "languages": json.loads(row["languages"])} == body:
            return False
        log.append(self.connection, "source", body, author, utc(at))
        return True

    def append_actor(self, actor: Actor, author: str, at: datetime) -> None:
        """Note an actor of a desk's file, or its new description."""
        log.append(self.connection, "actor", actor_body(actor), author, utc(at))

    def actors(self) -> tuple[Actor, ...]:
        """The actors of the desk's file, by name."""
        rows = self.connection.execute("SELECT body FROM actors ORDER BY name")
        return tuple(actor_from(json.loads(row["body"])) for row in rows)

    def put_actors(self) -> tuple[Actor, ...]:
        """Show the actors that the log describes, each as its last entry does. Only inside `writing`.

        Raises RecordError where an entry is damaged.
        """
        query = "SELECT seq, body FROM log WHERE kind = 'actor' ORDER BY seq"
        for entry in self.connection.execute(query):
            try:
                actor = actor_from(json.loads(entry["body"]))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                problem = f"{self.path}: entry {entry['seq']} is damaged ({error}); see `dalel verify`"
                raise RecordError(problem) from error
            self.connection.execute("INSERT OR REPLACE INTO actors VALUES (?, ?)", (actor.name, entry["body"]))
        return self.actors()

    def append_document(self, document: Document, author: str, at: datetime) -> int:
        """Append a document and its text. Returns the entry's number."""
        log.keep_text(self.connection, document.text)
        return log.append(self.connection, "document", document_body(document), author, utc(at)).seq

    def append_answer(self, document: str, answer: Answer, author: str, at: datetime) -> None:
        """Append what a plug-in answered about a document, named by its id; before the document's own entry."""
        kept = log.keep_text(self.connection, answer.body)
        log.append(self.connection, "answer", {"document": document, "by": answer.by, "text": kept}, author, utc(at))

    def has_document(self, id_: str) -> bool:
        return self.connection.execute("SELECT 1 FROM documents WHERE id = ?", (id_,)).fetchone() is not None

    def document(self, seq: int) -> Document:
        """The document of an entry, as it was added. Raises KeyError where there is none."""
        found = log.body_of(self.connection, seq)
        if found is None or found[0] != "document":
            raise KeyError(f"entry {seq} is no document")
        return document_from(found[1], self.connection)

    def text(self, sha256: str) -> str:
        return log.text_of(self.connection, sha256)


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
    return Document(
        source=body["source"],
        text=log.text_of(connection, body["text"]),
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


def views_version() -> str:
    """What decides whether views can be read: the version of Dalel and the views' own definition."""
    definition = (files("dalel.record") / "views.sql").read_bytes()
    return f"{__version__} {hashlib.sha256(definition).hexdigest()[:12]}"


def _derived_by(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version FROM derived").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    return str(row[0]) if row is not None else None


def _connect(path: Path) -> sqlite3.Connection:
    # A record on a medium that cannot be written can be read, as long as nobody else writes it.
    readable_only = path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    address = f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if readable_only else 'mode=rwc'}"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.create_function(
        "casefold", 1, lambda text: None if text is None else str(text).casefold(), deterministic=True
    )
    # FULL: what was acknowledged survives a power cut, not only a killed process.
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;")
    return connection


def _run(connection: sqlite3.Connection, name: str) -> None:
    """Run a file of statements inside the open transaction (`executescript` would commit it)."""
    statement = ""
    for line in (files("dalel.record") / name).read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
