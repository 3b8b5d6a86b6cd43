"""Both ends of a sync are killed at random moments, many times: in the end they agree, and nothing kept was lost."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.sync.sqlite_store import SqliteStore, id_of

ROOT = Path(__file__).parents[2]
COMMON, EACH = 300, 900
KILLS = 12
MOST_DIALOGUES = 50


def test_killed_at_random_moments_both_ends_agree_in_the_end_and_lose_nothing(tmp_path: Path) -> None:
    """Two real processes on loopback; all of this takes about 6 seconds of CPU."""
    chance = random.Random(5)
    common, here, there = (_entries(chance, count) for count in (COMMON, EACH, EACH))
    for name, entries in (("here", common + here), ("there", common + there)):
        store = SqliteStore(tmp_path / name)
        store.add(entries)
        store.close()
    everything = {id_of(entry) for entry in (*common, *here, *there)}
    kills = 0
    for _ in range(MOST_DIALOGUES):
        before = _missing(tmp_path, everything)
        victim = chance.choice(["here", "there"]) if kills < KILLS else None
        ends = _dialogue(tmp_path, victim, chance, at_once=chance.random() < 0.2)
        for name in ("here", "there"):
            _assert_whole(tmp_path, name, everything)
        after = _missing(tmp_path, everything)
        kills += victim is not None and 0 < after < before
        assert all(end["repeated"] == 0 for end in ends)
        assert after <= before
        if after == 0:
            break
    assert after == 0
    assert kills >= KILLS // 2


def _missing(folder: Path, everything: set[bytes]) -> int:
    return sum(len(everything - _ids(folder / name)) for name in ("here", "there"))


def _dialogue(folder: Path, victim: str | None, chance: random.Random, at_once: bool) -> list[dict[str, Any]]:
    """One dialogue, in which one end may be killed; what the ends said that were not.

    Killed `at_once`, it may not even have greeted; otherwise it is somewhere among the packets.
    """
    processes: dict[str, subprocess.Popen[str]] = {}
    port: list[str] = []
    for name in ("here", "there"):
        arguments = [str(folder / name), str(folder / f"{name}.journal"), *port]
        processes[name] = subprocess.Popen(
            [sys.executable, "-m", "tests.sync.sqlite_store", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
        if not port:
            stdout = processes[name].stdout
            assert stdout is not None
            port = [stdout.readline().strip()]
    if victim is not None:
        if not at_once:
            _wait_for_first(folder, processes)
        time.sleep(chance.uniform(0, 0.2 if at_once else 0.02))
        processes[victim].kill()
    ends = []
    for process in processes.values():
        said, _ = process.communicate(timeout=60)
        ends += [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return ends


def _wait_for_first(folder: Path, processes: dict[str, subprocess.Popen[str]]) -> None:
    """Until something was acknowledged in this dialogue, or an end ended."""
    sizes = [_journal_size(folder, name) for name in processes]
    by = time.monotonic() + 30
    while [_journal_size(folder, name) for name in processes] == sizes and time.monotonic() < by:
        if any(process.poll() is not None for process in processes.values()):
            return
        time.sleep(0.002)


def _journal_size(folder: Path, name: str) -> int:
    path = folder / f"{name}.journal"
    return path.stat().st_size if path.exists() else 0


def _assert_whole(folder: Path, name: str, everything: set[bytes]) -> None:
    store = SqliteStore(folder / name)
    assert store.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    rows = store.connection.execute("SELECT id, time, said FROM entries").fetchall()
    store.close()
    assert all(id_of((time_, said)) == id_ for id_, time_, said in rows)
    path = folder / f"{name}.journal"
    journal = path.read_bytes() if path.exists() else b""
    acknowledged = {journal[at : at + 32] for at in range(0, len(journal) - len(journal) % 32, 32)}
    assert acknowledged <= {row[0] for row in rows} <= everything


def _ids(path: Path) -> set[bytes]:
    store = SqliteStore(path)
    try:
        return store.ids()
    finally:
        store.close()


def _entries(chance: random.Random, count: int) -> list[tuple[int, bytes]]:
    return [(chance.randrange(1_641_000_000, 1_642_000_000), chance.randbytes(200)) for _ in range(count)]
