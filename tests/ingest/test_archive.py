import io
import os
import zipfile
from pathlib import Path

import pytest

from dalel.ingest import archive, count
from tests.ingest.conftest import read_path


def make(path: Path | io.BytesIO, members: dict[str, str | bytes]) -> Path | io.BytesIO:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_members_of_every_kind_are_read_in_order_and_hidden_ones_passed_over(tmp_path):
    path = make(
        tmp_path / "a.zip",
        {
            "b/two.txt": "Two men.",
            "one.csv": "text\nOne man.\n",
            "b/sources.toml": '[[source]]\nname = "two"\n',
            "__MACOSX/one.csv": "text\nNo.\n",
            ".hidden.txt": "No.",
            "picture.jpg": b"\xff\xd8",
        },
    )
    result = read_path(path)
    assert [document.text for document in result.documents] == ["One man.", "Two men."]
    assert [source.name for source in result.sources] == ["two"]
    assert not result.problems
    assert "a.zip/picture.jpg: files ending in .jpg are not read" in result.messages


def test_names_that_climb_out_are_harmless(tmp_path):
    inner = tmp_path / "in"
    inner.mkdir()
    path = make(inner / "a.zip", {"../../up.txt": "One man.", "/etc/x.txt": "Two men.", "..\\..\\w.txt": "Three men."})
    before = sorted(tmp_path.rglob("*"))
    result = read_path(path)
    assert len(result.documents) == 3
    assert {document.source for document in result.documents} == {"up", "x", "w"}
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    path = make(tmp_path / "a.zip", {"inner.zip": make(io.BytesIO(), {"x.txt": "One man."}).getvalue()})
    monkeypatch.setattr(os, "mkdir", None)
    monkeypatch.setattr(zipfile.ZipFile, "extract", None)
    monkeypatch.setattr(zipfile.ZipFile, "_extract_member", None)
    assert len(read_path(path).documents) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.zip"]


def test_a_bomb_is_left_out_and_the_rest_goes_on(tmp_path):
    path = make(tmp_path / "a.zip", {"bomb.csv": b"text\n" + b"0" * 30_000_000, "fine.txt": "One man."})
    result = read_path(path)
    assert [document.text for document in result.documents] == ["One man."]
    assert "bomb" in result.problems[0].message


def test_archives_deeper_than_two_are_not_opened(tmp_path):
    data: bytes = make(io.BytesIO(), {"x.txt": "Deepest man."}).getvalue()
    for _ in range(3):
        data = make(io.BytesIO(), {"x.txt": "One man.", "inner.zip": data}).getvalue()
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    result = read_path(path)
    assert len(result.documents) == 2
    assert "deep in others" in result.problems[0].message


def test_members_that_share_their_bytes_are_refused(tmp_path):
    path = make(tmp_path / "a.zip", {f"{number}.txt": os.urandom(2000).hex() for number in range(3)})
    data = path.read_bytes()
    first, second = data.find(b"PK\x01\x02"), data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    size = (50_000).to_bytes(4, "little")
    path.write_bytes(data[: first + 20] + size + data[first + 24 : second + 20] + size + data[second + 24 :])
    assert "overlap" in read_path(path).problems[0].message


def test_too_much_to_unpack_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    path = make(tmp_path / "a.zip", {f"{number}.txt": "One man." for number in range(3)})
    assert "3 members" in read_path(path).problems[0].message


def test_nested_archives_share_one_budget(tmp_path, monkeypatch):
    monkeypatch.setattr(archive.Budget.__init__, "__defaults__", (100_000,))
    inner = make(io.BytesIO(), {f"{n}.txt": "One man. " * 5000 for n in range(2)}).getvalue()
    path = make(tmp_path / "a.zip", {"1.zip": inner, "2.zip": inner})
    result = read_path(path)
    assert len(result.documents) == 2
    assert "unpacks to more" in result.problems[0].message


@pytest.mark.parametrize("cut", [0, 10, 60, 100])
def test_a_broken_archive_is_one_problem(tmp_path, cut):
    path = make(tmp_path / "a.zip", {"x.txt": "One man and another. " * 20})
    path.write_bytes(path.read_bytes()[:cut])
    assert len(read_path(path).problems) == 1


def test_a_broken_member_costs_that_member(tmp_path):
    path = make(tmp_path / "a.zip", {"a.csv": "text\n" + os.urandom(500).hex(), "b.txt": "Two men."})
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    result = read_path(path)
    assert result.documents[-1].text == "Two men."
    assert "broken in the archive" in result.problems[0].message


def test_an_encrypted_member_is_named(tmp_path):
    path = make(tmp_path / "a.zip", {"x.txt": "One man."})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in read_path(path).problems[0].message


def test_the_number_of_documents_is_known_beforehand(tmp_path):
    path = make(
        tmp_path / "a.zip",
        {
            "a.csv": 'text,n\n"One\nman.",1\nTwo.,2\n',
            "b.jsonl": '{"text": "x"}\n\n{"text": "y"}\n',
            "c.json": '[{"text": "x"}]',
            "d.txt": "x",
            "e.jpg": "x",
            "sources.toml": "",
            "f.xml": "<rss><item><title>a</title></item><item></item></rss>",
        },
    )
    assert count([path]) == 8
    assert count([tmp_path / "absent"]) == 0
