"""What stands between rows and pages: sides, series, days."""

from __future__ import annotations

from typing import Any

from dalel.analyse import series, timeline
from dalel.analyse.sides import sides

Row = dict[str, Any]

T = "2022-01-09T00:00:00Z"


def said(row: int, **changes: Any) -> Row:
    values = {
        "row": row,
        "document": row,
        "start": 0,
        "end": 10,
        "source": f"Outlet {row}",
        "first_told": f"Outlet {row}",
        "role": "author",
        "voice": None,
        "origin": f"outlet {row}",
        "passage": "",
        "factuality": "CT+",
        "known_at": f"2022-01-0{row}T00:00:00Z",
        "believed_to": "9999-12-31T23:59:59Z",
        "began": "2022-01-05",
        "ended": "2022-01-05",
        "figure": "f1",
        "low": 26.0,
        "high": 26.0,
    }
    return {**values, **changes}


def test_ten_copies_stand_under_the_first_one() -> None:
    first = said(1, passage="abc")
    rows = [first, *(said(row, passage="abc") for row in range(2, 9))]
    (voice,) = sides(rows, T).affirm
    assert voice.name == "Outlet 1"
    assert [one.row for one in voice.said] == [first]
    assert len(voice.said[0].copies) == 7


def test_a_translation_stands_under_what_it_translates() -> None:
    first = said(1)
    (voice,) = sides([first, said(2, origin="outlet 1", first_told="Outlet 1")], T).affirm
    assert (voice.name, len(voice.said), len(voice.said[0].copies)) == ("Outlet 1", 1, 1)


def test_one_voice_in_two_outlets_is_one_voice() -> None:
    rows = [
        said(1, role="named", voice="Ministry", origin="ministry"),
        said(2, role="named", voice="Ministry", origin="ministry"),
    ]
    (voice,) = sides(rows, T).affirm
    assert (voice.name, len(voice.said)) == ("Ministry", 2)


def test_sides_are_told_by_factuality_and_hearsay_affirms_nothing() -> None:
    rows = [said(1), said(2, factuality="CT-"), said(3, factuality="Uu"), said(4, role="hearsay", origin=None)]
    found = sides(rows, T)
    assert [voice.name for voice in found.affirm] == ["Outlet 1"]
    assert [voice.name for voice in found.deny] == ["Outlet 2"]
    assert [voice.name for voice in found.open] == ["Outlet 3", "hearsay in Outlet 4"]


def test_a_statement_is_revised_only_from_the_moment_of_its_revision() -> None:
    row = said(1, believed_to="2022-01-05T00:00:00Z")
    assert sides([row], "2022-01-04T23:59:59Z").affirm[0].said[0].revised is False
    assert sides([row], "2022-01-05T00:00:00Z").affirm[0].said[0].revised is True


def test_the_same_words_read_by_two_rules_are_shown_once() -> None:
    rows = [said(1), {**said(1), "row": 2}]
    assert len(sides(rows, T).affirm[0].said) == 1


def test_a_figure_of_ten_years_ago_is_not_current() -> None:
    assert series.is_current(said(1))
    assert series.is_current(said(1, began=None, ended=None))
    assert series.is_current(said(1, began="2022-01-01", ended="2022-12-31"))
    assert not series.is_current(said(1, began="2011-12-16", ended="2011-12-16"))
    assert not series.is_current(said(1, began="2011-01-01", ended="2011-12-31"))


def test_series_are_by_origin_and_in_time() -> None:
    mine = {"origin": "m", "source": "M", "first_told": "M"}
    rows = [said(3, **mine), said(1, **mine), said(2)]
    found = series.by_voice(rows)
    assert [one.name for one in found] == ["M", "Outlet 2"]
    assert [point.known_at for point in found[0].points] == ["2022-01-01T00:00:00Z", "2022-01-03T00:00:00Z"]


def test_the_contested_figure_of_the_last_days_leads() -> None:
    def figure(**changes: Any) -> Row:
        return {**said(1), "measure": "killed", "standing": "single-origin", "statements": 5, "place": "1", **changes}

    old = figure(began="2022-01-01", standing="contested", statements=99)
    recent, contested = figure(began="2022-01-06"), figure(began="2022-01-05", standing="contested", statements=2)
    ((measure, rows),) = series.leading([old, recent, contested], 2)
    assert measure == "killed"
    assert rows == [contested, recent]


def test_silent_days_have_bars_and_long_silences_one() -> None:
    density = [
        {"day": "2022-01-02", "documents": 3},
        {"day": "2022-01-05", "documents": 1},
        {"day": "2022-08-16", "documents": 2},
    ]
    found = timeline.buckets(density, 50)
    assert [(one["first"], one["last"], one["documents"]) for one in found] == [
        ("2022-01-02", "2022-01-02", 3),
        ("2022-01-03", "2022-01-03", 0),
        ("2022-01-04", "2022-01-04", 0),
        ("2022-01-05", "2022-01-05", 1),
        ("2022-01-06", "2022-08-15", 0),
        ("2022-08-16", "2022-08-16", 2),
    ]
    assert timeline.buckets([], 50) == []


def test_many_days_are_put_together_and_no_report_is_lost() -> None:
    density = [{"day": f"2022-{month:02}-{day:02}", "documents": 1} for month in range(1, 13) for day in range(1, 29)]
    found = timeline.buckets(density, 92)
    assert len(found) <= 92
    assert sum(one["documents"] for one in found) == len(density)
