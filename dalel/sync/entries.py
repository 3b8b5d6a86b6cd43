"""An entry of a log as it travels between records: signed by its author, and one link of the author's own chain.

A record's log is chained in the order in which that record got its entries, which is nobody else's. So what travels is
chained by author instead: each entry that a key signs has a number, one more than the one before, and names the one
before. What is signed is the hash of what the entry says, not its words: an entry that a redaction emptied is still
signed. See docs/formats/entries.md, with test vectors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cbor2

from dalel.sync import cbor, cose

TYPE = "application/vnd.dalel.entry"
FIRST = bytes(32)
KINDS = ("source", "actor", "document", "answer", "review", "key")

HASH_BYTES = 32
LONGEST_AUTHOR = 200
# A name of four bytes a letter, and what stands around it.
MAX_MESSAGE_BYTES = 1200
# The last second of the year 9999.
LATEST = 253_402_300_799
# The largest whole number that JSON carries everywhere (RFC 8259, 6).
LARGEST_NUMBER = 2**53 - 1

_NUMBER, _PREVIOUS, _KIND, _CONTENT, _AUTHOR, _AT = range(1, 7)
# They could move a cursor or turn the direction of writing where the name is shown. Listed, not asked of a Unicode
# table, so that two versions never disagree on what is an entry.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Signed:
    """What an author signs of an entry.

    `key` is the author's public key, `number` counts the key's entries from 1, `previous` is the id of the one before
    (32 zero bytes for the first), `content` is the hash of body and salt as in the log (32 bytes), `at` is UTC in whole
    seconds since 1970.
    """

    key: bytes
    number: int
    previous: bytes
    kind: str
    content: bytes
    author: str
    at: int
    signature: bytes

    @cached_property
    def payload(self) -> bytes:
        return payload(self.number, self.previous, self.kind, self.content, self.author, self.at)

    @cached_property
    def id(self) -> bytes:
        """What names it anywhere, 32 bytes."""
        return cose.digest(self.key, TYPE, self.payload)

    @property
    def message(self) -> bytes:
        """The whole as a COSE_Sign1 message."""
        return cose.message(self.key, TYPE, self.payload, self.signature)

    def check_form(self) -> None:
        """Raises `cose.SignatureError` where it has not the form of an entry, whoever signed it."""
        _check_form(self)

    def check(self) -> None:
        """Raises `cose.SignatureError` where it has not the form of an entry, or the key did not sign it."""
        self.check_form()
        cose.check(self.key, TYPE, self.payload, self.signature)


@dataclass(frozen=True, slots=True)
class Carried:
    """A signed entry and what it says. `body` and `salt` (32 hexadecimal digits) are None where it was emptied."""

    signed: Signed
    body: Mapping[str, Any] | None
    salt: str | None


def payload(number: int, previous: bytes, kind: str, content: bytes, author: str, at: int) -> bytes:
    """What is signed of an entry, in deterministic CBOR."""
    parts = {_NUMBER: number, _PREVIOUS: previous, _KIND: kind, _CONTENT: content, _AUTHOR: author, _AT: at}
    return cbor2.dumps(parts, canonical=True)


def sign(signer: cose.Signer, number: int, previous: bytes, kind: str, content: bytes, author: str, at: int) -> Signed:
    """Sign an entry as the key's `number`th, after `previous`.

    Raises `cose.SignatureError` where nobody would take it for an entry.
    """
    unsigned = Signed(signer.key, number, previous, kind, content, author, at, b"")
    _check_form(unsigned)
    return replace(unsigned, signature=signer.sign(cose.to_be_signed(signer.key, TYPE, unsigned.payload)))


def read(message: bytes) -> Signed:
    """The entry in a COSE_Sign1 message, its form and signature checked. Raises `cose.SignatureError`."""
    if len(message) > MAX_MESSAGE_BYTES:
        raise cose.SignatureError(f"no signed entry is larger than {MAX_MESSAGE_BYTES} bytes")
    opened = cose.open_(message, TYPE)
    try:
        parts = cbor.read(opened.payload)
    except cbor.CborError as error:
        raise cose.SignatureError(f"it is no entry: {error}") from error
    if not isinstance(parts, dict) or list(parts) != list(range(_NUMBER, _AT + 1)):
        raise cose.SignatureError("it is no entry: it has other parts")
    number, previous, kind, content, author, at = parts.values()
    signature = message[-cose.SIGNATURE_BYTES :]
    signed = Signed(opened.key, number, previous, kind, content, author, at, signature)
    _check_form(signed)
    return signed


def _check_form(signed: Signed) -> None:
    """What another implementation may count on. Values may be of any type, for they may come from a stranger."""
    for part, holds in (
        ("number", type(signed.number) is int and 1 <= signed.number <= LARGEST_NUMBER),
        ("previous", _is_hash(signed.previous) and (signed.previous == FIRST) == (signed.number == 1)),
        ("kind", signed.kind in KINDS),
        ("content", _is_hash(signed.content)),
        ("author", isinstance(signed.author, str) and _is_name(signed.author)),
        ("time", type(signed.at) is int and 0 <= signed.at <= LATEST),
    ):
        if not holds:
            raise cose.SignatureError(f"it is no entry: its {part} is not one that an entry has")


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == HASH_BYTES


def _is_name(author: str) -> bool:
    return 1 <= len(author) <= LONGEST_AUTHOR and _UNPRINTABLE.search(author) is None
