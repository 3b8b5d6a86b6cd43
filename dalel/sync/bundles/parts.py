"""Cutting what is too large for one file into parts, each complete in itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from dalel.sync.bundles import bodies, contents
from dalel.sync.bundles.contents import Contents
from dalel.sync.bundles.limits import MAX_ENTRIES, MAX_PARTS, BundleError
from dalel.sync.entries import Carried

# An entry without its text, roughly, in bytes; it only guides the guesses.
_ENTRY_BYTES = 100
# A part that fills the first share of its room is full enough; guesses aim at the second.
_FULL, _AIM = 0.93, 0.98
_GUESSES = 6


def texts_named(entry: Carried, texts: Mapping[str, str]) -> list[str]:
    """Which of the texts an entry names, in whatever place of its body."""
    if entry.body is None:
        return []
    return [value for _, value in bodies.leaves(entry.body) if isinstance(value, str) and value in texts]


def cut(whole: Contents, room: int, *, covered: bool) -> list[bytes]:
    """The sections of each part, at most `room` bytes each, with as many entries in each as it takes.

    Entries stay in their order; the first part holds the checkpoints. Raises BundleError where an entry is too large
    for a part of its own.
    """
    return _Cutting(whole, room, covered).parts()


class _Cutting:
    def __init__(self, whole: Contents, room: int, covered: bool) -> None:
        self._whole, self._room, self._covered = whole, room, covered
        self._names = [texts_named(entry, whole.texts) for entry in whole.entries]
        weights = (_ENTRY_BYTES + sum(len(whole.texts[name]) for name in names) for names in self._names)
        self._weights = [0, *accumulate(weights)]

    def parts(self) -> list[bytes]:
        last = len(self._whole.entries)
        made: list[bytes] = []
        start, rate = 0, 1.0  # bytes of a part for each unit of weight
        if last <= MAX_ENTRIES:
            packed = self._pack(0, last)
            if len(packed) <= self._room:
                return [packed]
            rate = len(packed) / max(self._weights[-1], 1)
        while start < last:
            packed, end = self._fill(start, rate)
            rate = len(packed) / max(self._weights[end] - self._weights[start], 1)
            start = end
            made.append(packed)
            if len(made) > MAX_PARTS:
                raise BundleError(f"it would be more than {MAX_PARTS} parts; allow larger ones")
        return made

    def _fill(self, start: int, rate: float) -> tuple[bytes, int]:
        """One part with the entries from a place on, and the place after its last."""
        best, fits, too_many = b"", start, min(len(self._whole.entries), start + MAX_ENTRIES) + 1
        end = self._reached(start, rate)
        guesses = 0
        while fits + 1 < too_many and (guesses < _GUESSES or fits == start) and len(best) < _FULL * self._room:
            end = min(max(end, fits + 1), too_many - 1)
            if guesses >= _GUESSES:
                end = (fits + too_many) // 2
            packed = self._pack(start, end)
            if len(packed) <= self._room:
                best, fits = packed, end
            else:
                too_many = end
            end = self._reached(start, len(packed) / (self._weights[end] - self._weights[start]))
            guesses += 1
        if fits == start:
            self._refuse(start)
        return best, fits

    def _reached(self, start: int, rate: float) -> int:
        """How far the room is expected to reach."""
        return bisect_right(self._weights, self._weights[start] + self._room * _AIM / rate) - 1

    def _pack(self, start: int, end: int) -> bytes:
        names = (name for names in self._names[start:end] for name in names)
        texts = {name: self._whole.texts[name] for name in names}
        checkpoints = self._whole.checkpoints if start == 0 else ()
        return contents.write(Contents(self._whole.entries[start:end], texts, checkpoints), covered=self._covered)

    def _refuse(self, start: int) -> None:
        signed = self._whole.entries[start].signed
        over = len(self._pack(start, start + 1)) - self._room
        raise BundleError(
            f"entry {signed.number} of key {signed.key.hex()[:8]}… alone is {over} bytes too large for a part;"
            " allow larger parts, or leave the texts out"
        )
