"""Every kind of tampering that the tests know: each changes the tables of a log, as somebody past the product could.

A kind returns the first position at which a log alone shows it; None where it does not, because all hashes were made to
go with it: then only what somebody elsewhere has seen of the log tells.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from events_store.sql_store import COLUMNS
from events_store.store import Row
from events_store.transparency.merkle_tree import grow, leaf, root_of
from tests.events_store.honest import INSPECTIONS

POSITION, STREAM, VERSION, INSPECTION, TOPIC, STATE = range(6)
HASHES = 3
FIRST, EVENTS = 1, 2


@dataclass
class Tables:
    """What a store keeps, each row as a list."""

    events: list[list]
    ledger: list[list]
    commands: list[list]

    @property
    def boundaries(self) -> list[int]:
        """The sizes that the log had before each command that recorded something."""
        return sorted({first - 1 for _, first, events in self.commands if events})

    def hashed_anew(self, *, publications: bool = True) -> None:
        """Number the events, write the roots into the publications if asked, and make the ledger anew."""
        tops: list[bytes] = []
        roots = [root_of(tops).hex()]
        self.ledger.clear()
        for position, event in enumerate(self.events, start=1):
            event[POSITION] = position
            said = json.loads(event[STATE])
            if publications and "log_size" in said:
                size = min(said["log_size"], position - 1)
                event[STATE] = json.dumps({**said, "log_size": size, "log_root": roots[size]}).encode()
            one = leaf(Row(position, event[STREAM], event[VERSION], event[TOPIC], event[STATE]))
            (hashes,) = grow(position - 1, tops, [one])
            roots.append(root_of(tops).hex())
            self.ledger.append([position, event[STREAM], event[VERSION], hashes])


READ = {
    "events": f"SELECT {COLUMNS} FROM stored_events ORDER BY 1",
    "ledger": "SELECT position, stream, version, hashes FROM ledger ORDER BY 1",
    "commands": "SELECT command_id, first_position, events FROM commands ORDER BY 2, 3, 1",
}
TABLES = {"events": "stored_events", "ledger": "ledger", "commands": "commands"}


def tables_of(connection: Any) -> Tables:
    """Return what a store keeps, asked past the product."""
    return Tables(**{name: [list(row) for row in connection.execute(READ[name])] for name in READ})


def put_in_place(connection: Any, tables: Tables, mark: str = "?") -> None:
    """Put other tables in the place of those that a store keeps, whose triggers must be off."""
    cursor = connection.cursor()
    for name, table in TABLES.items():
        rows = getattr(tables, name)
        cursor.execute(f"DELETE FROM {table}")
        if rows:
            marks = ", ".join([mark] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    connection.commit()


Kind = Callable[[Tables, Random], int | None]


# What the log alone shows


def an_event_is_edited(tables: Tables, chance: Random) -> int | None:
    event = chance.choice(tables.events)
    match chance.randrange(6):
        case 0:
            event[STATE] = one_bit_flipped(event[STATE], chance)
        case 1:
            event[STATE] = said_otherwise(event[STATE], chance)
        case 2:
            event[TOPIC] = chance.choice(("answer-confirmed.v1", "no-such-event.v1", ""))
        case 3:
            event[VERSION] += 1_000
        case 4:
            event[STREAM] = f"case:{event[INSPECTION]}/NC-99"
        case _:
            event[STATE] += b" "
    return event[POSITION]


def events_are_deleted(tables: Tables, chance: Random) -> int | None:
    gone = chance.sample(tables.events, min(len(tables.events), chance.randint(1, 3)))
    tables.events[:] = [event for event in tables.events if event not in gone]
    return min(event[POSITION] for event in gone)


def an_event_is_inserted(tables: Tables, chance: Random) -> int | None:
    place = chance.randint(0, len(tables.events))
    new = [*chance.choice(tables.events)]
    new[POSITION], new[VERSION] = place + 1, 1_000
    if chance.random() < 0.1:
        new[POSITION] = -chance.randrange(3)
        tables.events.insert(0, new)
        return new[POSITION]
    for event in tables.events[place:]:
        event[POSITION] += 1
    tables.events.insert(place, new)
    return place + 1


def events_are_reordered(tables: Tables, chance: Random) -> int | None:
    start = chance.randrange(len(tables.events) - 1)
    end = chance.randint(start + 2, len(tables.events))
    there = [event[1:] for event in tables.events[start:end]]
    mixed = there[chance.randrange(1, len(there)) :] + there
    for event, other in zip(tables.events[start:end], mixed, strict=False):
        event[1:] = other
    return start + 1


def the_states_of_two_events_are_swapped(tables: Tables, chance: Random) -> int | None:
    one, other = sorted(chance.sample(tables.events, 2))
    one[TOPIC], one[STATE], other[TOPIC], other[STATE] = other[TOPIC], other[STATE], one[TOPIC], one[STATE]
    return one[POSITION]


def the_inspection_of_an_event_is_edited(tables: Tables, chance: Random) -> int | None:
    event = chance.choice(tables.events)
    others = [other for other in (*INSPECTIONS, "", "newcastle") if other != event[INSPECTION]]
    event[INSPECTION] = chance.choice(others)
    return event[POSITION]


def the_ledger_is_edited(tables: Tables, chance: Random) -> int | None:
    row = chance.choice(tables.ledger)
    last = len(tables.ledger)
    match chance.randrange(7):
        case 0:
            row[HASHES] = one_bit_flipped(row[HASHES], chance)
        case 1:
            row[HASHES] = chance.choice((row[HASHES][:-1], row[HASHES] + row[HASHES][-32:], b""))
        case 2:
            row[chance.choice((STREAM, VERSION))] = chance.choice(("case:x/y", 7_000, 0))
        case 3:
            tables.ledger.remove(row)
        case 4:
            # The leaf and the hashes above it, but not those that the events after it complete.
            one = chance.randbytes(32)
            row[HASHES] = one + row[HASHES][32:]
        case 5:
            row = [chance.choice((0, -7, last + 1, last + 2)), *row[1:]]
            tables.ledger.append(row)
        case _:
            del tables.ledger[row[POSITION] - 1 :]
    return row[POSITION]


def the_commands_are_edited(tables: Tables, chance: Random) -> int | None:
    command = chance.choice([one for one in tables.commands if one[EVENTS]])
    _, first, events = command
    match chance.randrange(8):
        case 0:
            command[0] += "x"
            return first
        case 1:
            tables.commands.remove(command)
            return first
        case 2:
            command[FIRST] += chance.randint(1, 3)
            return first
        case 3:
            command[FIRST] -= 1
            return first - 1
        case 4:
            command[EVENTS] += chance.choice((1, 100))
            return first + events
        case 5:
            command[EVENTS] -= 1
            return first + events - 1
        case 6:
            command[EVENTS] = -chance.randint(1, 9)
            return first
        case _:
            place = chance.randint(1, len(tables.events) + 1)
            tables.commands.append(["another", place, chance.randint(1, 4)])
            return place


# What somebody elsewhere must have seen


def the_tail_is_cut_off(tables: Tables, chance: Random) -> int | None:
    match chance.randrange(3):
        case 0:
            size = chance.choice(tables.boundaries)
            _cut(tables, size)
            return None
        case 1:
            size = chance.randrange(len(tables.events))
            commands = [*tables.commands]
            _cut(tables, size)
            tables.commands[:] = commands
        case _:
            size = chance.randrange(len(tables.events))
            del tables.events[size:]
    return size + 1


def everything_after_a_point_is_rewritten(tables: Tables, chance: Random) -> int | None:
    event = chance.choice(tables.events)
    match chance.randrange(3):
        case 0:
            event[STATE] = said_otherwise(event[STATE], chance)
        case 1:
            _take_out(tables, event)
        case _:
            _put_in(tables, event, chance)
    tables.hashed_anew()
    return None


def the_log_is_forked(tables: Tables, chance: Random) -> int | None:
    size = chance.choice(tables.boundaries)
    for event in tables.events[size:]:
        event[STATE] = said_otherwise(event[STATE], chance)
    tables.hashed_anew()
    return None


KINDS: tuple[Kind, ...] = (
    an_event_is_edited,
    events_are_deleted,
    an_event_is_inserted,
    events_are_reordered,
    the_states_of_two_events_are_swapped,
    the_inspection_of_an_event_is_edited,
    the_ledger_is_edited,
    the_commands_are_edited,
    the_tail_is_cut_off,
    everything_after_a_point_is_rewritten,
    the_log_is_forked,
)


def one_bit_flipped(data: bytes, chance: Random) -> bytes:
    """Return bytes of which one bit is another."""
    flipped = bytearray(data)
    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def said_otherwise(state: bytes, chance: Random) -> bytes:
    """Return the JSON of an event that says something else, and is one that can be read."""
    said = json.loads(state)
    if "evidence" in said:
        said["evidence"] = f"made up later, {chance.getrandbits(32):x}"
    else:
        said["edition"] = chance.randint(2, 9_999)
    return json.dumps(said).encode()


def _cut(tables: Tables, size: int) -> None:
    del tables.events[size:]
    del tables.ledger[size:]
    tables.commands[:] = [one for one in tables.commands if one[FIRST] + one[EVENTS] - 1 <= size]


def _take_out(tables: Tables, event: list) -> None:
    tables.events.remove(event)
    for other in tables.events:
        other[VERSION] -= other[STREAM] == event[STREAM] and other[VERSION] > event[VERSION]
    for command in tables.commands:
        within = command[FIRST] <= event[POSITION] < command[FIRST] + command[EVENTS]
        command[EVENTS] -= within
        command[FIRST] -= command[FIRST] > event[POSITION]


def _put_in(tables: Tables, event: list, chance: Random) -> None:
    new = [*event]
    new[STATE] = said_otherwise(event[STATE], chance)
    for other in tables.events:
        other[VERSION] += other[STREAM] == new[STREAM] and other[VERSION] >= new[VERSION]
    tables.events.insert(new[POSITION] - 1, new)
    for command in tables.commands:
        within = command[FIRST] <= new[POSITION] < command[FIRST] + command[EVENTS]
        command[EVENTS] += within
        command[FIRST] += command[FIRST] > new[POSITION]
