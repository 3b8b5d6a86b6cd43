"""Figures in time: what each voice's last word on a quantity leaves of it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dalel.model import FOREVER, Factuality, Figure
from dalel.resolve.figure_standing import FigureTally
from dalel.resolve.heard import Heard
from dalel.resolve.standing import State, history

START = datetime.fromisoformat("2022-01-05T00:00:00+00:00")
CT, NOT = Factuality.CERTAIN, Factuality.CERTAINLY_NOT


def said(
    hours: float,
    origin: str,
    low: float | None,
    high: float | None = None,
    *,
    relation: str = "=",
    measure: str = "killed",
    factuality: Factuality = CT,
    period: str = "",
    named: bool = True,
    order: str = "",
) -> Heard:
    moment = (START + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    top = None if relation in (">=", ">") else low if high is None else high
    return Heard(
        order=order or f"{hours:08.2f} {origin}",
        known_at=moment,
        believed_to=FOREVER,
        origin=origin,
        shown=origin,
        is_named=named,
        passage="",
        factuality=factuality,
        figure=Figure(measure, low, top, relation),
        period=period,
    )


def last(*heard: Heard) -> State:
    return history(heard, FigureTally)[-1]


def stands(*heard: Heard) -> tuple[str, float | None, float | None]:
    standing = last(*heard).standing
    return standing.name, standing.low, standing.high


def test_a_toll_that_rises_over_days_is_no_contradiction() -> None:
    assert stands(said(0, "Interior Ministry", 26), said(48, "Health Ministry", 164)) == ("single-origin", 164, 164)


def test_a_lower_number_said_after_a_greater_one_contradicts_it() -> None:
    state = last(said(0, "Health Ministry", 164), said(48, "Interior Ministry", 26))
    assert (state.standing.name, state.standing.low, state.standing.high) == ("contested", 26, 164)
    assert state.standing.because.startswith("Health Ministry says 164, Interior Ministry says 26 two days later")


def test_a_week_later_it_still_does() -> None:
    assert stands(said(0, "Health Ministry", 164), said(7 * 24, "Interior Ministry", 26))[0] == "contested"


def test_two_numbers_of_one_day_contradict_each_other_whichever_was_said_first() -> None:
    for first, second in ((3, 11), (11, 3)):
        assert stands(said(0, "Ministry", first), said(5, "Monitor", second)) == ("contested", 3, 11)


def test_bounds_that_leave_room_for_a_number_do_not_contradict_it_and_narrow_nothing() -> None:
    assert stands(said(0, "A", 26, relation=">="), said(2, "B", 164)) == ("corroborated", 164, 164)


def test_at_least_164_is_contradicted_by_26() -> None:
    assert stands(said(0, "A", 164, relation=">="), said(2, "B", 26)) == ("contested", 26, None)


def test_a_voices_own_greater_number_takes_the_place_of_its_old_one() -> None:
    state = last(said(0, "Ministry", 4), said(5, "Ministry", 11))
    assert (state.standing.low, state.standing.high) == (11, 11)
    assert state.standing.because == "one origin: Ministry; 4 before by Ministry"


def test_a_voice_that_corrects_itself_downwards_contradicts_nobody_by_its_old_number() -> None:
    assert stands(said(0, "Ministry", 14), said(3, "Monitor", 9), said(9, "Ministry", 9)) == ("corroborated", 9, 9)


def test_what_a_corrected_number_had_outgrown_may_stand_again() -> None:
    first, great = said(0, "Monitor", 26), said(48, "Ministry", 164)
    assert stands(first, great) == ("single-origin", 164, 164)
    assert stands(first, great, said(60, "Ministry", 26)) == ("corroborated", 26, 26)


def test_a_voices_old_number_that_another_report_still_brings_is_old_news() -> None:
    old_again = said(9, "Ministry", 4, order="z another outlet")
    assert stands(said(0, "Ministry", 4), said(8, "Ministry", 11), old_again) == ("single-origin", 11, 11)


def test_two_numbers_that_a_later_one_outgrew_are_not_contested_any_more() -> None:
    earlier = said(0, "Department", 11), said(3, "Brigade", 13)
    assert stands(*earlier)[0] == "contested"
    assert stands(*earlier, said(14 * 24, "Commission", 17)) == ("single-origin", 17, 17)


def test_a_number_said_in_the_face_of_a_greater_one_is_not_outgrown() -> None:
    heard = said(0, "Health Ministry", 164), said(24, "Interior Ministry", 26), said(96, "Health Ministry", 225)
    assert stands(*heard) == ("contested", 26, 225)


def test_a_number_taken_back_goes_with_those_who_only_carried_it_on() -> None:
    heard = (
        said(0, "Health Ministry", 164),
        said(1, "Kerege TV", 164, named=False),
        said(24, "Health Ministry", 164, factuality=NOT),
    )
    assert stands(*heard) == ("withdrawn", None, None)


def test_whoever_counted_for_themselves_stands_when_another_takes_the_number_back() -> None:
    heard = said(0, "Ministry", 14), said(1, "Monitor", 14), said(24, "Ministry", 14, factuality=NOT)
    assert stands(*heard)[:2] == ("contested", 14)


def test_what_was_outgrown_does_not_come_back_when_the_greater_number_is_taken_back() -> None:
    heard = said(0, "Police", 13), said(48, "Ministry", 164), said(72, "Ministry", 164, factuality=NOT)
    assert stands(*heard)[0] == "withdrawn"


def test_what_can_fall_is_contested_within_two_days_and_later_has_changed() -> None:
    many = said(0, "Police", 900, measure="detained")
    assert stands(many, said(20, "Lawyers", 300, measure="detained"))[0] == "contested"
    assert stands(many, said(72, "Lawyers", 300, measure="detained")) == ("single-origin", 300, 300)


def test_an_earlier_number_told_beside_the_new_one_does_not_take_its_place() -> None:
    now, before = said(9, "Ministry", 11), said(9, "Ministry", 4, period="before", order="z")
    assert stands(now, before) == ("single-origin", 11, 11)


def test_two_numbers_in_one_report_of_one_voice_are_a_range() -> None:
    state = last(said(0, "Ministry", 8, order="a"), said(0, "Ministry", 11, order="b"))
    assert (state.standing.name, state.standing.low, state.standing.high) == ("single-origin", 8, 11)


def test_the_reason_names_how_long_after() -> None:
    because = last(said(0, "A", 5), said(5, "B", 8)).standing.because
    assert because.startswith("A says 5, B says 8 five hours later")


parts = st.tuples(
    st.integers(0, 200),
    st.sampled_from(["Ministry", "Monitor", "Police", "Outlet"]),
    st.integers(0, 6),
    st.sampled_from(["=", ">=", "~"]),
    st.sampled_from([CT, CT, CT, NOT, Factuality.UNCOMMITTED]),
    st.sampled_from(["", "", "total", "before"]),
    st.booleans(),
)
measures = st.sampled_from(["killed", "detained", "price"])


def heard_of(drawn: list, measure: str, swap: dict[str, str] | None = None) -> list[Heard]:
    return [
        said(
            hours,
            (swap or {}).get(origin, origin),
            low,
            relation=relation,
            measure=measure,
            factuality=factuality,
            period=period,
            named=named,
            order=f"{index:03}",
        )
        for index, (hours, origin, low, relation, factuality, period, named) in enumerate(drawn)
    ]


@given(st.lists(parts, min_size=1, max_size=12), measures, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(drawn: list, measure: str, shuffle: random.Random) -> None:
    heard = heard_of(drawn, measure)
    expected = history(heard, FigureTally)
    shuffle.shuffle(heard)
    assert history(heard, FigureTally) == expected


@given(st.lists(parts, min_size=1, max_size=12), measures, st.integers(0, 200))
def test_a_past_state_is_that_of_only_the_earlier_statements(drawn: list, measure: str, hours: int) -> None:
    heard = heard_of(drawn, measure)
    moment = (START + timedelta(hours=hours, minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    whole = [state for state in history(heard, FigureTally) if state.known_at <= moment < state.believed_to]
    earlier = history([one for one in heard if one.known_at <= moment], FigureTally)[-1:]
    assert [state.standing for state in whole] == [state.standing for state in earlier]


@given(st.lists(parts, min_size=1, max_size=12), measures)
def test_exchanging_two_voices_exchanges_only_their_names(drawn: list, measure: str) -> None:
    swap = {"Ministry": "Monitor", "Monitor": "Ministry"}
    for state, other in zip(
        history(heard_of(drawn, measure), FigureTally),
        history(heard_of(drawn, measure, swap), FigureTally),
        strict=True,
    ):
        mine, yours = state.standing, other.standing
        assert (mine.name, mine.origins, mine.low, mine.high) == (yours.name, yours.origins, yours.low, yours.high)
        exchanged = mine.because.replace("Ministry", "*").replace("Monitor", "Ministry").replace("*", "Monitor")
        assert exchanged == yours.because


@given(st.lists(parts, min_size=1, max_size=12), measures)
def test_a_range_lies_within_what_was_said(drawn: list, measure: str) -> None:
    heard = heard_of(drawn, measure)
    for state in history(heard, FigureTally):
        numbers = [one.figure.low for one in heard if one.known_at <= state.known_at and one.figure is not None]
        least, most = min(numbers) * 0.9, max(numbers) * 1.1
        low, high = state.standing.low, state.standing.high
        assert low is None or least <= low <= most
        assert high is None or least <= high <= most
        assert low is None or high is None or low <= high
