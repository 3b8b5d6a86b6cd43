"""The views of words and of track records: every share and count leads to its statements, both sides side by side."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dalel.analyse.track import COUNTS
from tests.publish.conftest import row

LATE = "as_of=2022-06-01"


def links(page: str, part: str) -> list[str]:
    found = (html.unescape(href) for href in re.findall(r'href="([^"]+)"', page))
    return [href for href in found if part in href]


def test_every_share_stands_with_its_interval_and_leads_to_its_uses(sample: TestClient) -> None:
    page = sample.get(f"/wording?group=participants&{LATE}").text
    shares = re.findall(
        r'lemma=([^&"]+)[^>]*><bdi>[^<]*</bdi></a> <span class="num">[^<]*<span class="quiet">(.*?)</span>', page
    )
    assert len(shares) > 10
    for _, shown in shares:
        assert re.fullmatch(r"\d+ of \d+, \d+ to \d+ %", shown)
    lemma, shown = shares[0]
    address = next(href for href in links(page, f"lemma={lemma}") if "day=" not in href)
    count = int(shown.split()[0])
    chosen = sample.get(address.partition("#")[0]).text.partition('<section id="quotes"')[2].partition("</section>")[0]
    assert chosen.count("<mark>") == count


@pytest.mark.parametrize(
    ("per", "shown"), [("hour", "12:00 UTC"), ("week", "week of 3 January 2022"), ("day", "5 January 2022")]
)
def test_words_are_shown_by_hour_day_or_week(sample: TestClient, per: str, shown: str) -> None:
    page = sample.get(f"/wording?group=participants&per={per}&{LATE}").text
    assert shown in page.partition("The table by")[2]


def test_the_first_hours_are_shown_by_hour(sample: TestClient) -> None:
    assert "<strong>hour</strong>" in sample.get("/wording?group=participants&as_of=2022-01-03").text
    assert "<strong>day</strong>" in sample.get(f"/wording?group=participants&{LATE}").text


def test_all_groups_stand_side_by_side_for_every_voice(sample: TestClient) -> None:
    page = sample.get(f"/wording?view=sides&{LATE}").text
    parts = page.split('<section aria-labelledby="n-')[1:]
    assert len(parts) > 3
    for part in parts:
        groups = re.findall(r"<figcaption><strong>([^<]+)</strong>", part)
        assert groups == ["People taking part", "Forces of the state", "Forces from outside", "The events themselves"]
    family = links(page, "family=violent")[0]
    assert "<mark>" in sample.get(family.partition("#")[0]).text


def test_changes_are_shown_with_their_first_statement_and_only_when_they_can_be_known(sample: TestClient) -> None:
    early = sample.get("/wording?view=changes&as_of=2022-01-05T12:00Z").text
    assert "since 5 January" not in early
    assert early.count("No change stands out") >= 3
    late = sample.get(f"/wording?view=changes&{LATE}").text
    assert re.search(r"as violent, criminal or hostile” more since 5 January 2022", late)
    assert re.search(r"p 0\.\d+, q 0\.\d+ of \d+ tests", late)
    (first, *_) = re.findall(r'First used</p><blockquote[^>]*>.*?<a href="(/documents/\d+)\?[^"]*#(s-[0-9a-f]+)"', late)
    assert f'id="{first[1]}"' in sample.get(first[0]).text


def test_words_of_one_event_only(sample: TestClient, sample_path: Path) -> None:
    (event,) = row(
        sample_path,
        "SELECT about.event FROM statements AS about JOIN statements AS said ON said.document = about.document "
        "AND said.passage = about.passage AND said.passage != '' WHERE said.kind = 'label' AND about.event IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC",
    )
    page = sample.get(f"/wording?event={event}").text
    assert f"/events/{event}" in page
    uses = [int(count) for count in re.findall(r'<span class="count">(\d+)</span>', page.partition("</nav>")[2])]
    everything = [int(n) for n in re.findall(r'<span class="count">(\d+)</span>', sample.get("/wording").text)]
    assert 0 < sum(uses) < sum(everything)
    assert sample.get("/wording?event=e0").status_code == 404


@pytest.mark.parametrize(
    "address", ["/wording?view=x", "/wording?per=x", "/sources?order=best", "/sources/Steppe%20Wire?behind=x"]
)
def test_what_is_not_understood_is_refused(sample: TestClient, address: str) -> None:
    assert sample.get(address).status_code == 400


def test_every_count_of_a_track_record_leads_to_as_many_statements(sample: TestClient) -> None:
    page = sample.get(f"/sources?{LATE}").text.partition('id="track"')[2]
    counted = re.findall(r'href="([^"]*behind=[^"]*)">(\d+) of (\d+)</a>', page)
    assert {name for name in COUNTS if any(f"behind={name}" in href for href, _, _ in counted)} == set(COUNTS)
    for href, count, of in counted[::7]:
        shown = sample.get(html.unescape(href).partition("#")[0]).text.partition('<section id="behind"')[2]
        assert shown.count('<div class="statement">') == int(count) <= int(of)


def test_sources_are_ordered_by_name_or_by_how_much_they_said_and_not_by_how_it_fared(sample: TestClient) -> None:
    rows = sample.get("/api/sources").json()["items"]
    names = [one["name"] for one in rows]
    assert names == sorted(names)
    assert all(set(COUNTS) <= set(one["track"]) for one in rows)
    page = sample.get("/sources?order=said").text.partition("<table>")[2].partition("</table>")[0]
    shown = [html.unescape(name) for name in re.findall(r'<th scope="row"><a [^>]*><bdi>([^<]*)', page)]
    assert shown == [one["name"] for one in sorted(rows, key=lambda one: -one["statements"])]


def test_what_a_count_does_not_mean_is_said(sample: TestClient) -> None:
    for address in ("/sources", "/sources/Steppe%20Wire"):
        assert "To be alone may be courage" in sample.get(address).text
