"""Trigger phrases: which words tell a deed, and when they do not.

The phrases are the language's `events.tsv`. Where several fit, the longest that no guard forbids is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from dalel.extract.events.groups import (
    ADVERB,
    BE,
    CONJUNCTION,
    DETERMINER,
    HAVE,
    MODAL,
    NEGATION,
    OWNER,
    POINT,
    PREPOSITION,
    PRONOUN,
    QUANTITY,
    SUBORDINATOR,
    VERB,
    Grammar,
    grammar,
)
from dalel.extract.factuality import denies
from dalel.extract.language import Language
from dalel.extract.lexicon import Row, rows
from dalel.extract.text import Sentence, Text

TYPES = frozenset(
    {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}
    | {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
)
ROLES = frozenset(("", "self", "suffer", "passive", "mutual", "doer", "object", "theme"))
GAP = "_"
_LONGEST_GAP = 5  # words that may stand in the place of `_` in a phrase
_AFTER = 2  # words after a trigger that `not_before` looks at
_NEAR = 3  # adverbs that may stand between a word and the neighbour that tells its part of speech
_COMPOUND = 2


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase of events.tsv. Keys are lemmas, `=form`, or `_` for a gap; `inflected` if it ends in a verb's noun.

    `denies` says that its words are negative by themselves ("қабылдамады").
    """

    keys: tuple[str, ...]
    name: str
    type: str
    mode: str | None
    part: str
    manner: str
    onto: frozenset[str]
    not_before: frozenset[str]
    not_after: frozenset[str]
    needs: frozenset[str]
    inflected: bool
    denies: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger in a text: words [first, last), and whether it is a verb there."""

    first: int
    last: int
    is_verb: bool
    trigger: Trigger


@dataclass
class _Start:
    """The triggers that begin with a word: by their second word, and those of one word or with a gap."""

    by_second: dict[str, list[Trigger]] = field(default_factory=dict)
    others: list[Trigger] = field(default_factory=list)


@dataclass
class Triggers:
    """The triggers of a language, by the lemma or the form of their first word."""

    by_lemma: dict[str, _Start] = field(default_factory=dict)
    by_form: dict[str, _Start] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_lemma or self.by_form)

    def in_sentence(self, text: Text, sentence: Sentence, rules: Grammar) -> list[Hit]:
        """The triggers of a sentence, from left to right, none overlapping."""
        by_lemma, by_form = self.by_lemma, self.by_form
        lemmas, lowers, last = text.lemmas, text.spelled, sentence.last
        words: frozenset[str] = frozenset()
        hits: list[Hit] = []
        index = sentence.first
        while index < last:
            start, exact = by_lemma.get(lemmas[index]), by_form.get(lowers[index])
            if start is None and exact is None:
                index += 1
                continue
            words = words or frozenset(lowers[sentence.first : last] + lemmas[sentence.first : last])
            candidates = _fitting(text, index, last, exact) + _fitting(text, index, last, start)
            hit = _longest(text, index, sentence, candidates, words, rules) if candidates else None
            if hit is None:
                index += 1
            else:
                hits.append(hit)
                index = hit.last
        return hits


def _fitting(text: Text, index: int, last: int, start: _Start | None) -> list[Trigger]:
    """The triggers whose second word may fit."""
    if start is None:
        return []
    if index + 1 >= last:
        return start.others
    following = start.by_second.get(text.lemmas[index + 1], []) + start.by_second.get("=" + text.spelled[index + 1], [])
    return following + start.others if following else start.others


@cache
def triggers(language: Language) -> Triggers:
    """The trigger phrases of a language's `events.tsv`; none where it has no such file."""
    found = Triggers()
    lexicon = language.data("events.tsv")
    classes = grammar(language).classes if lexicon else {}
    for row in rows(lexicon):
        if row["type"] not in TYPES or row["roles"] not in ROLES:
            raise ValueError(f"events.tsv of {language.tag}: {row['phrase']!r} has {row['type']!r}, {row['roles']!r}")
        for phrase in row["phrase"].split("|"):
            trigger = _trigger(phrase.split(), row, language, classes)
            first = trigger.keys[0]
            table = found.by_form if first[0] == "=" else found.by_lemma
            start = table.setdefault(first.removeprefix("="), _Start())
            if len(trigger.keys) > 1 and trigger.keys[1] != GAP:
                start.by_second.setdefault(trigger.keys[1], []).append(trigger)
            else:
                start.others.append(trigger)
    return found


def _trigger(words: list[str], row: Row, language: Language, classes: dict[str, frozenset[str]]) -> Trigger:
    return Trigger(
        keys=tuple(word if word[0] == "=" or word == GAP else language.lemma(word.lower()) for word in words),
        name="-".join(word.strip("=") for word in words if word != GAP),
        type=row["type"],
        mode=row["mode"] or None,
        part=row["pos"],
        manner=row["roles"],
        onto=_words(row["onto"], classes),
        not_before=_words(row["not_before"], classes),
        not_after=_words(row["not_after"], classes),
        needs=_words(row["needs"], classes),
        inflected="VERB" in language.tags(words[-1].strip("=")),
        denies=denies(language, [word.strip("=") for word in words]),
    )


def _words(cell: str, classes: dict[str, frozenset[str]]) -> frozenset[str]:
    """The words of a guard; `@name` stands for a class of roles.toml, `-` for nothing between trigger and object."""
    found: set[str] = set()
    for word in cell.split("|"):
        word = word.strip()
        if word.startswith("@"):
            found |= classes[word[1:]]
        elif word:
            found.add("" if word == "-" else word)
    return frozenset(found)


def _longest(
    text: Text, index: int, sentence: Sentence, candidates: list[Trigger], words: frozenset[str], rules: Grammar
) -> Hit | None:
    """The longest phrase that begins at a word and that no guard forbids. `words` are those of the sentence."""
    best: Hit | None = None
    for trigger in sorted(candidates, key=lambda trigger: -len(trigger.keys)) if len(candidates) > 1 else candidates:
        if best is not None and len(trigger.keys) <= len(best.trigger.keys):
            break
        if GAP in trigger.keys and trigger.keys[-1].removeprefix("=") not in words:
            continue
        last = _end(text, index, trigger.keys, sentence.last)
        if last is None or (best is not None and last <= best.last):
            continue
        if trigger.needs and trigger.needs.isdisjoint(words):
            continue
        if trigger.not_before and _near(text, last, min(last + _AFTER, sentence.last), trigger.not_before):
            continue
        if trigger.not_after and _near(text, _before(text, index, sentence, rules), index, trigger.not_after):
            continue
        part = _part(text, index if rules.order == "svo" else last - 1, sentence, rules)
        if rules.cases and not trigger.inflected and _is_named_deed(text, last - 1, rules):
            continue
        if trigger.manner != "doer" and _ends_in_verb(text, last - 1, trigger, rules):
            continue
        if part == "a" and len(trigger.keys) == 1:
            continue
        if trigger.part and part != trigger.part and not (part in "?a" and len(trigger.keys) > 1):
            continue
        best = Hit(index, last, part == "v" or (part == "?" and trigger.part == "v"), trigger)
    return best


def _end(text: Text, index: int, keys: tuple[str, ...], end: int) -> int | None:
    """The word after a phrase that begins at a word, None where it does not fit."""
    at = index + 1
    gap = False
    for key in keys[1:]:
        if key == GAP:
            gap = True
            continue
        stop = min(at + _LONGEST_GAP + 1 if gap else at + 1, end)
        while at < stop and not _fits(text, at, key):
            if gap and text.words[at] in ".;:!?":
                return None
            at += 1
        if at >= stop:
            return None
        at, gap = at + 1, False
    return at


def _fits(text: Text, index: int, key: str) -> bool:
    return text.spelled[index] == key[1:] if key[0] == "=" else text.lemmas[index] == key


def _is_named_deed(text: Text, word: int, rules: Grammar) -> bool:
    """A verb with a noun's endings names people, or what is yet to be done: "жиналғандарды", "төмендетуге".

    Not "кіргенін", that they came in.
    """
    tags = text.language.tags(text.spelled[word])
    if text.spelled[word].endswith(rules.fact_endings):
        return False
    return "VERB" in tags and not tags.isdisjoint(("plur", "datv", "accs", "gent", "elat")) and "indc" not in tags


def _ends_in_verb(text: Text, word: int, trigger: Trigger, rules: Grammar) -> bool:
    """ "rebels attacked" is no "rebel attack"."""
    form = text.spelled[word]
    return len(trigger.keys) == _COMPOUND and form != trigger.keys[-1] and form.endswith(rules.verb_endings)


def _before(text: Text, index: int, sentence: Sentence, rules: Grammar) -> int:
    """Where the words begin that `not_after` looks at: the one before, and the one before an article or adverb."""
    first = max(index - 1, sentence.first)
    if first > sentence.first and rules.kinds.get(text.spelled[first]) in (DETERMINER, ADVERB, QUANTITY):
        first -= 1
    return first


def _near(text: Text, start: int, stop: int, words: frozenset[str]) -> bool:
    return any(text.spelled[word] in words or text.lemmas[word] in words for word in range(start, stop))


def _part(text: Text, index: int, sentence: Sentence, rules: Grammar) -> str:
    """Whether a word is a verb "v" or a noun "n" here: by its form, else by its neighbours; "?" where both may be."""
    word, lemma = text.spelled[index], text.lemmas[index]
    tags = text.language.tags(word)
    if rules.cases:
        if "PRTF" in tags and (index == sentence.first or text.words[index - 1][0].isalnum()):
            return "a"  # "задержанные активисты" tells whom, not what
        if rules.order == "sov":
            return "v" if "VERB" in tags or _ends_clause(text, index, sentence, rules) else "n"
        return "v" if tags.isdisjoint(("NOUN", "ADJF")) else "n"
    before = rules.kinds.get(text.spelled[index - 1], "") if index > sentence.first else POINT
    back = index - 1
    while before == ADVERB and back > sentence.first and index - back < _NEAR:
        back -= 1
        before = rules.kinds.get(text.spelled[back], "")
    after = rules.kinds.get(text.spelled[index + 1], "") if index + 1 < sentence.last else POINT
    previous = text.spelled[index - 1] if index > sentence.first else ""
    if word.endswith(rules.gerund_endings):
        if before in (DETERMINER, QUANTITY, OWNER) or text.spelled[min(index + 1, sentence.last - 1)] in rules.joins:
            return "n"
        if before == PREPOSITION and after in (PREPOSITION, POINT, BE, HAVE, VERB):
            return "n"
        return "v"
    if word.endswith(rules.verb_endings) or (word != lemma and not word.endswith(rules.plural_endings)):
        return "a" if before in (DETERMINER, OWNER) and after not in (PREPOSITION, POINT) else "v"
    if before in (DETERMINER, QUANTITY, OWNER) or previous[:1].isdigit():
        return "n"
    if not before and word == lemma and previous.endswith(rules.plural_endings) and after != POINT:
        return "v"
    if word in rules.participles and previous in rules.collectives:
        return "v"
    if before in (MODAL, NEGATION) and word == lemma:
        return "v"
    if previous in rules.subjects:
        return "v"
    if before in (PREPOSITION, BE, HAVE, VERB, MODAL):
        return "n"
    if after in (DETERMINER, PRONOUN, QUANTITY) or (index + 1 < sentence.last and text.words[index + 1][0].isdigit()):
        return "v"
    if after in (PREPOSITION, POINT, BE, HAVE, MODAL, VERB):
        return "?" if after == PREPOSITION and previous.endswith(rules.plural_endings) else "n"
    return "?"


def _ends_clause(text: Text, index: int, sentence: Sentence, rules: Grammar) -> bool:
    """Whether a word stands where the verb does in a language that puts it last."""
    if index + 1 >= sentence.last:
        return True
    kind = rules.kinds.get(text.spelled[index + 1], "" if text.words[index + 1][0].isalnum() else POINT)
    return kind in (POINT, BE, CONJUNCTION, SUBORDINATOR, NEGATION)
