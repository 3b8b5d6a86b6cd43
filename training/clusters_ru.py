"""Groups Russian words of like use: `dalel/extract/languages/ru/clusters.marisa`.

    python -m training.clusters_ru VECTORS [--out dalel/extract/languages/ru/clusters.marisa]

VECTORS is navec's file of word vectors (Kukushkin 2019, MIT licence), trained on a thousand million words of news; the
`natasha` wheel holds it as `natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar`. The most frequent words are put
into 96 wide and 768 narrow groups by k-means on the unit sphere. Needs `navec`, at training time alone.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import marisa_trie
import numpy as np
from navec import Navec
from numpy.typing import NDArray

WORDS = 120_000
WIDE, NARROW = 96, 768
_ROUNDS = 10
_SAMPLE = 40_000  # the groups' middles are found from the most frequent words
_BLOCK = 4096

Floats = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("--out", type=Path, default=Path("dalel/extract/languages/ru/clusters.marisa"))
    options = parser.parse_args()
    words, vectors = read(options.vectors)
    groups = zip(kmeans(vectors, WIDE), kmeans(vectors, NARROW), strict=True)
    trie = marisa_trie.RecordTrie(
        "<BH", [(word, (int(wide), int(narrow))) for word, (wide, narrow) in zip(words, groups, strict=True)]
    )
    options.out.write_bytes(trie.tobytes())
    print(f"{options.out}: {len(words)} words, {options.out.stat().st_size // 1024} KiB")


def read(path: Path) -> tuple[list[str], Floats]:
    """The most frequent words, first come the most frequent, with their vectors scaled to length one."""
    navec = Navec.load(path)
    words = navec.vocab.words
    order = np.argsort(-np.array(navec.vocab.counts), kind="stable")
    kept = [number for number in order if re.fullmatch(r"[а-яёa-z][а-яёa-z-]*", words[number])][:WORDS]
    vectors = np.asarray(navec.pq.unpack(), np.float32)[kept]
    return [words[number] for number in kept], vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def kmeans(vectors: Floats, number: int) -> NDArray[np.int64]:
    """The group of each vector, out of a number of groups; the same vectors give the same groups."""
    random = np.random.default_rng(0)
    sample = vectors[:_SAMPLE]
    middles = sample[random.choice(len(sample), number, replace=False)]
    for _ in range(_ROUNDS):
        groups = nearest(sample, middles)
        sums = np.zeros_like(middles)
        np.add.at(sums, groups, sample)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        empty = sample[random.choice(len(sample), number)]
        middles = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), empty)
    return nearest(vectors, middles)


def nearest(vectors: Floats, middles: Floats) -> NDArray[np.int64]:
    blocks = range(0, len(vectors), _BLOCK)
    return np.concatenate([(vectors[begin : begin + _BLOCK] @ middles.T).argmax(1) for begin in blocks])


if __name__ == "__main__":
    main()
