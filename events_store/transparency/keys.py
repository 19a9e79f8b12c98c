"""The keys of logs and of witnesses: Ed25519, in the forms of C2SP signed-note (https://c2sp.org/signed-note).

Which of the two a key is for is the first byte of what is written of it, as C2SP numbers the types of signatures.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from typing import TypeVar

from events_store.store import StoreFault

LOG, WITNESS = 1, 4

PRIVATE = "PRIVATE+KEY+"
KEY_BYTES = 32

# A key with a name that somebody can still read.
LONGEST_KEY = 500
NEW_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")


class NotAKey(StoreFault, code="not-a-key"):
    """What was given is not a key, or one for something else."""


@dataclass(frozen=True)
class PublicKey:
    """What signatures are checked with: everybody may have it."""

    name: str
    kind: int
    raw: bytes

    @property
    def id(self) -> bytes:
        """The id that stands in each signature, beside the name."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{in_base64(bytes([self.kind]) + self.raw)}"


@dataclass(frozen=True)
class PrivateKey:
    """What signs: whoever has it is the log, or the witness."""

    public: PublicKey
    seed: bytes = field(repr=False)

    def written(self) -> str:
        """Return the key as it is kept in a file, which nobody else may read."""
        public = self.public
        return f"{PRIVATE}{public.name}+{public.id.hex()}+{in_base64(bytes([public.kind]) + self.seed)}"


Key = TypeVar("Key", PublicKey, PrivateKey)


def new_key(name: str, kind: int, seed: bytes) -> PrivateKey:
    """Return the key of a log or a witness that this random seed makes."""
    if not NEW_NAME.fullmatch(name):
        raise NotAKey(
            f"“{name[:100]}” cannot be the name of a key. Use letters, digits, dots, hyphens and slashes, up to 100 of "
            f"them, such as example.gov.uk/inspections. No key was made."
        )
    return _key_of(name, kind, seed)


def read_private_key(data: bytes, source: str) -> PrivateKey:
    """Return the key that a file holds; a refusal never repeats what is in it."""
    text = _text_of_key(data, source)
    if not text.startswith(PRIVATE):
        raise NotAKey(f"{source} is not the file of a private key. Make one with: inspectrail key new")
    name, key_id, kind, seed = _parts(text.removeprefix(PRIVATE), source)
    return _with_id(_key_of(name, kind, seed), key_id, source)


def read_public_key(data: bytes, source: str) -> PublicKey:
    """Return the key that was typed, or that a file holds."""
    text = _text_of_key(data, source)
    if text.startswith(PRIVATE):
        raise NotAKey(
            f"{source} is a private key, and a public one is wanted. See the public one of it with: "
            f"inspectrail key show"
        )
    name, key_id, kind, raw = _parts(text, source)
    return _with_id(PublicKey(name, kind, raw), key_id, source)


def is_name(text: str) -> bool:
    """Whether a key can have this name: C2SP wants no spaces and no plus, and here it can be shown as well."""
    return bool(text) and text.isprintable() and not set(text) & set(" +")


def need(key: PublicKey, kind: int) -> None:
    """Refuse a key that is for something else."""
    if key.kind != kind:
        found, wanted = ("a log", "a witness") if kind == WITNESS else ("a witness", "a log")
        raise NotAKey(f"The key {key.name} is that of {found}, and that of {wanted} is wanted. Name the other key.")


def _with_id(key: Key, key_id: str, source: str) -> Key:
    public = key if isinstance(key, PublicKey) else key.public
    if public.id.hex() != key_id:
        raise NotAKey(f"{source} is damaged: the key does not go with its id. Use a copy of it, or ask for it again.")
    return key


def _key_of(name: str, kind: int, seed: bytes) -> PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return PrivateKey(PublicKey(name, kind, raw), seed)


def _text_of_key(data: bytes, source: str) -> str:
    if len(data) > LONGEST_KEY:
        raise NotAKey(f"{source} is not a key: it is longer than {LONGEST_KEY} bytes. Name the right one.")
    try:
        return data.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise NotAKey(f"{source} is not a key: it is not text. Name the right one.") from None


def _parts(text: str, source: str) -> tuple[str, str, int, bytes]:
    """Return the name, the id, what the key is for, and the key."""
    name, _, rest = text.partition("+")
    key_id, _, last = rest.partition("+")
    material = from_base64(last)
    if not (is_name(name) and re.fullmatch("[0-9a-f]{8}", key_id) and material):
        raise NotAKey(f"{source} is not a key. A key is one line: name, id and the key itself, with + between them.")
    if len(material) != 1 + KEY_BYTES or material[0] not in (LOG, WITNESS):
        raise NotAKey(f"{source} is a key of a kind that is not known here. Use one made with: inspectrail key new")
    return name, key_id, material[0], material[1:]


def in_base64(data: bytes) -> str:
    """Return bytes as C2SP writes them."""
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Return the bytes that are written here; none where they would be written otherwise."""
    try:
        found = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return b""
    return found if in_base64(found) == text else b""
