"""The desk's actor file in reading: an alias is its actor, in any language, script and case."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.actors import NO_BOOK, ActorBook
from dalel.extract.reading import read
from dalel.model import Actor, ActorType, Tenure
from tests.timing import assert_linear

PERSON, ORGANIZATION, GROUP = ActorType.PERSON, ActorType.ORGANIZATION, ActorType.GROUP
PUBLISHED = datetime(2022, 1, 6, tzinfo=UTC)

PRESIDENT = Actor(
    "Kassym-Jomart Tokayev",
    PERSON,
    ("Токаев", "Касым-Жомарт Токаев", "Қасым-Жомарт Тоқаев", "Тоқаев", "Toqaev", "Tokayev", "глава государства"),
    roles=(
        Tenure("Chairman of the Senate", date(2013, 10, 16), date(2019, 3, 19)),
        Tenure("President", date(2019, 3, 20)),
    ),
)
COMMITTEE = Actor("National Security Committee", ORGANIZATION, ("КНБ", "ҰҚК", "Комитет национальной безопасности"))
MONITOR = Actor("Open Square Monitor", ORGANIZATION, ("Ашық алаң", "Открытая площадь"))
CROWD = Actor("Zhanaozen strikers", GROUP, ("мунайщики", "oilmen"))
BOOK = NO_BOOK.with_([PRESIDENT, COMMITTEE, MONITOR, CROWD])


def entities(text: str, tag: str, book: ActorBook = BOOK) -> dict[str, str]:
    return {one.span.text: one.entity for one in read(text, tag, PUBLISHED, (), book).mentions.actors}


@pytest.mark.parametrize(
    ("tag", "text", "alias"),
    [
        ("en", "On Friday Tokayev addressed the nation.", "Tokayev"),
        ("en", "The decree was signed by Тоқаев.", "Тоқаев"),
        ("ru", "Об этом сообщили Токаеву.", "Токаеву"),
        ("ru", "Встреча с Касым-Жомартом Токаевым прошла вчера.", "Касым-Жомартом Токаевым"),
        ("ru", "По словам главы государства, погибли 26 человек.", "главы государства"),
        ("kk", "Бұл туралы Тоқаевтың өзі айтты.", "Тоқаевтың"),
        ("kk", "Bul turaly Toqaevtyñ özi aitty.", "Toqaevtyñ"),
    ],
)
def test_an_alias_in_any_form_is_its_actor(tag: str, text: str, alias: str) -> None:
    assert entities(text, tag)[alias] == "Kassym-Jomart Tokayev"


@pytest.mark.parametrize(
    ("tag", "text", "alias"),
    [
        ("ru", "Пятерых задержали сотрудники КНБ.", "КНБ"),
        ("ru", "Операцию провели Комитетом национальной безопасности.", "Комитетом национальной безопасности"),
        ("kk", "Бұл ҰҚК-нің мәлімдемесі.", "ҰҚК-нің"),
    ],
)
def test_an_institution_is_recognised_with_its_case_endings(tag: str, text: str, alias: str) -> None:
    assert entities(text, tag)[alias] == "National Security Committee"


def test_a_voice_goes_by_the_name_in_the_file() -> None:
    russian = read("По словам главы государства, погибли 26 человек.", "ru", PUBLISHED, (), BOOK).statements
    english = read("At least 26 people were killed, Tokayev said.", "en", PUBLISHED, (), BOOK).statements
    assert {one.voice.name for one in (*russian, *english)} == {"Kassym-Jomart Tokayev"}


def test_what_the_file_writes_with_a_capital_has_one_in_the_text() -> None:
    assert "ашық алаң" not in entities("Бұл ашық алаң еді.", "kk")
    assert "knb" not in {text.lower() for text in entities("a knb of butter, a нбк of bread", "en")}
    assert entities("The oilmen went home.", "en")["oilmen"] == "Zhanaozen strikers"
    assert entities("Oilmen went home.", "en")["Oilmen"] == "Zhanaozen strikers"


def test_the_longest_alias_counts() -> None:
    book = NO_BOOK.with_(
        [
            Actor("Ministry", ORGANIZATION, ("Interior Ministry",)),
            Actor("Spokesman's Office", ORGANIZATION, ("Interior Ministry Press Office",)),
        ]
    )
    found = entities("The Interior Ministry Press Office said so. The Interior Ministry did not.", "en", book)
    assert found == {"Interior Ministry Press Office": "Spokesman's Office", "Interior Ministry": "Ministry"}


def test_a_relative_of_the_same_family_name_is_not_the_actor() -> None:
    book = NO_BOOK.with_([Actor("Nursultan Nazarbayev", PERSON, ("Назарбаев", "Nazarbayev", "Нурсултан Назарбаев"))])
    english = entities("Bolat Nazarbayev left. Nursultan Nazarbayev stayed.", "en", book)
    assert english == {"Bolat Nazarbayev": "Bolat Nazarbayev", "Nursultan Nazarbayev": "Nursultan Nazarbayev"}
    russian = entities("Дарига Назарбаева выступила. Назарбаева не согласилась.", "ru", book)
    assert set(russian.values()) == {"Дарига Назарбаева"}


def test_the_form_that_is_written_counts_before_the_form_that_it_could_be() -> None:
    book = NO_BOOK.with_([Actor("Nursultan", PERSON, ("Назарбаев",)), Actor("Dariga", PERSON, ("Назарбаева",))])
    assert entities("Об этом заявила Назарбаева.", "ru", book)["Назарбаева"] == "Dariga"
    assert entities("Об этом заявил Назарбаев.", "ru", book)["Назарбаев"] == "Nursultan"


def test_a_spelling_that_is_not_in_the_file_follows_the_one_beside_it_that_is() -> None:
    text = "Kassym-Jomart Tokaev spoke on Friday. President Tokayev promised an inquiry."
    assert set(entities(text, "en").values()) == {"Kassym-Jomart Tokayev"}


def test_a_mark_at_the_edge_of_an_alias_is_left_to_the_sentence() -> None:
    book = NO_BOOK.with_([Actor("Yahoo Inc.", ORGANIZATION, ("Yahoo!",))])
    assert entities("They sold it to Yahoo. Then Yahoo! denied it.", "en", book) == {"Yahoo": "Yahoo Inc."}


def test_one_alias_cannot_be_two_actors() -> None:
    with pytest.raises(ValueError, match='"кнб" of "Club" is also a name of "National Security Committee"'):
        BOOK.with_([Actor("Club", ORGANIZATION, ("кнб",))])


def test_a_new_description_replaces_the_old_one_and_an_alias_may_change_hands() -> None:
    book = BOOK.with_([Actor("Club", ORGANIZATION, ("КНБ",)), Actor("National Security Committee", ORGANIZATION)])
    assert entities("Пятерых задержали сотрудники КНБ.", "ru", book)["КНБ"] == "Club"


def test_the_file_says_what_somebody_was_on_a_day() -> None:
    name = "Kassym-Jomart Tokayev"
    assert BOOK.titles(name, date(2019, 3, 19)) == "Chairman of the Senate"
    assert BOOK.titles(name, date(2022, 1, 6)) == "President"
    assert BOOK.titles(name, date(2011, 1, 1)) == BOOK.titles("nobody", date(2022, 1, 6)) == ""


mixed = st.lists(
    st.sampled_from(["Токаев", "Tokayev", "КНБ", "ҰҚК-нің", "глава", "государства", "said", ".", "“", "\n", "26"])
)


@settings(deadline=None)
@given(mixed.map(" ".join) | st.text(max_size=80), st.sampled_from(["en", "ru", "kk"]))
def test_any_text_is_read_with_exact_spans_in_order_and_none_overlapping(text: str, tag: str) -> None:
    last = 0
    for mention in read(text, tag, PUBLISHED, (), BOOK).mentions.actors:
        assert text[mention.span.start : mention.span.end] == mention.span.text
        assert mention.span.start >= last
        last = mention.span.end


aliases = st.text(min_size=1, max_size=20).filter(str.strip)


@settings(deadline=None)
@given(st.lists(aliases, min_size=1, max_size=4), st.sampled_from(["en", "ru", "kk"]))
def test_any_alias_can_be_read_with(names: list[str], tag: str) -> None:
    book = NO_BOOK.with_([Actor("Somebody", PERSON, tuple(names))])
    read(" said. ".join(names), tag, PUBLISHED, (), book)


def test_reading_with_a_file_takes_time_linear_in_the_text() -> None:
    assert_linear(lambda size: read("Tokayev said КНБ. Nazarbayev Bolat. " * size, "en", PUBLISHED, (), BOOK), 60)
