"""What one side of a sync dialogue knows in its course: what differs, what is still to send, and what came in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dalel.sync import turns
from dalel.sync.ends import Store
from dalel.sync.negentropy import LEAST_FRAME, MAX_FRAME, Reconciliation
from dalel.sync.ranges import Items, NegentropyError
from dalel.sync.turns import Refused, Turn

LEAST_MESSAGE = 2 * LEAST_FRAME
MAX_PACKET = 1 << 26
MAX_PACKETS = 1 << 17
MAX_STEPS = 1 << 14  # messages of the reconciliation
MAX_WANTED = 1 << 21

_LEAST_PIECE = 1 << 9
_MOST_OFFERED = 1 << 12  # ids that the store may choose from for one packet


class Side:
    """Takes in the other side's turns and makes ours. `message_bytes` is how large ours shall be."""

    def __init__(self, store: Store, message_bytes: int) -> None:
        if message_bytes < LEAST_MESSAGE:
            raise ValueError(f"messages have at least {LEAST_MESSAGE} bytes, not {message_bytes}")
        self._store = store
        self._message_bytes = min(message_bytes, turns.MAX_MESSAGE)
        self._differences = _Differences(Items(()), LEAST_FRAME)
        self._outgoing = _Outgoing(store)
        self._incoming = _Incoming(store)

    @property
    def sent(self) -> int:
        """How many entries the other side said it keeps."""
        return self._outgoing.kept

    @property
    def taken(self) -> int:
        """How many entries of the other side are kept here."""
        return self._incoming.kept

    def start(self) -> None:
        """The stores have greeted each other: what is to be sent and to be compared is known."""
        self._outgoing.add(self._store.lacking())
        self._differences = _Differences(Items(self._store.items()), min(self._message_bytes // 2, MAX_FRAME))

    def first_turn(self) -> Turn:
        """What we say first, where the other side has not said anything."""
        return self._with_packet(Turn(ranges=self._differences.begin()))

    def take(self, theirs: Turn) -> None:
        """Raises Refused where the other side does not keep to the rules, or the store refuses what it sent."""
        self._outgoing.acknowledge(theirs.held)
        if theirs.wanted is not None:
            self._outgoing.add(self._differences.asked_for(theirs.wanted))
        self._outgoing.add(self._differences.learn(theirs.ranges))
        self._incoming.take(theirs)

    def turn(self) -> Turn:
        """What we say to the turn taken last."""
        return self._with_packet(Turn(self._incoming.held(), self._differences.reply(), self._differences.wanted()))

    def _with_packet(self, head: Turn) -> Turn:
        room = max(self._message_bytes - len(turns.to_bytes(head)), _LEAST_PIECE)
        packet, goes_on = self._outgoing.piece(room)
        end = head.ranges is None and self._outgoing.is_empty
        return replace(head, packet=packet, goes_on=goes_on, end=end)


class _Differences:
    """What the other side lacks and what we want."""

    def __init__(self, items: Items, frame: int) -> None:
        self._known = Reconciliation(items, frame)
        self._steps = 0
        self._ours_listed: tuple[bytes, ...] = ()
        self._theirs_listed: tuple[bytes, ...] = ()
        self._wanted_now: set[bytes] = set()
        self._wanted: set[bytes] = set()

    def begin(self) -> bytes:
        message = self._known.begin()
        self._ours_listed = self._known.listed
        return message

    def learn(self, message: bytes | None) -> Iterable[bytes]:
        """Take in a step of the reconciliation, if there is one; the ids that the other side lacks."""
        self._theirs_listed, self._wanted_now = (), set()
        if message is None:
            return ()
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise Refused(f"a dialogue has at most {MAX_STEPS} steps of comparing")
        try:
            learnt = self._known.learn(message)
        except NegentropyError as error:
            raise Refused(str(error)) from error
        self._theirs_listed = learnt.listed
        self._wanted_now = set(learnt.need) - self._wanted
        self._wanted |= self._wanted_now
        if len(self._wanted) > MAX_WANTED:
            raise Refused(f"a dialogue brings at most {MAX_WANTED} entries")
        return learnt.have

    def asked_for(self, bits: bytes) -> list[bytes]:
        """The ids that the other side wants out of those we listed in our last turn."""
        return [self._ours_listed[place] for place in turns.from_bits(bits, len(self._ours_listed))]

    def reply(self) -> bytes | None:
        """Our next step of the reconciliation, if there is one."""
        message = self._known.reply()
        self._ours_listed = self._known.listed
        return message

    def wanted(self) -> bytes | None:
        """Which of the ids just listed we want."""
        if not self._wanted_now:
            return None
        return turns.to_bits([id_ in self._wanted_now for id_ in self._theirs_listed])


class _Outgoing:
    """What is to be sent, packet by packet: the next only after the one before was acknowledged."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: set[bytes] = set()
        self._queue: list[bytes] = []
        self._packet = b""
        self._place = 0
        self._count = 0  # entries in the packet under way
        self._awaits = False
        self.kept = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to send."""
        return not self._queue and self._place == len(self._packet)

    def add(self, ids: Iterable[bytes]) -> None:
        """Queue ids; none is sent twice."""
        new = [id_ for id_ in ids if id_ not in self._ids]
        self._ids.update(new)
        self._queue += new

    def acknowledge(self, held: int | None) -> None:
        if (held is not None) != self._awaits:
            raise Refused("the other side does not say rightly what it kept")
        self._awaits = False
        # A packet may hold more than was to be sent: entries of records come with others that vouch for them.
        self.kept += min(held or 0, self._count)

    def piece(self, room: int) -> tuple[bytes | None, bool]:
        """The next piece of a packet, at most so large, and whether the packet goes on; None if all is sent."""
        if self._place == len(self._packet):
            if not self._queue:
                return None, False
            self._next_packet(room)
        piece = self._packet[self._place : self._place + room]
        self._place += len(piece)
        self._awaits = self._place == len(self._packet)
        return piece, not self._awaits

    def _next_packet(self, room: int) -> None:
        offered = self._queue[:_MOST_OFFERED]
        self._packet, self._count = self._store.pack(offered, room)
        if not 0 <= self._count <= len(offered) or not self._packet or len(self._packet) > MAX_PACKET:
            raise ValueError(f"the store packed {self._count} of {len(offered)} entries in {len(self._packet)} bytes")
        self._place = 0
        del self._queue[: self._count]


class _Incoming:
    """The packet that is coming in, piece by piece."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pieces = bytearray()
        self._goes_on = False
        self._packets = 0
        self._held: int | None = None
        self.kept = 0

    def take(self, theirs: Turn) -> None:
        if theirs.packet is None:
            if self._goes_on:
                raise Refused("the other side left a packet unfinished")
            return
        self._pieces += theirs.packet
        self._goes_on = theirs.goes_on
        if len(self._pieces) > MAX_PACKET:
            raise Refused(f"a packet has at most {MAX_PACKET} bytes")
        if self._goes_on:
            return
        self._packets += 1
        if self._packets > MAX_PACKETS:
            raise Refused(f"a dialogue has at most {MAX_PACKETS} packets")
        packet, self._pieces = bytes(self._pieces), bytearray()
        self._held = len(set(self._store.unpack(packet)))
        self.kept += self._held

    def held(self) -> int | None:
        """How many entries of the packet just taken are kept, said once."""
        held, self._held = self._held, None
        return held
