"""A store for tests of syncing, kept in SQLite, and a process that holds one dialogue with it.

An entry is a time and some bytes; its id is the SHA-256 of both. `python -m tests.sync.sqlite_store DATABASE JOURNAL`
listens, prints the port and holds one dialogue; with a port as third argument it connects there and begins. Whatever
the store acknowledges it writes to the journal, after the commit.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from dalel.sync.dialogue import PipeClosed, Refused, exchange
from dalel.sync.streams import StreamPipe, accept, connect, listen

MESSAGE_BYTES = 2048

Entry = tuple[int, bytes]


def id_of(entry: Entry) -> bytes:
    return hashlib.sha256(entry[0].to_bytes(8, "big") + entry[1]).digest()


class SqliteStore:
    """Takes in whatever is well formed and not on the list of what it `declines`."""

    def __init__(self, path: Path, journal: Path | None = None, check_same_thread: bool = True) -> None:
        self.connection = sqlite3.connect(path, check_same_thread=check_same_thread)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("CREATE TABLE IF NOT EXISTS entries (id BLOB PRIMARY KEY, time INTEGER, said BLOB)")
        self.journal = journal
        self.declines: frozenset[bytes] = frozenset()
        self.packets: list[int] = []  # the size of each that came in
        self.repeated = 0
        self.greeting = b"test"
        self.heard_hello: bytes | None = None

    def close(self) -> None:
        self.connection.close()

    def add(self, entries: Iterable[Entry]) -> None:
        with self.connection:
            rows = [(id_of(entry), *entry) for entry in entries]
            self.connection.executemany("INSERT INTO entries VALUES (?, ?, ?)", rows)

    def ids(self) -> set[bytes]:
        return {row[0] for row in self.connection.execute("SELECT id FROM entries")}

    def hello(self) -> bytes:
        return self.greeting

    def heard(self, hello: bytes) -> None:
        self.heard_hello = hello
        if not hello.startswith(b"test"):
            raise Refused("the other side is no test store")

    def items(self) -> Sequence[tuple[int, bytes]]:
        return self.connection.execute("SELECT time, id FROM entries").fetchall()

    def lacking(self) -> Sequence[bytes]:
        return ()

    def pack(self, ids: Sequence[bytes], at_most: int) -> tuple[bytes, int]:
        packet, count = b"", 0
        for id_ in ids:
            time, said = self.connection.execute("SELECT time, said FROM entries WHERE id = ?", [id_]).fetchone()
            entry = time.to_bytes(8, "big") + len(said).to_bytes(4, "big") + said
            if packet and len(packet) + len(entry) > at_most:
                break
            packet, count = packet + entry, count + 1
        return packet, count

    def unpack(self, packet: bytes) -> Sequence[bytes]:
        self.packets.append(len(packet))
        entries = []
        while packet:
            length = int.from_bytes(packet[8:12], "big")
            if len(packet) < 12 + length:
                raise Refused("the packet is cut short")
            entries.append((int.from_bytes(packet[:8], "big"), packet[12 : 12 + length]))
            packet = packet[12 + length :]
        taken = [entry for entry in entries if id_of(entry) not in self.declines]
        held = self.ids()
        self.repeated += sum(id_of(entry) in held for entry in taken)
        self.add(entry for entry in taken if id_of(entry) not in held)
        if self.journal:
            with self.journal.open("ab") as file:
                file.write(b"".join(map(id_of, taken)))
        return [id_of(entry) for entry in taken]


def main() -> None:
    database, journal, *port = sys.argv[1:]
    store = SqliteStore(Path(database), Path(journal))
    try:
        pipe = connect(f"127.0.0.1:{port[0]}", silence=5) if port else _next_who_connects()
    except PipeClosed as error:
        sys.exit(str(error))
    with pipe:
        exchanged = exchange(pipe, store, begins=bool(port), message_bytes=MESSAGE_BYTES)
    print(json.dumps({**asdict(exchanged), "repeated": store.repeated}), flush=True)
    store.close()


def _next_who_connects() -> StreamPipe:
    with listen() as listening:
        listening.settimeout(3)
        print(listening.getsockname()[1], flush=True)
        return accept(listening, silence=5)


if __name__ == "__main__":
    main()
