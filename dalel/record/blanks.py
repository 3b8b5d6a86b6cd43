"""Words that must go, and what stands in their place: one block for each code point, so that all other positions hold.

Words are found as a reader would: whatever the case of their letters and the spaces between them, but only as whole
words. "Anna" is not found in "Annabel"; forms of an inflected name are named one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

BLOCK = "█"

# Forms of a word that share so many letters are named, as far as the last two letters go.
SHORTEST_SHARED = 4
LONGEST_ENDING = 2

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be redacted. Make it with `words_of`."""

    words: tuple[str, ...]
    in_texts: tuple[re.Pattern[str], ...]
    in_addresses: tuple[re.Pattern[str], ...]
    one_by_one: tuple[re.Pattern[str], ...]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where they stand in a text."""
        return _found(self.in_texts, text)

    def blanked(self, text: str) -> str:
        return blanked(text, self.spans(text))

    def blanked_one_by_one(self, text: str) -> str:
        """A text without any of the single words, also apart from each other."""
        return blanked(text, _found(self.one_by_one, text))

    def blanked_address(self, url: str) -> str:
        """An address without them, with hyphens or percent-encoded, too: "/anna-petrova", "/anna%20petrova"."""
        url = blanked(url, _found(self.in_addresses, url))
        decoded = unquote(url)
        hidden = _found(self.in_addresses, decoded)
        return blanked(decoded, hidden) if hidden else url

    def stand_in(self, value: Any) -> bool:
        """Whether they stand anywhere in JSON data."""
        if isinstance(value, str):
            return bool(self.spans(value)) or self.blanked_address(value) != value
        if isinstance(value, dict):
            return any(map(self.stand_in, value.values())) or any(map(self.stand_in, value))
        return isinstance(value, list) and any(map(self.stand_in, value))

    def near(self, text: str) -> set[str]:
        """Other forms of the same words, perhaps, that a text still holds: they begin alike."""
        words = [word.casefold() for word in _single_words(self.words) if len(word) >= SHORTEST_SHARED]
        beginnings = tuple(word[: max(SHORTEST_SHARED, len(word) - LONGEST_ENDING)] for word in words)
        return {word for word in re.findall(r"\w+", text) if word.casefold().startswith(beginnings)}


NO_WORDS = Words((), (), (), ())


def words_of(words: Iterable[str]) -> Words:
    """Words as they are looked for. Raises ValueError where one holds no letter and no digit."""
    chosen = tuple(dict.fromkeys(" ".join(word.split()) for word in words))
    for word in chosen:
        if not re.search(r"\w", word):
            raise ValueError(f"{word!r} holds no letter and no digit; nothing can be redacted by it")
    slugs = (re.findall(r"[^\W_]+", word) for word in chosen)
    return Words(
        chosen,
        tuple(_pattern(word.split(), r"\s+", r"\w") for word in chosen),
        tuple(_pattern(parts, r"[\W_]{1,3}", r"[^\W_]") for parts in slugs if parts),
        tuple(_pattern([single], "", r"\w") for single in _single_words(chosen)),
    )


def united(spans: Spans) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def blanked(text: str, spans: Spans) -> str:
    """A text of the same length with blocks where the spans are."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = BLOCK * len(characters[start:end])
    return "".join(characters)


def blanked_path(url: str) -> str:
    """An address of which only the host is left."""
    kept = url.find("/", len(urlsplit(url).scheme) + len("://"))
    return url if kept < 0 else url[:kept] + "".join("/" if one == "/" else BLOCK for one in url[kept:])


def blanked_json(body: str, blank: Callable[[str], str]) -> str:
    """JSON with all its strings blanked; what is no JSON is blanked as it is, and wholly where it may hide letters."""
    try:
        value = json.loads(body, object_pairs_hook=lambda pairs: {blank(key): item for key, item in pairs})
        return json.dumps(blanked_value(value, blank))
    except (ValueError, RecursionError):
        return BLOCK * len(body) if "\\" in body else blank(body)


def blanked_value(value: Any, blank: Callable[[str], str]) -> Any:
    """JSON data with all its strings blanked, but not its keys."""
    if isinstance(value, str):
        return blank(value)
    if isinstance(value, dict):
        return {key: blanked_value(item, blank) for key, item in value.items()}
    return [blanked_value(item, blank) for item in value] if isinstance(value, list) else value


def covers(redacted: str | None, original: str | None) -> bool:
    """Whether a text is what the redacted one was, as far as can be told: equal but for the blocks."""
    if redacted is None or original is None:
        return redacted == original
    if len(redacted) != len(original):
        return False
    return all(now in (before, BLOCK) for now, before in zip(redacted, original, strict=True))


def covers_address(redacted: str | None, original: str | None) -> bool:
    """The same for an address, of which a redaction keeps the form without percent-encoding."""
    return covers(redacted, original) or (original is not None and covers(redacted, unquote(original)))


def blocks(text: str) -> list[tuple[int, int]]:
    """Where the blocks of a text are."""
    return [run.span() for run in re.finditer(f"{BLOCK}+", text)]


def uncovered(redacted: str, original: str) -> list[str]:
    """The words of the original where the redacted text has blocks."""
    found = (original[start:end] for start, end in blocks(redacted))
    return [words for words in found if re.search(r"\w", words)]


def _single_words(words: Iterable[str]) -> list[str]:
    return [single for word in words for single in re.findall(r"\w+", word)]


def _pattern(parts: Sequence[str], between: str, letter: str) -> re.Pattern[str]:
    """Begins and ends where words do; only "+7 701" and "@anna" may follow upon a letter."""
    before = f"(?<!{letter})" if re.match(letter, parts[0]) else ""
    after = f"(?!{letter})" if re.match(letter, parts[-1][-1]) else ""
    return re.compile(f"{before}{between.join(map(re.escape, parts))}{after}", re.IGNORECASE)


def _found(patterns: Iterable[re.Pattern[str]], text: str) -> list[tuple[int, int]]:
    return united([match.span() for pattern in patterns for match in pattern.finditer(text)])
