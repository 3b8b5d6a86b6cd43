"""Who did it and to whom: participants of a deed from the noun groups around it.

Two ways, chosen by the language's `roles.toml`: by position (subject before, object after, "by" and "of"
around a noun) and by case (nominative, accusative, instrumental). Whichever side stands in a place, it
gets the same role.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dalel.extract.events.around import (
    GROUPS,
    REACH,
    Deed,
    both_sides,
    group_following,
    group_under,
    groups_after,
    groups_before,
    groups_inside,
    is_marked,
    owner_group,
    skip_adverbs,
    target_group,
    with_joined,
)
from dalel.extract.events.groups import (
    ADVERB,
    BE,
    CONJUNCTION,
    COUNTED,
    HAVE,
    MODAL,
    NEGATION,
    NOUN,
    POINT,
    PREPOSITION,
    PRONOUN,
    QUANTITY,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
    VERB_GROUP,
    Grammar,
    Shape,
)
from dalel.extract.text import Text

# "protesters detained in Almaty": what stands around a participle that tells what was done to somebody
_BEFORE_REDUCED = frozenset((NOUN, POINT, QUANTITY, PRONOUN))
_AFTER_REDUCED = frozenset((PREPOSITION, POINT, CONJUNCTION, TIME))


@dataclass
class Cast:
    """The participants found: groups, by their index in the sentence."""

    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    subject: int | None = None
    passive: bool = False


def cast(text: Text, sentence: Shape, deed: Deed, rules: Grammar, before: Cast | None) -> Cast:
    """The participants of a deed. `before` are those of the sentence's deed before it, for a shared subject."""
    if rules.cases:
        found = _by_case(text, sentence, deed, rules, before)
    elif deed.is_verb:
        found = _by_position(text, sentence, deed, rules, before)
    else:
        found = _around_noun(sentence, deed, rules)
    found.agents = [group for group in dict.fromkeys(found.agents) if group not in found.patients]
    return found


def _by_position(text: Text, shape: Shape, deed: Deed, rules: Grammar, before: Cast | None) -> Cast:
    start, helpers = _verb_group(shape, deed.first)
    participle = _is_participle(text, deed.first, rules)
    following = group_following(shape, deed.last)
    direct = "" in deed.onto or not (deed.onto or deed.manner not in ("", "object"))
    single = deed.last - deed.first == 1
    has_object = direct and following is not None
    done_by = shape.kind(deed.last) == PREPOSITION and text.spelled[deed.last] in rules.agents
    found = Cast(subject=_subject(text, shape, start, rules, before))
    shared = before is not None and before.passive and shape.kind(start - 1) == CONJUNCTION and not has_object
    left, right = shape.kind(deed.first - 1), shape.kind(skip_adverbs(shape, deed.last))
    between = left in _BEFORE_REDUCED and right in _AFTER_REDUCED
    reduced = single and direct and between and target_group(shape, deed, rules) is None
    found.passive = participle and (helpers[-1] == BE if helpers else done_by or reduced or shared)
    if deed.manner in ("suffer", "self", "mutual"):
        found.passive = deed.manner == "suffer"
    if found.subject is not None:
        (found.patients if found.passive else found.agents).extend(with_joined(shape, found.subject, backward=True))
    if deed.manner == "mutual":
        partner = target_group(shape, deed, rules)
        found.agents += with_joined(shape, partner) if partner is not None else []
    elif found.passive:
        agent = group_under(shape, deed.last, rules.agents)
        found.agents += with_joined(shape, agent) if agent is not None else []
    elif object_ := groups_inside(shape, deed):
        found.patients += object_
    elif deed.onto:
        target = target_group(shape, deed, rules)
        found.patients += with_joined(shape, target) if target is not None else []
    elif has_object and following is not None:
        found.patients += with_joined(shape, following)
    return found


def _is_participle(text: Text, word: int, rules: Grammar) -> bool:
    form = text.spelled[word]
    if form.endswith(rules.gerund_endings):
        return False
    changed = form != text.lemmas[word] and not form.endswith(rules.plural_endings)
    return changed or form.endswith(rules.verb_endings) or form in rules.participles


def _around_noun(shape: Shape, deed: Deed, rules: Grammar) -> Cast:
    found = Cast()
    agent = group_under(shape, deed.last, rules.agents)
    if agent is not None:
        found.agents += with_joined(shape, agent)
    pair = group_under(shape, deed.last, rules.between)
    if pair is not None:
        found.agents += both_sides(shape, pair, rules)
    target = target_group(shape, deed, rules)
    if target is not None:
        (found.agents if deed.manner == "mutual" else found.patients).extend(with_joined(shape, target))
    of = group_under(shape, deed.last, rules.joins, reach=1)
    if of is not None:
        (found.agents if deed.manner in ("self", "mutual") else found.patients).extend(with_joined(shape, of))
    owner = owner_group(shape, deed)
    if owner is not None and not found.agents:
        (found.patients if deed.manner == "suffer" else found.agents).append(owner)
    return found


def _by_case(text: Text, shape: Shape, deed: Deed, rules: Grammar, before: Cast | None) -> Cast:
    tags = text.language.tags(text.spelled[deed.first if rules.order == "svo" else deed.last - 1])
    found = Cast()
    left, right = list(groups_before(shape, deed.first)), list(groups_after(shape, deed.last))
    if not deed.is_verb:
        _around_noun_by_case(shape, deed, rules, found, right, left)
        return found
    found.passive = "pssv" in tags or deed.manner in ("suffer", "passive")
    if "PRTF" in tags:
        antecedent = shape.group_at(deed.first) - 1
        if antecedent >= 0:
            found.subject = antecedent
            (found.patients if found.passive else found.agents).append(antecedent)
        left = []
    near = (left + right) if rules.order == "svo" else left
    inside = groups_inside(shape, deed)
    plain = [group for group in near if not shape.groups[group].under and group not in inside]
    subject = (
        found.subject if "PRTF" in tags else _nominative(shape, tags, plain, deed, found.passive, rules.order == "svo")
    )
    if subject is None and before is not None and before.subject is not None and (not left or rules.order == "sov"):
        subject = before.subject
    if not found.passive:
        found.patients += inside
    for group in plain:
        cases = shape.groups[group].tags
        if group == subject:
            continue
        if found.passive and "ablt" in cases and "nomn" not in cases:
            found.agents.append(group)
        elif not found.passive and not deed.manner and not found.patients and "accs" in cases:
            found.patients.append(group)
    found.subject = subject
    whole = deed.last - deed.first > 1 and "pssv" in tags  # "введено чрезвычайное положение" holds its subject
    if subject is not None and "PRTF" not in tags and not whole:
        (found.patients if found.passive else found.agents).extend(
            with_joined(shape, subject, backward=shape.groups[subject].last <= deed.first)
        )
    wanted: frozenset[str] = frozenset()
    if deed.manner == "mutual":
        wanted = deed.onto | rules.partners
    elif not found.patients:
        wanted = deed.onto
    for group in near:
        if shape.groups[group].under in rules.between:
            found.agents += both_sides(shape, group, rules)
            break
        if is_marked(shape.groups[group], wanted) and group not in found.agents and group not in found.patients:
            (found.agents if deed.manner == "mutual" else found.patients).append(group)
            break
        if shape.groups[group].under in rules.agents:
            found.agents.append(group)
    found.patients = [joined for group in found.patients for joined in with_joined(shape, group)]
    return found


def _around_noun_by_case(
    shape: Shape, deed: Deed, rules: Grammar, found: Cast, right: list[int], left: list[int]
) -> None:
    for group in right if rules.order == "svo" else left:
        words, adjacent = shape.groups[group], shape.groups[group].first == deed.last
        if words.under in rules.between:
            found.agents += both_sides(shape, group, rules)
        elif is_marked(words, deed.onto):
            (found.agents if deed.manner == "mutual" else found.patients).append(group)
        elif words.under in rules.agents or (not words.under and words.tags >= {"ablt"} and "nomn" not in words.tags):
            found.agents.append(group)
        elif (adjacent and "gent" in words.tags and not words.under) or (
            rules.order == "sov" and words.last == deed.first and "gent" in words.tags
        ):
            (found.agents if deed.manner in ("self", "mutual") else found.patients).append(group)


def _nominative(
    shape: Shape, verb: frozenset[str], plain: list[int], deed: Deed, passive: bool, verb_first: bool
) -> int | None:
    """The subject: a nominative that agrees in number; where it may as well be the object, only if it stands first.

    Of equals the nearest to the verb, but the first of the clause where the verb stands last.
    """
    best: tuple[int, int] | None = None
    for group in plain:
        words = shape.groups[group]
        if "nomn" not in words.tags:
            continue
        if "sing" in verb and "plur" in words.tags and "sing" not in words.tags:
            continue
        if "plur" in verb and "sing" in words.tags and "plur" not in words.tags and not words.joined:
            continue
        sure = "accs" not in words.tags
        leads = words.last <= deed.first
        if COUNTED in words.tags and not leads and not passive and not deed.manner and "plur" in verb:
            continue  # "задержали 200 человек": nobody is named
        rank = 2 * sure + leads
        if best is None or rank > best[0] or (rank == best[0] and not verb_first):
            best = (rank, group)
    return best[1] if best else None


def _verb_group(shape: Shape, first: int) -> tuple[int, list[str]]:
    """Where the verb group begins that ends in a deed, and the kinds of its helpers."""
    start = first
    helpers: list[str] = []
    while start > shape.first and first - start < GROUPS and shape.kind(start - 1) in VERB_GROUP:
        start -= 1
        if shape.kind(start) in (BE, HAVE, MODAL, NEGATION):
            helpers.insert(0, shape.kind(start))
    while start < first and shape.kind(start) == ADVERB:
        start += 1
    return start, [helper for helper in helpers if helper != NEGATION]


def _subject(text: Text, shape: Shape, start: int, rules: Grammar, before: Cast | None) -> int | None:
    left = start - 1
    while left >= shape.first and shape.kind(left) in (ADVERB, TIME) and start - left < GROUPS:
        left -= 1
    kind = shape.kind(left)
    gerund = bool(rules.gerund_endings) and text.spelled[start].endswith(rules.gerund_endings)
    if kind == CONJUNCTION or (kind == POINT and gerund):
        if before is not None and before.subject is not None:
            return before.subject
        return _first_free(shape, start)
    relative = kind in (RELATIVE, SUBORDINATOR)
    if relative:
        left -= 1
        while left > shape.first and shape.kind(left) in (POINT, PREPOSITION):
            left -= 1
    infinitive = text.spelled[start] in rules.infinitive
    verb, groups = start, 0
    index = shape.group_at(left) if left >= shape.first else -1
    if index >= len(shape.groups) or (index >= 0 and shape.groups[index].first > left):
        index -= 1
    while index >= 0 and groups < GROUPS:
        group = shape.groups[index]
        if start - group.first > REACH:
            break
        if group.first > start:
            index -= 1
            continue
        if not group.under or relative or (group.under in rules.openers and group.last == verb):
            if infinitive and shape.kind(group.first - 1) == VERB and (before is None or index not in before.patients):
                index, infinitive = index - 1, False  # "used tanks to shell": not the tanks
                start = verb = group.first - 1
                continue
            clause = None if relative else _clause_with_object(text, shape, group.first, rules)
            if clause is not None:
                index, start, groups = index - 1, clause, groups + 1
                continue
            between = [shape.kind(word) for word in range(group.last, start)]
            if VERB in between or (SUBORDINATOR in between and not relative):
                break
            return index
        index, groups = index - 1, groups + 1
    return before.subject if before is not None else _first_free(shape, start)


def _clause_with_object(text: Text, shape: Shape, first: int, rules: Grammar) -> int | None:
    """Where "fighting to defeat (the rebels)" or "who leads (the forces)" begins, after the noun that it belongs to.

    What stands in such a clause is no subject of the verb behind it: "the envoy to forces fighting rebels resigned".
    """
    verb = first - 1
    if shape.kind(verb) == NOUN and verb > shape.first and shape.kind(verb - 1) == MODAL:
        verb -= 1  # "to defeat (the rebels)"
    if shape.kind(verb) == MODAL and text.spelled[verb] in rules.infinitive and verb > shape.first:
        verb -= 1  # the group begins with a verb that is not known as one: "to defeat the rebels"
        if shape.kind(verb) == NOUN:
            return verb + 1
        verb -= shape.kind(verb) == PREPOSITION  # "set up to fight corruption"
        if shape.kind(verb) == VERB and shape.kind(verb - 1) == NOUN and _is_participle(text, verb, rules):
            return verb
    while verb > shape.first and first - verb < GROUPS and shape.kind(verb) == VERB:
        before = verb - 1
        if shape.kind(before) == RELATIVE:
            return before
        is_gerund = bool(rules.gerund_endings) and text.spelled[verb].endswith(rules.gerund_endings)
        if not is_gerund:
            if text.spelled[before] not in rules.infinitive or before == shape.first:
                return None
            before -= 1
        if shape.kind(before) == NOUN:
            return before + 1
        verb = before
    return None


def _first_free(shape: Shape, start: int) -> int | None:
    """The first group of the last stretch before a word that no preposition governs."""
    for index in range(max(0, shape.group_at(max(shape.first, start - REACH))), len(shape.groups)):
        group = shape.groups[index]
        if group.last > start:
            return None
        if not group.under:
            return index
    return None
