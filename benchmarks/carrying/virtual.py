"""A thin link in virtual time: the same bursts as over Reticulum, thousands of times faster than the clock.

A conversation is replayed from its messages, in order. A side says a message as soon as it has heard all that came
before it. The channel is shared, as a radio channel is: one frame at a time, in the order in which they were sent, each
lost with the same probability. Bytes are those of Reticulum's packets on a link.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass

from dalel.sync.mesh import bursts

# How many bytes a packet on a link holds (RNS.Link.MDU of rns 1.5.7).
ROOM_BYTES = 431

Said = tuple[int, bytes]
"""Side 0 or 1, and the message it says."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A shared channel: bits a second, the probability that a frame is lost, seconds until it arrives."""

    bits_a_second: float = 1_000
    loss: float = 0.3
    delay: float = 0.05

    @property
    def seconds_a_byte(self) -> float:
        return 8 / self.bits_a_second


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conversation cost and brought: bytes on the wire in both directions and frames, lost ones included,
    seconds, and the messages that each side heard.
    """

    wire_bytes: int
    frames: int
    seconds: float
    heard: tuple[list[bytes], list[bytes]]


def converse(script: Sequence[Said], channel: Channel, seed: int) -> Outcome:
    """Play the script over the channel. Raises `bursts.SilenceError` where a side gives up."""
    chance = random.Random(seed)
    now = free_at = 0.0
    sides = [bursts.Bursts(ROOM_BYTES, channel.seconds_a_byte, now, begins=side == 0) for side in (0, 1)]
    heard: tuple[list[bytes], list[bytes]] = ([], [])
    position = [0, 0]
    arriving: list[tuple[float, int, int, bytes]] = []
    wire_bytes = frames = 0

    def speak(side: int) -> None:
        """Say all that may be said now: until a message comes that was not heard yet."""
        told = sum(speaker != side for speaker, _ in script[: position[side]])
        while position[side] < len(script):
            speaker, message = script[position[side]]
            if speaker == side:
                sides[side].say(message)
            elif told == len(heard[side]):
                return
            else:
                told += 1
            position[side] += 1

    speak(0)
    speak(1)
    while not all(side.is_settled for side in sides) or min(position) < len(script):
        times = [(at, side) for side in (0, 1) if (at := sides[side].next_at()) is not None]
        next_due, side = min(times, default=(float("inf"), 0))
        if arriving and arriving[0][0] <= next_due:
            now, _, to, frame = heapq.heappop(arriving)
            heard[to].extend(sides[to].hear(frame, now))
            speak(to)
            continue
        now = max(now, next_due)
        for frame in sides[side].due(now):
            size = bursts.wire_bytes(len(frame))
            wire_bytes += size
            frames += 1
            free_at = max(free_at, now) + size * channel.seconds_a_byte
            if chance.random() >= channel.loss:
                heapq.heappush(arriving, (free_at + channel.delay, frames, 1 - side, frame))
    return Outcome(wire_bytes, frames, now, heard)
