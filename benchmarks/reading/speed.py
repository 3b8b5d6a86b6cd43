"""CPU time of reading a whole document of 500 words in each language, on one core.

    python -m benchmarks.reading.speed [--data ../shared/bench]

English: the first 500 words of the Guardian's articles. Russian: NEREL's texts, Kazakh: KazNERD's sentences, each
put together to documents of 500 words. Two figures, both of documents that the reader has not seen: for a reader that
has just started, and for one that has read some hundred other documents, as a desk's has after an hour: it knows the
base forms of most words, which in Russian take most of the time at first. Milliseconds of `time.process_time`, means
over the documents.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import guardian
from benchmarks.reading.table import AbsentError, Row
from dalel.extract.reading import read
from training import sets

WORDS = 500
SET = 30  # documents of each figure
MOST = 240  # documents that are read in all
_PUBLISHED = datetime(2020, 6, 15, tzinfo=UTC)
_WARM = {
    "en": "Police said on Wednesday that at least 26 people had been killed in Almaty.",
    "ru": "В среду полиция сообщила, что в Алматы погибли не менее 26 человек.",
    "kk": "Сәрсенбіде полиция Алматыда кемінде 26 адам қаза тапқанын хабарлады.",
}


def english(data: Path) -> list[str]:
    try:
        archive = guardian.archive(data)
    except SystemExit:
        raise AbsentError(f"no Guardian sample in {data}") from None
    return [document for article in guardian.articles(archive) for document in _documents([article.text], 1)]


def russian(data: Path) -> list[str]:
    folder = data / "ner-ru" / "NEREL"
    texts = (text for part in ("dev", "train") for text, _ in sets.nerel(folder / part))
    return list(_documents(texts, MOST))


def kazakh(data: Path) -> list[str]:
    path = data / "ner-kk" / "IOB2_valid.txt"
    sentences = (text for text, _ in sets.kaznerd(path)) if path.is_file() else ()
    return list(_documents(sentences, MOST))


def _documents(texts: Iterable[str], most: int) -> Iterator[str]:
    """Paragraphs put together to documents of `WORDS` words, at most so many; what is left over is dropped."""
    paragraphs: list[str] = []
    words = made = 0
    for text in texts:
        for paragraph in text.splitlines():
            missing = WORDS - words
            pieces = paragraph.split()
            paragraphs.append(" ".join(pieces[:missing]))
            words += len(pieces[:missing])
            if words == WORDS:
                yield "\n".join(paragraphs)
                paragraphs, words, made = [], 0, made + 1
                if made == most:
                    return


def milliseconds(language: str, documents: Sequence[str]) -> tuple[float, float]:
    """CPU time of a document for a reader that has just started and for one that has read others."""
    if len(documents) < 3 * SET:
        raise AbsentError(f"too few documents in {language!r} to read")
    read(_WARM[language], language, _PUBLISHED)  # builds the tables
    started = _mean(language, documents[:SET])
    for document in documents[2 * SET :]:
        read(document, language, _PUBLISHED)
    return started, _mean(language, documents[SET : 2 * SET])


def _mean(language: str, documents: Sequence[str]) -> float:
    began = time.process_time()
    for document in documents:
        read(document, language, _PUBLISHED)
    return 1000 * (time.process_time() - began) / len(documents)


def rows(data: Path, pythons: Sequence[str]) -> list[Row]:
    """CPU milliseconds by language; there are no peers that read as much."""
    table = []
    for language, title, texts in (
        ("en", "Guardian sample", english),
        ("ru", "NEREL", russian),
        ("kk", "KazNERD", kazakh),
    ):
        started, running = milliseconds(language, texts(data))
        table.append(Row("speed", title, "CPU ms for 500 words", running))
        table.append(Row("speed", title, "CPU ms for 500 words, just started", started))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="folder of public data")
    try:
        for row in rows(parser.parse_args().data, ()):
            print(f"{row.data:20}{row.dalel:6.1f} {row.measure}")
    except AbsentError as absent:
        sys.exit(str(absent))


if __name__ == "__main__":
    main()
