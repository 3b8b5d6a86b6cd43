"""Whether a word is a verb or a noun where it stands: by its form and tags, else by its neighbours."""

from __future__ import annotations

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
)
from dalel.extract.text import Sentence, Text

_NEAR = 3  # adverbs that may stand between a word and the neighbour that tells its part of speech


def part_of(text: Text, index: int, sentence: Sentence, rules: Grammar) -> str:
    """Whether a word is a verb "v" or a noun "n" here: by its form, else by its neighbours; "?" where both may be."""
    word, lemma = text.spelled[index], text.lemmas[index]
    tags = text.language.tags(word)
    if rules.cases:
        behind = index == sentence.first or text.words[index - 1][0].isalnum()
        if "PRTF" in tags and (behind or {"actv", "pres"} <= tags):
            return "a"  # "задержанные активисты", "протестующие" tell whom, not what
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
