from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from dalel.publish.bulletin import qr
from dalel.record.store import Record
from dalel.reports.opening import MOST_BYTES, sealed
from dalel.reports.quarantine import find, report_of
from dalel.sync.keys import SecretKey, new
from tests.reports.writing import SHOTS, armor, one_code, put, sealed_to

HandIn = Callable[..., tuple[list[str], list[str]]]


def code_image(path: Path, text: str) -> Path:
    segno.make_qr(text, error="m", mode="alphanumeric").save(str(path), kind="png", scale=4, border=4)
    return path


def test_a_file_a_text_and_a_code_are_opened(record: Record, desk: SecretKey, hand_in: HandIn) -> None:
    file, text = sealed_to(desk.public, saw="file"), armor(sealed_to(desk.public, saw="text"))
    ids, refused = hand_in(file, text, one_code(desk.public, "code"))
    assert refused == []
    assert [report_of(find(record, id_)).saw for id_ in ids] == ["file", "text", "code"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
        lambda text: f"[06.01, 14:20] Aunt: look what came\n{text}\nwhat is it?",
        lambda text: text.replace("\n", " "),
        lambda text: "\ufeff" + text,
        lambda text: text + text,
    ],
    ids=["line ends", "quoted", "words around", "on one line", "byte-order mark", "twice"],
)
def test_a_text_survives_what_messengers_do_to_it(
    desk: SecretKey, hand_in: HandIn, spoil: Callable[[str], str]
) -> None:
    ids, refused = hand_in(spoil(armor(sealed_to(desk.public, saw=SHOTS))))
    assert len(ids) == 1
    assert refused == []


def test_codes_of_one_report_may_be_spread_over_pictures_and_texts(desk: SecretKey, tmp_path: Path) -> None:
    first, second = (sealed_to(desk.public, saw=letter * 2000) for letter in "ab")
    shown = [qr.frame_text(frame) for frame in qr.frames(first)][: qr.symbols(len(first))]
    others = [qr.frame_text(frame) for frame in qr.frames(second)]
    paths = [code_image(tmp_path / f"{number}.png", text) for number, text in enumerate(shown[:-1])]
    paths.append(put(tmp_path / "typed.txt", f"they showed this:\n  {shown[-1]}  \n" + "\n".join(others[:3])))
    paths.append(code_image(tmp_path / "whole.png", one_code(desk.public, "short")))
    refused: list[str] = []
    found = list(sealed(paths, refused.append))
    assert first in [one.data for one in found]
    assert len(found) == 2
    (line,) = refused
    assert "typed.txt: 3 different frames" in line


def test_what_cannot_be_opened_is_named_in_a_line_each_and_the_others_go_on(
    desk: SecretKey, tmp_path: Path, hand_in: HandIn
) -> None:
    good = sealed_to(desk.public, saw=SHOTS)
    nothing = put(tmp_path / "empty.png", b"")
    Image.new("RGB", (60, 60)).save(nothing)
    wrong = [
        sealed_to(new("other-desk").public, saw=SHOTS),
        good[:-1] + bytes([good[-1] ^ 1]),
        good[:-20],
        b"age-encryption.org/v1\n",
        armor(good).removesuffix("-----END AGE ENCRYPTED FILE-----\n"),
        armor(good).replace("YWdl", "YW!l"),
        "DALEL1:" + "$" * 40,
        "DALEL1F:" + "0" * 900,
        "a letter without anything sealed in it",
        b"\xff\xfe\x00\x01",
        b"\xff\xd8\xff\xe0 no picture",
        nothing.read_bytes(),
        b"",
        bytes(MOST_BYTES + 1),
    ]
    ids, refused = hand_in(*wrong, good)
    assert len(ids) == 1
    assert len(refused) == len(wrong)
    assert all("\n" not in line and "in-" in line for line in refused)


def test_a_missing_file_and_a_picture_of_another_code_are_named(tmp_path: Path) -> None:
    refused: list[str] = []
    other = code_image(tmp_path / "menu.png", "HTTPS://MENU.EXAMPLE/")
    assert list(sealed([tmp_path / "\x1b[2Jgone", tmp_path, other], refused.append)) == []
    assert len(refused) == 3
    assert not any("\x1b" in line for line in refused)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"DALEL1F:{text}\nDALEL1:{text}".encode()))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_refused_in_lines_and_gives_no_message_that_was_not_there(tmp_path: Path, data: bytes) -> None:
    refused: list[str] = []
    found = list(sealed([put(tmp_path / "any", data)], refused.append))
    assert found or refused
    assert all("\n" not in line for line in refused)
