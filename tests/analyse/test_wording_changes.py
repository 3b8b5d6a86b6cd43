"""Since when somebody speaks otherwise: planted changes are found, shuffled ones are not."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.weighing.wording import documents_shuffled
from dalel.analyse import wording
from dalel.analyse.changes import MOST_FALSE, Change, change_json, changes, false_discovery
from dalel.record import tracking
from dalel.record.store import Record
from tests.analyse.labels import Row, label, series

SHUFFLES = 200
END = "2022-12-31T00:00:00Z"
PLANTED = ["protester"] * 20 + ["terrorist"] * 20


@pytest.fixture(scope="module")
def sample_rows(tmp_path_factory: pytest.TempPathFactory, sample_documents: list[object]) -> list[Row]:
    from tests.conftest import fill

    with fill(tmp_path_factory.mktemp("wording") / "sample.dalel", sample_documents) as record:  # type: ignore[arg-type]
        return tracking.labels(record.connection, END)


def told(found: list[Change]) -> set[tuple[str, str, str, str]]:
    return {(one.by, one.name, one.group, one.word) for one in found}


def test_a_planted_change_is_found_with_its_evidence() -> None:
    found = changes(series(PLANTED))
    rise = next(one for one in found if one.word == "terrorist")
    assert rise.since == label(20, "terrorist")["known_at"]
    assert rise.last_before == label(19, "protester")["known_at"]
    assert (rise.before.count, rise.before.total) == (0, 20)
    assert (rise.after.count, rise.after.total) == (20, 20)
    assert rise.first["row"] == 20
    assert rise.first["document"] == 20
    assert rise.p < 0.001
    assert rise.q <= MOST_FALSE
    shown = change_json(rise)
    assert shown["after"]["low"] > shown["before"]["high"]
    assert {"id", "document", "quote", "known_at", "source", "voice"} <= set(shown["first"])


def test_the_first_use_is_told_even_before_the_change() -> None:
    found = next(one for one in changes(series(["terrorist", *PLANTED])) if one.word == "terrorist")
    assert found.first["row"] == 0
    assert found.before.count == 1


def test_words_within_a_family_change_too() -> None:
    found = changes(series(["rioter"] * 20 + ["terrorist"] * 20))
    assert told(found) == {("source", "A", "participants", "rioter"), ("source", "A", "participants", "terrorist")}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        series(["protester"]),
        series(["protester"] * 40),
        series(["protester"] * 3 + ["terrorist"] * 3),
        series(["protester", "terrorist"] * 20),
        series(["protester"] * 4 + ["terrorist"] * 36, known_at="2022-01-01T00:00:00Z"),  # all at one moment
    ],
)
def test_little_or_steady_data_tells_no_change(rows: list[Row]) -> None:
    assert changes(rows) == []


def test_one_report_full_of_a_word_is_one_choice() -> None:
    rows = series(["protester"] * 20) + [
        label(30, "terrorist", passage=f"p{n}", start=n, row=100 + n) for n in range(20)
    ]
    assert changes(rows) == []


def test_ten_copies_of_a_report_do_not_make_a_change() -> None:
    rows = series(["protester"] * 12) + series(["terrorist"] * 12, first=12, passage="wire")
    assert changes(rows) == []


def test_a_source_that_begins_to_speak_is_no_change() -> None:
    rows = series(["protester"] * 30) + series(["terrorist"] * 30, first=30, source="B")
    assert changes(rows) == []


def test_sources_that_change_together_are_a_change_of_their_affiliation() -> None:
    rows = [
        row
        for place, source in enumerate("ABCDEF")
        for row in series((["protester"] * 4 + ["terrorist"] * 4), source=source, first=0)
        for row in [{**row, "row": row["row"] + 100 * place, "document": row["row"] + 100 * place, "passage": ""}]
    ]
    assert ("affiliation", "state", "participants", "terrorist") in told(changes(rows))


def test_both_sides_of_a_pair_are_treated_alike() -> None:
    """Exchange the groups with their words, and the result is the same with groups exchanged."""
    people = series(["protester"] * 15 + ["rioter"] * 15)
    forces = [
        {**row, "group": "state_forces", "lemma": {"protester": "police", "rioter": "punisher"}[row["lemma"]]}
        for row in people
    ]
    seen = [[(one.p, one.q, one.since, one.before.interval) for one in changes(rows)] for rows in (people, forces)]
    assert seen[0]
    assert seen[0] == seen[1]


def test_changes_do_not_depend_on_the_order_of_rows() -> None:
    rows = series(PLANTED) + series(PLANTED, source="B", first=100)
    shuffled = random.Random(7).sample(rows, len(rows))
    assert changes(rows) == changes(shuffled)


def test_false_discovery_rates_are_benjamini_and_hochbergs() -> None:
    assert false_discovery([]) == []
    assert false_discovery([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


@given(st.lists(st.floats(0.0001, 1.0), min_size=1, max_size=30))
def test_a_false_discovery_rate_is_never_below_its_p_and_keeps_the_order(ps: list[float]) -> None:
    qs = false_discovery(ps)
    assert all(q >= p - 1e-12 for p, q in zip(ps, qs, strict=True))
    ordered = [q for _, q in sorted(zip(ps, qs, strict=True))]
    assert ordered == sorted(ordered)


def test_the_shift_of_the_sample_record_is_found_as_of_the_hours_that_can_know_it(sample_rows: list[Row]) -> None:
    """From the evening of 5 January on, who protests is called rioter, attacker, bandit, terrorist."""

    def as_of(moment: str) -> list[Change]:
        return changes(row for row in sample_rows if row["known_at"] <= moment)

    assert as_of("2022-01-05T12:00:00Z") == []
    assert as_of("2022-01-05T18:00:00Z") == []
    found = as_of("2022-01-20T00:00:00Z")
    assert {("all", "all", "participants", word) for word in ("protesting", "violent")} <= told(found)
    for one in found:
        assert "2022-01-05T12:00:00Z" < one.since < "2022-01-06T06:00:00Z"
        part = one.after.part - one.before.part
        assert part > 0.4 if one.word == "violent" else part < -0.4
        assert one.before.interval[1] < one.after.interval[0] or one.after.interval[1] < one.before.interval[0]


def _words_shuffled(rows: list[Row], chance: random.Random) -> list[Row]:
    """Each source's words for a group stand in each other's places."""
    words: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows:
        words.setdefault((row["source"], row["group"]), []).append((row["lemma"], row["term"]))
    for said in words.values():
        chance.shuffle(said)
    moved = [words[row["source"], row["group"]].pop() for row in rows]
    return [{**row, "lemma": lemma, "term": term} for row, (lemma, term) in zip(rows, moved, strict=True)]


@pytest.mark.parametrize("shuffled", [documents_shuffled, _words_shuffled])
def test_shuffled_samples_hardly_ever_tell_a_change(
    sample_rows: list[Row], shuffled: Callable[[list[Row], random.Random], list[Row]]
) -> None:
    alarms = sum(bool(changes(shuffled(sample_rows, random.Random(seed)))) for seed in range(SHUFFLES))
    assert alarms <= MOST_FALSE * SHUFFLES


LABELS = st.builds(
    lambda row, lemma, source, hour, passage: label(
        row,
        lemma,
        source=source,
        known_at=f"2022-01-01T{hour:02}:00:00Z",
        passage=passage,
        document=hour * 10 + ord(source),
    ),
    st.integers(0, 500),
    st.sampled_from(["protester", "terrorist", "rioter", "martyr"]),
    st.sampled_from("ABC"),
    st.integers(0, 23),
    st.sampled_from(["", "x", "y", "z"]),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(LABELS, max_size=60, unique_by=lambda row: row["row"]))
def test_any_rows_give_changes_whose_counts_add_up(rows: list[Row]) -> None:
    for change in changes(rows):
        group = [use for use in wording.uses(rows, change.by) if change.by == "all" or use.name == change.name]
        assert change.before.total + change.after.total == len(group)
        assert 0 < change.p <= change.q <= MOST_FALSE


def test_the_command_lists_changes_with_the_first_statement(tmp_path: Path) -> None:
    import json

    from click.testing import CliRunner

    from dalel.cli import main
    from tests.conftest import fill, report

    told_as = {"protester": "Protesters", "terrorist": "Terrorists"}
    items = [
        report(
            f"{told_as[lemma]} met in the square number {n}.", f"2022-01-{1 + n // 2:02}T{12 * (n % 2):02}:00:00+00:00"
        )
        for n, lemma in enumerate(PLANTED)
    ]
    path = tmp_path / "record.dalel"
    fill(path, items).close()
    run = CliRunner().invoke(main, ["wording", "-r", str(path), "--changes", "--json"])
    assert run.exit_code == 0, run.output
    found = [json.loads(line) for line in run.output.splitlines()]
    assert {one["word"] for one in found} == {"protester", "terrorist"}
    rise = next(one for one in found if one["after"]["count"] > one["before"]["count"])
    assert rise["since"] == "2022-01-11T00:00:00Z"
    assert rise["first"]["quote"] == "Terrorists"
    with Record.open(path) as record:
        (row,) = [r for r in tracking.labels(record.connection, END) if r["document"] == rise["first"]["document"]]
    assert row["id"] == rise["first"]["id"]
    text = CliRunner().invoke(main, ["wording", "-r", str(path), "--changes"]).output
    assert "0 of 20 (0 to 16 %) before, 20 of 20 (84 to 100 %) since" in text
    assert CliRunner().invoke(main, ["wording", "-r", str(path), "--changes", "--per", "day"]).exit_code == 2
    by_affiliation = CliRunner().invoke(
        main, ["wording", "-r", str(path), "--changes", "--by", "affiliation", "--json"]
    )
    assert by_affiliation.output == ""  # one source: its change is not told again for an affiliation
