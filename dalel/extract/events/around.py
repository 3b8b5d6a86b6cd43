"""Looking around a deed: the noun groups before, after and inside it, as far as its clause may reach.

Every look is bounded in words and in groups, so that reading stays linear whatever the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dalel.extract.events.groups import (
    ADVERB,
    BE,
    HAVE,
    MODAL,
    NOUN,
    OWNER,
    POINT,
    QUANTITY,
    RELATIVE,
    SUBORDINATOR,
    VERB,
    Grammar,
    Group,
    Shape,
)

REACH = 40  # how many words a participant may stand away from its deed
GROUPS = 8  # and how many noun groups are looked at


@dataclass(frozen=True, slots=True)
class Deed:
    """A trigger in its sentence: words [first, last), whether a verb, and its lexicon columns.

    `manner`: "" acts upon somebody, "self" concerns its doer, "suffer" befalls its subject, "passive" is
    done to its subject, "mutual" is done by both sides, "theme" acts upon somebody for what is told after
    "of"; "object" marks a phrase that ends in whom it is done to. `gap` marks one with words between its
    own. `onto` are the prepositions or cases that introduce whom it is done to.
    """

    first: int
    last: int
    is_verb: bool
    manner: str
    onto: frozenset[str]
    gap: bool = False


def groups_inside(shape: Shape, deed: Deed) -> list[int]:
    """The group in the gap of a phrase, "took the soldiers hostage", or that is its object, "released a prisoner"."""
    if not deed.gap and deed.manner != "object":
        return []
    group = shape.group_at(deed.first)
    while group < len(shape.groups) and shape.groups[group].first < deed.last:
        words = shape.groups[group]
        within = deed.first < words.first and words.last < deed.last
        if (within or deed.manner == "object") and not words.under:
            return [group]
        group += 1
    return []


def is_marked(group: Group, onto: frozenset[str]) -> bool:
    """Whether a group is introduced by one of these prepositions, or, having none, stands in one of these cases."""
    if group.under:
        return group.under in onto
    return not onto.isdisjoint(group.tags) and "nomn" not in group.tags


def skip_adverbs(shape: Shape, word: int) -> int:
    """The first word from here on that is no adverb."""
    while word < shape.last and shape.kind(word) == ADVERB:
        word += 1
    return word


def group_following(shape: Shape, word: int) -> int | None:
    """The group that begins right after a word, adverbs left aside."""
    word = skip_adverbs(shape, word)
    if word >= shape.last:
        return None
    index = shape.group_at(word)
    return index if index < len(shape.groups) and shape.groups[index].first == word else None


def groups_after(shape: Shape, last: int) -> Iterator[int]:
    """The groups after a deed, as far as its clause may reach."""
    if last >= shape.last:
        return
    for index in range(shape.group_at(last), min(len(shape.groups), shape.group_at(last) + GROUPS)):
        group = shape.groups[index]
        if group.first - last > REACH or any(
            shape.kind(word) in (VERB, SUBORDINATOR, RELATIVE, POINT, BE) for word in range(last, group.first)
        ):
            return
        yield index


def groups_before(shape: Shape, first: int) -> Iterator[int]:
    """The groups before a deed, nearest first."""
    index = shape.group_at(first)
    for number in range(min(index, len(shape.groups)) - 1, max(-1, index - 1 - GROUPS), -1):
        group = shape.groups[number]
        if first - group.last > REACH or any(
            shape.kind(word) in (SUBORDINATOR, POINT, VERB) for word in range(group.last, first)
        ):
            return
        yield number


def group_under(shape: Shape, last: int, prepositions: frozenset[str], reach: int = GROUPS) -> int | None:
    """The first group after a deed that stands under one of these prepositions."""
    for number, index in enumerate(groups_after(shape, last)):
        if number >= reach:
            return None
        if shape.groups[index].under in prepositions:
            return index
    return None


def target_group(shape: Shape, deed: Deed, rules: Grammar) -> int | None:
    """The group that the deed's own prepositions introduce: whom it is done to, or with whom."""
    wanted: frozenset[str] = deed.onto | (rules.partners if deed.manner == "mutual" else frozenset())
    if "" in wanted:
        wanted -= {""}
        following = group_following(shape, deed.last)
        if following is not None:
            return following
    return group_under(shape, deed.last, wanted) if wanted else None


def owner_group(shape: Shape, deed: Deed) -> int | None:
    """ "the minister's visit", "police raid": the group that ends in the deed, without it."""
    if deed.first == shape.first or shape.kind(deed.first - 1) not in (OWNER, NOUN):
        return None
    index = shape.group_at(deed.first - 1)
    if index >= len(shape.groups) or not shape.groups[index].first < deed.first < shape.groups[index].last:
        return None
    return index


def with_joined(shape: Shape, group: int, backward: bool = False) -> list[int]:
    """A group with those listed with it: "A, B and C", told from its first member or, backward, from its last."""
    groups = shape.groups
    found = [group]
    if backward:
        closed = groups[group].joined and shape.kind(groups[group].core) != QUANTITY
        while closed and found[0] > 0 and len(found) < GROUPS and _adjoins(shape, found[0]):
            found.insert(0, found[0] - 1)
        return found
    while found[-1] + 1 < len(groups) and len(found) < GROUPS and _adjoins(shape, found[-1] + 1):
        following = groups[found[-1] + 1]
        if shape.kind(following.last) in (VERB, BE, HAVE, MODAL):
            break
        found.append(found[-1] + 1)
        if following.joined:
            return found
    return [group]


def _adjoins(shape: Shape, group: int) -> bool:
    """Whether only a comma or an "and" parts a group from the one before it."""
    left, right = shape.groups[group - 1], shape.groups[group]
    return right.first - left.last == 1 and (right.joined or shape.kind(left.last) == POINT)


def both_sides(shape: Shape, group: int, rules: Grammar) -> list[int]:
    """Both sides of "between X and Y"; `group` is the one beside the "between"."""
    if rules.order == "sov":
        return with_joined(shape, group, backward=True)
    both = group + 1 < len(shape.groups) and shape.groups[group + 1].joined
    return [group, group + 1] if both else [group]
