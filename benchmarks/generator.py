"""Generate any number of realistic inspections, reproducibly from a seed.

The example is built once, with the ordinary commands and the rules of the domain. Every inspection is a copy of it
under a separate name. Answers that no later event refers to are changed at random. Several inspections run at the same
time, so that their events are interleaved in the log.
"""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import orjson

from cli.examples.newcastle.build import build
from cli.examples.newcastle.data import REFERENCE
from events_store.sqlite.schema import create
from events_store.sqlite.store import SQLiteStore
from events_store.store import Entry, Row, case_of
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store
from events_store.transparency import merkle_tree

OPPOSITE = {b"sufficient": b"insufficient", b"insufficient": b"sufficient"}
ANSWER = re.compile(rb'"response":"(sufficient|insufficient)"')
ANSWERED_OTHERWISE = 0.25
PUBLISHED = "report-published.v1"
# The number of concurrent inspections, and the commands of each before the next takes its turn.
AT_ONCE = 10
IN_A_ROW = 20


@dataclass(frozen=True)
class Template:
    """An inspection to copy: the entries of its commands, and the positions of unreferenced answers."""

    entries: Sequence[Entry]
    free: frozenset[int]

    @property
    def events(self) -> int:
        """The number of events."""
        return sum(len(entry.rows) for entry in self.entries)


def template(cases: int) -> Template:
    """Build the example, and return it with so many of its cases."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "example.db"
        build(str(path))
        return template_of(path, cases)


def template_of(example: Path, cases: int) -> Template:
    """Return the example in this store, with so many of its cases."""
    with closing(open_store(str(example))) as store:
        found = list(store.entries())
    names = list(dict.fromkeys(filter(None, (case_of(row.stream) for entry in found for row in entry.rows))))
    left_out = set(names[cases:])
    kept = (_of(entry, [row for row in entry.rows if case_of(row.stream) not in left_out]) for entry in found)
    entries = [entry for entry in kept if entry.rows]
    return Template(entries, _free(entries))


def inspections(of: Template, number: int, seed: int) -> Iterator[Entry]:
    """Yield the entries of so many inspections, as one log."""
    chance = Random(seed)
    tops: list[bytes] = []
    head = 0
    for name, entry in _in_turns(of.entries, number):
        command = f"{name}.{entry.command.rpartition('-')[2]}"
        rows = [
            _copied(row, position, name, entry.command, command, chance if row.position in of.free else None, tops)
            for position, row in enumerate(entry.rows, start=head + 1)
        ]
        for _ in merkle_tree.grow(head, tops, map(merkle_tree.leaf, rows)):
            pass
        yield Entry(command, head + 1, name, rows)
        head += len(rows)


def _in_turns(entries: Sequence[Entry], number: int) -> Iterator[tuple[str, Entry]]:
    for first in range(0, number, AT_ONCE):
        names = [named(index) for index in range(first, min(number, first + AT_ONCE))]
        for start in range(0, len(entries), IN_A_ROW):
            for name in names:
                for entry in entries[start : start + IN_A_ROW]:
                    yield name, entry


def named(index: int) -> str:
    """Return the reference of an inspection."""
    return f"inspection-{index + 1:05}"


def store_of(address: str, of: Template, number: int, seed: int) -> str:
    """Create a store of so many inspections, and return its address."""
    if names_database(address):
        create_store(address)
        store = open_store(address)
    else:
        create(Path(address))
        store = SQLiteStore(Path(address), draft=True)
    with closing(store):
        store.append_entries(inspections(of, number, seed))
    return address


def _of(entry: Entry, rows: Sequence[Row]) -> Entry:
    return Entry(entry.command, entry.first_position, entry.inspection, rows)


def _free(entries: Sequence[Entry]) -> frozenset[int]:
    """Return the positions of the answers that no other event refers to."""
    mentions: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for row in (row for entry in entries for row in entry.rows):
        fact = orjson.loads(row.state)
        if "question" in fact:
            key = row.stream, fact["question"]
            mentions[key] += 1
            if row.topic == "answer-recorded.v1":
                first[key] = row.position
        for citations in (fact.get("citations"), fact.get("old_citations")):
            for cited in citations["answers"] if citations else ():
                mentions[f"case:{REFERENCE}/{cited['case']}", cited["question"]] += 1
    return frozenset(position for key, position in first.items() if mentions[key] == 1)


def _copied(
    row: Row, position: int, name: str, old_command: str, command: str, chance: Random | None, tops: list[bytes]
) -> Row:
    state = row.state.replace(f'"command_id":"{old_command}"'.encode(), f'"command_id":"{command}"'.encode())
    state = state.replace(REFERENCE.encode(), name.encode())
    if chance is not None and chance.random() < ANSWERED_OTHERWISE:
        state = ANSWER.sub(lambda found: b'"response":"' + OPPOSITE[found[1]] + b'"', state)
    if row.topic == PUBLISHED:
        # A publication names the size and the root of the log before it.
        published = orjson.loads(state)
        state = orjson.dumps({**published, "log_size": position - 1, "log_root": merkle_tree.root_of(tops).hex()})
    return Row(position, row.stream.replace(REFERENCE, name), row.version, row.topic, state)
