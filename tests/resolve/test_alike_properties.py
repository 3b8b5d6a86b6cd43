"""What holds of joining whatever is told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.actors import NO_BOOK
from dalel.extract.reading import read
from dalel.model import FOREVER, Document
from dalel.resolve.alike import Mention, Traits, assign, page_of, score, traits
from dalel.resolve.alike.compare import compare
from dalel.resolve.people import NOBODY, People, Registry

SIDES = {"police": "protesters", "protesters": "police", "soldiers": "gunmen", "gunmen": "soldiers"}
KINDS = [("ASSAULT", "kill"), ("ASSAULT", "firearms"), ("COERCE", "arrest"), ("PROTEST", "demo"), ("REQUEST", None)]
MOMENTS = [f"2022-01-{day:02}T{hour:02}:00:00Z" for day in range(5, 9) for hour in (6, 18)]


@st.composite
def mentions(draw: st.DrawFn) -> list[Mention]:
    """A few mentions of one city's days, that share much or little."""
    some = []
    for row in range(draw(st.integers(1, 9))):
        type_, mode = draw(st.sampled_from(KINDS))
        known = draw(st.sampled_from(MOMENTS))
        day = draw(st.sampled_from([known[:10], "2022-01-05", None]))
        place = draw(st.sampled_from(["1", "1", "2", None]))
        groups = st.lists(st.sampled_from(sorted(SIDES)), max_size=2, unique=True).map(tuple)
        some.append(
            Mention(
                row=row,
                id=f"{row:024x}",
                order=f"Source {draw(st.integers(0, 3))} {row:024x}",
                known_at=known,
                believed_to=draw(st.sampled_from([FOREVER, FOREVER, "2022-01-09T00:00:00Z"])),
                type=type_,
                mode=mode,
                place=place,
                place_kind="city" if place else None,
                country="KZ" if place else None,
                day=day,
                day_basis="unknown" if day is None else draw(st.sampled_from(["stated", "reported"])),
                began=day,
                ended=day,
                passage=draw(st.sampled_from(["", "", "copy"])),
                origin=None,
                factuality="CT+",
                traits=Traits(
                    language=draw(st.sampled_from(["en", "ru"])),
                    page=f"page {draw(st.integers(0, 3))}",
                    at=draw(st.integers(0, 3)),
                    sites=draw(st.sampled_from([(), ("airport",), ("square",)])),
                    names=draw(st.sampled_from([(), ("abai",), ("satbaiv", "abai")])),
                    numbers=draw(st.sampled_from([(), (26.0,), (3.0, 40.0)])),
                    agents=draw(groups),
                    patients=draw(groups),
                    hour=draw(st.sampled_from([None, "T14", "TNI"])),
                    places=("1",),
                ),
            )
        )
    return some


@given(mentions(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(some: list[Mention], shuffle: random.Random) -> None:
    expected = assign(some)
    shuffled = list(some)
    shuffle.shuffle(shuffled)
    assert assign(shuffled) == expected


@given(mentions(), st.sampled_from(MOMENTS))
def test_what_was_known_by_a_moment_is_joined_as_if_nothing_had_followed(some: list[Mention], moment: str) -> None:
    everything = assign(some)
    prefix = [
        replace(one, believed_to=FOREVER if one.believed_to > moment else one.believed_to)
        for one in some
        if one.known_at <= moment
    ]
    assert assign(prefix) == {one.row: everything[one.row] for one in prefix}


@given(mentions())
def test_comparing_is_the_same_both_ways(some: list[Mention]) -> None:
    for one in some:
        for other in some:
            there = sorted((name, value) for name, value, _ in compare(one, other))
            back = sorted((name, value) for name, value, _ in compare(other, one))
            assert there == back


@given(mentions())
def test_with_the_sides_exchanged_the_events_are_the_same(some: list[Mention]) -> None:
    def exchanged(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(SIDES[key] for key in keys)

    other = [
        replace(
            one,
            traits=replace(one.traits, agents=exchanged(one.traits.agents), patients=exchanged(one.traits.patients)),
        )
        for one in some
    ]
    assert assign(other) == assign(some)


@given(mentions())
def test_a_statement_told_again_word_for_word_is_of_the_same_event(some: list[Mention]) -> None:
    first = replace(some[0], passage="the same words", known_at="2022-01-05T06:00:00Z", believed_to=FOREVER)
    again = replace(
        first,
        row=100,
        id="again",
        order="Other again",
        known_at="2022-01-07T06:00:00Z",
        traits=replace(first.traits, page="another page"),
    )
    events = assign([first, again])
    assert events[first.row] == events[again.row]


@given(mentions())
def test_a_score_is_the_sum_of_its_features(some: list[Mention]) -> None:
    scored = score(some[0], some)
    assert abs(scored.total - sum(feature.weight for feature in scored.features)) < 1e-4


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "ru", "kk", "kk-Latn", "fr"]))
def test_any_text_has_traits(noise: str, language: str) -> None:
    now = datetime(2022, 1, 6, tzinfo=UTC)
    text = f"Police killed two people in Almaty. Полиция убила двоих в Алматы. {noise}"
    document = Document("A", text, language, now, published_at=now)
    reading = read(text, language, now)
    people = People(reading.mentions.actors, Registry(NO_BOOK), language)
    page = page_of(document, reading)
    for statement in reading.statements:
        found = traits(statement, page, people, document.language)
        assert Traits.from_json(found.to_json()) == found


def test_a_text_in_a_language_that_is_not_read_has_no_traits() -> None:
    now = datetime(2022, 1, 6, tzinfo=UTC)
    reading = read("Police killed two people in Almaty.", "en", now)
    document = Document("A", "Police killed two people in Almaty.", "fr", now, published_at=now)
    statement = next(one for one in reading.statements if one.event is not None)
    assert traits(statement, page_of(document, reading), NOBODY, document.language) == Traits("fr")
