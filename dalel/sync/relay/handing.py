"""By hand: taking parcels from files and folders, and giving them to a folder, such as a stick."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dalel.sync.relay import files
from dalel.sync.relay.parcels import ParcelError
from dalel.sync.relay.shelf import NotKeptError, Parcel, Shelf, ShelfError, days_before, found_in

MOST_FILES = 100_000  # of one folder that is taken


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: a parcel, `is_new` or held before; or what is the `problem`.

    `is_foreign`: the problem is that it is no parcel, and that is none, for it was met in a folder of all sorts.
    """

    path: Path
    parcel: Parcel | None = None
    is_new: bool = False
    problem: str = ""
    is_foreign: bool = False


def take(shelf: Shelf, paths: Iterable[Path]) -> Iterator[Taken]:
    """Take parcels from files and folders. Nothing is followed: a link is left where it is, also when named."""
    for path in paths:
        try:
            if not stat.S_ISDIR(path.lstat().st_mode):
                yield _take(shelf, path, named=True)
                continue
            for file in files.below(path, MOST_FILES):
                yield _take(shelf, file, named=False)
        except OSError as error:
            yield Taken(path, problem=error.strerror or str(error))


def _take(shelf: Shelf, path: Path, named: bool) -> Taken:
    try:
        data = files.read(path, shelf.limits.parcel_bytes)
    except OSError as error:
        return Taken(path, problem=error.strerror or str(error))
    sha256 = hashlib.sha256(data).digest()
    is_new = sha256 not in shelf
    try:
        parcel = shelf.put(data, days_before(path, sha256, shelf.clock()))
    except ParcelError as error:
        return Taken(path, problem=str(error), is_foreign=not named)
    except NotKeptError as error:
        return Taken(path, problem=str(error))
    except OSError as error:
        raise ShelfError(f"{shelf.root}: nothing more can be kept ({error.strerror or error})") from error
    return Taken(path, parcel, is_new)


def give(shelf: Shelf, folder: Path) -> Iterator[Parcel]:
    """Write to a folder what it does not hold yet, the youngest first; gives each parcel after it was written.

    The folder is laid out like a relay's own, so that it is one. Raises ShelfError where no more can be written.
    """
    now = shelf.clock()
    try:
        folder.mkdir(exist_ok=True)
        held = {(one.sha256, one.size) for one in found_in(folder)}
        for parcel in reversed(list(shelf)):
            if (parcel.sha256, parcel.size) in held or (data := shelf.read(parcel)) is None:
                continue
            name = Parcel(parcel.sha256, parcel.kind, parcel.size, now, parcel.age(now)).file_name
            files.write(folder, folder / now.isoformat() / name, data, now)
            yield parcel
    except OSError as error:
        raise ShelfError(f"{folder}: nothing more can be written ({error.strerror or error})") from error
