"""Places measured on LGL (English, with GeoNames ids), NEREL (Russian) and KazNERD (Kazakh).

    python -m benchmarks.reading.places [--data ../shared/bench] [--articles odd|even|all] [--errors N]

LGL: 588 local-news articles. Weights and word lists were tuned on the even-numbered articles; the odd-numbered
ones are reported. The table gives recognition (exact spans), resolution of the gold spans, both together, and
what the gazetteer holds. NEREL's dev part and every odd sentence of KazNERD's validation part measure
recognition only: they name no GeoNames ids. In Kazakh the rules alone are measured, since the weights that ship have
seen these sentences (`benchmarks.reading.kaznerd` is cross-validated). `--articles even` shows the parts that were
tuned on (for NEREL, the first 200 texts of its train part).

`rows` puts geotext and spaCy's small English pipeline beside it. spaCy only finds names; each is taken for the most
populous place of that name in Dalel's gazetteer, which is also what the resolution of given toponyms is held against.
"""

from __future__ import annotations

import argparse
import math
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.reading.peers import ask
from benchmarks.reading.table import AbsentError, Peer, Row
from dalel.extract import language, places
from dalel.extract.places import gazetteer
from dalel.extract.reading import read
from dalel.extract.text import cut
from dalel.model import Place
from training import sets

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

    @property
    def recognition(self) -> float:
        """F1 of exact spans, over all toponyms."""
        return _f1(self.right, self.found, self.gold)

    def share(self, count: int) -> float:
        """A count as a share of the toponyms with coordinates."""
        return count / max(self.with_coordinates, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--articles", choices=("odd", "even", "all"), default="odd")
    parser.add_argument("--errors", type=int, default=0, help="show the N most frequent errors of each kind")
    options = parser.parse_args()
    try:
        tally = measure(lgl(options.data, options.articles))
        for title, tag, texts in (
            ("NEREL", "ru", nerel(options.data, options.articles)),
            ("KazNERD", "kk", kaznerd(options.data, options.articles)),
        ):
            score = recognition(tag, texts, whole=tag == "ru")
            print(f"{title}: {score.wanted} towns, regions and countries   {score.figures()}")
            show("missed", score.missed, options.errors)
            show("spurious", score.spurious, options.errors)
    except AbsentError as absent:
        sys.exit(str(absent))
    report(tally, options.articles)
    for title, errors in (("missed", tally.missed), ("spurious", tally.spurious), ("misplaced", tally.misplaced)):
        show(title, errors, options.errors)


def show(title: str, errors: Counter[str], number: int) -> None:
    for text, count in errors.most_common(number):
        print(f"{title:10} {count:3}  {text}")


def _f1(right: int, found: int, gold: int) -> float:
    return 2 * right / max(found + gold, 1)


Marked = tuple[str, set[tuple[int, int]], set[tuple[int, int]]]


def nerel(data: Path, articles: str) -> Iterator[Marked]:
    """Texts with the spans of countries, towns and regions, and with those of other places, which are not counted."""
    folder = data / "ner-ru" / "NEREL" / ("train" if articles == "even" else "dev")
    for text, marks in islice(sets.nerel(folder), 200):
        yield (
            text,
            _of_kinds(marks, {"COUNTRY", "CITY", "STATE_OR_PROVINCE"}),
            _of_kinds(marks, {"DISTRICT", "LOCATION", "FACILITY"}),
        )


def kaznerd(data: Path, articles: str) -> Iterator[Marked]:
    """Sentences with the spans of GPE, and of LOCATION, which are not counted."""
    path = data / "ner-kk" / "IOB2_valid.txt"
    for number, (text, marks) in enumerate(sets.kaznerd(path) if path.is_file() else ()):
        if articles == "all" or number % 2 == (articles == "odd"):
            yield text, _of_kinds(marks, {"GPE"}), _of_kinds(marks, {"LOCATION"})


def _of_kinds(marks: Iterable[tuple[int, int, str]], kinds: set[str]) -> set[tuple[int, int]]:
    return {(start, end) for start, end, kind in marks if kind in kinds}


@dataclass
class Recognition:
    wanted: int = 0
    found: int = 0
    exact: int = 0
    overlapping: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    spurious: Counter[str] = field(default_factory=Counter)

    @property
    def f1(self) -> float:
        return _f1(self.exact, self.found, self.wanted)

    def figures(self) -> str:
        precision, recall = self.exact / max(self.found, 1), self.exact / max(self.wanted, 1)
        some = self.overlapping / max(self.wanted, 1)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1:.3f}   some overlap {some:.3f}"


def recognition(tag: str, texts: Iterator[Marked], whole: bool) -> Recognition:
    """Exact spans; `whole`: of the whole reader, else of the rules alone. AbsentError where there is no text."""
    spoken = language.load(tag)
    assert spoken is not None
    score = Recognition()
    for content, gold, free in texts:
        found = read(content, tag, None).mentions.places if whole else places.find(cut(content, spoken))
        spans = {(mention.span.start, mention.span.end) for mention in found} - free
        score.wanted, score.found = score.wanted + len(gold), score.found + len(spans)
        score.exact += len(gold & spans)
        for start, end in gold:
            if any(a < end and start < b for a, b in spans):
                score.overlapping += 1
            else:
                score.missed[_around(content, start, end)] += 1
        for start, end in spans - gold:
            mark = "~" if any(a < end and start < b for a, b in gold) else " "
            score.spurious[mark + _around(content, start, end)] += 1
    if not score.wanted:
        raise AbsentError(f"no texts in {tag!r} with marked places")
    return score


def _around(content: str, start: int, end: int) -> str:
    return f"{content[start:end]}   … {' '.join(content[max(0, start - 25) : end + 25].split())}"


def lgl(data: Path, articles: str) -> list[ET.Element]:
    path = data / "geoparsing" / "lgl.xml"
    if not path.is_file():
        raise AbsentError(f"{path} is not there: give the folder of public data with --data")
    parities = {"odd": (1,), "even": (0,), "all": (0, 1)}[articles]
    return [article for number, article in enumerate(ET.parse(path).getroot()) if number % 2 in parities]


def measure(articles: Sequence[ET.Element]) -> Tally:
    english = language.load("en")
    assert english is not None
    gazetteer.prepare()
    tally = Tally()
    for article in articles:
        measure_article(article, english, tally)
    return tally


def measure_article(article: ET.Element, english: language.Language, tally: Tally) -> None:
    content = article.findtext("text", "")
    gold = [read_gold(toponym) for toponym in article.iter("toponym")]
    text = cut(content, english)
    mentions = read(content, "en", None).mentions.places
    tally.articles += 1
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


def near(place: Place | gazetteer.Candidate | None, toponym: Gold) -> bool:
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
    print(f"LGL, {articles}-numbered articles: {tally.articles} articles")
    print(f"recognition, all {tally.gold} toponyms      P {precision:.3f}  R {recall:.3f}  F1 {tally.recognition:.3f}")
    found = tally.share(tally.found_with_coordinates)
    print(f"recall, {tally.with_coordinates} with coordinates         {found:.3f}")
    print(
        f"resolution of gold spans: Acc@161 km     {tally.share(tally.given_near):.3f}   "
        f"(same id {tally.share(tally.given_exact):.3f}, some place {tally.share(tally.given_known):.3f})"
    )
    print(f"found and within 161 km                  {tally.share(tally.end_to_end_near):.3f}")
    print(f"gold ids that the gazetteer holds        {tally.share(tally.ids_held):.3f}")


def rows(data: Path, pythons: Sequence[str]) -> list[Row]:
    """The figures of the report, with peers on LGL."""
    articles = lgl(data, "odd")
    ours = measure(articles)
    contents = [(article.findtext("text", ""), None) for article in articles]
    geotext, spacy = ask("geotext", pythons, contents), ask("spacy", pythons, contents)
    simple = measure_populous(articles, None)
    recognised = [
        Peer("geotext", None, geotext.problem)
        if geotext.found is None
        else Peer("geotext", measure_populous(articles, geotext.found).recognition)
    ]
    if spacy.found is None:
        recognised.append(Peer("spaCy small", None, spacy.problem))
        end_to_end = Peer("spaCy small, most populous place", None, spacy.problem)
    else:
        named = [[one for one in names if one["label"] in ("GPE", "LOC")] for names in spacy.found]
        peer = measure_populous(articles, named)
        recognised.append(Peer("spaCy small", peer.recognition))
        end_to_end = Peer("spaCy small, most populous place", peer.share(peer.end_to_end_near))
    populous = "most populous place"
    given = Peer(populous, simple.share(simple.given_near))
    exact = Peer(populous, simple.share(simple.given_exact))
    title = "LGL, odd articles"
    russian = recognition("ru", nerel(data, "odd"), whole=True)
    kazakh = recognition("kk", kaznerd(data, "odd"), whole=False)
    return [
        Row("places", title, "F1 of recognition, exact", ours.recognition, tuple(recognised)),
        Row("places", title, "given toponyms within 161 km", ours.share(ours.given_near), (given,)),
        Row("places", title, "given toponyms, same GeoNames id", ours.share(ours.given_exact), (exact,)),
        Row("places", title, "found and within 161 km", ours.share(ours.end_to_end_near), (end_to_end,)),
        Row("places", title, "gold ids that the gazetteer holds", ours.share(ours.ids_held)),
        Row("places", "NEREL dev", "F1 of recognition, exact", russian.f1),
        Row("places", "KazNERD part, rules alone", "F1 of recognition, exact", kazakh.f1),
    ]


def measure_populous(articles: Sequence[ET.Element], found: Sequence[list[dict[str, Any]]] | None) -> Tally:
    """The names that a peer finds, if one is asked, each taken for the most populous place of that name."""
    tally = Tally()
    for article, names in zip(articles, found or [[]] * len(articles), strict=True):
        content = article.findtext("text", "")
        spans = {(one["start"], one["end"]) for one in names}
        gold = [read_gold(toponym) for toponym in article.iter("toponym")]
        tally.gold += len(gold)
        tally.found += len(spans)
        for toponym in gold:
            is_found = (toponym.start, toponym.end) in spans
            tally.right += is_found
            if toponym.lat is None:
                continue
            place = next(iter(gazetteer.lookup(content[toponym.start : toponym.end])), None)
            is_near = near(place, toponym)
            tally.with_coordinates += 1
            tally.given_near += is_near
            tally.given_exact += place is not None and place.geonames == toponym.geonames
            tally.end_to_end_near += is_found and is_near
    return tally


if __name__ == "__main__":
    main()
