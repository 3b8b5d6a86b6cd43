"""Looks for a text that reading cannot take, guided by coverage (atheris; `pip install atheris`).

    python -m tools.fuzz_reading [-max_total_time=600] [CORPUS_FOLDER]

The first byte of an input chooses the language; every other byte chooses a piece of text: a word of that language's own
data files, a number, a mark, or the byte itself. So most inputs are made of words that rules wait for. A failure is an
exception, or a span that is not the text it says; atheris writes the input to a file. The arguments are libFuzzer's.
"""

from __future__ import annotations

import random
import re
import sys
from datetime import UTC, datetime
from importlib.resources import files

import atheris

with atheris.instrument_imports(include=["dalel"]):
    from dalel.extract.reading import read
    from dalel.model import Answer

LANGUAGES = ("en", "ru", "kk")
PUBLISHED = datetime(2022, 1, 6, 12, tzinfo=UTC)
MARKS = [
    ". ",
    ", ",
    "\n",
    "\n\n",
    " — ",
    "“",
    "”",
    '"',
    "«",
    "»",
    "(",
    ")",
    ": ",
    "? ",
    "! ",
    "…",
    "-",
    "’",
    "\t",
    "\0",
    "\u202e",
    "\u0307",
]
MOST = 400


def pieces(language: str) -> list[str]:
    """256 pieces to make texts of: marks, numbers, and words drawn from the language's files, always the same."""
    folder = files("dalel.extract.languages") / language
    words: set[str] = set()
    for name in (
        "events.tsv",
        "measures.tsv",
        "cues.tsv",
        "factuality.tsv",
        "times.toml",
        "numbers.tsv",
        "places.tsv",
        "titles.tsv",
    ):
        words.update(re.findall(r"[^\W\d_]+", (folder / name).read_text("utf-8")))
    drawn = random.Random(7).sample(sorted(words), 256 - len(MARKS) - 26)  # noqa: S311
    numbers = [str(number) for number in (0, 1, 2, 3, 12, 26, 164, 1937, 2022, 3706, 10**14)]
    names = [
        "Almaty",
        "Алматы",
        "Токаев",
        "Tokayev",
        "МВД",
        "Interior Ministry",
        "полиция",
        "шерушілер",
        "the",
        "a",
        "of",
        "and",
        "т.",
        "U.S.",
        "5-го",
    ]
    return [*MARKS, *numbers, *names, *drawn]


PIECES = {language: pieces(language) for language in LANGUAGES}


def text_of(data: bytes) -> tuple[str, str]:
    """The language and the text that an input stands for."""
    language = LANGUAGES[data[0] % len(LANGUAGES)]
    table = PIECES[language]
    words = [table[byte] if byte < len(table) else chr(byte) for byte in data[1:MOST]]
    return language, " ".join(words) if data[0] % 2 else "".join(
        f"{word} " if word.isalnum() else word for word in words
    )


def once(data: bytes) -> None:
    if not data:
        return
    language, text = text_of(data)
    answer = Answer("fuzz", data.decode("utf-8", "replace"))
    reading = read(text, language, PUBLISHED if data[0] % 5 else None, [answer] if data[0] % 7 == 0 else ())
    for statement in reading.statements:
        span = statement.span
        if text[span.start : span.end] != span.text:
            raise AssertionError(f"{span} is not the text")


def main() -> None:
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
