"""Languages are folders of data; the Kazakh stemmer is a table."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.language import Language, languages, load
from tests.timing import assert_linear


def language(tag: str) -> Language:
    found = load(tag)
    assert found is not None
    return found


def test_three_languages_are_read() -> None:
    assert {"en", "ru", "kk"} <= set(languages())


def test_a_regional_tag_is_read_as_its_language() -> None:
    assert load("en-GB") is load("EN") is load("en")


def test_an_unknown_language_is_none() -> None:
    assert load("tlh") is None


def test_a_missing_data_file_is_empty() -> None:
    assert language("en").data("no-such-file.tsv") == ""


@pytest.mark.parametrize(("word", "lemma"), [("stormed", "storm"), ("killed", "kill"), ("clashes", "clash")])
def test_english_forms_have_base_forms(word: str, lemma: str) -> None:
    assert language("en").lemma(word) == lemma


@pytest.mark.parametrize(("word", "lemma"), [("захватили", "захватить"), ("протестующими", "протестовать")])
def test_russian_forms_have_base_forms(word: str, lemma: str) -> None:
    assert language("ru").lemma(word) == lemma


def test_russian_tags_tell_the_case_and_the_voice() -> None:
    assert {"NOUN", "ablt", "plur"} <= language("ru").tags("солдатами")
    assert "pssv" in language("ru").tags("захвачен")


def test_a_language_without_an_analyser_has_no_tags() -> None:
    assert language("en").tags("soldiers") == frozenset()


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("қаласында", "қала"),
        ("тұрғындарымен", "тұрғын"),
        ("әкімдігінде", "әкімдік"),
        ("кітабы", "кітап"),
        ("халқының", "халық"),
        ("орнына", "орын"),
        ("үкіметін", "үкімет"),
        ("қақтығысы", "қақтығыс"),
        ("басшысының", "басшы"),
        ("бағасын", "баға"),
        ("полицейлерді", "полицей"),
        ("талаптарын", "талап"),
        ("теңгеге", "теңге"),
        ("алаңға", "алаң"),
    ],
)
def test_kazakh_nouns_lose_case_possessor_and_number(word: str, stem: str) -> None:
    assert language("kk").lemma(word) == stem


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("бастады", "баста"),
        ("болады", "бол"),
        ("алды", "ал"),
        ("ұсталған", "ұстал"),
        ("бармаған", "бар"),
        ("босатты", "босат"),
        ("кездесуге", "кездес"),
        ("жинап", "жина"),
        ("білмейді", "біл"),
        ("айтқан", "айт"),
        ("таратпады", "тарат"),
    ],
)
def test_kazakh_verbs_lose_tense_person_and_negation(word: str, stem: str) -> None:
    assert language("kk").lemma(word) == stem


@pytest.mark.parametrize(
    "word", ["талап", "қала", "әкім", "адам", "тұрғын", "хабар", "қауіп", "екі", "жұмысшы", "төмен"]
)
def test_kazakh_words_that_only_look_inflected_are_left_whole(word: str) -> None:
    assert language("kk").lemma(word) == word


@pytest.mark.parametrize(
    ("word", "tags"),
    [
        ("халықты", {"accs"}),
        ("халыққа", {"datv"}),
        ("халықтан", {"elat"}),
        ("халықпен", {"ablt"}),
        ("адамдар", {"plur"}),
        ("халықтың", {"gent"}),
        ("қалада", {"loct"}),
        ("қаласы", {"poss"}),
        ("барған", {"VERB"}),
    ],
)
def test_kazakh_suffixes_tell_the_case(word: str, tags: set[str]) -> None:
    assert tags <= language("kk").tags(word)


@pytest.mark.parametrize(
    ("latin", "cyrillic"), [("adamdardyñ", "адамдардың"), ("ūstady", "ұстады"), ("qalada", "қалада")]
)
def test_kazakh_in_both_alphabets_has_one_stem(latin: str, cyrillic: str) -> None:
    assert language("kk").lemma(latin) == language("kk").lemma(cyrillic)


def test_every_word_kept_whole_in_kazakh_is_its_own_stem() -> None:
    kept = tomllib.loads(language("kk").data("suffixes.toml"))["keep"]
    assert all(language("kk").lemma(word) == word for group in kept.values() for word in group)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(languages()),
    st.text(min_size=1, max_size=30) | st.text("аәеоөұүыіқғңһбвгдлмнпрстшжйу", min_size=1, max_size=20),
)
def test_any_word_has_a_lemma_and_tags(tag: str, word: str) -> None:
    assert isinstance(language(tag).lemma(word.lower()), str)
    assert isinstance(language(tag).tags(word.lower()), frozenset)


@settings(max_examples=300, deadline=None)
@given(st.text("аәеоөұүыіқғңбгдлмнпрстшжйу", min_size=3, max_size=16))
def test_a_kazakh_stem_is_never_empty_and_never_longer_than_a_vowel_more(word: str) -> None:
    stem = language("kk").lemma(word)
    assert 2 <= len(stem) <= len(word) + 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kisi olipti", "кісі өліпті"),  # no marks, as in messages
        ("on myndagan halyq", "он мыңдаған халық"),
        ("kısı ölıptı", "кісі өліпті"),  # the alphabet of 2021
        ("oqqa ushty", "оққа ұшты"),
        ("Tbilisi", "тбилиси"),  # in no table: a name
        ("jaralandy", "жараланды"),
        ("bolǵan kúni", "болған күні"),  # the alphabet of 2018
        ("sailau", "сайлау"),
    ],
)
def test_kazakh_typed_in_latin_letters_is_spelled_in_cyrillic_whatever_the_alphabet(typed: str, meant: str) -> None:
    spell = language("kk").spell
    assert spell is not None
    assert " ".join(spell(word.lower()) for word in typed.split()) == meant


@given(st.text(max_size=30))
def test_any_word_is_spelled_without_an_exception(word: str) -> None:
    spell = language("kk").spell
    assert spell is not None
    assert bool(spell(word)) == bool(word)


def test_a_word_without_end_is_spelled_in_time_linear_in_its_length() -> None:
    spell = language("kk").spell
    assert spell is not None
    assert_linear(lambda size: spell("ba" * size), 20_000)
