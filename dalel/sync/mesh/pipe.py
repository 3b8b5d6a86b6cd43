"""Whole messages over a link that carries small packets and loses many of them."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Protocol

from dalel.sync.ends import PipeClosed
from dalel.sync.mesh.bursts import BrokenMessageError, Bursts, SilenceError
from dalel.sync.mesh.packets import PacketError

# A message that is said within this time of another one travels in the same burst.
_GATHERING_SECONDS = 0.02

# What may wait to be sent, and what may have arrived and not been received, before one side has to wait.
_MOST_UNSAID_BYTES = 1 << 20
_MOST_UNREAD_BYTES = 1 << 22


class Carrier(Protocol):
    """A link to the other side: what it is asked to send either arrives whole or not at all."""

    def send(self, packet: bytes) -> None: ...

    def rouse(self) -> None:
        """Let the other side know that the link stands, where it may not know yet."""

    def close(self) -> None: ...


class MeshPipe:
    """Messages over a carrier. The carrier's side calls `hear` for each packet and `lost` when the link is gone.

    `room` is how many bytes a packet holds, `pace` how many seconds a byte takes, `begins` whether this side speaks
    first, `patience` how many seconds `receive` waits.
    """

    def __init__(self, carrier: Carrier, room: int, pace: float, *, begins: bool, patience: float) -> None:
        self._carrier = carrier
        self._patience = patience
        self._changed = threading.Condition()
        self._bursts = Bursts(room, pace, time.monotonic(), begins=begins)
        self._inbox: deque[bytes] = deque()
        self._unread_bytes = 0
        self._said_at = 0.0
        self._is_sending = False
        self._is_heard = not begins
        self._closed: str | None = None
        threading.Thread(target=self._speak, name="mesh", daemon=True).start()

    def send(self, message: bytes) -> None:
        """Queue a message, and wait where too much waits already. Raises PipeClosed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._bursts.unsaid_bytes < _MOST_UNSAID_BYTES)
            if self._closed:
                raise PipeClosed(self._closed)
            self._bursts.say(message)
            self._said_at = time.monotonic()
            self._changed.notify_all()

    def receive(self) -> bytes:
        """The next message. Raises PipeClosed where the link is gone or nothing comes for too long."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._inbox or self._closed, self._patience):
                raise PipeClosed(f"nothing was heard for {self._patience:.0f} seconds")
            if not self._inbox:
                raise PipeClosed(self._closed or "")
            message = self._inbox.popleft()
            self._unread_bytes -= len(message)
            return message

    def close(self) -> None:
        """Wait until all that was said has arrived, or the other side is silent for too long; then end the link.

        Of two sides the one ends it whose last question was answered. The other stays a while, for its answer may be
        lost and the question come again.
        """
        with self._changed:
            self._bursts.give_up_sooner()
            while not self._closed:
                if not self._bursts.is_settled or self._is_sending:
                    self._changed.wait()
                elif (left := self._bursts.stays_until - time.monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    break
        self._end("the pipe was closed")

    def hear(self, packet: bytes) -> None:
        """A packet has arrived."""
        with self._changed:
            if self._closed or self._unread_bytes > _MOST_UNREAD_BYTES:
                return
            self._is_heard = True
            try:
                messages = self._bursts.hear(packet, time.monotonic())
            except (PacketError, BrokenMessageError) as error:
                broken = str(error)
            else:
                self._inbox.extend(messages)
                self._unread_bytes += sum(map(len, messages))
                self._changed.notify_all()
                return
        self._end(f"the other side does not speak as it should: {broken}")

    def lost(self) -> None:
        """The link is gone."""
        self._end("the link was closed")

    def _end(self, why: str) -> None:
        with self._changed:
            if self._closed:
                return
            self._closed = why
            self._changed.notify_all()
        self._carrier.close()

    def _speak(self) -> None:
        """Send what is due, until the pipe is closed."""
        must_rouse = False
        while True:
            with self._changed:
                if self._closed:
                    return
                at = self._bursts.next_at()
                wait = None if at is None else max(at, self._said_at + _GATHERING_SECONDS) - time.monotonic()
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                try:
                    packets = self._bursts.due(time.monotonic())
                except SilenceError as error:
                    silence = str(error)
                    break
                self._is_sending = True
            if must_rouse and not self._is_heard:
                self._carrier.rouse()
            must_rouse = True
            for packet in packets:
                self._carrier.send(packet)
            with self._changed:
                self._is_sending = False
                self._changed.notify_all()
        self._end(silence)
