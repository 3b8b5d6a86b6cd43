"""The parcels of one folder: put in, read, passed on, and taken away in time.

A folder for each day on which something came, `2022-01-06`; in it a file for each parcel, its name the SHA-256 and the
number of days it had been on its way before: `3f9a…c2-4.age`. Everything that is known of a parcel stands in its name,
so that a stick needs nothing but a file manager. Names are made here, never taken from where a file came from.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dalel.sync.relay import fairness, files
from dalel.sync.relay.limits import MOST_BYTES, Limits, LimitsError, parse, written
from dalel.sync.relay.parcels import Kind, kind_of

MOST_FOLDERS = 1_000  # of days; a folder that holds more was not made by a relay
_LIMITS, _LOTTERY = "limits.json", "lottery"
_LOTTERY_BYTES = 32
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(rf"([0-9a-f]{{64}})-([0-9]{{1,3}})\.({'|'.join(Kind)})")


class ShelfError(ValueError):
    """The folder cannot be used; the message says why."""


class NotKeptError(ValueError):
    """A parcel was not kept; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`came` is the day (UTC) on which it came here, `before` how many days it had been on its way until then."""

    sha256: bytes
    kind: Kind
    size: int
    came: date
    before: int

    @property
    def file_name(self) -> str:
        return f"{self.sha256.hex()}-{self.before}.{self.kind}"

    def age(self, today: date) -> int:
        """Days on its way. A clock that was put back makes nothing younger than it came."""
        return self.before + max(0, (today - self.came).days)


def today() -> date:
    return datetime.now(UTC).date()


class Shelf:
    """The parcels of one folder. Other processes may use the folder meanwhile; `look` sees what they did."""

    def __init__(self, root: Path, clock: Callable[[], date] = today) -> None:
        """Open a folder, and make it where there is none. Raises ShelfError."""
        self.root = root
        self.clock = clock
        try:
            root.mkdir(exist_ok=True)
            self._lottery = self._kept_secret()
            self.limits = self._kept_limits()
            self.look()
        except OSError as error:
            raise ShelfError(f"{root}: cannot be used as a relay's folder ({error.strerror or error})") from error

    def look(self) -> None:
        """See what is there now, and take away what is too old or too much."""
        files.sweep(self.root)
        self._parcels: dict[bytes, Parcel] = {}
        self._small, self._large = fairness.halves(self.limits)
        for parcel in sorted(found_in(self.root), key=lambda one: (one.came, one.sha256)):
            twice = parcel.sha256 in self._parcels
            too_old = parcel.age(self.clock()) >= self.limits.days
            too_large = parcel.size > self.limits.parcel_bytes
            gone = None if twice or too_old or too_large else self._giving_way(parcel)
            if gone is None:
                self._remove(parcel)
            else:
                self._note(parcel, gone)

    def limit(self, limits: Limits) -> None:
        """Hold to other limits from now on; what is too much goes at once."""
        files.write(self.root, self.root / files.INNER / _LIMITS, written(limits), self.clock())
        self.limits = limits
        self.look()

    def __iter__(self) -> Iterator[Parcel]:
        """All parcels, the oldest first."""
        return iter(sorted(self._parcels.values(), key=lambda one: (-one.age(self.clock()), one.sha256)))

    def __contains__(self, sha256: bytes) -> bool:
        return sha256 in self._parcels

    def __len__(self) -> int:
        return len(self._parcels)

    def get(self, sha256: bytes) -> Parcel | None:
        return self._parcels.get(sha256)

    def put(self, data: bytes, before: int = 0) -> Parcel:
        """Keep a parcel that was `before` days on its way, durably. What is held already stays as it is.

        Raises ParcelError where it is nothing that a relay carries, NotKeptError where it is too large or too old or
        had no luck where room is short, OSError where the disk is full.
        """
        sha256 = hashlib.sha256(data).digest()
        held = self._parcels.get(sha256)
        if held is not None:
            return held
        if len(data) > self.limits.parcel_bytes:
            raise NotKeptError(f"it is larger than {self.limits.parcel_mb} MB")
        if before >= self.limits.days:
            raise NotKeptError(f"it has been on its way for {self.limits.days} days")
        parcel = Parcel(sha256, kind_of(data), len(data), self.clock(), max(0, before))
        gone = self._giving_way(parcel)
        if gone is None:
            raise NotKeptError("there is no room for more of this day")
        files.write(self.root, self._path(parcel), data, self.clock())
        self._note(parcel, gone)
        return parcel

    def read(self, parcel: Parcel) -> bytes | None:
        """The bytes of a parcel; None where they are gone or were changed. Such a file is taken away."""
        try:
            data = files.read(self._path(parcel), self.limits.parcel_bytes)
        except OSError:
            data = b""
        if hashlib.sha256(data).digest() == parcel.sha256:
            files.date_file(self._path(parcel), parcel.came)  # it was read just now, which is nobody's business
            return data
        self._drop(parcel)
        return None

    def number(self, sha256: bytes) -> bytes:
        """A parcel's number in this shelf's lottery. Who does not know the secret cannot foretell it."""
        return hmac.digest(self._lottery, sha256, "sha256")

    def _giving_way(self, parcel: Parcel) -> list[bytes] | None:
        return self._half(parcel).giving_way(parcel.came, self.number(parcel.sha256), parcel.size)

    def _note(self, parcel: Parcel, giving_way: list[bytes]) -> None:
        for sha256 in giving_way:
            self._drop(self._parcels[sha256])
        self._parcels[parcel.sha256] = parcel
        self._half(parcel).add(parcel.came, self.number(parcel.sha256), parcel.sha256, parcel.size)

    def _drop(self, parcel: Parcel) -> None:
        del self._parcels[parcel.sha256]
        self._half(parcel).remove(parcel.came, self.number(parcel.sha256), parcel.sha256, parcel.size)
        self._remove(parcel)

    def _remove(self, parcel: Parcel) -> None:
        path = self._path(parcel)
        files.remove(path, self.clock())
        with suppress(OSError):  # other parcels of that day are left
            path.parent.rmdir()
        files.date_file(self.root, self.clock())

    def _half(self, parcel: Parcel) -> fairness.Half:
        return self._small if parcel.size <= fairness.SMALL_BYTES else self._large

    def _path(self, parcel: Parcel) -> Path:
        return self.root / parcel.came.isoformat() / parcel.file_name

    def _kept_secret(self) -> bytes:
        path = self.root / files.INNER / _LOTTERY
        if not os.path.lexists(path):
            files.write(self.root, path, secrets.token_bytes(_LOTTERY_BYTES), self.clock())
        return self._own(path, _LOTTERY_BYTES)

    def _kept_limits(self) -> Limits:
        path = self.root / files.INNER / _LIMITS
        try:
            return parse(self._own(path, MOST_BYTES))
        except FileNotFoundError:
            return Limits()
        except LimitsError as error:
            raise ShelfError(f"{path}: {error}; mend it, or take it away for the usual limits") from error

    def _own(self, path: Path, most: int) -> bytes:
        """A file of the shelf's own."""
        data = files.read(path, most)
        files.date_file(path, self.clock())
        return data


def found_in(root: Path) -> Iterator[Parcel]:
    """The parcels that a folder holds by their names, in the order of the folder. Everything else is passed over."""
    for entry in sorted(os.scandir(root), key=lambda entry: entry.name)[-MOST_FOLDERS:]:
        came = _day(entry.name)
        if came is None or not entry.is_dir(follow_symlinks=False):
            continue
        for file in os.scandir(entry.path):
            named = _NAME.fullmatch(file.name)
            if named and file.is_file(follow_symlinks=False):
                size = file.stat(follow_symlinks=False).st_size
                yield Parcel(bytes.fromhex(named[1]), Kind(named[3]), size, came, int(named[2]))


def days_before(path: Path, sha256: bytes, now: date) -> int:
    """How long a parcel has been on its way, where a file stands as a relay would have put it; else 0."""
    named, came = _NAME.fullmatch(path.name), _day(path.parent.name)
    if named is None or came is None or named[1] != sha256.hex():
        return 0
    return int(named[2]) + max(0, (now - came).days)


def until(parcel: Parcel, limits: Limits, now: date) -> date:
    """The day on which it goes."""
    return now + timedelta(days=max(0, limits.days - parcel.age(now)))


def _day(name: str) -> date | None:
    if not _DAY.fullmatch(name):
        return None
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
