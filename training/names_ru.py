"""Trains the model of Russian names: `dalel/extract/languages/ru/names.crf`.

    python -m training.names_ru [--data ../shared/bench] [--out dalel/extract/languages/ru/names.crf] [--folds N]

The data are NEREL's train part (Loukachevitch et al. 2021; Wikinews articles) and factRuEval-2016's devset (Starostin
et al. 2016; MIT licence). Learned are the outermost persons, organisations and places. `--folds N` makes no file: it
parts all texts into N and measures on each what was learned from the others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.reading.names import Tally, factrueval, nerel
from dalel.extract.language import load
from dalel.extract.names.channels import OFFSETS, channels
from dalel.extract.tagger import Tagger, stretches
from training.crf import Example, train
from training.names_examples import example, folds

L1, L2, ITERATIONS = 0.1, 0.3, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="the folder of public data")
    parser.add_argument("--out", type=Path, default=Path("dalel/extract/languages/ru/names.crf"))
    parser.add_argument("--folds", type=int, default=0, help="measure by cross-validation instead")
    options = parser.parse_args()
    examples = [
        example(text, "ru", marks, OFFSETS)
        for text, marks in [*nerel(options.data, "train"), *factrueval(options.data)]
    ]
    if options.folds:
        validate(examples, options.folds)
        return
    options.out.write_bytes(learn(examples))
    print(f"{options.out}: {options.out.stat().st_size // 1024} KiB from {len(examples)} texts")


def learn(examples: list[Example]) -> bytes:
    """The file of weights."""
    language = load("ru")
    assert language is not None
    return train(examples, channels(language, OFFSETS.items()), L1, L2, ITERATIONS)


def validate(examples: list[Example], number: int) -> None:
    """What is learned from all parts but one, measured on that one; word for word, before gazetteer and table."""
    language = load("ru")
    assert language is not None
    total = Tally()
    for known, unseen in folds(examples, number):
        tagger = Tagger(learn(known), channels(language, OFFSETS.items()))
        for one in unseen:
            total.add(list(stretches(one.labels)), list(stretches(tagger.tag(one.sentences, one.columns))))
    print(total.table(f"{number} folds of NEREL train and factRuEval devset"))


if __name__ == "__main__":
    main()
