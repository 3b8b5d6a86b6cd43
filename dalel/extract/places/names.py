"""Where a text could name a place: capitalised words and phrases that the gazetteer or the language know.

Nothing is decided here; `place_evidence` weighs what is found, `place_choice` says which place is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

from dalel.extract.places.gazetteer import Candidate
from dalel.extract.places.words import Phrase, PlaceWords, meanings, phrase_meanings
from dalel.extract.text import Text

_LONGEST = 6
WELL_KNOWN = 3.0


@dataclass(slots=True)
class Found:
    """A possible mention: words [first, last), what it may mean and how much speaks for it.

    `hint` is the kind of place the text names, `list_kind` one that a list may share ("Aktobe, Atyrau and
    Oral cities"). `certain` needs no weighing; `cued` says that a word or ending beside it speaks for a place;
    `removed` is 0 where the words stand in the gazetteer, 1 where their base form does, 2 where that is a guess.
    """

    first: int
    last: int
    candidates: Sequence[Candidate]
    score: float = 0.0
    hint: str | None = None
    certain: bool = False
    demonym: bool = False
    cued: bool = False
    removed: int = 0
    list_kind: str | None = None
    part: tuple[int, int] | None = None  # code points, where the mention is a part of a word: "US-backed"


def key_of(text: Text, found: Found) -> str:
    if found.part is not None:
        return text.text[found.part[0] : found.part[1]].lower()
    return " ".join(text.lemmas[found.first : found.last])


def scan(text: Text, words: PlaceWords) -> Iterator[Found]:
    """From left to right, at each capitalised word the longest name that begins there."""
    free = 0
    before: Found | None = None
    adjectives, lemmas, cyrillic = words.adjectives, text.lemmas, words.cyrillic
    for index, word in enumerate(text.words):
        if index < free:
            continue
        adjective = adjectives.get(lemmas[index]) if adjectives else None
        found = None
        if word[0].isupper() and (word[0] >= "Ѐ") == cyrillic:
            found = _at(text, words, index, before)
        if adjective is not None and (found is None or found.last == index + 1):
            found = Found(index, index + 1, (adjective,), certain=True, demonym=True)
        if found is not None:
            yield found
            free, before = found.last, found
        elif "-" in word and word[0].isupper():
            yield from _pieces(text, words, index)


def _pieces(text: Text, words: PlaceWords, index: int) -> Iterator[Found]:
    """The places within a hyphenated word: "US-backed", "Israeli-Egyptian", "Moscow-based", "D-Ohio"."""
    word, start = text.words[index], text.starts[index]
    stem, _, suffix = word.rpartition("-")
    if "-" + suffix in words.joined_endings:
        found = piece(text, words, start, start + len(stem))
        if found is not None:
            found.part, found.certain = None, True  # "АҚШ-тың"
            yield found
        return
    parts = word.split("-")
    for number, part in enumerate(parts):
        if part and part[0].isupper():
            found = piece(text, words, start, start + len(part))
            if found is not None:
                beside = parts[number + 1] if number + 1 < len(parts) else parts[number - 1]
                if found.certain or beside in words.sets["joined"] or prior(words, found.candidates) >= WELL_KNOWN:
                    found.certain = True
                    yield found
        start += len(part) + 1


def piece(text: Text, words: PlaceWords, start: int, end: int) -> Found | None:
    """What a part of a word names."""
    index, part = text.word_at(start), text.text[start:end]
    if index >= len(text.words) or not part:
        return None
    for table in (words.short, words.demonyms):
        for phrase, candidate in table.get(part, ()):
            if len(phrase) == 1:
                return Found(
                    index, index + 1, (candidate,), certain=True, demonym=table is words.demonyms, part=(start, end)
                )
    lower = part.lower()
    if lower in words.sets["stop"]:
        return None
    candidates, _, _ = meanings(text.language, lower, lower)
    return Found(index, index + 1, candidates, part=(start, end)) if candidates else None


def _at(text: Text, words: PlaceWords, index: int, before: Found | None) -> Found | None:
    match = phrase_at(text, index, words.short)
    if match is not None:
        return Found(index, index + len(match[0]), (match[1],), certain=True)
    match = _base_at(text, index, words)
    if match is not None:
        return Found(index, index + len(match[0]), (match[1],), certain=True)
    match = phrase_at(text, index, words.demonyms)
    if match is not None:
        last = index + len(match[0])
        if _names_on(text, last) and text.lowers[last] not in words.sets["institution"]:
            return None  # "American Airlines"
        return Found(index, last, (match[1],), certain=True, demonym=True)
    if before is not None and before.last == index - 1 and text.words[index - 1] == ",":
        match = phrase_at(text, index, words.listed)
        if match is not None and any(lies_inside(candidate, match[1]) for candidate in before.candidates):
            return Found(index, index + len(match[0]), (match[1],), certain=True)
    for last in ends_of(text, words, index):
        found = named(text, words, index, last)
        if found is not None:
            return found
    return None


def _names_on(text: Text, index: int) -> bool:
    return index < len(text.words) and text.words[index][0].isupper() and text.words[index].isalpha()


def phrase_at(text: Text, index: int, table: dict[str, list[Phrase]]) -> Phrase | None:
    for phrase in table.get(text.words[index], ()):
        if tuple(text.words[index : index + len(phrase[0])]) == phrase[0]:
            return phrase
    return None


def _base_at(text: Text, index: int, words: PlaceWords) -> Phrase | None:
    """A short form of a country in any of its cases: "Российской Федерации"."""
    for phrase in words.bases.get(text.lemmas[index], ()):
        last = index + len(phrase[0])
        if tuple(text.lemmas[index:last]) == phrase[0]:
            return phrase
    return None


def ends_of(text: Text, words: PlaceWords, index: int) -> list[int]:
    """Where a name that begins at a word may end, the longest first: capitals, particles and "St."."""
    all_words, lowers = text.words, text.lowers
    ends = [index + 1]
    last = index + 1
    limit = min(len(all_words), index + _LONGEST)
    while last < limit:
        word = all_words[last]
        if word[0].isupper() or (lowers[last] in words.particles and last + 1 < limit):
            if word[0].isupper() or "-" in word:
                ends.append(last + 1)
        elif word == "." and last == index + 1 and len(all_words[index]) <= 2:
            pass
        elif "-" in word and word.partition("-")[0] in words.particles:
            ends.append(last + 1)
        elif words.kinds_inside and words.kind("kind-inside", lowers[last], text.lemmas[last]):
            ends.append(last + 1)
            break
        else:
            break
        last += 1
    ends.reverse()
    return ends


def named(text: Text, words: PlaceWords, first: int, last: int) -> Found | None:
    """What the words [first, last) name, a kind word at their end taken as such ("Маңғыстау облысы")."""
    short = phrase_at(text, first, words.short)
    if short is not None and first + len(short[0]) == last:
        return Found(first, last, (short[1],), certain=True)
    if last - first == 1:
        candidates, cued, removed = meanings(text.language, text.lowers[first], text.lemmas[first])
        return Found(first, last, candidates, cued=cued, removed=removed) if candidates else None
    candidates = phrase_meanings(text.language, tuple(text.lowers[first:last]), tuple(text.lemmas[first:last]))
    kind = words.kind("kind-inside", text.lowers[last - 1], text.lemmas[last - 1])
    if candidates:
        return Found(first, last, candidates, hint=kind)
    if kind is not None:
        bare = named(text, words, first, last - 1)
        fitting = [] if bare is None else [candidate for candidate in bare.candidates if candidate.kind == kind]
        if fitting:
            return Found(first, last, fitting, hint=kind, cued=True)
    return None


def given(text: Text, words: PlaceWords, start: int, end: int) -> Found | None:
    """What a stretch of the text names that is known to name a place."""
    inside = text.words_in(start, end)
    if not inside:
        return piece(text, words, start, end)
    first, last = inside.start, inside.stop
    for table in (words.demonyms, words.listed):
        phrase = phrase_at(text, first, table)
        if phrase is not None and first + len(phrase[0]) == last:
            return Found(first, last, (phrase[1],), certain=True, demonym=table is words.demonyms)
    return named(text, words, first, last)


def lies_inside(candidate: Candidate, outer: Candidate) -> bool:
    if candidate.kind not in ("city", "county") or candidate.country != outer.country:
        return False
    return outer.kind == "country" or candidate.admin1 == outer.admin1


def holders(found: Found, places: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those of some places that hold a place the mention may mean."""
    wider = [place for place in places if place.kind in ("country", "region", "county")]
    return tuple(place for place in wider if any(lies_inside(inner, place) for inner in found.candidates))


def prior(words: PlaceWords, candidates: Sequence[Candidate]) -> float:
    """Countries and regions speak for themselves; a town does by its size, less so where the name is not its own.

    In a language that does not write the town's own name, the towns of near countries count in full.
    """
    best = 0
    for candidate in candidates:
        if candidate.kind in ("country", "area") or (candidate.kind == "region" and candidate.own):
            return WELL_KNOWN
        usual = candidate.own or candidate.country in words.near
        best = max(best, candidate.population if usual else candidate.population // 8)
    return min(2.2, 0.9 * (log10(best + 30) - 4.6))
