"""Are figures joined and reconciled as a careful editor would? python -m benchmarks.weighing.figures [--part dev|held]

Reads the gold stories of `tests/gold/stories` into one record, all stories of a part together, and compares with their
marks:

- grouping: the B-cubed precision, recall and F1 of the record's figures over the marked figures that the reader found
  (a figure statement in the marked words, of the marked number where there are several);
- standing from the marks alone: numbers, voices and grouping as marked, so that only the reconciling is measured. The
  marks do not say which words deny a number; that is taken from the reader, and where it read nothing from its list
  of words that take a number back;
- standing end to end: of the record's figure in which most of the marked statements are that were known by then.

With --misses each wrong standing of the dev part is shown; of the held part only totals are.
"""

from __future__ import annotations

import argparse
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.weighing.coref_scores import b_cubed, clusters
from dalel import pipeline
from dalel.extract.language import load
from dalel.model import FOREVER, Document, Factuality, Figure, Source, SourceKind
from dalel.record import queries
from dalel.record.moments import utc
from dalel.record.queries import Filters
from dalel.record.store import Record
from dalel.resolve.figure_standing import FigureTally
from dalel.resolve.heard import Heard
from dalel.resolve.standing import history
from tests.gold.stories import Mark, Report, Standing, Story, stories

Row = dict[str, Any]
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
LATEST = "2030-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked figure and the statement of the record in its words, None where the reader found none."""

    story: Story
    report: Report
    mark: Mark
    row: Row | None

    @property
    def gold(self) -> tuple[str, str]:
        return self.story.path.name, self.mark.figure

    @property
    def is_same_number(self) -> bool:
        return self.row is not None and (self.row["low"], self.row["high"]) == (self.mark.low, self.mark.high)


def documents(told: Sequence[Story]) -> Iterator[Document | Source]:
    """The reports of stories as ingest would hand them on."""
    for story in told:
        for report in story.reports:
            yield Source(report.source, SourceKind(report.kind))
            yield Document(
                source=report.source,
                text=report.text,
                language=report.language,
                received_at=RECEIVED,
                published_at=report.published,
            )


def marked(record: Record, told: Sequence[Story]) -> list[Marked]:
    """Every marked figure with its statement."""
    by_text: dict[tuple[str, str], list[Row]] = {}
    texts = {
        row["seq"]: (row["source"], record.text(row["sha256"])) for row in queries.documents(record.connection, LATEST)
    }
    for row in queries.statements(record.connection, LATEST, Filters(kind="figure")):
        by_text.setdefault(texts[row["document"]], []).append(row)
    found = []
    for story in told:
        for report in story.reports:
            rows = by_text.get((report.source, report.text), [])
            found += [Marked(story, report, mark, _statement(mark, rows)) for mark in report.marks if mark.figure]
    return found


def _statement(mark: Mark, rows: Sequence[Row]) -> Row | None:
    """The statement in a mark's words: of its number where there is one, else the one that shares most letters."""

    def shared(row: Row) -> int:
        return int(min(row["end"], mark.end) - max(row["start"], mark.start))

    within = [row for row in rows if shared(row) > 0]
    return max(within, key=lambda row: ((row["low"], row["high"]) == (mark.low, mark.high), shared(row)), default=None)


def heard_of(one: Marked, position: int) -> Heard:
    """A mark as weighing hears it."""
    mark, row = one.mark, one.row
    written_by_itself = {report.id: report.source for report in one.story.reports}
    return Heard(
        order=f"{one.report.source} {position:03}",
        known_at=utc(one.report.published),
        believed_to=FOREVER,
        origin=mark.origin,
        shown=written_by_itself.get(mark.origin, mark.origin),
        is_named=mark.origin not in written_by_itself,
        passage="",
        factuality=Factuality(row["factuality"]) if row is not None else _polarity(mark, one.report.language),
        figure=Figure("killed" if row is None else row["measure"], mark.low, mark.high, mark.relation),
    )


def _polarity(mark: Mark, tag: str) -> Factuality:
    """Whether the marked words take a number back, by the language's words for it."""
    language = load(tag)
    words = tomllib.loads(language.data("figures.toml"))["withdrawn"] if language is not None else []
    is_taken_back = any(f" {phrase} " in f" {mark.quote.lower()} " for phrase in words)
    return Factuality.CERTAINLY_NOT if is_taken_back else Factuality.CERTAIN


def by_marks(found: Sequence[Marked]) -> Callable[[Story, Standing], tuple[str, str]]:
    """What stands of a figure by the marks alone, and why."""

    def told(story: Story, asked: Standing) -> tuple[str, str]:
        heard = [
            heard_of(one, position) for position, one in enumerate(found) if one.gold == (story.path.name, asked.about)
        ]
        states = history([one for one in heard if one.known_at <= utc(asked.as_of)], FigureTally)
        return (states[-1].standing.name, states[-1].standing.because) if states else ("nothing", "")

    return told


def by_record(
    found: Sequence[Marked], figure_of: Mapping[int, str], standing_of: Callable[[str, str], tuple[str, str] | None]
) -> Callable[[Story, Standing], tuple[str, str]]:
    """What stands, end to end, of the figure in which most marked statements are."""

    def told(story: Story, asked: Standing) -> tuple[str, str]:
        at = utc(asked.as_of)
        mine = [one for one in found if one.gold == (story.path.name, asked.about) and one.row is not None]
        held = [figure_of[one.row["row"]] for one in mine if one.row and one.row["known_at"] <= at]
        ranked = Counter(held).most_common()
        states = (standing_of(figure, at) for figure, _ in ranked)
        return next((state for state in states if state is not None), ("nothing", "the reader found no mark of it"))

    return told


def accuracy(
    told: Sequence[Story], answer: Callable[[Story, Standing], tuple[str, str]], show: bool
) -> tuple[int, int]:
    """How many of the marked standings of figures are answered right, and of how many."""
    right = total = 0
    for story in told:
        for asked in story.standings:
            if asked.about in story.figures():
                name, because = answer(story, asked)
                right, total = right + (name == asked.standing), total + 1
                if show and name != asked.standing:
                    asks = f"{story.path.stem}: {asked.about} at {utc(asked.as_of)}"
                    print(f"    {asks}: {asked.standing}; here {name}: {because}")
    return right, total


def in_record(record: Record) -> Callable[[str, str], tuple[str, str] | None]:
    def standing_of(figure: str, at: str) -> tuple[str, str] | None:
        row = queries.figure(record.connection, at, figure)
        return None if row is None else (row["standing"], row["because"])

    return standing_of


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--part", choices=("dev", "held"), default="dev")
    parser.add_argument("--misses", action="store_true", help="show each wrong standing (dev part only)")
    chosen = parser.parse_args(arguments)
    show = chosen.misses and chosen.part == "dev"
    told = stories(chosen.part)
    with tempfile.TemporaryDirectory() as folder:
        record = Record.create(Path(folder) / "stories.dalel")
        for _ in pipeline.add(record, documents(told), "benchmark", RECEIVED + timedelta(days=1)):
            pass
        found = marked(record, told)
        read = [one for one in found if one.row is not None]
        same = sum(one.is_same_number for one in read)
        print(f"{len(told)} stories of {chosen.part}: {len(found)} marked figures, {len(read)} read, {same} exactly")
        figure_of = {one.row["row"]: one.row["figure"] for one in read if one.row is not None}
        gold = clusters({number: one.gold for number, one in enumerate(read)})
        system = clusters({number: figure_of[one.row["row"]] for number, one in enumerate(read) if one.row is not None})
        grouped = b_cubed(gold, system)
        print(f"grouping, B³                  P {grouped.precision:.3f}  R {grouped.recall:.3f}  F1 {grouped.f1:.3f}")
        for name, answer in (
            ("standing, from the marks", by_marks(found)),
            ("standing, end to end", by_record(read, figure_of, in_record(record))),
        ):
            right, total = accuracy(told, answer, show)
            print(f"{name:29} {right} of {total} ({right / max(total, 1):.3f})")
        record.close()


if __name__ == "__main__":
    main()
