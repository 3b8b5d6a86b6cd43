"""One person spelled in two ways in one text is one entity; two persons stay two."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract.actors.found import GROUP, PERSON, Found
from dalel.extract.actors.spellings import find_in_other_scripts, join_spellings
from dalel.extract.language import load
from dalel.extract.reading import read
from dalel.extract.text import cut
from dalel.model import Reading
from tests.timing import assert_linear


def persons(text: str, tag: str) -> dict[str, str]:
    mentions = read(text, tag, datetime(2022, 1, 6, tzinfo=UTC)).mentions.actors
    return {mention.span.text: mention.entity for mention in mentions if mention.type == PERSON}


def joined(*entities: str) -> list[str]:
    """The entities of persons of these names, after spellings were joined."""
    found = [Found(place, place + 1, PERSON, entity) for place, entity in enumerate(entities)]
    join_spellings(found)
    return [one.entity for one in found]


def test_a_name_in_another_script_is_found_and_is_the_same_person() -> None:
    text = "President Kassym-Jomart Tokayev spoke. The statement was signed “Токаев”. Tokayev left."
    assert persons(text, "en")["Токаев"] == "Kassym-Jomart Tokayev"


def test_a_word_in_another_script_that_nobody_here_is_called_is_nobody() -> None:
    assert "Сатпаев" not in persons("President Kassym-Jomart Tokayev spoke. The street is called “Сатпаев”.", "en")


def test_two_manners_of_spelling_in_one_text_are_one_person() -> None:
    text = "Kassym-Jomart Tokayev spoke on Friday. President Tokaev promised an inquiry. Mr Tokayev left."
    assert set(persons(text, "en").values()) == {"Kassym-Jomart Tokayev"}


def test_a_slip_of_one_letter_is_the_name_that_stands_there_right() -> None:
    text = (
        "Nursultan Nazarbayev was in the capital. President Nazarbayed had left, rumours said. Mr Nazarbayev denied it."
    )
    assert persons(text, "en")["Nazarbayed"] == "Nursultan Nazarbayev"


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        ("Nazarbayev", "Nazarbayed"),
        ("Карпичков", "Капричков"),
        ("Нурмагомедов", "Нурмагомдов"),
        ("Yevtushenko", "Yevtushhenko"),
    ],
)
def test_a_letter_changed_dropped_doubled_or_moved_once_is_a_slip(right: str, slip: str) -> None:
    assert joined(f"Anna {right}", f"Anna {right}", slip) == [f"Anna {right}"] * 3


@pytest.mark.parametrize(
    "names",
    [
        ("Нурсултан Назарбаев", "Нурсултан Назарбаев", "Назарбаева"),
        ("Anna Nazarbayev", "Anna Nazarbayev", "Dariga Nazarbayed"),
        ("Anna Nazarbayev", "Anna Nazarbayev", "Nazarbayed", "Nazarbayed"),
        ("Anna Nazarbayev", "Nazarbayed"),
        ("Anna Petrov", "Anna Petrov", "Patrov"),
        ("Anna Nazarbayev", "Anna Nazarbayev", "Hazarbayev"),
    ],
)
def test_a_relative_another_person_or_a_short_name_is_no_slip(names: tuple[str, ...]) -> None:
    assert joined(*names) == list(names)


def test_a_family_name_alone_belongs_to_nobody_where_two_bear_it() -> None:
    names = ["Нурсултан Назарбаев", "Болат Назарбаев", "Nazarbayev"]
    assert joined(*names) == names


def test_an_initial_joins_the_only_person_it_can_be() -> None:
    assert joined("Anna Petrova", "Dmitry Petrova", "А. Петрова") == ["Anna Petrova", "Dmitry Petrova", "Anna Petrova"]
    assert joined("Anna Petrova", "Alina Petrova", "А. Петрова")[2] == "А. Петрова"


def test_the_entity_is_the_fullest_name_in_the_script_that_the_text_uses() -> None:
    assert joined("В. В. Путин", "Владимир Путин", "Vladimir Vladimirovich Putin") == ["Владимир Путин"] * 3


def test_groups_and_organisations_are_left_alone() -> None:
    found = [Found(0, 1, GROUP, "Tokayev"), Found(1, 2, PERSON, "Токаев"), Found(2, 3, PERSON, "Путин")]
    join_spellings(found)
    assert [one.entity for one in found] == ["Tokayev", "Токаев", "Путин"]


def test_exchanged_persons_give_the_same_reading_with_persons_exchanged() -> None:
    text = "Anna Toqaev said 3 people died. Токаев left. Dmitry Masimov said 5 people died. Масимов left."
    swapped = text.replace("Toqaev", "\0").replace("Masimov", "Toqaev").replace("\0", "Masimov")
    swapped = swapped.replace("Токаев", "\0").replace("Масимов", "Токаев").replace("\0", "Масимов")

    def voices(reading: Reading) -> list[str | None]:
        return [statement.voice.name for statement in reading.statements]

    exchange = {"Anna Toqaev": "Anna Masimov", "Dmitry Masimov": "Dmitry Toqaev"}
    first, second = voices(read(text, "en", None)), voices(read(swapped, "en", None))
    assert [exchange.get(name or "", name) for name in first] == second


words = st.text(st.sampled_from("AaBbАаБбКқ .'-"), min_size=1, max_size=12)


@given(st.lists(words, max_size=12))
def test_joining_never_fails_and_gives_only_names_that_were_there(names: list[str]) -> None:
    assert set(joined(*names)) <= set(names)


def test_spellings_take_time_linear_in_the_number_of_persons() -> None:
    english = load("en")
    assert english is not None

    def run(count: int) -> None:
        alike = [f"{chr(0x4E00 + place % 20_000)}{place} Nazarbayev" for place in range(count)]
        slips = [f"Nazar{chr(0x4E00 + place % 20_000)}bayev" for place in range(count)]
        joined(*alike, *slips, *slips)
        text = cut("Tokayev Токаев " * count, english)
        find_in_other_scripts(text, [Found(0, 1, PERSON)])

    assert_linear(run, 1_000)
