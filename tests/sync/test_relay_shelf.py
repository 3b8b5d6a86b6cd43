"""What a relay keeps, for how long, and what goes first."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync.relay import fairness
from dalel.sync.relay.limits import MB, Limits, LimitsError, parse, written
from dalel.sync.relay.shelf import NotKeptError, ShelfError
from tests.sync.relay_parcels import DAY, Calendar, bulletin, sealed, shelf

SMALL = Limits(parcel_mb=1, store_mb=2, days=30, parcels=40)


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if path.is_file() and not path.parent.name.startswith(".")]


def test_a_parcel_is_a_file_with_its_hash_for_a_name_in_a_folder_named_by_the_day(tmp_path: Path) -> None:
    data = sealed()
    shelf(tmp_path).put(data, before=4)
    (path,) = files_of(tmp_path)
    assert path == tmp_path / "2022-01-06" / f"{hashlib.sha256(data).hexdigest()}-4.age"
    assert path.read_bytes() == data


def test_what_was_put_is_there_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    data = [sealed(), bulletin()]
    put = [shelf(tmp_path).put(one) for one in data]
    again = shelf(tmp_path)
    assert set(again) == set(put)
    assert [again.read(parcel) for parcel in put] == data


def test_the_same_parcel_is_kept_once(tmp_path: Path) -> None:
    opened, data = shelf(tmp_path), sealed()
    assert opened.put(data) == opened.put(data, before=3)
    assert len(files_of(tmp_path)) == 1


def test_no_time_of_a_file_or_folder_says_more_than_the_day(tmp_path: Path) -> None:
    clock = Calendar()
    opened = shelf(tmp_path, clock)
    opened.put(sealed())
    clock.turn(1)
    opened.put(sealed())
    for path in [tmp_path, *tmp_path.rglob("*")]:
        assert path.stat().st_mtime % 86_400 == 0, path
        assert path.stat().st_atime % 86_400 == 0 or path.is_dir(), path


def test_a_parcel_goes_when_it_is_too_old_counting_the_days_before_it_came(tmp_path: Path) -> None:
    clock = Calendar()
    opened = shelf(tmp_path, clock)
    young, old = opened.put(sealed()), opened.put(sealed(), before=20)
    clock.turn(9)
    opened.look()
    assert set(opened) == {young, old}
    clock.turn(1)
    opened.look()
    assert set(opened) == {young}
    clock.turn(20)
    opened.look()
    assert len(opened) == 0
    assert files_of(tmp_path) == []
    with pytest.raises(NotKeptError, match="30 days"):
        opened.put(sealed(), before=30)


def test_a_clock_put_back_takes_nothing_away(tmp_path: Path) -> None:
    clock = Calendar()
    parcel = shelf(tmp_path, clock).put(sealed())
    clock.turn(-400)
    assert list(shelf(tmp_path, clock)) == [parcel]


def test_a_parcel_larger_than_the_limit_is_not_kept(tmp_path: Path) -> None:
    opened = shelf(tmp_path, limits=SMALL)
    with pytest.raises(NotKeptError, match="larger than 1 MB"):
        opened.put(sealed(1_000_001))
    assert files_of(tmp_path) == []


def test_a_flood_of_one_day_crowds_out_itself_and_no_parcel_of_another_day(tmp_path: Path) -> None:
    clock = Calendar()
    opened = shelf(tmp_path, clock, SMALL)
    honest = [opened.put(sealed(10_000)) for _ in range(3)]
    clock.turn(1)
    honest += [opened.put(sealed(10_000)) for _ in range(3)]
    clock.turn(1)
    refused = 0
    for _ in range(200):
        try:
            opened.put(sealed(500))
        except NotKeptError:
            refused += 1
    assert refused > 50
    assert len(opened) == SMALL.parcels // 2
    assert set(honest) <= set(opened)
    clock.turn(1)
    late = opened.put(sealed(10_000))
    assert {*honest, late} <= set(opened)


def test_a_flood_of_large_parcels_leaves_small_ones_alone_and_the_other_way_round(tmp_path: Path) -> None:
    opened = shelf(tmp_path, limits=SMALL)
    small = [opened.put(sealed(1_000)) for _ in range(5)]
    large = opened.put(sealed(200_000))
    for _ in range(12):
        put_if_there_is_room(opened, 200_000)
    assert set(small) <= set(opened)
    assert sum(one.size for one in opened if one.size > fairness.SMALL_BYTES) <= MB
    held = {one for one in opened if one.size > fairness.SMALL_BYTES}
    for _ in range(60):
        put_if_there_is_room(opened, 100)
    assert held == {one for one in opened if one.size > fairness.SMALL_BYTES}
    assert large.size > fairness.SMALL_BYTES


def put_if_there_is_room(opened: object, size: int) -> None:
    try:
        opened.put(sealed(size))  # type: ignore[attr-defined]
    except NotKeptError:
        return


def test_who_brings_as_much_as_a_flood_of_the_same_day_has_the_same_luck(tmp_path: Path) -> None:
    opened = shelf(tmp_path, limits=Limits(parcel_mb=1, store_mb=2, parcels=200))
    early = [hashlib.sha256(data).digest() for data in (sealed(10) for _ in range(100)) if opened.put(data)]
    for _ in range(100):
        put_if_there_is_room(opened, 10)
    assert len(opened) == 100
    assert 25 <= sum(one in opened for one in early) <= 75  # five standard deviations to each side


def test_a_file_that_was_changed_is_not_passed_on_and_taken_away(tmp_path: Path) -> None:
    opened = shelf(tmp_path)
    parcel = opened.put(sealed())
    (path,) = files_of(tmp_path)
    path.write_bytes(b"x" + path.read_bytes()[1:])
    assert opened.read(parcel) is None
    assert parcel.sha256 not in opened
    assert files_of(tmp_path) == []


def test_other_files_in_the_folder_are_neither_parcels_nor_taken_away(tmp_path: Path) -> None:
    strange = tmp_path / "2022-01-06" / "holiday.age"
    strange.parent.mkdir()
    strange.write_bytes(b"not ours")
    (tmp_path / "2022-01-06" / f"{'0' * 64}-1.age").symlink_to(strange)
    (tmp_path / "2022-13-45").mkdir()
    clock = Calendar()
    clock.turn(400)
    assert len(shelf(tmp_path, clock)) == 0
    assert strange.read_bytes() == b"not ours"


def test_what_a_killed_process_left_aside_is_swept_away_after_an_hour(tmp_path: Path) -> None:
    shelf(tmp_path).put(sealed())
    aside = tmp_path / ".relay" / "aside"
    old, new = aside / "old", aside / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    shelf(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


def test_limits_are_kept_in_the_folder_and_hold_for_whoever_opens_it(tmp_path: Path) -> None:
    opened = shelf(tmp_path)
    for _ in range(10):
        opened.put(sealed())
    opened.limit(Limits(parcels=4))
    assert shelf(tmp_path).limits == Limits(parcels=4)
    assert len(opened) == len(files_of(tmp_path)) == 2


def test_a_limits_file_that_says_nonsense_is_named_and_nothing_is_taken_away(tmp_path: Path) -> None:
    shelf(tmp_path).put(sealed())
    for text in ("{", "[]", '{"days": 3}', '{"parcel_mb": 1, "store_mb": 1, "days": 3, "parcels": true}', "[" * 4_000):
        (tmp_path / ".relay" / "limits.json").write_text(text)
        with pytest.raises(ShelfError, match=re.escape("limits.json")):
            shelf(tmp_path)
    assert len(files_of(tmp_path)) == 1


def test_a_folder_that_is_a_file_or_has_a_link_in_the_wrong_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ShelfError, match="cannot be used"):
        shelf(tmp_path / "file")
    (tmp_path / "store").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "store" / ".relay").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ShelfError, match="link, not a folder"):
        shelf(tmp_path / "store")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@given(st.integers(1, 64), st.integers(128, 10**6), st.integers(1, 365), st.integers(2, 200_000))
def test_limits_read_as_they_were_written(parcel_mb: int, store_mb: int, days: int, parcels: int) -> None:
    limits = Limits(parcel_mb, store_mb, days, parcels)
    assert parse(written(limits)) == limits


@given(st.binary(max_size=80))
def test_any_bytes_as_limits_are_refused_with_the_one_exception(data: bytes) -> None:
    with pytest.raises(LimitsError):
        parse(data)


ARRIVALS = st.lists(st.tuples(st.integers(0, 6), st.binary(min_size=2, max_size=2), st.integers(1, 60)), max_size=60)


@given(ARRIVALS)
@settings(max_examples=150)
def test_the_room_is_never_exceeded_and_a_day_that_holds_no_more_than_its_share_loses_nothing(
    arrivals: list[tuple[int, bytes, int]],
) -> None:
    """The share: the room by the number of days on which anything came."""
    most_bytes, most_parcels = 100, 12
    half = fairness.Half(most_bytes, most_parcels)
    held: dict[bytes, tuple[int, bytes, int]] = {}
    for order, (day, number, size) in enumerate(sorted(arrivals)):
        name = order.to_bytes(2, "big")
        gone = half.giving_way(DAY + timedelta(days=day), number, size)
        if gone is None:
            continue
        for one in gone:
            half.remove(DAY + timedelta(days=held[one][0]), held[one][1], one, held[one][2])
            del held[one]
        half.add(DAY + timedelta(days=day), number, name, size)
        held[name] = (day, number, size)
        assert sum(one[2] for one in held.values()) <= most_bytes
        assert len(held) <= most_parcels
    days = {day for day, _, _ in arrivals}
    for day in days:
        brought = [size for one, _, size in arrivals if one == day]
        if sum(brought) * len(days) <= most_bytes and len(brought) * len(days) <= most_parcels:
            assert sum(one[0] == day for one in held.values()) == len(brought)
