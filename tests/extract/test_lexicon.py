"""Lexicons: phrases in columns, matched on base forms, the longest first."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.extract.language import Language, load
from dalel.extract.lexicon import Lexicon, Match, rows
from dalel.extract.text import Text, cut

FILE = """# a comment
phrase\tkind
tear gas\tweapon   # another comment
gas\tfuel
open fire|shoot at\tdeed
=shot\tpicture
"""


def english() -> Language:
    found = load("en")
    assert found is not None
    return found


def found_in(content: str, file: str = FILE) -> list[tuple[str, str]]:
    text = cut(content, english())
    return [
        (text.span(match.first, match.last).text, match.row["kind"]) for match in Lexicon(english(), file).find(text)
    ]


def test_a_file_is_rows_under_the_names_of_its_first_line() -> None:
    assert next(rows(FILE)) == {"phrase": "tear gas", "kind": "weapon"}


def test_a_short_row_is_filled_up() -> None:
    assert list(rows("phrase\tkind\tnote\ngas\n")) == [{"phrase": "gas", "kind": "", "note": ""}]


def test_a_row_with_too_many_cells_is_named() -> None:
    with pytest.raises(ValueError, match="line 3: 3 cells for 2 columns"):
        list(rows("# x\nphrase\tkind\na\tb\tc\n"))


def test_the_longest_phrase_wins() -> None:
    assert found_in("Tear gas filled the gas station.") == [("Tear gas", "weapon"), ("gas", "fuel")]


def test_phrases_are_matched_on_base_forms() -> None:
    assert found_in("Soldiers opened fire.") == [("opened fire", "deed")]


def test_an_equals_sign_asks_for_the_form_itself() -> None:
    assert found_in("They shot films; one shoots.") == [("shot", "picture")]


def test_alternatives_share_a_row() -> None:
    assert found_in("He shoots at birds.") == [("shoots at", "deed")]


def test_a_phrase_does_not_run_over_the_end() -> None:
    text = cut("He opened fire", english())
    lexicon = Lexicon(english(), FILE)
    assert list(lexicon.find(text, 0, 2)) == []
    assert lexicon.at(text, 1) == Match(1, 3, {"phrase": "open fire|shoot at", "kind": "deed"})
    assert lexicon.at(text, 0) is None


def test_a_later_file_adds_to_the_first() -> None:
    text = cut("gas and oil", english())
    found = Lexicon(english(), FILE, "phrase\tkind\noil\tfuel\n").find(text)
    assert [match.row["kind"] for match in found] == ["fuel", "fuel"]


WORDS = st.lists(
    st.sampled_from(["tear", "gas", "open", "opened", "fire", "shoot", "at", "shot", ".", "x"]), max_size=40
)


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_matches_do_not_overlap_and_are_what_at_finds(words: list[str]) -> None:
    text: Text = cut(" ".join(words), english())
    lexicon = Lexicon(english(), FILE)
    matches = list(lexicon.find(text))
    assert all(left.last <= right.first for left, right in pairwise(matches))
    assert all(lexicon.at(text, match.first) == match for match in matches)
    taken = {word for match in matches for word in range(match.first, match.last)}
    assert all(lexicon.at(text, word) is None for word in range(len(text.words)) if word not in taken)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_any_text_can_be_searched(content: str) -> None:
    text = cut(content, english())
    for match in Lexicon(english(), FILE).find(text):
        assert 0 <= match.first < match.last <= len(text.words)
