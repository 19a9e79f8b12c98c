"""Hashes the log as a Merkle tree over the stored bytes of events (RFC 9162).

A leaf is SHA-256(0x00 || each field with its length before it), a node SHA-256(0x01 || left || right). Source:
RFC 9162, section 2.1.1. The fields are position, stream, version, topic and state.

The ledger stores, for each event, its leaf hash and then the hash of every larger complete tree that the event
completes. So each complete tree is stored once, and the root of a log of n events combines as many trees as the binary
form of n has ones.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from events_store.errors import NotReadable
from events_store.store import Row

# A complete tree of 2**level leaves: its level, and its number on that level, counting from 0.
Node = tuple[int, int]
# Returns the ledger's hashes by position.
Lookup = Callable[[Sequence[int]], Mapping[int, bytes]]

DIGEST = 32
VERIFY = "inspectrail verify"
LONGEST_CACHED = 4_096


class _Lengths(dict[int, bytes]):
    """Encodes lengths as eight bytes, and caches short lengths."""

    def __missing__(self, length: int) -> bytes:
        encoded = length.to_bytes(8, "big")
        if length < LONGEST_CACHED:
            self[length] = encoded
        return encoded


_lengths = _Lengths()


def leaf(row: Row) -> bytes:
    """Return the leaf hash of a stored event."""
    position, stream, version, topic, state = row
    fields = (str(position).encode(), stream.encode(), str(version).encode(), topic.encode())
    at, name, number, kind = fields
    body = (_lengths[len(at)], at, _lengths[len(name)], name, _lengths[len(number)], number, _lengths[len(kind)], kind)
    return hashlib.sha256(b"".join((b"\x00", *body, _lengths[len(state)], state))).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a tree from the hashes of its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def last_position(node: Node) -> int:
    """Return the position of the event that completes a tree; the ledger has its hash there."""
    level, number = node
    return (number + 1) << level


def hash_of(node: Node, hashes: Mapping[int, bytes]) -> bytes:
    """Return the hash of a tree from the ledger. Raises NotReadable if it is missing."""
    level, _ = node
    data = hashes.get(last_position(node))
    digest = data[DIGEST * level : DIGEST * (level + 1)] if isinstance(data, bytes) else b""
    if len(digest) != DIGEST:
        raise NotReadable("The ledger", f"it does not match event {last_position(node)}; find out more with: {VERIFY}")
    return digest


def peaks(size: int) -> list[Node]:
    """Return the complete trees that make up a log of this size, largest first."""
    levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
    return [(level, (size >> level) - 1) for level in levels]


def grow(size: int, tops: list[bytes], leaves: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the ledger's hashes for each new leaf: the leaf, then the trees that it completes.

    `tops` holds the hashes of the peaks of a log of this size, and is updated with each leaf.
    """
    for number, data in enumerate(leaves, start=size):
        digest = hashes = data
        while number & 1:
            digest = node_hash(tops.pop(), digest)
            hashes += digest
            number >>= 1
        tops.append(digest)
        yield hashes


def root_of(tops: Sequence[bytes]) -> bytes:
    """Return the root hash from the peaks of a log. An empty log has the hash of no bytes."""
    if not tops:
        return hashlib.sha256(b"").digest()
    digest = tops[-1]
    for left in reversed(tops[:-1]):
        digest = node_hash(left, digest)
    return digest


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root hash of a log from its leaves."""
    tops: list[bytes] = []
    for _ in grow(0, tops, leaves):
        pass
    return root_of(tops)


def log_root(rows: Iterable[Row]) -> str:
    """Return the root of these stored events, in hexadecimal. Hashes every event."""
    return root(leaf(row) for row in rows).hex()


def kept_root(ledger: Lookup, size: int) -> str:
    """Return the root of a log at a size, in hexadecimal, from the ledger."""
    nodes = peaks(size)
    hashes = ledger([last_position(node) for node in nodes])
    return root_of([hash_of(node, hashes) for node in nodes]).hex()
