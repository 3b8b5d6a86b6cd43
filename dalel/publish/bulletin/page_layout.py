"""What stands in the body of a bulletin's page, made from what it tells.

`frontend/bulletin/layout.js` makes the same, node by node: that is how a page finds that somebody altered it. So there
is no space between elements, and a change here is a change there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from dalel.publish.bulletin.facts import Bulletin, Fact, QuestionFact
from dalel.publish.bulletin.tables import LANGUAGES
from dalel.publish.bulletin.wording import Item, Told, section_of, told, words
from dalel.sync.keys import PublicKey

Texts = Mapping[str, str]


def element(name: str, attributes: Mapping[str, str], *children: str) -> Markup:
    """An element; children that are no markup are text, and escaped."""
    written = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    return Markup("<{}{}>{}</{}>").format(name, written, Markup("").join(map(escape, children)), name)


def body(bulletin: Bulletin, public: PublicKey, texts: Mapping[str, Texts], *, is_one_code: bool) -> Markup:
    """The three languages, of which the page shows one. `texts` are the page's own words by language."""
    # The one that is shown when none was chosen comes last: that is what page_style.css can do without scripts.
    order = (*LANGUAGES[1:], LANGUAGES[0])
    return Markup("").join(part(bulletin, public, texts, language, is_one_code=is_one_code) for language in order)


def part(
    bulletin: Bulletin, public: PublicKey, texts: Mapping[str, Texts], language: str, *, is_one_code: bool
) -> Markup:
    """The whole in one language."""
    own, page = texts[language], told(bulletin, language)
    return element(
        "section",
        {"class": "lang", "id": language, "lang": language},
        _languages(texts, language),
        element("h1", {}, page.title),
        _paragraph(page.as_of, "as-of"),
        element("p", {"class": "verdict", "role": "status"}, own["unchecked"]),
        *_sections(bulletin, page, language),
        element("div", {"class": "soft"}, *map(_paragraph, (page.read, *page.notes))),
        element("h2", {}, own["signature"]),
        _paragraph(own["key_of"].format(name=public.name, id=public.id)),
        _paragraph(own["fingerprint"]),
        _paragraph(public.fingerprint, "digits"),
        _paragraph(own["compare"], "soft"),
        element("h2", {"class": "screen"}, own["pass_on"]),
        element("p", {"class": "soft screen"}, own["pass_on_one" if is_one_code else "pass_on_frames"]),
        element("div", {"class": "codes"}),
    )


def still(rows: Sequence[Sequence[int]], quiet: int) -> Markup:
    """One code as a drawing that also prints: each row's runs of dark modules as rectangles."""
    size = len(rows) + 2 * quiet
    drawn = "".join(
        f"M{first + quiet} {number + quiet}h{length}v1h-{length}z"
        for number, row in enumerate(rows)
        for first, length in _runs(row)
    )
    box = {"viewBox": f"0 0 {size} {size}", "role": "img", "aria-label": "QR", "shape-rendering": "crispEdges"}
    return element("div", {"class": "still"}, element("svg", box, element("path", {"d": drawn})))


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for at, is_dark in enumerate(row):
        if is_dark and at and row[at - 1]:
            first, length = runs.pop()
            runs.append((first, length + 1))
        elif is_dark:
            runs.append((at, 1))
    return runs


def _paragraph(text: str, kind: str | None = None) -> Markup:
    return element("p", {"class": kind} if kind else {}, text)


def _languages(texts: Mapping[str, Texts], own: str) -> Markup:
    links = [
        element("strong", {}, texts[one]["language"])
        if one == own
        else element("a", {"href": f"#{one}", "lang": one}, texts[one]["language"])
        for one in LANGUAGES
    ]
    return element("nav", {"aria-label": texts[own]["languages"]}, *links)


def _sections(bulletin: Bulletin, page: Told, language: str) -> list[Markup]:
    kinds: dict[str, list[str]] = {}
    for fact in bulletin.facts:
        kinds.setdefault(section_of(fact), []).append(_kind(fact))
    parts: list[Markup] = []
    for section in page.sections:
        facts = [_fact(item, kind) for item, kind in zip(section.items, kinds[section.key], strict=True)]
        parts += [element("h2", {}, section.title), element("ul", {"class": "facts"}, *facts)]
    return parts or [_paragraph(words(language)["bulletin"]["empty"])]


def _kind(fact: Fact) -> str:
    """What page_style.css shows a sign for."""
    return "open" if isinstance(fact, QuestionFact) else fact.standing.split(" ")[0]


def _fact(item: Item, kind: str) -> Markup:
    said = [element("li", {}, line) for line in item.lines]
    head = element("h3", {}, f"{item.head} ", element("small", {}, f"[{item.ref}]"))
    return element(
        "li", {"class": kind}, head, _paragraph(item.standing), *([element("ul", {}, *said)] if said else [])
    )
