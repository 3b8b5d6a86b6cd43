"""Decisions laid over what was weighed: each counts from its own moment until it is undone."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.model import FOREVER, About, Action, Anchor, Decision, Review
from dalel.resolve.reviewed import (
    Membership,
    connected,
    corrected,
    memberships,
    reviewed_standing,
    verdicts,
    without_vacated,
)
from dalel.resolve.standing import Standing, State


def at(minute: int) -> str:
    return f"2022-01-05T12:{minute:02}:00Z"


def decision(
    seq: int,
    action: Action,
    *targets: int | tuple[int, ...],
    since: str,
    until: str = FOREVER,
    note: str | None = None,
    changes: dict | None = None,
) -> Decision:
    rows = tuple(target if isinstance(target, tuple) else (target,) for target in targets)
    anchors = tuple(Anchor("document", 0, 1, "event", str(target)) for target in targets)
    review = Review(action, About.EVENT, anchors, note, changes or {})
    return Decision(seq, review, "R. Editor", since, until, (since, "", seq), rows, f"split-{seq}")


# Two events: statements 1, 2 and, later, 5 speak of A; 3, 4 and, later, 6 speak of B.
BASE = [
    Membership("A", 1, at(0), FOREVER),
    Membership("A", 2, at(1), at(40)),
    Membership("B", 3, at(2), FOREVER),
    Membership("B", 4, at(3), FOREVER),
    Membership("A", 5, at(30), FOREVER),
    Membership("B", 6, at(31), FOREVER),
]


def as_of(found: Sequence[Membership], moment: str) -> dict[str, set[int]]:
    events: dict[str, set[int]] = {}
    for member in found:
        if member.known_at <= moment < member.believed_to:
            events.setdefault(member.event, set()).add(member.row)
    return events


def test_without_reviews_every_statement_stays_where_it_is() -> None:
    assert memberships(BASE, []) == BASE


def test_a_merge_moves_the_second_event_and_what_joins_it_later_from_its_moment_on() -> None:
    found = memberships(BASE, [decision(1, Action.MERGE, 1, 3, since=at(10))])
    assert as_of(found, at(9)) == {"A": {1, 2}, "B": {3, 4}}
    assert as_of(found, at(10)) == {"A": {1, 2, 3, 4}}
    assert as_of(found, at(50)) == {"A": {1, 3, 4, 5, 6}}


def test_an_undone_merge_leaves_everything_as_it_was_weighed() -> None:
    found = memberships(BASE, [decision(1, Action.MERGE, 1, 3, since=at(10), until=at(20))])
    assert as_of(found, at(15)) == {"A": {1, 2, 3, 4}}
    assert as_of(found, at(20)) == {"A": {1, 2}, "B": {3, 4}}
    assert as_of(found, at(50)) == {"A": {1, 5}, "B": {3, 4, 6}}


def test_a_split_gives_its_statements_an_event_of_their_own_and_later_ones_stay_with_the_rest() -> None:
    found = memberships(BASE, [decision(1, Action.SPLIT, 2, since=at(10))])
    assert as_of(found, at(10)) == {"A": {1}, "split-1": {2}, "B": {3, 4}}
    assert as_of(found, at(50)) == {"A": {1, 5}, "B": {3, 4, 6}}


def test_an_event_keeps_its_id_when_the_statement_that_founded_it_is_split_out() -> None:
    found = memberships(BASE, [decision(1, Action.SPLIT, 1, since=at(10))])
    assert as_of(found, at(10)) == {"split-1": {1}, "A": {2}, "B": {3, 4}}


def test_a_split_after_a_merge_takes_statements_out_of_the_merged_event() -> None:
    merged, parted = decision(1, Action.MERGE, 1, 3, since=at(10)), decision(2, Action.SPLIT, 4, since=at(11))
    found = memberships(BASE, [merged, parted])
    assert as_of(found, at(11)) == {"A": {1, 2, 3}, "split-2": {4}}


def test_a_split_outlives_the_undoing_of_the_merge_before_it() -> None:
    merged = decision(1, Action.MERGE, 1, 3, since=at(10), until=at(12))
    found = memberships(BASE, [merged, decision(2, Action.SPLIT, 4, since=at(11))])
    assert as_of(found, at(12)) == {"A": {1, 2}, "B": {3}, "split-2": {4}}


def test_a_split_event_can_be_merged_into_another() -> None:
    parted, merged = decision(1, Action.SPLIT, 2, since=at(10)), decision(2, Action.MERGE, 3, 2, since=at(11))
    assert as_of(memberships(BASE, [parted, merged]), at(11)) == {"A": {1}, "B": {2, 3, 4}}


def test_merges_can_be_chained() -> None:
    base = [*BASE, Membership("C", 7, at(4), FOREVER)]
    chain = [decision(1, Action.MERGE, 1, 3, since=at(10)), decision(2, Action.MERGE, 7, 4, since=at(11))]
    assert as_of(memberships(base, chain), at(11)) == {"C": {1, 2, 3, 4, 7}}


def test_a_merge_of_which_one_side_finds_nothing_changes_nothing() -> None:
    assert memberships(BASE, [decision(1, Action.MERGE, 1, (), since=at(10))]) == BASE


def test_a_decision_undone_in_its_own_second_never_counts() -> None:
    assert memberships(BASE, [decision(1, Action.MERGE, 1, 3, since=at(10), until=at(10))]) == BASE


def test_events_that_reviews_connect_are_found_through_chains() -> None:
    events = {1: "A", 2: "A", 3: "B", 4: "B", 5: "C", 6: "D"}
    chain = [
        decision(1, Action.MERGE, 1, 3, since=at(1)),
        decision(2, Action.MERGE, 4, 5, since=at(2)),
        decision(3, Action.CONFIRM, 6, since=at(3)),
    ]
    assert connected(events, chain) == [{"A", "B", "C"}]


decisions_made = st.lists(
    st.tuples(
        st.sampled_from([Action.MERGE, Action.SPLIT]),
        st.integers(1, 6),
        st.integers(1, 6),
        st.integers(0, 59),
        st.integers(0, 59),
    ),
    max_size=6,
).map(
    lambda made: [
        decision(seq, action, first, second, since=at(min(a, b)), until=at(max(a, b)) if a < b else FOREVER)
        for seq, (action, first, second, a, b) in enumerate(made, 1)
    ]
)


@settings(max_examples=200)
@given(decisions_made)
def test_no_statement_is_ever_lost_or_in_two_events_at_once(made: list[Decision]) -> None:
    found = memberships(BASE, made)
    for minute in range(60):
        weighed = sorted(row for rows in as_of(BASE, at(minute)).values() for row in rows)
        assert sorted(row for rows in as_of(found, at(minute)).values() for row in rows) == weighed


@settings(max_examples=200)
@given(decisions_made, st.integers(0, 59))
def test_the_past_does_not_know_of_later_reviews(made: list[Decision], minute: int) -> None:
    earlier = [one for one in made if one.known_at <= at(minute)]
    assert as_of(memberships(BASE, made), at(minute)) == as_of(memberships(BASE, earlier), at(minute))


SINGLE = State(at(0), at(20), Standing("single-origin", 1, "one origin: Steppe Wire"), 1)
DENIED = State(at(20), FOREVER, Standing("contested", 1, "affirmed by Steppe Wire; denied by the ministry"), 2)


def test_a_confirmation_says_who_why_and_what_stood_before() -> None:
    found = reviewed_standing([SINGLE], [decision(1, Action.CONFIRM, 1, since=at(10), note="seen the video")])
    assert [(state.known_at, state.standing.name) for state in found] == [
        (at(0), "single-origin"),
        (at(10), "corroborated"),
    ]
    assert found[1].standing.because == (
        "confirmed by R. Editor: seen the video; without this review single-origin: one origin: Steppe Wire"
    )
    assert found[1].standing.origins == 1


def test_a_confirmation_outlasts_later_news_and_tells_of_it() -> None:
    found = reviewed_standing([SINGLE, DENIED], [decision(1, Action.CONFIRM, 1, since=at(10))])
    assert [state.standing.name for state in found] == ["single-origin", "corroborated", "corroborated"]
    assert "denied by the ministry" in found[2].standing.because


def test_the_last_verdict_wins_and_undoing_it_brings_back_the_one_before() -> None:
    confirmed = decision(1, Action.CONFIRM, 1, since=at(5))
    disputed = decision(2, Action.DISPUTE, 1, since=at(10), until=at(15))
    found = reviewed_standing([SINGLE], [disputed, confirmed])
    assert [(state.known_at, state.believed_to, state.standing.name) for state in found] == [
        (at(0), at(5), "single-origin"),
        (at(5), at(10), "corroborated"),
        (at(10), at(15), "contested"),
        (at(15), at(20), "corroborated"),
    ]


def test_times_in_which_a_merge_had_taken_everything_away_are_no_part_of_a_history() -> None:
    before = State(at(0), at(10), SINGLE.standing, 1)
    vacated = State(at(10), at(20), Standing("withdrawn", 0, "every report of it was revised away"), 0)
    after = State(at(20), FOREVER, SINGLE.standing, 1)
    assert without_vacated([before, vacated, after], {at(10)}) == [before, after]
    assert without_vacated([before, vacated, after], set()) == [before, vacated, after]
    assert reviewed_standing([before, after], []) == [before, after]


def test_a_verdict_follows_its_statement_through_a_merge_and_outlives_the_version_it_stood_in() -> None:
    merged = decision(1, Action.MERGE, 1, 3, since=at(10))
    confirmed = decision(2, Action.CONFIRM, 4, since=at(5))
    on_first, on_second = (verdicts(event, BASE, [merged, confirmed]) for event in ("A", "B"))
    assert [(one.known_at, one.believed_to) for one in on_second] == [(at(5), at(10))]
    assert [(one.known_at, one.believed_to) for one in on_first] == [(at(10), FOREVER)]
    revised = decision(3, Action.CONFIRM, 2, since=at(5))  # statement 2 is revised away later
    assert [(one.known_at, one.believed_to) for one in verdicts("A", BASE, [revised])] == [(at(5), FOREVER)]


ROW = {
    "row": 1,
    "id": "s1",
    "type": "ASSAULT",
    "mode": "kill",
    "place": "610612",
    "place_name": "Aktau",
    "place_kind": "city",
    "country": "KZ",
    "lat": 43.66,
    "lon": 51.17,
    "day": "2022-01-04",
    "day_basis": "reported",
    "began": "2022-01-04",
    "ended": "2022-01-04",
    "known_at": at(0),
    "believed_to": FOREVER,
    "body": json.dumps(
        {
            "event": {"type": "ASSAULT", "mode": "kill", "place": {"text": "Aktau", "name": "Aktau"}, "time": None},
            "by": "events.trigger",
        }
    ),
}
PLACE = {"name": "Almaty", "geonames": "1526384", "country": "KZ", "lat": "43.25249", "lon": "76.9115", "kind": "city"}
TIME = {
    "value": "2022-01-05",
    "began": "2022-01-05",
    "ended": "2022-01-05",
    "start": "2022-01-05T00:00:00+06:00",
    "end": "2022-01-06T00:00:00+06:00",
}
NOTHING = {"type": None, "mode": None, "place": None, "time": None}


def test_a_correction_leaves_the_past_and_marks_what_it_changes() -> None:
    changes = {**NOTHING, "place": PLACE, "time": TIME}
    before, after = corrected(ROW, [decision(7, Action.CORRECT, 1, since=at(10), changes=changes)])
    assert before == {**ROW, "believed_to": at(10)}
    assert (after["id"], after["known_at"], after["believed_to"]) == ("s1", at(10), FOREVER)
    assert (after["place"], after["place_name"], after["lat"]) == ("1526384", "Almaty", 43.25249)
    assert (after["day"], after["day_basis"]) == ("2022-01-05", "stated")
    body = json.loads(after["body"])
    assert body["by"] == "events.trigger, corrected by R. Editor at " + at(10)
    assert body["event"]["place"] == {
        "text": "Aktau",
        "name": "Almaty",
        "geonames": 1526384,
        "country": "KZ",
        "lat": 43.25249,
        "lon": 76.9115,
    }
    assert body["event"]["type"] == "ASSAULT"


def test_an_undone_correction_brings_the_reading_back() -> None:
    changes = {**NOTHING, "type": "PROTEST", "mode": None}
    found = corrected(ROW, [decision(7, Action.CORRECT, 1, since=at(10), until=at(20), changes=changes)])
    assert [(row["known_at"], row["type"], row["mode"]) for row in found] == [
        (at(0), "ASSAULT", "kill"),
        (at(10), "PROTEST", None),
        (at(20), "ASSAULT", "kill"),
    ]


def test_a_place_can_be_made_unknown() -> None:
    unknown = dict.fromkeys(PLACE)
    (_, after) = corrected(ROW, [decision(7, Action.CORRECT, 1, since=at(10), changes={**NOTHING, "place": unknown})])
    assert (after["place"], after["place_name"], after["country"], after["lat"]) == (None, None, None, None)
    assert json.loads(after["body"])["event"]["place"] is None


def test_corrections_of_different_things_add_up() -> None:
    placed = decision(1, Action.CORRECT, 1, since=at(10), changes={**NOTHING, "place": PLACE})
    typed = decision(2, Action.CORRECT, 1, since=at(11), changes={**NOTHING, "type": "COERCE", "mode": "arrest"})
    last = corrected(ROW, [typed, placed])[-1]
    assert (last["place_name"], last["type"], last["mode"]) == ("Almaty", "COERCE", "arrest")


def test_a_correction_of_another_statement_changes_nothing() -> None:
    changes = {**NOTHING, "place": PLACE}
    assert corrected(ROW, [decision(1, Action.CORRECT, 2, since=at(10), changes=changes)]) == [ROW]
