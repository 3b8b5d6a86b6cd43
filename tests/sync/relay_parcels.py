"""Parcels for the tests of relays: real age files, real signatures, made on the spot."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dalel.sync import cose
from dalel.sync.relay.limits import Limits
from dalel.sync.relay.parcels import BULLETIN_TYPE
from dalel.sync.relay.shelf import Shelf

DAY = date(2022, 1, 6)
DESK = pyrage.x25519.Identity.generate()


class Calendar:
    """A day that a test turns over."""

    def __init__(self, day: date = DAY) -> None:
        self.day = day

    def __call__(self) -> date:
        return self.day

    def turn(self, days: int) -> None:
        self.day += timedelta(days=days)


class Signer:
    def __init__(self) -> None:
        self._secret = Ed25519PrivateKey.generate()

    @property
    def key(self) -> bytes:
        return self._secret.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._secret.sign(message)


def sealed(size: int = 1_000) -> bytes:
    """A file sealed to some desk, of about so many bytes; each call gives another one."""
    return pyrage.encrypt(os.urandom(size), [DESK.to_public()])


def bulletin(payload: bytes = b"facts") -> bytes:
    return cose.sign(Signer(), BULLETIN_TYPE, payload)


def shelf(folder: Path, clock: Calendar | None = None, limits: Limits | None = None) -> Shelf:
    opened = Shelf(folder, clock or Calendar())
    if limits is not None:
        opened.limit(limits)
    return opened
