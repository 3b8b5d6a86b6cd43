"""Two real records that differ a little, to measure what `dalel sync` between them costs.

Desk A holds all of the made documents and signed them. Desk B trusts A's key and took in all but ten of them, the
newest or any ten; it added a few of its own, which A lacks. All of that is in one folder:

    a.dalel, b-newest.dalel, b-scattered.dalel      the records
    a.key, b.key, passphrase                        the desks' keys and what opens them
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.weighing import made
from benchmarks.weighing.cost import HOT_REPORTS, HOT_SHARE, read_before
from dalel import giving, keyring, pipeline, taking
from dalel.record import signatures
from dalel.record.store import Record
from dalel.sync import bundles, keys
from dalel.sync.entries import Carried

CASES = ("newest", "scattered")
LACKING = 10  # documents of A that B lacks
OWN = 3  # documents of B that A lacks

_NEWEST = 100  # the scattered ones are none of these
_BATCH = 50
_HEARD_AFTER = timedelta(minutes=10)
_WORDS = "not a secret: this key signs made documents"


@dataclass(frozen=True, slots=True)
class Side:
    """A desk's record and its key."""

    record: Path
    key: Path
    passphrase: Path

    def secret(self) -> keys.SecretKey:
        return keys.load(self.key, self.passphrase.read_text("utf-8").strip())

    def ids(self) -> set[bytes]:
        """The ids of all signed entries that the record holds."""
        with Record.open(self.record) as record:
            return {row[0] for row in record.connection.execute("SELECT id FROM signatures")}


@dataclass(frozen=True, slots=True)
class Difference:
    """What one of the two lacks: entries, statements in them, and the bytes of one bundle that holds just that."""

    entries: int
    statements: int
    bundle_bytes: int


def sides(folder: Path, case: str) -> tuple[Side, Side]:
    """Desk A, which calls, and desk B."""
    return (
        Side(folder / "a.dalel", folder / "a.key", folder / "passphrase"),
        Side(folder / f"b-{case}.dalel", folder / "b.key", folder / "passphrase"),
    )


def copied(pair: tuple[Side, Side], folder: Path) -> tuple[Side, Side]:
    """The same two with records that may be changed."""
    for side in pair:
        shutil.copyfile(side.record, folder / side.record.name)
    here, there = (replace(side, record=folder / side.record.name) for side in pair)
    return here, there


def difference(pair: tuple[Side, Side]) -> Difference:
    here, there = pair[0].ids(), pair[1].ids()
    entries: list[Carried] = []
    texts: dict[str, str] = {}
    statements = 0
    for side, lacking in zip(pair, (here - there, there - here), strict=True):
        with Record.open(side.record) as record:
            found = list(signatures.carried(record.connection, sorted(lacking)))
            entries += found
            texts |= giving.texts(record.connection, found)
            statements += sum(_statements(record, one) for one in found)
    (bundle,) = bundles.write(pair[0].secret(), entries, texts, (), 0, None, covered=True)
    return Difference(len(entries), statements, len(bundle))


def _statements(record: Record, entry: Carried) -> int:
    query = "SELECT count(*) FROM statements JOIN signatures ON signatures.seq = document WHERE signatures.id = ?"
    return int(record.connection.execute(query, (entry.signed.id,)).fetchone()[0])


def make(folder: Path, statements: int, data: Path) -> None:
    """Make the records, of about so many statements each. `data` is the folder of public data (see `made`)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "passphrase").write_text(_WORDS + "\n", "utf-8")
    secrets = {name: keys.new(f"Desk-{name.upper()}") for name in "ab"}
    for name, secret in secrets.items():
        keys.save(secret, folder / f"{name}.key", _WORDS)
    maker = made.Maker(made.pieces(data))
    documents = list(maker.documents(statements, min(HOT_REPORTS, statements // 10 // HOT_SHARE)))
    own = [maker.document(statements / made.STATEMENTS_A_DAY) for _ in range(OWN)]
    with read_before({document.text: reading for document, reading in (*documents, *own)}):
        entries, texts = _make_a(folder / "a.dalel", documents, secrets)
        _make_b(folder, entries, texts, own, secrets)


def _make_a(
    path: Path, documents: Sequence[made.Made], secrets: dict[str, keys.SecretKey]
) -> tuple[list[Carried], dict[str, str]]:
    """Desk A's record, and its entries with their texts."""
    with Record.create(path) as record:
        for start in range(0, len(documents), _BATCH):
            _add(record, documents[start : start + _BATCH], "desk a")
        keyring.trust(record, secrets["b"].public, "desk a", datetime.now(UTC))
        giving.sign(record, secrets["a"], datetime.now(UTC))
        entries = [one for _, one in signatures.all_carried(record.connection)]
        return entries, giving.texts(record.connection, entries)


def _make_b(
    folder: Path,
    entries: Sequence[Carried],
    texts: dict[str, str],
    own: Sequence[made.Made],
    secrets: dict[str, keys.SecretKey],
) -> None:
    """Desk B's records, one for each case."""
    documents = [one.signed.id for one in entries if one.signed.kind == "document"]
    lacking = {
        "newest": set(documents[-LACKING:]),
        "scattered": set(random.Random(5).sample(documents[:-_NEWEST], LACKING)),
    }
    of_both = set.union(*lacking.values())
    now = datetime.now(UTC)
    first = folder / "b-first.dalel"
    with Record.create(first) as record:
        keyring.trust(record, secrets["a"].public, "desk b", now)
        taking.take_in(record, [one for one in entries if one.signed.id not in of_both], texts, now)
        _add(record, own, "desk b")
        giving.sign(record, secrets["b"], now)
    for case in CASES:
        path = folder / f"b-{case}.dalel"
        shutil.copyfile(first, path)
        with Record.open(path) as record:
            rest = of_both - lacking[case]
            taking.take_in(record, [one for one in entries if one.signed.id in rest], texts, now)
    first.unlink()


def _add(record: Record, documents: Sequence[made.Made], author: str) -> None:
    """Add documents as if they came when the last of them was out."""
    last = documents[-1][0].published_at
    assert last is not None
    now = last + _HEARD_AFTER
    received = [replace(document, received_at=now) for document, _ in documents]
    for _ in pipeline.add(record, received, author, now):
        pass
