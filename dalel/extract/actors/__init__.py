"""Actors: persons, organisations and groups of people named in a text.

Common nouns and fixed names ("protesters", "police", "Interior Ministry") come from the language's
`actors.tsv`. Names with capital letters are found by their form (`formed`): a title or a known first name before
them, a word such as "Committee" in them, the same family name elsewhere in the text. A title is
evidence for a name and is not part of it. Where the language has a learned model (`dalel.extract.names`), that
decides about names, and the rules are among what it looks at. `entities` gives all mentions of one actor one name,
`spellings` also where the scripts differ, and `book` the name that the desk's actor file has for it.
"""

from dalel.extract.actors.actors import candidates, find
from dalel.extract.actors.book import NO_BOOK, ActorBook
from dalel.extract.actors.found import GROUP, ORGANIZATION, PERSON

__all__ = ["GROUP", "NO_BOOK", "ORGANIZATION", "PERSON", "ActorBook", "candidates", "find"]
