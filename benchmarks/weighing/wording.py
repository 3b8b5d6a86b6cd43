"""Which changes of wording are found, and how often chance is taken for one.

    python -m benchmarks.weighing.wording [--runs N]

power    a source's reports, one use each, before and after a planted change of a word's share: in how many of N
         records it is told; `moment` is how far off the told moment is, in reports, at the median; `among` repeats
         it in a record that holds ten other sources in which nothing changes: more tests to be fooled by.

alarms   the same without a change, and the sample record with its documents' times, or its words, shuffled within
         each source: how many of N records tell a change all the same. 5 % may; 200 records show that to 3 points.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import dalel
from dalel import ingest, pipeline
from dalel.analyse.changes import Change, changes
from dalel.model import FOREVER, Document, Source
from dalel.record import tracking
from dalel.record.store import Record

Row = dict[str, Any]

SIDES = (5, 10, 20, 50)
SHIFTS = ((0.2, 0.8), (0.2, 0.5), (0.0, 0.3))
OTHERS = 10
WORDS = ("protester", "terrorist")


def record_of(shares: Sequence[float], chance: random.Random, others: int = 0) -> list[Row]:
    """A report for each share, with that chance to say the second word; other sources keep to a half."""
    rows = []
    for source in range(others + 1):
        for place, share in enumerate(shares):
            lemma = WORDS[chance.random() < (share if source == 0 else 0.5)]
            rows.append(_row(f"Source {source}", place, lemma, len(rows)))
    return rows


def _row(source: str, place: int, lemma: str, number: int) -> Row:
    moment = f"2022-{1 + place // 672:02}-{1 + place // 24 % 28:02}T{place % 24:02}:00:00Z"
    said = {
        "lemma": lemma,
        "term": lemma,
        "quote": lemma,
        "group": "participants",
        "passage": f"p{number}",
        "copied": None,
    }
    where = {"row": number, "document": number, "start": 0, "url": None, "source": source, "affiliation": source}
    return {**said, **where, "known_at": moment, "believed_to": FOREVER, "id": str(number), "voice": None}


def power(low: float, high: float, side: int, runs: int, others: int) -> tuple[float, float | None]:
    """In which share of records the change is told, and how far off its moment is at the median."""
    hits, off = 0, []
    for run in range(runs):
        rows = record_of([low] * side + [high] * side, random.Random(run), others)
        told = [one for one in changes(rows) if one.name == "Source 0" and one.word == WORDS[1]]
        hits += bool(told)
        off += [abs(_place(one, rows) - side) for one in told]
    return hits / runs, median(off) if off else None


def _place(change: Change, rows: Sequence[Row]) -> int:
    return sum(row["source"] == change.name and row["known_at"] < change.since for row in rows)


def sample_rows() -> list[Row]:
    """The labels of the sample record."""
    folder = Path(dalel.__file__).parent / "sample"
    now = datetime(2023, 1, 1, tzinfo=UTC)
    found = ingest.documents([folder / "sources.toml", folder / "reports"], ingest.Defaults(), now)
    items = [item for item in found if isinstance(item, Document | Source)]
    with tempfile.TemporaryDirectory() as place, Record.create(Path(place) / "sample.dalel") as record:
        for _ in pipeline.add(record, items, "benchmark", now):
            pass
        return tracking.labels(record.connection, "2022-12-31T00:00:00Z")


def documents_shuffled(rows: list[Row], chance: random.Random) -> list[Row]:
    """Each source's documents get each other's times."""
    times: dict[str, dict[int, str]] = {}
    for row in rows:
        times.setdefault(row["source"], {})[row["document"]] = row["known_at"]
    moved: dict[int, str] = {}
    for known in times.values():
        moved |= zip(known, chance.sample(list(known.values()), len(known)), strict=True)
    return [{**row, "known_at": moved[row["document"]]} for row in rows]


def words_shuffled(rows: list[Row], chance: random.Random) -> list[Row]:
    """Each source's words for a group stand in each other's places."""
    words: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        words.setdefault((row["source"], row["group"]), []).append(row["lemma"])
    for said in words.values():
        chance.shuffle(said)
    return [{**row, "lemma": words[row["source"], row["group"]].pop()} for row in rows]


def alarms(made: Callable[[random.Random], list[Row]], runs: int) -> float:
    return sum(bool(changes(made(random.Random(run)))) for run in range(runs)) / runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200, help="records of each kind")
    runs = parser.parse_args().runs
    print("| share before → after | uses on each side | told | moment off by | told among ten steady sources |")
    print("|---|---:|---:|---:|---:|")
    for low, high in SHIFTS:
        for side in SIDES:
            told, off = power(low, high, side, runs, 0)
            among, _ = power(low, high, side, runs, OTHERS)
            moment = "" if off is None else f"{off:g}"
            print(f"| {low:.0%} → {high:.0%} | {side} | {told:.0%} | {moment} | {among:.0%} |", flush=True)
    print("\n| no change | records that tell one |")
    print("|---|---:|")
    for side in SIDES:
        steady = alarms(lambda chance, side=side: record_of([0.5] * 2 * side, chance, OTHERS), runs)  # type: ignore[misc]
        print(f"| eleven steady sources, {2 * side} uses each | {steady:.1%} |", flush=True)
    rows = sample_rows()
    for shuffled in (documents_shuffled, words_shuffled):
        name = shuffled.__name__.replace("_", " ")
        found = alarms(lambda chance, shuffled=shuffled: shuffled(rows, chance), runs)  # type: ignore[misc]
        print(f"| sample record, {name} within sources | {found:.1%} |", flush=True)


if __name__ == "__main__":
    main()
