"""What readers outside Dalel propose is taken only where the text bears it out, and counted where not."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel.extract import proposals
from dalel.extract.reading import read
from dalel.model import Answer, Reading

TEXT = (
    "Crowds gathered in Almaty on Wednesday. The rector, Aliya Bekova, said thirty-one students were led to the "
    "basement, and that nobody had seen the deputy dean since. Officials did not comment. "
    "Nobody had seen the porter either."
)
PUBLISHED = datetime(2022, 1, 6, 12, tzinfo=UTC)
FIGURE = {
    "kind": "figure",
    "quote": "thirty-one students were led to the basement",
    "voice": {"role": "named", "quote": "Aliya Bekova"},
    "factuality": "CT+",
    "event": {
        "type": "COERCE", "mode": "arrest", "trigger": "led to the basement", "agents": [], "patients": ["students"],
        "place": "Almaty", "time": "Wednesday",
    },
    "figure": {"measure": "detained", "low": 31, "high": 31, "relation": "=", "of": "students"},
    "label": None,
}  # fmt: skip


def proposed(*statements: object, **more: object) -> Reading:
    return read(TEXT, "en", PUBLISHED, [Answer("test:model", json.dumps({"statements": list(statements), **more}))])


def reasons(reading: Reading) -> list[str]:
    return [refusal.reason for refusal in reading.refused]


def taken(reading: Reading) -> list[str]:
    return [one.span.text for one in reading.statements if one.by == "test:model"]


def changed(**values: object) -> dict[str, object]:
    """The figure above with other values; a dotted name reaches inside ("event__trigger")."""
    item = json.loads(json.dumps(FIGURE))
    for name, value in values.items():
        *path, last = name.split("__")
        at = item
        for step in path:
            at = at[step]
        at[last] = value
    return item


def test_a_statement_whose_words_are_in_the_text_is_taken() -> None:
    reading = proposed(FIGURE)
    (found,) = [one for one in reading.statements if one.by == "test:model"]
    assert reading.refused == ()
    assert TEXT[found.span.start : found.span.end] == FIGURE["quote"] == found.span.text
    assert (found.figure.measure, found.figure.low, found.figure.of) == ("detained", 31, "students")
    assert (found.voice.role, found.voice.name) == ("named", "Aliya Bekova")
    assert found.event.trigger.text == "led to the basement" and [span.text for span in found.event.patients] == [
        "students"
    ]


def test_where_and_when_are_read_by_dalel_and_not_believed() -> None:
    (found,) = [one for one in proposed(FIGURE).statements if one.by == "test:model"]
    assert found.event.place.place.geonames == 1526384
    assert found.event.time.value == "2022-01-05"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "thirty-two students were led to the basement"}, "the quote is not in the text"),
        ({"quote": "Thirty-one students were led to the basement"}, "the quote is not in the text"),
        ({"quote": ""}, "the quote is no text"),
        ({"quote": None}, "the quote is no text"),
        ({"quote": "x" * 3000}, "the quote is longer than 2000 characters"),
        ({"voice__quote": "Bolat Bekov"}, "the voice is not in the text"),
        ({"voice__role": "God"}, "`role` is none of Dalel's"),
        ({"voice": "Aliya Bekova"}, "`voice` is no object"),
        ({"factuality": "sure"}, "`factuality` is none of Dalel's"),
        ({"kind": "rumour"}, "`kind` is none of Dalel's"),
        ({"event__type": "FIGHT"}, "`type` is none of Dalel's"),
        ({"event__trigger": "dragged away"}, "the trigger is not in the text"),
        ({"event__agents": ["police"]}, "a participant is not in the text"),
        ({"event__agents": "police"}, "participants are no list"),
        ({"event__place": "Astana"}, "the place is not in the text"),
        ({"event__time": "Thursday"}, "the time is not in the text"),
        ({"event__mode": "x" * 99}, "`mode` is no word"),
        ({"figure__low": 13, "figure__high": 13}, "the number is not in the quote"),
        ({"figure__low": None, "figure__high": None}, "a figure without a number"),
        ({"figure__low": "31"}, "`low` is no number"),
        ({"figure__low": True}, "`low` is no number"),
        ({"figure__measure": "sad"}, "`measure` is none of Dalel's"),
        ({"figure__of": "schoolchildren"}, "the population is not in the text"),
        ({"figure": None}, "`figure` is no object"),
    ],
)
def test_what_the_text_does_not_bear_out_is_refused_with_the_reason(change: dict[str, object], reason: str) -> None:
    reading = proposed(changed(**change))
    assert reasons(reading) == [reason]
    assert taken(reading) == []


def test_a_bad_proposal_does_not_take_the_good_ones_with_it() -> None:
    reading = proposed(changed(quote="never said"), FIGURE)
    assert taken(reading) == [FIGURE["quote"]] and len(reading.refused) == 1
    assert proposals.counted(reading.refused) == {"test:model": {"the quote is not in the text": 1}}


def test_what_dalel_read_itself_is_not_told_twice() -> None:
    text = "At least 26 people were killed in Almaty."
    own = read(text, "en", PUBLISHED)
    same = changed(
        quote="At least 26 people were killed",
        voice={"role": "author", "quote": None},
        event=None,
        figure={"measure": "killed", "low": 26, "high": None, "relation": ">=", "of": "people"},
    )
    with_it = read(text, "en", PUBLISHED, [Answer("test:model", json.dumps({"statements": [same]}))])
    assert with_it.refused == () and with_it.statements == own.statements


def test_the_same_quote_proposed_again_is_its_next_occurrence() -> None:
    text = "They shot. We ran. They shot."
    item = changed(
        kind="event", quote="They shot", voice={"role": "author", "quote": None}, figure=None,
        event={"type": "AID", "mode": None, "trigger": "shot", "agents": [], "patients": [], "place": None,
               "time": None},
    )  # fmt: skip
    reading = read(text, "en", PUBLISHED, [Answer("test:model", json.dumps({"statements": [item, item, item]}))])
    found = [one for one in reading.statements if one.by == "test:model"]
    assert [one.span.start for one in found] == [0, 19]
    assert [one.event.trigger.start for one in found] == [5, 24]
    assert reasons(reading) == ["the quote is proposed more often than it stands in the text"]


def test_an_answer_that_is_no_json_is_refused_as_a_whole() -> None:
    for body in ("", "Sure! Here is", "[]", "null", '{"statements": {}}', "[" * 100_000, '{"statements": [3]}'):
        reading = read(TEXT, "en", PUBLISHED, [Answer("test:model", body)])
        assert len(reading.refused) == 1, body
        assert reading.statements == read(TEXT, "en", PUBLISHED).statements


def test_proposed_names_join_the_mentions_and_speak() -> None:
    text = "Old Sapar said that 12 people were killed in Almaty."
    actors = [{"quote": "Old Sapar", "type": "PERSON"}, {"quote": "Young Sapar", "type": "PERSON"}]
    reading = read(text, "en", PUBLISHED, [Answer("test:model", json.dumps({"actors": actors}))])
    assert [one.span.text for one in reading.mentions.actors if one.type == "PERSON"] == ["Old Sapar"]
    assert reasons(reading) == ["the quote is not in the text"]


def test_a_proposed_place_gets_its_coordinates_from_the_gazetteer() -> None:
    text = "People came from Almaty and Nowhereville."
    places = [{"quote": "Nowhereville"}, {"quote": "Almaty"}]
    reading = read(text, "en", PUBLISHED, [Answer("test:model", json.dumps({"places": places}))])
    assert [(one.span.text, one.place.geonames) for one in reading.mentions.places] == [("Almaty", 1526384)]
    assert reasons(reading) == ["the gazetteer does not know the place"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(TEXT.split()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["quote", "start", "kind", "voice", "event", "figure", "low", "type"]), inner)
    ),
    max_leaves=12,
)


PARTS = {name: JSON | st.lists(JSON, max_size=3) for name in ("statements", "actors", "places")}


@given(st.fixed_dictionaries({}, optional=PARTS))
def test_no_answer_makes_reading_fail_and_all_spans_are_exact(answer: object) -> None:
    reading = read(TEXT, "en", PUBLISHED, [Answer("test:model", json.dumps(answer))])
    for statement in reading.statements:
        assert TEXT[statement.span.start : statement.span.end] == statement.span.text


@given(st.data())
def test_any_change_of_a_good_proposal_is_taken_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["quote", "kind", "voice", "factuality", "event", "figure", "label"]))
    reading = proposed(changed(**{name: data.draw(JSON)}))
    assert len(taken(reading)) + len(reading.refused) == 1
