"""How well the Kazakh stemmer brings the forms of a word together, on UD Kazakh-KTB.

    python -m benchmarks.reading.kazakh [--data ../shared/bench]

Words are taken once each (distinct form and lemma; no punctuation, no numbers). Printed for nouns, verbs and all:
`grouped`: forms whose stem is the most frequent stem of their lemma, of all forms of lemmas with two forms or more;
`apart`: forms whose stem belongs to their lemma more often than to another; `lemma`: stem is the treebank's lemma.
The treebank's lemma of a verb is that of its root voice, ours keeps the voice ("was seized" is not "seized").
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from dalel.extract.language import load

_SKIPPED = frozenset(("PUNCT", "NUM", "SYM", "X", "AUX", "PART"))


def words(folder: Path) -> set[tuple[str, str, str]]:
    """Distinct (form, lemma, part of speech) of all files; parts of a split word are left out."""
    found = set()
    for path in sorted(folder.glob("*.conllu")):
        split_until = 0
        for line in path.read_text("utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) < 4:
                split_until = 0
            elif "-" in cells[0]:
                split_until = int(cells[0].split("-")[1])
            elif cells[0].isdigit() and int(cells[0]) > split_until and cells[3] not in _SKIPPED:
                found.add((cells[1].lower(), cells[2].lower(), cells[3]))
    return found


def measure(entries: list[tuple[str, str, str]]) -> tuple[float, float, float]:
    """grouped, apart, lemma (see above), each from 0 to 1; `entries` are (form, stem, lemma)."""
    by_lemma: dict[str, Counter[str]] = defaultdict(Counter)
    by_stem: dict[str, Counter[str]] = defaultdict(Counter)
    for _, stem, lemma in entries:
        by_lemma[lemma][stem] += 1
        by_stem[stem][lemma] += 1
    several = [stems for stems in by_lemma.values() if stems.total() > 1]
    grouped = sum(max(stems.values()) for stems in several) / sum(stems.total() for stems in several)
    apart = sum(max(lemmas.values()) for lemmas in by_stem.values()) / len(entries)
    return grouped, apart, sum(stem == lemma for _, stem, lemma in entries) / len(entries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    folder = parser.parse_args().data / "ud-kk"
    found = words(folder)
    if not found:
        raise SystemExit(f"{folder}: no CoNLL-U files; give the folder of the public data with --data")
    language = load("kk")
    assert language is not None
    print(f"{'':8}{'forms':>8}{'grouped':>10}{'apart':>10}{'lemma':>10}")
    for name, kinds in (("nouns", {"NOUN", "PROPN"}), ("verbs", {"VERB"}), ("all", {kind for *_, kind in found})):
        chosen = sorted((form, lemma) for form, lemma, kind in found if kind in kinds)
        for label, stem in (("", language.lemma), ("uncut", str)):
            entries = [(form, stem(form), lemma) for form, lemma in chosen]
            grouped, apart, exact = measure(entries)
            print(f"{label or name:8}{len(entries):8}{grouped:10.3f}{apart:10.3f}{exact:10.3f}")


if __name__ == "__main__":
    main()
