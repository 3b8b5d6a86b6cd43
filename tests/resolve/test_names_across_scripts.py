"""A person quoted in three languages is one origin; institutions meet in their inflected forms."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dalel.extract.actors import NO_BOOK, ActorBook
from dalel.model import Actor, ActorMention, ActorType, Document, Role, Span
from dalel.record import queries
from dalel.record.queries import Filters
from dalel.resolve import same
from dalel.resolve.heard import origin_of
from dalel.resolve.people import People, Registry
from tests.conftest import fill, report

LATEST = "2030-01-01T00:00:00Z"
PERSON, ORGANIZATION = ActorType.PERSON, ActorType.ORGANIZATION
NAZARBAYEV = Actor("Nursultan Nazarbayev", PERSON, ("Нурсултан Назарбаев",))
BROTHER = Actor("Bolat Nazarbayev", PERSON, ("Болат Назарбаев",))


def origin(voice: str, type_: str = "PERSON", book: ActorBook = NO_BOOK, source: str = "Meridian") -> str | None:
    """The origin of what a voice says in a document that names it."""
    mention = ActorMention(Span(0, len(voice), voice), type_, voice)
    return origin_of(Role.NAMED, voice, source, People([mention], Registry(book), None))


def told(source: str, language: str, text: str) -> Document:
    return report(text, source=source, language=language)


IN_THREE_LANGUAGES = [
    told("A", "en", "At least 26 people were killed in Almaty on January 5, President Kassym-Jomart Tokayev said."),
    told("B", "ru", "По словам президента Касым-Жомарта Токаева, 5 января в Алматы погибли не менее 26 человек."),
    told("C", "kk", "Қасым-Жомарт Тоқаевтың айтуынша, 5 қаңтарда Алматыда кемінде 26 адам қаза тапты."),
]


def test_a_person_quoted_in_three_languages_is_one_origin(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", IN_THREE_LANGUAGES)
    figures = list(queries.figures(record.connection, LATEST, Filters(measure="killed")))
    assert [(row["origins"], row["standing"]) for row in figures] == [(1, "single-origin")]


@pytest.mark.parametrize("seed", range(3))
def test_whose_words_they_are_does_not_depend_on_the_order_of_adding(tmp_path: Path, seed: int) -> None:
    documents = [*IN_THREE_LANGUAGES, told("D", "en", "Dozens were killed in Almaty, Tokaev said on January 5.")]
    random.Random(seed).shuffle(documents)
    record = fill(tmp_path / "a.dalel", documents)
    named = record.connection.execute("SELECT DISTINCT origin FROM statements WHERE role = 'named'").fetchall()
    assert len(named) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Kassym-Jomart Tokayev", "Касым-Жомарт Токаев", "Тоқаев", "Toqaev", "Токаев К.К."),
        ("Nursultan Nazarbayev", "Назарбаев Нурсултан Абишевич", "Нұрсұлтан Назарбаев"),
    ],
)
def test_spellings_of_one_person_are_one_origin(names: tuple[str, ...]) -> None:
    assert len({origin(name) for name in names}) == 1


def test_two_persons_are_two_origins() -> None:
    assert origin("Kassym-Jomart Tokayev") != origin("Nursultan Nazarbayev")
    assert origin("Дарига Назарбаева") != origin("Нурсултан Назарбаев")


def test_an_outlet_taken_for_a_person_is_still_the_outlet() -> None:
    assert origin("Steppe Wire") == origin("Steppe Wire", "ORGANIZATION") == origin_of(Role.AUTHOR, None, "Steppe Wire")


def test_a_channel_under_its_owners_name_and_its_owner_quoted_elsewhere_are_one_origin() -> None:
    assert origin_of(Role.AUTHOR, None, "Нурсултан Назарбаев") == origin("Nursultan Nazarbayev")


def test_persons_of_one_family_name_are_one_origin_until_the_desk_tells_them_apart() -> None:
    assert origin("Nursultan Nazarbayev") == origin("Bolat Nazarbayev")
    book = NO_BOOK.with_([NAZARBAYEV, BROTHER])
    assert origin("Nursultan Nazarbayev", book=book) != origin("Bolat Nazarbayev", book=book)


def test_a_spelling_that_the_desk_did_not_list_meets_the_only_actor_of_that_name() -> None:
    book = NO_BOOK.with_([NAZARBAYEV])
    assert origin("Nūrsūltan Nazarbaev", book=book) == origin("Nursultan Nazarbayev", book=book)


def test_an_institution_of_the_desk_meets_the_same_institution_of_the_table() -> None:
    book = NO_BOOK.with_([Actor("Ministry of the Interior of Kazakhstan", ORGANIZATION, ("МВД РК", "МВД"))])
    assert origin("Ministry of the Interior of Kazakhstan", "ORGANIZATION", book) == same.institution(
        "Interior Ministry"
    )


@pytest.mark.parametrize(
    ("name", "language", "key"),
    [
        ("министерством внутренних дел", "ru", "interior ministry"),
        ("Генеральной прокуратуры", "ru", "prosecutor general's office"),
        ("Ішкі істер министрлігінің", "kk", "interior ministry"),
        ("Денсаулық сақтау министрлігінен", "kk", "health ministry"),
        ("Interior Ministry", "en", "interior ministry"),
    ],
)
def test_an_institution_is_known_in_its_inflected_forms(name: str, language: str, key: str) -> None:
    assert same.institution(name, language) == key


def test_the_word_for_what_an_outlet_is_is_no_part_of_its_name() -> None:
    assert same.institution("Steppe Wire агенттігінің", "kk") == same.institution("Steppe Wire")
    assert same.institution("агентства Steppe Wire", "ru") == same.institution("Steppe Wire")
    assert same.institution("агентство", "ru") != same.institution("газета", "ru")


def test_an_outlet_is_one_in_two_alphabets() -> None:
    assert same.institution("Азаттық") == same.institution("Azattyq") == same.institution("Азаттык")
