"""Classes of words that mean one thing in all languages: sites, things, groups (a language's `classes.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dalel.extract.language import Language
from dalel.extract.lexicon import Lexicon
from dalel.extract.text import Text

KINDS = ("site", "thing", "group", "common")
_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The classes that some words name, in text order."""

    sites: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


NOTHING = Found()


@dataclass(frozen=True)
class Concepts:
    """The classes of one language."""

    lexicon: Lexicon
    common: frozenset[str]

    def found(self, text: Text, first: int, last: int) -> Found:
        """The classes that words [first, last) name."""
        kinds: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        for match in self.lexicon.find(text, first, last):
            kinds[match.row["kind"]][match.row["class"]] = None
        return Found(tuple(kinds["site"]), tuple(kinds["thing"]), tuple(kinds["group"]))

    def words(self, text: Text) -> frozenset[int]:
        """The words of a text that name a class."""
        return frozenset(word for match in self.lexicon.find(text) for word in range(match.first, match.last))

    def is_common(self, text: Text, word: int) -> bool:
        """Whether a word stands in so many reports that it tells none apart."""
        return text.lemmas[word] in self.common or text.lowers[word] in self.common

    def tells(self, text: Text, word: int) -> bool:
        """Whether a word may tell reports apart."""
        lower = text.lowers[word]
        return len(lower) >= _SHORTEST_WORD and lower.isalpha() and not self.is_common(text, word)


@cache
def concepts(language: Language) -> Concepts:
    """The classes of a language; none where it has no file."""
    plain, common = [], []
    for line in language.data("classes.tsv").splitlines():
        cells = line.split("#", 1)[0].rstrip().split("\t")
        if len(cells) > 1 and cells[1] == "common":
            common += cells[0].split("|")
        else:
            plain.append(line)
    words = frozenset(word.strip() for word in common)
    return Concepts(Lexicon(language, "\n".join(plain)), words | frozenset(map(language.lemma, words)))
