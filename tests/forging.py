"""Entries as only a hostile desk would sign them, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dalel.record import log
from dalel.record.bodies import document_body
from dalel.record.keys import KeyAction, key_body
from dalel.sync import entries, keys
from dalel.sync.entries import FIRST, Carried
from tests.conftest import report
from tests.desks import NOW

Body = dict[str, Any]


class Forger:
    """Signs whatever it is told to, one entry after the other; the first one declares its key."""

    def __init__(self, name: str = "Gone-Bad") -> None:
        self.secret = keys.new(name)
        self.texts: dict[str, str] = {}
        self._number, self._previous = 0, FIRST
        public = self.secret.public
        self.declared = self.say("key", key_body(KeyAction.DECLARE, public.key, name=name, sealing=public.sealing))

    def say(self, kind: str, body: Mapping[str, Any], **parts: Any) -> Carried:
        """The next entry; `parts` are what of it is signed otherwise: number, previous, content, author, at."""
        salt = f"{self._number:032x}"
        return Carried(self._signed(kind, log.content_digest(body, salt), **parts), body, salt)

    def say_emptied(self, kind: str, content: str) -> Carried:
        """The next entry, without what it said."""
        return Carried(self._signed(kind, content), None, None)

    def document(self, text: str, source: str = "Steppe Wire", **changes: Any) -> Carried:
        body = document_body(report(text, source=source)) | changes
        self.texts[body["text"]] = text
        return self.say("document", body)

    def _signed(self, kind: str, content: str, **parts: Any) -> entries.Signed:
        said = {
            "number": self._number + 1,
            "previous": self._previous,
            "content": bytes.fromhex(content),
            "author": "desk",
            "at": int(NOW.timestamp()),
            **parts,
        }
        signed = entries.sign(self.secret, kind=kind, **said)
        self._number, self._previous = signed.number, signed.id
        return signed


def anchor(document: str, start: int | None = 0, end: int | None = 20, **changes: Any) -> Body:
    return {"document": document, "start": start, "end": end, "kind": "event", "statement": None, **changes}


def review(action: str, about: str, targets: Sequence[Any], changes: Any = None, note: Any = None) -> Body:
    return {
        "action": action,
        "about": about,
        "targets": targets,
        "changes": {} if changes is None else changes,
        "note": note,
    }


def redaction(emptied: Any, targets: Sequence[Body] = ()) -> Body:
    return review("redact", "document", list(targets), {"emptied": emptied})


def item(entry: Carried, body: Body | None) -> Body:
    """What a redaction says of an entry."""
    return {"entry": entry.signed.content.hex(), "body": body}
