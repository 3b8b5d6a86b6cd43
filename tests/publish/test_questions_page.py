"""The pages and the API of what is open."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dalel.publish.web.words import shorten
from tests.conftest import fill, report
from tests.publish.conftest import SCRIPT, client

PATHS = ("questions", "promises")


@pytest.mark.parametrize("path", PATHS)
def test_the_page_lists_what_the_api_lists(sample: TestClient, path: str) -> None:
    items = sample.get(f"/api/{path}").json()["items"]
    page = sample.get(f"/{path}").text
    assert items
    on_page = re.findall(r'aria-labelledby="[qp]-\d+"', page)
    assert len(on_page) == min(len(items), 30)
    assert all(shorten(row["words"], 400) in html.unescape(page) for row in items[:30] if not row.get("implied"))


@pytest.mark.parametrize("path", PATHS)
def test_every_quote_is_a_slice_of_its_document(sample: TestClient, path: str) -> None:
    texts: dict[int, str] = {}
    for row in sample.get(f"/api/{path}").json()["items"]:
        for name in ("asked", "answers", "perhaps", "earlier", "made", "outcomes"):
            for said in row.get(name, ()):
                if said["document"] not in texts:
                    texts[said["document"]] = sample.get(f"/api/documents/{said['document']}").json()["document"][
                        "text"
                    ]
                assert texts[said["document"]][said["start"] : said["end"]] == said["quote"]


@pytest.mark.parametrize("path", PATHS)
def test_a_past_moment_knows_nothing_later(sample: TestClient, path: str) -> None:
    answer = sample.get(f"/api/{path}?as_of=2022-01-06").json()
    for row in answer["items"]:
        assert row["since"] <= answer["as_of"]
        for name in ("asked", "answers", "perhaps", "earlier", "made", "outcomes"):
            assert all(said["known_at"] <= answer["as_of"] for said in row.get(name, ()))


@pytest.mark.parametrize("path", PATHS)
def test_pages_of_the_api_follow_each_other(sample: TestClient, path: str) -> None:
    whole = sample.get(f"/api/{path}").json()["items"]
    found, address = [], f"/api/{path}?limit=7"
    while address:
        answer = sample.get(address).json()
        found += answer["items"]
        address = answer["next"]
    assert found == whole


@pytest.mark.parametrize(
    "query",
    ["questions?asks=whom", "questions?state=x", "promises?kind=x", "promises?since=May", "questions?x=1"],
)
def test_a_filter_that_is_not_known_is_refused(sample: TestClient, query: str) -> None:
    for address in (f"/{query}", f"/api/{query}"):
        assert sample.get(address).status_code == 400


def test_filters_narrow(sample: TestClient) -> None:
    for query, name, value in (
        ("questions?asks=why", "asks", "why"),
        ("questions?state=open", "state", "open"),
        ("promises?kind=promise", "kind", "promise"),
    ):
        rows = sample.get(f"/api/{query}").json()["items"]
        assert rows
        assert {row[name] for row in rows} == {value}


def test_links_keep_the_moment(sample: TestClient) -> None:
    page = sample.get("/questions?as_of=2022-01-10").text
    assert 'href="/promises?as_of=2022-01-10"' in page


def test_hostile_words_are_shown_harmlessly(tmp_path: Path) -> None:
    text = (
        f"It is not known who attacked the airport in Almaty {SCRIPT}. {SCRIPT} We demand the release of all by May 5."
    )
    fill(tmp_path / "record.dalel", [report(text, source=f'{SCRIPT}"&')]).close()
    for path in PATHS:
        page = client(tmp_path / "record.dalel").get(f"/{path}").text
        assert "window.harmed" in page
        assert SCRIPT not in page
