"""From paths to documents: walks folders and archives, gives each file to its kind's reader."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from dalel.ingest import actors, archive, jsons, markdown, sources, table, text
from dalel.ingest.draft import Defaults, Draft, Finisher
from dalel.ingest.encoding import SAMPLE
from dalel.ingest.item import Item, Problem, UnreadableError, plain, why
from dalel.model import Actor, Document, Source

# A broken table would fill the screen; the first lines tell what is wrong with the rest.
MAX_PROBLEMS_A_FILE = 20

Reader = Callable[[Item], Iterator[Draft | Source | Problem]]


def documents(
    paths: Iterable[str | Path], defaults: Defaults, received_at: datetime
) -> Iterator[Document | Source | Problem]:
    """Everything in files and folders: documents, sources, and what the user should look at.

    Never raises for what a file holds: a bad file gives one problem and the rest goes on.
    """
    for path in paths:
        visit = _Visit(defaults, received_at)
        for found in files(path):
            if isinstance(found, Problem):
                yield found
            elif _is_actor_file(found.name):
                continue
            elif found.named or visit.wants(found.name):
                yield from visit.read(found)
        yield from visit.passed_over()


def described_actors(paths: Iterable[str | Path]) -> Iterator[Actor | Problem]:
    """The actors of every `actors.toml` in files, folders and archives; `documents` passes these files over."""
    for path in paths:
        budget = archive.Budget()
        for found in files(path):
            if isinstance(found, Item):  # what cannot be opened is told once, by `documents`
                yield from _actors_within(found, budget)


def actors_of(path: str | Path) -> Iterator[Actor | Problem]:
    """The actors of one file, whatever its name."""
    for found in files(path):
        yield from [found] if isinstance(found, Problem) else _actors(found)


def _actors_within(item: Item, budget: archive.Budget) -> Iterator[Actor | Problem]:
    if _is_actor_file(item.name):
        yield from _actors(item)
    elif item.suffix == ".zip":
        try:
            for member in archive.members(
                item, lambda name: _is_actor_file(name) or name.lower().endswith(".zip"), budget
            ):
                if isinstance(member, Item):
                    yield from _actors_within(member, budget)
        except UnreadableError:
            return  # `documents` will tell


def _actors(item: Item) -> Iterator[Actor | Problem]:
    try:
        yield from actors.read(item)
    except UnreadableError as error:
        yield Problem(item.name, error.place, error.message)


def _may_hold_actors(name: str) -> bool:
    return _is_actor_file(name) or PurePosixPath(name).suffix.lower() == ".zip"


def _is_actor_file(name: str) -> bool:
    return PurePosixPath(name).name == actors.FILE_NAME


def files(path: str | Path) -> Iterator[Item | Problem]:
    """The files of a path, in order."""
    name = _shown(path)
    if re.match(r"(?i)https?:/", str(path)):
        yield Problem(name, None, "addresses are not read yet: save the page and add the file")
        return
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            yield from _folder(Path(path))
        elif stat.S_ISREG(mode):
            yield _item(Path(path), named=True)
        else:
            yield Problem(name, None, "neither a file nor a folder")
    except FileNotFoundError:
        yield Problem(name, None, "there is no such file or folder")
    except OSError as error:
        yield Problem(name, None, why(error))
    except ValueError:
        yield Problem(name, None, "not a path")


def _folder(root: Path) -> Iterator[Item | Problem]:
    """A folder's files, its `sources.toml` first, then its subfolders.

    Hidden files, links out of the root and links to folders (which could go in circles) are passed over.
    """
    folders = [root]
    inside = root.resolve()
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: (entry.name != sources.FILE_NAME, entry.name))
        except OSError as error:
            yield Problem(_shown(folder), None, why(error))
            continue
        inner = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = Path(entry.path)
            try:
                if entry.is_dir(follow_symlinks=False):
                    inner.append(path)
                elif entry.is_file() and (not entry.is_symlink() or path.resolve().is_relative_to(inside)):
                    yield _item(path)
            except OSError as error:
                yield Problem(_shown(path), None, why(error))
        folders += reversed(inner)


def _item(path: Path, named: bool = False) -> Item:
    return Item(_shown(path), lambda: io.BufferedReader(io.FileIO(path), SAMPLE), path.stat().st_size, named=named)


def _shown(path: str | Path) -> str:
    """A path as text that can be printed, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


class _Visit:
    """One path that the user named: what is passed over in it is told once, what is unpacked is bounded."""

    def __init__(self, defaults: Defaults, received_at: datetime) -> None:
        self._defaults = defaults
        self._received_at = received_at
        self._budget = archive.Budget()
        self._unknown: dict[str, list[str]] = {}

    def wants(self, name: str) -> bool:
        """Whether a file of this name has a reader."""
        if is_known(name):
            return True
        self._unknown.setdefault(PurePosixPath(name).suffix.lower(), []).append(name)
        return False

    def passed_over(self) -> Iterator[Problem]:
        """One notice for each kind of file that has no reader."""
        for suffix, names in self._unknown.items():
            what = f"files ending in {plain(suffix)}" if suffix else "files without an ending"
            message = f"{what} are not read ({len(names):,} passed over); {_known()}"
            yield Problem(plain(names[0]), None, message, fatal=False)

    def read(self, item: Item) -> Iterator[Document | Source | Problem]:
        """What one file gives, then its notices."""
        finisher = Finisher(item, self._defaults, self._received_at)
        problems = 0
        try:
            if item.suffix == ".zip":
                yield from self._archive(item)
                return
            for found in _reader(item, self._defaults)(item):
                result = finisher.finish(found) if isinstance(found, Draft) else found
                if isinstance(result, Problem) and result.fatal:
                    problems += 1
                    if problems > MAX_PROBLEMS_A_FILE:
                        continue
                yield result
        except UnreadableError as error:
            yield Problem(
                item.name, error.place, error.message if is_known(item.name) else f"{error.message}; {_known()}"
            )
        if problems > MAX_PROBLEMS_A_FILE:
            yield Problem(item.name, None, f"{problems - MAX_PROBLEMS_A_FILE:,} more such places in this file")
        yield from finisher.notices()

    def _archive(self, item: Item) -> Iterator[Document | Source | Problem]:
        for member in archive.members(item, self.wants, self._budget):
            if isinstance(member, Problem):
                yield member
            elif not _is_actor_file(member.name):
                yield from self.read(member)


def is_known(name: str) -> bool:
    """Whether there is a reader for files of this name."""
    path = PurePosixPath(name)
    return path.name in (sources.FILE_NAME, actors.FILE_NAME) or path.suffix.lower() in (*_READERS, ".zip")


def _reader(item: Item, defaults: Defaults) -> Reader:
    if PurePosixPath(item.name).name == sources.FILE_NAME:
        return sources.read
    # A file of another ending that the user named is taken for plain text, which it is or the reader says so.
    return _READERS.get(item.suffix, _READERS[".txt"])(defaults)


def _known() -> str:
    return f"Dalel reads {', '.join(_READERS)}, .zip, {sources.FILE_NAME} and {actors.FILE_NAME}"


def _html(_: Defaults) -> Reader:
    from dalel.ingest import html  # lxml and trafilatura take half a second to import

    return html.read


def _feed(_: Defaults) -> Reader:
    from dalel.ingest import feed  # as above

    return feed.read


def _table(defaults: Defaults) -> Reader:
    return partial(table.read, asked=defaults.columns)


def _json_lines(defaults: Defaults) -> Reader:
    return partial(jsons.read_lines, asked=defaults.columns)


def _json_array(defaults: Defaults) -> Reader:
    return partial(jsons.read_array, asked=defaults.columns)


_READERS: dict[str, Callable[[Defaults], Reader]] = {
    ".txt": lambda _: text.read,
    ".md": lambda _: markdown.read,
    ".html": _html,
    ".htm": _html,
    ".csv": _table,
    ".tsv": _table,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _json_array,
    ".xml": _feed,
    ".rss": _feed,
    ".atom": _feed,
}
