from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from dalel import pipeline
from dalel.model import Document, Source, SourceKind
from dalel.record import log
from dalel.record.store import Record
from dalel.reports.composing import composed, language_of
from dalel.reports.plaintext import ReportError
from dalel.reports.quarantine import accept, find, listed, photo, refuse, report_of
from dalel.review import ReviewError
from dalel.sync.keys import SecretKey
from tests.reports.conftest import OPENED
from tests.reports.writing import SHOTS, armor, is_silent, plaintext, put, sealed_to, telltale_jpeg

HandIn = Callable[..., tuple[list[str], list[str]]]
DECIDED = OPENED + timedelta(days=1)


def everything_in(path: Path) -> bytes:
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


def rows(record: Record, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in record.connection.execute(query)]


def test_a_report_waits_outside_the_log_with_the_hour_only(record: Record, desk: SecretKey, hand_in: HandIn) -> None:
    before = log.head(record.connection)
    (id_,), _ = hand_in(sealed_to(desk.public, saw=SHOTS))
    (kept,) = listed(record)
    assert kept.id == id_
    assert kept.received == "2022-01-06T09:00:00Z"
    assert log.head(record.connection) == before
    assert rows(record, "SELECT * FROM documents") == []
    columns = {
        row[1] for table in ("quarantine", "quarantine_photos") for row in rows(record, f"PRAGMA table_info({table})")
    }
    assert columns == {"id", "received", "digest", "body", "document", "report", "number", "width", "height", "jpeg"}


def test_the_same_report_that_comes_by_two_ways_is_kept_once(record: Record, desk: SecretKey, hand_in: HandIn) -> None:
    ids, refused = hand_in(sealed_to(desk.public, saw=SHOTS), armor(sealed_to(desk.public, saw=SHOTS)))
    assert len(ids) == len(listed(record)) == 1
    assert refused == []
    accept(record, ids[0], "A. Editor", DECIDED)
    assert hand_in(sealed_to(desk.public, saw=SHOTS)) == ([], [])


def test_a_copy_of_the_record_does_not_let_anybody_try_out_a_report(
    record: Record, desk: SecretKey, hand_in: HandIn
) -> None:
    hand_in(sealed_to(desk.public, saw=SHOTS))
    ((digest,),) = rows(record, "SELECT digest FROM quarantine")
    assert digest != hashlib.sha256(plaintext(saw=SHOTS)).hexdigest()


def test_photos_are_kept_silent_and_a_broken_one_does_not_take_the_report_with_it(
    record: Record, desk: SecretKey, hand_in: HandIn
) -> None:
    photos = [telltale_jpeg((400, 300)), b"\xff\xd8\xff no picture", telltale_jpeg((2000, 1500))]
    (id_,), refused = hand_in(sealed_to(desk.public, saw=SHOTS, photos=photos))
    (line,) = refused
    assert "photo 2 was left out" in line
    assert find(record, id_).photos == 2
    first, second = photo(record, id_, 1), photo(record, id_, 2)
    assert is_silent(first) and is_silent(second)
    assert Image.open(io.BytesIO(second)).size == (1200, 1600)
    with pytest.raises(ReportError, match="has no photo 3"):
        photo(record, id_, 3)


@pytest.mark.parametrize(
    ("said", "language", "deed"),
    [
        (
            {"saw": SHOTS, "heard": "The airport was seized.", "where": "Almaty, Republic Square"},
            "en",
            "Soldiers opened fire at the crowd",
        ),
        (
            {
                "saw": "Солдаты открыли огонь по толпе у акимата. Я видел троих убитых.",
                "heard": "Захвачен аэропорт.\n\n«В аэропорту убили десять человек», — сказал сосед.",
                "where": "Алматы, площадь Республики",
            },
            "ru",
            "Солдаты открыли огонь по толпе",
        ),
        (
            {
                "saw": "Әскер халыққа оқ атты. Үш адам қаза тапты.",
                "heard": "Әуежайда он адам қаза тапты.",
                "where": "Алматы",
            },
            "kk",
            "Әскер халыққа оқ атты",
        ),
    ],
    ids=["en", "ru", "kk"],
)
def test_an_accepted_report_is_read_as_one_unverified_eyewitness(
    record: Record, desk: SecretKey, hand_in: HandIn, said: dict[str, str], language: str, deed: str
) -> None:
    (id_,), _ = hand_in(sealed_to(desk.public, **said, day="2022-01-05", hour="about 5 pm"))
    done = accept(record, id_, "A. Editor", DECIDED)
    assert done.source == f"eyewitness report {id_}"
    assert done.unclean is None
    assert rows(record, "SELECT name, kind, url FROM sources") == [(done.source, "eyewitness", None)]
    assert rows(record, "SELECT source, language, url, published_at FROM documents") == [
        (done.source, language, None, None)
    ]
    seen = rows(record, "SELECT quote, place_name, day, role FROM statements WHERE kind = 'event'")
    assert (deed, "Almaty", "2022-01-05", "author") in seen
    heard = rows(
        record,
        "SELECT DISTINCT role FROM statements WHERE start > (SELECT max(end) FROM statements WHERE role = 'author')",
    )
    assert heard == [("hearsay",)]
    standings = {row[0] for row in rows(record, "SELECT standing FROM events UNION SELECT standing FROM figures")}
    assert "corroborated" not in standings
    (kept,) = listed(record)
    assert kept.body is None
    assert (kept.document,) in rows(record, "SELECT id FROM documents")


def test_two_reports_of_one_text_are_two_sources_with_nothing_in_common(
    record: Record, desk: SecretKey, hand_in: HandIn
) -> None:
    ids, _ = hand_in(*(sealed_to(desk.public, saw=SHOTS, hour=hour) for hour in ("noon", "evening")))
    names = {accept(record, id_, "A. Editor", DECIDED).source for id_ in ids}
    assert names == {f"eyewitness report {id_}" for id_ in ids}


def test_what_the_desk_takes_out_of_a_report_is_nowhere_in_the_file(
    record: Record, desk: SecretKey, hand_in: HandIn, tmp_path: Path
) -> None:
    (id_,), _ = hand_in(sealed_to(desk.public, saw=f"{SHOTS} My name is Zyxwvut.", where="Almaty", day="2022-01-05"))
    assert b"Zyxwvut" in everything_in(record.path)
    edited = put(tmp_path / "edited.txt", f"Where: Almaty. When: 5 January 2022.\n\n{SHOTS}")
    done = accept(record, id_, "A. Editor", DECIDED, text_from=edited, note="a name was taken out")
    assert done.statements > 0
    assert b"Zyxwvut" not in everything_in(record.path)
    assert rows(record, "SELECT kind, author FROM log ORDER BY seq") == [
        ("source", "A. Editor"),
        ("document", "A. Editor"),
        ("review", "A. Editor"),
    ]


def test_no_byte_of_a_refused_report_remains_nor_that_it_was_there(
    record: Record, desk: SecretKey, hand_in: HandIn
) -> None:
    jpeg = telltale_jpeg((400, 300))
    ids, _ = hand_in(*(sealed_to(desk.public, saw=f"Zyxwvut {n} {SHOTS}", photos=[jpeg]) for n in range(3)))
    inside = photo(record, ids[0], 1)[300:340]
    assert inside in everything_in(record.path)
    kept, unclean = refuse(record, [id_[:9] for id_ in ids], DECIDED)
    assert [one.id for one in kept] == ids
    assert unclean is None
    left = everything_in(record.path)
    assert not any(word in left for word in (b"Zyxwvut", inside, *(id_.encode() for id_ in ids)))
    assert listed(record) == []


def test_after_an_accepted_report_is_refused_its_document_stays_and_its_photos_are_gone(
    record: Record, desk: SecretKey, hand_in: HandIn
) -> None:
    (id_,), _ = hand_in(sealed_to(desk.public, saw=SHOTS, photos=[telltale_jpeg((400, 300))]))
    accept(record, id_, "A. Editor", DECIDED)
    assert photo(record, id_, 1)
    refuse(record, [id_], DECIDED)
    assert rows(record, "SELECT * FROM quarantine_photos") == []
    assert len(rows(record, "SELECT * FROM documents")) == 1


def test_the_quarantine_outlives_a_rebuild_and_leaves_the_views_as_the_log_gives_them(
    record: Record, desk: SecretKey, hand_in: HandIn
) -> None:
    ids, _ = hand_in(*(sealed_to(desk.public, saw=f"{SHOTS} {n}") for n in range(2)))
    accept(record, ids[0], "A. Editor", DECIDED)
    assert list(pipeline.differences(record)) == []
    for _ in pipeline.rebuild(record):
        pass
    assert {kept.id for kept in listed(record)} == set(ids)


def test_accepting_goes_on_where_a_killed_process_left_off(record: Record, desk: SecretKey, hand_in: HandIn) -> None:
    (id_,), _ = hand_in(sealed_to(desk.public, saw=SHOTS))
    report = report_of(find(record, id_))
    source, killed = f"eyewitness report {id_}", DECIDED - timedelta(minutes=5)
    document = Document(source, composed(report), language_of(report), killed)
    list(pipeline.add(record, [Source(source, SourceKind.EYEWITNESS), document], "A. Editor", killed))
    assert find(record, id_).body is not None
    assert accept(record, id_, "A. Editor", DECIDED).seq is None
    assert len(rows(record, "SELECT * FROM documents")) == 1
    assert find(record, id_).body is None


def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    record: Record, desk: SecretKey, hand_in: HandIn, tmp_path: Path
) -> None:
    ids, _ = hand_in(*(sealed_to(desk.public, saw=f"{SHOTS} {n}") for n in range(2)))
    before = list(record.connection.iterdump())
    for wrong in ("", "zzz", "\x1b[2J", "%"):
        with pytest.raises(ReportError) as error:
            find(record, wrong)
        assert "\x1b" not in str(error.value)
    with pytest.raises(ReportError, match="names no report"):
        refuse(record, [ids[0], "zzz"], DECIDED)
    with pytest.raises(ReviewError):
        accept(record, ids[0], " ", DECIDED)
    for text in (put(tmp_path / "empty", " \n"), put(tmp_path / "latin", b"\xff\xfe"), tmp_path / "gone"):
        with pytest.raises(ReportError):
            accept(record, ids[0], "A. Editor", DECIDED, text_from=text)
    assert list(record.connection.iterdump()) == before
    accept(record, ids[0], "A. Editor", DECIDED)
    with pytest.raises(ReportError, match="was accepted"):
        accept(record, ids[0], "A. Editor", DECIDED)


def test_a_busy_record_is_cleaned_later_and_says_so(record: Record, desk: SecretKey, hand_in: HandIn) -> None:
    (id_,), _ = hand_in(sealed_to(desk.public, saw=SHOTS))
    reader = sqlite3.connect(record.path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM quarantine").fetchall()
    record.connection.execute("PRAGMA busy_timeout = 50")
    _, unclean = refuse(record, [id_], DECIDED)
    assert unclean is not None
    reader.close()
    with Record.open(record.path):
        pass
    assert SHOTS.encode() not in everything_in(record.path)
