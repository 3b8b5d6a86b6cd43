"""The Merkle tree over an author's entries: one hash of 32 bytes stands for all of them, in their order.

Hashing and proofs are those of RFC 6962, 2.1 and RFC 9162, 2.1 (SHA-256). Leaf n, counted from 0, is the id of the
author's entry number n + 1. Sizes and proofs that are checked come from strangers; those that are made, from our own
leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()

# More hashes than a path through a tree of 2^64 leaves has.
_LONGEST_PROOF = 65


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """What is needed of a tree to add leaves: the roots of its full subtrees, the largest (leftmost) first.

    There is one for each bit that is set in `size`.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves does not have {len(self.peaks)} full subtrees")

    def with_leaves(self, leaves: Iterable[bytes]) -> Tree:
        """The tree with these leaves after its own."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            hashed = leaf_hash(leaf)
            # As in counting: each set bit at the end is a full subtree of the same size as the one that is complete.
            for _ in range(_trailing_ones(size)):
                hashed = node_hash(peaks.pop(), hashed)
            peaks.append(hashed)
            size += 1
        return Tree(size, tuple(peaks))

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *others, hashed = self.peaks
        for peak in reversed(others):
            hashed = node_hash(peak, hashed)
        return hashed


def root(leaves: Iterable[bytes]) -> bytes:
    return Tree().with_leaves(leaves).root()


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index`, counted from 0, is in the tree of these leaves."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"there is no leaf {index} among {len(leaves)}")
    proof = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _left(end - start)
        if index < middle:
            proof.append(root(leaves[middle:end]))
            end = middle
        else:
            proof.append(root(leaves[start:middle]))
            start = middle
    return proof[::-1]


def consistency(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """The proof that the tree of the first `size` leaves became the tree of all of them."""
    if not 0 <= size <= len(leaves):
        raise ValueError(f"there are no {size} first leaves among {len(leaves)}")
    if size in (0, len(leaves)):
        return []
    proof = []
    start, end = 0, len(leaves)
    while end > size:
        middle = start + _left(end - start)
        if size <= middle:
            proof.append(root(leaves[middle:end]))
            end = middle
        else:
            proof.append(root(leaves[start:middle]))
            start = middle
    # Who checks the proof knows the root of the old tree already, where that is one full subtree from the first leaf.
    return [*([root(leaves[start:end])] if start else []), *reversed(proof)]


def is_included(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that a leaf stands at `index` in the tree of that size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _is_proof(proof):
        return False
    hashed, node, last = leaf_hash(leaf), index, size - 1
    for sibling in proof:
        if not last:
            return False
        if node & 1 or node == last:
            hashed = node_hash(sibling, hashed)
            node, last = _up_to_right_child(node, last)
        else:
            hashed = node_hash(hashed, sibling)
        node, last = node >> 1, last >> 1
    return not last and hashed == root


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that one tree is the beginning of the other (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= size or not _is_proof(proof):
        return False
    if old_size == size:
        return not proof and old_root == root
    if not old_size:
        return not proof and old_root == EMPTY_ROOT
    if not proof:
        return False
    # A power of two: the old tree is one full subtree, and its root is left out of the proof.
    first, *others = proof if old_size & (old_size - 1) else [old_root, *proof]
    shift = _trailing_ones(old_size - 1)
    node, last = (old_size - 1) >> shift, (size - 1) >> shift
    old_hash = new_hash = first
    for sibling in others:
        if not last:
            return False
        if node & 1 or node == last:
            old_hash, new_hash = node_hash(sibling, old_hash), node_hash(sibling, new_hash)
            node, last = _up_to_right_child(node, last)
        else:
            new_hash = node_hash(new_hash, sibling)
        node, last = node >> 1, last >> 1
    return not last and old_hash == old_root and new_hash == root


def _left(size: int) -> int:
    """How many of `size` leaves are in the left half: the largest power of two that is smaller."""
    return 1 << (size - 1).bit_length() - 1


def _trailing_ones(number: int) -> int:
    return (~number & (number + 1)).bit_length() - 1


def _up_to_right_child(node: int, last: int) -> tuple[int, int]:
    """The nearest ancestor, the node itself included, that is a right child: above it the last node has a sibling."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _is_proof(proof: Sequence[bytes]) -> bool:
    return len(proof) <= _LONGEST_PROOF and all(len(hashed) == HASH_BYTES for hashed in proof)
