"""Photos from strangers, drawn anew: only pixels are kept, nothing that a camera or an enemy wrote beside them.

The form does the same in the sender's browser. It is done again here, because nobody knows what made the message.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from dalel.reports.plaintext import ReportError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 12_000_000
LONGEST_SIDE = 1600

_QUALITY = 85
# A progressive JPEG is drawn over as often as it has scans. Cameras write about ten; thousands would take hours.
_MOST_SCANS = 32
_SCAN = b"\xff\xda"
# What Pillow raises for files that are not what they say.
_DAMAGES = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError, struct.error)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: its size in pixels, and a JPEG that holds nothing but them."""

    width: int
    height: int
    jpeg: bytes


def redrawn(data: bytes) -> Photo:
    """A photo's pixels as a new JPEG, turned upright, at most 1600 pixels a side. Raises ReportError."""
    if data.startswith(b"\xff\xd8") and data.count(_SCAN) > _MOST_SCANS:
        raise ReportError("the picture is one of those that are made to take long; it was not opened")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata, which are dropped
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                _check_size(opened)
                pixels = _pixels(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ReportError("the picture is too large when it is unpacked; it was not opened") from error
    except _DAMAGES as error:
        if isinstance(error, ReportError):
            raise
        raise ReportError("this is no picture that can be read; photos are JPEG, PNG or WebP") from error
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    pixels.save(written, "JPEG", quality=_QUALITY)
    return Photo(pixels.width, pixels.height, written.getvalue())


def _check_size(opened: Image.Image) -> None:
    """Before anything is unpacked."""
    if opened.width * opened.height > MOST_PIXELS:
        raise ReportError(f"the picture has more than {MOST_PIXELS:,} pixels; it was not opened")


def _pixels(opened: Image.Image) -> Image.Image:
    """The first frame as it is to be seen, in a new image that has no metadata to pass on."""
    upright = ImageOps.exif_transpose(opened)
    if upright.has_transparency_data:
        seen = Image.new("RGBA", upright.size, "white")
        seen.alpha_composite(upright.convert("RGBA"))
        upright = seen
    plain = upright.convert("RGB")
    return Image.frombytes("RGB", plain.size, plain.tobytes())
