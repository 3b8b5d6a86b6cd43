"""How what a source told fared afterwards: counts, the same formula for all, as of any moment."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dalel.analyse.track import COUNTS, Told, Track, track_json, tracks
from dalel.cli import main
from dalel.model import FOREVER, Document, Source
from dalel.record import tracking
from dalel.record.store import Record
from tests.conftest import fill, report

T = "2022-01-20T00:00:00Z"


def said(row: int, source: str, /, **changes: Any) -> Told:
    """A statement of one event, an hour after the last one; its origin is its source."""
    values: dict[str, Any] = {
        "kind": "event",
        "thing": "e1",
        "row": row,
        "id": f"{row:04}",
        "document": row,
        "source": source,
        "origin": source.lower(),
        "role": "author",
        "passage": "",
        "factuality": "CT+",
        "low": None,
        "high": None,
        "known_at": f"2022-01-{1 + row // 24:02}T{row % 24:02}:00:00Z",
        "believed_to": FOREVER,
    }
    return Told(**{**values, **changes})


def number(row: int, source: str, low: float, /, **changes: Any) -> Told:
    return said(row, source, kind="figure", thing="f1", low=low, high=low, **changes)


def counted(found: dict[str, Track], name: str) -> dict[str, tuple[int, int]]:
    return {source: (getattr(track, name).count, getattr(track, name).of) for source, track in found.items()}


def test_who_tells_first_what_another_tells_later_is_first_and_corroborated() -> None:
    found = tracks([said(1, "A"), said(2, "B"), said(3, "C")], [], [], T)
    assert counted(found, "first") == {"A": (1, 1), "B": (0, 1), "C": (0, 1)}
    assert counted(found, "corroborated") == {"A": (1, 1), "B": (1, 1), "C": (0, 1)}


def test_what_nobody_else_tells_is_not_first() -> None:
    found = tracks([said(1, "A")], [], [], T)
    assert counted(found, "first") == {"A": (0, 1)}
    assert counted(found, "alone") == {"A": (1, 1)}


def test_ten_copies_neither_corroborate_nor_tell() -> None:
    copies = [said(row, f"Outlet {row}", passage="wire") for row in range(2, 12)]
    found = tracks([said(1, "Agency", passage="wire"), *copies], [], [], T)
    assert found["Agency"].events == 1
    assert found["Agency"].corroborated.count == 0
    assert found["Agency"].alone.count == 1
    assert {(track.events, track.carried) for name, track in found.items() if name != "Agency"} == {(0, 1)}


def test_who_first_publishes_a_ministrys_word_told_it_and_the_next_only_carried_it() -> None:
    words = {"origin": "ministry", "role": "named"}
    found = tracks([said(1, "A", **words), said(2, "B", **words)], [], [], T)
    assert (found["A"].events, found["A"].carried) == (1, 0)
    assert (found["B"].events, found["B"].carried) == (0, 1)


def test_a_second_voice_in_the_same_source_corroborates_nothing() -> None:
    found = tracks([said(1, "A"), said(2, "A", origin="ministry", role="named")], [], [], T)
    assert counted(found, "corroborated") == {"A": (0, 1)}


@pytest.mark.parametrize(
    ("second", "at", "expected"),
    [
        (1 + 48, T, (0, 1)),  # told by another within 48 hours
        (1 + 49, T, (1, 1)),  # later: it stood alone till then
        (1 + 49, "2022-01-03T00:59:59Z", (0, 0)),  # nobody can say yet
        (1 + 49, "2022-01-03T01:00:00Z", (1, 1)),
    ],
)
def test_alone_is_what_has_one_origin_after_48_hours(second: int, at: str, expected: tuple[int, int]) -> None:
    rows = [row for row in (said(1, "A"), said(second, "B")) if row.known_at <= at]
    assert counted(tracks(rows, [], [], at), "alone")["A"] == expected


def test_what_another_denies_is_contradicted_whoever_spoke_first() -> None:
    for denial in (0, 2):
        rows = sorted([said(1, "A"), said(denial, "B", factuality="CT-")], key=lambda row: row.known_at)
        found = tracks(rows, [], [], T)
        assert counted(found, "contradicted") == {"A": (1, 1)}
        assert counted(found, "withdrew") == {"A": (0, 1)}


def test_who_denies_what_it_told_withdrew_and_was_not_contradicted() -> None:
    found = tracks([said(1, "A"), said(2, "A", factuality="CT-")], [], [], T)
    assert counted(found, "withdrew") == {"A": (1, 1)}
    assert counted(found, "contradicted") == {"A": (0, 1)}


def test_a_voice_takes_back_what_a_source_told_for_it_also_elsewhere() -> None:
    words = {"origin": "ministry", "role": "named"}
    found = tracks([said(1, "A", **words), said(2, "B", factuality="CT-", **words)], [], [], T)
    assert counted(found, "withdrew") == {"A": (1, 1)}


def test_a_page_that_says_it_no_more_withdrew_it_from_then_on() -> None:
    row = said(1, "A", believed_to="2022-01-02T00:00:00Z")
    assert counted(tracks([row], [], [], "2022-01-01T23:59:59Z"), "withdrew") == {"A": (0, 1)}
    assert counted(tracks([row], [], [], "2022-01-02T00:00:00Z"), "withdrew") == {"A": (1, 1)}
    still = said(26, "A", row=2, id="0002")
    assert counted(tracks([row, still], [], [], T), "withdrew") == {"A": (0, 1)}


def test_a_number_put_right_on_its_page_is_a_correction() -> None:
    first = number(1, "A", 13, believed_to="2022-01-02T00:00:00Z")
    assert counted(tracks([], [first, number(24, "A", 18)], [], T), "withdrew") == {"A": (1, 1)}
    assert counted(tracks([], [first, number(24, "A", 13)], [], T), "withdrew") == {"A": (0, 1)}


def test_to_deny_another_number_contradicts_nobody() -> None:
    rows = [number(1, "A", 164), number(2, "B", 103, factuality="CT-")]
    assert counted(tracks([], rows, [], T), "contradicted") == {"A": (0, 1)}
    rows = [number(1, "A", 164), number(2, "B", 164, factuality="CT-")]
    assert counted(tracks([], rows, [], T), "contradicted") == {"A": (1, 1)}


@pytest.mark.parametrize(("standing", "name"), [("contested", "contradicted"), ("withdrawn", "withdrew")])
def test_a_figure_that_stood_contested_or_withdrawn_counts_for_who_told_it_before_that_ended(
    standing: str, name: str
) -> None:
    state = {
        "figure": "f1",
        "standing": standing,
        "known_at": "2022-01-01T03:00:00Z",
        "believed_to": "2022-01-01T05:00:00Z",
    }
    found = tracks([], [number(1, "A", 26), number(4, "B", 164), number(6, "C", 164)], [state], T)
    assert counted(found, name) == {"A": (1, 1), "B": (1, 1), "C": (0, 1)}


def test_each_count_leads_to_its_statements() -> None:
    shown = track_json(tracks([said(1, "A"), said(2, "B")], [], [], T)["A"])
    assert shown["first"] == {"count": 1, "of": 1, "statements": [{"document": 1, "id": "0001"}]}
    assert set(shown) == {"events", "figures", "carried", *COUNTS}


@st.composite
def _rows(draw: st.DrawFn) -> list[Told]:
    kinds = st.tuples(
        st.sampled_from(["e1", "e2", "e3"]),
        st.sampled_from("ABC"),
        st.sampled_from(["x", "y", "z", None]),
        st.sampled_from(["CT+", "PR+", "CT-"]),
        st.sampled_from(["", "p", "q"]),
        st.integers(0, 100),
        st.one_of(st.none(), st.integers(1, 60)),
    )
    made = []
    for place, (thing, source, origin, factuality, passage, hour, lasts) in enumerate(
        draw(st.lists(kinds, max_size=25))
    ):
        ends = FOREVER if lasts is None else said(hour + lasts, source).known_at
        about = {"thing": thing, "row": place, "id": f"{place:04}", "document": place, "believed_to": ends}
        spoken = {"origin": origin or source.lower(), "factuality": factuality, "passage": passage}
        made.append(said(hour, source, **about, **spoken))
    return sorted(made, key=lambda row: (row.thing, row.known_at, row.source, row.id))


@given(_rows(), st.permutations("ABC"))
def test_renaming_sources_renames_the_counts_and_nothing_else(rows: list[Told], names: list[str]) -> None:
    """No source is treated otherwise than another; the order of names decides only between equal moments."""
    apart = [row._replace(known_at=row.known_at[:-3] + f"{row.row:02}Z") for row in rows]
    ordered = sorted(apart, key=lambda row: (row.thing, row.known_at))
    other = dict(zip("ABC", names, strict=True))
    renamed = [row._replace(source=other[row.source]) for row in ordered]
    before, after = tracks(ordered, [], [], T), tracks(renamed, [], [], T)
    assert {other[name]: _counts(track) for name, track in before.items()} == {
        name: _counts(track) for name, track in after.items()
    }


@given(_rows())
def test_no_count_is_more_than_what_it_is_of(rows: list[Told]) -> None:
    for track in tracks(rows, [], [], T).values():
        assert track.first.count <= track.corroborated.count <= track.events
        assert track.alone.of <= track.events
        assert all(getattr(track, name).count <= getattr(track, name).of for name in COUNTS)


def _counts(track: Track) -> list[tuple[int, int]]:
    return [(getattr(track, name).count, getattr(track, name).of) for name in COUNTS]


def _record_tracks(record: Record, at: str) -> dict[str, Any]:
    events, figures = (tracking.told(record.connection, at, kind) for kind in ("event", "figure"))
    found = tracks(events, figures, tracking.disputed_figures(record.connection, at), at)
    # Entries of the log have other numbers in another record.
    return {name: (track.events, track.figures, track.carried, _counts(track)) for name, track in found.items()}


def test_as_of_gives_what_a_record_of_only_the_earlier_documents_gives(
    tmp_path: Path, sample_documents: list[Document | Source]
) -> None:
    at = "2022-01-09T12:00:00Z"
    moment = datetime(2022, 1, 9, 12, tzinfo=UTC)

    def known(item: Document | Source) -> bool:
        if isinstance(item, Source):
            return True
        published = item.updated_at or item.published_at
        return published is not None and published <= moment

    with fill(tmp_path / "whole.dalel", sample_documents) as whole:
        seen = _record_tracks(whole, at)
        one = tracking.told(whole.connection, at, "event", "Steppe Wire")
        alone = tracks(one, [], [], at)["Steppe Wire"]
    with fill(tmp_path / "early.dalel", [item for item in sample_documents if known(item)]) as early:
        assert _record_tracks(early, at) == seen
    assert seen["Steppe Wire"][0] == alone.events  # what only it spoke of is enough for its own record


def test_the_retracted_toll_of_the_sample_was_withdrawn(
    tmp_path: Path, sample_documents: list[Document | Source]
) -> None:
    path = tmp_path / "sample.dalel"
    with fill(path, sample_documents) as record:
        at = "2022-01-12T00:00:00Z"
        figures = tracking.told(record.connection, at, "figure")
        found = tracks([], figures, tracking.disputed_figures(record.connection, at), at)
    assert 164 in {one.low for one in found["Kerege TV"].withdrew.behind}
    run = CliRunner().invoke(main, ["sources", "-r", str(path), "--as-of", "2022-01-12", "--json"])
    rows = {row["name"]: row for row in map(json.loads, run.output.splitlines())}
    assert {"name", "kind", "documents", "statements", "track"} <= set(rows["Kerege TV"])
    assert rows["Kerege TV"]["track"]["withdrew"]["count"] >= 1
    assert rows["Kerege TV"]["track"]["withdrew"]["statements"][0].keys() == {"document", "id"}
    assert "later corroborated" in CliRunner().invoke(main, ["sources", "-r", str(path)]).output


def test_a_source_without_statements_has_an_empty_track_record(tmp_path: Path) -> None:
    path = tmp_path / "record.dalel"
    fill(path, [report("Nothing at all.", source="Quiet")]).close()
    run = CliRunner().invoke(main, ["sources", "-r", str(path), "--json", "--as-of", "0001-01-01T00:00"])
    assert run.exit_code == 0
    run = CliRunner().invoke(main, ["sources", "-r", str(path), "--json"])
    (row,) = map(json.loads, run.output.splitlines())
    assert row["track"]["first"] == {"count": 0, "of": 0, "statements": []}
