"""Who demanded or promised what, until when, and what was reported of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.analyse.promises import Pledge, listed
from dalel.analyse.promises_made import made
from dalel.analyse.questions_json import pledge_json
from dalel.extract.language import languages
from dalel.model import Document
from dalel.record.asking import Desk
from tests.analyse.test_questions import paper
from tests.conftest import fill, report

LATER = "2022-03-01T00:00:00Z"
DEMAND = "The union in Aktau demanded that the company pay the wages of oil workers by January 10."
KEPT = "Oil workers in Aktau received their wages on Monday, the company paid them in full."
BROKEN = "The company in Aktau has not paid the wages of the oil workers, the union said."


def pledges(folder: Path, documents: Iterable[Document], at: str = LATER) -> list[Pledge]:
    with fill(folder / "record.dalel", documents) as record:
        return listed(Desk(record.connection, at))


def told(text: str, published: str = "2022-01-12T12:00:00+06:00", source: str = "Other Wire") -> Document:
    return report(text, published, source=source)


@pytest.mark.parametrize(
    ("language", "text", "kind", "until"),
    [
        ("en", "The union demanded that police release the detained by 10 January.", "demand", "2022-01-10"),
        ("en", "We ask the Interior Ministry to publish a list within 72 hours.", "demand", "2022-01-09"),
        ("en", "The governor promised to restore power by Friday.", "promise", "2022-01-07"),
        ("en", "The minister promised to meet the strikers.", "promise", None),
        ("ru", "Профсоюз потребовал освободить задержанных до 10 января.", "demand", "2022-01-10"),
        ("ru", "Губернатор пообещал восстановить электричество в течение трёх дней.", "promise", "2022-01-09"),
        ("ru", "Женщины требуют до вечера вывесить списки.", "demand", "2022-01-06"),
        ("kk", "Кәсіподақ ұсталғандарды 10 қаңтарға дейін босатуды талап етті.", "demand", "2022-01-10"),
        ("kk", "Әкім үш күн ішінде жарық қосуға уәде берді.", "promise", "2022-01-09"),
    ],
)
def test_a_demand_or_promise_stands_with_its_term(
    tmp_path: Path, language: str, text: str, kind: str, until: str | None
) -> None:
    (found,) = pledges(tmp_path, [report(text, language=language)])
    assert found.kind == kind
    assert (found.term.day if found.term else None) == until
    assert found.made[0].sentence.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "An official, who asked not to be named, said the airport was closed.",
        "Calls to the Health Ministry were not answered.",
        "The company paid the wages by January 10.",
        "It is not known whether the government will restore the cap.",
        "Fuel is in demand in Almaty.",
    ],
)
def test_what_only_looks_like_a_demand_or_promise_is_none(tmp_path: Path, text: str) -> None:
    assert pledges(tmp_path, [report(text)]) == []


def test_who_reports_a_demand_does_not_make_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (reported,) = pledges(
        tmp_path / "a", [report("Calls were heard to release the detained; people demand justice now.")]
    )
    assert reported.by != "Steppe Wire"
    (own,) = pledges(tmp_path / "b", [report("We demand the release of the detained.", source="Open Monitor")])
    assert own.by == "Open Monitor"


def test_a_demand_says_who_and_of_whom(tmp_path: Path) -> None:
    (found,) = pledges(tmp_path, [report("Protesters urged the government to lift the curfew.")])
    assert found.by == "Protesters"
    assert "government" in " ".join(found.of)


def test_copies_of_a_demand_are_one_with_all_who_report_it(tmp_path: Path) -> None:
    texts = [DEMAND] * 3
    copies = [report(text, f"2022-01-06T1{hour}:00:00+06:00", source=f"Wire {hour}") for hour, text in enumerate(texts)]
    (found,) = pledges(tmp_path, copies)
    assert len(found.made) == 3


def test_a_demand_is_due_once_its_term_has_passed_and_nothing_is_reported(tmp_path: Path) -> None:
    with fill(tmp_path / "record.dalel", [report(DEMAND)]) as record:
        states = [
            listed(Desk(record.connection, at))[0].state for at in ("2022-01-10T20:00:00Z", "2022-01-11T01:00:00Z")
        ]
    assert states == ["open", "due"]


@pytest.mark.parametrize(("text", "state"), [(KEPT, "reported kept"), (BROKEN, "reported broken")])
def test_what_came_of_it_is_what_a_voice_reports(tmp_path: Path, text: str, state: str) -> None:
    (found,) = pledges(tmp_path, [report(DEMAND), told(text)])
    assert found.state == state
    (outcome,) = found.outcomes
    assert outcome.sentence.quote == text
    assert outcome.voice in ("Other Wire", "union", "company")
    assert outcome.late
    assert sum(weight for _, weight in outcome.reasons) == outcome.score


def test_an_outcome_does_not_count_before_it_was_known(tmp_path: Path) -> None:
    (found,) = pledges(tmp_path, [report(DEMAND), told(KEPT)], at="2022-01-09T00:00:00Z")
    assert found.outcomes == ()
    assert found.state == "open"


def test_voices_that_report_the_contrary_leave_it_disputed(tmp_path: Path) -> None:
    (found,) = pledges(tmp_path, [report(DEMAND), told(KEPT), told(BROKEN, source="Third Wire")])
    assert found.state == "disputed"
    assert {one.says for one in found.outcomes} == {"kept", "broken"}


def test_a_demand_said_again_is_no_outcome(tmp_path: Path) -> None:
    again = told("The union in Aktau again demanded that the company pay the wages of oil workers.")
    assert all(one.outcomes == () for one in pledges(tmp_path, [report(DEMAND), again]))


def test_news_of_something_else_is_no_outcome(tmp_path: Path) -> None:
    other = told("Police in Astana released ten students. The bridge has not been opened.")
    (found,) = [one for one in pledges(tmp_path, [report(DEMAND), other]) if one.kind == "demand"]
    assert found.outcomes == ()


def test_an_outcome_is_found_across_languages(tmp_path: Path) -> None:
    demand = report("The families in Aktau demanded that the mine publish a list of the miners by January 10.")
    outcome = report(
        "В Актау на шахте опубликовали список горняков.", "2022-01-09T12:00:00+06:00", language="ru", source="Лента"
    )
    (found,) = [one for one in pledges(tmp_path, [demand, outcome]) if one.kind == "demand"]
    assert [one.says for one in found.outcomes] == ["kept"]


@pytest.mark.parametrize("sides", [("Protesters", "police"), ("Police", "protesters"), ("Soldiers", "rebels")])
def test_a_demand_is_read_alike_whoever_makes_it(tmp_path: Path, sides: tuple[str, str]) -> None:
    demanding, asked = sides
    text = f"{demanding} demanded that the {asked} release the hostages by January 10."
    (found,) = pledges(tmp_path, [report(text)])
    assert (found.kind, found.by, found.term is not None) == ("demand", demanding, True)


def test_the_order_of_adding_changes_no_outcome(tmp_path: Path) -> None:
    shown = []
    documents = [report(DEMAND), told(KEPT), told(BROKEN, source="Third Wire")]
    for number, some in enumerate(itertools.permutations(documents)):
        folder = tmp_path / str(number)
        folder.mkdir()
        rows = [pledge_json(one) for one in pledges(folder, some)]
        for row in rows:
            for said in (*row["made"], *row["outcomes"]):
                del said["document"]  # its number in the log is the order of adding
        shown.append(rows)
    assert all(rows == shown[0] for rows in shown)


@given(st.text(max_size=400), st.sampled_from([*languages(), "fr"]))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_and_quoted_exactly(text: str, language: str) -> None:
    for one in made(paper(f"We demand it by Friday {text} until 5 May.", language)):
        sentence = one.sentence
        assert sentence.paper.text[sentence.start : sentence.end] == sentence.quote
