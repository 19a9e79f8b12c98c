"""Is all there that was acknowledged, whole, once, in its place, and hashed?"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from domain.events.assessing import AnswerRevised
from domain.framework import Response
from events_store.store import RecordedEvent, Store
from events_store.transparency import merkle_tree
from events_store.verify.log import verify
from tests.torture.commands import CASES, cases_of, set_up_facts, stands
from tests.torture.stores import opened_at_rest
from tests.torture.tally import Tally


def compare(address: str, acknowledged: Collection[str], tally: Tally, among: Sequence[str] = CASES) -> None:
    """Count what was lost or duplicated, and describe what else is wrong.

    The store is opened here, once no other process is connected to it: its many statements must read the same log.
    """
    with opened_at_rest(address) as store:
        _compare(store, acknowledged, tally, among)


def _compare(store: Store, acknowledged: Collection[str], tally: Tally, among: Sequence[str]) -> None:
    log = list(store.follow())
    by_command: dict[str, list[RecordedEvent]] = defaultdict(list)
    for one in log[set_up_facts(among) :]:
        by_command[one.fact.origin.command_id].append(one)
    for command in acknowledged:
        if not by_command[command]:
            tally.lost += 1
            tally.wrong.append(f"{command} was acknowledged and is not there")
    for command, facts in by_command.items():
        _compare_command(store, command, facts, tally, among)
    tally.wrong += [*_places(log), *_chains(log), *_hashes(store)]
    if fault := verify(store).fault:
        tally.wrong.append(f"verify says: {fault.sentence}")


def settle(store: Store, commands: Collection[str]) -> int:
    """Return how many of these commands, of which nobody was told, the store has recorded."""
    return sum(1 for command in commands if store.recorded_by(command))


def _compare_command(
    store: Store, command: str, facts: Sequence[RecordedEvent], tally: Tally, among: Sequence[str]
) -> None:
    found, wanted = len(facts), len(cases_of(command, among))
    if found > wanted:
        tally.duplicated += 1
        tally.wrong.append(f"{command} is there with {found} facts, and should have {wanted}")
    elif 0 < found < wanted:
        tally.lost += 1
        tally.wrong.append(f"{command} is half there: {found} of {wanted} facts")
    if found and list(store.recorded_by(command)) != list(facts):
        tally.wrong.append(f"{command} is known to have recorded something else than is there")


def _places(log: Sequence[RecordedEvent]) -> Iterator[str]:
    versions: dict[str, int] = defaultdict(int)
    for position, one in enumerate(log, start=1):
        versions[one.stream] += 1
        if (one.position, one.version) != (position, versions[one.stream]):
            yield f"position {position} is taken by {one.position}, version {one.version} of {one.stream}"


def _chains(log: Sequence[RecordedEvent]) -> Iterator[str]:
    # Each revision names the answer that it found: had two been decided on the same answer, one would name another.
    last: dict[str, Response] = {}
    for one in log:
        if isinstance(one.fact, AnswerRevised) and one.fact.old != last[one.stream]:
            yield f"#{one.position} was decided on an answer that did not stand"
        if (answer := stands(one.fact)) is not None:
            last[one.stream] = answer


def _hashes(store: Store) -> Iterator[str]:
    rows, kept = list(store.rows()), list(store.ledger())
    if [(one.position, one.stream, one.version) for one in kept] != [
        (row.position, row.stream, row.version) for row in rows
    ]:
        yield f"the ledger has {len(kept)} rows, the log {len(rows)}, or they are of other events"
    elif [one.hashes for one in kept] != list(merkle_tree.grow(0, [], map(merkle_tree.leaf, rows))):
        yield "the ledger keeps other hashes than those of the events"
    elif merkle_tree.kept_root(store.hashes, store.head()) != merkle_tree.log_root(rows):
        yield "the ledger gives another root than the events"
