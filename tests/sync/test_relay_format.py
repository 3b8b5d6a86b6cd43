"""The vectors printed in docs/formats/relay.md, checked against the relay's own code."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path

import pytest

from dalel.sync import cbor
from dalel.sync.relay.limits import Limits, written
from dalel.sync.relay.meeting import Meeting
from dalel.sync.relay.parcels import Kind, kind_of
from tests.sync.relay_parcels import shelf

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "relay.md"


def vector(title: str) -> dict[str, str]:
    """The values of one section, by what stands before the colon; of a longer label, its first words."""
    (section,) = re.findall(rf"^### {title}\n(.*?)(?=^### |\Z)", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^- ([^:\n]+): `?([^`\n]+)`?$", section, re.MULTILINE)
    return {label.split(",")[0]: value for label, value in lines}


SIGNED, SEALED, HELLO, PACKET = map(vector, ("A signed parcel", "A sealed parcel", "Hello", "A packet"))


@pytest.mark.parametrize(("printed", "kind", "before"), [(SIGNED, Kind.BULLETIN, 4), (SEALED, Kind.SEALED, 0)])
def test_each_printed_parcel_is_one_of_its_kind_with_the_printed_name(
    tmp_path: Path, printed: dict[str, str], kind: Kind, before: int
) -> None:
    data = bytes.fromhex(printed["bytes"])
    assert len(data) == int(printed["size"])
    assert hashlib.sha256(data).hexdigest() == printed["SHA-256"]
    assert kind_of(data) == kind
    shelf(tmp_path).put(data, before)
    assert [path.name for path in tmp_path.glob("2022-01-06/*")] == [printed["name"]]


def test_the_printed_lottery_number_is_that_of_the_printed_secret(tmp_path: Path) -> None:
    secret, sha256 = bytes(range(32)), bytes.fromhex(SIGNED["SHA-256"])
    assert hmac.digest(secret, sha256, "sha256").hex() == SIGNED["number in the lottery"]
    shelf(tmp_path)
    (tmp_path / ".relay" / "lottery").write_bytes(secret)
    assert shelf(tmp_path).number(sha256).hex() == SIGNED["number in the lottery"]


def test_a_relay_that_holds_a_part_says_the_printed_hello_and_makes_a_parcel_of_the_printed_packet(
    tmp_path: Path,
) -> None:
    signed, sealed = bytes.fromhex(SIGNED["bytes"]), bytes.fromhex(SEALED["bytes"])
    sha256 = hashlib.sha256(signed).digest()
    meeting = Meeting(shelf(tmp_path))
    first = [[sha256, len(signed), 4, 0, signed[:100]]]
    assert meeting.unpack(packed(first)) == []
    again = Meeting(shelf(tmp_path))
    assert again.hello().hex() == HELLO["message"]
    packet = bytes.fromhex(PACKET["packet"])
    assert cbor.read(packet)[1] == [sha256, len(signed), 4, 100, signed[100:]]
    assert again.unpack(packet) == [hashlib.sha256(sealed).digest(), sha256]
    names = {path.name for path in tmp_path.glob("2022-01-06/*")}
    assert names == {SIGNED["name"], SEALED["name"]}


def test_the_printed_packet_is_what_a_relay_sends_to_one_that_said_the_printed_hello(tmp_path: Path) -> None:
    opened = shelf(tmp_path)
    sealed = opened.put(bytes.fromhex(SEALED["bytes"]))
    signed = opened.put(bytes.fromhex(SIGNED["bytes"]), before=4)
    meeting = Meeting(opened)
    meeting.heard(bytes.fromhex(HELLO["message"]))
    assert sorted(meeting.items()) == sorted([(0, sealed.sha256), (0, signed.sha256)])
    packet, count = meeting.pack([sealed.sha256, signed.sha256], 8_000)
    assert (packet.hex(), count) == (PACKET["packet"], 2)


def test_the_limits_that_the_page_tells_are_the_usual_ones() -> None:
    page = PAGE.read_text("utf-8")
    for name, value in (("parcel_mb", 16), ("store_mb", 1000), ("days", 30), ("parcels", 20000)):
        assert f"`{name}` ({value})" in page
        assert getattr(Limits(), name) == value
    assert set(re.findall(rb'"(\w+)"', written(Limits()))) == {b"parcel_mb", b"store_mb", b"days", b"parcels"}


def packed(slices: list[list[object]]) -> bytes:
    import cbor2

    return cbor2.dumps(slices, canonical=True)
