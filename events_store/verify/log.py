"""Verifies a log: recomputes everything from the stored bytes, up to the first fault."""

from collections.abc import Collection, Iterable

from domain.event_types import Event
from domain.events.reporting import ReportPublished
from events_store.codec import Codec
from events_store.errors import NotReadable
from events_store.store import Row
from events_store.transparency.merkle_proofs import consistency_proof, consistent
from events_store.transparency.merkle_tree import DIGEST, grow, kept_root, leaf, node_hash
from events_store.verify.fast_path import belongs, extend
from events_store.verify.raw_tables import PAGE, Broken, Fault, RawStore, RawTable, Record, shortened
from events_store.verify.result import Verified


def verify(store: RawStore, sizes: Collection[int] = (), codec: Codec | None = None) -> Verified:
    """Verify the log in one pass; return the result, with the root at each size.

    Holds one page in memory. Faults in the stored data are returned, never raised.
    """
    verified = Verified()
    try:
        differences = store.schema_differences()
        # What replaces a table may show different rows to different readers, or never end.
        _refuse(difference.sentence for difference in differences if not difference.plain)
        _Pass(store, verified, codec or Codec()).run(sizes)
        _refuse(f"The file of the store is damaged: {shortened(damage)}." for damage in store.damage())
        _refuse(difference.sentence for difference in differences)
    except Broken as broken:
        verified.fault = broken.fault
    except NotReadable as fault:
        verified.fault = Fault(None, str(fault))
    return verified


def since(store: RawStore, verified: Verified, size: int, root: bytes) -> Fault | None:
    """Return a fault if a verified log does not begin with an earlier log.

    The root at `size` must have been requested from `verify`.
    """
    if verified.events < size:
        return Fault(
            verified.events + 1,
            f"The log was rolled back: it has {verified.events} events, but had {size}. It was replaced by an older "
            f"copy, or its end was cut off.",
        )
    proof = consistency_proof(store.hashes, size, verified.events)
    # Somebody who has only the proof must reach the same result.
    holds = consistent(size, root, verified.events, bytes.fromhex(verified.root), proof)
    if verified.roots[size] != root.hex() or not holds:
        return Fault(
            None,
            f"The log was rewritten: its first {size} events are not the original events. Their root is "
            f"{verified.roots[size]}, but was {root.hex()}.",
        )
    return None


def _refuse(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        raise Broken(None, sentence)


class _Pass:
    """Reads events, ledger and commands in parallel."""

    def __init__(self, store: RawStore, verified: Verified, codec: Codec) -> None:
        self._store, self._verified, self._codec = store, verified, codec
        self._events = RawTable(store, "stored_events", "The log", "position")
        self._ledger = RawTable(store, "ledger", "The ledger", "position")
        self._commands = RawTable(store, "commands", "The list of commands", "first_position", "events", "command_id")

    def run(self, sizes: Collection[int]) -> None:
        """Check every event, then that the tables hold nothing more."""
        verified = self._verified
        if 0 in sizes:
            verified.roots[0] = verified.root
        # Events recorded during the pass are not checked.
        head = self._store.head()
        limits = sorted({size for size in sizes if 0 < size < head} | {head})
        for limit in limits:
            while verified.events < limit:
                if not self._extend_by_page(limit):
                    self._check_each(min(limit, verified.events + PAGE))
            if limit in sizes:
                verified.roots[limit] = verified.root
        self._refuse_extra_rows(head)

    def _extend_by_page(self, limit: int) -> bool:
        """Verify the next page at once, up to a position; return whether it holds."""
        verified, commands = self._verified, self._commands.copy()
        try:
            events, ledger = self._events.ahead(verified.events + 1), self._ledger.ahead(verified.events + 1)
        except Broken:
            return False
        number = min(len(events), len(ledger), limit - verified.events)
        if not number:
            return False
        if not extend(verified, events[:number], ledger[:number], commands, self._store.hashes, self._codec):
            return False
        self._events.step(number)
        self._ledger.step(number)
        self._commands = commands
        return True

    def _check_each(self, until: int) -> None:
        for position in range(self._verified.events + 1, until + 1):
            self._verified.tops = self._check_event(position)
            self._verified.events = position

    def _check_event(self, position: int) -> list[bytes]:
        """Return the hashes of the log's peaks, including this event."""
        event, ledger_row = self._events.at(position), self._ledger.at(position)
        if ledger_row is not None:
            _check_ledger_types(ledger_row, position)
        if event is None:
            raise Broken(position, _missing(position, ledger_row))
        row = _row(event)
        if ledger_row is None:
            raise Broken(
                position, f"Event {position} is not in the ledger: the event was added, or the ledger was cut short."
            )
        tops = self._check_ledger(row, ledger_row)
        self._check_stream(row, event["inspection"])
        self._check_command(position, event["inspection"])
        self._check_content(row)
        return tops

    def _check_ledger(self, row: Row, ledger_row: Record) -> list[bytes]:
        """Compare an event with the ledger; return the hashes of the log's peaks, including it."""
        position, hashes, data = row.position, ledger_row["hashes"], leaf(row)
        moved = (ledger_row["stream"], ledger_row["version"]) != (row.stream, row.version)
        ledger_place = _place(ledger_row["stream"], ledger_row["version"])
        ledger_changed = f"The ledger was changed at event {position}: "
        if hashes[:DIGEST] == data:
            if moved:
                raise Broken(position, f"{ledger_changed}it has the event as {ledger_place}.")
        elif moved:
            place = _place(row.stream, row.version)
            raise Broken(position, f"Event {position} was changed: the log has {place}; the ledger has {ledger_place}.")
        elif self._pair_matches(position, data, hashes):
            raise Broken(position, f"{ledger_changed}its hash of the event is wrong.")
        else:
            raise Broken(position, f"Event {position} was changed: it does not match its hash in the ledger.")
        tops = [*self._verified.tops]
        (expected,) = grow(position - 1, tops, [data])
        if hashes != expected:
            raise Broken(position, f"{ledger_changed}its hashes of the trees that end there are wrong.")
        return tops

    def _pair_matches(self, position: int, data: bytes, hashes: bytes) -> bool:
        """Return whether the ledger's hash of a pair of events confirms this event's content."""
        if position % 2 == 0:
            return node_hash(self._verified.tops[-1], data) == hashes[DIGEST : 2 * DIGEST]
        try:
            pair = self._ledger.next(position)
        except Broken:
            return False
        if pair is None or pair["position"] != position + 1 or not isinstance(pair["hashes"], bytes):
            return False
        return node_hash(data, pair["hashes"][:DIGEST]) == pair["hashes"][DIGEST : 2 * DIGEST]

    def _check_stream(self, row: Row, inspection: str) -> None:
        version = self._verified.streams.get(row.stream, 0) + 1
        if row.version != version:
            place = _place(row.stream, row.version)
            raise Broken(row.position, f"Event {row.position} is {place}, but version {version} comes next.")
        if not belongs(row.stream, inspection):
            stream = shortened(row.stream)
            raise Broken(
                row.position,
                f"Event {row.position} is filed under the inspection {shortened(inspection)}, but is in {stream}.",
            )
        self._verified.streams[row.stream] = version

    def _check_command(self, position: int, inspection: str) -> None:
        """Raise Broken unless exactly one command recorded the event."""
        while (command := self._next_command(position, position)) is not None:
            self._commands.step()
            self._verified.commands += 1
            if not command["events"]:
                continue
            if position <= self._verified.covered:
                raise Broken(
                    position,
                    f"Two commands claim event {position}: {shortened(self._verified.command)} and "
                    f"{shortened(command['command_id'])}.",
                )
            self._verified.command, self._verified.inspection = command["command_id"], inspection
            self._verified.covered = position + command["events"] - 1
        if position > self._verified.covered:
            raise Broken(position, f"No command claims event {position}.")
        if inspection != self._verified.inspection:
            of_command, of_event = shortened(self._verified.inspection), shortened(inspection)
            raise Broken(
                position, f"Event {position} belongs to {of_event}, but its command recorded events of {of_command}."
            )

    def _next_command(self, position: int, until: int | None = None) -> Record | None:
        """Return the next command if it begins by `until`. Raises Broken for an invalid row."""
        command = self._commands.next(position, reread=position > self._verified.covered)
        if command is None or (until is not None and command["first_position"] > until):
            return None
        command_id, events = command["command_id"], command["events"]
        if not isinstance(command_id, str) or type(events) is not int or events < 0:
            first = command["first_position"]
            raise Broken(first, f"The command {shortened(command_id)} claims {shortened(events)} events.")
        return command

    def _check_content(self, row: Row) -> None:
        position = row.position
        fact = self._fact(row)
        command_id = fact.origin.command_id
        if command_id != self._verified.command:
            recorder = shortened(self._verified.command)
            raise Broken(position, f"Event {position} names the command {command_id}, but the store names {recorder}.")
        if isinstance(fact, ReportPublished):
            size = fact.log_size
            if not 0 <= size < position:
                raise Broken(position, f"Event {position} is a publication that claims {size} events before it.")
            if fact.log_root != (root := kept_root(self._store.hashes, size)):
                raise Broken(
                    position,
                    f"Event {position} is a publication that gives the root of the first {size} events as "
                    f"{shortened(fact.log_root)}. It is {root}.",
                )

    def _fact(self, row: Row) -> Event:
        try:
            return self._codec.decode(row.topic, row.state)
        except NotReadable as fault:
            raise Broken(row.position, f"Event {row.position} is not valid. {fault}") from None

    def _refuse_extra_rows(self, head: int) -> None:
        """Raise Broken for rows of the ledger or the commands beyond the log."""
        # Only a row before position 1 or a repeated position could be left.
        self._events.next(head + 1, reread=True)
        ledger_row = self._ledger.next(head + 1, reread=True)
        if ledger_row is not None and ledger_row["position"] > self._store.head():
            _check_ledger_types(ledger_row, ledger_row["position"])
            raise Broken(ledger_row["position"], _missing(ledger_row["position"], ledger_row))
        if self._verified.covered > head:
            raise Broken(head + 1, _beyond(self._verified.command, head))
        while (command := self._next_command(head + 1)) is not None:
            self._commands.step()
            if command["first_position"] + command["events"] - 1 > self._store.head():
                raise Broken(max(head + 1, command["first_position"]), _beyond(command["command_id"], head))
            self._verified.commands += command["first_position"] == head + 1 and not command["events"]


def _row(event: Record) -> Row:
    position = event["position"]
    row = Row(position, event["originator_id"], event["originator_version"], event["topic"], event["state"])
    texts = isinstance(row.stream, str) and isinstance(row.topic, str) and isinstance(event["inspection"], str)
    if not (texts and type(row.version) is int and isinstance(row.state, bytes)):
        raise Broken(position, f"Event {position} was changed: its columns have the wrong types.")
    return row


def _check_ledger_types(row: Record, position: int) -> None:
    if not (isinstance(row["stream"], str) and type(row["version"]) is int and isinstance(row["hashes"], bytes)):
        raise Broken(position, f"The ledger was changed at event {position}: its columns have the wrong types.")


def _missing(position: int, ledger_row: Record | None) -> str:
    if ledger_row is None:
        return f"Event {position} is missing from the log and from the ledger, but later events exist."
    return f"Event {position} was deleted: the ledger has it as {_place(ledger_row['stream'], ledger_row['version'])}."


def _beyond(command: str, head: int) -> str:
    return f"The command {shortened(command)} claims events after event {head}, which is the last."


def _place(stream: str, version: int) -> str:
    return f"version {version} of {shortened(stream.partition(':')[2] or stream)}"
