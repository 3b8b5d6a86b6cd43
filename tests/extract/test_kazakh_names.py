"""Names and times in Kazakh: where the learned model says they stand, with what the rules know of them."""

from datetime import UTC, datetime
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract import marks, places, times
from dalel.extract.language import load
from dalel.extract.marks.channels import units
from dalel.extract.reading import read
from dalel.extract.text import Text, cut
from dalel.model import Mentions

PUBLISHED = datetime(2022, 1, 6, 9, tzinfo=UTC)


def kazakh(text: str) -> Text:
    language = load("kk")
    assert language is not None
    return cut(text, language)


def mentions(text: str) -> Mentions:
    return read(text, "kk", PUBLISHED).mentions


def found(text: str) -> list[tuple[str, str]]:
    got = mentions(text)
    names = [(one.span, one.type) for one in got.actors if one.type in ("PERSON", "ORGANIZATION")]
    names += [(one.span, "PLACE") for one in got.places]
    return [(span.text, type_) for span, type_ in sorted(names, key=lambda item: item[0].start)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Кеше Дархан Сейілов Таразға келді.", [("Дархан Сейілов", "PERSON"), ("Таразға", "PLACE")]),
        ("Павлодар облысында су тасыды.", [("Павлодар облысында", "PLACE")]),
        ("Ауыл шаруашылығы министрлігі жауап бермеді.", [("Ауыл шаруашылығы министрлігі", "ORGANIZATION")]),
        ("Каспий теңізінде дауыл тұрды.", [("Каспий", "PLACE")]),
        ("Үкімет үйінің жанында Асқар Молдабеков тұрды.", [("Асқар Молдабеков", "PERSON")]),
    ],
)
def test_names_are_found_with_their_type(text: str, expected: list[tuple[str, str]]) -> None:
    assert [item for item in found(text) if item in expected] == expected


def test_a_place_that_the_model_finds_is_looked_up_in_the_gazetteer() -> None:
    (place,) = mentions("Митинг Шымкентте өтті.").places
    assert (place.span.text, place.place.name, place.place.country) == ("Шымкентте", "Shymkent", "KZ")


def test_a_person_does_not_swallow_the_place_that_follows() -> None:
    names = found("Президент Қасым-Жомарт Тоқаев Жаңаөзендегі жағдайға байланысты комиссия құрды.")
    assert names == [("Қасым-Жомарт Тоқаев", "PERSON"), ("Жаңаөзендегі", "PLACE")]


def test_no_name_swallows_the_time_that_follows() -> None:
    got = mentions("Денсаулық сақтау министрлігі бейсенбіге қараған түні 26 адам жараланғанын айтты.")
    assert "Денсаулық сақтау министрлігі" in [actor.span.text for actor in got.actors]
    assert got.times and got.times[0].span.text.startswith("бейсенбіге")


def test_a_place_in_the_name_of_a_facility_is_still_a_place() -> None:
    assert ("Алматы", "PLACE") in found("Кеше Алматы әуежайы жабылды.")


def learned(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[str, str, str | None]]:
    known = kazakh(text)
    got = times.agree(known, times.find(known, PUBLISHED), spans)
    return [(time.span.text, time.type, time.value) for time in got]


def test_a_learned_time_has_the_value_that_the_rules_give() -> None:
    assert learned("Бұл 5 қаңтар күні болды .", [(1, 4, "DATE")]) == [("5 қаңтар күні", "DATE", "2022-01-05")]


def test_a_learned_time_that_the_rules_do_not_know_has_no_value() -> None:
    assert learned("Бұл алмағайып заманда болды .", [(1, 3, "DATE")]) == [("алмағайып заманда", "DATE", None)]


def test_two_days_in_one_learned_stretch_stay_two_times() -> None:
    got = learned("Олар 3 қаңтар мен 5 қаңтар аралығында жиналды .", [(1, 7, "DATE")])
    assert [value for *_, value in got] == ["2022-01-03", "2022-01-05"]


def test_a_day_and_an_hour_learned_apart_both_have_a_value() -> None:
    got = learned("Бүгін таңертең басталды .", [(0, 1, "DATE"), (1, 2, "TIME")])
    assert got == [("Бүгін", "DATE", "2022-01-06"), ("таңертең", "TIME", "2022-01-06TMO")]


def test_a_day_whose_year_is_not_known_stays_the_day_and_its_hour_has_no_value() -> None:
    known = kazakh("9 сәуір, сағат 17:00 .")
    got = times.agree(known, times.find(known, None), [(0, 2, "DATE"), (4, 7, "TIME")])
    assert [(time.span.text, time.value) for time in got] == [("9 сәуір", "XXXX-04-09"), ("17:00", None)]


def test_a_day_that_only_the_rules_see_is_kept() -> None:
    assert learned("Бұл 06.01.2022 жарияланды .", []) == [("06.01.2022", "DATE", "2022-01-06")]


def test_an_ending_behind_a_hyphen_belongs_to_its_word() -> None:
    text = kazakh("2020-сыншы жылы 5%-ға, 10-15 адам, Ақ-Орда")
    assert [text.text[text.starts[first] : text.ends[last - 1]] for first, last in units(text)] == [
        "2020-сыншы", "жылы", "5", "%-ға", ",", "10", "-", "15", "адам", ",", "Ақ-Орда",
    ]  # fmt: skip


def test_a_sentence_is_read_alike_alone_and_among_others() -> None:
    sentences = ["Дархан Сейілов Таразға келді.", "Мысалы, бүгін 26 адам жараланды.", "Ол Павлодар облысында тұрады."]

    def marked(text: str) -> list[tuple[str, str]]:
        known = kazakh(text)
        got = marks.find(known, times.find(known, None), places.consider(known))
        assert got is not None
        return [(known.span(first, last).text, type_) for first, last, type_ in got]

    assert marked("\n".join(sentences)) == [mark for sentence in sentences for mark in marked(sentence)]


def test_a_language_without_a_model_has_no_marks() -> None:
    english = load("en")
    assert english is not None
    text = cut("Aru Bekova spoke in Talas on Monday.", english)
    assert marks.find(text, [], places.consider(text)) is None


def test_the_weights_are_small() -> None:
    assert (files("dalel.extract") / "languages" / "kk" / "marks.crf").stat().st_size < 3_000_000  # type: ignore[attr-defined]


PIECES = (
    "Дархан Сейілов Таразға облысында министрлігі бүгін таңертең 5 қаңтар мен 2020-сыншы жылы 60%-дан « » . , \n сағат "
    "18:00-де өткен айда екі жүз елу теңге Алматы әуежайы Қазақстанның президенті"
)
WORDS = st.sampled_from(PIECES.split(" "))


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_all_spans_are_exact_and_none_of_a_kind_overlap_whatever_the_text(text: str) -> None:
    got = mentions(text)
    for kind in (got.actors, got.places, got.times, got.numbers):
        spans = [one.span for one in kind]
        assert all(text[span.start : span.end] == span.text for span in spans)
        assert all(before.end <= after.start for before, after in pairwise(spans))
