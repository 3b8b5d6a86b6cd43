"""Any server that speaks the OpenAI chat-completions protocol with a JSON schema, near or far.

Nothing is sent anywhere unless a desk names the address. What goes out is the document's text: think before you name a
server that is not yours. The key, where one is needed, is read from an environment variable and never written down.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import urllib3

from dalel.extract.proposals import MOST_CHARACTERS, SCHEMA
from dalel.model import Answer
from dalel.plugins.loading import PluginError, setting

SETTINGS = {"url": str, "model": str, "key_variable": str, "seconds": int}
_MOST_BYTES = 4 * MOST_CHARACTERS
_BLOCK = 65_536


def open_endpoint(settings: Mapping[str, Any]) -> Endpoint:
    """Settings: `url` (up to and with `/v1`), `model`, `key_variable` (name of an environment variable), `seconds`."""
    url = setting(settings, SETTINGS, "url")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PluginError(f"url {url!r} is no address like http://127.0.0.1:8080/v1")
    variable = setting(settings, SETTINGS, "key_variable", "")
    if variable and not os.environ.get(variable):
        raise PluginError(f"the environment variable {variable} is not set")
    seconds = setting(settings, SETTINGS, "seconds", 120)
    return Endpoint(url.rstrip("/"), setting(settings, SETTINGS, "model"), os.environ.get(variable, ""), seconds)


class Endpoint:
    """A chat-completions server; one request a document, no retry, no redirect."""

    def __init__(self, url: str, model: str, key: str, seconds: int) -> None:
        self.name = f"endpoint:{model}"
        self._url, self._model, self._seconds = url, model, seconds
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._task = (files("dalel.plugins") / "task.txt").read_text("utf-8")
        self._pool = urllib3.PoolManager(retries=False)

    def propose(self, text: str, language: str, published_at: datetime | None) -> Answer:
        published = published_at.isoformat() if published_at else "unknown"
        request = {
            "model": self._model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": self._task},
                {"role": "user", "content": f"Language: {language}. Published: {published}.\n\n{text}"},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reading", "strict": True, "schema": SCHEMA},
            },
        }
        body = self._post(json.dumps(request, ensure_ascii=False).encode())
        try:
            content = json.loads(body)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise PluginError(f"{self._url}: the answer is no chat completion") from error
        if not isinstance(content, str):
            raise PluginError(f"{self._url}: the answer holds no text (the model may have declined)")
        return Answer(self.name, content.encode("utf-8", "replace").decode())

    def _post(self, body: bytes) -> bytes:
        url = f"{self._url}/chat/completions"
        timeout = urllib3.Timeout(connect=10, read=self._seconds, total=self._seconds)
        try:
            response = self._pool.request(
                "POST", url, body=body, headers=self._headers, timeout=timeout, redirect=False, preload_content=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise PluginError(f"{url}: no answer ({_reason(error)})") from error
        try:
            if response.status != 200:
                raise PluginError(f"{url}: answered {response.status}")
            read = bytearray()
            for block in response.stream(_BLOCK, decode_content=True):
                read += block
                if len(read) > _MOST_BYTES:
                    raise PluginError(f"{url}: the answer is larger than {_MOST_BYTES} bytes")
        except urllib3.exceptions.HTTPError as error:
            raise PluginError(f"{url}: the answer broke off ({_reason(error)})") from error
        finally:
            response.close()
        return bytes(read)


def _reason(error: Exception) -> str:
    return str(error).rpartition(": ")[2] or type(error).__name__
