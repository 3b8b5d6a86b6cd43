"""Which sentences of a document are copied, rewritten or translated from an earlier one.

A document's text and reading come in, a `Sketch` goes out; of two sketches `compare` says whether the later goes back
to the earlier, and which sentence to which. `keys` are what documents share that are worth comparing.
"""

from dalel.resolve.copies.comparing import Copied, CopyKind, Link, compare
from dalel.resolve.copies.credits import credit, named_source
from dalel.resolve.copies.sampling import MIN_SHARED_KEYS, keys
from dalel.resolve.copies.sketches import Sketch, sketch

__all__ = [
    "MIN_SHARED_KEYS",
    "Copied",
    "CopyKind",
    "Link",
    "Sketch",
    "compare",
    "credit",
    "keys",
    "named_source",
    "sketch",
]
