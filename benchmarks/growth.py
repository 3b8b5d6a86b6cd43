"""Does the cost of a document grow with the record? python -m benchmarks.growth [--documents N]

Adds the 249 newspaper articles again and again, each round under other dates and other names, so that no text is a
copy and events do not pile onto the same days: place names are exchanged for other place names, and other capitalised
names for others, both from the articles themselves, by a rotation that depends on the round alone; dates and years
move on by two years a round. Numbers stay, so that the same quantities are stated again and again.

The cost is shown where the record reaches 1,000, 2,000, 5,000 and 10,000 documents. It is measured there on the first
200 articles of a round, always the same ones, in batches of 25; shown is the median of the batches. With --record
the record is kept, and a later run goes on where it ended.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from unittest.mock import patch

from benchmarks import guardian
from dalel import pipeline
from dalel.extract.reading import read
from dalel.model import Document, Reading
from dalel.record.store import Record

MARKS = (1_000, 2_000, 5_000, 10_000)
WINDOW = 200
BATCH = 25
YEARS_A_ROUND = 2
SOURCES = 20
# A step that is prime to most lengths, so that each round gives each name another one.
ROTATION = 7_919

_NAME = re.compile(r"\b[A-Z]\w+\b")
_YEAR = re.compile(r"\b(19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Pools:
    """Names of one word each: of places, and all others that the articles never write in lower case."""

    places: tuple[str, ...]
    others: tuple[str, ...]

    def exchanged(self, round_: int) -> dict[str, str]:
        """Which name stands for which in a round."""
        found: dict[str, str] = {}
        for pool in (self.places, self.others):
            step = round_ * ROTATION % len(pool)
            found.update(zip(pool, pool[step:] + pool[:step], strict=True))
        return found


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a document: by the clock, and of the processor, in all and for reading alone."""

    clock: float
    cpu: float
    reading: float


def pools(articles: Sequence[guardian.Article]) -> Pools:
    lower = {word for article in articles for word in re.findall(r"\b[a-z]\w+\b", article.text)}
    names = {name for article in articles for name in _NAME.findall(article.text) if name.lower() not in lower}
    places: set[str] = set()
    parts: set[str] = set()
    for article in articles:
        for mention in read(article.text, "en", None).mentions.places:
            words = mention.span.text.split()
            (places if len(words) == 1 else parts).update(words)
    places = (places & names) - parts
    return Pools(tuple(sorted(places)), tuple(sorted(names - places - parts)))


def documents(articles: Sequence[guardian.Article], names: Pools, round_: int) -> list[Document]:
    """The articles as this round tells them."""
    exchanged = names.exchanged(round_)
    years = YEARS_A_ROUND * round_
    received = datetime(2500, 1, 1, tzinfo=UTC)

    def later(match: re.Match[str]) -> str:
        return str(int(match[0]) + years)

    return [
        Document(
            source=f"Newspaper {number % SOURCES + 1}",
            text=_YEAR.sub(later, _NAME.sub(lambda match: exchanged.get(match[0], match[0]), article.text)),
            language="en",
            received_at=received,
            url=f"https://news.example/{round_}/{number}",
            published_at=datetime.combine(article.published, datetime.min.time(), UTC)
            + timedelta(days=round(years * 365.25)),
        )
        for number, article in enumerate(articles)
    ]


def costs(record: Record, batch: list[Document], now: datetime) -> Cost:
    """Add one batch and say what a document of it cost."""
    reading = 0.0

    def timed(text: str, language: str, published_at: datetime | None) -> Reading:
        nonlocal reading
        began = time.process_time()
        found = read(text, language, published_at)
        reading += time.process_time() - began
        return found

    with patch.object(pipeline, "read", timed):
        began, worked = time.perf_counter(), time.process_time()
        added = list(pipeline.add(record, batch, "bench", now))
        took, cpu = time.perf_counter() - began, time.process_time() - worked
    if any(one.seq is None for one in added):
        raise SystemExit("cannot measure: the record had some of the documents already")
    scale = 1000 / len(batch)
    return Cost(took * scale, cpu * scale, reading * scale)


def grow(record: Record, articles: Sequence[guardian.Article], upto: int) -> Iterator[tuple[int, list[Cost]]]:
    """Add round after round; yields, for each mark that is reached, the costs of its window."""
    names = pools(articles)
    size = len(articles)
    window_at = {round(mark / size): mark for mark in MARKS if mark <= upto}
    held = record.connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    now = datetime.now(UTC)
    for round_ in range(held // size, max(window_at, default=-1) + 1):
        batches = documents(articles, names, round_)
        if held % size:  # a run that was broken off within a round
            batches = batches[held % size :]
            window_at.pop(round_, None)
        window = [costs(record, batches[first : first + BATCH], now) for first in range(0, len(batches), BATCH)]
        held += len(batches)
        if round_ in window_at:
            yield window_at[round_], window[: WINDOW // BATCH]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--documents", type=int, default=MARKS[-1], help="how far to go (default: %(default)s)")
    parser.add_argument("--record", type=Path, help="keep the record here and go on from it")
    asked = parser.parse_args()
    articles = guardian.articles(guardian.archive(asked.data))
    with ExitStack() as stack:
        path: Path = asked.record or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "growth.dalel"
        record = stack.enter_context(Record.open(path) if path.exists() else Record.create(path))
        print("| documents | ms a document | CPU ms | of it reading | of it weighing, writing | record MiB |")
        print("|---:|---:|---:|---:|---:|---:|")
        shown: list[Cost] = []
        for mark, window in grow(record, articles, asked.documents):
            cost = Cost(*(median(getattr(one, field.name) for one in window) for field in fields(Cost)))
            size = path.stat().st_size / 2**20
            parts = f"{cost.clock:.1f} | {cost.cpu:.1f} | {cost.reading:.1f} | {cost.cpu - cost.reading:.1f}"
            print(f"| {mark:,} | {parts} | {size:.0f} |", flush=True)
            shown.append(cost)
    if len(shown) > 1:
        first, last = shown[0], shown[-1]
        clock, cpu = last.clock / first.clock, last.cpu / first.cpu
        print(f"\nThe last window cost {clock:.2f} times the first by the clock, {cpu:.2f} times in CPU time.")


if __name__ == "__main__":
    main()
