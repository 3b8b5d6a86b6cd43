from datetime import UTC, datetime

import pytest

from dalel.ingest import Defaults


def test_a_text_file_is_one_document_with_its_text_unchanged(read):
    text = "  Police detained 12 people.\n\n\tIt was late. \n"
    (document,) = read("report.txt", text).documents
    assert document.text == text
    assert document.source == "report"
    assert document.language == "en"
    assert document.published_at is None
    assert document.received_at == datetime(2022, 1, 6, 12, tzinfo=UTC)


def test_a_byte_order_mark_and_windows_line_ends_are_taken_off(read):
    (document,) = read("r.txt", b"\xef\xbb\xbfOne man.\r\nTwo men.\rThree men.\n").documents
    assert document.text == "One man.\nTwo men.\nThree men.\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_marked_encoding_is_obeyed(read, encoding):
    text = "В Алматы прошли протесты."
    (document,) = read("r.txt", text.encode(encoding)).documents
    assert document.text == text


RUSSIAN = "Полиция задержала участников митинга на площади. По словам очевидцев, пострадали несколько человек."


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_an_old_russian_encoding_is_told_from_its_words_and_the_guess_is_named(read, encoding):
    result = read("old.txt", RUSSIAN.encode(encoding))
    assert result.documents[0].text == RUSSIAN
    assert any(encoding in notice.message for notice in result.notices)


def test_an_old_kazakh_encoding_keeps_the_kazakh_letters(read):
    text = "Тұрғындар алаңға жиналып, үкіметтің отставкасын талап етті. Әкім халықпен кездесті."
    assert read("old.txt", text.encode("kz1048")).documents[0].text == text


def test_english_quotation_marks_of_old_windows_are_read(read):
    text = "He said “the city was on fire” and that it’s not over."
    result = read("old.txt", text.encode("cp1252"))
    assert result.documents[0].text == text
    assert result.notices[0].fatal is False


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\t ", "no text"),
        (b"Police said\0 twelve", "NUL"),
        (bytes(range(1, 256)) * 4, "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        ("Hello".encode("utf-16-le"), "NUL"),
        (b"\xff\xfe\x00\xd8\x00\x00", "utf-16"),
    ],
)
def test_what_is_no_text_gives_one_problem(read, content, says):
    result = read("bad.txt", content)
    assert not result.documents
    (problem,) = result.problems
    assert says in problem.message


def test_a_file_larger_than_a_document_is_refused(read):
    assert "larger than 20 MB" in read("big.txt", b"a" * 20_000_001).messages


def test_a_text_longer_than_a_document_is_refused(read):
    assert "characters" in read("long.txt", b"the end. " * 600_000).problems[0].message


def test_the_source_given_on_the_command_line_names_a_file_that_names_none(read):
    assert read("r.txt", "It is over.", Defaults(source="Zharshy")).documents[0].source == "Zharshy"


def test_a_document_without_a_time_is_kept_and_noted_once(read):
    result = read("r.txt", "It was over by the morning.")
    assert len(result.documents) == 1
    assert [str(notice).split(":")[0].endswith("r.txt") for notice in result.notices] == [True]
    assert "no publication time" in result.notices[0].message


def test_a_message_cannot_steer_the_terminal(read):
    result = read("evil\x1b[2J.txt", b"\0")
    assert "\x1b" not in result.messages
