"""Trains the weights of `dalel.extract.tagger` with CRFsuite (Okazaki 2007; python-crfsuite, MIT licence).

The channels are those of the tagger, so that training sees what reading sees. L1 keeps few weights (small files), L2
keeps them small. CRFsuite's L-BFGS is deterministic: the same data gives the same file.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import pycrfsuite

from dalel.extract.tagger import Channel, describe


@dataclass(frozen=True)
class Example:
    """A text to learn from: its sentences [first, last), its channels' columns, and the label of each word."""

    sentences: Sequence[tuple[int, int]]
    columns: Sequence[Sequence[Hashable]]
    labels: Sequence[str]


def train(
    examples: Iterable[Example],
    channels: Sequence[Channel],
    l1: float = 0.1,
    l2: float = 0.01,
    iterations: int = 150,
    seen: int = 2,
    verbose: bool = False,
) -> bytes:
    """The file of weights. An attribute seen fewer than `seen` times is left out."""
    names: dict[tuple[int, int, str], str] = {}
    trainer = pycrfsuite.Trainer(verbose=verbose)
    kept: list[dict[Hashable, Sequence[str]]] = [{} for _ in channels]
    for example in examples:
        for first, last in example.sentences:
            items = []
            for word in range(first, last):
                item = []
                for number, channel in enumerate(channels):
                    column = example.columns[number]
                    for offset in channel.offsets:
                        if first <= word + offset < last:
                            key = column[word + offset]
                            if key not in kept[number]:
                                kept[number][key] = channel.attributes(key)
                            for attribute in kept[number][key]:
                                item.append(names.setdefault((number, offset, attribute), f"f{len(names)}"))
                items.append(item)
            trainer.append(items, list(example.labels[first:last]))
    trainer.select("lbfgs")
    trainer.set_params({"c1": l1, "c2": l2, "max_iterations": iterations, "feature.minfreq": seen})
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        tagger.close()
    meanings = {name: meaning for meaning, name in names.items()}
    state = {(meanings[name], label): weight for (name, label), weight in info.state_features.items()}
    return _file(channels, sorted(info.labels), state, dict(info.transitions))


def _file(
    channels: Sequence[Channel],
    labels: list[str],
    state: dict[tuple[tuple[int, int, str], str], float],
    transitions: dict[tuple[str, str], float],
) -> bytes:
    place = {label: number for number, label in enumerate(labels)}
    scale = max(map(abs, state.values())) / 127
    between = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in transitions.items():
        between[place[before], place[after]] = weight
    arrays: dict[str, Any] = {
        "channels": np.array(json.dumps(describe(channels))),
        "labels": np.array(json.dumps(labels)),
        "scale": np.array(scale),
        "transitions": between,
    }
    by_channel: dict[int, dict[str, list[tuple[int, str, int]]]] = defaultdict(lambda: defaultdict(list))
    for ((number, offset, attribute), label), weight in state.items():
        value = round(weight / scale)
        if value:
            by_channel[number][attribute].append((offset, label, value))
    for number, channel in enumerate(channels):
        trie = marisa_trie.Trie(sorted(by_channel[number]))
        weights = np.zeros((len(trie), len(channel.offsets), len(labels)), np.int8)
        for attribute, entries in by_channel[number].items():
            for offset, label, value in entries:
                weights[trie[attribute], channel.offsets.index(offset), place[label]] = value
        arrays[f"trie{number}"] = np.frombuffer(trie.tobytes(), np.uint8)
        arrays[f"weights{number}"] = weights
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()
