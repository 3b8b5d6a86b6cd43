"""A record: one SQLite file that holds the log and the views derived from it."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Self

import rfc8785

from dalel import __version__
from dalel.model import Actor, Answer, Document, Source
from dalel.record import cleaning, log, turns
from dalel.record.bodies import actor_body, actor_from, document_body, document_from, source_body
from dalel.record.moments import utc

APPLICATION_ID = 0x44414C31  # "DAL1", shown by file(1)
FORMAT = 3
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
    "waiting",
    "documents",
    "actors",
    "sources",
)

# What is not derived, but for reports in quarantine, which are nobody's to copy.
TRUTH = ("log", "texts", "signatures", "vouchers", "checkpoints")

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

    def copy_log(self, other: Record) -> None:
        """Take over the log of another record, with its texts and signatures, into this empty one."""
        self.connection.execute("ATTACH ? AS other", (str(other.path),))
        with self.writing() as connection:
            for table in TRUTH:
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table}")  # noqa: S608
        self.connection.execute("DETACH other")

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

    def described_actors(self) -> tuple[Actor, ...]:
        """The actors that the log describes, each as its last entry does, in the order in which they were described.

        Raises RecordError where an entry is damaged.
        """
        described: dict[str, Actor] = {}
        for seq, body in turns.in_turn(self.connection, "actor"):
            try:
                actor = actor_from(json.loads(body))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                problem = f"{self.path}: entry {seq} is damaged ({error}); see `dalel verify`"
                raise RecordError(problem) from error
            described[actor.name] = actor
        return tuple(described.values())

    def put_actors(self, actors: Iterable[Actor]) -> None:
        """Show these actors and no others. Only inside `writing`."""
        self.connection.execute("DELETE FROM actors")
        rows = [(actor.name, rfc8785.dumps(actor_body(actor)).decode()) for actor in actors]
        self.connection.executemany("INSERT INTO actors VALUES (?, ?)", rows)

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
