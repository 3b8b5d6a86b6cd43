"""What a relay takes for a parcel, and what it leaves."""

from __future__ import annotations

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.publish.bulletin import codes
from dalel.sync import bundles, cose
from dalel.sync.relay.parcels import BULLETIN_TYPE, MOST_BULLETIN, Kind, ParcelError, kind_of
from tests.sync.relay_parcels import Signer, bulletin, sealed

CHUNK = 65_536


@pytest.mark.parametrize("size", [0, 1, 1_000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_whatever_is_sealed_to_a_key_is_carried(size: int) -> None:
    assert kind_of(sealed(size)) == Kind.SEALED


def test_what_is_sealed_to_many_keys_is_carried() -> None:
    recipients = [pyrage.x25519.Identity.generate().to_public() for _ in range(64)]
    assert kind_of(pyrage.encrypt(b"words", recipients)) == Kind.SEALED


def test_a_key_file_is_left_where_it_is_for_it_is_locked_with_a_passphrase() -> None:
    with pytest.raises(ParcelError, match="locked with a passphrase, as key files are"):
        kind_of(pyrage.passphrase.encrypt(b"a secret key", "a passphrase"))


def test_a_sealed_file_cut_short_within_its_header_or_a_tag_is_left() -> None:
    whole = sealed(100)
    header = whole.index(b"\n--- ")
    for cut in (header - 10, header + 20, header + 60, len(whole) - 115):
        with pytest.raises(ParcelError):
            kind_of(whole[:cut])


def test_a_signed_bulletin_is_carried_and_one_whose_signature_does_not_hold_is_not() -> None:
    good = bulletin()
    assert kind_of(good) == Kind.BULLETIN
    for at in (0, 5, len(good) // 2, len(good) - 1):
        bad = bytearray(good)
        bad[at] ^= 1
        with pytest.raises(ParcelError, match="neither sealed"):
            kind_of(bytes(bad))


def test_what_is_signed_for_another_purpose_or_too_large_for_a_bulletin_is_left() -> None:
    for typ, size in ((BULLETIN_TYPE, MOST_BULLETIN), ("application/vnd.dalel.entry", 10)):
        with pytest.raises(ParcelError):
            kind_of(cose.sign(Signer(), typ, bytes(size)))


def test_the_bulletins_of_a_relay_are_those_of_the_desk() -> None:
    assert (BULLETIN_TYPE, MOST_BULLETIN) == (codes.TYPE, codes.MOST_BYTES)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> X25519 "])
)
@settings(max_examples=100)
def test_any_other_bytes_are_refused_with_the_one_exception(data: bytes, beginning: bytes) -> None:
    with pytest.raises(ParcelError):
        kind_of(beginning + data)


def test_a_signed_bundle_is_carried_and_one_that_was_altered_or_cut_short_is_not() -> None:
    (good,) = bundles.write(Signer(), [], {}, [], 1_641_459_606, None)
    assert kind_of(good) == Kind.BUNDLE
    for bad in (good[:-1], good + b"x", good[:40], good[:50] + bytes([good[50] ^ 1]) + good[51:]):
        with pytest.raises(ParcelError, match="bundle"):
            kind_of(bad)
