"""Keys and key files, the vectors printed in docs/formats/keys.md, and what a hostile or unlucky file may hold.

Each key file that is written or opened costs about a second of scrypt, so there are few of them.
"""

from __future__ import annotations

import base64
import os
import re
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import cbor2
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync import keys
from dalel.sync.keys import KeyFileError, PublicKey, SecretKey
from tests.sync.page import Printed, vectors
from tests.sync.signing import ALICE, BOB

PASSPHRASE = "қар жауды"
WORK = re.compile(rb"(-> scrypt \S+ )(\d+)")


def of_vector(vector: Printed) -> SecretKey:
    identity = pyrage.x25519.Identity.from_str(vector.values["age identity"])
    name = vector.blocks[0].split("+")[0]
    return SecretKey(name, Ed25519PrivateKey.from_private_bytes(vector.bytes_of("Ed25519 secret key")), identity)


@pytest.fixture(scope="module")
def printed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key file of the third vector: few rounds of scrypt, so it opens at once."""
    path = tmp_path_factory.mktemp("keys") / "meridian.key"
    path.write_bytes(base64.b64decode(vectors("keys.md")[2].blocks[0]))
    return path


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[SecretKey, Path]:
    secret, path = keys.new("Meridian"), tmp_path_factory.mktemp("saved") / "meridian.key"
    keys.save(secret, path, PASSPHRASE)
    return secret, path


@pytest.mark.parametrize("number", [0, 1])
def test_each_printed_key_has_the_printed_line_id_and_fingerprint(number: int) -> None:
    vector = vectors("keys.md")[number]
    public = of_vector(vector).public
    assert public.key == vector.bytes_of("Ed25519 public key")
    assert public.id == vector.values["key id"]
    assert public.fingerprint == vector.values["fingerprint"]
    assert keys.public_line(public) + "\n" == vector.blocks[0]
    assert keys.parse_public(vector.blocks[0]) == public


def test_the_printed_key_file_opens_to_the_first_printed_key(printed_file: Path) -> None:
    first, _, third, _ = vectors("keys.md")
    assert keys.load(printed_file, third.values["passphrase"]).public == of_vector(first).public
    kept = cbor2.loads(third.bytes_of("what is encrypted"))
    assert kept == {
        1: 1,
        2: "Meridian",
        3: first.bytes_of("Ed25519 secret key"),
        4: first.values["age identity"],
    }
    assert cbor2.dumps(kept, canonical=True) == third.bytes_of("what is encrypted")


def test_what_is_printed_as_sealed_opens_with_the_first_printed_key() -> None:
    first, _, _, fourth = vectors("keys.md")
    assert of_vector(first).unseal(base64.b64decode(fourth.blocks[0])).decode() == fourth.values["says"]


def test_the_small_order_keys_that_the_page_lists_are_refused_with_both_signs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats" / "keys.md").read_text("utf-8")
    listed = [bytes.fromhex(line) for line in re.findall(r"^    ([0-9a-f]{64})$", page, flags=re.MULTILINE)]
    assert len(listed) == 7
    for key in listed:
        for sign in (0, 0x80):
            with pytest.raises(KeyFileError, match="no Ed25519 public key"):
                replace(ALICE.public, key=key[:31] + bytes([key[31] | sign]))


def test_a_saved_key_comes_back_and_only_its_owner_may_read_the_file(saved: tuple[SecretKey, Path]) -> None:
    secret, path = saved
    # The passphrase as another keyboard writes it: "й" in two code points, and so on.
    again = keys.load(path, unicodedata.normalize("NFD", PASSPHRASE))
    assert again.public == secret.public
    assert again.sign(b"said") == secret.sign(b"said")
    assert again.unseal(keys.seal(b"for you", [secret.public.sealing])) == b"for you"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_the_file_holds_nothing_of_the_key_in_the_open(saved: tuple[SecretKey, Path]) -> None:
    secret, path = saved
    data = path.read_bytes()
    for told in (b"Meridian", secret.key, secret.public.sealing.encode(), b"AGE-SECRET-KEY"):
        assert told not in data
    work = WORK.search(data)
    assert work is not None and 15 <= int(work[2]) <= keys.MOST_WORK


def test_a_key_never_overwrites_what_is_there(saved: tuple[SecretKey, Path]) -> None:
    _, path = saved
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        keys.save(BOB, path, PASSPHRASE)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileError, match="No space left"):
        keys.save(ALICE, tmp_path / "alice.key", PASSPHRASE)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyFileError, match="cannot be written"):
        keys.save(ALICE, tmp_path / "nowhere" / "alice.key", PASSPHRASE)


def test_an_empty_passphrase_is_refused(tmp_path: Path, printed_file: Path) -> None:
    with pytest.raises(KeyFileError, match="empty one protects nothing"):
        keys.save(ALICE, tmp_path / "alice.key", "")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyFileError, match="empty one protects nothing"):
        keys.load(printed_file, "")


def test_a_wrong_passphrase_is_told_in_one_line(printed_file: Path) -> None:
    with pytest.raises(KeyFileError, match=r"meridian\.key: does not open: the passphrase is wrong"):
        keys.load(printed_file, PASSPHRASE + "!")


def test_a_file_that_is_no_key_file_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "k.key"
    with pytest.raises(KeyFileError, match=r"k\.key: there is no such key file"):
        keys.load(path, PASSPHRASE)
    with pytest.raises(KeyFileError, match="cannot be read"):
        keys.load(tmp_path, PASSPHRASE)
    for data in (b"", b"secret", b"age-encryption.org/v1\n", keys.seal(b"x", [ALICE.public.sealing])):
        path.write_bytes(data)
        with pytest.raises(KeyFileError, match=r"k\.key: is no key file"):
            keys.load(path, PASSPHRASE)
    path.write_bytes(bytes(keys.MAX_FILE_BYTES + 1))
    with pytest.raises(KeyFileError, match="larger than 4096 bytes"):
        keys.load(path, PASSPHRASE)


@pytest.mark.parametrize("work", [b"23", b"24", b"63", b"99"])
def test_a_file_that_asks_for_hours_of_scrypt_is_refused_at_once(
    tmp_path: Path, printed_file: Path, work: bytes
) -> None:
    path = tmp_path / "hostile.key"
    path.write_bytes(WORK.sub(rb"\g<1>" + work, printed_file.read_bytes()))
    began = time.process_time()
    with pytest.raises(KeyFileError, match="too much memory"):
        keys.load(path, PASSPHRASE)
    assert time.process_time() - began < 0.2


def test_every_damaged_byte_of_a_key_file_is_refused(tmp_path: Path, printed_file: Path) -> None:
    whole = printed_file.read_bytes()
    path = tmp_path / "damaged.key"
    # Not the number of rounds: the test above is about that.
    work = WORK.search(whole)
    assert work is not None
    for at in range(0, len(whole), 3):
        if at in range(*work.span(2)):
            continue
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(KeyFileError):
            keys.load(path, PASSPHRASE)
    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        with pytest.raises(KeyFileError):
            keys.load(path, PASSPHRASE)


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        (b"", "damaged"),
        (b"\x80", "damaged"),
        (cbor2.dumps({1: 2}), "later version"),
        (cbor2.dumps({1: 1, 2: "M", 3: bytes(31), 4: "AGE-SECRET-KEY-1"}), "damaged"),
        (cbor2.dumps({1: 1, 2: "M", 3: bytes(32), 4: "AGE-SECRET-KEY-1"}), "damaged"),
        (cbor2.dumps({1: 1, 2: "M", 3: bytes(32), 4: "AGE-SECRET-KEY-1", 5: 0}), "damaged"),
        (cbor2.dumps({1: True, 2: "M", 3: bytes(32), 4: 5}), "damaged"),
    ],
)
def test_a_file_whose_contents_are_no_key_is_refused(kept: bytes, why: str) -> None:
    with pytest.raises(KeyFileError, match=why):
        keys._from_kept(kept)


def test_a_secret_key_never_shows_its_secrets() -> None:
    shown = f"{ALICE!r} {ALICE} {[ALICE]}"
    assert shown.count(ALICE.public.id) == 3
    for secret in (ALICE._private.private_bytes_raw().hex(), str(ALICE._identity)):
        assert secret not in shown


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\t", "no\u00a0break", "a\u202eb", "line\n", "x" * 61])
def test_a_name_that_could_be_misread_is_refused(name: str) -> None:
    with pytest.raises(KeyFileError, match="a key's name is"):
        keys.new(name)


@given(st.text(st.characters(categories=("L", "N", "P"), exclude_characters="+"), min_size=1, max_size=60))
@settings(max_examples=50)
def test_the_line_of_any_key_gives_the_key(name: str) -> None:
    public = PublicKey(name, ALICE.key, BOB.public.sealing)
    line = keys.public_line(public)
    assert "\n" not in line and len(line) <= keys.LONGEST_LINE
    assert keys.parse_public(f"  {line}\r\n") == public


def test_every_changed_character_of_a_public_line_is_noticed() -> None:
    line = keys.public_line(ALICE.public)
    for at in range(len(line)):
        for letter in "aA1+/= é\0\ud800":
            altered = line[:at] + letter + line[at + 1 :]
            if altered.strip() != line:
                with pytest.raises(KeyFileError):
                    keys.parse_public(altered)


@given(st.text(max_size=220))
@settings(max_examples=50)
def test_any_text_that_is_no_public_line_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(KeyFileError) as refused:
        keys.parse_public(text)
    assert str(refused.value).isprintable()


def test_another_age_recipient_in_the_line_changes_the_fingerprint_though_not_the_id() -> None:
    other = replace(ALICE.public, sealing=BOB.public.sealing)
    assert other.id == ALICE.public.id
    assert other.fingerprint != ALICE.public.fingerprint


@given(st.binary(max_size=5000))
@settings(max_examples=50)
def test_what_is_sealed_to_several_keys_opens_with_each(data: bytes) -> None:
    sealed = keys.seal(data, [ALICE.public.sealing, BOB.public.sealing])
    assert ALICE.unseal(sealed) == BOB.unseal(sealed) == data


def test_what_is_sealed_to_another_key_or_altered_does_not_open() -> None:
    sealed = keys.seal(b"for Alice", [ALICE.public.sealing])
    with pytest.raises(KeyFileError, match="sealed to another key"):
        BOB.unseal(sealed)
    for at in range(0, len(sealed), 5):
        with pytest.raises(KeyFileError):
            ALICE.unseal(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
        with pytest.raises(KeyFileError):
            ALICE.unseal(sealed[:at])


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_that_nobody_sealed_are_refused(data: bytes) -> None:
    for altered in (data, b"age-encryption.org/v1\n" + data):
        with pytest.raises(KeyFileError):
            ALICE.unseal(altered)


def test_a_header_of_a_thousand_keys_is_refused_before_they_are_tried() -> None:
    recipient = pyrage.x25519.Recipient.from_str(BOB.public.sealing)
    sealed = pyrage.encrypt(b"x", [recipient] * 1000)
    began = time.process_time()
    with pytest.raises(KeyFileError, match="sealed to more than 64 keys"):
        ALICE.unseal(sealed)
    assert time.process_time() - began < 0.1


def test_a_header_of_as_many_keys_as_allowed_opens() -> None:
    others = [BOB.public.sealing] * (keys.MAX_RECIPIENTS - 1)
    assert ALICE.unseal(keys.seal(b"x", [*others, ALICE.public.sealing])) == b"x"


def test_a_file_with_a_passphrase_is_no_sealed_message_and_costs_no_scrypt(printed_file: Path) -> None:
    began = time.process_time()
    with pytest.raises(KeyFileError):
        ALICE.unseal(WORK.sub(rb"\g<1>22", printed_file.read_bytes()))
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize("recipients", [[], ["age1x"], ["age1\ud800"], ["AGE1" + "Q" * 58], ["age1" + "q" * 58] * 65])
def test_sealing_to_nobody_or_to_no_key_is_refused(recipients: list[str]) -> None:
    with pytest.raises(KeyFileError):
        keys.seal(b"x", recipients)


def test_what_is_too_large_to_be_sealed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MAX_SEALED_BYTES", 1000)
    with pytest.raises(KeyFileError, match="larger than 1000 bytes"):
        keys.seal(bytes(1001), [ALICE.public.sealing])
    with pytest.raises(KeyFileError, match="larger than 1000 bytes"):
        ALICE.unseal(b"age-encryption.org/v1\n" + bytes(1000))
