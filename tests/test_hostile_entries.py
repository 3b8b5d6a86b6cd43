"""What a desk gone bad, a stranger or a thief can send: it keeps nothing good out, and the record stays whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalel import forks, giving, keyring, pipeline, taking
from dalel.giving import Choice
from dalel.model import Source, SourceKind
from dalel.record import keys, log
from dalel.record.bodies import body_id
from dalel.record.keys import KeyAction, Trust, key_body
from dalel.record.moments import LAST
from dalel.record.reviews import trail
from dalel.review import redact
from dalel.sync import keys as secret_keys
from dalel.sync.entries import Carried
from dalel.sync.keys import public_line
from tests.conftest import report
from tests.desks import NOW, Desk, desk, known
from tests.forging import Forger, anchor, item, redaction, review
from tests.test_taking import DENIED, KILLED, NAMED, is_sound

GOOD = "Police detained 12 people in Shymkent on January 6."
NO_HASH = "ab" * 32
LATE, EARLY = "9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+14:00"

SOURCE = {"name": "X", "kind": "outlet", "country": None, "languages": [], "affiliation": None, "url": None}
ACTOR = {"name": "X", "type": "PERSON", "aliases": [], "roles": [], "affiliations": [], "note": None}
PLACE = {"name": "Aktau", "geonames": "610612", "country": "KZ", "lat": "43.65", "lon": "51.2", "kind": "city"}
TIME = {
    "value": "2022-01-05",
    "began": "2022-01-05",
    "ended": "2022-01-05",
    "start": "2022-01-05T00:00:00+06:00",
    "end": "2022-01-06T00:00:00+06:00",
}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Desk]:
    one = desk(tmp_path, "Here")
    yield one
    one.record.close()


@pytest.fixture
def bad(here: Desk) -> Forger:
    """A desk that is trusted."""
    forger = Forger()
    here.trusts(forger.secret.public)
    return forger


def take(one: Desk, forger: Forger, *entries: Carried, hours: int = 0) -> taking.Taken:
    return taking.take_in(one.record, entries, forger.texts, NOW + timedelta(hours=hours))


def sources_shown(one: Desk) -> set[str]:
    return {row[0] for row in one.record.connection.execute("SELECT source FROM documents")}


def texts_shown(one: Desk) -> list[str]:
    return [one.record.text(row[0]) for row in one.record.connection.execute("SELECT sha256 FROM documents")]


def unfit(forger: Forger, document: Carried) -> Iterator[tuple[str, Any]]:
    """Bodies that are none, each with the kind it claims to be."""
    base = dict(document.body or {})
    one = [anchor(body_id(base))]
    fix: dict[str, Any] = {"type": None, "mode": None, "place": None, "time": None}
    for changes in (
        {"name": None},
        {"name": " "},
        {"kind": "king"},
        {"kind": []},
        {"languages": "en"},
        {"languages": [["en"]]},
        {"country": "x" * 5000},
        {"extra": 1},
    ):
        yield "source", {**SOURCE, **changes}
    for changes in (
        {"aliases": "abc"},
        {"aliases": [""]},
        {"type": "EVENT"},
        {"roles": [{}]},
        {"roles": {"a": 1}},
        {"roles": [{"name": "r", "from": "20220101", "until": None}]},
    ):
        yield "actor", {**ACTOR, **changes}
    for changes in (
        {"received_at": LATE},
        {"received_at": EARLY},
        {"received_at": "9998-01-01T00:00:00+00:00"},
        {"received_at": "2022-01-06T12:00:00"},
        {"published_at": LATE},
        {"published_at": EARLY},
        {"updated_at": EARLY},
        {"language": "e" * 5000},
        {"text": 5},
        {"text": NO_HASH.upper()},
        {"source": ""},
    ):
        yield "document", {**base, **changes}
    yield "answer", {"document": 1, "by": "endpoint:x", "text": NO_HASH}
    yield "answer", {"document": NO_HASH, "by": "", "text": NO_HASH}
    yield from (("review", review("confirm", "event", one, changes)) for changes in ([], "", {"x": 1}))
    yield from (("review", review("confirm", "event", targets)) for targets in ([], one * 2, "x", {}, [5]))
    for changes in (
        {"kind": "nothing"},
        {"kind": None},
        {"start": None},
        {"start": True},
        {"start": 1.5, "end": 2.5},
        {"start": 5, "end": 5},
    ):
        yield "review", review("confirm", "event", [{**one[0], **changes}])
    yield "review", review("confirm", "entry", one)
    yield "review", review("merge", "document", one * 2)
    yield "review", review("split", "event", [])
    yield "review", review("explode", "event", one)
    yield "review", review("confirm", [], one)
    yield "review", review("confirm", "event", one, note=5)
    yield "review", review("confirm", "event", one, note="n" * 200_000)
    yield "review", review("undo", "entry", [], {"entry": 5})
    yield "review", review("undo", "entry", [], [])
    for changes in (
        {"type": "NOTHING"},
        {"type": 5},
        {"place": {}},
        {"place": {**PLACE, "geonames": "9" * 30}},
        {"place": {**PLACE, "lat": "nan"}},
        {"place": {**PLACE, "lat": "1e400"}},
        {"place": {**PLACE, "lat": None}},
        {"place": {**PLACE, "kind": "planet"}},
        {"place": {**PLACE, "name": None}},
        {"time": {**TIME, "value": "rubbish"}},
        {"time": {**TIME, "value": None}},
        {"time": {**TIME, "began": "2022-W01-1"}},
        {"time": {**TIME, "began": "2023-01-01"}},
        {"time": {**TIME, "start": "2022-01-05"}},
        {"time": {**TIME, "start": EARLY}},
    ):
        yield "review", review("correct", "statement", one, {**fix, **changes})
    yield "review", review("correct", "statement", [], fix)
    for emptied in ({}, "", "abc", [5], [[]], None, [{"body": {}}], [{"entry": NO_HASH}], [{"entry": 5, "body": {}}]):
        yield "review", redaction(emptied)
    yield "review", review("redact", "document", [5], {"emptied": []})
    key = forger.secret.key
    for body in (
        {},
        key_body(KeyAction.REVOKE, key),
        key_body(KeyAction.REVOKE, key, last=2**53 - 1),
        key_body(KeyAction.REVOKE, bytes(32), last=0),
        key_body(KeyAction.ROTATE, key, successor="rubbish"),
        key_body(KeyAction.ROTATE, key, successor=public_line(forger.secret.public)),
        key_body(KeyAction.DECLARE, key),
        key_body(KeyAction.DECLARE, key, name="two\u202e\nlines", sealing=forger.secret.public.sealing),
        key_body(KeyAction.DECLARE, key, name="Once-More", sealing=forger.secret.public.sealing),
        key_body(KeyAction.TRUST, key, name="Me", sealing=forger.secret.public.sealing),
        {**key_body(KeyAction.DECLARE, key), "key": "zz" * 32},
    ):
        yield "key", body


def test_bodies_that_are_none_are_refused_one_by_one_and_keep_nothing_else_out(here: Desk, bad: Forger) -> None:
    document = bad.document(KILLED)
    damaged = [bad.say(kind, body) for kind, body in unfit(bad, document)]
    taken = take(here, bad, bad.declared, document, *damaged, bad.document(GOOD, "Third"))
    assert (taken.new, sum(taken.refused.values())) == (3, len(damaged))
    assert len(taken.refused) < 60  # the reasons hold nothing of the data
    assert sources_shown(here) == {"Steppe Wire", "Third"}
    assert is_sound(here)


def test_odd_entries_that_are_well_formed_are_kept_and_shown(here: Desk, bad: Forger) -> None:
    document, other = bad.document(KILLED), bad.document(DENIED, "Other")
    ids = [body_id(one.body or {}) for one in (document, other)]
    fix: dict[str, Any] = {"type": None, "mode": None, "place": None, "time": None}
    base = dict(document.body or {})
    odd = [
        ("source", {**SOURCE, "name": "\u202egnihsilbup\n\x1b[2J\x00", "url": "javascript:alert(1)"}),
        ("actor", {**ACTOR, "aliases": ["x", "X", ".", "\x00", "said", "Almaty"]}),
        ("actor", {**ACTOR, "name": "26", "roles": [{"name": "r", "from": "9999-12-31", "until": "0001-01-01"}]}),
        *(("document", {**base, "language": tag}) for tag in ("zz-ZZ", "e")),
        *(("document", {**base, "published_at": f"{year}-06-01T00:00:00+00:00"}) for year in ("0001", "9999")),
        ("document", {**base, "updated_at": "9999-06-01T00:00:00+00:00", "url": "http://[::1"}),
        ("document", {**base, "title": "another title", "url": "\x00", "received_at": "0001-06-01T00:00:00+00:00"}),
        ("answer", {"document": ids[0], "by": "endpoint:x", "text": base["text"]}),
        ("answer", {"document": NO_HASH, "by": "\x1b\u202e", "text": NO_HASH}),
        ("review", review("confirm", "event", [anchor(ids[0], 0, 2**53 - 1)], note="\u202e\x1b[2J\x00")),
        ("review", review("merge", "event", [anchor(ids[0])] * 2)),
        ("review", review("split", "event", [anchor(ids[0])] * 50)),
        ("review", review("undo", "entry", [], {"entry": document.signed.content.hex()})),
        ("review", review("undo", "entry", [], {"entry": NO_HASH})),
        *(
            ("review", review("correct", "statement", [anchor(ids[0], kind=kind), anchor(ids[1])], {**fix, **changes}))
            for kind in ("event", "figure", "label")
            for changes in ({"place": PLACE}, {"time": TIME}, {"type": "PROTEST", "mode": "\x00 odd"})
        ),
        ("review", redaction([{"entry": f"{number:064x}", "body": {"text": 5}} for number in range(3000)])),
    ]
    said = [bad.say(kind, body) for kind, body in odd]
    taken = take(here, bad, bad.declared, document, other, *said)
    assert (taken.new, dict(taken.refused)) == (len(odd) + 3, {})
    assert is_sound(here)
    assert list(pipeline.rebuild(here.record))
    assert trail(here.record.connection, LAST)


def test_undoing_an_undo_or_a_redaction_leaves_them_as_they_are(here: Desk, bad: Forger) -> None:
    document = bad.document(KILLED)
    dispute = bad.say("review", review("dispute", "event", [anchor(body_id(document.body or {}))]))
    first = bad.say("review", review("undo", "entry", [], {"entry": dispute.signed.content.hex()}))
    second = bad.say("review", review("undo", "entry", [], {"entry": first.signed.content.hex()}))
    gone = bad.say("review", redaction([]))
    third = bad.say("review", review("undo", "entry", [], {"entry": gone.signed.content.hex()}))
    assert take(here, bad, bad.declared, document, dispute, first, second, gone, third).new == 7
    ended = {row["entry"] for row in trail(here.record.connection, LAST) if row["undone_by"] is not None}
    assert ended == {log.number_of(here.record.connection, dispute.signed.content.hex())}
    assert is_sound(here)


def test_a_stranger_learns_nothing_and_changes_nothing(here: Desk, bad: Forger) -> None:
    stranger = Forger("Stranger")
    document = bad.document(KILLED)
    take(here, bad, bad.declared, document)
    head = log.head(here.record.connection)
    gone = stranger.say("review", redaction([item(document, {**(document.body or {}), "text": NO_HASH})]))
    taken = take(here, stranger, stranger.declared, gone, stranger.document(GOOD))
    assert (taken.new, dict(taken.refused)) == (0, {"the key is not trusted here": 3})
    assert log.head(here.record.connection) == head
    assert texts_shown(here) == [KILLED]


# Redactions


def test_an_emptied_entry_that_only_somebody_else_explains_is_not_taken(here: Desk, bad: Forger) -> None:
    other, stranger = Forger("Other"), Forger("Stranger")
    here.trusts(other.secret.public)
    emptied = bad.say_emptied("document", NO_HASH)
    instead = item(emptied, dict(Forger().document(KILLED).body or {}))
    for who in (other, stranger):
        explained = who.say("review", redaction([instead]))
        taken = take(here, bad, bad.declared, emptied, who.declared, explained, bad.document(GOOD, "Third"))
        assert taken.refused["its author emptied it, and does not say what to read in its place"] == 1
        assert is_sound(here)
    assert sources_shown(here) == {"Third"}


@pytest.mark.parametrize("kind", ["source", "actor", "key", "review", "answer", "document"])
def test_an_emptied_entry_with_a_damaged_body_in_its_place_is_not_taken(here: Desk, bad: Forger, kind: str) -> None:
    emptied = bad.say_emptied(kind, NO_HASH)
    gone = bad.say("review", redaction([item(emptied, {"nothing": 1})]))
    taken = take(here, bad, bad.declared, emptied, gone, bad.document(GOOD, "Third"))
    assert (taken.new, sum(taken.refused.values())) == (3, 1)
    assert sources_shown(here) == {"Third"}
    assert is_sound(here)


def test_a_redaction_can_only_blank_and_never_put_other_words_in_place(here: Desk, bad: Forger) -> None:
    document, other = bad.document(KILLED), bad.document(GOOD, "Third")
    confirmed = bad.say("review", review("confirm", "event", [anchor(body_id(document.body or {}))]))
    take(here, bad, bad.declared, document, other, confirmed)
    base = dict(document.body or {})
    text = "At least 2600 people were killed."
    bad.texts[hashlib.sha256(text.encode()).hexdigest()] = text
    for number, body in enumerate(
        (
            {**base, "text": hashlib.sha256(text.encode()).hexdigest()},
            {**base, "source": "Somebody Else"},
            {**base, "title": "Never said", "author": "Nobody", "url": "https://other.example/"},
            dict(other.body or {}),
            dict(SOURCE),
        )
    ):
        taken = take(here, bad, bad.say("review", redaction([item(document, body)])), hours=number)
        assert taken.new == 1
        assert sorted(texts_shown(here)) == sorted([KILLED, GOOD])
        row = here.record.connection.execute("SELECT title, author, url FROM documents WHERE source = 'Steppe Wire'")
        assert tuple(row.fetchone()) == (None, None, None)
    turned = {**(confirmed.body or {}), "action": "dispute"}
    take(here, bad, bad.say("review", redaction([item(confirmed, turned)])))
    assert {row["action"] for row in trail(here.record.connection, LAST)} == {"confirm", "redact"}
    assert is_sound(here)


def test_keys_sources_and_actors_cannot_be_emptied_by_a_redaction(here: Desk, bad: Forger) -> None:
    source, actor = bad.say("source", SOURCE), bad.say("actor", ACTOR)
    renamed = {**(bad.declared.body or {}), "name": "Other"}
    gone = bad.say("review", redaction([item(bad.declared, renamed), item(source, SOURCE), item(actor, ACTOR)]))
    take(here, bad, bad.declared, source, actor, gone)
    assert here.record.connection.execute("SELECT count(*) FROM log WHERE body IS NULL").fetchone()[0] == 0
    assert known(here.record, bad.secret.public).name == "Gone-Bad"
    assert is_sound(here)


def test_a_redaction_that_comes_first_takes_the_words_out_as_soon_as_they_come(tmp_path: Path, here: Desk) -> None:
    there = desk(tmp_path, "There")
    here.trusts(there.secret.public)
    there.add([report(NAMED)])
    giving.sign(there.record, there.secret, NOW)
    first = giving.chosen(there.record, Choice())
    texts = giving.texts(there.record.connection, first)
    (document,) = there.record.connection.execute("SELECT id FROM documents").fetchone()
    redact(there.record, [document], "R. Editor", NOW, words=["Anna Petrova"])
    giving.sign(there.record, there.secret, NOW)
    later = [one for one in giving.chosen(there.record, Choice()) if one.signed.kind == "review"]
    taking.take_in(here.record, [first[0], *later], {}, NOW)
    taking.take_in(here.record, first, texts, NOW)
    assert is_sound(here)
    assert [text.startswith("████████████, a nurse") for text in texts_shown(here)] == [True]
    here.record.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Petrova" not in here.record.path.read_bytes()
    there.record.close()


def test_two_redactions_of_one_document_are_followed_at_once_or_one_by_one(tmp_path: Path, here: Desk) -> None:
    there, third = desk(tmp_path, "There"), desk(tmp_path, "Third")
    for one in (here, third):
        one.trusts(there.secret.public)
    there.add([report(NAMED)])
    for one in (here, third):
        there.give(one)
    for words in ("Anna Petrova", "a nurse"):
        (document,) = there.record.connection.execute("SELECT id FROM documents").fetchone()
        redact(there.record, [document], "R. Editor", NOW, words=[words])
        there.give(third, texts=False)
    there.give(here, texts=False)  # the text is not sent once more: blanks can be set here
    for one in (here, third):
        assert [text.startswith("████████████, ███████, said") for text in texts_shown(one)] == [True]
        assert is_sound(one)
    fourth = desk(tmp_path, "Fourth")
    fourth.trusts(there.secret.public)
    assert dict(there.give(fourth).refused) == {}
    assert texts_shown(fourth) == texts_shown(here)
    assert is_sound(fourth)
    for one in (there, third, fourth):
        one.record.close()


def test_what_was_redacted_here_stays_redacted_whatever_its_author_sends_later(tmp_path: Path, here: Desk) -> None:
    there = desk(tmp_path, "There")
    here.trusts(there.secret.public)
    there.add([report(NAMED)])
    there.give(here)
    for which, words in ((there, "Anna Petrova"), (here, "a nurse"), (there, "three people")):
        (document,) = which.record.connection.execute("SELECT id FROM documents").fetchone()
        redact(which.record, [document], "R. Editor", NOW, words=[words])
        for _ in range(2):
            there.give(here)
    assert [text[:36] for text in texts_shown(here)] == ["████████████, ███████, said that ███"]
    assert is_sound(here)
    there.record.close()


# Keys


def test_what_ends_a_key_is_heard_once(here: Desk, bad: Forger) -> None:
    first, second = secret_keys.new("First"), secret_keys.new("Second")
    turns = [
        bad.say("key", key_body(KeyAction.ROTATE, bad.secret.key, successor=public_line(one.public)))
        for one in (first, second)
    ]
    late = bad.document(GOOD)
    taken = take(here, bad, bad.declared, *turns, late)
    assert (taken.new, dict(taken.refused)) == (2, {"the key was rotated with its entry 2": 2})
    assert [known(here.record, one.public).trust for one in (first, second)] == [Trust.TRUSTED, Trust.UNKNOWN]


def test_of_two_successors_under_one_number_neither_is_believed(here: Desk, bad: Forger) -> None:
    names = [secret_keys.new(name) for name in ("First", "Second")]
    rivals = [
        bad.say(
            "key",
            key_body(KeyAction.ROTATE, bad.secret.key, successor=public_line(one.public)),
            number=2,
            previous=bad.declared.signed.id,
        )
        for one in names
    ]
    take(here, bad, bad.declared, rivals[0])
    assert known(here.record, names[0].public).trust is Trust.TRUSTED
    taken = take(here, bad, rivals[1])
    assert taken.new == 1
    assert any("FORK" in line for line in taken.alarms)
    assert {known(here.record, one.public).trust for one in names} == {Trust.UNKNOWN}
    assert is_sound(here)


def test_keys_that_come_after_each_other_in_a_circle_all_end(here: Desk, bad: Forger) -> None:
    other = Forger("Other")
    turn = bad.say("key", key_body(KeyAction.ROTATE, bad.secret.key, successor=public_line(other.secret.public)))
    back = other.say("key", key_body(KeyAction.ROTATE, other.secret.key, successor=public_line(bad.secret.public)))
    taken = take(here, bad, back, turn, other.declared, bad.declared)
    assert taken.new == 4
    assert {one.last for one in keys.known(here.record.connection).values()} == {2}
    assert is_sound(here)


def test_a_key_can_name_ours_as_its_successor_and_gains_nothing(here: Desk, bad: Forger) -> None:
    here.add([report(KILLED)])
    giving.sign(here.record, here.secret, NOW)
    turn = bad.say("key", key_body(KeyAction.ROTATE, bad.secret.key, successor=public_line(here.secret.public)))
    take(here, bad, bad.declared, turn)
    assert known(here.record, here.secret.public).trust is Trust.OWN
    here.add([report(GOOD, source="Third")])
    assert giving.sign(here.record, here.secret, NOW) == 1


def test_a_key_that_is_named_like_another_is_told_apart_by_its_digits(here: Desk, bad: Forger) -> None:
    double = Forger("Gone-Bad")
    here.trusts(double.secret.public)
    take(here, bad, bad.declared, double.declared)
    with pytest.raises(keyring.KeyringError, match="may be"):
        keyring.find(here.record, "Gone-Bad")
    assert keyring.find(here.record, double.secret.key.hex()[:12]).key == double.secret.key


def test_replays_forks_and_far_numbers_are_kept_apart(here: Desk, bad: Forger) -> None:
    document = bad.document(KILLED)
    rival = bad.say("source", SOURCE, number=2, previous=bad.declared.signed.id)
    far = bad.say("source", {**SOURCE, "name": "Far"}, number=2**53 - 1)
    taken = take(here, bad, bad.declared, document, document, rival, far, bad.declared)
    assert (taken.new, taken.known, dict(taken.refused)) == (4, 2, {})
    assert len(taken.alarms) == 1
    assert list(forks.found(here.record.connection)) == list(taken.alarms)
    assert is_sound(here)


def test_entries_of_the_far_future_are_not_taken_and_of_the_past_are(here: Desk, bad: Forger) -> None:
    past = bad.say("source", SOURCE, at=0)
    future = bad.say("source", {**SOURCE, "name": "Far"}, at=253_402_300_799)
    taken = take(here, bad, bad.declared, past, future)
    assert (taken.new, list(taken.refused)) == (2, ["it claims to be made in the future; compare the clocks"])


def test_who_described_a_source_last_can_be_seen(here: Desk, bad: Forger) -> None:
    here.add([Source("X", SourceKind.AGENCY), report(KILLED)])
    take(here, bad, bad.declared, bad.say("source", SOURCE, at=int(NOW.timestamp()) + 60, author="N. Body"))
    assert here.record.connection.execute("SELECT kind FROM sources WHERE name = 'X'").fetchone()[0] == "outlet"
    query = "SELECT author, key FROM log JOIN signatures ON signatures.seq = log.seq WHERE kind = 'source' ORDER BY at"
    assert [tuple(row) for row in here.record.connection.execute(query)][-1] == ("N. Body", bad.secret.key)
    assert is_sound(here)


def test_checkpoints_of_others_or_under_other_names_are_passed_over(here: Desk, bad: Forger) -> None:
    stranger = Forger("Stranger")
    take(here, bad, bad.declared)
    lines = [f"dalel/{who.secret.key.hex()}\n5\nAAAA\n\n— {name} AAAA\n" for who in (bad, stranger) for name in "ab"]
    wrong = [*lines, "", "dalel/zz", "\x00", "dalel/" + "é" * 64]
    taken = taking.take_in(here.record, [], {}, NOW, wrong)
    assert taken.alarms == ()
    assert here.record.connection.execute("SELECT count(*) FROM checkpoints").fetchone()[0] == 0


# What is left when entries are mixed at random

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5) | st.floats(0, 1),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 11), VALUES | st.just("2022-01-05")), max_size=12), st.data()
)
def test_entries_changed_at_random_and_signed_again_leave_a_record_that_verifies(
    tmp_path_factory: pytest.TempPathFactory, changed: list[tuple[int, int, Any]], data: st.DataObject
) -> None:
    here, bad = desk(tmp_path_factory.mktemp("record"), "Here"), Forger()
    here.trusts(bad.secret.public)
    bodies = [("source", SOURCE), ("actor", ACTOR)]
    document = bad.document(KILLED)
    base = dict(document.body or {})
    one = [anchor(body_id(base), 0, 41)]
    fix = {"type": "PROTEST", "mode": None, "place": PLACE, "time": TIME}
    bodies += [
        ("document", base),
        ("answer", {"document": body_id(base), "by": "endpoint:x", "text": base["text"]}),
        ("review", review("dispute", "event", one)),
        ("review", review("correct", "statement", one, fix)),
        ("review", review("undo", "entry", [], {"entry": document.signed.content.hex()})),
        ("review", redaction([item(document, {**base, "text": NO_HASH})], [anchor(body_id(base), 3, 9, kind=None)])),
        ("key", key_body(KeyAction.REVOKE, bad.secret.key, last=100)),
        ("key", key_body(KeyAction.ROTATE, bad.secret.key, successor=public_line(secret_keys.new("Next").public))),
    ]
    said = [bad.declared, document]
    for which, field, value in changed:
        kind, body = bodies[which]
        body = dict(body)
        within = [body, *(part for part in body.values() if isinstance(part, dict) and part)]
        part = within[field % len(within)]
        name = sorted(part)[field % len(part)]
        if part is body:
            body[name] = value
        else:
            body = {key: {**part, name: value} if whole is part else whole for key, whole in body.items()}
        said.append(bad.say(kind, body))
    last = bad.document(GOOD, "Third")
    ended = any(one.signed.kind == "key" for one in said[1:])
    order = data.draw(st.permutations([*said, last]))
    middle = len(order) // 2
    for part in (order[:middle], order[middle:], order):
        taking.take_in(here.record, part, bad.texts, NOW)
    assert ended or "Third" in sources_shown(here)
    assert is_sound(here)
    here.record.close()
