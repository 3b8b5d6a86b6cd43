"""Dalel keeps a sourced record of an unfolding crisis from reports that contradict each other."""

from importlib.metadata import version

__version__ = version("dalel")
