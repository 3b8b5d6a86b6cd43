"""Factuality on sentences marked by hand (tests/gold/factuality.*.tsv), read whole as a document would be.

    python -m benchmarks.reading.factuality [--part dev|report] [--misses]

A sentence marks one deed and says how sure its voice is. `found`: a statement has its trigger at the mark; `value`:
of all sentences, those whose statement there has the right value; `sign`: of all, those where what happened (+), what
did not (-) and what is open (Uu) are told apart. Where the statement at the mark is of words about the deed
("threatened to [strike]"), the deed itself is uncommitted, and not done if they are a refusal ("refused to
[resign]"). The part `report` is only counted: nothing was mended on it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dalel.extract.lexicon import rows
from dalel.extract.reading import read
from dalel.model import Statement

GOLD = Path(__file__).parents[2] / "tests" / "gold"
LANGUAGES = ("en", "ru", "kk")
ABOUT = {"REQUEST": "Uu", "THREATEN": "Uu", "CONCEDE": "Uu", "AGREE": "Uu", "REJECT": "CT-"}  # words about a deed


@dataclass(frozen=True)
class Marked:
    """A sentence and the code points of its marked deed."""

    value: str
    text: str
    start: int
    end: int


def gold(language: str, part: str) -> list[Marked]:
    found = []
    for row in rows((GOLD / f"factuality.{language}.tsv").read_text("utf-8")):
        if row["part"] == part:
            before, _, rest = row["sentence"].partition("[")
            mark, _, after = rest.partition("]")
            found.append(Marked(row["value"], before + mark + after, len(before), len(before) + len(mark)))
    return found


def at_mark(marked: Marked, language: str) -> Statement | None:
    """The statement whose trigger overlaps the mark; the one that overlaps most."""
    best, most = None, (0, 0)
    for statement in read(marked.text, language, None).statements:
        if statement.event is not None:
            trigger = statement.event.trigger
            shared = min(trigger.end, marked.end) - max(trigger.start, marked.start), trigger.start - trigger.end
            if shared[0] > 0 and shared > most:
                best, most = statement, shared
    return best


def value_at(marked: Marked, statement: Statement | None) -> str:
    if statement is None or statement.event is None:
        return "-"
    event = statement.event
    is_about = event.type in ABOUT and (event.trigger.start < marked.start or event.trigger.end > marked.end)
    return ABOUT[event.type] if is_about and statement.factuality == "CT+" else str(statement.factuality)


def measure(language: str, part: str, misses: bool = False) -> Counter[str]:
    counts: Counter[str] = Counter()
    for marked in gold(language, part):
        statement = at_mark(marked, language)
        value = value_at(marked, statement)
        counts["n"] += 1
        counts["found"] += statement is not None
        counts["value"] += value == marked.value
        counts["sign"] += value[-1] == marked.value[-1] and statement is not None
        if misses and value != marked.value:
            print(f"{language} {marked.value:3} read {value:3} {statement.by if statement else '':40} {marked.text}")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("dev", "report"), default="report")
    parser.add_argument("--misses", action="store_true", help="print the sentences that are read otherwise")
    options = parser.parse_args()
    print(f"factuality, {options.part}\n{'':6}{'n':>5}{'found':>8}{'value':>8}{'sign':>8}")
    for language in LANGUAGES:
        counts = measure(language, options.part, options.misses)
        shares = "".join(f"{counts[name] / counts['n']:8.2f}" for name in ("found", "value", "sign"))
        print(f"{language:6}{counts['n']:5}{shares}")


if __name__ == "__main__":
    main()
