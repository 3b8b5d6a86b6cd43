"""Which line of a language's data fired."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dalel.extract.events import frames, triggers
from dalel.extract.explain.explained import Line
from dalel.extract.language import Language
from dalel.extract.lexicon import Lexicon, Row, lexicon, numbered
from dalel.extract.phrases import Hit, Phrases
from dalel.extract.text import Text


@cache
def table(language: Language, file: str) -> Phrases:
    """The phrases of a file, for words already read by them to be looked up again."""
    return Phrases(language.data(file))


def phrase_at(text: Text, file: str, first: int, last: int) -> Line | None:
    """The line of a phrase table that reads words [first, last), None where none reads just these."""
    hit = table(text.language, file).at(text.spelled, first, last)
    return of_hit(text, file, hit) if hit is not None and hit.last == last else None


def phrases_in(text: Text, file: str, first: int, last: int) -> Iterator[tuple[Hit, Line]]:
    """The phrases of a table in words [first, last), with their lines."""
    for hit in table(text.language, file).find(text.spelled, first, last):
        yield hit, of_hit(text, file, hit)


def of_hit(text: Text, file: str, hit: Hit) -> Line:
    """The line of a phrase found in a text."""
    phrases = next(iter(hit.row.values()))
    for phrase in phrases.split("|"):
        found = Phrases([{"phrase": phrase}]).at(text.spelled, hit.first, hit.last)
        if found is not None and found.last == hit.last:
            return line_of(text.language, file, hit.row, phrase)
    raise ValueError(f"{file}: no phrase of {phrases!r} fits words {hit.first} to {hit.last}")


def cue_at(text: Text, file: str, first: int, last: int) -> tuple[Row, Line] | None:
    """The first phrase of a lexicon, which is matched on base forms, within words [first, last)."""
    match = next(lexicon(text.language, file).find(text, first, last), None)
    if match is None:
        return None
    phrases = next(iter(match.row.values())).split("|")
    phrase = next(one for one in phrases if _reads(text, one, match.first, match.last))
    return match.row, line_of(text.language, file, match.row, phrase)


def _reads(text: Text, phrase: str, first: int, last: int) -> bool:
    match = Lexicon(text.language, f"phrase\n{phrase}").at(text, first)
    return match is not None and match.last == last


def of_event(language: Language, name: str, type_: str, mode: str | None) -> list[Line]:
    """The lines of the trigger, and of the frame before it where there is one, that give an event by its rule's name.

    A frame's name stands before the trigger's: "agree-to-send-aid"; a phrase turned into the passive keeps its line.
    """
    name = name.removesuffix("-passive")
    known, framed = triggers.lines(language), frames.lines(language)
    for phrase, row in known.get(name, ()):
        if (row["type"], row["mode"]) == (type_, mode or ""):
            return [line_of(language, "events.tsv", row, phrase)]
    parts = name.split("-")
    for cut in range(1, len(parts)):
        for phrase, row in framed.get("-".join(parts[:cut]), ()):
            of = row["of"].split("|") if (row["type"], row["mode"]) == (type_, mode or "") else []
            for after, deed in known.get("-".join(parts[cut:]), ()):
                if deed["type"] in of:
                    frame = line_of(language, "event_frames.tsv", row, phrase)
                    return [frame, line_of(language, "events.tsv", deed, after)]
    return []


def line_of(language: Language, file: str, row: Row, phrase: str) -> Line:
    """A row of a file, with its number and the alternative of its phrase that fits."""
    says = tuple((column, cell) for column, cell in list(row.items())[1:] if cell)
    return Line(f"{language.tag}/{file}", _numbers(language, file).get(tuple(row.values())), phrase.strip(), says)


@cache
def _numbers(language: Language, file: str) -> dict[tuple[str, ...], int]:
    return {tuple(row.values()): number for number, row in numbered(language.data(file))}
