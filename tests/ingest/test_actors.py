"""`actors.toml`: what a desk may write in it, and how a slip is told."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from dalel.ingest import Defaults, Problem, actors_of, count, described_actors, documents
from dalel.model import Actor, ActorType, Tenure
from tests.ingest.conftest import NOW

GOOD = """
[[actor]]
name = "Kassym-Jomart  Tokayev"
type = "PERSON"
aliases = ["Токаев", "Toqaev", "Kassym-Jomart Tokayev"]
roles = [{ name = "President of Kazakhstan", from = 2019-03-20 }]
affiliations = [{ name = "Nur Otan", until = 2022-04-26 }, { name = "Senate", from = 2013-10-16, until = 2019-03-19 }]
note = "sworn in twice"

[[actor]]
name = "National Security Committee"
type = "ORGANIZATION"
"""


def read(path: Path, content: str) -> tuple[list[Actor], list[Problem]]:
    path.write_text(content, "utf-8")
    found = list(actors_of(path))
    return [one for one in found if isinstance(one, Actor)], [one for one in found if isinstance(one, Problem)]


def test_actors_are_described_with_their_names_roles_and_affiliations(tmp_path: Path) -> None:
    actors, problems = read(tmp_path / "actors.toml", GOOD)
    assert not problems
    assert actors == [
        Actor(
            "Kassym-Jomart Tokayev",
            ActorType.PERSON,
            ("Токаев", "Toqaev"),
            (Tenure("President of Kazakhstan", date(2019, 3, 20)),),
            (Tenure("Nur Otan", None, date(2022, 4, 26)), Tenure("Senate", date(2013, 10, 16), date(2019, 3, 19))),
            "sworn in twice",
        ),
        Actor("National Security Committee", ActorType.ORGANIZATION),
    ]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('type = "MAN"', "it is one of PERSON, ORGANIZATION, GROUP"),
        ("", "no type; add type"),
        ('type = "PERSON"\naliases = "Токаев"', "aliases is a list"),
        ('type = "PERSON"\naliases = [5]', "'5' is no name"),
        ('type = "PERSON"\naliases = ["…"]', "'…' is no name"),
        ('type = "PERSON"\naliases = ["' + "x" * 201 + '"]', "at most 200 letters"),
        ('type = "PERSON"\nnote = ""', "note must be a text"),
        ('type = "PERSON"\nroles = ["president"]', "roles is a list of tables"),
        ('type = "PERSON"\nroles = [{ from = 2019-03-20 }]', "one of roles has no name"),
        ('type = "PERSON"\nroles = [{ name = "a", since = 2019-03-20 }]', "'since' in roles is not known"),
        ('type = "PERSON"\nroles = [{ name = "a", from = "2019" }]', "from '2019' in roles is no day"),
        ('type = "PERSON"\nroles = [{ name = "a", from = 2019-03-20T10:00:00 }]', "is no day"),
        (
            'type = "PERSON"\naffiliations = [{ name = "a", from = 2022-01-02, until = 2022-01-01 }]',
            "'a' in affiliations ends before it begins",
        ),
        ('type = "PERSON"\nalias = ["x"]', "'alias' is not known; the keys are name, type, aliases"),
        ('type = "PERSON"\naliases = ["КНБ", "a"]', "'a' is also a name of 'A'"),
    ],
)
def test_a_slip_is_named_with_its_line_and_cure_and_the_rest_goes_on(tmp_path: Path, lines: str, says: str) -> None:
    good = '# ours\n[[actor]]\nname = "A"\ntype = "PERSON"\n\n[[actor]]\nname = "B"\n'
    actors, (problem,) = read(tmp_path / "actors.toml", good + lines + "\n")
    assert [actor.name for actor in actors] == ["A"]
    assert problem.place == "6"
    assert says in problem.message


@pytest.mark.parametrize(
    "content", ["", "[[actor]", "actor = 1", "[[source]]\nname='x'", "a." * 400_000, "a = " + "[" * 1999]
)
def test_what_is_no_list_of_actors_is_one_problem(tmp_path: Path, content: str) -> None:
    actors, problems = read(tmp_path / "actors.toml", content)
    assert not actors
    assert len(problems) == 1


def test_actor_files_are_found_in_folders_and_archives_and_are_no_documents(tmp_path: Path) -> None:
    folder = tmp_path / "crisis"
    (folder / "more").mkdir(parents=True)
    (folder / "report.txt").write_text("Three people died.", "utf-8")
    (folder / "actors.toml").write_text('[[actor]]\nname = "A"\ntype = "PERSON"\n', "utf-8")
    (folder / "more" / "actors.toml").write_text('[[actor]]\nname = "B"\ntype = "PERSON"\n', "utf-8")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("actors.toml", '[[actor]]\nname = "C"\ntype = "GROUP"\n')
        archive.writestr("report.txt", "Four people died.")
    assert [one.name for one in described_actors([folder]) if isinstance(one, Actor)] == ["A", "C", "B"]
    texts = [found for found in documents([folder], Defaults(language="en"), NOW) if not isinstance(found, Problem)]
    assert len(texts) == count([folder]) == 2
