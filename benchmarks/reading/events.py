"""Event types on PLOVER's gold records and on NGEC's synthetic news.

    python -m benchmarks.reading.events [--data ../shared/bench] [--part train|dev|all] [--misses]

PLOVER: one sentence a record, written in the manual's own examples. `found`: of all records, those whose type is
among the types read; `of read`: the same of those in which anything was read; `first`: of all, those where the first
event read has the record's type; `none`: nothing was read. Where the type was
found: `agent`, `patient`: the record's source and target share a word with an agent and patient of that event.
Types of the older PLOVER 0.5 are read as today's (DEMAND as REQUEST, DISAPPROVE and INVESTIGATE as ACCUSE, FIGHT as
ASSAULT). A record has one type though its sentence may tell several deeds.

NGEC: one type a text of some 200 words, written by a language model for that type; many texts stray from it. `vote`:
the type with most events, those of the first two sentences counting double, is the label; `found` as above.

Both are parted into train and dev: records by a hash of their id, texts by one of their title, so that texts of one
title fall on one side.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dalel.extract import actors, events, places
from dalel.extract.events.events import EventMention
from dalel.extract.language import load
from dalel.extract.text import Text, cut

NEWER_TYPE = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
_LEAD = 2  # sentences whose events count double


def read(content: str) -> tuple[Text, list[EventMention]]:
    language = load("en")
    assert language is not None
    text = cut(content, language)
    where = places.find(text)
    return text, events.find(text, actors.find(text, where), where)


def is_in(part: str, key: str) -> bool:
    return part == "all" or (hashlib.sha256(key.encode()).digest()[0] % 2 == 0) == (part == "dev")


def plover(folder: Path, part: str) -> Iterator[dict[str, Any]]:
    for record in json.loads((folder / "PLOVER_GSR_CAMEO.json").read_text("utf-8")):
        if record["event"] != "DOCUMENT" and is_in(part, record["id"]):
            yield record | {"event": NEWER_TYPE.get(record["event"], record["event"])}


def ngec(folder: Path, part: str) -> Iterator[dict[str, str]]:
    (archive,) = folder.glob("*.zip")
    with zipfile.ZipFile(archive) as opened, opened.open(opened.namelist()[0]) as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8")):
            if row["text"].strip() and is_in(part, row["title"]):
                yield row


def vote(text: Text, found: list[EventMention]) -> str:
    votes: Counter[str] = Counter()
    for event in found:
        votes[event.type] += 2 if text.sentence_of(event.first) < _LEAD else 1
    return votes.most_common(1)[0][0] if votes else ""


def shares_word(text: Text, ranges: tuple[tuple[int, int], ...], names: object) -> bool:
    wanted = {
        word.lower()
        for name in (names if isinstance(names, list) else [])
        for word in str(name.get("actorText", "")).replace("'", " ").split()
    }
    return any(text.lowers[word] in wanted for first, last in ranges for word in range(first, last))


def measure_plover(folder: Path, part: str, misses: bool) -> None:
    by_type: dict[str, Counter[str]] = {}
    for record in plover(folder, part):
        text, found = read(record["text"])
        counts = by_type.setdefault(record["event"], Counter())
        counts["n"] += 1
        right = [event for event in found if event.type == record["event"]]
        counts["found"] += bool(right)
        counts["first"] += bool(found) and found[0].type == record["event"]
        counts["none"] += not found
        counts["of read"] += bool(right)
        counts["of reads"] += bool(found)
        if right and record.get("source"):
            counts["agents"] += 1
            counts["agent"] += any(shares_word(text, event.agents, record["source"]) for event in right)
        if right and record.get("target"):
            counts["patients"] += 1
            counts["patient"] += any(shares_word(text, event.patients, record["target"]) for event in right)
        if misses and not right:
            print(record["event"], [(event.type, event.by) for event in found], record["text"])
    _table(f"PLOVER gold records, {part}", by_type, ("found", "first", "none"), ("of read", "agent", "patient"))


def measure_ngec(folder: Path, part: str) -> None:
    by_type: dict[str, Counter[str]] = {}
    for row in ngec(folder, part):
        text, found = read(row["text"])
        counts = by_type.setdefault(row["label"], Counter())
        counts["n"] += 1
        counts["vote"] += vote(text, found) == row["label"]
        counts["found"] += any(event.type == row["label"] for event in found)
        counts["none"] += not found
    _table(f"NGEC synthetic texts, {part}", by_type, ("vote", "found", "none"), ())


def _table(title: str, by_type: dict[str, Counter[str]], shares: tuple[str, ...], parts: tuple[str, ...]) -> None:
    print(f"\n{title}\n{'':10}{'n':>6}" + "".join(f"{name:>9}" for name in shares + parts))
    total: Counter[str] = Counter()
    for counts in by_type.values():
        total.update(counts)
    for name, counts in [*sorted(by_type.items()), ("all", total)]:
        cells = [counts[share] / counts["n"] for share in shares]
        cells += [counts[share] / counts[share + "s"] if counts[share + "s"] else float("nan") for share in parts]
        print(f"{name:10}{counts['n']:6}" + "".join(f"{cell:9.2f}" for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--part", choices=("train", "dev", "all"), default="dev")
    parser.add_argument("--misses", action="store_true", help="print the PLOVER records whose type was not found")
    options = parser.parse_args()
    folder = options.data / "event-type"
    if not folder.is_dir():
        raise SystemExit(f"{folder}: not there; give the folder of the public data with --data")
    measure_plover(folder / "PLOVER", options.part, options.misses)
    measure_ngec(folder / "NGEC", options.part)


if __name__ == "__main__":
    main()
