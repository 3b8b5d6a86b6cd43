"""The commands as a desk and a script use them: real processes, real files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = "At least 26 people have been killed in Almaty, the Interior Ministry said on Thursday.\n"


def dalel(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from dalel.cli import main; main(prog_name='dalel')", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.dalel"
    result = dalel("demo", "--no-serve", "--record", path)
    assert result.returncode == 0, result.stderr
    assert "80 reports from 18 sources" in result.stdout
    return path


def rows(*arguments: str | Path) -> list[dict]:
    result = dalel(*arguments, "--json")
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_version_is_printed() -> None:
    assert dalel("--version").stdout.startswith("dalel, version ")


def test_demo_can_be_run_again_and_adds_nothing(demo: Path) -> None:
    before = dalel("verify", demo).stdout
    assert dalel("demo", "--no-serve", "--record", demo).returncode == 0
    assert dalel("verify", demo).stdout == before


def test_read_prints_the_keys_of_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(REPORT, "utf-8")
    result = dalel("read", file, "--published", "2022-01-07T12:00:00+06:00", "--source", "Steppe Wire", "--json")
    assert result.returncode == 0, result.stderr
    read = json.loads(result.stdout)
    assert set(read) == {"document", "mentions", "statements"}
    assert read["document"]["text"] == REPORT
    assert read["document"]["source"] == "Steppe Wire"
    assert set(read["mentions"]) == {"times", "places", "actors", "numbers", "attributions"}
    figure = next(one for one in read["statements"] if one["kind"] == "figure")
    assert set(figure) == {
        "id", "kind", "start", "end", "quote", "voice", "factuality", "event", "figure", "label", "by",
    }  # fmt: skip
    assert figure["quote"] == REPORT[figure["start"] : figure["end"]]
    assert figure["voice"]["role"] == "named"
    assert figure["figure"] == {"measure": "killed", "low": 26, "high": None, "relation": ">=", "of": "people"}
    assert figure["event"]["type"] == "ASSAULT"
    assert figure["event"]["place"]["geonames"] == 1526384
    assert figure["event"]["time"] is None  # "said on Thursday" is when it was said


def test_every_listing_prints_json_lines_and_lines_for_people(demo: Path) -> None:
    for command in ("events", "statements", "figures", "wording", "sources"):
        assert rows(command, "-r", demo)
        assert dalel(command, "-r", demo).stdout.strip()


def test_as_of_hides_what_was_not_known_yet(demo: Path) -> None:
    early = rows("statements", "-r", demo, "--as-of", "2022-01-04")
    late = rows("statements", "-r", demo)
    assert 0 < len(early) < len(late)
    assert all(row["known_at"] <= "2022-01-04T23:59:59Z" for row in early)


def test_filters_narrow_and_pages_add_up(demo: Path) -> None:
    whole = rows("statements", "-r", demo, "--kind", "figure")
    assert {row["kind"] for row in whole} == {"figure"}
    pages = [rows("statements", "-r", demo, "--kind", "figure", "--limit", "10", "--offset", str(n)) for n in (0, 10)]
    assert pages[0] + pages[1] == whole[:20]
    assert all("killed" in row["quote"].lower() for row in rows("statements", "-r", demo, "--text", "killed"))


def test_a_bad_file_costs_one_line_and_exit_code_1_and_the_rest_is_kept(tmp_path: Path) -> None:
    record, good, bad = tmp_path / "a.dalel", tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(REPORT, "utf-8")
    bad.write_bytes(b"\x00\xff\x00\xfe binary")
    assert dalel("init", record).returncode == 0
    result = dalel("add", bad, good, tmp_path / "missing.txt", "-r", record)
    assert result.returncode == 1
    assert "1 document added" in result.stdout
    errors = [line for line in result.stderr.splitlines() if "bad.txt" in line or "missing.txt" in line]
    assert len(errors) == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("events", "-r", "nothing.dalel"), "dalel init nothing.dalel"),
        (("events",), "--record"),
        (("events", "-r", "x", "--as-of", "yesterday"), "2022-01-05"),
        (("events", "-r", "x", "--since", "soon"), "2022-01-05"),
        (("events", "-r", "x", "--standing", "wrong"), "contested"),
        (("statements", "-r", "x", "--limit", "99999999999999999999"), "range"),
        (("add", "x.csv", "-r", "x", "--column", "text"), "text=body"),
        (("add", "x.csv", "-r", "x", "--zone", "Mars"), "Asia/Almaty"),
    ],
)
def test_wrong_usage_says_the_cure_and_exits_with_2(arguments: tuple[str, ...], complaint: str) -> None:
    result = dalel(*arguments)
    assert result.returncode == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_a_tampered_record_fails_verification_and_rebuild_refuses_nothing_else(tmp_path: Path) -> None:
    import sqlite3

    record, file = tmp_path / "a.dalel", tmp_path / "report.txt"
    file.write_text(REPORT, "utf-8")
    dalel("init", record)
    dalel("add", file, "-r", record)
    assert dalel("verify", record).returncode == 0
    assert dalel("rebuild", "-r", record).returncode == 0
    connection = sqlite3.connect(record)
    connection.execute("DROP TRIGGER log_is_never_changed")
    connection.execute("UPDATE log SET author = 'somebody else'")
    connection.commit()
    connection.close()
    result = dalel("verify", record)
    assert result.returncode == 1
    assert "entry 1 was altered" in result.stderr


def altered(record: Path, change: str) -> subprocess.CompletedProcess[str]:
    import sqlite3

    connection = sqlite3.connect(record)
    connection.execute(change)
    connection.commit()
    connection.close()
    return dalel("verify", record, "--views")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    record, file = tmp_path / "a.dalel", tmp_path / "report.txt"
    file.write_text(REPORT, "utf-8")
    dalel("init", record)
    dalel("add", file, "-r", record)
    return record


def test_a_whole_record_passes_and_its_last_hash_is_printed(small: Path) -> None:
    result = dalel("verify", small, "--views")
    assert result.returncode == 0, result.stderr
    assert "everything derived is what the log gives" in result.stdout
    assert len(result.stdout.split("last entry: ")[1].strip()) == 64


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE statements SET quote = 'nothing happened' WHERE row = 1", "statements: 1 rows"),
        ("UPDATE figures SET standing = 'corroborated'", "figures: 1 rows"),
        ("DELETE FROM events", "are missing"),
        ("DROP TRIGGER log_is_never_shortened", "the trigger log_is_never_shortened was removed"),
    ],
)
def test_altered_views_and_removed_guards_are_found(small: Path, change: str, problem: str) -> None:
    result = altered(small, change)
    assert result.returncode == 1
    assert problem in result.stderr


def test_a_record_derived_by_another_version_says_to_rebuild_and_a_rebuild_cures_it(small: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(small)
    connection.execute("UPDATE derived SET version = 'older'")
    connection.commit()
    connection.close()
    result = dalel("events", "-r", small)
    assert result.returncode == 2
    assert f"dalel rebuild -r {small}" in result.stderr
    assert dalel("rebuild", "-r", small).returncode == 0
    assert dalel("events", "-r", small).returncode == 0


def test_a_lost_text_stops_a_rebuild_in_one_line_with_nothing_changed(small: Path) -> None:
    import sqlite3

    before = dalel("events", "-r", small).stdout
    connection = sqlite3.connect(small)
    connection.execute("UPDATE texts SET zstd = x'00'")
    connection.commit()
    connection.close()
    result = dalel("rebuild", "-r", small)
    assert result.returncode == 2
    assert "damaged" in result.stderr
    assert "Traceback" not in result.stderr
    assert dalel("events", "-r", small).stdout == before


def test_a_killed_init_leaves_no_half_made_record(tmp_path: Path) -> None:
    import random
    import signal
    import time

    chance, path = random.Random(3), tmp_path / "a.dalel"
    for _ in range(15):
        process = subprocess.Popen([sys.executable, "-c", f"from dalel.cli import main; main(['init', {str(path)!r}])"])
        time.sleep(chance.uniform(0.05, 0.35))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if path.exists():
            assert dalel("events", "-r", path).returncode == 0
            path.unlink()


def test_a_record_that_cannot_be_written_can_be_read(small: Path) -> None:
    import os

    if os.geteuid() == 0:
        pytest.skip("root can write everywhere")
    before = dalel("events", "-r", small).stdout
    small.chmod(0o400)
    small.parent.chmod(0o500)
    assert dalel("events", "-r", small).stdout == before


def test_russian_words_are_found_in_other_cases(demo: Path) -> None:
    found = [row["quote"] for row in rows("statements", "-r", demo, "--text", "полиция")]
    assert any("полиции" in quote.lower() or "полицию" in quote.lower() for quote in found)


def test_places_are_found_without_regard_to_case_in_every_script(demo: Path) -> None:
    assert rows("events", "-r", demo, "--place", "ALMATY") == rows("events", "-r", demo, "--place", "almaty") != []
