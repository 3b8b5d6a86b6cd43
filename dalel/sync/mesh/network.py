"""A record's address on Reticulum, and links to it. Reticulum (`rns`) is optional: see docs/how-to/mesh.md.

An address is the hash of a destination `dalel.sync` with an identity of its own, which is kept in a file beside the
record. It is not made from the desk's key: so it can be thrown away for another one, the desk's key can stay locked
while a listener runs, and an address does not say whose record it is. Whoever calls is not identified.
"""

from __future__ import annotations

import importlib
import os
import queue
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dalel.sync.mesh.pipe import MeshPipe

SCHEME = "rns:"
PATIENCE_SECONDS = 600.0
# How large the messages of a dialogue should be over a mesh: a cut loses at most one, and larger ones compress better.
MESSAGE_BYTES = 1 << 13

_APP, _ASPECT = "dalel", "sync"
_IDENTITY_BYTES = 64
_ADDRESS = re.compile(r"[0-9a-f]{32}")
_FOLDERS = (Path("/etc/reticulum"), Path("~/.config/reticulum"), Path("~/.reticulum"))
_MOST_WAITING_LINKS = 4

# Path request 51 bytes and announce 167, link request 86 and proof 118: how long an exchange takes is reckoned from
# the larger, and it is asked again later and later.
_EXCHANGE_BYTES = 218
_LEAST_WAIT_SECONDS, _MOST_WAIT_SECONDS = 1.0, 20.0
_POLL_SECONDS = 0.02


class MeshError(ValueError):
    """Reticulum cannot be used so; the message is one line that says what to do."""


def start(folder: Path | None = None) -> None:
    """Run Reticulum in this process, or attach to the one that runs, with the configuration in the folder.

    Without a folder it is Reticulum's own: /etc/reticulum, ~/.config/reticulum or ~/.reticulum. Must be called in the
    main thread; a process has one Reticulum, and asking again changes nothing. Raises MeshError.
    """
    rns = reticulum()
    if rns.Reticulum.get_instance() is not None:
        return
    folder = folder or next((path.expanduser() for path in _FOLDERS if (path.expanduser() / "config").is_file()), None)
    if folder is None or not (folder / "config").is_file():
        raise MeshError(f"{folder or '~/.reticulum'}: no Reticulum configuration; run `rnsd` once and edit its config")
    _check(folder / "config")
    # Reticulum takes over how the process is interrupted and then ends it at once, losing what is under way.
    before = {which: signal.getsignal(which) for which in (signal.SIGINT, signal.SIGTERM)}
    try:
        rns.Reticulum(str(folder), loglevel=rns.LOG_CRITICAL, logdest=_say_nothing)
    except OSError as error:
        raise MeshError(f"{folder / 'config'}: Reticulum does not start: {error}") from error
    for which, handler in before.items():
        signal.signal(which, handler)


def own_identity(path: Path) -> Any:
    """The identity of a record's address, made where the file is not there yet. Raises MeshError."""
    rns = reticulum()
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(rns.Identity().get_private_key())
    except FileExistsError:
        pass
    except OSError as error:
        raise MeshError(f"{path}: cannot keep the address here: {error.strerror}") from error
    secret = path.read_bytes()
    identity = rns.Identity.from_bytes(secret) if len(secret) == _IDENTITY_BYTES else None
    if identity is None:
        raise MeshError(f"{path}: this is no mesh address; move it away and a new one is made")
    return identity


class Listener:
    """A record's address, at which others call."""

    def __init__(self, identity: Any, patience: float = PATIENCE_SECONDS) -> None:
        rns = reticulum()
        self._patience = patience
        self._waiting: queue.Queue[MeshPipe] = queue.Queue(_MOST_WAITING_LINKS)
        self._known: set[bytes] = set()
        self._destination = rns.Destination(identity, rns.Destination.IN, rns.Destination.SINGLE, _APP, _ASPECT)
        self._destination.set_link_established_callback(self._greet)

    @property
    def address(self) -> str:
        """What others give to `connect`."""
        hash_: bytes = self._destination.hash
        return SCHEME + hash_.hex()

    def accept(self, timeout: float | None = None) -> MeshPipe:
        """The next caller. Raises TimeoutError where nobody calls within so many seconds."""
        try:
            return self._waiting.get(timeout=timeout)
        except queue.Empty as error:
            raise TimeoutError(f"nobody called within {timeout} seconds") from error

    def close(self) -> None:
        """Take no more calls."""
        reticulum().Transport.deregister_destination(self._destination)

    def _greet(self, link: Any) -> None:
        # Reticulum calls this again when the caller says again that the link stands.
        if link.link_id in self._known:
            return
        if self._waiting.full():
            link.teardown()
            return
        self._known.add(link.link_id)
        pipe = _pipe(link, self._patience, begins=False, gone=lambda: self._known.discard(link.link_id))
        self._waiting.put(pipe)


def connect(address: str, patience: float = PATIENCE_SECONDS) -> MeshPipe:
    """Call a record by its address. Raises MeshError where it is none, or nobody answers within `patience` seconds."""
    rns = reticulum()
    digits = address.removeprefix(SCHEME).lower()
    if not _ADDRESS.fullmatch(digits):
        raise MeshError(f"{address!r} is no mesh address; it is rns: and the 32 digits that the listener prints")
    hash_ = bytes.fromhex(digits)
    until = time.monotonic() + patience
    if not rns.Transport.has_path(hash_) and not _again(
        lambda: rns.Transport.request_path(hash_), lambda: bool(rns.Transport.has_path(hash_)), until
    ):
        raise MeshError(f"{address}: no way to this address was found in {patience:.0f} seconds")
    identity = rns.Identity.recall(hash_)
    if identity is None:
        raise MeshError(f"{address}: whoever knows the way to it does not know its key; try again later")
    destination = rns.Destination(identity, rns.Destination.OUT, rns.Destination.SINGLE, _APP, _ASPECT)
    if destination.hash != hash_:
        raise MeshError(f"{address}: this address is not that of a record")
    link = _link(destination, until)
    if link is None:
        raise MeshError(f"{address}: nobody answered within {patience:.0f} seconds")
    return _pipe(link, patience, begins=True, gone=lambda: None)


def _link(destination: Any, until: float) -> Any:
    """An active link; None where the other side does not answer in time."""
    rns = reticulum()
    links: list[Any] = []

    def call() -> None:
        for former in links:
            former.teardown()
        links.append(rns.Link(destination))

    _again(call, lambda: bool(links[-1].status == rns.Link.ACTIVE), until)
    if links[-1].status == rns.Link.ACTIVE:
        return links[-1]
    links[-1].teardown()
    return None


def _again(ask: Callable[[], None], is_done: Callable[[], bool], until: float) -> bool:
    """Ask, and ask again after longer and longer waits, until it is done or too late."""
    wait = max(_LEAST_WAIT_SECONDS, 2 * _EXCHANGE_BYTES * 8 / _slowest())
    while time.monotonic() < until:
        ask()
        ends = min(time.monotonic() + wait, until)
        while time.monotonic() < ends:
            if is_done():
                return True
            time.sleep(_POLL_SECONDS)
        wait = max(wait, min(wait * 2, _MOST_WAIT_SECONDS))
    return is_done()


def _slowest() -> float:
    """Bits a second of the slowest interface, as far as Reticulum knows."""
    interfaces = reticulum().Transport.interfaces
    return min((float(one.bitrate) for one in interfaces if one.OUT and one.bitrate), default=1_000.0)


def _pipe(link: Any, patience: float, *, begins: bool, gone: Callable[[], None]) -> MeshPipe:
    """A pipe over an active link."""
    bits_a_second = link.get_establishment_rate() or _slowest()
    pipe = MeshPipe(_LinkCarrier(link), link.mdu, 8 / bits_a_second, begins=begins, patience=patience)

    def closed(_link: Any) -> None:
        gone()
        pipe.lost()

    link.set_link_closed_callback(closed)
    link.set_packet_callback(lambda data, _packet: pipe.hear(data))
    if link.status == reticulum().Link.CLOSED:
        closed(link)
    return pipe


class _LinkCarrier:
    """A Reticulum link as a carrier of packets."""

    def __init__(self, link: Any) -> None:
        self._link = link

    def send(self, packet: bytes) -> None:
        reticulum().Packet(self._link, packet, create_receipt=False).send()

    def rouse(self) -> None:
        """Say the round-trip time again: a listener whose packet was lost does not know that the link stands."""
        rns = reticulum()
        packed = importlib.import_module("RNS.vendor.umsgpack").packb(self._link.rtt)
        rns.Packet(self._link, packed, context=rns.Packet.LRRTT).send()

    def close(self) -> None:
        self._link.teardown()


def _check(config: Path) -> None:
    """Raises MeshError where Reticulum could not read its configuration, over which it ends the process."""
    configobj: Any = importlib.import_module("RNS.vendor.configobj")
    try:
        configobj.ConfigObj(str(config))
    except configobj.ConfigObjError as error:
        raise MeshError(f"{config}: {error}") from error


def _say_nothing(_line: str) -> None:
    """Reticulum's own log: what it says of others' packets is of no use here."""


def reticulum() -> Any:
    """The module. Raises MeshError where it is not installed."""
    try:
        return importlib.import_module("RNS")
    except ImportError as error:
        raise MeshError("Reticulum is not installed; add it with: pip install 'dalel[mesh]'") from error
