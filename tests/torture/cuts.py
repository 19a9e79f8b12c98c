"""The connection is cut around the append and its COMMIT; each command is then settled by its id."""

from random import Random

from events_store.handling import Handler
from events_store.store import NotRecorded, PerhapsRecorded, Store
from tests.events_store.examples import NEWCASTLE
from tests.torture.commands import CASES, revise, set_up
from tests.torture.oracle import compare, settle
from tests.torture.proxy import WHERE, Cut, Proxy, between
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

CUTS_OF_A_STORE = 50
AMONG = CASES[:6]
AROUND = ("COMMIT", "COMMIT", "the append", "BEGIN")


def run(cuts: int, chance: Random, tally: Tally, places: Places) -> None:
    """Cut so many connections; every second command is asked again by the store itself, the others are not."""
    for first in range(0, cuts, CUTS_OF_A_STORE):
        address = places.database()
        with opened(address) as direct, between(address) as (proxy, through):
            set_up(direct, AMONG)
            commands = {f"c-{number}" for number in range(first, min(cuts, first + CUTS_OF_A_STORE))}
            for command in sorted(commands):
                _cut(proxy, through, direct, command, chance, tally)
            compare(direct, commands, tally, AMONG)
            tally.acknowledged += len(commands)


def _cut(proxy: Proxy, address: str, direct: Store, command: str, chance: Random, tally: Tally) -> None:
    wait = chance.choice((0, 30))
    with opened(address, wait) as store:
        handler = Handler(store)
        for number in range(chance.randint(0, 2)):
            revise(handler, f"{command}-first-{number}", AMONG)
        around = chance.choice(AROUND)
        # Once its statement is prepared, the append is known only by what it is given.
        says = (command, NEWCASTLE) if around == "the append" else (around,)
        cut = proxy.cut = Cut(says, chance.choice(WHERE), chance.randint(1, 3) if wait else 1)
        said = _said(handler, command)
        proxy.cut = None
    tally.count += 1
    tally.detected += said != "recorded"
    tally.more(f"cut {cut.where} {around}")
    if not cut.done:
        tally.wrong.append(f"{command} came through uncut")
    there = settle(direct, [command])
    if there != (said == "recorded") and said != "perhaps recorded":
        tally.wrong.append(f"{command} was said to be {said}, which it is not")
    # The same command, to a store that knows nothing of the first attempt.
    if revise(Handler(direct), command, AMONG).again != bool(there) and said != "perhaps recorded":
        tally.wrong.append(f"{command} was not known again")


def _said(handler: Handler, command: str) -> str:
    try:
        revise(handler, command, AMONG)
    except NotRecorded:
        return "not recorded"
    except PerhapsRecorded:
        return "perhaps recorded"
    return "recorded"
