"""A thing to be read: a file, or a member of an archive; and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import PurePosixPath

# A document's file, whole in memory. The longest newspaper page is under 1 MB; 20 MB is a book.
MAX_FILE_BYTES = 20_000_000
# A document's text, in code points: longer is not one document but an archive in one file.
MAX_TEXT_CHARS = 5_000_000
# A table is streamed, so that only time bounds it: 4 GB is about a million articles.
MAX_TABLE_BYTES = 4_000_000_000

# Control characters could move the cursor or hide text in the terminal that shows a message.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the user should look at. `fatal`: nothing was kept; else the document was kept all the same.

    `place` is the line or entry within the file. `message` says what is wrong and how to cure it.
    """

    path: str
    place: str | None
    message: str
    fatal: bool = True

    def __str__(self) -> str:
        where = self.path if self.place is None else f"{self.path}:{self.place}"
        return plain(f"{where}: {self.message}")


class UnreadableError(Exception):
    """The rest of an item cannot be read."""

    def __init__(self, message: str, place: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


@dataclass(frozen=True)
class Item:
    """`name` is what the user sees; `open` gives a fresh binary stream that raises only OSError.

    `depth` is the number of archives the item lies in. `named`: the user named this very file.
    """

    name: str
    open: Callable[[], BufferedReader]
    size: int
    depth: int = 0
    named: bool = False

    @property
    def suffix(self) -> str:
        """The ending that names the kind, e.g. ".csv"."""
        return PurePosixPath(self.name.replace("\\", "/")).suffix.lower()

    @property
    def stem(self) -> str:
        """The file's name without its ending: the source's name where nothing else names one."""
        return plain(PurePosixPath(self.name.replace("\\", "/")).stem) or "unnamed"

    def read(self, limit: int = MAX_FILE_BYTES) -> bytes:
        """The whole content; too much of it, or none, is an error."""
        try:
            with self.open() as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            raise UnreadableError(why(error)) from error
        if len(data) > limit:
            raise UnreadableError(f"larger than {limit // 1_000_000} MB: split it into one file a document")
        if not data:
            raise UnreadableError("the file is empty")
        return data


def why(error: OSError) -> str:
    """An operating system's error in words."""
    return f"cannot be read: {error.strerror or error}"


def plain(text: str) -> str:
    """A text that can be printed on one line of a terminal."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def quoted(value: str, longest: int = 60) -> str:
    """A value as shown in a message: on one line, cut where it is long."""
    value = " ".join(value[: longest + 1].split())
    return f"'{plain(value[:longest])}…'" if len(value) > longest else f"'{plain(value)}'"
