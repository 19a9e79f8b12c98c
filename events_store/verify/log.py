"""Is the log what was recorded? Everything is worked out again from the stored bytes, up to the first bad position."""

from collections.abc import Collection, Iterable

from domain.event_types import Event
from domain.events.reporting import ReportPublished
from events_store.codec import Codec
from events_store.store import NotReadable, Row
from events_store.transparency.merkle_proofs import consistency_proof, consistent
from events_store.transparency.merkle_tree import DIGEST, grow, joined, kept_root, leaf
from events_store.verify.fast_path import belongs, go_on
from events_store.verify.raw_tables import PAGE, Broken, Fault, KeptStore, RawTable, Record, shown
from events_store.verify.result import Verified


def verify(store: KeptStore, sizes: Collection[int] = (), codec: Codec | None = None) -> Verified:
    """Return how far the log holds, and its root at each of these sizes; in one pass, a page at a time in memory.

    What is stored may be anything: it is reported, and never raised.
    """
    found = Verified()
    try:
        schema_differences = store.schema_differences()
        # What stands in place of a table may answer this reader so and others otherwise, or without end.
        _refuse(item.sentence for item in schema_differences if not item.plain)
        _Pass(store, found, codec or Codec()).run(sizes)
        _refuse(f"The file of the store is damaged: {shown(text)}." for text in store.damage())
        _refuse(item.sentence for item in schema_differences)
    except Broken as broken:
        found.fault = broken.fault
    except NotReadable as fault:
        found.fault = Fault(None, str(fault))
    return found


def since(store: KeptStore, found: Verified, size: int, root: bytes) -> Fault | None:
    """Return why a log that holds does not begin with what was seen of it: a size that was asked for, and its root."""
    if found.events < size:
        return Fault(
            found.events + 1,
            f"The log was rolled back: it has {found.events} events, and had {size}. An older copy was put in its "
            f"place, or its end was cut off.",
        )
    proof = consistency_proof(store.hashes, size, found.events)
    # Whoever has only the proof must come to the same.
    if found.roots[size] != root.hex() or not consistent(size, root, found.events, bytes.fromhex(found.root), proof):
        return Fault(
            None,
            f"The log was rewritten: its first {size} events are not those that were there. Their root is "
            f"{found.roots[size]}, and was {root.hex()}.",
        )
    return None


def _refuse(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        raise Broken(None, sentence)


class _Pass:
    """Goes through events, ledger and commands side by side."""

    def __init__(self, store: KeptStore, found: Verified, codec: Codec) -> None:
        self._store, self._found, self._codec = store, found, codec
        self._events = RawTable(store, "stored_events", "The log", "position")
        self._ledger = RawTable(store, "ledger", "The ledger", "position")
        self._commands = RawTable(store, "commands", "The list of commands", "first_position", "events", "command_id")

    def run(self, sizes: Collection[int]) -> None:
        """Check one event after another, and then that nothing else is there."""
        found = self._found
        if 0 in sizes:
            found.roots[0] = found.root
        # What is recorded meanwhile is for another time.
        head = self._store.head()
        borders = sorted({size for size in sizes if 0 < size < head} | {head})
        for border in borders:
            while found.events < border:
                if not self._went_on(border):
                    self._look_closely(min(border, found.events + PAGE))
            if border in sizes:
                found.roots[border] = found.root
        self._refuse_more(head)

    def _went_on(self, border: int) -> bool:
        """Whether the next page is plainly right, up to a position at most."""
        found, commands = self._found, self._commands.copy()
        try:
            events, kept = self._events.ahead(found.events + 1), self._ledger.ahead(found.events + 1)
        except Broken:
            return False
        number = min(len(events), len(kept), border - found.events)
        if not number or not go_on(found, events[:number], kept[:number], commands, self._store.hashes, self._codec):
            return False
        self._events.step(number)
        self._ledger.step(number)
        self._commands = commands
        return True

    def _look_closely(self, until: int) -> None:
        for position in range(self._found.events + 1, until + 1):
            self._found.tops = self._checked(position)
            self._found.events = position

    def _checked(self, position: int) -> list[bytes]:
        event, kept = self._events.at(position), self._ledger.at(position)
        if kept is not None:
            _refuse_unknown_kinds(kept, position)
        if event is None:
            raise Broken(position, _missing(position, kept))
        row = _row(event)
        if kept is None:
            raise Broken(position, f"Event {position} is not in the ledger: one was added, or the other cut short.")
        tops = self._in_ledger(row, kept)
        self._in_stream(row, event["inspection"])
        self._of_command(position, event["inspection"])
        self._check_content(row)
        return tops

    def _in_ledger(self, row: Row, kept: Record) -> list[bytes]:
        """Refuse an event that the ledger has otherwise; return the trees that the log is made of with it."""
        position, hashes, data = row.position, kept["hashes"], leaf(row)
        moved = (kept["stream"], kept["version"]) != (row.stream, row.version)
        ledger_changed = f"The ledger was changed at event {position}: "
        if hashes[:DIGEST] == data:
            if moved:
                raise Broken(position, f"{ledger_changed}it has it as {_place(kept['stream'], kept['version'])}.")
        elif moved:
            here, existing = _place(row.stream, row.version), _place(kept["stream"], kept["version"])
            raise Broken(position, f"Event {position} was changed: here is {here}; the ledger has {existing}.")
        elif self._vouched_for(position, data, hashes):
            raise Broken(position, f"{ledger_changed}the hash it keeps of it is another.")
        else:
            raise Broken(position, f"Event {position} was changed: the ledger keeps the hash of something else.")
        tops = [*self._found.tops]
        (right,) = grow(position - 1, tops, [data])
        if hashes != right:
            raise Broken(position, f"{ledger_changed}the hashes it keeps of all events that end there are others.")
        return tops

    def _vouched_for(self, position: int, data: bytes, hashes: bytes) -> bool:
        """Whether the ledger's hash of a pair of events is that of this event as it is, though its own is not."""
        if position % 2 == 0:
            return joined(self._found.tops[-1], data) == hashes[DIGEST : 2 * DIGEST]
        try:
            pair = self._ledger.next(position)
        except Broken:
            return False
        if pair is None or pair["position"] != position + 1 or not isinstance(pair["hashes"], bytes):
            return False
        return joined(data, pair["hashes"][:DIGEST]) == pair["hashes"][DIGEST : 2 * DIGEST]

    def _in_stream(self, row: Row, inspection: str) -> None:
        version = self._found.streams.get(row.stream, 0) + 1
        if row.version != version:
            here = _place(row.stream, row.version)
            raise Broken(row.position, f"Event {row.position} is {here}, of which version {version} comes next.")
        if not belongs(row.stream, inspection):
            stream = shown(row.stream)
            raise Broken(
                row.position,
                f"Event {row.position} is put under the inspection {shown(inspection)}, but is in {stream}.",
            )
        self._found.streams[row.stream] = version

    def _of_command(self, position: int, inspection: str) -> None:
        """Refuse an event that no command recorded, or two did."""
        while (command := self._next_command(position, position)) is not None:
            self._commands.step()
            self._found.commands += 1
            if not command["events"]:
                continue
            if position <= self._found.covered:
                raise Broken(
                    position,
                    f"Event {position} is said to be recorded by two commands: {shown(self._found.command)} and "
                    f"{shown(command['command_id'])}.",
                )
            self._found.command, self._found.inspection = command["command_id"], inspection
            self._found.covered = position + command["events"] - 1
        if position > self._found.covered:
            raise Broken(position, f"No command is said to have recorded event {position}.")
        if inspection != self._found.inspection:
            item, second = shown(self._found.inspection), shown(inspection)
            raise Broken(position, f"Event {position} is of {second}, but its command recorded something of {item}.")

    def _next_command(self, position: int, until: int | None = None) -> Record | None:
        """Return the next command, if it begins at a position up to the last; raises Broken where it is none."""
        command = self._commands.next(position, once_more=position > self._found.covered)
        if command is None or (until is not None and command["first_position"] > until):
            return None
        named, events = command["command_id"], command["events"]
        if not isinstance(named, str) or type(events) is not int or events < 0:
            first = command["first_position"]
            raise Broken(first, f"The command {shown(named)} is said to have recorded {shown(events)} events.")
        return command

    def _check_content(self, row: Row) -> None:
        position = row.position
        fact = self._fact(row)
        named = fact.origin.command_id
        if named != self._found.command:
            under = shown(self._found.command)
            raise Broken(position, f"Event {position} names the command {named}; the store has it under {under}.")
        if isinstance(fact, ReportPublished):
            size = fact.log_size
            if not 0 <= size < position:
                raise Broken(position, f"Event {position} is a publication after {size} events, which is not so.")
            if fact.log_root != (root := kept_root(self._store.hashes, size)):
                raise Broken(
                    position,
                    f"Event {position} is a publication: it says that the root of the {size} events before it was "
                    f"{shown(fact.log_root)}. It is {root}.",
                )

    def _fact(self, row: Row) -> Event:
        try:
            return self._codec.decode(row.topic, row.state)
        except NotReadable as fault:
            raise Broken(row.position, f"Event {row.position} does not say what an event says. {fault}") from None

    def _refuse_more(self, head: int) -> None:
        """Refuse what the ledger or the commands have beyond the log."""
        # Only an event before the first position could be left, or one that was there before.
        self._events.next(head + 1, once_more=True)
        kept = self._ledger.next(head + 1, once_more=True)
        if kept is not None and kept["position"] > self._store.head():
            _refuse_unknown_kinds(kept, kept["position"])
            raise Broken(kept["position"], _missing(kept["position"], kept))
        if self._found.covered > head:
            raise Broken(head + 1, _reaching(self._found.command, head))
        while (command := self._next_command(head + 1)) is not None:
            self._commands.step()
            if command["first_position"] + command["events"] - 1 > self._store.head():
                raise Broken(max(head + 1, command["first_position"]), _reaching(command["command_id"], head))
            self._found.commands += command["first_position"] == head + 1 and not command["events"]


def _row(event: Record) -> Row:
    position = event["position"]
    row = Row(position, event["originator_id"], event["originator_version"], event["topic"], event["state"])
    texts = isinstance(row.stream, str) and isinstance(row.topic, str) and isinstance(event["inspection"], str)
    if not (texts and type(row.version) is int and isinstance(row.state, bytes)):
        raise Broken(position, f"Event {position} was changed: its columns are not of the kind written.")
    return row


def _refuse_unknown_kinds(kept: Record, position: int) -> None:
    if not (isinstance(kept["stream"], str) and type(kept["version"]) is int and isinstance(kept["hashes"], bytes)):
        raise Broken(position, f"The ledger was changed at event {position}: its columns are not of the kind written.")


def _missing(position: int, kept: Record | None) -> str:
    if kept is None:
        return f"Event {position} is missing, from the log and from the ledger; later ones are there."
    return f"Event {position} was deleted: the ledger has it as {_place(kept['stream'], kept['version'])}."


def _reaching(command: str, head: int) -> str:
    return f"The command {shown(command)} is said to have recorded something after event {head}, which is the last."


def _place(stream: str, version: int) -> str:
    return f"version {version} of {shown(stream.partition(':')[2] or stream)}"
