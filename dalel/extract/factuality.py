"""How certain a voice is that something happened: FactBank's values (Saurí and Pustejovsky 2009), simplified.

`judge` looks for cues of the language (`factuality.tsv`) within the mention's own sentence and decides in this order:

1. A question, or an open question ("it is not known who …"): Uu.
2. What is demanded, planned, promised, feared, attempted, foretold or made a condition: Uu. The future is
   uncommitted, as in FactBank.
3. Otherwise certainty is that of the weakest hedge: "may" possible (PS), "likely" probable (PR). "Reportedly" is
   PR, for somebody is said to know; "allegedly" and "якобы" are PS, for the voice keeps its distance.
4. Polarity is negative when an odd number of negations bears on the mention ("did not deny" is two). "No one was
   killed" is a positive statement of the figure nought: negations inside a mention that itself says "no one" do not
   count, but before a lone "killed" they do.
5. The stance of the cue under which the mention stands: a denial turns polarity around; a doubt makes PR-.

Where a cue must stand is its `side` in the data: `left` anywhere before the mention ("denied that"), `clause` before
it within a few words and no punctuation ("may"), `near` closer still ("not"), `right` after it ("is not known"),
`after` directly after it (Kazakh "жоқ"), `both`; `inside` says whether it counts among the mention's own words. No cue
reaches across a contrast ("but") or a comma with "and", and only _REACH words on either side are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text
from dalel.model import Factuality

_REACH = 20
_NEAR, _CLAUSE, _RIGHT = 3, 6, 9
_STOPS = frozenset(',:;—–()«»"“”?!')
_VALUES = {
    ("certain", False): Factuality.CERTAIN,
    ("certain", True): Factuality.CERTAINLY_NOT,
    ("probable", False): Factuality.PROBABLE,
    ("probable", True): Factuality.PROBABLY_NOT,
    ("possible", False): Factuality.POSSIBLE,
    ("possible", True): Factuality.POSSIBLY_NOT,
}


@dataclass(frozen=True, slots=True)
class _Tables:
    cues: Phrases
    contrasts: frozenset[str]
    joints: frozenset[str]


@cache
def _tables(language: Language) -> _Tables:
    table = list(rows(language.data("factuality.tsv")))

    def single(says: str) -> frozenset[str]:
        return frozenset(word for row in table if row["says"] == says for word in row["words"].split("|"))

    cues = Phrases([row for row in table if row["says"] not in ("contrast", "joint")])
    return _Tables(cues, single("contrast") | {";"}, single("joint"))


def judge(text: Text, first: int, last: int, stance: str | None) -> Factuality:
    """The factuality of a mention at words [first, last), under a cue of a stance ("denial", "doubt" or None)."""
    sentence = text.sentences[text.sentence_of(first)]
    tables = _tables(text.language)
    begin, end = max(sentence.first, first - _REACH), min(sentence.last, last + _REACH)
    begin, end = _scope(text, tables, first, last, begin, end)
    says: set[str] = set()
    negations = denials = 0
    for hit in tables.cues.find(text.lowers, begin, end):
        if not _bears(text, hit, first, last, tables.joints):
            continue
        for value in hit.row["says"].split():
            if value == "none" and hit.first < last and hit.last > first:
                value = "nought"
            negations += value == "not"
            denials += value == "denial" and stance is None
            says.add(value)
    if "open" in says or "irrealis" in says or _is_question(text, sentence.first, sentence.last):
        return Factuality.UNCOMMITTED
    certainty = "possible" if "possible" in says else "probable" if "probable" in says else "certain"
    if "nought" in says:
        negations = 0
    elif "none" in says:
        negations = 1  # "никто не погиб" denies once
    is_negative = (negations + denials + (stance == "denial")) % 2 == 1
    if stance == "doubt" and certainty == "certain":
        certainty, is_negative = "probable", not is_negative
    return _VALUES[certainty, is_negative]


def _scope(text: Text, tables: _Tables, first: int, last: int, begin: int, end: int) -> tuple[int, int]:
    """The words around a mention up to the nearest contrast on either side."""
    lowers, contrasts = text.lowers, tables.contrasts
    for index in range(first - 1, begin - 1, -1):
        if lowers[index] in contrasts:
            begin = index + 1
            break
    for index in range(last, end):
        if lowers[index] in contrasts:
            end = index
            break
    return begin, end


def _bears(text: Text, hit: Hit, first: int, last: int, joints: frozenset[str]) -> bool:
    """Whether a cue bears on the mention, by where it stands."""
    row, lowers = hit.row, text.lowers
    case = row["case"]
    if case == "lower" and not text.words[hit.first].islower():
        return False
    side = row["side"]
    if hit.first < last and hit.last > first:
        return row["inside"] == "yes"
    if hit.last <= first:
        gap = lowers[hit.last : first]
        if side in ("left", "both"):
            return not _is_parted(gap, joints)
        reach = _NEAR if side == "near" else _CLAUSE if side == "clause" else -1
        return len(gap) <= reach and not any(word in _STOPS for word in gap)
    gap = lowers[last : hit.first]
    if side in ("right", "both"):
        return len(gap) <= _RIGHT and not _is_parted(gap, joints)
    return side == "after" and len(gap) <= 1


def _is_parted(gap: list[str], joints: frozenset[str]) -> bool:
    """Whether a comma and "and" stand between: a new main clause."""
    return any(word == "," and following in joints for word, following in pairwise(gap))


def _is_question(text: Text, first: int, last: int) -> bool:
    """Whether a sentence ends with a question mark, closing quotation marks aside."""
    index = last - 1
    while index > first and last - index < 4 and not text.words[index][0].isalnum():
        if text.words[index] == "?":
            return True
        index -= 1
    return False
