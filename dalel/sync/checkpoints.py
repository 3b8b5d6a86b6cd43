"""Checkpoints: an author signs how many entries there are and what they hash to, so that rewriting them shows.

The form is C2SP tlog-checkpoint in a C2SP signed-note, the tree that of `merkle`. See docs/formats/checkpoint.md, with
test vectors. Two checkpoints of one author that do not fit together, and the signatures under them, prove to everybody
that the author told two different histories.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dalel.sync import merkle
from dalel.sync.keys import PublicKey, SecretKey

# signed-note asks for at least 16 signatures, which with future algorithms may take 5 kB each.
MAX_BYTES = 131_072
LARGEST_SIZE = 2**53 - 1

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
# Further lines are extensions of others; Dalel writes none and reads none.
_LINES = 3
_NOTE_ID_BYTES = 4
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class CheckpointError(ValueError):
    """It is no checkpoint of that key; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`root` is the Merkle root of the author's first `size` entries; `origin` names the author."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.size <= LARGEST_SIZE or len(self.root) != merkle.HASH_BYTES:
            raise CheckpointError("a checkpoint has a number of entries and a hash of 32 bytes")
        if not self.size and self.root != merkle.EMPTY_ROOT:
            raise CheckpointError("the checkpoint says that there are no entries, with a hash that is not that of none")


class Comparison(Enum):
    SAME = "same"
    OURS_IS_OLDER = "ours is older"
    THEIRS_IS_OLDER = "theirs is older"
    FORK = "fork"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How two checkpoints of one author stand to each other, and the same in one sentence for people."""

    comparison: Comparison
    sentence: str


def origin(key: bytes) -> str:
    """The name of an author's log."""
    return f"dalel/{key.hex()}"


def write(secret: SecretKey, checkpoint: Checkpoint) -> str:
    """The checkpoint, signed by the author it is of."""
    if checkpoint.origin != origin(secret.key):
        raise CheckpointError("a key signs no checkpoint of another author")
    text = f"{checkpoint.origin}\n{checkpoint.size}\n{_base64(checkpoint.root)}\n"
    signature = _base64(secret.public.note_id + secret.sign(text.encode()))
    return f"{text}\n— {secret.public.name} {signature}\n"


def read(text: str, key: PublicKey) -> Checkpoint:
    """The checkpoint of that author, its signature checked.

    Signatures of others may stand beside it, and are neither checked nor counted. Raises CheckpointError.
    """
    said = _signed_text(text, key)
    lines = said.removesuffix("\n").split("\n")
    if len(lines) < _LINES or "" in lines:
        raise CheckpointError("it is no checkpoint: it has too few lines, or an empty one")
    named, size, root = lines[:_LINES]
    if named != origin(key.key):
        raise CheckpointError(f"the checkpoint is not of the author {key.name!a} ({key.id})")
    if not _SIZE.fullmatch(size) or int(size) > LARGEST_SIZE:
        raise CheckpointError("the checkpoint does not say of how many entries it is")
    return Checkpoint(named, int(size), _from_base64(root))


def compare(ours: Checkpoint, theirs: Checkpoint, root_at: Callable[[int], bytes | None]) -> Verdict:
    """Whether two checkpoints tell of one history.

    `root_at` gives the root of the author's first entries, so many, from those at hand: None where some are missing.
    """
    if ours.origin != theirs.origin:
        raise CheckpointError("the two checkpoints are of two authors")
    shorter, longer = sorted((ours, theirs), key=lambda checkpoint: checkpoint.size)
    if shorter.size == longer.size and shorter.root != longer.root:
        return Verdict(
            Comparison.FORK,
            f"FORK: the author signed two different histories, each of {_entries(longer.size)}; keep both checkpoints.",
        )
    at_hand = {one: root_at(one.size) if one.size else merkle.EMPTY_ROOT for one in (shorter, longer)}
    for checkpoint, root in at_hand.items():
        if root is not None and root != checkpoint.root:
            whose = "our" if checkpoint is ours else "their"
            return Verdict(
                Comparison.FORK,
                f"FORK: the author's first {_entries(checkpoint.size)} at hand are not those that {whose} checkpoint"
                " was signed for; keep both checkpoints.",
            )
    if shorter.size == longer.size:
        return Verdict(Comparison.SAME, f"Both checkpoints are of the same {_entries(longer.size)}.")
    if shorter.size and None in at_hand.values():
        return Verdict(
            Comparison.UNKNOWN,
            f"It cannot be told yet whether both are of one history: not all of the author's first"
            f" {_entries(longer.size)} are at hand.",
        )
    older, comparison = (
        ("Ours", Comparison.OURS_IS_OLDER) if shorter is ours else ("Theirs", Comparison.THEIRS_IS_OLDER)
    )
    newer = longer.size - shorter.size
    return Verdict(comparison, f"{older} is the older one of the same history: {_entries(newer)} were added since.")


def _signed_text(text: str, key: PublicKey) -> str:
    """The text of a note that the key signed."""
    if len(text) > MAX_BYTES or len(_utf8(text)) > MAX_BYTES:
        raise CheckpointError(f"no checkpoint is larger than {MAX_BYTES} bytes")
    if _CONTROL.search(text):
        raise CheckpointError("the checkpoint holds control characters")
    said, blank, signatures = text.rpartition("\n\n")
    said += "\n"
    if not blank or not signatures.endswith("\n"):
        raise CheckpointError("it is no checkpoint: no signature stands below it")
    is_signed = False
    for line in signatures.removesuffix("\n").split("\n"):
        name, note_id, signature = _signature(line)
        if (name, note_id) == (key.name, key.note_id):
            _check(key, said, signature)
            is_signed = True
    if not is_signed:
        raise CheckpointError(f"the checkpoint is not signed by {key.name!a} ({key.id})")
    return said


def _signature(line: str) -> tuple[str, bytes, bytes]:
    """Who signed, as name and note id, and the signature."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not name or any(letter.isspace() or letter == "+" for letter in name):
        raise CheckpointError("a signature below the checkpoint is damaged")
    signed = _from_base64(encoded)
    if len(signed) <= _NOTE_ID_BYTES:
        raise CheckpointError("a signature below the checkpoint is cut short")
    return name, signed[:_NOTE_ID_BYTES], signed[_NOTE_ID_BYTES:]


def _check(key: PublicKey, said: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, said.encode())
    except InvalidSignature as error:
        raise CheckpointError(f"the checkpoint was altered: the signature of {key.name!a} does not hold") from error


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise CheckpointError("the checkpoint is not UTF-8") from error


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(encoded: str) -> bytes:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError("the checkpoint is damaged: what should be base64 is not") from error
    if _base64(data) != encoded:
        raise CheckpointError("the checkpoint is damaged: base64 is written in another way than it should be")
    return data


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"
