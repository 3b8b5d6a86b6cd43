"""What a bundle holds, packed and unpacked: seven sections one after the other.

Raw bytes; numbers; words; and four streams of texts. Each section is its length and its bytes; all but the first are
Zstandard frames, nothing where they are empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dalel.record import log
from dalel.sync.bundles import bodies, heads
from dalel.sync.bundles.cursors import END, Sink, Source, number_bytes, read_number
from dalel.sync.bundles.frames import LANGUAGES, WORDS, Budget, pack, unpack
from dalel.sync.bundles.limits import MAX_CHECKPOINTS, BundleError
from dalel.sync.bundles.texts import PLAIN, Incoming, Outgoing
from dalel.sync.entries import Carried

# Those of numbers, words and the streams of texts.
DICTIONARIES = ("", WORDS, *LANGUAGES)

_SECTIONS = 1 + len(DICTIONARIES)


@dataclass(frozen=True, slots=True)
class Contents:
    """Entries in the order of the format, texts by hash, and authors' checkpoints."""

    entries: tuple[Carried, ...]
    texts: Mapping[str, str]
    checkpoints: tuple[str, ...]


def write(contents: Contents, *, covered: bool) -> bytes:
    """The sections of a bundle. What it is given is checked by the caller."""
    sink = Sink()
    texts = Outgoing(contents.texts, _languages(contents.entries))
    heads.write(sink, contents.entries, covered=covered)
    said = [(entry.signed.kind, entry.body) for entry in contents.entries if entry.body is not None]
    bodies.write(sink, said, texts)
    texts.check_end()
    sink.number(len(contents.checkpoints))
    texts.streams[PLAIN] += b"".join(checkpoint.encode() + END for checkpoint in contents.checkpoints)
    packed = [
        pack(bytes(section), language)
        for section, language in zip((sink.numbers, sink.words, *texts.streams), DICTIONARIES, strict=True)
    ]
    return b"".join(number_bytes(len(section)) + section for section in (bytes(sink.raw), *packed))


def read(data: bytes) -> Contents:
    """What the sections hold; signatures are not checked here. Raises BundleError."""
    budget = Budget()
    raw, *packed = split_sections(data)
    numbers, words, *streams = unpack(list(zip(packed, DICTIONARIES, strict=True)), budget)
    source = Source(numbers, words, raw)
    texts = Incoming(streams)
    told = heads.read(source)
    said = iter(bodies.read(source, [head.kind for head in told if head.salt is not None], texts, budget))
    checkpoints = texts.rest(PLAIN)
    if source.number() != len(checkpoints) or len(checkpoints) > MAX_CHECKPOINTS:
        raise BundleError("its checkpoints are not as many as it says, or too many")
    source.check_end()
    texts.check_end()
    given = [None if head.salt is None else next(said) for head in told]
    contents = [head.content or _content(head.number, body, head.salt) for head, body in zip(told, given, strict=True)]
    entries = tuple(
        Carried(signed, body, head.salt)
        for signed, body, head in zip(heads.sign_again(told, contents), given, told, strict=True)
    )
    return Contents(entries, texts.texts, tuple(checkpoints))


def _content(number: int, body: bodies.Body | None, salt: str | None) -> bytes:
    """The hash of what an entry says."""
    assert body is not None and salt is not None
    try:
        return bytes.fromhex(log.content_digest(body, salt))
    except (ValueError, RecursionError) as error:
        raise BundleError(f"entry {number}: what it says is not plain JSON ({error})") from error


def _languages(entries: Sequence[Carried]) -> dict[str, str]:
    """Which language each text is in, by the first document that says so."""
    languages: dict[str, str] = {}
    for entry in entries:
        if entry.body is not None and entry.signed.kind == bodies.DOCUMENT:
            name, language = entry.body.get("text"), entry.body.get("language")
            if isinstance(name, str) and isinstance(language, str):
                languages.setdefault(name, language)
    return languages


def split_sections(data: bytes) -> list[bytes]:
    """The sections of a bundle, still packed. Raises BundleError."""
    sections, at = [], 0
    for _ in range(_SECTIONS):
        size, at = read_number(data, at)
        if size > len(data) - at:
            raise BundleError("it ends too early")
        sections.append(data[at : at + size])
        at += size
    if at != len(data):
        raise BundleError("something follows what it should hold")
    return sections
