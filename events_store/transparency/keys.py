"""The Ed25519 keys of logs and witnesses, in the formats of C2SP signed-note (https://c2sp.org/signed-note).

The first byte of an encoded key is its type, LOG or WITNESS, as numbered by C2SP.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from typing import TypeVar

from events_store.errors import StoreFault

LOG, WITNESS = 1, 4

PRIVATE = "PRIVATE+KEY+"
KEY_BYTES = 32

# Enough for a key with a readable name.
LONGEST_KEY = 500
NEW_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")


class NotAKey(StoreFault, code="not-a-key"):
    """The input is not a key, or a key of the wrong type."""


@dataclass(frozen=True)
class PublicKey:
    """A key that checks signatures. It is not secret."""

    name: str
    kind: int
    raw: bytes

    @property
    def id(self) -> bytes:
        """The id of the key, which each signature contains with the name."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{in_base64(bytes([self.kind]) + self.raw)}"


@dataclass(frozen=True)
class PrivateKey:
    """A key that signs. Anyone who has it can sign as the log or the witness."""

    public: PublicKey
    seed: bytes = field(repr=False)

    def written(self) -> str:
        """Return the key as it is written to a private file."""
        public = self.public
        return f"{PRIVATE}{public.name}+{public.id.hex()}+{in_base64(bytes([public.kind]) + self.seed)}"


Key = TypeVar("Key", PublicKey, PrivateKey)


def new_key(name: str, kind: int, seed: bytes) -> PrivateKey:
    """Return the key of a log or a witness from a random seed."""
    if not NEW_NAME.fullmatch(name):
        raise NotAKey(
            f"“{name[:100]}” cannot be the name of a key. Use up to 100 letters, digits, dots, hyphens and slashes, "
            f"such as example.gov.uk/inspections. No key was created."
        )
    return _key_of(name, kind, seed)


def read_private_key(data: bytes, source: str) -> PrivateKey:
    """Parse a private key. Errors never repeat the file's content."""
    encoded = _decode_text(data, source)
    if not encoded.startswith(PRIVATE):
        raise NotAKey(f"{source} is not the file of a private key. Create one with: inspectrail key new")
    name, key_id, kind, seed = _parts(encoded.removeprefix(PRIVATE), source)
    return _check_id(_key_of(name, kind, seed), key_id, source)


def read_public_key(data: bytes, source: str) -> PublicKey:
    """Parse a public key that was typed or is in a file."""
    encoded = _decode_text(data, source)
    if encoded.startswith(PRIVATE):
        raise NotAKey(f"{source} is a private key. Show its public key with: inspectrail key show")
    name, key_id, kind, raw = _parts(encoded, source)
    return _check_id(PublicKey(name, kind, raw), key_id, source)


def is_name(name: str) -> bool:
    """Return whether this can be the name of a key.

    C2SP forbids spaces and plus signs; here the name must also be printable.
    """
    return bool(name) and name.isprintable() and not set(name) & set(" +")


def need(key: PublicKey, kind: int) -> None:
    """Raise NotAKey for a key of another type."""
    if key.kind != kind:
        actual, expected = ("a log", "a witness") if kind == WITNESS else ("a witness", "a log")
        raise NotAKey(f"The key {key.name} belongs to {actual}. Name the key of {expected}.")


def _check_id(key: Key, key_id: str, source: str) -> Key:
    public = key if isinstance(key, PublicKey) else key.public
    if public.id.hex() != key_id:
        raise NotAKey(f"{source} is damaged: the key does not match its id. Use a copy of it, or ask for it again.")
    return key


def _key_of(name: str, kind: int, seed: bytes) -> PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return PrivateKey(PublicKey(name, kind, raw), seed)


def _decode_text(data: bytes, source: str) -> str:
    if len(data) > LONGEST_KEY:
        raise NotAKey(f"{source} is not a key: it is longer than {LONGEST_KEY} bytes. Name the right one.")
    try:
        return data.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise NotAKey(f"{source} is not a key: it is not text. Name the right one.") from None


def _parts(encoded: str, source: str) -> tuple[str, str, int, bytes]:
    """Return the name, the id, the type and the bytes of a key."""
    name, _, remainder = encoded.partition("+")
    key_id, _, encoded_material = remainder.partition("+")
    material = from_base64(encoded_material)
    if not (is_name(name) and re.fullmatch("[0-9a-f]{8}", key_id) and material):
        raise NotAKey(f"{source} is not a key. A key is one line: name, id and the key itself, with + between them.")
    if len(material) != 1 + KEY_BYTES or material[0] not in (LOG, WITNESS):
        raise NotAKey(f"{source} is a key of an unknown type. Use a key created with: inspectrail key new")
    return name, key_id, material[0], material[1:]


def in_base64(data: bytes) -> str:
    """Encode bytes as base64, as C2SP does."""
    return base64.b64encode(data).decode()


def from_base64(encoded: str) -> bytes:
    """Decode base64; return no bytes if it is not in canonical form."""
    try:
        data = base64.b64decode(encoded.encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return b""
    return data if in_base64(data) == encoded else b""
