"""What of a record goes into a bulletin, and that it depends on nobody's side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dalel.model import Actor, ActorType, Document, Source, SourceKind, Tenure
from dalel.publish.bulletin import choosing, codes, fitting, importance
from dalel.publish.bulletin.choosing import Chosen
from dalel.publish.bulletin.facts import Amount, Bulletin, EventFact, Fact, FigureFact, QuestionFact, Voice
from dalel.publish.bulletin.voices import Voices
from dalel.record.store import Record
from tests.conftest import fill, report
from tests.sync.signing import ALICE

ANYTHING = Chosen()
MADE_AT = datetime(2022, 3, 1, tzinfo=UTC)
MOMENTS = ["2022-01-04T12:00:00Z", "2022-01-07T06:00:00Z", "2022-01-10T18:00:00Z", "2022-01-20T00:00:00Z"]
LATE = "2022-02-20T00:00:00Z"


def made(record: Record, at: str, chosen: Chosen = ANYTHING, actors: tuple[Actor, ...] = ()) -> Bulletin:
    return choosing.bulletin(record.connection, actors or record.actors(), at, "Meridian-desk", MADE_AT, chosen)


@pytest.fixture(scope="module")
def sample_record(sample_path: Path) -> Iterator[Record]:
    with Record.open(sample_path) as record:
        yield record


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Callable[..., Bulletin]]:
    """The bulletin of a record of these reports."""
    records: list[Record] = []

    def tell(*items: Document | Source, at: str = LATE, actors: tuple[Actor, ...] = ()) -> Bulletin:
        records.append(fill(tmp_path / f"{len(records)}.dalel", items))
        return made(records[-1], at, actors=actors)

    yield tell
    for record in records:
        record.close()


def standings(bulletin: Bulletin) -> set[str]:
    return {"open" if isinstance(fact, QuestionFact) else fact.standing for fact in bulletin.facts}


@pytest.mark.parametrize("at", MOMENTS)
def test_a_bulletin_of_the_sample_has_at_most_4096_bytes_at_any_moment(sample_record: Record, at: str) -> None:
    whole = made(sample_record, at)
    fitted = fitting.fit(whole)
    signed = codes.sign(ALICE, fitted)
    assert len(signed) <= 4_096
    assert codes.open_(signed) == (ALICE.key, fitted)
    assert len(codes.sign(ALICE, fitting.headline(whole))) <= 600
    assert len(fitted.facts) >= 40 or not fitting.fit(whole).left_out.events


def test_what_is_contested_taken_back_and_unknown_is_in_every_size_of_it(sample_record: Record) -> None:
    whole = made(sample_record, "2022-01-10T18:00:00Z")
    for bulletin in (fitting.fit(whole), fitting.headline(whole), fitting.only(whole, 5)):
        assert {"contested", "withdrawn", "open"} <= standings(bulletin)


def test_a_toll_that_was_taken_back_says_so_and_what_it_was(sample_record: Record) -> None:
    fact = next(fact for fact in _killed(made(sample_record, "2022-01-10T18:00:00Z")) if fact.standing == "withdrawn")
    assert fact.range is None
    assert fact.said[0].amount.low == 164
    assert fact.said[0].until == date(2022, 1, 10)


def test_a_bulletin_knows_nothing_of_what_came_later(sample_record: Record) -> None:
    before, after = made(sample_record, "2022-01-10T06:00:00Z"), made(sample_record, "2022-01-16T00:00:00Z")
    assert 225 not in [fact.range.low for fact in _killed(before) if fact.range]
    assert 225 in [fact.range.low for fact in _killed(after) if fact.range]
    assert max(fact.when.first for fact in before.facts if fact.when) <= date(2022, 1, 10)
    assert before.documents < after.documents


def test_a_bulletin_as_of_a_moment_is_that_of_a_record_of_only_the_earlier_reports(
    told: Callable[..., Bulletin],
) -> None:
    early, late = SIDES_TOLD[:3], SIDES_TOLD[3:]
    moment = "2022-01-06T12:00:00Z"
    assert told(*early, *late, at=moment) == told(*early, at=moment)
    assert told(*early, *late) != told(*early)


def test_the_network_going_is_in_it_and_before_what_is_only_said(told: Callable[..., Bulletin]) -> None:
    bulletin = told(
        report("The internet was shut down in Almaty on January 5.", "2022-01-05T12:00:00+06:00"),
        report("The Interior Ministry condemned the protesters in Almaty on January 5.", source="Open Square"),
    )
    kinds = [(fact.type, fact.mode) for fact in bulletin.facts if isinstance(fact, EventFact)]
    assert kinds[0] == ("COERCE", "censor")
    assert len(kinds) > 1


def test_an_empty_record_makes_an_empty_bulletin(told: Callable[..., Bulletin]) -> None:
    bulletin = told()
    assert (bulletin.facts, bulletin.documents) == ((), 0)
    assert codes.decode(codes.encode(bulletin)) == bulletin


def test_what_is_left_out_is_counted(sample_record: Record) -> None:
    whole = made(sample_record, "2022-01-20T00:00:00Z")
    held = sample_record.connection.execute(
        "SELECT count(*) FROM events WHERE known_at <= :at AND believed_to > :at AND (began IS NULL OR began <= :at)",
        {"at": "2022-01-20T00:00:00Z"},
    ).fetchone()[0]
    for bulletin in (whole, fitting.only(whole, 10)):
        assert held == bulletin.left_out.events + sum(isinstance(fact, EventFact) for fact in bulletin.facts)


def test_a_bulletin_can_be_narrowed_to_a_place_a_country_and_days(sample_record: Record) -> None:
    at = "2022-01-20T00:00:00Z"
    town = made(sample_record, at, Chosen(place="zhanaozen"))
    assert {fact.place.en for fact in town.facts if fact.place} == {"Zhanaozen"}
    assert town.place == "zhanaozen"
    assert made(sample_record, at, Chosen(place="607610")).facts == town.facts
    assert made(sample_record, at, Chosen(country="fr")).facts == ()
    late = made(sample_record, at, Chosen(since="2022-01-15"))
    assert late.since == date(2022, 1, 15)
    assert min(fact.when.last for fact in late.facts if fact.when) >= date(2022, 1, 15)


def test_places_have_their_names_in_all_three_languages(sample_record: Record) -> None:
    places = {fact.place for fact in made(sample_record, "2022-01-20T00:00:00Z").facts if fact.place}
    named = {place.en: (place.ru, place.kk) for place in places}
    assert named["Zhanaozen"] == ("Жанаозен", "Жаңаөзен")
    assert named["Kazakhstan"] == ("Казахстан", "Қазақстан")


# Both sides' words on the same deeds. In the exchanged reports each side says what the other said.
A, B = "Interior Ministry", "Defence Ministry"
TOLD = [
    ("2022-01-05T10:00:00+06:00", "{a} said on January 5 that 26 people were killed in Almaty on January 5."),
    ("2022-01-05T20:00:00+06:00", "{b} said on January 5 that 164 people were killed in Almaty on January 5."),
    ("2022-01-06T10:00:00+06:00", "The {a} said that police opened fire in Aktau on January 5."),
    ("2022-01-07T10:00:00+06:00", "The {b} denied that police opened fire in Aktau on January 5."),
    ("2022-01-07T18:00:00+06:00", "The {a} said that 40 people were detained in Taraz on January 6."),
]


def _sides(a: str, b: str) -> list[Document]:
    return [
        report(text.format(a=a, b=b), published, source=f"Wire {number}", url=f"https://w.example/{number}")
        for number, (published, text) in enumerate(TOLD)
    ]


SIDES_TOLD = _sides(A, B)


def _exchanged(fact: Fact) -> Fact:
    """A fact with the sides' names exchanged, and without its id, which is made of the words."""

    def other(voice: Voice) -> Voice:
        return replace(voice, name={A: B, B: A}.get(voice.name, voice.name))

    fact = replace(fact, ref=b"")
    if isinstance(fact, EventFact):
        return replace(fact, affirmed=tuple(map(other, fact.affirmed)), denied=tuple(map(other, fact.denied)))
    if isinstance(fact, FigureFact):
        return replace(fact, said=tuple(replace(said, voice=other(said.voice)) for said in fact.said))
    return replace(fact, asked=tuple(map(other, fact.asked)))


def test_exchange_the_sides_and_the_bulletin_is_the_same_with_the_sides_exchanged(
    told: Callable[..., Bulletin],
) -> None:
    one, other = told(*_sides(A, B)), told(*_sides(B, A))
    assert {A, B} <= {voice.name for fact in one.facts for voice in _voices(fact)}
    assert {"contested"} <= standings(one)
    assert [_exchanged(fact) for fact in one.facts] == [replace(fact, ref=b"") for fact in other.facts]


def test_both_numbers_of_a_contested_toll_are_told_with_who_says_them(told: Callable[..., Bulletin]) -> None:
    (toll,) = _killed(told(*SIDES_TOLD))
    assert toll.standing == "contested"
    assert {(said.voice.name, said.amount.low) for said in toll.said} == {(A, 26.0), (B, 164.0)}


def test_about_45_is_told_as_about_45(told: Callable[..., Bulletin]) -> None:
    bulletin = told(report("About 45 people were detained in Taraz on January 6, police said."))
    figure = next(fact for fact in bulletin.facts if isinstance(fact, FigureFact))
    assert figure.range == Amount(45, 45, "~")


PRIVATE = report(
    "Two people were killed in Almaty on January 6, Aigul Nurlanova said.",
    source="Steppe Wire",
    url="https://s.example/1",
)
DEPUTY = Actor("Aigul Nurlanova", ActorType.PERSON, roles=(Tenure("Deputy mayor", date(2021, 1, 1)),))


def test_a_private_person_is_never_named(told: Callable[..., Bulletin]) -> None:
    bulletin = told(PRIVATE)
    assert Voice("withheld", "Steppe Wire") in {voice for fact in bulletin.facts for voice in _voices(fact)}
    assert b"Nurlanova" not in codes.encode(bulletin)


def test_a_person_with_a_public_role_in_the_desks_file_is_named_while_they_hold_it(
    told: Callable[..., Bulletin],
) -> None:
    assert b"Nurlanova" in codes.encode(told(PRIVATE, actors=(DEPUTY,)))
    former = replace(DEPUTY, roles=(Tenure("Deputy mayor", date(2019, 1, 1), date(2020, 1, 1)),))
    assert b"Nurlanova" not in codes.encode(told(PRIVATE, actors=(former,)))
    assert b"Nurlanova" not in codes.encode(told(PRIVATE, actors=(replace(DEPUTY, roles=()),)))


def test_a_source_that_is_a_private_persons_name_is_not_named(told: Callable[..., Bulletin]) -> None:
    witness = Source("Aigul Nurlanova", SourceKind.EYEWITNESS)
    bulletin = told(witness, report("Police killed two people in Almaty on January 6.", source=witness.name))
    assert Voice("withheld", "") in {voice for fact in bulletin.facts for voice in _voices(fact)}
    assert b"Nurlanova" not in codes.encode(bulletin)


@pytest.mark.parametrize("name", ["Interior Ministry", "police", "МВД", "Human Rights Watch", "NetBlocks", "Reuters"])
def test_institutions_are_named(sample_record: Record, name: str) -> None:
    assert Voices(sample_record.connection, ()).may_be_told(name, "en", "2022-01-06")


@pytest.mark.parametrize("name", ["Zhang Wei", "Aigul Nurlanova", "Nurlan", "Kim Jong Un", "محمد علي", "Айгүл"])
def test_whoever_may_be_a_person_is_not_named(sample_record: Record, name: str) -> None:
    assert not Voices(sample_record.connection, ()).may_be_told(name, "en", "2022-01-06")


def test_more_harm_and_more_origins_weigh_more_and_older_news_less() -> None:
    row = {"type": "ASSAULT", "mode": "kill", "standing": "single-origin", "began": "2022-01-06", "place": "1"}
    today = "2022-01-06"
    assert importance.points(row, 3, today) > importance.points(row, 1, today)
    assert importance.points({**row, "standing": "contested"}, 1, today) > importance.points(row, 1, today)
    assert importance.points(row, 1, today) > importance.points(row, 1, "2022-01-09")
    assert importance.points(row, 1, today) > importance.points({**row, "place": None}, 1, today)
    assert importance.harm("killed", 100) > importance.harm("killed", 10) > importance.harm("detained", 10) > 0


def test_one_place_does_not_crowd_out_the_others(told: Callable[..., Bulletin]) -> None:
    deaths = [
        report(
            f"{count} people were killed in Almaty on January {count}.",
            source=f"Wire {count}",
            url=f"https://w/{count}",
        )
        for count in range(2, 7)
    ]
    protest = report("Protesters gathered in Aktau on January 5.", "2022-01-05T12:00:00+06:00", source="Caspian")
    facts = told(*deaths, protest).facts
    first = next(number for number, fact in enumerate(facts) if fact.place and fact.place.en == "Aktau")
    assert first < len(facts) - 1


def _killed(bulletin: Bulletin) -> list[FigureFact]:
    return [fact for fact in bulletin.facts if isinstance(fact, FigureFact) and fact.measure == "killed"]


def _voices(fact: Fact) -> list[Voice]:
    if isinstance(fact, EventFact):
        return [*fact.affirmed, *fact.denied]
    return [said.voice for said in fact.said] if isinstance(fact, FigureFact) else list(fact.asked)
