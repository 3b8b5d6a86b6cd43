"""Which words who uses for whom: what is counted, how sure a share is, and that both sides are looked at alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dalel
from dalel.analyse import wording
from dalel.analyse.families import families, family_of
from dalel.record import tracking
from dalel.record.store import Record
from tests.analyse.labels import Row, label
from tests.conftest import fill, report


def test_shares_of_words_are_counted_within_group_source_and_day() -> None:
    rows = [
        label(1, "terrorist"),
        label(2, "terrorist"),
        label(3, "protester"),
        label(4, "police", group="state_forces"),
        label(5, "protester", source="B"),
        label(30, "protester"),
    ]
    found = wording.shares_by_period(rows)
    counted = {(row["day"], row["source"], row["lemma"]): (row["count"], row["total"]) for row in found}
    assert counted == {
        ("2022-01-01", "A", "terrorist"): (2, 3),
        ("2022-01-01", "A", "protester"): (1, 3),
        ("2022-01-01", "A", "police"): (1, 1),
        ("2022-01-01", "B", "protester"): (1, 1),
        ("2022-01-02", "A", "protester"): (1, 1),
    }


def test_ten_copies_of_a_wire_story_are_one_use() -> None:
    copies = [label(row, "rioter", passage="wire", source=f"Outlet {row}", origin=f"outlet {row}") for row in range(10)]
    (row,) = wording.shares_by_period(copies, by="affiliation")
    assert (row["count"], row["total"], row["raw"]) == (1, 1, 10)
    assert row["source"] is None
    assert len(wording.shares_by_period(copies, by="source")) == 10  # each of them chose to print it


def test_a_sentence_changed_a_little_on_its_way_is_still_one_use() -> None:
    rows = [
        label(1, "rioter", passage="wire"),
        label(2, "rioter", passage="edited", copied="wire", source="B"),
        label(3, "rioter", passage="edited again", copied="edited", source="C"),
    ]
    (use,) = wording.uses(rows, "affiliation")
    assert [row["source"] for row in use.statements] == ["A", "B", "C"]


def test_a_sentence_that_a_later_version_keeps_is_one_use_since_the_first() -> None:
    page = "https://a.example/1"
    rows = [label(1, "rioter", passage="", url=page), label(9, "rioter", passage="", url=page)]
    rows += [label(1, "rioter", row=50, passage="", url=page, start=40)]
    found = wording.uses(rows, "source")
    assert [(use.row["known_at"], len(use.statements)) for use in found] == [
        ("2022-01-01T01:00:00Z", 2),
        ("2022-01-01T01:00:00Z", 1),
    ]


@pytest.mark.parametrize(
    ("per", "days"),
    [
        ("hour", ["2022-01-01T22", "2022-01-01T23", "2022-01-02T00", "2022-01-03T00"]),
        ("day", ["2022-01-01", "2022-01-02", "2022-01-03"]),
        ("week", ["2021-W52", "2022-W01"]),
    ],
)
def test_periods_are_hours_days_or_weeks(per: str, days: list[str]) -> None:
    rows = [label(row, "protester") for row in (22, 23, 24, 48)]
    assert [row["day"] for row in wording.shares_by_period(rows, per=per)] == days


def test_the_period_fits_how_many_there_are() -> None:
    moments = [f"2022-{month:02}-{day:02}T{hour:02}:00:00Z" for month in (1, 2) for day in (1, 2, 9) for hour in (1, 2)]
    assert [wording.fitting(moments, most) for most in (12, 5, 2, 1)] == ["day", "week", "month", "year"]
    assert [wording.fitting(moments[:4], most) for most in (4, 3)] == ["hour", "day"]


def test_shares_do_not_depend_on_the_order_of_rows() -> None:
    rows = [label(1, "x"), label(2, "y", source="B"), label(30, "y"), label(4, "x", affiliation=None, source="C")]
    for by in wording.SERIES:
        assert wording.shares_by_period(rows, by) == wording.shares_by_period(rows[::-1], by)
        assert wording.panels(wording.uses(rows, by), "day") == wording.panels(wording.uses(rows[::-1], by), "day")


def test_exchanging_the_sides_exchanges_the_shares() -> None:
    rows = [label(1, "terrorist"), label(2, "protester"), label(3, "protester", affiliation="opposition", source="B")]
    other = {"state": "opposition", "opposition": "state"}
    swapped = [{**row, "affiliation": other[row["affiliation"]]} for row in rows]
    before, after = (
        {panel.name: panel.shares for panel in wording.panels(wording.uses(found, "affiliation"), "day")}
        for found in (rows, swapped)
    )
    assert before == {"state": after["opposition"], "opposition": after["state"]}


def test_an_affiliation_that_nobody_stated_is_named_so() -> None:
    (panel,) = wording.panels(wording.uses([label(1, "x", affiliation=None)], "affiliation"), "day")
    assert panel.name == wording.UNSTATED


def test_two_of_three_does_not_shout() -> None:
    low, high = wording.interval(2, 3)
    assert (round(low, 3), round(high, 3)) == (0.208, 0.939)  # as Wilson's formula gives it
    assert wording.interval(0, 0) == (0.0, 1.0)
    assert wording.interval(0, 10)[0] == 0.0
    assert round(wording.interval(0, 10)[1], 4) == 0.2775


@given(st.integers(1, 5_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_an_interval_holds_its_share_and_shrinks_with_more_uses(counted: tuple[int, int]) -> None:
    count, total = counted
    low, high = wording.interval(count, total)
    assert 0 <= low <= count / total <= high <= 1
    more = wording.interval(4 * count, 4 * total)
    assert more[1] - more[0] < high - low
    mirrored = wording.interval(total - count, total)
    assert mirrored == pytest.approx((1 - high, 1 - low))


def _lemmas() -> set[tuple[str, str]]:
    found = set()
    for path in Path(dalel.__file__).parent.glob("extract/languages/*/labels.tsv"):
        lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        header = lines[0].split("\t")
        for line in lines[1:]:
            row = dict(zip(header, line.split("\t"), strict=False))
            if row["group"] != "none":
                found.add((row["group"], row["lemma"]))
    return found


def test_every_word_of_every_language_stands_in_one_family() -> None:
    listed = [(family.group, lemma) for family in families() for lemma in family.lemmas]
    assert len(listed) == len(set(listed))
    assert _lemmas() == set(listed)


def test_families_add_up_to_all_uses() -> None:
    rows = [label(1, "protester"), label(2, "terrorist"), label(3, "bandit"), label(4, "martyr")]
    found = wording.family_shares(wording.uses(rows, "source"), "participants")
    assert {share.lemma: share.count for share in found} == {"protesting": 1, "innocent": 1, "violent": 2}
    assert family_of("participants", "no such word") is None


def test_words_of_an_event_are_those_in_its_sentences(tmp_path: Path) -> None:
    text = (
        "Police killed two protesters in Almaty on January 5, 2022, near the main square. "
        "In another city, terrorists were said to be hiding, an official told reporters."
    )
    with fill(tmp_path / "record.dalel", [report(text)]) as record:
        at = "2023-01-01T00:00:00Z"
        everything = tracking.labels(record.connection, at)
        (event,) = {said[1] for said in tracking.told(record.connection, at, "event")}
        about = tracking.labels(record.connection, at, event=event)
    assert {row["lemma"] for row in about} == {"police", "protester"}
    assert {row["lemma"] for row in everything} == {"police", "protester", "terrorist"}


def test_words_are_those_known_by_then_and_revised_ones_stay(tmp_path: Path) -> None:
    page = {"url": "https://a.example/1", "title": None}
    items = [
        report("Rioters gathered in the square of the town on Thursday.", "2022-01-06T10:00:00+00:00", **page),
        report("Protesters gathered in the square of the town on Thursday.", "2022-01-06T12:00:00+00:00", **page),
    ]
    with fill(tmp_path / "record.dalel", items) as record:
        assert _words(record, "2022-01-06T09:00:00Z") == []
        assert _words(record, "2022-01-06T11:00:00Z") == ["rioter"]
        assert _words(record, "2022-01-06T13:00:00Z") == ["rioter", "protester"]


def _words(record: Record, at: str) -> list[str]:
    rows: list[Row] = tracking.labels(record.connection, at, "participants")
    return [use.row["lemma"] for use in wording.uses(rows, "source")]
