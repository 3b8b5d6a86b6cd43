"""A chat-completions endpoint: a real server on loopback that answers well, badly, slowly, or not at all."""

import gzip
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from dalel.cli import main
from dalel.plugins import PluginError, endpoint, load
from tests.conftest import report

TEXT = "The rector, Aliya Bekova, said thirty-one students were led to the basement in Almaty on Wednesday."
GOOD = {
    "statements": [
        {
            "kind": "figure",
            "quote": "thirty-one students were led to the basement",
            "voice": {"role": "named", "quote": "Aliya Bekova"},
            "factuality": "CT+",
            "event": None,
            "figure": {"measure": "detained", "low": 31, "high": 31, "relation": "=", "of": "students"},
            "label": None,
        },
        {
            "kind": "label",
            "quote": "hooligans",
            "voice": {"role": "author", "quote": None},
            "factuality": "CT+",
            "event": None,
            "figure": None,
            "label": {"lemma": "hooligan", "group": "participants"},
        },
    ],
    "actors": [],
    "places": [],
}


BOMB = gzip.compress(b" " * 100_000_000, 1)


def completion(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers as the model that it is asked for."""

    seen: list[dict[str, object]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
        answers = {
            "good": (200, completion(json.dumps(GOOD)), {}),
            "surrogate": (200, completion('{"statements": [{"quote": "\\ud800"}], "x": "\ud800"}'), {}),
            "chatty": (200, completion("Here is what I found: 31 students."), {}),
            "declined": (200, completion(None), {}),
            "html": (200, b"<html>busy</html>", {}),
            "deep": (200, b"[" * 200_000, {}),
            "error": (500, b"{}", {}),
            "elsewhere": (302, b"", {"Location": "http://127.0.0.1:1/v1"}),
            "bomb": (200, BOMB, {"Content-Encoding": "gzip"}),
            "cut": (200, completion(json.dumps(GOOD))[:50], {"Content-Length": "5000"}),
        }
        if body["model"] == "slow":
            threading.Event().wait(3)
            return
        status, content, headers = answers[str(body["model"])]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}/v1"
    running.shutdown()
    running.server_close()


def settings(folder: Path, server: str, model: str, more: str = "") -> Path:
    path = folder / f"{model}.toml"
    path.write_text(f'[endpoint]\nurl = "{server}"\nmodel = "{model}"\n{more}', "utf-8")
    return path


def ask(folder: Path, server: str, model: str, more: str = "") -> str:
    (reader,) = load(settings(folder, server, model, more))
    return reader.propose(TEXT, "en", datetime(2022, 1, 6, tzinfo=UTC)).body


def test_the_text_and_the_schema_are_sent_and_the_answer_comes_back(tmp_path: Path, server: str) -> None:
    assert json.loads(ask(tmp_path, server, "good")) == GOOD
    sent = Handler.seen[-1]
    assert sent["path"] == "/v1/chat/completions" and sent["key"] is None and sent["temperature"] == 0
    assert sent["response_format"]["json_schema"]["schema"]["required"] == ["statements", "actors", "places"]
    assert TEXT in sent["messages"][1]["content"]


def test_the_key_comes_from_the_environment(tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    more = 'key_variable = "DALEL_TEST_KEY"\n'
    with pytest.raises(PluginError, match="the environment variable DALEL_TEST_KEY is not set"):
        ask(tmp_path, server, "good", more)
    monkeypatch.setenv("DALEL_TEST_KEY", "secret")
    ask(tmp_path, server, "good", more)
    assert Handler.seen[-1]["key"] == "Bearer secret"


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("html", "is no chat completion"),
        ("deep", "is no chat completion"),
        ("declined", "holds no text"),
        ("error", "answered 500"),
        ("elsewhere", "answered 302"),
        ("bomb", "is larger than"),
        ("cut", "broke off"),
        ("slow", "no answer"),
    ],
)
def test_a_server_that_does_not_answer_properly_is_named_in_one_line(
    tmp_path: Path, server: str, model: str, why: str
) -> None:
    with pytest.raises(PluginError, match=why) as caught:
        ask(tmp_path, server, model, "seconds = 1\n")
    assert str(caught.value).startswith("http://127.0.0.1:") and "\n" not in str(caught.value)


def test_reading_with_an_endpoint_takes_what_holds_and_counts_what_does_not(tmp_path: Path, server: str) -> None:
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    command = ["read", str(tmp_path / "report.txt"), "--published", "2022-01-06", "--json", "--plugins"]
    result = CliRunner().invoke(main, [*command, str(settings(tmp_path, server, "good"))])
    assert result.exit_code == 0
    found = {one["by"]: one for one in json.loads(result.stdout)["statements"]}
    assert found["endpoint:good"]["quote"] == "thirty-one students were led to the basement"
    assert "endpoint:good: 1 proposal refused (1 × the quote is not in the text)" in result.stderr


def test_a_server_that_fails_is_said_and_the_document_is_read_without_it(tmp_path: Path, server: str) -> None:
    (tmp_path / "report.txt").write_text("At least 26 people were killed in Almaty.", "utf-8")
    command = ["read", str(tmp_path / "report.txt"), "--published", "2022-01-06", "--json", "--plugins"]
    for model in ("error", "chatty", "surrogate"):
        result = CliRunner().invoke(main, [*command, str(settings(tmp_path, server, model))])
        assert [one["figure"]["low"] for one in json.loads(result.stdout)["statements"] if one["figure"]] == [26]
        assert f"endpoint:{model}" in result.stderr
        assert result.exit_code == (1 if model == "error" else 0)


def test_a_record_keeps_the_answers_and_is_rebuilt_without_the_server(tmp_path: Path, server: str) -> None:
    from dalel import pipeline
    from dalel.record import log
    from dalel.record.store import Record

    with Record.create(tmp_path / "r.dalel") as record:
        reader = endpoint.open_endpoint({"url": server, "model": "good"})
        (added,) = pipeline.add(record, [report(TEXT)], "test", report(TEXT).received_at, [reader])
        asked = len(Handler.seen)
        assert [refusal.item for refusal in added.refused] == ["hooligans"]
        query = "SELECT id, json_extract(body, '$.by') AS by_ FROM statements ORDER BY id"
        before = [tuple(row) for row in record.connection.execute(query)]
        assert any(by == "endpoint:good" for _, by in before)
        for _ in pipeline.rebuild(record):
            pass
        assert [tuple(row) for row in record.connection.execute(query)] == before
        assert len(Handler.seen) == asked
        assert [entry.kind for entry in log.entries(record.connection)] == ["answer", "document"]
        assert list(log.problems(record.connection)) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[nothing]\n", "there is no plug-in 'nothing'; installed are .*endpoint"),
        ("endpoint = 3\n", "endpoint is no table"),
        ("[endpoint\n", "cannot be read as TOML"),
        ('[endpoint]\nmodel = "m"\n', r"\[endpoint\]: 'url' is missing"),
        ('[endpoint]\nurl = "file:///etc/passwd"\nmodel = "m"\n', "is no address like"),
        ('[endpoint]\nurl = "http://x/v1"\nmodel = "m"\nseconds = true\n', "seconds is True, not int"),
        ('[endpoint]\nurl = "http://x/v1"\nmodle = "m"\n', "'modle' is no setting"),
        ('[spacy]\npipeline = "none-of-that-name"\nlanguage = "en"\n', "spaCy is not installed|there is no pipeline"),
        ('[gliner]\nmodel = "/nowhere/at/all"\n', "there is no folder /nowhere/at/all"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_in_one_line(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "plugins.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(PluginError, match=why) as caught:
        load(path)
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)
