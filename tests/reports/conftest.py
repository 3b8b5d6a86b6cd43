from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dalel.record.store import Record
from dalel.reports.quarantine import take_in
from dalel.sync.keys import SecretKey, new
from tests.reports.writing import put

OPENED = datetime(2022, 1, 6, 9, 41, 17, tzinfo=UTC)


@pytest.fixture(scope="session")
def desk() -> SecretKey:
    return new("steppe-desk")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.create(tmp_path / "desk.dalel") as made:
        yield made


@pytest.fixture
def hand_in(record: Record, desk: SecretKey, tmp_path: Path) -> Callable[..., tuple[list[str], list[str]]]:
    """Opens what was handed in, bytes or texts. Gives the ids in quarantine and what was refused."""

    def handed(*messages: bytes | str) -> tuple[list[str], list[str]]:
        refused: list[str] = []
        paths = [put(tmp_path / f"in-{number}", data) for number, data in enumerate(messages)]
        taken = [one.id for one in take_in(record, desk, paths, OPENED, refused.append)]
        return [id_ for id_ in taken if id_ is not None], refused

    return handed
