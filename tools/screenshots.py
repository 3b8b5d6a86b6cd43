"""Make docs/images/now.png and event.png from the sample record, with a real browser.

python tools/screenshots.py [--chromium /usr/bin/chromium] [OUT]
"""

from __future__ import annotations

import argparse
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

import dalel
from dalel import ingest, pipeline
from dalel.publish.web.app import create_app
from dalel.record import queries
from dalel.record.store import Record

AS_OF = "2022-01-10"
RECEIVED = datetime(2022, 9, 1, tzinfo=UTC)
WIDTH, HEIGHT = 1280, 1180


def build(path: Path) -> None:
    """The sample record."""
    sample = Path(dalel.__file__).parent / "sample"
    found = ingest.documents([sample / "sources.toml", sample / "reports"], ingest.Defaults(), RECEIVED)
    with Record.create(path) as record:
        for _ in pipeline.add(record, (one for one in found if not isinstance(one, ingest.Problem)), "demo", RECEIVED):
            pass


def disputed_shooting(path: Path) -> str:
    """The shooting in Almaty that some voices affirm and others deny: its page shows both sides."""
    wanted = queries.Filters(standing="contested", type="ASSAULT", place="Almaty")
    with Record.open(path) as record:
        for row in queries.events(record.connection, f"{AS_OF}T23:59:59Z", wanted):
            if row["mode"] == "firearms":
                return str(row["event"])
    raise SystemExit("the sample record holds no contested shooting in Almaty any more; choose another event to show")


@contextmanager
def served(path: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(path), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=Path("docs/images"))
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "sample.dalel"
        build(path)
        with served(path) as address:
            browser = playwright.chromium.launch(
                executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            for name, view in (("now", "/"), ("event", f"/events/{disputed_shooting(path)}")):
                page.goto(f"{address}{view}?as_of={AS_OF}")
                page.screenshot(path=options.out / f"{name}.png")
            browser.close()


if __name__ == "__main__":
    main()
