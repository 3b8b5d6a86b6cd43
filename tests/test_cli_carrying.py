"""`dalel key`, `bundle`, `sync` and `verify` as a desk uses them: what goes wrong is one line that names what to do."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dalel.cli import main
from dalel.sync import keys

REPORT = '{"text": "At least 26 people were killed in Almaty on January 5, the ministry said.", "source": "Wire"}\n'


@dataclass(frozen=True)
class Place:
    """A folder with two records, each with its key, and a bundle of what the first one holds."""

    folder: Path

    def run(self, *arguments: str) -> Result:
        """A command, with file names ("@name") in this folder."""
        full = [str(self.folder / one[1:]) if one.startswith("@") else one for one in arguments]
        variables = {"DALEL_PASSPHRASE": "қар жауды", "DALEL_KEY": str(self.folder / "a.key")}
        return CliRunner(env=variables).invoke(main, full)

    def path(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("desks"))
    for name in ("a", "b"):
        assert place.run("init", f"@{name}.dalel").exit_code == 0
        assert place.run("key", "new", f"@{name}.key", "--name", f"Desk-{name}").exit_code == 0
    place.path("r.jsonl").write_text(REPORT, "utf-8")
    place.path("folder").mkdir()
    assert place.run("add", "@r.jsonl", "-r", "@a.dalel").exit_code == 0
    assert place.run("bundle", "out", "-r", "@a.dalel", "-o", "@a.bundle").exit_code == 0
    place.path("cut.bundle").write_bytes(place.path("a.bundle").read_bytes()[:100])
    place.path("newer.dalel").write_bytes(place.path("b.dalel").read_bytes())
    with sqlite3.connect(place.path("newer.dalel")) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    return place


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["key", "new", "@a.key", "--name", "Desk-A"], "is there already"),
        (["key", "new", "@c.key", "--name", "two words"], "without spaces"),
        (["key", "show", "@missing.pub"], "cannot be read"),
        (["key", "trust", "@a.key", "-r", "@b.dalel"], "holds no public line"),
        (["key", "trust", "@folder", "-r", "@b.dalel"], "cannot be read"),
        (["key", "trust", "@a.key.pub", "-r", "@missing.dalel"], "there is no record"),
        (["key", "trust", "@a.key.pub", "-r", "@folder"], "is a folder"),
        (["key", "trust", "@a.key.pub", "-r", "@a.key"], "is not a record"),
        (["key", "trust", "@a.key.pub", "-r", "@newer.dalel"], "upgrade Dalel"),
        (["key", "trust", "@a.key.pub", "-r", "@b.dalel", "--name", "\x1b[2Jred"], "printable"),
        (["key", "trust", "@a.key.pub", "-r", "@b.dalel", "--by", "\x1b[2J"], "one line"),
        (["key", "revoke", "nobody", "-r", "@b.dalel"], "knows no such key"),
        (["key", "sign", "-r", "@a.dalel", "--key", "@missing.key"], "there is no such key file"),
        (["key", "sign", "-r", "@a.dalel", "--passphrase-file", "@missing"], "cannot be read"),
        (["add", "@r.jsonl", "-r", "@b.dalel", "--by", "x" * 300], "one line"),
        (["bundle", "out", "-r", "@a.dalel", "-o", "@x.bundle", "--max-size", "nan"], "is no size"),
        (["bundle", "out", "-r", "@a.dalel", "-o", "@x.bundle", "--from-day", "yesterday"], "is no day"),
        (["bundle", "out", "-r", "@a.dalel", "-o", "@x.bundle", "--to", "@a.key"], "holds no public line"),
        (["bundle", "in", "-r", "@newer.dalel", "@a.bundle"], "upgrade Dalel"),
        (["sync", "-r", "@a.dalel"], "name the PEER"),
        (["verify", "@missing"], "cannot be read"),
        (["verify", "@folder"], "cannot be read"),
        (["verify", "@a.bundle", "-r", "@missing.dalel"], "there is no record"),
        (["verify", "@a.bundle", "--signed-by", "@a.key"], "holds no public line"),
        (["verify", "@newer.dalel"], "upgrade Dalel"),
    ],
)
def test_what_cannot_be_done_as_asked_is_one_line_and_exit_code_2(
    place: Place, arguments: list[str], said: str
) -> None:
    result = place.run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr.splitlines()[-1]
    assert result.stdout == ""
    assert "\x1b" not in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bundle", "in", "-r", "@b.dalel", "@missing.bundle"], "cannot be read"),
        (["bundle", "in", "-r", "@b.dalel", "@folder"], "cannot be read"),
        (["bundle", "in", "-r", "@b.dalel", "@r.jsonl"], "this is no bundle of Dalel; nothing was changed"),
        (["bundle", "in", "-r", "@b.dalel", "@cut.bundle"], "was cut short; nothing was changed"),
        (["verify", "@cut.bundle"], "was cut short"),
        (["verify", "@r.jsonl"], "it is no record, bundle or checkpoint"),
        (["verify", "@a.bundle", "--signed-by", "@b.key.pub"], "signed by another key"),
    ],
)
def test_a_file_that_cannot_be_taken_is_one_line_and_exit_code_1(place: Place, arguments: list[str], said: str) -> None:
    result = place.run(*arguments)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1), result.output
    assert said in result.stderr


@pytest.mark.parametrize(
    ("peer", "said"),
    [
        (["nonsense"], "write HOST:PORT"),
        (["127.0.0.1:1"], "cannot connect"),
        (["exec:"], "names no command"),
        (["exec:'"], "names no command"),
        (["exec:/no/such/thing"], "cannot be run"),
        (["exec:true"], "call again for the rest"),
        (["--listen", "nonsense"], "write HOST:PORT"),
    ],
)
def test_who_cannot_be_reached_is_one_line(
    place: Place, peer: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = keys.new("Other")  # to open a key file takes a second
    monkeypatch.setattr(import_module("dalel.cli.sync"), "unlocked", lambda *_: secret)
    result = place.run("sync", "-r", "@b.dalel", *peer)
    assert result.exit_code == 2
    assert said in result.stderr.splitlines()[-1]
    assert isinstance(result.exception, SystemExit)


def test_a_bundle_of_a_stranger_is_left_out_and_of_a_trusted_desk_comes_and_is_signed(place: Place) -> None:
    assert "2 left out: the key is not trusted here" in place.run("bundle", "in", "-r", "@b.dalel", "@a.bundle").stdout
    assert place.run("key", "trust", "@a.key.pub", "-r", "@b.dalel").exit_code == 0
    assert "2 new entries" in place.run("bundle", "in", "-r", "@b.dalel", "@a.bundle").stdout
    assert "0 new entries; 2 there already" in place.run("bundle", "in", "-r", "@b.dalel", "@a.bundle").stdout
    verified = place.run("verify", "@b.dalel", "--views").stdout
    assert "Desk-a" in verified
    assert "everything derived is what the log gives" in verified
