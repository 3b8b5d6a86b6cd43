"""Which event and which figure a statement speaks of."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from dalel.model import FOREVER, Place, Span, TimeMention
from dalel.resolve import events, figures, same
from dalel.resolve.events import Placed
from dalel.resolve.figures import Stated
from dalel.resolve.heard import Day, day_of, place_key

ALMATY = timezone(timedelta(hours=6))
PUBLISHED = datetime(2022, 1, 6, 1, 30, tzinfo=ALMATY)


def time(value: str, earliest: datetime | None, latest: datetime | None) -> TimeMention:
    return TimeMention(Span(0, 1, "x"), "DATE", value, earliest, latest)


def test_a_stated_day_is_the_local_day_it_names() -> None:
    day = time("2022-01-05", datetime(2022, 1, 5, tzinfo=ALMATY), datetime(2022, 1, 6, tzinfo=ALMATY))
    assert day_of(day, PUBLISHED) == Day("2022-01-05", "stated", "2022-01-05", "2022-01-05")


def test_the_night_to_the_sixth_is_the_sixth() -> None:
    night = time("2022-01-06TNI", datetime(2022, 1, 5, 22, tzinfo=ALMATY), datetime(2022, 1, 6, 6, tzinfo=ALMATY))
    assert day_of(night, PUBLISHED) == Day("2022-01-06", "stated", "2022-01-06", "2022-01-06")


def test_monday_night_is_monday_although_it_ends_on_tuesday() -> None:
    night = time("2022-01-05TNI", datetime(2022, 1, 5, 21, tzinfo=ALMATY), datetime(2022, 1, 6, 6, tzinfo=ALMATY))
    assert day_of(night, PUBLISHED).value == "2022-01-05"


def test_a_historical_month_is_not_mixed_with_the_day_of_publication() -> None:
    month = time("2011-12", datetime(2011, 12, 1, tzinfo=ALMATY), datetime(2012, 1, 1, tzinfo=ALMATY))
    assert day_of(month, PUBLISHED) == Day("2011-12", "stated", "2011-12-01", "2011-12-31")


def test_without_a_stated_time_the_local_day_of_publication_is_marked_as_only_reported() -> None:
    assert day_of(None, PUBLISHED) == Day("2022-01-06", "reported", "2022-01-06", "2022-01-06")


def test_without_any_time_the_day_is_unknown() -> None:
    assert day_of(None, None) == Day(None, "unknown")
    assert day_of(time("PAST_REF", None, None), None) == Day(None, "unknown")


def test_places_meet_under_their_geonames_id() -> None:
    assert place_key(Place("Алматы", 1526384, "KZ", 43.2, 76.9)) == place_key(Place("Almaty", 1526384, "KZ", 1.0, 2.0))
    assert place_key(Place("Mangystau Region", None, "KZ", None, None)) == "KZ:mangystau region"
    assert place_key(None) is None


def test_a_demonstration_to_one_and_a_riot_to_another_are_one_event() -> None:
    assert events.block("PROTEST", "demo", "1", "a") == events.block("PROTEST", "riot", "1", "b")
    assert events.block("ASSAULT", "kill", "1", "a") != events.block("ASSAULT", "beat", "1", "a")


def test_two_demands_are_one_event_only_when_one_actor_makes_them() -> None:
    assert events.block("REQUEST", None, "1", "crowd") != events.block("REQUEST", None, "1", "monitor")
    assert events.block("ASSAULT", None, "1", "crowd") == events.block("ASSAULT", None, "1", "police")


def test_one_ministry_is_one_voice_in_three_languages() -> None:
    names = ["Interior Ministry", "МВД", "Ішкі істер министрлігі"]
    assert len({same.institution(name) for name in names}) == 1
    assert same.institution("Health Ministry") != same.institution("Interior Ministry")
    assert same.institution("Open Square Monitor") != same.institution("Open Square")


def test_populations_meet_across_languages_and_across_the_words_of_the_sides() -> None:
    assert len({same.population(name) for name in ["armed criminals", "protesters", "вооружённых преступников"]}) == 1
    assert len({same.population(name) for name in ["police officers", "сотрудников полиции", "қызметкер"]}) == 1
    assert same.population("people") is same.population("человек") is same.population(None) is None


def placed(row: int, day: str | None, basis: str, known: str, until: str = FOREVER) -> Placed:
    return Placed(row, day, basis, f"2022-01-{known}T00:00:00Z", until)


def test_a_report_without_a_day_joins_the_day_that_somebody_stated_before() -> None:
    found = events.days([placed(1, "2022-01-05", "stated", "05"), placed(2, "2022-01-06", "reported", "06")])
    assert found == {1: "2022-01-05", 2: "2022-01-05"}


def test_a_report_without_a_day_is_not_moved_by_what_was_said_only_later() -> None:
    found = events.days([placed(1, "2022-01-06", "reported", "06"), placed(2, "2022-01-05", "stated", "07")])
    assert found == {1: "2022-01-06", 2: "2022-01-05"}


def test_a_report_without_a_day_does_not_reach_back_more_than_three_days() -> None:
    found = events.days([placed(1, "2022-01-02", "stated", "02"), placed(2, "2022-01-06", "reported", "06")])
    assert found[2] == "2022-01-06"


def test_a_day_that_was_revised_away_draws_no_later_report() -> None:
    revised = placed(1, "2022-01-05", "stated", "05", until="2022-01-06T00:00:00Z")
    assert events.days([revised, placed(2, "2022-01-06", "reported", "06")])[2] == "2022-01-06"


days = st.integers(1, 9).map(lambda day: f"2022-01-{day:02}")
placings = st.lists(
    st.tuples(days, st.sampled_from(["stated", "reported"]), st.integers(1, 9).map(lambda day: f"{day:02}")), max_size=8
)


@given(placings, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_change_the_day(parts: list, shuffle: random.Random) -> None:
    statements = [placed(row, *part) for row, part in enumerate(parts)]
    expected = events.days(statements)
    shuffle.shuffle(statements)
    assert events.days(statements) == expected


def stated(figure: str, low: float, known: str, place: str = "1", country: str = "KZ") -> Stated:
    return Stated(figure, low, place, country, f"2022-01-{known}T00:00:00Z")


def test_a_denial_speaks_of_every_such_quantity_before_it_the_last_first() -> None:
    known = [stated("old", 164, "08"), stated("new", 164, "09"), stated("other", 26, "09"), stated("later", 164, "11")]
    assert figures.denied(164, None, None, "2022-01-10T00:00:00Z", known) == ["new", "old"]


def test_a_denial_about_another_country_speaks_of_nothing() -> None:
    known = [stated("kz", 164, "09")]
    assert figures.denied(164, "9", "RU", "2022-01-10T00:00:00Z", known) == []


def test_police_and_protesters_killed_are_two_figures() -> None:
    assert figures.key("killed", "police", "1", "2022-01-05") != figures.key("killed", "protesters", "1", "2022-01-05")


def test_utc_is_used_where_the_publication_says_so() -> None:
    assert day_of(None, datetime(2022, 1, 5, 23, tzinfo=UTC)) == Day(
        "2022-01-05", "reported", "2022-01-05", "2022-01-05"
    )
