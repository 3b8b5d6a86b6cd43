"""Standing: who counts as an origin, and what a set of statements adds up to over time."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from dalel.model import FOREVER, Factuality, Figure, Role
from dalel.resolve.event_standing import EventTally
from dalel.resolve.figure_standing import FigureTally
from dalel.resolve.heard import Heard, origin_of, passage_of, shown_as
from dalel.resolve.same import fold
from dalel.resolve.standing import State, history

CT, NOT, OPEN = Factuality.CERTAIN, Factuality.CERTAINLY_NOT, Factuality.UNCOMMITTED


def said(
    row: int,
    source: str = "Steppe Wire",
    *,
    voice: str | None = None,
    role: Role | None = None,
    factuality: Factuality = CT,
    hour: int | None = None,
    until: str = FOREVER,
    passage: str = "",
    low: float | None = None,
    high: float | None = None,
    relation: str = "=",
) -> Heard:
    role = role or (Role.NAMED if voice else Role.AUTHOR)
    figure = Figure("killed", low, high if relation != ">=" else None, relation) if low is not None else None
    return Heard(
        order=f"{row:02}",
        known_at=f"2022-01-06T{row if hour is None else hour:02}:00:00Z",
        believed_to=until,
        origin=origin_of(role, voice, source),
        shown=shown_as(role, voice, source),
        is_named=role is Role.NAMED,
        passage=passage,
        factuality=factuality,
        figure=figure,
    )


def last(*heard: Heard, tally: type = EventTally) -> State:
    return history(heard, tally)[-1]


def figure(low: float, high: float | None = None) -> dict[str, float | None]:
    return {"low": low, "high": low if high is None else high}


def test_ten_copies_of_a_wire_story_count_as_one_origin() -> None:
    state = last(*(said(number, f"Outlet {number}", passage="same") for number in range(10)))
    assert (state.standing.name, state.standing.origins, state.statements) == ("single-origin", 1, 10)


def test_ten_outlets_that_quote_one_ministry_are_one_origin() -> None:
    state = last(*(said(number, f"Outlet {number}", voice="Interior Ministry") for number in range(10)))
    assert state.standing.origins == 1


def test_two_independent_outlets_corroborate() -> None:
    state = last(said(1, "Steppe Wire"), said(2, "Kerege TV"))
    assert (state.standing.name, state.standing.origins) == ("corroborated", 2)
    assert "Steppe Wire" in state.standing.because
    assert "Kerege TV" in state.standing.because


def test_one_outlet_that_repeats_itself_stays_a_single_origin() -> None:
    assert last(said(1), said(2), said(3)).standing.name == "single-origin"


def test_two_ministries_quoted_in_one_sentence_are_two_origins() -> None:
    first = said(1, voice="Interior Ministry", passage="same")
    assert last(first, said(2, voice="Health Ministry", passage="same")).standing.name == "corroborated"


def test_a_denial_by_hearsay_denies_nothing_and_is_named() -> None:
    standing = last(said(1, role=Role.HEARSAY, factuality=NOT)).standing
    assert standing.name == "open question"
    assert standing.because.endswith("hearsay in Steppe Wire")


def test_a_reason_names_four_and_counts_the_rest() -> None:
    standing = last(*(said(number, f"Outlet {number}") for number in range(9))).standing
    assert standing.because == "9 independent origins: Outlet 0, Outlet 1, Outlet 2, Outlet 3 and 5 more"


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=4,
        unique_by=lambda part: part[0],
    )
)
def test_a_figure_is_contested_exactly_when_two_origins_exclude_each_other(parts: list) -> None:
    ranges = [(source, min(one, other), max(one, other)) for source, one, other in parts]
    statements = [said(row, source, **figure(low, high)) for row, (source, low, high) in enumerate(ranges)]
    excluded = any(first[0] != second[0] and first[2] < second[1] for first in ranges for second in ranges)
    assert (last(*statements, tally=FigureTally).standing.name == "contested") == excluded


def test_hearsay_corroborates_nothing() -> None:
    assert last(said(1), said(2, "Kerege TV", role=Role.HEARSAY)).standing.name == "single-origin"
    assert last(said(1, role=Role.HEARSAY)).standing.name == "open question"


def test_an_agency_quoted_by_name_is_the_same_origin_as_its_own_report() -> None:
    assert last(said(1, "Steppe Wire"), said(2, "Kerege TV", voice="Steppe Wire")).standing.origins == 1


def test_affirmed_by_one_and_denied_by_another_is_contested() -> None:
    state = last(said(1), said(2, "Kerege TV", voice="Interior Ministry", factuality=NOT))
    assert state.standing.name == "contested"
    assert state.standing.because == "affirmed by Steppe Wire; denied by Interior Ministry"


def test_taken_back_by_the_only_origin_is_withdrawn() -> None:
    assert last(said(1), said(2, factuality=NOT)).standing.name == "withdrawn"


def test_denied_before_it_was_affirmed_by_the_same_voice_is_not_withdrawn() -> None:
    assert last(said(1, factuality=NOT), said(2)).standing.name == "contested"


def test_what_only_questions_speak_of_is_an_open_question() -> None:
    assert last(said(1, factuality=OPEN)).standing.name == "open question"


def test_a_report_that_was_revised_away_leaves_the_event_withdrawn() -> None:
    states = history([said(1, until="2022-01-06T05:00:00Z")], EventTally)
    assert [(state.known_at[11:13], state.standing.name) for state in states] == [
        ("01", "single-origin"),
        ("05", "withdrawn"),
    ]


def test_figures_that_exclude_each_other_are_contested_and_give_their_range() -> None:
    state = last(
        said(1, voice="Interior Ministry", **figure(26)),
        said(2, voice="Health Ministry", **figure(164)),
        tally=FigureTally,
    )
    assert (state.standing.name, state.standing.low, state.standing.high) == ("contested", 26, 164)
    assert "Interior Ministry says 26" in state.standing.because
    assert "Health Ministry says 164" in state.standing.because


def test_at_least_26_does_not_contradict_164() -> None:
    state = last(said(1, "A", low=26, relation=">="), said(2, "B", **figure(164)), tally=FigureTally)
    assert state.standing.name == "corroborated"


def test_a_figure_taken_back_by_its_own_voice_is_withdrawn() -> None:
    state = last(
        said(1, voice="Health Ministry", **figure(164)),
        said(2, "Other", voice="Health Ministry", factuality=NOT, **figure(164)),
        tally=FigureTally,
    )
    assert state.standing.name == "withdrawn"
    assert "164" in state.standing.because


def test_a_figure_denied_by_somebody_else_is_contested() -> None:
    state = last(
        said(1, voice="Health Ministry", **figure(164)),
        said(2, voice="Information Ministry", factuality=NOT, **figure(164)),
        tally=FigureTally,
    )
    assert state.standing.name == "contested"


def test_a_denial_of_one_number_denies_no_other() -> None:
    held, denial = said(1, "A", **figure(103)), said(2, "B", factuality=NOT, **figure(164))
    assert last(held, denial, tally=FigureTally).standing.name == "single-origin"


voices = st.sampled_from(["Interior Ministry", "Steppe Wire", "Kerege TV", "Monitor", None])
heard = st.builds(
    lambda source, voice, factuality, hour, passage, low: (source, voice, factuality, hour, passage, low),
    st.sampled_from(["Steppe Wire", "Kerege TV", "Sagat"]),
    voices,
    st.sampled_from(list(Factuality)),
    st.integers(0, 23),
    st.sampled_from(["", "p1", "p2"]),
    st.integers(1, 4),
)


@given(st.lists(heard, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_in_which_statements_arrive_does_not_matter(parts: list, shuffle: random.Random) -> None:
    for tally in (EventTally, FigureTally):
        statements = [
            said(row, source, voice=voice, factuality=factuality, hour=hour, passage=passage, **figure(low))
            for row, (source, voice, factuality, hour, passage, low) in enumerate(parts)
        ]
        expected = history(statements, tally)
        shuffle.shuffle(statements)
        assert history(statements, tally) == expected


@given(st.lists(heard, min_size=1, max_size=12), st.integers(0, 23))
def test_a_past_state_is_what_a_record_of_only_the_earlier_statements_would_say(parts: list, hour: int) -> None:
    moment = f"2022-01-06T{hour:02}:30:00Z"
    for tally in (EventTally, FigureTally):
        statements = [
            said(row, source, voice=voice, factuality=factuality, hour=when, passage=passage, **figure(low))
            for row, (source, voice, factuality, when, passage, low) in enumerate(parts)
        ]
        whole = [state for state in history(statements, tally) if state.known_at <= moment < state.believed_to]
        earlier = history([one for one in statements if one.known_at <= moment], tally)[-1:]
        assert [(state.standing, state.statements) for state in whole] == [
            (state.standing, state.statements) for state in earlier
        ]


@given(st.lists(heard, min_size=1, max_size=12))
def test_exchanging_the_sides_exchanges_them_in_the_standing_and_changes_nothing_else(parts: list) -> None:
    exchanged = {"Interior Ministry": "Monitor", "Monitor": "Interior Ministry"}

    def states(swap: dict[str, str]) -> list[tuple[str, int]]:
        statements = [
            said(row, source, voice=swap.get(voice, voice), factuality=factuality, hour=hour, passage=passage)
            for row, (source, voice, factuality, hour, passage, _) in enumerate(parts)
        ]
        return [(state.standing.name, state.standing.origins) for state in history(statements, EventTally)]

    assert states({}) == states(exchanged)


def test_copies_are_recognised_through_case_quotes_and_spaces() -> None:
    first = "Protesters stormed the city hall of Almaty on Wednesday, “reporters” saw"
    second = 'PROTESTERS stormed  the city hall of Almaty on Wednesday, "reporters" saw.'
    assert passage_of(first) == passage_of(second) != ""


def test_a_short_sentence_is_no_proof_of_copying() -> None:
    assert passage_of("Three people were killed.") == ""


def test_names_are_compared_without_case_and_punctuation() -> None:
    assert fold("The «Steppe-Wire»") == fold("the steppe wire")
