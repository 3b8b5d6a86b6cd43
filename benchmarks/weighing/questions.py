"""Open questions, promises and demands against the gold stories.

    python -m benchmarks.weighing.questions [--part dev|held] [--show]

Each story is made a record of its own and asked for all it leaves open. A gold question is found where a listed one of
the same kind is asked in a sentence that holds the marked words; likewise answers, demands, promises and outcomes.
`--show` lists what is missed, for the part to tune on.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from dalel import pipeline
from dalel.analyse import promises, questions
from dalel.analyse.questions_text import Sentence
from dalel.model import Document, Source, SourceKind
from dalel.record.asking import Desk
from dalel.record.store import Record
from tests.gold.stories import PARTS, Report, Story, stories

LATEST = "2099-01-01T00:00:00Z"
_KEPT = {"yes": "reported kept", "no": "reported broken", "partly": "reported kept in part"}


def recorded(story: Story, folder: Path) -> Record:
    """A story as a record of its own."""
    record = Record.create(folder / f"{story.path.stem}.dalel")
    sources = {report.source: Source(report.source, SourceKind(report.kind)) for report in story.reports}
    documents = [
        Document(report.source, report.text, report.language, report.published, published_at=report.published)
        for report in story.reports
    ]
    for _ in pipeline.add(record, [*sources.values(), *documents], "benchmark", datetime.now(UTC)):
        pass
    return record


def holds(sentence: Sentence, report: Report, quote: str) -> bool:
    """Whether a sentence of a report holds marked words, or a part of them."""
    start = report.text.index(quote)
    is_of_report = sentence.paper.text == report.text and sentence.paper.row["source"] == report.source
    return is_of_report and sentence.start < start + len(quote) and start < sentence.end


def measure_questions(story: Story, desk: Desk, counts: Counter[str], missed: list[str]) -> None:
    listed = questions.listed(desk)
    counts["questions listed"] += sum(one.implied is None for one in listed)
    counts["questions implied"] += sum(one.implied is not None for one in listed)
    for gold in story.questions:
        report = story.report(gold.open_from)
        alike = [one for one in listed if any(holds(asking.sentence, report, gold.quote) for asking in one.askings)]
        found = [one for one in alike if one.asks == gold.asks]
        counts["questions"] += 1
        counts["questions found"] += bool(found)
        counts["questions found, perhaps as another"] += bool(alike)
        if not found:
            missed.append(f"{story.path.stem}: question {gold.asks} «{gold.quote}» {[one.asks for one in alike]}")
        answers = [answer for one in found for answer in one.answers]
        if gold.answered_by:
            by = story.report(gold.answered_by)
            is_given = any(holds(answer.sentence, by, gold.answer) for answer in answers)
            counts["answers"] += 1
            counts["answers found"] += is_given
            maybe = any(holds(answer.sentence, by, gold.answer) for one in found for answer in one.perhaps)
            counts["answers found, perhaps of the same event"] += is_given or maybe
            if found and not is_given and not maybe:
                shown = [answer.sentence.quote for answer in answers]
                missed.append(f"{story.path.stem}: answer «{gold.answer}» to «{gold.quote}»; given: {shown}")
        else:
            counts["unanswered"] += 1
            counts["unanswered, but answered"] += bool(answers)
            if answers:
                missed.append(
                    f"{story.path.stem}: «{gold.quote}» answered by {[one.sentence.quote for one in answers]}"
                )


def measure_promises(story: Story, desk: Desk, counts: Counter[str], missed: list[str]) -> None:
    listed = promises.listed(desk)
    counts["promises listed"] += len(listed)
    matched: set[str] = set()
    for gold in story.promises:
        report = story.report(gold.report)
        alike = [one for one in listed if any(holds(made.sentence, report, gold.quote) for made in one.made)]
        found = [one for one in alike if one.kind == gold.kind]
        matched |= {one.id for one in alike}
        counts["promises"] += 1
        counts["promises found"] += bool(found)
        if not found:
            missed.append(f"{story.path.stem}: {gold.kind} «{gold.quote}»")
            continue
        days = {made.term.day if made.term else "" for one in found for made in one.made}
        counts["terms"] += 1
        counts["terms right"] += gold.until in days
        if gold.until not in days:
            missed.append(f"{story.path.stem}: until {gold.until or 'none'}, not {sorted(days)}: «{gold.quote}»")
        outcomes = [outcome for one in found for outcome in one.outcomes]
        if gold.outcome_in:
            by = story.report(gold.outcome_in)
            told = [one for one in outcomes if holds(one.sentence, by, gold.outcome)]
            counts["outcomes"] += 1
            counts["outcomes found"] += bool(told)
            counts["outcomes read right"] += any(f"reported {one.says}" == _KEPT.get(gold.kept) for one in told)
            if not told:
                shown = [(one.sentence.quote, one.reasons) for one in outcomes]
                missed.append(f"{story.path.stem}: outcome «{gold.outcome}» of «{gold.quote}»; given: {shown}")
        counts["outcomes given"] += len(outcomes)
    counts["promises listed and marked"] += len(matched)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--show", action="store_true", help="list what is missed (dev only)")
    options = parser.parse_args()
    if options.show and options.part != "dev":
        sys.exit("only the dev part is shown; of the held part only totals are told")
    counts: Counter[str] = Counter()
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for story in stories(options.part):
            with recorded(story, Path(folder)) as record:
                desk = Desk(record.connection, LATEST)
                measure_questions(story, desk, counts, missed)
                measure_promises(story, desk, counts, missed)
    for name, count in counts.items():
        print(f"{count:5} {name}")
    if options.show:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
