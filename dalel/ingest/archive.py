"""Zip archives: their members are read where they lie, never written to disk.

A member's name is only shown and its ending looked at, so that "../../x.csv" is as harmless as any.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from dalel.ingest.encoding import SAMPLE
from dalel.ingest.item import Item, Problem, UnreadableError, plain, why
from dalel.ingest.sources import FILE_NAME

# An archive within an archive within an archive has no use but to hide something.
MAX_DEPTH = 2
MAX_MEMBERS = 100_000
# All members unpacked, nested archives included: one table of the greatest size, and then some.
MAX_UNPACKED = 8_000_000_000
# Text shrinks to a fourth, the most repetitive tables to a fiftieth; bombs to a thousandth.
MAX_RATIO = 200
_RATIO_MATTERS_FROM = 10_000_000
# A nested archive is held in memory, for it must be read out of order.
MAX_NESTED_BYTES = 100_000_000

# What zipfile and the decompressors under it raise on a broken or lying archive.
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError,
    NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError, KeyError,
)  # fmt: skip


@dataclass
class Budget:
    """What may still be unpacked from one file that the user named."""

    left: int = MAX_UNPACKED


def members(item: Item, wanted: Callable[[str], bool], budget: Budget) -> Iterator[Item | Problem]:
    """The wanted members, folder by folder, each folder's `sources.toml` first. Hidden ones are passed over."""
    if item.depth >= MAX_DEPTH:
        raise UnreadableError(f"an archive more than {MAX_DEPTH} deep in others: unpack it first")
    try:
        with _seekable(item) as stream, _opened(stream) as archive:
            infos = _checked(archive, stream, budget)
            for info in sorted(infos, key=_order):
                name = f"{item.name}/{plain(info.filename)}"
                if _is_passed_over(info.filename) or not wanted(name):
                    continue
                if info.flag_bits & 1:
                    yield Problem(name, None, "encrypted: unpack the archive and add the files")
                elif info.file_size > _RATIO_MATTERS_FROM and info.file_size > MAX_RATIO * info.compress_size:
                    yield Problem(name, None, f"unpacks to more than {MAX_RATIO} times its size: left out as a bomb")
                else:
                    yield Item(name, _opener(archive, info), info.file_size, item.depth + 1)
    except OSError as error:
        raise UnreadableError(why(error)) from error


def _order(info: zipfile.ZipInfo) -> tuple[tuple[str, ...], bool, str]:
    path = _path(info.filename)
    return path.parts[:-1], path.name != FILE_NAME, path.name


def _path(name: str) -> PurePosixPath:
    """A member's name as a path, never used as one; some archives are made with the other slash."""
    return PurePosixPath(name.replace("\\", "/"))


def _is_passed_over(name: str) -> bool:
    """Folders, hidden files and those that one system's packer adds."""
    parts = _path(name).parts
    hidden = any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)
    return hidden or not parts or name.endswith("/")


def _seekable(item: Item) -> IO[bytes]:
    """The archive as something to be read out of order: the file itself, a nested one in memory."""
    if item.depth == 0:
        return item.open()
    return io.BytesIO(item.read(MAX_NESTED_BYTES))


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise UnreadableError("not a zip archive, or a broken one: make it anew") from error


def _checked(archive: zipfile.ZipFile, stream: IO[bytes], budget: Budget) -> list[zipfile.ZipInfo]:
    """The members, if they are few and small enough, and do not share their bytes."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise UnreadableError(f"{len(infos):,} members, at most {MAX_MEMBERS:,} are read: split it")
    stream.seek(0, io.SEEK_END)
    if sum(info.compress_size for info in infos) > stream.tell():
        raise UnreadableError("its members overlap: left out as a bomb")
    budget.left -= sum(info.file_size for info in infos)
    if budget.left < 0:
        raise UnreadableError(f"unpacks to more than {MAX_UNPACKED // 1_000_000_000} GB: split it")
    return infos


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], io.BufferedReader]:
    def open_member() -> io.BufferedReader:
        try:
            return io.BufferedReader(_Member(archive.open(info)), SAMPLE)
        except _BROKEN as error:
            raise OSError(_broken(error)) from error

    return open_member


class _Member(io.RawIOBase):
    """A member's bytes; whatever is wrong with the archive becomes OSError.

    Zipfile itself gives no more bytes than the member's declared size, which was checked.
    """

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._member.read(len(buffer))
        except _BROKEN as error:
            raise OSError(_broken(error)) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._member.close()
        super().close()


def _broken(error: Exception) -> str:
    return f"broken in the archive ({plain(str(error)) or type(error).__name__}): make the archive anew"
