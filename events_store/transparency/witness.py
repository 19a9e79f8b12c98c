"""A witness: somebody else, who remembers how a log was and cosigns only what it has grown to.

It needs no store. It keeps the last checkpoint that it cosigned in a file, and reads either a checkpoint or what C2SP
tlog-witness has a log send: the size of the last one, a consistency proof, a blank line, and the new one.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from events_store.store import StoreFault
from events_store.transparency.checkpoint import Checkpoint, read_checkpoint
from events_store.transparency.keys import WITNESS, PrivateKey, PublicKey, from_base64, need
from events_store.transparency.merkle_proofs import EMPTY_ROOT, consistent
from events_store.transparency.signed_note import LONGEST_NOTE, Note, NotVerified, check, cosigned

# 63 hashes are all that a proof of C2SP may have.
REQUEST = re.compile(rb"old (?P<size>0|[1-9][0-9]{0,18})\n(?P<proof>(?:[A-Za-z0-9+/]{43}=\n){0,63})\n")
LONGEST_REQUEST = LONGEST_NOTE + 3_000


class SizeDiffers(StoreFault, code="other-size-seen"):
    """The proof does not begin where the witness last saw the log."""

    def __init__(self, seen: Checkpoint | None, old_size: int) -> None:
        if seen is None:
            text, what = "has seen no checkpoint of this log yet", "without --since"
        else:
            text = f"last saw this log at {seen.size} events"
            what = f"with --since and the checkpoint in {seen.note.source}"
        super().__init__(
            f"This witness {text}, and what it was given begins at {old_size}. Nothing was cosigned. Make it again "
            f"{what}: inspectrail checkpoint"
        )


class NoPlaceForState(StoreFault, code="no-place-for-state"):
    """Where the witness is to keep what it saw, nothing can be kept."""

    def __init__(self, state: Path) -> None:
        super().__init__(f"{state} leads nowhere. Nothing was cosigned. Name a file.")


class WitnessAtWork(StoreFault, code="witness-at-work"):
    """The same witness is at work in another process."""

    def __init__(self, state: Path) -> None:
        super().__init__(
            f"Another process is cosigning with {state} at this moment. Nothing was cosigned. Try again in a moment."
        )


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint with the cosignature, and the one that the witness had seen before; None at first sight."""

    checkpoint: Checkpoint
    before: Checkpoint | None


def witness(data: bytes, source: str, *, log: PublicKey, key: PrivateKey, state: Path, at: int) -> Witnessed:
    """Cosign a checkpoint of a log, at a time in seconds since 1970, if the log has only grown since the last one.

    What is cosigned is kept in the file `state`, and on the disk, before it is returned. Raises NotVerified for a
    smaller or another log and for signatures and proofs that do not hold, OtherSizeSeen for a proof from elsewhere,
    WitnessAtWork, NoPlaceForState, and NotANote. The first checkpoint of a log is taken for what it says it is.
    """
    need(key.public, WITNESS)
    old_size, proof, checkpoint = _request(data, source, log)
    try:
        state = state.resolve()
        # Since Python 3.13 a link that leads to itself is returned as it is, and only looking at it fails.
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            state.stat()
    except (OSError, RuntimeError):
        raise NoPlaceForState(state) from None
    with _alone(state):
        seen = _last_seen(state, log, key.public)
        _refuse_unless_grown(seen, old_size, proof, checkpoint)
        note = cosigned(checkpoint.note, key, at)
        _keep(_of_these(note, log, key.public), state)
    return Witnessed(replace(checkpoint, note=note), seen)


def _request(data: bytes, source: str, log: PublicKey) -> tuple[int, list[bytes], Checkpoint]:
    """Return the size that a proof begins at, the proof, and the checkpoint, which the log has signed."""
    found = REQUEST.match(data)
    if found is None:
        return 0, [], read_checkpoint(data, source, log)
    proof = [from_base64(line.decode()) for line in found["proof"].splitlines()]
    return int(found["size"]), proof, read_checkpoint(data[found.end() :], source, log)


def _last_seen(state: Path, log: PublicKey, own: PublicKey) -> Checkpoint | None:
    """Return the last checkpoint that the witness cosigned; what it has not cosigned is not what it saw."""
    try:
        with state.open("rb") as file:
            seen = read_checkpoint(file.read(LONGEST_NOTE + 1), str(state), log)
    except FileNotFoundError:
        return None
    check(seen.note, own)
    return seen


def _refuse_unless_grown(seen: Checkpoint | None, old_size: int, proof: list[bytes], given: Checkpoint) -> None:
    size, root = (seen.size, seen.root) if seen else (0, EMPTY_ROOT)
    if given.size < size:
        raise NotVerified(
            f"{given.note.source} is of {given.size} events, and this witness saw {size} before: the log was cut "
            f"short, or an older copy of it was restored, or an older checkpoint was sent. Nothing was cosigned. Ask "
            f"the log's keeper."
        )
    # The last one again is cosigned again, whatever the proof begins at: perhaps the first answer never arrived.
    if (given.size, given.root) == (size, root):
        return
    if given.size > size and old_size != size:
        raise SizeDiffers(seen, old_size)
    if not consistent(size, root, given.size, given.root, proof):
        raise NotVerified(
            f"{given.note.source} is not proved to be of the log that this witness saw at {size} events, grown: the "
            f"log was rewritten, or the proof is of another. Nothing was cosigned. Keep the file, and ask the log's "
            f"keeper."
        )


def _of_these(note: Note, *keys: PublicKey) -> Note:
    """Return the note with one signature by each of these keys: others are neither known nor few, perhaps."""
    return replace(
        note, signatures=tuple(next(signature for signature in note.signatures if signature.by(key)) for key in keys)
    )


def _keep(note: Note, state: Path) -> None:
    """Put a note where the last one is, in one step, and force it onto the disk."""
    temporary = state.with_name(f"{state.name}.new")
    # What was left over there may lead to another file.
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
def _alone(state: Path) -> Iterator[None]:
    """Keep every other process out from looking at the last checkpoint until the next one is kept."""
    # The state itself is replaced, and a lock on it would be left behind with the old one.
    with state.with_name(f"{state.name}.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WitnessAtWork(state) from None
        yield
