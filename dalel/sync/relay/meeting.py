"""Two relays meet: each takes from the other what it does not hold. One side of the dialogue of docs/formats/sync.md.

What is agreed on is the set of SHA-256s of whole parcels. All stand at time 0, because a parcel comes to two relays on
two days. Parcels travel in slices, and each side says first what it holds in part, so that a large one goes on where
the last meeting broke off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cbor2

from dalel.sync import cbor
from dalel.sync.relay.limits import MB
from dalel.sync.relay.parcels import ParcelError
from dalel.sync.relay.partials import Partials, Slice
from dalel.sync.relay.shelf import NotKeptError, Parcel, Shelf
from dalel.sync.turns import Refused

PROTOCOL = "dalel relay 1"
_HASH_BYTES = 32
_MOST_DAYS = 365
_MOST_SIZE = 64 * MB
_MOST_SLICES = 1_000  # of one packet
_SLICE_OVERHEAD = 64  # bytes of a slice beside its data, at most
_LEAST_SLICE = 256
_SLICE_FIELDS = 5


class Meeting:
    """A relay's side of one dialogue: the dialogue's `Store`."""

    def __init__(self, shelf: Shelf) -> None:
        shelf.look()
        self._shelf = shelf
        self._partials = Partials(shelf)
        self._most_bytes = 0
        self._most_days = 0
        self._there: dict[bytes, int] = {}  # how much of a parcel the other side holds
        self._open: tuple[bytes, bytes] | None = None  # SHA-256 and bytes of the parcel that is on its way now
        self.not_kept = 0  # parcels that came and found no room, or were none

    def hello(self) -> bytes:
        """What is taken here, and what is held in part."""
        limits = self._shelf.limits
        held = [[sha256, size, count] for sha256, (size, count) in sorted(self._partials.held().items())]
        return cbor2.dumps([PROTOCOL, limits.parcel_bytes, limits.days, held], canonical=True)

    def heard(self, hello: bytes) -> None:
        """Raises Refused where the other side is no relay."""
        match _loaded(hello):
            case [str(protocol), int(most_bytes), int(most_days), list(held)] if protocol == PROTOCOL:
                self._most_bytes, self._most_days = most_bytes, most_days
            case _:
                raise Refused("the other side is no relay, or speaks another version")
        for one in held:
            match one:
                case [bytes(sha256), int(size), int(count)]:
                    parcel = self._shelf.get(sha256)
                    if parcel is not None and parcel.size == size and 0 < count < size:
                        self._there[sha256] = count
                case _:
                    raise Refused("the other side speaks another version")

    def items(self) -> Sequence[tuple[int, bytes]]:
        """All parcels that the other side would take."""
        now = self._shelf.clock()
        wanted = (one for one in self._shelf if one.size <= self._most_bytes and one.age(now) < self._most_days)
        return [(0, parcel.sha256) for parcel in wanted]

    def lacking(self) -> Sequence[bytes]:
        """Nothing for certain: parcels are compared."""
        return ()

    def pack(self, ids: Sequence[bytes], at_most: int) -> tuple[bytes, int]:
        """A packet of slices, and how many of the parcels are sent whole with it; 0 where the first one goes on."""
        slices: list[list[Any]] = []
        room, done = at_most - _SLICE_OVERHEAD, 0
        for sha256 in ids:
            parcel = self._shelf.get(sha256)
            data = self._bytes_of(parcel) if parcel is not None else None
            if parcel is None or data is None:  # it went meanwhile
                done += 1
                continue
            start = self._there.get(sha256, 0)
            if slices and (room < _LEAST_SLICE or len(slices) == _MOST_SLICES):
                break
            part = data[start : start + max(room, _LEAST_SLICE)]
            slices.append([sha256, parcel.size, parcel.age(self._shelf.clock()), start, part])
            self._there[sha256] = start + len(part)
            room -= len(part) + _SLICE_OVERHEAD
            if start + len(part) < parcel.size:
                break
            done += 1
        return cbor2.dumps(slices, canonical=True), done

    def unpack(self, packet: bytes) -> Sequence[bytes]:
        """Keep what came. Returns the parcels that are held whole now. Raises Refused where the packet is none."""
        found = _loaded(packet)
        if not isinstance(found, list) or len(found) > _MOST_SLICES:
            raise Refused("a packet is not made as it should be")
        whole = []
        try:
            for slice_ in [_slice(one) for one in found]:
                is_last = slice_.start + len(slice_.data) == slice_.size
                if (slice_.sha256 in self._shelf and is_last) or self._keep(slice_):
                    whole.append(slice_.sha256)
        except OSError as error:
            raise Refused(f"nothing more can be kept here ({error.strerror or error})") from error
        return whole

    def _keep(self, slice_: Slice) -> bool:
        limits = self._shelf.limits
        if slice_.sha256 in self._shelf or slice_.size > limits.parcel_bytes or slice_.before >= limits.days:
            return False
        data = self._partials.add(slice_)
        if data is None:
            return False
        try:
            self._shelf.put(data, slice_.before)
        except (ParcelError, NotKeptError):
            self.not_kept += 1
            return False
        finally:
            self._partials.forget(slice_.sha256)
        return True

    def _bytes_of(self, parcel: Parcel) -> bytes | None:
        if self._open is None or self._open[0] != parcel.sha256:
            data = self._shelf.read(parcel)
            if data is None:
                return None
            self._open = parcel.sha256, data
        return self._open[1]


def _slice(found: Any) -> Slice:
    match found:
        case [bytes(sha256), int(size), int(before), int(start), bytes(data)]:
            fits = len(sha256) == _HASH_BYTES and 0 < size <= _MOST_SIZE and 0 <= before <= _MOST_DAYS
            if fits and data and start >= 0 and start + len(data) <= size:
                return Slice(sha256, size, before, start, data)
    raise Refused("a packet is not made as it should be")


def _loaded(data: bytes) -> Any:
    try:
        return cbor.read(data)
    except cbor.CborError as error:
        raise Refused("the other side sent what is no message") from error
