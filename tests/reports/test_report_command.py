"""`dalel report`, as a desk uses it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dalel.cli.report import report
from dalel.record.store import Record
from dalel.sync.keys import load, public_line
from tests.reports.writing import SHOTS, put, sealed_to, telltale_jpeg
from tests.sync.page import vectors

KEY = vectors("keys.md")[2]
PASSPHRASE = KEY.values["passphrase"]


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The key file that docs/formats/keys.md prints: few rounds of scrypt, so it opens at once."""
    return put(tmp_path / "desk.key", base64.b64decode(KEY.blocks[0]))


def run(*arguments: object) -> Result:
    return CliRunner(env={"DALEL_PASSPHRASE": PASSPHRASE}).invoke(report, [str(one) for one in arguments])


def test_a_desk_takes_reports_in_from_form_to_decision(tmp_path: Path, key_file: Path) -> None:
    desk = load(key_file, PASSPHRASE)
    public = put(tmp_path / "desk.pub", public_line(desk.public) + "\n")
    made = run("form", "--key-file", public, "-o", tmp_path / "form.html")
    assert desk.public.fingerprint in made.output
    assert "<form" in (tmp_path / "form.html").read_text()

    record = tmp_path / "desk.dalel"
    Record.create(record).close()
    good = put(
        tmp_path / "a.age", sealed_to(desk.public, saw=SHOTS, where="Almaty", photos=[telltale_jpeg((400, 300))])
    )
    spam = put(tmp_path / "b.age", sealed_to(desk.public, saw="Buy \x1b[2Jnow", hour="\u202eevil"))
    came = run("open", good, spam, good, tmp_path / "gone", "-r", record, "--key", key_file)
    assert came.exit_code == 1
    assert "1 was there already." in came.output
    assert "gone: cannot be read" in came.stderr
    first, second = (line.split(":")[0] for line in came.stdout.splitlines()[:2])

    listing = run("list", "-r", record).output
    assert f"{first}  " in listing and "waits, 1 photo" in listing
    rows = [json.loads(line) for line in run("list", "-r", record, "--json").output.splitlines()]
    assert {row["id"] for row in rows} == {first, second}
    assert set(rows[0]) == {"id", "received", "state", "document", "photos", "report"}
    shown = run("show", second, "-r", record).output
    assert "UNVERIFIED" in shown and "Buy [2Jnow" in shown
    assert not {"\x1b", "\u202e"} & set(shown + listing)

    picture = tmp_path / "look.jpg"
    assert run("photo", first, 1, "-o", picture, "-r", record).exit_code == 0
    assert picture.read_bytes().startswith(b"\xff\xd8")
    assert run("photo", first, 1, "-o", picture, "-r", record).exit_code == 2

    taken = run("accept", first, "--by", "A. Editor", "--note", "by memory card", "-r", record).output
    assert f"eyewitness report {first}" in taken and "accepted by A. Editor" in taken
    assert "ACCEPTED" in run("list", "-r", record).output
    assert "accepted, document" in run("show", first, "-r", record).output
    assert run("refuse", second, "-r", record).output == f"{second}: deleted\n"
    assert "stays" in run("refuse", first, "-r", record).output
    assert run("list", "-r", record).output == ""


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, key_file: Path) -> None:
    record = tmp_path / "desk.dalel"
    Record.create(record).close()
    wrong = [
        ("form", "--key-file", key_file, "-o", tmp_path / "form.html"),
        ("form", "--key-file", tmp_path / "gone", "-o", tmp_path / "form.html"),
        ("form", "--key-file", put(tmp_path / "x.pub", "no key"), "-o", tmp_path / "form.html"),
        ("show", "zzz", "-r", record),
        ("accept", "zzz", "--by", "A. Editor", "-r", record),
        ("refuse", "zzz", "-r", record),
        ("list", "-r", tmp_path / "gone.dalel"),
    ]
    for arguments in wrong:
        result = run(*arguments)
        assert result.exit_code == 2
        assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    assert not (tmp_path / "form.html").exists()
