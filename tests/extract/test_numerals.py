"""Numbers among the mentions of a reading: every number has its exact words, its type and what it is worth."""

import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.contract import mentions_json
from dalel.extract import numerals
from dalel.extract.language import load
from dalel.extract.reading import read
from dalel.extract.text import cut

PUBLISHED = datetime(2022, 1, 6, 9, tzinfo=UTC)


def numbers(text: str, language: str) -> list[tuple[str, str, float | None]]:
    found = read(text, language, PUBLISHED).mentions.numbers
    return [(number.span.text, number.type, number.value) for number in found]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("At least 26 people were hurt.", "en", ("At least 26", "CARDINAL", 26)),
        ("There were two hundred and six men.", "en", ("two hundred and six", "CARDINAL", 206)),
        ("It was the third attack.", "en", ("third", "ORDINAL", 3)),
        ("She came 21st.", "en", ("21st", "ORDINAL", 21)),
        ("It was the second attack.", "en", ("second", "ORDINAL", 2)),
        ("More than 60% of them voted.", "en", ("More than 60%", "PERCENT", 60)),
        ("It cost $10bn.", "en", ("$10bn", "MONEY", 10_000_000_000)),
        ("They walked 40 km.", "en", ("40 km", "QUANTITY", 40)),
        ("Не менее 26 человек ранены.", "ru", ("Не менее 26", "CARDINAL", 26)),
        ("Это двадцать первый взрыв.", "ru", ("двадцать первый", "ORDINAL", 21)),
        ("Это 5-й взрыв.", "ru", ("5-й", "ORDINAL", 5)),
        ("Ущерб составил 3,7 млн долларов.", "ru", ("3,7 млн долларов", "MONEY", 3_700_000)),
        ("Сгорело 5 тонн зерна.", "ru", ("5 тонн", "QUANTITY", 5)),
        ("Против высказались 12 процентов жителей.", "ru", ("12 процентов", "PERCENT", 12)),
        ("Алаңда кемінде 26 адам жараланды.", "kk", ("кемінде 26", "CARDINAL", 26)),
        ("Жиында екі жүз елу адам болды.", "kk", ("екі жүз елу", "CARDINAL", 250)),
        ("Бұл екінші жарылыс.", "kk", ("екінші", "ORDINAL", 2)),
        ("Тұрғындардың 60%-дан астамы келді.", "kk", ("60%-дан астамы", "PERCENT", 60)),
        ("Шығын 5 миллион теңгеге жетті.", "kk", ("5 миллион теңгеге", "MONEY", 5_000_000)),
        ("Көлік 40 шақырым жүрді.", "kk", ("40 шақырым", "QUANTITY", 40)),
    ],
)
def test_numbers_are_mentions_with_type_and_value(text: str, language: str, expected: tuple[str, str, float]) -> None:
    assert numbers(text, language) == [expected]


def test_a_range_and_a_vague_number_have_no_value() -> None:
    assert numbers("Between 10 and 15 people left.", "en") == [("Between 10 and 15", "CARDINAL", None)]
    assert numbers("Dozens of people left.", "en") == [("Dozens of", "CARDINAL", None)]


def test_a_number_in_a_time_is_no_number() -> None:
    assert numbers("It began on 5 January 2022 and went on for three days.", "en") == []
    assert numbers("Бұл 2022 жылғы 5 қаңтарда басталды.", "kk") == []


def test_a_second_is_no_ordinal_but_the_second_is() -> None:
    assert numbers("A second later she fell.", "en") == []
    assert numbers("The second later fell.", "en") == [("second", "ORDINAL", 2)]


def test_the_json_holds_numbers_among_the_mentions() -> None:
    text = "There, 40 km away, 26 people and many others were hurt."
    written = json.loads(json.dumps(mentions_json(read(text, "en", PUBLISHED).mentions)))
    assert written["numbers"] == [
        {"start": 7, "end": 12, "text": "40 km", "type": "QUANTITY", "value": 40},
        {"start": 19, "end": 21, "text": "26", "type": "CARDINAL", "value": 26},
    ]


PIECES = (
    "26 3,700 3 700 two hundred first second twenty-first % $ tenge km per cent at least 10-15 5th 5-й двадцать первый "
    "не менее процентов млн екі жүз екінші 60%-дан астам теңге шақырым 2 , 5 5 January three days"
)
WORDS = st.sampled_from(PIECES.split())


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)), st.sampled_from(["en", "ru", "kk"]))
def test_numbers_have_exact_spans_in_order_and_overlap_nothing(text: str, language: str) -> None:
    mentions = read(text, language, PUBLISHED).mentions
    spans = [number.span for number in mentions.numbers]
    for span in spans:
        assert text[span.start : span.end] == span.text
    assert all(before.end <= after.start for before, after in pairwise(spans))
    times = {place for time in mentions.times for place in range(time.span.start, time.span.end)}
    assert times.isdisjoint(place for span in spans for place in range(span.start, span.end))


def test_learned_numbers_take_the_place_of_the_rules() -> None:
    language = load("kk")
    assert language is not None
    text = cut("Жиында екі жүз елу адам және 40 шақырым жол болды .", language)
    found = numerals.find(text, [], [(1, 4, "CARDINAL"), (6, 8, "QUANTITY"), (0, 1, "OTHER")])
    assert [(one.span.text, one.type, one.value) for one in found] == [
        ("екі жүз елу", "CARDINAL", 250),
        ("40 шақырым", "QUANTITY", 40),
    ]
