"""Bundles: what goes in comes out, whatever it is; what is not as it should be is refused."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dalel.sync import bundles, entries
from dalel.sync.bundles import BundleError, files, letters
from dalel.sync.bundles.limits import MAX_NUMBER
from dalel.sync.entries import Carried
from tests.sync.bundle_vectors import DOCUMENT_BODY, MADE_AT, TEXT, TEXT_NAME, Holder, chained, printed_entries

MAKER = Holder()
OTHER = Holder("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")  # RFC 8032, 7.1, TEST 2


def one(found: list[Carried], texts: Mapping[str, str] | None = None, *, covered: bool = False) -> bytes:
    (made,) = bundles.write(MAKER, found, texts or {}, [], MADE_AT, None, covered=covered)
    return made


def by_id(found: list[Carried] | tuple[Carried, ...]) -> dict[bytes, tuple[object, str | None, bytes]]:
    return {carried.signed.id: (carried.body, carried.salt, carried.signed.signature) for carried in found}


characters = st.characters(exclude_categories=["Cs"])
strings = st.one_of(
    st.text(characters, max_size=12),
    st.sampled_from(
        [TEXT_NAME, "", "2022-01-06T14:30:00+06:00", "2022-01-06T14:30:59-09:30", "0" * 64, "ab" * 9, "\x03;"]
    ),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds") + "+05:00"),
)
numbers = st.one_of(
    st.integers(-MAX_NUMBER, MAX_NUMBER), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0, 1, -1])
)
scalars = st.one_of(st.none(), st.booleans(), numbers, strings)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3), max_leaves=8
)
bodies = st.one_of(
    st.dictionaries(strings, values, max_size=4),
    st.fixed_dictionaries({**dict.fromkeys(DOCUMENT_BODY, scalars), "text": st.just(TEXT_NAME)}),
)
said = st.lists(
    st.tuples(st.sampled_from(entries.KINDS), bodies | st.none(), st.binary(min_size=16, max_size=16).map(bytes.hex)),
    max_size=5,
)
languages = st.sampled_from(["en", "ru", "kk-Latn", "fa", "uk"])


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said, said, st.text(characters, max_size=80), languages, st.booleans())
def test_what_goes_into_a_bundle_comes_out_of_it(
    ours: list[tuple[str, Any, str]], theirs: list[tuple[str, Any, str]], text: str, language: str, covered: bool
) -> None:
    name = hashlib.sha256(text.encode()).hexdigest()
    document = {**DOCUMENT_BODY, "text": name, "language": language, "title": text[:5]}
    found = chained(MAKER, [("document", document, f"{9:032x}"), *ours]) + chained(OTHER, theirs, "Қ. Редактор")[1:]
    read = bundles.read(one(found, {name: text}, covered=covered))
    assert {id_: told[:2] for id_, told in by_id(read.entries).items()} == {
        id_: told[:2] for id_, told in by_id(found).items()
    }
    assert read.texts == {name: text}
    assert covered or by_id(read.entries) == by_id(found)


@settings(max_examples=100, deadline=None)
@given(st.text(characters))
@example("МВД, ООН и ЕС: Ab aB ABc")
@example("\x01\x02\x03 İ ß ǅ \ufffe\uffff\U0010ffff")
def test_every_text_comes_back_from_its_letters_and_none_holds_the_byte_that_closes_it(text: str) -> None:
    assert letters.decode(letters.encode(text)) == text
    assert 0xFF not in letters.encode(text)


@settings(max_examples=100, deadline=None)
@given(st.binary())
def test_any_bytes_are_a_text_in_letters_or_refused(raw: bytes) -> None:
    with suppress(BundleError):
        letters.decode(raw).encode()


def test_the_same_things_in_another_order_make_the_same_file() -> None:
    found = chained(MAKER, [("document", {**DOCUMENT_BODY, "url": f"/{n}"}, f"{n:032x}") for n in range(5)])
    assert one(found, {TEXT_NAME: TEXT}) == one(found[::-1], {TEXT_NAME: TEXT})


def test_the_time_of_making_changes_only_the_header() -> None:
    earlier, later = (bundles.write(MAKER, printed_entries(), {}, [], moment, None)[0] for moment in (1, 2))
    assert earlier != later
    assert files.read(earlier)[1] == files.read(later)[1]
    assert bundles.read(earlier).series == bundles.read(later).series


def test_a_bundle_may_hold_entries_of_others_and_says_who_made_it() -> None:
    (made,) = bundles.write(OTHER, printed_entries(), {}, [], MADE_AT, None)
    read = bundles.read(made)
    assert read.by == OTHER.key
    assert {carried.signed.key for carried in read.entries} == {MAKER.key}


def test_two_entries_of_one_number_travel_together_as_proof_of_a_fork() -> None:
    first, second = (chained(MAKER, [("source", {"name": name}, "0" * 32)]) for name in ("A", "B"))
    assert by_id(bundles.read(one(first + second)).entries) == by_id(first + second)


def test_entries_travel_without_those_between_them() -> None:
    found = chained(MAKER, [("source", {"name": str(n)}, f"{n:032x}") for n in range(6)])
    chosen = [found[1], found[2], found[5]]
    assert by_id(bundles.read(one(chosen)).entries) == by_id(chosen)
    read = bundles.read(one(chosen, covered=True)).entries
    assert [carried.signed.signature == b"" for carried in read] == [True, False, False]


def test_a_review_names_documents_of_the_file_and_others() -> None:
    document = chained(MAKER, [("document", DOCUMENT_BODY, "0" * 32)])[0]
    assert document.body is not None
    body = {key: value for key, value in document.body.items() if key != "received_at"}
    id_ = hashlib.sha256(rfc8785.dumps(body)).hexdigest()
    targets = [{"document": name, "start": 0, "end": 41} for name in (id_, "5" * 64, id_)]
    found = chained(
        MAKER, [("review", {"targets": targets, "changes": {}}, "1" * 32), ("document", DOCUMENT_BODY, "2" * 32)]
    )
    assert by_id(bundles.read(one(found)).entries) == by_id(found)


def test_a_bundle_of_nothing_is_read_as_nothing() -> None:
    read = bundles.read(one([]))
    assert (read.entries, read.texts, read.checkpoints) == ((), {}, ())


def test_a_text_is_smaller_with_its_dictionary_than_alone() -> None:
    text = "В Алматы задержаны более двухсот человек, сообщили в министерстве внутренних дел.\n"
    name = hashlib.sha256(text.encode()).hexdigest()
    size = {
        language: len(one(chained(MAKER, [("document", {"text": name, "language": language}, "0" * 32)]), {name: text}))
        for language in ("ru", "fa", "en")
    }
    assert size["ru"] < size["en"]


# What is refused when reading


def refused(data: bytes) -> str:
    with pytest.raises(BundleError) as caught:
        bundles.read(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


WHOLE = one(printed_entries(), {TEXT_NAME: TEXT})


def test_a_bundle_cut_short_anywhere_is_refused() -> None:
    for end in range(0, len(WHOLE), 7):
        refused(WHOLE[:end])
    assert "cut short" in refused(WHOLE[:-1])


def test_a_bundle_with_a_byte_more_is_refused() -> None:
    refused(WHOLE + b"\0")


def test_a_bundle_with_a_byte_changed_is_refused() -> None:
    for at in range(0, len(WHOLE), 5):
        refused(WHOLE[:at] + bytes([WHOLE[at] ^ 0x10]) + WHOLE[at + 1 :])


def test_what_is_no_bundle_and_what_is_of_another_version_is_said_so() -> None:
    assert refused(b"PK\x03\x04 something else") == "this is no bundle of Dalel"
    assert "version" in refused(WHOLE[:6] + b"\x02" + WHOLE[7:])


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    refused(data)
    refused(WHOLE[: files.overhead(MAKER) - 10] + data)


def test_an_entry_that_its_key_did_not_sign_is_refused() -> None:
    first, *others = printed_entries()
    forged = replace(first, signed=replace(first.signed, signature=bytes(64)))
    assert "entry 1 of key d75a9801" in refused(one([forged, *others]))


# What is refused when writing


def test_an_entry_whose_body_was_altered_is_not_written() -> None:
    source, *others = printed_entries()
    with pytest.raises(BundleError, match="entry 1 of key d75a9801… was altered"):
        one([replace(source, body={"name": "another"}), *others])


@pytest.mark.parametrize("salt", ["00", "g" * 32, "A" * 32])
def test_an_entry_with_a_strange_salt_is_not_written(salt: str) -> None:
    with pytest.raises(BundleError, match="entry 1 of key d75a9801"):
        one(chained(MAKER, [("source", {"name": "A"}, salt)]))


def test_an_entry_is_not_written_twice() -> None:
    with pytest.raises(BundleError, match="given twice"):
        one([*printed_entries(), printed_entries()[0]])


def test_a_text_that_no_entry_names_or_that_is_not_its_hash_is_not_written() -> None:
    with pytest.raises(BundleError, match="no entry of the bundle names the text"):
        one(printed_entries()[:1], {TEXT_NAME: TEXT})
    with pytest.raises(BundleError, match="is not what its hash says"):
        one(printed_entries(), {TEXT_NAME: "another text"})


def test_a_body_that_is_nested_too_deep_is_not_written() -> None:
    body: dict[str, Any] = {}
    for _ in range(40):
        body = {"in": body}
    with pytest.raises(BundleError, match="nested deeper"):
        one(chained(MAKER, [("source", body, "0" * 32)]))


# What it costs


def test_a_thousand_entries_are_read_in_a_few_times_what_their_signatures_take() -> None:
    said = [("document", {**DOCUMENT_BODY, "url": f"https://a.example/{n}"}, f"{n:032x}") for n in range(1000)]
    made = one(chained(MAKER, said), {TEXT_NAME: TEXT})
    began = time.process_time()
    read = bundles.read(made)
    all_of_it = time.process_time() - began
    began = time.process_time()
    for carried in read.entries:
        carried.signed.check()
    assert all_of_it < 6 * (time.process_time() - began)


def test_a_document_costs_little_more_than_its_salt_its_signature_and_its_words() -> None:
    said = [("document", {**DOCUMENT_BODY, "url": f"https://a.example/{n}"}, f"{n:032x}") for n in range(1000)]
    found = chained(MAKER, said)
    few, many = (len(one(found[:count], {TEXT_NAME: TEXT})) for count in (100, 1000))
    assert (many - few) / 900 < 16 + 64 + 5
    few, many = (len(one(found[:count], {TEXT_NAME: TEXT}, covered=True)) for count in (100, 1000))
    assert (many - few) / 900 < 16 + 5
