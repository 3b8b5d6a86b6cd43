"""Labels: the words for groups and events, the same keys in every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract import labels
from dalel.extract.language import load
from dalel.extract.lexicon import rows
from dalel.extract.text import Text, cut

LANGUAGES = ("en", "ru", "kk")
GROUPS = {"participants", "state_forces", "outside_forces", "event"}


def text_of(sentence: str, language: str = "en") -> Text:
    tongue = load(language)
    assert tongue is not None
    return cut(sentence, tongue)


def found(sentence: str, language: str = "en") -> list[tuple[str, str, str]]:
    mentions = labels.find(text_of(sentence, language))
    return [(mention.label.term, mention.label.lemma, mention.label.group) for mention in mentions]


def table(language: str) -> dict[str, str]:
    tongue = load(language)
    assert tongue is not None
    return {row["lemma"]: row["group"] for row in rows(tongue.data("labels.tsv")) if row["group"] != "none"}


def test_every_language_has_the_same_labels_in_the_same_groups() -> None:
    assert table("en") == table("ru") == table("kk")
    assert set(table("en").values()) == GROUPS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_is_of_one_group_only(language: str) -> None:
    tongue = load(language)
    assert tongue is not None
    pairs = {(row["lemma"], row["group"]) for row in rows(tongue.data("labels.tsv")) if row["group"] != "none"}
    assert len({lemma for lemma, _ in pairs}) == len(pairs)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Foreign-trained terrorists attacked police; the government spoke of a coup attempt."),
        ("ru", "Иностранные террористы напали на полицию; власти говорят о попытке госпереворота."),
        ("kk", "Шетелдік лаңкестер полицияға шабуыл жасады; билік мемлекеттік төңкеріс жасау әрекеті дейді."),
    ],
)
def test_the_same_words_have_the_same_keys_in_every_language(language: str, sentence: str) -> None:
    lemmas = [lemma for _, lemma, _ in found(sentence, language)]
    assert lemmas == ["foreign terrorist", "police", "coup attempt"]


def test_kazakh_in_latin_letters_is_read_like_kazakh_in_cyrillic() -> None:
    latin = "Şeteldık lañkester şabuyl jasady; bilık memlekettık töñkerıs jasau äreketı deidı."
    assert [lemma for _, lemma, _ in found(latin, "kk")] == ["foreign terrorist", "coup attempt"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Some call them attackers, some extremist forces, some unarmed citizens."),
        ("ru", "Одни зовут их: нападавшие, другие: экстремистские силы, третьи: безоружные граждане."),
        ("kk", "Біреулер шабуылдаушылар дейді, біреулер экстремистік күштер, біреулер қарусыз азаматтар."),
    ],
)
def test_loaded_and_neutral_words_stand_side_by_side(language: str, sentence: str) -> None:
    lemmas = [lemma for _, lemma, _ in found(sentence, language)]
    assert lemmas == ["attacker", "extremist", "unarmed civilian"]


def test_the_longest_phrase_is_the_label() -> None:
    assert [term for term, _, _ in found("Peaceful protesters faced riot police.")] == [
        "Peaceful protesters",
        "riot police",
    ]


def test_neutral_and_loaded_words_are_both_labels() -> None:
    lemmas = [
        lemma for _, lemma, _ in found("Protesters, called rioters by the ministry, and demonstrators, called bandits.")
    ]
    assert lemmas == ["protester", "rioter", "demonstrator", "bandit"]


def test_the_russian_pronoun_is_no_counter_terrorist_operation() -> None:
    assert found("Кто стрелял, неизвестно.", "ru") == []
    assert [lemma for _, lemma, _ in found("В городе введён режим КТО.", "ru")] == ["counter-terrorist operation"]


def test_a_war_of_history_is_no_label_of_an_event() -> None:
    assert found("The town was rebuilt after World War Two.") == []


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_read_and_every_label_is_a_slice_of_it(written: str, language: str) -> None:
    text = text_of(written, language)
    for mention in labels.find(text):
        assert mention.label.term == text.span(mention.first, mention.last).text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The crowd of students began a march; there were clashes and a strike."),
        ("ru", "Толпа студентов начала шествие; были столкновения и забастовка."),
        ("kk", "Студенттер шеруді бастады; қақтығыс пен ереуіл болды."),
    ],
)
def test_what_people_simply_are_and_how_it_went_is_no_label(language: str, sentence: str) -> None:
    assert found(sentence, language) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Outlaws, ringleaders and destructive elements, say some; patriots and peaceful citizens, say others."),
        (
            "ru",
            "Отщепенцы, главари и деструктивные элементы, говорят одни; патриоты и мирные граждане, говорят другие.",
        ),
        (
            "kk",
            "Заңнан безгендер, атамандар, деструктивті элементтер дейді; патриоттар, бейбіт азаматтар дейді.",
        ),
    ],
)
def test_words_that_damn_and_words_that_praise_are_labels_alike(language: str, sentence: str) -> None:
    lemmas = [lemma for _, lemma, _ in found(sentence, language)]
    assert lemmas == ["outlaw", "ringleader", "destructive forces", "patriot", "peaceful citizen"]


def test_a_conspiracy_theory_and_a_patriot_missile_are_no_labels() -> None:
    assert found("A conspiracy theory about Patriot missiles.") == []
