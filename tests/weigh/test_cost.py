"""What one more document costs does not depend on how much was said before, and saving work changes nothing."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel.extract.reading import read
from dalel.model import Document
from dalel.record.bodies import document_id
from dalel.record.store import Record
from dalel.weigh import Weighing
from dalel.weigh.histories import Histories
from tests.weigh.test_weighing import RECEIVED, SENTENCES, SOURCES, documents

# Close in time, so that much becomes known in one moment.
drafts = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        st.integers(0, 5),
        st.lists(st.sampled_from(range(len(SENTENCES))), min_size=1, max_size=3, unique=True),
        st.sampled_from([None, None, "https://one.example/a"]),
    ),
    min_size=2,
    max_size=9,
    unique_by=lambda draft: (draft[0], draft[1], draft[3]),
)


@contextmanager
def weighed(batches: Sequence[Sequence[Document]], anew: Sequence[bool]) -> Iterator[sqlite3.Connection]:
    """A record of batches of documents, weighed by one `Weighing`, or by another where `anew` says so."""
    with tempfile.TemporaryDirectory() as folder, Record.create(Path(folder) / "r.dalel") as record:
        weighing = Weighing(record.connection)
        for batch, is_anew in zip(batches, anew, strict=True):
            with record.writing() as connection:
                if is_anew:
                    weighing = Weighing(connection)
                for document in batch:
                    seq = record.append_document(document, "test", RECEIVED)
                    reading = read(document.text, document.language, document.published_at)
                    weighing.put(seq, document_id(document), document, reading)
                weighing.finish()
        yield record.connection


def states(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
    return {view: [tuple(row) for row in connection.execute(f"SELECT * FROM {view}")] for view in ("events", "figures")}


def write_at_once(connection: sqlite3.Connection) -> None:
    """Write every history anew, from all its statements."""
    histories = Histories(connection)
    for (event,) in connection.execute("SELECT DISTINCT event FROM event_members").fetchall():
        histories.write_event(event, None)
    for (figure,) in connection.execute("SELECT DISTINCT figure FROM figure_members").fetchall():
        histories.write_figure(figure, None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.lists(st.booleans(), min_size=9, max_size=9), st.randoms(use_true_random=False), st.booleans())
def test_histories_written_step_by_step_equal_histories_written_at_once(
    parts: list, anew: list[bool], shuffle: random.Random, in_order: bool
) -> None:
    arrived = sorted(documents(parts), key=lambda one: (one.published_at, one.source))
    if not in_order:
        shuffle.shuffle(arrived)
    with weighed([[document] for document in arrived], anew[: len(arrived)]) as connection:
        step_by_step = states(connection)
        write_at_once(connection)
        assert states(connection) == step_by_step
        assert step_by_step["events"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.randoms(use_true_random=False))
def test_what_decides_again_by_what_changed_alone_decides_as_if_it_looked_at_all(
    parts: list, shuffle: random.Random
) -> None:
    ordered = sorted(documents(parts), key=lambda one: (one.published_at, one.source))
    arrived = list(ordered)
    shuffle.shuffle(arrived)
    with weighed([ordered], [True]) as connection:
        at_once = joined(connection)
    with weighed([[document] for document in arrived], [False] * len(arrived)) as connection:
        assert joined(connection) == at_once


def joined(connection: sqlite3.Connection) -> list[tuple]:
    query = "SELECT position, event, figure FROM statements ORDER BY position"
    return [tuple(row) for row in connection.execute(query)]
