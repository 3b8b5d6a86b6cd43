"""A desk's actors in the record: kept in the log, and what is known of names holds for all times."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dalel import pipeline
from dalel.cli import main
from dalel.model import Actor, ActorType, Document, Source
from dalel.record import log
from dalel.record.store import Record, RecordError
from tests.conftest import RECEIVED, fill, report
from tests.test_pipeline import views

PRESIDENT = Actor("Kassym-Jomart Tokayev", ActorType.PERSON, ("Токаев", "глава государства", "Tokayev"))
MINISTRY = Actor("Interior Ministry of Kazakhstan", ActorType.ORGANIZATION, ("МВД", "Interior Ministry"))
ACTORS = [PRESIDENT, MINISTRY]
SAID = report("По словам главы государства, в Алматы погибли 26 человек.", language="ru")


def put(record: Record, *actors: Actor) -> list[int]:
    return list(pipeline.put_actors(record, actors, "desk", RECEIVED + timedelta(days=1)))


def voices(record: Record) -> set[str]:
    return {row[0] for row in record.connection.execute("SELECT voice FROM statements WHERE role = 'named'")}


def test_actors_are_entries_of_the_log_and_documents_added_after_are_read_with_them(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [])
    assert put(record, *ACTORS) == []
    assert [entry.kind for entry in log.entries(record.connection)] == ["actor", "actor"]
    assert set(record.actors()) == set(ACTORS)
    list(pipeline.add(record, [SAID], "desk", RECEIVED))
    assert voices(record) == {"Kassym-Jomart Tokayev"}
    assert list(log.problems(record.connection)) == []


def test_documents_that_were_there_before_are_read_again_with_new_actors(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [SAID])
    assert voices(record).isdisjoint({PRESIDENT.name})
    assert put(record, *ACTORS) == [1, 2, 3]
    assert voices(record) == {"Kassym-Jomart Tokayev"}


def test_the_same_actors_again_change_nothing(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [SAID])
    put(record, *ACTORS)
    before = log.head(record.connection), views(record)
    assert put(record, *ACTORS) == []
    assert (log.head(record.connection), views(record)) == before


def test_it_does_not_matter_whether_actors_or_documents_came_first(tmp_path: Path, sample_documents: list) -> None:
    items: list[Document | Source] = sample_documents[:40]
    late = fill(tmp_path / "late.dalel", items)
    put(late, *ACTORS)
    early = Record.create(tmp_path / "early.dalel")
    put(early, *ACTORS)
    list(pipeline.add(early, items, "test", RECEIVED))
    content = "SELECT id, voice, origin, event, figure, known_at, believed_to FROM statements ORDER BY id"
    rows = [[tuple(row) for row in record.connection.execute(content)] for record in (late, early)]
    assert rows[0] == rows[1] != []


def test_a_rebuild_gathers_all_actors_before_it_reads(tmp_path: Path, sample_documents: list) -> None:
    record = fill(tmp_path / "a.dalel", [SAID, *sample_documents[:20]])
    put(record, PRESIDENT)
    put(record, MINISTRY)
    before = views(record)
    list(pipeline.rebuild(record))
    assert views(record) == before
    assert list(pipeline.differences(record)) == []


def test_a_new_description_replaces_the_old_one(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [SAID])
    put(record, PRESIDENT)
    assert voices(record) == {PRESIDENT.name}
    put(record, Actor(PRESIDENT.name, ActorType.PERSON, ("Токаев",)))
    assert voices(record).isdisjoint({PRESIDENT.name})
    assert [actor.aliases for actor in record.actors()] == [("Токаев",)]


def test_an_alias_of_two_actors_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [SAID])
    put(record, PRESIDENT)
    before = log.head(record.connection), views(record)
    with pytest.raises(ValueError, match="is also a name of"):
        put(record, MINISTRY, Actor("Somebody", ActorType.PERSON, ("токаев",)))
    assert (log.head(record.connection), views(record)) == before


def test_who_stops_while_documents_are_read_again_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [SAID, report("Three people died.")])
    before = log.head(record.connection), views(record)
    reading = pipeline.put_actors(record, ACTORS, "desk", RECEIVED)
    next(reading)
    reading.close()
    assert (log.head(record.connection), views(record)) == before


def test_actors_that_another_desk_adds_meanwhile_are_used_for_the_batch_at_hand(tmp_path: Path) -> None:
    path = tmp_path / "a.dalel"
    record = fill(path, [])

    class Desk:
        """Answers nothing, and while it is asked another desk puts an actor into the record."""

        name = "desk"

        def propose(self, *_: object) -> None:
            with Record.open(path) as other:
                put(other, PRESIDENT)
            raise pipeline.PluginError("busy")

    list(pipeline.add(record, [SAID], "desk", RECEIVED, [Desk()]))  # type: ignore[list-item]
    assert voices(record) == {"Kassym-Jomart Tokayev"}


def test_a_damaged_actor_entry_is_named(tmp_path: Path) -> None:
    record = fill(tmp_path / "a.dalel", [SAID])
    with record.writing() as connection:
        log.append(connection, "actor", {"name": "A", "type": "MAN"}, "desk", "2022-01-06T09:00:06Z")
    with pytest.raises(RecordError, match="entry 2 is damaged"):
        list(pipeline.rebuild(record))


FILE = """
[[actor]]
name = "Kassym-Jomart Tokayev"
type = "PERSON"
aliases = ["Токаев", "глава государства"]
roles = [{ name = "President", from = 2019-03-20 }]
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a record, an actor file and a report."""
    (tmp_path / "actors.toml").write_text(FILE, "utf-8")
    reports = tmp_path / "reports"
    reports.mkdir()
    front = "---\nsource: A\npublished: 2022-01-06T12:00:00+06:00\nlanguage: ru\n---\n"
    (reports / "1.md").write_text(front + SAID.text, "utf-8")
    assert run("init", tmp_path / "r.dalel").exit_code == 0
    return tmp_path


def test_dalel_add_puts_the_actors_of_a_folder_in_first_and_says_so(desk: Path) -> None:
    added = run("add", desk / "reports", desk / "actors.toml", "-r", desk / "r.dalel")
    assert added.exit_code == 0
    assert added.stdout.splitlines()[0] == "1 actor described."
    assert "Kassym-Jomart Tokayev (President)" in run("statements", "-r", desk / "r.dalel").stdout


def test_dalel_add_says_that_documents_were_read_again(desk: Path) -> None:
    run("add", desk / "reports", "-r", desk / "r.dalel")
    added = run("add", desk / "actors.toml", "-r", desk / "r.dalel")
    assert "1 actor described; every document was read again" in added.stdout
    assert "0 documents added" in added.stdout
    assert "actor" not in run("add", desk / "actors.toml", "-r", desk / "r.dalel").stdout


def test_dalel_add_names_an_alias_that_another_actor_of_the_record_has(desk: Path) -> None:
    run("add", desk / "actors.toml", "-r", desk / "r.dalel")
    (desk / "actors.toml").write_text('[[actor]]\nname = "B"\ntype = "PERSON"\naliases = ["токаев"]\n', "utf-8")
    added = run("add", desk / "actors.toml", "-r", desk / "r.dalel")
    assert added.exit_code == 1
    assert '"токаев" of "B" is also a name of "Kassym-Jomart Tokayev"' in added.stderr


def test_dalel_read_takes_an_actor_file_and_keeps_its_keys(desk: Path) -> None:
    import json

    plain = json.loads(run("read", desk / "reports" / "1.md", "--json").stdout)
    known = json.loads(run("read", desk / "reports" / "1.md", "--json", "--actors", desk / "actors.toml").stdout)
    assert set(known) == set(plain)
    assert {one["voice"]["name"] for one in known["statements"]} == {"Kassym-Jomart Tokayev"}
    assert (
        "Kassym-Jomart Tokayev (President)"
        in run("read", desk / "reports" / "1.md", "--actors", desk / "actors.toml").stdout
    )
    missing = run("read", desk / "reports" / "1.md", "--actors", desk / "none.toml")
    assert (missing.exit_code, "there is no such file" in missing.stderr) == (1, True)
