from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from starlette.testclient import TestClient

from dalel.model import Document, Source
from dalel.publish.web.app import create_app
from dalel.record.store import Record
from tests.conftest import fill, report

SCRIPT = "<script>window.harmed = 1</script>"
KILLED = "In Almaty on January 5, 2022, police killed"
RIGHT_TO_LEFT = "\u202e"
HOSTILE = [
    report(
        f'{SCRIPT}"\'><img src=x onerror="window.harmed=1">\n\n'
        f"Police killed 12 people in Almaty on January 5, {RIGHT_TO_LEFT}2022. {{{{ 7 * 7 }}}} </div></main></body>",
        source=f'{SCRIPT}"&/..%2f?#',
        title=f'{SCRIPT}"\'><img src=x onerror="window.harmed=1">',
        author=f"{RIGHT_TO_LEFT}{SCRIPT}",
        url="javascript:window.harmed=1//https://steppe.example/",
    ),
    report("w" * 1_000_000, source="Long", title="A megabyte " + "w" * 3000, url="https://long.example/" + "x" * 3000),
    report(f"{KILLED} 13 people.", source="Tags", language='en" onload="window.harmed=1'),
    report(f"{KILLED} 14 people.", source="Data", url="data:text/html,<script>1</script>"),
    Source("Tags", affiliation=SCRIPT, url="javascript:window.harmed=1"),
]


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory: pytest.TempPathFactory, sample_documents: list[Document | Source]) -> Path:
    path = tmp_path_factory.mktemp("web") / "sample.dalel"
    fill(path, sample_documents).close()
    return path


@pytest.fixture(scope="session")
def empty_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "empty.dalel"
    Record.create(path).close()
    return path


@pytest.fixture(scope="session")
def hostile_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "hostile.dalel"
    fill(path, HOSTILE).close()
    return path


@pytest.fixture(scope="session")
def sample(sample_path: Path) -> TestClient:
    return client(sample_path)


def client(path: Path) -> TestClient:
    """The application, called without a socket."""
    return TestClient(create_app(path), base_url="http://127.0.0.1")


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The application behind a real server on a free port. Gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(path), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def sample_address(sample_path: Path) -> Iterator[str]:
    with served(sample_path) as address:
        yield address


def row(path: Path, query: str) -> tuple[str, ...]:
    """One row that a test needs the id of."""
    with Record.open(path) as record:
        return tuple(record.connection.execute(query).fetchone())


def addresses(path: Path) -> list[str]:
    """Every view of a record, one of each kind of page."""
    (event,) = row(path, "SELECT event FROM events WHERE believed_to > '9' ORDER BY standing = 'contested' DESC")
    (figure,) = row(path, "SELECT figure FROM figures WHERE believed_to > '9' ORDER BY statements DESC")
    (document,) = row(path, "SELECT document FROM statements GROUP BY document ORDER BY count(*) DESC")
    (revised,) = row(path, "SELECT seq FROM documents ORDER BY revision DESC, seq")
    (source,) = row(path, "SELECT source FROM documents ORDER BY source")
    lists = ["/", "/events", "/figures", "/map", "/map?extent=all", "/unknown", "/wording", "/wording?by=source"]
    lists += ["/questions", "/promises"]
    lists += ["/wording?view=sides", "/wording?view=changes"]
    lists += ["/sources", "/documents", "/statements", "/search", "/search?q=Almaty", "/about"]
    single = [f"/events/{event}", f"/figures/{figure}", f"/documents/{document}", f"/documents/{revised}"]
    return [*lists, *single, f"/sources/{quote(source)}", f"/sources/{quote(source)}?behind=alone"]
