"""Bundles that only their recipients can open: age files (age-encryption.org/v1).

Who carries a sealed bundle sees its size, and to how many keys it is sealed; not to whose, nor what is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dalel.sync import keys
from dalel.sync.bundles.limits import BundleError

_FIRST_LINE = b"age-encryption.org/v1\n"
_LINE_FOR_EACH_KEY = 98
# First line, nonce, the line that closes the header, and a line that rage adds at random so that nobody comes to rely
# on their number ("grease": at most 69 bytes, then base64 of at most 100).
_AROUND = 22 + 16 + 48 + 256
_CHUNK, _TAG = 64 * 1024, 16


class Unsealer(Protocol):
    """Whoever can open what is sealed to them, such as `keys.SecretKey`."""

    def unseal(self, data: bytes) -> bytes: ...


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """The bundle, encrypted to the holders of these age recipients ("age1…"). Raises BundleError."""
    try:
        return keys.seal(data, recipients)
    except keys.KeyFileError as error:
        raise BundleError(str(error)) from error


def is_sealed(data: bytes) -> bool:
    """Whether the file is sealed, by its first line."""
    return data.startswith(_FIRST_LINE)


def unseal(data: bytes, secret: Unsealer) -> bytes:
    """The bundle in a sealed file. Raises BundleError where it is not sealed to this key, or was altered."""
    try:
        return secret.unseal(data)
    except keys.KeyFileError as error:
        raise BundleError(f"the bundle cannot be opened: {error}") from error


def size_before_sealing(sealed: int, recipients: int) -> int:
    """How large a bundle may be so that, sealed to so many keys, it is at most `sealed` bytes."""
    room = sealed - _AROUND - recipients * _LINE_FOR_EACH_KEY
    chunks = -(-room // (_CHUNK + _TAG))
    return max(room - max(chunks, 1) * _TAG, 0)
