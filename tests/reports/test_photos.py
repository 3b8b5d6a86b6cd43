from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dalel.reports.photos import LONGEST_SIDE, redrawn
from dalel.reports.plaintext import ReportError
from tests.reports.writing import is_silent, telltale_jpeg

TELLTALE = telltale_jpeg((400, 300))


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def png(width: int, height: int, pixels: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_nothing_but_pixels_is_kept_and_they_stand_upright() -> None:
    assert not is_silent(TELLTALE)
    photo = redrawn(TELLTALE)
    assert is_silent(photo.jpeg)
    assert (photo.width, photo.height) == (300, 400)
    image = Image.open(io.BytesIO(photo.jpeg))
    red, _, blue = image.getpixel((150, 50))  # type: ignore[misc]
    assert red > blue  # what lay left is on top now


def test_a_large_photo_is_made_smaller() -> None:
    photo = redrawn(telltale_jpeg((2000, 1000)))
    assert (photo.width, photo.height) == (LONGEST_SIDE // 2, LONGEST_SIDE)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("RGB", "L", "LA", "RGBA", "P", "I;16", "1")),
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
    ],
)
def test_every_kind_of_picture_that_phones_make_is_read(kind: str, mode: str) -> None:
    photo = redrawn(written(Image.new(mode, (8, 6)), kind))
    assert (photo.width, photo.height) == (8, 6)
    assert is_silent(photo.jpeg)


def test_what_is_transparent_becomes_white() -> None:
    photo = redrawn(written(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(photo.jpeg)).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    "bomb",
    [
        png(60_000, 60_000, zlib.compress(bytes(1000))),
        png(20_000, 5_000, zlib.compress(bytes(1000))),
        png(4_000, 3_001, zlib.compress(bytes(1000))),
        png(2**31 - 1, 2**31 - 1, b""),
        png(0, 0, b""),
        written(Image.new("L", (8, 8)), "JPEG", progressive=True) + b"\xff\xda\0\0" * 40,
        png(3_000, 3_000, zlib.compress(bytes(1000))),
    ],
    ids=["unpacked", "wide", "just over", "overflow", "empty", "scans", "cut short"],
)
def test_a_picture_made_to_harm_is_refused(bomb: bytes) -> None:
    with pytest.raises(ReportError):
        redrawn(bomb)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO", "PDF"])
def test_other_kinds_of_pictures_are_not_even_tried(kind: str) -> None:
    with pytest.raises(ReportError, match="JPEG, PNG or WebP"):
        redrawn(written(Image.new("RGB", (16, 16)), kind))


SMALL = [TELLTALE, *(written(Image.new("RGB", (9, 9), "red"), kind) for kind in ("PNG", "WEBP"))]


@given(
    st.sampled_from(SMALL), st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=12), st.integers(1)
)
@settings(max_examples=100)
def test_a_damaged_picture_is_drawn_anew_or_refused_with_the_one_exception(
    data: bytes, changes: list[tuple[int, int]], end: int
) -> None:
    damaged = bytearray(data)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    try:
        photo = redrawn(bytes(damaged[:end]))
    except ReportError:
        return
    assert is_silent(photo.jpeg)
