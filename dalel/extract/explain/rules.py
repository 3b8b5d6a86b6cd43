"""What rules and values mean, in words for somebody who has not read the code."""

from __future__ import annotations

from dalel.model import Factuality

TYPES = {
    "AGREE": "an agreement or a commitment",
    "CONSULT": "a meeting or talks",
    "SUPPORT": "support in words",
    "CONCEDE": "a concession",
    "COOPERATE": "working together",
    "AID": "help that is given",
    "RETREAT": "a withdrawal or a release",
    "REQUEST": "a demand or an appeal",
    "ACCUSE": "an accusation or an inquiry",
    "REJECT": "a refusal",
    "THREATEN": "a threat",
    "PROTEST": "a protest or unrest",
    "SANCTION": "a punishment without force: sanctions, ties cut",
    "MOBILIZE": "forces moved or made ready",
    "COERCE": "force short of violence: arrests, bans, curfews, shutdowns",
    "ASSAULT": "violence against people or things",
}
"""PLOVER's types of events."""

FIGURES = {
    "figures.after": "a counted phrase right before the word that says what happened (“26 people killed”)",
    "figures.subject": "a number is the subject of what is said to have happened (“26 people have been killed”)",
    "figures.object": "a number is the object of what is said to have been done (“police detained 26 people”)",
    "figures.toll": "a number given as the count of something (“the death toll rose to 26”)",
    "figures.zero": "words that say there were none (“no casualties”)",
    "figures.coordinated": "a number joined by “and” to one of which the same is said (“two men and a boy died”)",
    "figures.part": "a part of a number named before (“26 died, among them three children”)",
    "figures.restated": "another number for what was counted before (“not 164 but 44”)",
    "figures.again": "a bare number that somebody only says, for what was counted before (“the ministry says 11”)",
    "figures.compared": "a bound on the number of the sentence before (“it is more than that”)",
    "figures.withdrawn": "a number that is taken back (“the figure 164 was published by mistake”)",
    "figures.scene": "a crowd counted at a place (“1,000 people in the square”)",
    "figures.alone": "a number of people or things that are a figure by themselves (“5,000 protesters”)",
    "figures.term": "how many days something lasts (“a state of emergency for 14 days”)",
    "figures.price": "a sum beside words for a price",
    "figures.price_from": "the price before a change (“from 60 to 120 tenge”)",
    "figures.price_to": "the price after a change (“from 60 to 120 tenge”)",
    "figures.price_other": "a price before or after, named without its currency",
    "figures.price_change": "a rise or a fall by a sum or a percentage",
    "figures.factor": "a change said without a number (“doubled”)",
    "figures.money": "a sum of money",
    "figures.percent": "a percentage",
}
"""What finds a figure, by the rule's name in `Statement.by`."""

VALUES = {
    Factuality.CERTAIN: "said as a fact",
    Factuality.PROBABLE: "said to be probable",
    Factuality.POSSIBLE: "said to be possible",
    Factuality.CERTAINLY_NOT: "said not to be so",
    Factuality.PROBABLY_NOT: "said to be probably not so",
    Factuality.POSSIBLY_NOT: "said to be possibly not so",
    Factuality.UNCOMMITTED: "left open: it is not said to be so, nor that it is not",
}

CUES = {
    "not": "negates it",
    "none": "says that nobody or nothing did",
    "nought": "says that the number is nought, which is itself a positive statement",
    "denial": "says that it is not true",
    "undenied": "says that it is not denied",
    "possible": "makes it only possible",
    "probable": "makes it only probable",
    "irrealis": "tells of what is to come, wanted, planned, attempted or a condition, not of what happened",
    "open": "says that it is not known",
    "infinitive": "says “to do”, not that it was done",
    "done": "says that what follows was done",
    "generic": "tells of no deed in particular",
}
"""What the values of `says` in factuality.tsv do."""

STANCES = {
    "denial": "says that it is not so",
    "doubt": "keeps a distance from what is said",
    "demand": "says that it is wanted, not that it happened",
    "question": "asks it",
    "unsaid": "is negated: this was not said",
}
"""How a cue stands to what is said, where it takes away from it."""

CUE_KINDS = {
    "say": "a verb of saying",
    "tell": "a verb of saying, with the hearer after it",
    "blame": "a verb of saying that blames",
    "show": "a verb of showing, whose subject can speak",
    "count": "a verb of counting",
    "by": "words before a speaker (“according to”)",
    "after": "words after a speaker",
    "possessive": "a phrase with the speaker inside it",
    "noun": "a noun of saying (“the claim that”)",
    "owner": "words after a speaker that make what is said theirs (“X's words that …”)",
    "via": "words for the one whose words are passed on (“citing”)",
    "hearsay": "words that pass on what is said, naming nobody (“reportedly”)",
    "nobody": "words of saying without a speaker",
    "attitude": "a verb of wanting: it is told by whoever tells of it",
}
"""The kinds of cues in cues.tsv."""
