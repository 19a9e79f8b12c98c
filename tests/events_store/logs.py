"""Logs for the tests of checkpoints and witnesses: leaves alone, without a store."""

import hashlib

from events_store.checkpoints import new_checkpoint, request
from events_store.ledger import grow
from events_store.signing_keys import LOG, WITNESS, new_key

LOG_KEY = new_key("example.gov.uk/inspections", LOG, b"log".ljust(32))
OTHER_LOG = new_key("example.gov.uk/others", LOG, b"other log".ljust(32))
WITNESS_KEY = new_key("witness.example/w1", WITNESS, b"witness".ljust(32))
OTHER_WITNESS = new_key("witness.example/w2", WITNESS, b"other witness".ljust(32))


def leaves(size, *, forked_at=None):
    """Return the leaves of a log; from the position where it is forked, other ones."""
    names = (f"{number}{'!' if forked_at and number >= forked_at else ''}" for number in range(1, size + 1))
    return [hashlib.sha256(b"\x00" + name.encode()).digest() for name in names]


def kept_of(given):
    """Return how a store looks up what the ledger keeps of these leaves."""
    rows = dict(enumerate(grow(0, [], given), start=1))
    return lambda positions: {position: rows[position] for position in positions if position in rows}


def checkpoint(size, *, forked_at=None, key=LOG_KEY):
    """Return the checkpoint of a log."""
    return new_checkpoint(kept_of(leaves(size, forked_at=forked_at)), size, key)


def asked(old, new, *, forked_at=None):
    """Return what a witness that saw a log at an old size is asked to cosign."""
    kept = kept_of(leaves(new, forked_at=forked_at))
    return request(kept, new_checkpoint(kept, new, LOG_KEY), new_checkpoint(kept, old, LOG_KEY)).encode()
