"""Making bundles of signed entries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from dalel.record import log
from dalel.sync import cose
from dalel.sync.bundles import contents, files, heads
from dalel.sync.bundles.contents import Contents
from dalel.sync.bundles.limits import MAX_CHECKPOINTS, MAX_FILE_BYTES, MAX_TEXT_BYTES, BundleError
from dalel.sync.bundles.parts import cut, texts_named
from dalel.sync.entries import Carried


def write(
    signer: cose.Signer,
    entries: Iterable[Carried],
    texts: Mapping[str, str],
    checkpoints: Iterable[str],
    made_at: int,
    max_size: int | None,
    *,
    covered: bool = False,
) -> list[bytes]:
    """Bundles of these entries and texts, one or, where `max_size` bytes would be passed, as many as it takes.

    `texts` are by SHA-256 in hexadecimal, and each is named by an entry. `made_at` is UTC seconds. With `covered`, the
    signature of an entry is left out where the next one of its author's chain is in the same file; such entries are
    read with an empty signature. Raises BundleError where something given is not as it should be, or too large.
    """
    whole = _whole(entries, texts, checkpoints)
    room = (MAX_FILE_BYTES if max_size is None else min(max_size, MAX_FILE_BYTES)) - files.overhead(signer)
    sections = cut(whole, max(room, 0), covered=covered)
    _check_written(whole, sections)
    series = _series(whole)
    return [
        files.write(signer, files.Header(signer.key, made_at, number, len(sections), series), part)
        for number, part in enumerate(sections, 1)
    ]


def write_packet(entries: Iterable[Carried], texts: Mapping[str, str]) -> bytes:
    """The sections of one bundle without the file around them, as two records send them to each other.

    Signatures are left out as with `covered`. Raises BundleError as `write` does.
    """
    whole = _whole(entries, texts, ())
    sections = contents.write(whole, covered=True)
    _check_written(whole, [sections])
    return sections


def _whole(entries: Iterable[Carried], texts: Mapping[str, str], checkpoints: Iterable[str]) -> Contents:
    """All that is to be written, in order and checked."""
    ordered = sorted(entries, key=lambda entry: heads.order(entry.signed))
    whole = Contents(tuple(ordered), dict(texts), tuple(checkpoints))
    _check(whole)
    return whole


def _series(whole: Contents) -> bytes:
    """What the parts of one series share: a hash of what all of them hold."""
    lines = [
        *(entry.signed.id.hex() for entry in whole.entries),
        *sorted(whole.texts),
        *(hashlib.sha256(checkpoint.encode()).hexdigest() for checkpoint in whole.checkpoints),
    ]
    return hashlib.sha256("\n".join(lines).encode()).digest()[: files.SERIES_BYTES]


def _check(whole: Contents) -> None:
    """Raises BundleError where nobody would take a bundle of this."""
    for entry in whole.entries:
        _check_entry(entry)
    for earlier, later in zip(whole.entries, whole.entries[1:], strict=False):
        if earlier.signed.id == later.signed.id:
            raise BundleError(f"{_named(later)} is given twice")
    for name, text in whole.texts.items():
        raw = text.encode("utf-8", "surrogatepass")
        if len(raw) > MAX_TEXT_BYTES:
            raise BundleError(f"the text {name} is larger than {MAX_TEXT_BYTES} bytes")
        if hashlib.sha256(raw).hexdigest() != name:
            raise BundleError(f"the text {name} is not what its hash says")
    wanted = {name for entry in whole.entries for name in texts_named(entry, whole.texts)}
    for name in whole.texts:
        if name not in wanted:
            raise BundleError(f"no entry of the bundle names the text {name}")
    if len(whole.checkpoints) > MAX_CHECKPOINTS:
        raise BundleError(f"a bundle holds at most {MAX_CHECKPOINTS} checkpoints")


def _check_entry(entry: Carried) -> None:
    try:
        entry.signed.check_form()
        if (entry.body is None) != (entry.salt is None):
            raise BundleError(f"{_named(entry)} has a body or a salt, but not both")
        if entry.body is None or entry.salt is None:
            return
        content = log.content_digest(entry.body, entry.salt)
        is_salt = len(entry.salt) == 2 * heads.SALT_BYTES and bytes.fromhex(entry.salt).hex() == entry.salt
    except (ValueError, RecursionError) as error:
        if isinstance(error, BundleError):
            raise
        raise BundleError(f"{_named(entry)}: {error}") from error
    if content != entry.signed.content.hex():
        raise BundleError(f"{_named(entry)} was altered: what it says is not what was signed")
    if not is_salt:
        raise BundleError(f"{_named(entry)}: its salt is not {2 * heads.SALT_BYTES} hexadecimal digits")


def _check_written(whole: Contents, sections: list[bytes]) -> None:
    """Read back what was written: nobody should carry a bundle that does not hold what it should."""
    parts = [contents.read(part) for part in sections]
    # An id is made from what was read of the body, so it is equal where the body is.
    read = [(entry.signed.id, entry.salt) for part in parts for entry in part.entries]
    texts = {name: text for part in parts for name, text in part.texts.items()}
    checkpoints = [checkpoint for part in parts for checkpoint in part.checkpoints]
    if (
        read != [(entry.signed.id, entry.salt) for entry in whole.entries]
        or texts != whole.texts
        or checkpoints != list(whole.checkpoints)
    ):
        raise BundleError("these entries, texts or checkpoints cannot be put into a bundle exactly")


def _named(entry: Carried) -> str:
    return f"entry {entry.signed.number} of key {entry.signed.key.hex()[:8]}…"
