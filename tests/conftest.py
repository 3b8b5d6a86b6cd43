from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from dalel.model import Document, Source
from dalel.record.store import Record

# Continuous integration tries the same examples each time; a run by hand tries new ones. How long one takes says more
# about the machine than about the code.
hypothesis.settings.register_profile("by hand", deadline=None)
hypothesis.settings.load_profile("by hand")
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

CHROMIUM = Path(os.environ.get("DALEL_CHROMIUM", "/usr/bin/chromium"))
QUIET = ["no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync"]
QUIET += ["no-first-run", "disable-quic"]

RECEIVED = datetime(2022, 2, 1, tzinfo=UTC)


def report(text: str, published: str | None = "2022-01-06T12:00:00+06:00", **changes: object) -> Document:
    """A report as ingest would hand it on."""
    values: dict[str, object] = {
        "source": "Steppe Wire",
        "text": text,
        "language": "en",
        "received_at": RECEIVED,
        "published_at": datetime.fromisoformat(published) if published else None,
    }
    return Document(**{**values, **changes})  # type: ignore[arg-type]


def fill(path: Path, items: Iterable[Document | Source]) -> Record:
    """A new record with these documents."""
    from dalel import pipeline

    record = Record.create(path)
    for _ in pipeline.add(record, items, "test", RECEIVED):
        pass
    return record


@pytest.fixture(scope="session")
def sample_documents() -> list[Document | Source]:
    """The sample reports and their sources, through ingest."""
    import dalel
    from dalel import ingest

    folder = Path(dalel.__file__).parent / "sample"
    paths = [folder / "sources.toml", folder / "reports"]
    items = ingest.documents(paths, ingest.Defaults(), RECEIVED.replace(year=2023))
    return [item for item in items if isinstance(item, Document | Source)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}; set DALEL_CHROMIUM to one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{name}" for name in QUIET])
        yield launched
        launched.close()
