"""Three desks that exchange in any order, in parts and with texts withheld at first show the same in the end."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel import pipeline
from dalel.giving import Choice
from dalel.model import Actor, ActorType, Answer, Source, SourceKind
from dalel.record.queries import Filters
from dalel.record.views import problems
from dalel.review import ReviewError, redact
from tests.conftest import report
from tests.desks import NOW, Desk, desk
from tests.test_taking import KILLED, _decide, is_sound, shown
from tests.weigh.test_weighing import documents, drafts

ACTORS = ("Interior Ministry", "Ministry")
STEPS = ("add", "add", "add", "source", "actor", "answer", "decide", "decide", "redact", "give", "give", "give")


class Plugin:
    """A reader that finds nothing and says so in one of some ways."""

    name = "endpoint:x"

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def propose(self, text: str, language: str, published: object) -> Answer:
        return Answer(self.name, f'{{"statements": [], "n": {self._chance.randrange(3)}}}')


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Desk]]:
    desks = _desks(tmp_path)
    yield desks
    for one in desks:
        one.record.close()


def _desks(folder: Path) -> list[Desk]:
    desks = [desk(folder, name) for name in ("Here", "There", "Third")]
    for one, other in itertools.permutations(desks, 2):
        one.trusts(other.secret.public)
    return desks


def _agree(desks: list[Desk]) -> None:
    for _ in range(2):
        for one, other in itertools.permutations(desks, 2):
            one.give(other, now=NOW + timedelta(hours=1))
    assert all(is_sound(one) and list(problems(one.record.connection)) == [] for one in desks)
    assert shown(desks[0]) == shown(desks[1]) == shown(desks[2])


def test_a_text_that_comes_with_another_document_is_shown_where_one_waited_for_it(three: list[Desk]) -> None:
    three[0].add([report(KILLED)])
    three[0].give(three[2], texts=False)
    three[1].add([report(KILLED, source="Caspian Ledger")])
    three[1].give(three[2])
    assert three[2].record.connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 2
    assert is_sound(three[2])


def test_a_text_that_is_added_here_is_shown_where_a_document_waited_for_it(three: list[Desk]) -> None:
    three[0].add([report(KILLED)])
    three[0].give(three[2], texts=False)
    three[2].add([report(KILLED), report(KILLED, source="Caspian Ledger")])
    assert three[2].record.connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 2
    assert is_sound(three[2])
    _agree(three)


def test_an_answer_whose_text_was_withheld_is_heeded_once_it_comes(three: list[Desk]) -> None:
    for _ in pipeline.add(three[0].record, [report(KILLED)], "desk", NOW, (Plugin(random.Random(1)),)):
        pass
    three[0].give(three[1], texts=False)
    _agree(three)
    query = "SELECT count(*) FROM log JOIN texts ON sha256 = body ->> 'text' WHERE kind = 'answer'"
    assert three[1].record.connection.execute(query).fetchone()[0] == 1


def test_signing_does_not_change_what_is_shown_of_two_descriptions_of_one_second(three: list[Desk]) -> None:
    for one, kind in zip(three, (SourceKind.AGENCY, SourceKind.OUTLET, SourceKind.CHANNEL), strict=True):
        one.add([Source("Steppe Wire", kind)])
    three[0].give(three[1])
    three[1].add([Source("Steppe Wire", SourceKind.UNKNOWN)])
    _agree(three)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.lists(st.sampled_from(STEPS), max_size=16), st.randoms(use_true_random=False))
def test_desks_that_exchanged_everything_in_the_end_show_the_same(
    parts: list, steps: list[str], chance: random.Random
) -> None:
    every = documents(parts)
    apart = "redact" in steps  # nobody redacts what another desk has, too
    with tempfile.TemporaryDirectory() as folder:
        desks = _desks(Path(folder))
        for count, step in enumerate(steps):
            which = chance.randrange(3)
            _step(step, desks, which, every[which::3] if apart else every, chance, count)
        if not apart:
            _agree(desks)
        else:  # a text like one that was redacted is refused: only soundness is the same for all
            for one, other in itertools.permutations(desks, 2):
                one.give(other, now=NOW + timedelta(hours=1))
            assert all(map(is_sound, desks))
        for one in desks:
            one.record.close()


def _step(step: str, desks: list[Desk], which: int, items: list, chance: random.Random, count: int) -> None:
    one, now = desks[which], NOW + timedelta(seconds=count // 2)
    record = one.record
    if step in ("add", "answer") and items:
        item = chance.choice(items)
        item = replace(item, received_at=item.received_at - timedelta(hours=chance.randrange(40)))
        for _ in pipeline.add(record, [item], "desk", now, (Plugin(chance),) if step == "answer" else ()):
            pass
    elif step == "source":
        one.add([Source("Steppe Wire", chance.choice(list(SourceKind)))], now)
    elif step == "actor":
        aliases = tuple(chance.sample(["MVD", "the ministry"], chance.randrange(3)))
        with suppress(ValueError):
            list(
                pipeline.put_actors(
                    record, [Actor(chance.choice(ACTORS), ActorType.ORGANIZATION, aliases)], "desk", now
                )
            )
    elif step == "decide":
        what = chance.choice(("confirm", "dispute", "merge", "correct"))
        _decide(one, what, chance.randrange(9), chance.randrange(9), chance.random() < 0.4, count // 2)
    elif step == "redact":
        query = (
            "SELECT documents.id FROM documents LEFT JOIN signatures ON signatures.seq = documents.seq "
            "WHERE coalesce(taken, 0) = 0 ORDER BY 1"
        )
        own = [row[0] for row in record.connection.execute(query)]
        if own:
            with suppress(ReviewError):
                redact(record, [chance.choice(own)], "R. Editor", now, words=["Almaty"])
    elif step == "give":
        choice = Choice(filters=Filters(place="Almaty")) if chance.random() < 0.3 else Choice()
        one.give(
            desks[(which + chance.randrange(1, 3)) % 3],
            choice,
            texts=chance.random() < 0.6,
            now=NOW + timedelta(hours=1),
        )
