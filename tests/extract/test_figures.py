"""Figures: what is counted, within which bounds, and what is no figure at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract import figures
from dalel.extract.language import load
from dalel.extract.text import Text, cut
from dalel.model import TimeMention
from tests.extract.figures_gold import Row, cases, read, row, score
from tests.timing import assert_linear

LANGUAGES = ("en", "ru", "kk")


def text_of(sentence: str, language: str = "en") -> Text:
    tongue = load(language)
    assert tongue is not None
    return cut(sentence, tongue)


def found(sentence: str, language: str = "en") -> list[Row]:
    text = text_of(sentence, language)
    return [row(text, mention) for mention in figures.find(text, ())]


@pytest.mark.parametrize(
    ("name", "floor"),
    [("en", 0.97), ("ru", 0.98), ("kk", 0.98), ("unseen.en", 0.91), ("unseen.ru", 0.85), ("unseen.kk", 0.95)],
)
def test_the_gold_is_read_no_worse_than_when_it_was_last_measured(name: str, floor: float) -> None:
    assert score(name).f1 >= floor


@pytest.mark.parametrize(
    ("language", "sentence", "relation", "low", "high"),
    [
        ("en", "At least 26 people were killed.", ">=", 26, None),
        ("ru", "Погибли не менее 26 человек.", ">=", 26, None),
        ("kk", "Кемінде 26 адам қаза тапты.", ">=", 26, None),
        ("en", "More than 26 people were killed.", ">", 26, None),
        ("ru", "Погибли свыше 26 человек.", ">", 26, None),
        ("kk", "26-дан астам адам қаза тапты.", ">", 26, None),
        ("en", "Up to 26 people were killed.", "<=", None, 26),
        ("ru", "Погибли до 26 человек.", "<=", None, 26),
        ("kk", "26-ға дейін адам қаза тапты.", "<=", None, 26),
        ("en", "About 26 people were killed.", "~", 26, 26),
        ("ru", "Погибли около 26 человек.", "~", 26, 26),
        ("kk", "26-ға жуық адам қаза тапты.", "~", 26, 26),
        ("en", "Dozens of people were killed.", ">=", 24, None),
        ("ru", "Погибли десятки человек.", ">=", 20, None),
        ("kk", "Ондаған адам қаза тапты.", ">=", 24, None),
        ("en", "Twenty-six people were killed.", "=", 26, 26),
        ("ru", "Погибли двадцать шесть человек.", "=", 26, 26),
        ("kk", "Жиырма алты адам қаза тапты.", "=", 26, 26),
    ],
)
def test_a_bound_means_the_same_in_every_language(
    language: str, sentence: str, relation: str, low: float | None, high: float | None
) -> None:
    (mention,) = figures.find(text_of(sentence, language), ())
    assert mention.figure.measure == "killed"
    assert (mention.figure.relation, mention.figure.low, mention.figure.high) == (relation, low, high)


@pytest.mark.parametrize("written", ["3700", "3,700", "3 700", "3.7 thousand"])
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    (mention,) = figures.find(text_of(f"Police detained {written} people."), ())
    assert mention.figure.low == mention.figure.high == 3700


def test_exchanging_the_sides_exchanges_the_population_and_nothing_else() -> None:
    one = found("Police killed 12 protesters and injured 30.")
    other = found("Protesters killed 12 policemen and injured 30.")
    assert [entry[:3] for entry in one] == [entry[:3] for entry in other]
    assert {entry[3] for entry in one} == {"protesters"}
    assert {entry[3] for entry in other} == {"policemen"}


def test_a_part_has_the_measure_of_its_whole_and_a_population_of_its_own() -> None:
    whole, part = found("Twelve people, including two police officers, were killed.")
    assert whole[:4] == (False, "killed", "= 12", "people")
    assert part[:4] == (False, "killed", "= 2", "police officers")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "At least 164 people were killed. Among them are three children."),
        ("ru", "Погибли 164 человека. Среди них трое детей."),
        ("kk", "164 адам қаза тапты. Олардың арасында үш бала бар."),
    ],
)
def test_a_part_may_be_named_in_the_next_sentence(language: str, sentence: str) -> None:
    whole, part = figures.find(text_of(sentence, language), ())
    assert whole.figure.measure == part.figure.measure == "killed"
    assert part.figure.low == 3
    assert part.trigger is None


def test_people_named_in_quotation_marks_are_counted_like_others() -> None:
    quoted, gapped = found('The ministry spoke of 26 "armed criminals" killed and 18 officers.')
    assert quoted[:4] == (False, "killed", "= 26", "armed criminals")
    assert gapped[:4] == (False, "killed", "= 18", "officers")


def test_of_two_figures_set_against_each_other_the_first_is_negated() -> None:
    denied, stated = found("Not 164 but 44 people were killed.")
    assert denied[:3] == (True, "killed", "= 164")
    assert stated[:3] == (False, "killed", "= 44")


def test_a_figure_taken_back_in_the_next_sentence_is_negated() -> None:
    (mention,) = found("The ministry reported 164 deaths. Later it said the figure was published by mistake.")
    assert mention[:3] == (True, "killed", "= 164")


def test_a_figure_stays_when_another_matter_is_called_false() -> None:
    (mention,) = found("Twelve people were killed. The governor said the report of a coup was false.")
    assert mention[:3] == (False, "killed", "= 12")


def test_a_figure_corrected_in_a_note_takes_its_measure_from_the_article() -> None:
    stated, withdrawn = found(
        "The alliance sends 2,500 soldiers. An earlier version of this article gave a figure of 3,000."
    )
    assert stated[:3] == (False, "troops", "= 2500")
    assert withdrawn[:3] == (True, "troops", "= 3000")


def test_nobody_killed_is_the_figure_nought() -> None:
    for sentence, language in (
        ("Nobody was killed.", "en"),
        ("Никто не погиб.", "ru"),
        ("Ешкім қаза тапқан жоқ.", "kk"),
    ):
        (mention,) = figures.find(text_of(sentence, language), ())
        assert (mention.figure.measure, mention.figure.low, mention.figure.high) == ("killed", 0, 0)


def test_a_number_inside_a_time_is_no_figure() -> None:
    text = text_of("Protesters gathered on January 5 and 12 were detained.")
    words = [text.words.index("January"), text.words.index("5")]
    date = TimeMention(text.span(words[0], words[1] + 1), "DATE", None)
    assert [mention.figure.low for mention in figures.find(text, (date,))] == [12]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A 26-year-old man spoke to the crowd."),
        ("en", "How many people have been detained is not known."),
        ("en", "Rojkan, 23, was detained."),
        ("en", "The COVID-19 ward of hospital No 7 was closed."),
        ("ru", "Сколько человек задержано, неизвестно."),
        ("kk", "Қанша адам ұсталғаны белгісіз."),
    ],
)
def test_ages_names_and_questions_are_no_figures(language: str, sentence: str) -> None:
    assert found(sentence, language) == []


def test_words_of_trigger_and_population_are_where_the_text_has_them() -> None:
    text = text_of("Almaty, Friday. At least 26 police officers have been killed.")
    (mention,) = figures.find(text, ())
    assert mention.trigger is not None
    assert mention.population is not None
    assert text.span(*mention.trigger).text == "killed"
    assert text.span(*mention.population).text == mention.figure.of == "police officers"
    assert text.span(mention.first, mention.last).text == "At least 26 police officers have been killed"


def test_the_scope_of_a_coordinated_figure_reaches_to_the_shared_verb() -> None:
    text = text_of("Three demonstrators and one soldier may have been killed.")
    first, _ = figures.find(text, ())
    assert text.span(first.first, first.last).text == "Three demonstrators"
    assert text.span(*first.scope).text == "Three demonstrators and one soldier may have been killed"


def test_every_gold_sentence_is_read_the_same_within_a_longer_text() -> None:
    for language in LANGUAGES:
        for case in cases(language):
            if case.times or any(entry[0] for entry in case.rows):
                continue
            alone = [entry[:4] for entry in read(case)]
            twice = text_of(f"{case.text.text}\n\n{case.text.text}", language)
            assert [row(twice, mention)[:4] for mention in figures.find(twice, ())] == alone + alone


PIECES = """at least more than 26 3,700 1.5 million killed people were and , . – - $ % not but including of them police
dozens убиты погибли 12 человек из них тысяч до с тенге литр газа адам қаза тапты 225 -ке дейін ешкім екі есе 10bn"""
WORDS = st.sampled_from([*PIECES.split(), "20-30"])


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)), st.sampled_from(LANGUAGES))
def test_any_text_is_read_and_every_span_is_within_it(written: str, language: str) -> None:
    text = text_of(written, language)
    for mention in figures.find(text, ()):
        assert 0 <= mention.first < mention.last <= len(text.words)
        first, last = mention.scope
        assert 0 <= first <= mention.first < mention.last <= last <= len(text.words)
        if mention.population is not None:
            assert text.span(*mention.population).text == mention.figure.of


@pytest.mark.parametrize(
    "piece", ["12 killed 30 ", "12 , ", "killed ", "$5 price ", "26 people including 3 ", "1-2-3 ", "не 5 "]
)
def test_a_hostile_text_is_read_in_time_linear_in_its_length(piece: str) -> None:
    assert_linear(lambda times: figures.find(text_of(piece * times), ()), 4_000)
