"""The Merkle tree of RFC 9162 section 2.1 (the same as RFC 6962 section 2.1) with SHA-256.

Proofs are made over a callback that reads the hashes of complete subtrees, so that this file knows no storage.
A complete subtree is named as a `Node`: level 0 holds the leaves, and node `number` of `level` covers the
leaves from `number * 2**level` up to, not including, `(number + 1) * 2**level`.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

from jiban.standards.tlog.errors import ProofError

Hash = bytes
HASH_BYTES = 32
EMPTY_ROOT: Hash = sha256(b"").digest()
MAX_PROOF_HASHES = 64


class Node(NamedTuple):
    """A complete subtree of 2**level leaves, counted from the left at its level."""

    level: int
    number: int


ReadHashes = Callable[[Sequence[Node]], Sequence[Hash]]
"""Gives the hashes of the named complete subtrees, in the same order."""


def leaf_hash(entry: bytes) -> Hash:
    """MTH({entry}) = SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[Hash]) -> Hash:
    """The root over a power of two of sibling hashes (a tile, or an aligned part of one)."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def nodes_between(start: int, end: int) -> list[Node]:
    """The fewest complete subtrees that cover the leaves `start` to `end` (not included), left to right."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def root(size: int, read: ReadHashes) -> Hash:
    """The root of the tree of the first `size` leaves: MTH(D[0:size])."""
    return _range_hashes([(0, size)], read)[0] if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: ReadHashes) -> list[Hash]:
    """PATH(index, D[size]): the sibling hashes from the leaf up (RFC 9162 section 2.1.3.1).

    Raises ProofError when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    start, end, siblings = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return _range_hashes(siblings[::-1], read)


def consistency_proof(old_size: int, new_size: int, read: ReadHashes) -> list[Hash]:
    """PROOF(old_size, D[new_size]) (RFC 9162 section 2.1.4.1).

    Raises ProofError unless 0 < old_size <= new_size: the empty tree goes before every tree, which proves nothing.
    """
    if not 0 < old_size <= new_size:
        raise ProofError(f"no tree of {new_size} leaves is proved to continue one of {old_size}")
    start, end, ranges = 0, new_size, []
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        # The old tree's last complete part is not its whole: the checker cannot know its hash from the old root.
        ranges.append((start, end))
    return _range_hashes(ranges[::-1], read)


def check_inclusion(leaf: Hash, *, index: int, tree_size: int, proof: Sequence[Hash], root: Hash) -> None:
    """Prove that `leaf` stands at `index` in the tree of `tree_size` leaves (RFC 9162 section 2.1.3.2).

    leaf    the leaf hash, 32 bytes
    proof   sibling hashes (32 bytes each) from the leaf up to the root; at most 64
    root    the root hash a checkpoint signs for exactly `tree_size` leaves

    Raises ProofError if the proof does not lead to `root`.
    """
    _check_sizes([leaf, root, *proof])
    if not 0 <= index < tree_size:
        raise ProofError(f"a tree of {tree_size} leaves has no leaf {index}")
    position, last, result = index, tree_size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    if result != root:
        raise ProofError("the proof leads to another root")


def check_consistency(*, old_size: int, new_size: int, old_root: Hash, new_root: Hash, proof: Sequence[Hash]) -> None:
    """Prove that the new tree begins with all leaves of the old one (RFC 9162 section 2.1.4.2).

    proof   hashes as `consistency_proof` makes them (32 bytes each; at most 64); empty for equal sizes

    Raises ProofError if it does not, and for an old tree of no leaves.
    """
    if not 0 < old_size <= new_size:
        raise ProofError(f"no tree of {new_size} leaves is proved to continue one of {old_size}")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofError("trees of the same size are consistent only when they are equal")
        return
    _check_sizes([old_root, new_root, *proof])
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise ProofError("the proof is empty")
    if _follow_consistency(path, old_size - 1, new_size - 1) != (old_root, new_root):
        raise ProofError("the proof leads to other roots")


def _follow_consistency(path: Sequence[Hash], position: int, last: int) -> tuple[Hash, Hash]:
    """Steps 3 to 5 of RFC 9162 section 2.1.4.2: the roots of the old and of the new tree."""
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    return old, new


class CompactRange:
    """A tree that only grows: the hashes of its complete subtrees, at most one for each bit of its size.

    Appending costs two hashes on average, the root at most 63; nothing else of the tree is kept.
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[Hash] = []

    def append(self, leaf: Hash) -> None:
        """Add one leaf hash at index `size`."""
        merges, size = leaf, self.size
        while size & 1:
            merges = node_hash(self._peaks.pop(), merges)
            size >>= 1
        self._peaks.append(merges)
        self.size += 1

    def root(self) -> Hash:
        return fold(self._peaks) if self._peaks else EMPTY_ROOT


def fold(peaks: Sequence[Hash]) -> Hash:
    """The hash over neighbouring complete subtrees that shrink from left to right."""
    result = peaks[-1]
    for peak in reversed(peaks[:-1]):
        result = node_hash(peak, result)
    return result


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (which is at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_hashes(ranges: Sequence[tuple[int, int]], read: ReadHashes) -> list[Hash]:
    """MTH of each range, reading every node in one call: a storage can answer with one query."""
    nodes = [nodes_between(start, end) for start, end in ranges]
    hashes = iter(read([node for group in nodes for node in group]))
    return [fold([next(hashes) for _ in group]) for group in nodes]


def _check_sizes(hashes: Sequence[Hash]) -> None:
    if len(hashes) > MAX_PROOF_HASHES + 2 or any(len(value) != HASH_BYTES for value in hashes):
        raise ProofError(f"a proof is at most {MAX_PROOF_HASHES} hashes of {HASH_BYTES} bytes")
