"""Reviews in the record: what they point to survives another reading, and what was decided can be looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dalel import pipeline
from dalel.model import FOREVER, About, Action, Anchor, Review
from dalel.record import log, reviews
from dalel.record.moments import LAST, utc
from dalel.record.queries import Filters, statements
from dalel.record.store import Record
from tests.conftest import fill, report

NOW = datetime(2022, 2, 2, 12, tzinfo=UTC)
REPORT = report("Police detained 26 protesters in Aktau on Wednesday, the ministry said. At least 3 were injured.")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with fill(tmp_path / "a.dalel", [REPORT]) as record:
        yield record


def figure(record: Record) -> Anchor:
    (row, *_) = statements(record.connection, LAST, Filters(kind="figure"))
    return reviews.anchor(record.connection, row["document"], row["id"])


def decided(record: Record, review: Review, minutes: int = 0) -> int:
    return pipeline.put_review(record, review, "R. Editor", NOW + timedelta(minutes=minutes))


def test_an_anchor_finds_its_statement_by_id(record: Record) -> None:
    anchor = figure(record)
    (row,) = reviews.statement_rows(record.connection, anchor)
    assert reviews.statement(record.connection, anchor)["row"] == row


def test_an_anchor_of_which_the_id_is_unknown_finds_what_shares_most_of_its_span(record: Record) -> None:
    anchor = figure(record)
    rows = reviews.statement_rows(record.connection, anchor)
    assert anchor.start is not None
    moved = replace(anchor, statement="another version's id", start=anchor.start + 2)
    assert reviews.statement_rows(record.connection, moved) == rows


def test_an_anchor_that_shares_nothing_finds_nothing(record: Record) -> None:
    anchor = replace(figure(record), statement="unknown", start=5000, end=5005)
    assert reviews.statement_rows(record.connection, anchor) == ()
    assert reviews.statement_rows(record.connection, replace(figure(record), document="unknown")) == ()
    assert reviews.statement_rows(record.connection, replace(figure(record), statement="x", kind="event")) == ()


def test_a_review_counts_from_its_moment_until_it_is_undone(record: Record) -> None:
    seq = decided(record, Review(Action.CONFIRM, About.FIGURE, (figure(record),)))
    (confirmed,) = reviews.decisions(record.connection)
    assert (confirmed.seq, confirmed.by) == (seq, "R. Editor")
    assert (confirmed.known_at, confirmed.believed_to) == (utc(NOW), FOREVER)
    decided(
        record,
        Review(Action.UNDO, About.ENTRY, (), changes={"entry": log.content_of(record.connection, seq)}),
        minutes=5,
    )
    (confirmed,) = reviews.decisions(record.connection, [Action.CONFIRM])
    assert confirmed.believed_to == utc(NOW + timedelta(minutes=5))
    assert reviews.undone_by(record.connection, seq) == seq + 1


def test_an_undo_by_a_clock_that_was_set_back_leaves_no_time_before_the_review(record: Record) -> None:
    seq = decided(record, Review(Action.CONFIRM, About.FIGURE, (figure(record),)))
    decided(
        record,
        Review(Action.UNDO, About.ENTRY, (), changes={"entry": log.content_of(record.connection, seq)}),
        minutes=-5,
    )
    (confirmed,) = reviews.decisions(record.connection, [Action.CONFIRM])
    assert confirmed.believed_to == confirmed.known_at


def test_reviews_are_derived_again_from_the_log(record: Record) -> None:
    seq = decided(record, Review(Action.CONFIRM, About.FIGURE, (figure(record),), "seen"))
    decided(
        record,
        Review(Action.UNDO, About.ENTRY, (), changes={"entry": log.content_of(record.connection, seq)}),
        minutes=5,
    )
    before = reviews.trail(record.connection, LAST)
    assert list(pipeline.rebuild(record)) == [1, 2, 3]
    assert reviews.trail(record.connection, LAST) == before
    assert list(pipeline.differences(record)) == []


def test_the_trail_as_of_a_moment_knows_nothing_of_later_decisions(record: Record) -> None:
    seq = decided(record, Review(Action.CONFIRM, About.FIGURE, (figure(record),)))
    decided(
        record,
        Review(Action.UNDO, About.ENTRY, (), changes={"entry": log.content_of(record.connection, seq)}),
        minutes=5,
    )
    assert reviews.trail(record.connection, utc(NOW - timedelta(minutes=1))) == []
    (only,) = reviews.trail(record.connection, utc(NOW + timedelta(minutes=1)))
    assert (only["action"], only["undone_by"]) == ("confirm", None)
    confirmed, undone = reviews.trail(record.connection, LAST)
    assert (confirmed["undone_by"], undone["changes"]) == (seq + 1, {"entry": seq})


def test_a_loose_target_is_listed_as_such(record: Record) -> None:
    lost = replace(figure(record), statement="unknown", start=5000, end=5005)
    decided(record, Review(Action.MERGE, About.EVENT, (figure(record), lost)))
    (listed,) = reviews.trail(record.connection, LAST)
    assert listed["loose"] == 1
    assert [target["now"] is None for target in listed["targets"]] == [False, True]


def test_what_a_split_founds_is_named_alike_after_a_rebuild(record: Record) -> None:
    decided(record, Review(Action.SPLIT, About.EVENT, (figure(record),)))
    (before,) = reviews.decisions(record.connection)
    list(pipeline.rebuild(record))
    (after,) = reviews.decisions(record.connection)
    assert before.key == after.key
