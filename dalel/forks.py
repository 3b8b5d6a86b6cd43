"""Whether authors told everybody the same: their signatures and checkpoints, held against each other.

Whoever signs two different entries under one number, or checkpoints of two different histories, is found out by
anybody who sees both. It may be a lie, a stolen key, or a record that was restored from an old copy and went on; the
evidence is kept, and the rest is for people.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from dalel.record import keys, signatures
from dalel.record.keys import Known
from dalel.sync import merkle
from dalel.sync.checkpoints import Checkpoint, CheckpointError, Comparison, Verdict, compare, origin, read
from dalel.sync.keys import PublicKey

_ORIGIN = "dalel/"


def keep_checkpoints(connection: sqlite3.Connection, notes: Iterable[str]) -> list[str]:
    """Keep the checkpoints of keys that are believed, and say in words where one does not fit what is here.

    Only inside `writing`. Those of other keys, and those that were not signed as they should be, are passed over.
    """
    known = keys.known(connection)
    fresh: dict[bytes, None] = {}
    for note in notes:
        of = _author(note, known)
        if of is None:
            continue
        try:
            made = read(note, of)
        except CheckpointError:
            continue
        signatures.keep_checkpoint(connection, of.key, made.size, made.root, note)
        fresh[of.key] = None
    return [line for key in fresh for line in _differences(connection, known[key])]


def found(connection: sqlite3.Connection) -> Iterator[str]:
    """Every fork that the record holds evidence of, a line each."""
    known = keys.known(connection)
    for key, number in signatures.forks(connection):
        yield f"FORK: {_name(known, key)} signed two different histories; they part at its entry {number}"
    for one in known.values():
        yield from _differences(connection, one)


def _author(note: str, known: Mapping[bytes, Known]) -> PublicKey | None:
    """Whose checkpoint it says it is, if that is somebody who is believed."""
    first = note.split("\n", 1)[0].removeprefix(_ORIGIN)
    try:
        of = known.get(bytes.fromhex(first))
    except ValueError:
        return None
    if of is None or of.trust is keys.Trust.UNKNOWN:
        return None
    return public(of)


def compare_with(connection: sqlite3.Connection, key: bytes, theirs: Checkpoint) -> Verdict:
    """How a checkpoint from elsewhere stands to the entries of its author that are here."""
    ids = signatures.chain(connection, key)
    ours = Checkpoint(origin(key), len(ids), merkle.root(ids))
    return compare(ours, theirs, lambda size: merkle.root(ids[:size]) if size <= len(ids) else None)


def public(known: Known) -> PublicKey | None:
    """The public key as its holder described it; None where that is not here."""
    if known.declared is None or known.sealing is None:
        return None
    return PublicKey(known.declared, known.key, known.sealing)


def _differences(connection: sqlite3.Connection, known: Known) -> Iterator[str]:
    """Where the checkpoints of one author do not fit each other, or the entries that are here."""
    kept = [
        Checkpoint(origin(row["key"]), row["size"], row["root"])
        for row in signatures.checkpoints(connection)
        if row["key"] == known.key
    ]
    if not kept:
        return
    ids = signatures.chain(connection, known.key)
    tree, roots = merkle.Tree(), dict[int, bytes]()
    for size in sorted({one.size for one in kept if one.size <= len(ids)}):
        tree = tree.with_leaves(ids[tree.size : size])
        roots[size] = tree.root()
    for earlier, later in zip(kept, [*kept[1:], kept[-1]], strict=True):
        verdict = compare(earlier, later, roots.get)
        if verdict.comparison is Comparison.FORK:
            yield f"{_name({known.key: known}, known.key)}: {verdict.sentence}"
            return


def _name(known: Mapping[bytes, Known], key: bytes) -> str:
    of = known.get(key)
    return f"{of.name} ({key.hex()[:12]})" if of is not None and of.name else f"the key {key.hex()[:12]}"
