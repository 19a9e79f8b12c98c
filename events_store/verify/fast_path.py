"""Verifies a page of the log at once.

A page that fails is then checked event by event, to find the fault.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from operator import itemgetter
from typing import Any

from domain.events.reporting import ReportPublished
from events_store.codec import Codec
from events_store.errors import NotReadable
from events_store.store import Row, case_stream, inspection_stream
from events_store.transparency.merkle_tree import Lookup, grow, kept_root, leaf
from events_store.verify.raw_tables import Broken, RawTable, Record
from events_store.verify.result import Verified

EVENT = itemgetter("position", "originator_id", "originator_version", "inspection", "topic", "state")
LEDGER = itemgetter("position", "stream", "version", "hashes")
EVENT_TYPES = (int, str, int, str, str, bytes)
LEDGER_TYPES = (int, str, int, bytes)

IN_UTC = timedelta(0)


def extend(
    verified: Verified,
    events: Sequence[Record],
    ledger: Sequence[Record],
    commands: RawTable,
    hashes: Lookup,
    codec: Codec,
) -> bool:
    """Add events to the verified log; return False and add nothing if they fail.

    `events` and `ledger` are the next rows of each table, equally many. `commands` moves past the commands of these
    events in either case.
    """
    columns, ledger_columns = (
        list(zip(*map(values, rows), strict=True)) for values, rows in ((EVENT, events), (LEDGER, ledger))
    )
    if not (_have_types(columns, EVENT_TYPES) and _have_types(ledger_columns, LEDGER_TYPES)):
        return False
    positions, streams, versions, inspections, topics, states = columns
    last = verified.events + len(events)
    if positions != tuple(range(verified.events + 1, last + 1)) or ledger_columns[:3] != [positions, streams, versions]:
        return False
    if not all(belongs(*place) for place in set(zip(streams, inspections, strict=True))):
        return False
    tops = [*verified.tops]
    leaves = map(leaf, map(Row, positions, streams, versions, topics, states))
    newest = _newest(verified.streams, streams, versions)
    if newest is None or tuple(grow(verified.events, tops, leaves)) != ledger_columns[3]:
        return False
    recorded = _recorded_by(verified, commands, inspections)
    if recorded is None or not _check_contents(positions, topics, states, recorded[0], hashes, codec):
        return False
    owners, number, covered = recorded
    verified.events, verified.tops, verified.commands = last, tops, verified.commands + number
    verified.command, verified.inspection, verified.covered = owners[-1], inspections[-1], covered
    verified.streams.update(newest)
    return True


def _have_types(columns: Sequence[Sequence[Any]], types: Sequence[type]) -> bool:
    return all(set(map(type, column)) == {expected} for column, expected in zip(columns, types, strict=True))


def belongs(stream: str, inspection: str) -> bool:
    """Return whether a stream belongs to an inspection or to a case of it."""
    return stream in (inspection_stream(inspection), case_stream(inspection, stream.rpartition("/")[2]))


def _newest(before: Mapping[str, int], streams: Sequence[str], versions: Sequence[int]) -> dict[str, int] | None:
    """Return the newest version of each stream; None if a version is out of sequence."""
    newest: dict[str, int] = {}
    for stream, version in zip(streams, versions, strict=True):
        if version != (newest.get(stream) or before.get(stream, 0)) + 1:
            return None
        newest[stream] = version
    return newest


def _recorded_by(
    verified: Verified, commands: RawTable, inspections: Sequence[str]
) -> tuple[list[str], int, int] | None:
    """Return each event's command, the number of new commands, and the last command's last position.

    Returns None if the commands do not match the events.
    """
    last, covered = verified.events + len(inspections), verified.covered
    owners = [verified.command] * (min(covered, last) - verified.events)
    if set(inspections[: len(owners)]) - {verified.inspection}:
        return None
    number = 0
    try:
        while covered < last:
            command = commands.next(covered + 1, reread=True)
            if command is None or command["first_position"] != covered + 1:
                return None
            command_id, events = command["command_id"], command["events"]
            if type(command_id) is not str or type(events) is not int or events < 0:
                return None
            commands.step()
            of_events = inspections[len(owners) : len(owners) + events]
            if len(set(of_events)) > 1:
                return None
            owners += [command_id] * len(of_events)
            number, covered = number + 1, covered + events
        next_command = commands.next(last)
    except Broken:
        return None
    if next_command is not None and next_command["first_position"] <= last:
        return None
    return owners, number, covered


def _check_contents(
    positions: Sequence[int],
    topics: Sequence[str],
    states: Sequence[bytes],
    owners: Sequence[str],
    hashes: Lookup,
    codec: Codec,
) -> bool:
    """Return whether events are valid, name their commands, and publications hold the right root."""
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
