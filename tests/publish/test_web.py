"""The page over HTTP: what it answers, what it refuses, what it hides."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from dalel.publish.web.app import serve
from dalel.publish.web.guard import HEADERS
from dalel.publish.web.marks import around, changes
from dalel.record import queries
from dalel.record.store import Record
from tests.conftest import fill, report
from tests.publish.conftest import addresses, client, row

LISTINGS = ["events", "figures", "statements", "documents", "sources"]


def hrefs(page: str) -> list[str]:
    return re.findall(r'(?:href|action)="(/[^"]*)"', page.replace("&amp;", "&"))


def test_every_view_answers_with_a_page(sample: TestClient, sample_path: Path) -> None:
    for address in addresses(sample_path):
        answer = sample.get(address)
        assert answer.status_code == 200, address
        assert answer.text.startswith("<!doctype html>"), address


def test_every_answer_carries_the_security_headers(sample: TestClient) -> None:
    for address in ("/", "/events", "/nowhere", "/api", "/api/events?as_of=x", "/static/dalel.css", "/healthz"):
        answer = sample.get(address)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS, address


def test_no_page_holds_inline_style_or_script(sample: TestClient, sample_path: Path) -> None:
    for address in addresses(sample_path):
        page = sample.get(address).text
        assert not re.search(r"<[^>]+\sstyle=|<style|<script(?! src=\"/static/)|\son\w+=", page), address


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "10.0.0.1", ""]
)
def test_a_request_meant_for_another_host_is_refused(sample: TestClient, host: str) -> None:
    answer = sample.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "Almaty" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:80", "[::1]:8000", "LOCALHOST"])
def test_a_request_for_this_machine_is_answered(sample: TestClient, host: str) -> None:
    assert sample.get("/healthz", headers={"host": host}).json() == {"status": "ok"}


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.org", ""])
def test_serving_beyond_this_machine_is_refused(empty_path: Path, host: str) -> None:
    with pytest.raises(ValueError, match="this machine alone"):
        serve(empty_path, host, 0)


def test_the_server_tells_its_address_answers_and_ends_when_interrupted(sample_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dalel.publish.web.app import serve; "
        "serve(Path(sys.argv[1]), port=0, on_start=lambda address: print(address, flush=True))"
    )
    command = [sys.executable, "-c", code, str(sample_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stderr
        address = server.stdout.readline().strip()
        assert httpx.get(f"{address}healthz").json() == {"status": "ok"}
        with pytest.raises(OSError, match="in use"):
            serve(sample_path, port=int(address.rsplit(":", 1)[1].strip("/")))
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
        assert server.stderr.read() == ""


def test_nothing_can_be_written(sample: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert sample.request(method, "/events").status_code == 405


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/?as_of=yesterday", "2022-01-05T18:00Z"),
        ("/?as_of=0001-01-01T00:00%2B14:00", "2022-01-05T18:00Z"),
        ("/events?since=5+January", "2022-01-05"),
        ("/events?standing=true", "single-origin"),
        ("/events?colour=red", "There is no filter"),
        ("/events?page=0", "page"),
        ("/events?page=%D9%A1", "page"),
        ("/map?extent=x", "extent"),
        ("/wording?by=x", "affiliation or source"),
    ],
)
def test_what_is_not_understood_is_named_in_one_line(sample: TestClient, address: str, named: str) -> None:
    answer = sample.get(address)
    assert answer.status_code == 400
    lead = re.search(r'<p class="lead" dir="auto">(.*?)</p>', answer.text)
    assert lead
    assert named in lead[1]


@pytest.mark.parametrize("address", ["/nowhere", "/events/e0", "/figures/f0", "/documents/999999", "/sources/Nobody"])
def test_what_is_not_there_is_a_page_in_the_same_style(sample: TestClient, address: str) -> None:
    answer = sample.get(address)
    assert answer.status_code == 404
    assert "/static/dalel.css" in answer.text


def test_a_damaged_record_is_one_clear_line_and_not_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "broken.dalel"
    path.write_bytes(b"no record")
    answer = client(path).get("/")
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    assert client(tmp_path / "missing.dalel").get("/api/events").json()["error"].endswith("missing.dalel`")


def test_an_empty_record_says_what_to_do_next(empty_path: Path) -> None:
    empty = client(empty_path)
    for address in (
        "/",
        "/events",
        "/figures",
        "/map",
        "/unknown",
        "/wording",
        "/sources",
        "/documents",
        "/statements",
    ):
        answer = empty.get(address)
        assert answer.status_code == 200
        assert "dalel add reports/ -r empty.dalel" in answer.text, address


def test_a_moment_before_the_first_report_leads_to_the_first_day(sample: TestClient) -> None:
    page = sample.get("/?as_of=2021-06-01").text
    assert "the record held nothing" in page
    assert "/?as_of=2022-01-02" in page


def test_every_link_keeps_the_moment_asked_for(sample: TestClient, sample_path: Path) -> None:
    exempt = ("/static/", "/api")
    for address in addresses(sample_path):
        page = sample.get(f"{address}{'&' if '?' in address else '?'}as_of=2022-03-01").text
        body = re.sub(r'<section class="asof".*?</section>', "", page, flags=re.DOTALL)
        for href in hrefs(body):
            form = f'action="{href}"' in body
            assert form or "as_of=2022-03-01" in href or href.startswith(exempt), (address, href)
        for form_body in re.findall(r"<form.*?</form>", body, flags=re.DOTALL):
            assert 'name="as_of" value="2022-03-01"' in form_body, address


def test_what_became_known_later_is_hidden(sample: TestClient, sample_path: Path) -> None:
    seq, id_ = row(
        sample_path,
        "SELECT document, event FROM statements WHERE known_at > '2022-01-09' AND event NOT IN "
        "(SELECT event FROM statements WHERE known_at <= '2022-01-09' AND event IS NOT NULL)",
    )
    for address in (f"/documents/{seq}", f"/events/{id_}", f"/api/documents/{seq}", f"/api/events/{id_}"):
        assert sample.get(address).status_code == 200
        assert sample.get(f"{address}?as_of=2022-01-08").status_code == 404
    for listing in LISTINGS:
        items = sample.get(f"/api/{listing}?as_of=2022-01-08&limit=1000").json()["items"]
        assert items
        known = [item.get("known_at") or item.get("first_known") for item in items]
        assert max(known) <= "2022-01-08T23:59:59Z"


def test_the_retracted_toll_is_contested_or_withdrawn_and_its_words_stay(sample: TestClient, sample_path: Path) -> None:
    id_, at = row(
        sample_path,
        "SELECT figure, believed_to FROM statements WHERE measure = 'killed' AND low = 164 AND believed_to < '9'",
    )
    before = sample.get(f"/figures/{id_}?as_of=2022-01-09").text
    after = sample.get(f"/figures/{id_}").text
    assert at > "2022-01-09"
    assert "Revised: no longer in the text" not in before
    assert "Revised: no longer in the text" in after
    assert re.search(r"<s>[^<]*164", after)


def test_copies_stand_folded_under_the_first(sample: TestClient, sample_path: Path) -> None:
    (event,) = row(
        sample_path,
        "SELECT event FROM statements WHERE event IS NOT NULL AND passage != '' GROUP BY event, passage "
        "ORDER BY count(DISTINCT document) DESC",
    )
    page = sample.get(f"/events/{event}").text
    assert re.search(r"The same, copied or told again, in \d+ other documents: not counted again", page)


def test_a_copied_report_names_the_others_that_carry_it(sample: TestClient, sample_path: Path) -> None:
    (seq,) = row(sample_path, "SELECT seq FROM documents WHERE url LIKE '%steppewire%' AND title LIKE '%city hall%'")
    page = sample.get(f"/documents/{seq}").text
    elsewhere = page.partition("Told again by")[2]
    for outlet in ("Almaty Courant", "Caspian Ledger", "Meridian Dispatch", "Northlight Radio"):
        assert outlet in elsewhere.partition("</aside>")[0]


def test_a_revision_shows_what_changed_and_leads_to_the_version_before(sample: TestClient, sample_path: Path) -> None:
    later, earlier = row(
        sample_path,
        "SELECT later.seq, earlier.seq FROM documents AS later JOIN documents AS earlier "
        "ON earlier.url = later.url AND earlier.source = later.source AND earlier.revision = later.revision - 1",
    )
    page = sample.get(f"/documents/{later}").text
    assert "<ins>" in page
    assert "<del>" in page
    assert f'href="/documents/{earlier}"' in page
    old = sample.get(f"/documents/{earlier}").text
    assert "This is not what the page says now." in old
    assert f'href="/documents/{later}"' in old


def test_quotes_carry_the_language_of_their_document(sample: TestClient) -> None:
    page = sample.get("/statements").text
    assert {"en", "ru", "kk"} <= set(re.findall(r'<blockquote dir="auto" lang="([^"]*)"', page))


def test_a_quote_leads_to_its_place_in_the_text(sample: TestClient) -> None:
    page = sample.get("/statements?kind=figure").text
    target = re.search(r'<a href="(/documents/\d+)#(s-[0-9a-f]+)">', page)
    assert target
    assert f'id="{target[2]}"' in sample.get(target[1]).text


def test_only_web_addresses_become_links(hostile_path: Path) -> None:
    hostile = client(hostile_path)
    pages = [hostile.get(address).text for address in addresses(hostile_path)]
    pages += [
        hostile.get(f"/documents/{seq}").text for seq in range(1, 6) if hostile.get(f"/documents/{seq}").is_success
    ]
    for page in pages:
        assert not re.search(r'(href|src|action)="(?!/|#|https?://)', page)
        for outside in re.findall(r'<a href="https?://[^>]*>', page):
            assert 'rel="noopener noreferrer nofollow"' in outside


@pytest.mark.parametrize(
    "query", ['"', "a* OR b", "NEAR(a b)", "'; DROP TABLE log; --", "%", "\x00", "-", "* *", "w" * 5000]
)
def test_any_words_can_be_searched_for(sample: TestClient, query: str) -> None:
    answer = sample.get("/search", params={"q": query})
    assert answer.status_code == 200


def test_search_finds_documents_and_quotes_with_the_words_around(sample: TestClient) -> None:
    page = sample.get("/search", params={"q": "city hall"}).text
    assert re.search(r"<mark>city</mark>|<mark>City</mark>|<mark>hall</mark>", page)
    assert "/documents/" in page


@pytest.mark.parametrize("listing", LISTINGS)
def test_json_pages_hold_every_row_once(sample: TestClient, listing: str) -> None:
    whole = sample.get(f"/api/{listing}?limit=1000").json()
    assert whole["next"] is None
    paged, following = [], f"/api/{listing}?limit=7"
    while following:
        page = sample.get(following).json()
        assert len(page["items"]) <= 7
        paged += page["items"]
        following = page["next"]
    assert paged == whole["items"]


def test_json_statements_are_the_contracts_statements(sample: TestClient) -> None:
    keys = {"id", "kind", "start", "end", "quote", "voice", "factuality", "event", "figure", "label", "by"}
    for item in sample.get("/api/statements?limit=50").json()["items"]:
        assert keys <= set(item)
        text = sample.get(f"/api/documents/{item['document']}").json()["document"]["text"]
        assert text[item["start"] : item["end"]] == item["quote"]


def test_json_filters_narrow_as_the_pages_do(sample: TestClient) -> None:
    items = sample.get("/api/events?standing=contested&limit=1000").json()["items"]
    page = sample.get("/events?standing=contested").text
    assert items
    assert {item["standing"] for item in items} == {"contested"}
    assert all(f"/events/{item['event']}" in page for item in items[:20])


@pytest.mark.parametrize("address", ["/api/nothing", "/api/events?limit=0", "/api/events?as_of=x", "/api/events/e0"])
def test_json_errors_are_json(sample: TestClient, address: str) -> None:
    answer = sample.get(address)
    assert answer.status_code in (400, 404)
    assert set(answer.json()) == {"error"}


def test_a_page_shows_what_was_added_while_it_is_served(tmp_path: Path) -> None:
    path = tmp_path / "live.dalel"
    fill(path, []).close()
    live = client(path)
    assert "This record is empty" in live.get("/documents").text
    from dalel import pipeline

    with Record.open(path) as record:
        added = list(
            pipeline.add(
                record, [report("Police killed 12 people in Almaty.", title="Now")], "test", report("x").received_at
            )
        )
    assert added[0].seq is not None
    assert f"/documents/{added[0].seq}" in live.get("/documents").text


def test_an_event_page_says_the_same_as_the_record(sample: TestClient, sample_path: Path) -> None:
    with Record.open(sample_path) as record:
        for event in list(queries.events(record.connection, "2023-06-01T00:00:00Z"))[:40]:
            answer = sample.get(f"/api/events/{event['event']}?as_of=2023-06-01T00:00:00Z").json()
            assert answer["event"] == json.loads(json.dumps(event))
            assert answer["history"][-1] == answer["event"]


def test_changes_give_both_versions_back() -> None:
    earlier = "One two three.\n\nFour five six seven.\n\nEight."
    later = "One three.\n\nFour nine six seven.\n\nEight. Ten."
    found = changes(earlier, later)
    assert "".join(change.text for change in found if change.kind != "in") == earlier
    assert "".join(change.text for change in found if change.kind != "out") == later


def test_words_around_a_quote_end_at_its_line_and_at_words() -> None:
    text = "Title\n\n" + "word " * 60 + "HERE" + " word" * 60
    before, quote, after = around(text, text.index("HERE"), text.index("HERE") + 4, 20)
    assert quote == "HERE"
    assert before == "…word word word "
    assert after == " word word word…"
