"""Text: words with exact offsets, sentences that part them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.language import Language, languages, load
from dalel.extract.text import cut
from tests.timing import assert_linear


def language(tag: str) -> Language:
    found = load(tag)
    assert found is not None
    return found


def sentences(content: str, tag: str = "en") -> list[str]:
    text = cut(content, language(tag))
    return [text.span(sentence.first, sentence.last).text for sentence in text.sentences]


def test_words_keep_inner_hyphens_and_give_up_the_possessive() -> None:
    assert cut("Nur-Sultan's anti-riot police", language("en")).words == ["Nur-Sultan", "'s", "anti-riot", "police"]


def test_numbers_keep_their_separators() -> None:
    assert cut("More than 3,700 people, 26.5 per cent.", language("en")).words == [
        "More",
        "than",
        "3,700",
        "people",
        ",",
        "26.5",
        "per",
        "cent",
        ".",
    ]


@pytest.mark.parametrize(
    ("tag", "content", "expected"),
    [
        ("en", "Gen. Lukin met Mr. Park. They spoke.", ["Gen. Lukin met Mr. Park.", "They spoke."]),
        ("en", "He left the U.S. The police followed.", ["He left the U.S.", "The police followed."]),
        ("en", "“It is over.” The mayor left.", ["“It is over.”", "The mayor left."]),
        ("en", "A headline\nThe text begins.", ["A headline", "The text begins."]),
        ("en", "Is it so? Yes!", ["Is it so?", "Yes!"]),
        (
            "ru",
            "Погибли 26 чел. и ранены 40. Об этом сообщил г. Иванов.",
            ["Погибли 26 чел. и ранены 40.", "Об этом сообщил г. Иванов."],
        ),
        ("ru", "А. Мамин ушёл в отставку. Правительство тоже.", ["А. Мамин ушёл в отставку.", "Правительство тоже."]),
        ("kk", "Бағасы 60 тг. болды. Қазір 120 теңге.", ["Бағасы 60 тг. болды.", "Қазір 120 теңге."]),
    ],
)
def test_abbreviations_and_quotes_do_not_break_sentences(tag: str, content: str, expected: list[str]) -> None:
    assert sentences(content, tag) == expected


def test_paragraphs_are_counted_at_line_breaks() -> None:
    text = cut("One.\n\nTwo. Three.\nFour.", language("en"))
    assert [sentence.paragraph for sentence in text.sentences] == [0, 1, 1, 2]


def test_an_empty_text_has_no_words_and_no_sentences() -> None:
    text = cut(" \n\t ", language("en"))
    assert (text.words, text.sentences) == ([], [])


SOME = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "U.S.",
            "г.",
            "Mr.",
            "26",
            "3,700",
            ".",
            "!",
            "…",
            "”",
            "«",
            "'s",
            "’s",
            "\n",
            "\n\n",
            " ",
            "- ",
            "é",
            "İ",
            "ǆ",
            "\u0301",
            "_",
            "Қ",
            "police",
            "🙂",
            "\u200b",
            "\u2028",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(languages()), SOME)
def test_spans_are_exact_and_every_visible_character_is_in_one_word(tag: str, content: str) -> None:
    text = cut(content, language(tag))
    for index, word in enumerate(text.words):
        assert content[text.starts[index] : text.ends[index]] == word
        assert text.span(index, index + 1).text == word
    assert "".join(text.words) == re.sub(r"\s", "", content)
    assert len(text.words) == len(text.lowers) == len(text.lemmas)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(languages()), SOME)
def test_sentences_part_the_words_without_gap_or_overlap(tag: str, content: str) -> None:
    text = cut(content, language(tag))
    edges = [0, *(sentence.last for sentence in text.sentences)]
    assert [sentence.first for sentence in text.sentences] == edges[:-1]
    assert edges[-1] == len(text.words)
    assert all(sentence.first < sentence.last for sentence in text.sentences)
    assert [sentence.paragraph for sentence in text.sentences] == sorted(
        sentence.paragraph for sentence in text.sentences
    )
    for number, sentence in enumerate(text.sentences):
        assert all(text.sentence_of(word) == number for word in range(sentence.first, sentence.last))


@settings(max_examples=100, deadline=None)
@given(SOME, st.data())
def test_words_are_found_again_by_their_offsets(content: str, data: st.DataObject) -> None:
    text = cut(content, language("en"))
    if text.words:
        first = data.draw(st.integers(0, len(text.words) - 1))
        last = data.draw(st.integers(first + 1, len(text.words)))
        assert text.words_in(text.starts[first], text.ends[last - 1]) == range(first, last)
        assert text.word_at(text.starts[first]) == first


@pytest.mark.parametrize("unit", ["a-", "a.", "1,", "'s", "…", "A. ", "\n", "- ", "a’", "\u0301", "x" * 50])
def test_hostile_text_is_cut_in_time_linear_in_its_length(unit: str) -> None:
    assert_linear(lambda times: cut(unit * times, language("en")), 10_000)
