"""How much a relay keeps. Kept beside what it keeps, so that every command holds to the same."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

MB = 1_000_000
MOST_BYTES = 4_096  # of the file


class LimitsError(ValueError):
    """Limits that cannot be; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`parcel_mb` is the largest parcel, `store_mb` all of them, both in megabytes (10^6 bytes); `days` is how long a
    parcel is carried, counted over all relays on its way; `parcels` is how many there are at most.
    """

    parcel_mb: int = 16
    store_mb: int = 1_000
    days: int = 30
    parcels: int = 20_000

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise LimitsError(f"{name}: {value!r} is not a whole number from {low:,} to {high:,}")
        if self.store_mb < 2 * self.parcel_mb:
            raise LimitsError("store_mb: must be twice parcel_mb at least, for large parcels get half of the store")

    @property
    def parcel_bytes(self) -> int:
        return self.parcel_mb * MB

    @property
    def store_bytes(self) -> int:
        return self.store_mb * MB


_RANGES = {"parcel_mb": (1, 64), "store_mb": (2, 1_000_000), "days": (1, 365), "parcels": (2, 200_000)}


def written(limits: Limits) -> bytes:
    return (json.dumps(asdict(limits), indent=2) + "\n").encode()


def parse(data: bytes) -> Limits:
    """Raises LimitsError."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LimitsError("it is no JSON") from error
    names = {field.name for field in fields(Limits)}
    if not isinstance(found, dict) or set(found) != names:
        raise LimitsError(f"it must name exactly {', '.join(sorted(names))}")
    return Limits(**found)
