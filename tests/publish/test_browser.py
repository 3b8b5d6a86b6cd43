"""The page in a real browser: quiet, complete, harmless, and readable on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.publish.conftest import addresses, row, served


def visit(page: Page, address: str) -> list[str]:
    """Load a page. Gives what it complained of: console errors, and requests to other hosts."""
    complaints: list[str] = []
    host = re.match(r"http://[^/]+", address)
    assert host

    def outside(url: str) -> None:
        if not url.startswith(host[0] + "/"):
            complaints.append(f"request to {url}")

    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: outside(request.url))
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    return complaints


@pytest.mark.parametrize("width", [360, 1280])
def test_every_view_is_quiet_and_fits_without_scrolling_sideways(
    browser: Browser, sample_path: Path, sample_address: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    for address in addresses(sample_path):
        page = context.new_page()
        assert visit(page, sample_address + address) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.close()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_documents_are_shown_harmlessly(browser: Browser, hostile_path: Path, width: int) -> None:
    with served(hostile_path) as host:
        context = browser.new_context(viewport={"width": width, "height": 800})
        documents = [f"/documents/{seq}" for (seq,) in _all(hostile_path, "SELECT seq FROM documents")]
        for address in [*addresses(hostile_path), *documents]:
            page = context.new_page()
            assert visit(page, host + address) == [], address
            assert page.evaluate("window.harmed") is None, address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert page.locator("footer").count() == 1, address
            page.close()
        context.close()


def _all(path: Path, query: str) -> list[tuple[int]]:
    from dalel.record.store import Record

    with Record.open(path) as record:
        return [tuple(found) for found in record.connection.execute(query)]


def test_every_view_is_complete_without_scripts(browser: Browser, sample_path: Path, sample_address: str) -> None:
    plain, scripted = browser.new_context(java_script_enabled=False), browser.new_context()
    for address in addresses(sample_path):
        texts = []
        for context in (plain, scripted):
            page = context.new_page()
            page.goto(f"{sample_address}{address}{'&' if '?' in address else '?'}as_of=2022-06-01")
            texts.append(page.locator("main").inner_text())
            page.close()
        assert texts[0] == texts[1], address
    plain.close()
    scripted.close()


def test_marks_in_the_page_are_exactly_the_quotes(browser: Browser, sample_path: Path, sample_address: str) -> None:
    from dalel.record import moments, queries
    from dalel.record.store import Record

    (seq,) = row(sample_path, "SELECT document FROM statements GROUP BY document ORDER BY count(*) DESC")
    page = browser.new_page()
    page.goto(f"{sample_address}/documents/{seq}")
    with Record.open(sample_path) as record:
        statements = queries.statements_in(record.connection, moments.LAST, int(seq))
    assert statements
    for statement in statements:
        # Pieces of one statement nest in no other piece of it, so their texts add up to the quote.
        pieces = page.locator(f'.text mark[data-of="{statement["id"]}"]').all_text_contents()
        assert "".join(pieces) == statement["quote"]
    page.close()


def test_a_quote_is_lit_where_its_link_leads(browser: Browser, sample_path: Path, sample_address: str) -> None:
    seq, id_ = row(sample_path, "SELECT document, id FROM statements WHERE kind = 'figure' ORDER BY \"start\" DESC")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{sample_address}/documents/{seq}")
    color = "element => getComputedStyle(element).backgroundColor"
    before = page.locator(f"#s-{id_}").evaluate(color)
    page.goto(f"{sample_address}/documents/{seq}#s-{id_}")
    assert page.locator(f"#s-{id_}").evaluate(color) != before
    assert page.locator(f"#s-{id_}").evaluate("element => element.getBoundingClientRect().top") < 800
    page.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, sample_address: str) -> None:
    page = browser.new_page()
    page.goto(sample_address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.close()


CONTRAST = """() => {
  const channels = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = element => {
    for (; element; element = element.parentElement) {
      const color = channels(getComputedStyle(element).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const a = light(channels(getComputedStyle(element).color)), b = light(behind(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, sample_path: Path, sample_address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    for address in addresses(sample_path):
        page = context.new_page()
        page.goto(sample_address + address)
        assert page.evaluate(CONTRAST) == [], address
        page.close()
    context.close()


def test_every_page_has_one_heading_landmarks_and_named_fields(
    browser: Browser, sample_path: Path, sample_address: str
) -> None:
    page = browser.new_page()
    for address in addresses(sample_path):
        page.goto(sample_address + address)
        assert page.locator("h1").count() == 1, address
        for landmark in ("header", "main", "footer", "nav[aria-label]"):
            assert page.locator(landmark).count() >= 1, (address, landmark)
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select')].filter(e => !e.labels.length).length"
        )
        assert unnamed == 0, address
        assert page.evaluate("[...document.querySelectorAll('table')].every(t => t.caption)"), address
        twice = "(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')].map(e => e.id))"
        assert page.evaluate(twice) == 0, address
    page.close()
