"""Bulletins: a record as of a moment in; out the facts that matter most, as a few kilobytes of signed codes.

`facts.py` is what a bulletin says, `codes.py` its bytes, `choosing.py` which facts, `wording.py` the same in words.
"""
