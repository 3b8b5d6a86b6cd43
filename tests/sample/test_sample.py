"""The sample reports are well formed, and the gold in expected.toml is really in them."""

import re
import tomllib
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

SAMPLE = Path(__file__).parents[2] / "dalel" / "sample"
REPORTS = sorted((SAMPLE / "reports").glob("*.md"))
EXPECTED = tomllib.loads((SAMPLE / "expected.toml").read_text(encoding="utf-8"))
SOURCES = tomllib.loads((SAMPLE / "sources.toml").read_text(encoding="utf-8"))["source"]

KINDS = {"outlet", "agency", "institution", "channel", "eyewitness"}
AFFILIATIONS = {"state", "independent", "opposition", "foreign", "international"}
MEASURES = {"killed", "injured", "detained", "troops", "present", "price"}
RELATIONS = {"=", ">=", ">", "<=", "<", "~"}
FACTUALITY = {"CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"}
PLOVER = {
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
}
QUOTED = [
    (table, row["file"], row[key])
    for table, rows in EXPECTED.items()
    if table not in {"no_time", "copies", "revisions", "conflicts", "fell_silent"}
    for row in rows
    for key in ("quote", "term", "claim")
    if key in row
] + [
    ("revisions", row[f], row[q])
    for row in EXPECTED["revisions"]
    for f, q in (("first", "first_quote"), ("later", "later_quote"))
]


@cache
def read(name):
    """A report's front matter and body."""
    text = (SAMPLE / "reports" / name).read_text(encoding="utf-8")
    opening, front, body = text.split("---\n", 2)
    assert opening == "", f"{name}: text before the front matter"
    return yaml.load(front, Loader=yaml.BaseLoader), body


def primary(language):
    return language.split("-")[0]


@pytest.mark.parametrize("name", [p.name for p in REPORTS])
def test_report_is_well_formed(name):
    front, body = read(name)
    assert re.fullmatch(r"\d{3}-[a-z0-9-]+\.md", name)
    assert {"source", "url", "title", "language"} <= set(front)
    assert set(front) <= {"source", "url", "title", "author", "published", "updated", "language"}
    assert all(isinstance(value, str) and value for value in front.values())
    assert re.match(r"https://[a-z0-9.-]+\.example/", front["url"])
    assert 50 <= len(body.split()) <= 180
    assert front["title"] not in body
    for key in ("published", "updated"):
        if key in front:
            assert datetime.fromisoformat(front[key].replace("Z", "+00:00")).tzinfo, f"{name}: {key} has no zone"
    if "updated" in front:
        later, first = front["updated"], front["published"]
        assert datetime.fromisoformat(later) > datetime.fromisoformat(first)


@pytest.mark.parametrize("name", [p.name for p in REPORTS])
def test_source_is_known_and_publishes_in_that_language_at_that_address(name):
    front, _ = read(name)
    source = {s["name"]: s for s in SOURCES}[front["source"]]
    assert front["language"] in source["languages"]
    assert front["url"].startswith(source["url"] + "/")


def test_sources_are_described_in_the_same_words_and_marked_fictional():
    assert len({s["name"] for s in SOURCES}) == len(SOURCES) >= 16
    for source in SOURCES:
        assert set(source) == {"name", "kind", "country", "languages", "affiliation", "url"}
        assert source["kind"] in KINDS and source["affiliation"] in AFFILIATIONS
        assert re.fullmatch("[A-Z]{2}", source["country"])
        assert source["url"].endswith(".example")


def test_every_source_publishes_something():
    assert {read(p.name)[0]["source"] for p in REPORTS} == {s["name"] for s in SOURCES}


def test_there_are_enough_reports_in_each_language():
    count = Counter(primary(read(p.name)[0]["language"]) for p in REPORTS)
    assert len(REPORTS) >= 70
    assert count["en"] >= 30 and count["ru"] >= 24 and count["kk"] >= 17
    assert sum(count.values()) == count["en"] + count["ru"] + count["kk"]
    assert [p.name for p in REPORTS if read(p.name)[0]["language"] == "kk-Latn"]


def test_letters_fit_the_language():
    for path in REPORTS:
        front, body = read(path.name)
        cyrillic = len(re.findall("[а-яёәғқңөұүһі]", body, re.I))
        latin = len(re.findall("[a-zäğıñöşūü]", body, re.I))
        assert (cyrillic > latin) == (front["language"] in {"ru", "kk"}), path.name
        if front["language"] == "kk":
            assert re.search("[әғқңөұүһі]", body), path.name


def test_no_word_mixes_cyrillic_and_latin_letters():
    for path in REPORTS:
        for word in re.findall(r"[^\W\d_]+", read(path.name)[1]):
            assert not (re.search("[а-яёәғқңөұүһі]", word, re.I) and re.search("[a-z]", word, re.I)), (path.name, word)


def test_only_the_listed_reports_have_no_time():
    assert {p.name for p in REPORTS if "published" not in read(p.name)[0]} == set(EXPECTED["no_time"])
    assert len(EXPECTED["no_time"]) >= 3


def test_copies_are_word_for_word_and_later_than_the_original():
    for story in EXPECTED["copies"]:
        front, body = read(story["original"])
        for name in story["identical"]:
            assert read(name)[1] == body, name
        for name in story["prefixed"]:
            assert read(name)[1].endswith(body) and read(name)[1] != body, name
        for name in story["identical"] + story["prefixed"] + story["translations"]:
            assert datetime.fromisoformat(read(name)[0]["published"]) > datetime.fromisoformat(front["published"])
            assert (read(name)[0]["title"] != front["title"]) == (name in story["other_title"] + story["translations"])
        assert {primary(read(name)[0]["language"]) for name in story["translations"]} == {"ru", "kk"}


def test_a_url_comes_twice_only_where_it_was_revised():
    urls = Counter(read(p.name)[0]["url"] for p in REPORTS)
    revised = {read(row["first"])[0]["url"] for row in EXPECTED["revisions"]}
    assert {url for url, times in urls.items() if times > 1} == revised
    for row in EXPECTED["revisions"]:
        first, later = read(row["first"]), read(row["later"])
        assert first[0]["url"] == later[0]["url"] and first[1] != later[1]
        assert "updated" not in first[0] and "updated" in later[0]
        assert row["why"] in {"correction", "update", "retraction"}


@pytest.mark.parametrize(("table", "name", "quote"), QUOTED)
def test_quote_stands_in_the_body_once(table, name, quote):
    assert read(name)[1].count(quote) == 1


def test_the_gold_uses_the_projects_words():
    for row in EXPECTED["figures"]:
        assert row["measure"] in MEASURES and row["relation"] in RELATIONS
        assert "low" in row or "high" in row
        assert row.get("low", 0) <= row.get("high", float("inf"))
        assert ("high" in row) == (row["relation"] in {"=", "~", "<", "<="})
    for row in EXPECTED["events"]:
        assert row["type"] in PLOVER and row["factuality"] in FACTUALITY
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", row["date"])
    assert len(EXPECTED["figures"]) >= 40 and len(EXPECTED["labels"]) >= 25 and len(EXPECTED["events"]) >= 40


def test_december_2011_is_told_in_all_three_languages():
    assert len({row["file"] for row in EXPECTED["history"]}) >= 4
    assert {primary(read(row["file"])[0]["language"]) for row in EXPECTED["history"]} == {"en", "ru", "kk"}


def test_a_source_that_fell_silent_publishes_nothing_dated_afterwards():
    for row in EXPECTED["fell_silent"]:
        last = datetime.fromisoformat(read(row["last"])[0]["published"])
        dated = [
            front["published"]
            for front, _ in (read(p.name) for p in REPORTS)
            if front["source"] == row["source"] and "published" in front
        ]
        assert max(map(datetime.fromisoformat, dated)) == last
