import time
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dalel.ingest import Defaults

FRONT = """---
source: Zharshy
url: https://zharshy.example/1
title: "Минэнерго: цену определяет рынок"
author: [А. Ким, Б. Ли]
published: 2022-01-02T20:30:00+06:00
updated: 2022-01-03
language: ru
rating: {stars: [5]}
---

НУР-СУЛТАН, 2 января — Министерство объяснило рост цен.
"""


def test_front_matter_fills_the_document(read):
    result = read("r.md", FRONT, Defaults(zone=ZoneInfo("Asia/Almaty"), source="Other"))
    (document,) = result.documents
    assert not result.problems + result.notices
    assert document.source == "Zharshy"
    assert document.url == "https://zharshy.example/1"
    assert document.title == "Минэнерго: цену определяет рынок"
    assert document.author == "А. Ким, Б. Ли"
    assert document.published_at == datetime(2022, 1, 2, 20, 30, tzinfo=timezone(timedelta(hours=6)))
    assert document.updated_at == datetime(2022, 1, 3, tzinfo=ZoneInfo("Asia/Almaty"))
    assert document.language == "ru"
    assert document.text == (
        "Минэнерго: цену определяет рынок\n\nНУР-СУЛТАН, 2 января — Министерство объяснило рост цен."
    )


def test_a_title_that_the_body_repeats_is_not_doubled(read):
    text = (
        read("r.md", "---\ntitle: Night  on the square\n---\n# Night on the square\n\nIt was cold.\n").documents[0].text
    )
    assert text == "# Night on the square\n\nIt was cold."


def test_markdown_without_front_matter_is_read_as_it_is(read):
    document = read("r.md", "The city was quiet.\n\n---\n\nIt was late.").documents[0]
    assert document.text == "The city was quiet.\n\n---\n\nIt was late."


def test_the_host_names_the_source_where_nothing_else_does(read):
    document = read("r.md", "---\nlink: https://www.sagat05.example/s/4\n---\nIt was cold.").documents[0]
    assert document.source == "sagat05.example"


@pytest.mark.parametrize(
    ("front", "place", "says"),
    [
        ("a: &x [1]\nb: *x", "2", "anchors and aliases"),
        ("title: *x", "2", "anchors and aliases"),
        ("title: Police: 12 detained", "2", "in quotes"),
        ("source: x\n\ttitle: y", "3", "not valid YAML"),
        ('title: "\\UFFFFFFFF"', "1", "does not allow"),
        ("title: \x07", "1", "does not allow"),
        ("- a\n- b", "2", "must be lines such as"),
        ("just words", "2", "must be lines such as"),
        ('title: "\\uD800"', None, "not valid Unicode"),
    ],
)
def test_bad_front_matter_is_one_problem_that_names_its_line(read, front, place, says):
    result = read("r.md", f"---\n{front}\n---\nIt was cold.")
    assert not result.documents
    (problem,) = result.problems
    assert (problem.place, says in problem.message) == (place, True), problem


def test_front_matter_that_does_not_end_is_refused(read):
    assert "is not closed" in read("r.md", "---\n" + "title: x\n" * 100_000).problems[0].message


def test_laughter_in_front_matter_cannot_grow(read):
    bomb = "a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    assert "anchors" in read("r.md", f"---\n{bomb}---\nx").problems[0].message


def test_deeply_nested_front_matter_is_refused_before_it_takes_time(read):
    front = "title: x\ndeep: " + "[" * 7000 + "]" * 7000
    start = time.monotonic()
    (problem,) = read("r.md", f"---\n{front}\n---\nIt was cold.").problems
    assert (problem.place, "nested too deep" in problem.message) == ("3", True)
    assert time.monotonic() - start < 5


def test_a_value_that_is_not_said_is_not_there(read):
    document = read("r.md", "---\ntitle:\nauthor: ''\nlanguage: ~x\n---\nIt was a cold night.").documents[0]
    assert (document.title, document.author, document.language) == (None, None, "en")
