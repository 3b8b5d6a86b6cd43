"""Bundles whose maker signed them and means harm: everything behind the signature is hostile, too."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass, replace

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync import bundles, cose, entries
from dalel.sync.bundles import BundleError, contents, files, frames
from dalel.sync.bundles.contents import DICTIONARIES
from dalel.sync.bundles.cursors import number_bytes
from dalel.sync.entries import Carried
from tests.sync.bundle_vectors import TEXT, TEXT_NAME, Holder, chained, printed_entries

MAKER = Holder()
MOST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Plain:
    """The sections of a bundle, unpacked."""

    raw: bytes
    numbers: bytes
    words: bytes
    streams: tuple[bytes, bytes, bytes, bytes] = (b"", b"", b"", b"")

    def file(self) -> bytes:
        packed = zip((self.numbers, self.words, *self.streams), DICTIONARIES, strict=True)
        return signed([self.raw, *(frames.pack(section, language) for section, language in packed)])


def signed(sections: list[bytes]) -> bytes:
    """A file with these sections that is signed as it should be."""
    joined = b"".join(number_bytes(len(section)) + section for section in sections)
    return files.write(MAKER, files.Header(MAKER.key, 1, 1, 1, bytes(16)), joined)


def plain(found: list[Carried], texts: dict[str, str], *, covered: bool = False) -> Plain:
    made = contents.write(contents.Contents(tuple(found), texts, ()), covered=covered)
    raw, *packed = contents.split_sections(made)
    numbers, words, *streams = frames.unpack(list(zip(packed, DICTIONARIES, strict=True)), frames.Budget())
    return Plain(raw, numbers, words, (streams[0], streams[1], streams[2], streams[3]))


GOOD = plain(printed_entries(), {TEXT_NAME: TEXT})


def refused(file: bytes) -> str:
    """What the refusal says; it must not take long, nor much memory."""
    began = time.process_time()
    with pytest.raises(BundleError) as caught:
        bundles.read(file)
    assert time.process_time() - began < MOST_SECONDS
    assert "\n" not in str(caught.value)
    return str(caught.value)


def taken_or_refused(file: bytes) -> None:
    """Whatever is read in the end was signed by its author."""
    try:
        read = bundles.read(file)
    except BundleError:
        return
    for carried in read.entries:
        carried.signed.check()


def test_the_same_sections_signed_again_are_read() -> None:
    assert len(bundles.read(GOOD.file()).entries) == 3


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_numbers_changed_before_signing_are_refused_or_mean_the_same(data: st.DataObject) -> None:
    numbers = bytearray(GOOD.numbers)
    for _ in range(data.draw(st.integers(1, 3))):
        numbers[data.draw(st.integers(0, len(numbers) - 1))] = data.draw(st.integers(0, 255))
    taken_or_refused(replace(GOOD, numbers=bytes(numbers)).file())


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=200), st.binary(max_size=60))
def test_any_sections_are_refused_or_hold_nothing(numbers: bytes, words: bytes, raw: bytes, text: bytes) -> None:
    taken_or_refused(Plain(raw, numbers, words, (b"", text, b"", b"")).file())
    taken_or_refused(signed([raw, numbers, words, text, b"", b"", b""]))


def test_a_frame_that_claims_more_than_may_be_unpacked_is_refused_unseen() -> None:
    frame = bytearray(zstandard.compress(b"x" * 1000))
    huge = bytes([*frame[:4], 0xE0, *(1 << 40).to_bytes(8, "little"), *frame[7:]])
    assert "unpacks to more than 400000000 bytes" in refused(signed([b"", b"", b"", huge, b"", b"", b""]))


def test_frames_that_together_unpack_to_too_much_are_refused_before_the_memory_is_taken() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bomb = zstandard.compress(bytes(150_000_000))
    assert len(bomb) < 20_000
    assert "unpacks to more" in refused(signed([b"", bomb, bomb, bomb, b"", b"", b""]))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 900_000  # kB


def test_a_frame_that_does_not_say_its_size_and_a_second_frame_behind_one_are_refused() -> None:
    silent = zstandard.ZstdCompressor(write_content_size=False).compress(b"\0")
    assert "how large" in refused(signed([b"", silent, b"", b"", b"", b"", b""]))
    two = zstandard.compress(b"\0") + zstandard.compress(b"\0")
    assert "does not unpack" in refused(signed([b"", two, b"", b"", b"", b"", b""]))


def test_a_section_too_few_and_a_byte_too_many_are_refused() -> None:
    assert refused(signed([b""] * 6)) == "it ends too early, or holds a number that is too large"
    assert refused(signed([b""] * 8)) == "something follows what it should hold"


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        (number_bytes(200_001), "more than 200000 entries"),
        (number_bytes(1) + number_bytes(5), "not as many as it says"),
        (b"\xff" * 9, "too large"),
        (b"\x01\x01\x00", "number that is none"),
        (b"\x01\x01\x01\x08", "state that is none"),
    ],
)
def test_counts_and_states_that_cannot_be_are_refused(numbers: bytes, says: str) -> None:
    assert says in refused(Plain(bytes(1000), numbers, b"").file())


def one_body(shape: bytes, codes: bytes = b"", words: bytes = b"") -> Plain:
    """A bundle of one entry whose body has this shape and these codes."""
    numbers = b"\x01\x01\x01\x00\x02\x00\x00\x00" + codes + b"\x00"
    return Plain(MAKER.key + bytes(16 + 64), numbers, b"source\xffdesk\xff" + shape + b"\xff" + words)


@pytest.mark.parametrize(
    "shape",
    [
        b"[0]",
        b"0",
        b'{"a":1}',
        b'{"a":false}',
        b'{"a":0.0}',
        b'{"a": 0}',
        b'{"b":0,"a":0}',
        b'{"a":0,"a":0}',
        b'{"a":NaN}',
        b'{"\\ud800":0}',
        b'{"a":"x"}',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"0" + b"}" * 5_000,
        b'{"a":' * 40 + b"0" + b"}" * 40,
    ],
)
def test_a_body_of_another_shape_than_an_object_of_zeros_is_refused(shape: bytes) -> None:
    message = refused(one_body(shape, b"\x00").file())
    assert message in ("it holds a body of no shape", "a body is nested deeper than 32")


def test_more_values_than_may_be_are_refused_before_they_are_made() -> None:
    wide = b'{"a":[' + b"0," * 1_000_000 + b"0]}"
    heads = number_bytes(5) + b"\x05" + b"\x01" * 5 + b"\x00" * 5 + b"\x02" * 5 + b"\x00\x01\x01\x01\x01" * 2
    many = Plain(MAKER.key + bytes(80 * 5), heads + b"\x00\x01\x01\x01\x01", b"source\xffdesk\xff" + wide + b"\xff")
    assert refused(many.file()) == "it holds more than 4000000 values"
    longer = one_body(b'{"a":[' + b"0," * 4_000_000 + b"0]}")
    assert "shapes of its bodies" in refused(longer.file())


def test_a_word_that_is_repeated_until_it_fills_the_memory_is_refused() -> None:
    times = 1_000
    shape = b'{"a":[' + b"0," * (times - 1) + b"0]}"
    codes = b"\x06" + b"\x13" * (times - 1)
    assert "unpacks to more" in refused(one_body(shape, codes, b"x" * 1_000_000 + b"\xff").file())


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (b"\x13", "value that was not there"),
        (b"\x08", "title from a text"),
        (b"\x09\x00", "text that was not there"),
        (b"\x0a\x00", "document that is not there"),
        (b"\x0f", "a text is missing"),
        (b"\x06", "a word is missing"),
        (b"\x07\x41", "more than 64 bytes in a hash"),
        (b"\x07\x40", "a hash or a signature is missing"),
        (b"\x0b" + b"\xfe" * 7 + b"\x01", "time that is none"),
        (b"\x0d\x00\x60", "time that is none"),
        (b"\x03" + b"\xff" * 7 + b"\x7f", "in a number"),
        (b"\xff\xff\xff\x7f", "value that was not there"),
    ],
)
def test_a_code_that_asks_for_what_is_not_there_is_refused(code: bytes, says: str) -> None:
    assert says in refused(one_body(b'{"a":0}', code).file())


@pytest.mark.parametrize("word", [b"1e999", b"nan", b'"x"', b"true", b"[" * 2000, b"1" * 5000, b""])
def test_a_number_that_is_none_is_refused(word: bytes) -> None:
    assert refused(one_body(b'{"a":0}', b"\x05", word + b"\xff").file()) == "it holds a number that is none"


@pytest.mark.parametrize("stream", [b"\xff\xff\xff", b"open", b"\xc3\xff"])
def test_texts_that_are_not_named_not_closed_or_not_utf8_are_refused(stream: bytes) -> None:
    refused(replace(GOOD, streams=(stream, *GOOD.streams[1:])).file())


@pytest.mark.parametrize("text", [b"\x01", b"\x02 ", b"\x03;", b"\x03110000;", b"\x03d800;", b"\x00", b"\x1b", b"\x7f"])
def test_a_text_in_letters_that_are_none_is_refused(text: bytes) -> None:
    refused(replace(GOOD, streams=(*GOOD.streams[:3], text + b"\xff")).file())


def test_a_text_that_is_there_twice_is_refused() -> None:
    found = chained(MAKER, [("document", {"text": TEXT_NAME}, "0" * 32), ("document", {"text": TEXT_NAME}, "1" * 32)])
    twice = plain(found, {TEXT_NAME: TEXT})
    raw = TEXT.encode() + b"\xff"
    # Both entries take the next text in place of naming the first one again.
    numbers = twice.numbers.replace(bytes([15 + 2, 9, 0]), bytes([15, 15]))
    assert numbers != twice.numbers
    assert "twice" in refused(replace(twice, numbers=numbers, streams=(raw + raw, b"", b"", b"")).file())


def test_an_entry_is_refused_that_is_not_signed_and_that_no_entry_follows() -> None:
    (alone,) = chained(MAKER, [("source", {"name": "A"}, "0" * 32)])
    made = plain([alone], {})
    numbers = made.numbers[:3] + b"\x02" + made.numbers[4:]
    assert "nobody vouches for entry 1" in refused(replace(made, raw=made.raw[:-64], numbers=numbers).file())


def test_an_entry_is_refused_that_is_not_signed_and_that_the_next_does_not_name() -> None:
    first, second = (chained(MAKER, [("source", {"name": name}, "0" * 32)])[0] for name in "AB")
    stranger = entries.sign(MAKER, 2, second.signed.id, "source", bytes(32), "desk", 1)
    made = plain([first, Carried(stranger, None, None)], {})
    numbers = made.numbers[:4] + b"\x02" + made.numbers[5:]
    raw = made.raw[:48] + made.raw[48 + 64 :]
    assert "nobody vouches for entry 1" in refused(replace(made, raw=raw, numbers=numbers).file())


def test_an_entry_is_refused_that_has_not_the_form_of_one_though_a_later_one_vouches_for_it() -> None:
    first = entries.Signed(MAKER.key, 1, entries.FIRST, "rumour", bytes(32), "desk", 1, b"")
    second = entries.sign(MAKER, 2, first.id, "source", bytes(32), "desk", 2)
    held = [Carried(first, None, None), Carried(second, None, None)]
    assert "its kind is not one that an entry has" in refused(plain(held, {}, covered=True).file())


def test_entries_out_of_order_or_there_twice_are_refused() -> None:
    first = chained(MAKER, [("source", {"name": "A"}, "0" * 32)])[0]
    made = plain([first, first], {})
    assert "twice" in refused(made.file())


@pytest.mark.parametrize(
    "header",
    [
        files.Header(MAKER.key, -1, 1, 1, bytes(16)),
        files.Header(MAKER.key, 1, 2, 1, bytes(16)),
        files.Header(MAKER.key, 1, 0, 1, bytes(16)),
        files.Header(MAKER.key, 1, 1, 1_000_001, bytes(16)),
        files.Header(MAKER.key, 1, 1, 1, bytes(15)),
    ],
)
def test_a_header_with_other_values_than_a_header_has_is_refused(header: files.Header) -> None:
    assert "header of the bundle" in refused(files.write(MAKER, header, b"\0" * 7))


def test_a_message_that_was_signed_for_another_purpose_is_no_header() -> None:
    message = cose.sign(MAKER, entries.TYPE, b"\xa0")
    assert "not signed as" in refused(files.MAGIC + len(message).to_bytes(2) + message)


def test_a_file_larger_than_any_bundle_is_refused() -> None:
    assert "64000000" in refused(files.MAGIC + bytes(64_000_000))


def test_words_of_a_stranger_are_not_repeated_in_a_refusal() -> None:
    evil = one_body(b'{"\\u001b[2J":1}')
    assert "\x1b" not in refused(evil.file())
    assert "[2J" not in refused(evil.file())


def test_a_body_that_is_not_the_one_that_was_signed_is_refused() -> None:
    words = GOOD.words.replace(b"kz", b"ru")
    assert words != GOOD.words
    assert "entry 1 of key d75a9801" in refused(replace(GOOD, words=words).file())
