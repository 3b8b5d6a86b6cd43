"""One person, spelled in two ways in one text: in two scripts, in two manners, or once with a slip of one letter."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from dalel.extract.actors.found import PERSON, Found
from dalel.extract.actors.words import name_key, name_words
from dalel.extract.scripts import Parts, given_sound, is_initial, may_be_one, parts, sound
from dalel.extract.text import Text

OBLIQUE = frozenset({"gent", "datv", "accs", "ablt", "loct", "elat"})
SURE_ENDING, SHORTEST_BASE = 3, 5  # letters: "Неруда" and "Жордан" are in no case

# A word so long that sounds like a name is that name.
SHORTEST_FOUND = 4

# A family name so long is not another one with a letter changed; a longer word than the second is no name.
SHORTEST_SLIPPED, LONGEST_SLIPPED = 8, 40
_MOST_NEAR = 4  # where more names than that differ in one letter from one, letters tell people apart


@dataclass(slots=True)
class _Person:
    """The entities that are one person, the fullest and earliest of them first in the end."""

    family: str
    given: tuple[str, ...]
    entities: list[str] = field(default_factory=list)
    mentions: int = 0


def find_in_other_scripts(text: Text, found: list[Found]) -> None:
    """Add the names of persons already found that stand in another script: "Токаев" in an English text."""
    names = name_words(text.language)
    heard: dict[str, set[str]] = {}  # the sound of a family name, without its case ending too -> the scripts found
    for one in found:
        if one.type == PERSON:
            word = text.words[one.last - 1]
            for form in (word, name_key(text, names, one.last - 1)):
                heard.setdefault(sound(form), set()).add(_script(word[0]))
    if not heard:
        return
    usual = Counter(script for scripts in heard.values() for script in scripts).most_common(1)[0][0]
    taken = {word for one in found for word in range(one.first, one.last)}
    added = []
    for index, word in enumerate(text.words):
        if word[0].isupper() and _script(word[0]) != usual and len(word) >= SHORTEST_FOUND and index not in taken:
            scripts = heard.get(sound(word))
            if scripts is not None and _script(word[0]) not in scripts:
                added.append(Found(index, index + 1, PERSON))
    if added:
        found[:] = sorted([*found, *added], key=lambda one: one.first)


@cache
def _script(letter: str) -> str:
    """ "LATIN", "CYRILLIC": the first word of a letter's Unicode name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def uninflect(text: Text, found: list[Found]) -> None:
    """Show a person whom the text names only in another case in the base form: "Тоқаевтың" is Тоқаев."""
    entities = dict.fromkeys(one.entity for one in found if one.type == PERSON)
    bases = {entity: _base(text, entity) for entity in entities}
    for one in found:
        if one.type == PERSON:
            one.entity = bases[one.entity]


def _base(text: Text, entity: str) -> str:
    """A name without the case ending of its last word.

    Only where the language's analyser sees a case and no nominative, or, for a word it cannot take apart, where the
    ending of a family name is long enough to be nothing else.
    """
    language, names = text.language, name_words(text.language)
    *before, last = entity.split()
    lower = last.lower()
    if lower in names.first_names or lower.endswith(names.surname_endings):
        return entity  # "Байсеитов" is no genitive plural, whatever the analyser makes of it
    spelled = language.spell(lower) if language.spell is not None else lower
    tags, base = language.tags(spelled), language.lemma(spelled)
    if not tags:
        endings = (end for end in names.surname_cases if len(end) >= SURE_ENDING)
        base = next((spelled.removesuffix(end) for end in endings if spelled.endswith(end)), spelled)
    elif not tags & OBLIQUE or "nomn" in tags:
        return entity
    # In a second alphabet letters may be more or fewer: there the word is left as it is.
    if len(base) < SHORTEST_BASE or not spelled.startswith(base) or not len(spelled) == len(lower) == len(last):
        return entity
    return " ".join((*before, last[: len(base)].rstrip("-‐‑'’")))


def join_spellings(found: list[Found]) -> None:
    """Give mentions of one person one entity, however it is spelled: of those in the usual script, the fullest."""
    mentions = Counter(one.entity for one in found if one.type == PERSON)
    if len(mentions) < 2:
        return
    scripts = Counter(_script(entity[0]) for entity in mentions.elements())
    order = {entity: place for place, entity in enumerate(mentions)}

    def rank(entity: str) -> tuple[int, int, int, int]:
        whole = sum(not is_initial(word) for word in entity.split())
        return scripts[_script(entity[0])], whole, mentions[entity], -order[entity]

    names: dict[str, str] = {}
    for person in _slips(list(_alike(mentions))):
        best = max(person.entities, key=rank)
        names.update((entity, best) for entity in person.entities)
    for one in found:
        if one.type == PERSON:
            one.entity = names[one.entity]


def _alike(mentions: Counter[str]) -> Iterator[_Person]:
    """Entities whose family names sound the same and whose given names do not tell them apart."""
    families: dict[str, list[tuple[str, Parts]]] = {}
    for entity in mentions:
        named = parts(entity)
        families.setdefault(sound(named.family), []).append((entity, named))
    for members in families.values():
        persons: dict[str, _Person] = {}  # by what their first given name sounds like; "" is none
        for entity, named in sorted(members, key=lambda member: _fullness(member[1])):
            given = given_sound(named.given)
            if given not in persons and (not given or is_initial(named.given[0])):
                # An initial, or a family name alone, belongs to the only person it may be.
                initials = (known for known in persons if known.startswith(given))
                may_be = list(islice(initials, 2))
                given = may_be[0] if len(may_be) == 1 else given
            person = persons.setdefault(given, _Person(named.family, named.given))
            person.entities.append(entity)
            person.mentions += mentions[entity]
        yield from persons.values()


def _fullness(named: Parts) -> int:
    return -max((len(given.rstrip(".")) for given in named.given), default=0)


def _slips(persons: list[_Person]) -> list[_Person]:
    """Join a long name that stands once to the one that stands more often and differs in one letter."""
    by_part: dict[str, list[_Person]] = {}
    for person in persons:
        if SHORTEST_SLIPPED <= len(person.family) <= LONGEST_SLIPPED:
            for key in _without_a_letter(person.family.lower()) if person.mentions > 1 else ():
                by_part.setdefault(key, []).append(person)
    slips: dict[int, _Person] = {}
    for person in persons:
        if person.mentions == 1 and SHORTEST_SLIPPED <= len(person.family) <= LONGEST_SLIPPED:
            keys = _without_a_letter(person.family.lower())
            near = (other for key in keys for other in by_part.get(key, ())[:_MOST_NEAR])
            right = {id(other): other for other in near if _is_slip_of(person, other)}
            if len(right) == 1:
                slips[id(person)] = next(iter(right.values()))
    for person in persons:
        if id(person) in slips:
            slips[id(person)].entities += person.entities
    return [person for person in persons if id(person) not in slips]


def _without_a_letter(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _is_slip_of(slip: _Person, right: _Person) -> bool:
    """One letter inside was changed, dropped or doubled, or the last consonant changed; endings tell people apart."""
    if not may_be_one(slip.given, right.given):
        return False
    wrong, good = slip.family.lower(), right.family.lower()
    if wrong == good or wrong[0] != good[0] or wrong.startswith(good) or good.startswith(wrong):
        return False
    if len(wrong) == len(good) and wrong[:-1] == good[:-1]:
        return not {sound(wrong[-1]), sound(good[-1])} & {"a", "i", "u", ""}
    same = sum(one == other for one, other in zip(wrong, good, strict=False))
    if len(wrong) == len(good):
        return same >= len(good) - 2  # two letters changed places, or one was changed
    return abs(len(wrong) - len(good)) == 1
