"""Which word says what happened to those who are counted: the trigger of each counted phrase.

A trigger may stand before or behind, as verb, noun or heading; `measures.tsv` of the language says how each is used,
and `figures.toml` what may stand between. The rule that attached a phrase is named in the figure's `by`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from dalel.extract.figures.counted import Clause, Counted
from dalel.extract.figures.numbers import Number
from dalel.extract.phrases import Hit
from dalel.extract.text import Text

_DASHES = frozenset("-‐‑–—:")
_TOLL_GAP = 12
_CROWD_GAP = 4
_NEAR = 3  # words between a verb and people called by what befell them
_TOPIC = 3  # words before what a sentence is about ("3. Of the injured …")
_FEW = 5  # people are no crowd below
_CROWD = 20  # a number without a noun is a crowd's from here on
_PEOPLE = frozenset(("person", "force", "unknown", "bare", "rest"))
RUN = 5  # words between two counted things of a list
THINGS = {
    "vehicle": "vehicles_damaged",
    "armour": "vehicles_damaged",
    "building": "buildings_damaged",
    "thing": "damaged",
}


class Attached(Clause):
    """A clause whose counted phrases get the triggers that the rules allow."""

    again = ""
    latest = ""  # what the last phrase of this sentence counted

    def attach(self, noun: Counted) -> None:
        """Give a phrase the trigger that is nearest among those the rules allow."""
        if noun.kind == "other":
            return
        toll = self.heading(noun) or self.toll(noun)
        if toll is not None:
            if noun.kind == "unknown":
                noun.kind, noun.population, noun.last = "bare", None, noun.number.last
            self.give(noun, toll, "figures.toll")
            return
        right = None if noun.is_oblique and not self.is_adjacent(noun) else self.right(noun)
        left = self.left(noun)
        if right is not None and right[1] == 0 and self.is_called_by(noun, right[0]):
            verb = self.verb_of(noun, left)
            if verb is not None:
                self.give(noun, verb, "figures.object" if verb.first < noun.first else "figures.subject")
                return
        if right is not None and (left is None or right[1] <= left[1]):
            self.give(noun, right[0], "figures.subject" if right[1] else "figures.after")
        elif left is not None:
            self.give(noun, left[0], "figures.object")

    def is_called_by(self, noun: Counted, trigger: Hit) -> bool:
        """Whether the trigger is only what people are called: "30 hostages", "62 пострадавших"."""
        is_noun = "after" in trigger.row["role"].split() and noun.population is not None
        return is_noun and noun.population is not None and noun.population[0] == trigger.first

    def verb_of(self, noun: Counted, left: tuple[Hit, int] | None) -> Hit | None:
        """What is said of people called by what befell them: "30 hostages were freed", "the freed 30 hostages"."""
        if left is not None and left[1] <= _NEAR and "after" not in left[0].row["role"].split():
            return left[0]
        position = bisect_left(self.trigger_firsts, noun.last)
        if position < len(self.triggers) and self.triggers[position].first - noun.last <= 1:
            verb = self.triggers[position]
            roles = ("patient", "state", "either", "subject", "object" if self.grammar.fronted_object else "")
            is_verb = verb.row["role"] in roles and bool(self.fits(noun, verb))
            return verb if is_verb and self.is_open(noun.last, verb.first) else None
        return None

    def is_adjacent(self, noun: Counted) -> bool:
        """ "among 12 killed", "with 12 people dead": a preposition does not matter to what directly follows."""
        return noun.last in self.trigger_at or noun.number.last in self.trigger_at

    def give(self, noun: Counted, trigger: Hit, rule: str) -> None:
        noun.trigger, noun.rule = trigger, "figures.zero" if noun.number.kind == "none" else rule
        noun.measure = self.fits(noun, trigger)
        self.latest = noun.measure

    def fits(self, noun: Counted, trigger: Hit) -> str:
        """The measure that a trigger gives to what is counted, "" where it cannot be said of it."""
        row = trigger.row
        if noun.is_single and row["single"] != "yes":
            return ""
        for measure, takes in zip(row["measure"].split("|"), row["takes"].split("|"), strict=True):
            if _takes(self.text, takes, noun):
                if measure == "same":  # "this number": whatever was counted last
                    return self.latest or self.again
                return THINGS.get(noun.kind, measure) if measure == "damaged" else measure
        return ""

    def right(self, noun: Counted) -> tuple[Hit, int] | None:
        """The trigger to the right of which the phrase is subject, and its distance."""
        inner = self.trigger_at.get(noun.number.last)
        if inner is not None and noun.case and noun.case not in inner.row["role"].split():
            return None  # "rose to 120": a case that keeps it from being the subject
        if inner is not None and self.fits(noun, inner) and inner.row["role"] not in ("object", "toll"):
            if noun.last > noun.number.last or "after" in inner.row["role"] or not self.has_object(inner):
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
            if noun.case and noun.case not in trigger.row["role"].split():
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
        if not self.is_open(noun.last, trigger.first) and not (noun.kind in THINGS and self.is_first(gap)):
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
            if word == "," and self.is_linked(index):
                index += 1
                continue
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

    def is_linked(self, comma: int) -> bool:
        """Whether a clause goes on after a comma: "жарылып, қаза тапты", "12 адам, негізінен тұтқындар, қаза тапты"."""
        converbs = self.grammar.converbs
        follows_converb = bool(converbs) and comma > self.first and self.lowers[comma - 1].endswith(converbs)
        return follows_converb or self.lowers[comma + 1] in self.grammar.appositions

    def comma(self, begin: int, end: int) -> int | None:
        return next((index for index in range(begin, end) if self.lowers[index] == ","), None)

    def left(self, noun: Counted) -> tuple[Hit, int] | None:
        """The trigger to the left of which the phrase is object, and its distance."""
        position = bisect_right(self.trigger_lasts, noun.first) - 1
        if position < 0:
            return None
        lowest = max(0, position - 2)
        while position > lowest and not self.fits(noun, self.triggers[position]):
            position -= 1  # "under guard are 14 activists": what 14 cannot be said to do is passed over
        trigger = self.triggers[position]
        role, distance = trigger.row["role"], noun.first - trigger.last
        if distance > self.grammar.object_gap + 2 or noun.case:
            return None
        gap = self.lowers[trigger.last : noun.first]
        if not self.fits(noun, trigger) or (noun.kind == "bare" and is_year(self.text, noun.number)):
            return None
        if "before" in role.split() and distance == 0:
            return trigger, 0
        if self.grammar.verb_final and gap and all(word in _DASHES for word in gap):
            return trigger, distance  # "Ұсталды: 300"
        if "after" in role.split():
            return (trigger, distance) if self.is_listed(noun, trigger, gap) else None
        if (
            (noun.is_oblique and distance)
            or distance > self.grammar.object_gap
            or (noun.number.kind == "none" and distance)
        ):
            return None
        if role in ("object", "either"):
            if role == "either" and self.is_passive(trigger, self.first):
                return None
        elif not (role in ("patient", "state") and self.grammar.subject_inverted):
            return None
        if self.grammar.object_words:
            is_near = all(word in self.grammar.object_words for word in gap)
        else:
            is_near = self.is_open(trigger.last, noun.first) or all(word in _DASHES for word in gap)
            is_near = is_near or (noun.kind in THINGS and self.is_second(gap))
        return (trigger, distance) if is_near else None

    def is_listed(self, noun: Counted, trigger: Hit, gap: Sequence[str]) -> bool:
        """ "dead: 14", "погибших уже трое", "раненых, которых удалось сосчитать, — 326", "of the dead are two"."""
        grammar = self.grammar
        if all(word in _DASHES or (noun.is_part and word in grammar.passive) for word in gap):
            return bool(gap) or noun.is_part
        is_counted = noun.kind == "bare" or noun.number.counts_before
        if "before" not in trigger.row["role"].split() or not is_counted:
            return False
        if grammar.linking and all(word in grammar.linking or word in _DASHES for word in gap):
            return True
        is_subject = trigger.first - self.first <= _TOPIC and bool(grammar.linking)
        is_told = gap[-1] in _DASHES or (noun.number.kind == "words" and not noun.is_oblique)
        return is_subject and is_told and self.is_open(trigger.last, noun.first - (gap[-1] in _DASHES))

    def toll(self, noun: Counted) -> Hit | None:
        """ "the death toll rose to 164": a word for the count, and then the number."""
        position = bisect_right(self.trigger_lasts, noun.first) - 1
        if position < 0 or noun.is_single or noun.number.kind == "none" or noun.kind == "other":
            return None
        trigger = self.triggers[position]
        if "toll" not in trigger.row["role"] or not self.fits(noun, trigger) or is_year(self.text, noun.number):
            return None
        reach = _CROWD_GAP if trigger.row["takes"] == "crowd" else _TOLL_GAP
        if noun.first - trigger.last > reach or (noun.number.from_to and noun.number.pair is None):
            return None
        position = bisect_left(self.noun_firsts, trigger.last)
        following = self.nouns[position : position + 3]
        is_first = next((other for other in following if not other.number.from_to or other.number.pair), None) is noun
        gap = self.lowers[trigger.last : noun.first]
        return trigger if is_first and not any(word in self.grammar.breaks and word != ":" for word in gap) else None

    def heading(self, noun: Counted) -> Hit | None:
        """ "Injured: 30, missing - 4": a word for what is counted that begins its phrase, a mark, and the number."""
        mark = noun.first - 1
        position = bisect_right(self.trigger_lasts, mark) - 1
        if position < 0 or self.lowers[mark] not in _DASHES or noun.number.kind in ("none", "article"):
            return None
        trigger = self.triggers[position]
        begin = trigger.first
        while begin > self.first and trigger.first - begin <= _TOPIC and self.lowers[begin - 1][0].isalnum():
            begin -= 1
        others = self.nouns[bisect_left(self.noun_firsts, begin) : bisect_left(self.noun_firsts, mark)]
        if trigger.last != mark or others or trigger.first - begin > _TOPIC or not self.fits(noun, trigger):
            return None
        return None if trigger.row["role"] in ("zero", "scene") or is_year(self.text, noun.number) else trigger

    def is_first(self, gap: Sequence[str]) -> bool:
        """ "алты көлік пен кафені өртеді": a second thing without a number, before the verb."""
        is_short = self.grammar.verb_final and 2 <= len(gap) < RUN and gap[0] in self.grammar.conjunctions
        return is_short and all(word[0].isalpha() and word not in self.grammar.breaks for word in gap)

    def is_second(self, gap: Sequence[str]) -> bool:
        """ "burned the police station and nine cars": the first thing without a number."""
        is_short = 2 <= len(gap) < RUN and gap[-1] in self.grammar.conjunctions and gap[-1] != ","
        return is_short and all(word[0].isalpha() and word not in self.grammar.breaks for word in gap)


def _takes(text: Text, takes: str, noun: Counted) -> bool:
    """Whether a trigger that counts people, a crowd, a force or things can count this."""
    kind, number = noun.kind, noun.number
    if takes in ("life", "force", "weapon", "armour"):
        return kind == takes
    if takes == "thing":
        return kind in THINGS
    if takes == "property":
        return kind in THINGS or kind == "unknown"
    if takes == "person":
        return kind in _PEOPLE and kind != "unknown"
    if takes in ("crowd", "throng", "mob"):
        if kind == "bare" and takes != "crowd":
            return number.counts_before or number.is_partitive
        if kind == "unknown":
            return takes == "mob" and (number.kind == "vague" or number.value >= _FEW)
        if kind == "bare":
            return number.kind == "vague" or (number.value >= _CROWD and not is_year(text, number))
        return kind in ("person", "force", "rest") and (number.kind == "vague" or number.value >= _FEW)
    return kind in _PEOPLE


def is_year(text: Text, number: Number) -> bool:
    """A bare number that reads as a year is taken for one."""
    word = text.words[number.inner]
    is_plain = number.first == number.inner and number.inner_last == number.inner + 1
    return is_plain and len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2100
