"""What fields of a document are usually called in tables, front matter and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# The first name that is there is taken.
USUAL: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "fulltext", "full_text", "article_text", "message"),
    "published": (
        "published", "published_at", "date", "pubdate", "pub_date", "publication_date", "date_published",
        "datepublished", "publish_date", "publishedat", "timestamp", "created_at", "datetime",
    ),
    "updated": ("updated", "updated_at", "modified", "date_modified", "datemodified", "modified_at", "lastmod"),
    "source": ("source", "outlet", "publisher", "source_name", "media", "channel"),
    "title": ("title", "headline"),
    "url": ("url", "link", "permalink", "source_url"),
    "author": ("author", "byline", "authors", "creator"),
    "language": ("language", "lang"),
}  # fmt: skip
FIELDS = tuple(USUAL)


def find(names: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Field to column: what the user asked for, else the usual name, in any case, with - or space for _.

    A column asked for that is not there is left out, so that the caller can say so.
    """
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(_key(name), name)
    found = {}
    taken = {_key(name) for name in asked.values()}
    for field, usual in USUAL.items():
        candidates = (_key(asked[field]),) if field in asked else tuple(name for name in usual if name not in taken)
        match = next((by_key[name] for name in candidates if name in by_key), None)
        if match is not None:
            found[field] = match
    return found


def _key(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")
