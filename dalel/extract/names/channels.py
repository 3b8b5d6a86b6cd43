"""What a names model looks at: channels for `dalel.extract.tagger`, the same for every language.

A file of weights names the channels it was made for and their offsets; a language may do with fewer.

- `word`: the written word: its form, its beginnings and ends
- `like`: groups of words of like use (`clusters`)
- `lemma`: the base form
- `morph`: part of speech, case and number as the language's analyser tells them
- `forms`: the forms (capitals, script, digits) of the word and its neighbours
- `known`: what the rules for places and actors make of the word, titles, first names, words such as "Committee"
- `repeat`: whether the text writes the word small elsewhere, and how often with a capital inside a sentence
- `quoted`: where in a quoted stretch the word stands, how long that is, and the word before it
- `company`: what the word stands beside anywhere in the text, where it has a capital
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache

from dalel.extract import actors
from dalel.extract.actors.words import name_words, title_words
from dalel.extract.language import Language
from dalel.extract.names.clusters import clusters
from dalel.extract.places import Found, standing
from dalel.extract.tagger import Channel
from dalel.extract.text import Text

Column = Sequence[Hashable]

OFFSETS: dict[str, tuple[int, ...]] = {
    "word": (-1, 0, 1),
    "like": (-2, -1, 0, 1, 2),
    "lemma": (-2, -1, 0, 1, 2),
    "morph": (-2, -1, 0, 1, 2),
    "forms": (0,),
    "known": (-2, -1, 0, 1, 2),
    "repeat": (-1, 0, 1),
    "quoted": (0,),
    "company": (0,),
}
"""The channels that there are, with the offsets that have served well."""

_LONG = 4
_STRONG = 4
_OFTEN = 3
_OPENING, _CLOSING = frozenset('«“„"'), frozenset('»”"')
_LONGEST_QUOTED = 12  # words: what is longer is no name
_SOME = 6


def channels(language: Language, chosen: Iterable[tuple[str, Sequence[int]]]) -> list[Channel]:
    """Channels by name and offsets."""
    attributes: dict[str, Callable[[str], Sequence[str]]] = {
        "word": _word,
        "like": clusters(language),
        "morph": lambda word: _tags(language.tags(word)),
    }
    return [Channel(name, tuple(offsets), attributes.get(name, str.split)) for name, offsets in chosen]


def columns(text: Text, considered: Sequence[Found], chosen: Iterable[str]) -> list[Column]:
    """The keys of channels for every word of a text; `considered` is what may be a place in it."""
    makers: dict[str, Callable[[], Column]] = {
        "word": lambda: text.words,
        "like": lambda: text.spelled,
        "lemma": lambda: text.lemmas,
        "morph": lambda: text.spelled,
        "forms": lambda: _forms(text),
        "known": lambda: _known(text, considered),
        "repeat": lambda: _repeated(text),
        "quoted": lambda: _quoted(text),
        "company": lambda: _company(text),
    }
    return [makers[name]() for name in chosen]


@lru_cache(maxsize=50_000)
def form(word: str) -> str:
    """What a word looks like: script, capitals, digits. A punctuation mark looks like itself."""
    first = word[0]
    if not first.isalnum():
        return first
    if first.isdigit():
        return f"{min(len(word), _LONG)}9"
    script = "L" if first < "ɐ" else "C"
    if not first.isupper():
        return script + ("a" if word.islower() else "aA")
    if len(word) == 1:
        return script + "A"
    if word.isupper():
        return script + "AA"
    return script + ("Aa" if word[1:].islower() else "A-A" if "-" in word else "AaA")


def _word(word: str) -> list[str]:
    lower = word.lower()
    found = [form(word), "w" + lower]
    found += ["s" + lower[-length:] for length in range(2, 6) if length < len(lower)]
    found += ["p" + lower[:length] for length in range(2, 5) if length < len(lower)]
    return found


def _tags(tags: frozenset[str]) -> list[str]:
    """Grammatical tags, sorted, those of case (nomn, gent …: small, four letters) also taken together."""
    found = sorted(tags)
    small = "+".join(tag for tag in found if tag.islower())
    return [*found, small] if small else found


def _forms(text: Text) -> list[str]:
    """The forms of a word and its neighbours; "^" marks the first of a sentence."""
    forms = [form(word) for word in text.words]
    for sentence in text.sentences:
        forms[sentence.first] = "^" + forms[sentence.first]
    around = ["", "", *forms, "", ""]
    return [
        f"a{own} b{left}{own} c{own}{right} d{left}{own}{right} e{lefter}{left}{own} f{own}{right}{righter}"
        for lefter, left, own, right, righter in zip(
            around, around[1:], around[2:], around[3:], around[4:], strict=False
        )
    ]


def _known(text: Text, considered: Sequence[Found]) -> list[str]:
    known: list[list[str]] = [[] for _ in text.words]
    for found in considered:
        weight = "!" if found.certain else str(max(-_STRONG, min(_STRONG, int(found.score // 1))))
        kinds = sorted({candidate.kind for candidate in found.candidates})
        marks = [f"place{weight}", *kinds, *(["people"] if found.demonym else [])]
        for word in range(found.first, found.last):
            place = "B" if word == found.first else "I"
            known[word] += [place + mark for mark in marks]
    place_words = {word for found in standing(considered) for word in range(found.first, found.last)}
    for actor in actors.candidates(text, place_words):
        for word in range(actor.first, actor.last):
            known[word].append(("B" if word == actor.first else "I") + actor.type)
    names = name_words(text.language)
    titles, _ = title_words(text.language)
    for lists, mark in ((titles, "title"), (names.heads, "head"), (names.first_names, "first")):
        for word, (lower, lemma) in enumerate(zip(text.lowers, text.lemmas, strict=True)):
            if lemma in lists or lower in lists:
                known[word].append(mark)
    return [" ".join(marks) for marks in known]


def _repeated(text: Text) -> list[str]:
    """For capitalised words: whether they are written small elsewhere, how often they stand inside a sentence."""
    firsts = {sentence.first for sentence in text.sentences}
    small = {lower for lower, word in zip(text.lowers, text.words, strict=True) if lower == word}
    capitals = [word[0].isupper() for word in text.words]
    inside = Counter(
        lemma
        for word, (lemma, capital) in enumerate(zip(text.lemmas, capitals, strict=True))
        if capital and word not in firsts
    )
    keys = []
    for word, (lower, lemma, capital) in enumerate(zip(text.lowers, text.lemmas, capitals, strict=True)):
        opens, elsewhere = word in firsts, lower in small or lemma in small
        keys.append(f"{'^' * opens}cap{min(inside[lemma], _OFTEN)}{' low' * elsewhere}" if capital else "")
    return keys


def _quoted(text: Text) -> list[str]:
    """For short quoted stretches within a sentence, marks included."""
    words = text.words
    keys = [""] * len(words)
    for sentence in text.sentences:
        index = sentence.first
        while index < sentence.last:
            close = _closing(words, index, sentence.last) if words[index] in _OPENING else index
            if close > index:
                before = text.lemmas[index - 1] if index > sentence.first else "^"
                size, capital = min(close - index - 1, _SOME), "A" if words[index + 1][0].isupper() else "a"
                for word in range(index, close + 1):
                    place = {index: "o", index + 1: "f", close: "c"}.get(word, "m")
                    keys[word] = f"{place} {place}h{before} {place}{size} {place}{capital}"
            index = close + 1
    return keys


def _closing(words: Sequence[str], opening: int, end: int) -> int:
    """The mark that closes a short quoted stretch, the opening one itself where there is none."""
    for word in range(opening + 1, min(end, opening + _LONGEST_QUOTED + 1)):
        if words[word] in _CLOSING:
            return word
    return opening


def _company(text: Text) -> list[str]:
    """For capitalised words what stands before and after any capitalised mention of the same base form."""
    groups = clusters(text.language)
    words, total = text.words, len(text.words)
    met: dict[str, set[str]] = {}
    for index, (word, lemma) in enumerate(zip(words, text.lemmas, strict=True)):
        if word[0].isupper():
            marks = met.setdefault(lemma, set())
            if index:
                marks.update(groups(text.spelled[index - 1])[:1])
                if words[index - 1][0].isupper():
                    marks.add("P")
                elif words[index - 1] in _OPENING:
                    marks.add("Q")
            if index + 1 < total and words[index + 1][0].isupper():
                marks.add("N")
    shown = {lemma: " ".join(sorted(marks)) for lemma, marks in met.items()}
    return [shown[lemma] if word[0].isupper() else "" for word, lemma in zip(words, text.lemmas, strict=True)]
