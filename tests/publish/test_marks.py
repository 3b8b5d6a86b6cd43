"""Marks in a text: every piece of every statement, whatever crosses it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel.publish.web import marks
from dalel.publish.web.marks import changes, marked

TEXTS = st.text(alphabet=st.sampled_from("ab <>&\"'\n\u202eқ😀"), min_size=1, max_size=40)


class Reader(HTMLParser):
    """The text of a page and of each statement's marks."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.of: dict[str, str] = {}
        self.ids: list[str] = []
        self.opened: list[str] = []
        self.blocks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div":
            assert self.opened == [], "a block that begins inside a mark"
            self.blocks += 1
            return
        assert tag == "mark"
        given = dict(attrs)
        self.opened.append(given["data-of"] or "")
        if "id" in given:
            self.ids.append(given["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.opened.pop()
        else:
            assert self.opened == [], "a block that ends inside a mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        for id_ in self.opened:
            self.of[id_] = self.of.get(id_, "") + data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@given(TEXTS, st.data())
def test_marks_hold_exactly_the_quotes_and_change_no_letter(text: str, data: st.DataObject) -> None:
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))), max_size=8))
    rows: list[dict[str, Any]] = [
        {"id": f"{index:x}", "kind": "event", "start": start, "end": end}
        for index, (start, end) in enumerate(spans)
        if start < end
    ]
    reader = read(str(marked(text, rows)))
    assert reader.text == text
    assert reader.of == {row["id"]: text[row["start"] : row["end"]] for row in rows}
    assert sorted(reader.ids) == sorted(f"s-{row['id']}" for row in rows)
    assert reader.opened == []


def test_a_word_of_a_megabyte_is_parted_into_blocks_and_its_marks_go_on() -> None:
    text = "w" * 1_000_000
    spans = ((0, 1_000_000), (7_999, 8_001), (8_000, 16_000), (16_000, 16_001))
    rows = [{"id": f"{index}", "kind": "event", "start": start, "end": end} for index, (start, end) in enumerate(spans)]
    reader = read(str(marked(text, rows)))
    assert reader.text == text
    assert {id_: len(quote) for id_, quote in reader.of.items()} == {"0": 1_000_000, "1": 2, "2": 8_000, "3": 1}
    assert reader.blocks > 100


@pytest.mark.parametrize("most", [1, 2, 3, 7])
@given(text=TEXTS, data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_of_any_length_keep_the_marks(
    monkeypatch: pytest.MonkeyPatch, most: int, text: str, data: st.DataObject
) -> None:
    monkeypatch.setattr(marks, "LEAST_IN_BLOCK", 0)
    monkeypatch.setattr(marks, "MOST_IN_BLOCK", most)
    test_marks_hold_exactly_the_quotes_and_change_no_letter.hypothesis.inner_test(text, data)  # type: ignore[attr-defined]


@given(TEXTS, TEXTS)
def test_the_later_version_can_be_read_off_the_changes(earlier: str, later: str) -> None:
    found = changes(earlier, later)
    assert "".join(change.text for change in found if change.kind != "in") == earlier
    assert "".join(change.text for change in found if change.kind != "out") == later
