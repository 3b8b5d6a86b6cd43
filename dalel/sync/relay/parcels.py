"""What a relay takes: files that look like ours. Everything else stays where it is.

A relay cannot know whether a sealed file holds anything, nor whether a signer deserves trust. It can tell that a file
has the form of a sealed one, or that a signature holds; that keeps it from spreading what was damaged on the way, and a
folder's other files.
"""

from __future__ import annotations

import re
from enum import StrEnum

from dalel.sync import cose
from dalel.sync.bundles import files as bundles
from dalel.sync.bundles.limits import BundleError

BULLETIN_TYPE = "application/vnd.dalel.bulletin"
MOST_BULLETIN = 4_096  # bytes; docs/formats/bulletin.md

# How age files are cut (C2SP age.md): a header of lines, a nonce, then pieces of 64 KiB with a tag of 16 bytes each.
_AGE = b"age-encryption.org/v1\n"
_MOST_HEADER = 8_192  # as many keys as a desk opens
_STANZA = re.compile(rb"-> (\S+)[^\n]*\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)")
_MAC = re.compile(rb"--- [A-Za-z0-9+/]{43}\n")
_TO_A_KEY, _TO_A_PASSPHRASE = b"X25519", b"scrypt"
_NONCE_BYTES, _TAG_BYTES, _CHUNK_BYTES = 16, 16, 65_536


class ParcelError(ValueError):
    """A relay does not carry this; the message says why."""


class Kind(StrEnum):
    """What a parcel is, as far as a relay can tell. The value ends the names of its files."""

    SEALED = "age"
    BUNDLE = "bundle"
    BULLETIN = "cbor"


def kind_of(data: bytes) -> Kind:
    """What a file is. Raises ParcelError where it is nothing that a relay carries."""
    if data.startswith(_AGE):
        _check_sealed(data)
        return Kind.SEALED
    if data.startswith(bundles.MAGIC):
        try:
            bundles.read(data)
        except BundleError as error:
            raise ParcelError(str(error)) from error
        return Kind.BUNDLE
    if len(data) <= MOST_BULLETIN and _is_bulletin(data):
        return Kind.BULLETIN
    raise ParcelError("it is neither sealed (age) nor a signed bundle or bulletin")


def _check_sealed(data: bytes) -> None:
    """The form of an age file. What is inside, and for whom, shows only to who holds the key."""
    at, types = len(_AGE), []
    while found := _STANZA.match(data, at, _MOST_HEADER):
        types.append(found[1])
        at = found.end()
    end = _MAC.match(data, at, _MOST_HEADER)
    if end is None:
        raise ParcelError("it begins like a sealed file and is none")
    if _TO_A_PASSPHRASE in types:
        raise ParcelError("it is locked with a passphrase, as key files are; a relay carries what is sealed to a key")
    if _TO_A_KEY not in types:
        raise ParcelError("it is sealed in a way that Dalel does not use")
    last = (len(data) - end.end() - _NONCE_BYTES) % (_CHUNK_BYTES + _TAG_BYTES)
    if len(data) < end.end() + _NONCE_BYTES + _TAG_BYTES or 0 < last < _TAG_BYTES:
        raise ParcelError("it is cut short")


def _is_bulletin(data: bytes) -> bool:
    try:
        cose.open_(data, BULLETIN_TYPE)
    except cose.SignatureError:
        return False
    return True
