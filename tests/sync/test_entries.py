"""Signed entries: the vectors printed in docs/formats/entries.md, and what a dishonest holder of a key could send."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import cbor2
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.record import log
from dalel.sync import cose, entries, keys
from dalel.sync.entries import Signed
from tests.sync.page import Printed, vectors
from tests.sync.signing import ALICE, BOB

CONTENT = bytes(range(32))
FIRST = entries.sign(ALICE, 1, entries.FIRST, "key", CONTENT, "desk", 1641459606)

names = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=200)


def author() -> keys.PublicKey:
    return keys.parse_public(vectors("keys.md")[0].blocks[0])


def printed() -> list[tuple[Printed, Signed]]:
    return [(vector, entries.read(vector.bytes_of("message"))) for vector in vectors("entries.md")]


def signed_payload(payload: bytes) -> bytes:
    return cose.sign(ALICE, entries.TYPE, payload)


def test_three_vectors_are_printed_and_the_first_key_of_the_keys_page_signed_them() -> None:
    assert [signed.key for _, signed in printed()] == [author().key] * 3


def test_each_printed_content_is_the_hash_of_the_printed_line() -> None:
    for vector, signed in printed():
        line = vector.blocks[0].removesuffix("\n")
        assert hashlib.sha256(line.encode()).hexdigest() == vector.values["content"]
        assert signed.content == vector.bytes_of("content")
        said = json.loads(line)
        assert log.content_digest(said["body"], said["salt"]) == vector.values["content"]
        assert rfc8785.dumps(said).decode() == line


def test_each_printed_payload_is_the_map_that_the_page_describes() -> None:
    for vector, signed in printed():
        payload = cbor2.loads(vector.bytes_of("payload"))
        assert payload == {
            1: signed.number,
            2: signed.previous,
            3: signed.kind,
            4: vector.bytes_of("content"),
            5: "desk",
            6: 1641459606,
        }
        assert signed.payload == vector.bytes_of("payload") == cbor2.dumps(payload, canonical=True)


def test_each_printed_message_is_made_of_the_printed_parts() -> None:
    for vector, signed in printed():
        header = cbor2.dumps({1: -8, 4: author().key, 16: "application/vnd.dalel.entry"}, canonical=True)
        parts = [header, {}, vector.bytes_of("payload"), signed.signature]
        assert cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True) == vector.bytes_of("message") == signed.message


def test_each_printed_id_is_the_hash_of_what_is_signed() -> None:
    for vector, signed in printed():
        header = cbor2.dumps({1: -8, 4: author().key, 16: "application/vnd.dalel.entry"}, canonical=True)
        structure = cbor2.dumps(["Signature1", header, b"", vector.bytes_of("payload")], canonical=True)
        assert hashlib.sha256(structure).hexdigest() == vector.values["id"] == signed.id.hex()
        assert vector.values.get("Sig_structure", structure.hex()) == structure.hex()


def test_each_printed_entry_follows_the_one_before() -> None:
    previous = bytes(32)
    for number, (_, signed) in enumerate(printed(), 1):
        assert (signed.number, signed.previous) == (number, previous)
        previous = signed.id


def test_the_printed_bodies_declare_the_key_and_name_its_successor() -> None:
    declared, _, rotated = (json.loads(vector.blocks[0])["body"] for vector, _ in printed())
    keys_of_a_body = {"action", "key", "name", "sealing", "successor", "last", "note"}
    assert declared.keys() == rotated.keys() == keys_of_a_body
    assert (declared["action"], declared["key"]) == ("declare", author().key.hex())
    assert (declared["name"], declared["sealing"]) == (author().name, author().sealing)
    assert (rotated["action"], rotated["key"]) == ("rotate", author().key.hex())
    assert rotated["successor"] + "\n" == vectors("keys.md")[1].blocks[0]


def test_an_entry_read_from_its_message_is_the_entry_that_was_signed() -> None:
    assert entries.read(FIRST.message) == FIRST
    FIRST.check()


def test_two_signatures_of_one_entry_are_one_entry() -> None:
    """The holder of a key can sign the same bytes with another nonce; the id must not follow the signature."""
    other = replace(FIRST, signature=bytes(64))
    assert other.id == FIRST.id
    with pytest.raises(cose.SignatureError, match="does not hold"):
        other.check()


def test_an_entry_is_not_another_keys_entry() -> None:
    with pytest.raises(cose.SignatureError, match="does not hold"):
        replace(FIRST, key=BOB.key).check()


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 2, "previous": FIRST.id},
        {"kind": "source"},
        {"content": bytes(32)},
        {"author": "other"},
        {"at": 1641459607},
    ],
)
def test_an_entry_of_which_a_part_was_changed_does_not_hold(changed: dict[str, Any]) -> None:
    with pytest.raises(cose.SignatureError, match="does not hold"):
        replace(FIRST, **changed).check()


BAD_PARTS: list[tuple[str, dict[str, Any]]] = [
    ("number", {"number": 0}),
    ("number", {"number": -1}),
    ("number", {"number": 2**53, "previous": CONTENT}),
    ("number", {"number": True}),
    ("number", {"number": "1"}),
    ("previous", {"previous": CONTENT}),
    ("previous", {"number": 2}),
    ("previous", {"previous": bytes(31)}),
    ("previous", {"previous": "0" * 32}),
    ("kind", {"kind": "secret"}),
    ("kind", {"kind": ["key"]}),
    ("content", {"content": CONTENT[:31]}),
    ("content", {"content": CONTENT.hex()}),
    ("author", {"author": ""}),
    ("author", {"author": "x" * 201}),
    ("author", {"author": "a\x1b[2Jb"}),
    ("author", {"author": "a\u202eb"}),
    ("author", {"author": "two\nlines"}),
    ("author", {"author": b"desk"}),
    ("time", {"at": -1}),
    ("time", {"at": 253402300800}),
    ("time", {"at": False}),
    ("time", {"at": None}),
]


@pytest.mark.parametrize(("part", "changed"), BAD_PARTS)
def test_what_has_not_the_form_of_an_entry_is_refused_though_its_key_signed_it(
    part: str, changed: dict[str, Any]
) -> None:
    unsigned = replace(FIRST, **changed)
    signature = ALICE.sign(cose.to_be_signed(ALICE.key, entries.TYPE, unsigned.payload))
    signed = replace(unsigned, signature=signature)
    with pytest.raises(cose.SignatureError, match=f"its {part} is not one"):
        signed.check()
    with pytest.raises(cose.SignatureError, match=f"its {part} is not one"):
        entries.read(signed.message)
    parts = (unsigned.number, unsigned.previous, unsigned.kind, unsigned.content, unsigned.author, unsigned.at)
    with pytest.raises(cose.SignatureError, match=f"its {part} is not one"):
        entries.sign(ALICE, *parts)


def test_a_name_that_is_no_unicode_is_not_signed() -> None:
    with pytest.raises(cose.SignatureError, match="its author"):
        entries.sign(ALICE, 1, entries.FIRST, "key", CONTENT, "\ud800", 0)


def test_other_payloads_are_refused_though_their_key_signed_them() -> None:
    parts = cbor2.loads(FIRST.payload)
    payloads = (
        b"",
        b"\x00" + FIRST.payload,
        FIRST.payload + b"\x00",
        cbor2.dumps(list(parts.values())),
        cbor2.dumps(dict(reversed(parts.items()))),
        cbor2.dumps(parts | {7: 0}),
        cbor2.dumps({key: value for key, value in parts.items() if key != 5}),
        cbor2.dumps({str(key): value for key, value in parts.items()}),
        cbor2.dumps(parts | {6: 1641459606.0}),
        cbor2.dumps(parts | {6: cbor2.CBORTag(1, 1641459606)}),
    )
    for payload in payloads:
        with pytest.raises(cose.SignatureError, match="it is no entry"):
            entries.read(signed_payload(payload))


def test_a_signed_message_of_another_kind_is_no_entry() -> None:
    with pytest.raises(cose.SignatureError, match="not signed as"):
        entries.read(cose.sign(ALICE, "application/vnd.dalel.bundle", FIRST.payload))


def test_a_message_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(cose.SignatureError, match="larger than 1200 bytes"):
        entries.read(signed_payload(bytes(1200)))


@given(st.integers(2, 2**53 - 1), st.sampled_from(entries.KINDS), names, st.integers(0, entries.LATEST))
@settings(max_examples=50)
def test_any_entry_is_read_as_it_was_signed(number: int, kind: str, author: str, at: int) -> None:
    signed = entries.sign(ALICE, number, FIRST.id, kind, CONTENT, author, at)
    signed.check()
    assert len(signed.message) <= entries.MAX_MESSAGE_BYTES
    assert entries.read(signed.message) == signed


def test_an_entry_with_the_longest_name_fits_into_a_message() -> None:
    signed = entries.sign(ALICE, 2**53 - 1, CONTENT, "document", CONTENT, "😀" * 200, entries.LATEST)
    assert entries.read(signed.message) == signed


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_are_refused(data: bytes) -> None:
    for message in (data, signed_payload(data)):
        with pytest.raises(cose.SignatureError):
            entries.read(message)
