"""Keys: who signs entries, and to whom reports and bundles are sealed.

One key is a pair of pairs: Ed25519 to sign (RFC 8032), and X25519 to open what is sealed (age-encryption.org/v1). The
public half is one line to hand on; the secret half is a small file, encrypted to a passphrase. See
docs/formats/keys.md, with test vectors.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dalel.sync import cbor, cose

LONGEST_NAME = 60
# In characters: what a name, its hash, a key and an age recipient take, and some more.
LONGEST_LINE = 200
MAX_FILE_BYTES = 4096
MAX_SEALED_BYTES = 64 * 1024 * 1024
MAX_RECIPIENTS = 64
# scrypt's N is 2 to this power: age's own reference implementation opens no file that asks for more.
MOST_WORK = 22

_ED25519 = b"\x01"
_FILE_VERSION = 1
_VERSION, _NAME, _SEED, _IDENTITY = range(1, 5)
_SEED_BYTES = 32

_AGE = b"age-encryption.org/v1\n"
_SCRYPT = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n")
# What MAX_RECIPIENTS need; each one that a stranger adds costs whoever opens the message milliseconds.
_MOST_HEADER_BYTES = 8192


class KeyFileError(ValueError):
    """A key, a key file, or what is sealed to a key is not as it should be; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What others know of a key.

    `name` is what its holder calls it: not unique, and not checked by anybody. `key` is the Ed25519 public key, 32
    bytes. `sealing` is the age recipient ("age1…") of what is sealed to the holder.
    """

    name: str
    key: bytes
    sealing: str

    def __post_init__(self) -> None:
        _check_name(self.name)
        if not cose.is_key(self.key):
            raise KeyFileError("these bytes are no Ed25519 public key")
        _recipient(self.sealing)

    @property
    def note_id(self) -> bytes:
        """The key id of C2SP signed-note, 4 bytes: it finds a signature's key among known ones, and proves nothing."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    @property
    def id(self) -> str:
        """The same in 8 hexadecimal digits."""
        return self.note_id.hex()

    @property
    def fingerprint(self) -> str:
        """What two people compare by voice: 32 hexadecimal digits in groups of four, made of the whole public line."""
        digits = hashlib.sha256(public_line(self).encode()).hexdigest()[:32]
        return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


class SecretKey:
    """A key that can sign and open what is sealed to it. It shows itself by its public half only."""

    __slots__ = ("_identity", "_private", "public")

    def __init__(self, name: str, private: Ed25519PrivateKey, identity: pyrage.x25519.Identity) -> None:
        self._private = private
        self._identity = identity
        self.public = PublicKey(name, private.public_key().public_bytes_raw(), str(identity.to_public()))

    def __repr__(self) -> str:
        return f"SecretKey({self.public.name!r}, {self.public.id})"

    @property
    def key(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return self.public.key

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self._private.sign(message)

    def unseal(self, data: bytes) -> bytes:
        """What somebody sealed to this key. Raises KeyFileError."""
        _check_sealed(data)
        try:
            return bytes(pyrage.decrypt(data, [self._identity]))
        except pyrage.DecryptError as error:
            raise KeyFileError("it is sealed to another key, or was altered on the way") from error

    def _kept(self) -> bytes:
        """What the key file holds, before it is encrypted."""
        parts = {
            _VERSION: _FILE_VERSION,
            _NAME: self.public.name,
            _SEED: self._private.private_bytes_raw(),
            _IDENTITY: str(self._identity),
        }
        return cbor2.dumps(parts, canonical=True)


def new(name: str) -> SecretKey:
    """A new key, from the system's randomness. Raises KeyFileError where it cannot be called so."""
    private = Ed25519PrivateKey.from_private_bytes(secrets.token_bytes(_SEED_BYTES))
    return SecretKey(name, private, pyrage.x25519.Identity.generate())


def public_line(key: PublicKey) -> str:
    """The public half as one line, without a line end: the verifier key of C2SP signed-note, and the age recipient."""
    encoded = base64.b64encode(_ED25519 + key.key).decode()
    return f"{key.name}+{key.id}+{encoded} {key.sealing}"


def parse_public(text: str) -> PublicKey:
    """The key that a public line names; space and line ends around it do not matter. Raises KeyFileError."""
    line = text.strip(" \t\r\n")
    if len(line) > LONGEST_LINE:
        raise KeyFileError(f"no public key is longer than {LONGEST_LINE} characters")
    verifier, space, sealing = line.partition(" ")
    name, *others = verifier.split("+", 2)
    if not space or len(others) != 2:
        raise KeyFileError(
            "this is no public key; it is one line, name+hash+key and age1…, as `dalel key show` prints it"
        )
    hashed, encoded = others
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyFileError("the public key was altered: its second part is not base64") from error
    if decoded[:1] != _ED25519 or len(decoded) != 1 + cose.KEY_BYTES:
        raise KeyFileError("the public key is not an Ed25519 key; Dalel knows no others")
    key = PublicKey(name, decoded[1:], sealing)
    if f"{name}+{key.id}+{base64.b64encode(decoded).decode()}" != verifier:
        raise KeyFileError(f"the public key was altered: its hash is not {hashed[:8]!a}, ask for the line again")
    return key


def save(secret: SecretKey, path: Path, passphrase: str) -> None:
    """Write a key file that only its owner may read, in whole or not at all.

    Raises KeyFileError, also where something stands there already: a key that is overwritten is lost for good.
    """
    tidy = _tidy(passphrase)
    try:
        # The place is taken first, so that nobody's file is overwritten, and then filled in one step.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise KeyFileError(f"{path}: is there already, and a key is never overwritten; choose another name") from error
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be written ({error.strerror})") from error
    being_written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    is_kept = False
    try:
        encrypted = pyrage.passphrase.encrypt(secret._kept(), tidy)
        with os.fdopen(os.open(being_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(encrypted)
            file.flush()
            os.fsync(file.fileno())
        os.replace(being_written, path)
        is_kept = True
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        if not is_kept:
            being_written.unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def load(path: Path, passphrase: str) -> SecretKey:
    """The key in a key file. Raises KeyFileError."""
    encrypted = _read(path)
    header = _SCRYPT.match(encrypted)
    if header is None:
        raise KeyFileError(f"{path}: is no key file; `dalel key new` makes one")
    if int(header[1]) > MOST_WORK:
        raise KeyFileError(
            f"{path}: is no key file of ours: to open it would take too much memory (2^{int(header[1])})"
        )
    try:
        kept = pyrage.passphrase.decrypt(encrypted, _tidy(passphrase))
    except pyrage.DecryptError as error:
        raise KeyFileError(f"{path}: does not open: the passphrase is wrong, or the file is damaged") from error
    try:
        return _from_kept(kept)
    except KeyFileError as error:
        raise KeyFileError(f"{path}: {error}") from error


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt to the holders of these age recipients, as one age file. Raises KeyFileError."""
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        raise KeyFileError(f"something is sealed to at least one key, and to {MAX_RECIPIENTS} at most")
    sealed = bytes(pyrage.encrypt(data, [_recipient(recipient) for recipient in recipients]))
    _check_sealed(sealed)
    return sealed


def _from_kept(kept: bytes) -> SecretKey:
    try:
        parts = cbor.read(kept)
    except cbor.CborError as error:
        raise KeyFileError("the key file is damaged") from error
    if isinstance(parts, dict) and parts.get(_VERSION) != _FILE_VERSION:
        raise KeyFileError("the key file is of a later version; use a newer Dalel")
    match parts:
        case {1: 1, 2: str(name), 3: bytes(seed), 4: str(identity)} if len(parts) == 4 and len(seed) == _SEED_BYTES:
            return SecretKey(name, Ed25519PrivateKey.from_private_bytes(seed), _identity(identity))
    raise KeyFileError("the key file is damaged")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise KeyFileError(f"{path}: there is no such key file; `dalel key new` makes one") from error
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > MAX_FILE_BYTES:
        raise KeyFileError(f"{path}: is no key file: it is larger than {MAX_FILE_BYTES} bytes")
    return data


def _tidy(passphrase: str) -> str:
    """As it is used: "й" is the same however a keyboard writes it (Unicode NFC)."""
    if not passphrase:
        raise KeyFileError("a passphrase is needed: an empty one protects nothing")
    return unicodedata.normalize("NFC", passphrase)


def _check_name(name: str) -> None:
    is_one_word = name.isprintable() and not any(letter.isspace() or letter == "+" for letter in name)
    if not name or len(name) > LONGEST_NAME or not is_one_word:
        raise KeyFileError(f'a key\'s name is 1 to {LONGEST_NAME} printable characters without spaces or "+"')


def _recipient(written: str) -> Any:
    if not written.isascii():
        raise KeyFileError("that is no age recipient to seal to; it is written in Latin letters and digits")
    try:
        recipient = pyrage.x25519.Recipient.from_str(written)
    except pyrage.RecipientError as error:
        raise KeyFileError("that is no age recipient to seal to; it begins with age1") from error
    if str(recipient) != written:
        raise KeyFileError("that is no age recipient to seal to; it is written in small letters")
    return recipient


def _identity(written: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(written)
    except pyrage.IdentityError as error:
        raise KeyFileError("the key file is damaged") from error


def _check_sealed(data: bytes) -> None:
    """Refuse what no `seal` made, before its many keys are tried."""
    if len(data) > MAX_SEALED_BYTES:
        raise KeyFileError(f"what is sealed is larger than {MAX_SEALED_BYTES} bytes")
    if not data.startswith(_AGE):
        raise KeyFileError("it is not sealed: it is no age file")
    if data.find(b"\n--- ", 0, _MOST_HEADER_BYTES) < 0:
        raise KeyFileError(f"it is sealed to more than {MAX_RECIPIENTS} keys, or cut short")
