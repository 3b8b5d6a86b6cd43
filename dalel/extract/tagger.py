"""A learned tagger: one label for every word of a sentence, from a small file of weights.

It is a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): a label's score is the
sum of the weights of what is seen at the word and around it, and of the label before. Nothing else enters, so
every decision can be taken apart (`evidence`).

What is seen comes in *channels*. A channel has one key for every word of the text (the written word, the tag that a
rule gave it, a pair of neighbours), says which attributes a key has, and at which offsets from a word
its keys count. As attributes depend on the key alone, the scores of a key are summed once and kept: reading on costs
a table look-up a word. `training/crf.py` makes the file.

The file is a numpy archive: `channels` and `labels` (JSON texts), for channel number n `trie<n>` (a marisa trie of
its attributes) and `weights<n>` (int8, attribute × offset × label, in units of `scale`), and `transitions` (label
before × label). It holds no code and is read without pickle.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

OUTSIDE = "O"

# Keys remembered per channel, and sentences decoded together: bounds on memory, whatever the text.
_MOST_KEYS = 30_000
_FIRST_ROWS = 256
_BLOCK = 256
_IMPOSSIBLE = -1e6

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Channel:
    """One way of looking at a word: `attributes` of its key, counted at `offsets` from the word that is labelled."""

    name: str
    offsets: tuple[int, ...]
    attributes: Callable[[Any], Sequence[str]]


class Tagger:
    """Labels words by a file of weights; the channels must be those the weights were made for."""

    def __init__(self, data: bytes, channels: Sequence[Channel]) -> None:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            described = json.loads(str(archive["channels"]))
            if described != describe(channels):
                raise ValueError("the weights were made for other channels; make them again with training/")
            self.labels: list[str] = json.loads(str(archive["labels"]))
            scale = float(archive["scale"])
            self._transitions = _possible(archive["transitions"].astype(np.float32), self.labels)
            self._tables = [
                _Table(channel, archive[f"trie{number}"].tobytes(), archive[f"weights{number}"], scale)
                for number, channel in enumerate(channels)
            ]
        self._starts = np.array([_IMPOSSIBLE if label[0] == "I" else 0 for label in self.labels], np.float32)
        self._reach = max(abs(offset) for channel in channels for offset in channel.offsets)

    def tag(self, sentences: Sequence[tuple[int, int]], columns: Sequence[Sequence[Hashable]]) -> list[str]:
        """The label of every word; `sentences` are word indices [first, last) that follow one another, a column
        holds a channel's key for every word of the text."""
        labels: list[str] = []
        for begin in range(0, len(sentences), _BLOCK):
            block = sentences[begin : begin + _BLOCK]
            lengths = [last - first for first, last in block]
            decoded = self._decode(self._scores(block, columns), lengths)
            labels += [self.labels[number] for number in decoded]
        return labels

    def evidence(
        self, sentence: tuple[int, int], columns: Sequence[Sequence[Hashable]], word: int, label: str
    ) -> list[tuple[str, float]]:
        """What spoke for or against a label at a word: channel, offset, attribute, and its weight; strongest first."""
        number = self.labels.index(label)
        found: list[tuple[str, float]] = []
        for table, column in zip(self._tables, columns, strict=True):
            for place, offset in enumerate(table.channel.offsets):
                if sentence[0] <= word + offset < sentence[1]:
                    for attribute, weights in table.each(column[word + offset]):
                        found.append((f"{table.channel.name}{offset:+d} {attribute}", float(weights[place, number])))
        return sorted((item for item in found if item[1]), key=lambda item: -abs(item[1]))

    def _scores(self, block: Sequence[tuple[int, int]], columns: Sequence[Sequence[Hashable]]) -> Floats:
        """Scores of all labels for the words of some sentences, one sentence after the other.

        Sentences are laid out with room between them, so that what lies at an offset beyond an end is nothing.
        """
        begin, end = block[0][0], block[-1][1]
        gaps = np.repeat(np.arange(1, len(block) + 1), [last - first for first, last in block])
        places = np.arange(end - begin) + gaps * self._reach
        total = end - begin + (len(block) + 1) * self._reach
        scores = np.zeros((total, len(self.labels)), np.float32)
        for table, column in zip(self._tables, columns, strict=True):
            laid = np.zeros((total, len(table.channel.offsets), len(self.labels)), np.float32)
            laid[places] = table.rows(column[begin:end])
            for place, offset in enumerate(table.channel.offsets):
                low, high = max(0, -offset), total - max(0, offset)
                scores[low:high] += laid[low + offset : high + offset, place]
        chosen: Floats = scores[places]
        return chosen

    def _decode(self, scores: Floats, lengths: Sequence[int]) -> list[int]:
        """The best sequence of labels of each sentence (Viterbi), all sentences of the block side by side."""
        order = sorted(range(len(lengths)), key=lambda number: -lengths[number])
        firsts = np.concatenate(([0], np.cumsum(lengths)))[:-1][order]
        sizes = np.array(lengths)[order]
        best = scores[firsts] + self._starts
        before = np.zeros((int(sizes[0]), len(sizes), len(self.labels)), np.int16)
        for step in range(1, int(sizes[0])):
            active = int(np.searchsorted(-sizes, -step))
            paths = best[:active, :, None] + self._transitions
            before[step, :active] = paths.argmax(1)
            best[:active] = paths.max(1) + scores[firsts[:active] + step]
        decoded = np.zeros(len(scores), np.int16)
        label = best.argmax(1)
        for step in range(int(sizes[0]) - 1, -1, -1):
            active = int(np.searchsorted(-sizes, -step))
            decoded[firsts[:active] + step] = label[:active]
            label[:active] = before[step, np.arange(active), label[:active]]
        return [int(number) for number in decoded]


class _Table:
    """The weights of one channel, and the summed scores of the keys met so far."""

    def __init__(self, channel: Channel, trie: bytes, weights: NDArray[np.int8], scale: float) -> None:
        self.channel = channel
        self._trie = marisa_trie.Trie().frombytes(trie)
        self._weights = weights
        self._scale = scale
        self._numbers: dict[Hashable, int] = {}
        self._rows: Floats = np.zeros((_FIRST_ROWS, *weights.shape[1:]), np.float32)
        self._used = 1  # row 0 is that of all keys without weights: most pairs of words are

    def rows(self, keys: Sequence[Hashable]) -> Floats:
        """The scores of each key: key × offset × label."""
        numbers = self._numbers
        if len(numbers) > _MOST_KEYS:
            numbers.clear()
            self._used = 1
        places = [numbers.get(key, -1) for key in keys]
        if -1 in places:
            for index, key in enumerate(keys):
                if places[index] < 0:
                    if key not in numbers:
                        numbers[key] = self._add(key)
                    places[index] = numbers[key]
        chosen: Floats = self._rows[places]
        return chosen

    def each(self, key: Hashable) -> Iterator[tuple[str, Floats]]:
        """The attributes of a key that have weights, with these: offset × label."""
        for attribute in self.channel.attributes(key):
            found = self._trie.get(attribute)
            if found is not None:
                yield attribute, self._weights[found].astype(np.float32) * self._scale

    def _add(self, key: Hashable) -> int:
        """The row of a new key."""
        look_up = self._trie.get
        found = [number for number in map(look_up, self.channel.attributes(key)) if number is not None]
        if not found:
            return 0
        if self._used == len(self._rows):
            self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
        row = self._weights[found[0]] if len(found) == 1 else self._weights[found].sum(0, dtype=np.int32)
        np.multiply(row, self._scale, out=self._rows[self._used], casting="unsafe")
        self._used += 1
        return self._used - 1


def channels_of(data: bytes) -> list[tuple[str, tuple[int, ...]]]:
    """Names and offsets of the channels that a file of weights was made for."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return [(name, tuple(offsets)) for name, offsets in json.loads(str(archive["channels"]))]


def describe(channels: Sequence[Channel]) -> list[list[object]]:
    """Names and offsets of channels, as they stand in a file of weights."""
    return [[channel.name, list(channel.offsets)] for channel in channels]


def stretches(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The stretches [first, last) that B- and I- labels mark, with their type."""
    first = 0
    for index, label in enumerate(labels):
        if label[0] == "B":
            first = index
        if label != OUTSIDE and (index + 1 == len(labels) or labels[index + 1][0] != "I"):
            yield first, index + 1, label[2:]


def _possible(transitions: Floats, labels: Sequence[str]) -> Floats:
    """I-x follows B-x or I-x only."""
    for after, label in enumerate(labels):
        if label[0] == "I":
            for before, other in enumerate(labels):
                if other[2:] != label[2:]:
                    transitions[before, after] = _IMPOSSIBLE
    return transitions
