"""Parcels that came in part: a large one travels in slices, and goes on where the last meeting broke off.

Slices are put together in a file aside, in order. Nothing of it is shown or passed on until the whole has the SHA-256
that was announced; where it has not, the parts are thrown away and it begins anew.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dalel.sync.relay import files
from dalel.sync.relay.shelf import Shelf

MOST_DAYS = 7  # a part that nobody completed for so long is thrown away
MOST_PARTIALS = 1_000
_ROOM = 4  # times the largest parcel
_FOLDER = "partial"
_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9a-f]{64})-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Slice:
    """Some bytes of a parcel of `size` bytes, from `start` on. `before` is how many days the parcel was on its way."""

    sha256: bytes
    size: int
    before: int
    start: int
    data: bytes


@dataclass(slots=True)
class _Partial:
    path: Path
    size: int
    held: int


class Partials:
    """What is there in part, of one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._folder = files.folder(files.folder(shelf.root / files.INNER) / _FOLDER)
        self._partials: dict[bytes, _Partial] = {}
        for entry in os.scandir(self._folder):
            named = _NAME.fullmatch(entry.name)
            if not named or not entry.is_file(follow_symlinks=False):
                continue
            sha256, held = bytes.fromhex(named[2]), entry.stat(follow_symlinks=False).st_size
            wanted = sha256 not in shelf and sha256 not in self._partials and held < int(named[3])
            if wanted and _days_since(named[1], shelf.clock()) <= MOST_DAYS:
                self._partials[sha256] = _Partial(Path(entry.path), int(named[3]), held)
            else:
                files.remove(Path(entry.path), shelf.clock())

    def held(self) -> dict[bytes, tuple[int, int]]:
        """Of each parcel that is there in part: its size, and how many bytes are here, from its beginning."""
        return {sha256: (one.size, one.held) for sha256, one in self._partials.items()}

    def add(self, slice_: Slice) -> bytes | None:
        """Keep a slice. Returns the whole parcel where it was the last one and the SHA-256 is right."""
        if slice_.start == 0 and len(slice_.data) == slice_.size:
            return _right(slice_.data, slice_.sha256)
        partial = self._partials.get(slice_.sha256)
        if partial is None and slice_.start == 0:
            partial = self._begin(slice_)
        if partial is None or partial.size != slice_.size or slice_.start > partial.held:
            return None
        new = slice_.data[partial.held - slice_.start :]
        if not self._make_room(slice_.sha256, len(new)):
            return None
        with partial.path.open("ab") as file:
            file.write(new)
        files.date_file(partial.path, self._shelf.clock())
        partial.held += len(new)
        return self._whole(slice_.sha256, partial) if partial.held == partial.size else None

    def forget(self, sha256: bytes) -> None:
        """Throw a part away."""
        partial = self._partials.pop(sha256, None)
        if partial is not None:
            files.remove(partial.path, self._shelf.clock())

    def _begin(self, slice_: Slice) -> _Partial:
        name = f"{self._shelf.clock().isoformat()}-{slice_.sha256.hex()}-{slice_.size}"
        partial = self._partials[slice_.sha256] = _Partial(self._folder / name, slice_.size, 0)
        return partial

    def _make_room(self, sha256: bytes, more: int) -> bool:
        """Where parts take too much room, those with the highest numbers in the lottery go."""
        room = _ROOM * self._shelf.limits.parcel_bytes - more
        while len(self._partials) > MOST_PARTIALS or sum(one.held for one in self._partials.values()) > room:
            loser = max(self._partials, key=self._shelf.number)
            self.forget(loser)
            if loser == sha256:
                return False
        return True

    def _whole(self, sha256: bytes, partial: _Partial) -> bytes | None:
        data = files.read(partial.path, partial.size)
        whole = _right(data, sha256)
        if whole is None:
            self.forget(sha256)
        return whole


def _right(data: bytes, sha256: bytes) -> bytes | None:
    return data if hashlib.sha256(data).digest() == sha256 else None


def _days_since(day: str, now: date) -> int:
    try:
        return (now - date.fromisoformat(day)).days
    except ValueError:
        return MOST_DAYS + 1
