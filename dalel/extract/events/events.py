"""Events: deeds of PLOVER's sixteen types, their participants, and the clause that tells them.

A deed is found by the trigger phrases of the language's `events.tsv`; its columns say when a phrase is
not a deed ("struck a balance"). The longest phrase wins; a noun with a light verb is one deed. Who did
it to whom is told by `dalel.extract.events.roles`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dalel.extract import factuality
from dalel.extract.events.around import Deed
from dalel.extract.events.frames import frame_of
from dalel.extract.events.groups import (
    ADJECTIVE,
    ADVERB,
    BE,
    DETERMINER,
    NOUN,
    OWNER,
    POINT,
    PRONOUN,
    QUANTITY,
    SUBORDINATOR,
    VERB,
    VERB_GROUP,
    Grammar,
    Group,
    Known,
    Shape,
    grammar,
    shape,
)
from dalel.extract.events.roles import Cast, cast
from dalel.extract.events.triggers import GAP, Hit, triggers, words_of
from dalel.extract.places import is_town
from dalel.extract.text import Sentence, Text
from dalel.model import ActorMention, PlaceMention

_CLAUSE = 30  # words that a quoted clause may reach from its trigger
_TOLD = frozenset(("REQUEST", "ACCUSE", "THREATEN"))  # types of deeds done by words, to which one answers
_SAID = _TOLD | {"AGREE", "SUPPORT", "REJECT", "CONCEDE", "COOPERATE"}  # and all that words do
_LIGHT = 4  # words between a light verb and its noun
COUNTRY, ORGANIZATION = "+country", "+organization"  # what guards may ask of a sentence beside its words

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class EventMention:
    """A deed: trigger words [first, last), PLOVER type and mode, participants, and the clause to quote.

    `by` names the language and the trigger phrase that found it, e.g. "events.en.open-fire"; `deed` tells of that
    phrase what its factuality depends on.
    """

    first: int
    last: int
    type: str
    mode: str | None
    agents: tuple[Range, ...]
    patients: tuple[Range, ...]
    clause: Range
    by: str
    deed: factuality.Deed


@dataclass(frozen=True, slots=True)
class _Named:
    """The actors and places of a text: the word after each by its first word, the first words of places, the towns."""

    ends: dict[int, int]
    starts: frozenset[int]
    towns: frozenset[Range]


def find(text: Text, actors: Sequence[ActorMention], places: Sequence[PlaceMention]) -> list[EventMention]:
    """The events of a text, in text order."""
    table = triggers(text.language)
    if not table:
        return []
    rules = grammar(text.language)
    ends = _ranges(text, places)
    starts = frozenset(ends)
    towns = frozenset(_ranges(text, [place for place in places if is_town(place)]).items())
    ends.update(_ranges(text, actors))
    marks = dict.fromkeys(_ranges(text, [place for place in places if place.place.kind == "country"]), COUNTRY)
    marks.update(
        dict.fromkeys(_ranges(text, [actor for actor in actors if actor.type == "ORGANIZATION"]), ORGANIZATION)
    )
    named = _Named(ends, starts, towns)
    found: list[EventMention] = []
    for sentence in text.sentences:
        hits = table.in_sentence(text, sentence, rules, marks)
        if hits:
            words = words_of(text, sentence, marks)
            found += _mentions(text, sentence, hits, rules, named, words)
    return found


def _ranges(text: Text, mentions: Sequence[ActorMention | PlaceMention]) -> dict[int, int]:
    """The first word of each mention and the word after it."""
    spans = (text.words_in(mention.span.start, mention.span.end) for mention in mentions)
    return {words.start: words.stop for words in spans if words}


def _verb_words(hit: Hit, rules: Grammar) -> range:
    """The words of a trigger that are no part of a noun group: its verb, and what goes with it in every text."""
    last_only = hit.trigger.manner == "doer" or (hit.trigger.manner == "object" and rules.order == "sov")
    if last_only:
        return range(hit.last - 1, hit.last)
    if not hit.is_verb:
        return range(0)
    return range(hit.first, hit.first + 1 if GAP in hit.trigger.keys or hit.trigger.manner == "object" else hit.last)


def _mentions(
    text: Text, sentence: Sentence, hits: list[Hit], rules: Grammar, named: _Named, words: frozenset[str]
) -> list[EventMention]:
    ends, starts, towns = named.ends, named.starts, named.towns
    verbs = {word for hit in hits for word in _verb_words(hit, rules)}
    nouns = {word for hit in hits if not hit.is_verb for word in range(hit.first, hit.last)} - verbs
    nouns |= {hit.last - 1 for hit in hits if GAP in hit.trigger.keys and text.spelled[hit.last - 1] not in rules.kinds}
    shaped = shape(text, sentence, Known(verbs, nouns, ends, starts))
    found: list[EventMention] = []
    before: Cast | None = None
    for hit in hits:
        deed = Deed(hit.first, hit.last, hit.is_verb, hit.trigger.manner, hit.trigger.onto, GAP in hit.trigger.keys)
        if not hit.is_verb:
            deed = _with_light_verb(text, shaped, deed, rules)
            if found and deed.first < found[-1].last:
                deed = replace(deed, first=hit.first, is_verb=False)
        if deed.manner == "doer":
            parts = Cast([shaped.group_at(deed.first)], subject=shaped.group_at(deed.first))
        else:
            parts = cast(text, shaped, deed, rules, before)
        if hit.is_verb:
            before = parts
        agents = tuple(agent for agent in _named(text, shaped, parts.agents, deed, ends, rules) if agent not in towns)
        patients = _named(text, shaped, parts.patients, deed, ends, rules)
        clause = _clause(shaped, deed, parts)
        first, type_, mode, name = hit.first, hit.trigger.type, hit.trigger.mode, hit.trigger.name
        begin = found[-1].last if found else sentence.first
        frame = frame_of(text, deed.first, begin, type_, words, rules) if deed.is_verb else None
        if frame is not None:
            first, type_, mode, name = frame.first, frame.type, frame.mode, f"{frame.name}-{name}"
            deed = replace(deed, first=first)
        found.append(
            EventMention(
                deed.first,
                deed.last,
                type_,
                mode,
                agents,
                patients,
                (min(clause[0], deed.first), clause[1]),
                f"events.{text.language.tag}.{name}",
                factuality.Deed(first, hit.last, deed.is_verb, hit.trigger.denies, type_ in _TOLD, type_ in _SAID),
            )
        )
    return found


def _with_light_verb(text: Text, sentence: Shape, deed: Deed, rules: Grammar) -> Deed:
    """ "staged a protest", "a protest was held": the light verb belongs to the deed."""
    index = deed.first - 1
    while index >= sentence.first and deed.first - index <= _LIGHT:
        kind = sentence.kind(index)
        if kind == VERB and text.lemmas[index] in rules.light:
            return replace(deed, first=index, is_verb=True, manner=deed.manner or "self")
        if kind not in (DETERMINER, NOUN, QUANTITY, ADVERB, ADJECTIVE):
            break
        index -= 1
    index, passive = deed.last, False
    while index < sentence.last and index - deed.last <= _LIGHT and sentence.kind(index) in VERB_GROUP:
        passive = passive or sentence.kind(index) == BE
        index += 1
    if passive and index < sentence.last and sentence.kind(index) == VERB and text.lemmas[index] in rules.light:
        return replace(deed, last=index + 1)
    return deed


def _named(
    text: Text, sentence: Shape, groups: list[int], deed: Deed, ends: dict[int, int], rules: Grammar
) -> tuple[Range, ...]:
    """The words that name each participant: the actor in its group where there is one, else the group's core."""
    found: list[Range] = []
    for number in groups:
        group = sentence.groups[number]
        if all(sentence.kind(word) in (QUANTITY, DETERMINER, PRONOUN) for word in range(group.core, group.last)):
            continue
        if text.spelled[group.last - 1] in rules.nobody or deed.first <= group.core < deed.last <= group.last:
            continue
        words: Range | None = group.core, group.last
        holds_deed = group.core < deed.first < group.last
        if holds_deed or (group.core < deed.last <= group.last and deed.gap and not deed.manner):
            words = _owner(sentence, group, deed, ends)
        elif (inner := _named_inside(text, group, ends, rules)) is not None:
            words = inner
        elif deed.manner == "theme":
            words = group.core, _theme(text, group, rules)
        if words is not None and words not in found:
            found.append(words)
    return tuple(found)


def _named_inside(text: Text, group: Group, ends: dict[int, int], rules: Grammar) -> Range | None:
    """The name that a group ends in: "opposition leader Amina Sarova"."""
    for word in range(group.core + 1, group.last):
        if ends.get(word) == group.last and text.is_capital(word) and text.spelled[word - 1] not in rules.joins:
            return word, group.last
    return None


def _theme(text: Text, group: Group, rules: Grammar) -> int:
    """Where "of corruption" begins in "accused the government of corruption"."""
    return next((word for word in range(group.core + 1, group.last) if text.spelled[word] in rules.joins), group.last)


def _owner(sentence: Shape, group: Group, deed: Deed, ends: dict[int, int]) -> Range | None:
    """Whose deed it is where one noun group holds both: "the president's visit", "police raid"."""
    for word in range(group.core, deed.first):
        if sentence.kind(word) == OWNER and word > group.core:
            return group.core, word
    for word in range(group.core, deed.first):
        if word in ends and ends[word] <= deed.first:
            return word, ends[word]
    return None


def _clause(sentence: Shape, deed: Deed, parts: Cast) -> Range:
    """From the first participant to the last, within reach; around a noun without any, the stretch between points."""
    groups = [sentence.groups[number] for number in parts.agents + parts.patients]
    if parts.subject is not None:
        groups.append(sentence.groups[parts.subject])
    first = min([deed.first] + [group.first for group in groups if deed.first - group.first <= _CLAUSE])
    last = max([deed.last] + [group.last for group in groups if group.last - deed.last <= _CLAUSE])
    if not deed.is_verb or not groups:
        left, right = max(sentence.first, deed.first - _CLAUSE), min(sentence.last, deed.last + _CLAUSE)
        while first > left and sentence.kind(first - 1) not in (POINT, SUBORDINATOR):
            first -= 1
        while last < right and sentence.kind(last) not in (POINT, SUBORDINATOR):
            last += 1
    return first, last
