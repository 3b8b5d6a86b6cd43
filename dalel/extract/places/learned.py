"""Places where a language has a learned model of names: the model says where a place is named, the gazetteer which."""

from __future__ import annotations

from collections.abc import Sequence

from dalel.extract.places.names import Found, named
from dalel.extract.places.recognise import standing
from dalel.extract.places.words import PlaceWords, place_words
from dalel.extract.text import Text

PLACE, PERSON = "PLACE", "PERSON"
HOLDERS = frozenset(("ORGANIZATION", "FACILITY"))  # names that may hold a place's


def agree(text: Text, considered: Sequence[Found], learned: Sequence[tuple[int, int, str]]) -> list[Found]:
    """The learned places (words [first, last) with their type), and what the rules find where no other name is.

    A place in an organisation's name is still where it is: "the Almaty police", "Almaty airport". Where the model
    sees a person in a single word, a word beside it that speaks for a place decides ("in Taraz"). Adjectives and
    peoples ("Russian") are left to the model.
    """
    words = place_words(text.language)
    type_at = {word: type_ for first, last, type_ in learned for word in range(first, last)}
    at: dict[int, Found] = {word: found for found in considered for word in range(found.first, found.last)}
    alone = {first for first, last, type_ in learned if type_ == PERSON and last - first == 1}
    mentions = []
    for found in standing(considered):
        type_ = type_at.get(found.first)
        unseen = type_ is None or (found.first in alone and found.cued and found.last - found.first == 1)
        if type_ in HOLDERS or (unseen and not found.demonym):
            mentions.append(found)
    mentions += [_place(text, words, first, last, at) for first, last, type_ in learned if type_ == PLACE]
    mentions.sort(key=lambda found: (found.first, -found.last))
    kept: list[Found] = []
    for found in mentions:
        if not kept or found.first >= kept[-1].last:
            kept.append(found)
    return kept


def _place(text: Text, words: PlaceWords, first: int, last: int, at: dict[int, Found]) -> Found:
    """The place of some words: what was considered there, else what the gazetteer knows by them, else nothing known."""
    found = at.get(first)
    if found is not None and (found.first, found.last) == (first, last):
        return found
    whole = named(text, words, first, last)
    if whole is not None:
        return whole
    inside = {id(at[word]): at[word] for word in range(first, last) if word in at}
    if len(inside) == 1:
        (only,) = inside.values()
        if only.part is None and only.candidates:
            return Found(first, last, only.candidates, hint=only.hint, demonym=only.demonym)
    return Found(first, last, ())
