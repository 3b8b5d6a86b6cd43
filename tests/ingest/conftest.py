"""How the tests of ingest read files: written to a temporary folder, read as a user would."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dalel.ingest import Defaults, Problem, documents
from dalel.model import Document, Source

NOW = datetime(2022, 1, 6, 12, tzinfo=UTC)


@dataclass
class Read:
    """What came out of a file, by kind."""

    documents: list[Document] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    @property
    def messages(self) -> str:
        return "\n".join(str(problem) for problem in self.problems + self.notices)


def read_path(path: Path | str, defaults: Defaults | None = None) -> Read:
    result = Read()
    for found in documents([path], defaults or Defaults(), NOW):
        if isinstance(found, Document):
            result.documents.append(found)
        elif isinstance(found, Source):
            result.sources.append(found)
        else:
            (result.problems if found.fatal else result.notices).append(found)
    return result


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Read]:
    """Write a file and read it."""

    def write_and_read(name: str, content: str | bytes, defaults: Defaults | None = None) -> Read:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_path(path, defaults)

    return write_and_read
