"""Sentences cut into noun groups, by word lists and, where a language has them, by cases.

Not a parser: enough structure to tell the words left and right of a deed apart. What a word list or an
ending means is data (`roles.toml`); one pass over the sentence, no look-back that grows with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from dalel.extract.language import Language
from dalel.extract.text import Sentence, Text

# One letter for what a word does in a sentence.
NOUN, DETERMINER, QUANTITY, ADJECTIVE, PRONOUN = "N", "D", "Q", "J", "O"
VERB, BE, HAVE, MODAL, NEGATION, ADVERB = "V", "B", "H", "M", "G", "R"
PREPOSITION, CONJUNCTION, SUBORDINATOR, RELATIVE, TIME, OWNER, POINT = "P", "C", "S", "W", "T", "'", ","
VERB_GROUP = frozenset((BE, HAVE, MODAL, NEGATION, ADVERB))
CASES = frozenset(("nomn", "gent", "datv", "accs", "ablt", "loct", "elat"))
COUNTED = "counted"  # tag of a group whose case a number hides
_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Abbr", "anim"))
_IN_GROUP = frozenset((NOUN, DETERMINER, QUANTITY, ADJECTIVE, OWNER))
_VERBAL = frozenset(("VERB", "INFN", "PRTS", "GRND", "ADJS", "PRED"))
_BEFORE_NAME = frozenset((DETERMINER, QUANTITY, PREPOSITION))
_LONGEST = 40  # words of a noun group
_SHORTEST = 4  # an ending tells something only of a longer word

# The lists of roles.toml in the order in which a word's kind is looked up.
_LISTS = (
    ("relatives", RELATIVE), ("subordinators", SUBORDINATOR), ("be", BE), ("have", HAVE), ("modals", MODAL),
    ("negations", NEGATION), ("owners", OWNER), ("times", TIME), ("conjunctions", CONJUNCTION),
    ("prepositions", PREPOSITION), ("determiners", DETERMINER), ("quantifiers", QUANTITY), ("pronouns", PRONOUN),
    ("adverbs", ADVERB), ("nouns", NOUN), ("verbs", VERB),
)  # fmt: skip


@dataclass(frozen=True)
class Grammar:
    """A language's `roles.toml`. `cases` says that participants are told by case, not by position.

    `order` is "svo" or "sov"; in the latter what belongs to a noun stands before it.
    """

    order: str
    cases: bool
    kinds: dict[str, str]
    phrases: dict[str, list[tuple[str, ...]]]
    adverb_endings: tuple[str, ...]
    verb_endings: tuple[str, ...]
    gerund_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]
    collectives: frozenset[str]
    fact_endings: tuple[str, ...]
    participles: frozenset[str]
    subjects: frozenset[str]
    agents: frozenset[str]
    between: frozenset[str]
    partners: frozenset[str]
    joins: frozenset[str]
    openers: frozenset[str]
    joiners: frozenset[str]
    infinitive: frozenset[str]
    light: frozenset[str]
    nobody: frozenset[str]
    classes: dict[str, frozenset[str]]


@cache
def grammar(language: Language) -> Grammar:
    """The grammar of a language."""
    data = tomllib.loads(language.data("roles.toml"))
    kinds: dict[str, str] = {}
    for name, kind in _LISTS:
        for word in data.get(name, ()):
            kinds.setdefault(word, kind)
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in data.get("phrases", ()):
        parts = tuple(phrase.split())
        phrases.setdefault(parts[0], []).append(parts)
    return Grammar(
        order=data["order"],
        cases=data["cases"],
        kinds=kinds,
        phrases=phrases,
        adverb_endings=tuple(data.get("adverb_endings", ())),
        verb_endings=tuple(data.get("verb_endings", ())),
        gerund_endings=tuple(data.get("gerund_endings", ())),
        plural_endings=tuple(data.get("plural_endings", ())),
        collectives=frozenset(data.get("collectives", ())),
        fact_endings=tuple(data.get("fact_endings", ())),
        participles=frozenset(data.get("participles", ())),
        subjects=frozenset(data.get("subjects", ())),
        agents=frozenset(data.get("agents", ())),
        between=frozenset(data.get("between", ())),
        partners=frozenset(data.get("with", ())),
        joins=frozenset(data.get("joins", ())),
        openers=frozenset(data.get("openers", ())),
        joiners=frozenset(data["and"]),
        infinitive=frozenset(data.get("infinitive", ())),
        light=frozenset(language.lemma(word) for word in data.get("light", ())),
        nobody=frozenset(data.get("nobody", ())),
        classes={name: frozenset(words) for name, words in data.get("classes", {}).items()},
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A noun group: words [first, last), of which [core, last) name it.

    `under` is the preposition before it, or after it in an "sov" language; `tags` are the grammatical
    tags of its head; `joined` says that a conjunction stands before it.
    """

    first: int
    core: int
    last: int
    under: str
    tags: frozenset[str]
    joined: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a sentence's words before it is cut.

    `verbs` and `nouns` are trigger words already told; `ends` maps the first word of each actor and place
    to the word after it; `places` are the first words of places.
    """

    verbs: Collection[int]
    nouns: Collection[int]
    ends: dict[int, int]
    places: Collection[int]


@dataclass(frozen=True, slots=True)
class Shape:
    """A sentence's words by kind (`kinds[i]` is of word `first + i`) and its noun groups in order."""

    first: int
    last: int
    kinds: list[str]
    groups: list[Group]
    group_of: list[int]

    def kind(self, word: int) -> str:
        """The kind of a word, that of a full stop outside the sentence."""
        return self.kinds[word - self.first] if self.first <= word < self.last else POINT

    def group_at(self, word: int) -> int:
        """The index of the group that holds a word, else of the first group after it."""
        return self.group_of[word - self.first] if word < self.last else len(self.groups)


def shape(text: Text, sentence: Sentence, known: Known) -> Shape:
    """Cut a sentence."""
    rules = grammar(text.language)
    first, last = sentence.first, sentence.last
    kinds = _kinds(text, sentence, known, rules)
    groups: list[Group] = []
    index, joined = first, False
    while index < last:
        if kinds[index - first] not in _IN_GROUP and kinds[index - first] != PRONOUN:
            joined = text.spelled[index] in rules.joiners
            index += 1
            continue
        end = _group_end(text, index, sentence, kinds, known, rules)
        group = _group(text, index, end, sentence, kinds, known, rules, joined)
        if joined and groups and {groups[-1].core, group.core} <= set(known.places):
            group = replace(group, under=groups[-1].under)  # "in Aleppo and Damascus"
        groups.append(group)
        joined, index = False, end
    group_of, number = [], 0
    for word in range(first, last):
        while number < len(groups) and groups[number].last <= word:
            number += 1
        group_of.append(number)
    return Shape(first, last, kinds, groups, group_of)


def _kinds(text: Text, sentence: Sentence, known: Known, rules: Grammar) -> list[str]:
    lowers, listed, tags_of, last = text.spelled, rules.kinds, text.language.tags, sentence.last
    kinds: list[str] = []
    before, counted, named = POINT, sentence.first, sentence.first
    for index in range(sentence.first, last):
        word = lowers[index]
        named = max(named, known.ends.get(index, 0))
        if word in rules.phrases:
            counted = max(counted, _counting(lowers, index, last, rules))
        if index < counted:
            kind = QUANTITY
        elif index in known.verbs:
            kind = VERB
        elif index in known.nouns or (index < named and not rules.cases):
            kind = NOUN if word[0].isalnum() or word in listed else POINT
        elif word in listed:
            kind = listed[word]
            if word in rules.infinitive and index + 1 < last and _begins_name(text, index + 1, rules):
                kind = PREPOSITION
        elif word[0].isdigit():
            kind = QUANTITY
        elif not word[0].isalpha():
            kind = POINT
        elif rules.cases:
            kind = _kind_by_tags(tags_of(word), text.words[index])
            if index < named and kind == VERB:
                kind = NOUN  # "зардап шеккендер", those who suffered
        elif len(word) <= _SHORTEST:
            kind = NOUN
        elif word.endswith(rules.adverb_endings):
            kind = ADVERB
        elif word.endswith(rules.verb_endings if before not in _BEFORE_NAME and "-" not in word else ()) or (
            before == BE and word.endswith(rules.gerund_endings)
        ):
            kind = VERB
        else:
            kind = NOUN
        kinds.append(kind)
        before = kind
    return kinds


def _begins_name(text: Text, word: int, rules: Grammar) -> bool:
    """Whether "to" stands before a name, "to the city", not before a verb."""
    kind = rules.kinds.get(text.spelled[word])
    return kind in (DETERMINER, QUANTITY, PRONOUN) or not text.words[word][0].islower()


def _counting(lowers: list[str], index: int, last: int, rules: Grammar) -> int:
    """Where "at least", "more than" … ends, if a number comes after it."""
    for phrase in rules.phrases[lowers[index]]:
        after = index + len(phrase)
        if after < last and tuple(lowers[index:after]) == phrase:
            word = lowers[after]
            if word[0].isdigit() or rules.kinds.get(word) == QUANTITY:
                return after
    return index


def _kind_by_tags(tags: frozenset[str], word: str) -> str:
    if "NUMR" in tags:
        return QUANTITY
    if not tags.isdisjoint(("PRTF", "ADJF")):
        return ADJECTIVE
    if not tags.isdisjoint(_VERBAL) and not word[0].isupper():
        return VERB
    for kind, names in ((ADVERB, ("ADVB", "PRCL", "COMP")), (CONJUNCTION, ("CONJ",)), (PREPOSITION, ("PREP",))):
        if not tags.isdisjoint(names):
            return kind
    return PRONOUN if "NPRO" in tags else NOUN


def _group_end(text: Text, index: int, sentence: Sentence, kinds: list[str], known: Known, rules: Grammar) -> int:
    first, last = sentence.first, sentence.last
    if kinds[index - first] == PRONOUN:
        return index + 1
    if index in known.places and index > first and kinds[index - first - 1] == PREPOSITION and not rules.cases:
        return min(known.ends.get(index, index + 1), last)  # "In Almaty protesters …" are two groups
    end, has_noun = index, False
    last = min(last, index + _LONGEST)
    while end < last:
        kind = kinds[end - first]
        if kind in _IN_GROUP:
            if has_noun and not _continues(text, end, kind, known, rules):
                break
            has_noun = has_noun or kind == NOUN
            named = end in known.ends
            end = min(max(known.ends.get(end, 0), end + 1), last)
            named = named or text.spelled[end - 1] in rules.subjects
            if has_noun and rules.order == "sov" and _closes(text, end, last, named, known):
                break
        elif end > index and _joins(text, end, kinds, sentence, known, rules):
            end, has_noun = end + 1, False
        else:
            break
    return end


def _joins(text: Text, word: int, kinds: list[str], sentence: Sentence, known: Known, rules: Grammar) -> bool:
    """Whether "of" ties what follows to the noun before it; what follows a deed is its participant, not its name."""
    following = word + 1
    return (
        text.spelled[word] in rules.joins
        and word - 1 not in known.nouns
        and following < sentence.last
        and kinds[following - sentence.first] in _IN_GROUP
    )


def _continues(text: Text, word: int, kind: str, known: Known, rules: Grammar) -> bool:
    """Whether a word goes on with the noun group before it."""
    if not rules.cases:
        return kind not in (DETERMINER, QUANTITY)
    if rules.order == "sov":
        return True
    if word - 1 in known.nouns:
        return False
    tags = text.language.tags(text.spelled[word])
    if kind == NOUN and text.is_capital(word) and (text.is_capital(word - 1) or tags.isdisjoint(_NAMES)):
        return True
    return "gent" in tags and kind != QUANTITY


def _closes(text: Text, end: int, last: int, named: bool, known: Known) -> bool:
    """In a language that puts what belongs to a noun before it: whether the noun just read ends its group.

    `named` says that it is an actor or place, which is a group of its own unless the next word is its own.
    """
    tags = text.language.tags(text.spelled[end - 1])
    if "gent" in tags or "ADJF" in tags:
        return False
    if not tags.isdisjoint(CASES) or end >= last:
        return True
    owned = "poss" in text.language.tags(text.spelled[end])
    titled = "poss" in tags and text.is_capital(end) and end not in known.places
    return not owned and not titled and (named or "plur" in tags or "poss" in tags)


def _group(
    text: Text, index: int, end: int, sentence: Sentence, kinds: list[str], known: Known, rules: Grammar, joined: bool
) -> Group:
    first = sentence.first
    core = index
    while core < end - 1 and (kinds[core - first] in (DETERMINER, QUANTITY) or text.spelled[core] in rules.joins):
        core += 1
    beside = index - 1 if rules.order == "svo" else end
    governed = first <= beside < sentence.last and kinds[beside - first] == PREPOSITION
    under = text.spelled[beside] if governed else ""
    if not rules.cases:
        return Group(index, core, end, under, frozenset(), joined)
    head = end - 1
    if rules.order == "svo":
        head = next((word for word in range(core, end) if kinds[word - first] in (NOUN, PRONOUN)), end - 1)
    tags = _agreed(text, index, head, kinds, first)
    if index - 1 in known.nouns and "gent" in tags:
        tags -= CASES - {"gent"}  # what a deed is done to: "захват здания"
    return Group(index, core, end, under, tags, joined)


def _agreed(text: Text, index: int, head: int, kinds: list[str], first: int) -> frozenset[str]:
    """The head's tags; where words before it agree with it, only the cases they share."""
    tags = text.language.tags(text.spelled[head])
    cases = tags & CASES
    if "PRTF" in tags and "nomn" in cases:
        cases -= {"accs"}  # a participle that stands for people: "протестующие" do, "протестующих" are done to
    if text.is_capital(head) and "NOUN" in tags and tags.isdisjoint(_NAMES):
        cases |= {"nomn"}  # a name the analyser does not know
        tags -= {"sing", "plur"}
    for word in range(index, head):
        if kinds[word - first] == ADJECTIVE:
            cases = cases & text.language.tags(text.spelled[word]) or cases
        elif kinds[word - first] == QUANTITY and "gent" in cases:
            cases |= {"nomn", "accs"}  # "26 человек": the number hides the case
            tags |= {"plur", COUNTED}
    return (tags - CASES) | (cases or {"nomn"})
