"""Finds the places a text names, and says which places they are.

A capitalised word or phrase that the gazetteer or the language's data know (`place_names`) is weighed
(`place_evidence`): words around it speak for a place ("in", "city of", "County", ", Texas") or against
one (a first name, a title, "said", "Street", "Post"), as do its size and what the rest of the document
does with the same words. `place_choice` then decides between places of the same name, over the whole
document.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dalel.extract.places.choice import Name, choose
from dalel.extract.places.evidence import ELSEWHERE, KIND_AFTER, PERSON_ELSEWHERE, STRONG_CUE, persons_in, weigh
from dalel.extract.places.gazetteer import Candidate, by_id
from dalel.extract.places.names import Found, given, holders, key_of, scan
from dalel.extract.places.words import PlaceWords, place_words
from dalel.extract.text import Text
from dalel.model import Place, PlaceMention, Span


def find(text: Text) -> list[PlaceMention]:
    """The places a text names, in its order, none overlapping, each resolved over the whole document."""
    return settle(text, standing(consider(text)))


def settle(text: Text, mentions: Sequence[Found]) -> list[PlaceMention]:
    """Each mention with the place it means; one whose name the gazetteer does not know has no more than that name."""
    chosen = iter(_choices(text, [found for found in mentions if found.candidates]))
    spans = [_span(text, found) for found in mentions]
    return [
        PlaceMention(span, place(next(chosen)) if found.candidates else _unknown(span))
        for span, found in zip(spans, mentions, strict=True)
    ]


def _unknown(span: Span) -> Place:
    return Place(" ".join(span.text.split()), None, None, None, None)


def _span(text: Text, found: Found) -> Span:
    if found.part is None:
        return text.span(found.first, found.last)
    start, end = found.part
    return Span(start, end, text.text[start:end])


def resolve(text: Text, spans: Sequence[tuple[int, int]]) -> list[Place | None]:
    """The places of given stretches of a text, None where the gazetteer knows no such name."""
    words = place_words(text.language)
    all_found = [given(text, words, start, end) for start, end in spans]
    chosen = iter(_choices(text, [found for found in all_found if found is not None]))
    return [None if found is None else place(next(chosen)) for found in all_found]


def is_demonym(text: Text, mention: PlaceMention) -> bool:
    """Whether a mention is an adjective or people of a country ("Russian"), no place where something happens."""
    words = place_words(text.language)
    named = tuple(mention.span.text.split())
    if any(phrase == named for phrase, _ in words.demonyms.get(named[0], ())):
        return True
    return len(named) == 1 and text.lemmas[text.word_at(mention.span.start)] in words.adjectives


def is_town(mention: PlaceMention) -> bool:
    """Whether a place is a town that is no capital: nobody means a government by it."""
    if mention.place.kind != "city" or mention.place.geonames is None:
        return False
    candidate = by_id(mention.place.geonames)
    return candidate is None or not candidate.capital


def place(candidate: Candidate) -> Place:
    """A gazetteer entry as the model's place; counties and areas are regions there."""
    kind = candidate.kind if candidate.kind in ("city", "country") else "region"
    return Place(candidate.name, candidate.geonames, candidate.country, candidate.lat, candidate.lon, kind)


def consider(text: Text) -> list[Found]:
    """What may be a mention of a place, with how much speaks for it, not yet resolved."""
    words = place_words(text.language)
    all_found = list(scan(text, words))
    persons = persons_in(text, words, {found.first for found in all_found if found.certain})
    ordinary = {lower for lower, word in zip(text.lowers, text.words, strict=True) if lower == word}
    sure: set[str] = set()
    for found in all_found:
        if not found.certain:
            found.score = weigh(text, words, found, ordinary)
        if found.certain or (found.cued and found.score >= STRONG_CUE):
            sure.add(key_of(text, found))
    _share_kinds(text, words, all_found)
    for found in all_found:
        if not found.certain:
            if key_of(text, found) in sure:
                found.score += ELSEWHERE
            if found.last - found.first == 1 and text.lowers[found.first] in persons and not found.cued:
                found.score += PERSON_ELSEWHERE
    return all_found


def standing(considered: Sequence[Found]) -> list[Found]:
    """The mentions for which enough speaks."""
    return [found for found in considered if found.certain or found.score >= 0.0]


def _share_kinds(text: Text, words: PlaceWords, all_found: Sequence[Found]) -> None:
    """ "Henderson and Ellis counties", "Атырау және Орал қалаларында": the kind word holds for the whole list."""
    for following, found in pairwise(reversed(all_found)):
        kind = following.list_kind
        between = text.lowers[found.last : following.first]
        if kind is None or not 1 <= len(between) <= 2 or found.hint is not None:
            continue
        if all(word == "," or word in words.sets["joiner"] for word in between):
            found.list_kind = kind
            if any(candidate.kind == kind for candidate in found.candidates):
                found.hint = kind
                found.score += KIND_AFTER


def _choices(text: Text, mentions: Sequence[Found]) -> list[Candidate]:
    """One place for each mention; the same words mean the same place throughout."""
    names: dict[tuple[str, str | None], Name] = {}
    keys = []
    for found, following in pairwise(mentions):
        parent = _parent(text, found, following)
        if parent is not None and following.hint is None and all(outer.kind == "region" for outer in parent):
            following.hint = "region"  # "Rochester, New York": the state
    for number, found in enumerate(mentions):
        key = (key_of(text, found), found.hint)
        keys.append(key)
        name = names.get(key)
        if name is None:
            latin = text.words[found.first][0] < "Ѐ"
            names[key] = name = Name(found.candidates, latin, found.hint)
        else:
            name.count += 1
        if number + 1 < len(mentions):
            parent = _parent(text, found, mentions[number + 1])
            if parent is not None and len(name.parents) < 3:
                name.parents = (*name.parents, *parent)
    chosen = dict(zip(names, choose(list(names.values())), strict=True))
    return [chosen[key] for key in keys]


def _parent(text: Text, found: Found, following: Found) -> tuple[Candidate, ...] | None:
    """The place that a mention is said to lie in: "Paris, Texas", "Paris (Texas)"."""
    if following.first != found.last + 1 or following.demonym or text.words[found.last] not in (",", "("):
        return None
    return holders(found, following.candidates) or None
