"""Creates and checks inclusion and consistency proofs.

They show that an event is in the log, and that an older log is the beginning of a newer log.

Source: RFC 9162, sections 2.1.3 and 2.1.4. Each hash of a proof covers a stretch of the log, and a stretch consists of
complete trees that the ledger stores. So a proof takes one query, for about twice as many positions as the size of the
log has binary digits.
"""

from collections.abc import Sequence

from events_store.transparency.merkle_tree import (
    DIGEST,
    Lookup,
    Node,
    hash_of,
    last_position,
    node_hash,
    peaks,
    root,
    root_of,
)

# The complete trees that make up a stretch of the log, largest first.
Stretch = list[Node]

EMPTY_ROOT = root([])
MOST_EVENTS = 2**63 - 1


def inclusion_proof(ledger: Lookup, position: int, size: int) -> list[bytes]:
    """Return the proof that a log includes the event at a position.

    The position is from 1 to the size.
    """
    return _path(ledger, inclusion_stretches(position, size))


def consistency_proof(ledger: Lookup, old_size: int, size: int) -> list[bytes]:
    """Return the proof that a log has only grown since an old size."""
    return _path(ledger, consistency_stretches(old_size, size))


def inclusion_stretches(position: int, size: int) -> list[Stretch]:
    """Return the stretches that an inclusion proof hashes, from the leaf upwards (PATH)."""
    start, end = 0, size
    siblings = []
    while end - start > 1:
        start, end, sibling = _halved(start, end, position)
        siblings.append(sibling)
    return siblings[::-1]


def consistency_stretches(old_size: int, size: int) -> list[Stretch]:
    """Return the stretches that a consistency proof hashes, from the leaves upwards (PROOF).

    An empty log needs no proof: it is the beginning of every log.
    """
    if old_size == 0:
        return []
    start, end = 0, size
    siblings = []
    while end > old_size:
        start, end, sibling = _halved(start, end, old_size)
        siblings.append(sibling)
    # If it starts at 0, the old log is a complete tree of the new log, and the verifier already has its root.
    return ([*siblings, _stretch(start, end)] if start else siblings)[::-1]


def included(leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether a proof shows that a log has a leaf at a position.

    Returns False for arguments of the wrong type. Source: RFC 9162, section 2.1.3.2.
    """
    if not (_sizes(position, size) and _digests(proof) and _digests([leaf, root]) and 0 < position <= size):
        return False
    node, last, digest = position - 1, size - 1, leaf
    for data in proof:
        if not last:
            return False
        if node & 1 or node == last:
            digest = node_hash(data, digest)
            node, last = _climb(node, last)
        else:
            digest = node_hash(digest, data)
        node, last = node >> 1, last >> 1
    return not last and digest == root


def consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether a proof shows that a new log begins with an old log.

    Returns False for arguments of the wrong type. Source: RFC 9162, section 2.1.4.2.
    """
    if not (_sizes(old_size, size) and _digests(proof) and _digests([old_root, root]) and old_size <= size):
        return False
    if old_size == size:
        return not proof and old_root == root and (size > 0 or root == EMPTY_ROOT)
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size & (old_size - 1) == 0:
        # The old log is a complete tree of the new log: the proof omits its root, which would be the first hash.
        proof = [old_root, *proof]
    return bool(proof) and _grown(old_size, size, proof) == (old_root, root)


def _grown(old_size: int, size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the old and new roots that a proof implies; None if its length is wrong."""
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = proof[0]
    for data in proof[1:]:
        if not last:
            return None
        if node & 1 or node == last:
            old, new = node_hash(data, old), node_hash(data, new)
            node, last = _climb(node, last)
        else:
            new = node_hash(new, data)
        node, last = node >> 1, last >> 1
    return None if last else (old, new)


def _climb(node: int, last: int) -> tuple[int, int]:
    """Climb from a node to the first level on which it is odd or 0."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _halved(start: int, end: int, position: int) -> tuple[int, int, Stretch]:
    """Return the half of a stretch that contains a position, and the other half.

    The left half is the largest complete tree.
    """
    split = start + (1 << (end - start - 1).bit_length() - 1)
    if position <= split:
        return start, split, _stretch(split, end)
    return split, end, _stretch(start, split)


def _stretch(start: int, end: int) -> Stretch:
    return [(level, number + (start >> level)) for level, number in peaks(end - start)]


def _path(ledger: Lookup, stretches: list[Stretch]) -> list[bytes]:
    hashes = ledger([last_position(node) for stretch in stretches for node in stretch])
    return [root_of([hash_of(node, hashes) for node in stretch]) for stretch in stretches]


def _sizes(*values: object) -> bool:
    return all(type(value) is int and 0 <= value <= MOST_EVENTS for value in values)


def _digests(values: object) -> bool:
    return isinstance(values, list | tuple) and all(type(value) is bytes and len(value) == DIGEST for value in values)
