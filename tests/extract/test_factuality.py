"""Factuality: how certain a voice is. In the sentences, […] marks the mention that is judged."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract import factuality
from dalel.extract.language import load
from dalel.extract.text import cut

LANGUAGES = ("en", "ru", "kk")


def judged(marked: str, language: str = "en", stance: str | None = None) -> str:
    tongue = load(language)
    assert tongue is not None
    before, _, rest = marked.partition("[")
    mention, _, after = rest.partition("]")
    text = cut(before + mention + after, tongue)
    words = text.words_in(len(before), len(before) + len(mention))
    return factuality.judge(text, words[0], words[-1] + 1, stance)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("CT+", "Twelve people were [killed] in Kabul."),
        ("CT+", "Protesters [demanded] the resignation of the cabinet."),
        ("CT+", "No fewer than 20 people were [killed]."),
        ("CT+", "Police did not leave, but [opened fire]."),
        ("CT+", "He denied the charges, and the court [jailed] him."),
        ("CT+", "In May 12 people were [killed]."),
        ("CT-", "No one was [killed]."),
        ("CT-", "Police didn’t [disperse] the crowd."),
        ("CT-", "The army failed to [retake] the city."),
        ("CT-", "The ministry denied that police had [opened fire]."),
        ("CT-", "The report that soldiers [opened fire] was false."),
        ("CT+", "The ministry did not deny that police had [opened fire]."),
        ("PS+", "Twelve people may have been [killed]."),
        ("PS+", "The guards allegedly [beat] the prisoners."),
        ("PS-", "They might not have been [killed]."),
        ("PR+", "The men were probably [killed] on Monday."),
        ("PR+", "The guards reportedly [beat] the prisoners."),
        ("PR-", "There is no evidence that the army [opened fire]."),
        ("Uu", "It is not known who [opened fire]."),
        ("Uu", "How many were [detained] is not known."),
        ("Uu", "The report that 12 were [killed] could not be verified."),
        ("Uu", "Who [killed] them?"),
        ("Uu", "Troops will be [deployed] on Monday."),
        ("Uu", "Protesters demanded the [resignation] of the cabinet."),
        ("Uu", "Protesters tried to [storm] the building."),
        ("Uu", "If the cabinet [resigns], the crowd goes home."),
        ("Uu", "The president threatened to [shut down] the internet."),
    ],
)
def test_english_is_judged_by_its_cues(value: str, sentence: str) -> None:
    assert judged(sentence) == value


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("CT+", "В Алматы [погибли] 12 человек."),
        ("CT+", "[Погибли] не менее 12 человек."),
        ("CT-", "Полиция не [разгоняла] митинг."),
        ("CT-", "Никто не [погиб]."),
        ("CT-", "МВД опровергло, что полицейские [стреляли] в людей."),
        ("PS+", "Возможно, в городе [погибли] 12 человек."),
        ("PS+", "Военные якобы [открыли огонь]."),
        ("PR+", "По предварительным данным, [погибли] 12 человек."),
        ("Uu", "Неизвестно, кто [открыл огонь]."),
        ("Uu", "Войска будут [введены] завтра."),
        ("Uu", "Митингующие требуют [отставки] правительства."),
        ("Uu", "Если правительство [уйдёт], люди разойдутся."),
        ("Uu", "Кто [стрелял]?"),
    ],
)
def test_russian_is_judged_by_its_cues(value: str, sentence: str) -> None:
    assert judged(sentence, "ru") == value


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("CT+", "Алматыда 12 адам [қаза тапты]."),
        ("CT-", "Полиция жиналғандарды күштеп [таратқан] жоқ."),
        ("CT-", "Полиция қару [қолданбады]."),
        ("CT-", "Ешкім [қаза тапқан] жоқ."),
        ("CT-", "Министрлік полицияның [оқ атқанын] жоққа шығарды."),
        ("PS+", "12 адам [қаза тапқан] болуы мүмкін."),
        ("PR+", "Алдын ала мәлімет бойынша 12 адам [қаза тапты]."),
        ("Uu", "Кімнің [оқ атқаны] белгісіз."),
        ("Uu", "Олар үкіметтің [отставкасын] талап етті."),
        ("Uu", "Үкімет әскер [енгізуді] жоспарлап отыр."),
        ("Uu", "Кім [оқ атты]?"),
    ],
)
def test_kazakh_is_judged_by_its_cues(value: str, sentence: str) -> None:
    assert judged(sentence, "kk") == value


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "[No one was killed] in the city."), ("ru", "[Никто не погиб]."), ("kk", "[Ешкім қаза тапқан] жоқ.")],
)
def test_the_figure_nought_is_a_positive_statement(language: str, sentence: str) -> None:
    assert judged(sentence, language) == "CT+"


def test_a_denial_turns_polarity_once_whether_the_cue_is_given_or_read() -> None:
    sentence = "The ministry denied that police [opened fire]."
    assert judged(sentence) == judged(sentence, stance="denial") == "CT-"


def test_what_stands_under_a_denial_elsewhere_is_denied() -> None:
    assert judged("Police [opened fire] on the crowd.", stance="denial") == "CT-"
    assert judged("Police did not [open fire] on the crowd.", stance="denial") == "CT+"


def test_a_doubt_makes_it_probably_not_so() -> None:
    assert judged("Police [opened fire] on the crowd.", stance="doubt") == "PR-"


def test_exchanging_the_sides_changes_nothing() -> None:
    for cue in ("may have", "did not", "reportedly", "will", "tried to"):
        assert judged(f"Police {cue} [attack] protesters.") == judged(f"Protesters {cue} [attack] police.")


@given(st.text(min_size=1, max_size=200), st.sampled_from(LANGUAGES), st.sampled_from([None, "denial", "doubt"]))
def test_any_word_of_any_text_is_judged(written: str, language: str, stance: str | None) -> None:
    tongue = load(language)
    assert tongue is not None
    text = cut(written, tongue)
    for index in range(len(text.words)):
        factuality.judge(text, index, index + 1, stance)


def test_a_judgement_costs_the_same_in_a_sentence_of_any_length() -> None:
    tongue = load("en")
    assert tongue is not None
    text = cut("may not , " * 50_000, tongue)
    begin = time.process_time()
    for index in range(1_000):
        factuality.judge(text, 50_000 + index, 50_001 + index, None)
    assert time.process_time() - begin < 2
