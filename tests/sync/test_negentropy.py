"""Reconciliation: the published protocol byte by byte, both roles, few bytes, and nothing but one exception."""

from __future__ import annotations

import hashlib
import random
import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.carrying import reconciling
from dalel.sync import negentropy
from dalel.sync.negentropy import LEAST_FRAME, MAX_OPEN, Reconciliation, answer
from dalel.sync.ranges import ID_BYTES, INFINITY, MAX_RANGES, Items, NegentropyError, Reader, read_ranges, varint
from tests.sync import vector_store
from tests.timing import assert_linear

Item = tuple[int, bytes]

# Few times and few first bytes, so that times are equal and ids share beginnings. An id has one time in all sets.
TIMES = [0, 1, 2, 1_641_000_000, (1 << 64) - 2]
IDS = st.builds(
    lambda first, rest: bytes([first]) * (rest % 31) + hashlib.sha256(bytes([rest])).digest()[rest % 31 :],
    st.sampled_from([0, 1, 255]),
    st.integers(0, 255),
)
SETS = st.sets(IDS, max_size=120)


def dated(ids: set[bytes]) -> Items:
    return Items([(TIMES[id_[-1] % len(TIMES)], id_) for id_ in ids])


def difference(client: Reconciliation, server: Items, frame: int) -> tuple[set[bytes], set[bytes], list[bytes]]:
    """What a client learns from a server, and all messages."""
    have: set[bytes] = set()
    need: set[bytes] = set()
    messages = []
    said: bytes | None = client.begin()
    while said is not None:
        messages += [said, answer(server, said, frame)]
        learnt = client.learn(messages[-1])
        have |= set(learnt.have)
        need |= set(learnt.need)
        said = client.reply()
    return have, need, messages


def between_two_clients(here: Items, there: Items, frame: int) -> tuple[set[bytes], set[bytes], list[bytes]]:
    """What only `here` and only `there` has, as two sides that learn from each other find out, and all messages."""
    sides = [Reconciliation(here, frame), Reconciliation(there, frame)]
    only = [set[bytes](), set[bytes]()]
    messages = []
    said: bytes | None = sides[0].begin()
    speaker, silent = 0, 0
    while silent < 2:
        speaker = 1 - speaker
        if said is not None:
            messages.append(said)
            learnt = sides[speaker].learn(said)
            only[speaker] |= set(learnt.have)
            only[1 - speaker] |= set(learnt.need)
        said = sides[speaker].reply()
        silent = silent + 1 if said is None else 0
    return only[0], only[1], messages


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, (1 << 64) - 1])
def test_a_varint_reads_back(number: int) -> None:
    assert Reader(varint(number)).varint() == number


def test_a_varint_has_its_most_significant_digit_first() -> None:
    assert varint(300) == bytes([0x82, 0x2C])


@pytest.mark.parametrize("data", ["80", "8001", "ff", "82808080808080808000"])
def test_a_number_cut_short_too_long_or_too_large_is_refused(data: str) -> None:
    with pytest.raises(NegentropyError):
        Reader(bytes.fromhex(data)).varint()


def test_printed_fingerprints_are_those_of_the_printed_entries() -> None:
    printed = re.findall(r"^\| .+ \| `([0-9a-f]{32})` \|$", vector_store.PAGE.read_text("utf-8"), re.MULTILINE)
    three, many = vector_store.items(3), vector_store.items(40, [13, 26, 39])
    found = [Items(one).fingerprint(0, len(one), INFINITY).digest.hex() for one in ([], three, many)]
    assert found == printed


def test_a_fingerprint_is_the_hash_of_sum_and_number() -> None:
    items = [(1, bytes([255]) * 32), (2, b"\x02" + bytes(31))]  # the sum overflows to 1
    expected = hashlib.sha256(b"\x01" + bytes(31) + b"\x02").digest()[:16]
    assert Items(items).fingerprint(0, 2, INFINITY).digest == expected


def test_the_printed_client_says_what_is_printed_and_learns_what_differs() -> None:
    (_, asked), (_, answered) = vector_store.messages(2)
    client = Reconciliation(Items(vector_store.items(10, [3])))
    assert client.begin() == asked
    learnt = client.learn(answered)
    assert (set(learnt.have), set(learnt.need)) == (vector_store.ids(8), vector_store.ids(3))
    assert client.reply() is None


def test_the_printed_server_answers_what_is_printed() -> None:
    server = Items(vector_store.items(40, [7, 33]))
    first, answered_first, second, answered_second = (said for _, said in vector_store.messages(3))
    assert answer(server, first) == answered_first
    assert answer(server, second) == answered_second


@settings(max_examples=60)
@given(SETS, SETS, SETS)
def test_a_client_and_a_server_find_exactly_what_differs(both: set[bytes], here: set[bytes], there: set[bytes]) -> None:
    client = Reconciliation(dated(both | here))
    have, need, _ = difference(client, dated(both | there), negentropy.MAX_FRAME)
    assert (have, need) == (here - there - both, there - here - both)


@settings(max_examples=60)
@given(SETS, SETS, SETS)
def test_two_clients_find_exactly_what_differs(both: set[bytes], here: set[bytes], there: set[bytes]) -> None:
    only_here, only_there, _ = between_two_clients(dated(both | here), dated(both | there), LEAST_FRAME)
    assert (only_here, only_there) == (here - there - both, there - here - both)


def test_large_differences_are_found_with_small_frames() -> None:
    here, there = reconciling.sets(4_000, 2_000, "scattered")
    ours, theirs = ({id_ for _, id_ in items} for items in (here, there))
    have, need, messages = difference(Reconciliation(Items(here), 4096), Items(there), 4096)
    assert (have, need) == (ours - theirs, theirs - ours)
    assert max(map(len, messages)) <= 4096
    only_here, only_there, fewer = between_two_clients(Items(here), Items(there), LEAST_FRAME)
    assert (only_here, only_there) == (ours - theirs, theirs - ours)
    assert max(map(len, fewer)) <= LEAST_FRAME
    assert sum(map(len, fewer)) < sum(map(len, messages))


@pytest.mark.parametrize(
    ("differing", "where", "most"),
    [
        (10, "scattered", 520),
        (10, "newest", 65),
        (100, "scattered", 330),
        (100, "newest", 30),
        (100, "newest of one side", 10),
    ],
)
def test_little_is_said_to_find_few_differences_among_ten_thousand(differing: int, where: str, most: int) -> None:
    there_and_back = reconciling.between_two_clients(*reconciling.sets(10_000, differing, where))
    assert sum(there_and_back[:2]) <= most * differing


def test_equal_sets_are_found_equal_by_one_message() -> None:
    items = Items(vector_store.items(1000))
    message = Reconciliation(items).begin()
    assert len(message) < 300
    other = Reconciliation(items)
    assert not other.learn(message).have
    assert other.reply() is None


def test_another_version_gets_the_version_that_is_spoken() -> None:
    assert answer(Items([]), b"\x62 and whatever comes then") == b"\x61"
    with pytest.raises(NegentropyError, match="another version"):
        Reconciliation(Items([])).learn(b"\x62")


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda data: b"\x61" + data)))
def test_any_bytes_are_a_message_or_refused_with_the_one_exception(data: bytes) -> None:
    _try(data)


@settings(max_examples=200)
@given(st.data())
def test_a_message_with_changed_bytes_is_a_message_or_refused_with_the_one_exception(data: st.DataObject) -> None:
    message = bytearray(data.draw(st.sampled_from([said for _, said in vector_store.messages(3)])))
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    _try(bytes(message[: data.draw(st.integers(1, len(message)))]))


def _try(data: bytes) -> None:
    items = Items(vector_store.items(40))
    side = Reconciliation(items, LEAST_FRAME)
    for take in (side.learn, lambda message: answer(items, message, LEAST_FRAME)):
        with suppress(NegentropyError):
            take(data)
    reply = side.reply()
    assert reply is None or read_ranges(reply[1:])


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b"", "bytes"),
        (b"\x00", "no reconciliation message"),
        (b"\x61\x00\x21" + bytes(33) + b"\x00", "longer than an id"),
        (b"\x61\x02\x00\x00\x01\x00", "cut short"),
        (b"\x61\x02\x00\x03", "no mode 3"),
        (b"\x61\x00\x00\x02\x81\x80\x80\x80\x80\x80\x80\x80\x00", "cut short"),
        (b"\x61\x02\x01\x05\x00\x01\x01\x04\x00", "out of order"),
        (b"\x61" + b"\x01\x00\x00" * (MAX_RANGES + 1), "ranges"),
        (b"\x61" * (negentropy.MAX_MESSAGE + 1), "bytes"),
    ],
)
def test_malformed_messages_are_refused_with_the_reason(message: bytes, why: str) -> None:
    with pytest.raises(NegentropyError, match=why):
        Reconciliation(Items(vector_store.items(5))).learn(message)


def test_whoever_asks_about_too_many_ranges_at_once_is_refused() -> None:
    side = Reconciliation(Items(vector_store.items(50)))
    each = 20_000
    for number in range(MAX_OPEN // each):
        side.learn(_asking_about(each, number * each))
    with pytest.raises(NegentropyError, match="too many ranges"):
        side.learn(_asking_about(each, MAX_OPEN // each * each))


def _asking_about(count: int, first: int) -> bytes:
    """A message with so many fingerprints that are wrong, each of one second."""
    return b"\x61" + varint(1 + first) + b"\x00\x00" + (b"\x02\x00\x01" + bytes(16)) * count


def test_the_time_to_answer_grows_no_faster_than_the_message() -> None:
    items = Items(vector_store.items(2000))

    def take(count: int) -> None:
        side = Reconciliation(items)
        side.learn(_asking_about(count, 1_641_000_000))
        while side.reply() is not None:
            pass

    assert_linear(take, 1000)


@pytest.mark.parametrize("bad", [(0, b"short"), (-1, bytes(32)), ((1 << 64) - 1, bytes(32))])
def test_what_is_no_item_is_an_error_of_the_caller(bad: Item) -> None:
    with pytest.raises(ValueError, match="an item has a time"):
        Items([bad])


def test_an_item_given_twice_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="twice"):
        Items([(1, bytes(32)), (2, bytes(32))])


def test_ids_are_compared_in_their_own_order_when_times_are_equal() -> None:
    chance = random.Random(3)
    items = [(7, bytes([5]) * 20 + chance.randbytes(ID_BYTES - 20)) for _ in range(200)]
    have, need, _ = difference(Reconciliation(Items(items[10:])), Items(items[:-10]), negentropy.MAX_FRAME)
    assert have == {id_ for _, id_ in items[-10:]}
    assert need == {id_ for _, id_ in items[:10]}
