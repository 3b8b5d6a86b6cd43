"""A process killed at any moment leaves a record that opens, is whole, and holds all it acknowledged."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from dalel.record import log
from dalel.record.store import Record

KILLS = 12
DALEL = [sys.executable, "-c", "from dalel.cli import main; main()"]


def test_nothing_acknowledged_is_lost_when_adding_is_killed_many_times(tmp_path: Path) -> None:
    reports = tmp_path / "reports.jsonl"
    with reports.open("w", encoding="utf-8") as file:
        for number in range(8000):
            text = f"Police detained {number} protesters in Almaty on Wednesday, witness {number} said."
            file.write(json.dumps({"text": text, "source": f"Outlet {number % 7}", "published": "2022-01-05"}) + "\n")
    path = tmp_path / "a.dalel"
    Record.create(path).close()
    chance = random.Random(5)
    acknowledged: set[int] = set()
    interrupted = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [*DALEL, "add", str(reports), "-r", str(path), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        seen = _collect(process)
        _wait_for_first(seen, process)
        time.sleep(chance.uniform(0, 0.6))
        interrupted += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.thread.join()
        acknowledged |= {line["entry"] for line in seen.lines if line["new"]}
        with Record.open(path) as record:
            assert list(log.problems(record.connection)) == []
            assert record.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            kept = {entry.seq for entry in log.entries(record.connection)}
            assert acknowledged <= kept
            shown = {row[0] for row in record.connection.execute("SELECT seq FROM documents")}
            assert shown == kept
    assert acknowledged
    assert interrupted >= KILLS // 2


class _Seen:
    def __init__(self) -> None:
        self.lines: list[dict] = []
        self.thread = threading.Thread()


def _collect(process: subprocess.Popen) -> _Seen:
    seen = _Seen()

    def run() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith(b"\n"):
                seen.lines.append(json.loads(line))

    seen.thread = threading.Thread(target=run)
    seen.thread.start()
    return seen


def _wait_for_first(seen: _Seen, process: subprocess.Popen) -> None:
    for _ in range(600):
        if seen.lines or process.poll() is not None:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was acknowledged within 30 seconds")
