"""Reliable, ordered messages over packets of which many are lost, cheap in bytes. Pure: no clock, no thread, no radio.

Two sides take turns. Each time a side sends a burst of packets; each says how many follow, what was heard of the other
side, and whether it wants an answer. The answer says which pieces arrived, so that only what was lost is sent again,
and carries the other side's own pieces along. After a silence a side asks again with an almost empty packet, since on a
thin link time is cheap and bytes are not. See docs/formats/mesh.md.

The times come from the link itself: how many seconds a byte takes (`pace`) is first measured when the link is set up,
and then whenever a question is answered at once.
"""

from __future__ import annotations

from dalel.sync.mesh import packets
from dalel.sync.mesh.packets import Packet

MOST_MESSAGE_BYTES = 1 << 20
MOST_PACKETS_A_BURST = 16
MOST_PIECE_BYTES = 1 << 14

# What Reticulum adds to a packet on a link: header 19, initialisation vector 16, HMAC 32, then padding to whole blocks
# of 16 (RNS/Packet.py, RNS/Cryptography/Token.py of rns 1.5.7). Only the timers depend on it.
_RETICULUM_BYTES = 19 + 16 + 32
_BLOCK_BYTES = 16
_FULL_BYTES = 500

# A piece is sent again instead of an empty question where it costs no more than this.
_SMALL_BYTES = 300

# Answers are awaited this much longer than the bytes take, and a quarter as long again after each silence.
_SLACK = 1.5
_BACKOFF = 1.25
_LONGEST_BACKOFF = 4.0
_LONGEST_WAIT_SECONDS = 15.0
_MOST_SILENCES, _MOST_SILENCES_AT_THE_END = 30, 12

# Whose answer is lost is asked again. Who has said all stays for so many times as long as the other side waits.
_STAYS = 4

_SHORTEST_THINKING_SECONDS, _LONGEST_THINKING_SECONDS = 0.1, 5.0
_FASTEST, _SLOWEST = 1e-6, 0.2


class SilenceError(ConnectionError):
    """The other side has not answered for too long."""


class BrokenMessageError(ValueError):
    """The other side sent something that is no message; the message says what."""


class Bursts:
    """One side of a conversation.

    `room` is how many bytes fit a packet, `pace` how many seconds a byte takes, `begins` whether this side speaks
    first. Times are seconds of any clock that never goes back.
    """

    def __init__(self, room: int, pace: float, now: float, *, begins: bool) -> None:
        self._piece_bytes = min(room - packets.MOST_OVERHEAD_BYTES, MOST_PIECE_BYTES)
        self.pace = min(max(pace, _FASTEST), _SLOWEST)
        # What is to be said: bytes not yet cut, then pieces sent and not known to have arrived, by number.
        self._unsaid = bytearray()
        self._sent: dict[int, bytes] = {}
        self._lost: set[int] = set()
        self._next_number = 0
        # What was heard: pieces beyond a gap, and bytes of a message that is not whole.
        self._held: dict[int, bytes] = {}
        self._next_heard = 0
        self._partial = bytearray()
        # Who speaks.
        self._burst_number = 0
        self._heard = 0
        self._asked: int | None = None
        self._burst_at, self._burst_bytes = now, 0
        self._ask_at = now
        self._silences = 0
        self._most_silences = _MOST_SILENCES
        self._owes = False
        self._stays_until = now
        self._has_delivered = False
        self._answer_at = now
        self._quiet_until = now if begins else now + 2 * self._seconds(_FULL_BYTES)

    @property
    def is_settled(self) -> bool:
        """Has all that was said arrived, and is no answer owed?"""
        return not (self._unsaid or self._sent or self._owes)

    @property
    def stays_until(self) -> float:
        """Until when the other side may ask again, because it does not know yet that its last question was answered."""
        return self._stays_until

    def give_up_sooner(self) -> None:
        """Nothing more will be said: an answer that never comes is not worth long waiting."""
        self._most_silences = _MOST_SILENCES_AT_THE_END

    @property
    def unsaid_bytes(self) -> int:
        """How much waits to be said."""
        return len(self._unsaid) + sum(map(len, self._sent.values()))

    def say(self, message: bytes) -> None:
        """Queue a message."""
        self._unsaid += _length(len(message)) + message

    def next_at(self) -> float | None:
        """When `due` has something to send, unless something is heard or said before; None if nothing is to be sent."""
        times = []
        if self._asked is not None:
            times.append(self._ask_at)
        elif self._lost or self._unsaid:
            times.append(self._quiet_until)
        if self._owes:
            times.append(self._answer_at)
        return max(min(times), self._quiet_until) if times else None

    def due(self, now: float) -> list[bytes]:
        """The packets to send now, in order. Raises SilenceError where the other side has been silent too long."""
        at = self.next_at()
        if at is None or now < at:
            return []
        if self._asked is None:
            return self._burst(self._pieces(), now)
        if now < self._ask_at:
            # Only an answer is due: what is under way is not yet known to be lost.
            return self._burst([], now, is_question=False)
        if self._silences >= self._most_silences:
            raise SilenceError("the other side does not answer any more")
        self._silences += 1
        smallest = min(self._sent, key=lambda number: len(self._sent[number]))
        is_small = wire_bytes(packets.MOST_OVERHEAD_BYTES + len(self._sent[smallest])) <= _SMALL_BYTES
        return self._burst([smallest] if is_small else [], now, is_question=True)

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Take in a packet; returns the messages that are whole by it. Raises BrokenMessageError, PacketError."""
        packet = packets.decode(data)
        if packets.is_later(packet.burst, self._heard) or packet.burst == self._heard:
            self._heard = packet.burst
            following = (packet.following + 0.5) * _FULL_BYTES if packet.following else 0
            self._quiet_until = now + self._seconds(following)
        self._learn(packet, now)
        messages = self._take(packet)
        self._has_delivered = self._has_delivered or bool(messages)
        self._stays_until = now
        if packet.is_question:
            self._owes = True
            self._stays_until += _STAYS * (self._seconds(2 * _FULL_BYTES) + self._thinking())
        if self._owes:
            self._answer_at = self._quiet_until + (self._thinking() if self._has_delivered else 0)
        return messages

    def _learn(self, packet: Packet, now: float) -> None:
        """What the packet tells about what arrived."""
        first_lacking = packets.whole(packet.next, self._next_number)
        for number in list(self._sent):
            if number < first_lacking or number - first_lacking in packet.beyond:
                del self._sent[number]
                self._lost.discard(number)
        if self._asked is None:
            return
        if not packets.is_later(self._asked, packet.heard):
            if not self._silences:
                taken = (now - self._burst_at) / (self._burst_bytes + wire_bytes(len(packets.encode(packet))))
                self.pace = max(min(self.pace, taken), _FASTEST)
        elif self._sent and (not packet.is_question or now < self._burst_at + self._seconds(self._burst_bytes)):
            return
        # Answered, or asked by one who does not know of a burst that must be over: what did not arrive is lost.
        self._asked = None
        self._silences = 0
        self._lost = set(self._sent)

    def _take(self, packet: Packet) -> list[bytes]:
        """Keep the piece; returns the messages that are whole by it."""
        if packet.number is None or packet.piece is None:
            return []
        number = packets.whole(packet.number, self._next_heard)
        if not self._next_heard <= number <= self._next_heard + packets.WINDOW:
            return []
        self._held[number] = packet.piece
        while self._next_heard in self._held:
            self._partial += self._held.pop(self._next_heard)
            self._next_heard += 1
        messages = []
        while (message := _first_message(self._partial)) is not None:
            messages.append(message)
        return messages

    def _pieces(self) -> list[int]:
        """The numbers of the pieces to send in this burst: the lost ones, then new ones."""
        first = min(self._sent, default=self._next_number)
        while self._unsaid and len(self._sent) < MOST_PACKETS_A_BURST and self._next_number - first <= packets.WINDOW:
            self._sent[self._next_number] = bytes(self._unsaid[: self._piece_bytes])
            self._lost.add(self._next_number)
            del self._unsaid[: self._piece_bytes]
            self._next_number += 1
        return sorted(self._lost)

    def _burst(self, numbers: list[int], now: float, *, is_question: bool | None = None) -> list[bytes]:
        """The packets of a new burst with those pieces, or an empty one."""
        wants_answer = bool(numbers) if is_question is None else is_question
        self._burst_number = (self._burst_number + 1) % packets.BURSTS
        self._owes = self._has_delivered = False
        self._lost.difference_update(numbers)
        carried: list[int | None] = [*numbers] or [None]
        burst = [
            packets.encode(
                Packet(
                    burst=self._burst_number,
                    heard=self._heard,
                    following=len(carried) - 1 - index,
                    is_question=wants_answer,
                    next=self._next_heard % packets.NUMBERS,
                    beyond=frozenset(held - self._next_heard for held in self._held),
                    number=None if number is None else number % packets.NUMBERS,
                    piece=None if number is None else self._sent[number],
                )
            )
            for index, number in enumerate(carried)
        ]
        if wants_answer:
            self._asked = self._burst_number
            self._burst_at, self._burst_bytes = now, sum(wire_bytes(len(packet)) for packet in burst)
            self._ask_at = now + self._wait()
        return burst

    def _wait(self) -> float:
        """Seconds from a question to asking again."""
        first = self._seconds(self._burst_bytes + _FULL_BYTES) + self._thinking()
        longest = max(first * _LONGEST_BACKOFF, _LONGEST_WAIT_SECONDS)
        return min(first * _BACKOFF**self._silences, longest)

    def _thinking(self) -> float:
        """Seconds that an answer is held back for a reply to what was just delivered, which then carries it."""
        return min(max(self._seconds(_FULL_BYTES), _SHORTEST_THINKING_SECONDS), _LONGEST_THINKING_SECONDS)

    def _seconds(self, count: float) -> float:
        """How long so many bytes may take."""
        return count * self.pace * _SLACK


def wire_bytes(packet_bytes: int) -> int:
    """Bytes of a packet within Reticulum's."""
    return _RETICULUM_BYTES + (packet_bytes // _BLOCK_BYTES + 1) * _BLOCK_BYTES


def _length(count: int) -> bytes:
    """LEB128: seven bits a byte, the lowest first, the highest bit where more follow."""
    if not count <= MOST_MESSAGE_BYTES:
        raise ValueError(f"a message of {count} bytes is too long for the mesh (at most {MOST_MESSAGE_BYTES})")
    parts = bytearray()
    while count > 0x7F:
        parts.append(count & 0x7F | 0x80)
        count >>= 7
    parts.append(count)
    return bytes(parts)


def _first_message(stream: bytearray) -> bytes | None:
    """Take the first whole message off the stream; None where it is not all there. Raises BrokenMessageError."""
    length = 0
    for index, byte in enumerate(stream[:4]):
        length |= (byte & 0x7F) << (7 * index)
        if byte & 0x80:
            continue
        if length > MOST_MESSAGE_BYTES:
            raise BrokenMessageError(f"a message of {length} bytes is longer than {MOST_MESSAGE_BYTES}")
        start = index + 1
        if len(stream) < start + length:
            return None
        message = bytes(stream[start : start + length])
        del stream[: start + length]
        return message
    if len(stream) >= 4:
        raise BrokenMessageError("the length of a message is malformed")
    return None
