"""Messages over TCP and over pipes: whole, in order, and never waited for without end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync import streams
from dalel.sync.ends import PipeClosed
from dalel.sync.streams import StreamPipe, accept, connect, host_and_port, listen, over_pipes, over_socket
from dalel.sync.turns import MAX_MESSAGE


@pytest.fixture
def ends() -> Iterator[tuple[StreamPipe, socket.socket]]:
    """A pipe that gives up after half a second, and the bare socket at its other end."""
    here, there = socket.socketpair()
    with over_socket(here, silence=0.5) as pipe, there:
        yield pipe, there


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=3000), max_size=8))
def test_messages_arrive_whole_and_in_order(messages: list[bytes]) -> None:
    here, there = socket.socketpair()
    with over_socket(here) as sender, over_socket(there) as receiver:
        for message in messages:
            sender.send(message)
        assert [receiver.receive() for _ in messages] == messages


def test_a_message_is_its_length_in_four_bytes_and_itself(ends: tuple[StreamPipe, socket.socket]) -> None:
    pipe, other = ends
    pipe.send(b"abc")
    assert other.recv(100) == b"\x00\x00\x00\x03abc"
    other.sendall(b"\x00\x00\x00\x02hi\x00\x00\x00\x00")
    assert (pipe.receive(), pipe.receive()) == (b"hi", b"")


def test_the_largest_message_crosses_a_tcp_connection_while_the_other_side_reads() -> None:
    message = os.urandom(MAX_MESSAGE)
    with listen() as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        received = []

        def serve() -> None:
            with accept(listening) as pipe:
                received.append(pipe.receive())
                pipe.send(b"thanks")

        other = threading.Thread(target=serve)
        other.start()
        with connect(f"127.0.0.1:{port}") as pipe:
            pipe.send(message)
            assert pipe.receive() == b"thanks"
        other.join()
    assert received == [message]


ECHO = """
from dalel.sync.streams import PipeClosed, over_pipes
with over_pipes(0, 1) as pipe:
    try:
        while True:
            pipe.send(pipe.receive())
    except PipeClosed:
        pass
"""


def test_a_process_is_spoken_with_over_its_standard_input_and_output() -> None:
    with subprocess.Popen([sys.executable, "-c", ECHO], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        read_from, write_to = os.dup(process.stdout.fileno()), os.dup(process.stdin.fileno())
        process.stdin.close()
        with over_pipes(read_from, write_to, silence=20) as pipe:
            for message in (b"one", b"", b"x" * 300_000):
                pipe.send(message)
                assert pipe.receive() == message
        assert process.wait(20) == 0


@pytest.mark.parametrize(
    "greeting", [b"GET / HTTP/1.1\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\xff" * 8, b"\x00\x10\x00\x01"]
)
def test_whoever_speaks_something_else_is_refused_at_once(
    ends: tuple[StreamPipe, socket.socket], greeting: bytes
) -> None:
    pipe, other = ends
    other.sendall(greeting)
    with pytest.raises(PipeClosed, match="does not speak"):
        pipe.receive()
    with pytest.raises(PipeClosed, match="closed on this side"):
        pipe.receive()


def test_whoever_says_nothing_is_given_up(ends: tuple[StreamPipe, socket.socket]) -> None:
    pipe, _ = ends
    began = time.monotonic()
    with pytest.raises(PipeClosed, match="the other side was silent"):
        pipe.receive()
    assert time.monotonic() - began < 5


def test_whoever_sends_byte_after_byte_without_end_is_given_up(
    ends: tuple[StreamPipe, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LONGEST", 1)
    pipe, other = ends
    is_over = threading.Event()

    def drip() -> None:
        other.sendall(b"\x00\x01\x00\x00")
        with suppress(OSError):
            while not is_over.wait(0.05):
                other.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        with pytest.raises(PipeClosed, match="too slow"):
            pipe.receive()
    finally:
        is_over.set()
        dripping.join()


def test_whoever_never_reads_is_given_up(ends: tuple[StreamPipe, socket.socket]) -> None:
    with pytest.raises(PipeClosed, match="silent"):
        ends[0].send(bytes(MAX_MESSAGE))  # more than a socket keeps for its reader


@pytest.mark.parametrize("last", [b"", b"\x00\x00", b"\x00\x00\x00\x09cut"])
def test_a_connection_that_ends_within_a_message_is_told(ends: tuple[StreamPipe, socket.socket], last: bytes) -> None:
    pipe, other = ends
    other.sendall(last)
    other.close()
    with pytest.raises(PipeClosed, match="the other side closed the connection"):
        pipe.receive()


def test_sending_to_whoever_has_gone_is_told(ends: tuple[StreamPipe, socket.socket]) -> None:
    pipe, other = ends
    other.close()
    with pytest.raises(PipeClosed, match="the other side closed the connection"):
        pipe.send(b"hello")


def test_a_message_too_large_is_an_error_of_the_sender(ends: tuple[StreamPipe, socket.socket]) -> None:
    with pytest.raises(ValueError, match="at most"):
        ends[0].send(bytes(MAX_MESSAGE + 1))


def test_nobody_listening_is_told_with_the_address() -> None:
    with listen() as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
    with pytest.raises(PipeClosed, match=f"{address}: cannot connect"):
        connect(address)


def test_a_port_that_is_taken_is_told_with_the_address() -> None:
    with listen() as listening:
        port = listening.getsockname()[1]
        with pytest.raises(PipeClosed, match=f"127.0.0.1:{port}: cannot listen there"):
            listen(port=port)


def test_whoever_listens_may_wait_no_longer_than_it_says() -> None:
    with listen() as listening:
        listening.settimeout(0.05)
        with pytest.raises(PipeClosed, match="nobody connected"):
            accept(listening)


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("192.0.2.7:7777", ("192.0.2.7", 7777)),
        ("desk.example:1", ("desk.example", 1)),
        ("[::1]:65535", ("::1", 65535)),
    ],
)
def test_an_address_has_a_host_and_a_port(address: str, parts: tuple[str, int]) -> None:
    assert host_and_port(address) == parts


@pytest.mark.parametrize(
    "address", ["", "host", "host:", ":7", "host:0", "host:65536", "::1:7", "a b:7", "host:７", "x:7\n"]
)
def test_what_is_no_address_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(ValueError, match="write HOST:PORT"):
        host_and_port(address)
