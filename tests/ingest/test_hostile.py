"""Any bytes under any known ending: documents and problems, never an exception."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel.ingest import Defaults, count
from dalel.ingest.walk import _READERS
from tests.ingest.conftest import read_path

PIECES = st.sampled_from(
    [
        b"---\n", b"title: ", b"&a ", b"*a\n", b"[", b"]", b"{", b"}", b'"', b"'", b",", b";", b"\t", b"\n", b"\r",
        b"text", b"date", b"source", b"2022-01-05", b"The police said", "Полиция".encode(), "полиция".encode("cp1251"),
        "Тұрғындар".encode(), b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"\\x",
        b"<html>", b"<p>", b"</p>", b"<script>", b"<!--", b"<![CDATA[", b"<?xml version='1.0' encoding='utf-7'?>",
        b"<meta charset=utf-16>", b"<meta charset=idna>", b"<rss version='2.0'><channel>", b"<item>", b"</item>",
        b"<title>", b"<pubDate>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"<content type='xhtml'>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#xD800;", b"&#0;", b"[[source]]\n", b"name = ", b"PK\x03\x04",
        b"PK\x05\x06", b"1e999", b"-", b":", b"#", b"%YAML 1.1\n", b"!!python/object/apply:os.system ", b"\x85", b" ",
        b"<script type='application/ld+json'>", b"<time datetime='", b"<link rel='canonical' href='http://[x'>",
        b"<base href='http://[::1'>", b"<guid isPermaLink='true'>", b"<link>http://[", b"</link>", b"\xc0\xaf",
    ]
)  # fmt: skip
CONTENT = st.binary(max_size=300) | st.lists(PIECES | st.binary(max_size=6), max_size=40).map(b"".join)
NAMES = [f"x{suffix}" for suffix in _READERS] + ["sources.toml", "x.zip"]


def assert_sound(result):
    for document in result.documents:
        for value in (document.text, document.source, document.title, document.url, document.author):
            assert value is None or (value.encode("utf-8") and "\0" not in value)
        assert document.language
        assert document.published_at is None or document.published_at.tzinfo is not None
    assert result.messages.count("\n") <= len(result.problems + result.notices)


@pytest.mark.parametrize("name", NAMES)
@given(content=CONTENT)
@settings(max_examples=60, deadline=timedelta(seconds=10), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_documents_or_problems(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    result = read_path(path, Defaults(columns={"published": "date"}))
    assert_sound(result)
    assert (
        result.documents
        or result.sources
        or result.problems
        or name in ("x.csv", "x.tsv", "x.json", "x.jsonl", "x.ndjson", "x.zip")
    )
    assert count([path]) is not None


@given(
    members=st.dictionaries(st.sampled_from(NAMES), CONTENT, max_size=3),
    cut=st.integers(0, 400),
    byte=st.integers(0, 255),
)
@settings(max_examples=150, deadline=timedelta(seconds=10), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_to_an_archive_gives_documents_or_problems(tmp_path, members, cut, byte):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    data = bytearray(buffer.getvalue())
    data[cut % len(data)] = byte
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert_sound(read_path(path))
    count([path])


def test_received_times_need_a_zone(tmp_path):
    (tmp_path / "a.txt").write_text("The man.")
    from dalel.ingest import documents

    with pytest.raises(ValueError, match="no time zone"):
        list(documents([tmp_path / "a.txt"], Defaults(), datetime(2022, 1, 5)))
    assert list(documents([tmp_path / "a.txt"], Defaults(), datetime(2022, 1, 5, tzinfo=UTC)))
