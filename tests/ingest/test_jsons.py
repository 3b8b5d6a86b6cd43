import json
from datetime import UTC, datetime

import pytest

from dalel.ingest import Defaults


def test_each_line_of_jsonl_is_a_document(read):
    lines = [{"text": "It was cold.", "timestamp": 1641399600, "source": {"name": "Zharshy"}, "authors": ["A", "B"]}]
    (document,) = read("t.jsonl", "\n".join(map(json.dumps, lines))).documents
    assert document.published_at == datetime(2022, 1, 5, 16, 20, tzinfo=UTC)
    assert (document.source, document.author) == ("Zharshy", "A, B")


def test_one_bad_line_in_the_middle_costs_that_line(read):
    result = read("t.ndjson", '{"text": "One."}\n\n{"text": "Two."\n[1]\n{"id": 1}\n{"text": 5}\n{"text": "Last."}\n')
    assert [document.text for document in result.documents] == ["One.", "Last."]
    assert [problem.place for problem in result.problems] == ["3", "4", "5", "6"]
    assert "its keys are 'id'" in result.messages


@pytest.mark.parametrize("line", ["[" * 100_000, '{"text": ' * 100_000, '{"text": 1' + "0" * 5000 + "}"])
def test_hostile_lines_are_reported(read, line):
    result = read("t.jsonl", f'{line}\n{{"text": "Last."}}\n')
    assert [document.text for document in result.documents] == ["Last."]
    assert result.problems[0].place == "1"


def test_half_a_character_is_refused(read):
    result = read("t.jsonl", '{"text": "One \\ud800 man."}\n{"text": "Last \\ud83d\\ude00.", "title": "\\u0000"}\n')
    assert not result.documents
    assert len(result.problems) == 2


def test_an_array_is_streamed_entry_by_entry(read):
    entries = [{"text": f"The {number} man. " * 400, "date": "2022-01-05T00:00Z"} for number in range(200)]
    result = read("t.json", json.dumps(entries, indent=2))
    assert len(result.documents) == 200
    assert result.documents[199].text == entries[199]["text"].strip()
    assert not result.problems + result.notices


def test_one_object_is_one_document(read):
    assert read("t.json", ' {"body": "It was cold."} \n').documents[0].text == "It was cold."


def test_keys_can_be_named(read):
    defaults = Defaults(columns={"text": "story"})
    assert read("t.json", '[{"story": "It was cold."}]', defaults).documents[0].text == "It was cold."


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("[]", 0),
        ("", 0),
        ("[", 0),
        ('[{"text": "One man."}', 1),
        ('[{"text": "One man."} {"text": "Two men."}]', 1),
        ('[{"text": "One man."}, nonsense]', 1),
        ('{"text": "One man."}\n{"text": "Two men."}', 1),
        ("[1, 2.5, 12]", 0),
        ("12", 0),
        ("[" * 100_000, 0),
    ],
)
def test_what_can_be_read_of_a_broken_array_is_read(read, content, kept):
    result = read("t.json", content)
    assert len(result.documents) == kept
    assert result.problems or content == "[]"


@pytest.mark.parametrize("name", ["t.json", "t.jsonl"])
def test_a_file_that_breaks_off_within_a_character_is_one_problem(read, name):
    result = read(name, b"\xfe\xff\x00[\x00")
    assert not result.documents
    assert any("save it as UTF-8" in problem.message for problem in result.problems)
