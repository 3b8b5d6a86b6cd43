"""The record: what was acknowledged is kept, once, in order, and any past state can be asked for."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.model import FOREVER, Document, Source, SourceKind
from dalel.record import log
from dalel.record.bodies import document_id
from dalel.record.moments import parse, utc
from dalel.record.store import Record, RecordError

NOW = datetime(2022, 1, 6, 12, tzinfo=UTC)


@pytest.fixture
def record(tmp_path: Path):
    with Record.create(tmp_path / "a.dalel") as record:
        yield record


def document(text: str = "Protesters marched in Aktau.", **changes: object) -> Document:
    values: dict[str, object] = {"source": "Steppe Wire", "text": text, "language": "en", "received_at": NOW}
    return Document(**{**values, **changes})  # type: ignore[arg-type]


def test_a_new_record_is_empty_and_whole(record: Record) -> None:
    assert list(log.problems(record.connection)) == []
    assert list(log.entries(record.connection)) == []


def test_an_existing_file_is_never_made_into_a_new_record(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear editor")
    with pytest.raises(RecordError, match="already there"):
        Record.create(path)
    assert path.read_text() == "Dear editor"


def test_a_file_that_is_no_record_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear editor, " * 200)
    with pytest.raises(RecordError, match="is not a record") as refusal:
        Record.open(path)
    assert "\n" not in str(refusal.value)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE notes (text)")
    connection.commit()
    connection.close()
    with pytest.raises(RecordError, match="is not a record of Dalel"):
        Record.open(tmp_path / "other.db")


def test_a_record_of_a_newer_format_is_refused(record: Record) -> None:
    record.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(RecordError, match="upgrade Dalel"):
        Record.open(record.path)


def test_the_log_cannot_be_changed_or_shortened(record: Record) -> None:
    with record.writing():
        record.append_document(document(), "desk", NOW)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        record.connection.execute("UPDATE log SET author = 'someone else'")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        record.connection.execute("DELETE FROM log")


def tampered(record: Record, change: str) -> list[str]:
    record.connection.execute("DROP TRIGGER log_is_never_changed")
    record.connection.execute("DROP TRIGGER log_is_never_shortened")
    record.connection.execute(change)
    return list(log.problems(record.connection))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE log SET author = 'x' WHERE seq = 2", "entry 2 was altered"),
        ("UPDATE log SET body = replace(body, 'Steppe', 'Desert') WHERE seq = 2", "entry 2 was altered"),
        ("UPDATE log SET body = 'nonsense' WHERE seq = 2", "entry 2: "),
        ("DELETE FROM log WHERE seq = 2", "entry 2 is missing"),
        ("UPDATE log SET prev = (SELECT hash FROM log WHERE seq = 1) WHERE seq = 3", "entry 3 does not follow entry 2"),
        ("DELETE FROM texts WHERE sha256 = (SELECT body ->> 'text' FROM log WHERE seq = 2)", "entry 2: "),
        ("UPDATE texts SET zstd = x'00'", "is damaged"),
    ],
)
def test_every_tampering_with_the_log_is_found(record: Record, change: str, problem: str) -> None:
    with record.writing():
        for number in range(3):
            record.append_document(document(f"Report {number}."), "desk", NOW)
    assert any(problem in found for found in tampered(record, change))


def test_an_exception_inside_a_transaction_keeps_nothing_of_it(record: Record) -> None:
    def fail() -> None:
        with record.writing():
            record.append_document(document(), "desk", NOW)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fail()
    assert list(log.entries(record.connection)) == []


def test_the_same_text_is_stored_once(record: Record) -> None:
    with record.writing():
        record.append_document(document(source="A"), "desk", NOW)
        record.append_document(document(source="B"), "desk", NOW)
    assert record.connection.execute("SELECT count(*) FROM texts").fetchone()[0] == 1


def test_a_document_comes_back_as_it_was_added(record: Record) -> None:
    added = document(
        "“Қазақстанда” 🔥\r\nNext line",
        url="https://a.example/1",
        title="T",
        author="A",
        published_at=datetime.fromisoformat("2022-01-05T18:40:00+06:00"),
        updated_at=NOW,
    )
    with record.writing():
        seq = record.append_document(added, "desk", NOW)
    assert record.document(seq) == added


def test_a_documents_id_does_not_depend_on_when_it_was_received() -> None:
    assert document_id(document()) == document_id(document(received_at=NOW + timedelta(days=9)))
    assert document_id(document()) != document_id(document(source="Other"))


def test_a_source_described_again_in_the_same_words_adds_no_entry(record: Record) -> None:
    from dalel.record import views

    source = Source("Steppe Wire", SourceKind.AGENCY, "KZ", ("en", "ru"), "independent")
    with record.writing() as connection:
        assert record.append_source(source, "desk", NOW)
        views.put_source(connection, source)
        assert not record.append_source(source, "desk", NOW)


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        document(received_at=datetime(2022, 1, 6))
    with pytest.raises(ValueError, match="no time zone"):
        utc(datetime(2022, 1, 6))


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_moments_sort_as_text_as_they_do_in_time(moment: datetime, offset: int) -> None:
    from datetime import timezone

    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)), microsecond=0)
    text = utc(aware)
    assert len(text) == len(FOREVER)
    assert text < FOREVER
    assert parse(text) == aware
    assert utc(aware + timedelta(hours=1)) > text or aware.year == 9999


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_any_text_is_kept_exactly(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE texts (sha256 TEXT PRIMARY KEY, zstd BLOB NOT NULL)")
    assert log.text_of(connection, log.keep_text(connection, text)) == text


def test_a_damaged_text_that_claims_to_be_huge_is_not_unpacked() -> None:
    import zstandard

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE texts (sha256 TEXT PRIMARY KEY, zstd BLOB NOT NULL)")
    bomb = zstandard.compress(b"0" * (log.MAX_TEXT_BYTES + 1))
    connection.execute("INSERT INTO texts VALUES ('x', ?)", (bomb,))
    with pytest.raises(ValueError, match="claims to be larger"):
        log.text_of(connection, "x")
