"""What a language's data say about names: `names.toml`, `organizations.tsv` and the titles of `titles.tsv`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from dalel.extract.language import Language
from dalel.extract.lexicon import rows
from dalel.extract.text import Text


@dataclass(frozen=True)
class NameWords:
    """A language's `names.toml` and `organizations.tsv`."""

    first_names: frozenset[str]
    not_names: frozenset[str]
    also_names: frozenset[str]
    things: frozenset[str]
    particles: frozenset[str]
    connectors: frozenset[str]
    articles: frozenset[str]
    surname_endings: tuple[str, ...]
    surname_cases: tuple[str, ...]
    opener_endings: tuple[str, ...]
    not_acronyms: frozenset[str]
    heads: dict[str, str]


@cache
def name_words(language: Language) -> NameWords:
    settings = tomllib.loads(language.data("names.toml"))
    return NameWords(
        first_names=frozenset(settings["first_names"].split()),
        not_names=frozenset(settings["not_names"].split()),
        also_names=frozenset(settings["also_names"].split()),
        things=frozenset(settings["things"].split()),
        particles=frozenset(settings["particles"]),
        connectors=frozenset(settings["connectors"]),
        articles=frozenset(settings["articles"]),
        surname_endings=tuple(settings["surname_endings"] + settings["patronymic_endings"]),
        surname_cases=tuple(settings["surname_cases"]),
        opener_endings=tuple(settings["opener_endings"]),
        not_acronyms=frozenset(settings["not_acronyms"].split()),
        heads={row["word"]: row["place"] for row in rows(language.data("organizations.tsv"))},
    )


@cache
def title_words(language: Language) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """The words that stand directly before a name in a title ("minister" of "interior minister"), and what may
    stand between ("of state" after "secretary")."""
    connectors = name_words(language).connectors
    titles = (row for row in rows(language.data("titles.tsv")) if row["kind"] not in ("anonymous", "document", "body"))
    phrases = [phrase.split() for row in titles for phrase in row["phrase"].split("|")]
    complements = frozenset(tuple(words[1:]) for words in phrases if len(words) == 3 and words[1] in connectors)
    plain = [words for words in phrases if tuple(words[1:]) not in complements]
    return frozenset(form for words in plain for form in (words[-1], language.lemma(words[-1]))), complements


def is_first_name(text: Text, names: NameWords, word: int) -> bool:
    return word >= 0 and (text.lowers[word] in names.first_names or text.lemmas[word] in names.first_names)


def is_particle_name(word: str, names: NameWords) -> bool:
    """ "al-Baghdadi": a family name that begins with a small particle."""
    particle, _, rest = word.partition("-")
    return particle in names.particles and rest[:1].isupper()


def name_key(text: Text, names: NameWords, word: int) -> str:
    """A name without its case ending, to compare by. Lemmatisers know few family names."""
    lower = text.lowers[word]
    if "-" in lower and is_particle_name(text.words[word], names):
        lower = lower.partition("-")[2]
    for ending in names.surname_cases:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3:
            return lower[: -len(ending)]
    return lower
