"""Two stores tell each other what the other lacks, over any pipe that carries messages in order.

The sides take turns. After a greeting each turn may carry: what was kept of the packet before, a step of the
reconciliation (`negentropy`), which of the listed entries are wanted, and a packet of entries. So entries flow as soon
as the first difference is found, and a dialogue cut at any moment has brought what was acknowledged; the next one
carries only what is still missing. On a thin link each change of sides costs as much as many bytes: whoever is greeted
answers with its greeting and its first turn at once. docs/formats/sync.md is the format.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from dalel.sync import turns
from dalel.sync.ends import Pipe, PipeClosed, Store
from dalel.sync.sides import Side
from dalel.sync.turns import Hello, Message, Refusal, Refused, Turn

__all__ = ["Exchanged", "Pipe", "PipeClosed", "Refused", "Store", "exchange"]

MAX_TURNS = 1 << 20
_TOO_LONG = f"a dialogue has at most {MAX_TURNS} turns"


@dataclass(frozen=True, slots=True)
class Exchanged:
    """How a dialogue went.

    `sent` entries are known to be kept by the other side, `taken` are kept here. Bytes are those of messages, without
    what the pipe adds. `refused` is why one side ended it, `cut` that the pipe was closed before the end, and why;
    both are None when all was said.
    """

    sent: int
    taken: int
    bytes_out: int
    bytes_in: int
    refused: str | None = None
    cut: str | None = None


def exchange(pipe: Pipe, store: Store, *, begins: bool, message_bytes: int = 1 << 16) -> Exchanged:
    """Hold one dialogue to its end. One side begins: whoever opened the connection.

    `message_bytes` is how large messages of ours shall be (at least `LEAST_MESSAGE`): small on thin links, where a
    cut is likely. Only a greeting may be larger. The caller closes the pipe.
    """
    talk = _Talk(pipe)
    side = Side(store, message_bytes)
    refused = cut = None
    try:
        (_begin if begins else _follow)(talk, store, side)
    except _RefusalError as error:
        refused = f"the other side refused: {error}"
    except Refused as error:
        refused = turns.shown(str(error))
        with suppress(PipeClosed):
            talk.send(Refusal(refused))
    except PipeClosed as error:
        cut = str(error)
    return Exchanged(side.sent, side.taken, talk.bytes_out, talk.bytes_in, refused, cut)


class _RefusalError(Exception):
    """The other side ended the dialogue; the message is its line."""


class _Talk:
    """A pipe for messages as values, which counts bytes."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self.bytes_out = 0
        self.bytes_in = 0

    def send(self, message: Message) -> None:
        data = turns.to_bytes(message)
        self._pipe.send(data)
        self.bytes_out += len(data)

    def receive(self) -> Hello | Turn:
        data = self._pipe.receive()
        self.bytes_in += len(data)
        message = turns.from_bytes(data)
        if isinstance(message, Refusal):
            raise _RefusalError(message.line)
        return message


def _begin(talk: _Talk, store: Store, side: Side) -> None:
    talk.send(Hello(store.hello()))
    said = _greeting(talk)
    # The other side's first turn comes along. It is off the pipe before anything is refused: closing a connection on
    # which something is unread would take the refusal with it.
    theirs = _turn(talk)
    store.heard(said)
    side.start()
    _take_turns(talk, side, None, theirs)


def _follow(talk: _Talk, store: Store, side: Side) -> None:
    store.heard(_greeting(talk))
    side.start()
    hello, ours = Hello(store.hello()), side.first_turn()
    talk.send(hello)
    talk.send(ours)
    _take_turns(talk, side, ours, _turn(talk))


def _take_turns(talk: _Talk, side: Side, ours: Turn | None, theirs: Turn) -> None:
    """Take turns to the end. `theirs` came last; `ours` was before it, if there was one."""
    for _ in range(MAX_TURNS):
        side.take(theirs)
        if theirs == Turn():
            raise Refused("the other side has nothing to say and does not end")
        if ours is not None and _is_over(ours, theirs):
            return
        ours = side.turn()
        talk.send(ours)
        if _is_over(theirs, ours):
            return
        theirs = _turn(talk)
    raise Refused(_TOO_LONG)


def _is_over(before: Turn, last: Turn) -> bool:
    """Whether both sides have said all: the one before asked nothing, and the last one leaves nothing to answer."""
    asks_nothing = before.ranges is None and last.ranges is None and last.wanted is None and last.packet is None
    return before.end and last.end and asks_nothing


def _greeting(talk: _Talk) -> bytes:
    message = talk.receive()
    if not isinstance(message, Hello):
        raise Refused("the other side did not greet")
    return message.said


def _turn(talk: _Talk) -> Turn:
    message = talk.receive()
    if not isinstance(message, Turn):
        raise Refused("the other side greeted twice")
    return message
