"""What reviewers decide holds from its own moment on, survives what arrives later, and can be undone."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel import pipeline, review
from dalel.model import Action
from dalel.record import moments, queries
from dalel.record.store import Record
from tests.conftest import fill, report
from tests.weigh.test_weighing import START, documents, drafts, held, recorded

NOON = datetime(2022, 1, 7, 12, tzinfo=UTC)
EARLIER, LATER = moments.utc(NOON - timedelta(minutes=1)), moments.utc(NOON + timedelta(days=400))

STORMED = "Protesters stormed the city hall of Almaty on January 5 and set it on fire in the afternoon."
OTHER = "Gunmen attacked a police station in Shymkent on January 5 and seized weapons."


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return fill(
        tmp_path / "r.dalel",
        [report(STORMED, source="Steppe Wire"), report(OTHER, source="Caspian Ledger")],
    )


def event_at(record: Record, place: str, at: str = LATER) -> dict:
    return next(row for row in queries.events(record.connection, at) if row["place_name"] == place)


def events_at(record: Record, place: str, at: str = LATER) -> set[str]:
    return {row["event"] for row in queries.events(record.connection, at) if row["place_name"] == place}


def said_at(record: Record, place: str) -> set[str]:
    return set().union(*(said_of(record, event) for event in events_at(record, place)))


def said_of(record: Record, event: str, at: str = LATER) -> set[str]:
    return {row["source"] for row in queries.statements_about(record.connection, at, "event", event)}


def test_merged_events_are_one_from_the_review_on_and_two_before(record: Record) -> None:
    one, other = event_at(record, "Almaty")["event"], event_at(record, "Shymkent")["event"]
    review.decide(record, review.merge(record, one, other), "Editor", NOON)
    assert said_of(record, one) == {"Steppe Wire", "Caspian Ledger"}
    assert queries.event(record.connection, LATER, other) is None or said_of(record, other) == set()
    assert said_of(record, one, EARLIER) == {"Steppe Wire"}
    assert said_of(record, other, EARLIER) == {"Caspian Ledger"}


def test_a_report_that_arrives_after_a_merge_joins_the_merged_event(record: Record) -> None:
    one, other = event_at(record, "Almaty")["event"], event_at(record, "Shymkent")["event"]
    review.decide(record, review.merge(record, one, other), "Editor", NOON)
    late = report(OTHER + " The station burned.", "2022-01-09T12:00:00+06:00", source="Almaty Courant")
    list(pipeline.add(record, [late], "test", NOON + timedelta(days=2)))
    assert said_of(record, one) == {"Steppe Wire", "Caspian Ledger", "Almaty Courant"}


def test_an_undone_merge_leaves_two_events_again_and_its_time_on_record(record: Record) -> None:
    one, other = event_at(record, "Almaty")["event"], event_at(record, "Shymkent")["event"]
    seq = review.decide(record, review.merge(record, one, other), "Editor", NOON)
    review.decide(record, review.undo(record, seq), "Second editor", NOON + timedelta(hours=2))
    between = moments.utc(NOON + timedelta(hours=1))
    assert said_of(record, one) == {"Steppe Wire"}
    assert said_of(record, one, between) == {"Steppe Wire", "Caspian Ledger"}


def test_a_confirmed_event_says_who_confirmed_it_and_an_undo_takes_that_back(record: Record) -> None:
    event = event_at(record, "Shymkent")["event"]
    seq = review.decide(record, review.verdict(record, Action.CONFIRM, event, "saw the video"), "Editor", NOON)
    confirmed = queries.event(record.connection, LATER, event)
    assert confirmed is not None and confirmed["standing"] == "corroborated"
    assert "confirmed by Editor: saw the video" in confirmed["because"]
    assert queries.event(record.connection, EARLIER, event)["standing"] == "single-origin"
    review.decide(record, review.undo(record, seq), "Editor", NOON + timedelta(hours=2))
    assert queries.event(record.connection, LATER, event)["standing"] == "single-origin"


def test_a_corrected_place_holds_from_the_review_on_and_joins_what_it_then_fits(record: Record) -> None:
    wrong = report(
        "Gunmen attacked a police station in Aktau on January 5 and seized weapons.", source="Almaty Courant"
    )
    list(pipeline.add(record, [wrong], "test", NOON))
    wrong_ones = events_at(record, "Aktau")
    assert not said_at(record, "Shymkent") & {"Almaty Courant"}
    review.decide(record, review.correct(record, sorted(wrong_ones), place="Shymkent"), "Editor", NOON)
    assert said_at(record, "Shymkent") == {"Caspian Ledger", "Almaty Courant"}
    assert len(events_at(record, "Shymkent")) == len(events_at(record, "Shymkent", EARLIER))
    assert events_at(record, "Aktau", EARLIER) == wrong_ones
    standings = {queries.event(record.connection, LATER, event)["standing"] for event in events_at(record, "Aktau")}
    assert standings <= {"withdrawn"}


def decide_something(record: Record, choices: Sequence[int], when: datetime) -> None:
    """A few reviews, chosen by numbers, of whatever events there are."""
    for turn, choice in enumerate(choices):
        events = sorted(row["event"] for row in queries.events(record.connection, moments.utc(when)))
        now = when + timedelta(minutes=turn)
        if len(events) < 2:
            return
        one, other = events[choice % len(events)], events[(choice + 1) % len(events)]
        try:
            if choice % 4 == 0:
                review.decide(record, review.merge(record, one, other), "Editor", now)
            elif choice % 4 == 1:
                review.decide(record, review.verdict(record, Action.DISPUTE, one), "Editor", now)
            elif choice % 4 == 2:
                review.decide(record, review.correct(record, [one], place="Aktau"), "Editor", now)
            else:
                done = record.connection.execute("SELECT max(seq) FROM log WHERE kind = 'review'").fetchone()[0]
                if done is not None:
                    review.decide(record, review.undo(record, done), "Editor", now)
        except review.ReviewError:
            continue


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.lists(st.integers(0, 40), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_a_rebuild_gives_reviews_their_place_again(parts: list, choices: list, shuffle: random.Random) -> None:
    every = documents(parts)
    shuffle.shuffle(every)
    middle = START + timedelta(days=10)
    with tempfile.TemporaryDirectory() as folder, recorded(Path(folder), "one", [every[: len(every) // 2]]) as record:
        decide_something(record, choices, middle)
        list(pipeline.add(record, every[len(every) // 2 :], "test", middle + timedelta(days=1)))
        assert list(pipeline.differences(record)) == []
        assert held(record) is not None
