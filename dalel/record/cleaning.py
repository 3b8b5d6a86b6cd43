"""Making sure that redacted words leave no byte in the record's files.

A redaction notes in its own transaction that this is still to be done (table `leftovers`), so that a process killed
in between leaves it to whoever opens the record next.
"""

from __future__ import annotations

import sqlite3

# Whoever merely opens a record does not wait longer than this for others to let go of it.
PATIENCE_MILLISECONDS = 1000


def has_leftovers(connection: sqlite3.Connection) -> bool:
    """Whether the record's files may still hold bytes of redacted words."""
    return connection.execute("SELECT 1 FROM leftovers LIMIT 1").fetchone() is not None


def prepare(connection: sqlite3.Connection) -> None:
    """Before a redaction: let nothing that is deleted stay behind in pages or go into temporary files."""
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")


def clean(connection: sqlite3.Connection) -> str | None:
    """Leave no byte of redacted words in the record's files. Returns why that could not be done yet, if so.

    Old pages stand in the write-ahead log, in free pages, and in free room within pages, until all of it is rewritten.
    """
    connection.execute("PRAGMA temp_store = DEFAULT")  # what is rewritten no longer holds the words, but may be large
    try:
        for step in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            for row in connection.execute(step):
                if row[0]:
                    return "another process is reading the record"
    except sqlite3.OperationalError as error:
        return str(error)
    connection.execute("DELETE FROM leftovers")
    return None


def finish(connection: sqlite3.Connection) -> None:
    """Do what an interrupted redaction left to be done, unless others are at work: then it waits for the next one."""
    if not has_leftovers(connection):
        return
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MILLISECONDS}")
    clean(connection)
    connection.execute(f"PRAGMA busy_timeout = {patience}")
