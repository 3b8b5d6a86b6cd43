"""Bundles and dialogues between records: what arrives, what is refused, and that signatures stay with the entries."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalel import exchange, forks, giving, keyring, taking
from dalel.giving import Choice
from dalel.model import Action
from dalel.record import keys, log, reviews, signatures
from dalel.record.moments import LAST
from dalel.record.store import Record
from dalel.review import decide, verdict
from dalel.sync import bundles, streams
from dalel.sync import keys as secret_keys
from dalel.sync.dialogue import Exchanged
from dalel.sync.turns import Refused
from tests.conftest import report
from tests.desks import NOW, Desk, desk, known
from tests.sync import vector_store
from tests.test_taking import DENIED, KILLED, NAMED, is_sound, shown

SENTENCES = (KILLED, DENIED, NAMED, "Protesters stormed the city hall of Aktau on January 5.")


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    here, there = desk(tmp_path, "Here"), desk(tmp_path, "There")
    here.trusts(there.secret.public)
    there.trusts(here.secret.public)
    yield here, there
    here.record.close()
    there.record.close()


def bundle(one: Desk, max_size: int | None = None) -> list[bytes]:
    giving.sign(one.record, one.secret, NOW)
    with one.record.writing() as connection:
        giving.checkpoint(connection, one.secret)
    packed = giving.packed(one.record, Choice(), with_texts=True)
    return bundles.write(
        one.secret, packed.entries, packed.texts, packed.checkpoints, int(NOW.timestamp()), max_size, covered=True
    )


def take(one: Desk, data: bytes) -> taking.Taken:
    read = bundles.read(data)
    return taking.take_in(one.record, read.entries, read.texts, NOW, read.checkpoints)


def talk(here: Desk, there: Desk) -> tuple[Exchanged, Exchanged]:
    """A dialogue between two records over a pair of sockets."""
    import socket

    for one in (here, there):
        giving.sign(one.record, one.secret, NOW)
    ends = socket.socketpair()
    results: dict[bool, Exchanged] = {}

    def side(one: Desk, end: socket.socket, begins: bool) -> None:
        with Record.open(one.record.path) as record, streams.StreamPipe(end.fileno(), end.fileno(), end.close) as pipe:
            talked = exchange.talk(pipe, record, one.secret, NOW, begins=begins, message_bytes=1 << 12)
            results[begins] = talked.exchanged

    threads = [
        threading.Thread(target=side, args=(here, ends[0], True)),
        threading.Thread(target=side, args=(there, ends[1], False)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results[True], results[False]


def test_a_bundle_brings_everything_and_can_be_handed_on(two: tuple[Desk, Desk], tmp_path: Path) -> None:
    here, there = two
    here.add([report(sentence) for sentence in SENTENCES])
    (data,) = bundle(here)
    assert take(there, data).new == 5
    assert shown(here) == shown(there)
    assert is_sound(there)
    third = desk(tmp_path, "Third")
    third.trusts(here.secret.public, there.secret.public)
    for part in bundle(there, max_size=1500):  # entries that came without their own signatures
        take(third, part)
    assert shown(here) == shown(third)
    assert is_sound(third)


def test_two_records_that_talk_agree(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(sentence) for sentence in SENTENCES[:3]])
    there.add([report(sentence, source="Caspian Ledger") for sentence in SENTENCES[1:]])
    ours, theirs = talk(here, there)
    assert (ours.refused, ours.cut, theirs.refused, theirs.cut) == (None, None, None, None)
    assert (ours.sent, ours.taken) == (theirs.taken, theirs.sent) == (4, 4)
    assert shown(here) == shown(there)
    assert is_sound(here)
    assert is_sound(there)
    again, _ = talk(here, there)
    assert (again.sent, again.taken) == (0, 0)


def test_records_that_do_not_trust_each_other_say_so(tmp_path: Path) -> None:
    here, there = desk(tmp_path, "Here"), desk(tmp_path, "There")
    here.add([report(KILLED)])
    ours, theirs = talk(here, there)
    assert ours.refused == "the other side does not hold a key that is trusted here (`dalel key trust`)"
    assert theirs.cut is not None
    assert log.head(there.record.connection)[0] == 1  # its own key


def test_who_trusts_a_key_trusts_the_one_that_comes_after_it(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    here.give(there)
    after = Desk(here.record, secret_keys.new("Here-2"))
    keyring.rotate(here.record, here.secret, after.secret, NOW)
    after.add([report(DENIED)], NOW + timedelta(minutes=1))
    assert dict(after.give(there).refused) == {}
    assert known(there.record, after.secret.public).trust is keys.Trust.TRUSTED
    assert shown(here) == shown(there)
    assert is_sound(there)
    here.add([report(NAMED)])
    with pytest.raises(giving.GivingError, match="was rotated"):
        giving.sign(here.record, here.secret, NOW)


def test_a_thief_of_a_revoked_key_is_not_believed(two: tuple[Desk, Desk], tmp_path: Path) -> None:
    here, there = two
    here.add([report(KILLED)])
    here.give(there)
    stolen = here.record.path.with_name("stolen.dalel")
    stolen.write_bytes(_copied(here.record))
    keyring.revoke(here.record, here.secret, NOW, None, "the laptop was taken")
    here_entries = giving.chosen(here.record, Choice())
    taking.take_in(there.record, here_entries, {}, NOW)
    with Record.open(stolen) as record:
        thief = Desk(record, here.secret)
        thief.add([report(DENIED)])
        refused = thief.give(there).refused
    assert refused == {"the key was revoked with its entry 2": 1}


def test_a_key_that_signs_two_histories_is_named(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    here.give(there)
    copy = here.record.path.with_name("copy.dalel")
    copy.write_bytes(_copied(here.record))
    here.add([report(DENIED)])
    take(there, bundle(here)[0])
    with Record.open(copy) as record:
        other = Desk(record, here.secret)
        other.add([report(NAMED)])
        taken = take(there, bundle(other)[0])
    assert len(taken.alarms) == 2  # two entries of one number, and two checkpoints
    assert all("FORK" in line for line in taken.alarms)
    assert set(forks.found(there.record.connection)) == set(taken.alarms)


def test_distrust_takes_what_came_later_out_of_what_is_shown(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    here.give(there)
    before = shown(there)
    here.add([report(NAMED)])
    here.give(there)
    holds = keyring.distrust(there.record, here.secret.key, "desk", NOW, 2, "the laptop was taken")
    assert holds == 2
    assert shown(there) == before
    assert is_sound(there)
    keyring.trust(there.record, here.secret.public, "desk", NOW)
    assert shown(there) == shown(here)


def test_an_altered_entry_is_refused_and_nothing_is_changed(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    giving.sign(here.record, here.secret, NOW)
    entries = giving.chosen(here.record, Choice())
    forged = [
        replace(one, body={**one.body, "source": "Somebody Else"}) if one.signed.kind == "document" else one
        for one in entries
    ]
    with pytest.raises(bundles.BundleError, match="was altered"):
        bundles.write(here.secret, forged, {}, (), int(NOW.timestamp()), None)
    with pytest.raises(ValueError, match="does not say what its author signed"):
        taking.take_in(there.record, forged, {}, NOW)
    assert signatures.last(there.record.connection, here.secret.key)[0] <= 1


def _copied(record: Record) -> bytes:
    record.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return record.path.read_bytes()


def test_holes_in_what_is_held_are_told_in_few_bytes_and_filled(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(f"Police detained {count} people in Shymkent on January 6.") for count in range(10, 40)])
    giving.sign(here.record, here.secret, NOW)
    entries = giving.chosen(here.record, Choice())
    texts = giving.texts(here.record.connection, entries)
    kept = [one for one in entries if one.signed.number not in (7, 8, 20)]
    taking.take_in(there.record, kept, texts, NOW)
    holding = exchange.holding_of(there.record.connection, here.secret.key)
    assert (holding.last, holding.holes) == (31, ((7, 2), (20, 1)))
    ours, _ = talk(here, there)
    assert ours.sent == 3
    assert ours.bytes_out + ours.bytes_in < 1500
    assert shown(here) == shown(there)


def test_entries_without_their_own_signature_are_handed_on_with_what_vouches_for_them(
    two: tuple[Desk, Desk], tmp_path: Path
) -> None:
    here, there = two
    here.add([report(f"Police detained {count} people in Shymkent on January 6.") for count in range(10, 20)])
    take(there, bundle(here)[0])  # one signature for all
    third = desk(tmp_path, "Third")
    third.trusts(here.secret.public, there.secret.public)
    there.trusts(third.secret.public)
    kept = [one for one in giving.chosen(here.record, Choice()) if one.signed.number not in (4, 5)]
    taking.take_in(third.record, kept, giving.texts(here.record.connection, kept), NOW)
    ours, theirs = talk(there, third)
    assert (ours.refused, ours.cut, theirs.refused, theirs.cut) == (None, None, None, None)
    assert ours.sent == 3  # and the key of the second
    assert shown(here) == shown(third)
    assert is_sound(third)
    third.record.close()


def test_histories_that_part_at_the_last_entry_are_seen_by_both(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    here.give(there)
    copy = here.record.path.with_name("copy.dalel")
    copy.write_bytes(_copied(here.record))
    here.add([report(DENIED)])
    here.give(there)
    with Record.open(copy) as record:
        other = Desk(record, here.secret)
        other.add([report(NAMED)])
        talk(other, there)
        assert len(list(forks.found(record.connection))) == 1
    assert len(list(forks.found(there.record.connection))) == 1


NUMBERS = st.sets(st.integers(1, 60))


@given(NUMBERS, NUMBERS)
def test_what_is_sent_is_what_the_other_side_does_not_hold(ours: set[int], theirs: set[int]) -> None:
    author, here, there = bytes(32), sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    for connection, numbers in ((here, ours), (there, theirs)):
        connection.execute("CREATE TABLE signatures (key BLOB, number INTEGER, id BLOB)")
        rows = [(author, number, hashlib.sha256(bytes([number])).digest()) for number in numbers]
        connection.executemany("INSERT INTO signatures VALUES (?, ?, ?)", rows)
    holding = exchange.holding_of(there, author)
    assert holding.holes is not None
    told = exchange._holding(bytes(8), holding.last, holding.last_id, exchange._differences(holding.holes))[1]
    assert told == holding
    expected = [hashlib.sha256(bytes([number])).digest() for number in sorted(ours - theirs)]
    assert exchange._lacking(here, author, told) == expected


def test_an_author_of_whom_too_much_is_missing_is_compared(
    two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_MOST_HOLES", 2)
    here, there = two
    here.add([report(f"Police detained {count} people in Shymkent on January 6.") for count in range(10, 20)])
    giving.sign(here.record, here.secret, NOW)
    entries = giving.chosen(here.record, Choice())
    texts = giving.texts(here.record.connection, entries)
    taking.take_in(there.record, [one for one in entries if one.signed.number not in (3, 5, 8)], texts, NOW)
    assert exchange.holding_of(there.record.connection, here.secret.key).holes is None
    ours, theirs = talk(here, there)
    assert (ours.sent, theirs.sent) == (3, 1)
    assert shown(here) == shown(there)


def test_a_greeting_that_is_none_is_refused(two: tuple[Desk, Desk]) -> None:
    here, _ = two
    for said in (b"", b"\x82", b"\x82\x01\x81\x01", b"\x82\x02\x80", b"\x82\x01\x81\x84\x41a\x00\x41a\x82\x00\x00"):
        store = exchange.RecordStore(here.record, NOW)
        with pytest.raises(Refused):
            store.heard(said)
        assert (store.items(), store.lacking()) == ([], [])


def test_a_reviewers_own_key_signs_what_the_reviewer_decided_and_nothing_else(two: tuple[Desk, Desk]) -> None:
    here, there = two
    reviewer = secret_keys.new("R-Editor")
    here.add([report(KILLED)])
    (event,) = here.record.connection.execute("SELECT event FROM events").fetchone()
    seq = decide(here.record, verdict(here.record, Action.DISPUTE, event), "R. Editor", NOW)
    giving.sign_one(here.record, reviewer, seq, NOW)
    (decided,) = reviews.trail(here.record.connection, LAST)
    assert decided["key"] == reviewer.key.hex()
    assert here.give(there).refused == {"the key is not trusted here": 2}
    there.trusts(reviewer.public)
    here.give(there)
    assert shown(here) == shown(there)
    assert is_sound(here)


def test_the_printed_greeting_is_what_a_record_says(tmp_path: Path) -> None:
    ((_, printed),) = vector_store.messages(6)
    held = {bytes([5]) * 32: [*range(1, 7), 9, *range(11, 21)], bytes([7]) * 32: []}
    one = desk(tmp_path, "Desk")
    store = exchange.RecordStore(one.record, NOW)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE signatures (key BLOB, number INTEGER, id BLOB)")
    rows = [(key, number, bytes([6]) * 32) for key, numbers in held.items() for number in numbers]
    connection.executemany("INSERT INTO signatures VALUES (?, ?, ?)", rows)
    store._ours = {key: exchange.holding_of(connection, key) for key in held}
    assert store.hello() == printed
    store.heard(printed)
    assert store._theirs == store._ours
    one.record.close()


def test_a_packet_holds_what_a_bundle_of_the_same_holds_without_its_header(two: tuple[Desk, Desk]) -> None:
    here, _ = two
    here.add([report(KILLED)])
    giving.sign(here.record, here.secret, NOW)
    entries = giving.chosen(here.record, Choice())
    texts = giving.texts(here.record.connection, entries)
    packet = bundles.write_packet(entries, texts)
    (file,) = bundles.write(here.secret, entries, texts, (), int(NOW.timestamp()), None, covered=True)
    assert file.endswith(packet)
    assert bundles.read_packet(packet).entries == bundles.read(file).entries
    for place in range(len(packet)):
        altered = bytes([*packet[:place], packet[place] ^ 1, *packet[place + 1 :]])
        try:
            found = bundles.read_packet(altered)
        except bundles.BundleError:
            continue
        assert {one.signed.id for one in found.entries} <= {one.signed.id for one in entries}


@given(st.binary(max_size=200))
def test_any_bytes_are_no_packet_or_one_that_holds_nothing(data: bytes) -> None:
    try:
        found = bundles.read_packet(data)
    except bundles.BundleError:
        return
    assert found.entries == ()


def test_trust_of_the_same_second_as_what_it_brought_waits_for_no_signature(two: tuple[Desk, Desk]) -> None:
    here, there = two
    here.add([report(KILLED)])
    here.give(there)  # its key says its name in the second in which it was trusted there
    giving.sign(there.record, there.secret, NOW)
    assert not signatures.meets_others(there.record.connection)
