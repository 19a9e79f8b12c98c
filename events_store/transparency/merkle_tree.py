"""The digest of the log: RFC 9162 tree hashing over the stored bytes of every event.

A leaf is SHA-256(0x00 || each field with its length before it), a node SHA-256(0x01 || left || right). Source:
RFC 9162, section 2.1.1. The fields are position, stream, version, topic and state.

The ledger keeps, with each event, its leaf and then every larger whole tree that this event completes. So every whole
tree is kept once, and the root of any size of the log is made of as many of them as the size has binary ones.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from events_store.store import NotReadable, Row

# A whole tree of 2**level leaves, and its number among those of its level, from 0 at the start of the log.
Node = tuple[int, int]
Kept = Callable[[Sequence[int]], Mapping[int, bytes]]

DIGEST = 32
VERIFY = "inspectrail verify"
LONGEST_REMEMBERED = 4_096


class _Lengths(dict[int, bytes]):
    """Lengths as eight bytes; those that come again and again are made once."""

    def __missing__(self, length: int) -> bytes:
        written = length.to_bytes(8, "big")
        if length < LONGEST_REMEMBERED:
            self[length] = written
        return written


_lengths = _Lengths()


def leaf(row: Row) -> bytes:
    """Return the hash of one stored event."""
    position, stream, version, topic, state = row
    at, of, number, name = str(position).encode(), stream.encode(), str(version).encode(), topic.encode()
    body = (_lengths[len(at)], at, _lengths[len(of)], of, _lengths[len(number)], number, _lengths[len(name)], name)
    return hashlib.sha256(b"".join((b"\x00", *body, _lengths[len(state)], state))).digest()


def joined(left: bytes, right: bytes) -> bytes:
    """Return the hash of the tree over two trees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def place(node: Node) -> int:
    """Return the position of the event that completes a tree: the ledger keeps its hash there."""
    level, number = node
    return (number + 1) << level


def hash_of(node: Node, kept: Mapping[int, bytes]) -> bytes:
    """Return the hash of a tree from what the ledger keeps; raises NotReadable where it keeps too little."""
    level, _ = node
    data = kept.get(place(node))
    found = data[DIGEST * level : DIGEST * (level + 1)] if isinstance(data, bytes) else b""
    if len(found) != DIGEST:
        raise NotReadable("The ledger", f"it does not go with event {place(node)}; find out more with: {VERIFY}")
    return found


def peaks(size: int) -> list[Node]:
    """Return the whole trees that a log of this size is made of, largest first."""
    levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
    return [(level, (size >> level) - 1) for level in levels]


def grow(size: int, tops: list[bytes], leaves: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what the ledger keeps of each new leaf: the leaf, then each larger tree that it completes.

    `tops` are the hashes of the peaks of a log of this size, and become those of the grown one.
    """
    for number, data in enumerate(leaves, start=size):
        total = kept = data
        while number & 1:
            total = joined(tops.pop(), total)
            kept += total
            number >>= 1
        tops.append(total)
        yield kept


def root_of(tops: Sequence[bytes]) -> bytes:
    """Return the root hash over the peaks of a log; the hash of nothing for an empty one."""
    if not tops:
        return hashlib.sha256(b"").digest()
    digest = tops[-1]
    for left in reversed(tops[:-1]):
        digest = joined(left, digest)
    return digest


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root hash of a log from all its leaves."""
    tops: list[bytes] = []
    for _ in grow(0, tops, leaves):
        pass
    return root_of(tops)


def log_root(rows: Iterable[Row]) -> str:
    """Return the root of the log over these stored events, in hexadecimal: every one is hashed again."""
    return root(leaf(row) for row in rows).hex()


def kept_root(kept: Kept, size: int) -> str:
    """Return the root of the log at a size, in hexadecimal, from the ledger: as many look-ups as the size has ones."""
    nodes = peaks(size)
    found = kept([place(node) for node in nodes])
    return root_of([hash_of(node, found) for node in nodes]).hex()
