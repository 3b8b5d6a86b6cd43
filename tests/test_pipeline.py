"""From documents to standing, through the real reader and a real record."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dalel import pipeline
from dalel.model import Document, Source
from dalel.record import queries
from dalel.record.moments import utc
from dalel.record.queries import Filters
from dalel.record.store import Record
from tests.conftest import RECEIVED, fill, report

LATEST = "2030-01-01T00:00:00Z"
DERIVED = ("sources", "documents", "statements", "events", "figures")


def views(record: Record) -> dict[str, list[tuple]]:
    return {
        view: sorted((tuple(row) for row in record.connection.execute(f"SELECT * FROM {view}")), key=repr)
        for view in DERIVED
    }


def known(record: Record, at: str) -> dict[str, list[tuple]]:
    """What a reader sees as of a moment, without the record's own numbering and without later ends."""
    found: dict[str, list[tuple]] = {}
    for view, number in (("events", "event"), ("figures", "figure"), ("statements", "id")):
        rows = record.connection.execute(
            f"SELECT * FROM {view} WHERE known_at <= ? AND believed_to > ? ORDER BY {number}", (at, at)
        ).fetchall()
        hidden = {"row", "document", "believed_to"}
        found[view] = sorted((tuple(row[key] for key in dict(row) if key not in hidden) for row in rows), key=repr)
    return found


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, sample_documents: list[Document | Source]) -> Record:
    return fill(tmp_path_factory.mktemp("sample") / "sample.dalel", sample_documents)


def test_every_statement_of_the_sample_is_the_exact_words_of_its_document(sample: Record) -> None:
    rows = sample.connection.execute(
        'SELECT "start", "end", quote, sha256 FROM statements JOIN documents ON document = seq'
    ).fetchall()
    assert len(rows) > 500
    texts = {sha256: sample.text(sha256) for sha256 in {row["sha256"] for row in rows}}
    assert all(texts[row["sha256"]][row["start"] : row["end"]] == row["quote"] for row in rows)


def test_adding_the_same_documents_again_changes_nothing(tmp_path: Path, sample_documents: list) -> None:
    record = fill(tmp_path / "a.dalel", sample_documents[:40])
    before = views(record), record.connection.execute("SELECT count(*) FROM log").fetchone()[0]
    again = list(pipeline.add(record, sample_documents[:40], "test", RECEIVED + timedelta(days=1)))
    assert all(added.seq is None for added in again)
    assert (views(record), record.connection.execute("SELECT count(*) FROM log").fetchone()[0]) == before


def test_a_rebuild_gives_the_same_views_again(tmp_path: Path, sample_documents: list) -> None:
    record = fill(tmp_path / "a.dalel", sample_documents)
    before = views(record)
    assert before["events"]
    assert before["figures"]
    assert len(list(pipeline.rebuild(record))) == record.connection.execute("SELECT count(*) FROM log").fetchone()[0]
    assert views(record) == before


def test_the_order_of_adding_does_not_change_what_is_known(tmp_path: Path, sample_documents: list) -> None:
    documents = [item for item in sample_documents if isinstance(item, Document) and item.published_at]
    expected = known(fill(tmp_path / "a.dalel", documents), LATEST)
    random.Random(7).shuffle(documents)
    assert known(fill(tmp_path / "b.dalel", documents), LATEST) == expected


@pytest.mark.parametrize("seed", range(4))
def test_as_of_is_what_a_record_of_only_the_earlier_documents_says(
    tmp_path: Path, sample_documents: list, seed: int
) -> None:
    documents = [item for item in sample_documents if isinstance(item, Document) and item.published_at]
    whole = fill(tmp_path / "whole.dalel", documents)
    moments = sorted(row[0] for row in whole.connection.execute("SELECT known_at FROM documents"))
    at = random.Random(seed).choice(moments)
    earlier = {row[0] for row in whole.connection.execute("SELECT id FROM documents WHERE known_at <= ?", (at,))}
    from dalel.record.bodies import document_id

    part = fill(tmp_path / "part.dalel", [one for one in documents if document_id(one) in earlier])
    assert known(whole, at) == known(part, at)


def test_a_changed_text_at_a_known_url_is_a_new_revision_and_both_are_kept(tmp_path: Path) -> None:
    first = report("About 3,000 soldiers were killed in Almaty.", url="https://a.example/1")
    later = report(
        "About 2,500 soldiers were killed in Almaty.",
        url="https://a.example/1",
        updated_at=datetime.fromisoformat("2022-01-06T15:00:00+06:00"),
    )
    record = fill(tmp_path / "a.dalel", [first, later])
    rows = queries.revisions(record.connection, LATEST, "Steppe Wire", "https://a.example/1")
    assert [row["revision"] for row in rows] == [1, 2]
    before = list(queries.statements(record.connection, "2022-01-06T07:00:00Z", Filters(kind="figure")))
    after = list(queries.statements(record.connection, LATEST, Filters(kind="figure")))
    assert [row["low"] for row in before] == [3000]
    assert [row["low"] for row in after] == [2500]


def test_the_164_dead_stand_until_they_are_taken_back_and_are_withdrawn_from_then_on(sample: Record) -> None:
    def toll(at: str) -> list[tuple]:
        rows = queries.figures(sample.connection, at, Filters(measure="killed", place="Kazakhstan", since="2022-01-09"))
        return [(row["standing"], row["low"]) for row in rows if row["population"] in (None, "people", "человека")]

    assert ("withdrawn", None) not in toll("2022-01-09T23:00:00Z")
    assert any(low == 164 for _, low in toll("2022-01-09T23:00:00Z"))
    assert ("withdrawn", None) in toll("2022-01-10T23:00:00Z")
    assert not any(low == 164 for _, low in toll("2022-01-10T23:00:00Z"))


def test_a_wire_story_in_six_outlets_is_one_origin(sample: Record) -> None:
    rows = queries.events(sample.connection, LATEST, Filters(text="stormed the city hall of Almaty"))
    stormed = next(row for row in rows if row["place_name"] == "Almaty" and row["day"] == "2022-01-05")
    said = queries.statements_about(sample.connection, LATEST, "event", stormed["event"])
    copies = {row["source"] for row in said if "stormed the city hall of Almaty" in row["quote"]}
    assert len(copies) >= 6
    assert stormed["origins"] <= len({row["source"] for row in said}) - len(copies) + 1


def test_a_document_without_a_publication_time_is_known_from_when_it_was_received(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [report("Police killed three people in Almaty.", published=None)])
    row = record.connection.execute("SELECT known_at, published_at FROM documents").fetchone()
    assert (row["known_at"], row["published_at"]) == (utc(RECEIVED), None)
    days = record.connection.execute("SELECT DISTINCT day, day_basis FROM statements WHERE type IS NOT NULL").fetchall()
    assert [tuple(row) for row in days] == [(None, "unknown")]


def test_a_publication_time_in_the_future_is_not_believed(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [report("Shots in Almaty.", published="2031-01-01T00:00:00+06:00")])
    assert record.connection.execute("SELECT known_at FROM documents").fetchone()[0] == utc(RECEIVED)


def test_search_finds_documents_and_quotes_and_takes_operators_as_words(sample: Record) -> None:
    found = list(queries.documents(sample.connection, LATEST, Filters(text="city hall")))
    assert found
    assert all("city hall" in sample.text(row["sha256"]).lower() for row in found)
    for hostile in ('"', "a OR b", "NEAR(", "*", "quote:x", "-", "' OR 1=1 --", "\x00"):
        list(queries.documents(sample.connection, LATEST, Filters(text=hostile)))
        list(queries.statements(sample.connection, LATEST, Filters(text=hostile)))


def test_an_unknown_language_is_kept_and_gives_no_statements(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [report("Tous les manifestants ont été arrêtés.", language="fr")])
    assert queries.counts(record.connection, LATEST)["documents"] == 1
    assert queries.counts(record.connection, LATEST)["statements"] == 0


def test_two_desks_can_add_to_one_record_at_the_same_time(tmp_path: Path, sample_documents: list) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from dalel.record import log

    path = tmp_path / "a.dalel"
    Record.create(path).close()
    halves = sample_documents[0::2], sample_documents[1::2] + sample_documents[:10]

    def work(half: list) -> int:
        with Record.open(path) as record:
            return sum(added.seq is not None for added in pipeline.add(record, half, "desk", datetime.now(UTC)))

    with ThreadPoolExecutor(2) as pool:
        added = sum(pool.map(work, halves))
    with Record.open(path) as record:
        assert list(log.problems(record.connection)) == []
        assert record.connection.execute("SELECT count(*) FROM documents").fetchone()[0] == added
        alone = fill(tmp_path / "b.dalel", sample_documents)
        assert added == alone.connection.execute("SELECT count(*) FROM documents").fetchone()[0]


def test_a_full_disk_keeps_what_was_there(tmp_path: Path, sample_documents: list) -> None:
    record = fill(tmp_path / "a.dalel", sample_documents[:30])
    before = views(record)
    pages = record.connection.execute("PRAGMA page_count").fetchone()[0]
    record.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        list(pipeline.add(record, sample_documents[30:], "desk", RECEIVED))
    assert views(record) == before
