"""A dialogue between two stores: they agree in the end, whatever differs, wherever it is cut, whoever is rude."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync import sides, turns
from dalel.sync.dialogue import Exchanged, Pipe, PipeClosed, Refused, Store, exchange
from dalel.sync.negentropy import Reconciliation
from dalel.sync.ranges import Items
from dalel.sync.sides import LEAST_MESSAGE
from dalel.sync.streams import StreamPipe, over_socket
from dalel.sync.turns import Hello, Message, Refusal, Turn, from_bytes, to_bytes
from tests.sync import vector_store
from tests.sync.sqlite_store import Entry, SqliteStore, id_of
from tests.sync.vector_store import VectorStore

SILENCE = 10.0


class Watched:
    """A pipe that notes what is sent, and is cut after so many messages."""

    def __init__(self, pipe: StreamPipe, name: str, said: list[tuple[str, bytes]], cut_after: int | None) -> None:
        self._pipe, self._name, self._said, self._cut_after = pipe, name, said, cut_after

    def send(self, message: bytes) -> None:
        if self._cut_after is not None and len(self._said) >= self._cut_after:
            self._pipe.close()
        else:
            self._said.append((self._name, message))
        self._pipe.send(message)

    def receive(self) -> bytes:
        return self._pipe.receive()


class Talked:
    """One dialogue over a pair of sockets: how it went for both, and what was said."""

    def __init__(
        self, first: Store, second: Store, message_bytes: int = LEAST_MESSAGE, cut_after: int | None = None
    ) -> None:
        self.said: list[tuple[str, bytes]] = []
        self.ends: dict[str, Exchanged] = {}

        def follow(pipe: Pipe) -> None:
            self.ends["B"] = exchange(pipe, second, begins=False, message_bytes=message_bytes)

        here, there = pair()
        with here, there:
            other = threading.Thread(target=follow, args=(Watched(there, "B", self.said, cut_after),))
            other.start()
            watched = Watched(here, "A", self.said, cut_after)
            self.ends["A"] = exchange(watched, first, begins=True, message_bytes=message_bytes)
            here.close()
            other.join()
        self.first, self.second = self.ends["A"], self.ends["B"]


def pair() -> tuple[StreamPipe, StreamPipe]:
    here, there = socket.socketpair()
    return over_socket(here, SILENCE), over_socket(there, SILENCE)


def store_of(path: Path, entries: Sequence[Entry]) -> SqliteStore:
    store = SqliteStore(path, check_same_thread=False)
    store.add(entries)
    return store


def entries(count: int, seed: int, size: int = 60) -> list[Entry]:
    chance = random.Random(seed)
    return [(chance.randrange(1_641_000_000, 1_641_090_000), chance.randbytes(size)) for _ in range(count)]


def heard_by(begins: bool, store: Store, *messages: bytes) -> tuple[Exchanged, list[Message]]:
    """How a dialogue goes in which the other side says just these messages and falls silent, and what it was told."""
    ours, theirs = socket.socketpair()
    with over_socket(ours, SILENCE) as here, over_socket(theirs, SILENCE) as there:
        said = threading.Thread(target=_say, args=(there, theirs, messages))
        said.start()
        went = exchange(here, store, begins=begins, message_bytes=LEAST_MESSAGE)
        said.join()
        here.close()
        told = []
        try:
            while True:
                told.append(from_bytes(there.receive()))
        except PipeClosed:
            return went, told


def _say(pipe: StreamPipe, connected: socket.socket, messages: Sequence[bytes]) -> None:
    with suppress(PipeClosed, OSError):
        for message in messages:
            pipe.send(message)
        connected.shutdown(socket.SHUT_WR)


def test_the_printed_dialogue_is_what_two_stores_say() -> None:
    first = VectorStore([number for number in range(1, 13) if number != 4], b"ada")
    second = VectorStore([number for number in range(1, 13) if number not in (9, 11)], b"ben")
    talked = Talked(first, second)
    assert talked.said == vector_store.messages(4)
    assert first.numbers == second.numbers
    assert (talked.first.sent, talked.first.taken) == (2, 1)
    assert (talked.second.sent, talked.second.taken) == (1, 2)


COUNTS = st.integers(0, 60)


@settings(max_examples=25, deadline=None)
@given(COUNTS, COUNTS, COUNTS, st.sampled_from([LEAST_MESSAGE, 1 << 16]))
def test_any_two_sets_agree_after_one_dialogue(common: int, here: int, there: int, message_bytes: int) -> None:
    both = entries(common, 1)
    first = store_of(Path(":memory:"), both + entries(here, 2))
    second = store_of(Path(":memory:"), both + entries(there, 3))
    talked = Talked(first, second, message_bytes)
    assert first.ids() == second.ids()
    assert len(first.ids()) == common + here + there
    assert (talked.first.sent, talked.first.taken) == (talked.second.taken, talked.second.sent) == (here, there)
    assert (
        talked.first.bytes_out == talked.second.bytes_in == sum(len(said) for name, said in talked.said if name == "A")
    )
    assert talked.first.refused is talked.second.refused is talked.first.cut is talked.second.cut is None
    assert first.repeated == second.repeated == 0


def test_few_bytes_travel_beside_the_entries_themselves() -> None:
    common = entries(5_000, 1)
    first, second = (store_of(Path(":memory:"), common + entries(50, seed, size=300)) for seed in (2, 3))
    talked = Talked(first, second, 8192)
    packets = sum(first.packets) + sum(second.packets)
    assert first.ids() == second.ids()
    # The differing entries have times all over the set's: the dearest case.
    assert talked.first.bytes_out + talked.first.bytes_in - packets < 100 * 300
    again = Talked(first, second, 8192)
    assert again.first.bytes_out + again.first.bytes_in < 400
    assert len(again.said) == 5


def test_messages_are_as_small_as_asked_and_large_packets_come_in_pieces() -> None:
    large: list[Entry] = [(5, b"x" * 20_000), (6, b"y" * 9_000)]
    first, second = store_of(Path(":memory:"), large), store_of(Path(":memory:"), entries(100, 1))
    talked = Talked(first, second)
    assert first.ids() == second.ids()
    assert max(second.packets) > 20_000
    assert all(len(said) <= LEAST_MESSAGE for _, said in talked.said)


def test_entries_flow_before_all_differences_are_known() -> None:
    first = store_of(Path(":memory:"), entries(600, 1, size=20))
    second = store_of(Path(":memory:"), entries(600, 2, size=20))
    talked = Talked(first, second)
    said = [from_bytes(message) for _, message in talked.said]
    carrying = [place for place, turn in enumerate(said) if isinstance(turn, Turn) and turn.packet is not None]
    comparing = [place for place, turn in enumerate(said) if isinstance(turn, Turn) and turn.ranges is not None]
    assert carrying[0] < comparing[-1]
    assert first.ids() == second.ids()


def test_cut_after_any_message_nothing_is_lost_and_the_next_dialogue_brings_the_rest(tmp_path: Path) -> None:
    common, here, there = entries(40, 1), entries(60, 2), entries(60, 3)
    whole = Talked(store_of(Path(":memory:"), common + here), store_of(Path(":memory:"), common + there))
    for cut_after in range(len(whole.said)):
        first, second = store_of(Path(":memory:"), common + here), store_of(Path(":memory:"), common + there)
        cut = Talked(first, second, cut_after=cut_after)
        assert cut.first.cut or cut.second.cut
        assert cut.first.refused is cut.second.refused is None
        assert cut.first.sent <= cut.second.taken
        assert cut.second.sent <= cut.first.taken
        brought = cut.first.taken + cut.second.taken
        assert len(first.ids()) + len(second.ids()) == 2 * 40 + 60 + 60 + brought
        rest = Talked(first, second)
        assert rest.first.taken + rest.second.taken == 120 - brought
        assert first.ids() == second.ids()
        assert first.repeated == second.repeated == 0


def test_entries_that_the_other_side_declines_are_offered_once_and_not_counted() -> None:
    offered = entries(30, 1)
    first, second = store_of(Path(":memory:"), offered), store_of(Path(":memory:"), [])
    second.declines = frozenset(id_of(entry) for entry in offered[:10])
    talked = Talked(first, second)
    assert len(second.ids()) == 20
    assert talked.first.sent == talked.second.taken == 20
    assert talked.first.refused is talked.first.cut is None


@pytest.mark.parametrize("rude", ["A", "B"])
def test_a_store_may_refuse_the_other_and_both_sides_know_why(rude: str) -> None:
    first, second = store_of(Path(":memory:"), entries(5, 1)), store_of(Path(":memory:"), entries(5, 2))
    (second if rude == "A" else first).greeting = b"somebody else"
    talked = Talked(first, second)
    reason = "the other side is no test store"
    refusing, refused = (talked.first, talked.second) if rude == "A" else (talked.second, talked.first)
    assert refusing.refused == reason
    assert refused.refused == f"the other side refused: {reason}"
    assert (len(first.ids()), len(second.ids())) == (5, 5)


def test_a_packet_that_the_store_refuses_ends_the_dialogue_with_nothing_kept() -> None:
    first, second = store_of(Path(":memory:"), entries(5, 1)), store_of(Path(":memory:"), entries(5, 2))
    pack = first.pack
    first.pack = lambda ids, at_most: (pack(ids, at_most)[0][:-1], pack(ids, at_most)[1])  # type: ignore[method-assign]
    talked = Talked(first, second)
    assert talked.second.refused == "the packet is cut short"
    assert talked.first.refused == "the other side refused: the packet is cut short"
    assert len(second.ids()) == 5


HELLO = to_bytes(Hello(b"test"))
NOTHING = Turn(ranges=b"\x61")


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        ([b""], "something else than a sync message"),
        ([b"GET / HTTP/1.1"], "something else than a sync message"),
        ([b"\x01\x02test"], "another version"),
        ([b"\x01\x01" + bytes(turns.MAX_HELLO + 1)], "a greeting has at most"),
        ([to_bytes(Turn())], "did not greet"),
        ([HELLO, HELLO], "greeted twice"),
        ([HELLO, b"\x02"], "malformed"),
        ([HELLO, b"\x02\x40"], "malformed"),
        ([HELLO, b"\x02\x00\x00"], "malformed"),
        ([HELLO, b"\x02\x10"], "malformed"),
        ([HELLO, b"\x02\x02\x05\x61"], "malformed"),
        ([HELLO, to_bytes(Turn(ranges=b"\x62"))], "another version of the reconciliation"),
        ([HELLO, to_bytes(Turn(ranges=b"\x61\x00\x00\x07"))], "no mode 7"),
        ([HELLO, to_bytes(Turn(held=1))], "rightly"),
        ([HELLO, to_bytes(Turn(wanted=b"\x01\x01"))], "nobody listed"),
        ([HELLO, to_bytes(Turn(wanted=b""))], "nobody listed"),
        ([HELLO, to_bytes(NOTHING), to_bytes(Turn()), to_bytes(Turn())], "does not end"),
        ([HELLO, to_bytes(Turn(packet=b"a", goes_on=True)), to_bytes(Turn())], "unfinished"),
        ([HELLO, to_bytes(Turn(packet=bytes(11)))], "cut short"),
    ],
)
def test_whoever_begins_and_does_not_keep_to_the_rules_is_told_why_and_changes_nothing(
    messages: list[bytes], why: str
) -> None:
    store = store_of(Path(":memory:"), entries(5, 1))
    went, told = heard_by(False, store, *messages)
    assert went.refused is not None and why in went.refused
    assert told[-1] == Refusal(went.refused)
    assert len(store.ids()) == 5


def test_a_side_that_does_not_say_what_it_kept_is_refused() -> None:
    everything = to_bytes(Turn(ranges=b"\x61\x00\x00\x02\x00"))  # it holds nothing, so all is sent to it
    went, told = heard_by(False, store_of(Path(":memory:"), entries(5, 1)), HELLO, everything, to_bytes(Turn()))
    assert isinstance(told[2], Turn) and told[2].packet is not None
    assert went.refused is not None and "rightly" in went.refused
    assert went.sent == 0


def test_who_claims_to_have_kept_more_than_it_was_sent_is_not_believed() -> None:
    everything = to_bytes(Turn(ranges=b"\x61\x00\x00\x02\x00"))
    went, _ = heard_by(False, store_of(Path(":memory:"), entries(5, 1)), HELLO, everything, to_bytes(Turn(held=6)))
    assert went.sent == 5


def test_an_endless_packet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "MAX_PACKET", 10_000)
    piece = to_bytes(Turn(packet=bytes(3_000), goes_on=True))
    went, _ = heard_by(False, store_of(Path(":memory:"), []), HELLO, *[piece] * 4)
    assert went.refused == "a packet has at most 10000 bytes"


@pytest.mark.parametrize(
    ("limit", "turn", "why"),
    [
        ("MAX_STEPS", Turn(ranges=b"\x61"), "steps of comparing"),
        ("MAX_PACKETS", Turn(packet=b""), "packets"),
        (
            "MAX_WANTED",
            Turn(ranges=b"\x61\x00\x00\x02\x09" + b"".join(bytes([number]) * 32 for number in range(9))),
            "entries",
        ),
    ],
)
def test_a_dialogue_has_limits(monkeypatch: pytest.MonkeyPatch, limit: str, turn: Turn, why: str) -> None:
    monkeypatch.setattr(sides, limit, 8)
    went, _ = heard_by(False, store_of(Path(":memory:"), []), HELLO, *[to_bytes(turn)] * 9)
    assert went.refused is not None and why in went.refused


def test_the_line_of_a_refusal_cannot_disturb_a_terminal() -> None:
    line = "no\x1b[2J \u202ecba\nnext" + "x" * 1000
    went, _ = heard_by(True, store_of(Path(":memory:"), []), b"\x03" + line.encode() + b"\xff")
    assert went.refused is not None
    assert went.refused.startswith("the other side refused: no·[2J ·cba·nextxxx")
    assert went.refused.isprintable()
    assert len(went.refused) < 400


def test_a_pipe_that_breaks_is_told_as_a_cut() -> None:
    went, told = heard_by(True, store_of(Path(":memory:"), entries(5, 1)), HELLO)
    assert (went.refused, went.cut) == (None, "the other side closed the connection")
    assert told == [Hello(b"test")]


def test_whoever_is_silent_is_given_up() -> None:
    here, there = socket.socketpair()
    with over_socket(here, silence=0.05) as pipe, over_socket(there):
        went = exchange(pipe, store_of(Path(":memory:"), []), begins=False)
    assert went.cut == "the other side was silent for 0.05 seconds, or too slow"


@settings(max_examples=100)
@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda data: b"\x02" + data))
def test_any_bytes_are_a_message_or_refused_with_the_one_exception(data: bytes) -> None:
    try:
        message = from_bytes(data)
    except Refused:
        return
    if not isinstance(message, Refusal):
        assert to_bytes(message) == data


PARTS = st.none() | st.binary(max_size=200)


@settings(max_examples=50)
@given(
    st.none() | st.integers(0, 1 << 40), PARTS, PARTS, st.none() | st.binary(max_size=300), st.booleans(), st.booleans()
)
def test_a_turn_reads_back(
    held: int | None, ranges: bytes | None, wanted: bytes | None, packet: bytes | None, goes_on: bool, end: bool
) -> None:
    turn = Turn(held, ranges, wanted, packet, goes_on and packet is not None, end)
    assert from_bytes(to_bytes(turn)) == turn


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_bits_read_back(chosen: list[bool]) -> None:
    places = [place for place, is_chosen in enumerate(chosen) if is_chosen]
    assert turns.from_bits(turns.to_bits(chosen), len(chosen)) == places


def test_the_same_id_is_wanted_once_however_often_it_is_listed() -> None:
    ids = [id_ for _, id_ in vector_store.items(2)]
    ranges = b"\x61\x00\x00\x02\x03" + ids[0] + ids[1] + ids[0]
    assert Reconciliation(Items([])).learn(ranges).need == (ids[0], ids[1])
