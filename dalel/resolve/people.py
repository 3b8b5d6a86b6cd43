"""Under which key a voice of one document meets the same voice in others, whatever the language and script.

A person meets under how the family name sounds, since that is all that many reports give: two persons of one family
name are counted as one origin, which is the safe error. Where a desk's actor file knows several of that name, each that
is named by the file has a key of its own. Whoever else is not listed meets under how the whole name sounds: an outlet
that was taken for a person must still be the outlet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dalel.extract.actors import ActorBook
from dalel.extract.scripts import is_full_name, is_personal, parts, sound, sounds
from dalel.model import ActorMention, ActorType, Span
from dalel.resolve import same


@dataclass(frozen=True, eq=False)
class Registry:
    """The keys of a desk's actors."""

    book: ActorBook

    @cached_property
    def of_name(self) -> dict[str, str]:
        """The actors' own names -> their keys."""
        keys: dict[str, str] = {}
        for actor in self.book.actors:
            if actor.type is ActorType.PERSON:
                family = sound(parts(actor.name).family)
                keys[actor.name] = family if len(self._bearers[family]) == 1 else sounds(actor.name)
            else:
                listed = (key for key in map(same.listed, (actor.name, *actor.aliases)) if key is not None)
                keys[actor.name] = next(listed, same.institution(actor.name))
        return keys

    @cached_property
    def of_family(self) -> dict[str, str]:
        """How a family name sounds -> the key of the only person in the book who bears it."""
        return {heard: self.of_name[min(names)] for heard, names in self._bearers.items() if len(names) == 1}

    @cached_property
    def _bearers(self) -> dict[str, set[str]]:
        """How a family name sounds, by whatever alias -> the names of the persons who bear it."""
        bearers: dict[str, set[str]] = {}
        for actor in self.book.actors:
            if actor.type is ActorType.PERSON:
                for name in (actor.name, *actor.aliases):
                    bearers.setdefault(sound(parts(name).family), set()).add(actor.name)
        return bearers

    def key(self, name: str, is_person: bool, language: str | None = None) -> str:
        """The key of whoever goes by a name in a text of some language."""
        if name in self.of_name:
            return self.of_name[name]
        is_known = is_person and is_personal(name)
        heard = sound(parts(name).family) if is_known else same.institution(name, language)
        return self.of_family.get(heard, heard)

    def source(self, name: str) -> str:
        """The key of who publishes; a channel under its owner's name is that person."""
        return self.key(name, is_full_name(name))


class People:
    """The actors of one document, by name and by place; `language` is that of its text."""

    def __init__(self, actors: Iterable[ActorMention], registry: Registry, language: str | None = None) -> None:
        self._registry = registry
        self._language = language
        self._persons: set[str] = set()
        self._by_end: dict[int, ActorMention] = {}
        for actor in actors:
            self._by_end[actor.span.end] = actor
            if actor.type == ActorType.PERSON:
                self._persons.add(actor.entity)

    def key(self, name: str) -> str:
        """The key of somebody named in the document: a person, else an institution."""
        return self._registry.key(name, name in self._persons, self._language)

    def key_of(self, agent: Span) -> str:
        """The key of whoever the words of a span name: the actor that ends with it, else its own words."""
        actor = self._by_end.get(agent.end)
        is_known = actor is not None and (actor.type == ActorType.PERSON or actor.entity in self._registry.of_name)
        return self.key(actor.entity if actor is not None and is_known else agent.text)

    def source(self, name: str) -> str:
        """The key of the document's source."""
        return self._registry.source(name)


NOBODY = People((), Registry(ActorBook()))
