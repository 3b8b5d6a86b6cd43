"""Places measured on LGL (English, with GeoNames ids), NEREL (Russian) and KazNERD (Kazakh).

    python -m benchmarks.reading.places [--data ../shared/bench] [--articles odd|even|all] [--errors N]

LGL: 588 local-news articles. Weights and word lists were tuned on the even-numbered articles; the odd-numbered
ones are reported. The table gives recognition (exact spans), resolution of the gold spans, both together, and
what the gazetteer holds. NEREL's dev part and every odd sentence of KazNERD's validation part measure
recognition only: they name no GeoNames ids. `--articles even` shows the parts that were tuned on (for NEREL, the
first 200 texts of its train part).
"""

from __future__ import annotations

import argparse
import math
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dalel.extract import language, places
from dalel.extract.places import gazetteer
from dalel.extract.text import cut
from dalel.model import Place

_NEAR_KM = 161.0


@dataclass(frozen=True)
class Gold:
    start: int
    end: int
    phrase: str
    geonames: int | None
    lat: float | None
    lon: float | None


@dataclass
class Tally:
    articles: int = 0
    words: int = 0
    seconds: float = 0.0
    gold: int = 0
    found: int = 0
    right: int = 0
    with_coordinates: int = 0
    found_with_coordinates: int = 0
    given_known: int = 0
    given_near: int = 0
    given_exact: int = 0
    end_to_end_near: int = 0
    ids_held: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    spurious: Counter[str] = field(default_factory=Counter)
    misplaced: Counter[str] = field(default_factory=Counter)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--articles", choices=("odd", "even", "all"), default="odd")
    parser.add_argument("--errors", type=int, default=0, help="show the N most frequent errors of each kind")
    options = parser.parse_args()
    path = options.data / "geoparsing" / "lgl.xml"
    if not path.is_file():
        sys.exit(f"{path} is not there: give the folder of public data with --data")
    for title, tag, texts in (
        ("NEREL", "ru", nerel(options.data, options.articles)),
        ("KazNERD", "kk", kaznerd(options.data, options.articles)),
    ):
        recognition(title, tag, texts, options.errors)
    tally = measure(path, {"odd": (1,), "even": (0,), "all": (0, 1)}[options.articles])
    report(tally, options.articles)
    for title, errors in (("missed", tally.missed), ("spurious", tally.spurious), ("misplaced", tally.misplaced)):
        for text, count in errors.most_common(options.errors):
            print(f"{title:10} {count:3}  {text}")


Marked = tuple[str, set[tuple[int, int]], set[tuple[int, int]]]


def nerel(data: Path, articles: str) -> Iterator[Marked]:
    """Texts with the spans of countries, towns and regions, and with those of other places, which are not counted."""
    wanted, free = {"COUNTRY", "CITY", "STATE_OR_PROVINCE"}, {"DISTRICT", "LOCATION", "FACILITY"}
    folder = data / "ner-ru" / "NEREL" / ("train" if articles == "even" else "dev")
    for path in sorted(folder.glob("*.txt"))[:200]:
        spans: dict[bool, set[tuple[int, int]]] = {True: set(), False: set()}
        for line in path.with_suffix(".ann").read_text("utf-8").splitlines():
            if line.startswith("T"):
                kind, *numbers = line.split("\t")[1].replace(";", " ").split()
                if kind in wanted or kind in free:
                    spans[kind in wanted].add((int(numbers[0]), int(numbers[-1])))
        with path.open(encoding="utf-8", newline="") as file:
            yield file.read(), spans[True], spans[False]


def kaznerd(data: Path, articles: str) -> Iterator[Marked]:
    """Sentences with the spans of GPE, and of LOCATION, which are not counted."""
    path = data / "ner-kk" / "IOB2_valid.txt"
    blocks = path.read_text("utf-8").split("\n\n") if path.is_file() else []
    for number, block in enumerate(blocks):
        if articles != "all" and number % 2 != (articles == "odd"):
            continue
        text, spans = "", {"GPE": [], "LOCATION": []}  # type: tuple[str, dict[str, list[list[int]]]]
        for line in filter(None, block.splitlines()):
            word, _, label = line.rpartition(" ")
            start = len(text)
            text += f"{word} "
            kind = label[2:]
            if kind in spans:
                if label[0] == "B" or not spans[kind]:
                    spans[kind].append([start, start + len(word)])
                else:
                    spans[kind][-1][1] = start + len(word)
        yield text, {(a, b) for a, b in spans["GPE"]}, {(a, b) for a, b in spans["LOCATION"]}


def recognition(title: str, tag: str, texts: Iterator[Marked], errors: int) -> None:
    spoken = language.load(tag)
    assert spoken is not None
    wanted = found = exact = overlapping = 0
    missed: Counter[str] = Counter()
    spurious: Counter[str] = Counter()
    for content, gold, free in texts:
        spans = {(m.span.start, m.span.end) for m in places.find(cut(content, spoken))} - free
        wanted, found, exact = wanted + len(gold), found + len(spans), exact + len(gold & spans)
        for start, end in gold:
            if any(a < end and start < b for a, b in spans):
                overlapping += 1
            else:
                missed[f"{content[start:end]}   … {' '.join(content[max(0, start - 25) : end + 25].split())}"] += 1
        for start, end in spans - gold:
            near_gold = any(a < end and start < b for a, b in gold)
            mark = "~" if near_gold else " "
            around = " ".join(content[max(0, start - 25) : end + 25].split())
            spurious[f"{mark}{content[start:end]}   … {around}"] += 1
    if not wanted:
        print(f"{title}: not there, not measured")
        return
    precision, recall = exact / max(found, 1), exact / wanted
    print(f"{title}: {wanted} towns, regions and countries   P {precision:.3f}  R {recall:.3f}  "
          f"F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}   "
          f"some overlap {overlapping / wanted:.3f}")  # fmt: skip
    for name, counted in (("missed", missed), ("spurious", spurious)):
        for text, count in counted.most_common(errors):
            print(f"{name:10} {count:3}  {text}")


def measure(path: Path, parities: tuple[int, ...]) -> Tally:
    english = language.load("en")
    assert english is not None
    gazetteer.prepare()
    places.find(cut("Paris", english))
    tally = Tally()
    articles = list(ET.parse(path).getroot())
    for number, article in enumerate(articles):
        if number % 2 in parities:
            measure_article(article, english, tally)
    return tally


def measure_article(article: ET.Element, english: language.Language, tally: Tally) -> None:
    content = article.findtext("text", "")
    gold = [read_gold(toponym) for toponym in article.iter("toponym")]
    text = cut(content, english)
    began = time.process_time()
    mentions = places.find(text)
    tally.seconds += time.process_time() - began
    tally.articles += 1
    tally.words += len(text.words)
    tally.gold += len(gold)
    tally.found += len(mentions)
    by_span = {(mention.span.start, mention.span.end): mention.place for mention in mentions}
    wanted = {(toponym.start, toponym.end) for toponym in gold}
    for mention in mentions:
        if (mention.span.start, mention.span.end) not in wanted:
            around = content[max(0, mention.span.start - 30) : mention.span.end + 30]
            tally.spurious[f"{mention.span.text}   … {' '.join(around.split())}"] += 1
    given = places.resolve(text, [(toponym.start, toponym.end) for toponym in gold])
    for toponym, guess in zip(gold, given, strict=True):
        found = by_span.get((toponym.start, toponym.end))
        tally.right += found is not None
        if found is None:
            around = content[max(0, toponym.start - 30) : toponym.end + 30]
            tally.missed[f"{toponym.phrase}   … {' '.join(around.split())}"] += 1
        if toponym.lat is None:
            continue
        tally.with_coordinates += 1
        tally.found_with_coordinates += found is not None
        tally.ids_held += toponym.geonames is not None and gazetteer.by_id(toponym.geonames) is not None
        tally.given_known += guess is not None
        tally.given_near += near(guess, toponym)
        tally.given_exact += guess is not None and guess.geonames == toponym.geonames
        tally.end_to_end_near += near(found, toponym)
        if not near(guess, toponym):
            held = f"{guess.name}, {guess.country} {guess.kind}" if guess else "not held"
            tally.misplaced[f"{toponym.phrase} ({toponym.lat:.1f} {toponym.lon:.1f}) as {held}"] += 1


def read_gold(toponym: ET.Element) -> Gold:
    tag = toponym.find("gaztag")
    lat = tag.findtext("lat") if tag is not None else toponym.findtext("lat")
    lon = tag.findtext("lon") if tag is not None else toponym.findtext("lon")
    return Gold(
        int(toponym.findtext("start", "")),
        int(toponym.findtext("end", "")),
        toponym.findtext("phrase", ""),
        int(tag.get("geonameid", "0")) if tag is not None else None,
        float(lat) if lat else None,
        float(lon) if lon else None,
    )


def near(place: Place | None, toponym: Gold) -> bool:
    if place is None or place.lat is None or place.lon is None or toponym.lat is None or toponym.lon is None:
        return False
    return kilometres(place.lat, place.lon, toponym.lat, toponym.lon) <= _NEAR_KM


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance."""
    first, second = math.radians(lat), math.radians(other_lat)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def report(tally: Tally, articles: str) -> None:
    precision, recall = tally.right / tally.found, tally.right / tally.gold
    located = tally.with_coordinates
    print(f"LGL, {articles}-numbered articles: {tally.articles} articles, {tally.words} words")
    print(f"recognition, all {tally.gold} toponyms      P {precision:.3f}  R {recall:.3f}  "
          f"F1 {2 * precision * recall / (precision + recall):.3f}")  # fmt: skip
    print(f"recall, {located} with coordinates         {tally.found_with_coordinates / located:.3f}")
    print(f"resolution of gold spans: Acc@161 km     {tally.given_near / located:.3f}   "
          f"(same id {tally.given_exact / located:.3f}, some place {tally.given_known / located:.3f})")  # fmt: skip
    print(f"found and within 161 km                  {tally.end_to_end_near / located:.3f}")
    print(f"gold ids that the gazetteer holds        {tally.ids_held / located:.3f}")
    print(f"time                                     {1e3 * tally.seconds / tally.articles:.2f} ms an article, "
          f"{950e3 * tally.seconds / tally.words:.2f} ms for 950 words")  # fmt: skip


if __name__ == "__main__":
    main()
