"""Which quantity a figure statement speaks of, over what time it counts, and what is part of what."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract.reading import read
from dalel.model import FOREVER
from dalel.resolve.alike import Traits
from dalel.resolve.quantities import Said, assign, blocks, denied, figure_id, join, parts, period
from dalel.resolve.quantities.comparing import fit

ALMATY, KAZAKHSTAN = "1526384", "1522867"
NEWS = Traits("en", places=(ALMATY,), about=("almat", "mine", "blast", "rescue"))


def said(row: int, low: float, published: str = "2022-01-05", **changes: Any) -> Said:
    """A number said of Almaty on some day, on which it was published."""
    values: dict[str, Any] = {
        "row": row,
        "id": f"{row:03}",
        "order": f"Outlet {row} {row:03}",
        "known_at": f"{published}T{row % 24:02}:00:00Z",
        "believed_to": FOREVER,
        "factuality": "CT+",
        "origin": f"outlet {row}",
        "measure": "killed",
        "population": None,
        "place": ALMATY,
        "place_kind": "city",
        "country": "KZ",
        "day": published,
        "day_basis": "reported",
        "began": published,
        "ended": published,
        "low": low,
        "high": low,
        "relation": "=",
        "period": "",
        "passage": "",
        "traits": NEWS,
    }
    return Said(**{**values, **changes})


def groups(*statements: Said) -> int:
    return len(set(assign(statements).values()))


def test_a_toll_is_one_figure_over_its_days() -> None:
    toll = [said(1, 26, "2022-01-07"), said(2, 164, "2022-01-09", period="total"), said(3, 225, "2022-01-15")]
    assert groups(*toll) == 1


def test_two_ministries_with_different_numbers_of_one_place_and_day_speak_of_one_figure() -> None:
    bare = Traits("en", places=(ALMATY,))
    first, second = (said(row, low, day_basis="stated", traits=bare) for row, low in ((1, 26), (2, 164)))
    assert groups(first, second) == 1


def test_the_dead_of_two_stated_days_are_two_figures() -> None:
    assert groups(said(1, 2, "2022-01-05", day_basis="stated"), said(2, 2, "2022-01-09", day_basis="stated")) == 2


def test_what_was_told_of_ten_years_ago_is_another_figure() -> None:
    old = said(1, 16, "2022-01-05", day="2011-12-16", day_basis="stated", began="2011-12-16", ended="2011-12-16")
    assert groups(old, said(2, 18)) == groups(said(1, 18), replace(old, row=2, order="Outlet 2 002")) == 2


def test_police_and_people_killed_are_two_figures() -> None:
    assert groups(said(1, 164), said(2, 18, population="state forces"), said(3, 2, population="children")) == 3


def test_miners_killed_and_people_killed_in_one_place_are_one_figure() -> None:
    assert (
        groups(said(1, 5, population="miners"), said(2, 5), said(3, 11, population="workers", origin="outlet 1")) == 1
    )


def test_a_city_is_no_second_voice_on_its_country() -> None:
    country = said(1, 164, place=KAZAKHSTAN, place_kind="country")
    assert groups(country, said(2, 103, known_at=country.known_at)) == 2


def test_another_city_has_another_figure() -> None:
    assert groups(said(1, 12), said(2, 12, place="1526273", traits=Traits("en", places=("1526273",)))) == 2


def test_a_report_without_a_place_joins_by_what_its_document_is_about() -> None:
    unplaced = {"place": None, "place_kind": None, "country": None}
    about = Traits("ru", about=NEWS.about)
    assert groups(said(1, 5), said(2, 5, **unplaced, traits=about)) == 1
    assert groups(said(1, 5), said(2, 5, **unplaced, traits=Traits("ru", about=("flood", "river", "dam")))) == 2


def test_two_numbers_that_one_voice_gives_in_one_document_are_two_figures() -> None:
    first = said(1, 12)
    assert groups(first, replace(first, row=2, id="2", order="Outlet 1 2", low=40, high=40)) == 2


def test_a_day_and_all_so_far_are_two_figures() -> None:
    assert (
        groups(said(1, 3000, measure="detained", period="total"), said(2, 700, measure="detained", period="new")) == 2
    )


def test_the_price_before_a_change_is_another_figure_than_the_price_after_it() -> None:
    before = said(1, 60, measure="price", population="gas", period="before")
    assert (
        groups(
            before,
            said(
                2,
                120,
                measure="price",
                population="gas",
                known_at=before.known_at,
                order="Outlet 1 2",
                origin="outlet 1",
            ),
        )
        == 2
    )


def test_a_score_gives_its_reasons() -> None:
    score = fit(said(2, 11, "2022-01-06"), [said(1, 5)])
    told = {feature.name: feature.evidence for feature in score.features}
    assert told["number far off"] == "5 and 11"
    assert score.total == pytest.approx(sum(feature.weight for feature in score.features))


def test_a_denial_speaks_of_every_such_quantity_of_the_week_before_the_last_first() -> None:
    known = {
        "old": [said(1, 164, "2022-01-08")],
        "new": [said(2, 164, "2022-01-09", population="state forces")],
        "other": [said(3, 26, "2022-01-09")],
        "past": [said(4, 164, "2022-01-01")],
    }
    denial = said(5, 164, "2022-01-10", factuality="CT-", place=None, country=None)
    assert denied(denial, known) == ["new", "old"]
    assert join(denial, known) == "new"


def test_a_denial_about_another_country_speaks_of_nothing() -> None:
    denial = said(5, 164, "2022-01-10", factuality="CT-", place="9", country="RU")
    assert denied(denial, {"kz": [said(1, 164, "2022-01-09")]}) == []


def figure(id_: str, **changes: Any) -> dict[str, Any]:
    values = {
        "figure": id_,
        "measure": "killed",
        "population": None,
        "place": KAZAKHSTAN,
        "place_kind": "country",
        "country": "KZ",
        "began": "2022-01-09",
        "period": "total",
    }
    return {**values, **changes}


def test_a_part_is_linked_to_the_narrowest_whole_that_holds_it() -> None:
    city = {"place": ALMATY, "place_kind": "city"}
    rows = [
        figure("country"),
        figure("police", population="state forces"),
        figure("city", **city),
        figure("city police", **city, population="state forces"),
        figure("day", **city, period="new"),
        figure("long ago", began="2011-12-16"),
        figure("elsewhere", place="9", country="RU"),
        figure("injured", measure="injured"),
    ]
    assert parts(rows) == [
        ("police", "country"),
        ("city", "country"),
        ("city police", "city"),
        ("day", "city"),
    ]


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("en", "The death toll rose to 164, the Health Ministry said.", ["total"]),
        ("en", "So far 3,000 people have been detained.", ["total"]),
        ("en", "In the last 24 hours 12 people were killed.", ["new"]),
        ("en", "Two people were killed in Almaty.", [""]),
        ("ru", "Число погибших достигло 18, сообщило МЧС.", ["total"]),
        ("ru", "За сутки задержаны 700 человек.", ["new"]),
        ("ru", "В Алматы погибли двое полицейских.", [""]),
        ("kk", "Қаза тапқандар саны 36-ға жетті.", ["total"]),
        ("kk", "Соңғы тәулікте 700 адам ұсталды.", ["new"]),
        ("kk", "Алматыда екі адам қаза тапты.", [""]),
        ("en", "Earlier the ministry spoke of 5 dead, now 11 people are reported dead.", ["before", ""]),
    ],
)
def test_words_near_a_number_say_over_what_time_it_counts(language: str, sentence: str, expected: list[str]) -> None:
    reading = read(sentence, language, datetime.fromisoformat("2022-01-09T12:00:00+06:00"))
    found = [period(one, sentence, language) for one in reading.statements if one.figure is not None]
    assert found == expected


@given(st.text(), st.sampled_from(["en", "ru", "kk", "fr"]))
def test_a_period_is_found_in_any_text(text: str, language: str) -> None:
    statement = next(one for one in read("164 people were killed.", "en", None).statements if one.figure is not None)
    assert period(statement, text, language) in ("", "total", "new", "before")


drawn = st.lists(
    st.builds(
        lambda row, low, day, measure, population, place, basis, period_, passage: said(
            row,
            low,
            f"2022-01-{day:02}",
            measure=measure,
            population=population,
            place=place,
            day_basis=basis,
            period=period_,
            passage=passage,
        ),
        st.integers(0, 500),
        st.sampled_from([1, 2, 12, 26, 164]),
        st.integers(1, 20),
        st.sampled_from(["killed", "injured", "hospitalised"]),
        st.sampled_from([None, "miners", "state forces", "participants"]),
        st.sampled_from([ALMATY, KAZAKHSTAN, None]),
        st.sampled_from(["stated", "reported"]),
        st.sampled_from(["", "total", "new", "before"]),
        st.sampled_from(["", "p1"]),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda one: one.row,
)


@given(drawn, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(statements: list[Said], shuffle: random.Random) -> None:
    expected = assign(statements)
    shuffle.shuffle(statements)
    assert assign(statements) == expected


@given(drawn, st.integers(1, 20))
def test_what_is_known_later_moves_nothing(statements: list[Said], day: int) -> None:
    earlier = [one for one in statements if one.known_at < f"2022-01-{day:02}"]
    assert assign(earlier).items() <= assign(statements).items()


@given(drawn)
def test_a_figure_is_named_after_the_statement_that_founds_it(statements: list[Said]) -> None:
    found = assign(statements)
    founding = {figure_id(one): one.row for one in statements}
    assert all(found[founding[figure]] == figure for figure in found.values())
    assert all(blocks(one) for one in statements)


@given(drawn)
def test_exchanging_the_sides_gives_the_same_figures(statements: list[Said]) -> None:
    swap = {"outlet 1": "outlet 2", "outlet 2": "outlet 1"}
    exchanged = [replace(one, origin=swap.get(one.origin or "", one.origin)) for one in statements]
    assert assign(statements) == assign(exchanged)
