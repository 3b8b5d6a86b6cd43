"""Files handed on as LXMF messages between real processes, straight and by a node that keeps them meanwhile."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.carrying.relay_link import ThinLink
from dalel.sync.mesh import mail, network

ROOT = Path(__file__).parents[2]
ADDRESS = "lxmf:" + "0" * 128


def _start(*args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.sync.mail_node", *map(str, args)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _said(process: subprocess.Popen[str]) -> list[str]:
    return process.communicate(timeout=150)[0].split()


def test_a_file_arrives_straight_or_waits_at_a_node_while_nobody_is_there(tmp_path: Path) -> None:
    # About 15 seconds, most of it waiting for LXMF's queue, and 4 seconds of CPU, most of it the node's proof of work.
    pytest.importorskip("LXMF")
    now, later = tmp_path / "now.html", tmp_path / "later.age"
    for number, path in enumerate((now, later)):
        path.write_bytes(hashlib.shake_256(bytes([number])).digest(5_000))
    names = [hashlib.sha256(path.read_bytes()).hexdigest() + path.suffix for path in (now, later)]
    sender, box, keeper = (tmp_path / name for name in ("sender", "box", "keeper"))
    started = []
    with ThinLink(1_000_000, 0, seed=1) as link:
        try:
            link.configure(0, sender)
            link.configure(1, box)
            link.configure(1, keeper)
            started.append(mailbox := _start("box", box))
            address = _line(mailbox)
            started.append(sending := _start("send", sender, now, address))
            assert _said(sending) == [] and sending.returncode == 0
            assert _said(mailbox) == names[:1]

            started.append(node := _start("node", keeper))
            at = _line(node)
            started.append(sending := _start("send", sender, later, address, at))
            assert _said(sending) == [] and sending.returncode == 0
            link.configure(0, box)
            started.append(mailbox := _start("box", box, at))
            assert _line(mailbox) == address
            assert sorted(_said(mailbox)) == sorted(names)
        finally:
            for process in started:
                process.kill()
                process.communicate()


@pytest.mark.parametrize(
    ("address", "node", "said"),
    [("lxmf:12", None, "is no mailbox"), ("\x1b[31m", None, "is no mailbox"), (ADDRESS, "here", "no propagation node")],
)
def test_what_is_no_address_is_refused(tmp_path: Path, address: str, node: str | None, said: str) -> None:
    pytest.importorskip("LXMF")
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(network.MeshError, match=said) as refused:
        mail.send(tmp_path / "file", address, node=node)
    assert "\x1b" not in str(refused.value)


def test_a_file_too_large_for_a_message_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("LXMF")
    (tmp_path / "file").write_bytes(bytes(mail.MOST_BYTES + 1))
    with pytest.raises(network.MeshError, match="too many"):
        mail.send(tmp_path / "file", ADDRESS)


@pytest.mark.parametrize(
    "attached",
    [None, 1, [1], [["name"]], [["name", "text"]], [["a", b"x", 1]], [["a", bytes(mail.MOST_BYTES + 1)]], [[1]]],
)
def test_attachments_that_are_malformed_or_too_large_are_left_aside(attached: object) -> None:
    pytest.importorskip("LXMF")
    good = ["../../etc/\x1b[31m.HTML", b"good"]
    lists = attached if isinstance(attached, list) else []

    assert list(mail.attachments({5: attached})) == []
    assert list(mail.attachments({5: [*lists, good]})) == [(".html", b"good")]
