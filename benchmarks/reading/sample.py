"""What the reader finds of the marks made by hand in the sample reports (dalel/sample/expected.toml).

    python -m benchmarks.reading.sample [--missed]

The marks were made by reading, before any program saw the texts, and are a part of what is there: recall
can be measured, precision cannot. The reader was mended on them since: this is development data. A figure
counts as found when its quantity, measure and bounds are read within its quote; of those, the shares with the
right voice (one institution in all languages) and place are given. An event counts when a statement of its type
has its trigger there. A question counts when a statement there is uncommitted.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Any

from dalel import ingest
from dalel.extract.reading import read
from dalel.model import Document, Factuality, Statement
from dalel.resolve.same import institution

Gold = dict[str, Any]


@dataclass(frozen=True)
class Report:
    document: Document
    statements: tuple[Statement, ...]


def reports() -> tuple[dict[str, Report], Gold]:
    """Every sample report with its statements, by file name, and the marks."""
    found: dict[str, Report] = {}
    with as_file(files("dalel") / "sample") as folder:
        gold = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
        for path in sorted((folder / "reports").iterdir()):
            for item in ingest.documents([path], ingest.Defaults(), datetime.now(UTC)):
                if isinstance(item, Document):
                    statements = read(item.text, item.language, item.published_at).statements
                    found[path.name] = Report(item, statements)
    return found, gold


def covering(report: Report, quote: str) -> list[Statement]:
    """The statements whose core words overlap a quote."""
    start = report.document.text.index(quote)
    end = start + len(quote)
    return [one for one in report.statements if one.span.start < end and start < one.span.end]


def figure_of(report: Report, gold: Gold) -> Statement | None:
    for statement in covering(report, gold["quote"]):
        figure = statement.figure
        is_same = figure and (figure.low, figure.high) == (gold.get("low"), gold.get("high"))
        if figure and is_same and gold["measure"] in (figure.measure, figure.measure.split("_")[0]):
            return statement
    return None


def event_of(report: Report, gold: Gold) -> Statement | None:
    start = report.document.text.index(gold["quote"])
    for statement in report.statements:
        event = statement.event
        overlaps = event and event.trigger.start < start + len(gold["quote"]) and start < event.trigger.end
        if event and overlaps and event.type == gold["type"]:
            return statement
    return None


def label_of(report: Report, gold: Gold) -> Statement | None:
    return next((one for one in covering(report, gold["term"]) if one.label), None)


def question_of(report: Report, gold: Gold) -> Statement | None:
    return next(
        (one for one in covering(report, gold["quote"]) if one.factuality is Factuality.UNCOMMITTED and one.event), None
    )


def measure() -> tuple[dict[str, Counter[str]], list[str]]:
    """Counts by kind and language, and what was missed, a line each."""
    found, gold = reports()
    counts: dict[str, Counter[str]] = {}
    missed: list[str] = []
    finders = {"figures": figure_of, "events": event_of, "labels": label_of, "questions": question_of}
    for kind, finder in finders.items():
        for row in gold[kind]:
            report = found[row["file"]]
            language = report.document.language.split("-")[0]
            statement = finder(report, row)
            tally = counts.setdefault(f"{kind} {language}", Counter())
            tally["gold"] += 1
            if statement is None:
                missed.append(f"{kind} {row['file']}: {row}")
                continue
            tally["found"] += 1
            event = statement.event
            if row.get("place") and event:
                tally["places"] += 1
                tally["right place"] += bool(event.place and event.place.place.name == row["place"])
            if kind == "events" and row.get("factuality"):
                tally["factualities"] += 1
                tally["right factuality"] += statement.factuality == row["factuality"]
            if kind == "figures":
                tally["voices"] += 1
                name = statement.voice.name if statement.voice.role == "named" else str(statement.voice.role)
                tally["right voice"] += institution(name or "") == institution(row["voice"])
    return counts, missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missed", action="store_true", help="list what was not found")
    arguments = parser.parse_args()
    counts, missed = measure()
    print(f"{'':14}{'gold':>6}{'found':>7}{'recall':>8}{'place':>8}{'factuality':>12}{'voice':>8}")
    for name, tally in counts.items():
        shares = [
            f"{tally[right] / tally[of]:.2f}" if tally[of] else "-"
            for right, of in (
                ("right place", "places"),
                ("right factuality", "factualities"),
                ("right voice", "voices"),
            )
        ]
        recall = f"{tally['found'] / tally['gold']:.2f}"
        print(f"{name:14}{tally['gold']:6}{tally['found']:7}{recall:>8}{shares[0]:>8}{shares[1]:>12}{shares[2]:>8}")
    if arguments.missed:
        print(*missed, sep="\n")


if __name__ == "__main__":
    main()
