"""The vectors printed in docs/formats/log.md, checked against SHA-256 itself and against a real record."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dalel.model import Document, Source, SourceKind
from dalel.record import log
from dalel.record.store import Record, document_id

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "log.md"

TEXT = "At least 26 people were killed in Almaty on Wednesday, the ministry said.\n"
TITLE_KK = 'Әуежай "босатылды"'

SOURCE = Source("Meridian", SourceKind.OUTLET, "KZ", ("en", "ru"), "independent", "https://meridian.example/")
IN_ENGLISH = Document(
    source="Meridian",
    text=TEXT,
    language="en",
    received_at=datetime(2022, 1, 6, 9, 0, 5, tzinfo=UTC),
    url="https://meridian.example/26",
    author="A. Reporter",
    published_at=datetime(2022, 1, 6, 14, 30, tzinfo=timezone(timedelta(hours=6))),
)
IN_KAZAKH = Document(
    source="Ала-Тоо",
    text=f"{TITLE_KK}\n\nӘуежай түнде босатылды, деді әкімдік.\n",
    language="kk",
    received_at=datetime(2022, 1, 6, 9, 0, 5, tzinfo=UTC),
    title=TITLE_KK,
)
ADDED_AT = datetime(2022, 1, 6, 9, 0, 6, tzinfo=UTC)

# The second entry in canonical JSON, written out by hand from the rules of RFC 8785.
SECOND_WITHOUT_PREV = (
    '{"at":"2022-01-06T09:00:06Z","author":"desk","body":{"author":"A. Reporter","language":"en",'
    '"published_at":"2022-01-06T14:30:00+06:00","received_at":"2022-01-06T09:00:05+00:00","source":"Meridian",'
    '"text":"%s","title":null,"updated_at":null,"url":"https://meridian.example/26"},"kind":"document",'
    '"prev":"%s","seq":2}'
)


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector as printed: the line that is hashed, its hash, and of documents the text and two hashes."""

    canonical: str
    hash: str
    text: str | None
    text_hash: str | None
    document_id: str | None


def printed_vectors() -> list[Vector]:
    page = PAGE.read_text("utf-8")
    return [_vector(section) for section in re.split(r"^### Vector \d+: .*$", page, flags=re.MULTILINE)[1:]]


def _vector(section: str) -> Vector:
    def block(language: str) -> str | None:
        found = re.search(rf"^```{language}\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)
        return found[1] if found else None

    def hex_after(label: str) -> str | None:
        found = re.search(rf"^- {label}: `([0-9a-f]{{64}})`$", section, flags=re.MULTILINE)
        return found[1] if found else None

    canonical, hash_ = block("json"), hex_after("hash of the entry")
    assert canonical is not None
    assert hash_ is not None
    text_hash, id_ = hex_after("SHA-256 of the text"), hex_after("document id")
    return Vector(canonical.removesuffix("\n"), hash_, block("text"), text_hash, id_)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.fixture
def entries(tmp_path: Path) -> list[log.Entry]:
    with Record.create(tmp_path / "vectors.dalel") as record:
        with record.writing():
            record.append_source(SOURCE, "desk", ADDED_AT)
            record.append_document(IN_ENGLISH, "desk", ADDED_AT)
            record.append_document(IN_KAZAKH, "desk", ADDED_AT)
        assert list(log.problems(record.connection)) == []
        return list(log.entries(record.connection))


def test_three_vectors_are_printed_and_two_of_them_are_documents() -> None:
    vectors = printed_vectors()
    assert [vector.text is not None for vector in vectors] == [False, True, True]


def test_each_printed_hash_is_the_sha256_of_the_printed_line() -> None:
    for vector in printed_vectors():
        assert sha256(vector.canonical) == vector.hash


def test_each_printed_text_gives_the_printed_hash_and_the_body_names_it() -> None:
    for vector in printed_vectors()[1:]:
        assert vector.text is not None
        assert sha256(vector.text) == vector.text_hash
        assert json.loads(vector.canonical)["body"]["text"] == vector.text_hash


def test_each_printed_document_id_is_the_hash_of_the_body_without_its_time_of_receipt() -> None:
    for vector in printed_vectors()[1:]:
        body = json.loads(vector.canonical)["body"]
        del body["received_at"]
        # The keys are ASCII and no number occurs, so sorted keys without spaces are RFC 8785.
        canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256(canonical) == vector.document_id


def test_each_printed_entry_follows_the_one_before() -> None:
    prev = "0" * 64
    for number, vector in enumerate(printed_vectors(), 1):
        entry = json.loads(vector.canonical)
        assert (entry["seq"], entry["prev"]) == (number, prev)
        prev = vector.hash


def test_the_ascii_vector_is_the_line_written_by_hand() -> None:
    first, second, _ = printed_vectors()
    by_hand = SECOND_WITHOUT_PREV % (sha256(TEXT), first.hash)
    assert second.canonical == by_hand
    assert second.hash == sha256(by_hand)


def test_a_record_gives_the_printed_hashes(entries: list[log.Entry]) -> None:
    assert [entry.hash for entry in entries] == [vector.hash for vector in printed_vectors()]


def test_a_record_gives_the_printed_entries(entries: list[log.Entry]) -> None:
    for entry, vector in zip(entries, printed_vectors(), strict=True):
        hashed = {name: getattr(entry, name) for name in ("seq", "kind", "body", "author", "at", "prev")}
        assert hashed == json.loads(vector.canonical)


def test_documents_have_the_printed_ids() -> None:
    assert [document_id(one) for one in (IN_ENGLISH, IN_KAZAKH)] == [
        vector.document_id for vector in printed_vectors()[1:]
    ]
