"""Which event and which figure a statement speaks of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from dalel.model import Place, Span, TimeMention
from dalel.resolve import same
from dalel.resolve.days import shifted
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


def test_one_ministry_is_one_voice_in_three_languages() -> None:
    names = ["Interior Ministry", "МВД", "Ішкі істер министрлігі"]
    assert len({same.institution(name) for name in names}) == 1
    assert same.institution("Health Ministry") != same.institution("Interior Ministry")
    assert same.institution("Open Square Monitor") != same.institution("Open Square")


def test_populations_meet_across_languages_and_across_the_words_of_the_sides() -> None:
    assert len({same.population(name) for name in ["armed criminals", "protesters", "вооружённых преступников"]}) == 1
    assert len({same.population(name) for name in ["police officers", "сотрудников полиции", "қызметкер"]}) == 1
    assert same.population("people") is same.population("человек") is same.population(None) is None


def test_utc_is_used_where_the_publication_says_so() -> None:
    assert day_of(None, datetime(2022, 1, 5, 23, tzinfo=UTC)) == Day(
        "2022-01-05", "reported", "2022-01-05", "2022-01-05"
    )


def test_a_day_is_shifted_within_the_calendar_only() -> None:
    assert shifted("2022-01-01", -1) == "2021-12-31"
    assert shifted("9999-12-31", 1) == "9999-12-31"
