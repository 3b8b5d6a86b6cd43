"""A bulletin's bytes: they come back as they went, have one form, and anything else is refused."""

from __future__ import annotations

from dataclasses import replace

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.publish.bulletin import codes, fitting
from dalel.publish.bulletin.codes import BulletinError
from dalel.publish.bulletin.facts import MOST_NAME, Amount, Bulletin, EventFact, FigureFact, Voice, name_of
from dalel.sync import cose
from tests.publish import bulletins
from tests.publish.bulletins import CONTESTED_FIGURE, EMPTY, FULL
from tests.sync.signing import ALICE, BOB


@given(bulletins.bulletins)
@settings(max_examples=60, deadline=None)
def test_a_bulletin_comes_back_as_it_was_written(bulletin: Bulletin) -> None:
    assert codes.decode(codes.encode(bulletin)) == bulletin


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_refused_with_the_one_exception(data: bytes) -> None:
    with pytest.raises(BulletinError):
        codes.open_(data)
    with pytest.raises(BulletinError):
        codes.decode(data)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_altered_bytes_are_refused_or_are_the_only_form_of_another_bulletin(data: st.DataObject) -> None:
    altered = bytearray(codes.encode(FULL))
    for _ in range(data.draw(st.integers(1, 3))):
        altered[data.draw(st.integers(0, len(altered) - 1))] = data.draw(st.integers(0, 255))
    try:
        bulletin = codes.decode(bytes(altered))
    except BulletinError:
        return
    assert codes.encode(bulletin) == bytes(altered)


@given(st.recursive(st.none() | st.integers() | st.text() | st.binary(), lambda one: st.lists(one), max_leaves=8))
@settings(max_examples=80, deadline=None)
def test_a_part_of_another_kind_is_refused_with_the_one_exception(value: object) -> None:
    whole = cbor2.loads(codes.encode(FULL))
    for key in whole:
        try:
            codes.decode(cbor2.dumps({**whole, key: value}, canonical=True))
        except BulletinError:
            continue


def test_what_was_signed_is_opened_with_the_key_that_signed_it() -> None:
    assert codes.open_(codes.sign(ALICE, FULL)) == (ALICE.key, FULL)


def test_a_bulletin_of_which_a_byte_was_changed_is_refused() -> None:
    signed = codes.sign(ALICE, FULL)
    for place in range(0, len(signed), 7):
        altered = bytearray(signed)
        altered[place] ^= 1
        with pytest.raises(BulletinError):
            codes.open_(bytes(altered))


def test_what_was_signed_for_another_purpose_is_no_bulletin() -> None:
    with pytest.raises(BulletinError, match="signed as"):
        codes.open_(cose.sign(ALICE, "application/vnd.dalel.entry", codes.encode(FULL)))


def test_signed_bytes_that_are_no_bulletin_are_refused() -> None:
    with pytest.raises(BulletinError):
        codes.open_(cose.sign(ALICE, codes.TYPE, b"no bulletin"))


def test_more_bytes_than_a_bulletin_has_are_refused_unread() -> None:
    with pytest.raises(BulletinError, match="at most 4096"):
        codes.open_(bytes(codes.MOST_BYTES + 1))


def test_a_newer_version_is_refused_by_name() -> None:
    whole = cbor2.loads(codes.encode(FULL))
    with pytest.raises(BulletinError, match="newer version"):
        codes.decode(cbor2.dumps({**whole, 0: codes.VERSION + 1}, canonical=True))


def test_keys_that_nobody_knows_are_refused() -> None:
    whole = cbor2.loads(codes.encode(FULL))
    with pytest.raises(BulletinError):
        codes.decode(cbor2.dumps({**whole, 99: "more"}, canonical=True))


def test_more_facts_than_a_bulletin_has_are_refused() -> None:
    whole = cbor2.loads(codes.encode(EMPTY))
    with pytest.raises(BulletinError, match="too long"):
        codes.decode(cbor2.dumps({**whole, 6: [0] * (codes.MOST_FACTS + 1)}, canonical=True))


@pytest.mark.parametrize(
    "name", ["", "a\nb", "a\u202eb", "a\x1b[31mb", " a", "a" * (MOST_NAME + 1), "a\u2028b", "e\u0301"]
)
def test_names_with_what_could_deceive_are_refused(name: str) -> None:
    with pytest.raises(BulletinError, match="a name of it is none"):
        codes.decode(codes.encode(replace(EMPTY, desk=name)))


@given(st.text(max_size=100))
@settings(max_examples=100)
def test_any_text_becomes_a_name_that_stays_as_it_is(text: str) -> None:
    name = name_of(text)
    assert name_of(name) == name
    assert len(name) <= MOST_NAME


def test_a_voice_that_is_named_must_have_a_name() -> None:
    def of(voice: Voice) -> bytes:
        return codes.encode(replace(EMPTY, facts=(replace(bulletins.CUT, affirmed=(voice,)),)))

    assert codes.decode(of(Voice("withheld", "")))
    for role in ("source", "named"):
        with pytest.raises(BulletinError):
            codes.decode(of(Voice(role, "")))


def test_bounds_the_wrong_way_round_are_refused() -> None:
    figure = replace(CONTESTED_FIGURE, range=Amount(164, 26))
    with pytest.raises(BulletinError, match="greater"):
        codes.decode(codes.encode(replace(EMPTY, facts=(figure,))))


def test_a_number_without_bounds_is_refused() -> None:
    with pytest.raises(BulletinError, match="no bounds"):
        codes.decode(codes.encode(replace(EMPTY, facts=(replace(CONTESTED_FIGURE, range=Amount(None, None)),))))


def test_numbers_beyond_all_counting_are_refused() -> None:
    for number in (1e300, float(codes.MOST_NUMBER * 10)):
        figure = replace(CONTESTED_FIGURE, range=Amount(number, number))
        with pytest.raises(BulletinError):
            codes.decode(codes.encode(replace(EMPTY, facts=(figure,))))


def test_a_whole_number_written_as_a_fraction_is_refused() -> None:
    whole = cbor2.loads(codes.encode(replace(EMPTY, facts=(replace(CONTESTED_FIGURE, range=Amount(26, 26), said=()),))))
    whole[6][0][16] = 26.0
    with pytest.raises(BulletinError, match="not written"):
        codes.decode(cbor2.dumps(whole, canonical=True))


def test_the_id_of_the_key_is_the_one_that_the_desk_hands_out() -> None:
    assert codes.key_id(replace(FULL, desk=ALICE.public.name), ALICE.key) == ALICE.public.id
    assert codes.key_id(replace(FULL, desk=ALICE.public.name), BOB.key) != ALICE.public.id


@given(st.lists(bulletins.events | bulletins.figures | bulletins.questions, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_a_bulletin_fits_and_counts_what_was_left_out(facts: list[EventFact | FigureFact]) -> None:
    whole = replace(FULL, facts=tuple(facts))
    for size in (codes.MOST_BYTES, fitting.HEADLINE_BYTES):
        fitted = fitting.fit(whole, size)
        assert len(codes.sign(ALICE, fitted)) == fitting.signed_size(fitted) <= size
        left = fitted.left_out
        dropped = left.events + left.figures + left.questions - 41 - 7 - 3
        assert len(fitted.facts) + dropped == len(facts)
        in_order = iter(facts)
        assert all(fact in in_order for fact in fitted.facts)


def test_of_what_is_contested_taken_back_and_unknown_the_most_important_is_kept() -> None:
    sure = replace(bulletins.CUT, affirmed=())
    facts = (*(replace(sure, ref=bytes([number] * 4)) for number in range(60)), *FULL.facts)
    kept = fitting.only(replace(FULL, facts=facts), 5).facts
    assert [fact for fact in kept if fact in FULL.facts[:4]] == [
        bulletins.CONTESTED_EVENT,
        bulletins.QUESTION,
        bulletins.WITHDRAWN_FIGURE,
    ]
    assert fitting.only(FULL, 1).left_out.events == 41 + 1
