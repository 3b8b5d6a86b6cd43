"""Bundles: signed entries in a file, to move between records over any carrier.

In come entries with what they say, documents' texts and checkpoints; out come one or more files, each small, signed by
whoever made it, and complete in itself. The other way round, a file is checked as far as that can be done without a
record: whose entries are taken in is the record's to say. The format is written down, with test vectors, in
docs/formats/bundle.md.
"""

from dalel.sync.bundles.limits import BundleError
from dalel.sync.bundles.reading import Bundle, read, read_packet
from dalel.sync.bundles.sealing import is_sealed, seal, size_before_sealing, unseal
from dalel.sync.bundles.writing import write, write_packet

__all__ = [
    "Bundle",
    "BundleError",
    "is_sealed",
    "read",
    "read_packet",
    "seal",
    "size_before_sealing",
    "unseal",
    "write",
    "write_packet",
]
