"""Who says it, as a bulletin may tell it: sources and institutions by name, a private person never.

The rule looks at names, not at sides. A name is told where it is a source's, an institution's or a group's, or that of
a person to whom the desk's actor file gives a role on the day of the words. Whoever else is named is told as somebody
whom the source names: the record has the name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dalel.extract.actors import find
from dalel.extract.actors.book import folded
from dalel.extract.language import load
from dalel.extract.lexicon import lexicon
from dalel.extract.scripts import is_full_name, is_personal
from dalel.extract.text import cut
from dalel.model import Actor, ActorType, Role
from dalel.publish.bulletin.facts import Voice, name_of
from dalel.record import queries
from dalel.resolve import same
from dalel.resolve.heard import speaks_for_source

Row = Mapping[str, Any]

# What a name is compared with, where its text is in a language that Dalel does not read.
_ELSE = "en"


class Voices:
    """Tells the voices of a record's statements."""

    def __init__(self, connection: sqlite3.Connection, actors: Iterable[Actor]) -> None:
        self._connection = connection
        self._actors = {folded(name): actor for actor in actors for name in (actor.name, *actor.aliases)}
        self._languages: dict[int, str] = {}
        self._known: dict[tuple[str, str, str], bool] = {}

    def of(self, row: Row) -> Voice:
        """The voice of a statement."""
        role = Role(row["role"])
        day = row["known_at"][:10]
        told_first = speaks_for_source(role, row["voice"], row["source"])
        source = self._source(row["first_told"] if told_first else row["source"], day)
        if role is Role.HEARSAY:
            return Voice("hearsay", source)
        if role is Role.NAMED and row["voice"] and not told_first:
            if self.may_be_told(row["voice"], self._language(row["document"]), day):
                return Voice("named", name_of(row["voice"]))
            return Voice("withheld", source)
        if role is Role.UNNAMED and same.fold(row["voice"] or "") != same.fold(row["source"]):
            return Voice("unnamed", source)
        return Voice("source", source) if source else Voice("withheld", "")

    def may_be_told(self, name: str, language: str, day: str) -> bool:
        """Whether a name is told: an institution's or a group's, or a person's who holds a role on that day."""
        key = (name, language, day)
        if key not in self._known:
            self._known[key] = self._may_be_told(name, language, day)
        return self._known[key]

    def _may_be_told(self, name: str, language: str, day: str) -> bool:
        actor = self._actors.get(folded(name))
        if actor is not None:
            return actor.type is not ActorType.PERSON or _holds_a_role(actor, day)
        if same.listed(name, language) is not None or _is_common(name):
            return True
        known = load(language) or load(_ELSE)
        if known is None:
            return False
        text = cut(name, known)
        whole = any(
            hit.first == 0 and hit.last == len(text.words) for hit in lexicon(text.language, "actors.tsv").find(text)
        )
        if whole:
            return True
        types = {mention.type for mention in find(text, [])}
        return bool(types) and ActorType.PERSON not in types and not is_personal(name)

    def _source(self, name: str, day: str) -> str:
        """The name of who publishes; "" where it is a private person's."""
        actor = self._actors.get(folded(name))
        is_private = (
            is_full_name(name) if actor is None else (actor.type is ActorType.PERSON and not _holds_a_role(actor, day))
        )
        return "" if is_private else name_of(name)

    def _language(self, document: int) -> str:
        if document not in self._languages:
            row = queries.document(self._connection, document)
            self._languages[document] = row["language"].lower().split("-")[0] if row else _ELSE
        return self._languages[document]


def _holds_a_role(actor: Actor, day: str) -> bool:
    return any(role.held(date.fromisoformat(day)) for role in actor.roles)


def _is_common(name: str) -> bool:
    """Whether a name is common nouns: "police", "власти". Where letters have no case, nothing tells."""
    return name == name.lower() and name != name.upper()
