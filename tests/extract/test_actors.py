"""Who is named: persons, organisations and groups, in three languages and on any text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract import actors
from dalel.extract.language import Language, load
from dalel.extract.text import cut
from dalel.model import ActorMention, Place, PlaceMention, Span

GOLD = Path(__file__).with_name("actors_gold.txt")
_MARKED = re.compile(r"\[([^\]]+)\]\((\w+) ([^)]+)\)")

Marks = list[tuple[int, str, str, str]]


def language(tag: str) -> Language:
    found = load(tag)
    assert found is not None
    return found


def find(text: str, tag: str, *places: str) -> list[ActorMention]:
    mentioned = []
    for name in places:
        start = text.index(name)
        span = Span(start, start + len(name), name)
        mentioned.append(PlaceMention(span, Place(name, None, None, None, None)))
    return actors.find(cut(text, language(tag)), mentioned)


def cases() -> list[tuple[str, str]]:
    found, tag = [], ""
    for line in GOLD.read_text("utf-8").splitlines():
        if line.startswith("== "):
            tag = line.removeprefix("== ")
        elif line and not line.startswith("#"):
            found.append((tag, line))
    return found


@pytest.mark.parametrize(("tag", "marked"), cases())
def test_actors_are_found_as_a_reader_marks_them(tag: str, marked: str) -> None:
    plain, expected, last = "", [], 0  # type: tuple[str, Marks, int]
    for match in _MARKED.finditer(marked):
        plain += marked[last : match.start()]
        expected.append((len(plain), *match.group(1, 2, 3)))
        plain += match.group(1)
        last = match.end()
    plain += marked[last:]
    assert [(item.span.start, item.span.text, item.type, item.entity) for item in find(plain, tag)] == expected


def test_a_place_is_no_person() -> None:
    assert find("Nur Zhol fell silent on Monday.", "en", "Nur Zhol") == []


def test_a_person_whose_family_name_is_also_a_place_stays_a_person() -> None:
    found = find("Hillary Clinton spoke, and Clinton left.", "en", "Clinton")
    assert [item.entity for item in found] == ["Hillary Clinton", "Hillary Clinton"]


def test_two_people_of_one_family_name_are_told_apart_by_their_first_names() -> None:
    found = find("Asel Omarova met Dana Omarova. Asel Omarova wept.", "en")
    assert [item.entity for item in found] == ["Asel Omarova", "Dana Omarova", "Asel Omarova"]


def test_a_headline_in_capitals_is_no_long_name() -> None:
    found = find("Protesters Storm Burning City Hall While Troops Wait", "en")
    assert {item.type for item in found} <= {"GROUP", "ORGANIZATION"}
    assert all(len(item.span.text.split()) <= 2 for item in found)


def test_a_title_is_not_part_of_the_name() -> None:
    (found,) = (item for item in find("Foreign Minister Sergei Ivanov flew home.", "en") if item.type == "PERSON")
    assert found.span.text == "Sergei Ivanov"


_PIECES = st.sampled_from(
    ["Ann", "Lee", "the", "Ministry", "of", ".", "(", ")", "UN", "МВД", "полиция", "de", "A", "ABC"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(_PIECES).map(" ".join),
    ),
    st.sampled_from(["en", "ru", "kk"]),
)
def test_mentions_are_exact_in_order_and_never_overlap_on_any_text(text: str, tag: str) -> None:
    found = find(text, tag)
    for item in found:
        assert text[item.span.start : item.span.end] == item.span.text
        assert item.entity
    assert all(left.span.end <= right.span.start for left, right in pairwise(found))
