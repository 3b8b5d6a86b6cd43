"""Signed messages: COSE_Sign1 (RFC 9052) with Ed25519 (RFC 8032), in deterministic CBOR (RFC 8949, 4.2.1).

There is one algorithm and no choice. The protected header names the algorithm, the signer's public key, and what kind
of message it is (`typ`, RFC 9596), so that a signature for one purpose is never taken for another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dalel.sync import cbor

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_ALGORITHM, _KEY, _TYPE = 1, 4, 16
_EDDSA = -8
_TAG = 18
_TAG_BYTE = bytes([0xC0 | _TAG])
_PARTS = 4

# The points of small order on edwards25519, as the y of their encodings, also those that are not reduced modulo
# 2^255 - 19. Who takes one for a public key takes signatures that anybody can make without a secret.
_SMALL_ORDER = frozenset(
    bytes.fromhex(encoded)
    for encoded in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)


class SignatureError(ValueError):
    """The message is not signed as it should be; the message says what is wrong."""


class Signer(Protocol):
    """Whoever holds a secret key."""

    @property
    def key(self) -> bytes:
        """The public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message whose signature holds."""

    key: bytes
    payload: bytes


def protected(key: bytes, typ: str) -> bytes:
    """The header that is signed along."""
    return cbor2.dumps({_ALGORITHM: _EDDSA, _KEY: key, _TYPE: typ}, canonical=True)


def to_be_signed(key: bytes, typ: str, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, 4.4: what the signature is made over."""
    return cbor2.dumps(["Signature1", protected(key, typ), b"", payload], canonical=True)


def digest(key: bytes, typ: str, payload: bytes) -> bytes:
    """What names a signed message, whoever made how many signatures of it: SHA-256 of what is signed."""
    return hashlib.sha256(to_be_signed(key, typ, payload)).digest()


def sign(signer: Signer, typ: str, payload: bytes) -> bytes:
    """A COSE_Sign1 message, tagged."""
    return message(signer.key, typ, payload, signer.sign(to_be_signed(signer.key, typ, payload)))


def message(key: bytes, typ: str, payload: bytes, signature: bytes) -> bytes:
    """The message of a signature that was made already."""
    return cbor2.dumps(cbor2.CBORTag(_TAG, [protected(key, typ), {}, payload, signature]), canonical=True)


def is_key(key: bytes) -> bool:
    """Whether the bytes can be the public key of one holder: of the right length and not of small order."""
    return len(key) == KEY_BYTES and key[:-1] + bytes([key[-1] & 0x7F]) not in _SMALL_ORDER


def check(key: bytes, typ: str, payload: bytes, signature: bytes) -> None:
    """Raises SignatureError where the key did not sign the payload as that type."""
    if not is_key(key):
        raise SignatureError("the key is no public key")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, to_be_signed(key, typ, payload))
    except (InvalidSignature, ValueError) as error:
        raise SignatureError("the signature does not hold") from error


def open_(data: bytes, typ: str) -> Opened:
    """The payload of a message and who signed it. Raises SignatureError unless it is exactly such a message."""
    try:
        parts = cbor.read(data.removeprefix(_TAG_BYTE)) if data.startswith(_TAG_BYTE) else None
    except cbor.CborError as error:
        raise SignatureError(f"it is no signed message: {error}") from error
    if not isinstance(parts, list) or len(parts) != _PARTS or parts[1] != {}:
        raise SignatureError("it is no signed message")
    header, _, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (header, payload, signature)):
        raise SignatureError("it is no signed message")
    try:
        named = cbor.read(header)
    except cbor.CborError as error:
        raise SignatureError(f"its header is damaged: {error}") from error
    key = named.get(_KEY) if isinstance(named, dict) else None
    if not isinstance(key, bytes):
        raise SignatureError("it does not name who signed it")
    if header != protected(key, typ):
        raise SignatureError(f"it is not signed as {typ}")
    check(key, typ, payload, signature)
    return Opened(key, payload)
