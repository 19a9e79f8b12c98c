"""Signed notes: a text, followed by the signatures of a log and of witnesses.

The formats are C2SP signed-note (https://c2sp.org/signed-note) and, for witnesses, C2SP tlog-cosignature, which signs
the text together with the time.
"""

import re
from dataclasses import dataclass, field, replace

from events_store.errors import StoreFault
from events_store.transparency.keys import LOG, WITNESS, PrivateKey, PublicKey, from_base64, in_base64, is_name, need

TIME_BYTES = 8
LATEST = 2**63 - 1

# Enough for sixteen signatures by any current algorithm.
LONGEST_NOTE = 100_000
MOST_SIGNATURES = 100
LINE = re.compile(r"— (?P<name>[^ +]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")


class NotANote(StoreFault, code="not-a-signed-note"):
    """The input is not a note of the expected type."""


class NotVerified(StoreFault, code="not-verified"):
    """A signature, a proof or a log does not hold."""


@dataclass(frozen=True)
class Signature:
    """A signature line of a note: the signer's name, the key's id and the signature."""

    name: str
    key_id: bytes
    signed: bytes

    def by(self, key: PublicKey) -> bool:
        """Return whether the signature names this key. Does not check the signature."""
        return (self.name, self.key_id) == (key.name, key.id)

    def __str__(self) -> str:
        return f"— {self.name} {in_base64(self.key_id + self.signed)}\n"


@dataclass(frozen=True)
class Note:
    """A text, which ends in a newline, with its signatures.

    `source` names the file it came from, in messages.
    """

    text: str
    signatures: tuple[Signature, ...] = ()
    source: str = field(default="The note", compare=False)

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


def read_note(data: bytes, source: str, what: str) -> Note:
    """Parse a note. Its signatures are not checked. Raises NotANote."""

    def invalid(why: str) -> NotANote:
        return NotANote(f"{source} is not {what}: {why}. It was not used. Name the right file.")

    if len(data) > LONGEST_NOTE:
        raise invalid(f"it is longer than {LONGEST_NOTE:,} bytes")
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError:
        raise invalid("it is not text") from None
    if any(character < " " and character != "\n" for character in content):
        raise invalid("it has control characters, or line ends other than newlines")
    text, blank, under = content.rpartition("\n\n")
    if not blank or not under.endswith("\n"):
        raise invalid("it does not end with a blank line and signatures under it")
    lines = under.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise invalid(f"it has more than {MOST_SIGNATURES} signatures")
    signatures = tuple(signature for signature in map(_signature, lines) if signature is not None)
    if len(signatures) < len(lines):
        raise invalid("a line under its blank line is not a signature")
    return Note(f"{text}\n", signatures, source)


def signed(note: Note, key: PrivateKey) -> Note:
    """Return the note with the signature of a log added."""
    need(key.public, LOG)
    return _add_signature(note, key.public, _sign(key, note.text.encode()))


def cosigned(note: Note, key: PrivateKey, at: int) -> Note:
    """Return the note with a cosignature at a time in seconds since 1970."""
    need(key.public, WITNESS)
    return _add_signature(
        note, key.public, at.to_bytes(TIME_BYTES, "big") + _sign(key, _cosigned_message(note.text, at))
    )


def check(note: Note, key: PublicKey) -> int:
    """Check a note's signatures by a key; return the time of the last cosignature.

    The time is in seconds since 1970, or 0 for a log's key. Ignores signatures by other keys; every signature by this
    key must hold, as C2SP requires. Raises NotVerified.
    """
    by_key = [signature for signature in note.signatures if signature.by(key)]
    if not by_key:
        raise NotVerified(f"{note.source} is not signed with the key {key}. It was not used. Ask for a signed copy.")
    if not all(_holds(signature, note.text, key) for signature in by_key):
        raise NotVerified(
            f"The signature of {key.name} in {note.source} does not match its text: one of the two was changed. It was "
            f"not used. Find out who changed it, and ask for a new copy."
        )
    return max(_time(signature, key) for signature in by_key)


def _holds(signature: Signature, text: str, key: PublicKey) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    at = _time(signature, key)
    cut, message = (TIME_BYTES, _cosigned_message(text, at)) if key.kind == WITNESS else (0, text.encode())
    try:
        # A signature of the wrong length is invalid too.
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


def _add_signature(note: Note, key: PublicKey, signature: bytes) -> Note:
    """Return the note with a signature, which replaces earlier signatures by the same key."""
    signatures = [earlier for earlier in note.signatures if not earlier.by(key)]
    return replace(note, signatures=(*signatures, Signature(key.name, key.id, signature)))


def _signature(line: str) -> Signature | None:
    match = LINE.fullmatch(line)
    blob = from_base64(match["signature"]) if match and is_name(match["name"]) else b""
    return Signature(match["name"], blob[:4], blob[4:]) if match and len(blob) > 4 else None
