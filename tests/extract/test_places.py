"""Places: what a text names, and which places they are. The gold cases are in tests/gold/places.txt."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract import language, places
from dalel.extract.text import Text, cut
from dalel.model import PlaceMention

_GOLD = Path(__file__).parent.parent / "gold" / "places.txt"
_MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


@cache
def read(text: str, tag: str = "en") -> tuple[Text, list[PlaceMention]]:
    spoken = language.load(tag)
    assert spoken is not None
    words = cut(text, spoken)
    return words, places.find(words)


def names(text: str, tag: str = "en") -> list[str]:
    return [mention.span.text for mention in read(text, tag)[1]]


def meant(text: str, name: str, tag: str = "en") -> int | str | None:
    """The GeoNames id, else the country, of the first mention of a name."""
    place = next(mention.place for mention in read(text, tag)[1] if mention.span.text == name)
    return place.geonames or place.country


def gold_cases() -> list[tuple[str, str]]:
    """Language and marked text of each block."""
    lines = [line for line in _GOLD.read_text("utf-8").splitlines() if not line.startswith("#")]
    blocks = re.split(r"^== (\w+)\n", "\n".join(lines), flags=re.M)[1:]
    return [(tag, marked.strip()) for tag, marked in zip(blocks[::2], blocks[1::2], strict=True)]


def unmark(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The bare text, and the marks with their spans in it."""
    text, spans, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match.group(1)), match.group(2)))
        text += match.group(1)
        last = match.end()
    return text + marked[last:], spans


def written(words: Text, mention: PlaceMention, like: str) -> str:
    """A mention in the manner of a mark, as exact as the mark is."""
    place = mention.place
    if places.is_demonym(words, mention):
        return f"~{place.country}"
    if "." in like:
        return f"{place.country}.{place.name}"
    return str(place.country) if like.isalpha() and place.kind == "country" else str(place.geonames)


@pytest.mark.parametrize(("tag", "marked"), gold_cases())
def test_the_marked_places_and_no_others_are_found(tag: str, marked: str) -> None:
    text, spans = unmark(marked)
    words, mentions = read(text, tag)
    likes = {(start, end): mark for start, end, mark in spans}
    found = [
        (span.start, span.end, written(words, mention, likes.get((span.start, span.end), "0")))
        for mention in mentions
        for span in [mention.span]
    ]
    assert [(text[a:b], mark) for a, b, mark in found] == [(text[a:b], mark) for a, b, mark in spans]
    assert found == spans


def test_the_gold_file_holds_enough_in_each_language() -> None:
    counts = {tag: 0 for tag, _ in gold_cases()}
    for tag, marked in gold_cases():
        counts[tag] += len(_MARK.findall(marked))
    assert counts["en"] >= 30
    assert counts["ru"] >= 25
    assert counts["kk"] >= 25


def test_a_state_after_a_comma_says_which_town_is_meant() -> None:
    assert meant("A fire in Paris, Texas, was put out.", "Paris") == 4717560
    assert meant("A fire in Paris, France, was put out.", "Paris") == 2988507


def test_a_name_has_one_sense_in_a_document() -> None:
    text = "A fire in Paris, Texas, was put out. Paris has no fire station."
    assert {mention.place.geonames for mention in read(text)[1] if mention.span.text == "Paris"} == {4717560}


def test_the_other_places_of_a_document_decide_between_namesakes() -> None:
    assert meant("Troops left Tbilisi. Russia and Georgia blame each other.", "Georgia") == 614540
    assert meant("Police in Atlanta, Macon and Savannah asked the Georgia legislature.", "Georgia") == 4197000


def test_a_town_and_the_region_named_after_it_are_told_apart() -> None:
    assert meant("Crowds gathered in Atyrau.", "Atyrau") == 610529
    assert meant("Crowds gathered in the Atyrau region.", "Atyrau") == 609862


def test_a_first_name_or_a_title_makes_a_person() -> None:
    assert names("Paris Hilton met Mr Houston and President Lincoln.") == []
    assert names("Robert Douglas spoke. Douglas said he was fine.") == []


def test_ordinary_words_that_are_also_villages_are_left_alone() -> None:
    assert names("Most of the Police marched in March. Reading Of Independence is hard.") == []
    assert names("Мир и Победа. Полиция молчит.", "ru") == []


def test_newspapers_streets_and_firms_are_no_places() -> None:
    assert names("The Washington Post wrote about Houston Street and Boston Globe.") == []


def test_a_club_in_quotation_marks_is_no_place() -> None:
    assert names("Клуб «Барселона» выиграл.", "ru") == []


def test_part_of_a_hyphenated_word_is_marked_alone() -> None:
    assert names("A US-backed force and a Moscow-based bank.") == ["US", "Moscow"]


def test_adjectives_of_countries_are_told_apart_from_places() -> None:
    words, mentions = read("Russian troops crossed into Ukraine.")
    assert [(mention.span.text, places.is_demonym(words, mention)) for mention in mentions] == [
        ("Russian", True),
        ("Ukraine", False),
    ]


def test_a_list_shares_its_kind_word() -> None:
    text = "Ақтөбе, Атырау және Орал қалаларында адамдар жиналды."
    assert {mention.place.kind for mention in read(text, "kk")[1]} == {"city"}


def test_a_kind_word_in_the_singular_holds_for_its_own_place_only() -> None:
    assert meant("Aid reached Raqqa and Idlib province.", "Raqqa") == 172955


def test_given_spans_are_resolved_without_being_weighed() -> None:
    spoken = language.load("en")
    assert spoken is not None
    text = "of reading and Reading"
    resolved = places.resolve(cut(text, spoken), [(15, 22), (0, 2)])
    assert resolved[0] is not None
    assert resolved[0].name == "Reading"


@pytest.mark.parametrize("tag", ["en", "ru", "kk"])
@settings(max_examples=60, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    "Paris",
                    "Алматыда",
                    "US",
                    "-",
                    ",",
                    ". ",
                    " ",
                    "of",
                    "Texas",
                    "Mr",
                    "«",
                    "»",
                    "Жаңаөзен",
                    "область",
                    "\n",
                ]
            ),
            max_size=60,
        ).map("".join),
    )
)
def test_any_text_is_read_without_an_exception_and_spans_are_exact(tag: str, text: str) -> None:
    spoken = language.load(tag)
    assert spoken is not None
    end = 0
    for mention in places.find(cut(text, spoken)):
        span = mention.span
        assert text[span.start : span.end] == span.text
        assert span.start >= end
        end = span.end


def test_exchanging_two_countries_exchanges_the_places_and_nothing_else() -> None:
    text = "Troops of Russia shelled a town in Ukraine, officials in Ukraine said."
    swapped = text.replace("Russia", "@").replace("Ukraine", "Russia").replace("@", "Ukraine")
    exchange = {"RU": "UA", "UA": "RU"}
    countries = [mention.place.country for mention in read(text)[1]]
    assert [exchange[country] for country in countries if country] == [
        mention.place.country for mention in read(swapped)[1]
    ]
