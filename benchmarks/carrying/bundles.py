"""How large is a bundle beside zipped JSON of the same statements?

    python -m benchmarks.carrying.bundles [--data FOLDER] [--articles N]

For each record it prints documents and statements, the size of `dalel statements --json` in a zip file, and of bundles
of all entries, as `dalel bundle out` makes them: with texts (from which the other record reads the same statements),
with texts and the signature of each entry, and without texts. The percentage is of the zip file's size; B/st. are
bytes a statement.

- sample: Dalel's own sample, which the dictionaries were not made from;
- stories: the gold stories that may be looked at, in two halves, each packed with dictionaries made of the other;
- guardian: newspaper articles, longer and about everything; absent data is named.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from benchmarks import guardian
from benchmarks.weighing.figures import documents as reports_of
from dalel import giving, ingest, pipeline
from dalel.cli import main as dalel
from dalel.model import Document, Source
from dalel.record.store import Record
from dalel.sync import bundles, keys
from dalel.sync.bundles import frames
from tests.gold.stories import stories
from training import bundle_dictionary

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = (
    f"{'record':14} {'docs':>5} {'stats':>6} {'json.zip':>9} | {'with texts':>9} {'':>6} {'B/st.':>6}"
    f" | {'all signed':>9} {'':>6} {'B/st.':>6} | {'no texts':>9} {'':>6} {'B/st.':>6} | {'write s':>7} {'read s':>7}"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Sizes in bytes; CPU seconds for the bundle with texts."""

    documents: int
    statements: int
    zipped: int
    with_texts: int
    all_signed: int
    without_texts: int
    written_in: float
    read_in: float

    def line(self, name: str) -> str:
        sizes = "".join(
            f" | {size:9,} {size / self.zipped:6.1%} {size / self.statements:6.1f}"
            for size in (self.with_texts, self.all_signed, self.without_texts)
        )
        return (
            f"{name:14} {self.documents:5} {self.statements:6} {self.zipped:9,}{sizes}"
            f" | {self.written_in:7.2f} {self.read_in:7.2f}"
        )


def measured(items: Iterable[Document | Source]) -> Measured:
    """The sizes for a record of these documents."""
    secret = keys.new("benchmark")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measured.dalel"
        with Record.create(path) as record:
            added = sum(1 for _ in pipeline.add(record, items, "benchmark", NOW))
            giving.sign(record, secret, NOW)
            with record.writing() as connection:
                giving.checkpoint(connection, secret)
            packed = giving.packed(record, giving.Choice(), with_texts=True)
        printed = CliRunner().invoke(dalel, ["statements", "-r", str(path), "--json"], catch_exceptions=False).stdout

    def size(texts: dict[str, str], *, covered: bool) -> tuple[bytes, float]:
        began = time.process_time()
        (made,) = bundles.write(
            secret, packed.entries, texts, packed.checkpoints, int(NOW.timestamp()), None, covered=covered
        )
        return made, time.process_time() - began

    with_texts, written_in = size(dict(packed.texts), covered=True)
    all_signed, _ = size(dict(packed.texts), covered=False)
    without_texts, _ = size({}, covered=True)
    began = time.process_time()
    bundles.read(with_texts)
    return Measured(
        added,
        printed.count("\n"),
        len(zipped(printed)),
        len(with_texts),
        len(all_signed),
        len(without_texts),
        written_in,
        time.process_time() - began,
    )


def zipped(text: str) -> bytes:
    """A zip file of the text, deflated as zip does unless told otherwise."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("statements.jsonl", text)
    return made.getvalue()


def sample() -> Iterator[Document | Source]:
    with as_file(files("dalel") / "sample") as folder:
        paths = [str(folder / "sources.toml"), str(folder / "reports")]
        for item in ingest.documents(paths, ingest.Defaults(), NOW):
            if isinstance(item, Document | Source):
                yield item


def articles(data: Path, most: int) -> Iterator[Document | Source]:
    for number, article in enumerate(guardian.articles(guardian.archive(data))[:most], 1):
        yield Document(
            source="The Guardian",
            text=article.text,
            language="en",
            received_at=NOW,
            url=f"https://guardian.example/{article.published:%Y/%m/%d}/{number}",
            published_at=datetime.combine(article.published, datetime.min.time(), UTC),
        )


@contextmanager
def dictionaries_of(part: range) -> Iterator[None]:
    """Other dictionaries for a while: of the shipped ones, the stories with these numbers only."""
    made = {language: bundle_dictionary.content(language, part) for language in filter(None, frames.LANGUAGES)}
    with patch.object(frames, "dictionary", lambda language: made.get(language, b"")):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--articles", type=int, default=249)
    options = parser.parse_args()
    print(HEADER)
    print(measured(sample()).line("sample"), flush=True)
    told = stories("dev")
    numbers = sorted(int(story.path.name.split("-")[0]) for story in told)
    middle = numbers[len(numbers) // 2]
    for name, part, other in (
        ("stories 1", range(middle), range(middle, 1000)),
        ("stories 2", range(middle, 1000), range(middle)),
    ):
        half = [story for story in told if int(story.path.name.split("-")[0]) in part]
        with dictionaries_of(other):
            print(measured(reports_of(half)).line(name), flush=True)
    sys.stdout.flush()
    print(measured(articles(options.data, options.articles)).line("guardian"))


if __name__ == "__main__":
    main()
