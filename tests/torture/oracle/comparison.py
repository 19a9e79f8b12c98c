"""Check that every acknowledged command is stored completely, once, in order, with its hashes."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from domain.events.assessing import AnswerRevised
from domain.framework import Response
from events_store.store import RecordedEvent, Store
from events_store.transparency import merkle_tree
from events_store.verify.log import verify
from tests.torture.oracle.tally import Tally
from tests.torture.support.commands import CASES, cases_of, set_up_facts, stands
from tests.torture.support.stores import opened_at_rest


def compare(address: str, acknowledged: Collection[str], tally: Tally, cases: Sequence[str] = CASES) -> None:
    """Count lost and duplicated commands, and describe other errors.

    Opens the store when no other process is connected to it, because all statements must read the same log.
    """
    with opened_at_rest(address) as store:
        _compare(store, acknowledged, tally, cases)


def _compare(store: Store, acknowledged: Collection[str], tally: Tally, cases: Sequence[str]) -> None:
    log = list(store.follow())
    by_command: dict[str, list[RecordedEvent]] = defaultdict(list)
    for event in log[set_up_facts(cases) :]:
        by_command[event.fact.origin.command_id].append(event)
    for command in acknowledged:
        if not by_command[command]:
            tally.lost += 1
            tally.wrong.append(f"{command} was acknowledged and is missing")
    for command, facts in by_command.items():
        _compare_command(store, command, facts, tally, cases)
    tally.wrong += [*_places(log), *_chains(log), *_hashes(store)]
    if fault := verify(store).fault:
        tally.wrong.append(f"verify reports: {fault.sentence}")


def settle(store: Store, commands: Collection[str]) -> int:
    """Return how many of these unacknowledged commands the store has recorded."""
    return sum(1 for command in commands if store.recorded_by(command))


def _compare_command(
    store: Store, command: str, facts: Sequence[RecordedEvent], tally: Tally, cases: Sequence[str]
) -> None:
    actual, expected = len(facts), len(cases_of(command, cases))
    if actual > expected:
        tally.duplicated += 1
        tally.wrong.append(f"{command} has {actual} facts, and should have {expected}")
    elif 0 < actual < expected:
        tally.lost += 1
        tally.wrong.append(f"{command} is incomplete: {actual} of {expected} facts")
    if actual and list(store.recorded_by(command)) != list(facts):
        tally.wrong.append(f"{command} is listed with other events than those stored")


def _places(log: Sequence[RecordedEvent]) -> Iterator[str]:
    versions: dict[str, int] = defaultdict(int)
    for position, event in enumerate(log, start=1):
        versions[event.stream] += 1
        if (event.position, event.version) != (position, versions[event.stream]):
            yield f"position {position} is taken by {event.position}, version {event.version} of {event.stream}"


def _chains(log: Sequence[RecordedEvent]) -> Iterator[str]:
    # Each revision names the old answer. Two decisions on the same answer would name the same old answer.
    last: dict[str, Response] = {}
    for event in log:
        if isinstance(event.fact, AnswerRevised) and event.fact.old != last[event.stream]:
            yield f"#{event.position} was decided on an answer that was not current"
        if (answer := stands(event.fact)) is not None:
            last[event.stream] = answer


def _hashes(store: Store) -> Iterator[str]:
    rows, kept = list(store.rows()), list(store.ledger())
    if [(event.position, event.stream, event.version) for event in kept] != [
        (row.position, row.stream, row.version) for row in rows
    ]:
        yield f"the ledger has {len(kept)} rows, the log {len(rows)}, or they belong to different events"
    elif [event.hashes for event in kept] != list(merkle_tree.grow(0, [], map(merkle_tree.leaf, rows))):
        yield "the hashes of the ledger differ from those of the events"
    elif merkle_tree.kept_root(store.hashes, store.head()) != merkle_tree.log_root(rows):
        yield "the root of the ledger differs from that of the events"
