"""The tree, against the vectors of Certificate Transparency's reference tests and against its own definition."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalel.sync import merkle

# Facts that the reference tests of Certificate Transparency state (google/certificate-transparency, merkle_tree_test,
# later transparency-dev/merkle, testonly): eight leaves, the roots of the first 0 to 8 of them, and proofs.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEFT_FOUR = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
FROM_1_TO_8 = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
# (index from 0, size, proof)
INCLUSIONS = (
    (0, 1, ()),
    (0, 8, FROM_1_TO_8),
    (
        5,
        8,
        (
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            LEFT_FOUR,
        ),
    ),
    (2, 3, (ROOTS[2],)),
    (
        1,
        5,
        (
            ROOTS[1],
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    ),
)
# (old size, size, proof)
CONSISTENCIES = (
    (1, 1, ()),
    (1, 8, FROM_1_TO_8),
    (
        6,
        8,
        (
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            LEFT_FOUR,
        ),
    ),
    (
        2,
        5,
        (
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    ),
)

sizes = st.integers(1, 70)


def leaves(size: int) -> list[bytes]:
    return [number.to_bytes(32) for number in range(size)]


def by_definition(data: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not data:
        return sha256().digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    half = max(2**power for power in range(8) if 2**power < len(data))
    return sha256(b"\x01" + by_definition(data[:half]) + by_definition(data[half:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference_tests(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSIONS)
def test_the_inclusion_proofs_are_those_of_the_reference_tests(index: int, size: int, proof: tuple[str, ...]) -> None:
    made = merkle.inclusion(LEAVES[:size], index)
    assert tuple(hashed.hex() for hashed in made) == proof
    assert merkle.is_included(LEAVES[index], index, size, bytes.fromhex(ROOTS[size]), made)


@pytest.mark.parametrize(("old", "size", "proof"), CONSISTENCIES)
def test_the_consistency_proofs_are_those_of_the_reference_tests(old: int, size: int, proof: tuple[str, ...]) -> None:
    made = merkle.consistency(LEAVES[:size], old)
    assert tuple(hashed.hex() for hashed in made) == proof
    assert merkle.is_consistent(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), made)


@given(st.lists(st.binary(max_size=40), max_size=70), st.data())
@settings(max_examples=50)
def test_a_tree_that_grows_leaf_by_leaf_has_the_root_of_the_definition(data: list[bytes], drawn: st.DataObject) -> None:
    kept = drawn.draw(st.integers(0, len(data)))
    first = merkle.Tree().with_leaves(data[:kept])
    grown = merkle.Tree(first.size, first.peaks).with_leaves(data[kept:])
    assert grown.root() == by_definition(data)
    assert len(grown.peaks) == len(data).bit_count()


def test_a_tree_with_other_full_subtrees_than_its_size_has_is_refused() -> None:
    with pytest.raises(ValueError, match="does not have 1 full subtrees"):
        merkle.Tree(3, (bytes(32),))


def test_every_proof_of_small_trees_holds() -> None:
    for size in range(1, 34):
        data = leaves(size)
        root = merkle.root(data)
        for index in range(size):
            assert merkle.is_included(data[index], index, size, root, merkle.inclusion(data, index))
        for old in range(size + 1):
            assert merkle.is_consistent(old, merkle.root(data[:old]), size, root, merkle.consistency(data, old))


@given(sizes, st.data())
@settings(max_examples=50)
def test_an_inclusion_proof_holds_for_no_other_leaf_place_size_root_or_proof(size: int, drawn: st.DataObject) -> None:
    data = leaves(size)
    index = drawn.draw(st.integers(0, size - 1))
    root, proof = merkle.root(data), merkle.inclusion(data, index)
    other = drawn.draw(st.integers(-2, 80).filter(lambda number: number != index))
    hashed = drawn.draw(st.binary(min_size=32, max_size=32))
    assert not merkle.is_included(hashed, index, size, root, proof)
    assert not merkle.is_included(data[index], other, size, root, proof)
    assert not merkle.is_included(data[index], index, size, hashed, proof)
    assert not merkle.is_included(data[index], index, size, root, [*proof, hashed])
    assert not merkle.is_included(data[index], index, size, root, [hashed, *proof])
    if proof:
        at = drawn.draw(st.integers(0, len(proof) - 1))
        assert not merkle.is_included(data[index], index, size, root, proof[:at] + proof[at + 1 :])
        assert not merkle.is_included(data[index], index, size, root, [*proof[:at], hashed, *proof[at + 1 :]])
        assert not merkle.is_included(data[index], index, size, root, [*proof[:at], proof[at][:31], *proof[at + 1 :]])


@given(sizes, st.data())
@settings(max_examples=50)
def test_a_consistency_proof_holds_for_no_other_trees_or_proof(size: int, drawn: st.DataObject) -> None:
    data = leaves(size)
    old = drawn.draw(st.integers(1, size))
    old_root, root, proof = merkle.root(data[:old]), merkle.root(data), merkle.consistency(data, old)
    hashed = drawn.draw(st.binary(min_size=32, max_size=32))
    other = drawn.draw(st.integers(-2, 80).filter(lambda number: number != old))
    assert not merkle.is_consistent(old, hashed, size, root, proof)
    assert not merkle.is_consistent(old, old_root, size, hashed, proof)
    assert not merkle.is_consistent(other, old_root, size, root, proof)
    assert not merkle.is_consistent(old, old_root, size, root, [*proof, hashed])
    if proof:
        at = drawn.draw(st.integers(0, len(proof) - 1))
        assert not merkle.is_consistent(old, old_root, size, root, proof[:at] + proof[at + 1 :])
        assert not merkle.is_consistent(old, old_root, size, root, [*proof[:at], hashed, *proof[at + 1 :]])


@given(sizes, st.data())
@settings(max_examples=50)
def test_no_proof_connects_a_tree_to_one_in_which_an_old_leaf_was_changed(size: int, drawn: st.DataObject) -> None:
    data = leaves(size)
    old = drawn.draw(st.integers(1, size))
    changed = drawn.draw(st.integers(0, old - 1))
    rewritten = [*data[:changed], b"rewritten", *data[changed + 1 :]]
    old_root, root = merkle.root(data[:old]), merkle.root(rewritten)
    for history in (data, rewritten):
        assert not merkle.is_consistent(old, old_root, size, root, merkle.consistency(history, old))


def test_an_inner_node_is_never_taken_for_a_leaf() -> None:
    root = merkle.root(LEAVES[:4])
    left, right = merkle.root(LEAVES[:2]), merkle.root(LEAVES[2:4])
    assert not merkle.is_included(left + right, 0, 1, root, [])
    assert not merkle.is_included(left, 0, 2, root, [right])


def test_a_proof_for_an_empty_tree_is_empty_and_its_root_is_that_of_nothing() -> None:
    root = merkle.root(LEAVES)
    assert merkle.is_consistent(0, merkle.EMPTY_ROOT, 8, root, [])
    assert not merkle.is_consistent(0, bytes(32), 8, root, [])
    assert not merkle.is_consistent(0, merkle.EMPTY_ROOT, 8, root, [root])
    assert not merkle.is_included(b"", 0, 0, merkle.EMPTY_ROOT, [])


def test_a_proof_of_endless_length_is_refused_before_it_is_hashed() -> None:
    assert not merkle.is_included(b"", 0, 2**63, bytes(32), [bytes(32)] * 1_000_000)


@pytest.mark.parametrize("index", [-1, 8])
def test_no_proof_is_made_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="there is no leaf"):
        merkle.inclusion(LEAVES, index)


@pytest.mark.parametrize("size", [-1, 9])
def test_no_proof_is_made_for_a_tree_that_is_no_beginning(size: int) -> None:
    with pytest.raises(ValueError, match="first leaves"):
        merkle.consistency(LEAVES, size)
