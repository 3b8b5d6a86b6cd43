"""QR codes as images and back: one code as PNG, frames as an animated GIF, and pictures of codes read again.

GIF is what the oldest phones' galleries play. Reading needs zxing-cpp (`pip install 'dalel[qr]'`); writing does not.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageSequence, UnidentifiedImageError

from dalel.publish.bulletin import qr
from dalel.publish.bulletin.qr import QrError

SCALE, ANIMATION_SCALE = 8, 4
"""Dots to one module of a code: as a picture, and as an animation, which must stay small."""

QUIET: Final = 4
"""Modules of white around a code, as ISO/IEC 18004 asks for."""

FRAME_TIME: Final = 200
"""Milliseconds that a frame is shown: slower than the slowest camera reads."""

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
MOST_FILE_BYTES: Final = 64 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
"""Of one picture: what a phone's camera makes, and more than a code needs."""

MOST_PIXELS_IN_ALL: Final = 2_000_000_000


def static_png(message: bytes, path: Path) -> None:
    """A short message as one code."""
    path.write_bytes(_png(qr.whole_text(message), SCALE))


def animated_gif(message: bytes, path: Path) -> None:
    """A message as frames that run over and over."""
    first, *others = [_image(qr.frame_text(frame)) for frame in qr.frames(message)]
    first.save(path, "GIF", save_all=True, append_images=others, duration=FRAME_TIME, loop=0)


def _png(text: str, scale: int) -> bytes:
    written = io.BytesIO()
    qr.code(text).save(written, kind="png", scale=scale, border=QUIET)
    return written.getvalue()


def _image(text: str) -> Image.Image:
    image = Image.open(io.BytesIO(_png(text, ANIMATION_SCALE)))
    image.load()
    return image


def read_images(paths: Iterable[Path]) -> bytes:
    """The message in photographs, screenshots or an animation of codes. Raises QrError where there is none."""
    return qr.read_texts(texts(paths))


def texts(paths: Iterable[Path]) -> Iterator[str]:
    """What the codes in pictures say, in any order. Raises QrError for a file that is no picture."""
    try:
        import zxingcpp
    except ImportError as error:
        raise QrError("reading pictures of codes needs zxing-cpp; install it: pip install 'dalel[qr]'") from error
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    pixels = 0
    for path in paths:
        for image in _pictures(path):
            pixels += image.width * image.height
            if pixels > MOST_PIXELS_IN_ALL:
                raise QrError(f"{path.name}: these are too many pictures to read at once; give fewer")
            found = zxingcpp.read_barcodes(image, formats=formats, text_mode=zxingcpp.TextMode.Plain)
            yield from (barcode.text for barcode in found)


def _pictures(path: Path) -> Iterator[Image.Image]:
    """Each picture of a file, in grey."""
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise QrError(f"{path.name}: the file is too large; at most {MOST_FILE_BYTES // 1024 // 1024} MB are read")
        with Image.open(path, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise QrError(f"{path.name}: the picture is too large; make it smaller than {MOST_PIXELS:,} pixels")
            for picture in ImageSequence.Iterator(opened):
                yield picture.convert("L")
    # Pillow raises all of these for files that are not what they say.
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError, SyntaxError, EOFError) as error:
        if isinstance(error, QrError):
            raise
        raise QrError(f"{path.name}: no picture that can be read; expected {', '.join(FORMATS)}") from error
