"""Trigger phrases: which words tell a deed, and when they do not.

The phrases are the language's `events.tsv`. Where several fit, the longest that no guard forbids is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

from dalel.extract.events.groups import (
    ADVERB,
    BE,
    DETERMINER,
    NEGATION,
    PREPOSITION,
    QUANTITY,
    TIME,
    Grammar,
    grammar,
)
from dalel.extract.events.parts import part_of
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
_COMPOUND = 2
_NEIGHBOURS = 1  # sentences before and behind in which the words that a guard asks for may stand
_TIME = 4  # words of a time that may stand between the words of a phrase: "agreed on Monday to"
_MOST_PHRASES = 5_000  # that a phrase with classes may stand for


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase of events.tsv. Keys are lemmas, `=form`, or `_` for a gap; `inflected` if it ends in a verb's noun.

    `denies` says that its words are negative by themselves ("қабылдамады"); `passive`, that it is made from a phrase
    of verb and object, "dissolve parliament", for "parliament was dissolved".
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
    passive: bool = False


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

    def add(self, trigger: Trigger) -> None:
        first = trigger.keys[0]
        table = self.by_form if first[0] == "=" else self.by_lemma
        start = table.setdefault(first.removeprefix("="), _Start())
        if len(trigger.keys) > 1 and trigger.keys[1] != GAP:
            start.by_second.setdefault(trigger.keys[1], []).append(trigger)
        else:
            start.others.append(trigger)

    def in_sentence(self, text: Text, sentence: Sentence, rules: Grammar, marks: Mapping[int, str]) -> list[Hit]:
        """The triggers of a sentence, from left to right, none overlapping.

        `marks` say of some words what they name ("+country"); guards may ask for it.
        """
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
            words = words or words_of(text, sentence, marks)
            after = _after_time(text, index + 1, last, rules)
            candidates = _fitting(text, after, last, exact) + _fitting(text, after, last, start)
            hit = _longest(text, index, sentence, candidates, words, rules) if candidates else None
            if hit is None:
                index += 1
            else:
                hits.append(hit)
                index = hit.last
        return hits


def words_of(text: Text, sentence: Sentence, marks: Mapping[int, str]) -> frozenset[str]:
    """The forms and base forms of a sentence's words and its neighbours', and the marks of those that have one.

    Short reports spread over several sentences what a newspaper says in one: "Then they fired. Soldiers, not police."
    """
    number = text.sentence_of(sentence.first)
    first = text.sentences[max(0, number - _NEIGHBOURS)].first
    last = text.sentences[min(len(text.sentences) - 1, number + _NEIGHBOURS)].last
    named = [marks[word] for word in range(first, last) if word in marks] if marks else []
    return frozenset(text.spelled[first:last] + text.lemmas[first:last] + named)


def _fitting(text: Text, second: int, last: int, start: _Start | None) -> list[Trigger]:
    """The triggers whose second word may fit."""
    if start is None:
        return []
    if second >= last:
        return start.others
    following = start.by_second.get(text.lemmas[second], []) + start.by_second.get("=" + text.spelled[second], [])
    return following + start.others if following else start.others


def _after_time(text: Text, index: int, last: int, rules: Grammar) -> int:
    """The first word from here on that tells no time: "on Monday", "late on 3 May", "yesterday"."""
    kinds, end = rules.kinds, min(index + _TIME, last)
    if index >= last or kinds.get(text.spelled[index]) not in (TIME, PREPOSITION):
        return index
    after = index
    for word in range(index, end):
        kind = kinds.get(text.spelled[word])
        if kind == TIME:
            after = word + 1
        elif kind != PREPOSITION and not text.words[word].isdigit():
            break
    return after


@cache
def triggers(language: Language) -> Triggers:
    """The trigger phrases of a language's `events.tsv`; none where it has no such file."""
    found = Triggers()
    lexicon = language.data("events.tsv")
    classes = grammar(language).classes if lexicon else {}
    for row in rows(lexicon):
        if row["type"] not in TYPES or row["roles"] not in ROLES:
            raise ValueError(f"events.tsv of {language.tag}: {row['phrase']!r} has {row['type']!r}, {row['roles']!r}")
        for words in _phrases(row["phrase"], classes):
            trigger = _trigger(words, row, language, classes)
            for one in (trigger, *_turned(trigger, grammar(language))):
                found.add(one)
    return found


def _turned(trigger: Trigger, rules: Grammar) -> list[Trigger]:
    """The phrase in the passive, where it is a verb and its object: "borders have been closed"."""
    if rules.cases or len(trigger.keys) == 1 or trigger.part == "n" or trigger.manner in ("doer", "mutual"):
        return []
    verb, *between, noun = trigger.keys
    kinds = {rules.kinds.get(key.strip("="), "") for key in (verb, noun)}
    is_plain = not between or (len(between) == 1 and (between[0] == GAP or rules.kinds.get(between[0]) == DETERMINER))
    if not is_plain or kinds != {""} or "=" in verb + noun:
        return []
    return [replace(trigger, keys=(noun, GAP, verb), name=f"{trigger.name}-passive", part="", passive=True)]


def _is_passive(text: Text, first: int, verb: int, rules: Grammar) -> bool:
    """Whether a verb is the participle of a passive that a noun begins: "borders have now been closed"."""
    words = text.spelled
    if verb - first > _LONGEST_GAP or "," in words[first:verb] or words[verb].endswith(rules.gerund_endings):
        return False
    before = verb - 1
    while before > first and rules.kinds.get(words[before]) in (ADVERB, NEGATION):
        before -= 1
    return rules.kinds.get(words[before]) == BE


@cache
def lines(language: Language) -> dict[str, list[tuple[str, Row]]]:
    """The phrases of `events.tsv` with their lines, by the names of the triggers that they give: to say which fired."""
    classes = grammar(language).classes
    found: dict[str, list[tuple[str, Row]]] = {}
    for row in rows(language.data("events.tsv")):
        for phrase in row["phrase"].split("|"):
            for words in _phrases(phrase, classes):
                found.setdefault(_name(words), []).append((phrase, row))
    return found


def _name(words: list[str]) -> str:
    return "-".join(word.strip("=") for word in words if word != GAP)


def _phrases(cell: str, classes: dict[str, frozenset[str]]) -> list[list[str]]:
    """The phrases of a cell; `@name` in a phrase stands for each word of a class of roles.toml."""
    found: list[list[str]] = []
    for phrase in cell.split("|"):
        choices = [sorted(classes[word[1:]]) if word[0] == "@" else [word] for word in phrase.split()]
        found += map(list, product(*choices))
        if len(found) > _MOST_PHRASES:
            raise ValueError(f"events.tsv: {phrase!r} stands for too many phrases")
    return found


def _trigger(words: list[str], row: Row, language: Language, classes: dict[str, frozenset[str]]) -> Trigger:
    return Trigger(
        keys=tuple(word if word[0] == "=" or word == GAP else language.lemma(word.lower()) for word in words),
        name=_name(words),
        type=row["type"],
        mode=row["mode"] or None,
        part=row["pos"],
        manner=row["roles"],
        onto=guard_words(row["onto"], classes),
        not_before=guard_words(row["not_before"], classes),
        not_after=guard_words(row["not_after"], classes),
        needs=guard_words(row["needs"], classes),
        inflected="VERB" in language.tags(words[-1].strip("=")),
        denies=denies(language, [word.strip("=") for word in words]),
    )


def guard_words(cell: str, classes: dict[str, frozenset[str]]) -> frozenset[str]:
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
        last = _end(text, index, trigger.keys, sentence.last, rules)
        if last is None or (best is not None and last <= best.last):
            continue
        if trigger.needs and trigger.needs.isdisjoint(words):
            continue
        if trigger.not_before and _near(text, last, min(last + _AFTER, sentence.last), trigger.not_before):
            continue
        if trigger.not_after and _near(text, _before(text, index, sentence, rules), index, trigger.not_after):
            continue
        if trigger.passive:
            if _is_passive(text, index, last - 1, rules):
                best = Hit(last - 1, last, True, replace(trigger, keys=trigger.keys[-1:]))
            continue
        part = part_of(text, index if rules.order == "svo" else last - 1, sentence, rules)
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


def _end(text: Text, index: int, keys: tuple[str, ...], end: int, rules: Grammar) -> int | None:
    """The word after a phrase that begins at a word, None where it does not fit. A time may stand after its first."""
    at = index + 1
    gap = False
    for key in keys[1:]:
        if key == GAP:
            gap = True
            continue
        if at == index + 1 and not gap and at < end and not _fits(text, at, key):
            at = _after_time(text, at, end, rules)
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
    if rules.adverb_endings and trigger.keys[0].endswith(rules.adverb_endings):
        return False  # "sexually assaulted"
    return len(trigger.keys) == _COMPOUND and form != trigger.keys[-1] and form.endswith(rules.verb_endings)


def _before(text: Text, index: int, sentence: Sentence, rules: Grammar) -> int:
    """Where the words begin that `not_after` looks at: the one before, and the one before an article or adverb."""
    first = max(index - 1, sentence.first)
    if first > sentence.first and rules.kinds.get(text.spelled[first]) in (DETERMINER, ADVERB, QUANTITY):
        first -= 1
    return first


def _near(text: Text, start: int, stop: int, words: frozenset[str]) -> bool:
    return any(text.spelled[word] in words or text.lemmas[word] in words for word in range(start, stop))
