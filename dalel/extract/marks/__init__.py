"""Marks: names, times and numbers by one learned model; a text in, stretches of words with their types out.

A language has such a model if its folder has a file `marks.crf` (made by `training/names_<tag>.py`). It looks at
words, endings, word classes (`word_classes.toml`) and at what the rules found. It says where something stands and
of what type it is; what it means is left to the rules: the value of a time, which place, what a number is worth.
"""

from dalel.extract.marks.marks import Mark, find, names

__all__ = ["Mark", "find", "names"]
