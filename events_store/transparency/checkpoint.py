"""Checkpoints: the size and root of a log, signed with its key (C2SP tlog-checkpoint).

Somebody who keeps a checkpoint out of reach of the log's operator can later detect whether the log was rewritten.
"""

import re
from dataclasses import dataclass

from events_store.transparency.keys import LOG, PrivateKey, PublicKey, from_base64, in_base64, need
from events_store.transparency.merkle_proofs import EMPTY_ROOT, MOST_EVENTS, consistency_proof
from events_store.transparency.merkle_tree import DIGEST, Lookup, kept_root
from events_store.transparency.signed_note import NotANote, Note, NotVerified, check, read_note, signed

A_CHECKPOINT = "a checkpoint"
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """The name, number of events and root of a log, with the signed note."""

    origin: str
    size: int
    root: bytes
    note: Note

    def __str__(self) -> str:
        return str(self.note)


def new_checkpoint(ledger: Lookup, size: int, key: PrivateKey) -> Checkpoint:
    """Sign a checkpoint of a log at a size, using its ledger."""
    origin, root = key.public.name, bytes.fromhex(kept_root(ledger, size))
    note = signed(Note(f"{origin}\n{size}\n{in_base64(root)}\n"), key)
    return Checkpoint(origin, size, root, note)


def read_checkpoint(data: bytes, source: str, key: PublicKey | None = None) -> Checkpoint:
    """Parse the checkpoint in a file. Raises NotANote.

    With the key of the log, checks the signature and raises NotVerified if it is invalid. Without the key, the
    checkpoint is only as trustworthy as the place where it was kept.
    """
    note = read_note(data, source, A_CHECKPOINT)
    origin, size, root = _parts(note)
    if key is not None:
        need(key, LOG)
        if origin != key.name:
            raise NotVerified(
                f"{source} is a checkpoint of {origin}, but the key belongs to {key.name}. It was not used. Name the "
                f"right checkpoint or the right key."
            )
        check(note, key)
    return Checkpoint(origin, size, root, note)


def refuse_rewritten(ledger: Lookup, size: int, older: Checkpoint) -> None:
    """Raise NotVerified if the log does not continue an older checkpoint."""
    source = older.note.source
    if older.size > size:
        raise NotVerified(
            f"The log has {size} events, but had {older.size} when {source} was signed: it was cut short, or an older "
            f"copy of it was restored. Find out what happened before you record anything else."
        )
    if bytes.fromhex(kept_root(ledger, older.size)) != older.root:
        raise NotVerified(
            f"The log is not the one that {source} was signed for: at least one of its first {older.size} events "
            f"differs. Find the first with: inspectrail verify"
        )


def request(ledger: Lookup, newer: Checkpoint, older: Checkpoint) -> str:
    """Return a request to a witness: a checkpoint, with the proof that the log has only grown.

    The format is the body of `add-checkpoint` in C2SP tlog-witness.
    """
    proof = consistency_proof(ledger, older.size, newer.size)
    return "".join([f"old {older.size}\n", *(f"{in_base64(data)}\n" for data in proof), "\n", str(newer)])


def _parts(note: Note) -> tuple[str, int, bytes]:
    """Return the origin, size and root in a note."""
    lines = note.text.split("\n")[:-1]
    # C2SP allows more lines after the third, but nothing here could verify them.
    if len(lines) != 3 or not lines[0] or not SIZE.fullmatch(lines[1]):
        raise _not_a_checkpoint(note, "its lines are not a name, a size and a root")
    size, root = int(lines[1]), from_base64(lines[2])
    if size > MOST_EVENTS or len(root) != DIGEST or (size == 0 and root != EMPTY_ROOT):
        raise _not_a_checkpoint(note, "its size or its root is impossible")
    return lines[0], size, root


def _not_a_checkpoint(note: Note, why: str) -> NotANote:
    return NotANote(f"{note.source} is not {A_CHECKPOINT}: {why}. It was not used. Name the right file.")
