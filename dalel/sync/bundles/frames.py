"""Zstandard frames (RFC 8878) with Dalel's own dictionaries, unpacked within a budget.

A dictionary is raw content: what a frame may point back into as if it stood before the frame. There is one for each
language that Dalel reads, `en.zdict` and so on, made by `training/bundle_dictionary.py`. They are part of the format.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import zstandard

from dalel.sync.bundles.limits import MAX_UNPACKED_BYTES, BundleError

# The streams of a bundle's texts, in their order: the first without a dictionary and in UTF-8.
LANGUAGES = ("", "en", "ru", "kk")
WORDS = "en"

_LEVEL = 22
_MIN_WINDOW_LOG, _MAX_WINDOW_LOG = 10, 27
# More than this is packed with the level's own settings, which need a tenth of the time and lose little on long texts.
_THOROUGH_BYTES = 2_000_000
_EMPTY = zstandard.ZstdCompressionDict(b"", dict_type=zstandard.DICT_TYPE_RAWCONTENT)


class Budget:
    """How many bytes may still be unpacked, and how many values and letters be repeated."""

    def __init__(self, limit: int = MAX_UNPACKED_BYTES) -> None:
        self._limit = limit
        self._left = limit

    def spend(self, size: int) -> None:
        """Raises BundleError where the limit is passed."""
        self._left -= size
        if self._left < 0:
            raise BundleError(f"it unpacks to more than {self._limit} bytes")


@cache
def dictionary(language: str) -> bytes:
    """The content of a dictionary; empty for the language "", which has none."""
    return (files("dalel.sync.bundles") / f"{language}.zdict").read_bytes() if language else b""


def pack(content: bytes, language: str = "") -> bytes:
    """One frame that holds its own size; nothing for no content."""
    if not content:
        return b""
    prefix = dictionary(language)
    window = min(max((len(prefix) + len(content)).bit_length(), _MIN_WINDOW_LOG), _MAX_WINDOW_LOG)
    if len(content) <= _THOROUGH_BYTES:
        parameters = zstandard.ZstdCompressionParameters.from_level(
            _LEVEL,
            window_log=window,
            hash_log=20,
            chain_log=22,
            search_log=12,
            min_match=3,
            target_length=999,
            strategy=zstandard.STRATEGY_BTULTRA2,
        )
    else:
        parameters = zstandard.ZstdCompressionParameters.from_level(_LEVEL - 3, window_log=window)
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=_raw(prefix)).compress(content)


def unpack(frames: Sequence[tuple[bytes, str]], budget: Budget) -> list[bytes]:
    """What `pack` packed: frames, each with the language of its dictionary.

    Raises BundleError where one is no such frame, and where all together are too much for the budget; then before any
    of them is unpacked.
    """
    sizes = [_size(frame) for frame, _ in frames]
    budget.spend(sum(sizes))
    return [_unpacked(frame, size, language) for (frame, language), size in zip(frames, sizes, strict=True)]


def _size(frame: bytes) -> int:
    """How many bytes a frame says it unpacks to."""
    if not frame:
        return 0
    try:
        size = zstandard.get_frame_parameters(frame).content_size
    except zstandard.ZstdError as error:
        raise BundleError(f"a part of it does not unpack ({error})") from error
    if size in (zstandard.CONTENTSIZE_UNKNOWN, zstandard.CONTENTSIZE_ERROR):
        raise BundleError("a part of it does not say how large it is")
    return size


def _unpacked(frame: bytes, size: int, language: str) -> bytes:
    if not frame:
        return b""
    unpacker = zstandard.ZstdDecompressor(dict_data=_raw(dictionary(language)), max_window_size=1 << _MAX_WINDOW_LOG)
    try:
        return unpacker.decompress(frame, max_output_size=size, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise BundleError(f"a part of it does not unpack ({error})") from error


def _raw(prefix: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(prefix, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if prefix else _EMPTY
