"""Labels: the words a voice chooses for a group or an event ("protesters", "rioters", "terrorists").

The words are data (`labels.tsv`), loaded and neutral ones alike, since what matters is the share of each. `lemma`
is one English key for the same word in every language, so that the wording of two languages can be compared;
`group` is what the words stand for: `participants`, `state_forces`, `outside_forces` or `event`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dalel.extract.language import Language
from dalel.extract.phrases import Phrases
from dalel.extract.text import Text
from dalel.model import Label


@dataclass(frozen=True, slots=True)
class LabelMention:
    """A label in a text: words [first, last)."""

    first: int
    last: int
    label: Label
    by: str


def find(text: Text) -> list[LabelMention]:
    """The labels of a text, the longest phrase at each place."""
    mentions: list[LabelMention] = []
    for hit in _table(text.language).find(text.spelled, 0, len(text.words)):
        row = hit.row
        if row["group"] != "none" and _has_case(text.words[hit.first], row["case"]):
            term = text.text[text.starts[hit.first] : text.ends[hit.last - 1]]
            label = Label(term, row["lemma"], row["group"])
            mentions.append(LabelMention(hit.first, hit.last, label, "labels.lexicon"))
    return mentions


def _has_case(word: str, case: str) -> bool:
    """ "March" is a month where "march" is an event; "КТО" is an operation where "кто" is a pronoun."""
    return not case or (word.isupper() if case == "upper" else word.islower())


@cache
def _table(language: Language) -> Phrases:
    return Phrases(language.data("labels.tsv"))
