"""What stands between rows and pages: shares, sides, series, days."""

from __future__ import annotations

from typing import Any

from dalel.analyse import copies, series, timeline, wording
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
        "role": "author",
        "voice": None,
        "origin": f"outlet {row}",
        "passage": "",
        "factuality": "CT+",
        "known_at": f"2022-01-0{row}T00:00:00Z",
        "believed_to": "9999-12-31T23:59:59Z",
        "began": "2022-01-05",
        "ended": "2022-01-05",
        "low": 26.0,
        "high": 26.0,
    }
    return {**values, **changes}


def label(
    source: str, lemma: str, day: str = "2022-01-05", affiliation: str | None = "state", group: str = "people"
) -> Row:
    return {"source": source, "lemma": lemma, "day": day, "affiliation": affiliation, "group": group}


def test_shares_of_words_are_counted_within_group_source_and_day() -> None:
    rows = [
        label("A", "terrorists"),
        label("A", "terrorists"),
        label("A", "protesters"),
        label("A", "police", group="police"),
    ]
    found = wording.by_source_and_day([*rows, label("B", "protesters"), label("A", "protesters", "2022-01-06")])
    counted = {(row["day"], row["source"], row["lemma"]): (row["count"], row["total"]) for row in found}
    assert counted == {
        ("2022-01-05", "A", "terrorists"): (2, 3),
        ("2022-01-05", "A", "protesters"): (1, 3),
        ("2022-01-05", "A", "police"): (1, 1),
        ("2022-01-05", "B", "protesters"): (1, 1),
        ("2022-01-06", "A", "protesters"): (1, 1),
    }


def test_shares_do_not_depend_on_the_order_of_rows() -> None:
    rows = [label("A", "x"), label("B", "y"), label("A", "y", "2022-01-06"), label("B", "x", affiliation=None)]
    assert wording.by_source_and_day(rows) == wording.by_source_and_day(rows[::-1])
    assert wording.panels(rows, "people", "affiliation") == wording.panels(rows[::-1], "people", "affiliation")


def test_exchanging_the_sides_exchanges_the_shares() -> None:
    rows = [label("A", "terrorists"), label("A", "protesters"), label("B", "protesters", affiliation="opposition")]
    swapped = [
        {**row, "affiliation": {"state": "opposition", "opposition": "state"}[row["affiliation"]]} for row in rows
    ]
    before = {panel.name: panel.shares for panel in wording.panels(rows, "people", "affiliation")}
    after = {panel.name: panel.shares for panel in wording.panels(swapped, "people", "affiliation")}
    assert before == {"state": after["opposition"], "opposition": after["state"]}


def test_an_affiliation_that_nobody_stated_is_named_so() -> None:
    (panel,) = wording.panels([label("A", "x", affiliation=None)], "people", "affiliation")
    assert panel.name == wording.UNSTATED


def test_many_days_of_words_become_months_or_years() -> None:
    rows = [label("A", "x", f"2022-{month:02}-{day:02}") for month in (1, 2) for day in range(1, 11)]
    assert {row["day"] for row in wording.periods(rows, 20)} == {row["day"] for row in rows}
    assert {row["day"] for row in wording.periods(rows, 19)} == {"2022-01", "2022-02"}
    assert {row["day"] for row in wording.periods(rows, 1)} == {"2022"}


def test_ten_copies_stand_under_the_first_one() -> None:
    first = said(1, passage="abc")
    rows = [first, *(said(row, passage="abc") for row in range(2, 9))]
    (voice,) = sides(rows, T).affirm
    assert voice.name == "Outlet 1"
    assert [one.row for one in voice.said] == [first]
    assert len(voice.said[0].copies) == 7


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
    rows = [said(3, origin="m", source="M"), said(1, origin="m", source="M"), said(2)]
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


def test_copies_are_known_by_their_sentences_not_their_titles() -> None:
    body = (
        "Protesters stormed the city hall of Almaty on Wednesday afternoon and set it on fire. Police had left by then."
    )
    one, other = f"A title\n\n{body}", f"Another title altogether\n\n{body.upper()}"
    assert copies.shared(one, other) == 1.0
    assert copies.shared(one, "Something else happened in a town far away from there yesterday.") == 0.0
    assert copies.shared("Short.", "Short.") == 0.0
    assert copies.longest_sentences(one)[0].startswith("Protesters stormed")
