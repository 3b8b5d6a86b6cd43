"""What does one more document cost in a large record? python -m benchmarks.weighing.cost [--statements 1000 100000]

For each size a record of made documents is filled (see `made`), all in the order of time, at the same rate a day: a
larger record is an older one. One event of it is hot: 4,000 reports, or one in 25 documents of a small record. Then
documents are added one by one, each in its own transaction:

    next    the next document in time
    hot     one that reports the hot event
    late    one that became known before 1,000 others

`kept` adds them in one process, one after the other; `new` each in a process that has just opened the record, so that
nothing of it is at hand. Shown are medians: CPU time, time by the clock, the part of it in which the disk was waited
for (COMMIT), and how long after the commit another connection had answers about the document's statements, events and
figures. The ratio is that of CPU time to the smallest record's. Reading is left out: it is the same at any size.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from statistics import median
from unittest.mock import patch

from benchmarks.spacy_child import peak_mib
from benchmarks.weighing import made
from dalel import pipeline
from dalel.model import Reading
from dalel.record import moments, queries
from dalel.record.queries import Filters
from dalel.record.store import Record

SIZES = (1_000, 100_000, 1_000_000)
HOT_REPORTS = 4_000
HOT_SHARE = 25
LATER = 1_000  # documents known after a late one
TIMES = 31
FLAT = 1.5
VISIBLE_MS, VISIBLE_AT = 200, 100_000
LEAST_A_SECOND = 1_000
COPIED_UP_TO = 200_000  # a larger record is not copied for each measurement: a few documents more do not tell
REBUILT = 100  # documents

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds that one document took."""

    cpu: float
    clock: float
    commit: float
    visible: float
    statements: int


class _Timed(Record):
    """A record that knows how long its last COMMIT took."""

    committed = 0.0

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with super().writing() as connection:
            yield connection
            began = time.perf_counter()
        self.committed = time.perf_counter() - began


@contextmanager
def read_before(readings: Mapping[str, Reading]) -> Iterator[None]:
    """Let what was made stand for what would be read."""
    with patch.object(pipeline, "read", lambda text, *_: readings[text]):
        yield


def build(path: Path, maker: made.Maker, statements: int) -> tuple[float, float]:
    """Fill a record. Returns CPU seconds and seconds, without the making."""
    cpu = clock = 0.0
    hot = min(HOT_REPORTS, statements // 10 // HOT_SHARE)
    batch: list[made.Made] = []

    def add(record: Record) -> None:
        nonlocal cpu, clock
        worked, began = time.process_time(), time.perf_counter()
        with read_before({document.text: reading for document, reading in batch}):
            for _ in pipeline.add(record, [document for document, _ in batch], "bench", NOW):
                pass
        cpu, clock = cpu + time.process_time() - worked, clock + time.perf_counter() - began
        batch.clear()

    with Record.create(path) as record:
        for one in maker.documents(statements, hot):
            batch.append(one)
            if len(batch) >= 1_000:
                add(record)
        add(record)
        record.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return cpu, clock


def add_one(record: _Timed, one: made.Made, reader: Connection) -> Cost:
    """Add a document and ask for it."""
    document, reading = one
    with read_before({document.text: reading}):
        worked, began = time.process_time(), time.perf_counter()
        (added,) = pipeline.add(record, [document], "bench", NOW)
        cpu, clock = time.process_time() - worked, time.perf_counter() - began
    asked = time.perf_counter()
    ask(reader, one)
    visible = time.perf_counter() - asked
    return Cost(1000 * cpu, 1000 * clock, 1000 * record.committed, 1000 * visible, added.statements)


def ask(reader: Connection, one: made.Made) -> None:
    """The statements of the document's source and day, the events of its day, the figures of a measure and place."""
    document, reading = one
    assert document.published_at is not None
    at = moments.as_of(NOW)
    day = document.published_at.date().isoformat()
    found = list(queries.statements(reader, at, Filters(source=document.source, since=day, until=day, limit=50)))
    found += queries.events(reader, at, Filters(since=day, until=day, limit=50))
    for statement in reading.statements:
        if statement.figure is not None:
            found += queries.figures(
                reader, at, Filters(measure=statement.figure.measure, since=day, until=day, limit=50)
            )
            break
    if not found:
        raise SystemExit("cannot measure: the record does not show what was added")


def measured(path: Path, documents: Sequence[made.Made], is_new: bool) -> list[Cost]:
    """The costs of documents, added by this process or each by a new one."""
    if not is_new:
        with _Timed.open(path) as record, Record.open(path) as reader:
            return [add_one(record, one, reader.connection) for one in documents]
    return [_in_new_process(path, one) for one in documents]


def _in_new_process(path: Path, one: made.Made) -> Cost:
    """A child that knows the languages, as they say little about the record, but nothing of the record."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(write_end, "w") as told, _Timed.open(path) as record, Record.open(path) as reader:
                json.dump(asdict(add_one(record, one, reader.connection)), told)
        finally:
            os._exit(0)  # whatever happened: what the parent holds open is not this process's to close
    os.close(write_end)
    with os.fdopen(read_end) as told:
        answer = told.read()
    os.waitpid(child, 0)
    if not answer:
        raise SystemExit("cannot measure: the new process could not add the document")
    return Cost(**json.loads(answer))


def kinds(maker: made.Maker, statements: int) -> dict[str, list[made.Made]]:
    """The documents to add, of each kind, twice as many as are needed."""
    at = statements / made.STATEMENTS_A_DAY
    late = max(at - LATER * statements_of_a_document(maker) / made.STATEMENTS_A_DAY, at * 0.2)
    return {
        "next": [maker.document(at + index / 1000) for index in range(2 * TIMES)],
        "hot": [maker.hot_report(at + index / 1000) for index in range(2 * TIMES)],
        "late": [maker.document(late + index / 1000) for index in range(2 * TIMES)],
    }


def statements_of_a_document(maker: made.Maker) -> float:
    return median(len(reading.statements) for _, reading in maker.recent())


def rebuild(folder: Path, documents: Sequence[made.Made]) -> tuple[float, int]:
    """CPU seconds of deriving a small record anew, which reads every text; and its statements."""
    path = folder / "rebuilt.dalel"
    with Record.create(path) as record:
        with read_before({document.text: reading for document, reading in documents}):
            list(pipeline.add(record, [document for document, _ in documents], "bench", NOW))
        worked = time.process_time()
        for _ in pipeline.rebuild(record):
            pass
        took = time.process_time() - worked
        return took, record.connection.execute("SELECT count(*) FROM statements").fetchone()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--statements", type=int, nargs="+", default=SIZES, help="the records' sizes")
    parser.add_argument("--folder", type=Path, help="keep the records here, and take those that are there already")
    asked = parser.parse_args()
    pieces = made.pieces(asked.data)
    with ExitStack() as stack:
        folder: Path = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        first: dict[str, float] = {}
        print(
            "| statements | document | process | CPU ms | ratio | ms | of it commit | visible after ms | statements |"
        )
        print("|---:|---|---|---:|---:|---:|---:|---:|---:|")
        told: list[str] = []
        for size in sorted(asked.statements):
            told += measure(folder, made.Maker(pieces), size, first)
        print("\n" + "\n".join(told))


def measure(folder: Path, maker: made.Maker, size: int, first: dict[str, float]) -> list[str]:
    """One size: prints its rows. Returns what is to be said below the table."""
    path = folder / f"cost-{size}.dalel"
    told: list[str] = []
    if path.exists():
        for _ in maker.documents(size, min(HOT_REPORTS, size // 10 // HOT_SHARE)):
            pass  # so that the maker stands where it stood
    else:
        cpu, clock = build(path, maker, size)
        told.append(f"{size:,}: {size / cpu:,.0f} statements a second of CPU time, {size / clock:,.0f} by the clock;")
        told[-1] += f" {path.stat().st_size / size:,.0f} bytes a statement; peak memory {peak_mib():,.0f} MiB"
        if size / cpu < LEAST_A_SECOND:
            told[-1] += f" (the bar is {LEAST_A_SECOND:,} a second)"
    for kind, documents in kinds(maker, size).items():
        for is_new, process in ((False, "kept"), (True, "new")):
            chosen = documents[TIMES:] if is_new else documents[:TIMES]
            measured_at = path
            if size <= COPIED_UP_TO:
                measured_at = folder / "measured.dalel"
                shutil.copyfile(path, measured_at)
            costs = measured(measured_at, chosen, is_new)
            if measured_at != path:
                measured_at.unlink()
            cost = {name: median(getattr(one, name) for one in costs) for name in Cost.__slots__}
            name = f"{kind}, {process}"
            ratio = cost["cpu"] / first.setdefault(name, cost["cpu"])
            mark = " !" if ratio > FLAT else ""
            print(
                f"| {size:,} | {kind} | {process} | {cost['cpu']:.1f} | {ratio:.2f}{mark} | {cost['clock']:.1f} "
                f"| {cost['commit']:.1f} | {cost['visible']:.1f} | {cost['statements']:.0f} |",
                flush=True,
            )
            if size >= VISIBLE_AT and cost["visible"] > VISIBLE_MS:
                told.append(f"{size:,}, {name}: visible after {cost['visible']:.0f} ms; the bar is {VISIBLE_MS}")
    if not first.get("rebuild"):
        took, statements = rebuild(folder, maker.recent()[:REBUILT])
        first["rebuild"] = took
        told.append(f"`dalel rebuild` takes {1000 * took / statements:.1f} s of CPU time per 1,000 statements")
    return told


if __name__ == "__main__":
    main()
