"""The digest of the log: RFC 9162 tree hashing over the stored bytes of every event.

A leaf is SHA-256(0x00 || each field with its length before it), a node SHA-256(0x01 || left || right). Source:
RFC 9162, section 2.1.1. The fields are position, stream, version, topic and state.
"""

import hashlib
from collections.abc import Iterable

from events_store.store import Row


def leaf(row: Row) -> bytes:
    """Return the hash of one stored event."""
    fields = (str(row.position), row.stream, str(row.version), row.topic)
    parts = [*(field.encode() for field in fields), row.state]
    body = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hashlib.sha256(b"\x00" + body).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root hash of a log; the hash of nothing for an empty one."""
    peaks: list[tuple[int, bytes]] = []
    for one in leaves:
        size, digest = 1, one
        while peaks and peaks[-1][0] == size:
            digest = hashlib.sha256(b"\x01" + peaks.pop()[1] + digest).digest()
            size *= 2
        peaks.append((size, digest))
    if not peaks:
        return hashlib.sha256(b"").digest()
    _, digest = peaks.pop()
    while peaks:
        digest = hashlib.sha256(b"\x01" + peaks.pop()[1] + digest).digest()
    return digest


def log_root(rows: Iterable[Row]) -> str:
    """Return the root of the log over these stored events, in hexadecimal."""
    return root(leaf(row) for row in rows).hex()
