"""Bundles that are cut into parts or sealed."""

from __future__ import annotations

import random

import pytest

from dalel.sync import bundles
from dalel.sync.bundles import BundleError, parts, texts
from dalel.sync.entries import Carried
from tests.sync.bundle_vectors import DOCUMENT_BODY, MADE_AT, Holder, chained
from tests.sync.signing import ALICE, BOB

MAKER = Holder()
NOTES = ["a checkpoint\n", "another\n"]


def documents(count: int, words: int = 60) -> tuple[list[Carried], dict[str, str]]:
    """Documents whose texts compress as words in any order do."""
    chance = random.Random(7)
    vocabulary = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(3, 9))) for _ in range(800)]
    told = [" ".join(chance.choices(vocabulary, k=words)) for _ in range(count)]
    said = [
        ("document", {**DOCUMENT_BODY, "language": "en", "text": texts.sha256(text), "title": None}, f"{n:032x}")
        for n, text in enumerate(told)
    ]
    return chained(MAKER, said), {texts.sha256(text): text for text in told}


ENTRIES, TEXTS = documents(70)


def written(max_size: int | None, *, covered: bool = False) -> list[bytes]:
    return bundles.write(MAKER, ENTRIES, TEXTS, NOTES, MADE_AT, max_size, covered=covered)


@pytest.mark.parametrize("covered", [False, True])
@pytest.mark.parametrize("max_size", [2_500, 5_000])
def test_no_part_is_larger_than_allowed_and_together_they_hold_everything(max_size: int, covered: bool) -> None:
    made = written(max_size, covered=covered)
    assert max(map(len, made)) <= max_size
    read = [bundles.read(part) for part in made]
    assert [carried.signed.id for one in read for carried in one.entries] == [one.signed.id for one in ENTRIES]
    assert {name: text for one in read for name, text in one.texts.items()} == TEXTS
    assert [note for one in read for note in one.checkpoints] == NOTES
    assert [(one.part, one.parts) for one in read] == [(n, len(made)) for n in range(1, len(made) + 1)]
    assert len({one.series for one in read}) == 1


def test_each_part_holds_the_texts_of_its_own_entries_and_no_others() -> None:
    for part in written(5_000):
        read = bundles.read(part)
        assert set(read.texts) == {name for carried in read.entries for name in parts.texts_named(carried, TEXTS)}


def test_there_are_few_parts_and_all_but_the_last_are_nearly_full() -> None:
    made = written(5_000)
    assert all(len(part) > 0.85 * 5_000 for part in made[:-1])


def test_what_fits_is_one_part() -> None:
    (whole,) = written(None)
    assert len(written(len(whole) + 100)) == 1
    assert len(written(len(whole) - 1)) == 2


def test_the_same_things_are_cut_the_same_way() -> None:
    assert written(8_000) == written(8_000)


def test_an_entry_that_is_too_large_for_a_part_is_named() -> None:
    large, its_text = documents(3, words=4_000)
    with pytest.raises(BundleError, match=r"entry 1 of key d75a9801… alone is \d+ bytes too large for a part"):
        bundles.write(MAKER, large, its_text, [], MADE_AT, 3_000)


def test_a_part_of_no_size_at_all_is_refused() -> None:
    with pytest.raises(BundleError, match="too large for a part"):
        written(10)


def test_a_sealed_bundle_is_opened_by_those_it_is_sealed_to_and_by_nobody_else() -> None:
    (whole,) = written(None)
    sealed = bundles.seal(whole, [ALICE.public.sealing])
    assert bundles.is_sealed(sealed)
    assert not bundles.is_sealed(whole)
    assert bundles.unseal(sealed, ALICE) == whole
    with pytest.raises(BundleError, match="sealed to another key"):
        bundles.unseal(sealed, BOB)


def test_a_sealed_bundle_that_was_cut_or_altered_and_one_that_is_not_sealed_are_refused() -> None:
    sealed = bundles.seal(written(None)[0], [ALICE.public.sealing])
    for damaged in (sealed[:-1], sealed[:100], sealed[:-5] + bytes(5), b"", b"age-encryption.org/v1\n"):
        with pytest.raises(BundleError, match="the bundle cannot be opened"):
            bundles.unseal(damaged, ALICE)
    with pytest.raises(BundleError, match="age1"):
        bundles.seal(b"", ["age1nobody"])


@pytest.mark.parametrize("size", [1_000, 65_536, 65_552, 131_104, 200_000])
@pytest.mark.parametrize("recipients", [1, 3])
def test_sealing_adds_no_more_than_was_left_for_it(size: int, recipients: int) -> None:
    room = bundles.size_before_sealing(size, recipients)
    lengths = {len(bundles.seal(bytes(room), [ALICE.public.sealing] * recipients)) for _ in range(40)}
    assert max(lengths) <= size
    assert max(lengths) > size - 400


def test_sealed_parts_are_no_larger_than_allowed() -> None:
    both = [ALICE.public.sealing, BOB.public.sealing]
    for part in written(bundles.size_before_sealing(5_000, len(both))):
        sealed = bundles.seal(part, both)
        assert len(sealed) <= 5_000
        assert bundles.read(bundles.unseal(sealed, BOB)).parts > 1
