"""Trains the reader of voices: `dalel/extract/languages/en/voices.crf`.

    python -m training.voices [--data ../shared/bench] [--out dalel/extract/languages/en/voices.crf]

The data is PolNeAR 1.0 (Newell, Margolin and Ruths 2018), its train part: articles in which annotators marked the
source, cue and content of every attribution. An article with several annotators is learned from once for each. The
rules' own sayings are among what the reader looks at: change them, and it is to be trained again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reading.voices import articles
from dalel.extract import actors, places
from dalel.extract.language import load
from dalel.extract.tagger import OUTSIDE
from dalel.extract.text import Text, cut
from dalel.extract.voices.attributions import possible_cues, ruled
from dalel.extract.voices.channels import channels, columns
from dalel.extract.voices.speech import context_of
from training.crf import Example, train

ROLES = {"Source": "S", "Cue": "C", "Content": "T"}
STEP = 1  # every article


def marks(text: Text, path: Path) -> list[str]:
    """The role of each word in a brat standoff file, as B- and I- labels; a stretch begins anew with each sentence."""
    stretches: list[tuple[int, int, str]] = []
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 2 or not cells[0].startswith("T"):
            continue
        role, _, spans = cells[1].partition(" ")
        if role in ROLES:
            for span in spans.split(";"):
                words = text.words_in(*map(int, span.split()))
                stretches.append((words.start, words.stop, ROLES[role]))
    labels = [OUTSIDE] * len(text.words)
    firsts = {sentence.first for sentence in text.sentences}
    for first, last, role in stretches:
        for word in range(first, last):
            labels[word] = ("B-" if word == first or word in firsts else "I-") + role
    for word in range(1, len(labels)):  # where stretches overlap, the later wins and may cut the earlier
        if labels[word][0] == "I" and labels[word - 1][2:] != labels[word][2:]:
            labels[word] = "B" + labels[word][1:]
    return labels


def examples(folder: Path, step: int = STEP) -> Iterator[Example]:
    english = load("en")
    assert english is not None
    for raw, files in list(articles(folder))[::step]:
        text = cut(raw, english)
        mentioned = actors.find(text, places.find(text))
        context = context_of(text, mentioned)
        cues = possible_cues(context)
        seen = columns(context, mentioned, ruled(context, cues), [cue.core for cue in cues])
        for file in files:
            yield Example(text.sentence_ranges, seen, marks(text, file))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--out", type=Path, default=Path("dalel/extract/languages/en/voices.crf"))
    parser.add_argument("--step", type=int, default=STEP, help="learn from every n-th article only, to try things out")
    parsed = parser.parse_args(arguments)
    folder = parsed.data / "attribution" / "PolNeAR" / "train"
    if not folder.is_dir():
        raise SystemExit(f"{folder} is absent: nothing was trained")
    english = load("en")
    assert english is not None
    parsed.out.write_bytes(train(examples(folder, parsed.step), channels(english), l1=0.05, l2=0.1, iterations=100))
    print(f"{parsed.out}: {parsed.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
