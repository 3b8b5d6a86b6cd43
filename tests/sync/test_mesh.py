"""Messages over packets that get lost: the vectors of docs/formats/mesh.md, virtual time, and real processes."""

from __future__ import annotations

import json
import random
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.carrying import virtual
from benchmarks.carrying.relay_link import ThinLink
from benchmarks.carrying.virtual import Channel, Said, converse
from dalel.sync.ends import PipeClosed
from dalel.sync.mesh import network, packets
from dalel.sync.mesh.bursts import MOST_MESSAGE_BYTES, BrokenMessageError, Bursts, SilenceError
from dalel.sync.mesh.packets import Packet, PacketError
from dalel.sync.mesh.pipe import MeshPipe

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "formats" / "mesh.md").read_text(encoding="utf-8")

PACE = 0.008


def _rows(columns: int) -> list[list[str]]:
    """The rows of tables that begin with hexadecimal bytes in the page and have so many columns."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
    return [row for row in rows if len(row) == columns and re.fullmatch(r"`[0-9a-f]{6,}`", row[0])]


def _documented() -> list[tuple[bytes, Packet]]:
    documented = []
    for data, burst, heard, following, question, next_, beyond, number, piece in _rows(9):
        packet = Packet(
            burst=int(burst),
            heard=int(heard),
            following=int(following),
            is_question=question == "yes",
            next=int(next_),
            beyond=frozenset(int(distance) for distance in beyond.split(",") if distance),
            number=int(number) if number else None,
            piece=bytes.fromhex(piece.strip("`")) if piece else None,
        )
        documented.append((bytes.fromhex(data.strip("`")), packet))
    return documented


PACKETS = st.builds(
    lambda burst, heard, following, is_question, next_, beyond, number, piece: Packet(
        burst, heard, following, is_question, next_, beyond, number if piece else None, piece or None
    ),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 31),
    st.booleans(),
    st.integers(0, 65_535),
    st.frozensets(st.integers(1, packets.WINDOW)),
    st.integers(0, 65_535),
    st.binary(max_size=40),
)


def test_the_packets_in_the_page_are_those_of_the_code() -> None:
    documented = _documented()

    assert len(documented) == 4
    for data, packet in documented:
        assert packets.decode(data) == packet
        assert packets.encode(packet) == data


def test_the_streams_in_the_page_are_those_of_the_code() -> None:
    for size, start in ((0, "00"), (300, "ac02"), (MOST_MESSAGE_BYTES, "808040")):
        assert f"`{start}`" in PAGE
        side = Bursts(virtual.ROOM_BYTES, PACE, 0, begins=True)
        side.say(bytes(size))
        piece = packets.decode(side.due(0)[0]).piece
        assert piece is not None and piece.startswith(bytes.fromhex(start))


@given(PACKETS)
@settings(max_examples=50)
def test_a_packet_is_the_same_after_a_round_trip(packet: Packet) -> None:
    assert packets.decode(packets.encode(packet)) == packet


@given(st.binary(max_size=60))
@settings(max_examples=100)
def test_any_bytes_are_exactly_one_packet_or_are_refused(data: bytes) -> None:
    try:
        packet = packets.decode(data)
    except PacketError:
        return
    assert packets.encode(packet) == data


@given(st.lists(st.one_of(st.binary(max_size=60), PACKETS.map(packets.encode)), max_size=20))
@settings(max_examples=50)
def test_whatever_a_hostile_side_sends_is_taken_or_refused_and_little_of_it_is_kept(sent: list[bytes]) -> None:
    side = Bursts(virtual.ROOM_BYTES, PACE, 0, begins=False)
    side.say(b"a message")
    for now, data in enumerate(sent):
        try:
            side.hear(data, now)
            burst = side.due(now)
        except (PacketError, BrokenMessageError, SilenceError):
            return
        assert len(burst) <= 1


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3_000)), max_size=12),
    st.sampled_from([0.0, 0.2, 0.4]),
    st.integers(0, 1_000_000),
)
@settings(max_examples=50, deadline=None)
def test_messages_arrive_whole_and_in_order_whatever_is_lost(sizes: list[Said], loss: float, seed: int) -> None:
    chance = random.Random(seed)
    script = [(side, chance.randbytes(size)) for side, size in sizes]

    heard = converse(script, Channel(loss=loss), seed).heard

    assert heard == ([said for side, said in script if side], [said for side, said in script if not side])


def test_many_more_pieces_than_numbers_of_bursts_and_windows_arrive() -> None:
    script = [(number % 2, random.Random(number).randbytes(60_000)) for number in range(12)]

    heard = converse(script, Channel(bits_a_second=1e6, loss=0.2), 7).heard

    assert heard == ([said for side, said in script if side], [said for side, said in script if not side])


def test_ten_documents_cost_less_than_three_times_their_bytes_at_thirty_percent_loss() -> None:
    # Two hellos, a reconciliation in two messages, and ten documents of 700 bytes; setting up the link takes 800 more.
    sizes = ((0, 60), (1, 60), (0, 350), (1, 109), (1, 7_000), (0, 20), (1, 20))
    script = [(side, bytes(size)) for side, size in sizes]

    outcomes = [converse(script, Channel(), seed) for seed in range(60)]

    assert mean(outcome.wire_bytes for outcome in outcomes) + 800 < 2.5 * 7_000
    assert max(outcome.seconds for outcome in outcomes) < 15 * 60


def test_without_loss_nothing_is_sent_twice() -> None:
    script = [(0, bytes(4_000)), (1, bytes(4_000))]

    outcome = converse(script, Channel(loss=0), 1)

    # Ten pieces each way, and an empty answer to the last.
    assert outcome.frames == 21


def test_a_side_that_has_said_all_is_silent() -> None:
    side = Bursts(virtual.ROOM_BYTES, PACE, 0, begins=True)

    assert side.next_at() is None
    assert side.due(1e9) == []


def test_a_side_gives_up_when_it_is_never_answered_but_not_soon() -> None:
    side = Bursts(virtual.ROOM_BYTES, PACE, 0, begins=True)
    side.say(b"is anybody there?")
    asked: list[tuple[float, int]] = []

    def wait_for_an_answer() -> None:
        while (due := side.next_at()) is not None:
            asked.append((due, sum(map(len, side.due(due)))))

    with pytest.raises(SilenceError, match="does not answer"):
        wait_for_an_answer()

    assert asked[-1][0] > 5 * 60
    assert sum(size for _, size in asked) < 1_000


def test_a_message_that_is_too_long_is_refused_on_either_side() -> None:
    side = Bursts(virtual.ROOM_BYTES, PACE, 0, begins=True)
    with pytest.raises(ValueError, match="too long"):
        side.say(bytes(MOST_MESSAGE_BYTES + 1))
    with pytest.raises(BrokenMessageError, match="longer than"):
        side.hear(packets.encode(Packet(1, 0, 0, True, 0, frozenset(), 0, b"\x81\x80\x40x")), 0)
    with pytest.raises(BrokenMessageError, match="malformed"):
        Bursts(virtual.ROOM_BYTES, PACE, 0, begins=True).hear(
            packets.encode(Packet(1, 0, 0, True, 0, frozenset(), 0, b"\x80\x80\x80\x80")), 0
        )


class Wire:
    """A carrier within the process that hands packets to the other end's pipe, in a thread as Reticulum does."""

    def __init__(self, loses: Callable[[], bool]) -> None:
        self.other: MeshPipe | None = None
        self.ends: list[MeshPipe] = []
        self._loses = loses

    def send(self, packet: bytes) -> None:
        if self.other is not None and not self._loses():
            threading.Thread(target=self.other.hear, args=(packet,)).start()

    def rouse(self) -> None:
        pass

    def close(self) -> None:
        for end in self.ends:
            end.lost()


def _pipes(loss: float) -> tuple[MeshPipe, MeshPipe]:
    chance = random.Random(3)
    wires = [Wire(lambda: chance.random() < loss) for _ in range(2)]
    first, second = (
        MeshPipe(wire, virtual.ROOM_BYTES, 1e-5, begins=number == 0, patience=20) for number, wire in enumerate(wires)
    )
    wires[0].other, wires[1].other = second, first
    wires[0].ends = wires[1].ends = [first, second]
    return first, second


def test_all_that_was_said_has_arrived_when_a_pipe_is_closed() -> None:
    first, second = _pipes(0.3)
    said = [random.Random(number).randbytes(2_000) for number in range(4)]

    for message in said:
        first.send(message)
    first.close()

    assert [second.receive() for _ in said] == said
    with pytest.raises(PipeClosed, match="closed"):
        second.receive()
    with pytest.raises(PipeClosed, match="closed"):
        second.send(b"too late")


def test_whoever_answered_last_stays_until_the_other_side_knows() -> None:
    asks, answers = (Bursts(virtual.ROOM_BYTES, PACE, 0, begins=number == 0) for number in range(2))
    asks.say(b"the end")
    (asked,) = asks.due(0)
    assert answers.hear(asked, 1) == [b"the end"]
    assert not answers.is_settled
    at = answers.next_at()
    assert at is not None
    (lost,) = answers.due(at)
    again = asks.next_at()

    assert answers.is_settled
    assert again is not None and again < answers.stays_until
    (asked,) = asks.due(again)
    assert answers.hear(asked, again) == []
    at = answers.next_at()
    assert at is not None
    asks.hear(answers.due(at)[0], at)
    assert asks.is_settled
    assert asks.stays_until <= at
    assert lost


def test_a_pipe_whose_last_answer_is_lost_answers_again_before_it_closes() -> None:
    lost: list[bool] = []

    def loses_the_first() -> bool:
        lost.append(True)
        return len(lost) == 1

    first, second = _pipes(0)
    wire = Wire(loses_the_first)
    wire.other, wire.ends = first, [first, second]
    second._carrier = wire
    first.send(b"the end")
    assert second.receive() == b"the end"
    closing = threading.Thread(target=second.close)
    closing.start()
    first.close()
    closing.join(10)

    assert not closing.is_alive()
    assert len(lost) == 2
    with pytest.raises(PipeClosed, match="the pipe was closed"):
        first.receive()


def test_a_side_that_does_not_speak_as_it_should_is_cut_off() -> None:
    first, _ = _pipes(0)

    first.hear(b"what?")

    with pytest.raises(PipeClosed, match="does not speak as it should"):
        first.receive()


def test_an_address_is_kept_in_a_file_of_its_own_that_only_the_owner_reads(tmp_path: Path) -> None:
    pytest.importorskip("RNS")
    made = network.own_identity(tmp_path / "address")

    assert network.own_identity(tmp_path / "address").hash == made.hash
    assert stat.S_IMODE((tmp_path / "address").stat().st_mode) == 0o600


def test_a_broken_address_file_is_refused_and_kept_as_it_is(tmp_path: Path) -> None:
    pytest.importorskip("RNS")
    (tmp_path / "address").write_bytes(b"short")

    with pytest.raises(network.MeshError, match="no mesh address"):
        network.own_identity(tmp_path / "address")

    assert (tmp_path / "address").read_bytes() == b"short"


def test_what_is_no_address_is_refused_in_one_line() -> None:
    pytest.importorskip("RNS")
    with pytest.raises(network.MeshError, match="is no mesh address") as refused:
        network.connect("rns:not\x1b[31man address")
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize(("config", "said"), [(None, "no Reticulum configuration"), ("[[[", "config")])
def test_reticulum_is_not_started_without_a_configuration_that_can_be_read(
    tmp_path: Path, config: str | None, said: str
) -> None:
    pytest.importorskip("RNS")
    if config is not None:
        (tmp_path / "config").write_text(config)
    with pytest.raises(network.MeshError, match=said):
        network.start(tmp_path)


def test_where_reticulum_is_not_installed_one_line_says_how_to_add_it() -> None:
    program = (
        "import sys; sys.modules['RNS'] = None\n"
        "from dalel.sync.mesh import network\n"
        "try: network.start()\n"
        "except network.MeshError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert "pip install 'dalel[mesh]'" in said


def _node(task: str, *args: str) -> subprocess.Popen[str]:
    node = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.carrying.mesh_node", *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert node.stdin is not None
    node.stdin.write(task)
    node.stdin.close()
    node.stdin = None
    return node


def test_two_processes_agree_over_reticulum_and_a_link_that_loses_a_third(tmp_path: Path) -> None:
    # About 10 seconds, most of it waiting, and 2 seconds of CPU.
    pytest.importorskip("RNS")
    task = json.dumps({"plan": {"entries": 500, "differing": 10}})
    with ThinLink(64_000, 0.3, seed=5) as link:
        for side, name in enumerate(("caller", "listener")):
            link.configure(side, tmp_path / name)
        with _node(task, str(tmp_path / "listener")) as listener:
            assert listener.stdout is not None
            address = listener.stdout.readline().strip()
            with _node(task, str(tmp_path / "caller"), address) as caller:
                try:
                    said = [json.loads(node.communicate(timeout=120)[0]) for node in (caller, listener)]
                finally:
                    caller.kill()
                    listener.kill()
    assert said[0]["digest"] == said[1]["digest"]
    assert said[0]["sent"] + said[0]["taken"] == 10
    assert said[0]["cut"] is said[1]["cut"] is None
    assert link.counted.lost > 5
    assert link.counted.total_bytes < 4 * 7_000
