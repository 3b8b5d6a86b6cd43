"""ACLED's sub-event types on short texts labelled by hand (tests/gold/acled.tsv).

    python -m benchmarks.reading.acled [--part dev|report] [--misses]

A text counts as right when the one sub-event type that is given to it is the label's; for a text of none, when none is
given. The part `report` is only counted: nothing was mended on it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from dalel.extract import acled
from dalel.extract.lexicon import rows
from dalel.extract.reading import read

GOLD = Path(__file__).parents[2] / "tests" / "gold" / "acled.tsv"


def measure(part: str, misses: bool = False) -> dict[str, Counter[str]]:
    """How many texts of each language there are and how many are right."""
    counts: dict[str, Counter[str]] = {}
    for row in rows(GOLD.read_text("utf-8")):
        if row["part"] != part:
            continue
        statements = read(row["text"], row["language"], None).statements
        found = acled.of_text(row["text"], statements, row["language"])
        code = found.code if found else "-"
        language = counts.setdefault(row["language"], Counter())
        language["n"] += 1
        language["right"] += code == row["sub_event"]
        if misses and code != row["sub_event"]:
            events = [one.event for one in statements if one.event]
            print(
                row["sub_event"],
                "read",
                code,
                [(e.type, e.mode, [a.text for a in e.agents]) for e in events],
                row["text"],
            )
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("dev", "report"), default="report")
    parser.add_argument("--misses", action="store_true", help="print the texts that are given another type")
    options = parser.parse_args()
    print(f"ACLED sub-event types, {options.part}\n{'':6}{'n':>5}{'right':>8}")
    for language, counts in measure(options.part, options.misses).items():
        print(f"{language:6}{counts['n']:5}{counts['right'] / counts['n']:8.2f}")


if __name__ == "__main__":
    main()
