"""The form: one HTML file in which somebody writes a report and seals it to the desk.

The file asks no network and keeps nothing. Its policy forbids every request; the only scripts and styles that run are
those whose hashes stand in it. The script is built from `frontend/report.entry.js`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from dalel.reports.plaintext import MOST_CHARACTERS
from dalel.sync.keys import PublicKey

LANGUAGES = ("en", "ru", "kk")

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CHECKSUM_LETTERS = 6


def html_file(desk: PublicKey, languages: Sequence[str] = LANGUAGES) -> str:
    """The form, as an HTML file that seals to this desk. The first language is for browsers that want another one."""
    words = {language: words_of(language) for language in languages}
    shown = {"name": desk.name, "id": desk.id, "number": desk.fingerprint}
    recipient = base64.b64encode(recipient_bytes(desk.sealing)).decode()
    page = {"desk": shown, "recipient": recipient, "languages": list(languages), "words": words}
    style, script = _asset("form.css"), _asset("form.js")

    def spoken(language: str, key: str) -> str:
        return words[language][key].format_map(shown)

    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(_asset("form.html"))
    return template.render(
        desk=shown,
        first=languages[0],
        languages=languages,
        most=MOST_CHARACTERS,
        page=_json(page),
        policy=_policy(style, script),
        script=Markup(script),  # noqa: S704  our own, and hashed into the policy
        spoken=spoken,
        style=Markup(style),  # noqa: S704
        words=words,
    )


def recipient_bytes(sealing: str) -> bytes:
    """The X25519 key, 32 bytes, of an age recipient whose checksum was checked before (bech32, BIP 173)."""
    letters = sealing[sealing.rindex("1") + 1 : -_CHECKSUM_LETTERS]
    value = 0
    for letter in letters:
        value = value * 32 + _BECH32.index(letter)
    return (value >> len(letters) * 5 % 8).to_bytes(len(letters) * 5 // 8, "big")


@cache
def words_of(language: str) -> dict[str, str]:
    """The words of the form in a language."""
    words: dict[str, str] = tomllib.loads(_asset(f"words/{language}.toml"))
    return words


def _asset(name: str) -> str:
    return (files("dalel.reports") / name).read_text("utf-8")


def _json(value: Any) -> Markup:
    """JSON that cannot end the script element it stands in."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704


def _policy(style: str, script: str) -> str:
    """Nothing may be asked for; pictures may be shown that are in the page's own hands (a photo that was chosen)."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src blob:; form-action 'none'; base-uri 'none'"
    )
