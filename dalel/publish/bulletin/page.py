"""A bulletin as one HTML file: no network, three languages, and a script that checks the file's own signature.

The file opens from a memory card in an old phone's browser, and reads without scripts. Where scripts run, it makes its
words anew from the signed bytes that it brings and compares them with what stands in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol, get_minus_sign_symbol
from markupsafe import Markup, escape

from dalel.publish.bulletin import page_layout, qr, tables
from dalel.publish.bulletin.codes import BulletinError, open_
from dalel.publish.bulletin.facts import Bulletin, EventFact, FigureFact
from dalel.publish.bulletin.wording import told, words
from dalel.sync.keys import PublicKey, public_line

MOST_BYTES: Final = 200_000
"""Of a page: what goes over Bluetooth in a few seconds, and opens on an old phone."""

_QUIET: Final = 4
_SIGNED = re.compile(r'"signed":"([A-Za-z0-9+/]+={0,2})"')


def html_file(message: bytes, public: PublicKey) -> str:
    """The page of a signed bulletin. `public` is the key that signed it. Raises BulletinError."""
    key, bulletin = open_(message)
    if key != public.key:
        raise BulletinError(f"it is not signed by the key {public.id} of {public.name}")
    codes = _codes(message)
    style, script = _own("page_style.css"), _own("page_script.js")
    data = {
        "signed": base64.b64encode(message).decode(),
        "public": public_line(public),
        "style": hashlib.sha256(style.encode()).hexdigest(),
        "tables": _tables(),
        "languages": {language: _language(bulletin, language) for language in tables.LANGUAGES},
        "codes": {"side": len(codes[0]), "frames": [base64.b64encode(_bits(rows)).decode() for rows in codes]},
    }
    is_one_code = len(codes) == 1
    still = page_layout.still(codes[0], _QUIET) if is_one_code else Markup("")
    page = _PAGE.format(
        policy=escape(_POLICY.format(style=_hash(style), script=_hash(script))),
        title=escape(told(bulletin, tables.LANGUAGES[0]).title),
        style=style,
        body=page_layout.body(bulletin, public, texts(), is_one_code=is_one_code) + still,
        data=_embedded(data),
        script=script,
    )
    if len(page.encode()) > MOST_BYTES:
        raise BulletinError(f"its page has {len(page.encode()):,} bytes, more than {MOST_BYTES:,}; choose fewer facts")
    return page


def message_of(html: str) -> bytes:
    """The signed bytes in a page. Raises BulletinError where there are none; nothing is checked but that."""
    found = _SIGNED.findall(html[: 2 * MOST_BYTES])
    if len(found) != 1:
        raise BulletinError("there is no signed bulletin in this page")
    try:
        return base64.b64decode(found[0], validate=True)
    except ValueError as error:
        raise BulletinError("the signed bytes in this page are damaged") from error


_POLICY: Final = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
_PAGE: Final = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">\n'
    "<title>{title}</title>\n<style>{style}</style></head>\n<body>{body}\n"
    '<script id="data" type="application/json">{data}</script>\n<script>{script}</script>\n</body></html>\n'
)


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """The page's own words by language."""
    return tomllib.loads(_own("page_words.toml"))


@cache
def _own(name: str) -> str:
    return (files("dalel.publish.bulletin") / name).read_text("utf-8")


def _hash(text: str) -> str:
    """As a Content-Security-Policy names a script or a style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _embedded(data: Mapping[str, Any]) -> str:
    """JSON that cannot end the element in which it stands."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c")


def _tables() -> dict[str, Sequence[Any]]:
    names = (
        "DEEDS",
        "MEASURES",
        "POPULATIONS",
        "STANDINGS",
        "BASES",
        "PERIODS",
        "RELATIONS",
        "SIDES",
        "ASKS",
        "STATES",
    )
    return {name.lower(): getattr(tables, name) for name in (*names, "PLACE_KINDS", "ROLES")}


def _language(bulletin: Bulletin, language: str) -> dict[str, Any]:
    """What the script needs to tell the bulletin in a language."""
    short, months = (get_month_names(width, locale=language) for width in ("abbreviated", "wide"))
    country = bulletin.country
    return {
        "page": texts()[language],
        "words": _words(bulletin, language),
        "signs": {
            "months": [months[number] for number in range(1, 13)],
            "short_months": [short[number] for number in range(1, 13)],
            "group": get_group_symbol(language),
            "decimal": get_decimal_symbol(language),
            "minus": get_minus_sign_symbol(language),
            "countries": {} if country is None else {country: Locale(language).territories.get(country, country)},
        },
    }


def _words(bulletin: Bulletin, language: str) -> dict[str, dict[str, str]]:
    """The words of a language that the bulletin needs: of the long tables only what it names."""
    deeds: set[str | None] = set()
    measures: set[str | None] = set()
    populations: set[str | None] = set()
    for fact in bulletin.facts:
        if not isinstance(fact, FigureFact):
            deeds.add(f"{fact.type}/{fact.mode}" if fact.mode else fact.type)
        if isinstance(fact, EventFact):
            measures.add(fact.count.measure if fact.count else None)
        else:
            measures.add(fact.measure)
        if isinstance(fact, FigureFact):
            populations.add(fact.of)
    named = {"deed": deeds, "measure": measures, "population": populations, "sms": set()}
    return {
        table: {key: text for key, text in entries.items() if key in named.get(table, entries)}
        for table, entries in words(language).items()
    }


def _codes(message: bytes) -> list[list[list[int]]]:
    """The rows of modules of the one code of a short message, or of all frames of a longer one."""
    is_short = len(message) <= qr.MOST_BYTES_IN_ONE_CODE
    made = [qr.whole_text(message)] if is_short else [qr.frame_text(frame) for frame in qr.frames(message)]
    return [[list(row) for row in qr.code(text).matrix] for text in made]


def _bits(rows: Sequence[Sequence[int]]) -> bytes:
    """The modules row by row, a bit for each, dark ones set; the last byte is filled up with zeros."""
    digits = "".join("1" if module else "0" for row in rows for module in row)
    return int(digits.ljust(-(-len(digits) // 8) * 8, "0"), 2).to_bytes(-(-len(digits) // 8), "big")
