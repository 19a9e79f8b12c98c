"""A model of a store in plain Python, with the hashes of RFC 9162."""

import hashlib
from collections.abc import Sequence
from typing import Any

EventTuple = tuple[Any, ...]


class Model:
    """A log of (position, stream, version, inspection, fact), and what each command recorded."""

    def __init__(self) -> None:
        self.log: list[EventTuple] = []
        self.commands: dict[str, list[EventTuple]] = {}

    def version(self, stream: str) -> int:
        """Return the number of facts of a stream."""
        return sum(1 for event in self.log if event[1] == stream)

    def append(self, inspection: str, batches: Sequence[tuple[str, int, Sequence[Any]]], command: str) -> EventTuple:
        """Record all batches or none; return the outcome."""
        if command in self.commands:
            return ("already", self.commands[command])
        for stream, expected, _ in batches:
            if self.version(stream) != expected:
                return ("moved",)
        new: list[EventTuple] = []
        for stream, expected, facts in batches:
            for version, fact in enumerate(facts, start=expected + 1):
                new.append((len(self.log) + len(new) + 1, stream, version, inspection, fact))
        self.log += new
        self.commands[command] = new
        return ("recorded", new)

    def read(self, stream: str, after: int) -> list[EventTuple]:
        """Return the facts of a stream, after a version."""
        return [event for event in self.log if event[1] == stream and event[2] > after]

    def follow(self, after: int, until: int | None, inspection: str | None) -> list[EventTuple]:
        """Return the log between two positions."""
        last = len(self.log) if until is None else until
        return [event for event in self.log if after < event[0] <= last and inspection in (None, event[3])]


def leaf(position: int, stream: str, version: int, topic: str, state: bytes) -> bytes:
    """Return the hash of one event, as defined for the ledger."""
    parts = [str(position).encode(), stream.encode(), str(version).encode(), topic.encode(), state]
    return hashlib.sha256(b"\0" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()


def tree(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaves, as defined in RFC 9162, section 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:])).digest()


def kept(leaves: Sequence[bytes]) -> list[bytes]:
    """Return the ledger's hashes of each event: every complete tree that ends with it, smallest first."""
    rows = []
    for size in range(1, len(leaves) + 1):
        widths = [1 << level for level in range(size.bit_length()) if size % (1 << level) == 0]
        rows.append(b"".join(tree(leaves[size - width : size]) for width in widths))
    return rows
