"""`dalel sync`: two records tell each other what the other lacks, over whatever carries bytes."""

from __future__ import annotations

import os
import shlex
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dalel.cli.lines import print_json
from dalel.cli.options import Failure, json_option, record_option
from dalel.cli.passphrases import key_options, unlocked
from dalel.cli.terminal import opened
from dalel.ingest.item import plain

if TYPE_CHECKING:  # imported where it is used: `dalel --help` must not wait for it
    from dalel.sync.ends import Pipe
    from dalel.sync.keys import SecretKey

MESH = "rns:"
COMMAND = "exec:"
STANDARD_STREAMS = "-"
MOST_AT_ONCE = 8
MESSAGE_BYTES = 1 << 16


@click.command()
@click.argument("peer", metavar="[HOST:PORT|rns:ADDRESS|exec:COMMAND]", required=False)
@click.option("--listen", "listen", metavar="HOST:PORT|rns:|-", help="Wait for others there instead, until Ctrl-C.")
@click.option("--once", is_flag=True, help="With --listen: end after the first.")
@key_options
@record_option
@json_option
def sync(
    record_path: Path,
    peer: str | None,
    listen: str | None,
    once: bool,
    key_path: Path | None,
    passphrase_path: Path | None,
    as_json: bool,
) -> None:
    """Exchange entries with another record: each takes in what it lacks and trusts.

    Name where the other one listens. Over Reticulum (LoRa, packet radio) that is the address which the listener prints.
    With exec: a command is run that speaks over its standard input and output, which is how to go through ssh:
    "exec:ssh desk dalel sync --listen - -r theirs.dalel". Over HOST:PORT nothing is encrypted: entries are signed, but
    whoever listens in can read them. Safe to break off at any moment, and to repeat.
    """
    if (peer is None) == (listen is None):
        raise click.UsageError("name the PEER to call, or --listen where others call you")
    secret = unlocked(key_path, passphrase_path)
    with opened(record_path) as record:
        _sign(record, secret)
    session = _Session(record_path, secret, as_json, to_stderr=listen == STANDARD_STREAMS)
    with _failures():
        if listen is not None:
            _listen(session, listen, once)
            return
        with _connected(session, str(peer)) as (pipe, message_bytes):
            problem = session.talk(pipe, message_bytes, begins=True)
    if problem is not None:
        raise Failure(f"{plain(problem)}; what came is kept, call again for the rest")


class _Session:
    """The record that talks, to one or to several."""

    def __init__(self, path: Path, secret: SecretKey, as_json: bool, *, to_stderr: bool) -> None:
        self.path = path
        self._secret = secret
        self._as_json = as_json
        self._to_stderr = to_stderr

    def talk(self, pipe: Pipe, message_bytes: int, *, begins: bool) -> str | None:
        """One dialogue. Returns why it was broken off, None where all was said."""
        from dalel.exchange import talk

        with opened(self.path) as record:
            talked = talk(pipe, record, self._secret, datetime.now(UTC), begins=begins, message_bytes=message_bytes)
        done = talked.exchanged
        problem = done.refused or done.cut
        row = {
            "sent": done.sent,
            "taken": done.taken,
            "bytes_out": done.bytes_out,
            "bytes_in": done.bytes_in,
            "refused": dict(talked.refused),
            "problem": problem,
        }
        for line in talked.alarms:
            click.echo(plain(line), err=True)
        if self._as_json and not self._to_stderr:
            print_json(row)
        else:
            left = "".join(f"; {count} left out: {why}" for why, count in sorted(talked.refused.items()))
            said = f"{done.taken} entries came, {done.sent} went, {done.bytes_in + done.bytes_out:,} bytes{left}"
            click.echo(said, err=self._to_stderr)
        return problem


def _sign(record: Any, secret: SecretKey) -> None:
    from dalel import giving

    try:
        giving.sign(record, secret, datetime.now(UTC))
    except giving.GivingError as error:
        raise Failure(str(error)) from error


@contextmanager
def _failures() -> Iterator[None]:
    """What can go wrong with a connection, as one line."""
    from dalel.sync.ends import PipeClosed
    from dalel.sync.mesh.network import MeshError

    try:
        yield
    except (PipeClosed, MeshError, ValueError) as error:
        raise Failure(plain(str(error))) from error


@contextmanager
def _connected(session: _Session, peer: str) -> Iterator[tuple[Any, int]]:
    """A pipe to the other side, and how large messages should be on it."""
    from dalel.sync import streams

    if peer.startswith(MESH):
        from dalel.sync.mesh import network

        network.start()
        pipe: Any = network.connect(peer)
        message_bytes = network.MESSAGE_BYTES
    else:
        pipe = _run(peer.removeprefix(COMMAND)) if peer.startswith(COMMAND) else streams.connect(peer)
        message_bytes = MESSAGE_BYTES
    try:
        yield pipe, message_bytes
    finally:
        pipe.close()


def _run(command: str) -> Any:
    """A pipe to a command that is started here."""
    from dalel.sync import streams

    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words:
        raise Failure(f'{COMMAND}{command}: names no command; write it like "{COMMAND}ssh desk dalel sync --listen -"')
    try:
        run = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    except OSError as error:
        raise Failure(f"{command}: cannot be run ({error.strerror})") from error
    assert run.stdin is not None
    assert run.stdout is not None
    return streams.over_pipes(os.dup(run.stdout.fileno()), os.dup(run.stdin.fileno()))


def _listen(session: _Session, address: str, once: bool) -> None:
    from dalel.sync import streams

    if address == STANDARD_STREAMS:
        with streams.over_pipes(0, 1) as pipe:
            problem = session.talk(pipe, MESSAGE_BYTES, begins=False)
        if problem is not None:
            raise Failure(plain(problem))
    elif address.startswith(MESH):
        from dalel.sync.mesh import network

        network.start()
        listener = network.Listener(network.own_identity(session.path.with_name(f"{session.path.name}.mesh")))
        click.echo(f"Others reach this record at {listener.address} (Ctrl-C ends).")
        _serve(session, listener.accept, network.MESSAGE_BYTES, once)
    else:
        host, port = streams.host_and_port(address)
        listening = streams.listen(host, port)
        click.echo(f"Others reach this record at {address} (Ctrl-C ends).")
        _serve(session, lambda: streams.accept(listening), MESSAGE_BYTES, once)


def _serve(session: _Session, accept: Callable[[], Any], message_bytes: int, once: bool) -> None:
    """Talk to whoever calls, some at once."""
    room = threading.Semaphore(MOST_AT_ONCE)

    def answer(pipe: Any) -> None:
        try:
            session.talk(pipe, message_bytes, begins=False)
        except click.ClickException as error:
            click.echo(error.format_message(), err=True)
        finally:
            pipe.close()
            room.release()

    try:
        while True:
            room.acquire()
            pipe = accept()
            if once:
                answer(pipe)
                return
            threading.Thread(target=answer, args=(pipe,), daemon=True).start()
    except KeyboardInterrupt:
        click.echo("")
