"""What a language's `voices.toml` and `titles.tsv` say of how it introduces other people's words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from dalel.extract.language import Language
from dalel.extract.lexicon import rows

_WORDS = (
    "auxiliaries", "openers", "joiners", "complementizers", "relatives", "prepositions", "speaking_prepositions",
    "articles", "determiners", "person_pronouns", "group_pronouns", "writer_pronouns", "objects", "be_forms", "agents",
    "fillers", "negators", "impersonal", "headline_marks", "anaphors", "finite", "writer_possessives", "describers",
    "finite_tags", "participle_tags", "other_tags", "count_tags", "clause_pronouns", "have_forms", "indefinites",
    "person_possessives", "group_possessives", "comparers", "topics", "institution_pronouns", "owner_marks",
    "infinitives", "quantities", "media", "describing", "statements",
)  # fmt: skip
_ENDINGS = (
    "verb_endings",
    "participle_endings",
    "other_endings",
    "oblique_endings",
    "adverb_endings",
    "plural_endings",
    "genitive_endings",
)


@dataclass(frozen=True)
class Grammar:
    """A language's `voices.toml`; the file says what each set of words is for."""

    content: str
    auxiliaries: frozenset[str]
    openers: frozenset[str]
    joiners: frozenset[str]
    complementizers: frozenset[str]
    relatives: frozenset[str]
    prepositions: frozenset[str]
    speaking_prepositions: frozenset[str]
    articles: frozenset[str]
    determiners: frozenset[str]
    person_pronouns: frozenset[str]
    group_pronouns: frozenset[str]
    writer_pronouns: frozenset[str]
    objects: frozenset[str]
    be_forms: frozenset[str]
    agents: frozenset[str]
    fillers: frozenset[str]
    negators: frozenset[str]
    impersonal: frozenset[str]
    headline_marks: frozenset[str]
    anaphors: frozenset[str]
    finite: frozenset[str]
    writer_possessives: frozenset[str]
    describers: frozenset[str]
    finite_tags: frozenset[str]
    participle_tags: frozenset[str]
    other_tags: frozenset[str]
    count_tags: frozenset[str]
    clause_pronouns: frozenset[str]
    have_forms: frozenset[str]
    indefinites: frozenset[str]
    comparers: frozenset[str]
    topics: frozenset[str]
    owner_marks: frozenset[str]
    infinitives: frozenset[str]
    quantities: frozenset[str]
    media: frozenset[str]
    describing: frozenset[str]
    statements: frozenset[str]
    institution_pronouns: frozenset[str]
    person_possessives: frozenset[str]
    group_possessives: frozenset[str]
    possessives: frozenset[str]
    verb_endings: tuple[str, ...]
    participle_endings: tuple[str, ...]
    other_endings: tuple[str, ...]
    oblique_endings: tuple[str, ...]
    adverb_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]
    genitive_endings: tuple[str, ...]
    back_references: tuple[tuple[str, ...], ...]
    times_of_saying: tuple[tuple[str, ...], ...]
    count_openers: tuple[tuple[str, ...], ...]
    pronouns: frozenset[str]
    number_words: frozenset[str]
    title_kinds: dict[str, str]


@cache
def grammar_of(language: Language) -> Grammar:
    settings = tomllib.loads(language.data("voices.toml"))
    words: dict[str, Any] = {name: frozenset(settings[name].split()) for name in _WORDS}
    endings: dict[str, Any] = {name: tuple(settings[name].split()) for name in _ENDINGS}
    pronouns = words["person_pronouns"] | words["group_pronouns"] | words["writer_pronouns"]
    kinds: dict[str, str] = {}
    titles = [
        (phrase.split(), row["kind"])
        for row in rows(language.data("titles.tsv"))
        for phrase in row["phrase"].split("|")
    ]
    for title, kind in sorted(
        titles, key=lambda item: len(item[0])
    ):  # a word alone says more than a phrase that ends in it
        head = title[0] if len(title) > 2 and title[1] in words["prepositions"] else title[-1]
        kinds.setdefault(language.lemma(head), kind)
    return Grammar(
        content=settings["content"],
        back_references=_phrases(settings["back_references"]),
        times_of_saying=_phrases(settings["times_of_saying"]),
        count_openers=_phrases(settings["count_openers"]),
        pronouns=pronouns,
        number_words=frozenset(
            word
            for row in rows(language.data("numbers.tsv"))
            if row["kind"] in ("number", "vague")
            for word in row["words"].split("|")
        ),
        possessives=words["person_possessives"] | words["group_possessives"] | words["writer_possessives"],
        title_kinds=kinds,
        **words,
        **endings,
    )


def _phrases(setting: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in setting.split("|") if phrase.strip())
