import csv
from datetime import UTC, datetime

import pytest

from dalel.ingest import Defaults
from dalel.ingest import table as table_module


def test_each_row_is_a_document_with_the_usual_columns_found(read):
    result = read(
        "t.csv",
        "\ufeffHeadline,Pub Date,Outlet,Body,Link,Byline,Lang\n"
        '"Night, square",2022-01-05T10:00Z,Zharshy,"It was ""cold"".\r\nVery.",https://z.example/1,A. Kim,en\n',
    )
    (document,) = result.documents
    assert document.text == 'Night, square\n\nIt was "cold".\nVery.'
    assert document.published_at == datetime(2022, 1, 5, 10, tzinfo=UTC)
    assert (document.source, document.title, document.author) == ("Zharshy", "Night, square", "A. Kim")
    assert document.url == "https://z.example/1"
    assert not result.problems + result.notices


@pytest.mark.parametrize(("name", "mark"), [("t.csv", ";"), ("t.csv", "\t"), ("t.csv", "|"), ("t.tsv", "\t")])
def test_the_delimiter_is_found(read, name, mark):
    content = f"date{mark}text\n2022-01-05{mark}First, it was quiet, then not.\n"
    assert read(name, content).documents[0].text == "First, it was quiet, then not."


def test_columns_can_be_named(read):
    defaults = Defaults(columns={"text": "Story", "published": "when"})
    (document,) = read("t.csv", "text,story,when\nshort,It was cold.,2022-01-05\n", defaults).documents
    assert document.text == "It was cold."
    assert document.published_at is not None


def test_without_a_text_column_the_columns_there_are_named(read):
    (problem,) = read("t.csv", "id,story\n1,It was cold.\n").problems
    assert str(problem).endswith("t.csv:1: no text column; the columns are 'id', 'story'. Name it: --column text=NAME")


def test_a_column_asked_for_that_is_not_there_is_a_problem(read):
    (problem,) = read("t.csv", "id,text\n1,It was cold.\n", Defaults(columns={"published": "when"})).problems
    assert "no column 'when'" in problem.message


def test_a_bad_row_is_named_by_its_line_and_the_rest_goes_on(read):
    result = read("t.csv", 'text,date\n"One.\nTwo.",2022-01-05\n,2022-01-05\na,b,c,d\nThe end.,2022-01-06\n')
    assert [document.text for document in result.documents] == ["One.\nTwo.", "The end."]
    assert [(problem.place, problem.message.split(":")[0]) for problem in result.problems] == [
        ("4", "no text"),
        ("5", "4 cells for 2 columns"),
    ]


def test_broken_utf8_costs_its_row_only(read):
    result = read("t.csv", b"text\n" + b"The first was fine.\n" * 5000 + b"Bad \xff\xfe byte.\nThe last is fine.\n")
    assert len(result.documents) == 5001
    (problem,) = result.problems
    assert (problem.place, "not valid Unicode" in problem.message) == ("5002", True)


def test_utf16_tables_are_read(read):
    assert read("t.csv", "text;date\nБыло холодно.;2022-01-05\n".encode("utf-16")).documents[0].text == "Было холодно."


def test_an_old_encoding_is_guessed_and_named(read):
    content = "date;text\n2022-01-05;Полиция задержала участников митинга на площади.\n".encode("cp1251")
    result = read("t.csv", content)
    assert result.documents[0].text == "Полиция задержала участников митинга на площади."
    assert "cp1251" in result.messages


def test_a_quotation_mark_that_is_never_closed_ends_the_file_not_the_memory(read, monkeypatch):
    monkeypatch.setattr(table_module, "_MAX_FIELD", 10_000)
    before = csv.field_size_limit(10_000)
    try:
        result = read("t.csv", 'text\nThe first.\n"' + "It goes on.\n" * 100_000)
    finally:
        csv.field_size_limit(before)
    assert len(result.documents) == 1
    assert result.problems[0].place == "3"
    assert "a quotation mark is not closed" in result.problems[0].message


def test_a_line_too_long_to_hold_is_refused(read, monkeypatch):
    monkeypatch.setattr(table_module, "_MAX_FIELD", 1000)
    result = read("t.csv", "text\n" + "a," * 10_000)
    assert "line longer than 4,000" in result.problems[0].message


def test_many_bad_rows_do_not_fill_the_screen(read):
    result = read("t.csv", "text,date\n" + ",2022-01-05\n" * 5000)
    assert len(result.problems) == 21
    assert "4,980 more such places" in result.problems[-1].message


def test_times_without_a_zone_and_rows_without_a_time_are_noted_once_a_file(read):
    result = read("t.csv", "text,date\n" + "One man.,2022-01-05\n" * 50 + "Two men.,\nThree men.,03/04/2019\n")
    assert len(result.documents) == 52
    assert result.documents[-1].published_at is None
    assert len(result.notices) == 3
    assert "read as UTC" in result.messages
    assert "(and 49 more in this file)" in result.messages
    assert "'03/04/2019' may be 2019-04-03" in result.messages


def test_rows_are_not_held_in_memory(tmp_path):
    import tracemalloc

    from dalel.ingest import documents

    path = tmp_path / "t.csv"
    path.write_text("text\n" + f"{'The city was quiet. ' * 500}\n" * 1_500, "utf-8")
    tracemalloc.start()
    assert sum(1 for _ in documents([path], Defaults(), datetime.now(UTC))) == 1_501
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4


def test_an_empty_table_has_no_documents_and_one_problem(read):
    assert len(read("t.csv", "").problems) == 1
    assert not read("t.csv", "text,date\n").documents
