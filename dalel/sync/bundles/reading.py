"""Reading bundles from strangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dalel.sync import cose
from dalel.sync.bundles import contents, files
from dalel.sync.bundles.contents import Contents
from dalel.sync.bundles.limits import MAX_FILE_BYTES, BundleError
from dalel.sync.entries import Carried


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file: `part` of `parts` of a series, each complete in itself.

    `by` is the public key of whoever made it, which need not be the author of any entry; `made_at` is UTC seconds.
    `entries` are by key and number; the signature of one is b"" where the next vouches for it. `texts` are by SHA-256
    in hexadecimal. `checkpoints` are signed notes of authors, not checked here.
    """

    by: bytes
    made_at: int
    part: int
    parts: int
    series: bytes
    entries: tuple[Carried, ...]
    texts: Mapping[str, str]
    checkpoints: tuple[str, ...]


def read(data: bytes) -> Bundle:
    """The bundle in a file, all checked that can be checked without a record. Raises BundleError.

    That is: its form and limits, who made it, that each entry is signed by its key or named by a later one that is,
    that bodies and texts are what was signed.
    """
    header, sections = files.read(data)
    held = _checked(sections)
    return Bundle(
        header.by,
        header.made_at,
        header.part,
        header.parts,
        header.series,
        held.entries,
        held.texts,
        held.checkpoints,
    )


def read_packet(data: bytes) -> Contents:
    """What `write_packet` wrote, checked as a bundle is. Raises BundleError."""
    if len(data) > MAX_FILE_BYTES:
        raise BundleError(f"no packet is larger than {MAX_FILE_BYTES} bytes")
    return _checked(data)


def _checked(sections: bytes) -> Contents:
    held = contents.read(sections)
    for entry in held.entries:
        try:
            if entry.signed.signature:
                entry.signed.check()
            else:
                entry.signed.check_form()
        except cose.SignatureError as error:
            name = f"entry {entry.signed.number} of key {entry.signed.key.hex()[:8]}…"
            raise BundleError(f"{name} is not what was signed: {error}") from error
    return held
