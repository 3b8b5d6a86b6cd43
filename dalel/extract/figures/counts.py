"""Counts of people and things: which number says how many were killed, detained, gathered or burnt.

Each phrase of a number and what it counts (see `counted`) is attached to the word that says what happened, by the rules
below, named in the figure's `by`. Which words those are is data: `measures.tsv` and `figures.toml` of the language.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from dalel.extract.figures.counted import Clause, Counted
from dalel.extract.figures.numbers import Number
from dalel.extract.phrases import Hit
from dalel.extract.text import Text

_DASHES = frozenset("-‐‑–—:")
_TOLL_GAP, _CROWD_GAP, _PART_GAP = 9, 4, 6
_FEW = 5  # people are no crowd below
_CROWD = 20  # a number without a noun is a crowd's from here on
_PEOPLE = frozenset(("person", "force", "unknown", "bare", "rest"))
_THINGS = {"vehicle": "vehicles_damaged", "building": "buildings_damaged"}


def find(
    text: Text, first: int, last: int, numbers: Sequence[Number], triggers: Sequence[Hit], before: Counted | None
) -> list[Counted]:
    """The counted phrases of a sentence, words [first, last), attached where a rule allows it.

    `before` is the last whole of the sentence before, of which parts may be named here.
    """
    clause = _Rules(text, first, last, numbers, triggers)
    clause.continue_parts()
    for noun in clause.nouns:
        clause.attach(noun)
    clause.coordinate()
    clause.restate()
    clause.take_parts(before)
    clause.set_scene()
    for noun in clause.nouns:
        if noun.trigger is None and noun.alone and noun.number.value >= 10 and not noun.is_part:
            noun.measure, noun.rule = noun.alone, "figures.alone"
    return clause.nouns


class _Rules(Clause):
    """The rules that say what is said of the counted phrases of a sentence."""

    def continue_parts(self) -> None:
        """ "among them 103 in Almaty and three children": a part goes on in a phrase joined to it."""
        for previous, noun in pairwise(self.nouns):
            between = self.lowers[previous.last : noun.first]
            if noun.number.kind == "article":
                continue
            if previous.is_part and not noun.is_part and 0 < len(between) <= _PART_GAP:
                noun.is_part = between[-1] in self.grammar.conjunctions and self.right(noun) is None

    def attach(self, noun: Counted) -> None:
        """Give a phrase the trigger that is nearest among those the rules allow."""
        if noun.kind == "other":
            return
        toll = self.toll(noun)
        if toll is not None:
            if noun.kind == "unknown":
                noun.kind, noun.population, noun.last = "bare", None, noun.number.last
            self.give(noun, toll, "figures.toll")
            return
        right = None if noun.is_oblique and not self.is_adjacent(noun) else self.right(noun)
        left = self.left(noun)
        if right is not None and (left is None or right[1] <= left[1]):
            self.give(noun, right[0], "figures.subject" if right[1] else "figures.after")
        elif left is not None:
            self.give(noun, left[0], "figures.object")

    def is_adjacent(self, noun: Counted) -> bool:
        """ "among 12 killed", "with 12 people dead": a preposition does not matter to what directly follows."""
        return noun.last in self.trigger_at or noun.number.last in self.trigger_at

    def give(self, noun: Counted, trigger: Hit, rule: str) -> None:
        noun.trigger, noun.rule = trigger, "figures.zero" if noun.number.kind == "none" else rule
        noun.measure = self.fits(noun, trigger)

    def fits(self, noun: Counted, trigger: Hit) -> str:
        """The measure that a trigger gives to what is counted, "" where it cannot be said of it."""
        row = trigger.row
        if noun.is_single and row["single"] != "yes":
            return ""
        for measure, takes in zip(row["measure"].split("|"), row["takes"].split("|"), strict=True):
            if _takes(self.text, takes, noun):
                return _THINGS.get(noun.kind, measure)
        return ""

    def right(self, noun: Counted) -> tuple[Hit, int] | None:
        """The trigger to the right of which the phrase is subject, and its distance."""
        inner = self.trigger_at.get(noun.number.last)
        if inner is not None and self.fits(noun, inner) and inner.row["role"] not in ("object", "toll"):
            if noun.last > noun.number.last or not self.has_object(inner):
                return inner, 0
            return None
        position = bisect_left(self.trigger_firsts, noun.last)
        while position < len(self.triggers):
            trigger = self.triggers[position]
            position += 1
            distance = trigger.first - noun.last
            if distance > (self.grammar.unknown_gap if noun.kind == "unknown" else self.grammar.subject_gap):
                return None
            if "toll" in trigger.row["role"] or not self.fits(noun, trigger):
                continue
            return (trigger, distance) if self.is_said_of(noun, trigger, distance) else None
        return None

    def is_said_of(self, noun: Counted, trigger: Hit, distance: int) -> bool:
        role = trigger.row["role"]
        grammar = self.grammar
        gap = self.lowers[noun.last : trigger.first]
        if noun.number.kind == "none":
            is_open = all(w in grammar.passive or w in grammar.negations or grammar.is_adverb(w) for w in gap)
            return is_open and (role != "object" or grammar.fronted_object)
        if role == "object":
            return grammar.fronted_object and distance <= 2 and not self.is_followed(trigger)
        if "after" in role.split() or ("before" in role.split() and "subject" not in role):
            return all(word in grammar.passive or grammar.is_adverb(word) for word in gap)
        if not self.is_open(noun.last, trigger.first):
            return False
        if role == "either":
            if distance == 0:
                return not self.has_object(trigger)
            return self.is_passive(trigger, noun.last)
        return True

    def is_passive(self, trigger: Hit, floor: int) -> bool:
        """Whether "were", "been" … stands before a participle, with adverbs at most between."""
        index = trigger.first - 1
        while index >= floor and trigger.first - index <= 5:
            if self.lowers[index] in self.grammar.passive:
                return True
            if not self.grammar.is_adverb(self.lowers[index]):
                return False
            index -= 1
        return False

    def has_object(self, trigger: Hit) -> bool:
        return trigger.last < self.last and (
            self.lowers[trigger.last] in self.grammar.objects or trigger.last in self.number_firsts
        )

    def is_followed(self, trigger: Hit) -> bool:
        """Whether another counted phrase follows a verb closely."""
        position = bisect_left(self.noun_firsts, trigger.last)
        return position < len(self.nouns) and self.noun_firsts[position] - trigger.last <= 2

    def is_open(self, begin: int, end: int) -> bool:
        """Whether nothing between two words keeps them apart: no break, no other count, no lone comma or "and"."""
        index = begin
        while index < end:
            word = self.lowers[index]
            if word == ",":
                close = self.comma(index + 1, end)
                if close is None:
                    return False
                index = close + 1
                continue
            if word in self.grammar.breaks or word in self.grammar.conjunctions:
                return False
            if index in self.number_firsts:
                position = bisect_right(self.noun_firsts, index) - 1
                noun = self.nouns[position] if position >= 0 else None
                if noun is not None and not noun.is_oblique and not noun.is_part and noun.kind != "other":
                    return False
            index += 1
        return True

    def comma(self, begin: int, end: int) -> int | None:
        return next((index for index in range(begin, end) if self.lowers[index] == ","), None)

    def left(self, noun: Counted) -> tuple[Hit, int] | None:
        """The trigger to the left of which the phrase is object, and its distance."""
        position = bisect_right(self.trigger_lasts, noun.first) - 1
        if position < 0:
            return None
        trigger = self.triggers[position]
        role, distance = trigger.row["role"], noun.first - trigger.last
        if distance > self.grammar.object_gap + 2:
            return None
        gap = self.lowers[trigger.last : noun.first]
        if not self.fits(noun, trigger) or (noun.kind == "bare" and _is_year(self.text, noun.number)):
            return None
        if "after" in role.split():
            is_list = all(word in _DASHES or (noun.is_part and word in self.grammar.passive) for word in gap)
            return (trigger, distance) if is_list and (gap or noun.is_part) else None
        if "before" in role.split() and distance == 0:
            return trigger, 0
        if noun.is_oblique or distance > self.grammar.object_gap or (noun.number.kind == "none" and distance):
            return None
        if role in ("object", "either"):
            if role == "either" and self.is_passive(trigger, self.first):
                return None
        elif not (role in ("patient", "state") and self.grammar.subject_inverted):
            return None
        if self.grammar.object_words:
            is_near = all(word in self.grammar.object_words for word in gap)
        else:
            is_near = self.is_open(trigger.last, noun.first)
        return (trigger, distance) if is_near else None

    def toll(self, noun: Counted) -> Hit | None:
        """ "the death toll rose to 164": a word for the count, and then the number."""
        position = bisect_right(self.trigger_lasts, noun.first) - 1
        if position < 0 or noun.is_single or noun.number.kind == "none" or noun.kind == "other":
            return None
        trigger = self.triggers[position]
        if "toll" not in trigger.row["role"] or not self.fits(noun, trigger) or _is_year(self.text, noun.number):
            return None
        reach = _CROWD_GAP if trigger.row["takes"] == "crowd" else _TOLL_GAP
        if noun.first - trigger.last > reach or (noun.number.from_to and noun.number.pair is None):
            return None
        position = bisect_left(self.noun_firsts, trigger.last)
        following = self.nouns[position : position + 3]
        is_first = next((other for other in following if not other.number.from_to or other.number.pair), None) is noun
        gap = self.lowers[trigger.last : noun.first]
        return trigger if is_first and not any(word in self.grammar.breaks and word != ":" for word in gap) else None

    # Phrases without a trigger of their own

    def coordinate(self) -> None:
        """ "killed 12 people and three officers", "18 police and 8 soldiers were killed", "not 164 but 44"."""
        nouns = self.nouns
        for index in range(len(nouns) - 2, -1, -1):
            noun, following = nouns[index], nouns[index + 1]
            after = following.trigger
            is_after = after is not None and after.first >= following.last and not following.is_part
            if noun.trigger is None and after is not None and (noun.is_negated or is_after):
                self.share(noun, following, noun.last, following.first)
        for previous, noun in pairwise(nouns):
            before = previous.trigger
            if noun.trigger is None and before is not None and (previous.is_negated or before.last <= previous.first):
                self.share(noun, previous, previous.last, noun.first)
            elif noun.trigger is None and before is not None and before.first == previous.last:
                self.share(noun, previous, before.last, noun.first)  # "26 criminals killed and 18 officers"
            if previous.is_negated and previous.population is None:
                previous.population = noun.population

    def share(self, noun: Counted, other: Counted, begin: int, end: int) -> None:
        between = self.lowers[begin:end]
        if (
            noun.kind == "other"
            or noun.is_part
            or noun.is_oblique
            or other.trigger is None
            or not self.fits(noun, other.trigger)
        ):
            return
        if noun.is_negated or other.is_negated:
            is_joined = len(between) <= 3  # "not 164 but 44"
        else:
            is_joined = noun.kind != "bare" and all(w in self.grammar.conjunctions for w in between)
            # A comma alone joins only where the list goes on: "three miners, two medics and a soldier died".
            is_joined = is_joined and (any(w != "," for w in between) or (bool(between) and other.is_shared))
        if is_joined:
            self.give(noun, other.trigger, "figures.coordinated")
            noun.is_shared = not other.is_negated

    def restate(self) -> None:
        """ "over 3,000 were held; television reported 3,706", "spoke of 225 dead and of 227": the same again."""
        whole: Counted | None = None
        for noun in self.nouns:
            if noun.trigger is not None:
                whole = noun if not noun.is_part else whole
            elif whole is not None and whole.trigger is not None and noun.kind == "bare" and noun.first > self.first:
                word = self.lowers[noun.first - 1]
                before = self.lowers[max(self.first, whole.first - 1)]
                again = word == before and word in self.grammar.speaking
                if word in self.grammar.restated or again:
                    self.give(noun, whole.trigger, "figures.restated")
                    noun.is_shared = True

    def take_parts(self, before: Counted | None) -> None:
        """ "164, among them 103 in Almaty and three children": parts are of the measure of their whole."""
        whole: Counted | None = None
        for noun in self.nouns:
            if noun.trigger is not None and not noun.is_part:
                whole = noun
            elif noun.is_part and (noun.trigger is None or (whole is not None and noun.rule == "figures.subject")):
                self.take_part(noun, whole or self.whole_after(noun))
                if not noun.measure and noun.first - self.first <= _PART_GAP:
                    self.take_part(noun, before)  # "Among them are three children."

    def set_scene(self) -> None:
        """ "1,000 people in the square", "на площади около 1 000 человек": a crowd, where nothing else is said."""
        for scene in self.scenes:
            position = bisect_left(self.noun_firsts, scene.last)
            for noun in self.nouns[max(0, position - 1) : position + 1]:
                distance = max(noun.first - scene.last, scene.first - noun.last)
                if noun.trigger is None and noun.kind == "person" and 0 <= distance <= 1 and self.fits(noun, scene):
                    self.give(noun, scene, "figures.scene")

    def whole_after(self, noun: Counted) -> Counted | None:
        begin = bisect_right(self.noun_firsts, noun.first)
        following = self.nouns[begin : begin + 3]
        return next((other for other in following if other.trigger is not None and not other.is_part), None)

    def take_part(self, noun: Counted, whole: Counted | None) -> None:
        if whole is None or whole.trigger is None or not self.fits(noun, whole.trigger):
            return
        if whole.number.relation == "=" and noun.number.value > whole.number.value:
            return
        self.give(noun, whole.trigger, "figures.part")
        noun.is_shared = True


def _takes(text: Text, takes: str, noun: Counted) -> bool:
    """Whether a trigger that counts people, a crowd, a force or things can count this."""
    kind, number = noun.kind, noun.number
    if takes == "life":
        return kind == "life"
    if takes == "thing":
        return kind in _THINGS
    if takes == "force":
        return kind == "force"
    if takes == "crowd":
        if kind == "bare":
            return number.kind == "vague" or (number.value >= _CROWD and not _is_year(text, number))
        return kind in ("person", "force", "rest") and (number.kind == "vague" or number.value >= _FEW)
    return kind in _PEOPLE


def _is_year(text: Text, number: Number) -> bool:
    """A bare number that reads as a year is taken for one."""
    word = text.words[number.inner]
    is_plain = number.first == number.inner and number.inner_last == number.inner + 1
    return is_plain and len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2100
