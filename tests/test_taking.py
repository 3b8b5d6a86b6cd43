"""What is taken in from other records: whose, what of it, and that two records that exchanged all agree."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel import giving, pipeline, taking
from dalel.giving import Choice
from dalel.model import Action, Actor, ActorType, Source, SourceKind
from dalel.record import keys, log, queries, signatures
from dalel.record.moments import LAST
from dalel.record.queries import Filters
from dalel.review import ReviewError, annotate, correct, decide, merge, redact, undo, verdict
from tests.conftest import report
from tests.desks import NOW, Desk, desk, known
from tests.weigh.test_weighing import documents, drafts, held

KILLED = "At least 26 people were killed in Almaty on January 5, the Interior Ministry said."
DENIED = "The Interior Ministry denied that 26 people had been killed in Almaty on January 5."
NAMED = "Anna Petrova, a nurse, said that three people were killed in Almaty on January 5."


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two desks that trust each other."""
    here, there = desk(tmp_path, "Here"), desk(tmp_path, "There")
    here.trusts(there.secret.public)
    there.trusts(here.secret.public)
    yield here, there
    here.record.close()
    there.record.close()


def shown(one: Desk) -> list[list[tuple]]:
    """Everything derived, without the record's own numbers."""
    connection = one.record.connection
    sources = sorted(map(tuple, connection.execute("SELECT * FROM sources")))
    actors = sorted(map(tuple, connection.execute("SELECT * FROM actors")))
    said = "action, about, targets, changes, note, by, at, undone_at, content"
    decided = sorted(map(tuple, connection.execute(f"SELECT {said} FROM reviews")), key=repr)
    rest = held(one.record)
    connection.row_factory = sqlite3.Row
    return [sources, actors, decided, *rest]


def is_sound(one: Desk) -> bool:
    connection = one.record.connection
    found = [*log.problems(connection), *signatures.problems(connection), *pipeline.differences(one.record)]
    assert found == []
    return True


def test_entries_of_a_trusted_desk_are_shown_like_ones_own(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([Source("Steppe Wire", SourceKind.AGENCY, "KZ", ("en",)), report(KILLED)])
    taken = here.give(there)
    assert (taken.new, taken.known, dict(taken.refused)) == (3, 0, {})  # the key, a source, a document
    (figure,) = queries.figures(there.record.connection, LAST, Filters(measure="killed"))
    assert (figure["low"], figure["standing"]) == (26, "single-origin")
    assert shown(here) == shown(there)
    assert is_sound(there)


def test_to_take_the_same_again_changes_nothing(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    here.give(there)
    head = log.head(there.record.connection)
    taken = here.give(there)
    assert (taken.new, taken.known, dict(taken.refused)) == (0, 2, {})
    assert log.head(there.record.connection) == head


def test_nothing_is_taken_from_a_key_that_nobody_trusts(tmp_path: Path) -> None:
    here, there = desk(tmp_path, "Here"), desk(tmp_path, "There")
    here.add([report(KILLED)])
    taken = here.give(there)
    assert (taken.new, dict(taken.refused)) == (0, {"the key is not trusted here": 2})
    assert log.head(there.record.connection)[0] == 0


def test_what_a_trusted_desk_passes_on_of_a_stranger_is_not_taken(two: tuple[Desk, Desk], tmp_path: Path) -> None:
    here, there = two
    stranger = desk(tmp_path, "Stranger")
    here.trusts(stranger.secret.public)
    stranger.add([report(KILLED)])
    stranger.give(here)
    taken = here.give(there)
    assert (taken.new, dict(taken.refused)) == (1, {"the key is not trusted here": 2})
    there.trusts(stranger.secret.public)
    assert here.give(there).new == 2


def test_trust_is_ones_own_and_never_sent(two: tuple[Desk, Desk], tmp_path: Path) -> None:
    here, there = two
    third = desk(tmp_path, "Third")
    here.trusts(third.secret.public)
    here.give(there)
    assert known(there.record, third.secret.public).trust is keys.Trust.UNKNOWN


def test_a_document_without_its_text_waits_and_is_shown_once_the_text_is_here(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    taken = here.give(there, texts=False)
    assert (taken.new, taken.waiting) == (2, 1)
    assert list(queries.statements(there.record.connection, LAST)) == []
    assert is_sound(there)
    taken = here.give(there)
    assert (taken.new, taken.waiting) == (0, 0)
    assert shown(here) == shown(there)
    assert is_sound(there)


def test_what_an_author_redacted_is_gone_from_the_other_record_too(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(NAMED)])
    here.give(there)
    (document,) = there.record.connection.execute("SELECT id FROM documents").fetchone()
    decide(there.record, annotate(there.record, document, "looked at"), "R. Editor", NOW)
    redact(here.record, [document], "R. Editor", NOW, words=["Anna Petrova"])
    taken = here.give(there)
    assert taken.unclean is None
    there.record.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Petrova" not in there.record.path.read_bytes()
    assert document not in "".join(map(str, map(tuple, there.record.connection.execute("SELECT body FROM log"))))
    (row,) = there.record.connection.execute("SELECT sha256 FROM documents").fetchall()
    assert there.record.text(row["sha256"]).startswith("████████████, a nurse, said")
    assert is_sound(there)
    assert here.give(there).new == 0


def test_a_redacted_entry_arrives_redacted(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(NAMED)])
    giving.sign(here.record, here.secret, NOW)
    (document,) = here.record.connection.execute("SELECT id FROM documents").fetchone()
    redact(here.record, [document], "R. Editor", NOW, words=["Anna Petrova"])
    taken = here.give(there)
    assert dict(taken.refused) == {}
    assert b"Petrova" not in there.record.path.read_bytes()
    assert is_sound(there)
    assert shown(here)[3:] == shown(there)[3:]


def test_nobody_can_redact_somebody_elses_entries(two: tuple[Desk, Desk]) -> None:
    here, there = two
    there.add([report(NAMED)])
    there.give(here)
    (document,) = here.record.connection.execute("SELECT id FROM documents").fetchone()
    redact(here.record, [document], "R. Editor", NOW, words=["Anna Petrova"])
    taken = here.give(there)
    assert dict(taken.refused) == {}
    assert "Anna Petrova" in there.record.text(
        there.record.connection.execute("SELECT sha256 FROM documents").fetchone()[0]
    )
    assert is_sound(there)


def test_words_that_were_redacted_here_do_not_come_back_from_elsewhere(two: tuple[Desk, Desk]) -> None:
    here, there = two
    there.add([report(NAMED)])
    (document,) = there.record.connection.execute("SELECT id FROM documents").fetchone()
    redact(there.record, [document], "R. Editor", NOW, words=["Anna Petrova"])
    here.add([report(NAMED, source="Caspian Ledger")])
    taken = here.give(there)
    assert dict(taken.refused) == {"it holds words that were redacted here": 1}


def test_a_document_that_both_desks_have_is_shown_once_from_when_the_first_got_it(two: tuple[Desk, Desk]) -> None:
    here, there = two
    late = report(KILLED, published=None)
    early = replace(late, received_at=late.received_at - timedelta(days=2))
    here.add([early])
    there.add([late])
    here.give(there)
    there.give(here)
    for one in (here, there):
        (row,) = one.record.connection.execute("SELECT received_at FROM documents").fetchall()
        assert row["received_at"] == "2022-01-30T00:00:00Z"
        assert is_sound(one)
    assert shown(here) == shown(there)


def test_an_undo_that_comes_before_what_it_undoes_ends_it_nonetheless(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    (event,) = here.record.connection.execute("SELECT event FROM events").fetchone()
    seq = decide(here.record, verdict(here.record, Action.DISPUTE, event), "R. Editor", NOW)
    decide(here.record, undo(here.record, seq), "R. Editor", NOW + timedelta(minutes=1))
    giving.sign(here.record, here.secret, NOW)
    entries = giving.chosen(here.record, Choice())
    texts = giving.texts(here.record.connection, entries)
    for one in reversed(entries):
        taking.take_in(there.record, [one], texts, NOW)
    taking.take_in(there.record, entries, texts, NOW)
    assert shown(here) == shown(there)
    assert is_sound(there)


def test_actors_of_two_desks_that_claim_one_name_leave_both_records_the_same(two: tuple[Desk, Desk]) -> None:
    here, there = two
    for one, name, minutes in ((here, "Kassym-Jomart Tokayev", 0), (there, "Some Other Tokayev", 1)):
        actor = Actor(name, ActorType.PERSON, ("Tokayev",))
        list(pipeline.put_actors(one.record, [actor], "desk", NOW + timedelta(minutes=minutes)))
    there.add([report("Tokayev ordered troops to shoot, the ministry said on January 7.")])
    here.give(there)
    there.give(here)
    assert [row[0] for row in here.record.connection.execute("SELECT name FROM actors")] == ["Kassym-Jomart Tokayev"]
    assert shown(here) == shown(there)


def test_a_narrow_choice_takes_along_what_it_needs(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add(
        [
            Source("Steppe Wire", SourceKind.AGENCY),
            Source("Caspian Ledger", SourceKind.OUTLET),
            report(KILLED),
            report("Protesters demanded the resignation of the government in Aktau.", source="Caspian Ledger"),
        ]
    )
    here.give(there, Choice(filters=Filters(place="Almaty")))
    assert [row["name"] for row in there.record.connection.execute("SELECT name FROM sources")] == ["Steppe Wire"]
    assert {row["place_name"] for row in queries.events(there.record.connection, LAST)} == {"Almaty"}


decisions = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(("confirm", "dispute", "merge", "correct")),
        st.integers(0, 30),
        st.integers(0, 30),
        st.booleans(),
    ),
    max_size=4,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, decisions, st.randoms(use_true_random=False))
def test_two_desks_that_gave_each_other_everything_show_the_same(
    parts: list, decided: Sequence[tuple], shuffle: random.Random
) -> None:
    every = documents(parts)
    shuffle.shuffle(every)
    halves = [item for item in every if shuffle.random() < 0.6], [item for item in every if shuffle.random() < 0.6]
    with tempfile.TemporaryDirectory() as folder:
        desks = desk(Path(folder), "Here"), desk(Path(folder), "There")
        desks[0].trusts(desks[1].secret.public)
        desks[1].trusts(desks[0].secret.public)
        for one, half in zip(desks, halves, strict=True):
            one.add(half)
        for index, (which, what, first, second, takes_back) in enumerate(decided):
            _decide(desks[which], what, first, second, takes_back, index)
        for giver, taker in ((0, 1), (1, 0), (0, 1)):
            desks[giver].give(desks[taker], now=NOW + timedelta(hours=1))
        assert shown(desks[0]) == shown(desks[1])
        assert all(is_sound(one) for one in desks)
        for one in desks:
            one.record.close()


def _decide(one: Desk, what: str, first: int, second: int, takes_back: bool, index: int) -> None:
    """A decision about some of the events, if there are any."""
    record, now = one.record, NOW + timedelta(seconds=index)
    events = [
        row[0] for row in record.connection.execute("SELECT DISTINCT event FROM events WHERE statements ORDER BY event")
    ]
    if len(events) < 2:
        return
    about, other = events[first % len(events)], events[second % len(events)]
    with suppress(ReviewError):
        if what == "merge":
            made = merge(record, about, other)
        elif what == "correct":
            made = correct(record, [about], place="Aktau")
        else:
            made = verdict(record, Action(what), about)
        seq = decide(record, made, "R. Editor", now)
        if takes_back:
            decide(record, undo(record, seq), "R. Editor", now + timedelta(minutes=1))
