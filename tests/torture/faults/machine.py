"""Run random commands on all kinds of stores and a model, and compare."""

import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from events_store.errors import AlreadyRecorded, StreamMoved
from events_store.store import Batch, RecordedEvent, Store, case_stream
from events_store.transparency.merkle_tree import kept_root
from events_store.verify.log import verify
from projections.engine.fold import catch_up
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import noted
from tests.torture.faults.views import VIEWS
from tests.torture.oracle.model import EventTuple, Model, kept, leaf, tree
from tests.torture.oracle.tally import Tally
from tests.torture.support.commands import set_up, under
from tests.torture.support.stores import NewStore, Places, opened

PlannedCommand = tuple[str, list[tuple[str, int, int]], str, str]

LEEDS = "leeds-2016"
STEPS = {50: 30, 500: 50}
inspections = st.sampled_from([NEWCASTLE, LEEDS])
STREAMS = {inspection: [case_stream(inspection, case) for case in "ABC"] for inspection in (NEWCASTLE, LEEDS)}
streams = st.sampled_from([stream for streams in STREAMS.values() for stream in streams])
texts = st.text("äb€👍", min_size=1)


def planned_commands(offs: list[int]) -> st.SearchStrategy[list[PlannedCommand]]:
    """Return commands whose batches are at, before or past the version of their streams."""
    command = st.integers(1, 99).map(lambda number: f"c-{number}")

    def of(inspection: str) -> st.SearchStrategy[PlannedCommand]:
        batch = st.tuples(st.sampled_from(STREAMS[inspection]), st.sampled_from(offs), st.integers(0, 3))
        batches = st.lists(batch, max_size=3, unique_by=lambda batch: batch[0])
        return st.tuples(st.just(inspection), batches, command, texts)

    return st.lists(inspections.flatmap(of), min_size=1, max_size=5)


class Alike(RuleBasedStateMachine):
    """Does the same to every store and to the model, and compares the results."""

    new_stores: tuple[NewStore, ...]
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.addresses = [new() for new in self.new_stores]
        self.kept_open = ExitStack()
        self.stores: list[Store] = []
        self.reopen()
        for store in self.stores:
            set_up(store, ["A", "B", "C"])
        self.taken_over()

    def taken_over(self) -> None:
        """Copy the set-up, which every store has, to the model."""
        self.model.log = [_event_tuple(event) for event in self.stores[0].follow()]
        for command in ("set-up", "drawn"):
            self.model.commands[command] = [_event_tuple(event) for event in self.stores[0].recorded_by(command)]

    @initialize(commands=planned_commands([0]))
    def begin(self, commands: list[PlannedCommand]) -> None:
        self.append(commands)

    @rule(commands=planned_commands([0]))
    def go_on(self, commands: list[PlannedCommand]) -> None:
        self.append(commands)

    @rule(commands=planned_commands([-1, 0, 1]))
    def be_too_late(self, commands: list[PlannedCommand]) -> None:
        self.append(commands)

    @rule(commands=planned_commands([0, 0, 1]), data=st.data())
    def come_again(self, commands: list[PlannedCommand], data: st.DataObject) -> None:
        known = st.sampled_from(sorted(self.model.commands))
        self.append([(inspection, batches, data.draw(known), text) for inspection, batches, _, text in commands])

    def append(self, commands: list[PlannedCommand]) -> None:
        for inspection, wanted, command, text in commands:
            made = [
                (
                    stream,
                    max(0, self.model.version(stream) + off),
                    [under(command, noted(f"{text} {number}")) for number in range(facts)],
                )
                for stream, off, facts in wanted
            ]
            outcome = self.model.append(inspection, made, command)
            self.tally.acknowledged += outcome[0] == "recorded"
            self.tally.detected += outcome[0] != "recorded"
            for store in self.stores:
                assert _outcome(store, inspection, made, command) == outcome

    @rule(stream=streams, after=st.integers(0, 30), until=st.none() | st.integers(0, 30), inspection=inspections)
    def read(self, stream: str, after: int, until: int | None, inspection: str) -> None:
        for store in self.stores:
            assert [_event_tuple(event) for event in store.read(stream, after=after // 6)] == self.model.read(
                stream, after // 6
            )
            for of in (inspection, None):
                found = [_event_tuple(event) for event in store.follow(after=after, until=until, inspection=of)]
                assert found == self.model.follow(after, until, of)

    @rule()
    def reopen(self) -> None:
        self.kept_open.close()
        self.stores = [self.kept_open.enter_context(opened(address)) for address in self.addresses]

    @rule()
    def views(self) -> None:
        for store in self.stores:
            caught_up = catch_up(VIEWS, store, NEWCASTLE)
            folded = [view.replay(store.follow(inspection=NEWCASTLE)) for view in VIEWS]
            assert caught_up == folded

    @rule(inspection=st.none() | inspections)
    def forget(self, inspection: str | None) -> None:
        assert len({store.forget_views(inspection) for store in self.stores}) == 1

    def teardown(self) -> None:
        self.tally.count += 1
        try:
            self.reopen()
            self.compare()
            self.copy()
        finally:
            self.kept_open.close()

    def compare(self) -> None:
        """Compare the dumps with each other and with the model."""
        first, *remaining = [list(_dump(store)) for store in self.stores]
        assert all(dump == first for dump in remaining)
        assert [_event_tuple(event) for event in self.stores[0].follow()] == self.model.log
        assert [verify(store).fault for store in self.stores] == [None] * len(self.stores)
        leaves = [leaf(row.position, row.stream, row.version, row.topic, row.state) for row in self.stores[0].rows()]
        assert [row.hashes for row in self.stores[0].ledger()] == kept(leaves)
        assert kept_root(self.stores[0].hashes, len(leaves)) == tree(leaves).hex()
        entries = {entry.command: [row.position for row in entry.rows] for entry in self.stores[0].entries()}
        assert entries == {command: [event[0] for event in facts] for command, facts in self.model.commands.items()}

    def copy(self) -> None:
        """Copy each log to a store of the next kind, and compare."""
        for number, store in enumerate(self.stores):
            new = self.new_stores[(number + 1) % len(self.new_stores)]()
            with opened(new) as copied:
                copied.append_entries(store.entries())
                assert [*copied.rows(), *copied.ledger(), *copied.entries()] == [
                    *store.rows(), *store.ledger(), *store.entries(),
                ]  # fmt: skip


def run(examples: int, chance: Random, tally: Tally, places: Places) -> None:
    """Run so many random histories; a failure is shown in full after shrinking."""
    histories = type("Histories", (Alike,), {"new_stores": (places.file, places.database), "tally": tally})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=STEPS.get(examples, 50),
        deadline=None,
        database=InMemoryExampleDatabase(),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seeded(chance.getrandbits(32))(histories), settings=chosen)
    except AssertionError as error:
        tally.lost += 1
        tally.wrong.append("stores differ:\n" + "".join(traceback.format_exception(error)[-12:]))


def _outcome(store: Store, inspection: str, made: list[tuple[str, int, list[Any]]], command: str) -> EventTuple:
    try:
        recorded = store.append(inspection, *(Batch(*batch) for batch in made), command=command)
    except AlreadyRecorded as already:
        return ("already", [_event_tuple(event) for event in already.recorded])
    except StreamMoved:
        return ("moved",)
    return ("recorded", [_event_tuple(event) for event in recorded])


def _event_tuple(event: RecordedEvent) -> EventTuple:
    return (event.position, event.stream, event.version, event.inspection, event.fact)


def _dump(store: Store) -> Iterator[object]:
    yield from store.rows()
    yield from store.ledger()
    yield from store.entries()
    yield list(store.inspections())
    yield sorted(store.load_views(NEWCASTLE, [view.saved_as for view in VIEWS]).items(), key=lambda item: item[0])
