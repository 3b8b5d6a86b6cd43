"""What is asked and not known, and who answered."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.analyse.questions import Question, listed
from dalel.analyse.questions_answers import is_somebody
from dalel.analyse.questions_asked import asked
from dalel.analyse.questions_json import question_json
from dalel.analyse.questions_text import sentences, words
from dalel.extract.language import languages
from dalel.model import Document
from dalel.record.asking import Desk, Paper
from tests.conftest import fill, report

LATER = "2022-03-01T00:00:00Z"
OPEN = report("Armed men attacked the airport in Almaty on January 5, 2022. It is not known who attacked the airport.")
ANSWER = "Protesters attacked the airport in Almaty on January 5, 2022, the Interior Ministry said."


def questions(
    folder: Path, documents: Iterable[Document], at: str = LATER, since: str = "", until: str | None = None
) -> list[Question]:
    with fill(folder / "record.dalel", documents) as record:
        return listed(Desk(record.connection, at), since, until)


def told(text: str, published: str = "2022-01-07T12:00:00+06:00", source: str = "Other Wire") -> Document:
    return report(text, published, source=source)


def whose(found: list[Question], asks: str = "who") -> list[Question]:
    return [one for one in found if one.asks == asks and one.implied is None]


@pytest.mark.parametrize(
    ("language", "text", "asks"),
    [
        ("en", "Shots were fired in Almaty on January 5, 2022. It was not clear who fired them.", "who"),
        ("en", "A bomb exploded in Almaty on January 5, 2022. No group has claimed responsibility.", "who"),
        ("en", "Who set fire to the city hall in Almaty?", "who"),
        ("en", "The cause of the explosion in Almaty is not known.", "why"),
        ("en", "Police arrested people in Almaty. It is unclear how many people were arrested.", "how many"),
        ("en", "Police closed the airport in Almaty. They did not say when it would open.", "when"),
        ("ru", "В Алматы 5 января произошла стрельба. Кто стрелял, неизвестно.", "who"),
        ("ru", "Причина взрыва в Алматы не установлена.", "why"),
        ("ru", "Сколько человек задержано в Алматы, не сообщается.", "how many"),
        ("kk", "Алматыда 5 қаңтарда оқ атылды. Кім атқаны белгісіз.", "who"),
        ("kk", "Алматыдағы жарылыстың себебі анықталған жоқ.", "why"),
        ("kk", "Алматыда қанша адам ұсталғаны айтылмады.", "how many"),
    ],
)
def test_a_question_stands_open_in_the_words_of_who_leaves_it_open(
    tmp_path: Path, language: str, text: str, asks: str
) -> None:
    (found,) = whose(questions(tmp_path, [report(text, language=language)]), asks)
    assert found.standing == "open"
    (asking,) = found.askings
    assert asking.sentence.quote in text
    assert "Steppe Wire" in asking.voice


@pytest.mark.parametrize(
    "text",
    [
        "Police who attacked the airport in Almaty left.",
        "The protest in Almaty began when police closed the square.",
        "No wonder why people protested in Almaty on Wednesday.",
    ],
)
def test_a_relative_clause_asks_nothing(tmp_path: Path, text: str) -> None:
    assert [one for one in questions(tmp_path, [report(text)]) if one.implied is None] == []


def test_two_things_asked_in_one_sentence_are_two_questions(tmp_path: Path) -> None:
    text = "It could not be established who entered the city hall in Almaty or who started the fire in Astana."
    assert len(whose(questions(tmp_path, [report(text)]))) == 2


def test_an_answer_closes_a_question_and_stays_the_voices_own(tmp_path: Path) -> None:
    (found,) = whose(questions(tmp_path, [OPEN, told(ANSWER)]))
    assert found.standing == "answered"
    (answer,) = found.answers
    assert answer.voice == "Interior Ministry"
    assert answer.words == "Protesters"
    assert answer.sentence.quote == ANSWER


def test_an_answer_does_not_count_before_it_was_known(tmp_path: Path) -> None:
    (found,) = whose(questions(tmp_path, [OPEN, told(ANSWER)], at="2022-01-07T00:00:00Z"))
    assert found.standing == "open"
    assert found.answers == ()


@pytest.mark.parametrize(
    "text",
    [
        "Unknown men attacked the airport in Almaty on January 5, 2022, the Interior Ministry said.",
        "People attacked the airport in Almaty on January 5, 2022.",
        "Protesters may have attacked the airport in Almaty on January 5, 2022.",
        "Reportedly on social media, protesters attacked the airport in Almaty. Who did it is unknown.",
    ],
)
def test_who_names_nobody_or_does_not_stand_by_it_does_not_answer(tmp_path: Path, text: str) -> None:
    assert all(one.standing == "open" for one in whose(questions(tmp_path, [OPEN, told(text)])))


def test_answers_that_exclude_each_other_both_stand(tmp_path: Path) -> None:
    other = told(
        "Soldiers attacked the airport in Almaty on January 5, 2022, the union said.", "2022-01-08T12:00:00Z", "Third"
    )
    (found,) = whose(questions(tmp_path, [OPEN, told(ANSWER), other]))
    assert found.standing == "answers differ"
    assert {answer.words for answer in found.answers} == {"Protesters", "Soldiers"}


def test_an_answer_is_the_same_with_the_sides_exchanged(tmp_path: Path) -> None:
    states = []
    for number, side in enumerate(("Protesters", "Soldiers", "Police", "Rioters")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (found,) = whose(questions(folder, [OPEN, told(ANSWER.replace("Protesters", side))]))
        states.append((found.standing, [answer.words for answer in found.answers]))
    assert states == [("answered", [side]) for side in ("Protesters", "Soldiers", "Police", "Rioters")]


def test_what_was_said_before_the_question_is_shown_beside_it(tmp_path: Path) -> None:
    earlier = told(ANSWER, "2022-01-05T20:00:00+06:00")
    (found,) = whose(questions(tmp_path, [earlier, OPEN]))
    assert found.standing == "open"
    assert [answer.words for answer in found.earlier] == ["Protesters"]


def test_copies_of_a_question_are_one(tmp_path: Path) -> None:
    copies = [report(OPEN.text, f"2022-01-06T1{hour}:00:00+06:00", source=f"Wire {hour}") for hour in range(3)]
    (found,) = whose(questions(tmp_path, copies))
    assert len(found.askings) == 3


def test_numbers_that_exclude_each_other_ask_how_many(tmp_path: Path) -> None:
    one = told("The Interior Ministry said 26 people were killed in Almaty on January 5, 2022.", source="A")
    other = told("The Health Ministry said 164 people were killed in Almaty on January 5, 2022.", source="B")
    found = [one for one in questions(tmp_path, [one, other]) if one.asks == "how many"]
    (question,) = found
    assert question.implied is not None
    assert question.standing == "answers differ"
    assert {answer.voice for answer in question.answers} == {"Interior Ministry", "Health Ministry"}


def test_the_record_asks_for_doers_whom_nobody_names(tmp_path: Path) -> None:
    first = told("Somebody set fire to the city hall in Almaty on January 5, 2022, a fireman said.", source="A")
    other = told("On January 5, 2022 somebody set fire to the Almaty city hall, residents saw.", source="B")
    named = told("Soldiers set fire to the city hall in Almaty on January 5, 2022.", "2022-01-09T10:00:00Z", "C")
    for number, (documents, expected) in enumerate((([first, other], 1), ([first, other, named], 0))):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = [one for one in questions(folder, documents) if one.asks == "who" and one.implied]
        assert len(found) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested Askar Serikov in Almaty. It is not known where Askar Serikov is.",
        "Police detained people in Almaty on January 5, 2022. Where they are being held is unknown.",
        "My neighbour was at the protest in Almaty. Nobody knows where he is.",
    ],
)
def test_where_somebody_is_is_not_asked(tmp_path: Path, text: str) -> None:
    assert whose(questions(tmp_path, [report(text)]), "where") == []


@pytest.mark.parametrize(
    ("name", "tag", "expected"),
    [
        ("the Interior Ministry", "en", True),
        ("soldiers", "en", True),
        ("unknown gunmen", "en", False),
        ("Askar Serikov", "en", False),
        ("трое вооруженных мужчин", "ru", False),
        ("военные", "ru", True),
        ("белгісіз адамдар", "kk", False),
        ("полиция", "kk", True),
    ],
)
def test_a_doer_is_a_group_an_institution_or_an_official(name: str, tag: str, expected: bool) -> None:
    known = words(tag, "questions.tsv")
    assert known is not None
    assert is_somebody(name, known) is expected


def test_questions_are_listed_by_the_days_on_which_they_were_asked(tmp_path: Path) -> None:
    with fill(tmp_path / "record.dalel", [OPEN]) as record:
        desk = Desk(record.connection, LATER)
        assert len(whose(listed(desk, "2022-01-06"))) == 1
        assert whose(listed(desk, "2022-01-07")) == []
        assert whose(listed(desk, "", "2022-01-05T23:59:59Z")) == []


def test_the_order_of_adding_changes_no_question(tmp_path: Path) -> None:
    other = told("Soldiers attacked the airport in Almaty on January 5, 2022, the union said.", source="Third")
    shown = []
    for number, documents in enumerate(itertools.permutations([OPEN, told(ANSWER), other])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with fill(folder / "record.dalel", documents) as record:
            rows = [question_json(one) for one in listed(Desk(record.connection, LATER))]
        for row in rows:
            for said in (*row["asked"], *row["answers"], *row["perhaps"], *row["earlier"]):
                del said["document"]  # its number in the log is the order of adding
        shown.append(rows)
    assert all(rows == shown[0] for rows in shown)


def test_a_past_state_is_that_of_a_record_of_what_was_known(tmp_path: Path) -> None:
    at = "2022-01-06T23:00:00Z"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    whole, prefix = ([OPEN, told(ANSWER)], [OPEN])
    then, only = (questions(tmp_path / name, some, at) for name, some in (("a", whole), ("b", prefix)))
    assert [question_json(one) for one in then] == [question_json(one) for one in only]


def paper(text: str, language: str) -> Paper:
    row = {"seq": 1, "id": "d", "source": "S", "language": language, "known_at": LATER, "published_at": LATER}
    return Paper({**row, "zone": None, "sha256": "", "title": None, "believed_to": "9"}, text, ())


@given(st.text(max_size=400), st.sampled_from([*languages(), "kk-Latn", "fr"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_quoted_exactly(text: str, language: str) -> None:
    document = paper(text, language)
    for sentence in sentences(document):
        assert text[sentence.start : sentence.end] == sentence.quote
    for asking in asked(document):
        assert asking.sentence.quote in text


def test_time_grows_with_the_text_only() -> None:
    durations = []
    for size in (2_000, 4_000):
        document = paper("who knows is unknown, " * (size // 20) + "?", "en")
        began = datetime.now()
        list(asked(document))
        durations.append((datetime.now() - began).total_seconds())
    assert durations[1] < 12 * durations[0] + 0.2
