"""All reading benchmarks in one table: what Dalel reaches, the bar, and its peers on the same texts in the same run.

    python -m benchmarks.reading [--data ../shared/bench] [--peers PYTHON]... [--only TASK]...

Peers are asked in the Pythons named with `--peers`, where they are installed (benchmarks/README.md says how); without
one no peer is asked. Data or a peer that is absent is named. Exit code 1: a bar that was met before is missed now
(`bars.toml`). Exit code 2: a bar fits no row.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.reading import places, speed, table, tasks, times, voices
from benchmarks.reading.table import AbsentError, Row

BENCHMARKS: dict[str, Callable[[Path, Sequence[str]], list[Row]]] = {
    "times": times.rows,
    "places": places.rows,
    "voices": voices.rows,
    "names, ru": tasks.russian_names,
    "stems, kk": tasks.kazakh_stems,
    "event types": tasks.event_types,
    "gold": tasks.gold_documents,
    "factuality": tasks.factuality_sentences,
    "speed": speed.rows,
    "names, kk": tasks.kazakh_names,  # last: it learns five times
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="folder of public data")
    parser.add_argument("--peers", action="append", default=[], metavar="PYTHON", help="a Python that has peers")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, metavar="TASK", help="; ".join(BENCHMARKS))
    arguments = parser.parse_args()
    rows: list[Row] = []
    absent: list[str] = []
    for task in arguments.only or BENCHMARKS:
        print(f"{task} …", file=sys.stderr, flush=True)
        try:
            rows += BENCHMARKS[task](arguments.data, arguments.peers)
        except AbsentError as error:
            absent.append(f"{task}: not measured: {error}")
    bars = table.bars()
    print(table.text(rows, bars))
    print(*absent, sep="\n")
    strange = table.unused(rows, bars)
    lost = table.lost(rows, bars)
    for title, lines in (("no such row for the bar", strange), ("met before and missed now", lost)):
        for line in lines:
            print(f"{title}: {line}", file=sys.stderr)
    return 2 if strange else bool(lost)


if __name__ == "__main__":
    sys.exit(main())
