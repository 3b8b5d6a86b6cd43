"""The desk's side: sealed reports into quarantine, and out of it by somebody's decision.

Of a report the record keeps what was written, the photos drawn anew, and the hour in which it was opened. It keeps no
file's name and nothing of who sent it; two reports of one person have nothing in common. An accepted one becomes a
document of a source of its own, of kind `eyewitness`, and is read and weighed like any other: one origin, unverified.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from dalel import pipeline, review
from dalel.ingest.item import plain
from dalel.ingest.language import detect
from dalel.model import Document, Source, SourceKind
from dalel.record import cleaning
from dalel.record import quarantine as tables
from dalel.record.bodies import document_id
from dalel.record.moments import utc
from dalel.record.quarantine import Kept
from dalel.record.store import Record
from dalel.reports import plaintext
from dalel.reports.composing import composed, language_of
from dalel.reports.opening import Sealed, sealed
from dalel.reports.photos import Photo, redrawn
from dalel.reports.plaintext import Report, ReportError
from dalel.sync.keys import KeyFileError, SecretKey

SOURCE = "eyewitness report {}"

# Reports of many desks must not meet under one name when records are exchanged: 40 bits, at random.
_ID_BYTES = 5
_SAME = b"dalel: which reports are the same"
_MOST_TEXT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A report that was opened: its id, or None where quarantine holds it already."""

    id: str | None
    photos: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted report became. `unclean` says why the file still holds bytes of its own words, if so."""

    source: str
    seq: int | None
    statements: int
    unclean: str | None


def take_in(
    record: Record, secret: SecretKey, paths: Iterable[Path], now: datetime, refuse: Callable[[str], None]
) -> Iterator[TakenIn]:
    """Open sealed reports and put them into quarantine, each in one transaction.

    `refuse` is told, in one line each, what could not be opened, and which photos were left out; the others go on.
    """
    received = utc(now.astimezone(UTC).replace(minute=0, second=0))
    key = secret.sign(_SAME)  # without the desk's key, nobody can try out what an accepted report said
    for message in sealed(paths, refuse):
        try:
            opened = _opened(message, secret)
            report = plaintext.read(opened)
        except ReportError as error:
            refuse(f"{message.place}: {error}")
            continue
        digest = hmac.new(key, opened, hashlib.sha256).hexdigest()
        yield _put(record, report, digest, received, partial(_refuse_at, message.place, refuse))


def listed(record: Record) -> list[Kept]:
    """All reports in quarantine."""
    return tables.listed(record.connection)


def find(record: Record, id_: str) -> Kept:
    """The report that an id, or the beginning of one, names. Raises ReportError."""
    found = tables.find(record.connection, id_.strip().lower()) if id_.strip() else []
    if len(found) != 1:
        why = "names more than one report; write more of its id" if found else "names no report in quarantine"
        raise ReportError(f"{plain(id_)}: {why}; `dalel report list` shows them")
    return found[0]


def report_of(kept: Kept) -> Report:
    """What a report says. Raises ReportError where it was accepted: its words are then a document's."""
    if kept.body is None:
        raise ReportError(f"{kept.id}: was accepted; it is the document {kept.document} now")
    return Report(**kept.body, photos=())


def photo(record: Record, id_: str, number: int) -> bytes:
    """A photo of a report, a JPEG. Raises ReportError."""
    kept = find(record, id_)
    found = tables.photo(record.connection, kept.id, number)
    if found is None:
        raise ReportError(f"{kept.id}: has no photo {number}; it has {kept.photos}")
    return found


def accept(
    record: Record, id_: str, by: str, now: datetime, *, text_from: Path | None = None, note: str | None = None
) -> Accepted:
    """Make a report a document of its own eyewitness source, and delete its words from quarantine.

    `text_from` names a file with the text to be kept instead of the report's own. Raises ReportError, and ReviewError
    where `by` is no name. A process that is killed on the way leaves the report in quarantine; accepting it again adds
    nothing twice.
    """
    author = review.reviewer(by)
    kept = find(record, id_)
    report = report_of(kept)
    text, language = (composed(report), language_of(report)) if text_from is None else _rewritten(text_from)
    source = SOURCE.format(kept.id)
    document = Document(source=source, text=text, language=language, received_at=now.replace(microsecond=0))
    items: list[Document | Source] = [Source(source, SourceKind.EYEWITNESS), document]
    (added,) = pipeline.add(record, items, author, now)
    if note is not None:
        review.decide(record, review.annotate(record, document_id(added.document), note), by, now)
    cleaning.prepare(record.connection)
    with record.writing() as connection:
        tables.accept(connection, kept.id, document_id(added.document), utc(now))
    return Accepted(source, added.seq, added.statements, cleaning.clean(record.connection))


def refuse(record: Record, ids: Sequence[str], now: datetime) -> tuple[list[Kept], str | None]:
    """Delete reports from the record's file, with every trace that they were there; of accepted ones, their photos.

    Returns them, and why bytes of them are still in the file, if so. Raises ReportError, with nothing deleted.
    """
    kept = [find(record, id_) for id_ in ids]
    cleaning.prepare(record.connection)
    with record.writing() as connection:
        tables.delete(connection, [one.id for one in kept], utc(now))
    return kept, cleaning.clean(record.connection)


def _refuse_at(place: str, refuse: Callable[[str], None], line: str) -> None:
    refuse(f"{place}: {line}")


def _opened(message: Sealed, secret: SecretKey) -> bytes:
    try:
        return secret.unseal(message.data)
    except KeyFileError as error:
        raise ReportError(str(error)) from error


def _put(record: Record, report: Report, digest: str, received: str, refuse: Callable[[str], None]) -> TakenIn:
    photos = [] if tables.holds(record.connection, digest) else _photos(report, refuse)
    body = {name: value for name, value in asdict(report).items() if name != "photos"}
    id_ = secrets.token_hex(_ID_BYTES)
    with record.writing() as connection:
        if tables.holds(connection, digest):
            return TakenIn(None, 0)
        rows = [(one.width, one.height, one.jpeg) for one in photos]
        tables.put(connection, id_, received, digest, body, rows)
    return TakenIn(id_, len(photos))


def _photos(report: Report, refuse: Callable[[str], None]) -> list[Photo]:
    """The photos drawn anew; one that cannot be read is left out, and does not take the report with it."""
    photos = []
    for number, data in enumerate(report.photos, start=1):
        try:
            photos.append(redrawn(data))
        except ReportError as error:
            refuse(f"photo {number} was left out: {error}")
    return photos


def _rewritten(path: Path) -> tuple[str, str]:
    """A text that the desk wrote instead, and its language."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_TEXT_BYTES + 1)
        text = plaintext.cleaned(data.decode("utf-8-sig"))
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ReportError(f"{path}: is no UTF-8 text") from error
    if len(data) > _MOST_TEXT_BYTES or not text:
        raise ReportError(f"{path}: holds no text, or more than {_MOST_TEXT_BYTES:,} bytes")
    return text, detect(text)
