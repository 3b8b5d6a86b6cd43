"""Which parcels give way when there is no more room, without knowing who brought what.

The rule has three parts. Small and large parcels have half of the room each. Where a half is full, the **fullest day
gives way**: days share the room as evenly as they fill it, so that a day's flood crowds out itself and never the days
before. Within a day a **lottery** decides: each parcel has a number that nobody else can foretell, and the highest
goes. Who brings ten times as much as all others together gets ten of eleven places, and not all of them, however early
he comes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from datetime import date

from dalel.sync.relay.limits import Limits

SMALL_BYTES = 65_536  # up to this size a parcel is small: bulletins, reports of words, bundles of a few documents


@dataclass(slots=True)
class _Day:
    size: int = 0
    drawn: list[tuple[bytes, bytes, int]] = field(default_factory=list)  # lottery number, SHA-256, size; sorted


class Half:
    """The small or the large parcels of a store."""

    def __init__(self, most_bytes: int, most_parcels: int) -> None:
        self._most_bytes = most_bytes
        self._most_parcels = most_parcels
        self._days: dict[date, _Day] = {}

    def add(self, day: date, number: bytes, sha256: bytes, size: int) -> None:
        kept = self._days.setdefault(day, _Day())
        kept.size += size
        insort(kept.drawn, (number, sha256, size))

    def remove(self, day: date, number: bytes, sha256: bytes, size: int) -> None:
        kept = self._days[day]
        kept.size -= size
        del kept.drawn[bisect_left(kept.drawn, (number, sha256, size))]
        if not kept.drawn:
            del self._days[day]

    def giving_way(self, day: date, number: bytes, size: int) -> list[bytes] | None:
        """Which parcels, by SHA-256, make room for a new one; None where the new one is what gives way."""
        sizes = {one: kept.size for one, kept in self._days.items()}
        counts = {one: len(kept.drawn) for one, kept in self._days.items()}
        sizes[day] = sizes.get(day, 0) + size
        counts[day] = counts.get(day, 0) + 1
        total, parcels = sum(sizes.values()), sum(counts.values())
        taken: dict[date, int] = {}
        gone: list[bytes] = []
        while (too_large := total > self._most_bytes) or parcels > self._most_parcels:
            held = sizes if too_large else counts
            fullest = max(held, key=lambda one: (held[one], -one.toordinal()))
            drawn = self._days[fullest].drawn if fullest in self._days else []
            left = len(drawn) - taken.get(fullest, 0)
            if fullest == day and (not left or drawn[left - 1][0] < number):
                return None
            _, sha256, given = drawn[left - 1]
            gone.append(sha256)
            taken[fullest] = taken.get(fullest, 0) + 1
            sizes[fullest] -= given
            counts[fullest] -= 1
            total, parcels = total - given, parcels - 1
        return gone


def halves(limits: Limits) -> tuple[Half, Half]:
    """Room for small parcels, and for large ones."""
    room = limits.store_bytes // 2, limits.parcels // 2
    return Half(*room), Half(*room)
