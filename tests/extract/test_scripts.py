"""One name in many scripts: the spellings that meet under one key, and those that must not."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract.lexicon import rows
from dalel.extract.scripts import is_full_name, is_personal, may_be_one, parts, sound, sounds
from tests.timing import assert_linear

GROUPS = Path(__file__).parents[1] / "gold" / "names.tsv"


def groups() -> dict[str, list[str]]:
    return {row["person"]: row["spellings"].split("|") for row in rows(GROUPS.read_text("utf-8"))}


def key(name: str) -> str:
    return sound(parts(name).family)


@pytest.mark.parametrize(
    "spellings",
    [
        ["Токаев", "Тоқаев", "Tokayev", "Tokaev", "Toqaev", "Toqayev"],
        ["Қошанов", "Qoşanov", "Кошанов", "Koshanov"],
        ["Жапаров", "Japarov", "Zhaparov", "Джапаров"],
        ["Сағынтаев", "Sağyntaev", "Сагинтаев", "Sagintayev"],
        ["Тұрғымбаев", "Тургумбаев", "Turgumbayev"],
        ["Қасым-Жомарт", "Касым-Жомарт", "Kassym-Jomart", "Qasymjomart"],
        ["Горбачёв", "Горбачев", "Gorbachev", "Gorbachov"],
        ["Зеленский", "Zelensky", "Zelenskyy", "Zelenskiy"],
        ["S'alqar", "Şalqar", "Shalqar", "Шалқар"],
        ["Erdoğan", "Erdogan", "Эрдоган", "Ердоған"],
    ],
)
def test_spellings_of_one_name_sound_the_same(spellings: list[str]) -> None:
    assert len({sound(one) for one in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Назарбаев", "Назарбаева"),
        ("Назарбаев", "Назаров"),
        ("Серіков", "Сарыков"),
        ("Козлов", "Козлев"),
        ("Маслов", "Мослов"),
        ("Smith", "Smits"),
        ("Жуков", "Шуков"),
    ],
)
def test_names_that_differ_in_what_all_scripts_write_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_nine_of_ten_pairs_of_spellings_meet_and_no_two_people_do() -> None:
    known = groups()
    assert len(known) >= 40
    pairs = [pair for spellings in known.values() for pair in combinations(map(key, spellings), 2)]
    assert sum(one == other for one, other in pairs) / len(pairs) >= 0.93
    for (_, these), (_, those) in combinations(known.items(), 2):
        assert not set(map(key, these)) & set(map(key, those))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Касым-Жомарт Токаев", "Токаев"),
        ("Токаев Касым-Жомарт Кемелевич", "Токаев"),
        ("Касым-Жомарт Кемелевич Токаев", "Токаев"),
        ("К. К. Токаев", "Токаев"),
        ("Токаев К.К.", "Токаев"),
        ("Назарбаев Нурсултан", "Назарбаев"),
        ("Мәулен Сағатханұлы Әшімбаев", "Әшімбаев"),
        ("Слободан Милошевич", "Милошевич"),
        ("Abu Bakr al-Baghdadi", "Baghdadi"),
        ("Абу Бакр аль-Багдади", "Багдади"),
        ("Елизавета II", "Елизавета"),
        ("Tokayev", "Tokayev"),
        ("K.", "K."),
    ],
)
def test_the_family_name_is_found_wherever_it_stands(name: str, family: str) -> None:
    assert parts(name).family == family


def test_given_names_tell_people_apart_only_where_both_are_said_and_differ() -> None:
    assert may_be_one(("Nursultan",), ("Нұрсұлтан",))
    assert may_be_one((), ("Нұрсұлтан",))
    assert may_be_one(("Н.",), ("Nursultan",))
    assert not may_be_one(("Д.",), ("Nursultan",))
    assert not may_be_one(("Dariga",), ("Nursultan",))


def test_an_outlet_that_was_taken_for_a_person_shows_no_sign_of_one() -> None:
    assert not is_personal("Steppe Wire")
    assert all(map(is_personal, ["Tokayev", "John Smith", "К. Ким", "Қуаныш Х.", "Айгүл Сейт"]))
    assert is_full_name("Касым-Жомарт Токаев")
    assert not is_full_name("Kursiv")


@given(st.text(max_size=60))
def test_any_text_has_a_sound_and_parts_and_its_case_does_not_matter(text: str) -> None:
    assert sound(text) == sound(text)
    assert isinstance(sounds(text), str)
    named = parts(text)
    assert named.family in text or not text.split()
    assert all(one in text.split() for one in named.given)


def test_the_sound_of_a_hostile_word_takes_time_linear_in_its_length() -> None:
    def hear(length: int) -> None:
        for word in ("u" * length, "uz" * (length // 2), "u" + "z" * length, "'" * length, "shch" * (length // 4)):
            sound.__wrapped__(word)

    assert_linear(hear, 10_000)
