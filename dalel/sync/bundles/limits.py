"""What a bundle may be at most, and the one error for a bundle that is not as it should be."""

from __future__ import annotations

from dalel.record.log import MAX_TEXT_BYTES

MAX_FILE_BYTES = 64_000_000
MAX_UNPACKED_BYTES = 400_000_000
MAX_ENTRIES = 200_000
MAX_CHECKPOINTS = 10_000
# Values of all bodies together: a document has nine, a review some twenty, a redaction nine for each entry it empties.
MAX_VALUES = 4_000_000
MAX_SHAPES = 8_000_000  # characters of the different shapes of bodies
MAX_DEPTH = 32
MAX_PARTS = 1_000_000
MAX_NUMBER = 2**53 - 1  # the largest whole number that canonical JSON holds exactly

__all__ = [
    "MAX_CHECKPOINTS",
    "MAX_DEPTH",
    "MAX_ENTRIES",
    "MAX_FILE_BYTES",
    "MAX_NUMBER",
    "MAX_PARTS",
    "MAX_SHAPES",
    "MAX_TEXT_BYTES",
    "MAX_UNPACKED_BYTES",
    "MAX_VALUES",
    "BundleError",
]


class BundleError(ValueError):
    """The bundle cannot be read, or not be written; the message says in one line what is wrong."""
