"""A witness cosigns a checkpoint only if the log has grown from the last one.

It needs no store. It saves the last checkpoint that it cosigned in a file. It reads either a checkpoint or a request in
the format of C2SP tlog-witness: the size of the last checkpoint, a consistency proof, a blank line, the new checkpoint.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from events_store.errors import StoreFault
from events_store.transparency.checkpoint import Checkpoint, read_checkpoint
from events_store.transparency.keys import WITNESS, PrivateKey, PublicKey, from_base64, need
from events_store.transparency.merkle_proofs import EMPTY_ROOT, consistent
from events_store.transparency.signed_note import LONGEST_NOTE, Note, NotVerified, check, cosigned

# C2SP allows at most 63 hashes in a proof.
REQUEST = re.compile(rb"old (?P<size>0|[1-9][0-9]{0,18})\n(?P<proof>(?:[A-Za-z0-9+/]{43}=\n){0,63})\n")
LONGEST_REQUEST = LONGEST_NOTE + 3_000


class SizeDiffers(StoreFault, code="other-size-seen"):
    """The proof does not begin at the size that the witness last saw."""

    def __init__(self, seen: Checkpoint | None, old_size: int) -> None:
        if seen is None:
            state, options = "has not seen a checkpoint of this log yet", "without --since"
        else:
            state = f"last saw this log at {seen.size} events"
            options = f"with --since and the checkpoint in {seen.note.source}"
        super().__init__(
            f"This witness {state}, but the proof begins at {old_size}. Nothing was cosigned. Create the checkpoint "
            f"again {options}: inspectrail checkpoint"
        )


class NoPlaceForState(StoreFault, code="no-place-for-state"):
    """The path of the witness's state cannot be resolved."""

    def __init__(self, state: Path) -> None:
        super().__init__(f"{state} is a link that leads nowhere. Nothing was cosigned. Name a file.")


class WitnessAtWork(StoreFault, code="witness-at-work"):
    """Another process is using the same state."""

    def __init__(self, state: Path) -> None:
        super().__init__(
            f"Another process is cosigning with {state} right now. Nothing was cosigned. Try again in a moment."
        )


@dataclass(frozen=True)
class Witnessed:
    """A cosigned checkpoint, and the one cosigned before it; None for the first."""

    checkpoint: Checkpoint
    before: Checkpoint | None


def witness(data: bytes, source: str, *, log: PublicKey, key: PrivateKey, state: Path, at: int) -> Witnessed:
    """Cosign a checkpoint if the log has only grown since the last one.

    `at` is the time, in seconds since 1970. The cosigned checkpoint is synced to the file `state` before it is
    returned. The first checkpoint of a log is trusted. Raises NotVerified for a log that was cut or rewritten and for
    invalid signatures and proofs, SizeDiffers for a proof from another size, WitnessAtWork, NoPlaceForState and
    NotANote.
    """
    need(key.public, WITNESS)
    old_size, proof, checkpoint = _request(data, source, log)
    try:
        state = state.resolve()
        # Since Python 3.13, resolve() returns a link that leads to itself, and only stat() fails.
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            state.stat()
    except (OSError, RuntimeError):
        raise NoPlaceForState(state) from None
    with _lock(state):
        seen = _last_seen(state, log, key.public)
        _refuse_unless_grown(seen, old_size, proof, checkpoint)
        note = cosigned(checkpoint.note, key, at)
        _save(_with_signatures_by(note, log, key.public), state)
    return Witnessed(replace(checkpoint, note=note), seen)


def _request(data: bytes, source: str, log: PublicKey) -> tuple[int, list[bytes], Checkpoint]:
    """Return the size at which a proof begins, the proof, and the signed checkpoint."""
    match = REQUEST.match(data)
    if match is None:
        return 0, [], read_checkpoint(data, source, log)
    proof = [from_base64(line.decode()) for line in match["proof"].splitlines()]
    return int(match["size"]), proof, read_checkpoint(data[match.end() :], source, log)


def _last_seen(state: Path, log: PublicKey, own: PublicKey) -> Checkpoint | None:
    """Return the last checkpoint that the witness cosigned. Raises NotVerified without its cosignature."""
    try:
        with state.open("rb") as file:
            seen = read_checkpoint(file.read(LONGEST_NOTE + 1), str(state), log)
    except FileNotFoundError:
        return None
    check(seen.note, own)
    return seen


def _refuse_unless_grown(seen: Checkpoint | None, old_size: int, proof: list[bytes], new: Checkpoint) -> None:
    size, root = (seen.size, seen.root) if seen else (0, EMPTY_ROOT)
    if new.size < size:
        raise NotVerified(
            f"{new.note.source} has {new.size} events, but this witness already saw {size}: the log was cut short, an "
            f"older copy of it was restored, or an older checkpoint was sent. Nothing was cosigned. Ask the log's "
            f"operator."
        )
    # Cosign the last checkpoint again, wherever the proof begins: perhaps the first reply never arrived.
    if (new.size, new.root) == (size, root):
        return
    if new.size > size and old_size != size:
        raise SizeDiffers(seen, old_size)
    if not consistent(size, root, new.size, new.root, proof):
        raise NotVerified(
            f"{new.note.source} does not prove that the log has only grown since this witness saw it at {size} events: "
            f"the log was rewritten, or the proof belongs to another log. Nothing was cosigned. Keep the file, and ask "
            f"the log's operator."
        )


def _with_signatures_by(note: Note, *keys: PublicKey) -> Note:
    """Return the note with one signature by each key, and no signatures by unknown keys."""
    return replace(
        note, signatures=tuple(next(signature for signature in note.signatures if signature.by(key)) for key in keys)
    )


def _save(note: Note, state: Path) -> None:
    """Replace the saved note in one step, synced to the disk."""
    temporary = state.with_name(f"{state.name}.new")
    # A leftover may be a link to another file.
    temporary.unlink(missing_ok=True)
    with temporary.open("xb") as file:
        file.write(str(note).encode())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(state)
    folder = os.open(state.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _lock(state: Path) -> Iterator[None]:
    """Lock the state from reading the last checkpoint until the next is saved."""
    # The state file is replaced, so a lock on it would stay with the old file.
    with state.with_name(f"{state.name}.lock").open("ab") as lock_file:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WitnessAtWork(state) from None
        yield
