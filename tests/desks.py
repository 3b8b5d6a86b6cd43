"""Desks that exchange entries: a record, its key, and what goes between two of them, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dalel import giving, pipeline, taking
from dalel.giving import Choice
from dalel.model import Document, Source
from dalel.record import keys, log
from dalel.record.keys import KeyAction, key_body
from dalel.record.moments import utc
from dalel.record.store import Record
from dalel.sync import keys as secret_keys
from dalel.sync.keys import PublicKey, SecretKey

EVERYTHING = Choice()
NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A record and the key that signs what is made in it."""

    record: Record
    secret: SecretKey

    def add(self, items: Iterable[Document | Source], now: datetime = NOW) -> None:
        for _ in pipeline.add(self.record, items, "desk", now):
            pass

    def trusts(self, *others: PublicKey) -> None:
        for other in others:
            trust(self.record, other)

    def give(
        self, other: Desk, choice: Choice = EVERYTHING, *, texts: bool = True, now: datetime = NOW
    ) -> taking.Taken:
        """Hand on what is chosen."""
        giving.sign(self.record, self.secret, now)
        entries = giving.chosen(self.record, choice)
        held = giving.texts(self.record.connection, entries) if texts else {}
        return taking.take_in(other.record, entries, held, now)


def desk(folder: Path, name: str) -> Desk:
    return Desk(Record.create(folder / f"{name}.dalel"), secret_keys.new(name))


def trust(record: Record, key: PublicKey, now: datetime = NOW) -> None:
    with record.writing() as connection:
        body = key_body(KeyAction.TRUST, key.key, name=key.name, sealing=key.sealing)
        log.append(connection, "key", body, "desk", utc(now))


def known(record: Record, key: PublicKey) -> keys.Known:
    return keys.of(record.connection, key.key)
