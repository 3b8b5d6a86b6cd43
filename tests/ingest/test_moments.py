import contextlib
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.ingest import moments
from dalel.ingest.moments import UnclearError, parse

ALMATY = ZoneInfo("Asia/Almaty")


def plus(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("2022-01-05T16:20:00+06:00", datetime(2022, 1, 5, 16, 20, tzinfo=plus(6))),
        ("2022-01-05 16:20:00 +0600", datetime(2022, 1, 5, 16, 20, tzinfo=plus(6))),
        ("2022-01-05T16:20Z", datetime(2022, 1, 5, 16, 20, tzinfo=UTC)),
        ("20220105T162000Z", datetime(2022, 1, 5, 16, 20, tzinfo=UTC)),
        ("2022-01-05 16:20:30.25 UTC", datetime(2022, 1, 5, 16, 20, 30, 250_000, tzinfo=UTC)),
        ("2022-01-05 16:20 UTC+6", datetime(2022, 1, 5, 16, 20, tzinfo=plus(6))),
        ("2022-01-05 16:20 \u22123:30", datetime(2022, 1, 5, 16, 20, tzinfo=plus(-3.5))),
        ("Wed, 05 Jan 2022 16:20:00 +0600", datetime(2022, 1, 5, 16, 20, tzinfo=plus(6))),
        ("Wed, 05 Jan 2022 16:20:00 GMT", datetime(2022, 1, 5, 16, 20, tzinfo=UTC)),
        ("5 Jan 2022 16:20 EST", datetime(2022, 1, 5, 16, 20, tzinfo=plus(-5))),
        ("1641399600", datetime(2022, 1, 5, 16, 20, tzinfo=UTC)),
        ("1641399600.5", datetime(2022, 1, 5, 16, 20, 0, 500_000, tzinfo=UTC)),
        ("1641399600000", datetime(2022, 1, 5, 16, 20, tzinfo=UTC)),
    ],
)
def test_a_time_with_a_zone_is_that_moment(value, meant):
    moment = parse(value, ALMATY)
    assert (moment.at, moment.zoned) == (meant, True)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("2019-04-10", datetime(2019, 4, 10)),
        ("2019/4/10", datetime(2019, 4, 10)),
        ("20190410", datetime(2019, 4, 10)),
        ("20190410123005", datetime(2019, 4, 10, 12, 30, 5)),
        ("2019-04-10T09:05", datetime(2019, 4, 10, 9, 5)),
        ("10.04.2019", datetime(2019, 4, 10)),
        ("03.04.2019, 9:05", datetime(2019, 4, 3, 9, 5)),
        ("9:05, 03.04.2019", datetime(2019, 4, 3, 9, 5)),
        ("13/04/2019", datetime(2019, 4, 13)),
        ("04/13/2019", datetime(2019, 4, 13)),
        ("04/04/2019", datetime(2019, 4, 4)),
        ("April 10, 2019", datetime(2019, 4, 10)),
        ("Wednesday, April 10th, 2019 at 9:05 pm", datetime(2019, 4, 10, 21, 5)),
        ("12:05 a.m. Apr. 10, 2019", datetime(2019, 4, 10, 0, 5)),
        ("10 апреля 2019 года, 09:05", datetime(2019, 4, 10, 9, 5)),
        ("среда, 10 апреля 2019", datetime(2019, 4, 10)),
        ("2019 жылғы 10 сәуір", datetime(2019, 4, 10)),
        ("10 сәуір 2019 ж., 09:05", datetime(2019, 4, 10, 9, 5)),
    ],
)
def test_a_time_without_a_zone_is_in_the_zone_given_else_utc(value, meant):
    assert parse(value, ALMATY) == moments.Moment(meant.replace(tzinfo=ALMATY), zoned=False)
    assert parse(value, None) == moments.Moment(meant.replace(tzinfo=UTC), zoned=False)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("03/04/2019", "2019-04-03 (day first) or 2019-03-04 (month first)"),
        ("3-4-2019", "day first"),
        ("05.01.22", "does not name one day"),
        ("2019", "does not name one day"),
        ("2019-04", "does not name one day"),
        ("April 2019", "does not name one day"),
        ("16:20", "does not name one day"),
        ("yesterday", "'yesterday'"),
        ("10 April 2019 or so", "'or'"),
        ("2019-04-31", "not in the calendar"),
        ("2019-04-10 25:00", "not in the calendar"),
        ("13:00 pm April 10, 2019", "no such hour"),
        ("2022010512", "seconds since 1970"),
        ("12345678901", "seconds since 1970"),
        ("0001-01-01", "year 1"),
        ("2022-01-05 16:20 ALMT", "'ALMT'"),
        ("2022-01-05 16:20 +99:00", "not in the calendar"),
        ("2022-01-05 16:20 MSK", "write +06:00"),
        ("", "not a time"),
        ("n/a", "'n'"),
        ("1" * 5000, "not a time"),
        ("2022-01-05\x1b[0m", "not a time"),
    ],
)
def test_what_could_mean_two_times_or_none_is_refused_with_a_cure(value, says):
    with pytest.raises(UnclearError) as error:
        parse(value, ALMATY)
    assert says in str(error.value)


@given(st.text(max_size=60) | st.from_regex(r"[0-9T:Z+./ -]{1,30}|\d{1,2} (Jan|мая|қаңтар) \d{1,4}( \d\d:\d\d)?"))
def test_any_text_is_a_time_with_a_zone_or_unclear(value):
    with contextlib.suppress(UnclearError):
        assert parse(value, None).at.tzinfo is not None


@given(st.datetimes(min_value=datetime(1700, 1, 1), max_value=datetime(2199, 1, 1), timezones=st.just(plus(5))))
def test_what_python_writes_is_read_back(moment):
    assert parse(moment.isoformat(), None).at == moment
