"""What a decision does to the record: from its moment on, until it is undone, whatever comes in later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dalel import pipeline, review
from dalel.model import Action, Review
from dalel.record import queries, reviews
from dalel.record.moments import LAST, as_of
from dalel.record.queries import Filters
from dalel.record.store import Record
from tests.conftest import fill, report

NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
ARRESTS = report("Police detained 26 protesters in Aktau on Wednesday, witnesses said.", source="Steppe Wire")
AGAIN = report("Security forces detained dozens of people in Aktau on Wednesday.", source="Ledger")
ELSEWHERE = report("Police detained 40 protesters in Oral on Wednesday.", source="Meridian")
LATER = report(
    "In Oral, police detained 40 protesters on Wednesday, an activist said.", "2022-01-07T12:00:00+06:00", source="Late"
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with fill(tmp_path / "a.dalel", [ARRESTS, AGAIN, ELSEWHERE]) as record:
        yield record


def decide(record: Record, made: Review, minutes: int = 0) -> int:
    return review.decide(record, made, "R. Editor", NOW + timedelta(minutes=minutes))


def arrests(record: Record, minutes: float | None = None) -> dict[str, dict[str, Any]]:
    """The events of arrest by their places, as they stood so many minutes after the first decision, or in the end."""
    moment = LAST if minutes is None else as_of(NOW + timedelta(minutes=minutes))
    found = queries.events(record.connection, moment, Filters(type="COERCE"))
    return {event["place_name"]: event for event in found}


def told(record: Record, event: str, minutes: float | None = None) -> set[int]:
    """The documents whose statements an event holds."""
    moment = LAST if minutes is None else as_of(NOW + timedelta(minutes=minutes))
    return {row["document"] for row in queries.statements_about(record.connection, moment, "event", event)}


def is_as_derived(record: Record) -> bool:
    return list(pipeline.differences(record)) == []


def test_the_reports_are_two_events_before_anybody_decides(record: Record) -> None:
    found = arrests(record)
    assert set(found) == {"Aktau", "Oral"}
    assert told(record, found["Aktau"]["event"]) == {1, 2}


def test_a_merged_event_takes_in_what_is_reported_later_and_the_past_stays(record: Record) -> None:
    aktau, oral = (arrests(record)[place]["event"] for place in ("Aktau", "Oral"))
    decide(record, review.merge(record, aktau, oral, "the same convoy"))
    assert set(arrests(record)) == {"Aktau"}
    list(pipeline.add(record, [LATER], "desk", NOW))
    assert told(record, aktau) == {1, 2, 3, 5}  # entry 4 is the review
    assert set(arrests(record, minutes=-1)) == {"Aktau", "Oral"}
    assert is_as_derived(record)


def test_undoing_a_merge_gives_both_events_back(record: Record) -> None:
    before = arrests(record)
    seq = decide(record, review.merge(record, before["Aktau"]["event"], before["Oral"]["event"]))
    decide(record, review.undo(record, seq), minutes=5)
    after = arrests(record)
    assert {place: (one["event"], one["standing"], one["because"]) for place, one in after.items()} == {
        place: (one["event"], one["standing"], one["because"]) for place, one in before.items()
    }
    assert set(arrests(record, minutes=1)) == {"Aktau"}
    assert is_as_derived(record)


def test_a_split_leaves_the_rest_and_can_be_undone(record: Record) -> None:
    aktau = arrests(record)["Aktau"]["event"]
    (row,) = [row for row in queries.statements_about(record.connection, LAST, "event", aktau) if row["document"] == 2]
    seq = decide(record, review.split(record, aktau, [f"2/{row['id']}"]))
    assert told(record, aktau) == {1}
    (decision,) = reviews.decisions(record.connection)
    assert told(record, decision.key) == {2}
    assert queries.event(record.connection, LAST, decision.key) is not None
    decide(record, review.undo(record, seq), minutes=5)
    assert told(record, aktau) == {1, 2}
    assert is_as_derived(record)


def test_a_confirmed_event_says_who_confirmed_it_and_before_that_it_stood_as_reported(record: Record) -> None:
    oral = arrests(record)["Oral"]
    assert oral["standing"] == "single-origin"
    seq = decide(record, review.verdict(record, Action.CONFIRM, oral["event"], "seen the lists"))
    now = arrests(record)["Oral"]
    assert now["standing"] == "corroborated"
    assert now["because"].startswith("confirmed by R. Editor: seen the lists; without this review single-origin: ")
    assert arrests(record, minutes=-1)["Oral"]["standing"] == "single-origin"
    decide(record, review.undo(record, seq), minutes=5)
    assert arrests(record)["Oral"]["standing"] == "single-origin"
    assert arrests(record, minutes=1)["Oral"]["standing"] == "corroborated"
    assert is_as_derived(record)


def test_a_disputed_figure_is_contested(record: Record) -> None:
    (figure, *_) = queries.figures(record.connection, LAST, Filters(measure="detained"))
    decide(record, review.verdict(record, Action.DISPUTE, figure["figure"], "counted twice"))
    now = queries.figure(record.connection, LAST, figure["figure"])
    assert now is not None
    assert (now["standing"], now["because"].partition(";")[0]) == ("contested", "disputed by R. Editor: counted twice")
    assert is_as_derived(record)


def test_a_corrected_place_moves_the_event_from_that_moment_on(record: Record) -> None:
    oral = arrests(record)["Oral"]["event"]
    seq = decide(record, review.correct(record, [oral], place="Aktau"))
    assert set(arrests(record)) == {"Aktau"}
    assert set(arrests(record, minutes=-1)) == {"Aktau", "Oral"}
    decide(record, review.undo(record, seq), minutes=5)
    assert set(arrests(record)) == {"Aktau", "Oral"}
    assert is_as_derived(record)


def test_decisions_made_before_and_after_a_report_comes_in_give_the_same_record(tmp_path: Path) -> None:
    """The later report is older than the decision, so it does not matter when it was added."""
    views = []
    for order in ("before", "after"):
        with fill(tmp_path / f"{order}.dalel", [ARRESTS, AGAIN, ELSEWHERE]) as record:
            if order == "before":
                list(pipeline.add(record, [LATER], "desk", NOW))
            found = arrests(record)
            decide(record, review.merge(record, found["Aktau"]["event"], found["Oral"]["event"]))
            if order == "after":
                list(pipeline.add(record, [LATER], "desk", NOW))
            events = queries.events(record.connection, LAST, Filters())
            views.append([(one["event"], one["standing"], one["because"], one["statements"]) for one in events])
    assert views[0] == views[1]


def test_decisions_survive_a_redaction_of_the_words_beside_them(record: Record) -> None:
    found = arrests(record)
    decide(record, review.merge(record, found["Aktau"]["event"], found["Oral"]["event"]))
    decide(record, review.verdict(record, Action.CONFIRM, found["Aktau"]["event"]))
    review.redact(record, ["1"], "R. Editor", NOW + timedelta(minutes=5), words=["witnesses"])
    (event,) = arrests(record).values()
    assert told(record, event["event"]) == {1, 2, 3}
    assert event["because"].startswith("confirmed by R. Editor")
    assert [one["loose"] for one in reviews.trail(record.connection, LAST)] == [0, 0, 0]
