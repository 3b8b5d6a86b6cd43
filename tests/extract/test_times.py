"""Times are read with the span, TIMEX3 type and value that a person would give them, in three languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.language import load
from dalel.extract.text import Text, cut
from dalel.extract.times import find
from dalel.extract.times.calendar import Period, period
from dalel.extract.times.forms import Compiler
from dalel.model import TimeMention
from tests.timing import assert_linear

ALMATY = timezone(timedelta(hours=6))
FRIDAY = datetime(2022, 1, 7, 21, tzinfo=ALMATY)
MARK = re.compile(r"\[\[([^|\]]*)\|([^\]]*)\]\]")


def text_of(text: str, tag: str = "en") -> Text:
    language = load(tag)
    assert language is not None
    return cut(text, language)


def read(text: str, tag: str = "en", anchor: datetime | None = FRIDAY) -> list[TimeMention]:
    return find(text_of(text, tag), anchor)


def only(text: str, tag: str = "en", anchor: datetime | None = FRIDAY) -> TimeMention:
    mentions = read(text, tag, anchor)
    assert len(mentions) == 1, mentions
    return mentions[0]


def gold() -> list[tuple[str, str]]:
    lines = []
    for tag in ("en", "ru", "kk"):
        for line in Path(__file__).with_name(f"times_{tag}.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                lines.append((tag, line))
    return lines


@pytest.mark.parametrize(("tag", "line"), gold())
def test_every_marked_time_is_found_with_its_type_and_value_and_no_other(tag: str, line: str) -> None:
    found = [f"{one.span.text}|{one.type} {one.value or '-'}" for one in read(MARK.sub(r"\1", line), tag)]
    assert found == [f"{words}|{meaning}" for words, meaning in MARK.findall(line)]


def moment(day: int, hour: int = 0, month: int = 1, year: int = 2022) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("tag", "text", "earliest", "latest"),
    [
        ("en", "on Wednesday", moment(5), moment(6)),
        ("en", "from 5 to 11 January", moment(5), moment(12)),
        ("en", "5–6 January", moment(5), moment(7)),
        ("en", "on the night of January 4-5", moment(4, 18), moment(5, 6)),
        ("en", "last week", moment(27, month=12, year=2021), moment(3)),
        ("en", "early on Wednesday", moment(5), moment(5, 12)),
        ("en", "earlier this month", moment(1), FRIDAY),
        ("en", "in December 2011", moment(1, month=12, year=2011), moment(1, year=2012)),
        ("ru", "в ночь на 6 января", moment(5, 22), moment(6, 6)),
        ("ru", "в ночь с 5 на 6 января", moment(5, 22), moment(6, 6)),
        ("ru", "вечером 4 января", moment(4, 17), moment(5)),
        ("ru", "с 5 по 11 января", moment(5), moment(12)),
        ("kk", "6 қаңтарға қараған түні", moment(5, 22), moment(6, 6)),
        ("kk", "5-11 қаңтар аралығында", moment(5), moment(12)),
    ],
)
def test_bounds_cover_the_time_that_is_meant(tag: str, text: str, earliest: datetime, latest: datetime) -> None:
    mention = only(text, tag)
    assert (mention.earliest, mention.latest) == (earliest, latest)


@pytest.mark.parametrize("text", ["for 180 days", "every Friday", "in the past", "now", "soon"])
def test_durations_sets_and_references_have_no_bounds(text: str) -> None:
    mention = only(text)
    assert (mention.earliest, mention.latest) == (None, None)


def test_a_named_zone_moves_the_bounds_and_not_the_value() -> None:
    mention = only("at 5 a.m. GMT")
    assert mention.value == "2022-01-07T05:00"
    assert mention.earliest == datetime(2022, 1, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "text"), [("en", "yesterday"), ("en", "on Tuesday"), ("ru", "накануне"), ("kk", "кеше")]
)
def test_relative_times_have_no_value_without_a_publication_time(tag: str, text: str) -> None:
    mention = only(text, tag, None)
    assert (mention.value, mention.earliest, mention.latest) == (None, None, None)


def test_absolute_times_need_no_publication_time() -> None:
    mention = only("on 16 December 2011", anchor=None)
    assert mention.value == "2011-12-16"
    assert mention.earliest == datetime(2011, 12, 16, tzinfo=UTC)


def test_a_day_without_a_year_is_underspecified_without_a_publication_time() -> None:
    assert only("on 5 January", anchor=None).value == "XXXX-01-05"


def test_a_clock_time_after_the_publication_was_the_day_before() -> None:
    just_after_midnight = moment(5).replace(minute=40)
    values = [one.value for one in read("22:50 The column moves. 00:10 A car burns.", anchor=just_after_midnight)]
    assert values == ["2022-01-04T22:50", "2022-01-05T00:10"]


def test_the_night_in_the_past_tense_is_the_last_one_and_in_the_future_the_next() -> None:
    assert only("Сегодня ночью погибли люди.", "ru").earliest == moment(6, 22)
    assert only("Сегодня ночью пройдут переговоры.", "ru").latest == moment(8, 6)


def test_two_hours_later_counts_from_the_time_before_it() -> None:
    values = [one.value for one in read("Shots fell at 17:30. Two hours later the square was empty.")]
    assert values == ["2022-01-07T17:30", "2022-01-07T19:30"]


def test_that_year_is_the_year_last_spoken_of() -> None:
    assert [one.value for one in read("He left in 2011. In August that year she followed.")] == ["2011", "2011-08"]


def test_a_january_day_read_in_december_is_in_the_next_year() -> None:
    assert only("The law takes effect on 1 January.", anchor=moment(28, month=12)).value == "2023-01-01"


@pytest.mark.parametrize("text", ["on 30 February 2022", "on 99.99.2022", "on 31 June"])
def test_days_that_do_not_exist_are_no_days(text: str) -> None:
    assert not [one for one in read(text) if one.value and one.value.count("-") == 2]


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_are_survived(year: int) -> None:
    for text in ("two thousand years ago", "next century", "last decade", "in 9000 years", "tomorrow", "last winter"):
        read(text, anchor=datetime(year, 12 if year > 1 else 1, 31, 23, tzinfo=ALMATY))


@pytest.mark.parametrize(
    ("unit", "day", "value"),
    [
        ("D", "2022-01-05", "2022-01-05"),
        ("W", "2022-01-02", "2021-W52"),
        ("WE", "2022-01-07", "2022-W01-WE"),
        ("M", "2022-01-05", "2022-01"),
        ("Q", "2022-05-31", "2022-Q2"),
        ("S", "2022-01-05", "2021-WI"),
        ("Y", "2022-01-05", "2022"),
        ("E", "1999-12-31", "199"),
        ("C", "1999-12-31", "19"),
    ],
)
def test_every_period_holds_its_day_and_has_its_timex_value(unit: str, day: str, value: str) -> None:
    found = period(unit, datetime.fromisoformat(day).date())
    assert found.value == value
    assert unit == "WE" or found.start <= datetime.fromisoformat(day).date() < found.end
    assert found.shift(1).shift(-1) == found
    assert isinstance(found, Period)


WORDS = """
    last next this the a of on at in January May 5 11 17:30 2022 1/5/2022 05.01.2022 night two hundred years ago later
    every Monday half quarter century 1990s first 19th p.m. : - – . , в ночь на с по января году назад через каждый
    прошлой неделе қаңтарда жылғы 4-і күні кешке бұрын сағат that year between and to early end
    19th-century 1.5 1,5 Q3 0630 GMT числа подряд сутки последние қатарынан тәулік
""".split()  # noqa: SIM905


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["en", "ru", "kk"]),
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)),
    st.one_of(st.none(), st.datetimes(timezones=st.just(ALMATY))),
)
def test_any_text_is_read_with_exact_spans_in_order_and_apart(tag: str, text: str, anchor: datetime | None) -> None:
    place = 0
    for mention in read(text, tag, anchor):
        span = mention.span
        assert span.start >= place
        assert text[span.start : span.end] == span.text
        assert mention.type in ("DATE", "TIME", "DURATION", "SET")
        if mention.earliest and mention.latest:
            assert mention.earliest < mention.latest
        place = span.end


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "last ",
        "January ",
        "twenty ",
        "1-",
        "two-",
        "the last three ",
        "5 January 2022, ",
        "19th-century ",
        "to meet 1.5 ",
    ],
)
def test_reading_takes_time_linear_in_the_length(piece: str) -> None:
    assert_linear(lambda times: find(text_of(piece * times), FRIDAY), 2_000)


@pytest.mark.parametrize("form", ["(unit", "unit)", "nonesuch", "unit?", "['in'] unit?"])
def test_a_form_that_is_wrong_is_named(form: str) -> None:
    compiler = Compiler({}, {"unit": frozenset("a"), "'in'": frozenset("b")}, {})
    with pytest.raises(ValueError, match=r"unbalanced|no word|nothing"):
        compiler.compile(form, "duration", {})


def test_a_form_must_always_say_what_its_kind_needs() -> None:
    compiler = Compiler({}, {"unit": frozenset("a"), "number": frozenset("b")}, {})
    with pytest.raises(ValueError, match="may leave open"):
        compiler.compile("number unit?", "duration", {})
