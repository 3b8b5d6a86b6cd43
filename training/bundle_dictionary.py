"""Makes the dictionaries of bundles: `dalel/sync/bundles/en.zdict`, `ru.zdict` and `kk.zdict`.

    python -m training.bundle_dictionary [--out FOLDER]

A dictionary is what a Zstandard frame may point back into: words of our own lexicons first, then texts and sentences
that were written for Dalel's tests, in the letters of `dalel/sync/bundles/letters.py`. Nothing is drawn at random and
no public data is used. The dictionaries are part of the bundle's format: to change them is to make a new version of it.
The script gives the shipped files from the lexicons and tests of the release they came with; docs/formats/bundle.md
gives their hashes. Stories that are held back, and Dalel's sample, on which bundles are measured, are left out.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dalel.sync.bundles import letters
from dalel.sync.bundles.frames import LANGUAGES, WORDS

TOP = Path(__file__).parents[1]
LEXICONS = TOP / "dalel" / "extract" / "languages"
GOLD = TOP / "tests" / "gold"
TRYING = ("analyse", "extract", "resolve", "weigh")
SAMPLE = TOP / "dalel" / "sample"
OUT = TOP / "dalel" / "sync" / "bundles"

# What the small strings of any bundle are made of. Last in its dictionary, so that it is the cheapest to point at.
COMMON = """\
{"by":0,"document":0,"text":0}
{"aliases":[0,0],"affiliations":[{"from":0,"name":0,"until":0}],"name":0,"note":0,"roles":[{"from":0,"name":0,"until":0}],"type":0}
{"action":0,"key":0,"last":0,"name":0,"note":0,"sealing":0,"successor":0}
{"about":0,"action":0,"changes":{"emptied":[{"body":{"author":0,"language":0,"published_at":0,"received_at":0,"source":0,"text":0,"title":0,"updated_at":0,"url":0},"entry":0}]},"note":0,"targets":[]}
{"about":0,"action":0,"changes":{"mode":0,"place":0,"time":0,"type":0},"note":0,"targets":[]}
{"about":0,"action":0,"changes":{},"note":0,"targets":[{"document":0,"end":0,"kind":0,"start":0,"statement":0}]}
confirm dispute merge split correct annotate redact undo event figure statement document entry
declare trust rotate revoke
outlet agency institution channel eyewitness unknown independent state opposition foreign international
PERSON ORGANIZATION GROUP http://www. .html .org/ .net/ .com/news/world/article/ .kz/ru/news/ .kz/kk/news/ https://t.me/
source actor document answer review key desk
KZ RU GB US KG UZ BY UA kk ru en uk kk-Latn
{"affiliation":0,"country":0,"kind":0,"languages":[0],"name":0,"url":0}
{"affiliation":0,"country":0,"kind":0,"languages":[0,0],"name":0,"url":0}
{"author":0,"language":0,"published_at":0,"received_at":0,"source":0,"text":0,"title":0,"updated_at":0,"url":0}
https://www."""

_FEWEST_SPACES = 3
_RUSSIAN = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_KAZAKH = set("әғқңөұүһі")
_CYRILLIC = _RUSSIAN | _KAZAKH
_CELLS = re.compile(r'[\t"=,;|]')
_FIELDS = re.compile(r"\t| \|\| ")
_BRACKETS = re.compile(r"[\[\]]")
_SHORTEST = 25
# A sentence that shares so many characters in a row with the sample is left out: the sample is what we measure on.
_MOST_SHARED = 40
_PHRASE = re.compile(r"[^\W\d_]{4,}(?:[ -][^\W\d_]+)*")


def words(language: str) -> Iterator[str]:
    """Words and phrases of a language's data files, each once."""
    seen: set[str] = set()
    folder = LEXICONS / language
    for path in [*sorted(folder.glob("*.tsv")), *sorted(folder.glob("*.toml"))]:
        lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
        for phrase in (found for line in lines for cell in _CELLS.split(line) for found in _PHRASE.findall(cell)):
            if phrase not in seen:
                seen.add(phrase)
                yield phrase


def sentences(language: str) -> Iterator[str]:
    """Sentences that were written to test one thing each, without their marks."""
    lines = [
        line
        for path in sorted(GOLD.glob(f"*.{language}.t*"))
        if "unseen" not in path.name
        for line in path.read_text("utf-8").splitlines()
    ]
    for name in ("events.tsv", "acled.tsv"):
        rows = (GOLD / name).read_text("utf-8").splitlines()
        lines += [row for row in rows if row.startswith(f"{language}\t")]
    measured_on = stretches_of_sample()
    for line in lines:
        sentence = _BRACKETS.sub("", max(_FIELDS.split(line), key=len))
        if len(sentence) >= _SHORTEST and not line.startswith(("#", " ")) and not _shared(sentence) & measured_on:
            yield sentence


def tried(language: str) -> Iterator[str]:
    """Sentences that tests of reading and weighing try, each once: their strings of some length."""
    measured_on = stretches_of_sample()
    seen: set[str] = set()
    for path in sorted(path for folder in TRYING for path in (TOP / "tests" / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if len(text) >= _SHORTEST and text.count(" ") >= _FEWEST_SPACES and language_of(text) == language:
                if text not in seen and not _shared(text) & measured_on:
                    yield text
                seen.add(text)


def language_of(text: str) -> str:
    """Which of three languages the letters are of."""
    letters_of_it = [letter for letter in text.lower() if letter.isalpha()]
    if 2 * sum(letter in _CYRILLIC for letter in letters_of_it) < len(letters_of_it):
        return "en"
    return "kk" if _KAZAKH & set(text.lower()) else "ru"


@cache
def stretches_of_sample() -> set[str]:
    """All stretches of the sample's texts that are as long as a sentence may share with none of them."""
    texts = (path.read_text("utf-8") for path in sorted((SAMPLE / "reports").glob("*.md")))
    return {stretch for text in texts for stretch in _shared(text)}


def _shared(text: str) -> set[str]:
    return {text[at : at + _MOST_SHARED] for at in range(len(text) - _MOST_SHARED + 1)}


def documents(language: str) -> Iterator[str]:
    """The gold documents in a language."""
    for path in sorted((GOLD / "documents" / language).rglob("*.toml")):
        yield tomllib.loads(path.read_text("utf-8"))["text"]


def stories(language: str, part: range = range(1000)) -> Iterator[str]:
    """The reports in a language of the stories that may be looked at: those with the numbers of `part`."""
    for path in sorted((GOLD / "stories" / "dev").glob("*.toml")):
        if int(path.name.split("-")[0]) in part:
            reports = tomllib.loads(path.read_text("utf-8"))["reports"]
            yield from (report["text"] for report in reports if report["language"].split("-")[0] == language)


def content(language: str, part: range = range(1000)) -> bytes:
    """A dictionary. Only stories with the numbers of `part` go in."""
    pieces = [
        " ".join(words(language)),
        *tried(language),
        *documents(language),
        *stories(language, part),
        *sentences(language),
        *([COMMON] if language == WORDS else []),
    ]
    return letters.encode("\n".join(pieces))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    folder = parser.parse_args().out
    for language in filter(None, LANGUAGES):
        made = content(language)
        (folder / f"{language}.zdict").write_bytes(made)
        print(f"{language}.zdict: {len(made)} bytes, SHA-256 {hashlib.sha256(made).hexdigest()}")


if __name__ == "__main__":
    main()
