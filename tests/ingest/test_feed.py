import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Zharshy</title><language>ru</language>
<item><title>Акимат: газ &lt;b&gt;дешевле&lt;/b&gt;</title><link>https://z.example/1</link>
<description>&lt;p&gt;Цену снизят.&lt;/p&gt;
&lt;script&gt;steal()&lt;/script&gt;&lt;p&gt;Так решил аким.&lt;/p&gt;</description>
<pubDate>Tue, 04 Jan 2022 20:45:00 +0600</pubDate></item>
<item><title>Алаңда мыңдаған адам жиналды, полиция оларды таратты</title>
<source url="https://b.example">Bozjorga</source></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Courant</title><entry><title>Night</title>
<link href="https://c.example/n"/><updated>2022-01-05T01:00:00Z</updated><published>2022-01-04T23:55:00+06:00</published>
<summary>Short.</summary><content type="html">&lt;p&gt;Police fired tear gas.&lt;/p&gt;</content></entry></feed>"""


def test_each_entry_of_a_feed_is_a_document(read):
    result = read("f.xml", RSS)
    first, second = result.documents
    assert first.text == "Акимат: газ дешевле\n\nЦену снизят.\n\nТак решил аким."
    assert first.published_at == datetime(2022, 1, 4, 20, 45, tzinfo=timezone(timedelta(hours=6)))
    assert (first.source, first.url, first.language) == ("Zharshy", "https://z.example/1", "ru")
    assert (second.source, second.language) == ("Bozjorga", "kk")
    assert second.text == "Алаңда мыңдаған адам жиналды, полиция оларды таратты"


def test_an_entry_without_a_time_is_kept_and_noted(read):
    result = read("f.rss", RSS)
    assert result.documents[1].published_at is None
    assert "entry 2: no publication time" in result.messages


def test_atom_content_comes_before_its_summary(read):
    (document,) = read("f.atom", ATOM).documents
    assert document.text == "Night\n\nPolice fired tear gas."
    assert document.published_at == datetime(2022, 1, 4, 17, 55, tzinfo=UTC)
    assert document.updated_at == datetime(2022, 1, 5, 1, tzinfo=UTC)
    assert document.source == "Courant"


@pytest.mark.parametrize(
    "content",
    ["", "<", "<rss/>", "<html><body><p>x</p></body></html>", "words", "<rss version='2.0'><channel/></rss>", "\0\0\0"],
)
def test_what_is_no_feed_is_one_problem(read, content):
    result = read("f.xml", content)
    assert not result.documents
    assert len(result.problems) == 1


def test_entities_cannot_grow_or_reach_files(read):
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    feed = (
        f'<!DOCTYPE rss [{entities}<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
        "<item><title>The police &i; &f;</title></item></channel></rss>"
    )
    start = time.monotonic()
    result = read("f.xml", feed)
    assert all(len(document.text) < 1000 for document in result.documents)
    assert time.monotonic() - start < 10


def test_a_feed_in_an_old_encoding_that_declares_it_is_read(read):
    result = read("f.xml", RSS.split("</item>")[0].replace("UTF-8", "windows-1251").encode("cp1251") + b"</item>")
    assert result.documents[0].text.endswith("Так решил аким.")


def test_a_feed_in_utf16_is_read(read):
    assert len(read("f.xml", RSS.replace("UTF-8", "UTF-16").encode("utf-16")).documents) == 2


def test_an_encoding_that_takes_quadratic_time_is_not_obeyed(read):
    start = time.monotonic()
    read("f.xml", b"<?xml version='1.0' encoding='punycode'?><rss>-" + b"a9" * 1_000_000)
    assert time.monotonic() - start < 10


def test_deeply_nested_feeds_end(read):
    start = time.monotonic()
    result = read("f.xml", "<rss version='2.0'><channel>" + "<item>" * 20_000 + "<title>The man")
    assert result.documents or result.problems
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("content", [b"", b"\xfe\xff", b"\xef\xbb\xbf", b"<rss/>", b"\n\n"])
def test_a_feed_file_that_holds_nothing_is_one_problem(read, content):
    assert len(read("a.rss", content).problems) == 1
