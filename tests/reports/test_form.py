"""The form as a file: what stands in it, and what cannot get into it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import string
from dataclasses import replace
from pathlib import Path

import pytest

import dalel.reports
from dalel.reports.form import LANGUAGES, html_file, recipient_bytes, words_of
from dalel.sync.keys import SecretKey

FOLDER = Path(dalel.reports.__file__).parent
MOST_BYTES = 150_000


def test_every_language_has_the_same_words_with_the_same_blanks() -> None:
    assert {path.stem for path in (FOLDER / "words").iterdir()} == set(LANGUAGES)
    blanks = [
        {key: sorted(name for _, name, _, _ in string.Formatter().parse(text) if name) for key, text in words.items()}
        for words in map(words_of, LANGUAGES)
    ]
    assert blanks[0] == blanks[1] == blanks[2]


def test_every_word_is_used_and_none_is_missing(desk: SecretKey) -> None:
    template, script = (FOLDER / "form.html").read_text(), (FOLDER / "form.js").read_text()
    used = set(re.findall(r"[a-z_]+", template + script))
    hints = {f"{key}_hint" for key in used}
    assert set(words_of("en")) - used - hints == set()


def test_the_page_lets_nothing_out_and_runs_only_what_is_in_it(desk: SecretKey) -> None:
    page = html_file(desk.public)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    allowed = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    style, script = (re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL) for tag in ("style", "script"))
    assert style and script
    digests = [base64.b64encode(hashlib.sha256(one[1].encode()).digest()).decode() for one in (style, script)]
    assert allowed == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digests[0]}'",
        "script-src": f"'sha256-{digests[1]}'",
        "img-src": "blob:",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    markup = page.replace(script[1], "").replace(style[1], "")
    assert not re.search(r"https?:|\s(src|action|background|on[a-z]+)=", markup)
    assert not re.search(r"url\(|@import", style[1])
    assert len(page.encode()) < MOST_BYTES


def test_no_field_asks_the_browser_to_remember_or_to_look_words_up(desk: SecretKey) -> None:
    for field in re.findall(r"<(?:input|textarea|form)[^>]*>", html_file(desk.public)):
        assert 'type="file"' in field or ('autocomplete="off"' in field and 'spellcheck="false"' in field)


def test_the_key_in_the_page_is_the_desks(desk: SecretKey) -> None:
    page = html_file(desk.public)
    data = re.search(r'<script id="page" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data
    assert base64.b64decode(json.loads(data[1])["recipient"]) == recipient_bytes(desk.public.sealing)
    assert desk.public.id in page and desk.public.fingerprint in page


def test_a_desk_cannot_be_called_so_that_it_harms_the_page(desk: SecretKey) -> None:
    name = "</script><script>harm()</script>{lead}{{7*7}}\"'"
    page = html_file(replace(desk.public, name=name))
    assert "<script>harm" not in page
    assert "{lead}{{7*7}}" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_in_one_language_holds_no_other(desk: SecretKey, language: str) -> None:
    page = html_file(desk.public, (language,))
    for other in LANGUAGES:
        assert (words_of(other)["seal"] in page) == (other == language)
