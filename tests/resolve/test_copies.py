"""Copies, rewrites and translations are seen through; independent reports of one happening stay two origins."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.reading import read
from dalel.resolve.copies import MIN_SHARED_KEYS, Sketch, compare, credit, keys, sketch
from dalel.resolve.copies.sketches import Sentence

PUBLISHED = datetime(2024, 4, 12, 12, tzinfo=UTC)

WIRE = """\
Workers occupy port of Poti

POTI, April 11 — About 400 dockers occupied the grain terminal of the port of Poti on Thursday and stopped all loading.
They demand three months of unpaid wages and the return of 27 dismissed colleagues. Private guards beat two men at the \
gate, and one of them was taken to hospital with a broken arm. The governor promised to meet the strikers on Friday \
morning. Five ships are waiting in the roads, a Rioni Wire reporter saw from the breakwater."""

EDITED = """\
Dockers take over Poti terminal

About 400 dockers occupied the grain terminal of the port of Poti on Thursday and halted all loading.
They demand three months of unpaid wages and the return of 27 dismissed colleagues. Private guards beat two men at the \
gate, and one of them was taken to a hospital with a broken arm. Five ships are waiting in the roads."""

LONGER = """\
A spring of strikes

Nobody in the tea houses along the river remembers such an April. Bakers shut their ovens for a day, then tram drivers \
stayed at home, and now it is the turn of the harbour. They demand three months of unpaid wages and the return of 27 \
dismissed colleagues. Private guards beat two men at the gate, and one of them was taken to hospital with a broken \
arm. Our economics desk has asked the owner for his accounts since January and has received a calendar. Prices of \
flour went up again this week, by a fifth."""

REWRITE = """\
Port of Poti paralysed by its own workforce

Some 400 port workers seized the grain terminal in Poti on Thursday, bringing loading to a halt. The strikers are \
calling for salaries owed to them for three months to be paid and for 27 sacked workmates to be taken back. At the \
entrance two men were beaten by private security guards; one went to hospital, his arm broken. A meeting with the \
strikers on Friday morning has been promised by the governor. Off the port, five vessels are standing idle."""

RUSSIAN = """\
Рабочие захватили порт Поти

Около 400 докеров в четверг заняли зерновой терминал порта Поти и остановили погрузку. Они требуют выплатить зарплату \
за три месяца и вернуть на работу 27 уволенных коллег. Частные охранники избили у ворот двух мужчин, одного из них \
доставили в больницу с переломом руки. Губернатор пообещал встретиться с бастующими в пятницу утром. На рейде ждут \
пять судов, видел корреспондент Rioni Wire."""

KAZAKH = """\
Поти портын жұмысшылар басып алды

Бейсенбі күні 400-ге жуық докер Поти портының астық терминалын басып алып, тиеуді тоқтатты. Олар үш айлық жалақыны \
төлеуді және жұмыстан шығарылған 27 әріптесін қайтаруды талап етеді. Жеке күзетшілер қақпа алдында екі ер адамды ұрып, \
біреуі қолы сынып ауруханаға жеткізілді. Губернатор жұма күні таңертең ереуілшілермен кездесуге уәде берді. Портқа \
кіре алмай бес кеме күтіп тұр."""

INDEPENDENT = """\
"We sleep on the grain": a night inside the port

Giorgi has loaded ships in Poti for nineteen years. Since Thursday he has slept on sacks inside the terminal together \
with about 400 others, as he told us through the fence. Women hand soup over the wall. He says the trouble began when \
the new owner cut night shifts in March. Police stand by the customs house, some thirty of them, and have not moved. \
Asked about the two men beaten at the gate, an officer shrugged. A grain trader told our paper he is sending his next \
cargo through Batumi."""


def sketched(text: str, language: str = "en") -> Sketch:
    return sketch(text, language, read(text, language, PUBLISHED))


WIRE_SKETCH = sketched(WIRE)


def linked(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Which of a text's sentences go back to which of the wire story's."""
    copied = compare(sketched(text, language), WIRE_SKETCH)
    links = copied.links if copied is not None else ()
    return [(text[link.start : link.end], WIRE[link.earlier_start : link.earlier_end]) for link in links]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        (WIRE, "en", "copy"),
        (EDITED, "en", "edited"),
        (LONGER, "en", "partial"),
        (REWRITE, "en", "rewrite"),
        (RUSSIAN, "ru", "translation"),
        (KAZAKH, "kk", "translation"),
    ],
)
def test_what_was_made_from_a_wire_story_is_found_and_called_what_it_is(text: str, language: str, kind: str) -> None:
    later = sketched(text, language)
    assert len(keys(later) & keys(WIRE_SKETCH)) >= MIN_SHARED_KEYS
    copied = compare(later, WIRE_SKETCH)
    assert copied is not None
    assert copied.kind == kind


def test_an_independent_report_of_the_same_happening_is_an_origin_of_its_own() -> None:
    for other in (WIRE_SKETCH, sketched(RUSSIAN, "ru"), sketched(KAZAKH, "kk"), sketched(REWRITE)):
        assert compare(sketched(INDEPENDENT), other) is None
        assert compare(other, sketched(INDEPENDENT)) is None


MINISTRY = (
    "The Interior Ministry said 412 people were detained in Almaty on Friday. The ministry said 37 police officers "
    "were injured and nine were in hospital. It also said that 14 cars and two shops were burned. "
)


def test_two_reports_that_quote_one_ministry_are_not_copied_from_each_other() -> None:
    own = "Our reporter walked along empty streets all morning. Soldiers at the bridge checked every bag and phone."
    other = "A baker near the station sold bread through the window. Her neighbours have had no internet since Tuesday."
    reworded = (
        "Some 412 people had been arrested in Almaty on Friday, the Interior Ministry said. The ministry said 37 "
        "officers were hurt, nine in hospital. The ministry said that 14 vehicles and two stores were set alight. "
    )
    assert compare(sketched(reworded + other), sketched(MINISTRY + own)) is None


def test_translations_into_two_languages_are_told_to_be_one_story() -> None:
    copied = compare(sketched(KAZAKH, "kk"), sketched(RUSSIAN, "ru"))
    assert copied is not None
    assert copied.kind == "translation"


def test_of_a_longer_piece_only_the_copied_sentences_go_back_to_the_wire() -> None:
    copies = [sentence for sentence, _ in linked(LONGER)]
    assert len(copies) == 2
    assert copies[0].startswith("They demand") and copies[1].startswith("Private guards")


def test_a_copied_sentence_goes_back_to_the_very_sentence() -> None:
    for sentence, source in linked(LONGER):
        assert sentence == source


def test_a_translated_sentence_goes_back_to_the_sentence_that_it_translates() -> None:
    found = dict(linked(RUSSIAN, "ru"))
    governor = next(sentence for sentence in found if sentence.startswith("Губернатор"))
    assert found[governor].startswith("The governor promised")


def test_what_a_translator_adds_at_the_end_stays_the_translators_own() -> None:
    added = "Наш корреспондент в Тбилиси попросил владельца о комментарии, но ответа не получил."
    copies = [sentence for sentence, _ in linked(f"{RUSSIAN} {added}", "ru")]
    assert added not in copies
    assert len(copies) >= 5


def test_two_translated_sentences_in_a_longer_piece_are_found() -> None:
    own_before = "Весной в Грузии бастуют все. Пекари на день погасили печи, потом дома остались водители трамваев."
    own_after = "Мука за неделю подорожала на пятую часть. Редакция с января просит у хозяев отчёт."
    middle = RUSSIAN[RUSSIAN.index("Они требуют") : RUSSIAN.index("Губернатор")]
    copies = linked(f"{own_before} {middle}{own_after}", "ru")
    assert [source[:12] for _, source in copies] == ["They demand ", "Private guar"]


def test_one_verbatim_line_of_few_words_is_no_copy() -> None:
    later, earlier = sketched("Two men were beaten. Nobody was named."), sketched("It was quiet. Nobody was named.")
    assert compare(later, earlier) is None


def test_a_wire_story_inside_a_long_piece_shares_keys_with_it() -> None:
    filler = " ".join(f"Column {n} of our reader {n * 7} on garden {n * 3} was long." for n in range(300))
    assert len(keys(sketched(f"{filler} {WIRE} {filler}")) & keys(WIRE_SKETCH)) >= MIN_SHARED_KEYS


def test_sentences_in_another_order_go_back_to_the_same_sentences() -> None:
    sentences = list(WIRE_SKETCH.sentences)
    straight = compare(WIRE_SKETCH, WIRE_SKETCH)
    Random(4).shuffle(sentences)
    shuffled = compare(WIRE_SKETCH, Sketch("en", tuple(sentences)))
    assert straight is not None and shuffled is not None
    assert straight.links == shuffled.links


words = st.text("абвгabcdәқ ", min_size=1, max_size=9)
hostile = st.text(max_size=400) | st.lists(words, max_size=120).map(". ".join)


@settings(max_examples=60, deadline=None)
@given(hostile, st.sampled_from(["en", "ru", "kk", "tg", "x"]))
def test_any_text_is_sketched_compared_and_kept(text: str, language: str) -> None:
    one = sketched(text, language)
    assert Sketch.from_json(one.to_json()) == one
    copied = compare(one, WIRE_SKETCH)
    for link in copied.links if copied is not None else ():
        assert 0 <= link.start < link.end <= len(text)
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys(one))
    assert credit(text, text[:50], ["Steppe Wire"]) is None


sentences = st.lists(st.integers(0, 60), min_size=7, max_size=25)


@given(st.lists(sentences, min_size=1, max_size=12))
def test_every_document_of_a_whole_sentence_is_a_copy_of_itself(numbers: list[list[int]]) -> None:
    own = tuple(Sentence(i * 100, i * 100 + 99, tuple(one), (), False) for i, one in enumerate(numbers))
    copied = compare(Sketch("en", own), Sketch("en", own))
    assert copied is not None
    assert copied.kind == "copy"
    assert [(link.start, link.end) for link in copied.links] == [(one.start, one.end) for one in own]
    assert all(link.score == 1 for link in copied.links)


@given(st.lists(sentences, min_size=1, max_size=8, unique_by=tuple), st.randoms(use_true_random=False))
def test_the_order_of_the_earlier_sentences_does_not_matter_to_verbatim_copies(
    numbers: list[list[int]], random: Random
) -> None:
    own = [Sentence(i * 100, i * 100 + 99, tuple(one), (), False) for i, one in enumerate(numbers)]
    later = Sketch("en", tuple(own))
    straight = compare(later, later)
    random.shuffle(own)
    shuffled = compare(later, Sketch("en", tuple(own)))
    assert straight is not None and shuffled is not None
    assert [link.start for link in straight.links] == [link.start for link in shuffled.links]
    assert [link.score for link in straight.links] == [link.score for link in shuffled.links]


@pytest.mark.parametrize("text", ["a" * 1_000_000, "\0" * 1_000_000, "ж. " * 300_000, "12 Almaty. " * 50_000])
def test_hostile_texts_take_time_in_proportion_to_their_length(text: str) -> None:
    def seconds(of: str) -> float:
        reading = read("", "en", None)
        began = time.process_time()
        one = sketch(of, "en", reading)
        keys(one)
        compare(one, one)
        return time.process_time() - began

    seconds(text[:1000])
    assert seconds(text) < 20 * max(seconds(text[: len(text) // 8]), 0.02)


def test_a_sketch_takes_a_few_kilobytes() -> None:
    assert len(sketched(WIRE).to_json()) < 12 * len(WIRE.split())


def test_a_text_in_a_language_that_is_not_read_is_a_copy_of_itself() -> None:
    text = (
        "Die Hafenarbeiter von Poti haben am Donnerstag das Terminal besetzt. Sie fordern ihren Lohn für drei Monate."
    )
    copied = compare(sketched(text, "de"), sketched(text, "de"))
    assert copied is not None
    assert copied.kind == "copy"
