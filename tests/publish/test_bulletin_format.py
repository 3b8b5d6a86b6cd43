"""docs/formats/bulletin.md, read and checked: its tables are the program's, and its vectors are what is written."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import cbor2
import pytest

from dalel.publish.bulletin import codes, fitting, importance, sms, tables, wording
from dalel.publish.bulletin.facts import MOST_NAME, Bulletin
from dalel.sync import cose
from tests.publish.bulletins import EMPTY, FULL
from tests.sync.signing import ALICE, ALICES_SEED

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "bulletin.md").read_text("utf-8")
VECTORS = {"Vector 1": EMPTY, "Vector 2": FULL}


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    (found,) = re.findall(rf"^#+ {re.escape(title)}[^\n]*\n(.*?)(?=^#+ |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def blocks(title: str) -> list[str]:
    return re.findall(r"```\w*\n(.*?)\n```", section(title), re.DOTALL)


def listed(title: str) -> dict[int, str]:
    """A table of codes: "| 0 | `killed` |", several to a line."""
    cells = re.findall(r"\| *(\d+) *\| *`([^`]*)` *(?=\|)", section(title))
    return {int(number): word for number, word in cells}


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("Deeds", [f"{type_} {mode}" if mode else type_ for type_, mode in tables.DEEDS]),
        ("Measures", list(tables.MEASURES)),
        ("Populations", list(tables.POPULATIONS)),
        ("Standings", list(tables.STANDINGS)),
        ("Roles", list(tables.ROLES)),
        ("Periods", list(tables.PERIODS)),
        ("Relations", list(tables.RELATIONS)),
        ("Sides", list(tables.SIDES)),
        ("Questions", list(tables.ASKS)),
        ("States", list(tables.STATES)),
        ("Bases", list(tables.BASES)),
        ("Kinds of place", list(tables.PLACE_KINDS)),
    ],
)
def test_the_tables_of_codes_are_those_of_the_page(title: str, table: list[str]) -> None:
    assert listed(title) == dict(enumerate(table))


def test_the_limits_are_those_of_the_page() -> None:
    rows = re.findall(r"^\| ([\d,]+) \| ([^|`]+) \|$", section("The message"), re.MULTILINE)
    limits = {name: int(number.replace(",", "")) for number, name in rows}
    assert limits == {
        "bytes of a bulletin, its signature included": codes.MOST_BYTES,
        "bytes of a headline": fitting.HEADLINE_BYTES,
        "facts": codes.MOST_FACTS,
        "voices or numbers listed in one fact": codes.MOST_LISTED,
        "letters of a name": MOST_NAME,
        "days between a day and the bulletin's, and of one fact": codes.MOST_DAYS,
        "the greatest number that is told": codes.MOST_NUMBER,
        "the greatest count": codes.MOST_COUNT,
    }


def test_the_rule_of_importance_is_the_one_that_is_printed() -> None:
    rows = dict(re.findall(r"^\| ([^|]+?) \| (−?\d+) \|$", section("Which facts go in"), re.M))
    printed = {name: int(points.replace("−", "-")) for name, points in rows.items()}
    harm = {f"`{name}`, for each power of ten": points for name, points in importance.HARM.items()}
    deeds = {f"`{name}`": points for name, points in importance.DEEDS.items()}
    network = {f"`{type_} {mode}`, besides": points for (type_, mode), points in importance.NETWORK.items()}
    standings = {f"{name}": points for name, points in importance.STANDINGS.items()}
    assert printed == {
        **harm,
        **deeds,
        **network,
        **standings,
        "asked and not known": importance.QUESTION,
        "each origin that affirms or denies, each voice that asks; at most five": 1,
        "on the last day of which the record tells": importance.FRESH,
        "each day before that": -1,
        "the least that is given for the day": importance.OLDEST,
        "somebody spoke of it within the last day": importance.HEARD,
        "no place known": importance.UNPLACED,
        "no day known": importance.UNDATED,
        "each fact of the same place before it": importance.SAME_PLACE,
        "at most": importance.MOST_SAME_PLACE,
        "each fact before it that tells the same there": importance.SAME_THING,
        "at most that": importance.MOST_SAME_THING,
    }
    assert importance.MOST_ORIGINS == 5


@pytest.mark.parametrize(("title", "bulletin"), VECTORS.items())
def test_the_vectors_are_what_is_written_and_read(title: str, bulletin: Bulletin) -> None:
    shown, payload, signed = blocks(title)[:3]
    written = bytes.fromhex(payload.replace("\n", ""))
    message = bytes.fromhex(signed.replace("\n", ""))
    assert diagnostic(cbor2.loads(written)) == " ".join(shown.split("\n"))
    assert codes.encode(bulletin) == written
    assert codes.decode(written) == bulletin
    assert codes.sign(ALICE, bulletin) == message
    assert codes.open_(message) == (ALICE.key, bulletin)
    assert cose.sign(ALICE, codes.TYPE, written) == message
    assert f"`{hashlib.sha256(message).hexdigest()}`" in section(title)


def test_the_vectors_name_the_key_that_signed_them() -> None:
    assert f"`{ALICES_SEED.hex()}`" in section("Test vectors")
    assert f"`{ALICE.key.hex()}`" in section("Test vectors")
    assert f"`{codes.key_id(FULL, ALICE.key)}`" in section("Test vectors")


def test_the_words_of_the_vector_are_those_of_the_page() -> None:
    in_words = blocks("Vector 2")[3:6]
    for language, text in zip(tables.LANGUAGES, in_words, strict=True):
        assert wording.text(FULL, language, FULL.desk, codes.key_id(FULL, ALICE.key)).rstrip("\n") == text


def test_the_short_messages_of_the_vector_are_those_of_the_page() -> None:
    assert "\n\n".join(sms.parts(FULL, "ru", codes.key_id(FULL, ALICE.key))) == blocks("Vector 2")[6]


def diagnostic(value: Any) -> str:
    """CBOR's diagnostic notation (RFC 8949, 8) of what a bulletin holds."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {diagnostic(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(diagnostic, value)) + "]"
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, str):
        return f'"{value}"'
    return "null" if value is None else str(value)
