"""Check, without Inspectrail, that an event is in a log.

    python check_proof.py PROOF.json LOG_KEY [WITNESS_KEY ...]

A key is the text of a public key. If the proof holds, it prints the event and exits with status 0, else with status 3.
"""

import json
import sys
from base64 import b64decode as decode
from functools import partial
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOG, WITNESS = 1, 4
b64decode = partial(decode, validate=True)


def signed(note: str, key: str, kind: int) -> tuple[str, int]:
    """Return the text of a signed note and the time of a cosignature; raise if the key did not sign it."""
    name, key_id, public = key.strip().split("+", 2)
    text, _, lines = note.rpartition("\n\n")
    for signer, signature in (line.split(" ")[1:] for line in lines.rstrip("\n").split("\n")):
        blob = b64decode(signature)
        if (signer, blob[:4].hex(), b64decode(public)[0]) == (name, key_id, kind):
            at, cut = (int.from_bytes(blob[4:12], "big"), 12) if kind == WITNESS else (0, 4)
            message = f"cosignature/v1\ntime {at}\n{text}\n" if kind == WITNESS else f"{text}\n"
            Ed25519PublicKey.from_public_bytes(b64decode(public)[1:]).verify(blob[cut:], message.encode())
            return text, at
    raise ValueError(f"the checkpoint is not signed with {key}")


def root(event: dict, size: int) -> bytes:
    """Return the root computed from the event and its hashes: RFC 9162, section 2.1.3.2."""
    fields = [str(event[name]).encode() for name in ("position", "stream", "version", "topic", "state")]
    digest = sha256(b"\x00" + b"".join(len(field).to_bytes(8, "big") + field for field in fields)).digest()
    number, last = event["position"] - 1, size - 1
    if not isinstance(event["version"], int) or digest != b64decode(event["leaf"]) or not 0 <= number <= last:
        raise ValueError("the event does not match its hash, or is not in the log")
    for sibling in map(b64decode, event["proof"]):
        if last == 0:
            return b""
        right = number % 2 or number == last
        digest = sha256(b"\x01" + (sibling + digest if right else digest + sibling)).digest()
        while right and number and not number % 2:
            number, last = number // 2, last // 2
        number, last = number // 2, last // 2
    return digest if last == 0 else b""


def main(file: str, log_key: str, *witness_keys: str) -> None:
    """Print the event if the proof holds."""
    event = json.loads(Path(file).read_text(encoding="utf-8"))
    text, _ = signed(event["checkpoint"], log_key, LOG)
    times = [signed(event["checkpoint"], key, WITNESS)[1] for key in witness_keys]
    origin, size, top = text.split("\n")
    if origin != log_key.split("+")[0] or root(event, int(size)) != b64decode(top):
        raise ValueError("the event, its position or a hash differs from the log")
    fields = {name: event[name] for name in ("position", "stream", "version", "topic", "state")}
    print(json.dumps({**fields, "log": origin, "events_in_log": int(size), "cosigned_at": times}, indent=2))  # noqa: T201


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except OSError as error:
        print(f"The proof cannot be read: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except Exception as error:
        print(f"The proof does not hold: {error or type(error).__name__}", file=sys.stderr)  # noqa: T201
        sys.exit(3)
