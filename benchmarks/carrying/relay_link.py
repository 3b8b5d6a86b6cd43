"""A thin link between two Reticulum processes on loopback, in real time: slow, lossy, shared by both directions.

Each process sends its frames to a UDP port of this link, which hands them on to the other as a radio channel would: one
frame at a time in the order in which they came, each taking its bits over the bitrate, each lost with the same
probability, the lost ones taking their time as well.
"""

from __future__ import annotations

import heapq
import random
import select
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

LOOPBACK = "127.0.0.1"
_LONGEST_FRAME = 2048

_CONFIG = """[reticulum]
enable_transport = No
share_instance = No
panic_on_interface_error = No
[logging]
loglevel = 1
[interfaces]
[[thin]]
type = UDPInterface
enabled = Yes
listen_ip = {loopback}
listen_port = {listen}
forward_ip = {loopback}
forward_port = {forward}
bitrate = {bitrate}
"""


@dataclass(slots=True)
class Counted:
    """What went over the link so far: all frames, lost ones included. `first_at` is when the first one came."""

    frames: list[int] = field(default_factory=lambda: [0, 0])
    wire_bytes: list[int] = field(default_factory=lambda: [0, 0])
    lost: int = 0
    first_at: float = 0.0
    last_at: float = 0.0
    sizes: list[tuple[float, int, int, bool]] = field(default_factory=list)

    @property
    def total_bytes(self) -> int:
        return sum(self.wire_bytes)

    @property
    def seconds(self) -> float:
        return self.last_at - self.first_at


class ThinLink:
    """A link between side 0 and side 1, that runs as long as the context lasts."""

    def __init__(self, bits_a_second: float, loss: float, seed: int, delay: float = 0.02) -> None:
        self.counted = Counted()
        self._bits_a_second, self._loss, self._delay = bits_a_second, loss, delay
        self._chance = random.Random(seed)
        self._entrances = [_udp(), _udp()]
        # The ports at which the processes will listen: free now.
        exits = [_udp(), _udp()]
        self._exits = [socket_.getsockname() for socket_ in exits]
        for socket_ in exits:
            socket_.close()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._carry, daemon=True)

    def configure(self, side: int, folder: Path) -> None:
        """Write the Reticulum configuration of a side, with nothing but this link."""
        folder.mkdir(parents=True, exist_ok=True)
        config = _CONFIG.format(
            loopback=LOOPBACK,
            listen=self._exits[side][1],
            forward=self._entrances[side].getsockname()[1],
            bitrate=round(self._bits_a_second),
        )
        (folder / "config").write_text(config)

    def __enter__(self) -> ThinLink:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopped.set()
        self._thread.join()
        for socket_ in self._entrances:
            socket_.close()

    def _carry(self) -> None:
        on_air: list[tuple[float, int, int, bytes]] = []
        free_at = 0.0
        with _udp() as out:
            while not self._stopped.is_set():
                now = time.monotonic()
                while on_air and on_air[0][0] <= now:
                    _, _, side, frame = heapq.heappop(on_air)
                    out.sendto(frame, self._exits[1 - side])
                wait = min(on_air[0][0] - now if on_air else 0.2, 0.2)
                ready, _, _ = select.select(self._entrances, [], [], max(wait, 0))
                for side, entrance in enumerate(self._entrances):
                    if entrance not in ready:
                        continue
                    frame = entrance.recv(_LONGEST_FRAME)
                    now = time.monotonic()
                    free_at = max(free_at, now) + len(frame) * 8 / self._bits_a_second
                    is_lost = self._chance.random() < self._loss
                    self._count(side, len(frame), now, free_at, is_lost)
                    if not is_lost:
                        heapq.heappush(on_air, (free_at + self._delay, sum(self.counted.frames), side, frame))

    def _count(self, side: int, size: int, sent_at: float, gone_at: float, is_lost: bool) -> None:
        counted = self.counted
        counted.first_at = counted.first_at or sent_at
        counted.last_at = gone_at
        counted.frames[side] += 1
        counted.wire_bytes[side] += size
        counted.lost += is_lost
        counted.sizes.append((sent_at - counted.first_at, side, size, is_lost))


def _udp() -> socket.socket:
    socket_ = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    socket_.bind((LOOPBACK, 0))
    return socket_
