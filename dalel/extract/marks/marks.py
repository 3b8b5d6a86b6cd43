"""Finding marks with a language's model, where it has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache

from dalel.extract import actors
from dalel.extract.language import Language
from dalel.extract.marks.channels import Rules, channels, columns, units
from dalel.extract.places import Found, standing
from dalel.extract.tagger import Tagger, stretches
from dalel.extract.text import Text
from dalel.model import TimeMention

Mark = tuple[int, int, str]
"""Words [first, last) and what they are: PERSON, ORGANIZATION, GPE, LOCATION, DATE, CARDINAL and so on."""

FILE = "marks.crf"

_NAMES = {
    "PERSON": "PERSON",
    "ORGANIZATION": "ORGANIZATION",
    "FACILITY": "FACILITY",
    "GPE": "PLACE",
    "LOCATION": "PLACE",
}


def find(text: Text, times: Sequence[TimeMention], considered: Sequence[Found]) -> list[Mark] | None:
    """The marks in a text, in order, none overlapping; None where the language has no model.

    `times` and `considered` are what the rules take for times, and for what may be a place.
    """
    tagger = tagger_of(text.language)
    if tagger is None:
        return None
    if not text.words:
        return []
    found = units(text)
    bounds = sentences(text, found)
    labels = tagger.tag(bounds, columns(text, found, bounds, ruled(text, times, considered)))
    marks = [(found[first][0], found[last - 1][1], type_) for first, last, type_ in stretches(labels)]
    likely = [*standing(considered), *(place for place in considered if place.cued)]
    begun = {text.word_at(time.span.start) for time in times}
    return list(_parted(marks, {place.first: place.last for place in likely}, begun))


def _parted(marks: Iterable[Mark], places: Mapping[int, int], times: Set[int]) -> Iterator[Mark]:
    """A person's name ends where the rules see a place begin ("Асан Есенов Ақтаудағы …"), any name where a time begins.

    Learned from few texts where one follows another, the model takes both for one name; but after its first word no
    person's name holds a place, and no name a time.
    """
    for first, last, type_ in marks:
        rest = range(first + 1, last) if type_ in _NAMES else ()
        end = next((word for word in rest if word in times or (word in places and type_ == "PERSON")), last)
        yield first, end, type_
        if end < last and end not in times:
            yield end, min(last, places[end]), "GPE"


def sentences(text: Text, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences of a text as unit indices [first, last)."""
    begins = {first: number for number, (first, _) in enumerate(found)}
    firsts = [begins[sentence.first] for sentence in text.sentences if sentence.first in begins]
    return list(zip(firsts, [*firsts[1:], len(found)], strict=True))


def ruled(text: Text, times: Sequence[TimeMention], considered: Sequence[Found]) -> Rules:
    """For every word what the rules take it for: times, places, and the actors that the rules find."""
    taken: list[tuple[str, ...]] = [()] * len(text.words)
    for time in times:
        inside = text.words_in(time.span.start, time.span.end)
        _mark(taken, inside.start, inside.stop, time.type)
    places = standing(considered)
    for place in places:
        _mark(taken, place.first, place.last, "people" if place.demonym else "place")
    place_words = {word for place in places for word in range(place.first, place.last)}
    for actor in actors.candidates(text, place_words):
        _mark(taken, actor.first, actor.last, actor.type)
    return [(*marks, "+".join(marks)) if len(marks) > 1 else marks for marks in taken]


def _mark(taken: list[tuple[str, ...]], first: int, last: int, type_: str) -> None:
    for word in range(first, last):
        taken[word] += (("B" if word == first else "I") + type_,)


@cache
def tagger_of(language: Language) -> Tagger | None:
    data = language.learned(FILE)
    return Tagger(data, channels(language)) if data is not None else None


def names(marks: Iterable[Mark]) -> list[Mark]:
    """The names among marks, in the types of `dalel.extract.names`: PERSON, ORGANIZATION, PLACE, and FACILITY.

    A facility holds places as an organisation does ("Алматы әуежайы").
    """
    return [(first, last, _NAMES[type_]) for first, last, type_ in marks if type_ in _NAMES]
