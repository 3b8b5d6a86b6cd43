"""The same bytes in three languages, as text and as short messages."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.publish.bulletin import codes, sms, tables, wording
from dalel.publish.bulletin.facts import Amount, Bulletin, Voice, name_of
from dalel.publish.bulletin.tables import LANGUAGES
from tests.publish import bulletins
from tests.publish.bulletins import CONTESTED_EVENT, CONTESTED_FIGURE, EMPTY, FULL, QUESTION, WITHDRAWN_FIGURE
from tests.sync.signing import ALICE

RTL = "\u202e"


def said(bulletin: Bulletin, language: str) -> str:
    return wording.text(bulletin, language, "Meridian-desk", "1a2b3c4d")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_word(language: str) -> None:
    words = wording.words(language)
    assert set(words["deed"]) == {f"{type_}/{mode}" if mode else type_ for type_, mode in tables.DEEDS}
    assert set(words["measure"]) == set(tables.MEASURES)
    assert set(words["population"]) == set(tables.POPULATIONS)
    assert set(words["standing"]) == set(tables.STANDINGS)
    assert set(words["asks"]) == set(tables.ASKS)
    assert set(words["state"]) == set(tables.STATES)
    assert set(words["period"]) == set(tables.PERIODS) - {""}
    assert set(words["voice"]) == {*tables.ROLES, "nobody"}
    assert set(words["amount"]) == {*tables.RELATIONS, "range"}
    assert set(words["section"]) == set(wording.SECTIONS)
    assert all(word.strip() for table in words.values() for word in table.values())


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_languages_have_the_same_templates(language: str) -> None:
    def shape(words: dict[str, dict[str, str]]) -> dict[tuple[str, str], set[str | None]]:
        fields = string.Formatter().parse
        return {
            (table, key): {field for _, field, _, _ in fields(text) if field}
            for table, texts in words.items()
            for key, text in texts.items()
        }

    assert shape(wording.words(language)) == shape(wording.words("en"))


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_word_was_left_in_english(language: str) -> None:
    plain = (re.sub(r"\{\w+\}|UTC", "", text) for texts in _but_dates(language) for text in texts)
    assert not [text for text in plain if re.search("[A-Za-z]", text)]


def _but_dates(language: str) -> Iterator[list[str]]:
    for table, texts in wording.words(language).items():
        patterns = ("day", "day_year", "short", "short_year")
        yield [text for key, text in texts.items() if table != "date" or key not in patterns]


def test_the_same_bytes_read_in_three_languages() -> None:
    _, bulletin = codes.open_(codes.sign(ALICE, FULL))
    heads = {language: wording.told(bulletin, language).sections[0].items[0].head for language in LANGUAGES}
    assert heads == {
        "en": "Almaty: shooting, 6 January",
        "ru": "Алматы: стрельба, 6 января",
        "kk": "Алматы: атыс, 6 қаңтар",
    }
    for language in LANGUAGES:
        text = said(bulletin, language)
        assert all(f"[{wording.ref_of(fact)}]" in text for fact in FULL.facts)


def test_a_contested_toll_is_told_with_both_numbers_and_who_says_them() -> None:
    (item,) = [item for item in wording.told(FULL, "en").sections[0].items if item.ref == "f00000001"]
    assert item.head == "Kazakhstan: killed, in all: 26 to 164 (civilians), reported 2 January - 9 January"
    assert item.standing == "contested"
    assert item.lines == ("МВД: 26 (10 Jan); earlier more than 18", "Минздрав: 164 (9 Jan)")


def test_a_contested_event_is_told_with_both_sides_and_how_many_there_are() -> None:
    item = wording.told(FULL, "en").sections[0].items[0]
    assert item.lines == (
        "injured: at least 8, one origin only",
        "Said by: Meridian, unnamed source (Meridian), name withheld (Ала-Тоо) (+1)",
        "Denied by: МВД",
    )


def test_what_is_contested_comes_first_then_what_is_unknown_and_taken_back() -> None:
    told = wording.told(FULL, "en")
    assert [section.key for section in told.sections] == ["contested", "unknown", "withdrawn", "network"]
    assert told.sections[1].items[0].head == "Almaty: shooting, 6 January - who?"
    assert told.sections[1].items[0].standing == "no answer"
    (price,) = told.sections[2].items
    assert price.head == "place not known: price (“litre of gas”), day not known"
    assert price.lines == ("Meridian: about 120.5 (3 Jan); no longer since 4 Jan",)


def test_how_sure_it_is_is_said_of_each_fact() -> None:
    for standing, words in (
        ("single-origin", "one origin only"),
        ("corroborated", "independent origins: 4"),
        ("denied", "only denied"),
        ("open question", "nobody affirms it"),
    ):
        assert words in said(replace(EMPTY, facts=(replace(CONTESTED_EVENT, standing=standing),)), "en")


def test_what_was_left_out_and_to_what_it_was_narrowed_is_said() -> None:
    text = said(replace(FULL, place="Алматы"), "en")
    assert "Left out: events 41, numbers 7, questions 3" in text
    assert "Only what happened since 2 January" in text
    assert "Only this country: Kazakhstan" in text
    assert "Only this place: Алматы" in text
    assert "Left out" not in said(EMPTY, "en")
    assert "nothing that can be told" in said(EMPTY, "en")


@pytest.mark.parametrize(
    ("amount", "en", "ru"),
    [
        (Amount(9900, 9900), "9,900", "9\u00a0900"),
        (Amount(26, None, ">="), "at least 26", "не менее 26"),
        (Amount(26, None, ">"), "more than 26", "более 26"),
        (Amount(None, 26, "<="), "at most 26", "не более 26"),
        (Amount(None, 26, "<"), "fewer than 26", "менее 26"),
        (Amount(45, 45, "~"), "about 45", "около 45"),
        (Amount(20, 30), "20 to 30", "от 20 до 30"),
        (Amount(26, None), "at least 26", "не менее 26"),
        (Amount(12.5, 12.5), "12.5", "12,5"),
    ],
)
def test_numbers_keep_their_bounds(amount: Amount, en: str, ru: str) -> None:
    assert wording.Teller(EMPTY, "en").amount(amount) == en
    assert wording.Teller(EMPTY, "ru").amount(amount) == ru


@given(bulletins.bulletins, st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_any_bulletin_can_be_told_in_lines_without_control_characters(bulletin: Bulletin, language: str) -> None:
    text = said(bulletin, language)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
    assert text.count("* ") >= len(bulletin.facts)


@given(bulletins.bulletins, st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_every_short_message_is_one_message_and_numbered(bulletin: Bulletin, language: str) -> None:
    try:
        parts = sms.parts(bulletin, language, "1a2b3c4d")
    except sms.TooLongError:
        return
    for number, part in enumerate(parts, 1):
        assert sms.fits(part)
        assert part.startswith(f"{number}/{len(parts)} ")
    assert "1a2b3c4d" in parts[-1]


def test_english_messages_use_the_alphabet_that_has_160_letters() -> None:
    facts = (replace(CONTESTED_EVENT, affirmed=(), denied=()), QUESTION)
    parts = sms.parts(replace(EMPTY, facts=facts), "en", "1a2b3c4d")
    assert parts == [
        "1/2 Meridian-desk: as known 10 January 2022, 18:00 UTC\n"
        "Almaty: shooting, 6 Jan; contested: yes 4, no 1\n"
        "Almaty: shooting, 6 Jan - who?; no answer",
        "2/2 Meridian-desk, key 1a2b3c4d",
    ]
    assert max(map(len, parts)) > sms.MOST_UNITS


def test_russian_messages_have_at_most_70_letters_and_no_fact_is_cut_that_fits() -> None:
    facts = (replace(CONTESTED_EVENT, count=None), QUESTION)
    parts = sms.parts(replace(EMPTY, facts=facts), "ru", "1a2b3c4d")
    assert max(map(len, parts)) <= 70
    assert any(part.endswith("Алматы: стрельба, 6 янв.; спорно: за 4, против 1") for part in parts)
    assert not any("..." in part for part in parts)


def test_the_most_important_comes_first_in_messages_and_who_signed_last() -> None:
    parts = sms.parts(FULL, "en", "1a2b3c4d")
    whole = "\n".join(parts)
    assert whole.index("shooting") < whole.index("killed, in all") < whole.index("price")
    assert parts[-1].endswith("Meridian-desk, key 1a2b3c4d")
    assert "More: events 41, numbers 7, questions 3" in whole


def test_both_numbers_of_a_contested_toll_are_in_the_message() -> None:
    whole = " ".join(sms.parts(replace(EMPTY, facts=(CONTESTED_FIGURE,)), "kk", "1a2b3c4d"))
    assert "МВД 26" in whole
    assert "164" in whole


def test_a_fact_longer_than_a_message_goes_on_in_the_next() -> None:
    long = replace(WITHDRAWN_FIGURE, of="б" * 60)
    parts = sms.parts(replace(EMPTY, facts=(long,)), "ru", "1a2b3c4d")
    letters = "".join(re.sub(r"^\d+/\d+ |\.\.\.", "", part) for part in parts)
    assert "б" * 60 in letters.replace(" ", "")


def test_too_many_messages_to_number_are_refused_with_the_cure() -> None:
    with pytest.raises(sms.TooLongError, match="fewer facts"):
        sms.parts(replace(EMPTY, facts=(replace(CONTESTED_FIGURE, of="б" * 60),) * 60), "ru", "1a2b3c4d")


def test_hostile_names_stay_words() -> None:
    name = name_of(f"{{0.__class__}} {RTL}%s \x1b[31m\nCONTESTED")
    hostile = replace(
        FULL, desk=name, facts=(replace(CONTESTED_EVENT, affirmed=(Voice("named", name),)), *FULL.facts[1:])
    )
    text = said(hostile, "en")
    assert "{0.__class__}" in text
    assert RTL not in text
    assert "\x1b" not in text
    assert sms.parts(hostile, "en", "1a2b3c4d")
