"""ACLED's sub-event types: gold texts, and what must hold of any event."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reading.acled import measure
from dalel.extract import acled
from dalel.extract.events.triggers import TYPES
from dalel.extract.lexicon import rows
from dalel.extract.reading import read
from dalel.model import Event, Span

GOLD = list(rows((Path(__file__).parent.parent / "gold" / "acled.tsv").read_text("utf-8")))


def code(text: str, language: str) -> str:
    found = acled.of_text(text, read(text, language, None).statements, language)
    return found.code if found else "-"


def test_gold_names_only_sub_events_of_acled() -> None:
    assert {row["sub_event"] for row in GOLD} <= acled.SUB_EVENTS.keys() | {"-"}


def test_at_least_nine_of_ten_development_texts_are_right_in_each_language() -> None:
    counts = measure("dev")
    assert set(counts) == {"en", "ru", "kk"}
    assert all(count["right"] / count["n"] >= 0.9 for count in counts.values()), counts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The union plans a protest for Friday."),
        ("en", "Nobody was arrested in the town."),
        ("ru", "Никто не задержан."),
        ("kk", "Ешкім ұсталған жоқ."),
        ("en", "The weather was fine."),
    ],
)
def test_what_did_not_take_place_is_no_event(language: str, text: str) -> None:
    assert code(text, language) == "-"


def test_the_graver_event_takes_the_lesser_in() -> None:
    protest = "Hundreds of students marched through the city."
    assert code(protest, "en") == "PEACE_PROTEST"
    assert code(protest + " Police used tear gas to disperse them.", "en") == "PROTEST_WITH_INTER"
    assert (
        code(protest + " Soldiers opened fire on the protesters, killing two students.", "en")
        == "FORCE_AGAINST_PROTEST"
    )


def test_each_sub_event_type_has_acled_event_type() -> None:
    protest = acled.SubEvent("PEACE_PROTEST", 0)
    assert (protest.event_type, protest.sub_event_type) == ("Protests", "Peaceful protest")
    assert len(acled.SUB_EVENTS) == 25


@given(
    st.sampled_from(sorted(TYPES)),
    st.sampled_from([None, "kill", "seize", "arrest", "demo"]),
    st.text(min_size=1),
    st.sampled_from(["en", "ru", "kk", "xx"]),
)
def test_any_words_give_a_known_sub_event_or_none(type_: str, mode: str | None, words: str, language: str) -> None:
    span = Span(0, len(words), words)
    found = acled.of_event(Event(type_, mode, span, (span,), (span,)), words, language)
    assert found is None or found.code in acled.SUB_EVENTS
