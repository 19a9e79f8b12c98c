"""Signed notes: a text, and under it the signatures of a log and of witnesses.

In the forms of C2SP signed-note (https://c2sp.org/signed-note), and of C2SP tlog-cosignature for witnesses, which sign
the text together with the time.
"""

import re
from dataclasses import dataclass, field, replace

from events_store.store import StoreFault
from events_store.transparency.keys import LOG, WITNESS, PrivateKey, PublicKey, from_base64, in_base64, is_name, need

TIME_BYTES = 8
LATEST = 2**63 - 1

# Sixteen signatures, by any algorithm of today.
LONGEST_NOTE = 100_000
MOST_SIGNATURES = 100
LINE = re.compile(r"— (?P<name>[^ +]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")


class NotANote(StoreFault, code="not-a-signed-note"):
    """What was given is not a note of the kind that is wanted."""


class NotVerified(StoreFault, code="not-verified"):
    """What was given does not show what it is to show."""


@dataclass(frozen=True)
class Signature:
    """A line under a note: who signed it, with which key, and the signature itself."""

    name: str
    key_id: bytes
    signed: bytes

    def by(self, key: PublicKey) -> bool:
        """Whether it says that it is by this key."""
        return (self.name, self.key_id) == (key.name, key.id)

    def __str__(self) -> str:
        return f"— {self.name} {in_base64(self.key_id + self.signed)}\n"


@dataclass(frozen=True)
class Note:
    """A text, which ends in a newline, and the signatures under it; and where it was read, to be said to people."""

    text: str
    signatures: tuple[Signature, ...] = ()
    source: str = field(default="The note", compare=False)

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


def read_note(data: bytes, source: str, what: str) -> Note:
    """Return a note as it stands: nothing in it is to be believed before its signatures are checked."""

    def refused(why: str) -> NotANote:
        return NotANote(f"{source} is not {what}: {why}. Nothing in it was believed. Name the right file.")

    if len(data) > LONGEST_NOTE:
        raise refused(f"it is longer than {LONGEST_NOTE:,} bytes")
    try:
        total = data.decode("utf-8")
    except UnicodeDecodeError:
        raise refused("it is not text") from None
    if any(character < " " and character != "\n" for character in total):
        raise refused("it has control characters, or the line ends of another system")
    text, blank, under = total.rpartition("\n\n")
    if not blank or not under.endswith("\n"):
        raise refused("it does not end with a blank line and signatures under it")
    lines = under.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise refused(f"it has more than {MOST_SIGNATURES} signatures")
    signatures = tuple(signature for signature in map(_signature, lines) if signature is not None)
    if len(signatures) < len(lines):
        raise refused("a line under its blank line is not a signature")
    return Note(f"{text}\n", signatures, source)


def signed(note: Note, key: PrivateKey) -> Note:
    """Return the note with the signature of a log under it."""
    need(key.public, LOG)
    return _with(note, key.public, _sign(key, note.text.encode()))


def cosigned(note: Note, key: PrivateKey, at: int) -> Note:
    """Return the note with the cosignature of a witness under it, which says when, in seconds since 1970."""
    need(key.public, WITNESS)
    return _with(note, key.public, at.to_bytes(TIME_BYTES, "big") + _sign(key, _cosigned_message(note.text, at)))


def check(note: Note, key: PublicKey) -> int:
    """Return when a witness last cosigned a note, in seconds since 1970; 0 for a log, which says no time.

    Signatures by other keys are passed over, and each by this one must hold, as C2SP has it. Raises NotVerified.
    """
    by_key = [signature for signature in note.signatures if signature.by(key)]
    if not by_key:
        raise NotVerified(
            f"{note.source} is not signed with the key {key}. Nothing in it was believed. Ask for one that is."
        )
    if not all(_holds(signature, note.text, key) for signature in by_key):
        raise NotVerified(
            f"The signature of {key.name} in {note.source} does not go with what stands above it: one of the two was "
            f"changed. Nothing in it was believed. Find out who changed it, and ask for it again."
        )
    return max(_time(signature, key) for signature in by_key)


def _holds(signature: Signature, text: str, key: PublicKey) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    at = _time(signature, key)
    cut, message = (TIME_BYTES, _cosigned_message(text, at)) if key.kind == WITNESS else (0, text.encode())
    try:
        # One of another length does not hold either.
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature.signed[cut:], message)
    except InvalidSignature:
        return False
    return at <= LATEST


def _time(signature: Signature, key: PublicKey) -> int:
    return int.from_bytes(signature.signed[:TIME_BYTES], "big") if key.kind == WITNESS else 0


def _cosigned_message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _sign(key: PrivateKey, message: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(key.seed).sign(message)


def _with(note: Note, key: PublicKey, signature: bytes) -> Note:
    """Return the note with one more signature, in place of earlier ones by the same key."""
    signatures = [item for item in note.signatures if not item.by(key)]
    return replace(note, signatures=(*signatures, Signature(key.name, key.id, signature)))


def _signature(line: str) -> Signature | None:
    found = LINE.fullmatch(line)
    blob = from_base64(found["signature"]) if found and is_name(found["name"]) else b""
    return Signature(found["name"], blob[:4], blob[4:]) if found and len(blob) > 4 else None
