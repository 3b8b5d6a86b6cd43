"""Taking in and exchanging, killed at any moment and repeated, ends as if nothing had happened.

The processes are forked, so that each need not load everything again, and run the commands as they are; only the key is
at hand and not opened with a passphrase, which would take a second each time. DALEL_KILLS asks for more kills.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from dalel import giving, taking
from dalel.cli import main
from dalel.giving import Choice
from dalel.record import log, signatures, views
from dalel.record.store import Record
from dalel.sync import bundles
from dalel.sync.keys import SecretKey
from tests.conftest import report
from tests.desks import NOW, Desk, desk, trust
from tests.test_taking import is_sound, shown

KILLS = int(os.environ.get("DALEL_KILLS", "4"))
PLACES = ("Almaty", "Aktau", "Shymkent", "Taraz", "Atyrau")


def reports(source: str, count: int) -> list:
    return [
        report(f"Police detained {number + 2} people in {PLACES[number % 5]} on January 6.", source=source)
        for number in range(count)
    ]


def forked(run: Callable[[], None], errors: Path) -> int:
    """The process that runs something, with its output in a file."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        with errors.open("ab", buffering=0) as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            try:
                run()
                code = 0
            except SystemExit as done:
                code = int(done.code or 0)
    finally:
        os._exit(code)


def command(secret: SecretKey | None, *arguments: str | Path) -> Callable[[], None]:
    def run() -> None:
        import_module("dalel.cli.sync").unlocked = lambda *_: secret  # type: ignore[attr-defined]
        main([str(argument) for argument in arguments])

    return run


def has_ended(pid: int, seconds: float) -> bool:
    """Whether a process ended by itself within that time."""
    by = time.monotonic() + seconds
    while time.monotonic() < by:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return True
        time.sleep(0.01)
    return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def held(path: Path) -> set[bytes]:
    """The ids of all signed entries of a record that must be whole."""
    with Record.open(path) as record:
        connection = record.connection
        found = [*log.problems(connection), *signatures.problems(connection), *views.problems(connection)]
        assert found == []
        return {row[0] for row in connection.execute("SELECT id FROM signatures")}


def test_taking_in_a_bundle_that_is_killed_many_times_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    here, killed, whole = (desk(tmp_path, name) for name in ("Here", "Killed", "Whole"))
    here.add(reports("Steppe Wire", 96))
    for one in (killed, whole):
        one.trusts(here.secret.public)
    giving.sign(here.record, here.secret, NOW)
    packed = giving.packed(here.record, Choice(), with_texts=True)
    (data,) = bundles.write(
        here.secret, packed.entries, packed.texts, packed.checkpoints, int(NOW.timestamp()), None, covered=True
    )
    path, errors = tmp_path / "a.bundle", tmp_path / "errors"
    path.write_bytes(data)
    began = time.monotonic()
    taking.take_in(whole.record, packed.entries, packed.texts, NOW)
    seconds = time.monotonic() - began
    killed.record.close()
    chance, kept, interrupted = random.Random(7), set[bytes](), 0
    for _ in range(KILLS):
        pid = forked(command(None, "bundle", "in", path, "-r", killed.record.path), errors)
        if not has_ended(pid, chance.uniform(0, 0.7 * seconds)):
            interrupted += 1
            kill(pid)
        now = held(killed.record.path)
        assert kept <= now
        kept = now
    pid = forked(command(None, "bundle", "in", path, "-r", killed.record.path), errors)
    assert has_ended(pid, 60)
    assert interrupted >= KILLS // 3
    assert "Traceback" not in errors.read_text("utf-8")
    with Record.open(killed.record.path) as record:
        assert is_sound(Desk(record, killed.secret))
        assert shown(Desk(record, killed.secret)) == shown(whole)
    assert held(killed.record.path) == {one.signed.id for one in packed.entries}


def test_two_records_whose_dialogue_is_killed_on_either_side_agree_in_the_end(tmp_path: Path) -> None:
    desks = [desk(tmp_path, name) for name in ("Here", "There")]
    errors = tmp_path / "errors"
    for one, other in (desks, desks[::-1]):
        trust(one.record, other.secret.public)
        one.add(reports(f"Wire of {one.secret.public.name}", 40))
        giving.sign(one.record, one.secret, NOW)
    for one in desks:
        one.record.close()
    paths = [one.record.path for one in desks]
    kept = [held(path) for path in paths]
    chance = random.Random(11)
    for attempt in range(3 * KILLS):
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            address = f"127.0.0.1:{free.getsockname()[1]}"
        listen = command(desks[1].secret, "sync", "-r", paths[1], "--listen", address, "--once")
        listener = forked(listen, errors)
        caller = forked(_calling(command(desks[0].secret, "sync", "-r", paths[0], address), address), errors)
        is_last = attempt >= KILLS
        sides = [caller, listener] if attempt % 2 else [listener, caller]
        ended = has_ended(sides[0], 60 if is_last else chance.uniform(0.05, 0.6))
        if not ended:
            kill(sides[0])
        if not has_ended(sides[1], 30 if is_last else 0.5):
            kill(sides[1])  # it waits for somebody who never called
        now = [held(path) for path in paths]
        assert all(before <= after for before, after in zip(kept, now, strict=True))
        kept = now
        if is_last and kept[0] == kept[1]:
            break
    assert kept[0] == kept[1]
    assert len(kept[0]) == 2 * 41
    assert "Traceback" not in errors.read_text("utf-8")
    with Record.open(paths[0]) as here, Record.open(paths[1]) as there:
        pair = Desk(here, desks[0].secret), Desk(there, desks[1].secret)
        assert all(map(is_sound, pair))
        assert shown(pair[0]) == shown(pair[1])
        assert log.head(here.connection)[0] == log.head(there.connection)[0] == 2 * 41 + 1  # and whom it trusts


def _calling(call: Callable[[], None], address: str) -> Callable[[], None]:
    """Call once somebody listens."""

    def run() -> None:
        port = int(address.rpartition(":")[2])
        for _ in range(300):
            if _listens(port):
                break
            time.sleep(0.02)
        call()

    return run


def _listens(port: int) -> bool:
    """Whether somebody listens on this machine, without calling."""
    with Path("/proc/net/tcp").open() as lines:
        return any(f":{port:04X} 00000000:0000 0A" in line for line in lines)


def test_a_full_disk_leaves_what_was_taken_in_before_and_all_of_it_comes_the_next_time(tmp_path: Path) -> None:
    here, full, whole = (desk(tmp_path, name) for name in ("Here", "Full", "Whole"))
    here.add(reports("Steppe Wire", 70))
    for one in (full, whole):
        one.trusts(here.secret.public)
    here.give(whole)
    connection = full.record.connection
    last = 0
    for room in (30, 120):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + room}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            here.give(full)
        assert not connection.in_transaction
        assert is_sound(full)
        connection.row_factory = sqlite3.Row
        entries = log.head(connection)[0]
        assert entries >= last
        last = entries
    assert last > 1
    connection.execute("PRAGMA max_page_count = 1000000")
    here.give(full)
    assert is_sound(full)
    assert shown(full) == shown(whole)
    for one in (here, full, whole):
        one.record.close()
