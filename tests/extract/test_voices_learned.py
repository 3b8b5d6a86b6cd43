"""The learned reader of voices beside the rules: what it may add, and what it may not touch."""

from __future__ import annotations

from importlib.resources import files

import pytest

from dalel.extract import actors, places, voices
from dalel.extract.language import load
from dalel.extract.text import Text, cut
from dalel.extract.voices.attributions import possible_cues, ruled
from dalel.extract.voices.channels import columns
from dalel.extract.voices.learned import Seen, merged
from dalel.extract.voices.sayings import Saying
from dalel.extract.voices.speech import Context, context_of

_LARGEST = 3_000_000  # bytes


def parts(written: str) -> tuple[Text, Context, list[Saying]]:
    english = load("en")
    assert english is not None
    text = cut(written, english)
    context = context_of(text, actors.find(text, places.find(text)))
    return text, context, ruled(context, possible_cues(context))


def at(text: Text, words: str) -> tuple[int, int]:
    """The word range of some words of a text."""
    start = text.text.index(words)
    found = text.words_in(start, start + len(words))
    return found.start, found.stop


def told(text: Text, sayings: list[Saying]) -> list[tuple[str, str, list[str]]]:
    def written(piece: tuple[int, int] | None) -> str:
        return text.span(*piece).text if piece else ""

    return [(written(one.source), written(one.cue), [written(piece) for piece in one.contents]) for one in sayings]


def test_a_cue_that_no_rule_reads_gets_the_nearest_source_and_the_content_beside_it() -> None:
    text, context, rules = parts("The union bristled at the new timetable.")
    assert rules == []
    seen = Seen([at(text, "The union")], [at(text, "bristled at")], [at(text, "the new timetable")])
    assert told(text, merged(context, rules, seen)) == [("The union", "bristled at", ["the new timetable"])]


def test_a_cue_without_content_says_nothing() -> None:
    text, context, rules = parts("The union bristled.")
    assert merged(context, rules, Seen([at(text, "The union")], [at(text, "bristled")], [])) == []


def test_what_the_rules_gave_to_somebody_stays_with_them() -> None:
    text, context, rules = parts("The ministry said that the union had stopped the trains.")
    seen = Seen([at(text, "the union")], [at(text, "had stopped")], [at(text, "the trains")])
    expected = [("The ministry", "said", ["that the union had stopped the trains"])]
    assert told(text, merged(context, rules, seen)) == expected


def test_a_cue_that_both_see_takes_in_the_words_that_only_the_learned_reader_sees() -> None:
    text, context, rules = parts("“The trains stand still,” the ministry said during a debate.")
    cue = at(text, "said during a debate")
    seen = Seen([at(text, "the ministry")], [cue], [at(text, "“The trains stand still,”")])
    assert told(text, merged(context, rules, seen)) == [
        ("the ministry", "said during a debate", ["“The trains stand still,”"])
    ]


def test_the_learned_reader_does_not_see_who_the_actors_are() -> None:
    def seen(first: str, second: str) -> list[object]:
        text, context, rules = parts(f"{first} blamed {second} for the fire, and {second} called it a lie.")
        cues = [cue.core for cue in possible_cues(context)]
        return [list(column) for column in columns(context, actors.find(text, places.find(text)), rules, cues)]

    assert seen("Protesters", "soldiers") == seen("Soldiers", "protesters")


@pytest.mark.parametrize("words", ["attacked the ruling that freed six men", "sided with the men who had fired"])
def test_a_stance_towards_a_deed_does_not_put_the_deed_into_anybodys_mouth(words: str) -> None:
    text, _, _ = parts(f"The union {words}.")
    mentioned = actors.find(text, places.find(text))
    said = voices.spoken(text, voices.attributions(text, mentioned), mentioned)
    start = text.text.index(words.split()[-2])
    assert voices.voice_of(start, start + 3, said) == voices.AUTHOR


def test_the_weights_are_shipped_and_small() -> None:
    weights = files("dalel.extract") / "languages" / "en" / "voices.crf"
    assert 0 < len(weights.read_bytes()) <= _LARGEST
