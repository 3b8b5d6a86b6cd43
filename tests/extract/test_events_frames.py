"""Frames: words before a deed that make another deed of it."""

from __future__ import annotations

import pytest

from tests.extract.test_events import read, told


@pytest.mark.parametrize(
    ("type_", "mode", "sentence"),
    [
        ("AGREE", "-", "Ghana will provide food aid to Liberia, the minister said."),
        ("AGREE", "-", "The rebels said they were ready to lay down their arms."),
        ("REQUEST", "assist", "European governments must send food aid to Chad."),
        ("REQUEST", "yield", "The army must set free all hostages, the party said."),
        ("REJECT", "meet", "The president refused to hold talks with the opposition."),
        ("THREATEN", "violence", "The general said his men would attack the town unless the rebels left."),
        ("THREATEN", "relations", "France is considering suspending aid to Mali."),
    ],
)
def test_a_deed_under_a_frame_is_what_the_frame_says(type_: str, mode: str, sentence: str) -> None:
    assert (type_, mode) in [event[:2] for event in told(sentence, "en")]


def test_the_same_deed_without_a_frame_stays_what_it_is() -> None:
    assert ("AID", "-") in [event[:2] for event in told("Ghana provided food aid to Liberia.", "en")]
    assert ("CONSULT", "-") in [event[:2] for event in told("The president held talks with the opposition.", "en")]


def test_the_frame_belongs_to_the_trigger() -> None:
    sentence = "Ghana plans to send food aid to Liberia, the minister said."
    text, found = read(sentence, "en")
    assert text.span(found[0].first, found[0].last).text.startswith("plans to send")
    assert found[0].by == "events.en.plan-to-send-aid"


def test_a_time_may_stand_within_a_phrase() -> None:
    assert ("AGREE", "-") in [e[:2] for e in told("Kenya and Ethiopia agreed on Monday to build a power line.", "en")]


def test_a_clause_about_a_group_does_not_give_the_subject() -> None:
    sentence = "The envoy for the forces fighting to defeat the rebels has resigned."
    assert ("RETREAT", "resign", "envoy", "-") in told(sentence, "en")
    sentence = "The minister, who leads the forces fighting the rebels, has resigned."
    assert ("RETREAT", "resign", "minister", "-") in told(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "The senator expressed regret at the general's departure.",
        "A further domino, already threatened by Afrin, may fall.",
    ],
)
def test_regret_for_a_leaving_and_a_threatened_domino_are_no_events(sentence: str) -> None:
    assert told(sentence, "en") == []
