"""Which entries of the log are signed, by whom, and as which of the author's own entries.

The log's own chain follows the order in which this record got its entries. Beside it stands, for each entry that was
signed here or came from another record, the author's signature: what travels is made of the two.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from dalel.record.moments import utc
from dalel.sync.cose import SignatureError, Signer
from dalel.sync.entries import FIRST, Carried, Signed, sign

# What a desk decides about keys holds for its own record only: it is neither signed nor sent.
LOCAL = "kind = 'key' AND body ->> 'action' IN ('trust', 'revoke')"

_COLUMNS = (
    "log.seq, signatures.key, number, previous, id, kind, content, author, at, signature, body, salt "
    "FROM signatures JOIN log ON log.seq = signatures.seq"
)


def last(connection: sqlite3.Connection, key: bytes) -> tuple[int, bytes]:
    """The number and the id of a key's last entry here; 0 and the id that comes before any, where there is none."""
    query = "SELECT number, id FROM signatures WHERE key = ? ORDER BY number DESC, id LIMIT 1"
    row = connection.execute(query, (key,)).fetchone()
    return (row["number"], row["id"]) if row is not None else (0, FIRST)


def unsigned(connection: sqlite3.Connection) -> int:
    """How many entries were made here and wait to be signed."""
    query = (
        "SELECT count(*) FROM log LEFT JOIN signatures ON signatures.seq = log.seq "  # noqa: S608
        f"WHERE signatures.seq IS NULL AND NOT ({LOCAL})"
    )
    return int(connection.execute(query).fetchone()[0])


def sign_entry(connection: sqlite3.Connection, signer: Signer, seq: int) -> Signed:
    """Sign one entry as the key's next. Only inside `writing`.

    Raises SignatureError where nobody would take it for an entry.
    """
    number, previous = last(connection, signer.key)
    row = connection.execute("SELECT kind, content, author, at FROM log WHERE seq = ?", (seq,)).fetchone()
    content, at = bytes.fromhex(row["content"]), seconds(row["at"])
    try:
        signed = sign(signer, number + 1, previous, row["kind"], content, row["author"], at)
    except SignatureError as error:
        raise SignatureError(f"entry {seq}: {error}") from error
    put(connection, seq, signed, taken=False)
    return signed


def sign_all(connection: sqlite3.Connection, signer: Signer) -> int:
    """Sign all entries that were made here and are not signed yet, in their order. Only inside `writing`."""
    query = (
        "SELECT log.seq FROM log LEFT JOIN signatures ON signatures.seq = log.seq "  # noqa: S608
        f"WHERE signatures.seq IS NULL AND NOT ({LOCAL}) ORDER BY log.seq"
    )
    seqs = [row[0] for row in connection.execute(query)]
    for seq in seqs:
        sign_entry(connection, signer, seq)
    return len(seqs)


def meets_others(connection: sqlite3.Connection) -> bool:
    """Whether an entry that waits to be signed was made in the same second as one of its kind from another record."""
    made = "SELECT kind, at FROM log LEFT JOIN signatures ON signatures.seq = log.seq WHERE "
    waits = f"signatures.seq IS NULL AND kind != 'document' AND NOT ({LOCAL})"
    waiting = {tuple(row) for row in connection.execute(f"{made} {waits}")}
    return bool(waiting) and any(tuple(row) in waiting for row in connection.execute(f"{made} taken"))


def put(connection: sqlite3.Connection, seq: int, signed: Signed, *, taken: bool) -> None:
    """Keep the signature of an entry, which then vouches for others by itself; `taken` where it came from another
    record."""
    connection.execute("DELETE FROM vouchers WHERE id = ?", (signed.id,))
    connection.execute(
        "INSERT INTO signatures VALUES (?, ?, ?, ?, ?, ?, ?)",
        (seq, signed.key, signed.number, signed.previous, signed.id, signed.signature, taken),
    )


def holds(connection: sqlite3.Connection, id_: bytes) -> bool:
    return connection.execute("SELECT 1 FROM signatures WHERE id = ?", (id_,)).fetchone() is not None


def ids(connection: sqlite3.Connection, key: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, time in seconds and id of every entry of a key."""
    query = (
        "SELECT number, CAST(strftime('%s', at) AS INTEGER), id FROM signatures "
        "JOIN log ON log.seq = signatures.seq WHERE key = ?"
    )
    yield from connection.execute(query, (key,))


def span(connection: sqlite3.Connection, key: bytes, first: int, count: int) -> list[bytes]:
    """The ids of a key's entries that have a number from `first` on, `count` numbers far, in their order."""
    query = "SELECT id FROM signatures WHERE key = ? AND number BETWEEN ? AND ? ORDER BY number, id"
    return [row[0] for row in connection.execute(query, (key, first, first + count - 1))]


def carried(connection: sqlite3.Connection, wanted: Iterable[bytes]) -> Iterator[Carried]:
    """The entries with these ids, as they travel. Ids that the record does not hold are left out."""
    for id_ in wanted:
        row = connection.execute(f"SELECT {_COLUMNS} WHERE id = ?", (id_,)).fetchone()
        if row is not None:
            yield _carried(row)


def following(connection: sqlite3.Connection, signed: Signed) -> Carried | None:
    """The entry that vouches for one whose own signature was left out."""
    named = (signed.key, signed.number + 1, signed.id)
    row = connection.execute(
        f"SELECT {_COLUMNS} WHERE signatures.key = ? AND number = ? AND previous = ?", named
    ).fetchone()
    if row is not None:
        return _carried(row)
    row = connection.execute("SELECT * FROM vouchers WHERE key = ? AND number = ? AND previous = ?", named).fetchone()
    return None if row is None else Carried(_signed(row), None, None)


def keep_voucher(connection: sqlite3.Connection, signed: Signed) -> None:
    """Keep what an entry that is not kept vouches with. Only inside `writing`."""
    connection.execute(
        "INSERT OR IGNORE INTO vouchers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            signed.id,
            signed.key,
            signed.number,
            signed.previous,
            signed.kind,
            signed.content.hex(),
            signed.author,
            moment(signed.at),
            signed.signature,
        ),
    )


def all_carried(connection: sqlite3.Connection) -> Iterator[tuple[int, Carried]]:
    """All signed entries as they travel, each with its number in this log: author by author, in the author's order."""
    for row in connection.execute(f"SELECT {_COLUMNS} ORDER BY signatures.key, number, id"):
        yield row["seq"], _carried(row)


def _carried(row: sqlite3.Row) -> Carried:
    return Carried(_signed(row), None if row["body"] is None else json.loads(row["body"]), row["salt"])


def _signed(row: sqlite3.Row) -> Signed:
    return Signed(
        key=row["key"],
        number=row["number"],
        previous=row["previous"],
        kind=row["kind"],
        content=bytes.fromhex(row["content"]),
        author=row["author"],
        at=seconds(row["at"]),
        signature=row["signature"],
    )


def chain(connection: sqlite3.Connection, key: bytes) -> list[bytes]:
    """The ids of a key's entries from its first on, up to where one is missing or where there are two of a number."""
    found: list[bytes] = []
    query = "SELECT number, id FROM signatures WHERE key = ? ORDER BY number, id"
    for number, id_ in connection.execute(query, (key,)):
        if number == len(found):
            return found[:-1]
        if number != len(found) + 1:
            break
        found.append(id_)
    return found


def forks(connection: sqlite3.Connection) -> list[tuple[bytes, int]]:
    """Keys that signed different entries under one number, each with the least such number.

    Also where an entry does not follow the one before it that is here.
    """
    query = (
        "SELECT key, min(number) FROM (SELECT key, number FROM signatures GROUP BY key, number HAVING count(*) > 1 "
        "UNION ALL SELECT later.key, later.number FROM signatures AS later JOIN signatures AS earlier "
        "ON earlier.key = later.key AND earlier.number = later.number - 1 WHERE later.previous != earlier.id) "
        "GROUP BY key ORDER BY key"
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Entries that nobody signed as it says, a line each. One without a signature is vouched for by the next."""
    vouchers = [(None, row["id"], _signed(row)) for row in connection.execute("SELECT * FROM vouchers")]
    kept = connection.execute(f"SELECT {_COLUMNS}")
    every = [*vouchers, *((row["seq"], row["id"], _signed(row)) for row in kept)]
    vouched: set[bytes] = set()
    found: list[tuple[int, str]] = []
    for seq, id_, signed in sorted(every, key=lambda one: -one[2].number):
        try:
            if signed.id != id_:
                raise SignatureError("it is kept under an id that is not its own")
            if signed.signature:
                signed.check()
            elif id_ not in vouched:
                raise SignatureError("it is not signed, and no entry of its author that follows vouches for it")
            vouched.add(signed.previous)
        except SignatureError as error:
            found.append((seq or 0, f"entry {seq}: {error}" if seq else f"what vouches for others: {error}"))
    yield from (line for _, line in sorted(found))


def keep_checkpoint(connection: sqlite3.Connection, key: bytes, size: int, root: bytes, note: str) -> None:
    """Keep a checkpoint of an author, checked before. Only inside `writing`."""
    connection.execute("INSERT OR IGNORE INTO checkpoints VALUES (?, ?, ?, ?)", (key, size, root, note))


def checkpoints(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """All checkpoints that the record holds: key, size, root, note; of each key the largest last."""
    return connection.execute("SELECT key, size, root, note FROM checkpoints ORDER BY key, size, root").fetchall()


def seconds(moment: str) -> int:
    """A moment of the log in whole seconds since 1970."""
    return int(datetime.fromisoformat(moment).timestamp())


def moment(at: int) -> str:
    """Seconds since 1970 as the log writes them. Raises ValueError where they are no time that it can write."""
    try:
        return utc(datetime.fromtimestamp(at, UTC))
    except (OverflowError, OSError) as error:
        raise ValueError(f"{at} is no time") from error
