"""The documents' texts of a bundle: four streams, by language, in the order in which the entries name them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from dalel.sync.bundles import letters
from dalel.sync.bundles.cursors import END, split
from dalel.sync.bundles.frames import LANGUAGES
from dalel.sync.bundles.limits import MAX_TEXT_BYTES, BundleError

PLAIN = 0
STREAMS = len(LANGUAGES)

# Where more of a text's characters than this have no byte of their own, UTF-8 is shorter.
_MOST_UNKNOWN = 0.1
# Whose dictionary serves languages that have none.
_IN_CYRILLIC, _IN_LATIN = "ru", "en"


def sha256(text: str) -> str:
    """What names a text, in hexadecimal. Raises ValueError where it holds what is no character."""
    return hashlib.sha256(text.encode()).hexdigest()


def stream_of(text: str, language: str | None) -> int:
    """The stream that a text goes to: that of its language, else of one in the same letters, else that of UTF-8.

    `language` is a BCP 47 tag.
    """
    if letters.share_unknown(text) > _MOST_UNKNOWN:
        return PLAIN
    primary = (language or "").split("-")[0].lower()
    if primary in LANGUAGES[PLAIN + 1 :]:
        return LANGUAGES.index(primary)
    beyond_ascii = sum(character > "\x7f" for character in text)
    return LANGUAGES.index(_IN_CYRILLIC if 2 * beyond_ascii > len(text) else _IN_LATIN)


class Outgoing:
    """Texts on their way into the streams: each goes in where it is first named."""

    def __init__(self, texts: Mapping[str, str], languages: Mapping[str, str]) -> None:
        self._texts, self._languages = texts, languages
        self._numbers: dict[str, int] = {}
        self.streams = [bytearray() for _ in range(STREAMS)]

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def number(self, name: str) -> int | None:
        """Which of the texts it is, None where it was not named before."""
        return self._numbers.get(name)

    def send(self, name: str) -> int:
        """Put a text into its stream, and say which."""
        text = self._texts[name]
        stream = stream_of(text, self._languages.get(name))
        self.streams[stream] += (text.encode() if stream == PLAIN else letters.encode(text)) + END
        self._numbers[name] = len(self._numbers)
        return stream

    def check_end(self) -> None:
        """Raises BundleError where a text was not named."""
        for name in self._texts:
            if name not in self._numbers:
                raise BundleError(f"no entry of the bundle names the text {name}")


class Incoming:
    """Texts on their way out of the streams."""

    def __init__(self, streams: Sequence[bytes]) -> None:
        self._waiting = [iter(split(stream)) for stream in streams]
        self._names: list[str] = []
        self.texts: dict[str, str] = {}

    def name(self, number: int) -> str:
        """The name of a text that was named before."""
        if number >= len(self._names):
            raise BundleError("it points at a text that was not there before")
        return self._names[number]

    def take(self, stream: int) -> str:
        """The name of the next text of a stream."""
        raw = next(self._waiting[stream], None)
        if raw is None:
            raise BundleError("it ends too early: a text is missing")
        text = as_text(raw) if stream == PLAIN else letters.decode(raw)
        if len(raw) > MAX_TEXT_BYTES or len(text.encode()) > MAX_TEXT_BYTES:
            raise BundleError(f"a text is larger than {MAX_TEXT_BYTES} bytes")
        name = sha256(text)
        if name in self.texts:
            raise BundleError(f"the text {name} is in it twice")
        self.texts[name] = text
        self._names.append(name)
        return name

    def rest(self, stream: int) -> list[str]:
        """What is left in a stream that holds UTF-8."""
        return [as_text(raw) for raw in self._waiting[stream]]

    def check_end(self) -> None:
        """Raises BundleError where a text was not named."""
        if any(next(waiting, None) is not None for waiting in self._waiting):
            raise BundleError("it holds a text that no entry names")


def as_text(raw: bytes) -> str:
    """Raises BundleError where the bytes are not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BundleError("a text is not UTF-8") from error
