"""Events: a text with its actors and places in, PLOVER deeds with their agents and patients out.

`triggers` finds the phrases that tell a deed (events.tsv) and drops those that a guard forbids; `roles`
says who does it and to whom, over the groups of words that `groups` shapes; `around` reads the clause.
"""

from dalel.extract.events.events import EventMention, find

__all__ = ["EventMention", "find"]
