"""Reports as the form writes them, for tests that need no browser. The CBOR is cbor2's."""

from __future__ import annotations

import base64
import io
import math
import textwrap
from pathlib import Path
from typing import Any

import cbor2
from PIL import Image

from dalel.publish.bulletin import qr
from dalel.reports.plaintext import MAGIC
from dalel.sync.keys import PublicKey, seal

KEYS = {"saw": 1, "heard": 2, "where": 3, "day": 4, "hour": 5, "language": 6, "photos": 7}

SHOTS = "Soldiers opened fire at the crowd near the akimat. I saw three people killed."


def framed(body: bytes) -> bytes:
    whole = MAGIC + len(body).to_bytes(4) + body
    return whole.ljust(padded(len(whole)), b"\0")


def plaintext(**parts: Any) -> bytes:
    return framed(cbor2.dumps({KEYS[name]: value for name, value in parts.items()}, canonical=True))


def padded(length: int) -> int:
    """The length that docs/formats/sealed-report.md asks for, by another way than the form's."""
    for step in (750, 1500, 3000, 6000):
        if length <= step:
            return step
    exponent = math.floor(math.log2(length))
    unit = 2 ** (exponent - math.floor(math.log2(exponent)) - 1)
    return math.ceil(length / unit) * unit


def sealed_to(desk: PublicKey, **parts: Any) -> bytes:
    return seal(plaintext(**parts), [desk.sealing])


def armor(message: bytes) -> str:
    """age's armor."""
    lines = textwrap.wrap(base64.b64encode(message).decode(), 64)
    return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""])


def one_code(desk: PublicKey, saw: str) -> str:
    """A sealed report as the text of one code. It is not filled up, for this age adds more than the form's."""
    body = cbor2.dumps({KEYS["saw"]: saw}, canonical=True)
    return qr.whole_text(seal(MAGIC + len(body).to_bytes(4) + body, [desk.sealing]))


def put(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def telltale_jpeg(size: tuple[int, int] = (2000, 1500)) -> bytes:
    """A photo as a camera writes it: red on the left, lying on its side, with place, maker, comment and profile."""
    image = Image.new("RGB", size, (20, 40, 160))
    image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[0x010F] = "TELLTALE-MAKER"
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 14.0, 20.0), 3: "E", 4: (76.0, 56.0, 40.0)})
    written = io.BytesIO()
    image.save(
        written,
        "JPEG",
        exif=exif,
        comment=b"TELLTALE-COMMENT",
        icc_profile=b"TELLTALE-PROFILE" * 20,
        xmp=b"<x>TELLTALE-XMP</x>",
    )
    return written.getvalue()


def is_silent(jpeg: bytes) -> bool:
    """Whether a JPEG holds nothing but a picture."""
    image = Image.open(io.BytesIO(jpeg))
    words = (b"TELLTALE", b"Exif", b"ICC_PROFILE", b"http")
    return not image.getexif() and not any(word in jpeg for word in words) and not _kinds(jpeg) & _TALKING


# Markers of application data but JFIF's own (APP0), and of comments.
_TALKING = {*range(0xE1, 0xF0), 0xFE}


def _kinds(jpeg: bytes) -> set[int]:
    """The markers before the picture itself (ITU-T T.81, B.1.1.4)."""
    kinds, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        kinds.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return kinds
