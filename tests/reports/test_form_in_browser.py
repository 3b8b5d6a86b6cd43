"""The form in a real browser, opened from a file with no network, and what it seals opened by a real desk."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import cbor2
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from dalel.record.store import Record
from dalel.reports.composing import composed
from dalel.reports.form import html_file, words_of
from dalel.reports.plaintext import MAGIC, Report, read
from dalel.reports.quarantine import accept, find, photo, report_of, take_in
from dalel.sync.keys import SecretKey
from tests.reports.conftest import OPENED
from tests.reports.writing import is_silent, padded, put, telltale_jpeg

WRITTEN = {
    "en": Report(
        saw="Soldiers opened fire at the crowd.\nI saw three people killed.",
        heard="The airport was seized.",
        where="Almaty, Republic Square",
        day="2022-01-05",
        hour="about 5 pm",
    ),
    "ru": Report(
        saw="Солдаты открыли огонь по толпе. Я видел троих убитых. 🕯",
        heard="Захвачен аэропорт.",
        where="Алматы, площадь Республики",
        day="2022-01-05",
        hour="около пяти",
    ),
    "kk": Report(
        saw="Әскер халыққа оқ атты. Үш адам қаза тапты.",
        heard="Әуежайда он адам қаза тапты.",
        where="Алматы, Республика алаңы",
        day="2022-01-05",
        hour="кешкі бестерде",
    ),
}
FIELDS = ("where", "day", "hour", "saw", "heard")


@pytest.fixture(scope="module")
def form(desk: SecretKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("form") / "form.html", html_file(desk.public))


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without a network, on which anything that is asked for or complained of fails the test."""
    asked: list[str] = []
    context = browser.new_context(viewport={"width": 360, "height": 740}, offline=True, accept_downloads=True)
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: asked.append(message.text))
    context.on("weberror", lambda error: asked.append(str(error.error)))
    yield context
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []


def visit(phone: BrowserContext, form: Path, language: str = "en") -> Page:
    page = phone.new_page()
    page.goto(form.as_uri())
    page.click(f"#languages [value={language}]")
    return page


def fill_in(page: Page, report: Report) -> None:
    for name in FIELDS:
        page.fill(f"#{name}", getattr(report, name))


def seal(page: Page) -> None:
    page.click("#seal")
    page.wait_for_selector("#result:not([hidden])")


def saved(page: Page) -> bytes:
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename == "report.age"
    return Path(download.value.path()).read_bytes()


def opened(record: Record, desk: SecretKey, *paths: Path) -> str:
    refused: list[str] = []
    (taken,) = take_in(record, desk, paths, OPENED, refused.append)
    assert refused == []
    assert taken.id is not None
    return taken.id


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_is_written_in_a_blackout_reaches_the_desk_and_is_read_as_an_eyewitness(
    phone: BrowserContext, form: Path, desk: SecretKey, record: Record, tmp_path: Path, language: str
) -> None:
    page = visit(phone, form, language)
    assert page.inner_text("h1") == words_of(language)["title"] == page.title()
    fill_in(page, WRITTEN[language])
    seal(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert words_of(language)["codes_none"] not in page.inner_text("#result")
    message = saved(page)
    plain = desk.unseal(message)
    body = plain[len(MAGIC) + 4 :][: int.from_bytes(plain[len(MAGIC) :][:4])]
    assert cbor2.dumps(cbor2.loads(body), canonical=True) == body
    assert len(plain) == padded(len(MAGIC) + 4 + len(body))
    assert len(message) == len(plain) + 200
    id_ = opened(record, desk, put(tmp_path / "report.age", message))
    said = report_of(find(record, id_))
    assert [getattr(said, name) for name in FIELDS] == [getattr(WRITTEN[language], name) for name in FIELDS]
    assert said.language == language
    done = accept(record, id_, "A. Editor", OPENED)
    assert done.statements > 0
    (kind,) = record.connection.execute("SELECT kind FROM sources WHERE name = ?", (done.source,)).fetchone()
    assert kind == "eyewitness"
    sources = record.connection.execute("SELECT DISTINCT source FROM statements")
    assert [tuple(row) for row in sources] == [(done.source,)]
    assert done.seq is not None
    document = record.document(done.seq)
    assert (document.text, document.language) == (composed(said), language)


def test_the_text_to_copy_and_the_code_on_the_screen_open_too(
    phone: BrowserContext, form: Path, desk: SecretKey, record: Record, tmp_path: Path
) -> None:
    page = visit(phone, form)
    page.fill("#saw", "Shots at the square.")
    seal(page)
    page.click("#copy")
    assert page.inner_text("#copied") == words_of("en")["copied"]
    shown = tmp_path / "screen.png"
    page.locator("#codes canvas").screenshot(path=shown)
    text = put(tmp_path / "message.txt", f"Please pass on:\n{page.input_value('#armored')}\nThank you")
    refused: list[str] = []
    by_text, by_code = take_in(record, desk, [text, shown], OPENED, refused.append)
    assert refused == []
    assert by_text.id is not None
    assert by_code.id is None  # it is the very same report
    assert report_of(find(record, by_text.id)).saw == "Shots at the square."


def test_a_longer_report_is_shown_as_several_codes_of_which_every_one_is_needed(
    phone: BrowserContext, form: Path, desk: SecretKey, record: Record, tmp_path: Path
) -> None:
    page = visit(phone, form, "ru")
    said = "Солдаты открыли огонь по толпе. " * 30
    page.fill("#saw", said)
    seal(page)
    urls = page.evaluate("Array.from(document.querySelectorAll('#codes canvas'), (canvas) => canvas.toDataURL())")
    assert len(urls) == 13
    assert page.inner_text("#codes figure:nth-child(13) figcaption") == "13 из 13"
    codes = [
        put(tmp_path / f"{number}.png", base64.b64decode(url.split(",")[1]))
        for number, url in enumerate(reversed(urls))
    ]
    refused: list[str] = []
    assert list(take_in(record, desk, codes[:-1], OPENED, refused.append)) == []
    assert "12 different frames" in refused[0]
    assert report_of(find(record, opened(record, desk, *codes))).saw == said.strip()


def test_a_photo_leaves_the_phone_as_pixels_only(
    phone: BrowserContext, form: Path, desk: SecretKey, record: Record, tmp_path: Path
) -> None:
    camera = put(tmp_path / "IMG_20220105_170312.jpg", telltale_jpeg((2000, 1500)))
    grainy = tmp_path / "grainy.png"
    Image.effect_noise((900, 700), 60).save(grainy)
    page = visit(phone, form)
    page.fill("#saw", "Shots at the square.")
    page.set_input_files("#photo", [camera, put(tmp_path / "notes.txt", "no picture"), camera, grainy])
    page.wait_for_selector("#photos li:nth-child(3)")
    page.wait_for_selector("#sealing", state="hidden")
    assert page.inner_text("#photo-problem") == words_of("en")["no_photo"]
    assert page.input_value("#photo") == ""
    page.click("#photos li:nth-child(2) button")
    seal(page)
    assert words_of("en")["codes_none"] in page.inner_text("#result")
    message = put(tmp_path / "report.age", saved(page))
    plain = desk.unseal(message.read_bytes())
    assert len(plain) > 3 * 64 * 1024  # age's chunks
    sent, other = read(plain).photos
    assert is_silent(sent) and is_silent(other) and b"IMG_2022" not in plain
    kept = photo(record, opened(record, desk, message), 1)
    assert is_silent(kept)
    for jpeg in (sent, kept):
        picture = Image.open(io.BytesIO(jpeg))
        assert picture.size == (1200, 1600)
        red, _, blue = picture.getpixel((600, 200))  # type: ignore[misc]
        assert red > blue


def test_nothing_is_left_in_the_page_nor_in_the_browser(phone: BrowserContext, form: Path) -> None:
    page = visit(phone, form)
    fill_in(page, WRITTEN["en"])
    seal(page)
    assert all(page.input_value(f"#{name}") == "" for name in FIELDS)
    assert WRITTEN["en"].saw not in page.content()
    page.click("#clear")
    assert page.input_value("#armored") == ""
    assert page.locator("#codes canvas").count() == 0
    assert page.get_attribute("#save", "href") is None
    fill_in(page, WRITTEN["en"])
    page.goto("about:blank")
    page.go_back()
    assert all(page.input_value(f"#{name}") == "" for name in FIELDS)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("day", ["5 January", "2022-02-30", "0000-01-01", "x" * 100])
def test_a_day_in_other_words_is_kept_with_the_hour_where_the_browser_has_no_calendar(
    phone: BrowserContext, form: Path, desk: SecretKey, day: str
) -> None:
    page = visit(phone, form)
    page.evaluate("document.getElementById('day').type = 'text'")
    page.fill("#day", day)
    page.fill("#hour", "h" * 100)
    page.fill("#saw", "Shots.")
    seal(page)
    said = read(desk.unseal(saved(page)))
    assert (said.day, said.hour) == ("", f"{day}, {'h' * 100}")


def test_nothing_is_sealed_before_something_is_written(phone: BrowserContext, form: Path) -> None:
    page = visit(phone, form, "kk")
    page.fill("#where", "Алматы")
    page.click("#seal")
    assert page.inner_text("#problem") == words_of("kk")["nothing_written"]
    assert page.is_hidden("#result")
    page.click("#languages [value=ru]")
    assert page.inner_text("#problem") == words_of("ru")["nothing_written"]


def test_a_browser_that_spoils_what_is_drawn_sends_no_photos(phone: BrowserContext, form: Path, tmp_path: Path) -> None:
    # What Tor Browser does against fingerprinting: what is read back from a canvas is noise.
    page = phone.new_page()
    page.add_init_script(
        "const read = CanvasRenderingContext2D.prototype.getImageData;"
        "CanvasRenderingContext2D.prototype.getImageData = function (...where) {"
        "  const image = read.apply(this, where); image.data.fill(255); return image; };"
    )
    page.goto(form.as_uri())
    page.set_input_files("#photo", put(tmp_path / "a.jpg", telltale_jpeg((40, 30))))
    assert page.inner_text("#photo-problem") == words_of("en")["no_canvas"]
    assert page.locator("#photos li").count() == 0


def test_an_app_that_runs_no_scripts_says_what_to_do(browser: Browser, form: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(form.as_uri())
    assert page.is_hidden("#form") and page.is_hidden("#result")
    for language in ("en", "ru", "kk"):
        assert words_of(language)["unscripted"] in page.inner_text("#unscripted")
    context.close()
