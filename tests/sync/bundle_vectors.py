"""The entries of the vectors in docs/formats/bundle.md, and the vectors as they are printed there."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dalel.record import log
from dalel.sync import entries
from dalel.sync.entries import Carried

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "bundle.md"

MADE_AT = 1_641_459_600  # 2022-01-06T09:00:00Z
AT = 1_641_459_606
TITLE = 'Әуежай "босатылды"'
TEXT = f"{TITLE}\n\nӘуежай түнде босатылды, деді әкімдік.\n"
TEXT_NAME = "f1c2e423ee6d50af6ada3458408c6e33509062beb70b95c7fe52b6ffdf904087"
SOURCE_BODY = {
    "affiliation": "independent",
    "country": "KZ",
    "kind": "outlet",
    "languages": ["en", "ru"],
    "name": "Meridian",
    "url": "https://meridian.example/",
}
DOCUMENT_BODY = {
    "author": None,
    "language": "kk",
    "published_at": None,
    "received_at": "2022-01-06T09:00:05+00:00",
    "source": "Ала-Тоо",
    "text": TEXT_NAME,
    "title": TITLE,
    "updated_at": None,
    "url": None,
}


class Holder:
    """A key whose secret is printed: TEST 1 of RFC 8032, 7.1, unless said otherwise."""

    def __init__(self, secret: str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60") -> None:
        self._secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))

    @property
    def key(self) -> bytes:
        return self._secret.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._secret.sign(message)


def chained(
    holder: Holder, said: list[tuple[str, dict[str, object] | None, str]], author: str = "desk"
) -> list[Carried]:
    """Entries of one key, from its first on. A body of None is emptied; its salt stands for what it was."""
    made: list[Carried] = []
    for number, (kind, body, salt) in enumerate(said, 1):
        previous = made[-1].signed.id if made else entries.FIRST
        content = bytes.fromhex(log.content_digest(body or {}, salt))
        signed = entries.sign(holder, number, previous, kind, content, author, AT + number - 1)
        made.append(Carried(signed, body, None if body is None else salt))
    return made


def printed_entries() -> list[Carried]:
    """A source, a document, and a document that was emptied."""
    said = [("source", SOURCE_BODY), ("document", DOCUMENT_BODY), ("document", None)]
    return chained(Holder(), [(kind, body, f"{number:032x}") for number, (kind, body) in enumerate(said, 1)])


def section(title: str) -> str:
    """A section of the page."""
    return re.split(rf"^#+ {re.escape(title)}.*$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1].split("\n#")[0]


def printed_bytes(title: str) -> dict[str, bytes]:
    """The blocks of hexadecimal digits of a section, by the words before each."""
    found = re.findall(r"^([^\n`]+):\n\n```hex\n(.*?)```$", section(title), flags=re.MULTILINE | re.DOTALL)
    return {label: bytes.fromhex(re.sub(r"\s", "", digits)) for label, digits in found}
