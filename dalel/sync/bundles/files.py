"""The file around what a bundle holds: seven bytes that name the format, a signed header, and the sections.

The header is checked before anything is unpacked. It holds the hash of the sections.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cbor2

from dalel.sync import cbor, cose
from dalel.sync.bundles.limits import MAX_FILE_BYTES, MAX_PARTS, BundleError
from dalel.sync.entries import LATEST

TYPE = "application/vnd.dalel.bundle"
MAGIC = b"DALELB\x01"  # the last byte is the version; it stands for the dictionaries, too
SERIES_BYTES = 16

_LENGTH_BYTES = 2
_MADE_AT, _PART, _PARTS, _SERIES, _HASH = range(1, 6)


@dataclass(frozen=True, slots=True)
class Header:
    """Who made the file, when (UTC seconds), and which part of which series it is."""

    by: bytes
    made_at: int
    part: int
    parts: int
    series: bytes


def write(signer: cose.Signer, header: Header, sections: bytes) -> bytes:
    """The file, signed."""
    payload = {
        _MADE_AT: header.made_at,
        _PART: header.part,
        _PARTS: header.parts,
        _SERIES: header.series,
        _HASH: hashlib.sha256(sections).digest(),
    }
    message = cose.sign(signer, TYPE, cbor2.dumps(payload, canonical=True))
    return MAGIC + len(message).to_bytes(_LENGTH_BYTES) + message + sections


def overhead(signer: cose.Signer) -> int:
    """How many bytes stand before the sections at most."""
    return len(write(signer, Header(signer.key, LATEST, MAX_PARTS, MAX_PARTS, bytes(SERIES_BYTES)), b""))


def read(data: bytes) -> tuple[Header, bytes]:
    """The header and the sections, the signature and the hash checked. Raises BundleError."""
    if len(data) > MAX_FILE_BYTES:
        raise BundleError(f"no bundle is larger than {MAX_FILE_BYTES} bytes")
    if data[: len(MAGIC) - 1] != MAGIC[:-1]:
        raise BundleError("this is no bundle of Dalel")
    if data[: len(MAGIC)] != MAGIC:
        raise BundleError("this bundle is of another version of the format, or was cut short; upgrade Dalel")
    start = len(MAGIC) + _LENGTH_BYTES
    end = start + int.from_bytes(data[len(MAGIC) : start])
    if len(data) < max(start, end):
        raise BundleError("the bundle was cut short")
    try:
        opened = cose.open_(data[start:end], TYPE)
        payload = cbor.read(opened.payload)
    except (cose.SignatureError, cbor.CborError) as error:
        raise BundleError(f"the bundle was altered, or is no bundle: {error}") from error
    sections = data[end:]
    header = _header(opened.key, payload)
    if payload[_HASH] != hashlib.sha256(sections).digest():
        raise BundleError("the bundle was cut short or altered: it is not what was signed")
    return header, sections


def _header(by: bytes, payload: object) -> Header:
    if isinstance(payload, dict) and list(payload) == [_MADE_AT, _PART, _PARTS, _SERIES, _HASH]:
        made_at, part, parts, series, _ = payload.values()
        if (
            all(type(number) is int for number in (made_at, part, parts))
            and 0 <= made_at <= LATEST
            and 1 <= part <= parts <= MAX_PARTS
            and isinstance(series, bytes)
            and len(series) == SERIES_BYTES
        ):
            return Header(by, made_at, part, parts, series)
    raise BundleError("the header of the bundle is not one that a bundle has")
