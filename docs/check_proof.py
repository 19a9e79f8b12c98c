"""Checks, without Inspectrail, that an event is in a log.

    python check_proof.py PROOF.json LOG_KEY [WITNESS_KEY ...]

A key is the text of a public key. Where the proof holds it shows the event and leaves with 0, else it leaves with 3.
"""

import json
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signed(note: str, key: str, kind: int) -> tuple[str, int]:
    """Return the text of a note and when it was cosigned; raise where it is not signed with the key."""
    name, key_id, written = key.strip().split("+", 2)
    text, _, signatures = note.rpartition("\n\n")
    if b64decode(written)[0] != kind:
        raise ValueError(f"{key} is a key for something else")
    for signer, signature in (line.split(" ")[1:] for line in signatures.strip("\n").split("\n")):
        blob = b64decode(signature)
        if (signer, blob[:4].hex()) == (name, key_id):
            at = int.from_bytes(blob[4:12], "big") if kind == WITNESS else 0
            message = f"cosignature/v1\ntime {at}\n{text}\n" if kind == WITNESS else f"{text}\n"
            public = Ed25519PublicKey.from_public_bytes(b64decode(written)[1:])
            public.verify(blob[12 if kind == WITNESS else 4 :], message.encode())
            return text, at
    raise ValueError(f"the checkpoint is not signed with {key}")


def root(event: dict, size: int) -> bytes:
    """Return the root that the event and the hashes beside it lead to: RFC 9162, section 2.1.3.2."""
    fields = [str(event[name]).encode() for name in ("position", "stream", "version", "topic", "state")]
    digest = sha256(b"\x00" + b"".join(len(field).to_bytes(8, "big") + field for field in fields)).digest()
    if digest != b64decode(event["leaf"]):
        raise ValueError("the event is not the one that its hash was taken of")
    number, last = event["position"] - 1, size - 1
    for beside in (b64decode(one) for one in event["proof"]):
        if not 0 <= number <= last or last == 0:
            raise ValueError("the proof does not fit the position")
        if number % 2 or number == last:
            digest = sha256(b"\x01" + beside + digest).digest()
            while number and not number % 2:
                number, last = number // 2, last // 2
        else:
            digest = sha256(b"\x01" + digest + beside).digest()
        number, last = number // 2, last // 2
    return digest


LOG, WITNESS = 1, 4


def main(file: str, log_key: str, *witness_keys: str) -> None:
    """Show the event where everything holds."""
    event = json.loads(Path(file).read_text(encoding="utf-8"))
    text, _ = signed(event["checkpoint"], log_key, LOG)
    times = [signed(event["checkpoint"], key, WITNESS)[1] for key in witness_keys]
    origin, size, top = text.split("\n")
    if origin != log_key.split("+")[0] or root(event, int(size)) != b64decode(top):
        raise ValueError("the event, its place or a hash is not what the log had")
    shown = {name: event[name] for name in ("position", "stream", "version", "topic", "state")}
    print(json.dumps({**shown, "log": origin, "events_in_log": int(size), "cosigned_at": times}, indent=2))  # noqa: T201


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:
        sys.exit(print(f"The proof does not hold: {error or type(error).__name__}", file=sys.stderr) or 3)  # noqa: T201
