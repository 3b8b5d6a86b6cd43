"""Events: gold sentences, the same rules for every side, and any text whatever."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract import actors, events, places
from dalel.extract.events.events import EventMention
from dalel.extract.events.groups import grammar
from dalel.extract.events.triggers import TYPES, triggers
from dalel.extract.language import languages, load
from dalel.extract.lexicon import Row, rows
from dalel.extract.text import Text, cut
from tests.timing import assert_linear

GOLD = list(rows((Path(__file__).parent.parent / "gold" / "events.tsv").read_text("utf-8")))
TOLD = [row for row in GOLD if row["type"] != "-"]
UNTOLD = [row for row in GOLD if row["type"] == "-"]


def read(content: str, tag: str) -> tuple[Text, list[EventMention]]:
    language = load(tag)
    assert language is not None
    text = cut(content, language)
    where = places.find(text)
    return text, events.find(text, actors.find(text, where), where)


def names(text: Text, ranges: tuple[tuple[int, int], ...]) -> str:
    return " + ".join(text.span(first, last).text for first, last in ranges) or "-"


def told(content: str, tag: str) -> list[tuple[str, str, str, str]]:
    """(type, mode, agents, patients) of every event of a text."""
    text, found = read(content, tag)
    return [(event.type, event.mode or "-", names(text, event.agents), names(text, event.patients)) for event in found]


@cache
def best(sentence: str, tag: str, type_: str, mode: str) -> tuple[str, str, str, str]:
    """The event of a sentence that has the type, if possible also the mode."""
    found = [event for event in told(sentence, tag) if event[0] == type_]
    return max(found, key=lambda event: event[1] == mode, default=("-", "-", "-", "-"))


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row["sentence"])
def test_gold_sentence_has_its_event_type_and_mode(row: Row) -> None:
    assert best(row["sentence"], row["language"], row["type"], row["mode"])[:2] == (row["type"], row["mode"])


@pytest.mark.parametrize("row", UNTOLD, ids=lambda row: row["sentence"])
def test_everyday_senses_are_no_events(row: Row) -> None:
    assert told(row["sentence"], row["language"]) == []


def test_gold_participants_are_found_in_at_least_nine_of_ten_sentences_of_each_language() -> None:
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for row in TOLD:
        _, _, agent, patient = best(row["sentence"], row["language"], row["type"], row["mode"])
        for part, got in (("agent", agent), ("patient", patient)):
            total[row["language"], part] += 1
            right[row["language"], part] += got == row[part]
    shares = {key: right[key] / total[key] for key in total}
    assert set(shares) == {(tag, part) for tag in ("en", "ru", "kk") for part in ("agent", "patient")}
    assert all(share >= 0.9 for share in shares.values()), shares


@pytest.mark.parametrize("tag", ["en", "ru", "kk"])
def test_all_sixteen_types_have_triggers_in_each_language(tag: str) -> None:
    language = load(tag)
    assert language is not None
    table = triggers(language)
    starts = [*table.by_lemma.values(), *table.by_form.values()]
    found = {
        trigger.type for start in starts for group in (start.others, *start.by_second.values()) for trigger in group
    }
    assert found == TYPES


@pytest.mark.parametrize(
    ("tag", "one", "other", "sentences"),
    [
        (
            "en",
            "police",
            "protesters",
            [
                "The {0} attacked the {1} in Almaty.",
                "The {1} were beaten by the {0}.",
                "The attack on the {1} by the {0} lasted an hour.",
                "The {0} blamed the {1} for the violence.",
            ],
        ),
        (
            "en",
            "soldiers",
            "rebels",
            [
                "Seven {1} were killed by {0} near the river.",
                "The {0} seized the {1}' base.",
                "{0} opened fire on the {1}.",
            ],
        ),
        (
            "ru",
            "полицейские",
            "демонстранты",
            ["{0} обстреляли здание.", "{0} подожгли автомобиль.", "{0} ворвались в здание."],
        ),
        ("kk", "полицейлер", "шерушілер", ["{0} әкімдікті басып алды.", "{0} адамдарға оқ атты."]),
    ],
)
def test_exchanging_the_sides_exchanges_the_participants(tag: str, one: str, other: str, sentences: list[str]) -> None:
    for sentence in sentences:
        here, there = sentence.format(one, other), sentence.format(other, one)
        swapped = [
            tuple({one: other, other: one}.get(part.lower(), part.lower()) for part in event)
            for event in told(here, tag)
        ]
        assert swapped == [tuple(part.lower() for part in event) for event in told(there, tag)]
        assert swapped, sentence


def test_a_noun_with_its_light_verb_is_one_event() -> None:
    text, found = read("Teachers staged a protest against the reform.", "en")
    assert [text.span(event.first, event.last).text for event in found] == ["staged a protest"]
    assert names(text, found[0].agents) == "Teachers"


def test_a_shared_subject_does_both_deeds() -> None:
    found = told("Rebels attacked a convoy near Goma and kidnapped two drivers.", "en")
    assert [(type_, mode, agent) for type_, mode, agent, _ in found] == [
        ("ASSAULT", "-", "Rebels"),
        ("ASSAULT", "abduct", "Rebels"),
    ]


def test_who_refers_to_the_group_before_it() -> None:
    assert told("The airport was seized by armed men, who looted the duty-free shop.", "en")[1] == (
        "ASSAULT",
        "destroy",
        "armed men",
        "duty-free shop",
    )


def test_a_passive_without_a_doer_names_none() -> None:
    assert told("At least 26 people have been killed.", "en") == [("ASSAULT", "kill", "-", "people")]


def test_the_clause_is_quoted_from_subject_to_object() -> None:
    text, found = read("On Friday, said the mayor, protesters stormed the city hall in Almaty.", "en")
    assert text.span(*found[0].clause).text == "protesters stormed the city hall"


def test_a_number_hides_the_case_of_those_who_were_detained() -> None:
    assert told("В Алматы задержали 200 человек.", "ru") == [("COERCE", "arrest", "-", "человек")]


def test_word_order_does_not_change_who_did_it_in_russian() -> None:
    one, other = told("Протестующие захватили здание.", "ru"), told("Здание захватили протестующие.", "ru")
    assert [(event[0], event[2].lower(), event[3].lower()) for event in one] == [
        (event[0], event[2].lower(), event[3].lower()) for event in other
    ]


def test_kazakh_in_latin_letters_is_read_by_the_same_lexicon() -> None:
    text, found = read("Polisiia adamdardy ūstady.", "kk")
    assert [(event.type, event.mode) for event in found] == [("COERCE", "arrest")]
    assert text.span(found[0].first, found[0].last).text == "ūstady"


def test_saying_is_no_event() -> None:
    assert told("The ministry said on Monday that the price had not changed.", "en") == []


def test_a_wrong_type_in_the_lexicon_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    language = load("en")
    assert language is not None
    real = type(language).data
    monkeypatch.setattr(
        type(language),
        "data",
        lambda self, name: (
            "phrase\ttype\tmode\tpos\troles\tonto\tnot_before\tnot_after\tneeds\nshout\tNOISE\n"
            if name == "events.tsv"
            else real(self, name)
        ),
    )
    with pytest.raises(ValueError, match=r"events\.tsv of en: 'shout' has 'NOISE'"):
        triggers.__wrapped__(language)


@pytest.mark.parametrize("tag", languages())
@pytest.mark.parametrize(
    "unit",
    [
        "attack ",
        "police attack and protest by ",
        "killed ",
        "take to the street to ",
        "at least ",
        "захват здания и ",
        "протест ",
        "шабуыл мен ",
        "тұрғындардың ",
        ", who attacked ",
        "between X and ",
    ],
)
def test_a_sentence_without_end_is_read_in_time_linear_in_its_length(tag: str, unit: str) -> None:
    language = load(tag)
    assert language is not None
    assert_linear(lambda times: events.find(cut(unit * times, language), [], []), 4_000)


WORDS = [
    "police",
    "protesters",
    "killed",
    "attack",
    "attacked",
    "the",
    "of",
    "by",
    "and",
    ",",
    ".",
    "was",
    "who",
    "that",
    "to",
    "26",
    "at",
    "least",
    "people",
    "on",
    "clashes",
    "between",
    "took",
    "hostage",
    "полиция",
    "захватили",
    "здание",
    "протестующими",
    "и",
    "столкновения",
    "между",
    "200",
    "человек",
    "полицейлер",
    "оқ",
    "атты",
    "басып",
    "алды",
    "шерушілер",
    "мен",
    "арасында",
    "—",
    "«",
    "»",
    "'s",
    "(",
    "\n",
    "\n\n",
    "U.S.",
    "ВВЕЛИ",
    "комендантский",
    "час",
    "talks",
    "Almaty",
    "Алматы",
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(languages()), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=120)
)
def test_any_text_gives_events_whose_words_lie_in_one_sentence(tag: str, content: str) -> None:
    text, found = read(content, tag)
    assert grammar(text.language)
    assert [event.first for event in found] == sorted(event.first for event in found)
    for event in found:
        sentence = text.sentences[text.sentence_of(event.first)]
        for first, last in (*event.agents, *event.patients, event.clause, (event.first, event.last)):
            assert sentence.first <= first < last <= sentence.last
        assert event.clause[0] <= event.first < event.last <= event.clause[1]
        assert event.type in TYPES
        assert not set(event.agents) & set(event.patients)
    assert all(left.last <= right.first for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("content", "trigger", "type_"),
    [
        ("Parliament was dissolved by decree.", "dissolved", "COERCE"),
        ("The border has now been closed.", "closed", "COERCE"),
        ("The ambassador was recalled.", "recalled", "SANCTION"),
    ],
)
def test_a_phrase_of_verb_and_object_is_found_in_the_passive(content: str, trigger: str, type_: str) -> None:
    text, found = read(content, "en")
    assert (trigger, type_) in [(text.span(one.last - 1, one.last).text, one.type) for one in found]


def test_what_a_guard_asks_for_may_stand_in_the_next_sentence() -> None:
    assert [one.type for one in read("Then they fired from the roof. Soldiers, not police.", "en")[1]] == ["ASSAULT"]
