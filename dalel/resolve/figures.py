"""Which figure a statement speaks of: what the package `quantities` offers to whoever weighs.

A figure is one measure, population and place over one period. See `quantities.joining` for what joins statements.
"""

from __future__ import annotations

from dalel.resolve.quantities.comparing import fit
from dalel.resolve.quantities.denials import DENIED_WITHIN_DAYS, denied
from dalel.resolve.quantities.joining import assign, blocks, figure_id, join, lies_on, told, window
from dalel.resolve.quantities.periods import period
from dalel.resolve.quantities.said import GROWING, Said
from dalel.resolve.quantities.wholes import parts

__all__ = [
    "DENIED_WITHIN_DAYS",
    "GROWING",
    "Said",
    "assign",
    "blocks",
    "denied",
    "figure_id",
    "fit",
    "join",
    "lies_on",
    "parts",
    "period",
    "told",
    "window",
]
