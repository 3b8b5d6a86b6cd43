"""Figure statements come in; which quantity each speaks of goes out.

A quantity is what one number at a time can answer: so many of one population, at one place, over one period. A
total ("164 have been killed so far") is one quantity over all the days on which it is told; what is counted anew
("another 12", "12 in one day") is a quantity of its own. Everything here is a pure function of statements.
"""

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
