"""Meetings over a network: one side waits, the other calls. Nothing of who it was is kept or told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dalel.sync import streams
from dalel.sync.dialogue import exchange
from dalel.sync.ends import Pipe
from dalel.sync.relay.meeting import Meeting
from dalel.sync.relay.shelf import Shelf, ShelfError

MOST_AT_ONCE = 4
_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Met:
    """What a meeting brought: parcels that came and went, those that found no room here, and why it ended early."""

    came: int
    went: int
    not_kept: int
    problem: str | None


def meet(pipe: Pipe, shelf: Shelf, *, begins: bool) -> Met:
    """Hold one meeting. Raises ShelfError where the folder cannot be used."""
    try:
        meeting = Meeting(shelf)
    except OSError as error:
        raise ShelfError(f"{shelf.root}: cannot be used ({error.strerror or error})") from error
    done = exchange(pipe, meeting, begins=begins)
    return Met(done.taken, done.sent, meeting.not_kept, done.refused or done.cut)


def serve(listening: socket.socket, root: Path, tell: Callable[[Met], None]) -> None:
    """Meet whoever calls, a few at a time, until the process is ended. `tell` is called from several threads."""
    free = threading.Semaphore(MOST_AT_ONCE)

    def talk(pipe: streams.StreamPipe) -> None:
        try:
            with pipe:
                tell(meet(pipe, Shelf(root), begins=False))
        except ShelfError as error:
            tell(Met(0, 0, 0, str(error)))
        finally:
            free.release()

    while True:
        free.acquire()
        try:
            pipe = streams.accept(listening)
        except OSError:  # who called is gone already, or there are too many open files
            free.release()
            time.sleep(_AGAIN_SECONDS)
            continue
        threading.Thread(target=talk, args=(pipe,), daemon=True).start()
