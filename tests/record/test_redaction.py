"""Redacted words are gone: from texts, log, views, search and bytes; the chain holds, and all else stays."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from dalel import pipeline
from dalel.model import Action, Answer, Document
from dalel.record import cleaning, log, redaction
from dalel.record.blanks import BLOCK, blanked, covers, words_of
from dalel.record.bodies import document_id
from dalel.record.moments import LAST
from dalel.record.queries import Filters, statements
from dalel.record.store import Record
from dalel.review import ReviewError, annotate, decide, redact, verdict
from tests.conftest import RECEIVED, fill, report

NOW = datetime(2022, 2, 2, 12, tzinfo=UTC)
DALEL = [sys.executable, "-c", "from dalel.cli import main; main()"]

WITNESS = report(
    "Arrests in Aktau\n\nPolice detained 26 protesters in Aktau on Wednesday, Anna Petrova said. Petrova was there.",
    title="Arrests in Aktau",
    url="https://wire.example/anna-petrova-saw-arrests",
    author="Anna Petrova",
)
COPY = report(WITNESS.text, source="Meridian")
OTHER = report("At least 40 protesters were detained in Aktau on Wednesday, Bolat Serik said.", source="Ledger")
NAMES = ("Anna Petrova", "Petrova")


def bytes_of(record_path: Path) -> Iterator[bytes]:
    """Everything that the record's files hold, and what its compressed texts unpack to."""
    for path in sorted(record_path.parent.glob(f"{record_path.name}*")):
        yield path.read_bytes()
    connection = sqlite3.connect(record_path)
    for (frame,) in connection.execute("SELECT zstd FROM texts"):
        yield zstandard.decompress(frame)
    for view in ("documents_text", "statements_text"):
        connection.execute(f"CREATE VIRTUAL TABLE temp.{view}_terms USING fts5vocab (main, {view}, 'row')")
        for (term,) in connection.execute(f"SELECT term FROM temp.{view}_terms"):
            yield term.encode()
    connection.close()


def is_left(record_path: Path, words: Iterable[str]) -> bool:
    forms = [form for word in words for form in (word.encode(), word.lower().encode(), json.dumps(word)[1:-1].encode())]
    return any(form in content for content in bytes_of(record_path) for form in forms)


def redacted(path: Path, documents: list[Document], *targets: str, **options: object) -> Record:
    record = fill(path, documents)
    redact(record, targets, "R. Editor", NOW, **options)  # type: ignore[arg-type]
    return record


def test_the_words_are_gone_from_every_byte_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with fill(path, [WITNESS, OTHER]) as record:
        assert is_left(path, ["Petrova"])
        redact(record, ["1"], "R. Editor", NOW, words=NAMES, note="the witness asked for it")
        text = record.document(1).text
        assert len(text) == len(WITNESS.text)
        assert text == WITNESS.text.replace("Anna Petrova", BLOCK * 12).replace("Petrova", BLOCK * 7)
        assert record.document(2) == OTHER
        assert list(log.problems(record.connection)) == []
    assert not is_left(path, ["Anna", "Petrova"])


def test_they_are_gone_while_a_page_keeps_the_record_open(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with fill(path, [WITNESS]) as record, Record.open(path) as page:
        assert len(list(statements(page.connection, LAST, Filters()))) > 0
        redact(record, ["1"], "R. Editor", NOW, words=NAMES)
        assert not is_left(path, ["Anna", "Petrova"])
        assert all("Petrova" not in row["body"] for row in statements(page.connection, LAST, Filters()))


def test_title_author_and_address_lose_the_words_too(tmp_path: Path) -> None:
    named = report(
        "Anna Petrova speaks\n\nShe saw arrests in Aktau.",
        title="Anna Petrova speaks",
        url="https://wire.example/anna_petrova.html?from=%41nna%20petrova",
        author="ANNA  PETROVA",
    )
    with redacted(tmp_path / "a.dalel", [named], "1", words=["Anna Petrova"]) as record:
        kept = record.document(1)
    assert kept.title == f"{BLOCK * 12} speaks"
    assert kept.text.startswith(f"{kept.title}\n\n")
    assert kept.author == BLOCK * 13
    assert kept.url == f"https://wire.example/{BLOCK * 12}.html?from={BLOCK * 12}"


def test_an_address_in_other_letters_is_named_and_can_be_blanked(tmp_path: Path) -> None:
    russian = report("Свидетель Анна Петрова видела задержания.", language="ru", url="https://wire.example/a/petrova-1")
    path = tmp_path / "a.dalel"
    with fill(path, [russian]) as record:
        done = redact(record, ["1"], "R. Editor", NOW, words=["Анна Петрова"], addresses=False)
        assert done.redaction.addresses == ("https://wire.example/a/petrova-1",)
    path.unlink()
    with redacted(path, [russian], "1", words=["Анна Петрова"], addresses=True) as record:
        assert record.document(1).url == f"https://wire.example/{BLOCK}/{BLOCK * 9}"
    assert not is_left(path, ["petrova", "Петрова", "петрова"])


def test_versions_of_a_page_stay_together_when_their_address_is_redacted(tmp_path: Path) -> None:
    later = report(
        "A short note on Aktau.", url=WITNESS.url, updated_at=datetime.fromisoformat("2022-01-07T12:00:00+06:00")
    )
    with redacted(tmp_path / "a.dalel", [WITNESS, later], "1", words=NAMES) as record:
        versions = [tuple(row) for row in record.connection.execute("SELECT seq, url, revision FROM documents")]
        assert list(log.problems(record.connection)) == []
    address = f"https://wire.example/{BLOCK * 12}-saw-arrests"
    assert versions == [(1, address, 1), (2, address, 2)]


def test_statements_are_read_again_from_the_redacted_text(tmp_path: Path) -> None:
    with redacted(tmp_path / "a.dalel", [WITNESS], "1", words=NAMES) as record:
        rows = list(statements(record.connection, LAST, Filters()))
        assert any("detained 26 protesters" in row["quote"] for row in rows)
        text = record.document(1).text
        assert all(text[row["start"] : row["end"]] == row["quote"] for row in rows)
        assert list(pipeline.differences(record)) == []


def test_a_span_is_redacted_with_every_other_place_that_holds_its_words(tmp_path: Path) -> None:
    start = WITNESS.text.index("Anna")
    with redacted(tmp_path / "a.dalel", [WITNESS], "1", spans=[f"{start}-{start + 12}"]) as record:
        assert "Anna" not in record.document(1).text
        assert "Petrova was there" in record.document(1).text
        assert record.document(1).author == BLOCK * 12


def test_what_is_left_elsewhere_is_named(tmp_path: Path) -> None:
    with fill(tmp_path / "a.dalel", [WITNESS, COPY, OTHER]) as record:
        done = redact(record, ["1"], "R. Editor", NOW, words=["Anna Petrova"]).redaction
        assert done.documents == (1,)
        assert done.elsewhere == ((2, "document"),)
        assert done.near == ("Petrova",)
        assert record.document(2) == COPY


def test_everywhere_means_all_documents_that_hold_these_words(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with fill(path, [WITNESS, COPY, OTHER]) as record:
        done = redact(record, [], "R. Editor", NOW, words=NAMES, everywhere=True).redaction
        assert (done.documents, done.elsewhere) == ((1, 2), ())
    assert not is_left(path, ["Anna", "Petrova"])


class Answering:
    """A plug-in that repeats every word it was given, as value and as key, written as JSON may write it."""

    name = "model:test"

    def propose(self, text: str, language: str, published: datetime | None) -> Answer:
        words = text.split()
        return Answer(
            self.name, json.dumps({"quote": text, "parts": [word.upper() for word in words], **dict.fromkeys(words)})
        )


def test_what_plug_ins_answered_about_the_document_loses_the_words(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    russian = report("Задержания видела Анна Петрова.", language="ru")
    with Record.create(path) as record:
        list(pipeline.add(record, [russian], "desk", RECEIVED, [Answering()]))
        assert is_left(path, ["Петрова"])
        redact(record, ["2"], "R. Editor", NOW, words=["Анна Петрова"])
        (answer,) = [entry for entry in log.entries(record.connection) if entry.kind == "answer"]
        assert answer.body["document"] == document_id(record.document(2))
        assert list(log.problems(record.connection)) == []
        assert list(pipeline.differences(record)) == []
    assert not is_left(path, ["Анна", "Петрова", "АННА", "ПЕТРОВА"])


def test_no_hash_is_kept_by_which_the_words_could_be_guessed(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with fill(path, [WITNESS, OTHER]) as record:
        (event,) = {row["event"] for row in statements(record.connection, LAST, Filters(text="26"))} - {None}
        decide(record, verdict(record, Action.CONFIRM, event), "R. Editor", NOW)
        query = "SELECT id FROM statements WHERE document = 1 UNION SELECT id FROM documents WHERE seq = 1"
        told = {row[0] for row in record.connection.execute(query)}
        told |= {row[0] for row in record.connection.execute("SELECT sha256 FROM documents WHERE seq = 1")}
        salts = {row[0] for row in record.connection.execute("SELECT salt FROM log WHERE seq IN (1, 3)")}
        redact(record, ["1"], "R. Editor", NOW, words=NAMES)
    assert len(told) > 3
    for content in bytes_of(path):
        assert not [hash_ for hash_ in told | salts if hash_.encode() in content]


def test_reviews_still_find_their_statements_after_a_redaction(tmp_path: Path) -> None:
    with fill(tmp_path / "a.dalel", [WITNESS]) as record:
        (row,) = statements(record.connection, LAST, Filters(kind="figure"))
        decide(record, annotate(record, row["id"], "counted on the video"), "R. Editor", NOW)
        redact(record, ["1"], "R. Editor", NOW, words=NAMES)
        from dalel.record import reviews

        (noted,) = reviews.decisions(record.connection, [Action.ANNOTATE])
        assert noted.review.note == "counted on the video"
        (found,) = noted.rows
        quote = record.connection.execute("SELECT quote FROM statements WHERE row = ?", found).fetchone()[0]
        assert quote == row["quote"]


def test_the_same_document_can_be_redacted_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with redacted(path, [WITNESS, OTHER], "1", words=["Anna Petrova"]) as record:
        redact(record, ["1"], "S. Editor", NOW, words=["Petrova", "Arrests"])
        assert record.document(1).title == f"{BLOCK * 7} in Aktau"
        assert list(log.problems(record.connection)) == []
        assert list(log.redactions(record.connection)) == [
            "entry 1 was redacted by R. Editor at 2022-02-02T12:00:00Z (entry 3), "
            "and by S. Editor at 2022-02-02T12:00:00Z (entry 4)",
            "entry 3 was redacted by S. Editor at 2022-02-02T12:00:00Z (entry 4)",
        ]
        assert list(pipeline.differences(record)) == []
    assert not is_left(path, ["Anna", "Petrova", "Arrests"])


def test_an_entry_emptied_by_an_earlier_redaction_is_read_as_that_one_says(tmp_path: Path) -> None:
    with redacted(tmp_path / "a.dalel", [WITNESS, COPY], everywhere=True, words=["Anna Petrova"]) as record:
        redact(record, ["1"], "S. Editor", NOW, words=["Petrova"])
        assert "Petrova" not in record.document(1).text
        assert "Petrova was there" in record.document(2).text
        assert "Anna" not in record.document(2).text
        assert list(log.problems(record.connection)) == []


def test_the_redacted_document_added_again_is_known_and_stays_redacted(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with redacted(path, [WITNESS], "1", words=NAMES) as record:
        again = WITNESS.__class__(**{**_fields(WITNESS), "received_at": NOW})
        (added,) = pipeline.add(record, [again], "desk", NOW)
        assert added.seq is None
    assert not is_left(path, ["Anna", "Petrova"])


def test_a_copy_that_comes_later_is_kept_without_the_words(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with redacted(path, [WITNESS], "1", words=NAMES) as record:
        later = report(WITNESS.text, source="Meridian", author="By Anna Petrova", url="https://m.example/anna-petrova")
        (added,) = pipeline.add(record, [later], "desk", NOW, [Answering()])
        assert added.seq is not None
        kept = record.document(added.seq)
        assert (kept.text, kept.author) == (record.document(1).text, f"By {BLOCK * 12}")
        assert list(pipeline.differences(record)) == []
    assert not is_left(path, ["Anna", "Petrova"])


def test_another_text_of_the_same_length_is_left_alone(tmp_path: Path) -> None:
    with redacted(tmp_path / "a.dalel", [WITNESS], "1", words=NAMES) as record:
        other = report("x" * len(WITNESS.text))
        (added,) = pipeline.add(record, [other], "desk", NOW)
        assert record.document(added.seq or 0) == other


def test_documents_that_would_become_the_same_are_refused(tmp_path: Path) -> None:
    first, second = report("Anna saw arrests in Aktau."), report("Inna saw arrests in Aktau.")
    with redacted(tmp_path / "a.dalel", [first, second], "1", words=["Anna"]) as record:
        with pytest.raises(ReviewError, match="documents 2 and 1 would be the same"):
            redact(record, ["2"], "R. Editor", NOW, words=["Inna"])
        redact(record, ["2"], "R. Editor", NOW, words=["Inna saw"])
        assert list(log.problems(record.connection)) == []


@pytest.mark.parametrize(
    ("documents", "options", "problem"),
    [
        (["1"], {"words": ["Nobody"]}, "document 1 does not hold these words"),
        (["9"], {"words": ["Anna"]}, "there is no document"),
        (["1"], {}, "name the words"),
        (["1"], {"words": ["—"]}, "holds no letter"),
        (["1"], {"spans": ["5-2"]}, "is no span"),
        (["1"], {"spans": ["5-9999"]}, "only 108 characters long"),
        (["1", "2"], {"spans": ["5-9"]}, "positions in one document"),
        ([], {"words": ["Anna"]}, "name the documents"),
        ([], {"words": ["Nobody"], "everywhere": True}, "nothing in the record holds these words"),
        (["1"], {"words": ["Anna"], "note": "Anna asked"}, "the note holds the words"),
    ],
)
def test_what_cannot_be_redacted_is_said_and_changes_nothing(
    tmp_path: Path, documents: list[str], options: dict, problem: str
) -> None:
    with fill(tmp_path / "a.dalel", [WITNESS, OTHER]) as record:
        before = log.head(record.connection), "\n".join(record.connection.iterdump())
        with pytest.raises(ReviewError, match=problem):
            redact(record, documents, "R. Editor", NOW, **options)
        assert (log.head(record.connection), "\n".join(record.connection.iterdump())) == before


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE log SET body = NULL, salt = NULL WHERE seq = 2", "entry 2 was altered: it was emptied, and no"),
        ("UPDATE log SET author = 'x' WHERE seq = 1", "entry 1 was altered"),
        ("UPDATE log SET at = '2022-01-01T00:00:00Z' WHERE seq = 1", "entry 1 was altered"),
        ("UPDATE log SET content = hash WHERE seq = 1", "entry 1 was altered"),
        ("UPDATE log SET salt = '00' WHERE seq = 1", "entry 1 was altered"),
        ("UPDATE log SET body = replace(body, '█', 'A') WHERE seq = 3", "entry 3 was altered"),
        ("UPDATE log SET body = NULL, salt = NULL WHERE seq = 3", "entry 3 was altered: it was emptied, and no"),
    ],
)
def test_a_redaction_hides_no_other_tampering(tmp_path: Path, change: str, problem: str) -> None:
    with redacted(tmp_path / "a.dalel", [WITNESS, OTHER], "1", words=NAMES) as record:
        record.connection.execute("DROP TRIGGER log_is_never_changed")
        record.connection.execute(change)
        assert any(problem in found for found in log.problems(record.connection))


def test_words_put_back_into_an_emptied_entry_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with fill(path, [WITNESS, OTHER]) as record:
        kept = record.connection.execute("SELECT body, salt FROM log WHERE seq = 1").fetchone()
        redact(record, ["1"], "R. Editor", NOW, words=NAMES)
        record.connection.execute("DROP TRIGGER log_is_never_changed")
        record.connection.execute("UPDATE log SET body = ?, salt = ? WHERE seq = 1", tuple(kept))
        assert "entry 1 was redacted (entry 3), and its words were put back" in list(log.problems(record.connection))


def test_the_log_is_guarded_again_after_a_redaction(tmp_path: Path) -> None:
    with redacted(tmp_path / "a.dalel", [WITNESS], "1", words=NAMES) as record:
        for change in ("UPDATE log SET author = 'x'", "DELETE FROM log"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                record.connection.execute(change)


def test_a_rebuilt_record_stays_redacted(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with redacted(path, [WITNESS, OTHER], "1", words=NAMES) as record:
        list(pipeline.rebuild(record))
        assert list(pipeline.differences(record)) == []
    assert not is_left(path, ["Anna", "Petrova"])


def test_a_redaction_killed_before_the_file_was_cleaned_is_finished_by_whoever_opens_it_next(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    fill(path, [WITNESS, OTHER]).close()
    killed = "import os; from dalel.record import cleaning; cleaning.clean = lambda _: os._exit(9); "
    command = ["review", "redact", "1", "--words", "Anna Petrova", "--words", "Petrova", "--by", "E", "-r", str(path)]
    run = subprocess.run([*DALEL[:2], killed + DALEL[2], *command], check=False)
    assert run.returncode == 9
    with Record.open(path) as record:
        assert not cleaning.has_leftovers(record.connection)
        assert list(log.problems(record.connection)) == []
    assert not is_left(path, ["Anna", "Petrova"])


def test_while_somebody_reads_the_bytes_are_said_to_be_left_and_go_later(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    with fill(path, [WITNESS]) as record, Record.open(path) as page:
        page.connection.execute("BEGIN")
        page.connection.execute("SELECT * FROM log").fetchone()
        record.connection.execute("PRAGMA busy_timeout = 50")
        assert redact(record, ["1"], "R. Editor", NOW, words=NAMES).unclean is not None
        assert cleaning.has_leftovers(record.connection)
        page.connection.execute("COMMIT")
    Record.open(path).close()
    assert not is_left(path, ["Anna", "Petrova"])


def test_a_redaction_killed_at_any_moment_is_done_or_not_begun(tmp_path: Path) -> None:
    whole = tmp_path / "whole.dalel"
    documents = [report(f"Witness {n} Anna Petrova saw {n} arrests in Aktau.", source=f"S{n}") for n in range(150)]
    fill(whole, documents).close()
    chance = random.Random(7)
    command = ["review", "redact", "--everywhere", "--words", "Anna Petrova", "--by", "E"]
    began = time.monotonic()
    shutil.copy(whole, tmp_path / "0.dalel")
    subprocess.run([*DALEL, *command, "-r", str(tmp_path / "0.dalel")], check=True, capture_output=True)
    needed = time.monotonic() - began
    outcomes = []
    for trial in range(1, 9):
        path = tmp_path / f"{trial}.dalel"
        shutil.copy(whole, path)
        process = subprocess.Popen(
            [*DALEL, *command, "-r", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
        )
        time.sleep(needed * chance.uniform(0.3, 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Record.open(path) as record:
            assert list(log.problems(record.connection)) == []
            texts = [record.document(seq).text for seq in range(1, 151)]
            is_done = log.head(record.connection)[0] == 151
        assert texts == [one.text.replace("Anna Petrova", BLOCK * 12) if is_done else one.text for one in documents]
        assert is_left(path, ["Anna", "Petrova"]) is not is_done
        outcomes.append(is_done)
    assert outcomes.count(False) > 0


@given(st.text(), st.lists(st.text(min_size=1, max_size=12), max_size=3))
def test_a_blanked_text_keeps_its_length_and_covers_the_original(text: str, chosen: list[str]) -> None:
    usable = [word for word in chosen if any(letter.isalnum() for letter in word)]
    words = words_of([*usable, "x"])
    found = words.blanked(text)
    assert covers(found, text)
    assert not words.spans(found)
    words.blanked_address(text)
    words.near(text)


@given(st.text(min_size=1), st.data())
def test_any_span_is_blanked_and_no_more(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert blanked(text, [(start, end)]) == text[:start] + BLOCK * (end - start) + text[end:]


def test_words_are_found_whole_in_any_case_and_across_line_ends() -> None:
    words = words_of(["Anna Petrova", "+7 701 555"])
    assert words.blanked("ANNA\nPETROVA, Annabel, Joanna Petrova") == f"{BLOCK * 12}, Annabel, Joanna Petrova"
    assert words.blanked("call:+7 701 555") == f"call:{BLOCK * 10}"


def test_only_whoever_redacts_takes_the_guards_away(tmp_path: Path) -> None:
    """Nothing else in the package lifts them."""
    folder = Path(redaction.__file__).parents[1]
    lifting = [path.name for path in folder.rglob("*.py") if "DROP TRIGGER" in path.read_text("utf-8")]
    assert lifting == ["redaction.py"]


def _fields(document: Document) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__slots__}
