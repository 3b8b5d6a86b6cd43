"""Finding sealed reports in what was handed in: age files, texts with age's armor or codes in them, pictures of codes.

Nothing is opened here; what comes out are the bytes of age files, each with the file it was found in.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dalel.ingest.item import plain
from dalel.publish.bulletin import qr, qr_base45
from dalel.publish.bulletin.qr_images import texts
from dalel.reports.plaintext import ReportError

# A report of the largest size, in base64, with words around it.
MOST_BYTES = 24 * 1024 * 1024

_AGE = b"age-encryption.org/"
_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
_END = "-----END AGE ENCRYPTED FILE-----"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", b"GIF8")
# What messengers and mail put between and before the lines of a text that is passed on.
_BETWEEN = re.compile(r"[\s>|]+")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed message, and the file it was found in, for messages to the desk only."""

    place: str
    data: bytes


def sealed(paths: Iterable[Path], refuse: Callable[[str], None]) -> Iterator[Sealed]:
    """The sealed messages in some files; codes of one message may be spread over several. `refuse` is told the rest."""
    codes: list[tuple[str, str]] = []
    for path in paths:
        place = plain(str(path))
        try:
            data = _read(path)
            if data.startswith(_AGE):
                yield Sealed(place, data)
            elif data.startswith(_PICTURES):
                found = list(texts([path]))
                if not found:
                    raise ReportError("no code was found in the picture; take it nearer, in better light")
                codes += [(place, text) for text in found]
            else:
                text = _text(data)
                yield from (Sealed(place, message) for message in _armored(text))
                codes += [(place, code) for code in _codes(text)]
        except qr.QrError as error:
            refuse(str(error))
        except ReportError as error:
            refuse(f"{place}: {error}")
    yield from _joined(codes, refuse)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReportError(f"cannot be read ({error.strerror})") from error
    if len(data) > MOST_BYTES:
        raise ReportError(f"is larger than {MOST_BYTES:,} bytes, and no sealed report is")
    return data


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportError("is no sealed report: neither an age file, nor a text, nor a picture") from error
    if _BEGIN not in text and not any(_codes(text)):
        raise ReportError(f'is no sealed report: it holds neither "{_BEGIN}" nor a code that begins with {qr.WHOLE}')
    return text


def _armored(text: str) -> Iterator[bytes]:
    """Every message in age's armor. What stands around it, and how its lines are broken, does not matter."""
    for piece in text.split(_BEGIN)[1:]:
        body, end, _ = piece.partition(_END)
        if not end:
            raise ReportError("the sealed text is cut short; all of it is needed, to the line that ends it")
        try:
            yield base64.b64decode(_BETWEEN.sub("", body), validate=True)
        except (binascii.Error, ValueError) as error:
            raise ReportError("the sealed text was altered on the way; ask for the file") from error


def _codes(text: str) -> Iterator[str]:
    """What an app showed of a code, a line each."""
    for line in text.splitlines():
        code = line.strip()
        if code.startswith((qr.WHOLE, qr.PART)):
            yield code


def _joined(codes: Iterable[tuple[str, str]], refuse: Callable[[str], None]) -> Iterator[Sealed]:
    frames: dict[tuple[bytes, int], list[tuple[str, str]]] = {}
    for place, code in codes:
        try:
            if code.startswith(qr.PART):
                frame = qr.parse(_bytes(code.removeprefix(qr.PART)))
                frames.setdefault((frame.id, frame.length), []).append((place, code))
            elif code.startswith(qr.WHOLE):
                yield Sealed(place, _bytes(code.removeprefix(qr.WHOLE)))
            else:
                raise ReportError("the code in the picture is none of Dalel's")
        except ValueError as error:
            refuse(f"{place}: {error}")
    for seen in frames.values():
        places = ", ".join(dict.fromkeys(place for place, _ in seen))
        try:
            yield Sealed(places, qr.read_texts(code for _, code in seen))
        except qr.QrError as error:
            refuse(f"{places}: {error}")


def _bytes(code: str) -> bytes:
    if len(code) > 2 * qr.MOST_BYTES_IN_ONE_CODE:
        raise ReportError("the code is too long for one of Dalel's")
    return qr_base45.decode(code)
