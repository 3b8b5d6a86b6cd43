"""Two relays meet: what passes between them, what goes on after a cut, and what a hostile relay can do."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Sequence
from pathlib import Path

import cbor2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel.sync.dialogue import Exchanged, exchange
from dalel.sync.ends import PipeClosed, Store
from dalel.sync.relay.limits import Limits
from dalel.sync.relay.meeting import Meeting
from dalel.sync.relay.partials import MOST_DAYS, MOST_PARTIALS
from dalel.sync.relay.shelf import Shelf
from dalel.sync.turns import Refused
from tests.sync.relay_parcels import Calendar, bulletin, sealed, shelf


class QueuePipe:
    """One end of a pipe in memory; it breaks after so many messages were sent."""

    def __init__(self, there: queue.Queue[bytes | None], here: queue.Queue[bytes | None], breaks_after: int) -> None:
        self._there, self._here, self._left = there, here, breaks_after

    def send(self, message: bytes) -> None:
        self._left -= 1
        self._there.put(message if self._left >= 0 else None)
        if self._left < 0:
            raise PipeClosed("cut")

    def receive(self) -> bytes:
        message = self._here.get(timeout=20)
        if message is None:
            raise PipeClosed("cut")
        return message

    def close(self) -> None:
        self._there.put(None)


def meet(one: Store, other: Store, message_bytes: int = 8_192, breaks_after: int = 1_000_000) -> list[Exchanged]:
    """A dialogue to its end, or until the second side has sent so many messages."""
    forth: queue.Queue[bytes | None] = queue.Queue()
    back: queue.Queue[bytes | None] = queue.Queue()
    ends = [QueuePipe(forth, back, 1_000_000), QueuePipe(back, forth, breaks_after)]
    done: list[Exchanged | None] = [None, None]

    def talk(side: int, store: Store) -> None:
        try:
            done[side] = exchange(ends[side], store, begins=side == 0, message_bytes=message_bytes)
        finally:
            ends[side].close()

    threads = [threading.Thread(target=talk, args=pair) for pair in ((0, one), (1, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert done[0] is not None
    assert done[1] is not None
    return [done[0], done[1]]


def held(opened: Shelf) -> set[bytes]:
    opened.look()
    return {parcel.sha256 for parcel in opened}


def packed(*slices: Sequence[object]) -> bytes:
    return cbor2.dumps([list(one) for one in slices], canonical=True)


def whole(data: bytes, before: int = 0) -> list[object]:
    return [hashlib.sha256(data).digest(), len(data), before, 0, data]


def in_part(opened: Shelf) -> list[Path]:
    return list((opened.root / ".relay" / "partial").iterdir())


def test_after_a_meeting_both_hold_what_either_held_and_a_second_one_carries_nothing(tmp_path: Path) -> None:
    one, other = shelf(tmp_path / "one"), shelf(tmp_path / "other")
    for opened in (one, other):
        for size in (200, 3_000, 90_000):
            opened.put(sealed(size))
        opened.put(bulletin())
    both = one.put(data := sealed()), other.put(data)
    assert both[0] == both[1]
    first = meet(Meeting(one), Meeting(other))
    assert [(done.sent, done.taken, done.refused, done.cut) for done in first] == [(4, 4, None, None)] * 2
    assert held(one) == held(other)
    assert len(one) == 9
    second = meet(Meeting(one), Meeting(other))
    assert [(done.sent, done.taken) for done in second] == [(0, 0)] * 2
    assert sum(done.bytes_out for done in second) < 300


def test_a_large_parcel_goes_on_where_the_last_meeting_was_cut(tmp_path: Path) -> None:
    one, other = shelf(tmp_path / "one"), shelf(tmp_path / "other")
    data = sealed(300_000)
    one.put(data)
    came, cuts = 0, 0
    while hashlib.sha256(data).digest() not in held(other):
        done = meet(Meeting(other), Meeting(one), breaks_after=6)
        came += done[0].bytes_in
        cuts += 1
        assert cuts < 20
    assert cuts > 5
    assert came < len(data) * 1.1
    assert in_part(other) == []


def test_a_parcel_takes_its_age_along(tmp_path: Path) -> None:
    clock = Calendar()
    one = shelf(tmp_path / "one", clock)
    one.put(sealed(), before=3)
    clock.turn(4)
    other = shelf(tmp_path / "other", clock)
    meet(Meeting(one), Meeting(other))
    assert [parcel.before for parcel in other] == [7]


def test_what_the_other_side_would_not_take_is_not_offered(tmp_path: Path) -> None:
    one = shelf(tmp_path / "one", limits=Limits(parcel_mb=2))
    other = shelf(tmp_path / "other", limits=Limits(parcel_mb=1, days=5))
    small = one.put(sealed())
    one.put(sealed(1_500_000))
    one.put(sealed(), before=6)
    done = meet(Meeting(one), Meeting(other))
    assert done[0].bytes_out < 5_000
    assert held(other) == {small.sha256}
    assert len(one) == 3


def test_a_relay_does_not_talk_to_what_is_no_relay(tmp_path: Path) -> None:
    for hello in (b"", b"\x00", cbor2.dumps(["dalel relay 2", 1, 1, []]), cbor2.dumps(["dalel relay 1", 1, 1, [1]])):
        with pytest.raises(Refused):
            Meeting(shelf(tmp_path)).heard(hello)


def test_a_parcel_that_is_no_parcel_or_not_what_was_announced_is_not_kept(tmp_path: Path) -> None:
    opened = shelf(tmp_path)
    meeting = Meeting(opened)
    good, junk = sealed(), b"junk that is no parcel"
    sha256 = hashlib.sha256(good).digest()
    assert meeting.unpack(packed(whole(junk), [bytes(32), len(good), 0, 0, good])) == []
    assert meeting.unpack(packed([sha256, len(good), 0, 0, good[:50]])) == []
    assert meeting.unpack(packed([sha256, len(good), 0, 50, bytes(len(good) - 50)])) == []
    assert held(opened) == set()
    assert in_part(opened) == []
    assert meeting.unpack(packed(whole(good))) == [sha256]


def test_a_flood_of_junk_from_a_hostile_relay_takes_no_older_parcel_away(tmp_path: Path) -> None:
    clock = Calendar()
    limits = Limits(parcel_mb=1, store_mb=2, parcels=100)
    opened = shelf(tmp_path / "honest", clock, limits)
    older = {opened.put(sealed(10_000)).sha256 for _ in range(5)}
    clock.turn(1)
    flood = shelf(tmp_path / "flood", clock)
    for _ in range(300):
        flood.put(sealed(500))
    done = meet(Meeting(flood), Meeting(opened), message_bytes=65_536)
    assert done[0].refused is None
    assert older <= held(opened)
    assert len(opened) == 50


def test_parts_that_nobody_completes_take_a_bounded_room_and_go_after_a_week(tmp_path: Path) -> None:
    clock = Calendar()
    opened = shelf(tmp_path, clock, Limits(parcel_mb=1, store_mb=2))
    meeting = Meeting(opened)
    for number in range(20):
        meeting.unpack(packed([number.to_bytes(32, "big"), 1_000_000, 0, 0, bytes(300_000)]))
    assert 3_000_000 < sum(path.stat().st_size for path in in_part(opened)) <= 4_000_000
    for number in range(MOST_PARTIALS // 100 + 1):
        tiny = [[hashlib.sha256(bytes([number, one])).digest(), 9, 0, 0, b"x"] for one in range(100)]
        meeting.unpack(packed(*tiny))
    assert len(in_part(opened)) <= MOST_PARTIALS
    assert len(meeting.hello()) < 65_536
    assert len(Meeting(shelf(tmp_path, clock)).hello()) < 65_536
    clock.turn(MOST_DAYS + 1)
    Meeting(shelf(tmp_path, clock))
    assert in_part(opened) == []


def test_a_part_is_never_shown_or_passed_on(tmp_path: Path) -> None:
    opened = shelf(tmp_path)
    data = sealed(10_000)
    meeting = Meeting(opened)
    meeting.unpack(packed([hashlib.sha256(data).digest(), len(data), 0, 0, data[:5_000]]))
    assert held(opened) == set()
    assert list(Meeting(opened).items()) == []
    assert [path for path in tmp_path.glob("*/*") if path.parent.name[0] != "."] == []


def test_slices_that_contradict_themselves_are_refused_with_nothing_kept(tmp_path: Path) -> None:
    opened = shelf(tmp_path)
    good = whole(sealed())
    for bad in (
        [b"short", 5, 0, 0, b"x"],
        [bytes(32), 0, 0, 0, b"x"],
        [bytes(32), 65 * 10**6, 0, 0, b"x"],
        [bytes(32), 5, 0, 0, b""],
        [bytes(32), 5, 0, 3, b"xyz"],
        [bytes(32), 5, 0, -1, b"x"],
        [bytes(32), 5, -1, 0, b"x"],
        [bytes(32), 5, 400, 0, b"x"],
        [bytes(32), "5", 0, 0, b"x"],
        [bytes(32), 5, 0, 0, b"x", 1],
        "text",
    ):
        with pytest.raises(Refused):
            Meeting(opened).unpack(cbor2.dumps([good, bad]))
    assert held(opened) == set()


@given(st.binary(max_size=80))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_bytes_are_refused_with_the_one_exception(tmp_path: Path, data: bytes) -> None:
    meeting = Meeting(shelf(tmp_path))
    with pytest.raises(Refused):
        meeting.heard(data)
    if data != b"\x80":
        with pytest.raises(Refused):
            meeting.unpack(data)


@given(st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_two_relays_agree_after_one_meeting(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("relays")
    sizes = st.lists(st.integers(0, 20_000), max_size=6)
    mine, theirs, both = data.draw(sizes), data.draw(sizes), data.draw(sizes)
    one, other = shelf(folder / "one"), shelf(folder / "other")
    for size in both:
        parcel = sealed(size)
        one.put(parcel)
        other.put(parcel)
    for opened, sizes_here in ((one, mine), (other, theirs)):
        for size in sizes_here:
            opened.put(sealed(size))
    done = meet(Meeting(one), Meeting(other), message_bytes=data.draw(st.sampled_from([2_048, 4_096, 65_536])))
    assert (done[0].sent, done[0].taken) == (len(mine), len(theirs))
    assert held(one) == held(other)
