"""The desk's actor file in use: whose alias stands where in a text, and who a rule's actor is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from dalel.extract.actors.found import PERSON, Found
from dalel.extract.actors.words import name_words
from dalel.extract.language import Language
from dalel.extract.scripts import may_be_one, parts
from dalel.extract.text import Text, cut
from dalel.model import Actor

_HYPHENS = "-‐‑'’"
_SHORTEST_STEM = 5  # letters: a shorter one may be cut from another name ("Кара" and "Карим")


def folded(alias: str) -> str:
    """An alias as it is compared: without case, one space between words."""
    return " ".join(alias.casefold().split())


@dataclass(frozen=True, eq=False)
class ActorBook:
    """All actors that a desk described, by name; no alias belongs to two of them."""

    actors: tuple[Actor, ...] = ()

    def with_(self, actors: Iterable[Actor]) -> ActorBook:
        """The book with these actors, or with their new descriptions. Raises ValueError where two have one name."""
        book = ActorBook(tuple({actor.name: actor for actor in (*self.actors, *actors)}.values()))
        owners: dict[str, str] = {}
        for actor in book.actors:
            for name in (actor.name, *actor.aliases):
                owner = owners.setdefault(folded(name), actor.name)
                if owner != actor.name:
                    cure = "give it to one of the two, or write it out in full"
                    raise ValueError(f'"{name}" of "{actor.name}" is also a name of "{owner}": {cure}')
        return book

    def titles(self, name: str | None, day: date | None) -> str:
        """What an actor was on a day: "President of Kazakhstan"; "" where the file does not say."""
        actor = next((actor for actor in self.actors if actor.name == name), None)
        if actor is None or day is None:
            return ""
        return ", ".join(tenure.name for tenure in (*actor.roles, *actor.affiliations) if tenure.held(day))


NO_BOOK = ActorBook()


@dataclass(frozen=True, slots=True)
class Recognised:
    """An actor of the book at words [first, last), by an alias `exactly` as written or in another of its forms."""

    first: int
    last: int
    actor: Actor
    exactly: bool


def recognise(text: Text, book: ActorBook, found: list[Found]) -> dict[int, Actor]:
    """Put the book's actors among those that rules found: first word of a mention -> actor.

    Of two that overlap the longer stands. Within a longer name of a person only the entity is the book's,
    where the given names allow it: "Bolat Nazarbayev" is nobody's "Nazarbayev".
    """
    if not book.actors:
        return {}
    known: dict[int, Actor] = {}
    holder = {word: mention for mention in found for word in range(mention.first, mention.last)}
    bearers = _bearers(text, found)
    added: list[Found] = []
    dropped: set[int] = set()
    for one in _matches(text, book):
        if not one.exactly and _is_another(text, one, bearers):
            continue
        over = {id(holder[word]): holder[word] for word in range(one.first, one.last) if word in holder}
        longer = next(
            (mention for mention in over.values() if mention.last - mention.first > one.last - one.first), None
        )
        if longer is None:
            dropped.update(over)
            added.append(Found(one.first, one.last, str(one.actor.type), one.actor.name))
            known[one.first] = one.actor
        elif longer.type == one.actor.type == PERSON and _may_be(_written(text, longer), one.actor):
            known[longer.first] = one.actor
    found[:] = sorted((one for one in [*found, *added] if id(one) not in dropped), key=lambda one: one.first)
    return known


def rename(text: Text, found: Sequence[Found], known: dict[int, Actor]) -> None:
    """Give the book's actors their names there, and to the mentions that rules took for the same actor."""
    if not known:
        return
    same: dict[tuple[str, str], set[str]] = {}
    by_name = {actor.name: actor for actor in known.values()}
    for one in found:
        if one.first in known:
            same.setdefault((one.type, one.entity), set()).add(known[one.first].name)
    for one in found:
        names = same.get((one.type, one.entity), set())
        if one.first in known:
            one.entity = known[one.first].name
        elif len(names) == 1:
            (name,) = names
            told_apart = (not _may_be(called, by_name[name]) for called in (_written(text, one), one.entity))
            if one.type != PERSON or not any(told_apart):
                one.entity = name


def _written(text: Text, mention: Found) -> str:
    return " ".join(text.words[mention.first : mention.last])


def _may_be(called: str, actor: Actor) -> bool:
    """Whether the given names in a name are among those of an actor, or none are said."""
    given = parts(called).given
    if not given:
        return True
    known = [parts(name).given for name in (actor.name, *actor.aliases)]
    return any(one and may_be_one(given, one) for one in known)


def _bearers(text: Text, found: Sequence[Found]) -> dict[str, list[Found]]:
    """The persons named in full, by the family name as written."""
    bearers: dict[str, list[Found]] = {}
    for one in found:
        if one.type == PERSON and one.last - one.first > 1:
            bearers.setdefault(text.lowers[one.last - 1], []).append(one)
    return bearers


def _is_another(text: Text, one: Recognised, bearers: dict[str, list[Found]]) -> bool:
    """Whether a form of an alias is the very name of somebody else here: "Назарбаева" of Дарига Назарбаева."""
    named = bearers.get(text.lowers[one.first], ()) if one.last - one.first == 1 else ()
    return any(not _may_be(_written(text, bearer), one.actor) for bearer in named)


def _matches(text: Text, book: ActorBook) -> Iterator[Recognised]:
    """The longest aliases, from left to right; what is two actors' in equally good forms is nobody's."""
    index, total = 0, len(text.words)
    aliases = _aliases(book, text.language)
    forms_of = _FormReader(text)
    while index < total:
        best: list[Recognised] = []
        for alias in _beginning(aliases, forms_of(index)):
            one = alias.at(text, index, forms_of)
            if one is not None:
                if best and _rank(one) > _rank(best[0]):
                    best.clear()
                if not best or _rank(one) == _rank(best[0]):
                    best.append(one)
        if not best:
            index += 1
            continue
        if len({one.actor.name for one in best}) == 1:
            yield best[0]
        index = best[0].last


def _rank(one: Recognised) -> tuple[int, bool]:
    return one.last, one.exactly


def _beginning(aliases: dict[str, list[_Alias]], forms: frozenset[str]) -> Iterable[_Alias]:
    found = [aliases[form] for form in forms if form in aliases]
    return {id(alias): alias for group in found for alias in group}.values() if found else ()


@dataclass(frozen=True, slots=True)
class _Alias:
    """One name of an actor as one language cuts it: its words, and for each the forms that it is known by."""

    actor: Actor
    words: tuple[str, ...]
    lowers: tuple[str, ...]
    forms: tuple[frozenset[str], ...]

    def at(self, text: Text, first: int, forms_of: _FormReader) -> Recognised | None:
        last = first + len(self.words)
        if last > len(text.words):
            return None
        for offset, forms in enumerate(self.forms):
            word = first + offset
            if forms.isdisjoint(forms_of(word)) or not _as_written(self.words[offset], text.words[word]):
                return None
        return Recognised(first, last, self.actor, tuple(text.lowers[first:last]) == self.lowers)


def _as_written(alias: str, word: str) -> bool:
    """A word that the file writes with a capital has one in the text; one in capitals alone is in capitals there."""
    if len(alias) > 1 and alias.isupper():
        return word[: len(alias)].isupper()
    return word[0].isupper() or not alias[0].isupper()


@lru_cache(maxsize=8)
def _aliases(book: ActorBook, language: Language) -> dict[str, list[_Alias]]:
    """The names of all actors, by the forms of their first word."""
    begin: dict[str, list[_Alias]] = {}
    for actor in book.actors:
        for name in dict.fromkeys((actor.name, *actor.aliases)):
            text = cut(name, language)
            # A mark at the edge of a name ("Yahoo!") is the sentence's as often as the name's.
            spoken = [word for word, written in enumerate(text.words) if written[0].isalnum()]
            if spoken:
                inner = slice(spoken[0], spoken[-1] + 1)
                read = _FormReader(text)
                forms = tuple(map(read, range(inner.start, inner.stop)))
                alias = _Alias(actor, tuple(text.words[inner]), tuple(text.lowers[inner]), forms)
                for form in forms[0]:
                    begin.setdefault(form, []).append(alias)
    return begin


@dataclass
class _FormReader:
    """The forms a word is known by: as written, its base form, and without the case ending of a family name."""

    text: Text
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def __call__(self, word: int) -> frozenset[str]:
        lower = self.text.lowers[word]
        if lower not in self.known:
            spelled = self.text.spelled[word]
            stems = {spelled}
            for ending in name_words(self.text.language).surname_cases:
                if spelled.endswith(ending):
                    stem = spelled[: -len(ending)]
                    bare = stem.rstrip(_HYPHENS)
                    # "ҰҚК-нің": what a hyphen parts from an ending is whole, however short.
                    if len(bare) >= _SHORTEST_STEM or (bare and bare != stem):
                        stems.add(bare)
                    break
            self.known[lower] = frozenset((lower, self.text.lemmas[word], *stems))
        return self.known[lower]
