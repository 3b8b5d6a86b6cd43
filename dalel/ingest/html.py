"""Saved web pages. The article and its metadata are found by trafilatura, the time by its own markup only.

A time is taken where the page marks it as the time of publication; it is not guessed from the text,
the address or a footer.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction

from dalel.ingest.draft import Draft
from dalel.ingest.encoding import decode_declared
from dalel.ingest.item import Item, Problem, UnreadableError

# A page of 5 MB takes some ten seconds to read; real ones are smaller by far once scripts are left out.
MAX_PAGE_BYTES = 5_000_000
# Pages with more elements are generated lists, or made to take time.
MAX_ELEMENTS = 50_000
# The tree takes time quadratic in the attributes of one element; real elements have under fifty.
MAX_ATTRIBUTES = 200
# Scripts are read only for the JSON-LD in which many pages give their time.
_MAX_JSON_LD = 200_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w-]{1,40})", re.IGNORECASE)
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date_published",
    "parsely-pub-date", "publishdate", "publish-date", "pubdate", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date", "dc.date.created", "sailthru.date", "article.published", "date",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "figcaption",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_HIDDEN = frozenset({"script", "style", "noscript", "template", "head", "iframe", "object"})

# Trafilatura reports pages without an article on the log; here each is one line of its own.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read(item: Item) -> Iterator[Draft | Problem]:
    """The one document of an .html file."""
    data = item.read(MAX_PAGE_BYTES)
    declared = _CHARSET.search(data[:4096])
    page, notice = decode_declared(data, declared[1] if declared else None)
    tree = _tree(page)
    if tree is None:
        raise UnreadableError("no HTML in it")
    published, updated = _times(tree)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    try:
        found = bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            # Its own search for dates guesses; this is the least of it, and its result is not used.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise UnreadableError("a page that cannot be taken apart: save its text as .txt or .md") from error
    if found is None or isinstance(found, dict) or not found.text:
        raise UnreadableError("no article found in the page: save its text as .txt or .md")
    yield Draft(
        found.text,
        title=found.title,
        source=found.sitename,
        url=found.url,
        author=found.author,
        published=published,
        updated=updated,
        page_language=language,
    )
    if notice is not None:
        yield Problem(item.name, None, notice, fatal=False)


def as_text(fragment: str) -> str:
    """The visible text of a piece of HTML: paragraphs parted by a blank line, scripts left out."""
    if "<" not in fragment and "&" not in fragment:
        return fragment
    tree = _tree(f"<div>{fragment}</div>")
    if tree is None:
        return ""
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else None
        if tag in _HIDDEN:
            hidden += 1 if event == "start" else -1
        if tag in _BLOCKS:
            parts.append("\n")
        text = element.text if event == "start" and tag is not None else element.tail if event == "end" else None
        if text and not hidden:
            parts.append(re.sub(r"\s+", " ", text))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n\n".join(re.sub(r" {2,}", " ", line) for line in lines if line)


def _tree(page: str) -> Any:
    """The parsed page, at most 256 levels deep (libxml2's own bound); None where there is nothing in it."""
    # lxml refuses text that declares an encoding and stops at a NUL, so that it is given bytes.
    data = page.encode("utf-8", "replace")
    guard = etree.HTMLParser(encoding="utf-8", target=_Guard(), no_network=True)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        guard.feed(data)
        guard.close()
        return lxml_html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError):
        return None


class _Guard:
    """Counts a page's elements while it is tokenised, before a tree is built of it."""

    def __init__(self) -> None:
        self._elements = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS or len(attributes) > MAX_ATTRIBUTES:
            raise UnreadableError("a page of too many elements or attributes: save its text as .txt or .md")

    def close(self) -> None:
        return None


def _times(tree: Any) -> tuple[str | None, str | None]:
    """When the page says it was published and updated, as it writes it."""
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("itemprop") or meta.get("name")
        if name and meta.get("content"):
            said.setdefault(name.strip().lower(), meta.get("content").strip())
    for key, value in _json_ld(tree):
        said.setdefault(key.lower(), value)
    marked = [time for time in tree.iter("time") if (time.get("datetime") or "").strip()]
    for time in marked:
        kind = (time.get("itemprop") or ("datepublished" if time.get("pubdate") is not None else "")).lower()
        if kind:
            said.setdefault(kind, time.get("datetime").strip())
    published = next((said[name] for name in _PUBLISHED if said.get(name)), None)
    if published is None and len({time.get("datetime").strip() for time in marked}) == 1:
        published = marked[0].get("datetime").strip()  # the only time that the page marks up
    return published, next((said[name] for name in _UPDATED if said.get(name)), None)


def _json_ld(tree: Any) -> Iterator[tuple[str, str]]:
    """`datePublished` and `dateModified` of the article that the page describes in JSON-LD."""
    for script in tree.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").strip().lower() != "application/ld+json" or len(text) > _MAX_JSON_LD:
            continue
        try:
            todo = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue  # a page's own slip; its other markup is still there
        while todo:
            value = todo.pop()
            if isinstance(value, list):
                todo += reversed(value)
            elif isinstance(value, dict):
                for key in ("datePublished", "dateModified"):
                    if isinstance(value.get(key), str) and value[key].strip():
                        yield key, value[key].strip()
                todo += [value[key] for key in ("mainEntity", "@graph") if key in value]
