"""Who is on the line: two records prove who they are before they talk, and a stranger learns next to nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dalel.sync import calls
from dalel.sync.ends import Pipe, PipeClosed
from dalel.sync.streams import StreamPipe, over_socket
from dalel.sync.turns import Refused
from tests.sync import vector_store
from tests.sync.signing import ALICE, BOB, holder

ADA, BEN = holder("Ada", b"\x01" * 32), holder("Ben", b"\x02" * 32)
KEYS = [one.key for one in (ALICE, BOB, ADA, BEN)]


class Noted:
    """A pipe that notes what is sent over it."""

    def __init__(self, pipe: StreamPipe, said: list[bytes]) -> None:
        self._pipe, self._said = pipe, said

    def send(self, message: bytes) -> None:
        self._said.append(message)
        self._pipe.send(message)

    def receive(self) -> bytes:
        return self._pipe.receive()


def called(
    trusted_by_caller: list[bytes], trusted_by_answerer: list[bytes]
) -> tuple[bytes | Exception, bytes | Exception, list[bytes]]:
    """Ada calls Ben: what each of them makes of it, and what was said."""
    said: list[bytes] = []
    ends: dict[str, bytes | Exception] = {}
    here, there = (over_socket(one, silence=5) for one in socket.socketpair())

    def answers() -> None:
        ends["Ben"] = _tried(lambda pipe: calls.answer(pipe, BEN, trusted_by_answerer), there, said)

    other = threading.Thread(target=answers)
    other.start()
    ends["Ada"] = _tried(lambda pipe: calls.call(pipe, ADA, trusted_by_caller), here, said)
    other.join()
    return ends["Ada"], ends["Ben"], said


def _tried(does: Callable[[Pipe], bytes], pipe: StreamPipe, said: list[bytes]) -> bytes | Exception:
    with pipe:
        try:
            return does(Noted(pipe, said))
        except (Refused, PipeClosed) as error:
            return error


def test_the_printed_call_is_what_two_records_say(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = [said for _, said in vector_store.messages(5)]
    numbers = {"MainThread": b"\x03" * 16}
    monkeypatch.setattr(
        calls.secrets, "token_bytes", lambda _: numbers.get(threading.current_thread().name, b"\x04" * 16)
    )
    assert called(KEYS, KEYS) == (BEN.key, ADA.key, printed)


def test_the_printed_signatures_hold_over_the_line_the_zero_byte_and_both_numbers() -> None:
    first, second, third = (said for _, said in vector_store.messages(5))
    numbers = first + second[:16]
    assert second[16:24] == BEN.key[:8]
    assert third[:8] == ADA.key[:8]
    Ed25519PublicKey.from_public_bytes(BEN.key).verify(second[24:], b"Dalel call 1, who answers\0" + numbers)
    Ed25519PublicKey.from_public_bytes(ADA.key).verify(third[8:], b"Dalel call 1, who calls\0" + numbers)


def test_two_that_trust_each_other_know_who_is_on_the_line() -> None:
    there, here, said = called([ALICE.key, BEN.key], [ADA.key])
    assert (there, here) == (BEN.key, ADA.key)
    assert sum(map(len, said)) == 16 + 16 + 72 + 72


def test_a_stranger_that_answers_is_refused_and_learns_nothing_of_the_caller() -> None:
    there, here, said = called([ALICE.key], KEYS)
    assert isinstance(there, Refused)
    assert isinstance(here, PipeClosed)
    assert not any(ADA.key[:8] in message for message in said)


def test_a_stranger_that_calls_is_refused() -> None:
    _, here, _ = called(KEYS, [ALICE.key, BOB.key])
    assert isinstance(here, Refused)
    assert "dalel key trust" in str(here)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_key_that_only_begins_like_a_trusted_one_is_a_stranger(number: int) -> None:
    lookalike = BEN.key[:8] + bytes([number]) * 24
    assert isinstance(called([lookalike], KEYS)[0], Refused)
    assert called([lookalike, BEN.key], KEYS)[0] == BEN.key


@pytest.mark.parametrize("message", [b"", bytes(15), bytes(17), bytes(200)])
@pytest.mark.parametrize("talks", [calls.call, calls.answer])
def test_whoever_says_something_else_is_refused(talks: Callable[..., bytes], message: bytes) -> None:
    here, there = (over_socket(one, silence=5) for one in socket.socketpair())
    with here, there:
        there.send(message)
        with pytest.raises(Refused):
            talks(here, ALICE, KEYS)


def test_a_proof_for_one_role_or_one_call_is_none_for_another() -> None:
    here, there = (over_socket(one, silence=5) for one in socket.socketpair())
    with here, there:
        there.send(b"\x05" * 16)
        there.send(calls.prove(BOB, calls.to_be_signed(b"\x05" * 16, b"\x05" * 16, calls=True)))
        with pytest.raises(Refused, match="trusted here"):
            calls.answer(here, ALICE, KEYS)
