"""What can be said of a file that came from somewhere: who signed it, and whether it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dalel.forks import compare_with, public
from dalel.publish.bulletin import codes
from dalel.record import keys
from dalel.record.keys import Known, Trust
from dalel.record.moments import utc
from dalel.record.store import Record
from dalel.sync import bundles, checkpoints
from dalel.sync.bundles import BundleError
from dalel.sync.bundles.limits import MAX_FILE_BYTES
from dalel.sync.checkpoints import CheckpointError
from dalel.sync.keys import PublicKey

CHECKPOINT = b"dalel/"
BUNDLE = b"DALELB"


class NotVerifiedError(Exception):
    """Something does not hold; the message says what."""


def checked(path: Path, record: Record | None, expected: PublicKey | None) -> Iterator[str]:
    """What holds of a file, a line each. Raises NotVerifiedError where something does not.

    `record` knows keys by name; `expected` is the key that must have signed.
    """
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    known = keys.known(record.connection) if record is not None else {}
    if data.startswith(CHECKPOINT):
        yield from _checkpoint(data, record, known, expected)
    elif data.startswith(BUNDLE):
        yield from _bundle(data, known, expected)
    else:
        yield from _bulletin(data, known, expected)


def _bundle(data: bytes, known: dict[bytes, Known], expected: PublicKey | None) -> Iterator[str]:
    try:
        bundle = bundles.read(data)
    except BundleError as error:
        raise NotVerifiedError(str(error)) from error
    _expect(bundle.by, expected)
    part = f", part {bundle.part} of {bundle.parts}" if bundle.parts > 1 else ""
    yield f"a bundle{part}, made {_moment(bundle.made_at)} by {_who(bundle.by, known)}"
    for key, count in sorted(Counter(entry.signed.key for entry in bundle.entries).items()):
        yield f"{count} entries signed by {_who(key, known)}; every signature holds"
    yield f"{len(bundle.texts)} texts, each is what its hash says"


def _bulletin(data: bytes, known: dict[bytes, Known], expected: PublicKey | None) -> Iterator[str]:
    try:
        key, bulletin = codes.open_(data)
    except codes.BulletinError as error:
        raise NotVerifiedError(f"it is no record, bundle or checkpoint, and no bulletin either: {error}") from error
    _expect(key, expected)
    yield f"a bulletin, signed by {_who(key, known)}; the signature holds"
    yield f"{len(bulletin.facts)} facts, as of {bulletin.as_of}"


def _checkpoint(
    data: bytes, record: Record | None, known: dict[bytes, Known], expected: PublicKey | None
) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    author = text.split("\n", 1)[0].removeprefix("dalel/")
    of = expected or next((public(one) for one in known.values() if one.key.hex() == author), None)
    if of is None:
        raise NotVerifiedError(
            "a checkpoint of a key that is not known; name the key with --signed-by, or a record with -r"
        )
    try:
        made = checkpoints.read(text, of)
    except CheckpointError as error:
        raise NotVerifiedError(str(error)) from error
    yield f"a checkpoint of {made.size} entries, signed by {_who(of.key, known)}; the signature holds"
    if record is not None:
        verdict = compare_with(record.connection, of.key, made)
        if verdict.comparison is checkpoints.Comparison.FORK:
            raise NotVerifiedError(verdict.sentence)
        yield verdict.sentence


def _expect(key: bytes, expected: PublicKey | None) -> None:
    if expected is not None and key != expected.key:
        raise NotVerifiedError(f"it is signed by another key ({key.hex()[:12]}) than that of {expected.name}")


def _who(key: bytes, known: dict[bytes, Known]) -> str:
    of = known.get(key)
    if of is None or of.trust is Trust.UNKNOWN:
        return f"the key {key.hex()[:12]}, which is not known to be anybody's"
    return f"{of.name} ({key.hex()[:12]})"


def _moment(at: int) -> str:
    return utc(datetime.fromtimestamp(at, UTC))
