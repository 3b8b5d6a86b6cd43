"""Reading CBOR: what cbor2 writes in canonical form is read, everything else is refused."""

from __future__ import annotations

import time
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync import cbor

numbers = st.integers(-(2**64), 2**64 - 1)
plain = st.recursive(
    st.none() | st.booleans() | numbers | st.binary(max_size=30) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.integers(0, 2**64 - 1), inner, max_size=5)
        | st.dictionaries(st.text(max_size=30), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(plain)
@settings(max_examples=100)
def test_plain_values_in_canonical_form_are_read_as_cbor2_wrote_them(value: Any) -> None:
    read = cbor.read(cbor2.dumps(value, canonical=True))
    assert read == value
    assert cbor2.dumps(read, canonical=True) == cbor2.dumps(value, canonical=True)


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_any_bytes_are_read_as_the_only_form_of_a_value_or_refused(data: bytes) -> None:
    try:
        value = cbor.read(data)
    except cbor.CborError:
        return
    if not isinstance(value, dict):
        assert cbor2.dumps(value, canonical=True) == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "cut short"),
        ("1801", "shortest form"),
        ("190017", "shortest form"),
        ("1a0000ffff", "shortest form"),
        ("1b00000000ffffffff", "shortest form"),
        ("0000", "something follows"),
        ("5f4100ff", "not definite"),
        ("9fff", "not definite"),
        ("1c", "not definite"),
        ("a201000100", "not in order"),
        ("a202000100", "not in order"),
        ("a26162006161 00", "not in order"),
        ("a18000", "neither a number nor a string"),
        ("a1f600", "neither a number nor a string"),
        ("f7", "not used"),
        ("f97e00", "not used"),
        ("fb3ff0000000000000", "not used"),
        ("f820", "not used"),
        ("c11a61d6af96", "not used"),
        ("c24101", "not used"),
        ("d81c80", "not used"),
        ("d9d9f700", "not used"),
        ("61ff", "not UTF-8"),
        ("63eda080", "not UTF-8"),
        ("18", "cut short"),
        ("4201", "cut short"),
        ("5b7fffffffffffffff", "cut short"),
        ("9b7fffffffffffffff", "cut short"),
        ("bb7fffffffffffffff", "cut short"),
        ("81" * 16 + "00", "nested deeper"),
    ],
)
def test_what_is_not_in_the_one_form_is_refused(data: str, why: str) -> None:
    with pytest.raises(cbor.CborError, match=why):
        cbor.read(bytes.fromhex(data))


def test_a_small_message_never_costs_seconds() -> None:
    """A general decoder works some seconds on this: a decimal of 200,000 bytes."""
    began = time.process_time()
    with pytest.raises(cbor.CborError):
        cbor.read(bytes.fromhex("c48200c25a00030d40") + b"\xff" * 200_000)
    with pytest.raises(cbor.CborError):
        cbor.read(b"\x81" * 200_000)
    assert time.process_time() - began < 0.5
