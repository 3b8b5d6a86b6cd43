"""How much speaks for a possible mention of a place: the words around it, its size, the rest of the text."""

from __future__ import annotations

from dalel.extract.places.names import Found, ends_of, lies_inside, named, phrase_at, prior
from dalel.extract.places.words import PlaceWords
from dalel.extract.text import Text

_APOSTROPHES = frozenset({"'s", "’s"})
_OPENING = frozenset('"“«„')
_CLOSING = frozenset('"”»“')
# The weights of the evidence, in log-odds. A mention stands at or above zero.
STRONG_CUE, _WEAK_CUE, _ENDING_CUE = 2.2, 0.8, 1.5
_LISTED, _KIND_WORD, _COMMA = 4.0, 4.0, 0.4
_DIRECTION, _INSTITUTION = 1.5, 0.8
_PERSON, _MAYBE_PERSON, _SPEAKS, _NOT_PLACE = -5.0, -2.2, -2.5, -3.5
_UNKNOWN_BEFORE, _UNKNOWN_AFTER = -2.2, -1.6
_STOP, _SURNAME, _ORDINARY = -6.0, -1.8, -3.0
ELSEWHERE, PERSON_ELSEWHERE = 1.5, -2.5
_SEVERAL_WORDS = 1.2
KIND_AFTER, _OFFICE, _OPENING_WORD, _QUOTED = 2.2, -0.8, -0.8, -3.5
_GUESSED, _REMOVED_FIRST = -1.0, -1.2


def weigh(text: Text, words: PlaceWords, found: Found, ordinary: set[str]) -> float:
    """How much speaks for a mention, in log-odds."""
    first, last = found.first, found.last
    score = prior(words, found.candidates) + (_SEVERAL_WORDS if last - first > 1 else 0.0)
    if found.cued:
        score += _ENDING_CUE
    elif found.removed == 2:
        score += _GUESSED
    if found.hint is not None:
        score += _KIND_WORD
    score += _before(text, words, found) + _after(text, words, found)
    sets = words.sets
    if last - first > 1:
        if text.lowers[first] in sets["article"] or " ".join(text.lowers[first:last]) in sets["stop"]:
            score += _STOP
    else:
        lower, lemma = text.lowers[first], text.lemmas[first]
        if lower in sets["stop"] or lemma in sets["stop"]:
            score += _STOP
        elif lower in sets["surname"] or lemma in sets["surname"]:
            score += _SURNAME
        elif lower in ordinary or lemma in ordinary:
            score += _ORDINARY
        if lower in sets["first-name"] or lower in sets["either-name"]:
            score += _MAYBE_PERSON if lower in sets["first-name"] else 0.5 * _MAYBE_PERSON
    return score


def _before(text: Text, words: PlaceWords, found: Found) -> float:
    index = found.first - 1
    if index < 0:
        return 0.0 if found.cued else _REMOVED_FIRST * found.removed
    word, lower, lemma, sets = text.words[index], text.lowers[index], text.lemmas[index], words.sets
    if word in _OPENING and found.last < len(text.words) and text.words[found.last] in _CLOSING:
        return _QUOTED  # the club «Барселона»
    opens = text.sentences[text.sentence_of(found.first)].first == found.first
    if opens:
        return 0.0 if found.cued else _REMOVED_FIRST * found.removed
    score = 0.0
    if lower in sets["direction"] or lemma in sets["direction"]:
        return _DIRECTION
    kind = words.kind("kind-before", lower, lemma)
    if kind is None and index > 0:
        kind = words.kind("kind-before", f"{text.lowers[index - 1]} {lower}", "")
    if kind is not None:
        found.hint = found.hint or kind
        found.cued = True
        return _KIND_WORD
    if lower in sets["title"] or (lemma in sets["title"]) or (word == "." and text.lowers[index - 1] in sets["title"]):
        return _PERSON
    if lower in sets["first-name"] and word[0].isupper():
        return _PERSON
    if lower in sets["office"] or lemma in sets["office"]:
        return _OFFICE
    if lower in sets["before-strong"] or lemma in sets["before-strong"]:
        found.cued = True
        score = STRONG_CUE
    elif lower in sets["before-weak"]:
        score = _WEAK_CUE
    elif word == "." and index > 0 and len(text.words[index - 1]) == 1 and text.words[index - 1].isupper():
        return _PERSON
    elif word[0].isupper():
        starts = text.sentences[text.sentence_of(index)].first == index
        known = lower in sets["stop"] or lower in sets["institution"] or lower in sets["either-name"]
        score = 0.0 if starts and known else _OPENING_WORD if starts else _UNKNOWN_BEFORE
    return score


def _after(text: Text, words: PlaceWords, found: Found) -> float:
    index, sets = found.last, words.sets
    if index >= len(text.words):
        return 0.0
    word, lower, lemma = text.words[index], text.lowers[index], text.lemmas[index]
    if word == ",":
        return _listed(text, words, found, index + 1)
    if word in _APOSTROPHES:
        return 0.0
    if lower in sets["speaks"]:
        return _SPEAKS
    found.list_kind = words.kind("kind-list", lower, lemma)
    kind = found.list_kind or words.kind("kind-after", lower, lemma) or words.kind("kind-inside", lower, lemma)
    if kind is not None:
        if any(candidate.kind == kind for candidate in found.candidates):
            found.hint = found.hint or kind
            return KIND_AFTER
        return _INSTITUTION
    if word[0].isupper():
        if lower in sets["institution"]:
            return _INSTITUTION
        if lower in sets["not-place"]:
            return _NOT_PLACE
        if text.sentence_of(index) == text.sentence_of(found.first) and word.isalpha():
            if found.last - found.first == 1 and text.lowers[found.first] in sets["either-name"]:
                return _PERSON  # "Paris Hilton"
            return _UNKNOWN_AFTER
        return 0.0
    if lower in sets["institution"] or lemma in sets["institution"]:
        return _INSTITUTION
    return 0.0


def _listed(text: Text, words: PlaceWords, found: Found, index: int) -> float:
    """ "Paris, Texas": the place after the comma holds the one before it."""
    if index >= len(text.words) or not text.words[index][0].isupper():
        return _COMMA
    parent = phrase_at(text, index, words.listed) or phrase_at(text, index, words.short)
    if parent is not None and any(lies_inside(candidate, parent[1]) for candidate in found.candidates):
        found.cued = True
        return _LISTED
    for last in ends_of(text, words, index):
        holder = named(text, words, index, last)
        if holder is not None:
            for outer in holder.candidates:
                if outer.kind in ("country", "region", "county") and any(
                    lies_inside(c, outer) for c in found.candidates
                ):
                    found.cued = True
                    return _LISTED
            break
    return _COMMA


def persons_in(text: Text, words: PlaceWords, places: set[int]) -> set[str]:
    """Lowered words that stand in persons' names somewhere in the text: after a first name or a title."""
    persons: set[str] = set()
    sets = words.sets
    firsts, titles = sets["first-name"] | sets["either-name"], sets["title"]
    ends = titles | sets["office"] | sets["stop"]
    all_words, lowers = text.words, text.lowers
    total = len(all_words)
    for index in range(total - 1):
        lower = lowers[index]
        named = lower in firsts and all_words[index][0].isupper()
        if not named and lower not in titles:
            continue
        following = index + 1
        if all_words[following] == "." and following + 1 < total:
            following += 1
        steps = 0
        while following < total and steps < 3 and _name_word(all_words[following]) and following not in places:
            if lowers[following] in ends or text.lemmas[following] in ends:
                break
            if len(all_words[following]) > 1:
                persons.add(lowers[following])
            following += 1
            steps += 1
    return persons


def _name_word(word: str) -> bool:
    return word[0].isupper() and (word.isalpha() or "-" in word or "'" in word or "’" in word)
