"""`dalel read --explain` as a desk sees it: the text with marks, and the reasons below each sentence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dalel.cli.explain import Explained
from dalel.extract.actors import NO_BOOK
from dalel.model import Document
from dalel.pipeline import read_with

REPORT = "At least 26 people have been killed in Almaty, the Interior Ministry said. Police may have opened fire.\n"


def dalel(*arguments: str | Path) -> str:
    command = [sys.executable, "-c", "from dalel.cli import main; main(prog_name='dalel')", *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return result.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


def lines(text: str, language: str = "en") -> list[str]:
    published = datetime(2022, 1, 7, 6, tzinfo=UTC)
    document = Document("a desk", text, language, published, published_at=published)
    return [line.plain for line in Explained(document, read_with(document, []), NO_BOOK).lines()]


def test_a_pipe_gets_the_text_with_numbered_brackets_and_no_colour(file: Path) -> None:
    shown = dalel("read", file, "--published", "2022-01-07T12:00:00+06:00", "--explain")
    assert "At least [1: 26] people have been killed in Almaty, the Interior Ministry said." in shown
    assert "\x1b" not in shown


def test_below_a_sentence_each_statement_tells_its_rule_voice_certainty_place_and_time(file: Path) -> None:
    shown = dalel("read", file, "--published", "2022-01-07T12:00:00+06:00", "--explain")
    figure = shown[shown.index("[1] figure") : shown.index("[2] ")]
    assert "killed >= 26 to ? people  figures.subject" in figure
    assert re.search(r"“killed” says what is counted: killed  en/measures\.tsv:\d+ killed", figure)
    assert re.search(r"who says +Interior Ministry\n", figure)
    assert re.search(r"how sure +CT\+, said as a fact: nothing here takes away from it", figure)
    assert re.search(r"where +Almaty, KZ: “Almaty” is said in this sentence", figure)
    assert re.search(r"“may” makes it only possible  en/factuality\.tsv:\d+ may", shown)


def test_json_has_the_explanation_only_when_it_is_asked_for(file: Path) -> None:
    plain = json.loads(dalel("read", file, "--json"))
    told = json.loads(dalel("read", file, "--json", "--explain"))
    for one, other in zip(plain["statements"], told["statements"], strict=True):
        why = other.pop("explanation")
        assert one == other
        assert set(why) == {"sentence", "core", "found", "voice", "factuality", "place", "time"}
        assert REPORT[why["core"]["start"] : why["core"]["end"]] == why["core"]["text"]
        assert set(why["found"]) == {"text", "clues", "votes"}
        assert set(why["found"]["clues"][0]) == {"because", "words", "line"}


def test_the_text_is_whole_with_marks_taken_out() -> None:
    shown = [line for line in lines(REPORT) if re.match(r" +\d+ ", line)]
    text = " ".join(re.sub(r"\[[\d,]+: |\]", "", line.strip().split(" ", 1)[1]) for line in shown)
    assert text == REPORT.strip()


def test_on_a_terminal_what_reasons_cite_is_underlined() -> None:
    published = datetime(2022, 1, 7, 6, tzinfo=UTC)
    document = Document("a desk", REPORT, "en", published, published_at=published)
    line = next(Explained(document, read_with(document, []), NO_BOOK).lines())
    underlined = {line.plain[span.start : span.end] for span in line.spans if "underline" in str(span.style)}
    assert {"At least", "killed", "Almaty", "the Interior Ministry", "said"} <= underlined


def test_words_that_two_statements_rest_on_name_both() -> None:
    shown = "\n".join(lines("Protests shook the city on Monday."))
    assert "[1,2: Protests] shook the city" in shown


def test_what_a_model_saw_is_told_once_and_then_pointed_to() -> None:
    text = "В Караганде полиция открыла огонь. Вечером солдаты открыли огонь."
    shown = [line for line in lines(text, "ru") if "model ru/names.crf" in line and "Караганде" in line]
    assert "; for: +" in shown[0]
    assert shown[1:] and all(line.endswith("; for what it saw, see [2]") for line in shown[1:])


def test_nothing_in_a_text_can_steer_the_terminal() -> None:
    shown = "\n".join(lines("Police \x1b[31mopened fire in Almaty.\nThe \x07 crowd was shot at.")).replace("\n", "")
    assert shown.isprintable()


def test_a_language_that_is_not_read_is_shown_without_statements() -> None:
    assert lines("Die Polizei schoss.", "de") == ["0 statements, language de"]
