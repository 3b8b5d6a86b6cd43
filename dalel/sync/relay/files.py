"""Files of a relay: read without following anything, written whole or not at all, and dated to the day only.

A stick may be pulled and a process killed at any moment. So a file is written aside, flushed, and then renamed. Whoever
looks at a stick should not learn at what hour somebody came, so files and folders carry the day, at 00:00 UTC, as their
time of change. (What the file system notes elsewhere, it notes; docs/threat-model.md.)
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

# What is ours and not a parcel; hidden, so that a file manager shows nothing but the days.
INNER = ".relay"
_ASIDE = "aside"
_STALE_SECONDS = 3_600  # what is aside for so long was left by a killed process
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class NotPlainError(OSError):
    """Not a file or folder of its own: a link, a device, a pipe; or a file that is too large."""


def read(path: Path, most: int) -> bytes:
    """A plain file of at most so many bytes. Raises OSError."""
    handle = os.open(path, _READ_FLAGS)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise NotPlainError("it is no plain file")
        if found.st_size > most or len(data := file.read(most + 1)) > most:
            raise NotPlainError(f"it is larger than {most:,} bytes")
    return data


def folder(path: Path) -> Path:
    """Make a folder where there is none. Raises OSError where something else, or a link, has its place."""
    path.mkdir(exist_ok=True)
    if not stat.S_ISDIR(path.lstat().st_mode):
        raise NotPlainError(f"{path.name} is a link, not a folder")
    return path


def write(root: Path, target: Path, data: bytes, day: date) -> None:
    """Write a file below `root` that is there as a whole or not at all, also after the power failed."""
    aside = folder(folder(root / INNER) / _ASIDE)
    temporary = aside / secrets.token_hex(16)
    try:
        with os.fdopen(os.open(temporary, _WRITE_FLAGS, 0o644), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        date_file(temporary, day)
        folder(target.parent)
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _flush(target.parent)
    for one in (target.parent, aside, aside.parent, root):
        date_file(one, day)


def remove(path: Path, day: date) -> None:
    """Take a file away, so that its folder shows the day only."""
    path.unlink(missing_ok=True)
    date_file(path.parent, day)


def sweep(root: Path) -> None:
    """Take away what killed processes left half written."""
    aside = root / INNER / _ASIDE
    if not aside.is_dir() or aside.is_symlink():
        return
    for entry in os.scandir(aside):
        try:
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE_SECONDS:
                os.unlink(entry.path)
        except OSError:  # another process took it away, or it is in use
            continue


def below(top: Path, most: int) -> Iterator[Path]:
    """The plain files below a folder, in order, and folders that cannot be looked into.

    Links, devices, and hidden files and folders are passed over. Raises NotPlainError after `most` files
    and folders.
    """
    folders, seen = [top], 0
    while folders:
        inside = folders.pop()
        try:
            entries = list(islice(os.scandir(inside), most - seen + 1))
        except OSError:
            yield inside  # whoever tries to read it is told what is wrong
            continue
        seen += len(entries)
        inner = []
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                inner.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
        if seen > most:
            raise NotPlainError(f"more than {most:,} files and folders; the rest was left out")
        folders += reversed(inner)


def date_file(path: Path, day: date) -> None:
    """Set the times of a file or folder to the beginning of a day (UTC)."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    try:
        os.utime(path, (at, at))
    except OSError:  # some sticks do not let it be set; then it cannot be helped
        return


def _flush(path: Path) -> None:
    """Make a renaming last; systems that cannot open a folder do without."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
