"""The vectors printed in docs/formats/log.md, checked against SHA-256 itself and against a real record."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dalel.model import About, Action, Anchor, Document, Review, Source, SourceKind
from dalel.record import log, redaction
from dalel.record.blanks import words_of
from dalel.record.bodies import document_id
from dalel.record.moments import utc
from dalel.record.reviews import review_body
from dalel.record.store import Record

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

# The salts of the vectors, in place of random ones.
SALTS = tuple(f"{number:032x}" for number in range(1, 6))
REVIEWED = Review(
    Action.CONFIRM,
    About.FIGURE,
    (Anchor(document_id(IN_ENGLISH), 0, 41, "figure", "0123456789abcdef01234567"),),
    "the list of names was seen",
)
REDACTED_WORDS = "the ministry"

# The content of the second entry in canonical JSON, written out by hand from the rules of RFC 8785.
SECOND_CONTENT = (
    '{"body":{"author":"A. Reporter","language":"en","published_at":"2022-01-06T14:30:00+06:00",'
    '"received_at":"2022-01-06T09:00:05+00:00","source":"Meridian","text":"%s","title":null,"updated_at":null,'
    '"url":"https://meridian.example/26"},"salt":"00000000000000000000000000000002"}'
)
SECOND_ENTRY = (
    '{"at":"2022-01-06T09:00:06Z","author":"desk","content":"%s","kind":"document","prev":"%s","seq":2}'  # both hashes
)


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector as printed: two lines that are hashed, their hashes, and of documents the text and two hashes."""

    content_line: str
    content: str
    entry_line: str
    hash: str
    text: str | None
    text_hash: str | None
    document_id: str | None


def printed_vectors() -> list[Vector]:
    page = PAGE.read_text("utf-8")
    return [_vector(section) for section in re.split(r"^### Vector \d+: .*$", page, flags=re.MULTILINE)[1:]]


def _vector(section: str) -> Vector:
    def blocks(language: str) -> list[str]:
        return re.findall(rf"^```{language}\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)

    def hex_after(label: str) -> str | None:
        found = re.search(rf"^- {label}: `([0-9a-f]{{64}})`$", section, flags=re.MULTILINE)
        return found[1] if found else None

    content_line, entry_line = (block.removesuffix("\n") for block in blocks("json"))
    content, hash_ = hex_after("content"), hex_after("hash of the entry")
    assert content is not None
    assert hash_ is not None
    text = blocks("text")[0] if blocks("text") else None
    text_hash, id_ = hex_after("SHA-256 of the text"), hex_after("document id")
    return Vector(content_line, content, entry_line, hash_, text, text_hash, id_)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    salts = iter(SALTS)
    monkeypatch.setattr(log.secrets, "token_hex", lambda _: next(salts))
    with Record.create(tmp_path / "vectors.dalel") as record:
        with record.writing() as connection:
            record.append_source(SOURCE, "desk", ADDED_AT)
            record.append_document(IN_ENGLISH, "desk", ADDED_AT)
            record.append_document(IN_KAZAKH, "desk", ADDED_AT)
            log.append(connection, "review", review_body(REVIEWED), "R. Editor", utc(ADDED_AT))
        yield record


def redact(record: Record) -> None:
    with record.writing():
        request = redaction.Request({2: ()}, words_of([REDACTED_WORDS]), note="a source is at risk")
        redaction.apply(record, request, "R. Editor", utc(ADDED_AT))


def printed(entry: log.Entry) -> dict[str, object]:
    """An entry with the two lines that give its hashes."""
    content = log.content_digest(entry.body, entry.salt or "")
    about = {name: getattr(entry, name) for name in ("seq", "kind", "author", "at", "prev")}
    return {"content": {"body": entry.body, "salt": entry.salt}, "entry": {**about, "content": content}}


def test_five_vectors_are_printed_and_two_of_them_are_documents() -> None:
    assert [vector.text is not None for vector in printed_vectors()] == [False, True, True, False, False]


def test_each_printed_hash_is_the_sha256_of_the_printed_line() -> None:
    for vector in printed_vectors():
        assert sha256(vector.content_line) == vector.content
        assert sha256(vector.entry_line) == vector.hash
        assert json.loads(vector.entry_line)["content"] == vector.content


def test_each_printed_text_gives_the_printed_hash_and_the_body_names_it() -> None:
    for vector in printed_vectors()[1:3]:
        assert vector.text is not None
        assert sha256(vector.text) == vector.text_hash
        assert json.loads(vector.content_line)["body"]["text"] == vector.text_hash


def test_each_printed_document_id_is_the_hash_of_the_body_without_its_time_of_receipt() -> None:
    for vector in printed_vectors()[1:3]:
        body = json.loads(vector.content_line)["body"]
        del body["received_at"]
        # The keys are ASCII and no number occurs, so sorted keys without spaces are RFC 8785.
        canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256(canonical) == vector.document_id


def test_each_printed_entry_follows_the_one_before() -> None:
    prev = "0" * 64
    for number, vector in enumerate(printed_vectors(), 1):
        entry = json.loads(vector.entry_line)
        assert (entry["seq"], entry["prev"]) == (number, prev)
        prev = vector.hash


def test_the_ascii_vector_is_the_line_written_by_hand() -> None:
    first, second, *_ = printed_vectors()
    content = SECOND_CONTENT % sha256(TEXT)
    assert second.content_line == content
    assert second.entry_line == SECOND_ENTRY % (sha256(content), first.hash)


def test_a_record_gives_the_printed_entries(record: Record) -> None:
    for entry, vector in zip(log.entries(record.connection), printed_vectors(), strict=False):
        assert printed(entry)["content"] == json.loads(vector.content_line)
        assert printed(entry)["entry"] == json.loads(vector.entry_line)
        assert entry.hash == vector.hash


def test_a_redaction_is_the_last_printed_entry_and_changes_no_hash(record: Record) -> None:
    redact(record)
    *_, last = log.entries(record.connection)
    vectors = printed_vectors()
    assert printed(last)["content"] == json.loads(vectors[-1].content_line)
    kept = record.connection.execute("SELECT seq, body, salt, content, hash FROM log ORDER BY seq").fetchall()
    assert [(row["content"], row["hash"]) for row in kept] == [(vector.content, vector.hash) for vector in vectors]
    assert [row["seq"] for row in kept if row["body"] is None and row["salt"] is None] == [2, 4]
    assert list(log.problems(record.connection)) == []


def test_documents_have_the_printed_ids() -> None:
    assert [document_id(one) for one in (IN_ENGLISH, IN_KAZAKH)] == [
        vector.document_id for vector in printed_vectors()[1:3]
    ]
