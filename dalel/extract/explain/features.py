"""What the channels of the learned models see, in words: "names.crf", "word-1 svк" gives what the word before ends in.

Each channel's attributes begin with letters that say what they are of; the tables below give them words. The codes that
are left in brackets are explained in the module of the channels.
"""

from __future__ import annotations

import re

# A channel's name, the offset of the word looked at, and the attribute.
_SEEN = re.compile(r"([a-z]+)([+-]\d+) (.*)", re.DOTALL)

_WHERE = ("the word", "the word", "the second word", "the third word", "the fourth word")

LABELS = {
    "S": "who says it",
    "C": "words of saying",
    "T": "what is said",
    "PERSON": "a person",
    "ORGANIZATION": "an organisation",
    "PLACE": "a place",
    "GPE": "a town, region or country",
    "LOCATION": "a place",
    "FACILITY": "a building or site",
    "NORP": "a people, faith or party",
    "DATE": "a day",
    "TIME": "a time of day",
    "CARDINAL": "a number",
    "ORDINAL": "a number in an order",
    "MONEY": "a sum of money",
    "PERCENT": "a percentage",
    "QUANTITY": "a quantity",
    "POSITION": "an office",
    "OTHER": "a name of something else",
}
"""What labels stand for."""

_WRITTEN = (
    ("w@P", "names a person (models of voices never see names)"),
    ("w@O", "names an organisation (models of voices never see names)"),
    ("w@G", "names a group (models of voices never see names)"),
    ("w", "is “{}”"),
    ("m", "has the base form “{}”"),
    ("s", "ends in “-{}”"),
    ("e", "ends in “-{}”"),
    ("p", "begins with “{}-”"),
    ("fAA", "is all capitals"),
    ("fAa", "has a capital"),
    ("fa", "is written small"),
    ("f9", "is a number"),
    ("f.", "is a mark"),
)
_LOOKS = (("LA", "has a capital"), ("CA", "has a capital"), ("La", "is written small"), ("Ca", "is written small"))

_CHANNELS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "voices.crf": {
        "word": _WRITTEN,
        "base": (("=", "is among words of “{}” (attitudes.tsv)"), ("", "has the base form “{}”")),
        "pair": (("", "stands in “{}”"),),
        "marks": (
            ("maO ", "is nothing to the rules of voices, and named: {}"),
            ("mO", "is nothing to the rules of voices"),
            ("mBS", "opens what the rules take for the speaker"),
            ("mIS", "is in what the rules take for the speaker"),
            ("mBC", "opens what the rules take for words of saying"),
            ("mIC", "is in what the rules take for words of saying"),
            ("mBT", "opens what the rules take for words said"),
            ("mIT", "is in what the rules take for words said"),
            ("ma", "is to the rules, and as a name: {}"),
            ("q0", "is outside quotation marks"),
            ("q1", "is inside quotation marks"),
            ("aP", "is in a person's name"),
            ("aO", "is in an organisation's name"),
            ("aG", "is in a group's name"),
            ("a", "is in no name"),
        ),
        "turn": (
            ("t", "and its neighbours are, to the rules of voices: {}"),
            ("w", "is, to the rules of voices: {}"),
        ),
        "sentence": (("", "stands so in its sentence ({})"),),
        "near": (
            ("ld", "comes after words of saying, so many words on: {}"),
            ("rd", "comes before words of saying, so many words on: {}"),
            ("l", "comes after the words of saying “{}”"),
            ("r", "comes before the words of saying “{}”"),
            ("", "stands so to the words of saying around it ({})"),
        ),
    },
    "names.crf": {
        "word": (*_WRITTEN, *_LOOKS, ("", "is written like {}")),
        "like": (("", "is used like the words of group {}"),),
        "lemma": (("", "has the base form “{}”"),),
        "morph": (("", "has the grammatical tag {}"),),
        "forms": (("", "and its neighbours have such capitals ({})"),),
        "known": (
            ("Bplace!", "opens what the rules are certain is a place"),
            ("Iplace!", "is in what the rules are certain is a place"),
            ("Bplace", "opens what the rules may take for a place (-4 hardly, 4 surely: {})"),
            ("Iplace", "is in what the rules may take for a place (-4 hardly, 4 surely: {})"),
            ("B", "opens what the rules take for: {}"),
            ("I", "is in what the rules take for: {}"),
            ("title", "is a title or an office"),
            ("head", "is a word such as “committee”"),
            ("first", "is a first name"),
        ),
        "repeat": (
            ("low", "is written small elsewhere in the text"),
            ("", "stands with a capital elsewhere in the text ({})"),
        ),
        "quoted": (("", "stands so in quotation marks ({})"),),
        "company": (("", "stands elsewhere in the text beside such words ({})"),),
    },
    "marks.crf": {
        "word": _WRITTEN,
        "form": (
            ("UU", "is all capitals"),
            ("Um", "has a capital and the base form “{}”"),
            ("Us", "has a capital and a base form in “-{}”"),
            ("U", "has a capital"),
            ("surname", "ends like a surname"),
            ("given", "is a first name"),
            ("x", "is written like {}"),
            ("g", "is a place's name to the gazetteer ({})"),
            ("t", "has the ending of {}"),
            ("T", "has the endings {}"),
            ("d", "is a number of so many digits: {}"),
            ("f", "is made from a place's name ({})"),
            ("s", "ends in “-{}”"),
            ("e", "is a number with the ending “-{}”"),
            ("p", "begins with “{}-”"),
        ),
        "class": (
            ("0", "is a number"),
            (".", "is the mark “{}”"),
            ("", "is among words of “{}” (word_classes.toml)"),
        ),
        "pair": (("", "stands in “{}”"),),
        "stems": (("", "stands in “{}”, endings aside"),),
        "around": (("", "stands between “{}”"),),
        "classes": (("", "stands among words of such kinds ({})"),),
        "quoted": (("", "stands so in its sentence or in quotation marks ({})"),),
        "rules": (
            ("B", "opens what the rules take for: {}"),
            ("I", "is in what the rules take for: {}"),
            ("", "is taken by the rules for: {}"),
        ),
        "ruled": (("", "and its neighbours are taken by the rules for: {}"),),
    },
}


def describe(file: str, seen: str) -> str:
    """What a model saw (as `Tagger.evidence` names it) in words."""
    match = _SEEN.fullmatch(seen)
    if match is None:
        raise ValueError(f"{file}: {seen!r} is not what a tagger sees")
    channel, offset, attribute = match[1], int(match[2]), match[3]
    where = _WHERE[abs(offset)]
    if offset:
        where += " before" if offset < 0 else " after"
    for prefix, words in _CHANNELS[file][channel]:
        if attribute.startswith(prefix):
            return f"{where} {words.format(attribute[len(prefix) :])}"
    return f"{where} has {channel} “{attribute}”"
