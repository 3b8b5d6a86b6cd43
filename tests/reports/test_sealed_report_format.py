"""The vectors of docs/formats/sealed-report.md, read out of the page."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import cbor2
import pyrage
import pytest

from dalel.reports.opening import sealed
from dalel.reports.plaintext import Report, read
from tests.reports.writing import framed, padded, put

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "sealed-report.md"
REPORTS = {
    1: Report(
        saw="Soldiers opened fire at the crowd. I saw three people fall.",
        where="Almaty, Republic Square",
        day="2022-01-05",
        hour="about 5 pm",
        language="en",
    ),
    2: Report(heard="Әуежайда он адам қаза тапты.", where="Алматы", language="kk", photos=(b"\xff\xd8\xff\xd9",)),
}


def section(number: int) -> str:
    text = PAGE.read_text("utf-8").split("## Test vectors", 1)[1]
    return text.split(f"### Vector {number}:", 1)[1].split("### Vector", 1)[0]


def block(text: str) -> str:
    found = re.search(r"```text\n(.*?)\n```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("number", [1, 2])
def test_a_report_is_the_bytes_that_the_page_prints(number: int) -> None:
    body = bytes.fromhex(block(section(number)))
    plain = framed(body)
    assert cbor2.dumps(cbor2.loads(body), canonical=True) == body
    assert f"- length of the plaintext: {len(plain)}\n" in section(number)
    assert f"- SHA-256 of the plaintext: `{hashlib.sha256(plain).hexdigest()}`" in section(number)
    assert read(plain) == REPORTS[number]


def test_the_sealed_report_opens_with_the_published_identity(tmp_path: Path) -> None:
    head = PAGE.read_text("utf-8").split("## Test vectors", 1)[1]
    secret, public = block(head).split("\n")
    identity = pyrage.x25519.Identity.from_str(secret)
    assert str(identity.to_public()) == public
    refused: list[str] = []
    written = [put(tmp_path / str(number), block(section(number))) for number in (3, 4)]
    as_text, as_code = sealed(written, refused.append)
    assert refused == []
    assert as_text.data == as_code.data
    assert len(as_text.data) == 750 + 200
    assert read(pyrage.decrypt(as_text.data, [identity])) == REPORTS[1]


def test_lengths_are_those_of_the_table() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 8
    assert [padded(int(length)) for length, _ in rows] == [int(filled) for _, filled in rows]
