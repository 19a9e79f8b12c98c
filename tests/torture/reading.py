"""What is read of a store, and whether somebody notices where that is not what it was."""

from dataclasses import dataclass

from events_store.command_handler import CommandHandler
from events_store.store import Store, StoreFault
from events_store.verify.log import verify
from projections.engine.fold import catch_up
from projections.saved.check import compared
from tests.fixtures.events import NEWCASTLE
from tests.torture.commands import CASES, revise, set_up
from tests.torture.stores import opened
from tests.torture.tally import Tally
from tests.torture.views import VIEWS

AMONG = CASES[:6]
COMMANDS = [f"f-{number}" for number in range(30)]


@dataclass(frozen=True)
class Witnessed:
    """What was read of a store while it was whole, and what was witnessed of it elsewhere."""

    seen: object
    size: int
    root: str


def fill(store: Store, tally: Tally) -> None:
    """Record commands, which are acknowledged, and save views."""
    set_up(store, AMONG)
    for command in COMMANDS:
        revise(CommandHandler(store), command, AMONG)
        tally.acknowledged += 1
    catch_up(VIEWS, store, NEWCASTLE)


def witnessed(store: Store) -> Witnessed:
    """Return what a store is, while it is whole."""
    found = verify(store)
    return Witnessed(_everything(store), found.events, found.root)


def came_of(address: str, before: Witnessed) -> str:
    """Return whether what is read now is as it was, else whether somebody notices."""
    try:
        with opened(address, 0) as store:
            return "noticed" if _told(store, before) else _read(store, before)
    except StoreFault:
        return "noticed"
    except Exception as error:
        return type(error).__name__


def count(what: str, which: str, tally: Tally) -> None:
    """Count a flip; `which` names it, to those who look into it."""
    tally.count += 1
    tally.detected += what == "noticed"
    if what == "read-as-it-was":
        tally.more("flips changed nothing that is read")
    if what not in ("read-as-it-was", "noticed", "unnoticed"):
        tally.wrong.append(f"the flip {which} ended in {what}, and not in a sentence")
    if what == "unnoticed":
        tally.lost += 1
        tally.wrong.append(f"the flip {which} changed what is read, and nobody noticed")


def _told(store: Store, before: Witnessed) -> bool:
    """Whether verify, the comparison of views, or what was witnessed elsewhere tells that something is wrong."""
    found = verify(store)
    as_witnessed = (found.events, found.root) == (before.size, before.root)
    return found.fault is not None or not as_witnessed or bool(compared(VIEWS, store)[1])


def _read(store: Store, before: Witnessed) -> str:
    return "read-as-it-was" if _everything(store) == before.seen else "unnoticed"


def _everything(store: Store) -> object:
    log = list(store.follow())
    commands = [(command, list(store.recorded_by(command))) for command in ("set-up", "drawn", *COMMANDS)]
    # A saved view that is gone, or older, is no loss: what people see is caught up first.
    views = catch_up(VIEWS, store, NEWCASTLE)
    streams = [list(store.read(stream)) for stream in sorted({one.stream for one in log})]
    of_it = list(store.follow(inspection=NEWCASTLE))
    return log, of_it, streams, list(store.rows()), list(store.ledger()), commands, views, list(store.inspections())
