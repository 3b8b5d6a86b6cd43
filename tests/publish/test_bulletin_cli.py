"""`dalel bulletin` as a desk uses it: real files, a real key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dalel.cli.bulletin import FORMATS, LANGUAGES, Made, bulletin
from dalel.publish.bulletin import codes, sms
from dalel.sync import keys
from tests.publish.bulletins import FULL
from tests.sync.signing import ALICE

Run = Callable[..., Result]
PASSPHRASE = "seven words that are not easy to guess"


@pytest.fixture(scope="module")
def key_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "desk.key"
    keys.save(ALICE, path, PASSPHRASE)
    return path


@pytest.fixture(scope="module")
def run(sample_path: Path, key_path: Path) -> Run:
    """`dalel bulletin`, on the sample as of the evening of 10 January. To open the key takes a second."""

    def call(*arguments: str | Path) -> Result:
        given = ["-r", sample_path, "--as-of", "2022-01-10T18:00Z", "--key", key_path, *arguments]
        return CliRunner().invoke(bulletin, list(map(str, given)), env={"DALEL_PASSPHRASE": PASSPHRASE})

    return call


def read(*arguments: str | Path) -> Result:
    return CliRunner().invoke(bulletin, ["read", *map(str, arguments)])


def test_a_bulletin_is_written_and_read_in_three_languages(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.cbor"
    written = run("-o", path)
    assert written.exit_code == 0, written.output
    left = codes.open_(path.read_bytes())[1].left_out
    counted = f"40 facts, {left.events + left.figures + left.questions} more left out"
    assert f"{counted}, as known 2022-01-10T18:00:00Z; signed by Alice" in written.output
    assert path.stat().st_size <= 4_096
    for language, words in (("en", "CONTESTED"), ("ru", "СВЕДЕНИЯ РАСХОДЯТСЯ"), ("kk", "МӘЛІМЕТТЕР ҚАЙШЫ")):
        shown = read(path, "--lang", language)
        assert shown.exit_code == 0, shown.output
        assert words in shown.output
        assert ALICE.public.id in shown.output
        assert f"The signature holds. The whole key: {ALICE.key.hex()}" in shown.output


def test_short_messages_are_eight_facts_each_message_readable_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.sms"
    result = run("-o", path, "--lang", "ru")
    assert result.output.startswith(f"{path}: 8 facts")
    parts = path.read_text("utf-8").rstrip("\n").split("\n\n")
    assert all(map(sms.fits, parts))
    assert parts[0].startswith(f"1/{len(parts)} Alice: известно на 10 января 2022 года")
    assert parts[-1].endswith(f"Alice, ключ {ALICE.public.id}")


def test_narrowing_and_a_named_format_are_passed_on(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.dat"
    narrowed = ("--place", "Zhanaozen", "--since", "2022-01-02", "--country", "kz", "--facts", "3")
    assert run("-o", path, "--format", "cbor", *narrowed).exit_code == 0
    _, written = codes.open_(path.read_bytes())
    assert {fact.place.en for fact in written.facts if fact.place} == {"Zhanaozen"}
    assert len(written.facts) == 3
    assert "Only this place: Zhanaozen" in read(path).output


def test_what_cannot_be_asked_is_refused_before_the_key_is_opened(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "news.dat"
    assert "--format" in run("-o", path).output
    assert "no country code" in run("-o", tmp_path / "news.txt", "--country", "Kazakhstan").output
    assert not list(tmp_path.iterdir())
    bare = CliRunner().invoke(bulletin, [])
    assert bare.exit_code == 2
    assert "-r" in bare.output


@pytest.mark.parametrize("format_", ["cbor", "txt", "sms", "html", "png", "gif"])
def test_every_format_is_written(tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"news.{format_}"
    made = Made(replace(FULL, desk=ALICE.public.name), ALICE, LANGUAGES)
    FORMATS[format_](made, path)
    if format_ in ("cbor", "html"):
        assert "The signature holds" in read(path).output
    elif format_ in ("txt", "sms"):
        text = path.read_text("utf-8")
        assert text.index("shooting") < text.index("стрельба") < text.index("атыс")
    assert path.stat().st_size > 0


@pytest.mark.parametrize("data", [b"", b"no bulletin", codes.sign(ALICE, FULL)[:-1], bytes(5_000), b"<!DOCTYPE html>"])
def test_what_is_no_bulletin_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "news.cbor"
    path.write_bytes(data)
    result = read(path)
    assert result.exit_code == 2
    assert result.output.startswith(f"Error: {path}: ")
    assert result.output.count("\n") == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = read(tmp_path / "none.cbor")
    assert result.exit_code == 2
    assert f"{tmp_path / 'none.cbor'}: cannot be read" in result.output
