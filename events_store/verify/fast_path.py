"""Is a page of the log plainly right? All of it is checked at once; what is not is looked at event by event."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from operator import itemgetter
from typing import Any

from domain.events.reporting import ReportPublished
from events_store.codec import Codec
from events_store.store import NotReadable, Row, case_stream, inspection_stream
from events_store.transparency.merkle_tree import grow, kept_root, leaf
from events_store.verify.raw_tables import Broken, RawTable, Record
from events_store.verify.result import Verified

EVENT = itemgetter("position", "originator_id", "originator_version", "inspection", "topic", "state")
KEPT = itemgetter("position", "stream", "version", "hashes")
EVENT_KINDS = (int, str, int, str, str, bytes)
KEPT_KINDS = (int, str, int, bytes)

IN_UTC = timedelta(0)

Hashes = Callable[[Sequence[int]], Mapping[int, bytes]]


def go_on(
    found: Verified, events: Sequence[Record], kept: Sequence[Record], commands: RawTable, hashes: Hashes, codec: Codec
) -> bool:
    """Note that the log holds with these events too; return False, and note nothing, where that is not plain.

    `events` and `kept` are the next rows of the log and of the ledger, as many of the one as of the other. `commands`
    is gone past those that recorded them, in either case.
    """
    columns, in_ledger = (list(zip(*map(take, rows), strict=True)) for take, rows in ((EVENT, events), (KEPT, kept)))
    if not (_of_kinds(columns, EVENT_KINDS) and _of_kinds(in_ledger, KEPT_KINDS)):
        return False
    positions, streams, versions, inspections, topics, states = columns
    last = found.events + len(events)
    if positions != tuple(range(found.events + 1, last + 1)) or in_ledger[:3] != [positions, streams, versions]:
        return False
    if not all(belongs(*place) for place in set(zip(streams, inspections, strict=True))):
        return False
    tops = [*found.tops]
    leaves = map(leaf, map(Row, positions, streams, versions, topics, states))
    newest = _newest(found.streams, streams, versions)
    if newest is None or tuple(grow(found.events, tops, leaves)) != in_ledger[3]:
        return False
    recorded = _recorded_by(found, commands, inspections)
    if recorded is None or not _check_contents(positions, topics, states, recorded[0], hashes, codec):
        return False
    owners, number, covered = recorded
    found.events, found.tops, found.commands = last, tops, found.commands + number
    found.command, found.inspection, found.covered = owners[-1], inspections[-1], covered
    found.streams.update(newest)
    return True


def _of_kinds(columns: Sequence[Sequence[Any]], kinds: Sequence[type]) -> bool:
    return all(set(map(type, column)) == {kind} for column, kind in zip(columns, kinds, strict=True))


def belongs(stream: str, inspection: str) -> bool:
    """Whether a stream is that of an inspection, or of a case in it."""
    return stream in (inspection_stream(inspection), case_stream(inspection, stream.rpartition("/")[2]))


def _newest(before: Mapping[str, int], streams: Sequence[str], versions: Sequence[int]) -> dict[str, int] | None:
    """Return the newest version of each of these streams; None where one does not follow on the one before."""
    newest: dict[str, int] = {}
    for stream, version in zip(streams, versions, strict=True):
        if version != (newest.get(stream) or before.get(stream, 0)) + 1:
            return None
        newest[stream] = version
    return newest


def _recorded_by(found: Verified, commands: RawTable, inspections: Sequence[str]) -> tuple[list[str], int, int] | None:
    """Return the command of each event, how many began here, and up to where the last one goes; None where unclear."""
    last, covered = found.events + len(inspections), found.covered
    owners = [found.command] * (min(covered, last) - found.events)
    if set(inspections[: len(owners)]) - {found.inspection}:
        return None
    number = 0
    try:
        while covered < last:
            command = commands.next(covered + 1, once_more=True)
            if command is None or command["first_position"] != covered + 1:
                return None
            named, events = command["command_id"], command["events"]
            if type(named) is not str or type(events) is not int or events < 0:
                return None
            commands.step()
            here = inspections[len(owners) : len(owners) + events]
            if len(set(here)) > 1:
                return None
            owners += [named] * len(here)
            number, covered = number + 1, covered + events
        another = commands.next(last)
    except Broken:
        return None
    if another is not None and another["first_position"] <= last:
        return None
    return owners, number, covered


def _check_contents(
    positions: Sequence[int],
    topics: Sequence[str],
    states: Sequence[bytes],
    owners: Sequence[str],
    hashes: Hashes,
    codec: Codec,
) -> bool:
    """Whether events say what events say, under the commands that recorded them, and publications the right root."""
    try:
        facts = codec.decode_all(topics, states)
    except NotReadable:
        return False
    for fact, owner in zip(facts, owners, strict=True):
        if fact.origin.command_id != owner or fact.origin.recorded_at.utcoffset() != IN_UTC:
            return False
    return all(
        0 <= fact.log_size < position and fact.log_root == kept_root(hashes, fact.log_size)
        for position, fact in zip(positions, facts, strict=True)
        if isinstance(fact, ReportPublished)
    )
