"""The record is the same whatever the order in which documents arrive, and a past state is never mended by hindsight.

Documents here are small and alike on purpose, so that copies, revisions, denials and late arrivals meet.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel import pipeline
from dalel.model import Document
from dalel.record import moments
from dalel.record.bodies import document_id
from dalel.record.store import Record

START = datetime(2022, 1, 5, 6, tzinfo=UTC)
RECEIVED = datetime(2022, 3, 1, tzinfo=UTC)

SENTENCES = (
    "Protesters stormed the city hall of Almaty on January 5 and set it on fire in the afternoon.",
    "Police shot at protesters near the airport of Almaty on Wednesday, killing three people, witnesses said.",
    "At least 26 people were killed in Almaty on January 5, the Interior Ministry said.",
    "The Health Ministry said 164 people had been killed in Kazakhstan so far.",
    "The figure of 164 people killed was published by mistake, the Health Ministry said.",
    "The government denied that protesters had stormed the city hall of Almaty.",
    "Protesters demanded the resignation of the government in Aktau.",
    "Security forces detained 200 people in Shymkent on January 6.",
    "It is not known who attacked the airport of Almaty.",
    "Twelve police officers were killed in Almaty on January 5.",
)
SOURCES = ("Steppe Wire", "Caspian Ledger", "Almaty Courant", "Northlight Radio")

SHOWN = "document, id, origin, first_told, event, figure, known_at"

drafts = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        st.integers(0, 24 * 9),  # hours after the start
        st.lists(st.sampled_from(range(len(SENTENCES))), min_size=1, max_size=4, unique=True),
        st.sampled_from([None, None, "https://one.example/a", "https://one.example/b"]),
    ),
    min_size=2,
    max_size=9,
    unique_by=lambda draft: (draft[0], draft[1], draft[3]),
)


def documents(parts: Sequence[tuple]) -> list[Document]:
    found = []
    for source, hours, sentences, url in parts:
        when = START + timedelta(hours=hours)
        text = " ".join(SENTENCES[index] for index in sentences)
        document = Document(source, text, "en", RECEIVED, url=url, published_at=when)
        found.append(replace(document, updated_at=when) if url else document)
    return found


def held(record: Record, at: str | None = None) -> list[list[tuple]]:
    """Everything derived, without the record's own numbers; as of a moment, where one is given."""
    connection = record.connection
    connection.row_factory = None
    ids = dict(connection.execute("SELECT seq, id FROM documents"))
    rows = {}
    if at is None:
        queries = {
            "statements": f"SELECT {SHOWN}, believed_to FROM statements",
            "events": "SELECT * FROM events",
            "figures": "SELECT * FROM figures",
        }
    else:
        until = "CASE WHEN believed_to > :at THEN '9999-12-31T23:59:59Z' ELSE believed_to END"
        queries = {
            "statements": f"SELECT {SHOWN}, {until} FROM statements WHERE known_at <= :at",
            "events": _history(connection, "events", until),
            "figures": _history(connection, "figures", until),
        }
    for name, query in queries.items():
        found = [tuple(row) for row in connection.execute(query, {"at": at} if at else {})]
        if name == "statements":
            found = [(ids[row[0]], *row[1:]) for row in found]
        rows[name] = sorted(found, key=repr)
    links = connection.execute(
        'SELECT documents.id, "start", (SELECT id FROM documents WHERE seq = root), copies.kind FROM copies '
        f"JOIN documents ON seq = document {'WHERE known_at <= :at' if at else ''}",
        {"at": at} if at else {},
    )
    return [*rows.values(), sorted(map(tuple, links), key=repr)]


def _history(connection: sqlite3.Connection, view: str, until: str) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({view})")]
    shown = ", ".join(until if column == "believed_to" else column for column in columns)
    return f"SELECT {shown} FROM {view} WHERE known_at <= :at"


def recorded(folder: Path, name: str, batches: Sequence[Sequence[Document]]) -> Record:
    record = Record.create(folder / f"{name}.dalel")
    for batch in batches:
        for _ in pipeline.add(record, batch, "test", RECEIVED):
            pass
    return record


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(parts: list, shuffle: random.Random) -> None:
    ordered = sorted(documents(parts), key=lambda one: (one.published_at, one.source))
    arrived = [[document] for document in ordered]
    shuffle.shuffle(arrived)
    with (
        tempfile.TemporaryDirectory() as folder,
        recorded(Path(folder), "ordered", [ordered]) as one,
        recorded(Path(folder), "late", arrived) as other,
    ):
        assert held(one) == held(other)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.integers(0, 24 * 9), st.randoms(use_true_random=False))
def test_a_past_state_is_that_of_a_record_of_only_the_earlier_documents(
    parts: list, hours: int, shuffle: random.Random
) -> None:
    then = START + timedelta(hours=hours)
    at = moments.utc(then)
    every = documents(parts)
    shuffle.shuffle(every)
    earlier = [document for document in every if document.published_at <= then]
    with (
        tempfile.TemporaryDirectory() as folder,
        recorded(Path(folder), "all", [every]) as whole,
        recorded(Path(folder), "then", [earlier]) as prefix,
    ):
        assert held(whole, at) == held(prefix, at)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.randoms(use_true_random=False))
def test_a_rebuild_gives_the_same_again(parts: list, shuffle: random.Random) -> None:
    every = documents(parts)
    shuffle.shuffle(every)
    with tempfile.TemporaryDirectory() as folder, recorded(Path(folder), "one", [[one] for one in every]) as record:
        before = held(record)
        record.connection.row_factory = sqlite3.Row
        for _ in pipeline.rebuild(record):
            pass
        assert held(record) == before
        assert len({document_id(one) for one in every}) == len(every)
