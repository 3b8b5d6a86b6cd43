"""Whether the same event is found across reports: B³ over marks made by hand.

    python -m benchmarks.weighing.events [--part dev|held|sample] [--wrong]

The marks are words of the sample reports (`tests/gold/sample_events.toml`) or of the stories (`tests/gold/stories`),
with the event that a careful editor takes them to speak of. A mark is matched with the event statement whose trigger
lies in its words (the first of several), else with one whose span overlaps them; B³ is over the matched marks, each
story being a record of its own. Of the part `held` only totals are printed: it is not to be tuned on.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from benchmarks.weighing.coref_scores import Scores, b_cubed, clusters
from benchmarks.weighing.event_mentions import Told, told
from dalel import ingest
from dalel.model import Document
from dalel.resolve.alike import assign

GOLD = Path(__file__).parents[2] / "tests" / "gold"
PARTS = ("sample", "dev", "held")

# When the sample's reports without a time of publication are taken to have come in.
RECEIVED = datetime(2022, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Mark:
    quote: str
    event: str


@dataclass(frozen=True)
class Case:
    """A record's documents and the marks of each."""

    name: str
    documents: tuple[Document, ...]
    marks: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True)
class Result:
    """What became of a case: matched marks with the events, gold and found."""

    name: str
    marks: int
    gold: dict[Hashable, str]
    found: dict[Hashable, str]
    statements: dict[Hashable, Told]


def cases(part: str) -> list[Case]:
    if part == "sample":
        return [sample()]
    return [story(path) for path in sorted((GOLD / "stories" / part).glob("*.toml"))]


def sample() -> Case:
    marks: dict[str, list[Mark]] = {}
    for mark in tomllib.loads((GOLD / "sample_events.toml").read_text("utf-8"))["marks"]:
        marks.setdefault(mark["file"], []).append(Mark(mark["quote"], mark["event"]))
    documents, of = [], []
    with as_file(files("dalel") / "sample" / "reports") as folder:
        for path in sorted(folder.iterdir()):
            for item in ingest.documents([path], ingest.Defaults(), RECEIVED):
                if isinstance(item, Document):
                    documents.append(item)
                    of.append(tuple(marks.pop(path.name, ())))
    if marks:
        raise ValueError(f"sample_events.toml: no reports {sorted(marks)}")
    return Case("sample", tuple(documents), tuple(of))


def story(path: Path) -> Case:
    gold = tomllib.loads(path.read_text("utf-8"))
    documents, marks = [], []
    for report in gold["reports"]:
        published = datetime.fromisoformat(report["published"])
        documents.append(
            Document(
                report["source"], report["text"].strip("\n"), report["language"], published, published_at=published
            )
        )
        marks.append(tuple(Mark(mark["quote"], mark["event"]) for mark in report.get("marks", ()) if "event" in mark))
    return Case(path.stem, tuple(documents), tuple(marks))


def run(case: Case) -> Result:
    told_by = told(case.documents)
    events = assign(one.mention for statements in told_by for one in statements)
    gold: dict[Hashable, str] = {}
    found: dict[Hashable, str] = {}
    of: dict[Hashable, Told] = {}
    for index, (document, statements, marks) in enumerate(zip(case.documents, told_by, case.marks, strict=True)):
        for mark in marks:
            one = matched(document, statements, mark.quote)
            if one is not None:
                key = (case.name, index, mark.quote)
                gold[key], found[key], of[key] = f"{case.name} {mark.event}", events[one.mention.row], one
    return Result(case.name, sum(map(len, case.marks)), gold, found, of)


def matched(document: Document, statements: Sequence[Told], quote: str) -> Told | None:
    """The statement whose trigger lies in a quote, the first of them; else one whose span overlaps it."""
    start = document.text.rindex(quote)
    end = start + len(quote)

    def rank(one: Told) -> tuple[int, int]:
        event, span = one.statement.event, one.statement.span
        assert event is not None
        if start <= event.trigger.start and event.trigger.end <= end:
            return 0, event.trigger.start
        return 1 if span.start < end and start < span.end else 2, event.trigger.start

    best = min(statements, key=rank, default=None)
    return best if best is not None and rank(best)[0] < 2 else None


def total(results: Sequence[Result]) -> Scores:
    gold = {key: value for result in results for key, value in result.gold.items()}
    found = {key: f"{key[0]} {value}" for result in results for key, value in result.found.items()}  # type: ignore[index]
    return b_cubed(clusters(gold), clusters(found))


def line(name: str, results: Sequence[Result]) -> str:
    scores = total(results)
    marks, found = sum(result.marks for result in results), sum(len(result.gold) for result in results)
    return f"{name:34} {found:5} / {marks:<5} {scores.recall:9.3f} {scores.precision:9.3f} {scores.f1:9.3f}"


def wrong(result: Result) -> list[str]:
    """The marks of each gold event that is found in pieces, or with others."""
    lines = []
    for event in sorted(set(result.gold.values())):
        keys = [key for key, name in result.gold.items() if name == event]
        found = {result.found[key] for key in keys}
        others = [key for key, name in result.found.items() if name in found and result.gold[key] != event]
        if len(found) > 1 or others:
            lines.append(f"\n{event}")
            lines += [f"   {describe(result, key)}" for key in keys]
            lines += [f" + {describe(result, key)}   <{result.gold[key]}>" for key in others]
    return lines


def describe(result: Result, key: Hashable) -> str:
    one = result.statements[key].mention
    traits = one.traits
    about = (one.type, one.mode, one.place, one.day, one.day_basis[:3], *traits.sites, *traits.names)
    return f"{result.found[key][:6]} {key[1]:2} {key[2]}  {' '.join(map(str, about))}"  # type: ignore[index]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, help="only this part")
    parser.add_argument(
        "--wrong", action="store_true", help="show what is found in pieces or with others (not of held)"
    )
    args = parser.parse_args()
    print(f"{'':34} {'matched / marks':13} {'recall':>7} {'precision':>9} {'B³ F1':>9}")
    for part in PARTS if args.part is None else (args.part,):
        results = [run(case) for case in cases(part)]
        if part == "dev":
            for result in results:
                print(line(result.name, [result]))
        print(line(part, results))
        if args.wrong and part != "held":
            for result in results:
                print("\n".join(wrong(result)))


if __name__ == "__main__":
    main()
