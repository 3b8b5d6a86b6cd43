"""Who is on the line: before two records talk, each proves to hold a key that the other one trusts.

A stranger who calls learns which key answers, and no more: not what the record holds, nor whom it trusts. Each side
sends a random number and signs both; a signature for one call is good for no other, and not for the other role in it.
This does not hide what is said afterwards. See docs/formats/sync.md, with test vectors.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dalel.sync.cose import SIGNATURE_BYTES, Signer, is_key
from dalel.sync.ends import Pipe
from dalel.sync.turns import Refused

NUMBER_BYTES = 16
START_BYTES = 8  # of a key: enough to find it among those that somebody trusts

_CALLS = b"Dalel call 1, who calls\x00"
_ANSWERS = b"Dalel call 1, who answers\x00"
_PROOF_BYTES = START_BYTES + SIGNATURE_BYTES
_STRANGER = "the other side does not hold a key that is trusted here (`dalel key trust`)"


def call(pipe: Pipe, signer: Signer, believed: Iterable[bytes]) -> bytes:
    """Prove who calls, to whoever proves to be somebody who is believed. Returns the other side's key.

    Raises Refused where the other side is a stranger, and `PipeClosed` where it hangs up: then we are one to it.
    """
    ours = secrets.token_bytes(NUMBER_BYTES)
    pipe.send(ours)
    answer = pipe.receive()
    if len(answer) != NUMBER_BYTES + _PROOF_BYTES:
        raise Refused("the other side does not answer as a record does")
    theirs, proof = answer[:NUMBER_BYTES], answer[NUMBER_BYTES:]
    key = _checked(proof, to_be_signed(ours, theirs, calls=False), believed)
    pipe.send(prove(signer, to_be_signed(ours, theirs, calls=True)))
    return key


def answer(pipe: Pipe, signer: Signer, believed: Iterable[bytes]) -> bytes:
    """The same for the side that was called."""
    theirs = pipe.receive()
    if len(theirs) != NUMBER_BYTES:
        raise Refused("the other side does not call as a record does")
    ours = secrets.token_bytes(NUMBER_BYTES)
    pipe.send(ours + prove(signer, to_be_signed(theirs, ours, calls=False)))
    return _checked(pipe.receive(), to_be_signed(theirs, ours, calls=True), believed)


def to_be_signed(calls_number: bytes, answers_number: bytes, *, calls: bool) -> bytes:
    """What the side that calls, or the one that answers, signs."""
    return (_CALLS if calls else _ANSWERS) + calls_number + answers_number


def prove(signer: Signer, message: bytes) -> bytes:
    return signer.key[:START_BYTES] + signer.sign(message)


def _checked(proof: bytes, message: bytes, believed: Iterable[bytes]) -> bytes:
    """The key that signed. Raises Refused."""
    start, signature = proof[:START_BYTES], proof[START_BYTES:]
    if len(proof) != _PROOF_BYTES:
        raise Refused(_STRANGER)
    for key in believed:
        if key[:START_BYTES] == start and is_key(key):
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            except InvalidSignature:
                continue
            return key
    raise Refused(_STRANGER)
