"""Factuality: how certain a voice is. In the sentences, […] marks the mention that is judged."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reading.factuality import measure
from dalel.extract import factuality
from dalel.extract.language import load
from dalel.extract.reading import read
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


# Whole sentences as the reader reads them: […] marks words of the trigger.
EVENTS = [
    # A deed that is a refusal is not itself denied.
    ("en", "CT+", "The governor [ruled out] talks with the protesters."),
    ("en", "CT+", "The rebels [refused to] leave the town."),
    ("en", "CT-", "The ministry did not [reject] the demands of the protesters."),
    ("ru", "CT+", "Министр [отказался] от переговоров с протестующими."),
    ("kk", "CT+", "Үкімет шерушілердің талабын [қабылдамады]."),
    ("kk", "CT-", "Полиция оқ [атпады]."),
    # What is to be done has not been done, unless the verb before says that it was.
    ("en", "Uu", "It would have been preferable to [arrest] the suspects."),
    ("en", "Uu", "The aim was forcing the regime to make concessions to [end the war]."),
    ("en", "Uu", "Planes were sent to [bomb] the suburbs."),
    ("en", "Uu", "Soldiers arrived to [disperse] the protesters."),
    ("en", "CT+", "Protesters managed to [seize] the airport."),
    ("en", "CT+", "Police began to [disperse] the protesters at noon."),
    ("en", "CT+", "The army continued to [shell] the suburbs on Friday."),
    ("en", "CT+", "The army used tanks to [shell] the eastern suburbs."),
    ("en", "CT-", "The army failed to [seize] the airport."),
    ("en", "Uu", "The army tried to [seize] the airport."),
    ("en", "PR+", "Hundreds of people are believed to be [detained] by police."),
    # Blamed is not proven.
    ("en", "PR+", "The officers are accused of [torturing] prisoners."),
    ("en", "PS+", "The men are alleged to have been involved in the [killings] of civilians."),
    ("en", "CT+", "The opposition [accused] the police of torture."),
    # What is talked of in general.
    ("en", "Uu", "Ministers spoke of the potential [use of force] against protesters."),
    ("en", "Uu", "The Kurds fear [attack] by Turkish troops."),
    ("en", "Uu", "They fear a repeat of last week’s [airstrikes]."),
    ("en", "Uu", "Families left before an expected [attack] on the town by rebels."),
    ("en", "Uu", "Any [attack] on civilians is a crime, the lawyer said."),
    ("en", "CT-", "The police did not take any [hostages], the lawyer said."),
    # A cue reaches no further than its own clause.
    ("en", "CT+", "The guards did not help and he was [taken hostage] by the rebels."),
    ("en", "CT+", "Three men may have died after police [opened fire]."),
    ("en", "CT+", "The country is hardly more stable than when the [uprising] began."),
    ("en", "CT-", "The adviser has again denied that the army [attacked] civilians."),
    # A demand that is rejected was made.
    ("en", "CT+", "The court rejected the [request] to extradite the men."),
    ("ru", "CT+", "Министерство отвергло [обвинения] протестующих."),
    ("kk", "CT+", "Үкімет шерушілердің [талабын] қабылдамады."),
    ("en", "PR-", "Diplomats doubt that the army [opened fire]."),
    ("ru", "Uu", "Солдаты прибыли, чтобы [разогнать] протестующих."),
    ("ru", "Uu", "Власти решили [ввести войска] в город."),
    ("ru", "CT+", "Протестующим удалось [захватить] аэропорт."),
    ("ru", "CT+", "Полиция начала [разгонять] протестующих."),
    ("ru", "CT-", "Протестующим не удалось [захватить] аэропорт."),
    ("ru", "PR+", "Офицеров обвиняют в [пытках] заключённых."),
    ("ru", "Uu", "Потенциальное [применение силы] обсуждали министры."),
    ("ru", "CT-", "[Погромов] в городе не было."),
    ("kk", "PR+", "Полицейлер тұтқындарды [азаптады] деп айыпталып отыр."),
]


@pytest.mark.parametrize(("language", "value", "marked"), EVENTS)
def test_an_event_is_as_sure_as_its_clause_makes_it(language: str, value: str, marked: str) -> None:
    assert read_as(marked, language) == {value}


# Nobody answers these: they are events whose factuality is open.
OPEN_QUESTIONS = [
    ("en", "Who [ordered] the internet to be cut off?"),
    ("en", "It could not be established who was first to [enter the city hall] or who started the fire."),
    ("en", "It could not be established who was first to enter the city hall or who [started the fire]."),
    ("en", "How many of the [dead] were protesters is not known."),
    ("en", "We do not know who [attacked] the airport."),
    ("en", "Nobody knows who [killed] the guards."),
    ("en", "There is no answer to the question who [opened fire]."),
    ("ru", "Кто первым [вошёл в мэрию], установить не удалось."),
    ("ru", "Кто [поджёг] акимат, мы тоже не знаем."),
    ("ru", "Никто не знает, кто [стрелял]."),
    ("ru", "Кто приказал [отключить интернет]?"),
    ("ru", "Сколько среди [погибших] протестующих, неизвестно."),
    ("kk", "Оларды кім [атты]?"),
    ("kk", "Әкімдікке бірінші болып кім [кіргенін] анықтау мүмкін болмады."),
    ("kk", "Өртті кім [қойғаны] белгісіз."),
    ("kk", "Интернетті кім [өшіргенін] білмейміз."),
    ("kk", "[Қаза тапқандардың] қаншасы шеруші екені белгісіз."),
]


@pytest.mark.parametrize(("language", "marked"), OPEN_QUESTIONS)
def test_a_question_that_nobody_answers_stays_open(language: str, marked: str) -> None:
    assert read_as(marked, language) == {"Uu"}


def read_as(marked: str, language: str) -> set[str]:
    """The factualities of the events whose trigger overlaps the mark."""
    before, _, rest = marked.partition("[")
    mention, _, after = rest.partition("]")
    start, end = len(before), len(before) + len(mention)
    return {
        str(statement.factuality)
        for statement in read(before + mention + after, language, None).statements
        if statement.event and statement.event.trigger.start < end and start < statement.event.trigger.end
    }


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


def test_a_distance_kept_makes_it_possible() -> None:
    assert judged("Police [opened fire] on the crowd.", stance="doubt") == "PS+"


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


@pytest.mark.parametrize("tag", LANGUAGES)
def test_gold_sentences_for_development_are_judged_right(tag: str) -> None:
    counts = measure(tag, "dev")
    assert counts["value"] >= 0.95 * counts["found"]
    assert counts["found"] >= 0.8 * counts["n"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("Uu", "The aim of the war is to maintain, or overthrow, a state."),
        ("CT+", "The opposition rejected an offer of talks and demanded the resignation of the president."),
        ("CT-", "It is not true that we attacked the base."),
    ],
)
def test_the_last_event_of_a_sentence_has_its_value(value: str, sentence: str) -> None:
    events = [statement for statement in read(sentence, "en", None).statements if statement.event]
    assert events[-1].factuality == value
