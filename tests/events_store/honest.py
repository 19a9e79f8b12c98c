"""Honest logs for the tests of verifying: any commands, over a few inspections and cases, with publications between."""

from dataclasses import dataclass
from datetime import date
from random import Random

from domain.actor import Origin
from domain.event_types import Event
from domain.events.assessing import AnswerRecorded
from domain.events.reporting import ReportPublished
from domain.framework import Response
from events_store.store import Batch, Store, case_stream, inspection_stream
from events_store.transparency.merkle_tree import kept_root
from tests.fixtures.events import BEN, FAY
from tests.fixtures.stores import NOW

INSPECTIONS = ("newcastle-2016", "newport-2023")
CASES = ("NC-01", "NC-02", "NC-07")


@dataclass(frozen=True)
class Seen:
    """What somebody elsewhere has seen of a log: its size and its root."""

    size: int
    root: bytes


def record(store: Store, chance: Random, command: str, *, most: int = 99) -> int:
    """Record something at the ends of some streams, or nothing; return how many events it was."""
    inspection = chance.choice(INSPECTIONS)
    streams = [inspection_stream(inspection), *(case_stream(inspection, case) for case in CASES)]
    batches = []
    left = most
    for stream in chance.sample(streams, chance.randint(1, 3)):
        facts = [said(chance, command) for _ in range(min(left, chance.choice((0, 0, 1, 1, 1, 2, 5))))]
        if facts and stream == streams[0] and chance.random() < 0.3:
            facts[-1] = published(store, command)
        left -= len(facts)
        batches.append(Batch(stream, len(store.read(stream)), facts))
    return len(store.append(inspection, *batches, command=command))


def grown(store: Store, chance: Random, size: int, name: str = "c") -> list[Seen]:
    """Let commands come until the log has at least this size; return what was seen at moments in between."""
    seen = [seen_of(store)]
    number = 0
    while store.head() < size:
        number += 1
        record(store, chance, f"{name}-{number}")
        if chance.random() < 0.3:
            seen.append(seen_of(store))
    return [*seen, seen_of(store)]


def seen_of(store: Store) -> Seen:
    """Return what is to be seen of a log now."""
    size = store.head()
    return Seen(size, bytes.fromhex(kept_root(store.hashes, size)))


def said(chance: Random, command: str) -> Event:
    origin = Origin(actor=BEN, recorded_at=NOW, command_id=command)
    text = f"seen in the file, {chance.getrandbits(32):x}"
    return AnswerRecorded(origin=origin, question="1.01", response=Response.SUFFICIENT, evidence=text)


def published(store: Store, command: str) -> Event:
    origin = Origin(actor=FAY, recorded_at=NOW, command_id=command)
    seen = seen_of(store)
    return ReportPublished(
        origin=origin,
        edition=1,
        published_on=date(2015, 10, 5),
        due_on=date(2016, 10, 5),
        log_size=seen.size,
        log_root=seen.root.hex(),
    )
