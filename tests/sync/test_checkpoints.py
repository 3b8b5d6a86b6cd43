"""Checkpoints: the vectors printed in docs/formats/checkpoint.md, what is refused, and what two of them show."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync import checkpoints, entries, keys, merkle
from dalel.sync.checkpoints import Checkpoint, CheckpointError, Comparison
from tests.sync.page import vectors
from tests.sync.signing import ALICE, BOB, holder

IDS = [hashlib.sha256(bytes([number])).digest() for number in range(9)]
REWRITTEN = [*IDS[:3], hashlib.sha256(b"rewritten").digest(), *IDS[4:]]


def head(ids: list[bytes], size: int) -> Checkpoint:
    return Checkpoint(checkpoints.origin(ALICE.key), size, merkle.root(ids[:size]))


def having(ids: list[bytes]) -> Callable[[int], bytes | None]:
    """The roots that a record can tell which holds these entries."""
    return lambda size: merkle.root(ids[:size]) if size <= len(ids) else None


SAID = head(IDS, 5)
NOTE = checkpoints.write(ALICE, SAID)


def signed(text: str, secret: keys.SecretKey = ALICE, name: str = "Alice") -> str:
    """A note with any text, signed in earnest."""
    signature = secret.public.note_id + secret.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def printed_ids() -> list[bytes]:
    return [entries.read(vector.bytes_of("message")).id for vector in vectors("entries.md")]


def author() -> keys.PublicKey:
    return keys.parse_public(vectors("keys.md")[0].blocks[0])


def test_the_printed_checkpoints_are_of_the_printed_entries() -> None:
    two, three, _ = (checkpoints.read(vector.blocks[0], author()) for vector in vectors("checkpoint.md"))
    ids = printed_ids()
    assert [two.origin, three.origin] == [f"dalel/{author().key.hex()}"] * 2
    assert (two.size, two.root) == (2, merkle.root(ids[:2]))
    assert (three.size, three.root) == (3, merkle.root(ids))


def test_the_printed_hashes_and_proofs_hold() -> None:
    vector = vectors("checkpoint.md")[1]
    ids = printed_ids()
    leaves = [merkle.leaf_hash(leaf) for leaf in ids]
    assert leaves == [vector.bytes_of(f"hash of leaf {number}") for number in range(3)]
    included = [vector.bytes_of("proof that the third entry is in the tree of three")]
    grown = [vector.bytes_of("proof that the tree of two became the tree of three")]
    assert merkle.is_included(ids[2], 2, 3, merkle.root(ids), included)
    assert merkle.is_consistent(2, merkle.root(ids[:2]), 3, merkle.root(ids), grown)


def test_the_printed_fork_is_seen_as_one() -> None:
    _, three, other = (checkpoints.read(vector.blocks[0], author()) for vector in vectors("checkpoint.md"))
    assert other.root == hashlib.sha256(b"another history").digest()
    assert checkpoints.compare(three, other, having(printed_ids())).comparison is Comparison.FORK
    assert checkpoints.compare(other, three, lambda size: None).comparison is Comparison.FORK


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    assert checkpoints.read(NOTE, ALICE.public) == SAID
    assert NOTE.split("\n")[:2] == [f"dalel/{ALICE.key.hex()}", "5"]


def test_a_key_signs_no_checkpoint_of_another_author() -> None:
    with pytest.raises(CheckpointError, match="another author"):
        checkpoints.write(BOB, SAID)


def test_signatures_of_others_may_stand_beside_it() -> None:
    text, signature = NOTE.split("\n\n")
    beside = signed(text + "\n", BOB, "witness.example/1").split("\n\n")[1]
    same_name = signed(text + "\n", holder("Alice", b"c" * 32)).split("\n\n")[1]
    for note in (f"{text}\n\n{beside}{signature}", f"{text}\n\n{signature}{beside}{same_name}" + beside * 14):
        assert checkpoints.read(note, ALICE.public) == SAID


def test_only_signatures_of_others_are_not_enough() -> None:
    text, _ = NOTE.split("\n\n")
    with pytest.raises(CheckpointError, match="is not signed by 'Alice'"):
        checkpoints.read(signed(text + "\n", BOB, "Bob"), ALICE.public)


def test_one_wrong_signature_of_the_author_spoils_a_right_one() -> None:
    text, right = NOTE.split("\n\n")
    wrong = signed("another text\n").split("\n\n")[1]
    with pytest.raises(CheckpointError, match="was altered"):
        checkpoints.read(f"{text}\n\n{right}{wrong}", ALICE.public)


def test_a_checkpoint_signed_by_the_author_about_another_is_refused() -> None:
    note = signed(f"dalel/{BOB.key.hex()}\n0\n{base64.b64encode(merkle.EMPTY_ROOT).decode()}\n")
    with pytest.raises(CheckpointError, match="not of the author"):
        checkpoints.read(note, ALICE.public)


def test_extension_lines_are_read_over() -> None:
    text, _ = NOTE.split("\n\n")
    assert checkpoints.read(signed(f"{text}\nextension of somebody\n"), ALICE.public) == SAID


ORIGIN = checkpoints.origin(ALICE.key)
ROOT = base64.b64encode(SAID.root).decode()


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        f"{ORIGIN}\n",
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n05\n{ROOT}\n",
        f"{ORIGIN}\n+5\n{ROOT}\n",
        f"{ORIGIN}\n-5\n{ROOT}\n",
        f"{ORIGIN}\n٥\n{ROOT}\n",
        f"{ORIGIN}\n5 \n{ROOT}\n",
        f"{ORIGIN}\n5_0\n{ROOT}\n",
        f"{ORIGIN}\n{2**53}\n{ROOT}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{ROOT}\n",
        f"{ORIGIN}\n0\n{ROOT}\n",
        f"{ORIGIN}\n5\n{ROOT[:-1]}\n",
        f"{ORIGIN}\n5\n{ROOT[:-2]}{chr(ord(ROOT[-2]) + 1)}=\n",
        f"{ORIGIN}\n5\n {ROOT}\n",
        f"{ORIGIN}\n5\n{base64.b64encode(bytes(31)).decode()}\n",
        f"{ORIGIN}\n5\n{ROOT}\n\n",
        f"{ORIGIN}\n5\n{ROOT}\n\nextension\n",
        f"{ORIGIN}\n\n5\n{ROOT}\n",
        f" {ORIGIN}\n5\n{ROOT}\n",
        f"{ORIGIN.upper()}\n5\n{ROOT}\n",
        f"{ORIGIN}\r\n5\r\n{ROOT}\r\n",
        f"{ORIGIN}\n5\n{ROOT}\nbell \x07\n",
    ],
)
def test_any_other_form_is_refused_though_the_author_signed_it(text: str) -> None:
    with pytest.raises(CheckpointError):
        checkpoints.read(signed(text), ALICE.public)


@pytest.mark.parametrize(
    "signatures",
    [
        "",
        "\n",
        "— Alice\n",
        "— Alice \n",
        "- Alice AAAAAAA=\n",
        "—Alice AAAAAAA=\n",
        "— Al ice AAAAAAA=\n",
        "— Al+ice AAAAAAA=\n",
        "— Alice AAAAAA==\n",
        "— Alice !!!!\n",
        "— Bob AAAAAAB=\n",
    ],
)
def test_damaged_signature_lines_are_refused(signatures: str) -> None:
    text, right = NOTE.split("\n\n")
    for note in (f"{text}\n\n{signatures}", f"{text}\n\n{right}{signatures or 'x'}"):
        with pytest.raises(CheckpointError):
            checkpoints.read(note, ALICE.public)


def test_every_changed_character_is_noticed() -> None:
    for at in range(len(NOTE)):
        altered = NOTE[:at] + chr(ord(NOTE[at]) ^ 1) + NOTE[at + 1 :]
        with pytest.raises(CheckpointError):
            checkpoints.read(altered, ALICE.public)
    for end in range(len(NOTE)):
        with pytest.raises(CheckpointError):
            checkpoints.read(NOTE[:end], ALICE.public)


def test_a_note_that_is_too_large_or_no_unicode_is_refused() -> None:
    with pytest.raises(CheckpointError, match="larger than"):
        checkpoints.read(NOTE + "x" * checkpoints.MAX_BYTES, ALICE.public)
    with pytest.raises(CheckpointError, match="larger than"):
        checkpoints.read("я" * (checkpoints.MAX_BYTES // 2 + 1), ALICE.public)
    with pytest.raises(CheckpointError, match="not UTF-8"):
        checkpoints.read(NOTE + "\ud800", ALICE.public)


@given(st.text(max_size=300))
@settings(max_examples=50)
def test_any_text_is_refused_in_one_line(text: str) -> None:
    for note in (text, signed(text + "\n")):
        with pytest.raises(CheckpointError) as refused:
            checkpoints.read(note, ALICE.public)
        assert str(refused.value).isprintable()


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_any_checkpoint_is_read_as_it_was_written(size: int, root: bytes) -> None:
    said = Checkpoint(ORIGIN, size, root if size else merkle.EMPTY_ROOT)
    assert checkpoints.read(checkpoints.write(ALICE, said), ALICE.public) == said


def test_a_checkpoint_of_nothing_with_a_hash_is_refused() -> None:
    with pytest.raises(CheckpointError, match="not that of none"):
        Checkpoint(ORIGIN, 0, bytes(32))


@given(st.integers(0, 9), st.integers(0, 9))
@settings(max_examples=50)
def test_two_checkpoints_of_one_history_are_never_a_fork(ours: int, theirs: int) -> None:
    verdict = checkpoints.compare(head(IDS, ours), head(IDS, theirs), having(IDS))
    expected = Comparison.SAME
    if ours != theirs:
        expected = Comparison.OURS_IS_OLDER if ours < theirs else Comparison.THEIRS_IS_OLDER
    assert verdict.comparison is expected


def test_the_same_size_and_another_root_is_a_fork_without_any_entry() -> None:
    verdict = checkpoints.compare(head(IDS, 9), head(REWRITTEN, 9), lambda size: None)
    assert verdict.comparison is Comparison.FORK
    assert "two different histories" in verdict.sentence


@pytest.mark.parametrize(("ours", "theirs"), [(5, 9), (9, 5)])
def test_a_history_that_was_rewritten_below_a_checkpoint_is_a_fork(ours: int, theirs: int) -> None:
    for at_hand in (IDS, REWRITTEN):
        for mine, other in ((IDS, REWRITTEN), (REWRITTEN, IDS)):
            verdict = checkpoints.compare(head(mine, ours), head(other, theirs), having(at_hand))
            assert verdict.comparison is Comparison.FORK


def test_a_history_that_was_rewritten_above_the_shorter_checkpoint_is_seen_where_the_entries_are_at_hand() -> None:
    short = head(IDS, 3)
    assert short == head(REWRITTEN, 3)
    ours_is_older = checkpoints.compare(short, head(REWRITTEN, 9), having(REWRITTEN))
    assert ours_is_older.comparison is Comparison.OURS_IS_OLDER
    assert checkpoints.compare(short, head(REWRITTEN, 9), having(IDS)).comparison is Comparison.FORK


def test_missing_entries_leave_it_open() -> None:
    for ours, theirs in ((5, 9), (9, 5)):
        for at_hand in ([], IDS[:7]):
            verdict = checkpoints.compare(head(IDS, ours), head(IDS, theirs), having(at_hand))
            assert verdict.comparison is Comparison.UNKNOWN
            assert "9 entries are at hand" in verdict.sentence


def test_entries_at_hand_that_are_not_those_of_our_own_checkpoint_are_a_fork() -> None:
    verdict = checkpoints.compare(head(IDS, 5), head(IDS, 5), having(REWRITTEN))
    assert verdict.comparison is Comparison.FORK
    assert "our checkpoint" in verdict.sentence


def test_nothing_is_the_beginning_of_everything() -> None:
    verdict = checkpoints.compare(head(IDS, 9), head(IDS, 0), lambda size: None)
    assert verdict.comparison is Comparison.THEIRS_IS_OLDER
    assert verdict.sentence == "Theirs is the older one of the same history: 9 entries were added since."


def test_two_authors_are_not_compared() -> None:
    other = Checkpoint(checkpoints.origin(BOB.key), 5, SAID.root)
    with pytest.raises(CheckpointError, match="two authors"):
        checkpoints.compare(SAID, other, having(IDS))
