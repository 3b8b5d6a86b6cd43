"""Keys for the tests of signatures, made of known bytes; none of them is anybody's."""

from __future__ import annotations

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dalel.sync.keys import SecretKey

ALICES_SEED = b"a" * 32


def holder(name: str, seed: bytes) -> SecretKey:
    """A key with this Ed25519 secret key, and any age identity."""
    return SecretKey(name, Ed25519PrivateKey.from_private_bytes(seed), pyrage.x25519.Identity.generate())


ALICE = holder("Alice", ALICES_SEED)
BOB = holder("Bob", b"b" * 32)
