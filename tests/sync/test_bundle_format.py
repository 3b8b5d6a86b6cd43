"""The vectors printed in docs/formats/bundle.md, read by our code and written again."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files as resources

import pytest

from dalel.sync import bundles, cbor, cose
from dalel.sync.bundles import contents, files, frames, letters
from tests.sync.bundle_vectors import (
    MADE_AT,
    TEXT,
    TEXT_NAME,
    Holder,
    printed_bytes,
    printed_entries,
    section,
)

BOTH = pytest.mark.parametrize(("vector", "covered"), [("Vector 1", False), ("Vector 2", True)])
CHECKPOINT = "example checkpoint\n"


def unpacked(file: bytes) -> dict[str, bytes]:
    """The sections of a file as the page names them."""
    _, sections = files.read(file)
    raw, *packed = contents.split_sections(sections)
    dictionaries = list(zip(packed, contents.DICTIONARIES, strict=True))
    numbers, words, plain, english, russian, kazakh = frames.unpack(dictionaries, frames.Budget())
    assert english == russian == b""
    return {
        "Raw bytes": raw,
        "Numbers, unpacked": numbers,
        "Words, unpacked": words,
        "UTF-8 texts, unpacked": plain,
        "Kazakh texts, unpacked": kazakh,
    }


def written(*, covered: bool) -> bytes:
    made = bundles.write(Holder(), printed_entries(), {TEXT_NAME: TEXT}, [CHECKPOINT], MADE_AT, None, covered=covered)
    assert len(made) == 1
    return made[0]


@BOTH
def test_a_printed_file_holds_what_the_page_says(vector: str, covered: bool) -> None:
    read = bundles.read(printed_bytes(vector)["The file"])
    assert (read.by, read.made_at, read.part, read.parts) == (Holder().key, MADE_AT, 1, 1)
    assert read.texts == {TEXT_NAME: TEXT}
    assert read.checkpoints == (CHECKPOINT,)
    expected = printed_entries()
    assert [(one.body, one.salt, one.signed.payload) for one in read.entries] == [
        (one.body, one.salt, one.signed.payload) for one in expected
    ]
    signatures = [one.signed.signature for one in expected]
    assert [one.signed.signature for one in read.entries] == ([b"", b"", signatures[-1]] if covered else signatures)


@BOTH
def test_the_sections_of_a_printed_file_unpack_to_the_printed_bytes(vector: str, covered: bool) -> None:
    printed = printed_bytes(vector)
    found = unpacked(printed["The file"])
    assert {label: found[label] for label in printed if label in found} == {
        label: printed[label] for label in printed if label in found
    }
    assert len(set(printed) & set(found)) == (2 if covered else 5)


@BOTH
def test_what_is_written_unpacks_to_the_printed_bytes(vector: str, covered: bool) -> None:
    assert unpacked(written(covered=covered)) == unpacked(printed_bytes(vector)["The file"])


def test_the_printed_payload_is_what_the_header_holds_and_its_hash_is_that_of_the_sections() -> None:
    printed = printed_bytes("Vector 1")
    file, payload = printed["The file"], printed["The payload of its header"]
    end = 9 + int.from_bytes(file[7:9])
    assert cose.open_(file[9:end], "application/vnd.dalel.bundle").payload == payload
    assert cbor.read(payload)[5] == hashlib.sha256(file[end:]).digest()


def test_the_printed_series_is_made_of_the_printed_ids_the_text_and_the_checkpoint() -> None:
    ids, series = re.findall(r"^- (?:ids of the entries|series): (.+)$", section("Vector 1"), flags=re.MULTILINE)
    named = re.findall(r"[0-9a-f]{64}", ids)
    assert named == [one.signed.id.hex() for one in printed_entries()]
    lines = [*named, TEXT_NAME, hashlib.sha256(CHECKPOINT.encode()).hexdigest()]
    expected = hashlib.sha256("\n".join(lines).encode("ascii")).digest()[:16]
    assert series.strip("`") == expected.hex()
    assert bundles.read(printed_bytes("Vector 1")["The file"]).series == expected


def test_the_shipped_data_files_are_those_of_the_page() -> None:
    rows = re.findall(
        r"^\| `([\w.]+)` \| ([\d,]+) \| `([0-9a-f]{64})` \|$", section("Dictionaries"), flags=re.MULTILINE
    )
    assert [name for name, _, _ in rows] == ["letters.txt", "en.zdict", "ru.zdict", "kk.zdict"]
    for name, size, digest in rows:
        shipped = (resources("dalel.sync.bundles") / name).read_bytes()
        assert (f"{len(shipped):,}", hashlib.sha256(shipped).hexdigest()) == (size, digest)


def test_the_printed_texts_are_the_printed_bytes_in_letters() -> None:
    rows = re.findall(r"^\| `(\".*\")` \| `([0-9a-f]+)` \|$", section("Vector 3"), flags=re.MULTILINE)
    assert len(rows) == 6
    for text, digits in rows:
        assert letters.encode(json.loads(text)).hex() == digits
        assert letters.decode(bytes.fromhex(digits)) == json.loads(text)
