"""The three places where everything small in a bundle stands, written and read front to back.

Numbers are LEB128 of at most eight bytes; words are texts in the bytes of `letters.py`, each closed by 0xFF; raw bytes
are hashes, salts and signatures, which nothing compresses.
"""

from __future__ import annotations

from collections.abc import Sequence

from dalel.sync.bundles import letters
from dalel.sync.bundles.limits import MAX_VALUES, BundleError

END = b"\xff"  # what closes a text in a stream: no byte of UTF-8 or of our letters

_MORE = 0x80
_MOST_NUMBER_BYTES = 8


def signed_to_number(value: int) -> int:
    """Small numbers of either sign as small numbers: 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …"""
    return 2 * value if value >= 0 else -2 * value - 1


def number_to_signed(number: int) -> int:
    return -((number + 1) >> 1) if number & 1 else number >> 1


def number_bytes(number: int) -> bytes:
    """A number from 0 on as LEB128."""
    made = bytearray()
    while number >= _MORE:
        made.append(number & 0x7F | _MORE)
        number >>= 7
    made.append(number)
    return bytes(made)


def read_number(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins at a place, and the place after it. Raises BundleError where there is none."""
    number = 0
    for index, byte in enumerate(data[at : at + _MOST_NUMBER_BYTES]):
        number |= (byte & 0x7F) << (7 * index)
        if not byte & _MORE:
            return number, at + index + 1
    raise BundleError("it ends too early, or holds a number that is too large")


class Sink:
    """Takes numbers, words and raw bytes."""

    def __init__(self) -> None:
        self.numbers = bytearray()
        self.words = bytearray()
        self.raw = bytearray()

    def number(self, number: int) -> None:
        self.numbers += number_bytes(number)

    def signed(self, value: int) -> None:
        self.number(signed_to_number(value))

    def word(self, word: str) -> None:
        self.words += letters.encode(word) + END

    def table(self, values: Sequence[str]) -> None:
        """A column of words of which many are the same: 0 and the word for a new one, else which of them it is."""
        known: dict[str, int] = {}
        new = []
        for value in values:
            self.number(known.get(value, 0))
            if value not in known:
                known[value] = len(known) + 1
                new.append(value)
        for value in new:
            self.word(value)


class Source:
    """Gives back what a Sink took, in the same order. Raises BundleError where there is no more."""

    def __init__(self, numbers: bytes, words: bytes, raw: bytes) -> None:
        self._numbers, self._raw = numbers, raw
        self._words = split(words)
        self._number_at = self._word_at = self._raw_at = 0

    def number(self) -> int:
        number, self._number_at = read_number(self._numbers, self._number_at)
        return number

    def signed(self) -> int:
        return number_to_signed(self.number())

    def count(self, most: int, of: str) -> int:
        """A number of things. Raises BundleError where there are more than may be."""
        count = self.number()
        if count > most:
            raise BundleError(f"it holds more than {most} {of}")
        return count

    def word(self) -> str:
        if self._word_at == len(self._words):
            raise BundleError("it ends too early: a word is missing")
        self._word_at += 1
        return letters.decode(self._words[self._word_at - 1])

    def raw(self, size: int) -> bytes:
        end = self._raw_at + size
        if end > len(self._raw):
            raise BundleError("it ends too early: a hash or a signature is missing")
        found, self._raw_at = self._raw[self._raw_at : end], end
        return found

    def table(self, count: int) -> list[str]:
        """What `Sink.table` took."""
        codes = [self.number() for _ in range(count)]
        known = [self.word() for _ in range(codes.count(0))]
        values, met = [], 0
        for code in codes:
            met += code == 0
            if code > met:
                raise BundleError("it points at a word that was not there before")
            values.append(known[(code or met) - 1])
        return values

    def check_end(self) -> None:
        """Raises BundleError where something was not asked for."""
        left = len(self._numbers) - self._number_at, len(self._words) - self._word_at, len(self._raw) - self._raw_at
        if any(left):
            raise BundleError("something follows what it should hold")


def split(stream: bytes) -> list[bytes]:
    """The texts of a stream. Raises BundleError where there are too many or the last is not closed."""
    if not stream:
        return []
    if not stream.endswith(END):
        raise BundleError("it ends too early: a text is not closed")
    if stream.count(END) > MAX_VALUES:
        raise BundleError(f"it holds more than {MAX_VALUES} texts or words")
    return stream[:-1].split(END)
