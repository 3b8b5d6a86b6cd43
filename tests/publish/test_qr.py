"""Bytes as QR codes and back: frames lost, doubled, shuffled, of several messages, and anything at all."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import resource
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.publish.bulletin import qr, qr_base45
from dalel.publish.bulletin.qr import QrError

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "qr-frames.md").read_text("utf-8")
FIRST, SECOND = random.Random(1).randbytes(4096), random.Random(2).randbytes(3000)


def vector(number: int) -> str:
    """A block of the page's last part, counted from 0."""
    return str(re.findall(r"```text\n(.*?)\n```", PAGE[PAGE.index("## Test vectors") :], re.DOTALL)[number])


@pytest.mark.parametrize(
    ("plain", "coded"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_is_that_of_its_rfc(plain: bytes, coded: str) -> None:
    assert qr_base45.encode(plain) == coded
    assert qr_base45.decode(coded) == plain


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_base45_comes_back(data: bytes) -> None:
    assert qr_base45.decode(qr_base45.encode(data)) == data


@pytest.mark.parametrize("text", ["GGW", "::", "A", "ABCD", "ab", "%69 VD92EX0Ä", "BB8\n"])
def test_text_that_is_no_base45_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base45"):
        qr_base45.decode(text)


def test_the_vector_of_one_code_holds() -> None:
    message = bytes.fromhex(vector(0))
    assert message.decode() == "Дәлел"
    assert qr.whole_text(message) == vector(1)
    assert qr.read_texts([vector(1)]) == message


def test_the_vectors_of_frames_hold() -> None:
    message = bytes(7 * i % 256 for i in range(300))
    printed = {number: bytes.fromhex(vector(at).replace("\n", "")) for number, at in ((0, 2), (1, 4), (2, 5), (5, 6))}
    head = b"\x01\x2c" + hashlib.sha256(message).digest()[:8]
    # The message's own symbols are made here without the library, from the page's words.
    assert printed[0] == head + b"\0\0" + message[:256]
    assert printed[1] == head + b"\0\1" + message[256:] + bytes(512 - 300)
    frames = qr.frames(message)
    assert len(frames) == 6
    assert {number: frames[number] for number in printed} == printed
    assert qr.frame_text(printed[0]) == vector(3)
    for pair in itertools.combinations(printed.values(), 2):
        assert qr.collect(pair) == message


@pytest.mark.parametrize("length", [1, 255, 256, 257, 4096, qr.MOST_BYTES])
def test_half_of_the_frames_are_enough_whichever_they_are(length: int) -> None:
    message = random.Random(length).randbytes(length)
    shown = qr.frames(message)
    kept = random.Random(length).sample(shown, len(shown) // 2 + 2)
    assert qr.collect(kept + kept[:3]) == message


def test_too_few_frames_are_no_message() -> None:
    assert qr.collect(qr.frames(FIRST)[-15:]) is None
    assert qr.collect([]) is None


def test_frames_of_two_messages_do_not_mix() -> None:
    mixed = qr.frames(FIRST)[:15] + qr.frames(SECOND)
    random.Random(3).shuffle(mixed)
    assert qr.collect(mixed) == SECOND


def test_a_false_symbol_gives_no_message_and_true_ones_do_afterwards() -> None:
    frames = qr.frames(FIRST)
    false = frames[3][:-1] + bytes([frames[3][-1] ^ 1])
    collector = qr.Collector()
    for frame in [false, *frames[:3], *frames[4:17]]:
        assert collector.add(frame) is None
    answers = [collector.add(frame) for frame in frames[:17]]
    assert FIRST in answers


@pytest.mark.parametrize("data", [b"", bytes(12), bytes(267), bytes(269), bytes(100_000)])
def test_a_frame_of_another_size_is_refused(data: bytes) -> None:
    with pytest.raises(QrError, match="a frame has 268 bytes"):
        qr.Collector().add(data)


def test_a_frame_of_an_empty_message_is_refused() -> None:
    with pytest.raises(QrError, match="empty"):
        qr.Collector().add(bytes(268))


@given(st.lists(st.binary(min_size=250, max_size=280) | st.binary(min_size=268, max_size=268), max_size=20))
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_taken_as_frames_or_refused_as_such(shown: list[bytes]) -> None:
    collector = qr.Collector()
    for data in shown:
        try:
            assert collector.add(data) is None
        except QrError:
            assert len(data) != qr.FRAME_BYTES or data[:2] == b"\0\0"


def test_what_a_collector_holds_is_bounded_whatever_it_is_shown() -> None:
    collector = qr.Collector()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rng = random.Random(5)
    for _ in range(100):
        head = b"\xff\xff" + rng.randbytes(8)
        for _ in range(300):
            collector.add(head + rng.randbytes(2) + bytes(256))
        assert len(collector.unfinished) <= qr.MOST_AT_A_TIME
    assert all(len(begun.seen) <= 256 + qr.MOST_BEYOND for begun in collector.unfinished.values())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


@given(
    st.lists(
        st.text(alphabet=qr_base45.ALPHABET, max_size=420).map(lambda text: qr.PART + text) | st.text(), max_size=9
    )
)
@settings(max_examples=50, deadline=None)
def test_codes_of_other_things_and_damaged_ones_are_passed_over(texts: list[str]) -> None:
    frames = [qr.frame_text(frame) for frame in qr.frames(FIRST)]
    assert qr.read_texts([*frames[:8], *texts, *frames[8:]]) == FIRST


def test_what_is_missing_is_said() -> None:
    frames = [qr.frame_text(frame) for frame in qr.frames(FIRST)]
    with pytest.raises(QrError, match="5 different frames of one message were found, and it needs 16"):
        qr.read_texts(frames[:5] + frames[:5])
    with pytest.raises(QrError, match="no code of Dalel"):
        qr.read_texts(["https://example.org/", "DALEL9:ABC"])


@pytest.mark.parametrize("length", [0, 963, 5000])
def test_a_message_of_another_length_does_not_go_into_one_code(length: int) -> None:
    with pytest.raises(QrError, match="does not go into one code"):
        qr.whole_text(bytes(length))


@pytest.mark.parametrize("length", [0, 65_536])
def test_a_message_of_another_length_does_not_go_into_frames(length: int) -> None:
    with pytest.raises(QrError, match="does not go into frames"):
        qr.frames(bytes(length))


def test_the_largest_code_and_all_frames_are_as_fine_as_the_page_says() -> None:
    assert qr.code(qr.whole_text(FIRST[: qr.MOST_BYTES_IN_ONE_CODE])).version == 25
    assert {qr.code(qr.frame_text(frame)).version for frame in qr.frames(FIRST)} == {12}
