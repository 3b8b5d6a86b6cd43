"""Attributions on PolNeAR (Newell and others 2018): token F1 of source, cue and content.

    python -m benchmarks.reading.voices [--data ../shared/bench] [--part dev]

A token is a word of Dalel's own tokeniser that begins with a letter or digit. For each role the tokens
marked in an article are compared with those that the annotator marked; an article with several annotators
counts once for each. `rows` puts textacy's quotation extractor beside it; it knows direct quotations only.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.reading.peers import ask
from benchmarks.reading.table import AbsentError, Peer, Row
from dalel.extract.language import load
from dalel.extract.reading import read
from dalel.extract.text import Text, cut

ROLES = ("source", "cue", "content")
Marked = dict[str, set[int]]


def gold(text: Text, path: Path) -> Marked:
    """The words that a brat standoff file marks, role by role."""
    marked: Marked = {role: set() for role in ROLES}
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 2 or not cells[0].startswith("T"):
            continue
        role, _, spans = cells[1].partition(" ")
        if role.lower() in marked:
            for span in spans.split(";"):
                start, end = map(int, span.split())
                marked[role.lower()].update(text.words_in(start, end))
    return marked


def found(text: Text) -> Marked:
    marked: Marked = {role: set() for role in ROLES}
    for attribution in read(text.text, "en", None).mentions.attributions:
        for role in ROLES:
            span = getattr(attribution, role)
            if span is not None:
                marked[role].update(text.words_in(span.start, span.end))
    for role in ("source", "cue"):  # in PolNeAR a token has one role
        marked["content"] -= marked[role]
    return marked


def articles(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Each article's text, and the files of its annotators."""
    for path in sorted((folder / "text").glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            yield file.read(), sorted((folder / "attributions").glob(f"{path.stem}_????.ann"))


def score(pairs: Iterable[tuple[Text, Marked, Marked]]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 of each role, over all tokens."""
    hits: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for text, ours, theirs in pairs:
        for role in ROLES:
            left = {word for word in ours[role] if text.words[word][0].isalnum()}
            right = {word for word in theirs[role] if text.words[word][0].isalnum()}
            hits[role] += len(left & right)
            marked[role] += len(left)
            wanted[role] += len(right)
    result = {}
    for role in ROLES:
        precision = hits[role] / max(marked[role], 1)
        recall = hits[role] / max(wanted[role], 1)
        result[role] = (precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))
    return result


def textacy_found(text: Text, quotations: list[dict[str, Any]]) -> Marked:
    marked: Marked = {role: set() for role in ROLES}
    for one in quotations:
        marked["content"].update(text.words_in(one["start"], one["end"]))
        for role, spans in (("source", one["speaker"]), ("cue", one["cue"])):
            for start, end in spans:
                marked[role].update(text.words_in(start, end))
    return marked


def annotated(data: Path, part: str) -> tuple[list[Text], list[list[Marked]]]:
    """The articles of a part, and for each what its annotators marked."""
    folder = data / "attribution" / "PolNeAR" / part
    if not folder.is_dir():
        raise AbsentError(f"{folder} is absent: give the folder of public data with --data")
    english = load("en")
    assert english is not None
    texts, annotators = [], []
    for raw, files in articles(folder):
        text = cut(raw, english)
        texts.append(text)
        annotators.append([gold(text, file) for file in files])
    return texts, annotators


Scores = dict[str, tuple[float, float, float]]


def scored(texts: Sequence[Text], marks: Sequence[Marked], annotators: Sequence[Sequence[Marked]]) -> Scores:
    triples = zip(texts, marks, annotators, strict=True)
    return score((text, ours, theirs) for text, ours, golds in triples for theirs in golds)


def rows(data: Path, pythons: Sequence[str]) -> list[Row]:
    """F1 of each role on the dev part, with textacy."""
    texts, annotators = annotated(data, "dev")
    ours = scored(texts, [found(text) for text in texts], annotators)
    answers = ask("textacy", pythons, [(text.text, None) for text in texts])
    theirs: Scores | None = None
    if answers.found is not None:
        marks = [textacy_found(text, answer) for text, answer in zip(texts, answers.found, strict=True)]
        theirs = scored(texts, marks, annotators)
    return [
        Row(
            "voices",
            "PolNeAR dev",
            f"F1 of tokens, {role}",
            ours[role][2],
            (Peer("textacy", None if theirs is None else theirs[role][2], answers.problem),),
        )
        for role in ROLES
    ]


def table(name: str, scores: dict[str, tuple[float, float, float]]) -> None:
    for role, (precision, recall, f1) in scores.items():
        print(f"{name:10} {role:8} {precision:9.3f} {recall:7.3f} {f1:7.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--part", default="dev", choices=("train", "dev"))
    arguments = parser.parse_args()
    try:
        texts, annotators = annotated(arguments.data, arguments.part)
    except AbsentError as absent:
        sys.exit(str(absent))
    print(f"PolNeAR {arguments.part}: {len(texts)} articles, {sum(map(len, annotators))} annotations")
    print(f"{'':10} {'role':8} {'precision':>9} {'recall':>7} {'F1':>7}")
    table("dalel", scored(texts, [found(text) for text in texts], annotators))


if __name__ == "__main__":
    main()
