"""The table of reading benchmarks says what is missed, what is absent and what a peer could not do."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.reading import peers
from benchmarks.reading.peer_child import NOT_INSTALLED, PEERS, _placed
from benchmarks.reading.table import Bar, Peer, Row, bars, lost, text, unused

ROW = Row("times", "some texts", "F1", 0.91, (Peer("clock", 0.5), Peer("sundial", None, "not installed")))
SPEED = Row("speed", "some texts", "CPU ms", 21.0)


def bar(row: Row, value: float, *, at_most: bool = False, met: bool = True) -> dict[tuple[str, str, str], Bar]:
    return {row.key: Bar(row.key, value, at_most, met)}


def test_a_bar_that_was_met_and_is_missed_now_is_lost() -> None:
    assert lost([ROW], bar(ROW, 0.92)) == ["times / some texts / F1: 0.910, was at least 0.920"]
    assert lost([SPEED], bar(SPEED, 20, at_most=True)) == ["speed / some texts / CPU ms: 21.0, was at most 20.0"]


def test_a_bar_that_is_reached_or_never_was_is_not_lost() -> None:
    assert not lost([ROW], bar(ROW, 0.91))
    assert not lost([ROW], bar(ROW, 0.95, met=False))
    assert not lost([SPEED], bar(SPEED, 21, at_most=True))


def test_a_bar_of_a_measured_task_without_a_row_is_named_and_of_another_task_is_not() -> None:
    misspelt = Row("times", "some texts", "F2", 0.9)
    assert unused([ROW], bar(misspelt, 0.9)) == ["times / some texts / F2"]
    assert not unused([ROW], bar(SPEED, 20))


def test_the_table_shows_figure_bar_and_peers_and_why_a_peer_has_no_figure() -> None:
    lines = text([ROW, SPEED], bar(ROW, 0.92)).splitlines()
    assert " ".join(lines[1].split()) == (
        "times some texts F1 0.910 >= 0.920 missed clock 0.500; sundial (not installed)"
    )
    assert " ".join(lines[2].split()) == "speed some texts CPU ms 21.0"


def test_every_bar_of_the_repository_can_be_read() -> None:
    assert len(bars()) > 10


def test_a_bar_says_at_least_or_at_most(tmp_path: Path) -> None:
    path = tmp_path / "bars.toml"
    path.write_text('[[bar]]\ntask = "a"\ndata = "b"\nmeasure = "c"\nmet = false\n')
    with pytest.raises(ValueError, match="a / b / c needs one of at_least and at_most"):
        bars(path)


def test_peers_are_not_asked_without_a_python_and_say_so_where_they_are_not_installed() -> None:
    assert peers.ask("geotext", [], [("Almaty", None)]).problem == "not asked: no --peers"
    if subprocess.run([sys.executable, "-c", "import geotext"], capture_output=True, check=False).returncode:
        answers = peers.ask("geotext", [sys.executable], [("Almaty", date(2022, 1, 5))])
        assert (answers.found, answers.problem) == (None, "not installed")


def test_a_peer_answers_each_text_in_its_turn(tmp_path: Path) -> None:
    (tmp_path / "geotext.py").write_text(
        "class GeoText:\n"
        "    def __init__(self, text):\n"
        "        self.cities = [word for word in text.split() if word in ('Aktau', 'Oral')]\n"
        "        self.countries = []\n"
    )
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    answers = peers.ask("geotext", [str(python)], [("From Aktau to Oral", None), ("Nowhere", None)])
    assert answers.found == [
        [{"start": 5, "end": 10, "name": "Aktau"}, {"start": 14, "end": 18, "name": "Oral"}],
        [],
    ]


def test_names_are_placed_in_the_order_of_the_text() -> None:
    assert list(_placed("a b a c", ["a", "a", "d", "c"])) == [(0, 1), (4, 5), (6, 7)]


def test_the_exit_code_of_a_peer_that_is_missing_is_not_that_of_a_failure() -> None:
    assert NOT_INSTALLED not in (0, 1, 2)
    assert "geotext" in PEERS
