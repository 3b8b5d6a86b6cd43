import time
from datetime import UTC, datetime

import pytest

from dalel.ingest.html import as_text

BODY = "".join(
    f"<p>Police detained {number} people on the square on Wednesday night, the city's health department said.</p>"
    for number in range(10, 16)
)


def page(head: str = "", body: str = BODY, lang: str = "en") -> str:
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><title>Night on the square | Courant</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a><a href='/x'>Subscribe now</a></nav><article><h1>Night on the square</h1>{body}"
        "</article><script>alert('stolen')</script><footer>Copyright 1999, all rights reserved</footer></body></html>"
    )


def test_a_saved_page_gives_its_article_and_metadata(read):
    head = (
        "<meta property='article:published_time' content='2022-01-05T10:00:00Z'>"
        "<meta property='og:title' content='Night on the square'>"
        "<meta property='og:site_name' content='Almaty Courant'><meta name='author' content='Aliya Kim'>"
        "<link rel='canonical' href='https://courant.example/night'>"
    )
    result = read("p.html", page(head))
    (document,) = result.documents
    assert not result.problems + result.notices
    assert document.text.startswith("Night on the square\n")
    assert document.text.count("Night on the square") == 1
    assert "detained 15 people" in document.text
    assert "Subscribe" not in document.text
    assert "stolen" not in document.text
    assert (document.source, document.author, document.url) == (
        "Almaty Courant",
        "Aliya Kim",
        "https://courant.example/night",
    )
    assert document.published_at == datetime(2022, 1, 5, 10, tzinfo=UTC)
    assert document.language == "en"


@pytest.mark.parametrize(
    "head",
    [
        "<script type='application/ld+json'>{'@': 1}</script><meta itemprop='datePublished' content='2022-01-05'>",
        '<script type="application/ld+json">{"@graph": [{"@id": "a", "datePublished": "2022-01-05"}]}</script>',
        "<meta name='DC.date.issued' content='2022-01-05'>",
    ],
)
def test_the_time_is_taken_from_the_pages_own_markup(read, head):
    assert read("p.html", page(head)).documents[0].published_at == datetime(2022, 1, 5, tzinfo=UTC)


def test_the_only_time_a_page_marks_up_is_its_time(read):
    result = read("p.htm", page(body="<time datetime='2022-01-05T10:00Z'>today</time>" + BODY))
    assert result.documents[0].published_at == datetime(2022, 1, 5, 10, tzinfo=UTC)


def test_a_time_is_not_guessed_from_the_text_or_the_footer(read):
    result = read("p.html", page(body="<p>Posted on January 5, 2022</p>" + BODY))
    assert result.documents[0].published_at is None
    assert "no publication time" in result.messages


def test_a_page_in_an_old_encoding_that_declares_it_is_read(read):
    body = "<p>Полиция задержала участников митинга на площади, сообщили в городской администрации.</p>" * 3
    head = "<meta charset=windows-1251>"
    result = read("p.html", page(head, body, "ru").encode("cp1251"))
    assert "Полиция задержала" in result.documents[0].text
    assert result.documents[0].language == "ru"


def test_the_language_of_the_menus_does_not_overrule_the_words(read):
    body = "<p>Тұрғындар алаңға жиналып, үкіметтің отставкасын талап етті. Әкім халықпен кездесті.</p>" * 3
    result = read("p.html", page("<meta name='date' content='2022-01-05T00:00Z'>", body, "ru"))
    assert result.documents[0].language == "kk"
    assert "declared as 'ru'" in result.messages


@pytest.mark.parametrize("depth", [1000, 100_000])
def test_deep_nesting_neither_crashes_nor_takes_long(read, depth):
    start = time.monotonic()
    result = read("p.html", "<div>" * depth + BODY + "</div>" * depth)
    assert len(result.documents) + len(result.problems) == 1
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("content", ["", "<html></html>", "<!-- -->", "<p>", "<script>steal()</script>", "\0<p>"])
def test_a_page_without_an_article_is_one_problem(read, content):
    result = read("p.html", content)
    assert len(result.problems) == 1
    assert not result.documents


def test_a_page_of_too_many_elements_is_refused(read):
    assert "too many elements" in read("p.html", "<b>x</b>" * 120_000).problems[0].message


def test_an_element_of_too_many_attributes_is_refused_before_it_takes_time(read):
    attributes = " ".join(f"a{number}=1" for number in range(200_000))
    start = time.monotonic()
    assert "attributes" in read("p.html", f"<p {attributes}>word</p>").problems[0].message
    assert time.monotonic() - start < 10


def test_html_becomes_paragraphs_of_visible_text():
    html = "<p>One <b>man</b> &amp; two.</p><script>x()</script><style>p{}</style><ul><li>Three<li>four</ul>tail<br>end"
    assert as_text(html) == "One man & two.\n\nThree\n\nfour\n\ntail\n\nend"
    assert as_text("no markup") == "no markup"
    assert as_text("<!-- -->") == ""
