"""Explicit credits: an author, a dateline or a line of its own that names the source a text is taken from.

    ALMATY, January 5 (Steppe Wire) — Protesters stormed …
    Источник: Steppe Wire.
    Steppe Wire агенттігінің хабарлауынша

What a sentence attributes among others ("По сообщению агентства Steppe Wire, ночью …") is a voice, and no credit.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, lru_cache
from importlib.resources import files

from dalel.extract.language import languages
from dalel.extract.lexicon import rows
from dalel.extract.scripts import sound

# Credits stand in the first lines or in the last ones, and are short.
_LINES, _LONGEST_LINE = 4, 120
_DATELINE = re.compile(r"[^\n()]{2,60}\(([^\n()]{2,60})\)\s*[—–-]")
_MOST_WORDS = 5  # of a name that is not known
_EDGES = " \t.,;:!«»\"'“”„’()[]—–-*_©"
# Letters by which an inflected name may differ from its base form, and those that must be alike.
_INFLECTED, _SHORTEST_STEM = 3, 4


def credit(text: str, author: str | None, sources_known: Collection[str]) -> str | None:
    """The source that a text itself says it is taken from; None where it says nothing.

    A known source under its known name, else the name as written. It may be the publisher's own: agencies sign too.
    """
    if author is not None:
        known = named_source(author, sources_known)
        if known is not None:
            return known
    for line in _ends(text):
        dateline = _DATELINE.match(line)
        if dateline is not None:
            return _known_or_new(dateline.group(1), sources_known)
        found = _note(line, sources_known) if len(line) <= _LONGEST_LINE else None
        if found is not None:
            return found
    return None


def named_source(name: str, sources_known: Collection[str]) -> str | None:
    """Which of the known sources a name means: "агентства Steppe Wire", "Полярной ленты", "BNS"; None where none.

    What stands beside the source's name must be no name: "Interior Ministry of Ghana" is no "Interior Ministry".
    """
    words = re.findall(r"\w+", name[:_LONGEST_LINE])
    if not any(word[0].isupper() or word[0].isdigit() for word in words):
        return None
    heard = [sound(word) for word in words]
    best: tuple[int, str] | None = None
    for source in sources_known:
        own = _sounds(source)
        first = _place(own, heard)
        if first is None and len(words) == 1 and _initials(source) == words[0].upper():
            return source
        if first is not None:
            beside = words[:first] + words[first + len(own) :]
            if not any(word[0].isupper() for word in beside) and (best is None or (len(own), source) > best):
                best = (len(own), source)
    return best[1] if best is not None else None


def _ends(text: str) -> list[str]:
    """The first and the last lines of a text, however long it is."""
    head = text[: _LINES * 400].lstrip().split("\n")[:_LINES]
    tail = text[-_LINES * 400 :].rstrip().split("\n")[-_LINES:]
    return [line.strip()[:400] for line in head + tail if line.strip()]


def _note(line: str, sources_known: Collection[str]) -> str | None:
    """The source named by a line that says nothing else."""
    folded = line.strip(_EDGES).lower()
    for words, is_before, is_sure in _cues():
        bare = words.rstrip(":")
        if not (folded.startswith(bare) if is_before else folded.endswith(bare)):
            continue
        stripped = line.strip(_EDGES)
        rest = stripped[len(bare) :] if is_before else stripped[: -len(bare)]
        if words.endswith(":") and not rest.lstrip().startswith(":"):
            continue
        if rest[:1].isalnum() if is_before else rest[-1:].isalnum():
            continue  # "Bypass" is no "by"
        found = _known_or_new(rest, sources_known) if is_sure else _only_name(rest, sources_known)
        if found is not None:
            return found
    return None


def _only_name(rest: str, sources_known: Collection[str]) -> str | None:
    """A known source, where hardly anything but its name is said."""
    known = named_source(rest.strip(_EDGES), sources_known)
    is_short = known is not None and len(rest.split()) <= len(known.split()) + 2
    return known if is_short else None


def _known_or_new(name: str, sources_known: Collection[str]) -> str | None:
    name = name.strip(_EDGES)
    known = named_source(name, sources_known)
    if known is not None:
        return known
    is_name = name[:1].isupper() and len(name.split()) <= _MOST_WORDS and not any(map(str.isdigit, name))
    return name if is_name else None


def _place(own: tuple[str, ...], heard: list[str]) -> int | None:
    """Where the words of a name stand among others, inflected or not."""
    for first in range(len(heard) - len(own) + 1) if own else ():
        if all(_alike(one, other) for one, other in zip(own, heard[first:], strict=False)):
            return first
    return None


def _alike(own: str, heard: str) -> bool:
    """Whether two sounds are one word, inflected or not."""
    stem = own[: max(len(own) - _INFLECTED, _SHORTEST_STEM)]
    return heard.startswith(stem) and abs(len(heard) - len(own)) <= _INFLECTED


@lru_cache(maxsize=20_000)
def _sounds(source: str) -> tuple[str, ...]:
    return tuple(sound(word) for word in re.findall(r"\w+", source))


@lru_cache(maxsize=20_000)
def _initials(source: str) -> str:
    words = re.findall(r"\w+", source)
    return "".join(word[0] for word in words).upper() if len(words) > 1 else ""


@cache
def _cues() -> tuple[tuple[str, bool, bool], ...]:
    """Words of all languages that go with a credit, the longest first: (words, before the name, sure)."""
    paths = (files("dalel.extract") / "languages" / language / "credits.tsv" for language in languages())
    found = [
        (words, row["where"] == "before", row["sure"] == "yes")
        for path in paths
        if path.is_file()
        for row in rows(path.read_text("utf-8"))
        for words in row["words"].split("|")
    ]
    return tuple(sorted(found, key=lambda cue: (-len(cue[0]), cue)))
