"""Read and write files of keys and checkpoints, within their longest length.

A private key is never printed.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from domain.refusals.base import Invalid
from events_store.transparency.keys import LONGEST_KEY, PrivateKey, PublicKey, read_private_key, read_public_key

STANDARD_INPUT = Path("-")


class WouldReplace(Invalid, code="would-replace"):
    """The output would replace an input file."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"--out would replace {file}, which is an input. Nothing was written. Name another file.")


class KeyExists(Invalid, code="key-there"):
    """A key file exists already. A key is never replaced, since its signatures depend on it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} exists already, and a key is never replaced. No key was created. Name another file.")


def bounded(file: Path, longest: int) -> bytes:
    """Return the content of a file, or of standard input for “-”.

    At most `longest` + 1 bytes are read, so that the caller can see that it is too long.
    """
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(longest + 1)
    with file.open("rb") as opened:
        return opened.read(longest + 1)


def refuse_to_replace(out: Path | None, *inputs: Path) -> None:
    """Refuse an output file that is also an input, such as a key."""
    for path in inputs:
        if out is not None and out.exists() and path.exists() and out.samefile(path):
            raise WouldReplace(out)


def private_key(file: Path) -> PrivateKey:
    """Return the private key in a file."""
    return read_private_key(bounded(file, LONGEST_KEY), str(file))


def public_key(key_or_file: str) -> PublicKey:
    """Return a public key from its text or from the name of a file."""
    file = Path(key_or_file)
    if "+" in key_or_file and not file.is_file():
        return read_public_key(key_or_file.encode("utf-8", "replace"), "The public key you typed")
    return read_public_key(bounded(file, LONGEST_KEY), str(file))


def public_file(file: Path) -> Path:
    """Return the file of the public key for that of a private key: log.pub for log.key."""
    return file.with_suffix(".pub")


def keep_new(key: PrivateKey, file: Path) -> None:
    """Write a new key and its public key to two files, or neither.

    Only the owner of the file may read the private key. Raises KeyExists if either file exists.
    """
    public = public_file(file)
    for path in (file, public):
        if path.exists():
            raise KeyExists(path)
    written: list[Path] = []
    try:
        for path, content, mode in ((file, key.written(), 0o600), (public, str(key.public), 0o644)):
            written.append(path)
            _write_new(path, f"{content}\n", mode)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise


def _write_new(file: Path, content: str, mode: int) -> None:
    # The mode is set on creation: if it were restricted later, somebody could have opened the file before.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
