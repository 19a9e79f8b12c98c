"""Proofs that an event is in the log, and that an older log is the beginning of a newer one.

Made and checked after RFC 9162, sections 2.1.3 and 2.1.4. Each hash of a proof is that of a stretch of the log, and a
stretch is made of whole trees that the ledger keeps; so a proof takes one query, for about twice as many positions as
the size of the log has binary digits.
"""

from collections.abc import Sequence

from events_store.transparency.merkle_tree import DIGEST, Kept, Node, hash_of, joined, peaks, place, root, root_of

# The whole trees that a stretch of the log is made of, largest first.
Stretch = list[Node]

EMPTY_ROOT = root([])
MOST_EVENTS = 2**63 - 1


def inclusion_proof(kept: Kept, position: int, size: int) -> list[bytes]:
    """Return the proof that the event at a position, from 1, is in the log of a size; it must be."""
    return _path(kept, inclusion_stretches(position, size))


def consistency_proof(kept: Kept, old_size: int, size: int) -> list[bytes]:
    """Return the proof that the log of an old size is the beginning of that of a size, which is no smaller."""
    return _path(kept, consistency_stretches(old_size, size))


def inclusion_stretches(position: int, size: int) -> list[Stretch]:
    """Return what the hashes of an inclusion proof are taken over, from the leaf upwards: PATH of the RFC."""
    start, end = 0, size
    siblings = []
    while end - start > 1:
        start, end, second = _halved(start, end, position)
        siblings.append(second)
    return siblings[::-1]


def consistency_stretches(old_size: int, size: int) -> list[Stretch]:
    """Return what the hashes of a consistency proof are taken over, from the leaves upwards: PROOF of the RFC.

    Nothing needs proving of an empty log, which is the beginning of every other.
    """
    if old_size == 0:
        return []
    start, end = 0, size
    siblings = []
    while end > old_size:
        start, end, second = _halved(start, end, old_size)
        siblings.append(second)
    # From the very start, the old log is a whole tree of the new one: whoever checks has its root already.
    return ([*siblings, _stretch(start, end)] if start else siblings)[::-1]


def included(leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that the log of this size and root has this leaf at this position, from 1.

    Anything may be given: what is not of the right kind proves nothing. RFC 9162, section 2.1.3.2.
    """
    if not (_sizes(position, size) and _digests(proof) and _digests([leaf, root]) and 0 < position <= size):
        return False
    node, last, digest = position - 1, size - 1, leaf
    for data in proof:
        if not last:
            return False
        if node & 1 or node == last:
            digest = joined(data, digest)
            node, last = _out_of_left(node, last)
        else:
            digest = joined(digest, data)
        node, last = node >> 1, last >> 1
    return not last and digest == root


def consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the log of the old size and root is the beginning of that of this size and root.

    Anything may be given: what is not of the right kind proves nothing. RFC 9162, section 2.1.4.2.
    """
    if not (_sizes(old_size, size) and _digests(proof) and _digests([old_root, root]) and old_size <= size):
        return False
    if old_size == size:
        return not proof and old_root == root and (size > 0 or root == EMPTY_ROOT)
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size & (old_size - 1) == 0:
        # The old log is a whole tree of the new one, so its root is the first hash, and is left out of the proof.
        proof = [old_root, *proof]
    return bool(proof) and _grown(old_size, size, proof) == (old_root, root)


def _grown(old_size: int, size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the roots of the old and the new log that a proof leads to; None where it is too long or too short."""
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = proof[0]
    for data in proof[1:]:
        if not last:
            return None
        if node & 1 or node == last:
            old, new = joined(data, old), joined(data, new)
            node, last = _out_of_left(node, last)
        else:
            new = joined(new, data)
        node, last = node >> 1, last >> 1
    return None if last else (old, new)


def _out_of_left(node: int, last: int) -> tuple[int, int]:
    """Return a node and the last of its level, higher up where the node is the left one of an incomplete pair."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _halved(start: int, end: int, position: int) -> tuple[int, int, Stretch]:
    """Return the half of a stretch that a position is in, and the other half; the left is the largest whole tree."""
    split = start + (1 << (end - start - 1).bit_length() - 1)
    if position <= split:
        return start, split, _stretch(split, end)
    return split, end, _stretch(start, split)


def _stretch(start: int, end: int) -> Stretch:
    return [(level, number + (start >> level)) for level, number in peaks(end - start)]


def _path(kept: Kept, stretches: list[Stretch]) -> list[bytes]:
    found = kept([place(node) for stretch in stretches for node in stretch])
    return [root_of([hash_of(node, found) for node in stretch]) for stretch in stretches]


def _sizes(*given: object) -> bool:
    return all(type(item) is int and 0 <= item <= MOST_EVENTS for item in given)


def _digests(given: object) -> bool:
    return isinstance(given, list | tuple) and all(type(item) is bytes and len(item) == DIGEST for item in given)
