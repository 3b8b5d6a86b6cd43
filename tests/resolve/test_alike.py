"""Which statements speak of one event, seen from the outside: texts in, events out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from dalel.extract.actors import NO_BOOK
from dalel.extract.language import languages, load
from dalel.extract.lexicon import rows
from dalel.extract.reading import read
from dalel.model import FOREVER, Document
from dalel.record.moments import utc
from dalel.resolve.alike import (
    Mention,
    Traits,
    assign,
    blocks,
    event_id,
    join,
    lies_on,
    page_of,
    relations,
    score,
    traits,
    window,
)
from dalel.resolve.alike.compare import told_apart
from dalel.resolve.alike.weights import _DATA, WEIGHTS, are_near, families, kind_of
from dalel.resolve.heard import day_of, origin_of, passage_of, place_key
from dalel.resolve.people import People, Registry

NOON = datetime(2022, 1, 6, 12, tzinfo=UTC)


def mentions(*reports: tuple[str, str, str], apart: timedelta = timedelta(hours=1)) -> list[list[Mention]]:
    """The mentions of reports (source, language, text), published one after the other."""
    found: list[list[Mention]] = []
    row = 0
    for index, (source, language, text) in enumerate(reports):
        published = NOON + index * apart
        document = Document(source, text, language, published, published_at=published)
        reading = read(text, language, published)
        people = People(reading.mentions.actors, Registry(NO_BOOK), language)
        page = page_of(document, reading)
        found.append([])
        for statement in reading.statements:
            event = statement.event
            if event is None:
                continue
            place = event.place.place if event.place else None
            when = day_of(event.time, published)
            known = utc(published)
            voice = statement.voice
            found[-1].append(
                Mention(
                    row=row,
                    id=statement.id,
                    order=f"{source} {statement.span.start:07} {statement.id}",
                    known_at=known,
                    believed_to=FOREVER,
                    type=event.type,
                    mode=event.mode,
                    place=place_key(place),
                    place_kind=place.kind if place else None,
                    country=place.country if place else None,
                    day=when.value,
                    day_basis=when.basis,
                    began=when.began,
                    ended=when.ended,
                    passage=passage_of(text),
                    origin=origin_of(voice.role, voice.name, source, people),
                    factuality=str(statement.factuality),
                    traits=traits(statement, page, people, document.language),
                )
            )
            row += 1
    return found


def of_kind(some: Sequence[Mention], *types: str) -> Mention:
    return next(one for one in some if one.type in types)


def are_one(*some: Mention) -> bool:
    events = assign(some)
    return len({events[one.row] for one in some}) == 1


STORMED = {
    "en": "Gunmen stormed the airport of Almaty on Wednesday, 5 January, and took three buses.",
    "ru": "Вооружённые люди 5 января взяли штурмом аэропорт Алматы и угнали три автобуса.",
    "kk": "5 қаңтарда қарулы адамдар Алматы әуежайына шабуыл жасап, үш автобусты әкетті.",
}


def test_reports_of_one_attack_in_three_languages_are_one_event() -> None:
    told = mentions(*((f"Wire {tag}", tag, text) for tag, text in STORMED.items()))
    assert are_one(*(of_kind(some, "ASSAULT", "COERCE") for some in told))


def test_an_attack_at_the_airport_and_one_at_a_police_station_on_one_day_are_two_events() -> None:
    told = mentions(
        ("A", "en", STORMED["en"]),
        (
            "B",
            "en",
            "Attackers stormed the police station in the Bostandyk district of Almaty on Wednesday, 5 January.",
        ),
    )
    assert not are_one(*(of_kind(some, "ASSAULT", "COERCE") for some in told))


def test_two_killings_in_one_city_day_with_other_victims_at_other_sites_are_two_events() -> None:
    told = mentions(
        ("A", "en", "Two miners were shot dead at the market of Karaganda on Wednesday, 5 January."),
        (
            "B",
            "en",
            "A police officer was killed with a knife at the railway station of Karaganda on Wednesday, 5 January.",
        ),
    )
    first, second = (next(one for one in some if one.mode == "kill" or one.mode == "firearms") for some in told)
    assert not are_one(first, second)


def test_a_demonstration_to_one_and_a_riot_to_another_are_one_event() -> None:
    told = mentions(
        ("A", "en", "Thousands demonstrated against fuel prices on the main square of Aktau on Wednesday, 5 January."),
        ("B", "en", "Rioters rioted against fuel prices on the main square of Aktau on Wednesday, 5 January."),
    )
    assert {of_kind(told[0], "PROTEST").mode, of_kind(told[1], "PROTEST").mode} == {"demo", "riot"}
    assert are_one(of_kind(told[0], "PROTEST"), of_kind(told[1], "PROTEST"))


def test_a_denial_belongs_to_the_event_that_it_denies() -> None:
    affirmed, denied = mentions(
        ("Monitor", "en", "Soldiers opened fire on protesters in Republic Square in Almaty on Thursday, 6 January."),
        ("Ministry", "en", "Soldiers did not open fire on protesters in Republic Square in Almaty on 6 January."),
    )
    shot, not_shot = of_kind(affirmed, "ASSAULT"), of_kind(denied, "ASSAULT")
    assert (shot.factuality, not_shot.factuality) == ("CT+", "CT-")
    assert are_one(shot, not_shot)


def test_a_report_without_a_place_joins_the_event_that_its_site_and_numbers_show() -> None:
    placed, unplaced = mentions(
        ("A", "en", "A blast at the Saryzhal mine near Karaganda killed 17 miners on Wednesday, 5 January."),
        ("B", "en", "The blast at the Saryzhal mine killed 17 miners, the company said on Wednesday."),
    )
    first, second = (next(one for one in some if one.type == "ASSAULT") for some in (placed, unplaced))
    assert first.place is not None
    assert second.place is None
    assert are_one(first, second)


def test_the_same_demand_of_two_actors_is_two_events() -> None:
    monitors, channel = mentions(
        ("A", "en", "The Health Ministry demanded the resignation of the governor of Almaty on Thursday."),
        ("B", "en", "The Interior Ministry demanded the resignation of the governor of Almaty on Thursday."),
    )
    assert not are_one(of_kind(monitors, "REQUEST"), of_kind(channel, "REQUEST"))


def test_a_copied_passage_of_one_deed_is_one_event_although_yesterday_is_another_day_in_the_copy() -> None:
    text = "Yesterday police fired at the striking workers of the shipyard in Mandalay, the union said."
    told = mentions(("A", "en", text), ("B", "en", text), apart=timedelta(days=2))
    first, second = (next(one for one in some if one.type == "ASSAULT") for some in told)
    assert first.day != second.day
    assert are_one(first, second)


def test_a_score_is_the_sum_of_features_that_can_each_be_read() -> None:
    told = mentions(*((f"Wire {tag}", tag, text) for tag, text in STORMED.items()))
    first, *others = (of_kind(some, "ASSAULT", "COERCE") for some in told)
    scored = score(first, others)
    assert scored.total == pytest.approx(sum(feature.weight for feature in scored.features))
    assert all(feature.name in WEIGHTS and feature.evidence for feature in scored.features)
    assert "airport" in {feature.evidence for feature in scored.features if feature.name == "same site"}


def test_an_event_without_members_cannot_be_scored() -> None:
    told = mentions(("A", "en", STORMED["en"]))
    with pytest.raises(ValueError, match="has members"):
        score(told[0][0], [])


def test_of_events_alike_the_one_known_first_is_joined_whatever_their_order() -> None:
    told = mentions(*((f"Wire {index}", "en", STORMED["en"]) for index in range(3)))
    first, second, third = (of_kind(some, "ASSAULT", "COERCE") for some in told)
    twin = replace(first, known_at=second.known_at)
    best = join(third, {"e2": [twin], "e1": [first]})
    assert best is not None
    assert best[0] == "e1"
    assert best == join(third, {"e1": [first], "e2": [twin]})


def test_what_has_nothing_in_common_with_an_event_founds_its_own() -> None:
    told = mentions(
        ("A", "en", STORMED["en"]),
        ("B", "en", "Doctors in Lagos went on strike over nine months of unpaid wages on Thursday."),
    )
    strike = of_kind(told[1], "PROTEST")
    assert join(strike, {"e1": told[0]}) is None
    assert event_id(strike) != event_id(told[0][0])
    assert len(event_id(strike)) == 17


def test_traits_survive_their_json_which_is_short() -> None:
    for some in mentions(*((f"Wire {tag}", tag, text) for tag, text in STORMED.items())):
        for one in some:
            assert Traits.from_json(one.traits.to_json()) == one.traits
            assert len(one.traits.to_json()) < 1500
    assert Traits.from_json('{"language":"en"}') == Traits("en")


def test_a_site_has_one_name_in_all_languages() -> None:
    told = mentions(*((f"Wire {tag}", tag, text) for tag, text in STORMED.items()))
    assert all("airport" in of_kind(some, "ASSAULT", "COERCE").traits.sites for some in told)


def test_the_victims_of_a_deed_are_told_with_what_hurt_them() -> None:
    (told,) = mentions(
        ("A", "en", "A car bomb exploded at a checkpoint in Tripoli on Wednesday evening. Two drivers were wounded.")
    )
    wounded = next(one for one in told if one.mode == "wound")
    assert wounded.traits.cause == "attack"
    assert wounded.traits.sites == of_kind(told, "ASSAULT").traits.sites


def test_a_mention_without_any_day_meets_others_only_by_its_site_its_names_or_its_words() -> None:
    (told,) = mentions(("A", "en", STORMED["en"]))
    dated = of_kind(told, "ASSAULT", "COERCE")
    undated = replace(dated, day=None, day_basis="unknown", began=None, ended=None, passage="")
    assert set(blocks(undated)) < set(blocks(dated))
    assert any(key.startswith("airport|") for key in blocks(undated))
    first, last = window(undated)
    assert first < "2000-01-01"
    assert last == lies_on(undated) == undated.known_at[:10]


def test_a_window_holds_the_day_itself_and_the_days_in_which_it_is_reported() -> None:
    (told,) = mentions(("A", "en", "Police detained 40 people in Almaty on Wednesday, 5 January."))
    assert window(told[0]) == ("2022-01-02", "2022-01-08")


def test_history_is_looked_for_within_a_year() -> None:
    (told,) = mentions(("A", "en", "Police shot striking oil workers in Zhanaozen on 16 December 2011."))
    first, last = window(of_kind(told, "ASSAULT"))
    assert first < "2011-01-01"
    assert "2012-06-01" < last < "2013-01-01"


def test_what_is_demanded_is_dated_by_its_report_and_not_by_its_deadline() -> None:
    (told,) = mentions(("A", "en", "The strikers in Aktau demanded the release of all detainees by 20 January."))
    assert lies_on(of_kind(told, "REQUEST")) == "2022-01-06"


def test_times_of_day_are_apart_only_where_they_cannot_be_one() -> None:
    assert told_apart("T05", "TEV")
    assert told_apart("TAF", "TNI")
    assert not told_apart("T02", "TNI")
    assert not told_apart("T14", "TAF")
    assert not told_apart("T23", "T00")


def test_near_kinds_have_a_family_in_which_they_meet() -> None:
    for kind, others in _DATA["near"].items():
        for other in others:
            assert are_near(kind, other)
            assert are_near(other, kind)
            assert set(families(kind)) & set(families(other)), f"{kind} and {other} never meet"


def test_every_kind_of_the_tables_is_the_kind_of_some_type() -> None:
    kinds = set(_DATA["kinds"])
    named = {*_DATA["near"], *(kind for some in _DATA["near"].values() for kind in some)}
    named |= {kind for some in _DATA["families"].values() for kind in some} | set(_DATA["words"]["kinds"])
    assert named <= kinds
    assert kind_of("ASSAULT", "kill") == "harm"
    assert kind_of("ASSAULT", "no such mode") == "attack"


def test_all_languages_have_the_same_classes() -> None:
    of: dict[str, set[tuple[str, str]]] = {}
    for tag in languages():
        language = load(tag)
        assert language is not None
        of[tag] = {(one["kind"], one["class"]) for one in rows(language.data("classes.tsv")) if one["kind"] != "common"}
    assert of["en"] == of["ru"] == of["kk"]


def row(event: str, place: str, kind: str, began: str, ended: str, mode: str = "demo") -> dict[str, object]:
    about = {"type": "PROTEST", "mode": mode, "country": "KZ", "place_kind": kind}
    return {"event": event, "place": place, "began": began, "ended": ended, **about}


def test_a_protest_in_a_city_is_part_of_the_countrys_wave_and_continues_that_of_the_day_before() -> None:
    found = relations(
        [
            row("wave", "KZ", "country", "2022-01-02", "2022-01-10"),
            row("second", "aktau", "city", "2022-01-04", "2022-01-04"),
            row("first", "aktau", "city", "2022-01-03", "2022-01-03"),
        ]
    )
    assert {(one.event, one.kind, one.of) for one in found} == {
        ("first", "part of", "wave"),
        ("second", "part of", "wave"),
        ("second", "continues", "first"),
    }


def test_a_day_is_part_of_a_longer_time_at_the_same_place_and_nothing_of_another_country() -> None:
    other = row("elsewhere", "UZ", "country", "2022-01-01", "2022-01-31") | {"country": "UZ"}
    found = relations(
        [
            row("month", "aktau", "city", "2022-01-01", "2022-01-31"),
            row("day", "aktau", "city", "2022-01-03", "2022-01-03"),
            other,
        ]
    )
    assert [(one.event, one.kind, one.of) for one in found] == [("day", "part of", "month")]


def test_every_trait_but_the_language_may_be_unknown() -> None:
    assert all(field.name == "language" or not getattr(Traits("en"), field.name) for field in fields(Traits))
