"""Files of keys and checkpoints: never more is read of one than it may be long, and a private key is never shown."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from domain.refusals.base import Invalid
from events_store.transparency.keys import LONGEST_KEY, PrivateKey, PublicKey, read_private_key, read_public_key

STANDARD_INPUT = Path("-")


class WouldReplace(Invalid, code="would-replace"):
    """What is only to be read would be written over."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"--out would replace {file}, which is needed. Nothing was written. Name another file.")


class KeyExists(Invalid, code="key-there"):
    """A key is never replaced: what was signed with it could not be signed again."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already, and a key is never replaced. No key was made. Name another file.")


def bounded(file: Path, longest: int) -> bytes:
    """Return what is in a file, or comes in from a pipe for “-”: at most one byte more than it may have."""
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(longest + 1)
    with file.open("rb") as opened:
        return opened.read(longest + 1)


def refuse_to_replace(out: Path | None, *inputs: Path) -> None:
    """Refuse to write where something lies that is only to be read: a key, or what a witness remembers."""
    for path in inputs:
        if out is not None and out.exists() and path.exists() and out.samefile(path):
            raise WouldReplace(out)


def private_key(file: Path) -> PrivateKey:
    """Return the private key in a file."""
    return read_private_key(bounded(file, LONGEST_KEY), str(file))


def public_key(given: str) -> PublicKey:
    """Return a public key: the text of one, or what is in a file."""
    file = Path(given)
    if "+" in given and not file.is_file():
        return read_public_key(given.encode("utf-8", "replace"), "What was given as a public key")
    return read_public_key(bounded(file, LONGEST_KEY), str(file))


def public_file(file: Path) -> Path:
    """Return where the public key is kept that belongs to a private one: log.pub beside log.key."""
    return file.with_suffix(".pub")


def keep_new(key: PrivateKey, file: Path) -> None:
    """Keep a new key in a file that only its owner may read, and the public one beside it; both or neither."""
    public = public_file(file)
    for found in (file, public):
        if found.exists():
            raise KeyExists(found)
    paths: list[Path] = []
    try:
        for item, text, mode in ((file, key.written(), 0o600), (public, str(key.public), 0o644)):
            paths.append(item)
            _write_new(item, f"{text}\n", mode)
    except BaseException:
        for path in paths:
            with suppress(OSError):
                path.unlink()
        raise


def _write_new(file: Path, text: str, mode: int) -> None:
    # The mode is given at once: a file that is closed to others only later can have been opened by them before.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
