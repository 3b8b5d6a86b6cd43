"""Counts of people and things: which number says how many were killed, detained, gathered or burnt.

Each phrase of a number and what it counts (see `counted`) is attached to the word that says what happened, by the rules
below, named in the figure's `by`. Which words those are is data: `measures.tsv` and `figures.toml` of the language.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from dalel.extract.figures.attached import RUN, THINGS, Attached, is_year
from dalel.extract.figures.counted import Counted
from dalel.extract.figures.numbers import Number
from dalel.extract.phrases import Hit
from dalel.extract.text import Text

_DASHES = frozenset("-‐‑–—:")
_ENDS = frozenset('.,;:!?…)»”"')
_QUOTES = frozenset('"“”„«»')
_PART_GAP = 6
_SCENE = 4  # words from a scene to the people in it, where the verb stands last
_LIST = 8  # counted phrases in one list
_FEW_PEOPLE, _FEW_THINGS = 10, 2  # of which nothing is said, from how many on they are a figure
_CROWD = 20  # a number without a noun is a crowd's from here on


def find(
    text: Text,
    first: int,
    last: int,
    numbers: Sequence[Number],
    triggers: Sequence[Hit],
    before: Counted | None,
    again: str,
) -> list[Counted]:
    """The counted phrases of a sentence, words [first, last), attached where a rule allows it.

    `before` is the last whole of the sentence before, of which parts may be named here; `again` the measure that "this
    number" and a bare number in "the ministry says 11" go back to, "" where there is none.
    """
    clause = _Rules(text, first, last, numbers, triggers)
    clause.again = again
    clause.continue_parts()
    for noun in clause.nouns:
        clause.attach(noun)
    clause.restate()
    clause.coordinate()
    clause.set_scene()
    for noun in clause.nouns:
        least = _FEW_THINGS if noun.kind in ("armour", "weapon") else _FEW_PEOPLE
        if noun.trigger is None and noun.alone and noun.number.value >= least and not noun.is_part:
            noun.measure, noun.rule = noun.alone, "figures.alone"
    clause.take_parts(before)
    return clause.nouns


class _Rules(Attached):
    """The rules that say what is said of the counted phrases of a sentence."""

    def continue_parts(self) -> None:
        """ "among them 103 in Almaty and three children": a part goes on in a phrase joined to it."""
        for previous, noun in pairwise(self.nouns):
            between = self.lowers[previous.last : noun.first]
            if noun.number.kind == "article" and not self.grammar.verb_final:
                continue
            if previous.is_part and not noun.is_part and 0 < len(between) <= _PART_GAP:
                noun.is_part = between[-1] in self.grammar.conjunctions and self.right(noun) is None

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
            or noun.case
            or other.trigger is None
            or not self.fits(noun, other.trigger)
        ):
            return
        if noun.is_negated or other.is_negated:
            is_joined = len(between) <= 3  # "not 164 but 44"
        else:
            is_joined = noun.kind != "bare" and all(w in self.grammar.conjunctions for w in between)
            # A comma alone joins only where the list goes on: "three miners, two medics and a soldier died".
            is_after_colon = other.trigger.last < self.last and self.lowers[other.trigger.last] == ":"
            goes_on = other.is_shared or self.grammar.verb_final or is_after_colon or self.is_list(noun)
            is_joined = is_joined and (any(w != "," for w in between) or (bool(between) and goes_on))
            is_joined = is_joined or (noun.kind == other.kind and noun.kind in THINGS and self.is_run(between))
        if is_joined:
            self.give(noun, other.trigger, "figures.coordinated")
            noun.is_shared = not other.is_negated

    def is_run(self, between: Sequence[str]) -> bool:
        """ "12 shops, a chemist's and two banks": things without a number within a list."""
        is_list = 2 < len(between) <= RUN and between[0] == "," and between[-1] in self.grammar.conjunctions
        return is_list and all(word[0].isalpha() and word not in self.grammar.stops for word in between[1:-1])

    def is_list(self, noun: Counted) -> bool:
        """Whether an "and" ends the list in which a phrase stands: "12 universities, seven schools and 250 posts"."""
        at = noun.last
        for _ in range(_LIST):
            if at < self.last and self.lowers[at] in self.grammar.conjunctions:
                if self.lowers[at] != ",":
                    return True
                at += 1
            position = bisect_left(self.noun_firsts, at)
            if position >= len(self.nouns) or self.noun_firsts[position] != at:
                return False
            at = self.nouns[position].last
        return False

    def restate(self) -> None:
        """ "over 3,000 were held; television reported 3,706", "spoke of 225 dead and of 227": the same again."""
        whole: Counted | None = None
        for previous, noun in zip([None, *self.nouns], self.nouns, strict=False):
            is_instead = previous is not None and previous.is_negated and bool(previous.measure) and noun.kind == "bare"
            if noun.trigger is not None:
                whole = noun if not noun.is_part else whole
            elif (whole is not None or self.again) and (is_instead or self.is_again(noun, whole)):
                noun.measure = whole.measure if whole is not None else self.again
                noun.trigger, noun.rule = whole.trigger if whole is not None else None, "figures.restated"
                noun.is_shared, whole = True, noun

    def is_again(self, noun: Counted, whole: Counted | None) -> bool:
        """Whether a bare number says anew how many there were of what was counted before.

        `whole` is what was counted in this sentence.
        """
        grammar, before = self.grammar, noun.first - 1
        if whole is not None and noun.kind == "person" and before > whole.last:
            return self.lowers[before] in grammar.about and self.lowers[before - 1] in grammar.restated
        if noun.kind != "bare" or noun.is_part or noun.number.kind == "none" or is_year(self.text, noun.number):
            return False
        while before > self.first and self.lowers[before] in _QUOTES:
            before -= 1
        word = self.lowers[before] if before >= self.first else ""
        if word in grammar.restated or self.lowers[noun.first] in grammar.restated:
            return True
        if word in grammar.prepositions and before > self.first and self.lowers[before - 1] in grammar.restated:
            return True  # "the ministry insists on eleven"
        if noun.is_negated and (whole is not None or before <= self.first or word == ":"):
            return True  # "Not forty but fourteen"
        if (
            grammar.gapping
            and self.closes(noun)
            and not noun.is_oblique
            and (whole is None or noun.first >= whole.last)
        ):
            return not self.is_aged(noun)
        if whole is None:
            return False
        if word in grammar.speaking:
            return word == self.lowers[max(self.first, whole.first - 1)]
        return word in _DASHES and before >= whole.last  # "admitted two, by the evening — four"

    def closes(self, noun: Counted) -> bool:
        """Whether a bare number is all that its clause has to say: "By noon it was 14", "one more — at school"."""
        grammar, number, following = self.grammar, noun.number, noun.last
        if noun.is_single:
            return following < self.last and self.lowers[following] in _DASHES and self.is_comma(noun.first - 1)
        if noun.first <= self.first or number.from_to or number.relation == "to":
            return False
        is_end = following >= self.last or self.lowers[following] in _ENDS
        before = self.lowers[noun.first - 1]
        is_told = before in grammar.linking and before != ","
        return is_end and (is_told or before in _DASHES or self.lowers[number.inner] in grammar.collectives)

    def is_aged(self, noun: Counted) -> bool:
        """ "Ему было 19", "рост 178": a number that measures one person."""
        return any(word in self.grammar.ages for word in self.lowers[max(self.first, noun.first - 4) : noun.first])

    def take_parts(self, before: Counted | None) -> None:
        """ "164, among them 103 in Almaty and three children": parts are of the measure of their whole."""
        whole: Counted | None = None
        part: Counted | None = None
        for noun in self.nouns:
            if noun.measure and not noun.is_part:
                whole = noun
            elif noun.is_part and (noun.trigger is None or (whole is not None and not self.has_own(noun))):
                self.take_part(noun, whole or self.whole_after(noun))
                if not noun.measure and noun.first - self.first <= _PART_GAP:
                    self.take_part(noun, before)  # "Among them are three children."
                if not noun.measure and part is not None and part.trigger is not None:
                    self.give(noun, part.trigger, "figures.part")  # "Of the dead, two were boys and two girls"
                    noun.is_shared = True
            part = noun if noun.is_part and noun.measure else part

    def has_own(self, noun: Counted) -> bool:
        """Whether a part has a verb of its own, other than its whole's: where verbs stand last, the one behind it."""
        if noun.rule != "figures.subject" or self.grammar.verb_final:
            return True
        if noun.trigger is None:
            return False
        gap = self.lowers[noun.last : noun.trigger.first]  # "716 were arrested, 179 of whom are already free"
        return all(word in self.grammar.passive or self.grammar.is_adverb(word) for word in gap)

    def set_scene(self) -> None:
        """ "1,000 people in the square", "на площади около 1 000 человек": a crowd, where nothing else is said."""
        for scene in self.scenes:
            position = bisect_left(self.noun_firsts, scene.last)
            for noun in self.nouns[max(0, position - 1) : position + 1]:
                distance = max(noun.first - scene.last, scene.first - noun.last)
                gap = self.lowers[scene.last : noun.first]
                reach = _SCENE if self.grammar.verb_final and gap and "," not in gap else 1
                is_linked = noun.number.is_partitive or self.is_linked_to(scene, noun)
                is_crowd = noun.kind == "person" or (noun.kind == "bare" and is_linked)
                if noun.trigger is None and is_crowd and 0 <= distance <= reach and self.fits(noun, scene):
                    self.give(noun, scene, "figures.scene")

    def is_linked_to(self, scene: Hit, noun: Counted) -> bool:
        """ "На площади было тысяч пять"."""
        gap = self.lowers[scene.last : noun.first]
        if not gap:
            return self.grammar.gapping and scene.last == noun.first and noun.number.value >= _CROWD
        return all(word in self.grammar.linking for word in gap)

    def whole_after(self, noun: Counted) -> Counted | None:
        begin = bisect_right(self.noun_firsts, noun.first)
        following = self.nouns[begin : begin + 3]
        return next((other for other in following if other.trigger is not None and not other.is_part), None)

    def take_part(self, noun: Counted, whole: Counted | None) -> None:
        if whole is None:
            return
        if noun.kind in ("rest", "bare") and whole.kind in (*THINGS, "weapon"):
            noun.kind = whole.kind  # "41 stations were wrecked, eleven of them gutted"
        if whole.trigger is not None and not self.fits(noun, whole.trigger):
            return
        if whole.number.relation == "=" and noun.number.value > whole.number.value:
            return
        if whole.trigger is not None:
            self.give(noun, whole.trigger, "figures.part")
        else:  # itself said of what an earlier sentence counted
            noun.measure, noun.rule = whole.measure, "figures.part"
        noun.is_shared = True
