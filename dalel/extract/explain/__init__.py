"""Explanations: a text in, and for each of its statements why it was read so out.

Reading carries nothing along for this. `why` reads the text once more and asks the same modules about each statement:
`lines` finds the line of the language's data that fired, `weights` what a learned model went by, `rules` says in words
what a rule does. Whatever is told here is what reading went by: both share their code.
"""

from dalel.extract.explain.explained import Answer, Clue, Explanation, Line, Vote, Weight
from dalel.extract.explain.why import explain

__all__ = ["Answer", "Clue", "Explanation", "Line", "Vote", "Weight", "explain"]
