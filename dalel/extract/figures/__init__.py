"""Figures: a text in, quantities with bounds, measure and population out.

`numbers` reads numbers and their bounds, `counts` and `counted` what is counted and what befell it,
`prices` amounts of money; `figures` puts them together and sees what is taken back.
"""

from dalel.extract.figures.figures import FigureMention, find

__all__ = ["FigureMention", "find"]
