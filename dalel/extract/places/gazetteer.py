"""The gazetteer: names of places to their GeoNames ids, coordinates and population.

The index is a file in the user's cache folder, built once from installed packages and our tables
(see `gazetteer_build.py`), memory-mapped, and rebuilt when it is missing, damaged or out of date.
"""

from __future__ import annotations

import json
import logging
import mmap
import os
import struct
import zlib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from dalel.extract.places.gazetteer_build import (
    CAPITAL,
    FORMAT,
    HEAD,
    KINDS,
    MAGIC,
    NOWHERE,
    RECORD,
    entries,
    fold,
    signature,
    write,
)

_log = logging.getLogger(__name__)
_SECONDS = 15


class Candidate(NamedTuple):
    """A place that a name may mean.

    `kind` is "city", "county", "region" (first level), "country" or "area" (a continent or a vague
    stretch of land). `admin1` is GeoNames' first-level code within `country` ("OH"). `own` says that
    the name asked for is the place's usual one, not merely one it also goes by.
    """

    geonames: int | None
    name: str
    kind: str
    country: str | None
    admin1: str
    lat: float | None
    lon: float | None
    population: int
    own: bool = True
    capital: bool = False


class DamagedIndexError(ValueError):
    """An index file that is not whole."""


class Index:
    """An opened index file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise DamagedIndexError(f"{path} is empty") from error
        view = memoryview(self._bytes)
        if len(view) < HEAD.size:
            raise DamagedIndexError(f"{path} is truncated")
        magic, version, checksum, length = HEAD.unpack_from(view)
        if magic != MAGIC or version != FORMAT:
            raise DamagedIndexError(f"{path} is not a place index of format {FORMAT}")
        body = view[HEAD.size :]
        if len(body) != length or zlib.crc32(body) != checksum:
            raise DamagedIndexError(f"{path} is truncated or damaged")
        (size,) = struct.unpack_from("<I", body)
        head = json.loads(bytes(body[4 : 4 + size]))
        self._admins: list[str] = head["admins"]
        self._countries: dict[str, int] = head["countries"]
        self._regions: dict[str, int] = head["regions"]
        self._count: int = head["records"]
        self._records = HEAD.size + 4 + size
        self._names = self._records + self._count * RECORD.size
        self._trie = marisa_trie.RecordTrie("<I").frombytes(bytes(view[self._names + head["names"] :]))

    def lookup(self, key: str) -> tuple[Candidate, ...]:
        """The places that a folded name may mean, in no order that matters."""
        found = self._trie.get(key) if "\0" not in key else None  # the trie misreads a key that holds a null
        if found is None:
            return ()
        return tuple(self._candidate(value >> 1, own=not value & 1) for (value,) in found)

    def __contains__(self, key: str) -> bool:
        return key in self._trie

    def by_id(self, geonames: int) -> Candidate | None:
        """The place of a GeoNames id."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._geonames(middle) < geonames:
                low = middle + 1
            else:
                high = middle
        return self._candidate(low) if low < self._count and self._geonames(low) == geonames else None

    def country(self, code: str) -> Candidate | None:
        """The country of an ISO 3166-1 alpha-2 code."""
        number = self._countries.get(code)
        return None if number is None else self._candidate(number)

    def region(self, code: str) -> Candidate | None:
        """The first-level region of a code such as "US.OH"."""
        number = self._regions.get(code)
        return None if number is None else self._candidate(number)

    def _geonames(self, number: int) -> int:
        value: int = struct.unpack_from("<I", self._bytes, self._records + number * RECORD.size)[0]
        return value

    def _candidate(self, number: int, own: bool = True) -> Candidate:
        geonames, lat, lon, population, country, admin, kind, length, offset = RECORD.unpack_from(
            self._bytes, self._records + number * RECORD.size
        )
        start = self._names + offset
        return Candidate(
            geonames or None,
            self._bytes[start : start + length].decode("utf-8", "ignore"),
            KINDS[kind & ~CAPITAL],
            country.decode().strip() or None,
            self._admins[admin],
            None if lat == NOWHERE else lat / 1e5,
            None if lon == NOWHERE else lon / 1e5,
            population,
            own,
            bool(kind & CAPITAL),
        )


def cache_folder() -> Path:
    """Where derived files are kept: $DALEL_CACHE, else the user's cache folder."""
    chosen = os.environ.get("DALEL_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dalel"


def open_or_build(path: Path) -> Index:
    """The index at a path, built first where it is missing or damaged."""
    try:
        return Index(path)
    except FileNotFoundError:
        _log.warning("building the place index (once, about %d s): %s", _SECONDS, path)
    except DamagedIndexError as error:
        _log.warning("building the place index again (about %d s): %s", _SECONDS, error)
    write(path, entries())
    return Index(path)


@cache
def index() -> Index:
    """The place index of this installation."""
    return open_or_build(cache_folder() / f"places-{signature()}.index")


def prepare() -> Path:
    """Build the place index if need be, so that the first reading does not wait for it."""
    index()
    return cache_folder() / f"places-{signature()}.index"


@lru_cache(maxsize=50_000)
def lookup_key(key: str) -> tuple[Candidate, ...]:
    """The places that an already folded name may mean."""
    return index().lookup(key)


def lookup(name: str) -> tuple[Candidate, ...]:
    """The places that a name may mean, the most populous first."""
    return tuple(sorted(lookup_key(fold(name)), key=lambda place: (-place.population, place.geonames or 0)))


def by_id(geonames: int) -> Candidate | None:
    """The place of a GeoNames id, None where the gazetteer does not hold it."""
    return index().by_id(geonames)


def is_place_name(lowered: str) -> bool:
    """Whether some place goes by a name: a cheap test, blind to what a text means by it."""
    return bool(lookup_key(fold(lowered)))
