"""Checkpoints: the size and the root of a log at some moment, signed by it (C2SP tlog-checkpoint).

Whoever keeps one where the log's keeper cannot reach it can tell later whether the log has been rewritten.
"""

import re
from dataclasses import dataclass

from events_store.transparency.keys import LOG, PrivateKey, PublicKey, from_base64, in_base64, need
from events_store.transparency.merkle_proofs import EMPTY_ROOT, MOST_EVENTS, consistency_proof
from events_store.transparency.merkle_tree import DIGEST, Kept, kept_root
from events_store.transparency.signed_note import NotANote, Note, NotVerified, check, read_note, signed

A_CHECKPOINT = "a checkpoint"
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """What a log says it is: its name, how many events it has, and the root over them; and the note that says so."""

    origin: str
    size: int
    root: bytes
    note: Note

    def __str__(self) -> str:
        return str(self.note)


def new_checkpoint(kept: Kept, size: int, key: PrivateKey) -> Checkpoint:
    """Return the checkpoint of a log at a size, from what its ledger keeps, signed in the name of the key."""
    origin, root = key.public.name, bytes.fromhex(kept_root(kept, size))
    note = signed(Note(f"{origin}\n{size}\n{in_base64(root)}\n"), key)
    return Checkpoint(origin, size, root, note)


def read_checkpoint(data: bytes, source: str, key: PublicKey | None = None) -> Checkpoint:
    """Return the checkpoint that a file holds; raises NotANote.

    With the key of its log the signature is checked, and NotVerified raised where it does not hold. Without it,
    nothing vouches for the checkpoint but where it was kept.
    """
    note = read_note(data, source, A_CHECKPOINT)
    origin, size, root = _parts(note)
    if key is not None:
        need(key, LOG)
        if origin != key.name:
            raise NotVerified(
                f"{source} is a checkpoint of {origin}, and the key is that of {key.name}. Nothing in it was believed. "
                f"Name the right checkpoint, or the right key."
            )
        check(note, key)
    return Checkpoint(origin, size, root, note)


def refuse_rewritten(kept: Kept, size: int, older: Checkpoint) -> None:
    """Refuse a log that is not the one of an older checkpoint, grown to this size. Raises NotVerified."""
    source = older.note.source
    if older.size > size:
        raise NotVerified(
            f"The log has {size} events, and {source} was taken of it when it had {older.size}: it was cut short, or "
            f"an older copy of it was restored. Find out what happened before anything else is recorded."
        )
    if bytes.fromhex(kept_root(kept, older.size)) != older.root:
        raise NotVerified(
            f"The log is not the one that {source} was taken of: of its first {older.size} events at least one is "
            f"another. Find the first one with: inspectrail verify"
        )


def request(kept: Kept, newer: Checkpoint, older: Checkpoint) -> str:
    """Return what a witness is asked to cosign: a checkpoint, with the proof that the log has only grown.

    It is the body of the call `add-checkpoint` of C2SP tlog-witness.
    """
    proof = consistency_proof(kept, older.size, newer.size)
    return "".join([f"old {older.size}\n", *(f"{in_base64(data)}\n" for data in proof), "\n", str(newer)])


def _parts(note: Note) -> tuple[str, int, bytes]:
    """Return the origin, the size and the root that a note tells."""
    lines = note.text.split("\n")[:-1]
    # Lines after the third, which C2SP lets a log add, are opaque to whoever checks it: here nobody vouches for them.
    if len(lines) != 3 or not lines[0] or not SIZE.fullmatch(lines[1]):
        raise _not_a_checkpoint(note, "its lines are not a name, a size and a root")
    size, root = int(lines[1]), from_base64(lines[2])
    if size > MOST_EVENTS or len(root) != DIGEST or (size == 0 and root != EMPTY_ROOT):
        raise _not_a_checkpoint(note, "its size or its root is not one that a log can have")
    return lines[0], size, root


def _not_a_checkpoint(note: Note, why: str) -> NotANote:
    return NotANote(f"{note.source} is not {A_CHECKPOINT}: {why}. Nothing in it was believed. Name the right file.")
