"""Two relays as real processes on loopback, killed again and again, agree in the end."""

from __future__ import annotations

import hashlib
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dalel.sync.relay.shelf import Shelf
from tests.sync.relay_parcels import bulletin, sealed

RELAY = [sys.executable, "-c", "from dalel.cli.relay import relay; relay()"]
KILLS = 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*RELAY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


@contextmanager
def serving(store: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = started("serve", "--store", store, "--listen", f"127.0.0.1:{port}")
    try:
        assert process.stdout is not None
        assert "reach this relay" in process.stdout.readline()
        yield process
    finally:
        killed(process)


def whole_parcels(store: Path) -> set[str]:
    """The hashes of what a file manager shows; each file is what its name says."""
    names = set()
    for path in store.glob("[0-9]*/*"):
        name = path.name.split("-")[0]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == name, path
        names.add(name)
    return names


def bytes_in(stores: tuple[Path, ...]) -> int:
    """How much is there, whole or in part. A file may go while one looks."""
    size = 0
    for store in stores:
        for path in store.rglob("*"):
            with suppress(FileNotFoundError):
                size += path.stat().st_size * path.is_file()
    return size


def test_two_relays_killed_at_random_moments_lose_nothing_and_agree_in_the_end(tmp_path: Path) -> None:
    stores = tmp_path / "one", tmp_path / "other"
    for store in stores:
        shelf = Shelf(store)
        for size in (100, 5_000, 60_000, 6_000_000, 6_000_000):
            shelf.put(sealed(size))
        for _ in range(40):
            shelf.put(bulletin())
    held = [whole_parcels(store) for store in stores]
    wanted = held[0] | held[1]
    assert len(wanted) == 90
    chance, port, cut = random.Random(11), free_port(), 0
    while cut < KILLS and held != [wanted, wanted]:
        with serving(stores[0], port) as server:
            caller = started("meet", f"127.0.0.1:{port}", "--store", stores[1])
            come = bytes_in(stores)
            while caller.poll() is None and bytes_in(stores) == come:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.1))
            cut += caller.poll() is None
            killed(chance.choice([server, caller]))
            if caller.poll() is None:
                caller.communicate(timeout=30)
        before, held = held, [whole_parcels(store) for store in stores]
        assert all(old <= new for old, new in zip(before, held, strict=True))
    assert cut >= 4
    with serving(stores[0], port):
        caller = started("meet", f"127.0.0.1:{port}", "--store", stores[1])
        out, _ = caller.communicate(timeout=60)
    assert caller.returncode == 0, out
    assert [whole_parcels(store) for store in stores] == [wanted, wanted]
    assert all(not list((store / ".relay" / "partial").iterdir()) for store in stores)


def test_a_caller_that_speaks_something_else_is_dropped_and_the_relay_serves_on(tmp_path: Path) -> None:
    Shelf(tmp_path / "one").put(sealed())
    port = free_port()
    with serving(tmp_path / "one", port) as server:
        for junk in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\xff" * 100, b"\0\0\0\3abc", b""):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
                caller.sendall(junk)
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(4_096):
                    pass
            assert server.stdout is not None
            assert server.stdout.readline().startswith("0 parcels came, 0 went; broken off: ")
        out, _ = started("meet", f"127.0.0.1:{port}", "--store", tmp_path / "other").communicate(timeout=30)
    assert out == "1 parcel came, 0 went.\n"
    assert len(Shelf(tmp_path / "other")) == 1


def test_nobody_there_is_one_clear_line(tmp_path: Path) -> None:
    caller = started("meet", f"127.0.0.1:{free_port()}", "--store", tmp_path / "store")
    out, problem = caller.communicate(timeout=30)
    assert (caller.returncode, out) == (2, "")
    assert problem.count("\n") == 1
    assert "cannot connect" in problem
