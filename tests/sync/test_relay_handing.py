"""Taking from files and folders, and giving to a stick, also through the command line."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner, Result

from dalel.cli.relay import relay
from dalel.sync.relay import files
from dalel.sync.relay.handing import give, take
from dalel.sync.relay.limits import Limits
from dalel.sync.relay.shelf import ShelfError
from tests.sync.relay_parcels import Calendar, bulletin, sealed, shelf

HOSTILE = "ev\x1b[2Jil\u202e.age"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(relay, [str(one) for one in arguments], catch_exceptions=False)


def contents(folder: Path) -> set[bytes]:
    """What the files that a file manager shows in a relay's folder hold."""
    return {path.read_bytes() for path in folder.glob("[0-9]*/*")}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    (folder / "deep" / "deeper").mkdir(parents=True)
    return folder


def test_parcels_of_a_folder_are_taken_and_all_other_files_are_left(tmp_path: Path, stick: Path) -> None:
    parcels = [sealed(), sealed(70_000), bulletin()]
    (stick / "a.age").write_bytes(parcels[0])
    (stick / "deep" / "photo.jpg").write_bytes(parcels[1])
    (stick / "deep" / "deeper" / HOSTILE).write_bytes(parcels[2])
    (stick / "desk.key").write_bytes(pyrage.passphrase.encrypt(b"secret", "pass"))
    (stick / "notes.txt").write_text("who came when")
    result = run("take", stick, "--store", tmp_path / "store")
    assert result.exit_code == 0
    assert re.fullmatch(r"3 parcels came \(71\.\d kB\), 0 held before; 2 other files left\.\n", result.stdout)
    assert contents(tmp_path / "store") == set(parcels)
    again = run("take", stick, "--store", tmp_path / "store")
    assert again.stdout.startswith("0 parcels came (0.0 kB), 3 held before")


def test_nothing_in_the_store_tells_names_or_hours(tmp_path: Path, stick: Path) -> None:
    (stick / "from Aliya.age").write_bytes(sealed())
    run("take", stick, "--store", tmp_path / "store")
    for path in (tmp_path / "store").rglob("*"):
        assert "Aliya" not in path.name
        assert path.is_dir() or b"Aliya" not in path.read_bytes()
        assert path.stat().st_mtime % 86_400 == 0


def test_links_pipes_sockets_and_hidden_files_are_not_followed(tmp_path: Path, stick: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "private.age").write_bytes(sealed())
    (stick / "link.age").symlink_to(outside / "private.age")
    (stick / "folder").symlink_to(outside)
    (stick / ".hidden.age").write_bytes(sealed())
    os.mkfifo(stick / "pipe.age")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(stick / "s.age"))
        opened = shelf(tmp_path / "store")
        assert list(take(opened, [stick])) == []
        named = list(take(opened, [stick / "link.age", stick / "folder", stick / "pipe.age", stick / "s.age"]))
    assert len(named) == 4
    assert all(one.problem and one.parcel is None for one in named)
    assert len(opened) == 0


def test_a_named_file_that_is_no_parcel_is_told_in_one_clean_line_and_the_others_go_on(tmp_path: Path) -> None:
    bad, good = tmp_path / HOSTILE, tmp_path / "good.age"
    bad.write_text("hello")
    good.write_bytes(sealed())
    result = run("take", bad, tmp_path / "missing", good, "--store", tmp_path / "store")
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.endswith(": it is neither sealed (age) nor a signed bundle or bulletin")
    assert "\x1b" not in first
    assert "\u202e" not in first
    assert second.endswith("missing: No such file or directory")
    assert result.stdout.startswith("1 parcel came")


def test_a_file_that_is_too_large_is_not_read_into_memory(tmp_path: Path) -> None:
    huge = tmp_path / "huge.age"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    result = run("take", huge, "--store", tmp_path / "store")
    assert result.exit_code == 1
    assert "larger than 16,000,000 bytes" in result.stderr


def test_a_folder_of_too_many_files_is_left_after_the_first_ones(stick: Path) -> None:
    for number in range(20):
        (stick / f"{number:02}").touch()
    with pytest.raises(files.NotPlainError, match="more than 10"):
        list(files.below(stick, 10))


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, stick: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root looks into everything")
    (stick / "deep").chmod(0)
    try:
        (told,) = take(shelf(tmp_path / "store"), [stick])
    finally:
        (stick / "deep").chmod(stat.S_IRWXU)
    assert "denied" in told.problem


def test_what_is_given_can_be_taken_again_and_its_age_goes_with_it(tmp_path: Path, stick: Path) -> None:
    clock = Calendar()
    first = shelf(tmp_path / "first", clock)
    data = sealed()
    first.put(data, before=2)
    clock.turn(5)
    assert len(list(give(first, stick))) == 1
    assert contents(stick) == {data}
    clock.turn(4)
    second = shelf(tmp_path / "second", clock)
    assert [one.is_new for one in take(second, [stick])] == [True]
    (parcel,) = second
    assert (parcel.before, parcel.age(clock())) == (11, 11)
    clock.turn(19)
    second.look()
    assert len(second) == 0
    (problem,) = [one.problem for one in take(second, [stick])]
    assert problem == "it has been on its way for 30 days"


def test_only_what_the_folder_does_not_hold_is_given(tmp_path: Path, stick: Path) -> None:
    opened = shelf(tmp_path / "store")
    opened.put(sealed())
    assert len(list(give(opened, stick))) == 1
    opened.put(sealed())
    assert len(list(give(opened, stick))) == 1
    assert list(give(opened, stick)) == []
    assert len(contents(stick)) == 2


def test_a_name_made_up_on_a_stick_makes_no_parcel_older(tmp_path: Path, stick: Path) -> None:
    data = sealed()
    folder = stick / "2021-12-30"
    folder.mkdir()
    (folder / f"{'a' * 64}-9.age").write_bytes(data)
    opened = shelf(tmp_path / "store")
    list(take(opened, [stick]))
    assert [parcel.before for parcel in opened] == [0]


def test_a_stick_whose_folder_is_a_link_elsewhere_is_not_written_to(tmp_path: Path, stick: Path) -> None:
    opened = shelf(tmp_path / "store")
    opened.put(sealed())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (stick / "2022-01-06").symlink_to(elsewhere)
    with pytest.raises(ShelfError, match="link, not a folder"):
        list(give(opened, stick))
    assert list(elsewhere.iterdir()) == []


def test_the_list_says_what_is_carried_and_when_it_goes(tmp_path: Path) -> None:
    (tmp_path / "a.age").write_bytes(sealed())
    run("take", tmp_path / "a.age", "--store", tmp_path / "store")
    (row,) = [json.loads(line) for line in run("list", "--store", tmp_path / "store", "--json").stdout.splitlines()]
    today = datetime.now(UTC).date().isoformat()
    assert (row["kind"], row["age"], row["came"]) == ("sealed", 0, today)
    assert set(row) == {"sha256", "kind", "size", "came", "age", "goes"}
    shown = run("list", "--store", tmp_path / "store").stdout
    assert row["sha256"][:16] in shown
    assert re.search(r"\n1 parcel, 1\.\d kB of 1,000 MB\.\n$", shown)


def test_limits_are_shown_changed_and_refused_in_one_line(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert "16 MB and 30 days at most" in run("limits", "--store", store).stdout
    assert "All: 100 MB" in run("limits", "--store", store, "--store-mb", "100").stdout
    result = run("limits", "--store", store, "--store-mb", "20")
    assert (result.exit_code, "nothing was changed" in result.stderr) == (2, True)
    assert shelf(store).limits == Limits(store_mb=100)


def test_giving_from_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    for command in (["give", tmp_path / "stick"], ["list"]):
        result = run(*command, "--store", tmp_path / "typo")
        assert (result.exit_code, "no such folder" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
