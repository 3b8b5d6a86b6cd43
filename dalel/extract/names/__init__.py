"""Names by a learned model: a text in, stretches of words that name a person, an organisation or a place out.

A language has such a model if its folder has a file `names.crf` (made by `training/names_<tag>.py`). What the model
looks at are words, their grammar, and what the rules of `places` and `actors` make of them; these then take over what
it found: `places.agree` finds out which place is meant, `actors.find` brings mentions of one actor together.
"""

from dalel.extract.names.names import Name, find

__all__ = ["Name", "find"]
