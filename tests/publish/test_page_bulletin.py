"""A bulletin's page in a real browser: offline from a file, in three languages, and honest about its own signature."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

from dalel.publish.bulletin import codes, fitting, page, qr, tables, wording
from dalel.publish.bulletin.facts import (
    Amount,
    Bulletin,
    Count,
    Counts,
    EventFact,
    Fact,
    FigureFact,
    Place,
    QuestionFact,
    Said,
    Voice,
    When,
    name_of,
)
from dalel.sync import keys
from tests.publish.dice import NAMES, Dice
from tests.publish.test_browser import CONTRAST

KEY = keys.new("steppe-desk")
OTHER_KEY = keys.new("somebody-else")
FRONTEND = Path(__file__).parents[2] / "frontend"
GOOD = {"en": "The signature holds", "ru": "Подпись верна", "kk": "Қолтаңба дұрыс"}

ALMATY = Place("city", "KZ", 1526384, "Almaty", "Алматы", "Алматы")
MINISTRY, HEALTH = Voice("named", "Ministry of the Interior"), Voice("named", "Денсаулық сақтау министрлігі")
WIRE, UNNAMED = Voice("source", "Steppe Wire"), Voice("unnamed", "Steppe Wire")
FIFTH = When(date(2022, 1, 5), date(2022, 1, 5))
FACTS: tuple[Fact, ...] = (
    FigureFact(
        bytes.fromhex("f0000001"), "killed", "contested", "civilians", ALMATY, FIFTH, "total", Amount(26, 164), 2,
        (
            Said(MINISTRY, "affirm", date(2022, 1, 7), Amount(26, None, ">="), Amount(18, 18)),
            Said(HEALTH, "affirm", date(2022, 1, 9), Amount(164, 164), until=date(2022, 1, 10)),
        ),
    ),
    EventFact(
        bytes.fromhex("e0000001"), "PROTEST", "demo", "corroborated", ALMATY, FIFTH, 3, 0, (WIRE, UNNAMED),
        count=Count("present", Amount(5000, None, ">"), "single-origin"),
    ),
    EventFact(bytes.fromhex("e0000002"), "COERCE", "censor", "single-origin", None, None, 1, 0, (WIRE,)),
    EventFact(bytes.fromhex("e0000003"), "ASSAULT", "firearms", "denied", ALMATY, FIFTH, 0, 1, (), (MINISTRY,)),
    QuestionFact(bytes.fromhex("e0000004"), "how many", "open", "ASSAULT", "kill", None, ALMATY, FIFTH, (WIRE,)),
)  # fmt: skip
BULLETIN = Bulletin(
    "Steppe Desk",
    datetime(2022, 1, 12, tzinfo=UTC),
    datetime(2022, 1, 12, 6, 5, tzinfo=UTC),
    FACTS,
    Counts(41, 7, 3),
    64,
    18,
    date(2021, 12, 30),
    "Almaty",
    "KZ",
)
SIGNED = codes.sign(KEY, BULLETIN)
HTML = page.html_file(SIGNED, KEY.public)
SEEN = "p.verdict:visible"


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    """A phone without a network. Whatever asks for more than a file makes the test fail."""
    made = browser.new_context(viewport={"width": 360, "height": 740}, offline=True, locale="en-GB")
    made.route(re.compile(r"^(?!file:)"), refuse)
    return made


def refuse(route: Route) -> None:
    route.abort()
    raise AssertionError(f"a request left the page: {route.request.url}")


class Opened:
    """A page opened from a file, and what it complained of. A context's one tab is used again: a new one takes long."""

    def __init__(self, context: BrowserContext, path: Path, html: str, anchor: str = "") -> None:
        path.write_text(html, "utf-8")
        self.complaints: list[str] = []
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", self._failed)
        self.page.on("request", self._asked)
        self.page.goto(f"file://{path}{anchor}")

    def _said(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)

    def _failed(self, error: Exception) -> None:
        self.complaints.append(str(error))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith("file:"):
            self.complaints.append(f"request to {request.url}")

    @property
    def verdict(self) -> str:
        return self.page.locator(SEEN).inner_text()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        for event, listener in (("console", self._said), ("pageerror", self._failed), ("request", self._asked)):
            self.page.remove_listener(event, listener)
        self.page.goto("about:blank")


@pytest.mark.parametrize("language", tables.LANGUAGES)
def test_it_reads_in_three_languages_and_its_signature_holds(
    context: BrowserContext, tmp_path: Path, language: str
) -> None:
    with Opened(context, tmp_path / "b.html", HTML, f"#{language}") as opened:
        seen = opened.page.locator("section:visible")
        assert seen.count() == 1
        assert seen.get_attribute("lang") == language
        assert opened.verdict.startswith(GOOD[language])
        assert KEY.public.id in opened.verdict
        text = seen.inner_text()
        told = wording.told(BULLETIN, language)
        for section in told.sections:
            assert section.title in text
            for item in section.items:
                assert all(line in text for line in (item.head, item.standing, *item.lines))
        assert all(line in text for line in (told.title, told.as_of, told.read, *told.notes, KEY.public.fingerprint))
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert opened.complaints == []


def test_its_reader_goes_from_one_language_to_another(context: BrowserContext, tmp_path: Path) -> None:
    with Opened(context, tmp_path / "b.html", HTML) as opened:
        for name, language in (("Қазақша", "kk"), ("Русский", "ru"), ("English", "en")):
            opened.page.locator("nav:visible").get_by_text(name).click()
            assert opened.page.locator("section:visible").get_attribute("id") == language


def test_it_opens_in_the_language_of_the_phone(browser: Browser, tmp_path: Path) -> None:
    for locale, language in (("kk-KZ", "kk"), ("ru-RU", "ru"), ("fr-FR", "en")):
        made = browser.new_context(locale=locale)
        with Opened(made, tmp_path / "b.html", HTML) as opened:
            assert opened.page.locator("section:visible").get_attribute("id") == language
        made.close()


def test_it_reads_in_three_languages_without_scripts(browser: Browser, tmp_path: Path) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    with Opened(plain, tmp_path / "b.html", HTML) as opened:
        for name, language in (("Русский", "ru"), ("Қазақша", "kk"), ("English", "en")):
            opened.page.locator("nav:visible").get_by_text(name).click()
            seen = opened.page.locator("section:visible")
            assert seen.count() == 1
            assert wording.told(BULLETIN, language).sections[0].items[0].head in seen.inner_text()
            assert opened.verdict == page.texts()[language]["unchecked"]
    plain.close()


def test_its_script_tells_any_bulletin_in_the_very_words_of_the_program(
    context: BrowserContext, tmp_path: Path
) -> None:
    # The script makes the whole page anew from the signed bytes, in all three languages, and compares node by node.
    for seed, facts in enumerate((0, 1, 3, 9, 9, 70)):
        bulletin = fitting.fit(Dice(seed).bulletin(facts))
        html = page.html_file(codes.sign(KEY, bulletin), KEY.public)
        with Opened(context, tmp_path / "b.html", html) as opened:
            assert opened.verdict.startswith(GOOD["en"]), seed
            assert opened.complaints == []
            assert opened.page.evaluate("window.harmed") is None
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360, seed


def test_names_that_are_markup_are_shown_as_they_are_and_harm_nothing(context: BrowserContext, tmp_path: Path) -> None:
    facts = tuple(
        EventFact(
            bytes([0, 0, 0, at]), "PROTEST", "demo", "contested", None, None, 1, 1, (Voice("source", name_of(name)),)
        )
        for at, name in enumerate(NAMES)
    )
    html = page.html_file(
        codes.sign(KEY, Bulletin(name_of(NAMES[0]), BULLETIN.as_of, BULLETIN.made_at, facts)), KEY.public
    )
    with Opened(context, tmp_path / "b.html", html) as opened:
        text = opened.page.locator("section:visible").inner_text()
        assert all(name_of(name) in text for name in NAMES)
        assert opened.page.evaluate("window.harmed") is None
        assert opened.page.locator("script").count() == 2
        assert opened.page.locator("img").count() == 0
        assert opened.verdict.startswith(GOOD["en"])
        assert opened.complaints == []


ALTERED: dict[str, tuple[str, str]] = {
    "a number": ("at least 26 (7 Jan)", "at least 3 (7 Jan)"),
    "a number in another language": ("164 (9 қаң.)", "9 (9 қаң.)"),
    "who says it": ("Denied by: Ministry of the Interior", "Denied by: Steppe Wire"),
    "the title": ("<h1>Bulletin: Steppe Desk</h1>", "<h1>Bulletin: Another Desk</h1>"),
    "the window's title": ("<title>Bulletin: Steppe Desk", "<title>Bulletin: Another Desk"),
    "a fact left out": ('<li class="denied">', '<li class="denied" hidden>'),
    "a fact that looks agreed on": ('<li class="contested">', '<li class="corroborated">'),
    "a paragraph more": ('<p class="verdict"', '<p>Nobody was killed.</p><p class="verdict"'),
    "words between the languages": ('<section class="lang" id="en"', 'Nobody was killed.<section class="lang" id="en"'),
    "an element before all": ("<body>", "<body><h1>Nobody was killed.</h1>"),
    "a verdict of its own": ("<body>", '<body><p class="verdict good">The signature holds.</p>'),
    "a style that hides": ("</style>", ".contested { display: none }</style>"),
    "one more style": ("</head>", "<style>.contested { display: none }</style></head>"),
    "a class of the whole": ("<body>", '<body class="false">'),
    "the fingerprint": (f">{KEY.public.fingerprint[:4]} ", ">0000 "),
}


@pytest.mark.parametrize("what", ALTERED)
def test_a_page_of_which_something_was_altered_says_so_and_shows_what_was_signed(
    context: BrowserContext, tmp_path: Path, what: str
) -> None:
    before, after = ALTERED[what]
    assert before in HTML
    with Opened(context, tmp_path / "b.html", HTML.replace(before, after)) as opened:
        verdicts = opened.page.locator("p.verdict")
        assert verdicts.all_text_contents() == [page.texts()[language]["altered"] for language in ("ru", "kk", "en")]
        text = opened.page.locator("section#en").text_content() or ""
        assert "at least 26 (7 Jan)" in text
        assert "Denied by: Ministry of the Interior" in text
        assert "Nobody was killed" not in opened.page.locator("body").inner_text()
        assert opened.page.locator("section:visible .contested:visible").count() >= 1


def signed_with(message: bytes, html: str = HTML) -> str:
    """The page with other bytes in the place of those that were signed."""
    return html.replace(base64.b64encode(SIGNED).decode(), base64.b64encode(message).decode())


def flipped(at: int) -> bytes:
    return SIGNED[:at] + bytes([SIGNED[at] ^ 1]) + SIGNED[at + 1 :]


FALSE: dict[str, Callable[[], str]] = {
    "a byte of the payload": lambda: signed_with(flipped(SIGNED.index(b"Steppe Desk"))),
    "a byte of the signature": lambda: signed_with(flipped(len(SIGNED) - 1)),
    "a byte of the key": lambda: signed_with(flipped(12)),
    "a byte of the type": lambda: signed_with(flipped(SIGNED.index(b"vnd.dalel"))),
    "bytes cut short": lambda: signed_with(SIGNED[:-1]),
    "bytes left over": lambda: signed_with(SIGNED + b"\0"),
    "no bytes": lambda: signed_with(b""),
    "somebody else's signature": lambda: signed_with(codes.sign(OTHER_KEY, BULLETIN)),
    "somebody else's key": lambda: HTML.replace(keys.public_line(KEY.public), keys.public_line(OTHER_KEY.public)),
    "the second form of the signature": lambda: signed_with(SIGNED[:-32] + twin(SIGNED[-32:])),
    "a key that needs no secret": lambda: signed_with(SIGNED.replace(KEY.key, b"\1" + bytes(31))),
    "a signature for another purpose": lambda: signed_with(
        codes.cose.sign(KEY, "application/vnd.dalel.bulletix", codes.encode(BULLETIN))
    ),
}


def twin(half: bytes) -> bytes:
    """The second half of a signature plus the order of the group: a lax check takes both."""
    order = 2**252 + 27742317777372353535851937790883648493
    return (int.from_bytes(half, "little") + order).to_bytes(32, "little")


@pytest.mark.parametrize("what", FALSE)
def test_a_page_whose_signature_does_not_hold_says_that_it_is_false(
    context: BrowserContext, tmp_path: Path, what: str
) -> None:
    html = FALSE[what]()
    assert html != HTML
    with Opened(context, tmp_path / "b.html", html) as opened:
        verdicts = opened.page.locator("p.verdict")
        assert verdicts.all_text_contents() == [page.texts()[language]["bad"] for language in ("ru", "kk", "en")]
        struck = "element => getComputedStyle(element).textDecorationLine"
        assert opened.page.locator("section:visible .facts").first.evaluate(struck) == "line-through"


def test_signed_bytes_that_are_no_bulletin_are_false_too(context: BrowserContext, tmp_path: Path) -> None:
    whole = codes.encode(BULLETIN)
    payloads = [
        b"",
        b"\x81" * 400,
        b"\x9b" + b"\xff" * 8,
        b"\xbf\xff",
        b"\xa1\x00\x02",
        b"\xf9\x7e\x00",
        b"\x62\xc3\x28",
        whole[:-1],
    ]
    payloads += [
        b"\xa1\x00\x01",
        b"\xa3\x00\x01\x02\x00\x06\x81\xa0",
        whole + b"\0",
        whole.replace(b"\x00\x01", b"\x00\x02", 1),
    ]
    for payload in payloads:
        html = signed_with(codes.cose.sign(KEY, codes.TYPE, payload))
        with Opened(context, tmp_path / "b.html", html) as opened:
            assert opened.verdict == page.texts()["en"]["bad"], payload
            assert opened.complaints == []


def test_a_false_page_that_has_no_place_for_a_verdict_is_accused_nevertheless(
    context: BrowserContext, tmp_path: Path
) -> None:
    html = re.sub(r"<body>.*?<script id", "<body><h1>Nobody was killed.</h1><script id", signed_with(flipped(99)))
    with Opened(context, tmp_path / "b.html", html) as opened:
        assert page.texts()["en"]["bad"] in opened.page.locator("body").inner_text()


def test_a_script_that_somebody_added_does_not_run(context: BrowserContext, tmp_path: Path) -> None:
    html = HTML.replace("<body>", "<body><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>")
    with Opened(context, tmp_path / "b.html", html) as opened:
        assert opened.page.evaluate("window.harmed") is None
        assert opened.verdict == page.texts()["en"]["altered"]


# What phones of 2014 do not have yet.
OLD_PHONE = """
for (const name of ["Promise", "Symbol", "Map", "Set", "WeakMap", "Proxy", "Reflect", "BigInt", "TextDecoder",
                    "TextEncoder", "fetch", "crypto", "Intl", "URL"]) delete window[name];
for (const [type, kept] of [[Array, "concat,every,filter,forEach,indexOf,join,map,pop,push,slice,some"],
                            [String, "charAt,charCodeAt,indexOf,match,replace,slice,split,toString,valueOf"],
                            [Uint8Array, ""]]) {
  for (const name of Object.getOwnPropertyNames(type.prototype)) {
    if (typeof Object.getOwnPropertyDescriptor(type.prototype, name).value === "function" && name !== "constructor"
        && kept.split(",").indexOf(name) < 0) delete type.prototype[name];
  }
}
for (const name of ["assign", "entries", "values", "fromEntries"]) delete Object[name];
for (const name of ["fill", "slice", "map", "find", "from", "at", "join", "forEach", "indexOf"])
  delete Object.getPrototypeOf(Uint8Array.prototype)[name];
"""


def test_its_script_needs_nothing_that_an_old_phone_lacks(browser: Browser, tmp_path: Path) -> None:
    old = browser.new_context()
    old.add_init_script(OLD_PHONE)
    with Opened(old, tmp_path / "b.html", HTML) as opened:
        assert opened.verdict.startswith(GOOD["en"])
        assert opened.complaints == []
    old.close()


def test_its_script_is_written_in_es5() -> None:
    script = (Path(page.__file__).parent / "page_script.js").read_text("utf-8")
    without_text = re.sub(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', '""', script)
    assert not re.search(r"=>|`|\?\?|\?\.\D|\*\*|\.\.\.|\b(const|let|class|async|await|yield|of)\s", without_text)


@pytest.mark.skipif(
    shutil.which("node") is None or not (FRONTEND / "node_modules").exists(),
    reason="needs Node and `npm ci` in frontend/",
)
def test_the_script_is_what_its_sources_build() -> None:
    done = subprocess.run(["node", "build.js", "--check"], cwd=FRONTEND, capture_output=True, text=True, timeout=60)
    assert "page_script.js" not in done.stderr


def read(image: bytes, path: Path) -> str:
    path.write_bytes(image)
    with Image.open(path) as opened:
        (found,) = zxingcpp.read_barcodes(opened.convert("L"))
    return str(found.text)


def test_a_phone_that_has_the_page_shows_its_frames_to_the_next(browser: Browser, tmp_path: Path) -> None:
    longer = fitting.fit(Dice(3).bulletin(), 1500)
    message = codes.sign(KEY, longer)
    assert len(message) > qr.MOST_BYTES_IN_ONE_CODE
    phone = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    with Opened(phone, tmp_path / "b.html", page.html_file(message, KEY.public)) as opened:
        opened.page.clock.install()
        opened.page.reload()
        opened.page.locator("button:visible").click()
        texts = []
        for _ in range(qr.symbols(len(message)) + 2):
            texts.append(read(opened.page.locator("canvas:visible").screenshot(), tmp_path / "frame.png"))
            opened.page.clock.run_for(200)
        assert qr.read_texts(texts[1:]) == message
        opened.page.locator("button:visible").click()
        assert opened.page.locator("canvas").count() == 0
    phone.close()


def test_a_headline_bulletin_has_its_one_code_in_the_page_without_scripts_too(browser: Browser, tmp_path: Path) -> None:
    message = codes.sign(KEY, fitting.headline(BULLETIN))
    for scripts in (True, False):
        phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
        with Opened(phone, tmp_path / "b.html", page.html_file(message, KEY.public)) as opened:
            seen = read(opened.page.locator("svg").screenshot(), tmp_path / "code.png")
            assert qr.read_texts([seen]) == message
            if scripts:
                assert opened.verdict.startswith(GOOD["en"])
        phone.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_text_stands_out_and_its_headings_are_in_order(browser: Browser, tmp_path: Path, scheme: str) -> None:
    phone = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    for name, html in (
        ("good", HTML),
        ("bad", signed_with(flipped(99))),
        ("altered", HTML.replace(*ALTERED["a number"])),
    ):
        with Opened(phone, tmp_path / f"{name}.html", html) as opened:
            assert opened.page.evaluate(CONTRAST) == []
            levels = (
                opened.page.locator("section:visible")
                .locator("h1, h2, h3")
                .evaluate_all("all => all.map(one => Number(one.nodeName[1]))")
            )
            assert levels[0] == 1 and levels.count(1) == 1
            assert all(after - before <= 1 for before, after in pairwise(levels))
            assert opened.page.locator("html").get_attribute("lang") == "en"
    phone.close()


def test_on_paper_it_has_its_facts_and_the_key_and_no_verdict(context: BrowserContext, tmp_path: Path) -> None:
    with Opened(context, tmp_path / "b.html", HTML) as opened:
        opened.page.emulate_media(media="print")
        text = opened.page.locator("body").inner_text()
        assert "at least 26" in text
        assert KEY.public.fingerprint in text
        assert GOOD["en"] not in text
        assert opened.page.locator("button:visible, nav:visible").count() == 0


def test_it_asks_for_nothing_and_allows_nothing() -> None:
    assert 'content="default-src &#39;none&#39;; style-src &#39;sha256-' in HTML
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", HTML)
    script = HTML[HTML.rindex("<script>") + 8 : HTML.rindex("</script>")]
    assert f"script-src &#39;sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}&#39;" in HTML


def test_a_full_bulletin_makes_a_page_of_less_than_200_kb() -> None:
    message = codes.sign(KEY, fitting.fit(Dice(7).bulletin(80)))
    assert len(message) > 3900
    assert len(page.html_file(message, KEY.public).encode()) < 200_000


def test_the_signed_bytes_come_out_of_the_page_again() -> None:
    assert page.message_of(HTML) == SIGNED
    for wrong in ("", "<p>", '"signed":"AAA"', HTML + HTML):
        with pytest.raises(codes.BulletinError):
            page.message_of(wrong)


def test_a_bulletin_of_another_key_is_not_made_into_a_page() -> None:
    with pytest.raises(codes.BulletinError, match="not signed by the key"):
        page.html_file(SIGNED, OTHER_KEY.public)
    with pytest.raises(codes.BulletinError):
        page.html_file(flipped(99), KEY.public)


def test_words_that_end_a_script_are_not_in_the_embedded_data() -> None:
    html = page.html_file(codes.sign(KEY, Bulletin(NAMES[0], BULLETIN.as_of, BULLETIN.made_at)), KEY.public)
    embedded = re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert embedded
    assert json.loads(embedded[1])["signed"]
    assert html.count("</script>") == 2


def test_the_pages_words_are_there_in_all_languages() -> None:
    own = page.texts()
    assert {frozenset(texts) for texts in own.values()} == {frozenset(own["en"])}
    for key, text in own["en"].items():
        assert {frozenset(re.findall(r"\{\w+\}", own[language][key])) for language in tables.LANGUAGES} == {
            frozenset(re.findall(r"\{\w+\}", text))
        }
