"""Handing a file to somebody who is not there at the moment: LXMF messages (`lxmf`), over Reticulum.

A file, sealed or signed before it comes here, travels as the attachment of a message: straight to its mailbox, or by a
propagation node, which keeps messages it cannot read until they are fetched. An address holds the mailbox's public key,
so that it can be written to by people who have never heard of it; it is `lxmf:` and 128 hexadecimal digits. Each
message is sent by an identity made for it alone, so a mailbox does not learn from whom it comes.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import re
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dalel.sync.mesh.network import MeshError, reticulum

SCHEME = "lxmf:"
# LXMF delivers up to a megabyte; a propagation node takes 256 kB unless its owner says otherwise (lxmf 1.2.1).
MOST_BYTES = 250_000
MOST_FILES = 1_000

_KEY = re.compile(r"[0-9a-f]{128}")
_NODE = re.compile(r"[0-9a-f]{32}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_PATIENCE_SECONDS = 600.0
_POLL_SECONDS = 0.1
# The protocol's name for where messages are delivered: lxmf.delivery.
_APP, _ASPECT = "lxmf", "delivery"


class Mailbox:
    """Where messages come in: the attachments of each are put into `folder`, named by their SHA-256.

    `work` is a folder in which LXMF keeps its state, always the same one for a mailbox: the keys that it changes from
    time to time are there. Reticulum runs already (`network.start`).
    """

    def __init__(self, identity: Any, work: Path, folder: Path) -> None:
        self._identity = identity
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._router = _router(work)
        self._router.register_delivery_identity(identity)
        self._router.register_delivery_callback(self._keep)

    @property
    def address(self) -> str:
        """What others give to `send`."""
        key: bytes = self._identity.get_public_key()
        return SCHEME + key.hex()

    def fetch(self, node: str, patience: float = _PATIENCE_SECONDS) -> None:
        """Fetch what waits at a propagation node, which learns whose mailbox it is. Raises MeshError."""
        self._router.set_outbound_propagation_node(_node(node))
        self._router.request_messages_from_propagation_node(self._identity)
        until = time.monotonic() + patience
        while self._router.propagation_transfer_state != self._router.PR_COMPLETE:
            if time.monotonic() > until or self._router.propagation_transfer_state >= self._router.PR_NO_PATH:
                self._router.cancel_propagation_node_requests()
                raise MeshError(f"{node}: the messages there could not be fetched; try again later")
            time.sleep(_POLL_SECONDS)
        self._router.acknowledge_sync_completion()

    def _keep(self, message: Any) -> None:
        """Put the attachments of a message into the folder. Nothing else of it is kept."""
        for suffix, content in attachments(message.get_fields()):
            if sum(1 for _ in self._folder.iterdir()) >= MOST_FILES:
                return
            to = self._folder / (hashlib.sha256(content).hexdigest() + suffix)
            part = to.with_name(to.name + ".part")
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(to)


def send(path: Path, address: str, *, node: str | None = None, patience: float = _PATIENCE_SECONDS) -> None:
    """Hand the file to a mailbox, or to a propagation node (32 hexadecimal digits) that keeps it for the mailbox.

    Returns when the one or the other says that it has it. Raises MeshError. Reticulum runs already (`network.start`).
    """
    rns, lxmf = reticulum(), _lxmf()
    digits = address.removeprefix(SCHEME).lower()
    if not _KEY.fullmatch(digits):
        raise MeshError(f"{address!r} is no mailbox; it is lxmf: and the 128 digits that its owner gives out")
    place = None if node is None else _node(node)
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise MeshError(f"{path}: {len(content)} bytes are too many for a message (at most {MOST_BYTES})")
    to = rns.Identity(create_keys=False)
    to.load_public_key(bytes.fromhex(digits))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        router = _router(Path(work))
        message = lxmf.LXMessage(
            rns.Destination(to, rns.Destination.OUT, rns.Destination.SINGLE, _APP, _ASPECT),
            rns.Destination(rns.Identity(), rns.Destination.IN, rns.Destination.SINGLE, _APP, _ASPECT),
            fields={lxmf.FIELD_FILE_ATTACHMENTS: [[f"file{path.suffix}", content]]},
            desired_method=lxmf.LXMessage.DIRECT if place is None else lxmf.LXMessage.PROPAGATED,
        )
        if place is not None:
            router.set_outbound_propagation_node(place)
        router.handle_outbound(message)
        _wait(message, patience, address if node is None else node)


def _wait(message: Any, patience: float, by: str) -> None:
    """Until the message is where it shall be. Raises MeshError."""
    kind = type(message)
    done = {kind.DELIVERED, kind.SENT} if message.desired_method == kind.PROPAGATED else {kind.DELIVERED}
    until = time.monotonic() + patience
    while message.state not in done:
        if time.monotonic() > until or message.state in {kind.FAILED, kind.REJECTED, kind.CANCELLED}:
            message.cancel()
            raise MeshError(f"{by}: the message was not taken; try again later")
        time.sleep(_POLL_SECONDS)


def attachments(fields: Any) -> Iterator[tuple[str, bytes]]:
    """The suffix and the content of what is attached, as far as it is well-formed and not too large."""
    attached = fields.get(_lxmf().FIELD_FILE_ATTACHMENTS) if isinstance(fields, dict) else None
    for one in attached if isinstance(attached, list) else []:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[1], bytes) or len(one[1]) > MOST_BYTES:
            continue
        name = one[0].decode("utf-8", "replace") if isinstance(one[0], bytes) else str(one[0])
        suffix = Path(name).suffix.lower()
        yield suffix if _SUFFIX.fullmatch(suffix) else "", one[1]


def _node(node: str) -> bytes:
    if not _NODE.fullmatch(node):
        raise MeshError(f"{node!r} is no propagation node; it has 32 hexadecimal digits")
    return bytes.fromhex(node)


def _router(work: Path) -> Any:
    """LXMF's router, which takes over how the process is interrupted, as Reticulum does; that is put back."""
    before = {which: signal.getsignal(which) for which in (signal.SIGINT, signal.SIGTERM)}
    router = _lxmf().LXMRouter(storagepath=str(work))
    for which, handler in before.items():
        signal.signal(which, handler)
    return router


def _lxmf() -> Any:
    with contextlib.suppress(ImportError):
        return importlib.import_module("LXMF")
    raise MeshError("LXMF is not installed; add it with: pip install 'dalel[mesh]'")
