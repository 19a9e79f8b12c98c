"""Read a damaged store, and report whether the damage is noticed."""

from dataclasses import dataclass

from events_store.command_handler import CommandHandler
from events_store.errors import StoreFault
from events_store.store import Store
from events_store.verify.log import verify
from projections.engine.fold import catch_up
from projections.saved.check import compared
from tests.fixtures.events import NEWCASTLE
from tests.torture.faults.views import VIEWS
from tests.torture.oracle.tally import Tally
from tests.torture.support.commands import CASES, revise, set_up
from tests.torture.support.stores import opened

CHOSEN_CASES = CASES[:6]
COMMANDS = [f"f-{number}" for number in range(30)]


@dataclass(frozen=True)
class Witnessed:
    """The contents of a store before the damage, with the size and root witnessed elsewhere."""

    seen: object
    size: int
    root: str


def fill(store: Store, tally: Tally) -> None:
    """Record commands and save views."""
    set_up(store, CHOSEN_CASES)
    for command in COMMANDS:
        revise(CommandHandler(store), command, CHOSEN_CASES)
        tally.acknowledged += 1
    catch_up(VIEWS, store, NEWCASTLE)


def witnessed(store: Store) -> Witnessed:
    """Return the contents of an undamaged store."""
    result = verify(store)
    return Witnessed(_everything(store), result.events, result.root)


def came_of(address: str, before: Witnessed) -> str:
    """Return whether the store reads as before, else whether the damage is noticed."""
    try:
        with opened(address, 0) as store:
            return "noticed" if _is_noticed(store, before) else _read(store, before)
    except StoreFault:
        return "noticed"
    except Exception as error:
        return type(error).__name__


def count(outcome: str, which: str, tally: Tally) -> None:
    """Count a flip; `which` names it in the error."""
    tally.count += 1
    tally.detected += outcome == "noticed"
    if outcome == "read-as-it-was":
        tally.more("flips that changed nothing that is read")
    if outcome not in ("read-as-it-was", "noticed", "unnoticed"):
        tally.wrong.append(f"the flip {which} ended in {outcome} instead of a message")
    if outcome == "unnoticed":
        tally.lost += 1
        tally.wrong.append(f"the flip {which} changed what is read without being noticed")


def _is_noticed(store: Store, before: Witnessed) -> bool:
    """Return whether verify, the comparison of views or the witnessed root shows the damage."""
    result = verify(store)
    as_witnessed = (result.events, result.root) == (before.size, before.root)
    return result.fault is not None or not as_witnessed or bool(compared(VIEWS, store)[1])


def _read(store: Store, before: Witnessed) -> str:
    return "read-as-it-was" if _everything(store) == before.seen else "unnoticed"


def _everything(store: Store) -> object:
    log = list(store.follow())
    commands = [(command, list(store.recorded_by(command))) for command in ("set-up", "drawn", *COMMANDS)]
    # A saved view that is missing or older is no loss: views are caught up before they are shown.
    views = catch_up(VIEWS, store, NEWCASTLE)
    streams = [list(store.read(stream)) for stream in sorted({event.stream for event in log})]
    of_it = list(store.follow(inspection=NEWCASTLE))
    return log, of_it, streams, list(store.rows()), list(store.ledger()), commands, views, list(store.inspections())
