"""How certain a voice is that something happened: FactBank's values (Saurí and Pustejovsky 2009), simplified.

`judge` looks for cues of the language (`factuality.tsv`) within the mention's own sentence and decides in this order:

1. A question, or an open question ("it is not known who …"): Uu.
2. What is demanded, planned, promised, feared, attempted, foretold or made a condition: Uu. The future is
   uncommitted, as in FactBank. So is a bare infinitive ("sent to bomb"), unless the verb that governs it says that it
   was done ("managed to", "forced them to").
3. Otherwise certainty is that of the weakest hedge: "may" possible (PS), "likely" probable (PR). "Reportedly" and
   "accused of" are PR, for somebody is said to know; "allegedly" and "якобы" are PS, for the voice keeps its distance.
4. Polarity is negative when an odd number of negations bears on the mention ("did not deny" is two). "No one was
   killed" is a positive statement of the figure nought: negations inside a mention that itself says "no one" do not
   count, but before a lone "killed" they do. A deed that is itself a refusal ("ruled out talks") is not denied by
   its own words: of these only an ending counts that the trigger's phrase does not have (Kazakh "атпады").
5. The stance of the cue under which the mention stands: a denial turns polarity around, but not that of a demand
   or an accusation, which was made though it be rejected; a distance kept ("claimed that") makes PS.

Where a cue must stand is its `side` in the data: `left` anywhere before the mention ("denied that"), `clause` before
it within a few words and no punctuation ("may"), `near` closer still ("not"), `noun` as near, but not over "and" to a
verb ("an offer of talks and demanded"), `bare` straight before a verb ("to") or over "and" ("to maintain or
overthrow"), `right` after it ("is not known"), `after` directly after it (Kazakh "жоқ"), `beside` close before or
directly after, `both`; `inside` says whether it counts among the mention's own words. No cue reaches across a
contrast ("but") or a comma with "and", a close one not into another clause either ("may have died after police opened
fire"); only _REACH words on either side are looked at.
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
_NEAR, _CLAUSE, _RIGHT, _BARE = 3, 6, 9, 1
_STOPS = frozenset(',:;—–()«»"“”?!')
_UNCOMMITTED = frozenset(("demand", "question", "unsaid"))  # stances
_NO_FORM: frozenset[str] = frozenset()
_VALUES = {
    ("certain", False): Factuality.CERTAIN,
    ("certain", True): Factuality.CERTAINLY_NOT,
    ("probable", False): Factuality.PROBABLE,
    ("probable", True): Factuality.PROBABLY_NOT,
    ("possible", False): Factuality.POSSIBLE,
    ("possible", True): Factuality.POSSIBLY_NOT,
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What a mention is, where it is an event: the words of its trigger [first, last), and whether they are a verb.

    `denies` says that the trigger's phrase is negative by itself ("қабылдамады"), `is_told` that it is done by words: a
    demand that is rejected, an accusation that is denied, was made all the same. `is_said` takes in what else words do,
    like to support and to refuse.
    """

    first: int
    last: int
    is_verb: bool
    denies: bool
    is_told: bool
    is_said: bool = False


@dataclass(frozen=True, slots=True)
class _Tables:
    cues: Phrases
    contrasts: frozenset[str]
    joints: frozenset[str]
    breaks: frozenset[str]
    infinitive: frozenset[str]


@cache
def _tables(language: Language) -> _Tables:
    table = list(rows(language.data("factuality.tsv")))

    def single(says: str) -> frozenset[str]:
        return frozenset(word for row in table if row["says"] == says for word in row["words"].split("|"))

    cues = Phrases([row for row in table if row["says"] not in ("contrast", "joint", "break")])
    contrasts = single("contrast") | {";"}
    return _Tables(cues, contrasts, single("joint"), single("break") | contrasts, single("infinitive"))


def denies(language: Language, words: list[str]) -> bool:
    """Whether the words of a phrase are negative by their ending."""
    found = _tables(language).cues.find(words, 0, len(words))
    return any(hit.row["inside"] == "ending" and "not" in hit.row["says"].split() for hit in found)


@dataclass(frozen=True, slots=True)
class Reasons:
    """What bears on the factuality of a mention; `value` follows from it and from nothing else.

    `cues` are the cues that bear on it, each with what it says here (a row may say several things, and "no one" inside
    a mention says "nought"); `form` is what the verb's form says; `stance` is that of the cue under which it stands.
    """

    cues: tuple[tuple[Hit, tuple[str, ...]], ...]
    form: frozenset[str]
    stance: str | None
    is_question: bool

    @property
    def says(self) -> set[str]:
        """All that the cues and the verb's form say."""
        return set(self.form).union(*(values for _, values in self.cues))

    @property
    def value(self) -> Factuality:
        stance, says, negations, denials = self.stance, self.says, 0, 0
        for _, values in self.cues:
            negations += values.count("not")
            denials += values.count("denial") if stance != "denial" else 0
        if "undenied" in says and stance == "denial":
            stance = None
        if says & {"open", "irrealis"} or stance in _UNCOMMITTED or self.is_question:
            return Factuality.UNCOMMITTED
        is_negated = not says.isdisjoint(("not", "none", "denial")) or stance == "denial"
        if ("infinitive" in says and "done" not in says) or ("generic" in says and not is_negated):
            return Factuality.UNCOMMITTED
        certainty = "possible" if "possible" in says else "probable" if "probable" in says else "certain"
        if "denial" in says and certainty == "probable":
            certainty = "certain"
        if "nought" in says:
            negations = 0
        elif "none" in says:
            negations = 1  # "никто не погиб" denies once
        is_negative = (negations + denials + (stance == "denial")) % 2 == 1
        if stance == "doubt" and certainty == "certain":
            certainty = "possible"
        return _VALUES[certainty, is_negative]


def judge(text: Text, first: int, last: int, stance: str | None, deed: Deed | None = None) -> Factuality:
    """The factuality of a mention at words [first, last), under a cue of a stance ("denial", "doubt" or None)."""
    return reasons(text, first, last, stance, deed).value


def reasons(text: Text, first: int, last: int, stance: str | None, deed: Deed | None = None) -> Reasons:
    """What bears on the factuality of a mention: see `judge`."""
    sentence = text.sentences[text.sentence_of(first)]
    tables = _tables(text.language)
    begin, end = max(sentence.first, first - _REACH), min(sentence.last, last + _REACH)
    begin, end = _scope(text, tables, first, last, begin, end)
    is_answered = deed is not None and deed.is_told and not deed.is_verb
    if is_answered and stance == "denial":
        stance = None
    cues: list[tuple[Hit, tuple[str, ...]]] = []
    for hit in tables.cues.find(text.spelled, begin, end):
        if not _bears(text, hit, first, last, tables, deed):
            continue
        says = hit.row["says"]
        if is_answered and (says == "denial" or (says == "not" and hit.first >= last)):
            continue
        is_inside = hit.first < last and hit.last > first
        values = tuple("nought" if value == "none" and is_inside else value for value in says.split())
        cues.append((hit, values))
    form = _form_says(text, deed) if deed is not None and deed.is_verb else _NO_FORM
    return Reasons(tuple(cues), form, stance, _is_question(text, sentence.first, sentence.last))


def _form_says(text: Text, deed: Deed) -> frozenset[str]:
    """What the form of a deed's verb tells: an infinitive, the future, a condition."""
    says: set[str] = set()
    for word in range(deed.first, deed.last):
        tags = text.language.tags(text.spelled[word])
        if word == deed.first and "INFN" in tags:
            says.add("infinitive")
        if "futr" in tags or "cond" in tags or ("npst" in tags and not deed.is_said and word == deed.last - 1):
            says.add("irrealis")
    return frozenset(says)


def _scope(text: Text, tables: _Tables, first: int, last: int, begin: int, end: int) -> tuple[int, int]:
    """The words around a mention up to the nearest contrast on either side."""
    lowers, contrasts = text.spelled, tables.contrasts
    for index in range(first - 1, begin - 1, -1):
        if lowers[index] in contrasts:
            begin = index + 1
            break
    for index in range(last, end):
        if lowers[index] in contrasts:
            end = index
            break
    return begin, end


def _bears(text: Text, hit: Hit, first: int, last: int, tables: _Tables, deed: Deed | None) -> bool:
    """Whether a cue bears on the mention, by where it stands."""
    row, lowers = hit.row, text.spelled
    if row["case"] == "lower" and not text.words[hit.first].islower():
        return False
    side = row["side"]
    if hit.first < last and hit.last > first:
        if deed is not None and deed.first <= hit.first and hit.last <= deed.last:
            return row["inside"] == "ending" and not deed.denies
        return bool(row["inside"])
    if hit.last <= first:
        gap = lowers[hit.last : first]
        if side in ("left", "both"):
            return not _is_parted(gap, tables.joints)
        is_joined = bool(gap) and gap[-1] in tables.joints
        if side == "bare":
            is_close = len(gap) <= _NEAR if is_joined else deed is not None and deed.is_verb and len(gap) <= _BARE
            return deed is not None and is_close and lowers[deed.first] == text.lemmas[deed.first]
        if side == "noun" and is_joined and deed is not None and deed.is_verb:
            return False
        reach = _NEAR if side in ("near", "beside", "noun") else _CLAUSE if side == "clause" else -1
        if len(gap) > reach or not tables.breaks.isdisjoint(gap) or not _STOPS.isdisjoint(gap):
            return False
        if row["says"] == "irrealis" and not tables.joints.isdisjoint(gap[:-1]) and lowers[first] != text.lemmas[first]:
            return False  # "want to block the road and police arrested": another's deed
        return row["says"] != "done" or sum(word in tables.infinitive for word in gap) <= 1
    gap = lowers[last : hit.first]
    if side in ("right", "both"):
        is_apart = _is_parted(gap, tables.joints) or (side == "right" and not tables.breaks.isdisjoint(gap))
        return len(gap) <= _RIGHT and not is_apart
    return side in ("after", "beside") and len(gap) <= 1


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
