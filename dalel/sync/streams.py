"""A message pipe over streams of bytes: a TCP connection, or a pair of pipes such as stdin and stdout under ssh.

Each message is its length in four bytes, most significant first, and then its bytes. Nothing is encrypted here: entries
are signed, and whoever must hide that they are exchanged uses ssh, a VPN or Reticulum. See docs/formats/sync.md.
"""

from __future__ import annotations

import os
import re
import select
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, Self

from dalel.sync.ends import PipeClosed
from dalel.sync.turns import MAX_MESSAGE

SILENCE = 120.0  # seconds without a byte after which the other side is given up
LONGEST = 10  # times that long may a whole message take

_LENGTH_BYTES = 4
_CHUNK = select.PIPE_BUF  # so much can be written without waiting once a pipe is ready
_READ = 1 << 16


class StreamPipe:
    """A `Pipe` over two file descriptors, which may be the same. `close` is called once, with no argument."""

    def __init__(self, read_from: int, write_to: int, close: Callable[[], None], silence: float = SILENCE) -> None:
        self._read_from = read_from
        self._write_to = write_to
        self._close = close
        self._silence = silence
        self._received = bytearray()
        self._is_open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._close()

    def send(self, message: bytes) -> None:
        if len(message) > MAX_MESSAGE:
            raise ValueError(f"a message has at most {MAX_MESSAGE} bytes, not {len(message)}")
        self._assert_open()
        data = memoryview(len(message).to_bytes(_LENGTH_BYTES, "big") + message)
        by = time.monotonic() + LONGEST * self._silence
        while data:
            self._wait(self._write_to, select.POLLOUT, by)
            try:
                written = os.write(self._write_to, data[:_CHUNK])
            except BlockingIOError:
                continue
            except OSError as error:
                self._fail("the other side closed the connection", error)
            data = data[written:]

    def receive(self) -> bytes:
        self._assert_open()
        by = time.monotonic() + LONGEST * self._silence
        length = int.from_bytes(self._take(_LENGTH_BYTES, by), "big")
        if length > MAX_MESSAGE:
            self._fail("the other side does not speak Dalel's sync protocol")
        return self._take(length, by)

    def _assert_open(self) -> None:
        if not self._is_open:
            raise PipeClosed("the connection was closed on this side")

    def _take(self, count: int, by: float) -> bytes:
        while len(self._received) < count:
            self._wait(self._read_from, select.POLLIN, by)
            try:
                read = os.read(self._read_from, _READ)
            except BlockingIOError:
                continue
            except OSError as error:
                self._fail("the other side closed the connection", error)
            if not read:
                self._fail("the other side closed the connection")
            self._received += read
        taken = bytes(self._received[:count])
        del self._received[:count]
        return taken

    def _wait(self, descriptor: int, for_: int, by: float) -> None:
        """Until the descriptor is ready. A descriptor that was hung up is ready, too: reading or writing tells."""
        seconds = min(self._silence, by - time.monotonic())
        poll = select.poll()
        poll.register(descriptor, for_)
        if seconds <= 0 or not poll.poll(seconds * 1000):
            self._fail(f"the other side was silent for {self._silence:g} seconds, or too slow")

    def _fail(self, line: str, error: OSError | None = None) -> NoReturn:
        self.close()
        raise PipeClosed(line) from error


def over_pipes(read_from: int, write_to: int, silence: float = SILENCE) -> StreamPipe:
    """A pipe over two file descriptors, such as 0 and 1 of a process that ssh started. Closes both."""

    def close() -> None:
        os.close(read_from)
        os.close(write_to)

    return StreamPipe(read_from, write_to, close, silence)


def over_socket(connected: socket.socket, silence: float = SILENCE) -> StreamPipe:
    """A pipe over a connected socket, which it closes."""
    connected.setblocking(False)
    if connected.family in (socket.AF_INET, socket.AF_INET6):
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return StreamPipe(connected.fileno(), connected.fileno(), connected.close, silence)


def listen(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A socket that listens, on this machine alone unless told otherwise; port 0 takes a free one.

    Raises PipeClosed where the address cannot be had.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise PipeClosed(f"{host}:{port}: cannot listen there ({_reason(error)})") from error


def accept(listening: socket.socket, silence: float = SILENCE) -> StreamPipe:
    """The next who connects. Waits for as long as the socket's own timeout says; raises PipeClosed after it."""
    try:
        connected, _ = listening.accept()
    except OSError as error:
        raise PipeClosed(f"nobody connected ({_reason(error)})") from error
    return over_socket(connected, silence)


def connect(address: str, silence: float = SILENCE) -> StreamPipe:
    """Connect to HOST:PORT. Raises PipeClosed where nobody listens there, ValueError where it is no address."""
    host, port = host_and_port(address)
    try:
        return over_socket(socket.create_connection((host, port), timeout=silence), silence)
    except (OSError, UnicodeError) as error:
        raise PipeClosed(f"{address}: cannot connect ({_reason(error)})") from error


def host_and_port(address: str) -> tuple[str, int]:
    """The parts of HOST:PORT; an IPv6 address stands in brackets. Raises ValueError where it is none."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%\w]+)\]|([^\s:\[\]/]+)):([0-9]{1,5})", address)
    if not found or not 0 < int(found[3]) < 1 << 16:
        raise ValueError(f"“{address}” is no address; write HOST:PORT, such as 192.0.2.7:7777")
    return found[1] or found[2], int(found[3])


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
