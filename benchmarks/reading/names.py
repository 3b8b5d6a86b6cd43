"""Persons, organisations and places in Russian, on NEREL's dev part and factRuEval-2016's devset.

    python -m benchmarks.reading.names [--data ../shared/bench] [--errors N]

Counted are the outermost persons, organisations and places (countries, towns, regions, districts, other locations), of
the marks and of what is found alike; the type must be right. "Exact" asks for the same span, "overlap" for a common
code point. Where `natasha` is installed, it is measured beside Dalel on the same texts. Dalel's model has seen
factRuEval's devset (`training/names_ru.py`); what it does on texts of that set that it has not seen is told by
`python -m training.names_ru --folds 5`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dalel.extract.reading import read
from training import sets

Mark = tuple[int, int, str]
Marked = tuple[str, list[Mark]]

TYPES = ("PERSON", "ORGANIZATION", "PLACE")
_NEREL = {
    "PERSON": "PERSON",
    "ORGANIZATION": "ORGANIZATION",
    **dict.fromkeys(("COUNTRY", "CITY", "STATE_OR_PROVINCE", "DISTRICT", "LOCATION"), "PLACE"),
}
_FACTRUEVAL = {"Person": "PERSON", "Org": "ORGANIZATION", "Location": "PLACE", "LocOrg": "PLACE"}
_NATASHA = {"PER": "PERSON", "ORG": "ORGANIZATION", "LOC": "PLACE"}


@dataclass
class Tally:
    """Counts by type: marks, found, and the right ones of both, exactly and with some overlap."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    spurious: Counter[str] = field(default_factory=Counter)

    def add(self, gold: Sequence[Mark], found: Sequence[Mark]) -> None:
        for type_ in TYPES:
            wanted = {mark for mark in gold if mark[2] == type_}
            given = {mark for mark in found if mark[2] == type_}
            self.counts[type_, "wanted"] += len(wanted)
            self.counts[type_, "given"] += len(given)
            self.counts[type_, "exact"] += len(wanted & given)
            self.counts[type_, "met"] += sum(_touches(mark, given) for mark in wanted)
            self.counts[type_, "meeting"] += sum(_touches(mark, wanted) for mark in given)

    def f1(self, types: Sequence[str], right_wanted: str, right_given: str) -> float:
        def total(what: str) -> int:
            return sum(self.counts[type_, what] for type_ in types)

        recall = total(right_wanted) / max(total("wanted"), 1)
        precision = total(right_given) / max(total("given"), 1)
        return 2 * precision * recall / max(precision + recall, 1e-9)

    def table(self, title: str) -> str:
        lines = [f"{title:54} overlap  exact   marked"]
        for name, types in (("all", TYPES), *((type_.lower(), (type_,)) for type_ in TYPES)):
            overlap, exact = self.f1(types, "met", "meeting"), self.f1(types, "exact", "exact")
            marked = sum(self.counts[type_, "wanted"] for type_ in types)
            lines.append(f"  {name:52} {overlap:.3f}    {exact:.3f}  {marked:6}")
        return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--errors", type=int, default=0, help="show the N most frequent errors of each kind")
    options = parser.parse_args()
    peer = natasha()
    for title, texts in (
        ("NEREL dev", nerel(options.data, "dev")),
        ("factRuEval devset (Dalel learned from it)", factrueval(options.data)),
    ):
        if not texts:
            sys.exit(f"{title} is not under {options.data}: give the folder of public data with --data")
        measure(f"Dalel, {title}", dalel, texts, options.errors)
        if peer is None:
            print("natasha is not installed and was not measured")
        else:
            measure(f"natasha, {title}", peer, texts, 0)


def measure(title: str, find: Callable[[str], list[Mark]], texts: Sequence[Marked], errors: int) -> None:
    find(texts[0][0])
    tally = Tally()
    words = sum(len(text.split()) for text, _ in texts)
    began = time.process_time()
    answers = [find(text) for text, _ in texts]
    spent = time.process_time() - began
    for (text, gold), found in zip(texts, answers, strict=True):
        found = outermost(found)
        tally.add(gold, found)
        tally.missed.update(_shown(text, mark) for mark in gold if not _touches(mark, set(found)))
        tally.spurious.update(_shown(text, mark) for mark in found if not _touches(mark, set(gold)))
    print(tally.table(title), f"\n  {500e3 * spent / words:.1f} ms of CPU for 500 words")
    for name, counted in (("missed", tally.missed), ("spurious", tally.spurious)):
        for shown, count in counted.most_common(errors):
            print(f"    {name:10} {count:3}  {shown}")


def dalel(text: str) -> list[Mark]:
    """What the whole reader tells of a text: its actors but for groups, and its places."""
    mentions = read(text, "ru", None).mentions
    found = [(actor.span.start, actor.span.end, actor.type) for actor in mentions.actors if actor.type in TYPES]
    return found + [(place.span.start, place.span.end, "PLACE") for place in mentions.places]


def natasha() -> Callable[[str], list[Mark]] | None:
    """natasha's finder of names (slovnet), None where it is not installed."""
    try:
        from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter
    except ImportError:
        return None
    segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())

    def find(text: str) -> list[Mark]:
        document = Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        return [(span.start, span.stop, _NATASHA[span.type]) for span in document.spans]

    return find


def nerel(data: Path, part: str) -> list[Marked]:
    """The texts of a part of NEREL with their outermost marks."""
    return [
        (text, outermost([(start, end, _NEREL[kind]) for start, end, kind in marks if kind in _NEREL]))
        for text, marks in sets.nerel(data / "ner-ru" / "NEREL" / part)
    ]


def factrueval(data: Path) -> list[Marked]:
    """The texts of factRuEval's devset with their outermost marks."""
    texts = []
    for path in sorted((data / "ner-ru" / "factRuEval-2016" / "devset").glob("*.txt")):
        spans = {}
        for line in path.with_suffix(".spans").read_text("utf-8").splitlines():
            if line.strip():
                number, _, start, length, *_ = line.split()
                spans[number] = int(start), int(start) + int(length)
        marks = []
        for line in path.with_suffix(".objects").read_text("utf-8").splitlines():
            _, kind, *numbers = line.partition("#")[0].split() or ["", ""]
            parts = [spans[number] for number in numbers if number in spans]
            if kind in _FACTRUEVAL and parts:
                marks.append((min(parts)[0], max(end for _, end in parts), _FACTRUEVAL[kind]))
        texts.append((sets.text_of(path), outermost(marks)))
    return texts


def outermost(marks: Sequence[Mark]) -> list[Mark]:
    """Of marks that lie within one another the outer ones, in text order."""
    kept: list[Mark] = []
    for mark in sorted(set(marks), key=lambda mark: (mark[0], -mark[1], mark[2])):
        if not kept or mark[1] > kept[-1][1]:
            kept.append(mark)
    return kept


def _touches(mark: Mark, others: set[Mark]) -> bool:
    return any(mark[0] < end and start < mark[1] and mark[2] == type_ for start, end, type_ in others)


def _shown(text: str, mark: Mark) -> str:
    start, end, type_ = mark
    return f"{type_} [{' '.join(text[start:end].split())}] {' '.join(text[max(0, start - 25) : end + 15].split())}"


if __name__ == "__main__":
    main()
