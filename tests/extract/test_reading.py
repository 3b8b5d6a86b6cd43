"""The reader as a whole: text in, statements out."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.reading import read
from dalel.model import Factuality, Kind, Role, Statement
from tests.timing import assert_linear

PUBLISHED = datetime.fromisoformat("2022-01-07T12:00:00+06:00")


def statements(text: str, language: str = "en") -> tuple[Statement, ...]:
    return read(text, language, PUBLISHED).statements


def figure(text: str, language: str = "en") -> Statement:
    return next(one for one in statements(text, language) if one.kind is Kind.FIGURE)


def place_of(statement: Statement) -> str | None:
    return statement.event.place.place.name if statement.event and statement.event.place else None


def day_of(statement: Statement) -> str | None:
    return statement.event.time.value if statement.event and statement.event.time else None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("At least 26 people were killed in Almaty on January 6, the Interior Ministry said.", "en"),
        ("В Алматы 6 января погибли не менее 26 человек, сообщило Министерство внутренних дел.", "ru"),
        ("Алматыда 6 қаңтарда кемінде 26 адам қаза тапты, деп хабарлады Ішкі істер министрлігі.", "kk"),
    ],
)
def test_the_same_report_reads_the_same_in_three_languages(text: str, language: str) -> None:
    found = figure(text, language)
    assert found.figure is not None
    assert found.event is not None
    assert (found.figure.measure, found.figure.low, found.figure.relation) == ("killed", 26, ">=")
    assert found.voice.role is Role.NAMED
    assert found.factuality is Factuality.CERTAIN
    assert (found.event.type, found.event.mode) == ("ASSAULT", "kill")
    assert (place_of(found), day_of(found)) == ("Almaty", "2022-01-06")


def test_a_historical_reference_keeps_its_own_time() -> None:
    text = "Protesters gathered in Zhanaozen on Sunday. In December 2011, 16 people were killed there."
    assert day_of(figure(text)) == "2011-12"


def test_a_dateline_says_where_a_report_was_written_and_not_where_it_happened() -> None:
    text = "MOSCOW, January 7 — Police detained 30 people in Almaty."
    assert place_of(figure(text)) == "Almaty"
    text = "NUR-SULTAN, January 7 — Police detained 30 people."
    assert place_of(figure(text)) == "Kazakhstan"


def test_a_headline_in_capitals_is_no_dateline() -> None:
    text = "UNREST\n\nThree people were killed in Aktau on Wednesday – the first deaths."
    assert (place_of(figure(text)), day_of(figure(text))) == ("Aktau", "2022-01-05")


def test_the_time_of_saying_is_not_the_time_of_what_is_said() -> None:
    assert day_of(figure("Three people were killed in Aktau, the ministry said on Thursday.")) is None


def test_a_part_has_its_own_place_and_the_whole_does_not() -> None:
    found = [one for one in statements("164 people died in Kazakhstan, 103 of them in Almaty.") if one.figure]
    assert [(one.figure.low if one.figure else None, place_of(one)) for one in found] == [
        (164, "Kazakhstan"),
        (103, "Almaty"),
    ]


def test_a_report_of_two_countries_gives_no_place_to_what_names_none() -> None:
    text = "Talks were held in Moscow, Russia. Aid reached Kabul, Afghanistan.\n\nThree people were killed."
    assert place_of(figure(text)) is None


def test_a_denial_negates_what_it_denies() -> None:
    found = statements("The Defence Ministry denied that soldiers had fired at protesters in Almaty.")
    fired = next(one for one in found if one.event and one.event.mode == "firearms")
    assert fired.factuality is Factuality.CERTAINLY_NOT
    assert fired.voice.name == "Defence Ministry"


def test_a_question_nobody_answers_is_uncommitted() -> None:
    found = statements("Who set fire to the city hall in Almaty is not known.")
    assert {one.factuality for one in found if one.event} == {Factuality.UNCOMMITTED}


def test_a_clause_that_names_no_speaker_is_read_without_one() -> None:
    assert read("Также во вторник заявил, что он поправляется.", "ru", None).mentions.times


def test_a_language_that_is_not_read_gives_nothing() -> None:
    assert statements("Trois personnes ont été tuées.", "fr") == ()
    assert statements("Three people were killed.", "und") == ()
    assert statements("  \n ", "en") == ()


def test_without_a_publication_time_relative_times_stay_without_a_value() -> None:
    reading = read("Three people were killed on Wednesday.", "en", None)
    assert all(time.earliest is None for time in reading.mentions.times)


SIDES = [("police", "protesters"), ("Police", "Protesters"), ("officers", "demonstrators")]
TEXTS = [
    "Police killed three protesters in Almaty on January 5.",
    "Protesters attacked police in Aktau, witnesses said.",
    "The ministry said protesters had wounded 12 officers. Residents said police shot at demonstrators.",
    "Police said protesters burned the city hall. Protesters said police burned it.",
]


def exchanged(text: str) -> str:
    for one, other in SIDES:
        text = text.replace(one, "\0").replace(other, one).replace("\0", other)
    return text


@pytest.mark.parametrize("text", TEXTS)
def test_exchanging_the_sides_exchanges_them_in_the_statements_and_changes_nothing_else(text: str) -> None:
    def shape(found: tuple[Statement, ...]) -> list[tuple]:
        return [
            (
                one.kind,
                one.factuality,
                one.voice.role is Role.AUTHOR,
                one.event.type if one.event else None,
                one.event.mode if one.event else None,
                len(one.event.agents) if one.event else None,
                len(one.event.patients) if one.event else None,
                one.figure.measure if one.figure else None,
                one.figure.low if one.figure else None,
                place_of(one),
            )
            for one in found
            if one.kind is not Kind.LABEL
        ]

    assert shape(statements(text)) == shape(statements(exchanged(text)))


def test_ids_are_the_same_for_the_same_text_and_differ_for_another() -> None:
    text = "Police detained 30 people in Almaty."
    assert [one.id for one in statements(text)] == [one.id for one in statements(text)]
    assert not {one.id for one in statements(text)} & {one.id for one in statements(text + " ")}


LINE = (
    "police killed 26 people in Almaty said the Interior Ministry on January 5 , . “ ” « » — ? not 1 000 % "
    "погибли в Алматы 5 января заявил МВД 26 адам қаза тапты Алматыда деді ё 𝟙 \u202e é"
)
WORDS = st.sampled_from([*LINE.split(), "\n"])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60), st.sampled_from(["en", "ru", "kk"]))
def test_every_span_is_exactly_its_words(words: list[str], language: str) -> None:
    text = " ".join(words)
    reading = read(text, language, PUBLISHED)
    spans = [one.span for one in reading.statements]
    spans += [one.event.trigger for one in reading.statements if one.event]
    spans += [mention.span for mention in (*reading.mentions.times, *reading.mentions.places, *reading.mentions.actors)]
    assert all(text[span.start : span.end] == span.text for span in spans)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "ru", "kk"]))
def test_any_text_is_read_without_an_exception(text: str, language: str) -> None:
    read(text, language, PUBLISHED)


@pytest.mark.parametrize(
    ("unit", "language"),
    [
        ("Police killed 3 people in Almaty on Monday, ", "en"),
        ("26 people were killed! ", "en"),
        ("ALMATY — ", "en"),
        ("“He said ", "en"),
        ("в Алматы убиты 3 человека, ", "ru"),
        ("Алматыда 3 адам қаза тапты, ", "kk"),
    ],
)
def test_reading_takes_time_linear_in_the_length_of_the_text(unit: str, language: str) -> None:
    assert_linear(lambda length: read(unit * (length // len(unit)), language, PUBLISHED), 10_000)
