"""A desk's decisions, by the ids that listings print, in Python and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dalel import review
from dalel.cli import main
from dalel.model import About, Action
from dalel.record import log, queries, reviews
from dalel.record.moments import LAST
from dalel.record.queries import Filters
from dalel.record.store import Record
from tests.conftest import fill, report

NOW = datetime(2022, 2, 2, 12, tzinfo=UTC)
KILLED = report("Gunmen killed 3 people in Aktau on Wednesday, police said.")
DENIED = report("Nobody was killed in Aktau on Wednesday, the ministry said.", "2022-01-07T12:00:00+06:00", source="L")
MARCH = report("Hundreds of protesters marched in Almaty on Tuesday.", source="Ledger")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with fill(tmp_path / "a.dalel", [KILLED, DENIED, MARCH]) as record:
        yield record


def event_of(record: Record, type_: str) -> str:
    (event, *_) = queries.events(record.connection, LAST, Filters(type=type_))
    return str(event["event"])


def statements_of(record: Record, **filters: Any) -> list[dict[str, Any]]:
    return list(queries.statements(record.connection, LAST, Filters(**filters)))


def run(record: Record, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["review", *arguments, "-r", str(record.path)])


def test_a_decision_is_an_entry_of_the_log_under_the_reviewers_name(record: Record) -> None:
    made = review.verdict(record, Action.CONFIRM, event_of(record, "ASSAULT"), "  seen the video ")
    seq = review.decide(record, made, " R.  Editor", NOW)
    *_, entry = log.entries(record.connection)
    assert (entry.seq, entry.kind, entry.author, entry.at) == (seq, "review", "R. Editor", "2022-02-02T12:00:00Z")
    assert entry.body["note"] == "seen the video"
    assert list(log.problems(record.connection)) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "R\x00ed"])
def test_a_review_without_a_proper_name_is_refused(record: Record, name: str) -> None:
    made = review.verdict(record, Action.CONFIRM, event_of(record, "ASSAULT"))
    with pytest.raises(review.ReviewError, match="signed by name"):
        review.decide(record, made, name, NOW)


def test_an_event_is_pointed_to_by_its_first_statement_not_by_its_id(record: Record) -> None:
    made = review.verdict(record, Action.CONFIRM, event_of(record, "ASSAULT"))
    (anchor,) = made.targets
    row = reviews.statement(record.connection, anchor)
    assert (row["document"], made.about) == (1, About.EVENT)
    assert event_of(record, "ASSAULT") not in json.dumps(reviews.review_body(made))


def test_the_beginning_of_an_id_is_enough_and_too_little_of_it_is_said(record: Record) -> None:
    event = event_of(record, "ASSAULT")
    assert review.find(record, event[:12], About.EVENT).id == event
    with pytest.raises(review.ReviewError, match="write more of it") as refusal:
        review.find(record, event[:1], About.EVENT)
    assert "\n" not in str(refusal.value)


def test_an_unknown_id_is_said_in_one_line(record: Record) -> None:
    with pytest.raises(review.ReviewError, match="zzz: there is no event or figure with this id"):
        review.verdict(record, Action.DISPUTE, "zzz")


def test_a_statement_of_a_text_that_two_documents_share_is_named_with_its_document(tmp_path: Path) -> None:
    with fill(tmp_path / "b.dalel", [KILLED, report(KILLED.text, source="Copy")]) as record:
        id_ = statements_of(record, kind="figure")[0]["id"]
        with pytest.raises(review.ReviewError, match=f"statement 1/{id_}, statement 2/{id_}"):
            review.find(record, id_, About.STATEMENT)
        assert review.find(record, f"2/{id_[:8]}", About.STATEMENT).id == f"2/{id_}"


def test_an_event_is_not_merged_with_itself(record: Record) -> None:
    event = event_of(record, "ASSAULT")
    with pytest.raises(review.ReviewError, match="is the same event"):
        review.merge(record, event, event[:12])


def test_a_split_takes_only_statements_of_the_event_and_leaves_some(record: Record) -> None:
    event = event_of(record, "ASSAULT")
    held = [
        f"{row['document']}/{row['id']}" for row in queries.statements_about(record.connection, LAST, "event", event)
    ]
    foreign = statements_of(record, type="PROTEST")[0]["id"]
    with pytest.raises(review.ReviewError, match="is no statement of event"):
        review.split(record, event, [foreign])
    with pytest.raises(review.ReviewError, match="nothing would be left"):
        review.split(record, event, held)
    assert len(review.split(record, event, [held[0], held[0]]).targets) == 1


def test_a_correction_keeps_what_it_says_as_text_and_in_local_time(record: Record) -> None:
    id_ = statements_of(record, kind="figure")[0]["id"]
    made = review.correct(record, [id_], place="Almaty", time="2022-01-04", type_="coerce", mode="arrest")
    assert made.changes["type"] == "COERCE"
    assert made.changes["place"]["geonames"] == "1526384"
    assert made.changes["time"] == {
        "value": "2022-01-04",
        "began": "2022-01-04",
        "ended": "2022-01-04",
        "start": "2022-01-04T00:00:00+06:00",
        "end": "2022-01-05T00:00:00+06:00",
    }
    assert not [value for value in made.changes["place"].values() if isinstance(value, int | float)]
    assert review.correct(record, [id_], place="unknown").changes["place"]["name"] is None
    february = review.correct(record, [id_], time="2024-02").changes["time"]
    assert (february["began"], february["ended"]) == ("2024-02-01", "2024-02-29")
    assert review.correct(record, [id_], time="2024").changes["time"]["ended"] == "2024-12-31"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "say what is to be put right"),
        ({"mode": "kill"}, "name the type"),
        ({"type_": "MURDER"}, "is no type of event"),
        ({"place": "Xyzzyx"}, "knows no such place"),
        ({"time": "yesterday"}, "is no day"),
        ({"time": "2022-02-30"}, "is no day"),
        ({"time": "2022-00"}, "is no day"),
        ({"time": "9999-12-31"}, "is no day"),
    ],
)
def test_a_correction_that_says_nothing_sensible_is_refused(record: Record, options: dict, problem: str) -> None:
    id_ = statements_of(record, kind="figure")[0]["id"]
    with pytest.raises(review.ReviewError, match=problem):
        review.correct(record, [id_], **options)


def test_a_label_tells_of_no_event_to_put_right(record: Record) -> None:
    label = statements_of(record, kind="label")[0]
    with pytest.raises(review.ReviewError, match="tells of no event"):
        review.correct(record, [f"{label['document']}/{label['id']}"], place="Almaty")


def test_what_is_undone_is_not_undone_twice_and_a_redaction_never(record: Record) -> None:
    seq = review.decide(record, review.annotate(record, "1", "look at this"), "R. Editor", NOW)
    undone = review.decide(record, review.undo(record, seq), "R. Editor", NOW + timedelta(minutes=1))
    with pytest.raises(review.ReviewError, match=f"undone already, by entry {undone}"):
        review.undo(record, seq)
    with pytest.raises(review.ReviewError, match="make that decision again"):
        review.undo(record, undone)
    with pytest.raises(review.ReviewError, match="is no review"):
        review.undo(record, 1)
    done = review.redact(record, ["3"], "R. Editor", NOW, words=["Hundreds"])
    with pytest.raises(review.ReviewError, match="cannot be undone"):
        review.undo(record, done.redaction.seq)


def test_the_command_line_confirms_and_tells_how_to_take_it_back(record: Record) -> None:
    done = run(record, "confirm", event_of(record, "ASSAULT"), "--by", "R. Editor", "--note", "seen")
    assert done.exit_code == 0
    assert (
        done.output == f"entry 4: confirm event, by R. Editor. To take it back: dalel review undo 4 -r {record.path}\n"
    )
    assert run(record, "undo", "4", "--by", "R. Editor").output == "entry 5: undo entry, by R. Editor.\n"
    listed = [json.loads(line) for line in run(record, "list", "--json").output.splitlines()]
    assert [(one["entry"], one["action"], one["undone_by"]) for one in listed] == [(4, "confirm", 5), (5, "undo", None)]
    assert "undone at" in run(record, "list").output


@pytest.mark.parametrize(
    "arguments",
    [
        ["confirm", "zzz", "--by", "R. Editor"],
        ["merge", "zzz", "yyy", "--by", "R. Editor"],
        ["undo", "1", "--by", "R. Editor"],
        ["redact", "1", "--words", "Nobody", "--by", "R. Editor"],
        ["redact", "1", "--span", "9-3", "--by", "R. Editor"],
        ["annotate", "1", "--note", " ", "--by", "R. Editor"],
        ["confirm", "zzz"],
    ],
)
def test_what_cannot_be_done_is_one_clear_line_and_exit_2(record: Record, arguments: list[str]) -> None:
    done = run(record, *arguments)
    assert done.exit_code == 2
    assert [line for line in done.output.splitlines() if line.startswith("Error: ")] == done.output.splitlines()[-1:]
    assert log.head(record.connection)[0] == 3


def test_the_command_line_decides_whatever_a_desk_may_decide(record: Record) -> None:
    event, other = event_of(record, "ASSAULT"), event_of(record, "PROTEST")
    first = queries.statements_about(record.connection, LAST, "event", event)[0]
    statement = f"{first['document']}/{first['id']}"
    by = ("--by", "R. Editor")
    assert run(record, "dispute", event, *by).exit_code == 0
    assert run(record, "correct", statement, "--place", "Almaty", "--time", "2022-01-04", *by).exit_code == 0
    assert run(record, "annotate", "2", "--note", "a press office", *by).exit_code == 0
    assert run(record, "merge", event, other, *by).exit_code == 0
    actions = [json.loads(line)["action"] for line in run(record, "list", "--json").output.splitlines()]
    assert actions == ["dispute", "correct", "annotate", "merge"]
    assert list(log.problems(record.connection)) == []


def test_redacting_on_the_command_line_names_what_is_left(record: Record) -> None:
    done = run(record, "redact", "1", "--words", "Aktau", "--by", "R. Editor")
    assert done.exit_code == 0
    assert "entry 4: redacted by R. Editor; documents: 1; entries emptied: 1" in done.output
    assert "the words still stand in entry 2 (document)" in done.output
    verified = CliRunner().invoke(main, ["verify", str(record.path)])
    assert verified.exit_code == 0
    assert "entry 1 was redacted by R. Editor" in verified.output


def test_the_queue_names_what_is_doubtful_with_ids_to_act_upon(record: Record) -> None:
    march = event_of(record, "PROTEST")
    assert march not in run(record, "queue").output
    review.decide(record, review.verdict(record, Action.DISPUTE, march, "an old video"), "R. Editor", NOW)
    queued = [json.loads(line) for line in run(record, "queue", "--json").output.splitlines()]
    (one,) = [one for one in queued if one["id"] == march]
    assert (one["about"], one["standing"]) == ("event", "contested")
    assert f"event {march}  CONTESTED" in run(record, "queue").output
    assert march not in run(record, "queue", "--as-of", "2022-01-20").output
    for named in queued:
        assert review.find(record, named["id"], About(named["about"])).anchors
